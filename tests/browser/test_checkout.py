"""From the prepared order to the paid one, with everything real: SMTP, mail, link, browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from backoffice_orders.adapters.checkout import SignedLinks
from backoffice_orders.adapters.memory import FixedClock
from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.checkout import checkout_app
from backoffice_orders.testing.samples import EMPLOYEE, EXPRESS, MUG, euros
from tests.browser.conftest import free_port, require_accessible, serving
from tests.checkout.samples import KEYS, Shop
from tests.mail.test_smtp import Inbox, mail_to, server


def received(inbox: Inbox) -> list[EmailMessage]:
    messages = []
    for envelope in inbox.envelopes:
        assert isinstance(envelope.content, bytes)
        messages.append(message_from_bytes(envelope.content, policy=policy.default))
    return messages


@pytest.mark.parametrize("width", [390, 1280])
def test_the_customer_checks_changes_and_pays(
    chromium: Browser, sqlite_store: SqlStore, width: int, picture: Callable[..., None]
) -> None:
    inbox, port = Inbox(), free_port()
    with server(inbox) as smtp:
        shop = Shop(
            sqlite_store,
            FixedClock(),
            sender=mail_to(smtp.port),
            links=SignedLinks(f"http://127.0.0.1:{port}", KEYS),
        )
        shop.sent(shop.cart())
        shop.deliver()
        (letter,) = received(inbox)
        body = letter.get_body(("plain",))
        assert body is not None
        (link,) = re.findall(r"http://127\.0\.0\.1\S+", body.get_content())
        with serving(checkout_app(shop.office, shop.links), port):
            page = chromium.new_page(
                viewport={"width": width, "height": 900}, java_script_enabled=False
            )
            page.set_default_timeout(10_000)
            page.goto(link)
            page.get_by_label("Quantity of Blue mug").fill("3")
            page.get_by_role("button", name="Change Blue mug").click()
            page.get_by_role("link", name="Another address").click()
            for label, text in (
                ("First name", "Jane"),
                ("Last name", "Doe"),
                ("Street", "12 rue Bleue"),
                ("City", "Lyon"),
                ("Postcode", "69002"),
            ):
                page.get_by_label(label).fill(text)
            page.get_by_role("radio", name="Delivery", exact=True).check()
            page.get_by_role("button", name="Save the address").click()
            page.get_by_role("radio", name=re.compile(EXPRESS.name)).check()
            page.get_by_role("region", name="Delivery").get_by_role("button").click()
            # 3 mugs at 12.00 and express at 12.00, gross.
            total = page.get_by_role("button", name=re.compile("Order and pay"))
            shown = total.inner_text()
            picture(page, f"checkout-{width}.png")
            page.get_by_role("radio", name="Card").check()
            total.click()
            assert "It is paid." in page.inner_text("main")
            page.close()
        shop.deliver()
    (found,) = shop.office.orders.search(EMPLOYEE).items
    order = shop.office.orders.get(EMPLOYEE, found.order_id)
    assert order.due == euros("0.00")
    assert f"€{order.total.amount}" in shown
    assert order.summary.lines[0].quantity == 3
    assert order.delivery_address is not None
    assert order.invoice_address is not None
    assert (order.delivery_address.city, order.invoice_address.city) == ("Lyon", "Paris")
    assert order.summary.shipping is not None
    assert order.summary.shipping.carrier_id == EXPRESS.id
    assert shop.office.products.search(EMPLOYEE, MUG.name).items[0].remaining == 7
    confirmation = received(inbox)[-1]
    assert order.reference in str(confirmation["Subject"])
    assert len(inbox.envelopes) == 2


@pytest.mark.parametrize("language", ["en", "fr", "de", "ar"])
@pytest.mark.parametrize(("device", "width"), [("desktop", 1000), ("phone", 390)])
def test_letters_fit_their_window(
    chromium: Browser,
    tmp_path: Path,
    language: str,
    device: str,
    width: int,
    picture: Callable[..., None],
) -> None:
    shop = Shop()
    cart = shop.office.carts.set_language(EMPLOYEE, shop.cart().cart.id, language)
    letter = shop.office.finishing.preview(EMPLOYEE, cart.cart.id, note="À bientôt!")
    file = tmp_path / "letter.html"
    file.write_text(letter.html)
    page = chromium.new_page(viewport={"width": width, "height": 800})
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url))
    page.goto(file.as_uri())
    overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    picture(page, f"letter-{language}-{device}.png")
    page.close()
    assert overflow <= 0
    assert asked == [file.as_uri()]  # nothing remote


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [360, 640, 1280])  # 640 is 1280 at 200 %
def test_the_checkout_is_accessible_and_within_its_window(
    chromium: Browser, language: str, width: int
) -> None:
    port = free_port()
    shop = Shop(links=SignedLinks(f"http://127.0.0.1:{port}", KEYS))
    cart = shop.office.carts.set_language(EMPLOYEE, shop.cart().cart.id, language)
    link = shop.links.address(shop.sent(cart))
    with serving(checkout_app(shop.office, shop.links), port):
        page = chromium.new_page(viewport={"width": width, "height": 900})
        for address in (link, f"{link}?new=1&country=DE", link[:-3]):
            page.goto(address)
            require_accessible(page, address)
        page.goto(link)
        page.locator("#code").fill("NOTHING")
        page.locator("#code + button, .voucher button").click()
        page.locator("#said").wait_for()
        require_accessible(page, "a voucher that there is not")
        page.goto(link)
        page.locator("#finish").click()
        page.locator("#what").wait_for()
        require_accessible(page, "ordered")
        page.close()
