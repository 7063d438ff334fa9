"""A row that cannot be read: an error where it is asked for, and nothing else is harmed."""

from __future__ import annotations

import pytest
from attrs import evolve
from sqlalchemy import text

from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.model.audit import AuditEntry
from backoffice_orders.model.errors.host import RowUnreadable
from backoffice_orders.model.ids import (
    ActorId,
    AddressId,
    AuditId,
    CartId,
    CustomerId,
    MessageId,
    OrderId,
)
from backoffice_orders.model.outbox import OutboxMessage
from backoffice_orders.model.page import PageAfter
from backoffice_orders.model.shop import ShopScope
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.ports.unit_of_work import UnitOfWork
from backoffice_orders.testing.contracts.emails import MESSAGE, email
from backoffice_orders.testing.contracts.links import link
from backoffice_orders.testing.samples import MOMENT, address, cart, order

SHOP = ShopScope()
CHECK = CartId("a cart of nobody's")
ME = CustomerId("cus_1")

READERS = {
    "addresses": lambda work: work.addresses.of_customer(ME),
    "carts": lambda work: work.carts.many([CartId(f"cart_{n}") for n in range(1, 5)]),
    "orders": lambda work: work.orders.many([OrderId(f"ord_{n}") for n in range(1, 5)]),
    "links": lambda work: work.links.of_cart(CartId("cart_1")),
    "emails": lambda work: work.emails.of_cart(CartId("cart_1")),
    "audit": lambda work: work.audit.of_subject(SubjectType.CART, "cart_1", PageAfter()),
    "outbox": lambda work: work.outbox.pending(),
}


def fill(work: UnitOfWork) -> None:
    """Several rows of every kind, so that a reader is stopped in the middle."""
    for number in range(1, 5):
        work.addresses.add(address(f"addr_{number}"))
        work.carts.add(cart(f"cart_{number}"))
        work.orders.add(order(f"ord_{number}", number))
        work.links.add(link(number))
        work.emails.add(email(number), MESSAGE)
        work.audit.record(
            AuditEntry(
                AuditId(f"a{number}"),
                MOMENT,
                ActorId("ann"),
                "cart.tag",
                SubjectType.CART,
                "cart_1",
            )
        )
        work.outbox.add(OutboxMessage(MessageId(f"m{number}"), "t", "k", MOMENT))


def ask_for_the_broken(work: UnitOfWork, table: str) -> None:
    """Read past the broken row, then ask for it itself, where a port gives single ones."""
    READERS[table](work)
    match table:
        case "addresses":
            work.addresses.get(AddressId("addr_2"))
        case "carts":
            work.carts.get(CartId("cart_2"))
        case "orders":
            work.orders.get(OrderId("ord_2"))
        case "links":
            work.links.get(link(2).id)
        case "emails":
            work.emails.get(email(2).id)
        case _:
            raise RowUnreadable(table, "2")


@pytest.mark.parametrize("table", READERS)
def test_the_connection_is_clean_afterwards(sql_store: SqlStore, table: str) -> None:
    with sql_store.transaction(SHOP) as work:
        fill(work)
        work.carts.add(cart(CHECK, customer_id=None))
    with sql_store.engine.begin() as connection:
        broken = "UPDATE bo_{} SET document = '{{}}' WHERE document LIKE '%_2\"%'"
        connection.execute(text(broken.format(table)))
    kept = []  # as a log keeps them, with the frames in which they were raised
    for _ in range(5):
        with (
            pytest.raises(RowUnreadable) as error,
            sql_store.transaction(SHOP, read_only=True) as work,
        ):
            ask_for_the_broken(work, table)
        kept.append(error)
    # What another process writes is seen, and what it has written can be changed.
    elsewhere = SqlStore.open(sql_store.engine.url)
    for number in range(1, 11):
        for store in (elsewhere, sql_store):
            with store.transaction(SHOP) as work:
                change = evolve(work.carts.get(CHECK), order_message=f"{number}")
                version = work.carts.save(change).version
            for reader in (sql_store, elsewhere):
                with reader.transaction(SHOP, read_only=True) as work:
                    assert work.carts.get(CHECK).version == version
    elsewhere.close()
