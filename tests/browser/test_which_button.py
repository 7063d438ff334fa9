"""Of many buttons that are called alike, what the pressed one says is done, and nothing else."""

from __future__ import annotations

import re
from decimal import Decimal

from playwright.sync_api import expect

from backoffice_orders.demo import ANN, JOHN
from tests.browser.test_page import Site, settled, site
from tests.browser.test_what_is_typed import opened, prepared

__all__ = ["site"]


def test_an_order_is_cancelled_beside_the_form_of_its_status(site: Site) -> None:
    cart = prepared(site)
    order = site.office.finishing.place(
        ANN, cart.cart.id, payment_method="bank_transfer", idempotency_key="call-1"
    )
    tab = site.tab()
    tab.goto(f"{site.address}/order/{order.id}")
    tab.locator("summary", has_text="Cancel the order: Refunded").click()
    tab.get_by_label("Why").last.fill("Bought twice")
    tab.get_by_role("button", name="Yes, cancel the order").click()
    expect(tab.locator(".tag").first).to_have_text("Refunded")
    stored = site.office.orders.get(ANN, order.id)
    assert (stored.status, stored.cancelled) == ("refunded", True)
    assert stored.history[-1].comment == "Bought twice"
    tab.close()


def test_the_second_address_is_deleted_and_the_first_one_stays(site: Site) -> None:
    tab = site.tab()
    tab.goto(f"{site.address}/customer/{JOHN}")
    tab.get_by_role("button", name=re.compile("^Delete .*2 place Bellecour")).click()
    expect(tab.locator("#addresses")).not_to_contain_text("2 place Bellecour")
    streets = [each.street for each in site.office.addresses.list(ANN, JOHN)]
    assert streets == ["16 rue de Rivoli"]
    tab.close()


def test_the_second_discount_is_taken_back_and_the_first_one_stays(site: Site) -> None:
    cart = prepared(site)
    for title in ("For the wait", "For the scratch"):
        site.office.discounts.give(
            ANN, cart.cart.id, title=title, reason="goodwill", percent=Decimal(5)
        )
    tab = opened(site, cart, javascript=True)
    tab.get_by_role("button", name="Remove For the scratch").click()
    expect(tab.get_by_role("button", name="Remove For the scratch")).to_have_count(0)
    stored = site.office.carts.view(ANN, cart.cart.id).cart
    assert [each.title for each in stored.discounts] == ["For the wait"]
    tab.close()


def test_the_older_email_is_sent_again_to_whom_is_typed_beside_it(site: Site) -> None:
    cart = prepared(site)
    site.office.finishing.send(ANN, cart.cart.id, note="The first one")
    site.office.finishing.send(ANN, cart.cart.id, note="The second one")
    tab = opened(site, cart, javascript=True)
    older = tab.locator(".emails > li").last
    older.evaluate("each => each.closest('details')?.setAttribute('open', '')")
    older.locator("summary").click()
    older.get_by_label("To").fill("jane@example.com")
    older.get_by_role("button", name="Send").click()
    expect(tab.locator(".emails > li")).to_have_count(3)
    settled(tab)
    newest = site.office.emails.of_cart(ANN, cart.cart.id)[0]
    assert newest.to == "jane@example.com"
    assert "The first one" in str(site.office.emails.get(ANN, newest.id))
    tab.close()
