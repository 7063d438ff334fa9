"""Shops that sell from one stock, and have the same ids, as hosts number them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from backoffice_orders.adapters.memory import FixedClock, SequentialIds
from backoffice_orders.back_office import BackOffice
from backoffice_orders.commands import AddProduct, NewCustomer, SaveAddress
from backoffice_orders.model.errors.vouchers import RuleUsedUp
from backoffice_orders.model.ids import CartId, OrderId, ShopId
from backoffice_orders.model.order_number import OrderNumber
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.shop import Concern
from backoffice_orders.model.stock import Reservation, StockItem
from backoffice_orders.ports.unit_of_work import Store, Transaction
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.services.desk import Work
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, MOMENT, MUG, euros, set_up_shop

HOME = AddressEntry("John", "Doe", "1 rue de Rivoli", "Paris", "FR", "75001")
OWN = (Concern.CUSTOMERS, Concern.CARTS, Concern.ORDERS)
SHARED = {each: ShopId("north") for each in Concern if each not in OWN}


def shop(store: Store, name: str, clock: FixedClock, **shared: Any) -> BackOffice:
    """A shop whose ids and numbers begin at one, whoever else has them."""
    numbers = count(1)

    def next_number(_: Transaction) -> OrderNumber:
        number = next(numbers)
        return OrderNumber(number, f"R{number}", id=OrderId(str(number)))

    return BackOffice(
        store, shop=name, clock=clock, ids=SequentialIds(), numbers=next_number, **shared
    )


@pytest.fixture
def shops(store: Store, clock: FixedClock) -> tuple[BackOffice, BackOffice]:
    north = shop(store, "north", clock)
    set_up_shop(north)
    north.setup.set_stock(EMPLOYEE, MUG.id, 10)
    return north, shop(store, "south", clock, shared=SHARED)


def cart(office: BackOffice, pieces: int) -> CartView:
    """A cart of somebody new."""
    email = f"j{pieces}@example.com"
    whose = [NewCustomer("John", "Doe", email), SaveAddress(HOME), AddProduct(MUG.id, pieces)]
    return office.carts.start(EMPLOYEE, commands=whose)


def _reserved(cart_id: CartId) -> Callable[[Work], tuple[Reservation, ...]]:
    return lambda work: work.stock.reserved(cart_id)


def left(office: BackOffice) -> int:
    item = StockItem.of(MUG.id)
    return office.desk.read(EMPLOYEE, lambda work: work.stock.levels([item])[item])


def test_each_order_takes_its_pieces_and_gives_back_its_own(
    shops: tuple[BackOffice, BackOffice],
) -> None:
    voucher = shops[0].vouchers.create(
        EMPLOYEE,
        name="Twice",
        actions=[Amount(euros("1.00"), True)],
        code="TWICE",
        quantity=2,
    )
    orders = []
    for pieces, office in enumerate(shops, 2):
        begun = cart(office, pieces)
        office.vouchers.grant(EMPLOYEE, begun.cart.id, voucher.id)
        order = office.finishing.place(EMPLOYEE, begun.cart.id, payment_method="card")
        orders.append(order.id)
    assert orders == ["1", "1"]
    assert [left(office) for office in shops] == [10 - 2 - 3] * 2
    third = cart(shops[0], 1).cart.id
    with pytest.raises(RuleUsedUp):
        shops[0].vouchers.grant(EMPLOYEE, third, voucher.id)
    shops[1].orders.change_status(EMPLOYEE, orders[1], "cancelled")
    assert [left(office) for office in shops] == [10 - 2] * 2
    used = shops[0].desk.read(EMPLOYEE, lambda work: work.cart_rules.uses([voucher.id], None))
    assert used[voucher.id].total == 1


def test_each_cart_holds_its_own_until_it_lapses(
    shops: tuple[BackOffice, BackOffice], clock: FixedClock
) -> None:
    carts = [cart(office, pieces).cart.id for pieces, office in enumerate(shops, 2)]
    assert carts[0] == carts[1]
    for hours, office in enumerate(shops, 1):
        office.offers.reserve(EMPLOYEE, carts[0], MOMENT + timedelta(hours=hours))
    assert [left(office) for office in shops] == [10 - 2 - 3] * 2
    held = [
        [each.quantity for each in office.desk.read(EMPLOYEE, _reserved(carts[0]))]
        for office in shops
    ]
    assert held == [[2], [3]]
    clock.advance(timedelta(minutes=90))
    assert shops[0].events.deliver(EMPLOYEE, lambda _: None).lapsed == (carts[0],)
    assert left(shops[1]) == 10 - 3
    shops[1].finishing.place(EMPLOYEE, carts[1], payment_method="card")
    assert left(shops[0]) == 10 - 3
