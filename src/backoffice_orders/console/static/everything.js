// The search of the top bar: what it has found goes away when one goes on elsewhere.

import { forget } from "./ask.js";

export function everything() {
  const form = document.querySelector("form.everything");
  if (!form) return;
  const clear = () => {
    forget(form.dataset.into);
    document.getElementById(form.dataset.into).replaceChildren();
  };
  const elsewhere = ({ target }) => { if (!form.contains(target)) clear(); };
  document.addEventListener("focusin", elsewhere);
  document.addEventListener("pointerdown", elsewhere);
  form.addEventListener("keydown", ({ key }) => { if (key === "Escape") clear(); });
}
