// Links that were given out: copied with one press, and a checkout that was handed over opened at once.

import { main } from "./page.js";
import { say } from "./words.js";

function offer() {
  for (const button of main().querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;
  for (const button of main().querySelectorAll("[data-print]")) button.hidden = false;
  openAtOnce();
}

// What a press has led to on another page opens beside this one; where the browser does not let it,
// the link is there to be pressed. What opens once is told that it is really opened.
function openAtOnce() {
  const link = main().querySelector("a[data-open]");
  if (!link) return;
  if (link.dataset.open) link.hash = link.dataset.open;
  link.removeAttribute("data-open");
  if (navigator.userActivation?.isActive ?? true) link.click();
}

async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  await navigator.clipboard.writeText(field.value ?? field.textContent.trim());
  say(button.dataset.copied);
  button.textContent = button.dataset.copied;
}

// The e-mail is looked at with the words that are typed, saved or not.
function withWhatIsTyped(link) {
  const typed = document.getElementById(link.dataset.with)?.value;
  const url = new URL(link.href);
  if (typed) url.searchParams.set("note", typed); else url.searchParams.delete("note");
  link.href = url;
  main().querySelector(`iframe[name="${link.target}"]`)?.classList.add("asked");
}

export function handing() {
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-copy]");
    if (button) copy(button);
    if (target.closest?.("[data-print]")) window.print();
    const link = target.closest?.("a[data-with]");
    if (link) withWhatIsTyped(link);
  });
  document.addEventListener("renewed", offer);
  offer();
}
