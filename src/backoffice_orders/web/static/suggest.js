// Addresses suggested while a street is typed, where the shop has somebody who knows them. Arrows lead
// through them, Enter or a click takes one, Escape closes them; who types on is not hindered.

const QUIET = 150; // milliseconds
let quiet;
let asked;
let taking = false;

const streetIn = (event) => (event.target.matches?.("[data-suggest]") ? event.target : null);
const listOf = (field) => document.getElementById(`${field.id}-suggested`);
// In a further line nothing is suggested: no register knows on which floor somebody lives.
const typedIn = (field) => (field.value.slice(0, field.selectionStart).includes("\n") ? "" : field.value.split("\n")[0].trim());

function forget() {
  clearTimeout(quiet);
  asked?.abort();
}

function show(field, html) {
  const list = listOf(field);
  // Whatever else has answered, a login or a proxy, suggests nothing.
  const found = document.createRange().createContextualFragment(html).querySelector("ul[data-said]");
  list.replaceChildren(...(found?.children ?? []));
  list.hidden = !list.children.length;
  list.nextElementSibling.textContent = found?.dataset.said ?? "";
  mark(field, null);
}

function close(field) {
  forget();
  if (listOf(field)) show(field, "");
}

// The one that Enter takes: the focus stays where somebody types.
function mark(field, option) {
  for (const each of listOf(field).children) each.setAttribute("aria-selected", String(each === option));
  if (!option) { field.removeAttribute("aria-activedescendant"); return; }
  field.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

// An answer that comes after a newer question was asked, or after one has gone elsewhere, is thrown away.
async function ask(field) {
  if (!field.isConnected) return; // a page has come since it was typed in
  const mine = asked = new AbortController();
  const url = new URL(field.dataset.suggest, location.href);
  url.searchParams.set("q", typedIn(field));
  url.searchParams.set("country", field.form.elements.country.value);
  let html = "";
  try {
    const answer = await fetch(url, { signal: mine.signal });
    if (answer.ok) html = await answer.text();
  } catch { /* nothing is suggested */ }
  if (!mine.signal.aborted && document.activeElement === field) show(field, html);
}

function put(field, value) {
  if (!field) return;
  field.value = value;
  if (field.value !== value) field.value = ""; // a list that does not have it
  for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
}

// Of the place nothing else stays; what was typed below the street, and in other fields, does.
function take(field, { dataset }) {
  const [, ...further] = field.value.split("\n");
  close(field);
  taking = true;
  put(field, [dataset.street, ...further].join("\n"));
  for (const name of ["postcode", "city", "state"]) put(field.form.elements[name], dataset[name]);
  taking = false;
  field.setSelectionRange(dataset.street.length, dataset.street.length);
}

function press(event) {
  const field = streetIn(event);
  if (!field || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const options = [...listOf(field).children];
  const at = options.findIndex((each) => each.getAttribute("aria-selected") === "true");
  if (!options.length) return;
  const { key } = event;
  if (key === "ArrowDown" || key === "ArrowUp") {
    // Before the first and after the last is what was typed.
    const places = [null, ...options];
    mark(field, places.at((at + 1 + (key === "ArrowDown" ? 1 : -1)) % places.length));
  } else if (key === "Enter" && at >= 0) take(field, options[at]);
  else if (key === "Escape") close(field);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function askSoon(event) {
  const field = streetIn(event);
  if (!field || taking || event.isComposing) return;
  forget();
  if (typedIn(field)) quiet = setTimeout(ask, QUIET, field);
  else close(field);
}

export function suggests() {
  document.addEventListener("input", askSoon);
  document.addEventListener("compositionend", askSoon);
  // Before whatever else these keys do on the page.
  document.addEventListener("keydown", press, true);
  document.addEventListener("focusin", (event) => {
    const field = streetIn(event);
    field?.setAttribute("aria-autocomplete", "list");
    field?.setAttribute("aria-controls", listOf(field).id);
  });
  document.addEventListener("focusout", (event) => { if (streetIn(event)) close(event.target); });
  // A press on one of them leaves the focus in the field.
  document.addEventListener("mousedown", (event) => { if (event.target.closest?.(".suggested")) event.preventDefault(); });
  document.addEventListener("click", ({ target }) => {
    const option = target.closest?.(".suggested > [role=option]");
    if (option) take(document.querySelector(`[aria-controls="${option.parentElement.id}"]`), option);
  });
}
