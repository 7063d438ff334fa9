// Parts of a page, asked for by themselves: only what the shop has answered is put in, and only the newest.

import { main } from "./page.js";

const asking = new Map();

// What is still to come for this place of the page is not wanted any more.
export const forget = (into) => asking.get(into)?.abort();

// A host's login is a page, and no part of one.
const WHOLE = /<html[\s>]/i;

// The part for a place of the page; undefined where the shop does not say it, and null where it is not wanted
// any more: something newer was asked, or nobody is signed in, and is led to where that is done.
export async function partFor(into, address) {
  forget(into);
  const asked = new AbortController();
  asking.set(into, asked);
  try {
    const answer = await fetch(address, { signal: asked.signal, redirect: "manual" });
    const html = await answer.text();
    if (asked.signal.aborted) return null;
    if (answer.type !== "opaqueredirect" && !(answer.ok && WHOLE.test(html))) return answer.ok ? html : undefined;
    location.assign(main().dataset.address);
    return null;
  } catch (error) {
    if (asked.signal.aborted) return null;
    throw error;
  }
}

export const made = (html) => document.createRange().createContextualFragment(html);
