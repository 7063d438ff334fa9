"""The employee's page of a small shop, and a cart on it."""

from __future__ import annotations

import pytest

from tests.console.samples import Page


@pytest.fixture
def page() -> Page:
    return Page()


@pytest.fixture
def cart(page: Page) -> str:
    """The path of John's cart of two mugs (24.00, and 6.00 of delivery)."""
    return f"/cart/{page.shop.cart().cart.id}"
