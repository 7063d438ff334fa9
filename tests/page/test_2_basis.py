"""Section 2: abandoned carts and previous orders, as the basis of this one."""

from __future__ import annotations

from datetime import timedelta

from attrs import evolve

from backoffice_orders.adapters.memory import FixedClock
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.address import Address
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.ids import ActorId, OrderId
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, EXPRESS, MUG, PLAQUE, euros
from tests.page.conftest import Refused


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
