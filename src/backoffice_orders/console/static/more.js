// Further results of a search, below those that are there; and what is opened closes again.

import { made, partFor } from "./ask.js";
import { main, setVersion } from "./page.js";

async function more(link) {
  const id = link.dataset.more;
  const form = main().querySelector(`form[data-into="${id}"]`);
  const url = new URL(form.dataset.live, location.href);
  url.searchParams.set("q", form.querySelector("input").value);
  url.searchParams.set("cart", form.dataset.cart);
  url.searchParams.set("page", new URL(link.href).searchParams.get("page"));
  const part = await partFor(id, url);
  const into = document.getElementById(id); // another page may have come meanwhile
  if (part === null || !into) return;
  if (part === undefined) { location.assign(link.href); return; }
  into.replaceChildren(made(part));
  setVersion(into);
  into.querySelector("input:not([type=hidden]), select, button")?.focus({ preventScroll: true });
}

// One explanation at a time, and none once something else is done.
function closeOthers(target) {
  for (const each of main().querySelectorAll("details.why[open]")) {
    if (!each.contains(target)) each.open = false;
  }
}

export function further() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-more]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      more(link).catch(() => location.assign(link.href));
    }
    closeOthers(event.target);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = main().querySelector("details.why[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
}
