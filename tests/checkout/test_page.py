"""The checkout's pages, button by button, as a browser without JavaScript sends them."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from starlette.testclient import TestClient

from backoffice_orders.model.link import Link
from backoffice_orders.testing.samples import EMPLOYEE, PLAQUE, SHIRT
from tests.checkout.samples import Shop, fields
from tests.forms import Forms


@pytest.fixture
def link(shop: Shop) -> Link:
    return shop.sent(shop.cart())


@pytest.fixture
def browser(shop: Shop) -> TestClient:
    return shop.browser()


def press(browser: TestClient, shop: Shop, link: Link, button: str, **data: str) -> str:
    visit = shop.office.checkout.visit(link.id)
    version = str(visit.view.version) if visit.view is not None else "0"
    answer = browser.post(f"{shop.path(link)}/{button}", data={"version": version, **data})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_the_page_shows_what_the_shop_has_prepared(
    shop: Shop, link: Link, browser: TestClient
) -> None:
    page = browser.get(shop.path(link))
    assert page.status_code == 200
    for shown in ("Blue mug", "€30.00", "1 rue de Rivoli", "Order and pay €30.00"):
        assert shown in page.text
    # Nothing inline: a script of ours, and what it says.
    ours = r'<script (type="application/json" id="words"|type="module" src="/static/)'
    assert page.text.count("<script") == len(re.findall(ours, page.text)) == 2
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "same-origin"
    assert "default-src 'none'" in page.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("method", "sentence"),
    [
        ("bank_transfer", "Payment: Bank transfer."),
        ("invoice", "Payment: Invoice."),
        ("card", "Payment: Card."),
        ("cash", "Payment: Cash on delivery."),
    ],
)
def test_the_order_says_how_it_is_paid_as_its_email_does(
    shop: Shop, link: Link, browser: TestClient, method: str, sentence: str
) -> None:
    form = Forms(browser.get(shop.path(link)))
    form.fill(payment_method=method)
    form.press(browser, "Order and pay")
    shop.deliver()
    body = shop.mail.messages[-1].get_body(("plain",))
    assert body is not None
    assert sentence in body.get_content()
    assert sentence in browser.get(shop.path(link)).text


def test_the_customer_changes_everything_and_pays(
    shop: Shop, link: Link, browser: TestClient
) -> None:
    line = shop.office.checkout.visit(link.id).view
    assert line is not None
    line_id = line.cart.lines[0].id
    assert "€42.00" in press(browser, shop, link, "quantity", line=line_id, quantity="3")
    address = {"first_name": "Jane", "last_name": "Doe", "street": "5 Hauptstrasse"}
    page = press(
        browser,
        shop,
        link,
        "address",
        **address,
        city="Berlin",
        postcode="10115",
        country="DE",
        use="delivery",
    )
    assert "Berlin" in page
    press(browser, shop, link, "message", message="Ring twice")
    page = browser.get(shop.path(link)).text
    form = fields(page)
    answer = browser.post(
        f"{shop.path(link)}/place",
        data={**form, "payment_method": "card"},
    )
    assert answer.status_code == 200
    assert "It is paid." in answer.text
    (found,) = shop.office.orders.search(EMPLOYEE).items
    order = shop.office.orders.get(EMPLOYEE, found.order_id)
    assert order.delivery_address is not None
    assert (order.delivery_address.city, order.message) == ("Berlin", "Ring twice")
    assert order.placed_by == "customer:" + order.customer.id
    assert order.reference in browser.get(shop.path(link)).text


def test_what_is_wrong_is_said_and_nothing_is_lost(
    shop: Shop, link: Link, browser: TestClient
) -> None:
    view = shop.office.checkout.visit(link.id).view
    assert view is not None
    line = view.cart.lines[0].id
    answer = browser.post(
        f"{shop.path(link)}/quantity",
        data={"version": str(view.version), "line": line, "quantity": "11"},
    )
    assert answer.status_code == 409
    assert 'data-code="out_of_stock"' in answer.text
    assert "Only 10 of Blue mug are left" in answer.text
    answer = browser.post(
        f"{shop.path(link)}/address",
        data={"version": str(view.version), "street": "7 rue X", "country": "FR", "use": "both"},
    )
    assert answer.status_code == 422
    assert "7 rue X" in answer.text
    assert shop.office.checkout.visit(link.id).view == view


def test_a_change_by_the_shop_meanwhile_is_not_overwritten(
    shop: Shop, link: Link, browser: TestClient
) -> None:
    view = shop.office.checkout.visit(link.id).view
    assert view is not None
    line = view.cart.lines[0].id
    shop.office.products.set_quantity(EMPLOYEE, view.cart.id, line, 4)
    answer = browser.post(
        f"{shop.path(link)}/quantity",
        data={"version": str(view.version), "line": line, "quantity": "1"},
    )
    assert (answer.status_code, "stale_cart" in answer.text) == (409, True)
    now = shop.office.checkout.visit(link.id).view
    assert now is not None
    assert now.cart.lines[0].quantity == 4


def test_a_refused_card_leaves_a_way_to_pay(shop: Shop, link: Link, browser: TestClient) -> None:
    form = fields(browser.get(shop.path(link)).text)
    answer = browser.post(
        f"{shop.path(link)}/place",
        data={**form, "payment_method": "card", "payment_token": "tok_refused"},
    )
    assert answer.status_code == 409
    assert 'data-code="payment_refused"' in answer.text
    answer = browser.post(f"{shop.path(link)}/pay", data={"payment_method": "card"})
    assert "It is paid." in answer.text


def test_a_hand_over_is_opened_by_a_button(shop: Shop, browser: TestClient) -> None:
    url = shop.office.finishing.hand_over(EMPLOYEE, shop.cart().cart.id)
    first = browser.get(url)
    assert (first.status_code, "Blue mug" in first.text) == (200, False)
    assert browser.get(url).status_code == 200  # looking at it does not use it up
    assert "Blue mug" in browser.post(url).text
    again = browser.post(url)
    assert (again.status_code, "link_used" in again.text) == (410, True)


def test_who_goes_on_in_the_checkout_is_called_by_their_name(
    shop: Shop, browser: TestClient
) -> None:
    cart_id = shop.cart().cart.id
    opened = Forms(browser.get(shop.office.finishing.hand_over(EMPLOYEE, cart_id)))
    page = Forms(opened.press(browser, "Open it"))
    page.fill(message="Ring twice")
    page.press(browser, "Save the message")
    changed = shop.office.carts.history(EMPLOYEE, cart_id).items[-1]
    assert (changed.action, changed.actor_name) == ("cart.set_messages", EMPLOYEE.name)


@pytest.mark.parametrize(
    ("language", "title", "direction"),
    [
        ("fr", "Vérifiez votre commande", "ltr"),
        ("de", "Prüfen Sie Ihre Bestellung", "ltr"),
        ("ar", "تحقق من طلبك", "rtl"),
        ("xx", "Check your order", "ltr"),
    ],
)
def test_the_page_speaks_the_carts_language(
    shop: Shop, browser: TestClient, language: str, title: str, direction: str
) -> None:
    cart = shop.cart()
    if language != "xx":
        cart = shop.office.carts.set_language(EMPLOYEE, cart.cart.id, language)
    page = browser.get(shop.path(shop.sent(cart))).text
    assert title in page
    assert f'dir="{direction}"' in page


def test_a_group_that_sees_net_prices(shop: Shop, link: Link, browser: TestClient) -> None:
    """20.00 of mugs and 5.00 of delivery, net; 30.00 are to be paid."""
    shop.show_net_prices()
    page = browser.get(shop.path(link)).text
    for shown in ("Prices without tax", "€20.00", "€5.00", "Order and pay €30.00"):
        assert shown in page
    assert "€24.00" not in page
    assert "€6.00" not in page


def test_the_postcode_has_an_example(shop: Shop, link: Link, browser: TestClient) -> None:
    page = browser.get(f"{shop.path(link)}?new=1").text
    assert re.search(r'name="postcode"[^>]* placeholder="\d{5}"', page)


@pytest.mark.parametrize(
    ("typed", "field"), [({"quantity": "11"}, "quantity"), ({"code": "NONE"}, "code")]
)
def test_what_is_wrong_is_said_at_its_field(
    shop: Shop, link: Link, browser: TestClient, typed: dict[str, str], field: str
) -> None:
    form = Forms(browser.get(shop.path(link)))
    form.fill(**typed)
    page = form.press(browser, "Order and pay").text
    (described,) = re.findall(rf'name="{field}"[^>]* aria-describedby="([^"]+)"', page)
    (said,) = re.findall(r'id="said"[^>]*>([^<]+)<', page)
    assert re.search(rf'<p id="{described}" class="wrong-text">{re.escape(said)}</p>', page)


def test_two_lines_of_one_product_are_told_apart(shop: Shop) -> None:
    cart = shop.cart()
    shop.office.setup.set_stock(EMPLOYEE, SHIRT.id, 5, SHIRT.combinations[1].id)
    for size in SHIRT.combinations:
        shop.office.products.add(EMPLOYEE, cart.cart.id, SHIRT.id, 1, combination_id=size.id)
    text = shop.browser().get(shop.path(shop.sent(cart))).text
    for named in ("Cotton shirt (Size: M)", "Cotton shirt (Size: L)"):
        assert text.count(f">Quantity of {named}</label>") == 1
        assert text.count(f'aria-label="One more of {named}"') == 1
        assert text.count(f'Remove<span class="hidden"> {named}</span>') == 1


def test_a_text_that_is_left_out_is_asked_of_the_customer_who_reads_it(
    shop: Shop, browser: TestClient
) -> None:
    texts = {"engraving": "Jane"}
    view = shop.office.products.add(
        EMPLOYEE, shop.cart().cart.id, PLAQUE.id, 2, customization=texts
    )
    link = shop.sent(view)
    data = {"text_line": view.cart.lines[1].id, "text_field": "engraving", "text": ""}
    form = fields(browser.get(shop.path(link)).text)
    page = unescape(browser.post(f"{shop.path(link)}/texts", data={**form, **data}).text)
    assert "Fill in 'Engraving': it is required for this product." in page
    assert "Ask the customer" not in page


def test_what_only_the_shop_can_mend_is_said_so(shop: Shop, browser: TestClient) -> None:
    """An offer that ends before its link does, and an account that is switched off."""
    view = shop.cart()
    link = shop.sent(view)
    until = shop.clock.now() + timedelta(days=3)
    shop.office.offers.quote(EMPLOYEE, view.cart.id, until)
    shop.clock.advance(timedelta(days=4))
    page = browser.get(shop.path(link)).text
    assert "This offer was valid until 18 Jan 2026, 09:00: ask the shop for a new one." in page
    view = shop.cart(shop.customer("Jane", "jane@example.com"))
    link = shop.sent(view)
    assert view.cart.customer_id is not None
    shop.office.customers.set_active(EMPLOYEE, view.cart.customer_id, False)
    page = browser.get(shop.path(link)).text
    assert "Nothing can be ordered for Jane Doe at the moment: ask the shop." in page
