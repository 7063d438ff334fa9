// Shortcuts: letters outside of fields, and what works everywhere.

const SECTIONS = ["customer", "basis", "products", "vouchers", "addresses", "shipping", "finishing"];
// Letters are for these.
const TAKES_LETTERS = "input:not([type=radio], [type=checkbox]), select, textarea";

function go(field) {
  field.closest("details")?.setAttribute("open", "");
  field.focus();
}

export function shortcuts() {
  const help = document.getElementById("help");
  const button = document.querySelector("[data-help]");
  button.hidden = false;
  button.addEventListener("click", () => help.showModal());
  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (help.open || event.isComposing) return;
    if (key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const finish = document.querySelector(event.shiftKey ? "[data-finish=send]" : "button.main[data-finish]");
      if (!finish) return;
      event.preventDefault();
      // Whatever is being typed is saved first.
      target.blur();
      finish.click();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (key === "Escape" && target.matches(TAKES_LETTERS)) {
      const section = target.closest("section[id]");
      if (section) section.focus({ preventScroll: true });
      else target.blur();
    }
    if (target.matches(TAKES_LETTERS)) return;
    if (key === "?") {
      help.showModal();
    } else if (/^[1-7]$/.test(key)) {
      document.getElementById(SECTIONS[key - 1])?.focus();
    } else {
      const withKey = (letter) => [...document.querySelectorAll(`[data-key="${CSS.escape(letter)}"]`)];
      // A page without a search of its own has that of the top bar.
      const all = key === "/" && !withKey("/").length ? withKey("s") : withKey(key);
      const field = all.find((each) => each.checked) ?? all[0];
      if (!field) return;
      event.preventDefault();
      go(field);
    }
  });
}
