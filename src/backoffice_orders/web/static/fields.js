// Fields: what stands in them, and whether the shop knows of it.

export const stateOf = (field) => (field.matches("[type=radio], [type=checkbox]") ? field.checked : field.value);

export function dirty(field) {
  if (!field.matches("input:not([type=hidden]), select, textarea")) return false;
  if ("typed" in field.dataset) return true;
  if (field.matches("[type=radio], [type=checkbox]")) return field.checked !== field.defaultChecked;
  if (!field.matches("select")) return field.value !== field.defaultValue;
  const options = [...field.options];
  return field.selectedIndex !== Math.max(options.findIndex((each) => each.defaultSelected), 0);
}

// Puts what stands in one field into another of its kind, where that can hold it.
export function fill(field, old) {
  if (field.type !== old.type) return;
  if (field.type === "file") field.files = old.files;
  else if (field.matches("[type=radio], [type=checkbox]")) field.checked = old.checked;
  else if (field.type !== "select-one" || [...field.options].some((each) => each.value === old.value)) field.value = old.value;
}

// A field that is put back as it was typed: the browser takes it for what stood there before, so that
// leaving it would not save it.
export function putBack(field) {
  if (field.matches("[data-save]")) field.dataset.restored = "";
}

export function whenLeft(save) {
  document.addEventListener("focusout", ({ target: field }) => {
    if (!("restored" in field.dataset)) return;
    delete field.dataset.restored;
    if (dirty(field)) save(field);
  });
}

// On a slow line a page is used before its scripts come: what was changed until then is said again.
export function changedBefore() {
  for (const field of document.querySelectorAll("input, select, textarea")) {
    if ("typed" in field.dataset || !dirty(field)) continue;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    if (field === document.activeElement) putBack(field);
    else field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
