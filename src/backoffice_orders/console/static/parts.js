// Parts of the page that are fetched when they are asked for, or once nothing changes any more.

import { made, partFor } from "./ask.js";
import { main, setVersion, version, warn } from "./page.js";
import { words } from "./words.js";

const QUIET = 900; // milliseconds
let settled;

async function load(address, id) {
  const before = version();
  const part = await partFor(id, address);
  const into = document.getElementById(id);
  // What was found for a cart as it was is not shown for another one.
  if (typeof part === "string" && into && version() === before) {
    into.replaceChildren(...made(part).children);
    setVersion(into);
  }
  return part !== undefined;
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
    load(link.dataset.load, link.dataset.loadInto).then(
      (answered) => { if (!answered) warn(words.silent); },
      () => warn(words.lost),
    );
  });
  document.addEventListener("input", settle);
  document.addEventListener("renewed", settle);
  settle();
}
