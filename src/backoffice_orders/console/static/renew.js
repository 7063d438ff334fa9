// A page that has come takes the place of the one that is there, as far as they differ: what is the same, and
// was not touched since it came, stays as it is. So a change costs what it changes.

import { dirty, stateOf } from "./fields.js";
import { main } from "./page.js";
import { quietly } from "./replace.js";

// In every page anew, and no difference by itself.
const PASSING = "input[type=hidden]:is([name=version], [name=token], [name=once])";
// Never changed in place: what they hold is not in their attributes alone.
const WHOLE = "input, select, textarea, button, iframe, svg, [data-stays]";

// The page as it came: each element that is shown, and the one that it was, by each other.
let mirror;
const shownBy = new WeakMap();
const cameAs = new WeakMap();

const below = (root) => [root, ...root.querySelectorAll("*")];

function mirrored(shown) {
  const came = shown.cloneNode(true);
  const now = below(shown);
  for (const [index, each] of below(came).entries()) {
    shownBy.set(each, now[index]);
    cameAs.set(now[index], each);
    if (each.matches(PASSING)) each.removeAttribute("value");
  }
  return came;
}

// What employees or scripts have done something to, with all that is around it.
function touchedIn(root, those) {
  const touched = new Set();
  const mark = (each) => {
    for (let at = each; at && !touched.has(at); at = at === root ? null : at.parentElement) touched.add(at);
  };
  for (const each of below(root)) if (each.childElementCount !== cameAs.get(each)?.childElementCount) mark(each);
  for (const each of root.querySelectorAll("input, select, textarea")) if (dirty(each)) mark(each);
  for (const each of root.querySelectorAll("details")) if (each.open !== cameAs.get(each)?.open) mark(each);
  for (const each of root.querySelectorAll("iframe.asked, [data-stays][open]")) mark(each);
  for (const each of those) if (root.contains(each)) mark(each);
  return touched;
}

const alike = (one, other) => one.nodeType === other.nodeType
  && (one.nodeType === Node.ELEMENT_NODE ? one.localName === other.localName && one.id === other.id : one.data === other.data);

// Whether one differs from the other by its attributes alone, and by what is within elements that it holds.
function sameShape(shown, came, now) {
  if (!alike(came, now) || !now.firstElementChild || now.matches(WHOLE)) return false;
  if (came.childNodes.length !== now.childNodes.length || shown.children.length !== came.children.length) return false;
  return [...came.childNodes].every((each, index) => alike(each, now.childNodes[index]))
    && [...came.children].every((each, index) => shown.children[index] === shownBy.get(each));
}

function sameAttributes(each, now) {
  for (const { name } of [...each.attributes]) if (!now.hasAttribute(name)) each.removeAttribute(name);
  for (const { name, value } of now.attributes) if (each.getAttribute(name) !== value) each.setAttribute(name, value);
}

// A field that holds what has come already: the caret stays where it is.
const holds = (shown, now) => now.localName === "input" && shown.type === now.type && shown.id === now.id
  && !["file", "hidden"].includes(now.type) && stateOf(shown) === stateOf(now);

// What the page was, is now; passing: the values that passing fields have come with.
function settle(came, now, { touched, passing }) {
  const shown = shownBy.get(came);
  if (!touched.has(shown) && came.isEqualNode(now)) {
    const next = below(now).filter((each) => passing.has(each));
    const there = below(shown).filter((each) => each.matches(PASSING));
    for (const [index, each] of next.entries()) there[index].setAttribute("value", passing.get(each));
    return came;
  }
  if (!holds(shown, now) && !sameShape(shown, came, now)) {
    const copy = mirrored(now);
    shown.replaceWith(now);
    came.replaceWith(copy);
    return copy;
  }
  sameAttributes(shown, now);
  sameAttributes(came, now);
  const next = [...now.children];
  for (const [index, each] of [...came.children].entries()) settle(each, next[index], { touched, passing });
  return came;
}

// Not as it came any more, whatever it looks like.
export const changed = (each) => cameAs.delete(each);

// Takes over the main part of a page. used: elements that do not stay as they are, as something was done with them.
export function renew(fresh, used = []) {
  if (fresh.dataset.address === main().dataset.address) {
    const passing = new Map([...fresh.querySelectorAll(PASSING)].map((each) => [each, each.value]));
    for (const each of passing.keys()) each.removeAttribute("value");
    mirror = quietly(() => settle(mirror, fresh, { touched: touchedIn(main(), used), passing }));
    for (const [each, value] of passing) if (each.isConnected) each.setAttribute("value", value);
  } else {
    quietly(() => main().replaceWith(fresh));
    mirror = mirrored(fresh);
  }
  document.dispatchEvent(new Event("renewed"));
}

mirror = mirrored(main());
