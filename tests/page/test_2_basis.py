"""Section 2: abandoned carts and previous orders, as the basis of this one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve

from backoffice_orders.adapters.memory import FixedClock
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.address import Address
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.ids import ActorId, OrderId
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, EXPRESS, MUG, PLAQUE, euros
from tests.page.conftest import Refused

OFFICE = AddressEntry("Jo", "Doe", "5 rue Royale", "Lyon", "FR", "69001")


def test_carts_and_orders_newest_first(
    office: BackOffice, clock: FixedClock, john: Customer, cart: CartView
) -> None:
    clock.advance(timedelta(days=1))
    newer = office.carts.start(EMPLOYEE, john.id)
    office.products.add(EMPLOYEE, newer.cart.id, MUG.id, 1)
    basis = office.carts.basis(EMPLOYEE, john.id)
    assert [each.cart_id for each in basis.carts] == [newer.cart.id, cart.cart.id]
    assert [each.total for each in basis.carts] == [euros("18.00"), euros("30.00")]
    assert [(each.name, each.quantity) for each in basis.carts[1].contents] == [("Blue mug", 2)]
    office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card")
    basis = office.carts.basis(EMPLOYEE, john.id)
    assert [each.cart_id for each in basis.carts] == [newer.cart.id]
    assert [(each.total, each.status) for each in basis.orders] == [
        (euros("30.00"), "awaiting_payment")
    ]


def test_an_order_is_used_as_of_today(office: BackOffice, home: Address, cart: CartView) -> None:
    office.products.add(EMPLOYEE, cart.cart.id, PLAQUE.id, 2, customization={"engraving": "To Jo"})
    office.shipping.choose(EMPLOYEE, cart.cart.id, EXPRESS.id)
    order = office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card")
    office.setup.save(EMPLOYEE, evolve(MUG, price=euros("12.00")), evolve(PLAQUE, active=False))

    used = office.carts.use_order(EMPLOYEE, order.id)

    assert [(line.product_id, line.quantity) for line in used.view.cart.lines] == [("mug", 2)]
    assert [(left.name, left.quantity, left.error.code) for left in used.left_out] == [
        ("Engraved plaque", 2, "product_unavailable")
    ]
    assert used.view.cart.carrier_id == EXPRESS.id
    assert used.view.delivery_address == home
    # 2 x 12.00 and 9.00 of delivery, with 20 %
    assert used.view.summary.total.gross == euros("39.60")
    assert used.view.cart.based_on_order == order.id


def test_too_little_left_is_lowered_and_named(office: BackOffice, cart: CartView) -> None:
    order = office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card")
    office.setup.set_stock(EMPLOYEE, MUG.id, 1)
    used = office.carts.use_order(EMPLOYEE, order.id)
    assert [line.quantity for line in used.view.cart.lines] == [1]
    assert [(left.quantity, left.error.code) for left in used.left_out] == [(1, "out_of_stock")]


def test_drafts_are_found_again_and_handed_over(
    office: BackOffice, cart: CartView, clock: FixedClock
) -> None:
    draft = office.carts.drafts(EMPLOYEE, assigned_to=EMPLOYEE.id).items[0]
    assert (draft.cart_id, draft.started_by, draft.created_at) == (
        cart.cart.id,
        EMPLOYEE.id,
        clock.now(),
    )
    office.carts.assign(EMPLOYEE, cart.cart.id, ActorId("bob"))
    assert not office.carts.drafts(EMPLOYEE, assigned_to=EMPLOYEE.id)
    assert len(office.carts.drafts(EMPLOYEE, assigned_to=ActorId("bob"))) == 1


def test_a_copy_goes_its_own_way(office: BackOffice, cart: CartView) -> None:
    copy = office.carts.copy(EMPLOYEE, cart.cart.id)
    office.products.remove(EMPLOYEE, copy.cart.id, copy.cart.lines[0].id)
    assert office.carts.view(EMPLOYEE, cart.cart.id).summary.units == 2
    assert office.carts.view(EMPLOYEE, copy.cart.id).cart.empty
    assert copy.cart.copied_from == cart.cart.id


def test_an_unknown_order_is_refused(office: BackOffice, refused: Refused) -> None:
    refused("order_not_found", lambda: office.carts.use_order(EMPLOYEE, OrderId("nothing")))


@pytest.fixture
def granted(office: BackOffice, cart: CartView) -> CartView:
    """Two mugs at a price by hand, a fee, free delivery by bike, and no taxes."""
    cart_id = cart.cart.id
    office.products.set_price(
        EMPLOYEE, cart_id, cart.cart.lines[0].id, euros("1.00"), tax_included=True, reason="scratch"
    )
    office.products.add_custom(EMPLOYEE, cart_id, "Engraving", euros("5.00"))
    office.shipping.set_manual(EMPLOYEE, cart_id, "By bike", euros("4.00"), reason="near")
    office.shipping.set_free(EMPLOYEE, cart_id, True)
    office.shipping.set_tax_exemption(EMPLOYEE, cart_id, "export")
    return office.carts.view(EMPLOYEE, cart_id)


def test_what_was_granted_for_one_order_is_named_with_the_next(
    office: BackOffice, granted: CartView
) -> None:
    order = office.finishing.place(EMPLOYEE, granted.cart.id, payment_method="card")
    basis = office.carts.use_order(EMPLOYEE, order.id)
    assert basis.view.summary.total.gross == euros("30.00")
    assert [str(each.error) for each in basis.left_out][2:] == [
        "Not taken over: the delivery by hand. Give it anew if it is due.",
        "Not taken over: the free delivery. Give it anew if it is due.",
        "Not taken over: the tax exemption. Give it anew if it is due.",
    ]


NEEDED = {
    Permission.OVERRIDE_PRICE: "the price set by hand of Blue mug",
    Permission.ADD_CUSTOM_LINE: "Engraving, which is not in the catalog",
    Permission.MANUAL_DELIVERY: "the delivery by hand",
    Permission.FREE_SHIPPING: "the free delivery",
    Permission.EXEMPT_FROM_TAX: "the tax exemption",
}


@pytest.mark.parametrize("lacking", NEEDED)
def test_a_copy_has_nothing_that_its_maker_may_not_grant(
    office: BackOffice, granted: CartView, lacking: Permission
) -> None:
    tim = Actor(ActorId("tim"), "Tim", frozenset(Permission) - {lacking})
    copy = office.carts.copy(tim, granted.cart.id)
    assert [each.sentence for each in copy.notices if each.code == "not_taken_over"] == [
        f"Not taken over: {NEEDED[lacking]}. Give it anew if it is due."
    ]
    (line,) = copy.cart.lines
    there = {
        Permission.OVERRIDE_PRICE: line.price_override is not None,
        Permission.ADD_CUSTOM_LINE: bool(copy.cart.custom_lines),
        Permission.MANUAL_DELIVERY: copy.cart.manual_delivery is not None,
        Permission.FREE_SHIPPING: copy.cart.free_shipping,
        Permission.EXEMPT_FROM_TAX: copy.cart.tax_exemption is not None,
    }
    assert [each for each in there if not there[each]] == [lacking]


def test_an_order_of_a_merged_customer_goes_where_it_went(
    office: BackOffice, john: Customer, cart: CartView
) -> None:
    """The kept customer has a default address of their own."""
    kept = office.customers.create(
        EMPLOYEE, first_name="Jo", last_name="Doe", email="jo@example.com"
    )
    theirs = office.addresses.add(EMPLOYEE, kept.id, OFFICE)
    office.addresses.set_default(EMPLOYEE, theirs.id, delivery=True, invoice=True)
    order = office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card")
    office.customers.merge(EMPLOYEE, kept.id, john.id)
    view = office.carts.use_order(EMPLOYEE, order.id).view
    assert view.delivery_address is not None
    assert order.delivery_address is not None
    assert view.delivery_address.street == order.delivery_address.street
