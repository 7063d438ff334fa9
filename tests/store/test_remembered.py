"""What a process remembers of a shop is what the database says, whoever has changed it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve, frozen
from cattrs.gen import make_dict_structure_fn
from hypothesis import given, settings
from moneyed import Money

from backoffice_orders.adapters.sql import SqlStore, documents
from backoffice_orders.adapters.sql.cache import Cache
from backoffice_orders.adapters.sql.documents import read, written, written_cart
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.audit import AuditEntry
from backoffice_orders.model.carrier import Carrier
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.errors.vouchers import RuleRefused
from backoffice_orders.model.ids import AuditId, LineId, MessageId, OrderId
from backoffice_orders.model.order import Order
from backoffice_orders.model.outbox import OutboxMessage
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.conditions.base import Condition
from backoffice_orders.model.pricing.conditions.unknown import UnknownCondition
from backoffice_orders.model.pricing.price import price
from backoffice_orders.model.pricing.situation import Situation
from backoffice_orders.model.product import Product
from backoffice_orders.model.rule_parts import RuleAction
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.serialization import from_json, from_plain, make_model_converter, to_json
from backoffice_orders.services.desk import Work
from backoffice_orders.testing import samples
from backoffice_orders.testing.samples import (
    EMPLOYEE,
    EXPRESS,
    MUG,
    POST,
    SETTINGS,
    customer,
    order,
    set_up_shop,
)
from backoffice_orders.testing.strategies import priced


@frozen
class Odd(Condition):
    """A host's own condition, with fields of any kind."""

    kind: ClassVar[str] = "tests_odd"
    days: frozenset[int]
    until: date
    least: Money

    def refusal(self, rule: CartRule, situation: Situation) -> RuleRefused | None:
        return None


@pytest.fixture
def shop(sql_store: SqlStore) -> BackOffice:
    office = BackOffice(sql_store)
    set_up_shop(office)
    return office


def carriers(office: BackOffice) -> tuple[Carrier, ...]:
    return office.desk.read(EMPLOYEE, lambda work: work.carriers.all_carriers())


def name(office: BackOffice) -> str:
    """The shop's name, as a use case on a cart reads it."""
    cart_id = office.carts.start(EMPLOYEE).cart.id

    def named(work: Work) -> str:
        work.carts.get(cart_id)
        return work.settings.name

    return office.desk.read(EMPLOYEE, named)


def test_a_change_is_seen_by_every_process(shop: BackOffice, sql_store: SqlStore) -> None:
    elsewhere = SqlStore.open(sql_store.engine.url)
    other = BackOffice(elsewhere)
    assert name(shop) == name(other) == SETTINGS.name
    other.setup.save(EMPLOYEE, evolve(SETTINGS, name="New name"))
    other.setup.save(EMPLOYEE, evolve(POST, name="New post"))
    elsewhere.close()
    assert name(shop) == "New name"
    assert {each.name for each in carriers(shop)} == {"New post", EXPRESS.name}


def test_a_change_is_seen_by_the_transaction_that_makes_it(shop: BackOffice) -> None:
    def change(work: Work) -> str:
        before = work.shops.settings().name
        work.shops.save(evolve(SETTINGS, name="Renamed"))
        return before + " " + work.shops.settings().name

    assert shop.desk.write(EMPLOYEE, change) == f"{SETTINGS.name} Renamed"
    assert name(shop) == "Renamed"


def test_a_first_page_of_orders_is_parsed_once_and_shows_what_others_change(
    shop: BackOffice, sql_store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(work: Work) -> None:
        work.customers.add(customer())
        for number in range(1, 4):
            work.orders.add(order(f"ord_{number}", number, reference=f"REF{number}"))

    shop.desk.write(EMPLOYEE, fill)
    parsed: list[str] = []

    def noted(plain: Any, kind: type[Any]) -> Any:
        parsed.append(plain["reference"])
        return from_plain(plain, kind)

    monkeypatch.setattr("backoffice_orders.adapters.sql.orders.from_plain", noted)

    def listed(after: str = "") -> list[tuple[str, str]]:
        return [(each.reference, each.status) for each in shop.orders.search(EMPLOYEE, after=after)]

    before = listed()
    assert listed() == before
    assert parsed == ["REF3", "REF2", "REF1"]
    elsewhere = SqlStore.open(sql_store.engine.url)
    BackOffice(elsewhere).orders.change_status(EMPLOYEE, OrderId("ord_2"), "shipped")
    elsewhere.close()
    assert dict(listed()) == {**dict(before), "REF2": "shipped"}
    assert parsed[3:] == ["REF2"]


def test_what_is_undone_is_not_remembered(shop: BackOffice) -> None:
    class Undo(Exception):
        pass

    def change(work: Work) -> None:
        work.shops.save(evolve(SETTINGS, name="Never"))
        assert work.shops.settings().name == "Never"
        raise Undo

    with pytest.raises(Undo):
        shop.desk.write(EMPLOYEE, change)
    assert name(shop) == SETTINGS.name


def test_a_cart_is_read_as_its_document_says() -> None:
    cart = samples.cart()
    cache = Cache()
    document = written_cart(cache, cart)
    assert read(cache, document, Cart) is cart
    later = written(evolve(cart, version=7, order_message="Ring twice"))
    assert read(cache, later, Cart) == evolve(cart, version=7, order_message="Ring twice")
    assert read(cache, document, Cart) == cart


def told(value: Any, document: str) -> str:
    """What a document says in full: empty fields are not written."""
    return to_json(from_json(document, type(value)))


@given(priced())
@settings(max_examples=50, deadline=None)
def test_a_document_is_what_the_model_says(pair: tuple[Cart, PriceBook]) -> None:
    cache = Cache()
    for value in (*pair, price(*pair), samples.order(), samples.customer()):
        assert told(value, written(value)) == to_json(value)
        assert written(value, cache) == written(value)
        assert written(value, cache) == written(value)  # remembered by now


def test_what_was_looked_at_is_not_written() -> None:
    order = samples.order()
    before = written(order)
    assert order.total == order.summary.total.gross
    assert order.book.default_group in order.book.groups
    assert written(order) == before
    assert told(order, before) == to_json(order)


def test_moments_and_what_is_recorded_are_written_as_the_model_says() -> None:
    for moment in (
        datetime(2026, 3, 29, 1, 59, 59, 999999, UTC),
        datetime(2026, 3, 29, tzinfo=timezone(timedelta(hours=-3, minutes=-30))),
        datetime(2026, 3, 29, 3, 0, tzinfo=ZoneInfo("Europe/Paris")),
    ):
        changed = {"tags": ["a", {"b": None}], "count": 3, "gone": True}
        entry = AuditEntry(
            AuditId("audit_1"),
            moment,
            EMPLOYEE.id,
            "cart.tag",
            SubjectType.CART,
            "cart_1",
            {},
            changed,
        )
        message = OutboxMessage(MessageId("msg_1"), "cart.sent", "cart_1", moment, changed)
        due = evolve(samples.order(), payment_due=moment.date(), placed_at=moment)
        for value in (entry, message, due):
            assert told(value, written(value)) == to_json(value)


def test_what_is_empty_is_not_written_and_reads_back() -> None:
    """A zero with decimals is one that somebody has entered: it reads back as it was."""
    product = evolve(MUG, weight=Decimal("0.00"), description="", minimal_quantity=2)
    document = written(product)
    assert {"description", "height", "combinations"}.isdisjoint(json.loads(document))
    again = from_json(document, Product)
    assert again == product
    assert str(again.weight) == "0.00"
    assert again.minimal_quantity == 2


def test_numbers_of_any_size_are_written() -> None:
    stored: dict[str, Product | int] = {"most": 2**64}
    assert json.loads(written(stored)) == {"most": 18446744073709551616}
    assert json.loads(written(MUG))["id"] == MUG.id


def test_what_reads_a_kind_of_action_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Making it takes far longer than reading a rule, and a shop has thousands of them."""
    made: list[object] = []

    def counted(kind: type[Percentage], *args: Any, **options: Any) -> object:
        made.append(kind)
        return make_dict_structure_fn(kind, *args, **options)

    monkeypatch.setattr("backoffice_orders.serialization.rules.make_dict_structure_fn", counted)
    converter = make_model_converter()
    actions: Any = RuleAction
    for percent in range(1, 50):
        plain = {"kind": "percentage", "percent": str(percent)}
        assert converter.structure(plain, actions) == Percentage(Decimal(percent))
    assert made == [Percentage]


def test_what_a_host_s_own_kind_holds_is_written_as_the_model_says() -> None:
    odd = Odd(frozenset({3, 1}), date(2026, 1, 15), Money("1.50", "EUR"))
    unknown = UnknownCondition({"kind": "nobody's", "x": [1]})
    rule = samples.rule(conditions=(odd, unknown))
    assert written(rule) == to_json(rule)
    assert '"days":[1,3]' in written(rule)


def test_an_ordered_cart_is_written_in_its_order_as_for_itself() -> None:
    order, cache = samples.order(), Cache()
    ordered = evolve(order.cart, order_id=order.id)
    order = evolve(order, cart=ordered)
    own = json.loads(written_cart(cache, ordered))
    document = written(order, cache)
    assert json.loads(document)["cart"] == own
    assert from_json(document, Order) == order


def test_of_a_changed_cart_only_changed_lines_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    cart, cache = samples.cart(), Cache()
    written_cart(cache, cart)
    again: list[object] = []
    monkeypatch.setattr(documents, "_fragment", _noting(again, documents._fragment))
    line = evolve(cart.lines[0], id=LineId("line-new"), quantity=9)
    changed = evolve(cart, lines=(*cart.lines, line), version=2)
    document = written_cart(cache, changed)
    assert again == [line]
    assert from_json(document, Cart) == changed
    assert json.loads(document)["lines"][-1]["quantity"] == 9


def _noting(given: list[object], function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The function, and a note of what it was called with."""

    def noting(value: Any) -> Any:
        given.append(value)
        return function(value)

    return noting


def test_a_line_without_answers_says_nothing_of_them() -> None:
    cart = samples.cart()
    (line, *_) = json.loads(written_cart(Cache(), cart))["lines"]
    assert set(line) == {"id", "product_id", "quantity"}
