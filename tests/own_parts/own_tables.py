"""Tables that a host has had for long, and its parts on them: integer keys, its own numbers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from attrs import evolve, frozen
from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    func,
    insert,
    select,
    update,
)

from backoffice_orders import OrderNumber, OwnParts, Transaction
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.errors.customers import CustomerNotFound, EmailTaken
from backoffice_orders.model.errors.products import OutOfStock
from backoffice_orders.model.ids import CustomerId, OrderId
from backoffice_orders.model.order import Order
from backoffice_orders.model.stock import StockDemand, StockItem
from backoffice_orders.ports.bases import SimpleStock, around
from backoffice_orders.ports.customers import Customers
from backoffice_orders.serialization import from_json, to_json

tables = MetaData()
people = Table(
    "people",
    tables,
    Column("person_no", Integer, primary_key=True),
    Column("email", String(200), unique=True),
    Column("record", Text),
)
shelves = Table(
    "shelves",
    tables,
    Column("article", String(40), primary_key=True),
    Column("pieces", Integer, CheckConstraint("pieces >= 0"), nullable=False),
)
taken = Table(
    "taken",
    tables,
    Column("id", Integer, primary_key=True),
    Column("reference", String(80), nullable=False),
    Column("article", String(40), nullable=False),
    Column("pieces", Integer, nullable=False),
)
sales = Table(
    "sales",
    tables,
    Column("sale_no", Integer, primary_key=True),
    Column("total", String(40)),
)


@frozen
class Shelves(SimpleStock):
    """The ``Stock`` port over the host's shelves."""

    connection: Connection

    def levels(self, items: Collection[StockItem], reference: str = "") -> Mapping[StockItem, int]:
        query = select(shelves.c.article, shelves.c.pieces).where(
            shelves.c.article.in_([item.product_id for item in items])
        )
        found = {row.article: row.pieces for row in self.connection.execute(query)}
        return {item: found.get(item.product_id, 0) for item in items}

    def take(self, reference: str, demands: Sequence[StockDemand]) -> None:
        for each in demands:
            article = each.item.product_id
            lowered = self.connection.execute(
                update(shelves)
                .where(shelves.c.article == article, shelves.c.pieces >= each.quantity)
                .values(pieces=shelves.c.pieces - each.quantity)
            )
            if not lowered.rowcount:
                left = self.levels([each.item])[each.item]
                raise OutOfStock(article, None, article, each.quantity, left)
            self.connection.execute(
                insert(taken).values(reference=reference, article=article, pieces=each.quantity)
            )

    def give_back(self, reference: str) -> None:
        moves = self.connection.execute(select(taken).where(taken.c.reference == reference)).all()
        for move in moves:
            self.connection.execute(
                update(shelves)
                .where(shelves.c.article == move.article)
                .values(pieces=shelves.c.pieces + move.pieces)
            )
        self.connection.execute(taken.delete().where(taken.c.reference == reference))


def people_of(tx: Transaction) -> Customers:
    """The store's customers, but those of the host's table, which has integer keys."""
    connection: Connection = tx.connection

    def read(query: object) -> Customer | None:
        row = connection.execute(select(people).where(query)).first()  # type: ignore[arg-type]
        if row is None:
            return None
        return evolve(from_json(row.record, Customer), id=CustomerId(str(row.person_no)))

    def get(customer_id: CustomerId) -> Customer:
        found = read(people.c.person_no == int(customer_id)) if customer_id.isdigit() else None
        if found is None:
            raise CustomerNotFound(customer_id)
        return found

    def account(email: str) -> Customer | None:
        return read(people.c.email == email)

    def add(customer: Customer) -> Customer:
        known = account(customer.email)
        if known is not None:
            raise EmailTaken(customer.email, known.id)
        row = insert(people).values(email=customer.email, record=to_json(customer))
        key = connection.execute(row).inserted_primary_key
        assert key is not None
        return evolve(customer, id=CustomerId(str(key[0])))

    def save(customer: Customer) -> None:
        connection.execute(
            update(people)
            .where(people.c.person_no == int(customer.id))
            .values(email=customer.email, record=to_json(customer))
        )

    return around(tx.ports.customers, get=get, account=account, add=add, save=save)


def parts(tx: Transaction) -> OwnParts:
    """The host's parts in a transaction of the SQL store's."""

    def add(order: Order) -> Order:
        stored = tx.ports.orders.add(order)
        tx.connection.execute(
            update(sales)
            .where(sales.c.sale_no == order.number)
            .values(total=str(order.total.amount))
        )
        return stored

    return OwnParts(
        stock=Shelves(tx.connection),
        customers=people_of(tx),
        orders=around(tx.ports.orders, add=add),
    )


def sale_numbers(tx: Transaction) -> OrderNumber:
    """An order is known by the key of its row in the host's own table."""
    key = tx.connection.execute(insert(sales).values(total=None)).inserted_primary_key
    assert key is not None
    return OrderNumber(key[0], f"2026-{key[0]:05}", id=OrderId(str(key[0])))


def count(connection: Connection, table: Table) -> int:
    """How many rows a table has."""
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())
