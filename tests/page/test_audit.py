"""The audit trail: each change leaves what it has changed, and no more."""

from __future__ import annotations

from decimal import Decimal

import pytest

from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.address import Address
from backoffice_orders.model.audit import AuditEntry, FieldChange
from backoffice_orders.model.cart import CustomLineKind
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.ids import CartId
from backoffice_orders.model.page import PageAfter
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.serialization import to_json
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, MUG, SHIRT, euros


def latest(office: BackOffice, cart_id: CartId) -> AuditEntry:
    """The entry of the last change."""
    return office.carts.history(EMPLOYEE, cart_id, size=1, newest_first=True)[0]


def test_a_line_that_is_added_stands_alone(office: BackOffice, cart: CartView) -> None:
    view = office.products.add(
        EMPLOYEE, cart.cart.id, SHIRT.id, 3, combination_id=SHIRT.combinations[0].id
    )
    entry = latest(office, cart.cart.id)
    added = view.cart.lines[-1]
    assert entry.before == {"lines": {}}
    assert list(entry.after["lines"]) == [added.id]
    assert entry.after["lines"][added.id]["quantity"] == 3
    assert entry.version == view.version


def test_a_line_that_is_changed_leaves_its_changed_fields(
    office: BackOffice, cart: CartView
) -> None:
    line = cart.cart.lines[0].id
    office.products.set_quantity(EMPLOYEE, cart.cart.id, line, 5)
    entry = latest(office, cart.cart.id)
    assert (entry.before, entry.after) == (
        {"lines": {line: {"quantity": 2}}},
        {"lines": {line: {"quantity": 5}}},
    )
    assert [*entry.changes()] == [FieldChange("quantity", 2, 5, line)]


def test_a_line_that_is_removed_is_told_as_it_was(office: BackOffice, cart: CartView) -> None:
    line = cart.cart.lines[0].id
    office.products.remove(EMPLOYEE, cart.cart.id, line)
    entry = latest(office, cart.cart.id)
    assert entry.before["lines"][line]["product_id"] == MUG.id
    assert entry.after == {"lines": {}}
    (change,) = entry.changes()
    assert (change.field, change.part_id, change.after) == ("lines", line, None)


def test_what_is_outside_of_the_catalog_is_told_in_the_same_way(
    office: BackOffice, cart: CartView
) -> None:
    view = office.products.add_custom(
        EMPLOYEE, cart.cart.id, "Rush", euros("3.00"), kind=CustomLineKind.FEE
    )
    fee = view.cart.custom_lines[0].id
    office.products.set_quantity(EMPLOYEE, cart.cart.id, fee, 2)
    assert [*latest(office, cart.cart.id).changes()] == [FieldChange("quantity", 1, 2, fee)]


def test_of_notes_only_the_new_one_is_told(office: BackOffice, cart: CartView) -> None:
    office.carts.add_note(EMPLOYEE, cart.cart.id, "calls back at noon")
    office.carts.add_note(EMPLOYEE, cart.cart.id, "called")
    entry = latest(office, cart.cart.id)
    assert entry.before == {"notes": []}
    assert [note["text"] for note in entry.after["notes"]] == ["called"]


def test_of_attributes_only_the_changed_ones_are_told(office: BackOffice, cart: CartView) -> None:
    office.carts.set_attributes(EMPLOYEE, cart.cart.id, {"campaign": "spring", "shop": "north"})
    office.carts.set_attributes(EMPLOYEE, cart.cart.id, {"campaign": "summer", "shop": "north"})
    entry = latest(office, cart.cart.id)
    assert (entry.before, entry.after) == (
        {"attributes": {"campaign": "spring"}},
        {"attributes": {"campaign": "summer"}},
    )


def test_a_customers_change_is_told_in_the_same_way(office: BackOffice, john: Customer) -> None:
    office.customers.add_note(EMPLOYEE, john.id, "prefers the phone")
    office.customers.add_note(EMPLOYEE, john.id, "moved")
    entry = office.desk.read(
        EMPLOYEE, lambda work: work.history(SubjectType.CUSTOMER, john.id)
    ).items[-1]
    assert (entry.before, entry.after) == ({"notes": []}, {"notes": ["moved"]})


def test_an_entry_of_a_full_cart_is_small(office: BackOffice, cart: CartView) -> None:
    for number in range(30):
        office.products.add_custom(EMPLOYEE, cart.cart.id, f"Service {number}", euros("3.00"))
    assert len(to_json(latest(office, cart.cart.id))) < 1000


def test_pages_go_on_where_they_ended(office: BackOffice, cart: CartView) -> None:
    for number in range(5):
        office.carts.add_note(EMPLOYEE, cart.cart.id, f"note {number}")
    whole = office.carts.history(EMPLOYEE, cart.cart.id)
    first = office.carts.history(EMPLOYEE, cart.cart.id, size=3)
    second = office.carts.history(EMPLOYEE, cart.cart.id, after=first.next)
    assert first.items + second.items == whole.items
    assert (first.more, second.more) == (True, False)


@pytest.mark.parametrize(
    ("name", "kept"), [("K\udcf6ln", "K?ln"), ("a\x00b", "a?b"), ("x" * 256, "x" * 255)]
)
def test_whatever_the_hosts_login_calls_an_employee_they_can_work(
    office: BackOffice, name: str, kept: str
) -> None:
    view = office.carts.start(Actor.employee("bob", name))
    (entry,) = office.carts.history(EMPLOYEE, view.cart.id).items
    assert entry.actor_name == kept


def test_a_voucher_that_stays_as_it_is_leaves_nothing(office: BackOffice) -> None:
    ten = [Percentage(Decimal(10))]
    rule = office.vouchers.create(EMPLOYEE, name="Ten", actions=ten, code="TEN", quantity=1)
    office.vouchers.edit(
        EMPLOYEE,
        rule.id,
        name="Ten",
        actions=ten,
        code="TEN",
        quantity=1,
        quantity_per_customer=1,
    )
    office.vouchers.set_enabled(EMPLOYEE, rule.id, True)
    office.vouchers.set_enabled(EMPLOYEE, rule.id, False)
    office.vouchers.set_enabled(EMPLOYEE, rule.id, False)
    made, off = office.desk.read(
        EMPLOYEE, lambda work: work.history(SubjectType.VOUCHER, rule.id, PageAfter())
    )
    assert (made.action, off.action) == ("voucher.create", "voucher.set_enabled")
    assert (off.before, off.after) == ({"enabled": True}, {"enabled": False})


def test_an_address_that_stays_as_it_is_leaves_nothing(office: BackOffice, home: Address) -> None:
    same = AddressEntry("John", "Doe", "1 rue de Rivoli", "Paris", "FR", "75001")
    assert office.addresses.edit(EMPLOYEE, home.id, same) == home
    entries = office.customers.history(EMPLOYEE, home.customer_id)
    assert [each.action for each in entries] == ["customer.create", "address.add"]
