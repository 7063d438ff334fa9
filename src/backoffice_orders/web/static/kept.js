// What is chosen and is said to the shop only when it is ordered: this tab keeps it, while it shows another
// page or the same one anew.

import { dirty, fill } from "./fields.js";

const kept = () => `chosen ${location.pathname}`;

function read() {
  try { return JSON.parse(sessionStorage.getItem(kept())) ?? {}; } catch { return {}; }
}

function keep(field) {
  const group = field.type === "radio" ? document.getElementsByName(field.name) : [field];
  const all = read();
  for (const { id, type, value, checked } of group) all[id] = { type, value, checked };
  try { sessionStorage.setItem(kept(), JSON.stringify(all)); } catch { /* a browser that keeps nothing */ }
}

function putThere() {
  const all = read();
  const fields = [...document.querySelectorAll("[data-kept]")];
  if (fields.some(dirty)) return; // what is typed here is newer
  for (const field of fields) if (all[field.id]) fill(field, all[field.id]);
}

export function keeps() {
  document.addEventListener("change", ({ target }) => { if (target.matches?.("[data-kept]")) keep(target); });
  document.addEventListener("renewed", putThere);
  putThere();
}
