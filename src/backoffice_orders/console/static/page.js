// The part of the page that an answer replaces, and what is said above it.

export const main = () => document.getElementById("main");
export const version = () => main().querySelector("#order [name=version]")?.value;

// Forms that are put into the page later than it was made are about the cart as it is now.
export function setVersion(part) {
  const now = version();
  if (now) for (const each of part.querySelectorAll("[name=version]")) each.value = now;
}

// what: "offline" is taken away by the line itself.
export function warn(text, what = "") {
  document.getElementById("warning")?.remove();
  const note = document.createElement("div");
  note.id = "warning";
  note.className = "said wrong";
  note.setAttribute("role", "alert");
  note.textContent = text;
  note.dataset.what = what;
  main().prepend(note);
  note.scrollIntoView({ block: "nearest" });
}
