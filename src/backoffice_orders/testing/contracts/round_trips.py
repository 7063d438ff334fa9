"""What is stored reads back as it was, to the last field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest
from attrs import evolve

from backoffice_orders.model.address import Address
from backoffice_orders.model.answers import Answers
from backoffice_orders.model.audit import AuditEntry
from backoffice_orders.model.carrier import Carrier, Country, ExchangeRate, Zone
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.customer import Customer, CustomerGroup
from backoffice_orders.model.customer_email import CustomerEmail
from backoffice_orders.model.customization import AttachedFile
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.fields import ID_LIMIT
from backoffice_orders.model.ids import (
    CartId,
    CombinationId,
    CustomerId,
    MessageId,
    OrderId,
    ProductId,
    ZoneId,
)
from backoffice_orders.model.keyed_request import KeyedRequest
from backoffice_orders.model.link import Link
from backoffice_orders.model.order import Order
from backoffice_orders.model.outbox import OutboxMessage
from backoffice_orders.model.page import PageAfter
from backoffice_orders.model.product import (
    Brand,
    CatalogPriceRule,
    Category,
    Product,
    SpecificPrice,
    Supplier,
)
from backoffice_orders.model.settings import ShopSettings
from backoffice_orders.model.stock import StockDemand, StockItem
from backoffice_orders.model.tax import Place, TaxGroup, TaxRule
from backoffice_orders.model.values import frozen
from backoffice_orders.model.viewer import Viewer
from backoffice_orders.model.webhook import Attempt, Webhook
from backoffice_orders.ports.unit_of_work import Store, UnitOfWork
from backoffice_orders.testing.contracts.base import FIRST_PAGE, Contract, needs, unit
from backoffice_orders.testing.contracts.observed import plain
from backoffice_orders.testing.contracts.shelf import fill
from backoffice_orders.testing.filled import MOMENT, bare, filled
from backoffice_orders.testing.samples import (
    CUSTOMERS,
    EUROPE,
    MUG,
    POST,
    STANDARD_TAX,
    address,
    cart,
    customer,
    order,
    rule,
)


@frozen
class Kept:
    """How a class is stored, and everywhere it is read: in so many places."""

    port: str
    kind: type[Any]
    store: Callable[[UnitOfWork, Any], object]
    read: Callable[[UnitOfWork, Any], list[Any]]
    places: int = 1


def _of(kept: Kept) -> tuple[str, Kept]:
    return kept.kind.__name__, kept


def _price_rules(work: UnitOfWork, rule: CatalogPriceRule) -> Sequence[CatalogPriceRule]:
    """The price rules of a cart about which all of this one's limits hold."""
    return work.catalog.price_rules(
        rule.product_ids,
        rule.category_ids,
        rule.valid_from or MOMENT,
        [rule.group_id] if rule.group_id else [],
        [rule.country] if rule.country else [],
        [rule.currency] if rule.currency else [],
    )


def _zones(carrier: Carrier) -> set[ZoneId]:
    return {*carrier.zone_ids, *(each.zone_id for each in carrier.prices)}


def _place(rule: TaxRule) -> Place:
    return Place(rule.country, rule.state or "", rule.postcode_from or "")


KEPT: Mapping[str, Kept] = dict(
    _of(kept)
    for kept in (
        Kept(
            "shops", ShopSettings, lambda w, v: w.shops.save(v), lambda w, v: [w.shops.settings()]
        ),
        Kept(
            "customers",
            Customer,
            lambda w, v: w.customers.add(v),
            lambda w, v: [w.customers.get(v.id), *w.customers.search("", FIRST_PAGE)],
            places=2,
        ),
        Kept(
            "customers",
            CustomerGroup,
            lambda w, v: w.customers.save_group(v),
            lambda w, v: [*w.customers.all_groups(), *w.customers.groups([v.id])],
            places=2,
        ),
        Kept(
            "addresses",
            Address,
            lambda w, v: w.addresses.add(v),
            lambda w, v: [
                w.addresses.get(v.id),
                w.addresses.many([v.id])[v.id],
                *w.addresses.of_customer(v.customer_id, with_deleted=True),
            ],
            places=3,
        ),
        Kept(
            "catalog",
            Product,
            lambda w, v: w.catalog.save_product(evolve(v, active=True)),
            lambda w, v: [
                evolve(w.catalog.many([v.id])[v.id], active=v.active),
                *(evolve(each, active=v.active) for each in w.catalog.search("", FIRST_PAGE)),
            ],
            places=2,
        ),
        Kept(
            "catalog",
            SpecificPrice,
            lambda w, v: w.catalog.save_specific_prices(v.product_id, [v]),
            lambda w, v: [
                *w.catalog.specific_prices([v.product_id], v.customer_id),
                *w.catalog.all_specific_prices(v.product_id),
            ],
            places=2,
        ),
        Kept(
            "catalog",
            CatalogPriceRule,
            lambda w, v: w.catalog.save_price_rule(v),
            lambda w, v: [*w.catalog.all_price_rules(), *_price_rules(w, v)],
            places=2,
        ),
        Kept(
            "catalog",
            Category,
            lambda w, v: w.catalog.save_category(v),
            lambda w, v: [*w.catalog.all_categories()],
        ),
        Kept(
            "catalog",
            Brand,
            lambda w, v: w.catalog.save_brand(v),
            lambda w, v: [*w.catalog.all_brands()],
        ),
        Kept(
            "catalog",
            Supplier,
            lambda w, v: w.catalog.save_supplier(v),
            lambda w, v: [*w.catalog.all_suppliers()],
        ),
        Kept(
            "carts",
            Cart,
            lambda w, v: w.carts.add(v),
            lambda w, v: [evolve(w.carts.get(v.id), version=v.version)],
        ),
        Kept(
            "answers",
            Answers,
            lambda w, v: w.answers.keep(CartId("cart-1"), v),
            lambda w, v: [w.answers.of_cart(CartId("cart-1"))],
        ),
        Kept(
            "cart_rules",
            CartRule,
            lambda w, v: w.cart_rules.add(v),
            lambda w, v: [
                w.cart_rules.get(v.id),
                w.cart_rules.by_code(v.code),
                *w.cart_rules.for_cart([v.id], None, MOMENT),
                *w.cart_rules.of_customer(v.customer_id),
                *w.cart_rules.search("", FIRST_PAGE),
            ],
            places=5,
        ),
        Kept(
            "carriers",
            Carrier,
            lambda w, v: w.carriers.save(evolve(v, active=True)),
            lambda w, v: [
                evolve(each, active=v.active)
                for each in (
                    *w.carriers.all_carriers(),
                    *w.carriers.many([v.id]).values(),
                    *w.carriers.delivering(_zones(v), v.group_ids),
                )
            ],
            places=3,
        ),
        Kept(
            "carriers",
            Zone,
            lambda w, v: w.carriers.save_zone(v),
            lambda w, v: [*w.carriers.all_zones()],
        ),
        Kept(
            "carriers",
            Country,
            lambda w, v: w.carriers.save_country(v),
            lambda w, v: [
                *w.carriers.all_countries(),
                *w.carriers.countries([Place(v.code, state) for state in ("", *v.states)]),
            ],
            places=2,
        ),
        Kept(
            "tax_rules",
            TaxGroup,
            lambda w, v: w.tax_rules.save_group(v),
            lambda w, v: [
                *w.tax_rules.all_groups(),
                *w.tax_rules.groups([v.id], list(map(_place, v.rules))),
            ],
            places=2,
        ),
        Kept(
            "exchange_rates",
            ExchangeRate,
            lambda w, v: w.exchange_rates.save(v),
            lambda w, v: [*w.exchange_rates.all_rates(), *w.exchange_rates.rates([v.currency])],
            places=2,
        ),
        Kept(
            "orders",
            Order,
            lambda w, v: w.orders.add(v),
            lambda w, v: [
                evolve(each, version=v.version)
                for each in (
                    w.orders.get(v.id),
                    w.orders.by_reference(v.reference),
                    w.orders.of_cart(v.cart_id),
                    w.orders.by_idempotency_key(v.idempotency_key),
                )
                if each is not None
            ],
            places=4,
        ),
        Kept(
            "links",
            Link,
            lambda w, v: w.links.add(v),
            lambda w, v: [w.links.get(v.id), *w.links.of_cart(v.cart_id)],
            places=2,
        ),
        Kept(
            "emails",
            CustomerEmail,
            lambda w, v: w.emails.add(v, "message"),
            lambda w, v: [w.emails.get(v.id), *w.emails.of_cart(v.cart_id)],
            places=2,
        ),
        Kept(
            "viewers",
            Viewer,
            lambda w, v: w.viewers.keep(v),
            lambda w, v: [*w.viewers.of_carts([v.cart_id])],
        ),
        Kept(
            "requests",
            KeyedRequest,
            lambda w, v: w.requests.put(v, None),
            lambda w, v: [w.requests.get(v.id)],
        ),
        Kept(
            "audit",
            AuditEntry,
            lambda w, v: w.audit.record(v),
            lambda w, v: [*w.audit.of_subject(v.subject_type, v.subject, PageAfter())],
        ),
        Kept(
            "outbox",
            OutboxMessage,
            lambda w, v: w.outbox.add(v),
            lambda w, v: [*w.outbox.pending(), *w.outbox.claim(v.consumer, MOMENT, MOMENT, 1)],
            places=2,
        ),
        Kept(
            "webhooks",
            Webhook,
            lambda w, v: w.webhooks.add(v),
            lambda w, v: [w.webhooks.get(v.id), *w.webhooks.all()],
            places=2,
        ),
        Kept(
            "webhooks",
            Attempt,
            lambda w, v: w.webhooks.log(v),
            lambda w, v: [
                *w.webhooks.attempts(v.webhook_id, PageAfter()),
                *w.webhooks.of_keys([v.key]),
            ],
            places=2,
        ),
    )
)


# How what is stored is replaced, and which of its fields stay.
CHANGED: Mapping[str, tuple[Callable[[UnitOfWork, Any], object], tuple[str, ...]]] = {
    "ShopSettings": (lambda w, v: w.shops.save(v), ()),
    "Customer": (lambda w, v: w.customers.save(v), ("id",)),
    "CustomerGroup": (lambda w, v: w.customers.save_group(v), ("id",)),
    "Address": (lambda w, v: w.addresses.save(v), ("id", "customer_id")),
    "Product": (lambda w, v: w.catalog.save_product(evolve(v, active=True)), ("id",)),
    "CatalogPriceRule": (lambda w, v: w.catalog.save_price_rule(v), ("id", "percent")),
    "Category": (lambda w, v: w.catalog.save_category(v), ("id",)),
    "Brand": (lambda w, v: w.catalog.save_brand(v), ("id",)),
    "Supplier": (lambda w, v: w.catalog.save_supplier(v), ("id",)),
    "Cart": (lambda w, v: w.carts.save(evolve(v, version=1)), ("id",)),
    "CartRule": (lambda w, v: w.cart_rules.save(v), ("id",)),
    "Carrier": (lambda w, v: w.carriers.save(evolve(v, active=True)), ("id",)),
    "Zone": (lambda w, v: w.carriers.save_zone(v), ("id",)),
    "Country": (lambda w, v: w.carriers.save_country(v), ("code",)),
    "TaxGroup": (lambda w, v: w.tax_rules.save_group(v), ("id",)),
    "ExchangeRate": (lambda w, v: w.exchange_rates.save(v), ("currency",)),
    "Order": (lambda w, v: w.orders.save(evolve(v, version=1)), ("id", "history")),
    "Link": (lambda w, v: w.links.withdraw(v), ("id",)),
    "CustomerEmail": (lambda w, v: w.emails.save(v), ("id",)),
    "Viewer": (lambda w, v: w.viewers.keep(v), ("id",)),
    "KeyedRequest": (lambda w, v: _go_on(w, v), ("id",)),
    "Answers": (lambda w, v: w.answers.keep(CartId("cart-1"), v), ()),
}


# What is kept by an id that nothing else of its kind has, and what has to be its own besides.
WITH_AN_ID = tuple(
    name
    for name, kept in KEPT.items()
    if "id" in attrs.fields_dict(kept.kind) and kept.port not in ("audit", "outbox")
)
_OF_ITS_OWN: Mapping[str, Callable[[int], dict[str, Any]]] = {
    "CartRule": lambda number: {"code": f"SAVE-{number}"},
    "CatalogPriceRule": lambda number: {"percent": Decimal(number)},
}


def _numbered(name: str, number: int, **given: Any) -> Any:
    """The n-th of a kind, with every field filled."""
    own = _OF_ITS_OWN[name](number) if name in _OF_ITS_OWN else {}
    return filled(KEPT[name].kind, number, **own, **given)


# Ids that collations take for one another, or for ``ab``: with an accent, with what nobody sees,
# with a blank at the end, as one letter, as a number.
_ALIKE = ("\u00e1b", "a\u0301b", "ab ", "a\u200db", "\ufb01", "fi", "7", "07")
# Ids in the order of code points, which is none of words, of numbers in them, or of UTF-16.
BY_CODE_POINT = ("Z", "a", "a10", "a2", "\u00e9", "\uff5e", "\U0001f381")


# What comes by its id: which of its fields all of them share, and how they are asked for.
BY_ID: Mapping[str, tuple[dict[str, Any], tuple[Callable[[UnitOfWork, Any], Any], ...]]] = {
    "CustomerGroup": (
        {},
        (lambda w, _: w.customers.all_groups(), lambda w, ids: w.customers.groups(ids)),
    ),
    "Address": (
        {"customer_id": "cus_1", "deleted": False},
        (lambda w, _: w.addresses.of_customer(CustomerId("cus_1")),),
    ),
    "CatalogPriceRule": (
        dict.fromkeys(("group_id", "country", "currency", "valid_from", "valid_until")),
        (
            lambda w, _: w.catalog.all_price_rules(),
            lambda w, _: w.catalog.price_rules(
                [ProductId(f"product-{number}") for number in range(9)], [], MOMENT, [], [], []
            ),
        ),
    ),
    "Category": ({}, (lambda w, _: w.catalog.all_categories(),)),
    "Brand": ({}, (lambda w, _: w.catalog.all_brands(),)),
    "Supplier": ({}, (lambda w, _: w.catalog.all_suppliers(),)),
    "CartRule": (
        {"customer_id": "cus_1"},
        (
            lambda w, _: w.cart_rules.of_customer(CustomerId("cus_1")),
            lambda w, ids: w.cart_rules.for_cart([*ids, *ids], None, MOMENT),
        ),
    ),
    "Carrier": (
        {"zone_ids": ("zone-1",), "group_ids": ()},
        (
            lambda w, _: w.carriers.all_carriers(),
            lambda w, _: w.carriers.delivering([ZoneId("zone-1")], []),
        ),
    ),
    "Zone": ({}, (lambda w, _: w.carriers.all_zones(),)),
    "TaxGroup": (
        {},
        (lambda w, _: w.tax_rules.all_groups(), lambda w, ids: w.tax_rules.groups(ids, [])),
    ),
    "Viewer": (
        {"cart_id": "cart_1"},
        (lambda w, _: w.viewers.of_carts([CartId("cart_1")]),),
    ),
    "Webhook": ({}, (lambda w, _: w.webhooks.all(),)),
}


# Questions about any number of ids: one that is known, and how they are asked.
BY_MANY: Mapping[str, tuple[tuple[str, Callable[[UnitOfWork, Any], Any]], ...]] = {
    "customers": ((CUSTOMERS.id, lambda w, ids: w.customers.groups(ids)),),
    "addresses": (("addr_1", lambda w, ids: w.addresses.many(ids)),),
    "catalog": (
        ("mug", lambda w, ids: w.catalog.many(ids)),
        ("mug", lambda w, ids: w.catalog.specific_prices(ids, None)),
        ("c_1", lambda w, ids: w.catalog.parents(ids)),
    ),
    "stock": (
        ("mug", lambda w, ids: w.stock.levels([*map(StockItem, ids)])[StockItem(ProductId("mug"))]),
    ),
    "carts": (
        ("cart_1", lambda w, ids: w.carts.many(ids)),
        ("cart_1", lambda w, ids: w.carts.versions(ids)),
        ("cus_1", lambda w, ids: w.carts.customers_with_drafts(PageAfter(), ids).items),
    ),
    "cart_rules": (
        ("rule_1", lambda w, ids: w.cart_rules.for_cart(ids, None, MOMENT)),
        ("rule_1", lambda w, ids: w.cart_rules.uses(ids, None)),
    ),
    "carriers": (
        (POST.id, lambda w, ids: w.carriers.many(ids)),
        (EUROPE.id, lambda w, ids: w.carriers.delivering(ids, [])),
    ),
    "tax_rules": ((STANDARD_TAX.id, lambda w, ids: w.tax_rules.groups(ids, [])),),
    "orders": (
        ("ord_1", lambda w, ids: w.orders.many(ids)),
        ("cus_1", lambda w, ids: w.orders.customers_owing(PageAfter(), ids).items),
    ),
    "viewers": (("cart_1", lambda w, ids: w.viewers.of_carts(ids)),),
    "outbox": (("k", lambda w, ids: w.outbox.of_keys(ids)),),
    "webhooks": (("k", lambda w, ids: w.webhooks.of_keys(ids)),),
}


def _go_on(work: UnitOfWork, request: KeyedRequest) -> None:
    stored = work.requests.get(request.id)
    assert stored is not None
    work.requests.put(request, stored.attempt)


class RoundTripsContract(Contract):
    """Every class with every field filled, and what is awkward to keep."""

    @pytest.mark.parametrize("name", sorted(KEPT))
    def test_every_field_reads_back_equal(self, store: Store, name: str) -> None:
        kept = KEPT[name]
        value = filled(kept.kind)
        with unit(store) as work:
            kept.store(work, value)
            within = kept.read(work, value)
        with unit(store) as work:
            afterwards = kept.read(work, value)
        assert len(within) == len(afterwards) == kept.places, f"it is not read everywhere: {name}"
        for each in (*within, *afterwards):
            assert plain(each) == plain(value)

    @pytest.mark.parametrize("name", sorted(CHANGED))
    def test_every_field_is_replaced(self, store: Store, name: str) -> None:
        kept, (change, stays) = KEPT[name], CHANGED[name]
        value = filled(kept.kind)
        before = bare(kept.kind, 2, **{field: getattr(value, field) for field in stays})
        with unit(store) as work:
            kept.store(work, before)
            with suppress(BackOfficeError):  # a rule without a code has none to be found by
                kept.read(work, before)
        with unit(store) as work:
            change(work, value)
            within = kept.read(work, value)
        with unit(store) as work:
            afterwards = kept.read(work, value)
        assert len(within) == len(afterwards) == kept.places, f"it is not read everywhere: {name}"
        for each in (*within, *afterwards):
            assert plain(each) == plain(value)

    @needs("files")
    def test_a_large_file_reads_back_to_the_byte(self, store: Store) -> None:
        content = bytes(range(256)) * 12_000  # three megabytes
        file = filled(AttachedFile)
        with unit(store) as work:
            work.files.add(file, content)
        with unit(store) as work:
            assert work.files.content(file) == content
            work.files.add(file, b"")
        with unit(store) as work:
            assert work.files.content(file) == b""

    def test_half_a_letter_keeps_nothing_from_being_stored(self, store: Store) -> None:
        """What a host's own rows say is passed on; only bytes cannot be made of all of it."""
        half = "Zo\ud83d"
        entry = evolve(filled(AuditEntry), after={"name": half})
        sent = evolve(filled(CustomerEmail), subject=half)
        told = evolve(filled(OutboxMessage), payload={"name": half})
        with unit(store) as work:
            work.carts.add(cart(name=half))
            work.orders.add(order(customer=customer(first_name=half)))
            work.emails.add(sent, "message")
            work.audit.record(entry)
            work.outbox.add(told)
        with unit(store) as work:
            kept = {
                "carts": work.carts.get(cart().id).name,
                "orders": work.orders.get(order().id).customer.first_name,
                "emails": work.emails.get(sent.id).subject,
                "audit": work.audit.of_subject(entry.subject_type, entry.subject, PageAfter())[
                    0
                ].after["name"],
                "outbox": work.outbox.of_keys([told.key])[0].payload["name"],
            }
        assert {port: text for port, text in kept.items() if text not in (half, "Zo?")} == {}

    def test_ids_of_the_greatest_length_are_told_apart(self, store: Store) -> None:
        first, second = ("\U00020bb7" * (ID_LIMIT - 1) + last for last in "12")  # 1,017 bytes
        items = [StockItem.of(ProductId(first), CombinationId(each)) for each in (first, second)]
        with unit(store) as work:
            for number, each in enumerate((first, second), 1):
                work.customers.add(customer(each, email=f"c{number}@example.com"))
                work.addresses.add(address(each, each))
                work.catalog.save_product(evolve(MUG, id=ProductId(each)))
                work.carts.add(cart(each, customer_id=each))
                work.cart_rules.add(rule(each, code=f"CODE{number}"))
                work.orders.add(order(each, number, cart=cart(each)))
                work.stock.set_level(items[number - 1], number)
                work.stock.take(each, [StockDemand(items[number - 1], 1)])
                work.outbox.add(evolve(filled(OutboxMessage), id=MessageId(each), consumer=each))
        with unit(store) as work:
            for number, each in enumerate((first, second), 1):
                assert work.customers.get(CustomerId(each)).email == f"c{number}@example.com"
                assert [a.id for a in work.addresses.of_customer(CustomerId(each))] == [each]
                assert list(work.catalog.many([ProductId(each)])) == [each]
                assert work.carts.get(CartId(each)).id == each
                assert work.cart_rules.by_code(f"CODE{number}").id == each
                assert work.orders.get(OrderId(each)).number == number
                found = work.orders.of_cart(CartId(each))
                assert found is not None
                assert found.id == each
                work.stock.give_back(each)
                claimed = work.outbox.claim(each, MOMENT, MOMENT, 9)
                assert [(m.id, m.consumer) for m in claimed] == [(each, each)]
            assert work.stock.levels(items) == dict(zip(items, (1, 2), strict=True))

    def test_moments_are_kept_to_the_microsecond_and_in_order(self, store: Store) -> None:
        moments = [MOMENT + timedelta(microseconds=each) for each in (2, 0, 1)]
        carts = [
            filled(Cart, number, updated_at=moment, order_id=None, customer_id="cus_1")
            for number, moment in enumerate(moments, 1)
        ]
        with unit(store) as work:
            for each in carts:
                work.carts.add(each)
        with unit(store) as work:
            assert [work.carts.get(each.id).updated_at for each in carts] == moments

    @pytest.mark.parametrize("name", sorted(WITH_AN_ID))
    def test_ids_are_told_apart_to_their_end_and_by_case(self, store: Store, name: str) -> None:
        kept, long = KEPT[name], "long" * 63
        ids = ("ab", "aB", "abc", f"{long}1", f"{long}2", *_ALIKE)
        values = [_numbered(name, number, id=id_) for number, id_ in enumerate(ids, 1)]
        with unit(store) as work:
            for each in values:
                kept.store(work, each)
        with unit(store) as work:
            for each in values:
                found = [plain(one) for one in kept.read(work, each)]
                assert found.count(plain(each)) == kept.places, each.id

    @pytest.mark.parametrize("port", sorted(BY_MANY))
    def test_thousands_may_be_asked_for_at_once(self, store: Store, port: str) -> None:
        """More than some databases take for one statement."""
        nothing = [f"~{number:04}" for number in range(2000)]
        with unit(store) as work:
            fill(work)
            for known, ask in BY_MANY[port]:
                answer = plain(ask(work, [known]))
                assert answer, "it is not there"
                assert plain(ask(work, [known, *nothing])) == answer
        with unit(store) as work:
            for known, ask in BY_MANY[port]:
                assert plain(ask(work, [*nothing, known])) == plain(ask(work, [known]))

    @pytest.mark.parametrize("name", sorted(BY_ID))
    def test_what_comes_by_id_goes_by_nothing_else(self, store: Store, name: str) -> None:
        """Neither by its name, its place, or when it was stored; capitals come first."""
        kept, (shared, asks) = KEPT[name], BY_ID[name]
        with unit(store) as work:
            for number, id_ in enumerate((*BY_CODE_POINT[3:], *BY_CODE_POINT[:3]), 1):
                kept.store(work, _numbered(name, number, id=id_, **shared))
        with unit(store) as work:
            for ask in asks:
                assert [each.id for each in ask(work, {*BY_CODE_POINT})] == [*BY_CODE_POINT]
