"""The list of orders: found by whatever is said of them, and by what they are like."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from backoffice_orders.adapters.memory import FixedClock
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.ids import ActorId
from backoffice_orders.model.order import Order
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.testing.samples import EMPLOYEE, MUG, SHIRT
from tests.page.conftest import Refused

EVE = Actor.employee("eve", "Eve")
M = SHIRT.combinations[0].id


@pytest.fixture
def orders(office: BackOffice, clock: FixedClock) -> tuple[Order, Order]:
    """A mug for John Doe, unpaid; a day later a shirt for Zoë Moreau, placed by Eve and paid."""

    def placed(actor: Actor, name: tuple[str, str], phone: str, **how: str) -> Order:
        customer = office.customers.create(
            actor, first_name=name[0], last_name=name[1], email=f"{name[1]}@x.org", phone=phone
        )
        entry = AddressEntry(*name, "1 rue de Rivoli", "Paris", "FR", "75001")
        office.addresses.add(actor, customer.id, entry)
        cart = office.carts.start(actor, customer.id).cart.id
        if "mug" in how:
            office.products.add(actor, cart, MUG.id, 1)
        else:
            office.products.add(actor, cart, SHIRT.id, 1, combination_id=M)
        paid = "payment_accepted" if "paid" in how else None
        return office.finishing.place(actor, cart, payment_method="card", status=paid)

    first = placed(EMPLOYEE, ("John", "Doe"), "01 42 68 53 00", mug="yes")
    clock.advance(timedelta(days=1))
    return first, placed(EVE, ("Zoë", "Moreau"), "01 42 68 53 99", paid="yes")


def test_found_by_reference_customer_or_product(
    office: BackOffice, orders: tuple[Order, Order]
) -> None:
    def found(text: str) -> list[int]:
        return [each.number for each in office.orders.search(EMPLOYEE, text)]

    mugs, shirts = orders
    assert found("") == [2, 1]
    assert found(mugs.reference.lower()) == [1]
    assert found(shirts.reference[:6]) == [2]
    assert found("zoe mor") == [2]
    assert found("doe@x.org") == [1]
    assert found("0142685300") == [1]
    assert found("01 42 68 53") == [2, 1]
    assert found("mug") == [1]
    assert found("SHIRT-M") == [2]
    assert found("nobody has it") == []


@pytest.mark.parametrize("written", ["{} {}", "{}-{}", "{}\u2013{}", "#{}{}", " {} {} "])
def test_a_reference_is_found_as_it_is_read_aloud_or_pasted(
    office: BackOffice, orders: tuple[Order, Order], written: str
) -> None:
    order = orders[0]
    text = written.format(order.reference[:3], order.reference[3:]).lower()
    assert [each.order_id for each in office.orders.search(EMPLOYEE, text)] == [order.id]
    assert office.orders.by_reference(EMPLOYEE, text).id == order.id
    found = office.customers.search(EMPLOYEE, text)
    assert [each.id for each in found] == [order.customer_id]


def test_a_whole_reference_finds_its_order_alone(
    office: BackOffice, orders: tuple[Order, Order]
) -> None:
    mugs, shirts = orders
    office.customers.edit(EMPLOYEE, shirts.customer_id, company=mugs.reference)

    def found(text: str) -> list[int]:
        return [each.number for each in office.orders.search(EMPLOYEE, text)]

    assert found(f" {mugs.reference.lower()} ") == [1]
    assert found(mugs.reference[:-1]) == [2, 1]


def test_filtered_by_what_they_are_like(
    office: BackOffice, orders: tuple[Order, Order], clock: FixedClock
) -> None:
    def found(**asked: Any) -> list[int]:
        return [each.number for each in office.orders.search(EMPLOYEE, **asked)]

    today = clock.now()
    assert found(placed_by=ActorId("eve")) == [2]
    assert found(placed_by=EMPLOYEE.id) == [1]
    assert found(status="payment_accepted") == [2]
    assert found(unpaid=True) == [1]
    assert found(placed_from=today) == [2]
    assert found(placed_until=today) == [1]
    assert found(text="mug", unpaid=True) == [1]
    assert found(text="mug", placed_by=ActorId("eve")) == []


def test_a_list_of_many_pages_has_each_once(
    office: BackOffice, orders: tuple[Order, Order]
) -> None:
    first = office.orders.search(EMPLOYEE, "x.org", size=1)
    second = office.orders.search(EMPLOYEE, "x.org", size=1, after=first.next)
    assert [each.number for each in (*first, *second)] == [2, 1]
    assert not second.next


def test_a_moment_without_a_time_zone_is_refused(
    office: BackOffice, orders: tuple[Order, Order], refused: Refused, clock: FixedClock
) -> None:
    naive = clock.now().replace(tzinfo=None)
    refused("field_invalid", lambda: office.orders.search(EMPLOYEE, placed_from=naive))
