// Where the focus is, to be found again on a page that has come. What has no id of its own is the one that is
// called the same in the nearest part that has one; or stands in its place, where nothing has come or gone.

const nameOf = (each) => each.getAttribute("aria-label") ?? each.textContent.trim();

export function whereIs(focused) {
  const part = focused.closest("[id]");
  if (!part) return part;
  const kind = part === focused ? "" : focused.tagName;
  const all = kind ? [...part.querySelectorAll(kind)] : [];
  return { part: part.id, kind, place: all.indexOf(focused), count: all.length, name: nameOf(focused) };
}

export function found({ part, kind, place, count, name }) {
  const there = document.getElementById(part);
  if (!kind || !there) return there;
  const all = [...there.querySelectorAll(kind)];
  const same = all.filter((each) => nameOf(each) === name);
  const stays = same.includes(all[place]) || (!same.length && all.length === count);
  return stays ? all[place] : same[0];
}
