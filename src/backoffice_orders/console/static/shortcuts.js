// Shortcuts, outside of fields.

const SECTIONS = ["customer", "basis", "products", "vouchers", "addresses", "shipping", "finishing"];

export function shortcuts() {
  const help = document.getElementById("help");
  const button = document.querySelector("[data-help]");
  button.hidden = false;
  button.addEventListener("click", () => help.showModal());
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
    if (event.key === "?") {
      help.showModal();
    } else if (/^[1-7]$/.test(event.key)) {
      document.getElementById(SECTIONS[event.key - 1])?.focus();
    } else {
      const field = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
      if (!field) return;
      event.preventDefault();
      field.closest("details")?.setAttribute("open", "");
      field.focus();
    }
  });
}
