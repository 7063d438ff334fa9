// What the shop changes while this page is open is shown as it happens. While nobody looks, nothing is
// asked: a browser has few connections to one place.

import { at, order, reload, version } from "./saving.js";
import { notLater, reopened } from "./stream.js";

const viewer = crypto.randomUUID?.() ?? String(Math.random()).slice(2);
let stream;

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
  reopened(stream, close, look);
}

function close() {
  notLater();
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
