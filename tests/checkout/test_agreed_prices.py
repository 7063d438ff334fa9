"""A price made by hand was agreed for so many pieces: the customer takes those, or asks."""

from __future__ import annotations

import json
from hashlib import sha256
from html import unescape

import pytest

from backoffice_orders.commands import SetQuantity
from backoffice_orders.model.errors.products import LineFixed, LineNotFound
from backoffice_orders.model.ids import LineId
from backoffice_orders.model.link import Link
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, SHIRT, euros
from tests.checkout.samples import Shop, fields


@pytest.fixture
def cart(shop: Shop) -> CartView:
    """Two mugs at 0.01 each ("sorry"), and a shirt at its price."""
    view = shop.cart()
    view = shop.office.products.set_price(
        EMPLOYEE,
        view.cart.id,
        view.cart.lines[0].id,
        euros("0.01"),
        tax_included=True,
        reason="sorry",
    )
    return shop.office.products.add(
        EMPLOYEE, view.cart.id, SHIRT.id, 1, combination_id=SHIRT.combinations[0].id
    )


@pytest.fixture
def link(shop: Shop, cart: CartView) -> Link:
    return shop.sent(cart)


@pytest.mark.parametrize("quantity", [40, 3, 1, 0])
def test_the_quantity_of_an_agreed_price_is_the_shops(
    shop: Shop, cart: CartView, link: Link, quantity: int
) -> None:
    line_id = cart.cart.lines[0].id
    with pytest.raises(LineFixed):
        shop.office.checkout.set_quantity(link.id, line_id, quantity, version=cart.version)
    assert shop.office.carts.view(EMPLOYEE, cart.cart.id).cart == cart.cart


def test_a_form_that_sends_the_agreed_quantity_along_is_fine(
    shop: Shop, cart: CartView, link: Link
) -> None:
    mugs = cart.cart.lines[0].id
    view = shop.office.checkout.set_quantity(link.id, mugs, 2, version=cart.version)
    assert view.cart.line(mugs).quantity == 2


def test_what_has_the_catalogs_price_is_the_customers(
    shop: Shop, cart: CartView, link: Link
) -> None:
    shirt = cart.cart.lines[1].id
    view = shop.office.checkout.set_quantity(link.id, shirt, 2, version=cart.version)
    assert view.cart.line(shirt).quantity == 2
    view = shop.office.checkout.set_quantity(link.id, shirt, 0, version=view.version)
    assert len(view.cart.lines) == 1


def test_so_it_is_for_an_employee_at_the_checkout(shop: Shop, cart: CartView) -> None:
    """Prices are agreed on the employee's page, where it may also be changed."""
    shop.office.finishing.hand_over(EMPLOYEE, cart.cart.id)
    (handed,) = shop.office.finishing.links(EMPLOYEE, cart.cart.id)
    session = shop.office.checkout.begin(handed.id)
    with pytest.raises(LineFixed):
        shop.office.checkout.set_quantity(
            session.id, cart.cart.lines[0].id, 3, version=cart.version
        )
    changed = shop.office.products.set_quantity(
        EMPLOYEE, cart.cart.id, cart.cart.lines[0].id, 3, version=cart.version
    )
    assert changed.cart.lines[0].quantity == 3


def test_the_page_has_no_field_for_it(shop: Shop, cart: CartView, link: Link) -> None:
    page = shop.browser().get(shop.path(link)).text
    assert "Quantity of Cotton shirt" in page
    assert "Quantity of Blue mug" not in page


def test_a_line_that_is_not_there_is_still_not_there(
    shop: Shop, cart: CartView, link: Link
) -> None:
    with pytest.raises(LineNotFound):
        shop.office.checkout.set_quantity(link.id, LineId("none"), 2, version=cart.version)


def test_nor_is_more_of_it_ordered_by_the_button_that_orders(
    shop: Shop, cart: CartView, link: Link
) -> None:
    with pytest.raises(LineFixed):
        shop.office.checkout.place(
            link.id,
            "invoice",
            expected_total=euros("29.40"),
            version=cart.version,
            commands=[SetQuantity(cart.cart.lines[0].id, 40)],
        )
    assert shop.office.orders.search(EMPLOYEE).items == ()


def test_the_page_tells_nothing_of_fields_that_it_does_not_have(
    shop: Shop, cart: CartView, link: Link
) -> None:
    """A mark is short, and so is a reason: whoever guesses one could see that it is right."""
    page = shop.browser().get(shop.path(link)).text
    told = fields(page)["shown"]
    names = {key[0] for _, *key in json.loads(unescape(told))}
    assert {"quantity", "delivery", "message", "code", "street"} <= names
    assert names.isdisjoint({"price", "reason", "free", "customer_note", "alias", "note"})
    assert sha256(b"sorry").hexdigest()[:8] not in page
