// Buttons that save what saves itself: needless with scripts, until something could not be saved. Then
// they are there for as long as the page holds what the shop does not know.

import { dirty } from "./fields.js";
import { main } from "./page.js";

export function showNeeded() {
  const fields = [...main().querySelectorAll("[data-save][data-typed]")];
  for (const button of main().querySelectorAll("button[data-saves]")) {
    const { saves, line } = button.dataset;
    const around = button.closest("[data-group]") ?? main();
    button.hidden = !fields.some((each) =>
      each.dataset.save === saves && (!line || each.dataset.line === line) && around.contains(each));
  }
}

// What was typed and is not saved now, and nobody will save by itself any more.
export function leftUnsaved(fields) {
  for (const field of fields) if (field.isConnected && dirty(field)) field.dataset.typed = "";
  showNeeded();
}

export function saves() {
  document.addEventListener("renewed", showNeeded);
  showNeeded();
}
