// Services of other systems are asked once nobody has changed anything for a while: in the background,
// so that nothing waits for them. What they answer about an older version is not shown.

import { HEADERS, main, version } from "./page.js";
import { isAway, queue, takeOver } from "./send.js";

const QUIET = 900; // milliseconds
let settled;
let askedFor = "";

function askSoon() {
  clearTimeout(settled);
  settled = setTimeout(ask, QUIET);
}

async function ask() {
  const form = main().querySelector("form[data-ask]");
  if (!form) return;
  const key = `${location.pathname} ${form.dataset.ask}`;
  if (queue.running) { askSoon(); return; }
  if (key === askedFor) return; // who failed is asked again by the button
  askedFor = key;
  const before = version();
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: HEADERS });
    const html = await answer.text();
    if (isAway(answer, html)) { askedFor = ""; return; }
    queue.add(async () => {
      if (version() === before) await takeOver(html, answer, { fields: [], sent: new Map() });
    });
  } catch {
    askedFor = "";
  }
}

export function services() {
  document.addEventListener("input", askSoon);
  document.addEventListener("renewed", askSoon);
  askSoon();
}
