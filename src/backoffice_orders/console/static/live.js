// Who else has this draft open, and what they change: told by the shop while this page is looked at.

import { HEADERS, main, mainOf, note, version, warn } from "./page.js";
import { isAway, parsed, queue, takeOver } from "./send.js";
import { notLater, reopened } from "./stream.js";

// A page that nobody looks at holds no line: browsers have few of them for each shop.
let stream = null;
let of = "";
let here = "";
const viewer = Math.random().toString(36).slice(2).padEnd(8, "0");

const place = () => document.getElementById("here");

function close() {
  notLater();
  stream?.close();
  stream = null;
}

function listen() {
  const at = place()?.dataset.address;
  if (place()) place().textContent = here;
  if (stream && at === of) return;
  close();
  if (!at || document.hidden) return;
  if (at !== of) here = "";
  of = at;
  stream = new EventSource(`${at}?version=${version()}&viewer=${viewer}`);
  stream.addEventListener("here", ({ data }) => {
    here = JSON.parse(data).said.join(" · ");
    if (place()) place().textContent = here;
  });
  stream.addEventListener("changed", ({ data }) => {
    const { version: now, said } = JSON.parse(data);
    queue.add(() => refresh(at, now, said));
  });
  stream.addEventListener("ended", ({ data }) => {
    close();
    warn(JSON.parse(data).said.join(" "));
  });
  reopened(stream, close, listen);
}

// The page as it is now, with everything that is typed here. What was saved from here is shown already.
async function refresh(at, now, said) {
  if (at !== place()?.dataset.address || Number(version()) >= now) return;
  let answer;
  let html;
  try {
    answer = await fetch(main().dataset.address, { headers: HEADERS });
    html = await answer.text();
  } catch { return; } // told again with the next change
  if (!answer.ok && (isAway(answer, html) || !mainOf(parsed(html)))) return;
  // What is refused says why: it may be closed by now.
  if (answer.url.endsWith(main().dataset.address)) await takeOver(html, answer, { fields: [], sent: new Map() });
  else location.assign(answer.url); // it is an order now
  if (said.length) note(said.join(" "));
}

export function live() {
  if (!window.EventSource) return;
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : listen()));
  document.addEventListener("renewed", listen);
  listen();
}
