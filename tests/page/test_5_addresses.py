"""Section 5: delivery and invoice addresses, added and edited in place."""

from __future__ import annotations

from functools import partial

from attrs import evolve

from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.address import Address
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.errors.customers import AddressInvalid
from backoffice_orders.model.ids import AddressId
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, MUG
from tests.page.conftest import Refused

BERLIN = AddressEntry("John", "Doe", "Torstraße 1", "Berlin", "DE", "10119")


def test_delivery_and_invoice_may_differ(
    office: BackOffice, john: Customer, home: Address, cart: CartView
) -> None:
    berlin = office.addresses.add(EMPLOYEE, john.id, BERLIN)
    view = office.addresses.choose(EMPLOYEE, cart.cart.id, delivery=berlin.id)
    assert (view.delivery_address, view.invoice_address) == (berlin, home)
    # German tax: 20.00 net of mugs and 5.00 of delivery
    assert [str(tax.percent) for tax in view.summary.taxes] == ["19"]
    assert str(view.summary.total.gross.amount) == "29.75"


def test_mandatory_before_the_order_can_go_on(
    office: BackOffice, john: Customer, refused: Refused
) -> None:
    view = office.carts.start(EMPLOYEE, john.id)
    view = office.products.add(EMPLOYEE, view.cart.id, MUG.id, 1)
    assert [problem.code for problem in view.missing] == ["address_missing"] * 2
    refused(
        "address_missing",
        lambda: office.finishing.place(EMPLOYEE, view.cart.id, payment_method="card"),
    )


def test_the_form_follows_the_country(office: BackOffice) -> None:
    usa, france = office.addresses.form("US"), office.addresses.form("FR")
    assert ("FL", "Florida") in usa.states
    assert {"state", "postcode", "city"} <= usa.required
    assert not france.states
    assert france.fields.index("postcode") < france.fields.index("city")


def test_what_the_country_refuses(office: BackOffice, john: Customer, refused: Refused) -> None:
    add = office.addresses.add
    wrong = refused("address_invalid", lambda: add(EMPLOYEE, john.id, evolve(BERLIN, postcode="1")))
    assert isinstance(wrong, AddressInvalid)
    assert wrong.problems == {"postcode": "invalid"}
    refused("address_invalid", lambda: add(EMPLOYEE, john.id, evolve(BERLIN, city="")))
    refused("address_invalid", lambda: add(EMPLOYEE, john.id, evolve(BERLIN, country="XX")))
    refused("field_missing", lambda: add(EMPLOYEE, john.id, evolve(BERLIN, street=" ")))
    refused("phone_invalid", lambda: add(EMPLOYEE, john.id, evolve(BERLIN, phone="hello")))
    assert office.addresses.list(EMPLOYEE, john.id) == ()


def test_one_refusal_names_every_wrong_field(
    office: BackOffice, john: Customer, refused: Refused
) -> None:
    everything = AddressEntry(
        "", "D" * 256, " ", "", "US", "331", "Freedonia", phone="12", vat_number="FR41303265045"
    )
    wrong = refused("address_invalid", lambda: office.addresses.add(EMPLOYEE, john.id, everything))
    assert isinstance(wrong, AddressInvalid)
    assert wrong.problems == {
        "first_name": "required",
        "last_name": "too_long",
        "street": "required",
        "city": "required",
        "postcode": "invalid",
        "state": "invalid",
        "phone": "invalid",
        "vat_number": "invalid",
    }
    assert "ZIP code: Write it like 95014 / 22162-1010." in str(wrong)
    nowhere = AddressEntry("", "Doe", "", "Paris", "XX")
    wrong = refused("address_invalid", lambda: office.addresses.add(EMPLOYEE, john.id, nowhere))
    assert isinstance(wrong, AddressInvalid)
    assert wrong.problems.keys() == {"first_name", "street", "country"}


def test_an_invoice_address_may_be_where_the_shop_does_not_deliver(
    office: BackOffice, john: Customer, home: Address, cart: CartView, refused: Refused
) -> None:
    amsterdam = office.addresses.add(
        EMPLOYEE, john.id, AddressEntry("J", "D", "Dam 1", "Amsterdam", "NL", "1012jl")
    )
    assert amsterdam.postcode == "1012JL"
    view = office.addresses.choose(EMPLOYEE, cart.cart.id, invoice=amsterdam.id)
    assert view.ready
    order = office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card")
    assert order.invoice_address == amsterdam
    assert order.delivery_address == home


def test_a_delivery_needs_a_country_where_the_shop_delivers(
    office: BackOffice, john: Customer, cart: CartView, refused: Refused
) -> None:
    amsterdam = office.addresses.add(
        EMPLOYEE, john.id, AddressEntry("J", "D", "Dam 1", "Amsterdam", "NL", "1012 JS")
    )
    view = office.addresses.choose(EMPLOYEE, cart.cart.id, delivery=amsterdam.id)
    assert [problem.code for problem in view.missing] == ["country_unavailable"]
    place = office.finishing.place
    refused("country_unavailable", lambda: place(EMPLOYEE, cart.cart.id, payment_method="card"))


def test_somebody_elses_and_deleted_ones_cannot_be_chosen(
    office: BackOffice, home: Address, cart: CartView, refused: Refused
) -> None:
    other = office.customers.create(EMPLOYEE, first_name="A", last_name="B", email="a@example.com")
    theirs = office.addresses.add(EMPLOYEE, other.id, BERLIN)
    choose = office.addresses.choose
    refused("address_other_customer", lambda: choose(EMPLOYEE, cart.cart.id, delivery=theirs.id))
    refused(
        "address_not_found", lambda: choose(EMPLOYEE, cart.cart.id, invoice=AddressId("nothing"))
    )
    office.addresses.delete(EMPLOYEE, home.id)
    refused("address_not_found", lambda: choose(EMPLOYEE, cart.cart.id, invoice=home.id))


def test_an_order_keeps_the_address_as_it_was(
    office: BackOffice, home: Address, cart: CartView
) -> None:
    order = office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card")
    moved = AddressEntry("John", "Doe", "9 rue Neuve", "Lyon", "FR", "69001")
    assert office.addresses.edit(EMPLOYEE, home.id, moved).city == "Lyon"
    assert office.orders.get(EMPLOYEE, order.id).delivery_address == home


def test_a_deleted_address_is_missing_and_nothing_is_sent_to_it(
    office: BackOffice, cart: CartView, home: Address, refused: Refused
) -> None:
    office.addresses.delete(EMPLOYEE, home.id)
    view = office.carts.view(EMPLOYEE, cart.cart.id)
    assert [str(problem.error) for problem in view.missing] == [
        "Choose the delivery address, or add one.",
        "Choose the invoice address, or add one.",
    ]
    assert (view.delivery_address, view.invoice_address) == (None, None)
    place = partial(office.finishing.place, EMPLOYEE, cart.cart.id, payment_method="bank_transfer")
    refused("address_missing", place)
    entry = AddressEntry("John", "Doe", "2 rue de Rivoli", "Paris", "FR", "75001")
    new = office.addresses.add(EMPLOYEE, home.customer_id, entry)
    office.addresses.choose(EMPLOYEE, cart.cart.id, delivery=new.id, invoice=new.id)
    order = place()
    assert order.delivery_address == new


def test_the_invoice_is_not_sent_to_a_deleted_address_either(
    office: BackOffice, cart: CartView, john: Customer, home: Address, refused: Refused
) -> None:
    entry = AddressEntry("John", "Doe", "2 rue de Rivoli", "Paris", "FR", "75001")
    billing = office.addresses.add(EMPLOYEE, john.id, entry)
    office.addresses.choose(EMPLOYEE, cart.cart.id, invoice=billing.id)
    office.addresses.delete(EMPLOYEE, billing.id)
    (problem,) = office.carts.view(EMPLOYEE, cart.cart.id).missing
    assert "invoice" in problem.sentence


def test_what_another_address_costs_is_said(
    office: BackOffice, john: Customer, cart: CartView
) -> None:
    """Two mugs at 10.00 net and 5.00 of delivery: 20 % of tax in France, 19 % in Germany."""
    berlin = office.addresses.add(EMPLOYEE, john.id, BERLIN)
    moved = office.addresses.choose(EMPLOYEE, cart.cart.id, delivery=berlin.id, invoice=berlin.id)
    (said,) = moved.notices
    assert (said.code, said.welcome) == ("price_changed", True)
    assert said.sentence.splitlines() == [
        "With these addresses the order costs 29.75 EUR instead of 30.00 EUR:",
        "taxes 0.20 EUR less",
        "delivery 0.05 EUR less",
    ]
    again = office.addresses.choose(EMPLOYEE, cart.cart.id, delivery=berlin.id, invoice=berlin.id)
    assert again.notices == ()


def test_of_several_addresses_those_of_the_latest_order_are_chosen(
    office: BackOffice, john: Customer, cart: CartView
) -> None:
    entry = AddressEntry("John", "Doe", "2 place Bellecour", "Lyon", "FR", "69002")
    other = office.addresses.add(EMPLOYEE, john.id, entry)
    new = office.carts.start(EMPLOYEE, john.id)
    assert (new.delivery_address, new.invoice_address) == (None, None)
    office.addresses.choose(EMPLOYEE, cart.cart.id, delivery=other.id)
    office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="invoice")
    new = office.carts.start(EMPLOYEE, john.id)
    assert (new.delivery_address, new.invoice_address) == (other, cart.invoice_address)
    office.addresses.delete(EMPLOYEE, other.id)
    third = AddressEntry("John", "Doe", "3 rue Nationale", "Lille", "FR", "59000")
    office.addresses.add(EMPLOYEE, john.id, third)
    new = office.carts.start(EMPLOYEE, john.id)
    assert (new.delivery_address, new.invoice_address) == (None, cart.invoice_address)


def test_default_addresses_are_chosen_with_the_customer(
    office: BackOffice, john: Customer, home: Address
) -> None:
    berlin = office.addresses.add(EMPLOYEE, john.id, BERLIN)
    undecided = office.carts.start(EMPLOYEE, john.id)
    assert (undecided.delivery_address, undecided.invoice_address) == (None, None)
    office.addresses.set_default(EMPLOYEE, berlin.id, delivery=True)
    office.addresses.set_default(EMPLOYEE, home.id, invoice=True)
    view = office.carts.start(EMPLOYEE, john.id)
    assert (view.delivery_address, view.invoice_address) == (berlin, home)
    again = office.carts.view(EMPLOYEE, undecided.cart.id)
    assert (again.delivery_address, again.invoice_address) == (None, None)


def test_there_is_one_default_address_of_each_sort(
    office: BackOffice, john: Customer, home: Address
) -> None:
    berlin = office.addresses.add(EMPLOYEE, john.id, BERLIN)
    office.addresses.set_default(EMPLOYEE, home.id, delivery=True, invoice=True)
    now = office.addresses.set_default(EMPLOYEE, berlin.id, delivery=True)
    assert (now.default_delivery_id, now.default_invoice_id) == (berlin.id, home.id)
    now = office.addresses.set_default(EMPLOYEE, home.id, delivery=False, invoice=False)
    assert (now.default_delivery_id, now.default_invoice_id) == (berlin.id, None)
    assert office.customers.get(EMPLOYEE, john.id) == now


def test_a_default_address_that_is_gone_counts_as_none(
    office: BackOffice, john: Customer, home: Address, refused: Refused
) -> None:
    berlin = office.addresses.add(EMPLOYEE, john.id, BERLIN)
    office.addresses.add(EMPLOYEE, john.id, evolve(BERLIN, street="Torstraße 2"))
    office.addresses.set_default(EMPLOYEE, berlin.id, delivery=True, invoice=True)
    office.addresses.delete(EMPLOYEE, berlin.id)
    view = office.carts.start(EMPLOYEE, john.id)
    assert (view.delivery_address, view.invoice_address) == (None, None)
    refused(
        "address_not_found",
        lambda: office.addresses.set_default(EMPLOYEE, berlin.id, delivery=True),
    )


def test_a_default_address_comes_before_that_of_the_latest_order(
    office: BackOffice, john: Customer, home: Address, cart: CartView
) -> None:
    berlin = office.addresses.add(EMPLOYEE, john.id, BERLIN)
    office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card")
    view = office.carts.start(EMPLOYEE, john.id)
    assert (view.delivery_address, view.invoice_address) == (home, home)
    office.addresses.set_default(EMPLOYEE, berlin.id, delivery=True)
    view = office.carts.start(EMPLOYEE, john.id)
    assert (view.delivery_address, view.invoice_address) == (berlin, home)
