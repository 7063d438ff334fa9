"""What the stylesheet must bear: large amounts, and paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

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
