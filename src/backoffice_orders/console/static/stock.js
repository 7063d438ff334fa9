// What would be left in stock with the quantity as it is typed.

import { counted, words } from "./words.js";

export function showLeft(form) {
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

// The smallest quantity of what is chosen, where nobody has typed another.
function putLeast(form) {
  const count = form?.querySelector("[data-least][data-count]");
  const least = form?.querySelector("[data-stock]")?.selectedOptions[0]?.dataset.least;
  if (count && least && count.value === count.dataset.least) count.value = count.dataset.least = least;
}

export function stock() {
  document.addEventListener("input", ({ target }) => {
    if (target.matches?.("[data-stock]")) putLeast(target.closest("form"));
    if (target.matches?.("[data-count], [data-stock]")) showLeft(target.closest("form, .count"));
  });
  document.addEventListener("change", ({ target }) => {
    if (target.matches?.("[data-stock]")) showLeft(target.closest("form"));
  });
}
