"""Services are asked by the page itself, and nobody who types waits for them."""

from __future__ import annotations

import threading

from playwright.sync_api import Browser, expect

from backoffice_orders.adapters.memory import FixedClock, LinkedCheckout, MemoryStore, SequentialIds
from backoffice_orders.back_office import BackOffice
from backoffice_orders.console import console_app
from backoffice_orders.testing.samples import EMPLOYEE, set_up_shop
from tests.browser.conftest import free_port, require_accessible, serving
from tests.console.samples import SECRET
from tests.services.conftest import john_s_cart, settle
from tests.services.loopback import HttpTaxes, TaxBureau


def test_the_page_asks_once_nothing_changes_and_typing_goes_on(chromium: Browser) -> None:
    """The estimate is 30.00; at 10 %, two mugs are 27.50, and three 38.50."""
    with TaxBureau().serving() as bureau:
        bureau.percent["FR"] = "10"
        office = BackOffice(
            MemoryStore(),
            clock=FixedClock(),
            ids=SequentialIds(),
            checkout=LinkedCheckout(),
            taxes=HttpTaxes(bureau),
        )
        set_up_shop(office)
        settle(office, services_timeout_ms=60_000)
        cart = john_s_cart(office)
        app = console_app(office, lambda _: EMPLOYEE, secret=SECRET)
        with serving(app, free_port()) as address:
            tab = chromium.new_context().new_page()
            tab.set_default_timeout(10_000)
            tab.goto(f"{address}/cart/{cart.cart.id}")
            require_accessible(tab, "an estimate")
            expect(tab.locator("#total")).to_have_text("€27.50")  # by itself
            expect(tab.locator("form[data-ask]")).to_have_count(0)

            answer = bureau.held = threading.Event()
            quantity = tab.locator("input[name=quantity][form=order]")
            quantity.fill("3")
            quantity.press("Tab")
            expect(tab.locator("#total")).to_have_text("€42.00")  # saved: an estimate again
            assert bureau.in_question.is_set()
            bureau.in_question.clear()
            assert bureau.in_question.wait(10)  # it is being asked, and does not answer
            tab.locator("#order-message").fill("Ring twice")
            quantity.fill("4")
            quantity.press("Tab")
            expect(tab.locator("#total")).to_have_text("€54.00")
            bureau.held = None
            answer.set()
            expect(tab.locator("#total")).to_have_text("€49.50")  # 45.00 net
            message = tab.locator("#order-message")
            expect(message).to_have_value("Ring twice")
