// The form for a new customer begins with what was searched for: nothing is typed twice.

export function begun() {
  document.addEventListener("toggle", ({ target }) => {
    const form = target.open && target.querySelector(":scope > form[data-begins-with]");
    const said = form && document.querySelector("[data-begun]");
    if (!said) return;
    for (const [name, value] of Object.entries(JSON.parse(said.dataset.begun))) {
      const field = form.elements[name];
      if (typeof value === "string" && field && field.value === "") field.value = value;
    }
  }, true);
}
