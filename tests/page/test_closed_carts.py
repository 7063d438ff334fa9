"""Carts that end without an order of ours, and carts that begin elsewhere."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.address import Address
from backoffice_orders.model.cart import Channel, ClosedAs
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.errors.finishing import CartClosed
from backoffice_orders.model.ids import CustomerId, LinkId, ProductId
from backoffice_orders.model.imports import CartEntry, LineEntry
from backoffice_orders.model.stock import StockItem
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.services.desk import Work
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, MOMENT, MUG, PLAQUE, SHIRT, euros
from tests.page.conftest import Refused

DAY = timedelta(days=1)


def events(office: BackOffice, topic: str) -> list[dict[str, object]]:
    found = office.desk.read(EMPLOYEE, lambda work: work.outbox.pending())
    return [{**message.payload} for message in found if message.topic == topic]


def test_a_discarded_cart_is_closed_and_in_no_list(
    office: BackOffice, cart: CartView, john: Customer, refused: Refused
) -> None:
    closed = office.carts.discard(EMPLOYEE, cart.cart.id, reason="called again, wants nothing")
    assert closed.closed is not None
    assert (closed.closed.kind, closed.closed.by) == (ClosedAs.DISCARDED, EMPLOYEE.id)
    assert not office.carts.drafts(EMPLOYEE)
    assert not office.carts.basis(EMPLOYEE, john.id).carts
    for change in (
        lambda: office.products.add(EMPLOYEE, cart.cart.id, MUG.id),
        lambda: office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card"),
        lambda: office.finishing.hand_over(EMPLOYEE, cart.cart.id),
        lambda: office.carts.use_cart(EMPLOYEE, cart.cart.id),
    ):
        refused("cart_closed", change)
    assert [each.code for each in office.carts.view(EMPLOYEE, cart.cart.id).missing] == [
        "cart_closed"
    ]


def test_it_leaves_a_trace_and_tells_others(office: BackOffice, cart: CartView) -> None:
    closed = office.carts.close_ordered_elsewhere(EMPLOYEE, cart.cart.id, "WEB-4711")
    entry = office.carts.history(EMPLOYEE, cart.cart.id, size=1, newest_first=True)[0]
    assert (entry.action, entry.version) == ("cart.close_ordered_elsewhere", closed.version)
    assert entry.after["closed"]["reference"] == "WEB-4711"
    (event,) = events(office, "cart.closed")
    assert (event["kind"], event["reference"]) == ("ordered_elsewhere", "WEB-4711")


def test_closing_in_the_same_way_again_changes_nothing(
    office: BackOffice, cart: CartView, refused: Refused
) -> None:
    once = office.carts.close_ordered_elsewhere(EMPLOYEE, cart.cart.id, "WEB-4711")
    assert office.carts.close_ordered_elsewhere(EMPLOYEE, cart.cart.id, "WEB-4711") == once
    assert len(events(office, "cart.closed")) == 1
    error = refused("cart_closed", lambda: office.carts.discard(EMPLOYEE, cart.cart.id))
    assert isinstance(error, CartClosed)
    assert (error.kind, error.reference) == ("ordered_elsewhere", "WEB-4711")


def test_an_order_elsewhere_has_a_reference(
    office: BackOffice, cart: CartView, refused: Refused
) -> None:
    close = office.carts.close_ordered_elsewhere
    refused("field_missing", lambda: close(EMPLOYEE, cart.cart.id, " "))
    refused("field_too_long", lambda: close(EMPLOYEE, cart.cart.id, "x" * 65))
    assert office.carts.view(EMPLOYEE, cart.cart.id).cart == cart.cart


def test_a_colleagues_change_is_not_closed_unseen(
    office: BackOffice, cart: CartView, refused: Refused
) -> None:
    office.carts.add_note(EMPLOYEE, cart.cart.id, "wait for him")
    discard = office.carts.discard
    refused("stale_cart", lambda: discard(EMPLOYEE, cart.cart.id, version=cart.version))


def test_what_was_ordered_here_cannot_be_closed(
    office: BackOffice, cart: CartView, refused: Refused
) -> None:
    office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card")
    refused("cart_already_ordered", lambda: office.carts.discard(EMPLOYEE, cart.cart.id))


def test_held_goods_and_links_end_with_it(office: BackOffice, cart: CartView) -> None:
    office.offers.reserve(EMPLOYEE, cart.cart.id, MOMENT + DAY)
    office.finishing.hand_over(EMPLOYEE, cart.cart.id)
    closed = office.carts.discard(EMPLOYEE, cart.cart.id)

    def left(work: Work) -> tuple[int, list[LinkId]]:
        open_links = [
            each.id for each in work.links.of_cart(closed.id) if each.withdrawn_at is None
        ]
        item = StockItem(MUG.id)
        return work.stock.levels([item])[item], open_links

    assert office.desk.read(EMPLOYEE, left) == (10, [])
    assert closed.reserved_until is None


def test_a_copy_of_a_closed_cart_is_open(office: BackOffice, cart: CartView) -> None:
    office.carts.discard(EMPLOYEE, cart.cart.id)
    copy = office.carts.copy(EMPLOYEE, cart.cart.id)
    assert copy.cart.open
    assert copy.summary.total == cart.summary.total


def basket(customer_id: CustomerId, *lines: LineEntry, at: datetime = MOMENT - DAY) -> CartEntry:
    return CartEntry(customer_id, lines or (LineEntry(MUG.id, 2),), at)


def test_a_cart_comes_in_from_the_storefront(
    office: BackOffice, john: Customer, home: Address
) -> None:
    taken = office.carts.take_in(EMPLOYEE, "basket-7", basket(john.id))
    cart = taken.view.cart
    assert (cart.channel, cart.updated_at, cart.taken_from) == (
        Channel.STOREFRONT,
        MOMENT - DAY,
        "basket-7",
    )
    assert taken.view.summary.products.gross == euros("24.00")
    (offered,) = office.carts.basis(EMPLOYEE, john.id).carts
    assert offered.cart_id == cart.id
    used = office.carts.use_cart(EMPLOYEE, cart.id).view.cart
    assert used.channel is Channel.BACK_OFFICE


def test_a_cart_that_is_used_goes_where_the_customer_s_carts_go(
    office: BackOffice, john: Customer, home: Address
) -> None:
    """One who left a basket before choosing an address is not asked for it on the phone."""
    cart = office.carts.take_in(EMPLOYEE, "basket-7", basket(john.id)).view.cart
    assert (cart.delivery_address_id, cart.invoice_address_id) == (None, None)
    used = office.carts.use_cart(EMPLOYEE, cart.id).view
    assert (used.delivery_address, used.invoice_address) == (home, home)


def test_an_address_that_was_chosen_stays_when_the_cart_is_used(
    office: BackOffice, john: Customer, home: Address, cart: CartView
) -> None:
    lyon = AddressEntry("John", "Doe", "2 quai Bas", "Lyon", "FR", "69002")
    work = office.addresses.add(EMPLOYEE, john.id, lyon)
    office.addresses.choose(EMPLOYEE, cart.cart.id, delivery=work.id, invoice=home.id)
    used = office.carts.use_cart(EMPLOYEE, cart.cart.id).view
    assert (used.delivery_address, used.invoice_address) == (work, home)


def test_taken_in_again_it_is_brought_up_to_date(office: BackOffice, john: Customer) -> None:
    first = office.carts.take_in(EMPLOYEE, "basket-7", basket(john.id)).view.cart
    shirts = LineEntry(SHIRT.id, 1, SHIRT.combinations[0].id)
    second = office.carts.take_in(EMPLOYEE, "basket-7", basket(john.id, shirts)).view.cart
    assert second.id == first.id
    assert [line.product_id for line in second.lines] == [SHIRT.id]
    assert len(office.carts.basis(EMPLOYEE, john.id).carts) == 1


@pytest.mark.parametrize("how", ["used", "changed", "sent", "discarded"])
def test_what_an_employee_has_done_with_it_stays(
    office: BackOffice, john: Customer, how: str
) -> None:
    first = office.carts.take_in(EMPLOYEE, "basket-7", basket(john.id)).view.cart
    if how == "used":
        office.carts.use_cart(EMPLOYEE, first.id)
    elif how == "sent":
        office.finishing.make_link(EMPLOYEE, first.id)
    elif how == "changed":
        office.products.set_quantity(EMPLOYEE, first.id, first.lines[0].id, 3)
    else:
        office.carts.discard(EMPLOYEE, first.id)
    before = office.carts.view(EMPLOYEE, first.id).cart
    again = office.carts.take_in(EMPLOYEE, "basket-7", basket(john.id, LineEntry(MUG.id, 9)))
    assert again.view.cart == before


def test_what_cannot_be_had_is_left_out_and_named(office: BackOffice, john: Customer) -> None:
    gone = LineEntry(ProductId("gone"), 3)
    bare = LineEntry(PLAQUE.id, 1)  # it needs a text
    taken = office.carts.take_in(
        EMPLOYEE, "basket-7", basket(john.id, gone, bare, LineEntry(MUG.id))
    )
    assert [line.product_id for line in taken.view.cart.lines] == [MUG.id]
    assert [(each.name, each.quantity, each.error.code) for each in taken.left_out] == [
        ("gone", 3, "product_not_found"),
        (PLAQUE.name, 1, "customization_required"),
    ]


def test_what_is_wrong_with_it_is_said_and_nothing_is_kept(
    office: BackOffice, john: Customer, home: Address, refused: Refused
) -> None:
    take = office.carts.take_in
    refused("customer_not_found", lambda: take(EMPLOYEE, "b", basket(CustomerId("none"))))
    refused("field_missing", lambda: take(EMPLOYEE, "", basket(john.id)))
    in_yen = CartEntry(john.id, (LineEntry(MUG.id),), MOMENT, currency="JPY")
    refused("currency_unavailable", lambda: take(EMPLOYEE, "b", in_yen))
    eve = office.customers.create(
        EMPLOYEE, first_name="Eve", last_name="Doe", email="eve@example.com"
    )
    hers = CartEntry(eve.id, (LineEntry(MUG.id),), MOMENT, delivery_address_id=home.id)
    refused("address_other_customer", lambda: take(EMPLOYEE, "b", hers))
    assert not office.carts.basis(EMPLOYEE, john.id).carts
    assert not office.carts.basis(EMPLOYEE, eve.id).carts
