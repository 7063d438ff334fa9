"""Offers hold their prices, reservations hold their goods, until their time is over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve

from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.errors.finishing import OfferExpired
from backoffice_orders.model.errors.products import OutOfStock
from backoffice_orders.testing.samples import EMPLOYEE, MUG, euros
from tests.checkout.samples import BASE, Shop

DAY = timedelta(days=1)


def left(shop: Shop) -> int:
    return shop.office.products.search(EMPLOYEE, MUG.name).items[0].remaining


def test_an_offer_costs_what_it_did(shop: Shop) -> None:
    cart = shop.cart()
    until = shop.clock.now() + 7 * DAY
    shop.office.offers.quote(EMPLOYEE, cart.cart.id, until)
    shop.office.setup.save(EMPLOYEE, evolve(MUG, price=euros("20.00")))
    view = shop.office.carts.view(EMPLOYEE, cart.cart.id)
    assert view.summary.total.gross == euros("30.00")
    view = shop.office.products.set_quantity(
        EMPLOYEE, cart.cart.id, view.cart.lines[0].id, 3, version=view.version
    )
    assert view.summary.total.gross == euros("42.00")  # 3 x 12.00, and 6.00 of delivery
    order = shop.office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card")
    assert order.total == euros("42.00")


def test_a_withdrawn_offer_costs_what_it_does_today(shop: Shop) -> None:
    cart = shop.cart()
    shop.office.offers.quote(EMPLOYEE, cart.cart.id, shop.clock.now() + DAY)
    shop.office.setup.save(EMPLOYEE, evolve(MUG, price=euros("20.00")))
    view = shop.office.offers.withdraw_quote(EMPLOYEE, cart.cart.id)
    assert view.summary.total.gross == euros("54.00")  # 2 x 24.00 and 6.00


def test_an_offer_ends(shop: Shop) -> None:
    cart = shop.cart()
    shop.office.offers.quote(EMPLOYEE, cart.cart.id, shop.clock.now() + DAY)
    link = shop.sent(cart)
    assert link.expires_at == shop.clock.now() + DAY
    shop.clock.advance(DAY)
    with pytest.raises(OfferExpired):
        shop.office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card")
    copy = shop.office.carts.copy(EMPLOYEE, cart.cart.id)
    assert copy.cart.quoted is None
    assert copy.ready


def test_an_offer_needs_a_future(shop: Shop) -> None:
    cart = shop.cart()
    with pytest.raises(FieldInvalid):
        shop.office.offers.quote(EMPLOYEE, cart.cart.id, shop.clock.now())


def test_reserved_goods_are_nobody_elses_until_they_lapse(shop: Shop) -> None:
    cart = shop.cart()
    assert left(shop) == 10
    view = shop.office.offers.reserve(EMPLOYEE, cart.cart.id, shop.clock.now() + DAY)
    assert left(shop) == 8
    shop.office.products.set_quantity(
        EMPLOYEE, cart.cart.id, cart.cart.lines[0].id, 5, version=view.version
    )
    assert left(shop) == 5
    other = shop.office.carts.start(EMPLOYEE, shop.customer("Jane", "jane@example.com").id)
    with pytest.raises(OutOfStock):
        shop.office.products.add(EMPLOYEE, other.cart.id, MUG.id, 6)
    shop.clock.advance(DAY)
    shop.deliver()
    assert left(shop) == 10


def test_reserved_goods_are_taken_once_when_placed(shop: Shop) -> None:
    cart = shop.cart()
    shop.office.offers.reserve(EMPLOYEE, cart.cart.id, shop.clock.now() + DAY)
    shop.office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card")
    assert left(shop) == 8
    shop.clock.advance(DAY)
    shop.deliver()
    assert left(shop) == 8


def test_what_cannot_be_reserved_is_named_as_people_name_it(shop: Shop) -> None:
    cart = shop.cart()
    shop.office.setup.set_stock(EMPLOYEE, MUG.id, 1)
    with pytest.raises(OutOfStock, match="Only 1 of Blue mug left, 2 asked for"):
        shop.office.offers.reserve(EMPLOYEE, cart.cart.id, shop.clock.now() + DAY)
    assert shop.office.carts.view(EMPLOYEE, cart.cart.id).cart == cart.cart


def test_reserved_goods_are_given_back(shop: Shop) -> None:
    cart = shop.cart()
    shop.office.offers.reserve(EMPLOYEE, cart.cart.id, shop.clock.now() + DAY)
    shop.office.offers.release(EMPLOYEE, cart.cart.id)
    assert left(shop) == 10


def test_once_it_is_ordered_an_offer_s_end_ends_nothing(shop: Shop) -> None:
    cart = shop.cart()
    shop.office.offers.quote(EMPLOYEE, cart.cart.id, shop.clock.now() + DAY)
    order = shop.office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card")
    shop.clock.advance(3 * DAY)
    address = shop.office.order_payments.link(EMPLOYEE, order.id)
    assert shop.browser().get(address.removeprefix(BASE)).status_code == 200
    link = shop.office.finishing.links(EMPLOYEE, cart.cart.id)[-1]
    assert link.expires_at == shop.clock.now() + 14 * DAY
    assert shop.office.checkout.pay(link.id, "card").due == euros("0.00")


def test_the_preview_of_an_offers_letter_names_the_end_that_is_sent(shop: Shop) -> None:
    cart = shop.cart()
    shop.office.offers.quote(EMPLOYEE, cart.cart.id, shop.clock.now() + 3 * DAY)
    preview = shop.office.finishing.preview(EMPLOYEE, cart.cart.id)
    assert "The link holds until 18 Jan 2026, 09:00" in preview.text
    assert shop.sent(cart).expires_at == shop.clock.now() + 3 * DAY
