// Puts a part of the page in the place of another one. Browsers take a field that is taken away for one
// that was left, and say so: what is still being typed in it would be saved half.

const LEFT = ["change", "blur", "focusout"];
const unheard = (event) => event.stopImmediatePropagation();

export function replace(old, fresh) {
  for (const each of LEFT) window.addEventListener(each, unheard, true);
  old.replaceWith(fresh);
  for (const each of LEFT) window.removeEventListener(each, unheard, true);
}
