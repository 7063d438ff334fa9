// Where the focus is, to be found again on a page that has come. What has no id of its own is the same
// one of its kind in the nearest part that has one.

export function whereIs(focused) {
  const part = focused.closest("[id]");
  const kind = part === focused ? "" : focused.tagName;
  return part && { part: part.id, kind, place: kind ? [...part.querySelectorAll(kind)].indexOf(focused) : 0 };
}

export function found({ part, kind, place }) {
  const there = document.getElementById(part);
  return kind ? there?.querySelectorAll(kind)[place] : there;
}
