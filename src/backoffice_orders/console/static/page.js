// The part of the page that an answer replaces, and what is said above it.

// What tells the shop that an answer is put into this page: the main part is enough.
export const HEADERS = { "x-requested-with": "fetch" };
// The main part of a page of ours; none where somebody else has answered: a login, a proxy.
export const mainOf = (page) => page.querySelector("main[data-address]");
export const main = () => document.getElementById("main");
export const version = () => main().querySelector("#order [name=version]")?.value;

// Forms that are put into the page later than it was made are about the cart as it is now.
export function setVersion(part) {
  const now = version();
  if (now) for (const each of part.querySelectorAll("[name=version]")) each.value = now;
}

function put(id, text, look, role) {
  document.getElementById(id)?.remove();
  const said = document.createElement("div");
  said.id = id;
  said.className = `said ${look}`;
  said.setAttribute("role", role);
  said.textContent = text;
  main().prepend(said);
  return said;
}

// Something to be done about. what: "offline" is taken away by the line itself.
export function warn(text, what = "") {
  const said = put("warning", text, "wrong", "alert");
  said.dataset.what = what;
  said.scrollIntoView({ block: "nearest" });
}

// Something good to know.
export const note = (text) => put("meanwhile", text, "good", "status");
