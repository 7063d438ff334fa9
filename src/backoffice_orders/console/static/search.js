// Search as one types: an answer that comes after a newer question was asked is thrown away.

import { setVersion } from "./page.js";
import { counted, say, words } from "./words.js";

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

export function searches() {
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-live]");
    if (form) search(form);
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-live]")) return;
    event.preventDefault();
    search(event.target);
  });
  // Whoever has begun to fill in what was found keeps it: an answer still to come is not wanted.
  document.addEventListener("focusin", (event) => {
    for (const form of document.querySelectorAll("form[data-live]")) {
      if (document.getElementById(form.dataset.into)?.contains(event.target)) asking.get(form.dataset.into)?.abort();
    }
  });
}
