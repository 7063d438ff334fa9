"""Two customers who are the same are made one: nothing is lost, and no order costs another."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from attrs import evolve

from backoffice_orders.adapters.memory import FixedClock
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.address import Address
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.errors.customers import EmailTaken
from backoffice_orders.model.ids import ShopId
from backoffice_orders.model.imports import CartEntry, LineEntry
from backoffice_orders.model.link import Purpose
from backoffice_orders.model.order import Order
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.price import price
from backoffice_orders.model.product import SpecificPrice
from backoffice_orders.model.shop import Concern
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.services.links import give_out
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, MOMENT, MUG, euros, set_up_shop
from tests.page.conftest import Refused


@pytest.fixture
def jon(office: BackOffice) -> Customer:
    """John's double, who was made in a hurry."""
    jon = office.customers.create(
        EMPLOYEE, first_name="Jon", last_name="Do", email="jon@example.org", phone="+33142685300"
    )
    return office.customers.add_note(EMPLOYEE, jon.id, "calls on Tuesdays")


@pytest.fixture
def office_address(office: BackOffice, jon: Customer) -> Address:
    entry = AddressEntry("Jon", "Do", "2 rue de Rivoli", "Paris", "FR", "75001")
    return office.addresses.add(EMPLOYEE, jon.id, entry)


@pytest.fixture
def his(office: BackOffice, jon: Customer, office_address: Address) -> Order:
    """An order of the double's: two mugs and their delivery."""
    cart = office.carts.start(EMPLOYEE, jon.id).cart
    office.products.add(EMPLOYEE, cart.id, MUG.id, 2)
    return office.finishing.place(EMPLOYEE, cart.id, payment_method="invoice")


def test_orders_go_over_and_cost_what_they_did(
    office: BackOffice, john: Customer, jon: Customer, his: Order
) -> None:
    office.customers.merge(EMPLOYEE, john.id, jon.id)

    listed = office.orders.of_customer(EMPLOYEE, john.id)
    assert [info.order_id for info in listed] == [his.id]
    kept = office.orders.get(EMPLOYEE, his.id)
    assert kept.customer_id == john.id
    assert kept.customer == his.customer, "the order keeps who ordered it"
    assert kept.summary == his.summary
    assert price(kept.cart, kept.book) == his.summary, "priced again it is the same"
    assert office.customers.details(EMPLOYEE, john.id).spent == (his.total,)


def test_drafts_go_over_with_their_addresses_and_links(
    office: BackOffice, john: Customer, jon: Customer, office_address: Address
) -> None:
    draft = office.carts.start(EMPLOYEE, jon.id)
    draft = office.products.add(EMPLOYEE, draft.cart.id, MUG.id, 2, version=draft.version)
    total = draft.summary.total
    link = office.desk.write(
        EMPLOYEE, lambda work: give_out(work, draft.cart, Purpose.PAY, timedelta(1), EMPLOYEE)
    )

    office.customers.merge(EMPLOYEE, john.id, jon.id)

    view = office.carts.view(EMPLOYEE, draft.cart.id)
    (address,) = office.addresses.list(EMPLOYEE, john.id)
    assert view.cart.customer_id == john.id
    assert view.cart.delivery_address_id == address.id
    assert address.street == office_address.street
    assert view.ready
    assert view.summary.total == total
    (theirs,) = office.finishing.links(EMPLOYEE, draft.cart.id)
    assert (theirs.id, theirs.customer_id, theirs.withdrawn_at) == (link.id, john.id, None)


def test_the_same_address_is_there_once(
    office: BackOffice, john: Customer, home: Address, jon: Customer
) -> None:
    entry = AddressEntry("John", "Doe", "1 rue de Rivoli", "Paris", "FR", "75001")
    office.addresses.add(EMPLOYEE, jon.id, entry)
    draft = office.carts.start(EMPLOYEE, jon.id)
    office.customers.merge(EMPLOYEE, john.id, jon.id)
    assert [each.id for each in office.addresses.list(EMPLOYEE, john.id)] == [home.id]
    cart = office.carts.view(EMPLOYEE, draft.cart.id).cart
    assert cart.delivery_address_id == home.id


def test_an_offer_goes_on_to_hold_its_price(
    office: BackOffice, john: Customer, jon: Customer, office_address: Address
) -> None:
    draft = office.carts.start(EMPLOYEE, jon.id)
    view = office.products.add(EMPLOYEE, draft.cart.id, MUG.id, 1)
    tenth = Percentage(Decimal(10))
    view = office.vouchers.create_and_grant(EMPLOYEE, draft.cart.id, name="Yours", actions=[tenth])
    until = view.cart.created_at + timedelta(days=5)
    view = office.carts.set_expiry(EMPLOYEE, draft.cart.id, until)
    office.customers.merge(EMPLOYEE, john.id, jon.id)
    after = office.carts.view(EMPLOYEE, draft.cart.id)
    assert after.summary.total == view.summary.total
    assert [rule.name for rule in after.summary.rules] == ["Yours"], "his own voucher is John's"


def test_uses_of_vouchers_are_counted_together(
    office: BackOffice, john: Customer, cart: CartView, jon: Customer, office_address: Address,
    refused: Refused,
) -> None:  # fmt: skip
    once = office.vouchers.create(
        EMPLOYEE,
        name="Once each",
        code="ONCE",
        actions=[Percentage(Decimal(10))],
        quantity=10,
        quantity_per_customer=1,
    )
    theirs = office.carts.start(EMPLOYEE, jon.id).cart
    office.products.add(EMPLOYEE, theirs.id, MUG.id, 1)
    office.vouchers.grant(EMPLOYEE, theirs.id, once.id)
    office.finishing.place(EMPLOYEE, theirs.id, payment_method="invoice")
    office.customers.merge(EMPLOYEE, john.id, jon.id)
    refused(
        "rule_used_up_by_customer",
        lambda: office.vouchers.grant(EMPLOYEE, cart.cart.id, once.id),
    )


def test_the_kept_one_answers_to_both_ids(
    office: BackOffice, john: Customer, jon: Customer, refused: Refused
) -> None:
    merged = office.customers.merge(EMPLOYEE, john.id, jon.id)
    assert merged.merged == (jon.id,)
    assert merged.phone == jon.phone, "John had none"
    assert merged.notes == ("calls on Tuesdays",)
    assert (merged.name, merged.email) == (john.name, john.email)
    assert office.customers.get(EMPLOYEE, jon.id) == merged
    assert office.customers.details(EMPLOYEE, jon.id).customer == merged
    assert office.carts.start(EMPLOYEE, jon.id).cart.customer_id == john.id
    for text in ("john", "jon do", "jon@example.org", "0142685300"):
        found = [each.id for each in office.customers.search(EMPLOYEE, text)]
        assert found == [john.id], f"found once, as John, by {text!r}"
    error = refused(
        "email_taken",
        lambda: office.customers.create(
            EMPLOYEE, first_name="Jo", last_name="Do", email="jon@example.org"
        ),
    )
    assert "jon@example.org" in str(error)


def test_once_more_changes_nothing(office: BackOffice, john: Customer, jon: Customer) -> None:
    merged = office.customers.merge(EMPLOYEE, john.id, jon.id)
    assert office.customers.merge(EMPLOYEE, john.id, jon.id) == merged
    assert office.customers.merge(EMPLOYEE, jon.id, john.id) == merged, "whichever is named first"


def test_who_was_merged_can_be_merged_on(office: BackOffice, john: Customer, jon: Customer) -> None:
    joe = office.customers.create(
        EMPLOYEE, first_name="Joe", last_name="D", email="joe@example.org"
    )
    office.customers.merge(EMPLOYEE, john.id, jon.id)
    merged = office.customers.merge(EMPLOYEE, joe.id, john.id)
    assert merged.merged == (john.id, jon.id)
    assert office.customers.get(EMPLOYEE, jon.id) == merged


def test_it_is_told_and_on_record(office: BackOffice, john: Customer, his: Order) -> None:
    office.customers.merge(EMPLOYEE, john.id, his.customer_id)
    exported = office.customers.export(EMPLOYEE, john.id)
    assert exported["merged"][0]["email"] == "jon@example.org"
    told = [each for each in exported["messages"] if each["topic"] == "customer.merged"]
    assert [each["payload"]["merged_id"] for each in told] == [his.customer.id]
    assert [each["payload"]["orders"] for each in told] == [[his.id]]
    actions = [each["action"] for each in exported["audit"]]
    assert actions.count("customer.merge") == 2, "of each of the two"


def test_erasing_forgets_both(
    office: BackOffice, john: Customer, his: Order, office_address: Address
) -> None:
    office.customers.merge(EMPLOYEE, john.id, his.customer_id)
    office.customers.erase(EMPLOYEE, his.customer.id)
    text = json.dumps(office.customers.export(EMPLOYEE, john.id), ensure_ascii=False)
    names = ("John", "Doe", "john@", "Jon", "jon@", "Rivoli", "Tuesdays", "42685300")
    assert [each for each in names if each in text] == []
    kept = office.orders.get(EMPLOYEE, his.id)
    assert kept.total == his.total
    assert kept.customer_id == john.id


def test_nobody_is_merged_with_themselves(
    office: BackOffice, john: Customer, jon: Customer, refused: Refused
) -> None:
    refused("field_invalid", lambda: office.customers.merge(EMPLOYEE, john.id, john.id))
    office.customers.set_active(EMPLOYEE, john.id, False)
    refused("customer_inactive", lambda: office.customers.merge(EMPLOYEE, john.id, jon.id))
    assert office.customers.get(EMPLOYEE, jon.id) == jon, "nothing has changed"


def test_prices_agreed_with_either_hold_for_the_kept_one(
    office: BackOffice, john: Customer, jon: Customer
) -> None:
    def percent(off: int, whose: Customer | None, pieces: int = 1) -> SpecificPrice:
        customer_id = None if whose is None else whose.id
        return SpecificPrice(
            MUG.id, percent=Decimal(off), customer_id=customer_id, from_quantity=pieces
        )

    ten, of_both = percent(10, None), percent(20, john, 5)
    agreed = [ten, of_both, percent(50, jon), evolve(of_both, customer_id=jon.id)]
    office.setup.set_specific_prices(EMPLOYEE, MUG.id, agreed)

    preview = office.customers.merge_preview(EMPLOYEE, john.id, jon.id)
    assert preview.prices == 1, "products"
    office.customers.merge(EMPLOYEE, john.id, jon.id)

    kept = office.setup.specific_prices(EMPLOYEE, MUG.id)
    assert kept == (ten, of_both, percent(50, john)), "the same price for both is there once"
    cart = office.carts.start(EMPLOYEE, john.id).cart
    view = office.products.add(EMPLOYEE, cart.id, MUG.id, 1)
    assert view.summary.lines[0].total.gross == euros("6.00"), "half of 12.00"


def test_a_preview_says_what_goes_over_and_does_nothing(
    office: BackOffice, john: Customer, home: Address, jon: Customer, his: Order
) -> None:
    office.carts.start(EMPLOYEE, jon.id)
    entry = AddressEntry("John", "Doe", "1 rue de Rivoli", "Paris", "FR", "75001")
    office.addresses.add(EMPLOYEE, jon.id, entry)  # John has it
    view = office.carts.start(EMPLOYEE, jon.id)
    view = office.products.add(EMPLOYEE, view.cart.id, MUG.id, 1)
    tenth = Percentage(Decimal(10))
    office.vouchers.create_and_grant(EMPLOYEE, view.cart.id, name="Yours", actions=[tenth])
    before = office.customers.export(EMPLOYEE, jon.id)

    preview = office.customers.merge_preview(EMPLOYEE, john.id, jon.id)

    assert (preview.keep, preview.other) == (john, office.customers.get(EMPLOYEE, jon.id))
    assert (preview.orders, preview.carts, preview.addresses) == (1, 3, 1)
    assert (preview.vouchers, preview.prices) == (1, 0)
    assert preview.merged.phone == jon.phone, "what John has not"
    assert preview.merged.notes == jon.notes
    assert office.customers.export(EMPLOYEE, jon.id) == before
    kept = office.customers.merge(EMPLOYEE, john.id, jon.id)
    assert kept == preview.merged, "and then it is so"


def test_the_others_default_address_is_where_the_kept_one_had_none(
    office: BackOffice, john: Customer, jon: Customer, office_address: Address
) -> None:
    office.addresses.set_default(EMPLOYEE, office_address.id, delivery=True)
    kept = office.customers.merge(EMPLOYEE, john.id, jon.id)
    (address,) = office.addresses.list(EMPLOYEE, john.id)
    assert (kept.default_delivery_id, kept.default_invoice_id) == (address.id, None)


def test_a_default_address_that_was_deleted_is_none(
    office: BackOffice, john: Customer, home: Address, jon: Customer, office_address: Address
) -> None:
    office.addresses.set_default(EMPLOYEE, home.id, delivery=True, invoice=True)
    office.addresses.delete(EMPLOYEE, home.id)
    office.addresses.set_default(EMPLOYEE, office_address.id, delivery=True)
    kept = office.customers.merge(EMPLOYEE, john.id, jon.id)
    (address,) = office.addresses.list(EMPLOYEE, john.id)
    assert kept.default_delivery_id == address.id


def test_nothing_of_who_was_erased_goes_over(office: BackOffice, john: Customer) -> None:
    other = office.customers.create(
        EMPLOYEE,
        first_name="Jon",
        last_name="Do",
        email="jon@example.org",
        company="Do Ltd",
        phone="+33142685300",
    )
    office.customers.erase(EMPLOYEE, other.id)
    kept = office.customers.merge(EMPLOYEE, john.id, other.id)
    assert (kept.company, kept.phone) == ("", "")


def test_the_kept_one_may_have_the_others_email_address(
    office: BackOffice, john: Customer, jon: Customer, refused: Refused
) -> None:
    office.customers.merge(EMPLOYEE, john.id, jon.id)
    assert office.customers.edit(EMPLOYEE, john.id, email=jon.email).email == jon.email
    taken = refused(
        "email_taken",
        lambda: office.customers.create(EMPLOYEE, first_name="Jo", last_name="Do", email=jon.email),
    )
    assert isinstance(taken, EmailTaken)
    assert taken.customer_id == john.id


def test_a_guest_who_is_kept_gets_the_others_account(office: BackOffice, john: Customer) -> None:
    guest = office.customers.create(
        EMPLOYEE, first_name="John", last_name="Doe", email=john.email, guest=True
    )
    office.customers.merge(EMPLOYEE, guest.id, john.id)
    assert not office.customers.make_account(EMPLOYEE, guest.id).guest


def test_the_kept_one_answers_to_both_ids_everywhere(
    office: BackOffice, john: Customer, jon: Customer, his: Order
) -> None:
    office.customers.merge(EMPLOYEE, john.id, jon.id)
    draft = office.carts.start(EMPLOYEE, john.id).cart
    office.products.add(EMPLOYEE, draft.id, MUG.id, 1)
    for either in (john.id, jon.id):
        basis = office.carts.basis(EMPLOYEE, either)
        assert [each.cart_id for each in basis.carts] == [draft.id]
        assert [each.order_id for each in basis.orders] == [his.id]
        assert [each.cart_id for each in office.carts.of_customer(EMPLOYEE, either)] == [draft.id]
        assert [each.order_id for each in office.orders.of_customer(EMPLOYEE, either)] == [his.id]
        assert len(office.addresses.list(EMPLOYEE, either)) == 1
    entry = AddressEntry("Jon", "Do", "3 rue de Rivoli", "Paris", "FR", "75001")
    added = office.addresses.add(EMPLOYEE, jon.id, entry)
    assert added.customer_id == john.id
    office.addresses.choose(EMPLOYEE, draft.id, delivery=added.id)
    voucher = office.vouchers.create(
        EMPLOYEE, name="Sorry", actions=[Percentage(Decimal(5))], customer_id=jon.id
    )
    granted = office.vouchers.grant(EMPLOYEE, draft.id, voucher.id)
    assert [each.rule_id for each in granted.summary.rules] == [voucher.id]


def test_what_stands_under_a_merged_id_is_exported_and_erased(store: Store) -> None:
    """An order in another shop that shares the customers stays the other one's there."""
    north = BackOffice(store, shop="north", clock=FixedClock())
    set_up_shop(north)
    south = BackOffice(
        store, shop="south", shared={Concern.CUSTOMERS: ShopId("north")}, clock=FixedClock()
    )
    set_up_shop(south)
    kim, kay = (
        north.customers.create(
            EMPLOYEE, first_name=name, last_name="Secret", email=f"{name}@example.com"
        )
        for name in ("Kim", "Kay")
    )
    entry = AddressEntry("Kay", "Secret", "2 rue de Rivoli", "Paris", "FR", "75001")
    home = north.addresses.add(EMPLOYEE, kay.id, entry)
    cart = south.carts.start(EMPLOYEE, kay.id).cart
    south.products.add(EMPLOYEE, cart.id, MUG.id, 1)
    south.addresses.choose(EMPLOYEE, cart.id, delivery=home.id, invoice=home.id)
    order = south.finishing.place(EMPLOYEE, cart.id, payment_method="invoice")
    north.customers.merge(EMPLOYEE, kim.id, kay.id)
    for either in (kim.id, kay.id):
        assert len(south.customers.export(EMPLOYEE, either)["orders"]) == 1
    south.customers.erase(EMPLOYEE, kim.id)
    assert "Secret" not in repr(south.orders.get(EMPLOYEE, order.id))


def test_a_storefront_goes_on_to_name_the_other_and_their_address(
    office: BackOffice, john: Customer, home: Address, jon: Customer, office_address: Address
) -> None:
    office.customers.merge(EMPLOYEE, john.id, jon.id)
    _, twin = office.addresses.list(EMPLOYEE, john.id)
    assert twin.street == office_address.street
    basket = CartEntry(
        jon.id,
        (LineEntry(MUG.id),),
        MOMENT,
        delivery_address_id=office_address.id,
        invoice_address_id=home.id,
    )
    cart = office.carts.take_in(EMPLOYEE, "basket-7", basket).view.cart
    assert cart.customer_id == john.id
    assert (cart.delivery_address_id, cart.invoice_address_id) == (twin.id, home.id)
