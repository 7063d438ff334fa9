// What the page says from here, in the reader's language: texts, and forms by the number in them.

export const words = JSON.parse(document.getElementById("words").textContent);
const { lang } = document.documentElement;
const plural = new Intl.PluralRules(lang);
const digits = new Intl.NumberFormat(lang, { numberingSystem: "latn" });

export function counted(forms, count) {
  return (forms[plural.select(count)] ?? forms.other).replace("{count}", digits.format(count));
}

// To those who hear the page.
export function say(text) {
  const live = document.getElementById("live");
  live.textContent = "";
  requestAnimationFrame(() => { live.textContent = text; });
}
