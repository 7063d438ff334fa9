// Forms without a new page: the answer is a whole page, of which the main part is taken over.

import { dirty, stateOf } from "./fields.js";
import { remember, restore } from "./keep.js";
import { main, warn } from "./page.js";
import { Queue } from "./queue.js";
import { say, words } from "./words.js";

export const queue = new Queue((busy) => main().classList.toggle("busy", busy));

// A button is found again on the page that has come since.
const actionOf = (button) => (button.hasAttribute("formaction") ? button.formAction : button.form.action);

function keyOf(button) {
  const own = button.form.id !== "order" && button.form.querySelector(
    "[name=line], [name=product], [name=rule], [name=basis], [name=customer]");
  return `${new URL(actionOf(button)).pathname} ${own ? own.value : ""}`;
}

const withKey = (key) => [...main().querySelectorAll("button")].find((each) => each.form && keyOf(each) === key);

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

async function press(key) {
  const button = withKey(key);
  if (!button) return;
  const unsaved = "finish" in button.dataset
    && [...main().querySelectorAll("form[data-unsaved]")].find((each) => [...each.elements].some(dirty));
  if (unsaved) {
    queue.clear();
    unsaved.closest("details")?.setAttribute("open", "");
    [...unsaved.elements].find(dirty).focus();
    warn(unsaved.dataset.unsaved);
    return;
  }
  const fields = [...button.form.elements];
  await send(actionOf(button), new FormData(button.form, button), { fields, button, key });
}

async function send(url, body, what) {
  const sent = new Map(what.fields.filter((each) => each.id).map((each) => [each.id, stateOf(each)]));
  try {
    const answer = await fetch(url, { method: "POST", body });
    takeOver(await answer.text(), answer, { ...what, sent });
  } catch {
    queue.clear();
    warn(words.lost);
  }
}

export function takeOver(html, answer, what) {
  const refused = !answer.ok;
  const page = new DOMParser().parseFromString(html, "text/html");
  const fresh = page.getElementById("main");
  if (!fresh) { location.assign(answer.url); return; }
  // Something has gone that nobody has asked to go: it has to be seen before anything else is done.
  if (refused || page.querySelector("#said[data-code]:not([data-code=''], [data-code=rule_applied])")) queue.clear();
  if (refused && !page.getElementById("said")) {
    // A page of its own would take away what is typed on this one.
    warn(fresh.textContent.trim().split("\n")[0]);
    return;
  }
  const { address } = fresh.dataset;
  const remembered = address === main().dataset.address ? remember({ ...what, refused }) : null;
  main().replaceWith(fresh);
  document.title = page.title;
  if (address && address !== location.pathname) history.pushState(null, "", address);
  const kept = remembered && restore(remembered);
  const said = document.getElementById("said");
  const [field] = what.button ? [] : what.fields.map((each) => document.getElementById(each.id));
  if (refused && field) {
    const note = document.createElement("p");
    note.className = "wrong-text";
    note.textContent = said.textContent.trim();
    field.closest("label, .field").after(note);
  } else {
    const wrong = refused && main().querySelector("[aria-invalid]");
    const target = wrong || (kept ? null : what.key && withKey(what.key));
    if (target || !kept) (target || main()).focus({ preventScroll: Boolean(target) && !refused });
    said?.scrollIntoView({ block: "nearest" });
  }
  say(said?.textContent.trim() || words.total.replace("{amount}", document.getElementById("total")?.textContent ?? ""));
}

export function sending() {
  document.addEventListener("change", ({ target: field }) => {
    if (field.matches?.("[data-save]")) queue.add(() => save(field.id));
    if (!field.matches?.("[data-press]")) return;
    const key = keyOf(document.getElementById(field.dataset.press));
    queue.add(() => press(key));
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || !main().contains(form) || !event.submitter) return;
    event.preventDefault();
    const key = keyOf(event.submitter);
    queue.add(() => press(key));
  });
  window.addEventListener("popstate", () => location.reload());
}
