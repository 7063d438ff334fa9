"""An empty page for one of the page's modules."""

from __future__ import annotations

import json
from typing import Any

from attrs import field, frozen
from playwright.sync_api import Page as Tab

from backoffice_orders.console.script_words import script_words
from backoffice_orders.i18n import Language

AT = "http://page.example/"


@frozen
class Bench:
    """An empty page, of which a test says what is on it, and what a module does there."""

    tab: Tab = field(repr=False)

    def show(self, html: str, language: str = "en") -> None:
        words = json.dumps(script_words(Language(language)))
        text = (
            f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
            f'<script type="application/json" id="words">{words}</script>'
            f'<div><main id="main" data-address="/cart/c">{html}</main></div>'
            '<div id="live"></div></html>'
        )
        self.tab.unroute(AT)
        self.tab.route(AT, lambda route: route.fulfill(body=text, content_type="text/html"))
        self.tab.goto(AT)

    def run(self, module: str, body: str) -> Any:
        """The value of the body of a function, in which the module's names are in ``it``."""
        return self.tab.evaluate(
            f"async () => {{ const it = await import('/static/{module}.js'); {body} }}"
        )
