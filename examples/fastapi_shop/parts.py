"""The shop's catalog, stock, customers and orders as the library's ports, in its transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from moneyed import Money
from sqlalchemy import ColumnElement, Connection, delete, func, insert, or_, select, true, update

from backoffice_orders import (
    Customer,
    CustomerId,
    CustomerNotFound,
    EmailTaken,
    Order,
    OutOfStock,
    OwnParts,
    Product,
    ProductId,
    Transaction,
)
from backoffice_orders.model.customer_filter import CustomerFilter
from backoffice_orders.model.page import Page, PageAfter, PageRequest, after_id
from backoffice_orders.model.stock import StockDemand, StockItem
from backoffice_orders.ports.bases import SimpleStock, around
from examples.fastapi_shop.tables import customers, orders, products, taken

CREATED = datetime(2026, 1, 1, tzinfo=UTC)


def own(tx: Transaction) -> OwnParts:
    """The shop's parts for one transaction; what they do not have is the store's."""
    connection: Connection = tx.connection
    catalog, people = Catalog(connection), People(connection)

    def add_order(order: Order) -> Order:
        stored = tx.ports.orders.add(order)
        write_order(connection, stored)
        return stored

    return OwnParts(
        catalog=around(tx.ports.catalog, many=catalog.many, search=catalog.search),
        stock=Shelf(connection),
        customers=around(
            tx.ports.customers,
            get=people.get,
            account=people.account,
            search=people.search,
            listed=people.listed,
            add=people.add,
            save=people.save,
        ),
        orders=around(tx.ports.orders, add=add_order),
    )


def write_order(connection: Connection, order: Order) -> None:
    """The shop's own row of an order, for its accounting."""
    row = {
        "number": order.number,
        "reference": order.reference,
        "customer_id": int(order.customer_id),
        "total_cents": int(order.total.amount * 100),
    }
    connection.execute(insert(orders).values(row))


def page_of(connection: Connection, query: Any, page: PageRequest) -> tuple[list[Any], bool]:
    """A page's rows, and whether there are more."""
    first = (page.number - 1) * page.size
    rows = list(connection.execute(query.limit(page.size + 1).offset(first)))
    return rows[: page.size], len(rows) > page.size


def begins(columns: Sequence[Any], text: str) -> ColumnElement[bool]:
    """Whether every word of a text begins one of the words of these columns."""
    found: ColumnElement[bool] = true()
    for word in text.lower().split():
        like = [
            test
            for column in columns
            for test in (
                func.lower(column).startswith(word, autoescape=True),
                func.lower(column).contains(f" {word}", autoescape=True),
            )
        ]
        found = found & or_(*like)
    return found


class Catalog:
    """What ``Catalog`` is asked while a cart is filled."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def many(self, product_ids: Collection[ProductId]) -> Mapping[ProductId, Product]:
        """As ``Catalog.many``."""
        ids = [int(id_) for id_ in product_ids if id_.isdigit()]
        rows = self._connection.execute(select(products).where(products.c.id.in_(ids)))
        found = [_product(row) for row in rows]
        return {product.id: product for product in found}

    def search(self, text: str, page: PageRequest) -> Page[Product]:
        """As ``Catalog.search``, by names."""
        query = select(products).where(products.c.active, begins([products.c.name], text))
        rows, more = page_of(self._connection, query.order_by(products.c.name), page)
        return Page(tuple(map(_product, rows)), page.number, more)


def _product(row: Any) -> Product:
    price = Money(Decimal(row.cents) / 100, "EUR")
    return Product(ProductId(str(row.id)), row.name, price, active=row.active)


class Shelf(SimpleStock):
    """The stock that stands beside the products."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def levels(self, items: Collection[StockItem], reference: str = "") -> Mapping[StockItem, int]:
        """As ``Stock.levels``."""
        ids = [int(item.product_id) for item in items]
        rows = self._connection.execute(
            select(products.c.id, products.c.left).where(products.c.id.in_(ids))
        )
        left = {row.id: row.left for row in rows}
        return {item: left.get(int(item.product_id), 0) for item in items}

    def take(self, reference: str, demands: Sequence[StockDemand]) -> None:
        """As ``Stock.take``: guarded by the statement that lowers the level."""
        if self._taken(reference):
            return
        for demand in sorted(demands, key=lambda each: each.item):
            id_, quantity = int(demand.item.product_id), demand.quantity
            lower = (
                update(products)
                .where(products.c.id == id_, products.c.left >= quantity)
                .values(left=products.c.left - quantity)
            )
            if not self._connection.execute(lower).rowcount:
                self.give_back(reference)  # a refusal changes nothing
                left = self.levels([demand.item])[demand.item]
                product_id = demand.item.product_id
                raise OutOfStock(product_id, None, product_id, quantity, left)
            row = {"reference": reference, "product_id": id_, "quantity": quantity}
            self._connection.execute(insert(taken).values(row))

    def give_back(self, reference: str) -> None:
        """As ``Stock.give_back``."""
        for row in self._taken(reference):
            higher = update(products).where(products.c.id == row.product_id)
            self._connection.execute(higher.values(left=products.c.left + row.quantity))
        self._connection.execute(delete(taken).where(taken.c.reference == reference))

    def _taken(self, reference: str) -> list[Any]:
        query = select(taken).where(taken.c.reference == reference)
        return list(self._connection.execute(query))


class People:
    """The shop's customers, by the keys that its database gives."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, customer_id: CustomerId) -> Customer:
        """As ``Customers.get``."""
        row = self._row(customers.c.id == int(customer_id)) if customer_id.isdigit() else None
        if row is None:
            raise CustomerNotFound(customer_id)
        return _customer(row)

    def account(self, email: str) -> Customer | None:
        """As ``Customers.account``."""
        row = self._row(func.lower(customers.c.email) == email.lower())
        return None if row is None else _customer(row)

    def search(self, text: str, page: PageRequest) -> Page[Customer]:
        """As ``Customers.search``."""
        columns = [customers.c.first_name, customers.c.last_name, customers.c.email]
        query = select(customers).where(begins(columns, text))
        query = query.order_by(customers.c.last_name, customers.c.first_name, customers.c.id)
        rows, more = page_of(self._connection, query, page)
        return Page(tuple(map(_customer, rows)), page.number, more)

    def listed(self, wanted: CustomerFilter, page: PageAfter) -> Page[Customer]:
        """As ``Customers.listed``: nobody knows when they came, so it is by key alone."""
        query = select(customers).where(customers.c.id > int(page.id() or 0))
        rows = self._connection.execute(query.order_by(customers.c.id).limit(page.size + 1)).all()
        shown = tuple(map(_customer, rows[: page.size]))
        found = tuple(filter(wanted.fits, shown))
        return Page.until(found, after_id(shown[-1].id) if len(rows) > page.size else "")

    def add(self, customer: Customer) -> Customer:
        """As ``Customers.add``: the database chooses the key."""
        taken_by = self.account(customer.email)
        if taken_by is not None:
            raise EmailTaken(customer.email, taken_by.id)
        row = insert(customers).values(_columns(customer)).returning(customers)
        return _customer(self._connection.execute(row).one())

    def save(self, customer: Customer) -> None:
        """As ``Customers.save``."""
        self.get(customer.id)
        here = update(customers).where(customers.c.id == int(customer.id))
        self._connection.execute(here.values(_columns(customer)))

    def _row(self, condition: ColumnElement[bool]) -> Any:
        return self._connection.execute(select(customers).where(condition)).one_or_none()


def _customer(row: Any) -> Customer:
    return Customer(CustomerId(str(row.id)), row.first_name, row.last_name, row.email, CREATED)


def _columns(customer: Customer) -> dict[str, str]:
    names = ("first_name", "last_name", "email")
    return {name: getattr(customer, name) for name in names}
