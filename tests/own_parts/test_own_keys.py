"""Keys of the host's kind: use cases go on with what `add` has returned."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from attrs import evolve

from backoffice_orders import AddressEntry, BackOffice, OrderNumber, OwnParts, Transaction
from backoffice_orders.adapters.memory import CollectedMail, LinkedCheckout
from backoffice_orders.commands import (
    AddProduct,
    CreateAndGrantRule,
    FileUpload,
    NewCustomer,
    SaveAddress,
)
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.errors.finishing import ImportRefused
from backoffice_orders.model.ids import CustomerId, FieldId, OrderId
from backoffice_orders.model.imports import Record, RecordFile
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.product import CustomizationField, CustomizationKind
from backoffice_orders.ports.bases import around
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.testing.samples import (
    EMPLOYEE,
    MUG,
    SETTINGS,
    rule,
    set_up_shop,
)

PERCENT = Percentage(Decimal(10))
HOME = AddressEntry("Jane", "Roe", "1 rue X", "Paris", "FR", "75001")
KEPT = frozenset({"customers", "addresses", "carts", "cart_rules", "links", "files"})


def file(kind: str, *records: Mapping[str, Any]) -> RecordFile:
    lines = (Record(f"{kind}.json", number, fields) for number, fields in enumerate(records))
    return RecordFile(kind, f"{kind}.json", lines)


@pytest.fixture
def shop(store: Store) -> BackOffice:
    return keyed_shop(store, KEPT)


def keyed_shop(store: Store, kept: frozenset[str]) -> BackOffice:
    """A shop whose rows have numbers of the database's, beginning at 1000 for each table."""
    set_up_shop(BackOffice(store))
    numbers = {name: count(1000) for name in kept}

    def keyed(name: str, port: Any) -> Any:
        def add(value: Any, *more: Any) -> Any:
            return port.add(evolve(value, id=str(next(numbers[name]))), *more)

        return around(port, add=add)

    def parts(tx: Transaction) -> OwnParts:
        return OwnParts(**{name: keyed(name, getattr(tx.ports, name)) for name in kept})

    office = BackOffice(
        store,
        own=parts,
        numbers=lambda tx: OrderNumber(17, "2026-0017", id=OrderId("17")),
        checkout=LinkedCheckout(),
        mail=CollectedMail(),
    )
    office.setup.save(EMPLOYEE, evolve(SETTINGS, email="orders@shop.example"))
    return office


def test_a_whole_order_has_the_hosts_keys(shop: BackOffice) -> None:
    logo = CustomizationField(FieldId("logo"), "Logo", kind=CustomizationKind.FILE)
    shop.setup.save(EMPLOYEE, evolve(MUG, customization_fields=(logo,)))
    picture = FileUpload("logo.png", "image/png", b"\x89PNG\r\n\x1a\n")
    view = shop.carts.start(
        EMPLOYEE,
        commands=[
            NewCustomer("Jane", "Roe", "jane@example.com"),
            SaveAddress(HOME),
            AddProduct(MUG.id, customization={"logo": picture}),
        ],
    )
    cart_id = view.cart.id
    assert (cart_id, view.cart.customer_id, view.cart.delivery_address_id) == ("1000",) * 3
    (answer,) = view.cart.lines[0].customization.values
    assert answer.file is not None
    assert answer.file.id == "1000"
    assert shop.products.file(EMPLOYEE, cart_id, answer.file.id).content == picture.content
    link = shop.finishing.send(EMPLOYEE, cart_id)
    assert (link.id, shop.finishing.links(EMPLOYEE, cart_id)) == ("1000", (link,))
    order = shop.finishing.place(EMPLOYEE, cart_id, payment_method="card")
    assert (order.id, order.number, order.reference) == ("17", 17, "2026-0017")
    assert shop.orders.get(EMPLOYEE, OrderId("17")) == order
    assert shop.carts.view(EMPLOYEE, cart_id).cart.order_id == "17"


def test_a_voucher_that_is_made_and_granted_has_the_hosts_key(shop: BackOffice) -> None:
    view = shop.carts.start(EMPLOYEE, commands=[AddProduct(MUG.id)])
    ten = CreateAndGrantRule("Ten", [PERCENT], code="TEN")
    view = shop.run(EMPLOYEE, view.cart.id, view.version, ten)
    assert view.cart.rule_ids == ("1000",)
    assert view.summary.rules[0].rule_id == "1000"
    made = shop.vouchers.create(EMPLOYEE, name="Five", actions=[PERCENT], code="FIVE")
    assert made.id == "1001"
    assert shop.vouchers.search(EMPLOYEE, "five").items[0].rule.id == "1001"


def test_a_rule_is_not_set_up_under_another_id(shop: BackOffice) -> None:
    with pytest.raises(FieldInvalid) as refused:
        shop.setup.save(EMPLOYEE, rule("summer"))
    assert refused.value.field == "id"
    assert shop.setup.cart_rules(EMPLOYEE).items == ()


def test_a_rule_in_a_file_is_not_loaded_under_another_id(shop: BackOffice) -> None:
    ten = {"id": "ten", "name": "Ten", "actions": [{"kind": "percentage", "percent": "10"}]}
    with pytest.raises(ImportRefused) as refused:
        shop.setup.load(EMPLOYEE, [file("cart_rules", ten)])
    (problem,) = refused.value.problems
    assert problem == (
        "cart_rules.json:0: id: Correct id: "
        "the storage gives rules ids of its own; use vouchers.create."
    )
    assert shop.setup.cart_rules(EMPLOYEE).items == ()


def test_a_rule_with_the_hosts_key_is_replaced_and_removed_by_it(shop: BackOffice) -> None:
    made = shop.vouchers.create(EMPLOYEE, name="Five", actions=[PERCENT], code="FIVE")
    shop.setup.save(EMPLOYEE, evolve(made, name="Ten"))
    (renamed,) = shop.setup.cart_rules(EMPLOYEE).items
    assert (renamed.id, renamed.name) == ("1000", "Ten")
    shop.setup.remove(EMPLOYEE, renamed)
    assert shop.setup.cart_rules(EMPLOYEE).items == ()


def john(own_id: str, first_name: str = "John", **more: str) -> Mapping[str, str]:
    email = f"{first_name.lower()}@example.com"
    return {"id": own_id, "first_name": first_name, "last_name": "Doe", "email": email, **more}


def home_of(customer_id: str, own_id: str, first_name: str = "John") -> Mapping[str, str]:
    whose = {"id": own_id, "customer_id": customer_id, "first_name": first_name, "last_name": "Doe"}
    return whose | {"country": "FR", "street": "1 rue X", "city": "Paris", "postcode": "75001"}


def stored(shop: BackOffice) -> list[tuple[str, str]]:
    return [(each.id, each.first_name) for each in shop.customers.search(EMPLOYEE, "doe")]


def test_files_that_are_loaded_name_each_other_by_their_own_ids(shop: BackOffice) -> None:
    cart = {"customer_id": "a", "delivery_address_id": "b", "updated_at": "2026-01-01T00:00:00Z"}
    shop.setup.load(
        EMPLOYEE,
        [
            file("customers", john("a")),
            file("addresses", home_of("a", "b")),
            file("carts", {**cart, "lines": [{"product_id": "mug"}]}),
        ],
    )
    (found,) = shop.customers.search(EMPLOYEE, "j")
    assert found.id == "1000"
    (address,) = shop.addresses.list(EMPLOYEE, CustomerId("1000"))
    (listed,) = shop.carts.basis(EMPLOYEE, found.id).carts
    loaded = shop.carts.view(EMPLOYEE, listed.cart_id).cart
    assert (loaded.customer_id, loaded.delivery_address_id) == ("1000", address.id)


@pytest.mark.parametrize(
    ("bob", "home_of_bob"),
    [
        pytest.param("2", "1", id="an address has the id of another customer"),
        pytest.param("1000", "1000", id="the store has just given the id to somebody else"),
    ],
)
def test_a_files_id_is_of_its_kind_and_of_that_file(
    shop: BackOffice, bob: str, home_of_bob: str
) -> None:
    shop.setup.load(
        EMPLOYEE,
        [
            file("customers", john("1", "Ann"), john(bob, "Bob")),
            file("addresses", home_of("1", "2", "Ann"), home_of(bob, home_of_bob, "Bob")),
        ],
    )
    assert stored(shop) == [("1000", "Ann"), ("1001", "Bob")]
    (of_ann,) = shop.addresses.list(EMPLOYEE, CustomerId("1000"))
    (of_bob,) = shop.addresses.list(EMPLOYEE, CustomerId("1001"))
    assert (of_ann.first_name, of_bob.first_name) == ("Ann", "Bob")


def test_a_file_cannot_mean_an_id_that_the_store_has_just_given(shop: BackOffice) -> None:
    with pytest.raises(ImportRefused) as refused:
        shop.setup.load(
            EMPLOYEE,
            [file("customers", john("1")), file("addresses", home_of("1000", "b"))],
        )
    (problem,) = refused.value.problems
    assert "addresses.json:0: customer_id: " in problem
    assert stored(shop) == []


def test_prices_and_rules_in_files_are_of_the_stored_customer(store: Store) -> None:
    half = {"id": "half", "name": "Half", "customer_id": "1", "code": "HALF"}
    shop = keyed_shop(store, KEPT - {"cart_rules"})
    shop.setup.load(
        EMPLOYEE,
        [
            file("specific_prices", {"product_id": "mug", "customer_id": "1", "price": "1.00"}),
            file("cart_rules", {**half, "actions": [{"kind": "percentage", "percent": "50"}]}),
            file("customers", john("1")),
        ],
    )
    (price,) = shop.setup.specific_prices(EMPLOYEE, MUG.id)
    (voucher,) = shop.vouchers.of_customer(EMPLOYEE, CustomerId("1000"))
    assert (price.customer_id, voucher.name) == ("1000", "Half")


def test_a_customers_default_addresses_in_files_are_the_stored_ones(shop: BackOffice) -> None:
    anns = john("1", "Ann", default_delivery_id="a2", default_invoice_id="a1")
    shop.setup.load(
        EMPLOYEE,
        [file("customers", anns), file("addresses", home_of("1", "a1"), home_of("1", "a2"))],
    )
    ann = shop.customers.get(EMPLOYEE, CustomerId("1000"))
    assert (ann.default_delivery_id, ann.default_invoice_id) == ("1001", "1000")


def test_customers_who_were_merged_name_each_other_by_stored_ids(shop: BackOffice) -> None:
    kept = {**john("kept", "Ann"), "merged": ["gone"]}
    shop.setup.load(EMPLOYEE, [file("customers", john("gone", "Anne", merged_into="kept"), kept)])
    ann = shop.customers.get(EMPLOYEE, CustomerId("1001"))
    assert (ann.first_name, ann.merged) == ("Ann", ("1000",))
