// Links that were given out: copied with one press, and a checkout that was handed over opened at once.

import { main } from "./page.js";
import { say } from "./words.js";

function offer() {
  for (const button of main().querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;
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
}

export function handing() {
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-copy]");
    if (button) copy(button);
    const link = target.closest?.("a[data-with]");
    if (link) withWhatIsTyped(link);
  });
  new MutationObserver(offer).observe(main().parentElement, { childList: true });
  offer();
}
