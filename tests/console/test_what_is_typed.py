"""What is on the screen is what is ordered: without scripts, whatever button is pressed."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from backoffice_orders.console import access
from backoffice_orders.console.access import FormTokens
from backoffice_orders.i18n import Language
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.ids import CartId
from backoffice_orders.model.order import Order
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.conditions.minimum_amount import MinimumAmount
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.services.notices import RULE_LEFT
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, EXPRESS, MUG, PLAQUE, euros
from backoffice_orders.web.page_fields import Sent
from tests.console.samples import SECRET, Page
from tests.forms import Forms

CREATE, SEND, PROCEED = "Create the order", "Send the order", "Proceed to checkout"
TYPED = {
    "quantity": "3",
    "carrier": EXPRESS.id,
    "gift_wrapping": "1",
    "recycled": "1",
    "gift_message": "For Jane",
    "order_message": "Ring twice,\nplease",
    "customer_note": "Thank you",
}


@pytest.fixture
def cart(page: Page) -> CartView:
    """John's cart of two mugs (30.00)."""
    return page.shop.cart()


def opened(page: Page, cart: CartView, query: str = "") -> Forms:
    return Forms(page.browser.get(f"/cart/{cart.cart.id}{query}"))


def stored(page: Page, cart: CartView) -> CartView:
    return page.shop.office.carts.view(EMPLOYEE, cart.cart.id)


def the_order(page: Page) -> Order:
    (found,) = page.shop.office.orders.search(EMPLOYEE).items
    return page.shop.office.orders.get(EMPLOYEE, found.order_id)


def no_order(page: Page) -> bool:
    return not page.shop.office.orders.search(EMPLOYEE).items


def require_typed(cart: Any) -> None:
    assert cart.lines[0].quantity == 3
    assert cart.carrier_id == EXPRESS.id
    assert cart.gift_wrapping
    assert cart.recycled_packaging
    assert cart.gift_message == "For Jane"
    assert cart.order_message == "Ring twice,\nplease"
    assert cart.customer_note == "Thank you"


def test_created_with_everything_that_was_typed(page: Page, cart: CartView) -> None:
    form = opened(page, cart)
    form.fill(**TYPED, payment_method="invoice")
    answer = form.press(page.browser, CREATE)
    order = the_order(page)
    assert answer.url.path == f"/order/{order.id}"
    require_typed(order.cart)
    # 3 x 12.00 of mugs, and 9.00 net of express
    assert order.total == euros("46.80")
    assert order.payment_method == "invoice"


def test_created_free_of_shipping(page: Page, cart: CartView) -> None:
    form = opened(page, cart)
    form.fill(free="yes")
    form.press(page.browser, CREATE)
    assert the_order(page).total == euros("24.00")


@pytest.mark.parametrize("button", [SEND, PROCEED])
def test_sent_and_handed_over_with_everything_that_was_typed(
    page: Page, cart: CartView, button: str
) -> None:
    form = opened(page, cart)
    form.fill(**TYPED)
    assert form.press(page.browser, button).status_code == 200
    require_typed(stored(page, cart).cart)
    (link,) = page.shop.office.finishing.links(EMPLOYEE, cart.cart.id)
    assert link.seen is not None
    assert link.seen.total.gross == euros("46.80")


@pytest.mark.parametrize(
    "button",
    [
        "Set the quantity",
        "Choose the delivery",
        "Set free shipping",
        "Save messages and packaging",
        "Choose",
    ],
)
def test_every_button_saves_all_that_was_typed(page: Page, cart: CartView, button: str) -> None:
    form = opened(page, cart)
    form.fill(**TYPED)
    form.press(page.browser, button)
    require_typed(stored(page, cart).cart)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"quantity": "11"}, "out_of_stock"),
        ({"quantity": "many"}, "field_invalid"),
        ({"quantity": ""}, "field_invalid"),
        ({"quantity": "-1"}, "field_invalid"),
        ({"price": "1.00"}, "reason_missing"),
        ({"price": "cheap", "reason": "x"}, "field_invalid"),
        ({"gift_message": "x" * 2001}, "field_too_long"),
        ({"street": "1 Weg"}, "field_missing"),
    ],
)
@pytest.mark.parametrize("button", [CREATE, SEND, PROCEED])
def test_what_is_refused_is_named_and_nothing_is_done(
    page: Page, cart: CartView, typed: dict[str, str], code: str, button: str
) -> None:
    form = opened(page, cart)
    form.fill(gift_wrapping="1", **typed)
    answer = form.press(page.browser, button)
    assert 400 <= answer.status_code < 500
    assert f'data-code="{code}"' in answer.text or "address_invalid" in answer.text
    assert no_order(page)
    assert page.shop.office.finishing.links(EMPLOYEE, cart.cart.id) == ()
    assert stored(page, cart).cart == cart.cart
    again = Forms(answer)
    for name, value in typed.items():
        assert again.named(name)[0].value == value, name
    assert again.named("gift_wrapping")[1].checked


def test_the_field_that_is_refused_is_marked(page: Page, cart: CartView) -> None:
    page.shop.office.products.add(
        EMPLOYEE, cart.cart.id, PLAQUE.id, 2, customization={"engraving": "x"}
    )
    form = opened(page, cart)
    form.named("quantity")[1].value = "9"
    answer = form.press(page.browser, CREATE)
    first, second = Forms(answer).named("quantity")
    assert "aria-invalid" not in first.attributes
    assert second.attributes.get("aria-invalid") == "true"


def test_prices_by_hand_are_taken_along(page: Page, cart: CartView) -> None:
    form = opened(page, cart)
    form.fill(price="10,00", reason="A scratch")
    form.press(page.browser, CREATE)
    assert the_order(page).total == euros("26.00")  # 2 x 10.00, and 6.00 of delivery


def test_a_price_by_hand_stays_when_something_else_is_saved(page: Page, cart: CartView) -> None:
    line = cart.cart.lines[0].id
    office = page.shop.office
    set_ = office.products.set_price
    set_(EMPLOYEE, cart.cart.id, line, euros("10.00"), tax_included=True, reason="A scratch")
    form = opened(page, cart)
    assert form.named("price")[0].value == "10.00"
    form.fill(gift_wrapping="1")
    form.press(page.browser, "Set the quantity")
    assert stored(page, cart).cart.lines[0].price_override is not None
    form = opened(page, cart)
    form.fill(price="")
    form.press(page.browser, CREATE)
    assert the_order(page).total == euros("30.00")


def test_so_does_one_whose_reason_has_several_lines(page: Page, cart: CartView) -> None:
    line = cart.cart.lines[0].id
    set_ = page.shop.office.products.set_price
    set_(
        EMPLOYEE,
        cart.cart.id,
        line,
        euros("2.13"),
        tax_included=False,
        reason="A scratch\non the handle",
    )
    before = stored(page, cart).cart.lines[0].price_override
    form = opened(page, cart)
    form.fill(gift_wrapping="1")
    form.press(page.browser, "Set the quantity")
    assert stored(page, cart).cart.gift_wrapping
    assert stored(page, cart).cart.lines[0].price_override == before


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ({("price", 0): "", ("quantity", 1): "4"}, [6]),
        ({("price", 0): "", ("quantity", 0): "5"}, [8]),
        ({("price", 0): "", ("quantity", 0): "5", ("quantity", 1): "4"}, [9]),
        ({("price", 0): "", ("quantity", 0): "0"}, [3]),
        ({("price", 0): "", ("quantity", 1): "0"}, [2]),
        ({("price", 1): "9.00", ("reason", 1): "A scratch", ("quantity", 0): "4"}, [7]),
    ],
)
def test_lines_that_become_one_have_the_pieces_that_were_typed_of_both(
    page: Page, cart: CartView, typed: dict[tuple[str, int], str], left: list[int]
) -> None:
    """Two mugs for 9.00 by hand, and three at the catalog's price."""
    office, cart_id = page.shop.office, cart.cart.id
    first = cart.cart.lines[0].id
    office.products.set_price(
        EMPLOYEE, cart_id, first, euros("9.00"), tax_included=True, reason="A scratch"
    )
    view = office.products.add(EMPLOYEE, cart_id, MUG.id, 3)
    fields: dict[tuple[str, ...], str] = {
        (name, view.cart.lines[position].id): value for (name, position), value in typed.items()
    }
    commands = Sent(fields, fields).commands("EUR", Language("en"))
    view = office.run(EMPLOYEE, cart_id, view.version, *commands)
    assert [line.quantity for line in view.cart.lines] == left


def test_another_reason_is_no_other_price(page: Page, cart: CartView) -> None:
    """2.13 net is shown as 2.56 gross: it stays 2.13, until another price is typed."""
    line, office = cart.cart.lines[0].id, page.shop.office
    set_ = office.products.set_price
    set_(EMPLOYEE, cart.cart.id, line, euros("2.13"), tax_included=False, reason="A scratch")
    form = opened(page, cart)
    assert form.named("price")[0].value == "2.56"
    form.fill(reason="A deep scratch")
    form.press(page.browser, "Set the price")
    now = stored(page, cart).cart.lines[0].price_override
    assert now is not None
    assert (now.price, now.tax_included, now.reason) == (euros("2.13"), False, "A deep scratch")
    form = opened(page, cart)
    form.fill(price="2.55")
    form.press(page.browser, "Set the price")
    now = stored(page, cart).cart.lines[0].price_override
    assert now is not None
    assert (now.price, now.tax_included, now.reason) == (euros("2.55"), True, "A deep scratch")


def test_addresses_that_were_chosen_are_taken_along(page: Page, cart: CartView) -> None:
    berlin = AddressEntry("John", "Doe", "Torstraße 1", "Berlin", "DE", "10119")
    assert cart.customer is not None
    address = page.shop.office.addresses.add(EMPLOYEE, cart.customer.id, berlin)
    form = opened(page, cart)
    form.fill(delivery=address.id)
    form.press(page.browser, CREATE)
    order = the_order(page)
    assert order.delivery_address == address
    assert order.invoice_address is not None
    assert order.invoice_address.city == "Paris"


def test_an_address_that_was_typed_is_taken_along(page: Page, cart: CartView) -> None:
    form = opened(page, cart)
    form.fill(street="Torstraße 1", city="Berlin", postcode="10119", country="DE", use="delivery")
    form.press(page.browser, CREATE)
    order = the_order(page)
    assert order.delivery_address is not None
    assert order.invoice_address is not None
    assert (order.delivery_address.city, order.delivery_address.country) == ("Berlin", "DE")
    assert order.invoice_address.city == "Paris"


def test_what_other_buttons_do_not_save_stays_typed(page: Page, cart: CartView) -> None:
    form = opened(page, cart)
    form.fill(quantity="3", street="Torstr", note="As we said", payment_method="invoice")
    form.fill(confirm="1")
    answer = form.press(page.browser, "Set the quantity")
    assert stored(page, cart).cart.lines[0].quantity == 3
    again = Forms(answer)
    assert again.named("street")[0].value == "Torstr"
    assert again.named("note")[0].value == "As we said"
    assert again.named("payment_method")[0].value == "invoice"
    assert again.named("confirm")[0].checked


def test_what_a_colleague_has_changed_is_not_written_back(page: Page, cart: CartView) -> None:
    form = opened(page, cart)
    form.fill(gift_message="For Jane")
    line = cart.cart.lines[0].id
    page.shop.office.products.set_quantity(EMPLOYEE, cart.cart.id, line, 5)
    answer = form.press(page.browser, CREATE)
    assert (answer.status_code, 'data-code="stale_cart"' in answer.text) == (409, True)
    assert no_order(page)
    again = Forms(answer)
    assert again.named("quantity")[0].value == "5"
    assert again.named("gift_message")[0].value == "For Jane"
    again.press(page.browser, CREATE)
    order = the_order(page)
    assert (order.cart.lines[0].quantity, order.cart.gift_message) == (5, "For Jane")


def test_prices_that_moved_meanwhile_are_shown_first(page: Page, cart: CartView) -> None:
    form = opened(page, cart)
    form.fill(quantity="3")
    page.shop.office.setup.save(EMPLOYEE, evolve(MUG, price=euros("11.00")))
    answer = form.press(page.browser, CREATE)
    assert (answer.status_code, 'data-code="total_changed"' in answer.text) == (409, True)
    assert no_order(page)


def test_what_goes_by_itself_is_shown_first(page: Page, cart: CartView) -> None:
    page.shop.office.vouchers.create(
        EMPLOYEE,
        name="From 20",
        actions=[Percentage(MUG.weight * 25)],
        conditions=[MinimumAmount(euros("20.00"))],
        code="",
        quantity=None,
        quantity_per_customer=None,
    )
    form = opened(page, cart)
    form.fill(quantity="1", payment_method="invoice")
    answer = form.press(page.browser, CREATE)
    assert (answer.status_code, "From 20" in answer.text) == (409, True)
    assert no_order(page)
    again = Forms(answer)
    assert again.named("quantity")[0].value == "1"
    again.press(page.browser, CREATE)
    order = the_order(page)
    assert order.total == euros("18.00")  # one mug at 12.00, and 6.00 of delivery
    assert order.payment_method == "invoice"


def test_created_twice_it_is_one_order(page: Page, cart: CartView) -> None:
    form = opened(page, cart)
    form.fill(quantity="3")
    first, second = form.press(page.browser, CREATE), form.press(page.browser, CREATE)
    assert first.url == second.url
    assert the_order(page).cart.lines[0].quantity == 3


def test_the_list_of_countries_decides(page: Page, cart: CartView) -> None:
    form = opened(page, cart, "?new=1")
    form.fill(country="DE", street="Torstraße 1", city="Berlin", postcode="10119")
    form.press(page.browser, "Save the address")
    address = stored(page, cart).delivery_address
    assert address is not None
    assert (address.country, address.city) == ("DE", "Berlin")
    # 20.00 net of mugs and 5.00 of delivery, with German tax
    assert stored(page, cart).summary.total.gross == euros("29.75")


def test_a_country_that_asks_for_more_shows_its_form(page: Page, cart: CartView) -> None:
    page.shop.office.setup.save(EMPLOYEE, evolve(_usa(page)))
    form = opened(page, cart, "?new=1")
    form.fill(country="US", street="1 Ocean Drive", city="Miami", postcode="33139")
    answer = form.press(page.browser, "Save the address")
    assert (answer.status_code, 'data-code="address_invalid"' in answer.text) == (422, True)
    again = Forms(answer)
    assert again.named("country")[0].value == "US"
    assert again.named("street")[0].value == "1 Ocean Drive"
    again.fill(state="FL")
    again.press(page.browser, "Save the address")
    address = stored(page, cart).delivery_address
    assert address is not None
    assert (address.country, address.state, address.city) == ("US", "FL", "Miami")


def _usa(page: Page) -> Any:
    from backoffice_orders.testing.samples import FRANCE

    return evolve(FRANCE, code="US")


def test_the_form_of_a_country_is_shown_with_what_was_typed(page: Page, cart: CartView) -> None:
    form = opened(page, cart, "?new=1")
    form.fill(country="DE", street="Torstraße 1", quantity="3", note="As we said")
    answer = form.press(page.browser, "Show its form")
    again = Forms(answer)
    assert answer.status_code == 200
    assert again.named("country")[0].value == "DE"
    assert again.named("street")[0].value == "Torstraße 1"
    assert again.named("quantity")[0].value == "3"
    assert again.named("note")[0].value == "As we said"
    assert stored(page, cart) == cart


def test_a_corrected_address_changes_its_text_and_nothing_else(page: Page, cart: CartView) -> None:
    assert cart.customer is not None
    office = page.shop.office
    entry = AddressEntry("John", "Doe", "9 quai Ba", "Lyon", "FR", "69002", note="Back door")
    work = office.addresses.add(EMPLOYEE, cart.customer.id, entry)
    office.addresses.choose(EMPLOYEE, cart.cart.id, delivery=work.id)
    form = opened(page, cart, f"?edit={work.id}")
    form.fill(street="9 quai Bas")
    form.press(page.browser, "Save the address")
    view = stored(page, cart)
    assert view.delivery_address == evolve(work, street="9 quai Bas")
    assert view.invoice_address == cart.invoice_address


def paths(answer: Any) -> tuple[str, str]:
    return answer.request.method, answer.url.path


@pytest.mark.parametrize(
    "button",
    [
        "Set the quantity",
        "Save the address",
        "Show its form",
        "Add it to the cart",
        "Save and grant",
        PROCEED,
        "Send the order",
        "Make an offer",
        "Add the note",
    ],
)
def test_whoever_comes_back_to_a_buttons_address_sees_the_cart(
    page: Page, cart: CartView, button: str
) -> None:
    form = opened(page, cart, "?new=1")
    form.fill(quantity="11")
    answer = form.press(page.browser, button)
    again = page.browser.get(str(answer.url))
    assert (again.status_code, again.url.path) == (200, f"/cart/{cart.cart.id}")
    assert "New order for John Doe" in again.text


def test_whoever_comes_back_to_other_buttons_sees_their_page(page: Page, cart: CartView) -> None:
    for path in ("/start", "/use-cart", "/use-order"):
        assert page.browser.get(path).url.path == "/"
    assert page.browser.get("/customers").status_code == 200  # the list of all
    answer = page.browser.get(f"/customers?cart={cart.cart.id}")
    assert answer.url.path == f"/cart/{cart.cart.id}"
    opened(page, cart).press(page.browser, CREATE)
    order = the_order(page)
    for name in ("status", "payment", "note"):
        assert page.browser.get(f"/order/{order.id}/{name}").url.path == f"/order/{order.id}"
    assert page.browser.get(f"/cart/{cart.cart.id}/nothing").status_code == 404


def test_what_is_left_out_of_a_basis_is_said_on_the_cart(page: Page, cart: CartView) -> None:
    opened(page, cart).press(page.browser, CREATE)
    order = the_order(page)
    page.shop.office.setup.save(EMPLOYEE, evolve(MUG, active=False))
    assert cart.customer is not None
    new = page.shop.office.carts.start(EMPLOYEE, cart.customer.id)
    answer = opened(page, new).press(page.browser, f"Use {order.reference}")
    assert answer.url.path.startswith("/cart/")
    assert CartId(answer.url.path.removeprefix("/cart/")) != new.cart.id
    assert 'data-code="left_out"' in answer.text
    assert "Blue mug" in page.browser.get(str(answer.url)).text


def test_a_notice_cannot_be_made_up(page: Page, cart: CartView) -> None:
    answer = page.browser.get(f"/cart/{cart.cart.id}?said=WyJ4IiwieSIsInoiXQ.abc")
    assert (answer.status_code, 'id="said"' in answer.text) == (200, False)


def test_a_notice_is_said_once_it_was_made_to_whom_and_where_it_was(
    page: Page, cart: CartView, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its address may stand in a log or a bookmark, or be sent to a colleague."""
    tokens = FormTokens(SECRET, page.shop.office.desk.scope.shop_id)
    other = page.shop.office.carts.start(EMPLOYEE)
    bob = Page(page.shop, actor=Actor.employee("bob", "Bob"))
    told = [RULE_LEFT(rule="Ten off")]
    said = tokens.notice(page.actor, cart.cart.id, "rule_left", told, "vouchers")
    shown = f"/cart/{cart.cart.id}?said={said}"
    sentence = "does not apply any more"
    assert sentence in page.get(shown)
    assert sentence not in page.get(f"/cart/{other.cart.id}?said={said}")
    assert sentence not in bob.get(shown)
    sums = tokens.notice(page.actor, cart.cart.id, "changed", [RULE_LEFT(rule="Of sums")], "")
    both = page.get(f"{shown}&changed={sums}")
    assert "Ten off" in both
    assert "Of sums" in both
    monkeypatch.setattr(access, "NOTICE_HOLDS", -1)
    assert sentence not in page.get(shown)
