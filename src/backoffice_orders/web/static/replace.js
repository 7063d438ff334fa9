// Puts parts of a page in the place of others. Browsers take a field that is taken away for one that was left,
// and say so: what is still being typed in it would be saved half.

const LEFT = ["change", "blur", "focusout"];
const unheard = (event) => event.stopImmediatePropagation();

// Does what takes fields away.
export function quietly(replacing) {
  for (const each of LEFT) window.addEventListener(each, unheard, true);
  try {
    return replacing();
  } finally {
    for (const each of LEFT) window.removeEventListener(each, unheard, true);
  }
}
