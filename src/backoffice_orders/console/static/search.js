// Search as one types: an answer that comes after a newer question was asked is thrown away.

import { forget, made, partFor } from "./ask.js";
import { setVersion, warn } from "./page.js";
import { adding, pressing, queue } from "./send.js";
import { counted, say, words } from "./words.js";

function addressOf(form, asked) {
  const url = new URL(form.dataset.live, location.href);
  url.searchParams.set("q", asked);
  if (form.dataset.cart) url.searchParams.set("cart", form.dataset.cart);
  return url;
}

async function search(form) {
  const key = form.dataset.into;
  const put = (what) => document.getElementById(key)?.replaceChildren(what);
  const asked = form.querySelector("input[type=search]").value;
  try {
    const part = await partFor(key, addressOf(form, asked));
    if (part === null) return;
    put(part === undefined ? words.silent : made(part));
    if (part === undefined) return;
    form.dataset.shown = asked;
    setVersion(document.getElementById(key));
    const count = document.getElementById(key).querySelectorAll(".results > li").length;
    say(asked ? counted(words.found, count) : "");
  } catch {
    put(words.lost);
  }
}

// What a hit is taken by: what is to be filled in first, or its button.
const BUTTON = "button:not([type=button]), a[href]:not([data-aside])";
const partsOf = (hit) => [...hit.querySelectorAll(`input:not([type=hidden]), select, textarea, ${BUTTON}`)];
const firstOf = (hit) => partsOf(hit).find((each) => !each.checkValidity?.()) ?? hit.querySelector(BUTTON);
const hitsOf = (form) => [...document.querySelectorAll(`#${form.dataset.into} .results > li`)].filter(firstOf);

// Enter takes the first hit, or goes where it still asks for something: at once, and what is pressed
// after it waits until that is done. Where nothing could be taken, nothing is finished unseen.
function take(form) {
  const chosen = choose(form);
  queue.add(async () => {
    const job = await chosen;
    if (job) await job();
    else if (queue.clear(({ finish }) => finish)) inputOf(form.dataset.into)?.focus();
    // Again after each: what is added takes what was said before it off the page.
    if (missed.length) warn(words.missed.replace("{written}", missed.join(", ")));
  }, { adds: true });
}

// How often something was typed so far.
let typed = 0;
// What was scanned and not added, while the next was being scanned already.
let missed = [];

// What Enter does; null where somebody has to choose or to fill in something first. What was named by
// a whole number, typed or scanned, is what is meant; where several have that number, somebody chooses.
async function choose(form) {
  const input = form.querySelector("input[type=search]");
  const asked = input.value;
  if (form.dataset.shown !== asked) {
    const before = typed;
    input.select(); // what is scanned before the answer comes stands in its place
    await search(form);
    if (typed !== before && SCANNED.has(form.dataset.into)) return replaced(form, asked, before);
  }
  const hits = form.dataset.shown === asked ? hitsOf(form) : [];
  const exact = hits.filter((each) => "exact" in each.dataset);
  const first = hits.length ? firstOf(exact[0] ?? hits[0]) : null;
  if (!first) return null;
  if (first.matches("a")) return () => first.click();
  if (exact.length > 1 || !first.matches("button")) {
    first.focus();
    return null;
  }
  return exact.length ? scanned(form.dataset.into, asked, first) : pressing(first);
}

// Where numbers are scanned, the next one may stand in the field before there is an answer about this one.
const SCANNED = new Set(["products-found"]);

async function replaced(form, asked, number) {
  const part = await partFor(`${form.dataset.into} ${number}`, addressOf(form, asked)).catch(() => null);
  const exact = part ? [...made(part).querySelectorAll(".results > li[data-exact]")] : [];
  const first = exact.length === 1 ? firstOf(exact[0]) : null;
  const added = first?.matches("button") ? adding(first) : null;
  if (!added) missed.push(asked);
  return added && (async () => { if (!await added()) missed.push(asked); });
}

// The page may have been replaced since something was asked: the search is the one that is there now.
const inputOf = (into) => document.querySelector(`form[data-into="${into}"] input[type=search]`);

// The next number can be scanned while this one is being added: its hit is gone by then.
function scanned(into, asked, button) {
  const emptied = (text) => {
    const input = inputOf(into);
    if (input?.value !== text) return null;
    input.value = "";
    document.getElementById(into).replaceChildren();
    delete input.form.dataset.shown; // nothing is: the same number can be scanned again at once
    return input;
  };
  const added = adding(button);
  forget(into);
  emptied(asked);
  return async () => {
    if (await added()) return;
    // Refused: it stands there again, or is told where something else has been typed since.
    const input = emptied("");
    if (!input) {
      missed.push(asked);
      return;
    }
    input.value = asked;
    await search(input.form);
  };
}

// Arrows lead from the search into its hits, from one to the next, and back.
function move(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const { target } = event;
  if (!step || event.altKey || target.matches("select, textarea, [type=radio]")) return;
  const form = target.closest("form[data-live]")
    ?? document.querySelector(`form[data-into="${target.closest("[id$=-found]")?.id}"]`);
  if (!form) return;
  const hits = hitsOf(form);
  const to = hits.findIndex((each) => each.contains(target)) + step;
  if (to < -1 || to >= hits.length) return;
  event.preventDefault();
  (to < 0 ? form.querySelector("input[type=search]") : firstOf(hits[to])).focus();
}

export function searches() {
  document.addEventListener("keydown", move);
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-live]");
    if (!form) return;
    typed += 1;
    if (!queue.running) missed = [];
    search(form);
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-live]")) return;
    event.preventDefault();
    if (event.submitter === document.activeElement) search(event.target);
    else take(event.target);
  });
  // Whoever has begun to fill in what was found keeps it: an answer still to come is not wanted.
  document.addEventListener("focusin", (event) => {
    for (const form of document.querySelectorAll("form[data-live]")) {
      if (document.getElementById(form.dataset.into)?.contains(event.target)) forget(form.dataset.into);
    }
  });
}
