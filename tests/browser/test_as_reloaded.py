"""Whatever is done on the page, it shows what it would show if it were opened anew."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page as Tab

from tests.browser.test_page import Site, settled, site
from tests.browser.test_what_is_typed import another_carrier, opened, prepared

__all__ = ["site"]

# A page without what is told once, what scripts and people do, and what every answer has anew.
BARE = """
async () => {
  const bare = (main) => {
    const fields = [...main.querySelectorAll("input[id], select[id], textarea[id]")].filter(
        (each) => each.type !== "search").map(
        (each) => [each.id, each.type, each.value, Boolean(each.checked)].join("|"));
    const copy = main.cloneNode(true);
    for (const each of copy.querySelectorAll("#said, #changed, [data-settle], #here"))
      each.remove();
    for (const each of copy.querySelectorAll("[name=once], [name=token], [name=version]"))
      each.removeAttribute("value");
    for (const each of copy.querySelectorAll("[hidden]")) each.hidden = false;
    for (const each of copy.querySelectorAll("details")) each.open = false;
    for (const each of copy.querySelectorAll("[data-restored]")) delete each.dataset.restored;
    copy.classList.remove("busy");
    if (!copy.className) copy.removeAttribute("class");
    for (const each of copy.querySelectorAll("[tabindex='-1']")) each.removeAttribute("tabindex");
    for (const each of copy.querySelectorAll("*")) {
      const named = [...each.attributes].map(({ name, value }) => [name, value]).sort();
      for (const [name] of named) each.removeAttribute(name);
      for (const [name, value] of named) each.setAttribute(name, value);
    }
    return [...fields, ...copy.outerHTML.split("\\n").map((each) => each.trim()).filter(Boolean)];
  };
  const main = document.getElementById("main");
  const html = await (await fetch(main.dataset.address)).text();
  const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("main");
  const [shown, anew] = [bare(main), bare(fresh)];
  const without = (these, those) => these.filter((each) => !those.includes(each));
  return [without(shown, anew), without(anew, shown)];
}
"""


def quantity(tab: Tab) -> None:
    tab.get_by_label(re.compile("^Quantity of")).first.fill("3")
    tab.keyboard.press("Tab")


def one_more(tab: Tab) -> None:
    tab.locator("[data-step='1']").first.click()


def another_product(tab: Tab) -> None:
    tab.locator("#products-query").fill("notebook")
    tab.locator("#products-found .results > li").first.wait_for()
    tab.locator("#products-query").press("Enter")


def removed(tab: Tab) -> None:
    tab.get_by_role("button", name=re.compile("^Remove")).last.click()


def undone(tab: Tab) -> None:
    tab.get_by_role("button", name="Undo").click()


def carrier(tab: Tab) -> None:
    another_carrier(tab)


def wrapped(tab: Tab) -> None:
    tab.get_by_label("Gift wrapping").check()


def message(tab: Tab) -> None:
    tab.get_by_label("Gift message").fill("For Jane")
    tab.keyboard.press("Tab")


def refused(tab: Tab) -> None:
    """Nothing of it: the field shows what is stored once something else is done."""
    tab.get_by_label(re.compile("^Quantity of")).first.fill("0")
    tab.keyboard.press("Tab")
    settled(tab)
    tab.get_by_label(re.compile("^Quantity of")).first.fill("2")
    tab.keyboard.press("Tab")


def currency(tab: Tab) -> None:
    tab.locator("#currency").evaluate("each => { each.closest('details').open = true; }")
    tab.locator("#currency").select_option("USD")


STEPS: tuple[Callable[[Tab], Any], ...] = (
    quantity,
    one_more,
    another_product,
    wrapped,
    message,
    carrier,
    removed,
    undone,
    refused,
    currency,
    quantity,
)


def test_after_every_step(site: Site) -> None:
    tab = opened(site, prepared(site), javascript=True)
    for step in STEPS:
        step(tab)
        settled(tab)
        shown, anew = tab.evaluate(BARE)
        assert (shown, anew) == ([], []), step.__name__
    tab.close()
