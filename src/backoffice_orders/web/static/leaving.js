// A page that is still saving is not left before it is done: a link waits for its turn, as buttons do. About a
// reload, the way back and a closed tab the browser asks.

const OTHER_TAB = ["ctrlKey", "metaKey", "shiftKey", "altKey"];

// Whether a link takes this page away.
function leads(link) {
  const place = link.origin === location.origin && link.pathname === location.pathname && link.search === location.search;
  return !link.hasAttribute("download") && ["", "_self"].includes(link.target) && !(place && link.hash);
}

// unsaved: whether the shop has not answered yet to all that was changed; wait: does something after that.
export function leaving(unsaved, wait) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.defaultPrevented || OTHER_TAB.some((key) => event[key]) || !leads(link) || !unsaved()) return;
    event.preventDefault();
    wait(() => location.assign(link.href));
  });
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || !unsaved()) return;
    event.preventDefault();
    wait(() => event.target.requestSubmit(event.submitter));
  });
  window.addEventListener("beforeunload", (event) => { if (unsaved()) event.preventDefault(); });
}
