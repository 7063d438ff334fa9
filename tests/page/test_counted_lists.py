"""How many entries a list has: counted to the last, or to where counting ends."""

from __future__ import annotations

from datetime import timedelta

from backoffice_orders.adapters.memory import FixedClock
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.ids import ActorId
from backoffice_orders.model.page import Counted
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE
from tests.page.conftest import Refused


def test_orders(office: BackOffice, cart: CartView, clock: FixedClock) -> None:
    again = office.carts.copy(EMPLOYEE, cart.cart.id).cart.id
    first = office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card")
    clock.advance(timedelta(days=1))
    office.finishing.place(EMPLOYEE, again, payment_method="card", status="payment_accepted")
    count = office.orders.count
    assert count(EMPLOYEE) == Counted(2)
    assert count(EMPLOYEE, unpaid=True) == Counted(1)
    assert count(EMPLOYEE, status=first.status) == Counted(1)
    assert count(EMPLOYEE, placed_by=ActorId("eve")) == Counted(0)
    assert count(EMPLOYEE, placed_from=clock.now()) == Counted(1)
    assert count(EMPLOYEE, placed_until=clock.now(), unpaid=True) == Counted(1)


def test_drafts(office: BackOffice, cart: CartView, john: Customer) -> None:
    office.carts.start(EMPLOYEE, john.id)
    count = office.carts.count_drafts
    assert count(EMPLOYEE) == Counted(2)
    assert count(EMPLOYEE, begun=True) == Counted(1), "there is nothing in the other one"
    assert count(EMPLOYEE, begun=True, sent=True) == Counted(0)
    office.finishing.make_link(EMPLOYEE, cart.cart.id)
    assert count(EMPLOYEE, sent=True) == Counted(1)


def test_customers(office: BackOffice, john: Customer) -> None:
    office.customers.create(EMPLOYEE, first_name="A", last_name="B", email="a@x.org", guest=True)
    count = office.customers.count
    assert count(EMPLOYEE) == Counted(2)
    assert count(EMPLOYEE, guest=False) == Counted(1)
    assert count(EMPLOYEE, created_until=john.created_at) == Counted(0)


def test_counting_ends_somewhere() -> None:
    assert Counted.of(9_999) == Counted(9_999)
    assert Counted.of(10_000) == Counted(10_000, more=False), "these are all"
    assert Counted.of(10_001) == Counted(10_000, more=True)


def test_a_moment_without_a_time_zone_is_refused(
    office: BackOffice, refused: Refused, clock: FixedClock
) -> None:
    naive = clock.now().replace(tzinfo=None)
    refused("field_invalid", lambda: office.orders.count(EMPLOYEE, placed_from=naive))
    refused("field_invalid", lambda: office.carts.count_drafts(EMPLOYEE, changed_from=naive))
    refused("field_invalid", lambda: office.customers.count(EMPLOYEE, created_from=naive))
