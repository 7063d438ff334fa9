"""What the customer sees is what they pay: without scripts, whatever button is pressed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from starlette.testclient import TestClient

from backoffice_orders.model.link import Link
from backoffice_orders.model.order import Order
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, EXPRESS, PLAQUE, euros
from tests.checkout.samples import Shop
from tests.forms import Forms

ORDER = "Order and pay"


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def cart(shop: Shop) -> CartView:
    """John's cart of two mugs (30.00)."""
    return shop.cart()


@pytest.fixture
def link(shop: Shop, cart: CartView) -> Link:
    return shop.sent(cart)


@pytest.fixture
def browser(shop: Shop) -> TestClient:
    return shop.browser()


def opened(shop: Shop, browser: TestClient, link: Link, query: str = "") -> Forms:
    return Forms(browser.get(shop.path(link) + query))


def stored(shop: Shop, link: Link) -> CartView:
    return shop.office.carts.view(EMPLOYEE, link.cart_id)


def the_order(shop: Shop) -> Order:
    (found,) = shop.office.orders.search(EMPLOYEE).items
    return shop.office.orders.get(EMPLOYEE, found.order_id)


def no_order(shop: Shop) -> bool:
    return not shop.office.orders.search(EMPLOYEE).items


def test_another_total_is_shown_before_it_is_paid(
    shop: Shop, link: Link, browser: TestClient
) -> None:
    form = opened(shop, browser, link)
    form.fill(quantity="1", carrier=EXPRESS.id, message="Ring twice", payment_method="card")
    answer = form.press(browser, ORDER)
    assert (answer.status_code, 'data-code="total_changed"' in answer.text) == (409, True)
    assert no_order(shop)
    # one mug at 12.00, and 9.00 net of express
    assert "Order and pay €22.80" in answer.text
    again = Forms(answer)
    assert again.named("quantity")[0].value == "1"
    assert again.named("message")[0].value == "Ring twice"
    again.fill(payment_method="card")
    again.press(browser, ORDER)
    order = the_order(shop)
    assert (order.cart.lines[0].quantity, order.cart.carrier_id) == (1, EXPRESS.id)
    assert (order.total, order.message) == (euros("22.80"), "Ring twice")
    assert list(shop.cards.charged.values()) == [euros("22.80")]


def test_what_costs_nothing_is_taken_along(shop: Shop, link: Link, browser: TestClient) -> None:
    form = opened(shop, browser, link)
    form.fill(message="Ring twice,\nplease", payment_method="invoice")
    form.press(browser, ORDER)
    assert the_order(shop).message == "Ring twice,\nplease"


@pytest.mark.parametrize("button", ["Change", "Use it", "Choose", "Save the message"])
def test_every_button_saves_all_that_was_typed(
    shop: Shop, link: Link, browser: TestClient, button: str
) -> None:
    form = opened(shop, browser, link)
    form.fill(quantity="3", carrier=EXPRESS.id, message="Ring twice")
    form.press(browser, button)
    cart = stored(shop, link).cart
    assert (cart.lines[0].quantity, cart.carrier_id) == (3, EXPRESS.id)
    assert cart.order_message == "Ring twice"


def test_taking_a_voucher_out_saves_all_that_was_typed(
    shop: Shop, link: Link, browser: TestClient
) -> None:
    """A code that does not go with it is typed beside it: it is used, once the other is gone."""
    for code in ("FIRST", "SECOND"):
        shop.office.vouchers.create(
            EMPLOYEE, name=code, actions=[Percentage(Decimal(10))], code=code, exclusive=True
        )
    first = shop.office.vouchers.grant_code(EMPLOYEE, link.cart_id, "FIRST")
    form = opened(shop, browser, link)
    # What the shop changes elsewhere meanwhile does not refuse it.
    shop.office.carts.set_messages(EMPLOYEE, link.cart_id, gift_message="For Jane")
    form.fill(quantity="3", carrier=EXPRESS.id, message="Ring twice", code="SECOND")
    form.press(browser, "Remove FIRST")
    cart = stored(shop, link).cart
    assert (cart.lines[0].quantity, cart.carrier_id) == (3, EXPRESS.id)
    assert cart.order_message == "Ring twice"
    assert len(cart.rule_ids) == 1
    assert cart.rule_ids != first.cart.rule_ids


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"quantity": "11"}, "out_of_stock"),
        ({"quantity": "many"}, "field_invalid"),
        ({"code": "NONE"}, "rule_not_found"),
        ({"message": "x" * 2001}, "field_too_long"),
    ],
)
def test_what_is_refused_is_named_and_nothing_is_placed(
    shop: Shop,
    cart: CartView,
    link: Link,
    browser: TestClient,
    typed: dict[str, str],
    code: str,
) -> None:
    form = opened(shop, browser, link)
    form.fill(carrier=EXPRESS.id, **typed)
    answer = form.press(browser, ORDER)
    assert f'data-code="{code}"' in answer.text
    assert no_order(shop)
    assert stored(shop, link).cart == cart.cart
    again = Forms(answer)
    for name, value in typed.items():
        assert again.named(name)[0].value == value
    assert [each.value for each in again.named("carrier") if each.checked] == [EXPRESS.id]


def test_a_code_that_was_typed_is_shown_before_it_is_paid(
    shop: Shop, link: Link, browser: TestClient
) -> None:
    shop.office.vouchers.create(
        EMPLOYEE, name="Half", actions=[Percentage(PLAQUE.weight * 50)], code="HALF"
    )
    form = opened(shop, browser, link)
    form.fill(code="half")
    answer = form.press(browser, ORDER)
    assert "Order and pay €18.00" in answer.text
    assert "Half: €12.00 less." in answer.text, "nobody who buys thinks in net amounts"
    Forms(answer).press(browser, ORDER)
    assert the_order(shop).total == euros("18.00")


def test_an_address_that_was_typed_is_where_it_goes(
    shop: Shop, link: Link, browser: TestClient
) -> None:
    form = opened(shop, browser, link, "?new=1")
    form.fill(first_name="Jane", last_name="Doe", street="12 rue Bleue", city="Lyon")
    form.fill(postcode="69002", use="delivery", payment_method="invoice")
    form.press(browser, ORDER)
    order = the_order(shop)
    assert order.delivery_address is not None
    assert order.invoice_address is not None
    assert (order.delivery_address.city, order.invoice_address.city) == ("Lyon", "Paris")


def test_half_an_address_places_nothing(shop: Shop, link: Link, browser: TestClient) -> None:
    form = opened(shop, browser, link, "?new=1")
    form.fill(street="12 rue Bleue")
    answer = form.press(browser, ORDER)
    assert answer.status_code == 422
    assert no_order(shop)
    assert Forms(answer).named("street")[0].value == "12 rue Bleue"


def test_another_address_that_was_chosen_is_where_it_goes(
    shop: Shop, cart: CartView, link: Link, browser: TestClient
) -> None:
    assert cart.customer is not None
    entry = AddressEntry("John", "Doe", "9 quai Bas", "Lyon", "FR", "69002")
    work = shop.office.addresses.add(EMPLOYEE, cart.customer.id, entry)
    form = opened(shop, browser, link)
    form.fill(delivery=work.id, payment_method="invoice")
    form.press(browser, ORDER)
    assert the_order(shop).delivery_address == work


def test_texts_that_were_typed_are_written(shop: Shop, browser: TestClient) -> None:
    cart = shop.office.carts.start(EMPLOYEE, shop.customer().id).cart
    texts: dict[str, Any] = {"engraving": "Jane", "back": "2026"}
    view = shop.office.products.add(EMPLOYEE, cart.id, PLAQUE.id, 2, customization=texts)
    form = opened(shop, browser, shop.sent(view))
    first, second = form.named("text")
    assert (first.value, second.value) == ("Jane", "2026")
    first.value = "Joan"
    form.fill(payment_method="invoice")
    form.press(browser, ORDER)
    values = the_order(shop).cart.lines[0].customization.values
    assert [value.text for value in values] == ["Joan", "2026"]


def test_a_text_of_several_lines_stays_as_it_is_written(shop: Shop, browser: TestClient) -> None:
    cart = shop.office.carts.start(EMPLOYEE, shop.customer().id).cart
    texts: dict[str, Any] = {"engraving": "For Jane\n2026"}
    view = shop.office.products.add(EMPLOYEE, cart.id, PLAQUE.id, 2, customization=texts)
    opened(shop, browser, shop.sent(view)).press(browser, ORDER)
    (line,) = the_order(shop).summary.lines
    assert line.customization == (("Engraving", "For Jane\n2026"),)


def test_a_line_is_taken_out(shop: Shop, link: Link, browser: TestClient) -> None:
    form = opened(shop, browser, link)
    form.press(browser, "Remove Blue mug")
    assert stored(shop, link).cart.lines == ()


def test_what_the_shop_has_added_has_no_button_and_stays(
    shop: Shop, cart: CartView, browser: TestClient
) -> None:
    view = shop.office.products.add_custom(
        EMPLOYEE, cart.cart.id, "Installation", euros("40.00"), tax_included=True
    )
    link = shop.sent(view)
    form = opened(shop, browser, link)
    custom = view.cart.custom_lines[0].id
    assert [each.value for each in form.named("line")] == [view.cart.lines[0].id]
    data = {"version": str(view.version), "line": custom, "quantity": "0", "remove": custom}
    answer = browser.post(f"{shop.path(link)}/quantity", data=data)
    assert (answer.status_code, "line_not_found" in answer.text) == (404, True)
    assert stored(shop, link).cart.custom_lines == view.cart.custom_lines


def test_what_is_the_shops_to_decide_cannot_be_sent_along(
    shop: Shop, cart: CartView, link: Link, browser: TestClient
) -> None:
    form = opened(shop, browser, link)
    line = cart.cart.lines[0].id
    tricks: list[dict[str, str]] = [
        {"free": "yes"},
        {"currency": "USD"},
        {"customer_note": "For nothing"},
        {"line": line, "price": "0.01", "reason": "cheap"},
    ]
    for trick in tricks:
        data = {"version": str(cart.version), "payment_method": "invoice", "total": "30.00 EUR"}
        for button in ("place", "quantity"):
            answer = browser.post(f"{shop.path(link)}/{button}", data=data | trick)
            assert (answer.status_code, "permission_denied" in answer.text) == (403, True), trick
    assert no_order(shop)
    assert stored(shop, link) == cart
    assert form.named("quantity")[0].value == "2"


def test_the_list_of_countries_decides(shop: Shop, link: Link, browser: TestClient) -> None:
    form = opened(shop, browser, link, "?new=1")
    form.fill(country="DE", first_name="Jane", last_name="Doe", street="Torstraße 1")
    form.fill(city="Berlin", postcode="10119")
    form.press(browser, "Save the address")
    address = stored(shop, link).delivery_address
    assert address is not None
    assert (address.country, address.city) == ("DE", "Berlin")


def test_the_form_of_a_country_is_shown_with_what_was_typed(
    shop: Shop, cart: CartView, link: Link, browser: TestClient
) -> None:
    form = opened(shop, browser, link, "?new=1")
    form.fill(country="DE", street="Torstraße 1", quantity="3")
    again = Forms(form.press(browser, "Show its form"))
    assert again.named("country")[0].value == "DE"
    assert again.named("street")[0].value == "Torstraße 1"
    assert again.named("quantity")[0].value == "3"
    assert stored(shop, link) == cart


def test_a_corrected_address_changes_its_text_and_nothing_else(
    shop: Shop, cart: CartView, browser: TestClient
) -> None:
    assert cart.customer is not None
    entry = AddressEntry("John", "Doe", "9 quai Ba", "Lyon", "FR", "69002", note="Back door")
    work = shop.office.addresses.add(EMPLOYEE, cart.customer.id, entry)
    view = shop.office.addresses.choose(EMPLOYEE, cart.cart.id, delivery=work.id)
    link = shop.sent(view)
    form = opened(shop, browser, link, f"?edit={work.id}")
    form.fill(street="9 quai Bas")
    form.press(browser, "Save the address")
    after = stored(shop, link)
    assert after.delivery_address == evolve(work, street="9 quai Bas")
    assert after.invoice_address == view.invoice_address


def test_an_address_that_is_corrected_stays_the_same_while_something_else_is_saved(
    shop: Shop, cart: CartView, link: Link, browser: TestClient
) -> None:
    home = cart.cart.delivery_address_id
    form = opened(shop, browser, link, f"?edit={home}")
    form.fill(city="Villeurbanne", payment_method="invoice", quantity="3")
    again = Forms(form.press(browser, "Change"))
    assert [each.value for each in again.named("address")] == [home]
    again.press(browser, "Save the address")
    after = stored(shop, link)
    assert after.delivery_address is not None
    assert (after.delivery_address.id, after.delivery_address.city) == (home, "Villeurbanne")


def test_what_is_not_saved_yet_is_marked_for_scripts(
    shop: Shop, link: Link, browser: TestClient
) -> None:
    form = opened(shop, browser, link, "?new=1")
    typed = {"country": "DE", "city": "Berlin", "use": "invoice", "payment_method": "invoice"}
    form.fill(quantity="3", message="Ring twice", carrier=EXPRESS.id, **typed)
    again = Forms(form.press(browser, "Change"))
    marked = {each.attributes["name"] for each in again.controls if "data-typed" in each.attributes}
    assert marked == {*typed}
    form.fill(quantity="many", code="NONE")
    again = Forms(form.press(browser, "Change"))
    marked = {each.attributes["name"] for each in again.controls if "data-typed" in each.attributes}
    assert marked == {*typed, "quantity", "code", "message", "carrier"}


@pytest.mark.parametrize(
    "button", ["Change", "Use it", "Save the address", "Show its form", "Save the message", ORDER]
)
def test_whoever_comes_back_to_a_buttons_address_sees_the_order(
    shop: Shop, link: Link, browser: TestClient, button: str
) -> None:
    form = opened(shop, browser, link, "?new=1")
    form.fill(quantity="11")
    answer = form.press(browser, button)
    again = browser.get(str(answer.url))
    assert (again.status_code, again.url.path) == (200, shop.path(link))


def test_a_change_by_the_shop_meanwhile_is_not_written_back(
    shop: Shop, cart: CartView, link: Link, browser: TestClient
) -> None:
    form = opened(shop, browser, link)
    form.fill(message="Ring twice", payment_method="invoice")
    shop.office.products.set_quantity(EMPLOYEE, cart.cart.id, cart.cart.lines[0].id, 4)
    answer = form.press(browser, ORDER)
    assert (answer.status_code, 'data-code="stale_cart"' in answer.text) == (409, True)
    again = Forms(answer)
    assert again.named("quantity")[0].value == "4"
    assert again.named("message")[0].value == "Ring twice"
    again.press(browser, ORDER)
    assert the_order(shop).cart.lines[0].quantity == 4
