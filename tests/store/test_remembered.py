"""What a process remembers of a shop is what the database says, whoever has changed it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve
from hypothesis import given, settings

from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.adapters.sql.cache import Cache
from backoffice_orders.adapters.sql.documents import read, written, written_cart
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.audit import AuditEntry
from backoffice_orders.model.carrier import Carrier
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.ids import AuditId, MessageId
from backoffice_orders.model.outbox import OutboxMessage
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.price import price
from backoffice_orders.model.product import Product
from backoffice_orders.serialization import to_json
from backoffice_orders.services.desk import Work
from backoffice_orders.testing import samples
from backoffice_orders.testing.samples import EMPLOYEE, EXPRESS, MUG, POST, SETTINGS, set_up_shop
from backoffice_orders.testing.strategies import priced


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


@given(priced())
@settings(max_examples=50, deadline=None)
def test_a_document_is_what_the_model_says(pair: tuple[Cart, PriceBook]) -> None:
    for value in (*pair, price(*pair), samples.order(), samples.customer()):
        assert written(value) == to_json(value)
        assert written(value) == to_json(value)  # remembered by now


def test_what_was_looked_at_is_not_written() -> None:
    order = samples.order()
    before = written(order)
    assert order.total == order.summary.total.gross
    assert order.book.default_group in order.book.groups
    assert written(order) == before == to_json(order)


def test_moments_and_what_is_recorded_are_written_as_the_model_says() -> None:
    for moment in (
        datetime(2026, 3, 29, 1, 59, 59, 999999, UTC),
        datetime(2026, 3, 29, tzinfo=timezone(timedelta(hours=-3, minutes=-30))),
        datetime(2026, 3, 29, 3, 0, tzinfo=ZoneInfo("Europe/Paris")),
    ):
        changed = {"tags": ["a", {"b": None}], "count": 3, "gone": True}
        entry = AuditEntry(
            AuditId("audit_1"), moment, EMPLOYEE.id, "cart.tag", "cart_1", {}, changed
        )
        message = OutboxMessage(MessageId("msg_1"), "cart.sent", "cart_1", moment, changed)
        due = evolve(samples.order(), payment_due=moment.date(), placed_at=moment)
        for value in (entry, message, due):
            assert written(value) == to_json(value)


def test_numbers_of_any_size_are_written() -> None:
    stored: dict[str, Product | int] = {"most": 2**64}
    assert json.loads(written(stored)) == {"most": 18446744073709551616}
    assert json.loads(written(MUG))["id"] == MUG.id
