// What the shop changes while this page is open is shown as it happens. While nobody looks, nothing is
// asked: a browser has few connections to one place.

import { at, order, reload, version } from "./saving.js";

const viewer = crypto.randomUUID?.() ?? String(Math.random()).slice(2);
const AGAIN = 5000; // milliseconds
let stream;
let again;

function open() {
  if (stream || !order()) return;
  const url = new URL(at("live"));
  url.searchParams.set("version", version());
  url.searchParams.set("viewer", viewer);
  stream = new EventSource(url);
  stream.addEventListener("changed", ({ data }) => {
    if (JSON.parse(data).version > version()) reload();
  });
  stream.addEventListener("here", ({ data }) => {
    document.getElementById("here").textContent = JSON.parse(data).said.join(" ");
  });
  stream.addEventListener("ended", close);
  // Browsers ask again where the line is down, but not where a proxy answers for a shop that is being restarted.
  stream.addEventListener("error", ({ target }) => {
    if (target !== stream || target.readyState !== EventSource.CLOSED) return;
    close();
    again = setTimeout(look, AGAIN);
  });
}

function close() {
  clearTimeout(again);
  stream?.close();
  stream = undefined;
}

const look = () => (document.visibilityState === "visible" ? open() : close());

export function watch() {
  document.addEventListener("visibilitychange", look);
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", look);
  look();
}
