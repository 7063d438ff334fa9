// Parts of the page that are fetched when they are asked for, or once nothing changes any more.

import { main, setVersion, version } from "./page.js";

const QUIET = 900; // milliseconds
let settled;

async function load(address, id) {
  const before = version();
  const answer = await fetch(address);
  const into = document.getElementById(id);
  // What was found for a cart as it was is not shown for another one.
  if (!answer.ok || !into || version() !== before) return;
  const found = document.createRange().createContextualFragment(await answer.text());
  into.replaceChildren(...found.children);
  setVersion(into);
}

function settle() {
  clearTimeout(settled);
  settled = setTimeout(() => {
    const part = main().querySelector("[data-settle]");
    if (part && !part.querySelector(".tip, [data-nothing]")) load(part.dataset.settle, part.id).catch(() => {});
  }, QUIET);
}

export function parts() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-load]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    load(link.dataset.load, link.dataset.loadInto).catch(() => location.assign(link.href));
  });
  document.addEventListener("input", settle);
  document.addEventListener("renewed", settle);
  settle();
}
