"""What the stylesheet must bear: large amounts, and paper."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from backoffice_orders.console.rendering import STATIC

SHEET = next(
    sheet for folder in STATIC.all_directories if (sheet := Path(folder) / "console.css").is_file()
)
LINE = """<li class="line"><span class="pic"></span><div class="what">Yacht</div>
<div class="unit">€1,000,000.00</div><div class="count"><input aria-label="Quantity"></div>
<div class="amount">€1,000,000.00</div><div class="more">Price</div></li>"""


@pytest.mark.parametrize("width", [900, 1360])
def test_a_million_has_room_beside_its_quantity(chromium: Browser, width: int) -> None:
    tab = chromium.new_page(viewport={"width": width, "height": 700})
    tab.set_content(f'<main><section class="card"><ul class="lines">{LINE}</ul></section></main>')
    tab.add_style_tag(path=SHEET)
    inside = """[...document.querySelectorAll(".line > *")].map((each) => {
        const range = document.createRange();
        range.selectNodeContents(each);
        return range.getBoundingClientRect().right - each.getBoundingClientRect().right;
    })"""
    assert max(tab.evaluate(inside)) <= 1, "nothing stands out of its column"
    tab.close()


def test_no_form_is_printed_however_it_is_laid_out(chromium: Browser) -> None:
    tab = chromium.new_page()
    tab.set_content('<form class="row">a</form><form class="grid">b</form><p class="links">c</p>')
    tab.add_style_tag(path=SHEET)
    tab.emulate_media(media="print")
    assert tab.locator(":is(form, .links):visible").count() == 0
    tab.close()


def test_an_amount_is_printed_without_what_made_it(chromium: Browser) -> None:
    tab = chromium.new_page()
    tab.set_content(
        '<details class="why" open><summary>€9.90</summary><ul><li>catalog</li></ul></details>'
        '<details class="why"><summary>€5.40</summary><ul><li>by weight</li></ul></details>'
        "<details><summary>Read aloud</summary></details>"
    )
    tab.add_style_tag(path=SHEET)
    tab.emulate_media(media="print")
    expect(tab.locator("body")).to_have_text(
        re.compile(r"^\s*€9\.90\s*€5\.40\s*$"), use_inner_text=True
    )
    tab.close()


def test_what_is_done_is_told_in_colours_of_the_readers_own(chromium: Browser) -> None:
    tab = chromium.new_page()
    tab.set_content('<ul class="todo"><li class="done">Customer</li><li>Addresses</li></ul>')
    tab.add_style_tag(path=SHEET)
    tab.emulate_media(forced_colors="active")
    filled = tab.evaluate(
        """[...document.querySelectorAll("li")].map(
            (each) => getComputedStyle(each, "::before").forcedColorAdjust)"""
    )
    assert filled == ["none", "auto"], "what is done stays filled"
    tab.close()


FOUND = """<ul class="results"><li><div><strong>Willkommensgutschein</strong></div>
<form><button>Gewähren</button></form><a class="button">Bearbeiten</a></li></ul>"""
SHORT = """<ul class="lines"><li class="line"><span class="pic"></span><div class="what">Mug</div>
<div class="count"><div class="stepper"><button class="step">-</button><input aria-label="Quantity">
<button class="step">+</button></div></div><div class="amount">€23.76</div>
<div class="more"><details><summary>Price</summary></details><button class="quiet">x</button></div>
</li></ul>"""


def test_on_a_narrow_phone_no_word_is_broken_and_nothing_lies_on_anything(
    chromium: Browser,
) -> None:
    tab = chromium.new_page(viewport={"width": 320, "height": 700})
    tab.set_content(
        f'<html class="live"><main><section class="card">{FOUND}{SHORT}</section></main>'
    )
    tab.evaluate("document.documentElement.className = 'live'")
    tab.add_style_tag(path=SHEET)
    name, stepper, more = (
        tab.locator(each).bounding_box() for each in ("strong", ".stepper", ".more")
    )
    assert name is not None
    assert stepper is not None
    assert more is not None
    assert name["height"] < 30, "one line"
    apart = stepper["x"] + stepper["width"] <= more["x"]
    assert apart or stepper["y"] + stepper["height"] <= more["y"]
    tab.close()
