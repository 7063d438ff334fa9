"""Section 1: the customer is found, looked at, or created on the spot."""

from __future__ import annotations

from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.errors.customers import EmailTaken
from backoffice_orders.model.ids import ActorId, CustomerId
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, euros
from tests.page.conftest import Refused


def test_first_letters_of_any_words_in_any_order(office: BackOffice, john: Customer) -> None:
    office.customers.create(
        EMPLOYEE, first_name="Zoë", last_name="Müller", email="zm@example.org", company="Dorn SA"
    )

    def found(text: str) -> list[str]:
        return [each.name for each in office.customers.search(EMPLOYEE, text)]

    assert found("do jo") == ["John Doe"]
    assert found("mull ZOE") == ["Zoë Müller"]
    assert found("zm@exam") == ["Zoë Müller"]
    assert found("do") == ["John Doe", "Zoë Müller"]  # Doe, and the company Dorn
    assert found("ohn") == []


def test_a_page_is_twenty(office: BackOffice) -> None:
    for number in range(23):
        office.customers.create(
            EMPLOYEE, first_name="Ada", last_name=f"Nr{number:02}", email=f"{number}@example.com"
        )
    first = office.customers.search(EMPLOYEE, "ada")
    second = office.customers.search(EMPLOYEE, "ada", page=2)
    assert (len(first), first.more) == (20, True)
    assert [each.last_name for each in second] == ["Nr20", "Nr21", "Nr22"]
    assert not second.more


def test_details_on_demand(office: BackOffice, john: Customer, cart: CartView) -> None:
    office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card")
    open_cart = office.carts.start(EMPLOYEE, john.id)
    office.customers.add_note(EMPLOYEE, john.id, "Prefers to be called in the morning")
    details = office.customers.details(EMPLOYEE, john.id)
    assert [group.name for group in details.groups] == ["Customers"]
    assert [address.city for address in details.addresses] == ["Paris"]
    assert [order.total for order in details.orders] == [euros("30.00")]
    assert [each.cart_id for each in details.carts] == [open_cart.cart.id]
    assert details.spent == (euros("30.00"),)
    assert details.customer.notes == ("Prefers to be called in the morning",)


def test_no_second_account_for_an_address(
    office: BackOffice, john: Customer, refused: Refused
) -> None:
    error = refused(
        "email_taken",
        lambda: office.customers.create(
            EMPLOYEE, first_name="J", last_name="D", email="John@Example.com"
        ),
    )
    assert isinstance(error, EmailTaken)
    assert error.customer_id == john.id


def test_a_guest_has_no_account(office: BackOffice, john: Customer) -> None:
    guest = office.customers.create(
        EMPLOYEE, first_name="J", last_name="D", email="john@example.com", guest=True
    )
    assert guest.guest
    assert office.carts.start(EMPLOYEE, guest.id).customer == guest


def test_required_fields_and_their_form(office: BackOffice, refused: Refused) -> None:
    create = office.customers.create
    refused(
        "field_missing",
        lambda: create(EMPLOYEE, first_name=" ", last_name="Doe", email="a@example.com"),
    )
    refused(
        "email_invalid", lambda: create(EMPLOYEE, first_name="J", last_name="D", email="no address")
    )
    refused(
        "phone_invalid",
        lambda: create(EMPLOYEE, first_name="J", last_name="D", email="a@example.com", phone="12"),
    )
    assert not office.customers.search(EMPLOYEE, "d")


def test_switched_off_is_shown_and_cannot_be_ordered_for(
    office: BackOffice, john: Customer, cart: CartView, refused: Refused
) -> None:
    office.customers.set_active(EMPLOYEE, john.id, False)
    assert [each.active for each in office.customers.search(EMPLOYEE, "john")] == [False]
    refused("customer_inactive", lambda: office.carts.start(EMPLOYEE, john.id))
    refused("customer_inactive", lambda: office.carts.use_cart(EMPLOYEE, cart.cart.id))
    refused(
        "customer_inactive",
        lambda: office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card"),
    )


def test_the_reference_of_an_order_finds_its_customer(
    office: BackOffice, john: Customer, cart: CartView
) -> None:
    order = office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card")

    def found(actor: Actor, text: str) -> list[str]:
        return [each.name for each in office.customers.search(actor, text)]

    assert found(EMPLOYEE, order.reference) == ["John Doe"]
    assert found(EMPLOYEE, f" {order.reference.lower()} ") == ["John Doe"]
    assert found(EMPLOYEE, order.reference[:-1]) == []
    cannot_read_orders = Actor(ActorId("ann"), "Ann", frozenset({Permission.READ_CUSTOMER}))
    assert found(cannot_read_orders, order.reference) == []


def test_a_customer_is_corrected_in_place(office: BackOffice, john: Customer) -> None:
    after = office.customers.edit(
        EMPLOYEE, john.id, last_name="Dow", phone="01 42 68 53 00", vat_number="fr 40303265045"
    )
    assert (after.name, after.phone) == ("John Dow", "+33 1 42 68 53 00")
    assert (after.vat_number, after.email) == ("FR40303265045", "john@example.com")
    assert office.customers.get(EMPLOYEE, john.id) == after
    assert [each.id for each in office.customers.search(EMPLOYEE, "dow")] == [john.id]


def test_placed_orders_keep_the_customer_as_they_were(
    office: BackOffice, john: Customer, cart: CartView
) -> None:
    order = office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card")
    office.customers.edit(EMPLOYEE, john.id, first_name="Jack", email="jack@example.com")
    assert office.orders.get(EMPLOYEE, order.id).customer.name == "John Doe"


def test_a_correction_that_cannot_be_right_changes_nothing(
    office: BackOffice, john: Customer, refused: Refused
) -> None:
    office.customers.create(EMPLOYEE, first_name="Eve", last_name="X", email="eve@example.com")
    edit = office.customers.edit
    refused("field_missing", lambda: edit(EMPLOYEE, john.id, last_name=" "))
    refused("email_invalid", lambda: edit(EMPLOYEE, john.id, email="john"))
    refused("email_taken", lambda: edit(EMPLOYEE, john.id, email="EVE@example.com"))
    refused("phone_invalid", lambda: edit(EMPLOYEE, john.id, first_name="Jim", phone="12"))
    refused("customer_not_found", lambda: edit(EMPLOYEE, CustomerId("nobody"), first_name="Jim"))
    assert office.customers.get(EMPLOYEE, john.id) == john


def test_a_guest_gets_an_account_unless_there_is_one(
    office: BackOffice, john: Customer, refused: Refused
) -> None:
    def guest(email: str) -> Customer:
        return office.customers.create(
            EMPLOYEE, first_name="Ann", last_name="Guest", email=email, guest=True
        )

    ann = office.customers.make_account(EMPLOYEE, guest("ann@example.com").id)
    assert not ann.guest
    another_john = guest("john@example.com").id
    refused("email_taken", lambda: office.customers.make_account(EMPLOYEE, another_john))
