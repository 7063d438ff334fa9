"""The page as plain requests see it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from attrs import field, frozen
from starlette.testclient import TestClient

from backoffice_orders.console import console_app
from backoffice_orders.model.actor import Actor
from tests.checkout.samples import Shop

BASE = "http://admin.example"
SECRET = "a-secret-of-at-least-thirty-two-letters"


@frozen
class Page:
    """A browser without JavaScript at the page of a shop; ``own`` is what a host adds to it."""

    shop: Shop = field(factory=Shop)
    actor: Actor = field(factory=lambda: Actor.employee("ann", "Ann"))
    language: str = "en"
    own: Mapping[str, Any] = field(factory=dict)
    browser: TestClient = field(init=False)

    def __attrs_post_init__(self) -> None:
        app = console_app(self.shop.office, lambda _: self.actor, secret=SECRET, **self.own)
        headers = {"accept-language": self.language}
        browser = TestClient(app, base_url=BASE, headers=headers)
        object.__setattr__(self, "browser", browser)

    def get(self, path: str) -> str:
        answer = self.browser.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text

    def press(self, path: str, page: str = "", **data: str) -> tuple[int, str, str]:
        """Send a form of a page; the status, the text, and the path it led to."""
        page = page or self.get("/")
        hidden = ("token", "version", "total")
        form = {name: value(page, name) for name in hidden if has(page, name)}
        answer = self.browser.post(path, data={**form, **data})
        return answer.status_code, unescape(answer.text), answer.url.path


def has(page: str, name: str) -> bool:
    return f'name="{name}"' in page


def value(page: str, name: str) -> str:
    """The value of the first hidden field with this name."""
    found = re.search(rf'name="{name}"\s+value="([^"]*)"', page)
    assert found is not None, name
    return unescape(found[1])
