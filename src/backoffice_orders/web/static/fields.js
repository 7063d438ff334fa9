// Fields: what stands in them, and whether the shop knows of it.

const CHECKED = ["radio", "checkbox"];
export const stateOf = (field) => (CHECKED.includes(field.type) ? field.checked : field.value);

export function dirty(field) {
  if (!field.matches("input:not([type=hidden]), select, textarea")) return false;
  if ("typed" in field.dataset) return true;
  if (CHECKED.includes(field.type)) return field.checked !== field.defaultChecked;
  if (!field.matches("select")) return field.value !== field.defaultValue;
  const options = [...field.options];
  return field.selectedIndex !== Math.max(options.findIndex((each) => each.defaultSelected), 0);
}

// What stands in a field now: of two in a group, one that comes to the page may uncheck the other.
export const copyOf = ({ id, type, value, checked, files }) => ({ id, type, value, checked, files });

// Puts what stands in one field into another of its kind, where that can hold it.
export function fill(field, old) {
  if (field.type !== old.type) return;
  if (field.type === "file") field.files = old.files;
  else if (CHECKED.includes(field.type)) field.checked = old.checked;
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
