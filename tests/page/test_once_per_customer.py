"""A voucher that each customer can use once: who one customer is."""

from __future__ import annotations

import pytest

from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.errors.vouchers import RuleUsedUpByCustomer
from backoffice_orders.model.order import Order
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.testing.samples import EMPLOYEE, MUG, euros


@pytest.fixture
def once(office: BackOffice) -> CartRule:
    """5.00 off, as often as one likes, but once for each customer."""
    return office.vouchers.create(
        EMPLOYEE,
        name="Welcome",
        actions=[Amount(euros("5.00"), tax_included=True)],
        code="WELCOME",
        quantity=None,
        quantity_per_customer=1,
    )


def customer(office: BackOffice, email: str, *, guest: bool = True) -> Customer:
    made = office.customers.create(
        EMPLOYEE, first_name="John", last_name="Doe", email=email, guest=guest
    )
    home = AddressEntry("John", "Doe", "1 rue de Rivoli", "Paris", "FR", "75001")
    office.addresses.add(EMPLOYEE, made.id, home)
    return made


def order_with(office: BackOffice, john: Customer) -> Order:
    cart_id = office.carts.start(EMPLOYEE, john.id).cart.id
    office.products.add(EMPLOYEE, cart_id, MUG.id, 1)
    office.vouchers.grant_code(EMPLOYEE, cart_id, "WELCOME")
    return office.finishing.place(EMPLOYEE, cart_id, payment_method="bank_transfer")


@pytest.mark.usefixtures("once")
@pytest.mark.parametrize("again", ["john@example.com", "JOHN@Example.COM", " john@example.com "])
def test_guests_of_one_email_address_are_one_customer(office: BackOffice, again: str) -> None:
    order_with(office, customer(office, "john@example.com"))
    with pytest.raises(RuleUsedUpByCustomer):
        order_with(office, customer(office, again))
    assert order_with(office, customer(office, "jane@example.com")).summary.rules


@pytest.mark.usefixtures("once")
@pytest.mark.parametrize("guest_first", [True, False])
def test_a_guest_with_an_accounts_email_address_is_that_account(
    office: BackOffice, guest_first: bool
) -> None:
    account = customer(office, "john@example.com", guest=False)
    guest = customer(office, "john@example.com")
    first, second = (guest, account) if guest_first else (account, guest)
    order_with(office, first)
    with pytest.raises(RuleUsedUpByCustomer):
        order_with(office, second)


@pytest.mark.usefixtures("once")
def test_an_account_opened_later_is_the_guest_that_ordered(office: BackOffice) -> None:
    order_with(office, customer(office, "john@example.com"))
    account = customer(office, "John@example.com", guest=False)
    with pytest.raises(RuleUsedUpByCustomer):
        order_with(office, account)
    with pytest.raises(RuleUsedUpByCustomer):
        order_with(office, customer(office, "john@example.com"))


@pytest.mark.usefixtures("once")
@pytest.mark.parametrize("guest", [True, False])
def test_a_corrected_email_address_is_the_same_customer(office: BackOffice, guest: bool) -> None:
    john = customer(office, "john@exmple.com", guest=guest)
    order = order_with(office, john)
    office.customers.edit(EMPLOYEE, john.id, email="john@example.com")
    with pytest.raises(RuleUsedUpByCustomer):
        order_with(office, john)
    # Whoever has the address that was typed has used nothing.
    assert order_with(office, customer(office, "john@exmple.com")).summary.rules
    office.orders.change_status(EMPLOYEE, order.id, "cancelled")
    assert order_with(office, john).summary.rules


@pytest.mark.usefixtures("once")
def test_two_carts_that_were_filled_at_once_use_it_once(office: BackOffice) -> None:
    """Both have it; only the one that is placed first gets it."""
    carts = []
    for _ in range(2):
        cart_id = office.carts.start(EMPLOYEE, customer(office, "john@example.com").id).cart.id
        office.products.add(EMPLOYEE, cart_id, MUG.id, 1)
        office.vouchers.grant_code(EMPLOYEE, cart_id, "WELCOME")
        carts.append(cart_id)
    office.finishing.place(EMPLOYEE, carts[0], payment_method="bank_transfer")
    view = office.carts.view(EMPLOYEE, carts[1])
    assert view.summary.rules == ()
    assert [refused.error_code for refused in view.summary.refused_rules] == [
        "rule_used_up_by_customer"
    ]


@pytest.mark.usefixtures("once")
def test_a_cancelled_order_gives_the_guest_their_use_back(office: BackOffice) -> None:
    order = order_with(office, customer(office, "john@example.com"))
    office.orders.change_status(EMPLOYEE, order.id, "cancelled")
    assert order_with(office, customer(office, "john@example.com")).summary.rules


@pytest.mark.usefixtures("once")
def test_what_is_counted_does_not_tell_who_it_was(office: BackOffice) -> None:
    john = customer(office, "john@example.com")
    assert "john" not in john.guest_key
    order_with(office, john)
    office.customers.erase(EMPLOYEE, john.id)
    with pytest.raises(RuleUsedUpByCustomer):
        order_with(office, customer(office, "john@example.com"))
