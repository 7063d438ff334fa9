"""A stateful model of the whole page: any order of clicks, checked against a simple model.

Subclass ``OrderPage`` and say how to open an empty office::

    class MyPage(OrderPage):
        def open_office(self) -> BackOffice:
            return BackOffice(MyStore(), shop=str(uuid4()))

    TestMyPage = page_test(MyPage)

The model knows what every click should do: which error with which code, or what the cart, the
stock and the orders look like afterwards. After every click it checks that stock is never
below zero, that stock, held and sold goods together stay constant, that a placed order never
changes, and that every total is the sum of its parts. A run counts what it has reached (orders
placed, offers accepted), and fails where that is too little to mean anything.

The clicks stand in ``page_basis``, ``page_goods`` and ``page_finishing``, what the model knows in
``page_state``.
"""

from __future__ import annotations

from collections.abc import Mapping
from unittest import TestCase

from hypothesis import settings

from backoffice_orders.testing.page_finishing import FinishingClicks

# How often each thing has to be reached, per hundred examples of forty clicks: at most a third of
# the fewest that any of eight runs reached (runs differ by five times), and far above never.
FLOORS: Mapping[str, float] = {
    "products added": 60,
    "vouchers granted": 10,
    "discounts given": 5,
    "vouchers used": 6,
    "orders placed": 50,
    "orders cancelled": 10,
    "payments recorded": 25,
    "carts held": 15,
    "holds sold": 6,
    "offers made": 12,
    "offers accepted": 4,
    "colleagues met": 10,
}


class OrderPage(FinishingClicks):
    """Find, create, open, reuse, add, change, grant, address, ship, quote, hold, place, pay."""


def page_test(
    page: type[OrderPage], how: settings | None = None, floors: Mapping[str, float] = FLOORS
) -> type[TestCase]:
    """A test case that runs the page, and sees to what the run has reached.

    Args:
        page: The page, with its ``open_office``.
        how: Hypothesis' settings: how many examples, of how many steps.
        floors: What has to be reached, per hundred examples of forty steps.
    """
    chosen = how or settings(deadline=None, stateful_step_count=40)

    class PageTest(page.TestCase):  # type: ignore[misc, name-defined]
        settings = chosen

        def runTest(self) -> None:  # noqa: N802 (unittest's name)
            page.reached.clear()
            super().runTest()
            share = chosen.max_examples * chosen.stateful_step_count / 4000
            share = min(share, share**2)  # few examples vary more
            missed = [
                f"{what}: {page.reached[what]} times, at least {floor * share:.0f} were expected"
                for what, floor in floors.items()
                if page.reached[what] < int(floor * share)
            ]
            assert not missed, "the run has not reached enough\n" + "\n".join(missed)

    PageTest.__name__ = PageTest.__qualname__ = page.__name__
    return PageTest
