// One more, one less: beside each quantity, where there are scripts.

export function showSteppers() {
  for (const each of document.querySelectorAll("[data-step]")) each.hidden = false;
}

export function steppers() {
  showSteppers();
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-step]");
    if (!button) return;
    const field = document.getElementById(button.dataset.of);
    const now = Number.parseInt(field.value, 10);
    if (Number.isNaN(now)) { field.focus(); return; }
    field.value = String(Math.max(now + Number(button.dataset.step), 1));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
