// Search as one types, forms without a new page, shortcuts, and the stock beside a quantity.
// Everything here only makes faster what the page's plain forms do as well.

const main = () => document.getElementById("main");
const live = document.getElementById("live");

function say(text) {
  live.textContent = "";
  requestAnimationFrame(() => { live.textContent = text; });
}

// Search as one types: an answer that comes after a newer question was asked is thrown away.
const asking = new WeakMap();

async function search(form) {
  const input = form.querySelector("input[type=search]");
  const into = document.getElementById(form.dataset.into);
  asking.get(form)?.abort();
  const asked = new AbortController();
  asking.set(form, asked);
  const url = new URL(form.dataset.live, location.href);
  url.searchParams.set("q", input.value);
  if (form.dataset.cart) url.searchParams.set("cart", form.dataset.cart);
  try {
    const answer = await fetch(url, { signal: asked.signal });
    const html = await answer.text();
    if (asked.signal.aborted || asking.get(form) !== asked) return;
    if (answer.ok) {
      into.innerHTML = html;
      const count = into.querySelectorAll(".results > li").length;
      say(input.value ? `${count} found` : "");
    } else {
      into.textContent = "The search does not answer: try again.";
    }
  } catch (error) {
    if (error.name !== "AbortError") into.textContent = "The connection is lost: nothing you entered is. Try again.";
  }
}

// Whoever has begun to fill in what was found keeps it: an answer still to come is not wanted.
document.addEventListener("focusin", (event) => {
  for (const form of document.querySelectorAll("form[data-live]")) {
    if (document.getElementById(form.dataset.into)?.contains(event.target)) asking.get(form)?.abort();
  }
});

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-live]");
  if (form) search(form);
  if (event.target.matches?.("[data-count], [data-stock]")) showLeft(event.target.closest("form"));
});
document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-stock]")) showLeft(event.target.closest("form"));
});

// What would be left in stock with the quantity as it is typed.
function showLeft(form) {
  const output = form.querySelector(".left");
  const count = form.querySelector("[data-count]");
  if (!output || !count) return;
  const chosen = form.querySelector("[data-stock]")?.selectedOptions[0];
  const has = Number(chosen?.dataset.left ?? output.dataset.left ?? NaN);
  const wanted = Number(count.value);
  if (Number.isNaN(has) || !Number.isInteger(wanted)) return;
  output.textContent = has >= wanted ? `${has - wanted} left` : `only ${Math.max(has, 0)} there`;
  output.classList.toggle("short", has < wanted);
}

// Forms without a new page: the answer is a whole page, of which the main part is taken over.
const mark = (element) => element && (element.id ? `#${CSS.escape(element.id)}` : null);

function formKey(form) {
  const line = form.querySelector("[name=line], [name=product], [name=rule]");
  return `${new URL(form.action).pathname} ${line?.value ?? ""}`;
}

function twin(key) {
  return [...main().querySelectorAll("form")].find((each) => formKey(each) === key);
}

function takeOver(html, url, form, refused) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const fresh = page.getElementById("main");
  if (!fresh) { location.assign(url); return; }
  if (refused && !page.getElementById("said")) {
    // A page of its own would take away what is typed on this one.
    warn(fresh.textContent.trim().split("\n")[0]);
    return;
  }
  const focused = mark(document.activeElement);
  const key = form && formKey(form);
  const typed = refused && form ? new FormData(form) : null;
  const searched = [...main().querySelectorAll("form[data-live]")].map((each) => [
    each.dataset.into, each.querySelector("input").value,
  ]);
  const open = new Set([...main().querySelectorAll("details[open] > summary")].map((each) => each.textContent));
  main().replaceWith(fresh);
  document.title = page.title;
  if (new URL(url).pathname !== location.pathname) history.pushState(null, "", url);
  for (const summary of main().querySelectorAll("details > summary")) {
    if (refused && open.has(summary.textContent)) summary.parentElement.open = true;
  }
  if (refused) {
    for (const [into, text] of searched) {
      const again = text && main().querySelector(`form[data-into="${into}"]`);
      if (again) { again.querySelector("input").value = text; }
    }
  }
  if (typed) {
    const again = twin(key);
    for (const [name, value] of typed) {
      const field = again?.querySelector(`[name="${CSS.escape(name)}"]:not([type=hidden], [type=radio], [type=checkbox], [type=file])`);
      if (field && typeof value === "string") field.value = value;
    }
  }
  const said = document.getElementById("said");
  const target = (refused && main().querySelector("[aria-invalid]")) || (focused && document.querySelector(focused)) || (key && twin(key)?.querySelector("button"));
  (target || main()).focus({ preventScroll: Boolean(target) && !refused });
  said?.scrollIntoView({ block: "nearest" });
  say(said?.textContent.trim() || `Total ${document.getElementById("total")?.textContent ?? ""}`);
}

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

let sending = false;

async function submit(form, button) {
  if (sending) return;
  sending = true;
  main().classList.add("busy");
  const body = new FormData(form, button);
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    takeOver(await answer.text(), answer.url, form, !answer.ok);
  } catch {
    warn("The connection is lost: nothing you entered is. Try again.");
  } finally {
    sending = false;
    main().classList.remove("busy");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("form[data-live]")) {
    event.preventDefault();
    search(form);
  } else if (form.method === "post" && main().contains(form)) {
    event.preventDefault();
    submit(form, event.submitter);
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
