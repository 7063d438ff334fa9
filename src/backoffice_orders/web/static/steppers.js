// One more, one less: buttons beside a quantity, and arrow keys in it, where there are scripts.
// Both are as if it had been typed: it is said what is left, and it is saved.

function step(field, by) {
  const now = Number.parseInt(field.value, 10);
  if (Number.isNaN(now)) { field.focus(); return; }
  field.value = String(Math.max(now + by, 1));
  for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
}

export function steppers() {
  document.documentElement.classList.add("live");
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-step]");
    if (button) step(document.getElementById(button.dataset.of), Number(button.dataset.step));
  });
  document.addEventListener("keydown", (event) => {
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    const field = event.target;
    if (!by || event.altKey || !field.matches?.(".line .stepper input")) return;
    event.preventDefault();
    step(field, by);
  });
}
