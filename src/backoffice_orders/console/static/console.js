// Search as one types, forms without a new page, shortcuts, and the stock beside a quantity.
// Everything here only makes faster what the page's plain forms do as well.

const main = () => document.getElementById("main");
const live = document.getElementById("live");

// What the page says from here, in the reader's language: texts, and forms by the number in them.
const words = JSON.parse(document.getElementById("words").textContent);
const { lang } = document.documentElement;
const plural = new Intl.PluralRules(lang);
const digits = new Intl.NumberFormat(lang, { numberingSystem: "latn" });

function counted(forms, count) {
  return (forms[plural.select(count)] ?? forms.other).replace("{count}", digits.format(count));
}

function say(text) {
  live.textContent = "";
  requestAnimationFrame(() => { live.textContent = text; });
}

// Search as one types: an answer that comes after a newer question was asked is thrown away.
const asking = new Map();

async function search(form) {
  const input = form.querySelector("input[type=search]");
  const key = form.dataset.into;
  const put = (what) => document.getElementById(key)?.replaceChildren(what);
  asking.get(key)?.abort();
  const asked = new AbortController();
  asking.set(key, asked);
  const url = new URL(form.dataset.live, location.href);
  url.searchParams.set("q", input.value);
  if (form.dataset.cart) url.searchParams.set("cart", form.dataset.cart);
  try {
    const answer = await fetch(url, { signal: asked.signal });
    const html = await answer.text();
    if (asked.signal.aborted || asking.get(key) !== asked) return;
    if (answer.ok) {
      put(document.createRange().createContextualFragment(html));
      setVersion(document.getElementById(key));
      const count = document.getElementById(key).querySelectorAll(".results > li").length;
      say(input.value ? counted(words.found, count) : "");
    } else {
      put(words.silent);
    }
  } catch (error) {
    if (error.name !== "AbortError") put(words.lost);
  }
}

// Whoever has begun to fill in what was found keeps it: an answer still to come is not wanted.
document.addEventListener("focusin", (event) => {
  for (const form of document.querySelectorAll("form[data-live]")) {
    if (document.getElementById(form.dataset.into)?.contains(event.target)) asking.get(form.dataset.into)?.abort();
  }
});

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-live]");
  if (form) search(form);
  if (event.target.matches?.("[data-count], [data-stock]")) showLeft(event.target.closest("form, .count"));
});
document.addEventListener("change", (event) => {
  const field = event.target;
  if (field.matches?.("[data-stock]")) showLeft(field.closest("form"));
  if (field.matches?.("[data-save]")) enqueue(() => save(field.id));
  if (field.matches?.("[data-press]")) {
    const button = document.getElementById(field.dataset.press);
    enqueue(() => press(keyOf(button)));
  }
});

// What would be left in stock with the quantity as it is typed.
function showLeft(form) {
  const output = form?.querySelector(".left");
  const count = form?.querySelector("[data-count]");
  if (!output || !count) return;
  const chosen = form.querySelector("[data-stock]")?.selectedOptions[0];
  const has = Number(chosen?.dataset.left ?? output.dataset.left ?? NaN);
  const wanted = Number(count.value);
  if (Number.isNaN(has) || !Number.isInteger(wanted)) return;
  output.textContent = has >= wanted ? counted(words.left, has - wanted) : counted(words.short, Math.max(has, 0));
  output.classList.toggle("short", has < wanted);
}

// Forms without a new page: the answer is a whole page, of which the main part is taken over.
// What is pressed or to be saved waits for what was before it, and is found again on the page
// that has come since.
const actionOf = (button) => (button.hasAttribute("formaction") ? button.formAction : button.form.action);

function keyOf(button) {
  const own = button.form.id !== "order" && button.form.querySelector(
    "[name=line], [name=product], [name=rule], [name=basis], [name=customer]");
  return `${new URL(actionOf(button)).pathname} ${own ? own.value : ""}`;
}

const withKey = (key) => [...main().querySelectorAll("button")].find((each) => each.form && keyOf(each) === key);

let queue = [];
let running = false;

async function enqueue(job) {
  queue.push(job);
  if (running) return;
  running = true;
  while (queue.length) {
    main().classList.add("busy");
    await queue.shift()();
  }
  running = false;
  main().classList.remove("busy");
}

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
    queue = [];
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
    queue = [];
    warn(words.lost);
  }
}

// Whether something stands in a field that the shop does not know of.
const stateOf = (field) => (field.matches("[type=radio], [type=checkbox]") ? field.checked : field.value);

function dirty(field) {
  if (!field.matches("input:not([type=hidden]), select, textarea")) return false;
  if ("typed" in field.dataset) return true;
  if (field.matches("[type=radio], [type=checkbox]")) return field.checked !== field.defaultChecked;
  if (!field.matches("select")) return field.value !== field.defaultValue;
  const options = [...field.options];
  return field.selectedIndex !== Math.max(options.findIndex((each) => each.defaultSelected), 0);
}

// What is on the page and not in the answer: what was typed since, searches, what is open, the focus.
function remember({ button, sent, refused }) {
  const fields = [...main().querySelectorAll("input, select, textarea")].filter((each) =>
    each.id && each.type !== "search" && dirty(each) && (refused || sent.get(each.id) !== stateOf(each)));
  const searches = [...main().querySelectorAll("form[data-live]")].flatMap((each) => {
    const into = document.getElementById(each.dataset.into);
    return !refused && button && into.contains(button) ? [] : [[into.id, each.querySelector("input").value, [...into.childNodes]]];
  });
  const open = [...main().querySelectorAll("details[open]")].filter((each) => refused || !each.contains(button ?? null));
  const { activeElement: focused } = document;
  return {
    fields, searches, open: new Set(open.map((each) => each.querySelector("summary").textContent)),
    focused: main().contains(focused) ? focused.id : "", at: [focused.selectionStart, focused.selectionEnd],
  };
}

function restore({ fields, searches, open, focused, at }) {
  for (const [id, text, found] of searches) {
    const form = main().querySelector(`form[data-into="${id}"]`);
    if (!form || !text) continue;
    form.querySelector("input").value = text;
    document.getElementById(id).replaceChildren(...found);
    setVersion(document.getElementById(id));
  }
  for (const old of fields) {
    const field = document.getElementById(old.id);
    if (!field || field === old || field.type !== old.type) continue;
    if (field.type === "file") field.files = old.files;
    else if (field.matches("[type=radio], [type=checkbox]")) field.checked = old.checked;
    else if (field.type !== "select-one" || [...field.options].some((each) => each.value === old.value)) field.value = old.value;
  }
  for (const summary of main().querySelectorAll("details > summary")) {
    if (open.has(summary.textContent)) summary.parentElement.open = true;
  }
  const target = focused && document.getElementById(focused);
  if (!target) return false;
  target.focus({ preventScroll: true });
  if (typeof at[0] === "number" && target.type !== "email") target.setSelectionRange?.(...at);
  return document.activeElement === target;
}

function setVersion(part) {
  const version = main().querySelector("#order [name=version]");
  for (const each of version ? part.querySelectorAll("[name=version]") : []) each.value = version.value;
}

function takeOver(html, answer, what) {
  const refused = !answer.ok;
  const page = new DOMParser().parseFromString(html, "text/html");
  const fresh = page.getElementById("main");
  if (!fresh) { location.assign(answer.url); return; }
  // Something has gone that nobody has asked to go: it has to be seen before anything else is done.
  if (refused || page.querySelector("#said[data-code]:not([data-code=''], [data-code=rule_applied])")) queue = [];
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

// Services of other systems are asked once nobody has changed anything for a while: in the background,
// so that nothing waits for them. What they answer about an older version is not shown.
let settled;
let askedFor = "";

function askSoon() {
  clearTimeout(settled);
  settled = setTimeout(askServices, 900);
}

async function askServices() {
  const form = main().querySelector("form[data-ask]");
  if (!form) return;
  const key = `${location.pathname} ${form.dataset.ask}`;
  if (running) { askSoon(); return; }
  if (key === askedFor) return; // who failed is asked again by the button
  askedFor = key;
  const version = () => main().querySelector("#order [name=version]")?.value;
  const before = version();
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    const html = await answer.text();
    enqueue(async () => {
      if (version() === before) takeOver(html, answer, { fields: [], sent: new Map() });
    });
  } catch {
    askedFor = "";
  }
}

document.addEventListener("input", askSoon);
new MutationObserver(askSoon).observe(main().parentElement, { childList: true });
askSoon();

function warn(text) {
  document.getElementById("warning")?.remove();
  const note = document.createElement("div");
  note.id = "warning";
  note.className = "said wrong";
  note.setAttribute("role", "alert");
  note.textContent = text;
  main().prepend(note);
  note.scrollIntoView({ block: "nearest" });
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("form[data-live]")) {
    event.preventDefault();
    search(form);
  } else if (form.method === "post" && main().contains(form) && event.submitter) {
    event.preventDefault();
    const key = keyOf(event.submitter);
    enqueue(() => press(key));
  }
});
window.addEventListener("popstate", () => location.reload());

// Shortcuts, outside of fields.
const help = document.getElementById("help");
const sections = ["customer", "basis", "products", "vouchers", "addresses", "shipping", "finishing"];
document.querySelector("[data-help]").hidden = false;
document.querySelector("[data-help]").addEventListener("click", () => help.showModal());
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
  if (event.key === "?") {
    help.showModal();
  } else if (/^[1-7]$/.test(event.key)) {
    document.getElementById(sections[event.key - 1])?.focus();
  } else {
    const field = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!field) return;
    event.preventDefault();
    field.closest("details")?.setAttribute("open", "");
    field.focus();
  }
});
