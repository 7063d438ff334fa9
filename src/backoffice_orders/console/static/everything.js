// The search of the top bar: what it has found goes away when one goes on elsewhere.

export function everything() {
  const form = document.querySelector("form.everything");
  if (!form) return;
  const clear = () => document.getElementById(form.dataset.into).replaceChildren();
  const elsewhere = ({ target }) => { if (!form.contains(target)) clear(); };
  document.addEventListener("focusin", elsewhere);
  document.addEventListener("pointerdown", elsewhere);
  form.addEventListener("keydown", ({ key }) => { if (key === "Escape") clear(); });
}
