"""From a keystroke to the results, in a real browser on the large demo shop.

Run ``python -m benchmarks.page [FILE]``: 100,000 customers and 20,000 products; the database is
made if it is not there, in about three minutes. Names are typed letter by letter; the time from
each keystroke until its results are on the page is measured in the browser, and beside it the
server's share: from sending the request to the end of its answer. Needs Debian's chromium.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from tests.browser.conftest import free_port, serving

from backoffice_orders.demo import ANN
from backoffice_orders.demo_server import demo_site, fill, open_demo

LIMIT_MS, SIZE_LIMIT = 100.0, 60_000
TYPED = ("john do", "jo do", "mari chri", "kasa", "wal ber", "be", "stuton el", "chrino")
MEASURE = """
async ([letters, selector, into]) => {
  const input = document.querySelector(selector), list = document.getElementById(into);
  const taken = [];
  for (const letter of letters) {
    await new Promise((done) => setTimeout(done, 60));
    performance.clearResourceTimings();
    const start = performance.now();
    const shown = new Promise((done) => {
      const watch = new MutationObserver(() => { watch.disconnect(); done(performance.now()); });
      watch.observe(list, { childList: true });
    });
    input.value += letter;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    const end = await shown;
    await new Promise((done) => setTimeout(done, 20));
    const asked = performance.getEntriesByType("resource")
      .filter((entry) => entry.name.includes("/search/"));
    const last = asked.at(-1);
    taken.push([end - start, last ? last.responseEnd - last.requestStart : NaN]);
  }
  input.value = "";
  return taken;
}
"""


def measure(page: Page, selector: str, into: str) -> tuple[list[float], list[float]]:
    """Milliseconds of every keystroke, and the server's share."""
    shown, served = [], []
    for text in TYPED:
        for total, server in page.evaluate(MEASURE, [text, selector, into]):
            shown.append(total)
            served.append(server)
    return shown, served


def main() -> int:
    with tempfile.TemporaryDirectory() as directory:
        database = Path(sys.argv[1] if len(sys.argv) > 1 else Path(directory) / "large.db")
        port = free_port()
        base = f"http://127.0.0.1:{port}"
        office, links = open_demo(f"sqlite:///{database.resolve()}", base, Path(directory) / "mail")
        fill(office, large=True, say=print)
        john = office.customers.search(ANN, "john doe").items[0]
        cart = office.carts.start(ANN, john.id).cart
        with serving(demo_site(office, links), port), sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
            )
            page = browser.new_page()
            sizes: list[int] = []
            page.on(
                "requestfinished",
                lambda request: sizes.append(request.sizes()["responseBodySize"]),
            )
            page.goto(f"{base}/cart/{cart.id}")
            page.wait_for_load_state("networkidle")
            size = sum(sizes)
            held = size < SIZE_LIMIT
            print(f"the page's transfer: {size:,} bytes (limit {SIZE_LIMIT:,})")
            page.goto(base)
            for what, address, selector, into in (
                ("customers", base, "#customers", "customers-found"),
                ("products", f"{base}/cart/{cart.id}", "#products-query", "products-found"),
            ):
                page.goto(address)
                shown, served = measure(page, selector, into)
                median, share = statistics.median(shown), statistics.median(served)
                tail = statistics.quantiles(shown, n=20)[-1]
                held &= median < LIMIT_MS
                print(
                    f"{what}: keystroke to results, median {median:.1f} ms (limit {LIMIT_MS:.0f}), "
                    f"95th percentile {tail:.1f} ms; the server's share {share:.1f} ms"
                )
            browser.close()
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
