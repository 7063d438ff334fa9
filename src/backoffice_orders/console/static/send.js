// Forms without a new page: the answer is a whole page, of which the main part is taken over.

import { pressedBy } from "./enter.js";
import { dirty, stateOf, whenLeft } from "./fields.js";
import { remember, restore } from "./keep.js";
import { online } from "./offline.js";
import { lifted } from "./lifted.js";
import { HEADERS, main, mainOf, version, warn } from "./page.js";
import { Queue } from "./queue.js";
import { renew } from "./renew.js";
import { leftUnsaved } from "./saves.js";
import { say, words } from "./words.js";

const HARMLESS = new Set(["rule_applied", "changed_meanwhile"]);

export const queue = new Queue((busy) => main().classList.toggle("busy", busy));

let unanswered = false;

// Whether there is something that the shop does not know yet.
export const unsaved = () => unanswered || queue.waits;

// A button is found again on the page that has come since.
const actionOf = (button) => (button.hasAttribute("formaction") ? button.formAction : button.form.action);

// What a form says of the page that it came with: not of what it is about.
const OF_PAGE = ["token", "version", "once", "mark"].map((each) => `[name=${each}]`)
  .concat("[name^=was_]", "[name$=currency]").join();

// Forms of one kind (one for each e-mail, discount or address) are told apart by what they carry
// along.
function keyOf(button) {
  const { form } = button;
  const carried = form.id === "order" ? [] : [...form.querySelectorAll("[type=hidden]")];
  const about = carried.filter((each) => !each.matches(OF_PAGE));
  const parts = about.map(({ name, value }) => [name, value]);
  return JSON.stringify([new URL(actionOf(button)).pathname, button.value, ...parts]);
}

const withKey = (key) => [...main().querySelectorAll("button:not([type=button])")].find((each) => each.form && keyOf(each) === key);

// A field saves itself, and nothing else that may be half typed.
async function save(id) {
  const field = document.getElementById(id);
  if (!field?.form || !dirty(field)) return;
  const body = new FormData();
  for (const name of ["token", "version"]) body.set(name, field.form.elements[name].value);
  if (field.dataset.line) body.set("line", field.dataset.line);
  body.set(field.name, field.type === "checkbox" && !field.checked ? "" : field.value);
  await send(`${main().dataset.address}/${field.dataset.save}`, body, { fields: [field] });
}

// Typed into a form of its own, and not sent: what was emptied again is nothing.
const pending = (field) => dirty(field) && field.value !== "";

async function press(key) {
  const button = withKey(key);
  if (!button) return;
  const unsaved = "finish" in button.dataset
    && [...main().querySelectorAll("form[data-unsaved]")].find((each) => [...each.elements].some(pending));
  if (unsaved) {
    queue.clear();
    unsaved.closest("details")?.setAttribute("open", "");
    [...unsaved.elements].find(pending).focus();
    warn(unsaved.dataset.unsaved);
    return;
  }
  const fields = [...button.form.elements];
  await send(actionOf(button), new FormData(button.form, button), { fields, button, key });
}

// A second click is no second press: not while the first one is being done, unless something else stands in
// the form by then, and not just after it, whatever page has come since, unless something was typed.
const DOUBLE = 500; // milliseconds
const NONE = { key: "", at: -Infinity };
let last = NONE;

const saidIn = ({ form }) => JSON.stringify(
  [...form.elements].filter((each) => each.matches("input:not([type=hidden]), select, textarea")).map(stateOf));

function isSecond(key, said, at) {
  const again = last.key === key && at - last.at < DOUBLE;
  last = { key, at };
  return again || queue.some((about) => about.key === key && about.said === said);
}

// What a button does when it is its turn, on the page as it is then.
export function pressing(button) {
  const key = keyOf(button);
  return () => press(key);
}

// What a button adds, as its form is now: the form need not be there any more when it is its turn.
// Says whether it was done.
export function adding(button) {
  const url = actionOf(button);
  const body = new FormData(button.form, button);
  return () => {
    body.set("version", version());
    return send(url, body, { fields: [] });
  };
}

async function send(url, body, what) {
  const sent = new Map(what.fields.filter((each) => each.id).map((each) => [each.id, stateOf(each)]));
  unanswered = true;
  const { answer, html } = await post(url, body).finally(() => { unanswered = false; });
  await takeOver(html, answer, { ...what, sent });
  return answer.ok;
}

// This very page with another form in one of its parts (an address to edit): what is typed elsewhere stays.
async function show(address, id) {
  let answer;
  let html;
  try {
    answer = await fetch(address, { headers: HEADERS });
    html = await answer.text();
  } catch { location.assign(address); return; }
  const part = document.getElementById(id);
  const fields = [...part.querySelectorAll("input, select, textarea")];
  const sent = new Map(fields.filter((each) => each.id).map((each) => [each.id, stateOf(each)]));
  await takeOver(html, answer, { button: part, fields, sent, shows: true });
  document.querySelector(`#${id} > summary`)?.focus();
}

export const parsed = (html) => new DOMParser().parseFromString(html, "text/html");

// A proxy answers for the shop, which is being restarted: as if the line were down.
export const isAway = (answer, html) => [502, 503, 504].includes(answer.status) && !mainOf(parsed(html));

// Whether this page leads elsewhere now: to a login on another site, where no script may follow.
async function leadsElsewhere() {
  const here = main().dataset.address;
  const answer = await fetch(here, { redirect: "manual", headers: HEADERS }).catch(() => null);
  return answer?.type === "opaqueredirect";
}

// An answer, however long the line is down: nothing is done twice by asking again, as the shop
// refuses to add what has been added since the page was shown, and places one order of a cart.
async function post(url, body) {
  for (;;) {
    try {
      const answer = await fetch(url, { method: "POST", body, headers: HEADERS });
      const html = await answer.text();
      if (!isAway(answer, html)) return { answer, html };
    } catch { /* the line is down, or it is a login that answers */ }
    if (await leadsElsewhere()) location.assign(main().dataset.address);
    else warn(words.offline, "offline");
    await online();
  }
}

export async function takeOver(html, answer, what) {
  await lifted();
  const refused = !answer.ok;
  const page = parsed(html);
  const fresh = mainOf(page);
  // That it was too much, a proxy says in words of its own; a login is somewhere to go.
  const elsewhere = !fresh && answer.status !== 413;
  if (elsewhere || fresh?.querySelector("[data-payment-field]")) { location.assign(answer.url); return; }
  // Something has gone that nobody has asked to go: it has to be seen before anything else is done.
  const code = page.getElementById("said")?.dataset.code;
  // What else was scanned is not concerned.
  if (refused || (code && !HARMLESS.has(code))) queue.clear(({ adds }) => !adds);
  // A colleague's change is kept and said, and what is being typed goes on: but nothing is finished unseen.
  if (code === "changed_meanwhile") queue.clear(({ finish }) => finish);
  if (refused && !page.getElementById("said")) {
    // A page of its own would take away what is typed on this one.
    warn(fresh ? fresh.textContent.trim().split("\n")[0] : words.less);
    leftUnsaved(what.fields);
    return;
  }
  const { address } = fresh.dataset;
  const remembered = address === main().dataset.address ? remember({ ...what, refused }) : null;
  const next = placeOf(what.button ?? document.activeElement);
  renew(fresh, [what.button, ...what.fields].filter(Boolean));
  document.title = page.title;
  if (address && address !== location.pathname) history.pushState(null, "", address);
  const kept = remembered && restore(remembered);
  if (refused && remembered) leftUnsaved(remembered.fields.map((each) => document.getElementById(each.id)).filter(Boolean));
  const said = document.getElementById("said");
  const [field] = what.button ? [] : what.fields.map((each) => document.getElementById(each.id));
  const wrong = refused && (field ?? main().querySelector("[aria-invalid]"));
  if (wrong) sayBeside(wrong, said);
  if (!refused || !field) {
    const again = remembered && what.key && withKey(what.key);
    const here = again?.closest("details:not([open])") ? null : again;
    const lost = !kept && (what.key || remembered?.focused);
    const target = wrong || (lost ? here || next : null);
    if (target) target.focus({ preventScroll: !refused });
    (wrong || said)?.scrollIntoView({ block: "nearest" });
  }
  if (said || !what.shows) say(said?.textContent.trim() || words.total.replace("{amount}", document.getElementById("total")?.textContent ?? ""));
}

// Why a field was refused stands beside it too: what is above may be far off the screen.
function sayBeside(field, said) {
  if (document.getElementById(`${field.id}-wrong`)) return;
  const note = document.createElement("p");
  note.className = "wrong-text";
  note.textContent = said.textContent.trim();
  (field.closest("label, .field") ?? field).after(note);
}

// Where one goes on after what is not there any more, or folded away: in the search that it was found by,
// or in its section; a new page says where it wants to begin.
function placeOf(gone) {
  const into = gone.closest("[id$=-found]")?.id;
  const section = gone.closest("section[id]")?.id;
  const { address } = main().dataset;
  return {
    focus(how) {
      const here = main().dataset.address === address;
      const found = here && into && main().querySelector(`form[data-into="${into}"] input[type=search]`);
      const heading = main().querySelector("h1");
      heading?.setAttribute("tabindex", "-1");
      for (const place of [found, here && document.getElementById(section), main().querySelector("[autofocus]"), heading]) {
        if (!place) continue;
        place.focus(how);
        if (document.activeElement === place) return;
      }
    },
  };
}

// The button that stands with a field of the order.
function buttonBeside(field) {
  if (field.form.id !== "order") return null;
  const beside = field.closest("details")?.querySelectorAll("button[form=order]:not(.plain, [data-finish])") ?? [];
  return [...beside].find((each) => !each.hidden);
}

export function sending() {
  document.addEventListener("change", ({ target: field }) => {
    if (field.matches?.("[data-save]")) queue.add(() => save(field.id));
    if (!field.matches?.("[data-press]")) return;
    queue.add(pressing(document.getElementById(field.dataset.press)));
  });
  whenLeft((field) => queue.add(() => save(field.id)));
  document.addEventListener("input", () => { last = NONE; });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || !main().contains(form) || !event.submitter) return;
    // A payment service's scripts hold on to what they have put in here: then it is pages that come.
    if (main().querySelector("[data-payment-field]")) return;
    event.preventDefault();
    const button = pressedBy(event, buttonBeside);
    const [key, said] = [keyOf(button), saidIn(button)];
    if (isSecond(key, said, event.timeStamp)) return;
    queue.add(pressing(button), { finish: "finish" in button.dataset, key, said });
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-shows]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    queue.add(() => show(link.href, link.dataset.shows));
  });
  window.addEventListener("popstate", () => location.reload());
}
