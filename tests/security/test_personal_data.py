"""Whatever a shop has written about a customer is exported, and gone once they are erased."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, get_type_hints

import attrs
import pytest
from attrs import evolve, frozen

from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.address import Address
from backoffice_orders.model.cart import (
    Cart,
    CartLine,
    CustomLine,
    ManualDelivery,
    Note,
    PriceOverride,
    RuleRefusal,
)
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.customer import Customer, TaxExemption
from backoffice_orders.model.customization import AttachedFile, CustomizationValue
from backoffice_orders.model.errors.host import MailFailed
from backoffice_orders.model.ids import CartRuleId, FieldId
from backoffice_orders.model.manual_discount import ManualDiscount
from backoffice_orders.model.order import Order, Payment, StatusChange
from backoffice_orders.model.outbox import OutboxMessage
from backoffice_orders.model.personal import ERASED, erased, is_personal
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.price import price
from backoffice_orders.model.product import CustomizationField, CustomizationKind
from backoffice_orders.model.webhook import Attempt, Sent, Trouble
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.services.products import FileUpload
from backoffice_orders.testing.samples import EMPLOYEE, MUG, PLAQUE, euros
from tests.checkout.samples import Shop
from tests.dump import text_of

# It stands in every text; in no word of ours, and, as long as it is, in no random base64.
MARK = "zqxvkjw"
DAY = timedelta(days=1)


@frozen
class John:
    """A customer of whom every text of the shop's has something to say."""

    shop: Shop
    customer: Customer
    orders: tuple[Order, ...]

    @property
    def office(self) -> BackOffice:
        return self.shop.office


def entry(street: str) -> AddressEntry:
    return AddressEntry(
        first_name=f"John{MARK}",
        last_name=f"Doe{MARK}",
        street=f"{street} rue {MARK}",
        city=f"Paris{MARK}",
        country="FR",
        postcode="75001",
        company=f"Co{MARK}",
        alias=f"Home{MARK}",
        note=f"Ring {MARK}",
    )


@pytest.fixture
def john(store: Store) -> John:
    shop = Shop(store)
    office = shop.office
    picture = CustomizationField(FieldId("picture"), "Picture", CustomizationKind.FILE)
    office.setup.save(EMPLOYEE, evolve(MUG, customization_fields=(picture,)))
    john = office.customers.create(
        EMPLOYEE,
        first_name=f"John{MARK}",
        last_name=f"Doe{MARK}",
        email=f"john@{MARK}.com",
        company=f"Co{MARK}",
        tags=[f"vip{MARK}"],
        attributes={f"k{MARK}": f"v{MARK}"},
    )
    office.customers.add_note(EMPLOYEE, john.id, f"Nice {MARK}")
    office.customers.set_tax_exemption(EMPLOYEE, john.id, f"diplomat {MARK}", f"D {MARK}")
    first = office.addresses.add(EMPLOYEE, john.id, entry("1"))
    second = office.addresses.add(EMPLOYEE, john.id, entry("2"))
    office.addresses.edit(EMPLOYEE, first.id, entry("3"))
    orders = tuple(filled(shop, first, f"call {number}") for number in (1, 2))
    office.orders.add_note(EMPLOYEE, orders[0].id, f"Called {MARK}")
    office.orders.change_status(EMPLOYEE, orders[0].id, "shipped", comment=f"By {MARK}")
    office.orders.record_payment(
        EMPLOYEE, orders[0].id, euros("1.00"), reference=f"Transfer of {MARK}"
    )
    office.orders.change_status(EMPLOYEE, orders[1].id, "cancelled", comment=f"By {MARK}")
    office.addresses.delete(EMPLOYEE, second.id)
    office.addresses.delete(EMPLOYEE, first.id)
    office.vouchers.create(
        EMPLOYEE,
        name=f"Sorry {MARK}",
        description=f"For {MARK}",
        code=f"SORRY{MARK}",
        actions=[Amount(euros("1.00"), tax_included=True)],
        customer_id=john.id,
    )
    office.webhooks.add(EMPLOYEE, "https://crm.example/", ["order.*", "customer.*"])
    shop.webhooks.answer = Sent(500, Trouble.STATUS, f"cannot tell {MARK}")
    office.orders.change_status(EMPLOYEE, orders[0].id, "delivered")
    office.events.deliver(EMPLOYEE, refused)
    draft = office.carts.copy(EMPLOYEE, orders[0].cart_id).cart
    office.offers.quote(EMPLOYEE, draft.id, shop.clock.now() + DAY)
    office.finishing.send(EMPLOYEE, draft.id, note=f"Dear {MARK}")
    return John(shop, john, tuple(office.orders.get(EMPLOYEE, each.id) for each in orders))


def refused(message: OutboxMessage) -> None:
    raise MailFailed(f"john@{MARK}.com", f"550 {MARK}", permanent=True)


def filled(shop: Shop, home: Address, key: str) -> Order:
    """An order with something in every text of its cart."""
    office = shop.office
    cart = office.carts.start(EMPLOYEE, home.customer_id, attributes={f"k{MARK}": f"v{MARK}"}).cart
    office.addresses.choose(EMPLOYEE, cart.id, delivery=home.id, invoice=home.id)
    texts = {"engraving": f"For {MARK}", "back": f"Love {MARK}"}
    view = office.products.add(
        EMPLOYEE, cart.id, PLAQUE.id, 2, customization=texts, attributes={"shelf": f"B{MARK}"}
    )
    upload = FileUpload(f"{MARK}.png", "image/png", b"\x89PNG\r\n\x1a\n of " + MARK.encode())
    office.products.set_price(
        EMPLOYEE,
        cart.id,
        view.cart.lines[0].id,
        euros("12.00"),
        tax_included=True,
        reason=f"Friend {MARK}",
    )
    view = office.products.add(EMPLOYEE, cart.id, MUG.id, 1, customization={"picture": upload})
    other = FileUpload(f"{MARK}2.png", "image/png", b"\x89PNG\r\n\x1a\n other " + MARK.encode())
    office.products.set_customization(EMPLOYEE, cart.id, view.cart.lines[-1].id, {"picture": other})
    office.products.add_custom(EMPLOYEE, cart.id, f"Wrapping for {MARK}", euros("3.00"))
    office.shipping.set_manual(
        EMPLOYEE, cart.id, f"Bike to {MARK}", euros("4.00"), reason=f"Near {MARK}"
    )
    office.shipping.set_tax_exemption(EMPLOYEE, cart.id, f"diplomat {MARK}", reference=f"D {MARK}")
    office.carts.set_messages(
        EMPLOYEE,
        cart.id,
        order_message=f"Ring {MARK}",
        customer_note=f"Dear {MARK}",
        gift_message=f"Happy {MARK}",
    )
    office.carts.add_note(EMPLOYEE, cart.id, f"Calls {MARK}")
    office.carts.set_tags(EMPLOYEE, cart.id, [f"vip{MARK}"])
    office.carts.set_payment_terms(EMPLOYEE, cart.id, purchase_order_number=f"PO {MARK}")
    office.vouchers.create_and_grant(
        EMPLOYEE,
        cart.id,
        name=f"Thanks {MARK}",
        description=f"To {MARK}",
        actions=[Amount(euros("2.00"), tax_included=True)],
    )
    office.discounts.give(
        EMPLOYEE, cart.id, title=f"For {MARK}", reason="goodwill", percent=Decimal(1)
    )
    one = (Percentage(Decimal(1)),)
    spring = CartRule(CartRuleId("spring"), "Spring", shop.clock.now(), one, enabled=False)
    office.setup.save(EMPLOYEE, spring)
    office.vouchers.refuse(EMPLOYEE, cart.id, spring.id, f"{MARK} has a better one")
    office.finishing.send(EMPLOYEE, cart.id, note=f"Dear {MARK}")
    return office.finishing.place(
        EMPLOYEE,
        cart.id,
        payment_method="invoice",
        message=f"Thanks {MARK}",
        idempotency_key=key,
        confirm_by_mail=True,
    )


def marks_in(store: Store) -> list[str]:
    """What stands around each mark that the store holds."""
    text = text_of(store).lower()
    parts = text.split(MARK)
    return [f"{before[-40:]}{MARK}{after[:20]}" for before, after in pairwise(parts)]


def test_after_erasing_nothing_in_the_store_tells_who_it_was(john: John) -> None:
    assert len(marks_in(john.shop.store)) > 100
    john.office.customers.erase(EMPLOYEE, john.customer.id)
    assert marks_in(john.shop.store) == []


def test_erasing_changes_no_figure(john: John) -> None:
    john.office.customers.erase(EMPLOYEE, john.customer.id)
    for before in john.orders:
        after = john.office.orders.get(EMPLOYEE, before.id)
        assert after.summary.total == before.summary.total
        assert after.summary.taxes == before.summary.taxes
        assert [each.gross for each in after.summary.lines] == [
            each.gross for each in before.summary.lines
        ]
        assert after.paid == before.paid
        assert price(after.cart, after.book) == after.summary
        assert after.delivery_address is not None
        assert after.delivery_address.postcode == "75001"
        assert [step.status for step in after.history] == [step.status for step in before.history]


def test_erasing_twice_is_erasing_once(john: John) -> None:
    john.office.customers.erase(EMPLOYEE, john.customer.id)
    first = john.office.orders.get(EMPLOYEE, john.orders[0].id)
    john.office.customers.erase(EMPLOYEE, john.customer.id)
    second = john.office.orders.get(EMPLOYEE, john.orders[0].id)
    assert evolve(second, version=first.version) == first


def test_a_voucher_of_an_erased_customer_cannot_be_used(john: John) -> None:
    john.office.customers.erase(EMPLOYEE, john.customer.id)
    found = john.office.vouchers.search(
        EMPLOYEE, "", cart_id=john.office.carts.start(EMPLOYEE).cart.id
    )
    assert found.items
    assert not any(hit.rule.enabled for hit in found.items)


def test_what_is_exported_is_everything(john: John) -> None:
    exported = json.loads(json.dumps(john.office.customers.export(EMPLOYEE, john.customer.id)))
    text = json.dumps(exported, ensure_ascii=False)
    for said in (
        f"3 rue {MARK}",  # the address as it was corrected, and deleted
        f"2 rue {MARK}",
        f"Friend {MARK}",
        f"Wrapping for {MARK}",
        f"Bike to {MARK}",
        f"Near {MARK}",
        f"diplomat {MARK}",
        f"Nice {MARK}",
        f"Called {MARK}",
        f"Calls {MARK}",
        f"vip{MARK}",
        f"v{MARK}",
        f"B{MARK}",
        f"Ring {MARK}",
        f"Dear {MARK}",
        f"Happy {MARK}",
        f"PO {MARK}",
        f"Thanks {MARK}",
        f"By {MARK}",
        f"Transfer of {MARK}",
        f"For {MARK}",
        f"Love {MARK}",
        f"{MARK}2.png",
        f"Sorry {MARK}",
        f"550 {MARK}",
        f"cannot tell {MARK}",
    ):
        assert said in text, said
    assert {"customer", "addresses", "carts", "orders", "vouchers", "links", "messages"} <= set(
        exported
    )


# Texts that say nothing about a person: ids, codes, and what the shop calls its own things.
_NOT_PERSONAL = {
    "Customer": {"language"},
    "Address": {"country"},
    "Cart": {"currency", "language", "taken_from"},
    "CartLine": {"title"},
    "ManualDiscount": {"reason"},  # a code of the shop's
    "RuleRefusal": {"name"},
    "AttachedFile": {"name", "media_type"},  # it goes as a whole
    "Order": {"reference", "payment_method", "idempotency_key"},
    "StatusChange": {"status"},
    # A reference goes unless a provider has made it.
    "Payment": {"method", "reference", "charge_key"},
    "Attempt": {"topic", "key"},
}
MODEL: tuple[Any, ...] = (
    Customer,
    TaxExemption,
    Address,
    Cart,
    CartLine,
    CustomLine,
    ManualDelivery,
    ManualDiscount,
    RuleRefusal,
    PriceOverride,
    Note,
    AttachedFile,
    CustomizationValue,
    Order,
    StatusChange,
    Payment,
    Attempt,
)


@pytest.mark.parametrize("kind", MODEL, ids=lambda kind: kind.__name__)
def test_every_text_says_whether_it_is_about_a_person(kind: Any) -> None:
    hints = get_type_hints(kind)
    texts = {
        field.name
        for field in attrs.fields(kind)
        if hints[field.name] is str or "[str" in str(hints[field.name])
    }
    personal = {field.name for field in attrs.fields(kind) if is_personal(field)}
    assert texts - personal == _NOT_PERSONAL.get(kind.__name__, set())


def test_only_what_is_personal_is_erased() -> None:
    note = Note(Shop().clock.now(), EMPLOYEE.id, "John")
    assert erased(note) == evolve(note, text=ERASED)
    change = StatusChange("shipped", note.at, EMPLOYEE.id, "")
    assert erased(change) is change
