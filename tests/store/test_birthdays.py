"""A customer was born at most 150 years ago, and not after today, as the shop's clock says."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from attrs import evolve

from backoffice_orders.adapters.memory import FixedClock
from backoffice_orders.back_office import BackOffice
from backoffice_orders.commands import NewCustomer
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.ids import CustomerId
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.testing.samples import EMPLOYEE, MOMENT, SETTINGS, set_up_shop

# In Tokyo it is nine o'clock in the morning of the 29th by then.
LEAP_DAY = datetime(2028, 2, 29, 0, 0, tzinfo=UTC)
BEFORE_NINE = datetime(2028, 2, 28, 15, 0, tzinfo=UTC)
JOHN: Any = {"first_name": "John", "last_name": "Doe", "email": "john@example.com"}


@pytest.fixture
def office(store: Store) -> BackOffice:
    office = BackOffice(store, clock=FixedClock(BEFORE_NINE))
    set_up_shop(office)
    office.setup.save(EMPLOYEE, evolve(SETTINGS, time_zone="Asia/Tokyo"))
    return office


@pytest.mark.parametrize("born", [date(1878, 2, 28), date(1990, 2, 28), date(2028, 2, 29)])
def test_a_birthday(office: BackOffice, born: date) -> None:
    john = office.customers.create(EMPLOYEE, **JOHN, birthday=born)
    assert john.birthday == born
    assert office.customers.edit(EMPLOYEE, john.id, birthday=None).birthday is None
    assert office.customers.edit(EMPLOYEE, john.id, birthday=born).birthday == born


@pytest.mark.parametrize(
    "born", [date(1, 1, 1), date(1878, 2, 27), date(2028, 3, 1), date(9999, 12, 31)]
)
def test_a_day_on_which_no_customer_was_born(office: BackOffice, born: date) -> None:
    john = office.customers.create(EMPLOYEE, **JOHN)
    new: Any = {**JOHN, "email": "jane@example.com"}
    for ask in (
        lambda: office.customers.create(EMPLOYEE, **new, birthday=born),
        lambda: office.customers.edit(EMPLOYEE, john.id, birthday=born),
        lambda: office.carts.start(EMPLOYEE, commands=[NewCustomer(**new, birthday=born)]),
    ):
        with pytest.raises(FieldInvalid, match="between") as refused:
            ask()
        assert refused.value.field == "birthday"
    assert office.customers.get(EMPLOYEE, john.id).birthday is None


def test_what_was_kept_before_is_read_and_can_be_changed_elsewhere(office: BackOffice) -> None:
    kept = Customer(CustomerId("old"), "A", "B", "a@example.com", MOMENT, birthday=date(1, 1, 1))
    office.desk.write(EMPLOYEE, lambda work: work.customers.add(kept))
    changed = office.customers.edit(EMPLOYEE, kept.id, first_name="Ann", birthday=date(1, 1, 1))
    assert (changed.first_name, changed.birthday) == ("Ann", date(1, 1, 1))
