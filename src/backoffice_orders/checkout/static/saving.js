// Fields save themselves as one goes, one after the other; what was typed meanwhile stays.
// "Order and pay" waits for them, and stops where it would cost something else than it said.

import { pressedBy } from "./enter.js";
import { dirty, fill, putBack, stateOf, whenLeft } from "./fields.js";
import { found, whereIs } from "./focus.js";
import { lifted } from "./lifted.js";
import { quietly } from "./replace.js";

const main = () => document.getElementById("main");
export const order = () => document.getElementById("order");
// Where a button, or what the shop tells, is: the page itself may have come from another button.
export const at = (button) => order().action.replace(/[^/]*$/, button);
export const version = () => Number(order()?.dataset.version);
const fields = () => [...main().querySelectorAll("input[id], select[id], textarea[id]")];

let last = Promise.resolve();
let waiting = 0;

// What is to be done is done in order: each waits for what was before it.
export function queued(job) {
  waiting += 1;
  main().classList.add("busy");
  last = last.then(job).catch(() => warn(words().lost)).finally(() => {
    unanswered = false;
    waiting -= 1;
    if (!waiting) main().classList.remove("busy");
  });
  return last;
}

let unanswered = false;
let refused = false;

// Whether there is something that the shop does not know yet.
export const unsaved = () => unanswered || waiting > 1;

// Does something after all that is to be done, unless that was refused: it has to be seen.
export const afterAll = (go) => queued(() => { if (!refused) go(); });

const words = () => JSON.parse(document.getElementById("words").textContent);

function warn(text) {
  let note = document.getElementById("said");
  if (!note) {
    note = document.createElement("div");
    note.id = "said";
    note.className = "said wrong";
    note.setAttribute("role", "alert");
    main().querySelector("h1").after(note);
  }
  note.textContent = text;
  note.scrollIntoView({ block: "nearest" });
}

// What had the focus is gone: one goes on where its section begins, or at the top.
function goOn(heading) {
  const target = document.getElementById(heading) ?? main().querySelector("h1");
  target.setAttribute("tabindex", "-1");
  target.focus({ preventScroll: true });
}

// Shows a page that has come, and keeps what was typed since it was asked for, and the focus.
function show(page, sent) {
  const fresh = page.getElementById("main");
  if (!fresh || !page.getElementById("order")) { location.reload(); return; }
  const typed = fields().filter((each) => dirty(each) && sent.get(each.id) !== stateOf(each));
  const { activeElement: focused } = document;
  const { selectionStart: from, selectionEnd: to } = focused;
  const place = main().contains(focused) ? whereIs(focused) : null;
  const heading = focused.closest("section")?.getAttribute("aria-labelledby");
  const open = [...main().querySelectorAll("details[open][id]")].map((each) => each.id);
  const here = document.getElementById("here")?.textContent;
  quietly(() => main().replaceWith(fresh));
  if (here) document.getElementById("here").textContent = here;
  for (const each of open) document.getElementById(each)?.setAttribute("open", "");
  for (const old of typed) {
    const field = document.getElementById(old.id);
    if (!field) continue;
    fill(field, old);
    putBack(field);
  }
  if (!place) return;
  const target = found(place);
  target?.focus({ preventScroll: true });
  if (!target || document.activeElement !== target) goOn(heading);
  else if (typeof from === "number") target.setSelectionRange?.(from, to);
}

// The link has ended: that is said on a page of its own.
const ENDED = [404, 410];

async function send(url, body, sent) {
  unanswered = url !== at("anew");
  refused = true;
  const answer = await fetch(url, { method: "POST", body });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  unanswered = false;
  refused = !answer.ok;
  await lifted();
  if (answer.ok || page.getElementById("order") || ENDED.includes(answer.status)) show(page, sent);
  // Too much at once, or a proxy says that the shop is away: nothing was done, and what is typed stays.
  else warn(page.getElementById("said")?.textContent ?? words().lost);
  return answer.ok;
}

// Whatever differs counts as typed since: leaving it saves it.
const nothing = new Map();

// The page as it is now, with all that is typed in it.
export const reload = () => queued(() => send(at("anew"), new FormData(order()), nothing));

// A button that is on the page when it is its turn.
const pressOn = (button) => button && press(button.formAction, button);

function press(url, button) {
  const form = order();
  const sent = new Map(fields().map((each) => [each.id, stateOf(each)]));
  return send(url, new FormData(form, button), sent);
}

// What a form says of the page that it came with.
const OF_PAGE = ["version", "shown", "total"];

// A second click on a button that is not done yet is no second press.
const pressed = new Set();

// A field saves itself with all that do so; what has a button of its own, as a voucher's code, waits for that.
function saveAll() {
  const body = new FormData(order());
  const own = fields().filter((each) => each.matches("[data-alone]"));
  for (const each of own) body.delete(each.name);
  const others = fields().filter((each) => !own.includes(each));
  return send(at("message"), body, new Map(others.map((each) => [each.id, stateOf(each)])));
}

// The button that saves the address which a field is of.
const saveBeside = (field) => field.closest(".address")?.querySelector("button:not(.plain)");

export function saving() {
  const save = () => queued(saveAll);
  document.addEventListener("change", ({ target: field }) => {
    if (field.matches?.("[data-save]")) save();
    const id = field.dataset?.press;
    if (id) queued(() => pressOn(document.getElementById(id)));
  });
  whenLeft(save);
  document.addEventListener("submit", (event) => {
    const { target: form } = event;
    if (!main().contains(form)) return;
    const submitter = pressedBy(event, saveBeside);
    const finishing = submitter?.id === "finish";
    if (finishing && !waiting) return; // the browser goes on by itself
    event.preventDefault();
    if (!finishing) {
      const url = submitter?.hasAttribute("formaction") ? submitter.formAction : form.action;
      const body = new FormData(form, submitter);
      const sent = new Map(fields().map((each) => [each.id, stateOf(each)]));
      const said = JSON.stringify([url, ...[...body].filter(([name]) => !OF_PAGE.includes(name))]);
      if (pressed.has(said)) return;
      pressed.add(said);
      queued(() => {
        if (body.has("version")) body.set("version", version());
        return send(url, body, sent);
      }).finally(() => pressed.delete(said));
      return;
    }
    const said = submitter.textContent;
    queued(async () => {}).then(() => {
      const button = document.getElementById("finish");
      const same = button?.textContent === said && !main().querySelector("#said[data-code]");
      if (same) order().requestSubmit(button);
      else (button ?? main()).focus();
    });
  });
}
