// What is on the page and not in an answer stays: what was typed since, searches, what is open, the focus.

import { copyOf, dirty, fill, putBack, stateOf } from "./fields.js";
import { found, whereIs } from "./focus.js";
import { main, setVersion } from "./page.js";
import { changed } from "./renew.js";

// What is open is the same one where it has the same name in the same part: two lines may have one name.
const nameOf = (summary) => `${summary.closest("[id]")?.id} ${summary.textContent}`;

// button: what was pressed; sent: what the fields held when they were sent, by id.
export function remember({ button, sent, refused }) {
  const fields = [...main().querySelectorAll("input, select, textarea")].filter((each) =>
    each.id && each.type !== "search" && dirty(each) && (refused || sent.get(each.id) !== stateOf(each))).map(copyOf);
  const searches = [...main().querySelectorAll("form[data-live]")].flatMap((each) => {
    const into = document.getElementById(each.dataset.into);
    const used = !refused && button && into.contains(button);
    return used ? [] : [[into.id, each.querySelector("input").value, [...into.childNodes], each.dataset.shown]];
  });
  // What was asked for by its address (an address to edit, the fields of a country) is not in other answers.
  const stays = refused ? [] : [...main().querySelectorAll("details[data-stays][open]")].filter((each) => !each.contains(button ?? null));
  const open = [...main().querySelectorAll("details[open]")].filter((each) => refused || !each.contains(button ?? null));
  const { activeElement: focused } = document;
  return {
    refused, fields, searches, stays, open: new Set(open.map((each) => nameOf(each.querySelector("summary")))),
    focused: main().contains(focused) ? whereIs(focused) : null, at: [focused.selectionStart, focused.selectionEnd],
  };
}

// Nobody sees what is in there: browsers take the focus from it a moment later.
const FOLDED = "details:not([open]) > :not(summary)";

// Whether the focus is where it was.
export function restore({ refused, fields, searches, stays, open, focused, at }) {
  for (const [id, text, found, shown] of searches) {
    const form = main().querySelector(`form[data-into="${id}"]`);
    if (!form || !text) continue;
    form.querySelector("input").value = text;
    form.dataset.shown = shown;
    document.getElementById(id).replaceChildren(...found);
    setVersion(document.getElementById(id));
  }
  for (const each of stays) {
    document.getElementById(each.id)?.replaceWith(each);
    changed(each);
    setVersion(each);
  }
  for (const old of fields) {
    const field = document.getElementById(old.id);
    if (!field || stateOf(field) === stateOf(old)) continue;
    fill(field, old);
    if (!refused) putBack(field);
  }
  for (const summary of main().querySelectorAll("details > summary")) {
    if (open.has(nameOf(summary))) summary.parentElement.open = true;
  }
  const target = focused && found(focused);
  if (!target || target.closest(FOLDED)) return false;
  target.focus({ preventScroll: true });
  if (typeof at[0] === "number" && target.type !== "email") target.setSelectionRange?.(...at);
  return document.activeElement === target;
}
