"""A customer's data can be exported, and erased without touching the orders' figures."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal

import pytest
from attrs import evolve

from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.address import Address
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.customization import AttachedFile
from backoffice_orders.model.ids import ActorId, CustomerId, FieldId
from backoffice_orders.model.page import PageAfter
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.price import price
from backoffice_orders.model.product import CustomizationField, CustomizationKind
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.serialization import to_json
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.services.desk import Work
from backoffice_orders.services.products import FileUpload
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, MUG, PLAQUE, rule
from tests.page.conftest import Refused

CAT = FileUpload("cat.png", "image/png", b"\x89PNG of a cat")
HOME = AddressEntry("John", "Doe", "1 rue de Rivoli", "Paris", "FR", "75001")
PERSONAL = ("John", "Doe", "john@example.com", "Rivoli", "For Zoë", "Ring twice", "cat.png")


def fill(office: BackOffice, john: Customer, cart: CartView) -> None:
    picture = CustomizationField(FieldId("picture"), "Picture", CustomizationKind.FILE)
    office.setup.save(EMPLOYEE, evolve(MUG, customization_fields=(picture,)))
    cart_id = cart.cart.id
    office.products.add(EMPLOYEE, cart_id, PLAQUE.id, 2, customization={"engraving": "For Zoë"})
    upload = FileUpload("cat.png", "image/png", b"\x89PNG of a cat")
    office.products.add(EMPLOYEE, cart_id, MUG.id, 1, customization={"picture": upload})
    office.carts.set_messages(EMPLOYEE, cart_id, order_message="Ring twice")
    draft = office.carts.copy(EMPLOYEE, cart_id)
    office.carts.add_note(EMPLOYEE, draft.cart.id, "John Doe calls back")
    office.customers.add_note(EMPLOYEE, john.id, "John is nice")


def test_export_has_everything(office: BackOffice, john: Customer, cart: CartView) -> None:
    fill(office, john, cart)
    office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card")
    exported = json.loads(json.dumps(office.customers.export(EMPLOYEE, john.id)))
    assert exported["customer"]["email"] == "john@example.com"
    assert [order["summary"]["currency"] for order in exported["orders"]] == ["EUR"]
    assert len(exported["carts"]) == 1
    text = json.dumps(exported, ensure_ascii=False)
    assert [each for each in PERSONAL if each not in text] == []


def test_erasing_leaves_figures_and_nothing_personal(
    office: BackOffice, john: Customer, cart: CartView, refused: Refused
) -> None:
    fill(office, john, cart)
    order = office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card")
    file = order.cart.lines[-1].customization.values[0].file
    assert file is not None

    erased = office.customers.erase(EMPLOYEE, john.id)

    kept = office.orders.get(EMPLOYEE, order.id)
    assert kept.summary.total == order.summary.total
    assert kept.summary.taxes == order.summary.taxes
    assert price(kept.cart, kept.book) == kept.summary
    assert kept.delivery_address is not None
    assert (kept.delivery_address.country, kept.delivery_address.postcode) == ("FR", "75001")
    assert not erased.active
    assert office.customers.search(EMPLOYEE, "john").items == ()
    assert office.customers.search(EMPLOYEE, "doe").items == ()

    def everything(work: Work) -> str:
        kept_of = [
            work.customers.get(john.id),
            work.addresses.many([order.delivery_address.id] if order.delivery_address else []),
            work.carts.get(order.cart_id),
            *work.carts.of_customer(john.id, PageAfter()),
            *work.orders.of_customer(john.id, PageAfter()),
            work.history(SubjectType.CUSTOMER, john.id),
            work.history(SubjectType.ORDER, order.id),
            work.history(SubjectType.CART, order.cart_id),
            work.outbox.pending(),
        ]
        return "".join(map(to_json, kept_of))

    text = office.desk.read(EMPLOYEE, everything)
    assert [each for each in PERSONAL if each in text] == []
    refused(
        "file_refused", lambda: office.desk.read(EMPLOYEE, lambda work: work.files.content(file))
    )
    # The e-mail address is free again.
    office.customers.create(EMPLOYEE, first_name="J", last_name="D", email="john@example.com")


def test_attributes_that_look_like_a_file_are_none(office: BackOffice, john: Customer) -> None:
    """Neither is erasing held up by them, nor does it take another customer's file away."""
    picture = CustomizationField(FieldId("picture"), "Picture", CustomizationKind.FILE)
    office.setup.save(EMPLOYEE, evolve(MUG, customization_fields=(picture,)))
    jane = office.customers.create(
        EMPLOYEE, first_name="Jane", last_name="Doe", email="jane@example.com"
    )
    hers = office.carts.start(EMPLOYEE, jane.id).cart
    view = office.products.add(EMPLOYEE, hers.id, MUG.id, 1, customization={"picture": CAT})
    file = view.cart.lines[0].customization.values[0].file
    assert file is not None
    for size in ("large", "17"):
        mine = office.carts.copy(EMPLOYEE, office.carts.start(EMPLOYEE, john.id).cart.id).cart
        like = {"id": file.id, "name": "cat.png", "media_type": "image/png", "size": size}
        office.carts.set_attributes(EMPLOYEE, mine.id, like)
    office.customers.erase(EMPLOYEE, john.id)
    assert office.desk.read(EMPLOYEE, lambda work: work.files.content(file)) == CAT.content


EDITS: dict[str, Callable[[BackOffice, CustomerId], object]] = {
    "edit": lambda office, id_: office.customers.edit(EMPLOYEE, id_, phone="+33142685300"),
    "note": lambda office, id_: office.customers.add_note(EMPLOYEE, id_, "Calls early"),
    "switch on": lambda office, id_: office.customers.set_active(EMPLOYEE, id_, True),
    "account": lambda office, id_: office.customers.make_account(EMPLOYEE, id_),
    "exempt": lambda office, id_: office.customers.set_tax_exemption(EMPLOYEE, id_, "NGO"),
    "address": lambda office, id_: office.addresses.add(EMPLOYEE, id_, HOME),
    "start": lambda office, id_: office.carts.start(EMPLOYEE, id_),
    "voucher": lambda office, id_: office.vouchers.create(
        EMPLOYEE, name="Sorry", actions=(Percentage(Decimal(10)),), customer_id=id_
    ),
}


@pytest.mark.parametrize("what", EDITS)
def test_nothing_more_is_kept_of_or_ordered_for_who_was_erased(
    office: BackOffice, john: Customer, refused: Refused, what: str
) -> None:
    """Who is switched on again would be ordered for as "(erased)"."""
    office.customers.erase(EMPLOYEE, john.id)
    before = office.customers.get(EMPLOYEE, john.id)
    refused("customer_is_erased", lambda: EDITS[what](office, john.id))
    assert office.customers.get(EMPLOYEE, john.id) == before
    office.customers.erase(EMPLOYEE, john.id)  # once more, it changes nothing


def test_a_cart_of_who_was_erased_cannot_be_placed(
    office: BackOffice, john: Customer, refused: Refused
) -> None:
    cart = office.carts.start(EMPLOYEE, john.id).cart
    office.customers.erase(EMPLOYEE, john.id)
    refused(
        "customer_is_erased",
        lambda: office.finishing.place(EMPLOYEE, cart.id, payment_method="invoice"),
    )


def test_erasing_is_a_permission(office: BackOffice, john: Customer, refused: Refused) -> None:
    trainee = Actor(ActorId("tim"), "Tim")
    refused("permission_denied", lambda: office.customers.erase(trainee, john.id))
    refused("permission_denied", lambda: office.customers.export(trainee, john.id))


@pytest.mark.parametrize(("one", "other"), [("ab", "AB"), ("1.1", "11"), ("é", "e")])
def test_owners_of_vouchers_with_ids_that_look_alike_are_both_erased(
    office: BackOffice, john: Customer, one: str, other: str
) -> None:
    jane = office.customers.create(
        EMPLOYEE, first_name="Jane", last_name="Doe", email="jane@example.com"
    )
    johns = evolve(rule(one), code="JOHN", customer_id=john.id)
    janes = evolve(rule(other), code="JANE", customer_id=jane.id)
    office.setup.save(EMPLOYEE, johns, janes)
    for each in (john, jane):
        office.customers.erase(EMPLOYEE, each.id)
    left = office.setup.cart_rules(EMPLOYEE).items
    assert [(each.name, each.enabled) for each in left] == [("(erased)", False)] * 2
    assert len({each.code for each in left}) == 2


@pytest.fixture
def pictured(office: BackOffice, john: Customer) -> CartView:
    """A cart of John's with a mug that has a picture of his."""
    picture = CustomizationField(FieldId("picture"), "Picture", CustomizationKind.FILE)
    office.setup.save(EMPLOYEE, evolve(MUG, customization_fields=(picture,)))
    started = office.carts.start(EMPLOYEE, john.id)
    return office.products.add(EMPLOYEE, started.cart.id, MUG.id, 1, customization={"picture": CAT})


@pytest.fixture
def jane(office: BackOffice) -> Customer:
    return office.customers.create(
        EMPLOYEE, first_name="Jane", last_name="Doe", email="jane@example.com"
    )


def file_in(view: CartView) -> AttachedFile:
    (line,) = view.cart.lines
    (value,) = line.customization.values
    assert value.file is not None
    return value.file


def test_a_file_of_a_copy_stays_when_whom_it_was_copied_from_is_erased(
    office: BackOffice, john: Customer, jane: Customer, pictured: CartView
) -> None:
    copy = office.carts.copy(EMPLOYEE, pictured.cart.id).cart.id
    janes = office.carts.choose_customer(EMPLOYEE, copy, jane.id)
    office.customers.erase(EMPLOYEE, john.id)
    assert office.products.file(EMPLOYEE, copy, file_in(janes).id) == CAT


def test_a_file_of_a_cart_that_was_begun_with_anothers_order_stays(
    office: BackOffice, john: Customer, home: Address, jane: Customer, pictured: CartView
) -> None:
    ready = office.addresses.choose(EMPLOYEE, pictured.cart.id, delivery=home.id, invoice=home.id)
    order = office.finishing.place(EMPLOYEE, ready.cart.id, payment_method="card")
    begun = office.carts.use_order(EMPLOYEE, order.id).view.cart.id
    janes = office.carts.choose_customer(EMPLOYEE, begun, jane.id)
    office.customers.erase(EMPLOYEE, john.id)
    assert office.products.file(EMPLOYEE, begun, file_in(janes).id) == CAT


def test_a_file_of_another_cart_that_is_given_as_an_answer_stays(
    office: BackOffice, john: Customer, jane: Customer, pictured: CartView
) -> None:
    begun = office.carts.start(EMPLOYEE, jane.id).cart.id
    answer = {"picture": file_in(pictured)}
    janes = office.products.add(EMPLOYEE, begun, MUG.id, 1, customization=answer)
    office.customers.erase(EMPLOYEE, john.id)
    assert office.products.file(EMPLOYEE, begun, file_in(janes).id) == CAT


def test_a_file_that_is_gone_hinders_no_copy(office: BackOffice, pictured: CartView) -> None:
    file = file_in(pictured)
    office.desk.write(EMPLOYEE, lambda work: work.files.remove(file))
    assert file_in(office.carts.copy(EMPLOYEE, pictured.cart.id)) == file
