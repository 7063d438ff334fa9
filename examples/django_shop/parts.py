"""The shop's models as the library's ports: the ORM works in the same transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import F, Q
from moneyed import Money

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
from backoffice_orders.model.page import Page, PageAfter, PageRequest, moment_and_id
from backoffice_orders.model.stock import StockDemand, StockItem
from backoffice_orders.ports.bases import SimpleStock, around
from examples.django_shop import models


def own(tx: Transaction) -> OwnParts:
    """The shop's parts for one transaction; what they do not have is the store's."""

    def add_order(order: Order) -> Order:
        stored = tx.ports.orders.add(order)
        models.PlacedOrder.objects.create(
            number=stored.number,
            reference=stored.reference,
            buyer_id=int(stored.customer_id),
            total_cents=int(stored.total.amount * 100),
        )
        return stored

    return OwnParts(
        catalog=around(tx.ports.catalog, many=products, search=search_products),
        stock=Shelf(),
        customers=around(
            tx.ports.customers,
            get=buyer,
            account=account,
            search=search_buyers,
            listed=list_buyers,
            add=add_buyer,
            save=save_buyer,
        ),
        orders=around(tx.ports.orders, add=add_order),
    )


def begins(names: Sequence[str], text: str) -> Q:
    """Whether every word of a text begins one of the words of these fields."""
    found = Q()
    for word in text.split():
        tests = [Q(**{f"{name}__istartswith": word}) for name in names]
        tests += [Q(**{f"{name}__icontains": f" {word}"}) for name in names]
        any_ = tests[0]
        for test in tests[1:]:
            any_ |= test
        found &= any_
    return found


def page_of(query: Any, page: PageRequest) -> tuple[list[Any], bool]:
    """A page's rows, and whether there are more."""
    first = (page.number - 1) * page.size
    rows = list(query[first : first + page.size + 1])
    return rows[: page.size], len(rows) > page.size


def products(product_ids: Collection[ProductId]) -> Mapping[ProductId, Product]:
    """As ``Catalog.many``."""
    ids = [int(id_) for id_ in product_ids if id_.isdigit()]
    found = map(_product, models.Product.objects.filter(pk__in=ids))
    return {product.id: product for product in found}


def search_products(text: str, page: PageRequest) -> Page[Product]:
    """As ``Catalog.search``, by names."""
    query = models.Product.objects.filter(begins(["name"], text)).order_by("name", "pk")
    rows, more = page_of(query, page)
    return Page(tuple(map(_product, rows)), page.number, more)


def _product(row: Any) -> Product:
    return Product(ProductId(str(row.pk)), row.name, Money(Decimal(row.cents) / 100, "EUR"))


class Shelf(SimpleStock):
    """The stock that stands beside the products."""

    def levels(self, items: Collection[StockItem], reference: str = "") -> Mapping[StockItem, int]:
        """As ``Stock.levels``."""
        ids = [int(item.product_id) for item in items]
        left = dict(models.Product.objects.filter(pk__in=ids).values_list("pk", "left"))
        return {item: left.get(int(item.product_id), 0) for item in items}

    def take(self, reference: str, demands: Sequence[StockDemand]) -> None:
        """As ``Stock.take``: guarded by the statement that lowers the level."""
        if models.Taken.objects.filter(reference=reference).exists():
            return
        for demand in sorted(demands, key=lambda each: each.item):
            product_id, quantity = demand.item.product_id, demand.quantity
            enough = models.Product.objects.filter(pk=int(product_id), left__gte=quantity)
            if not enough.update(left=F("left") - quantity):
                self.give_back(reference)  # a refusal changes nothing
                left = self.levels([demand.item])[demand.item]
                raise OutOfStock(product_id, None, product_id, quantity, left)
            models.Taken.objects.create(
                reference=reference, product_id=int(product_id), quantity=quantity
            )

    def give_back(self, reference: str) -> None:
        """As ``Stock.give_back``."""
        for row in models.Taken.objects.filter(reference=reference):
            here = models.Product.objects.filter(pk=row.product_id)
            here.update(left=F("left") + row.quantity)
            row.delete()


def buyer(customer_id: CustomerId) -> Customer:
    """As ``Customers.get``."""
    found = models.Buyer.objects.filter(pk=int(customer_id)) if customer_id.isdigit() else ()
    for row in found:
        return _customer(row)
    raise CustomerNotFound(customer_id)


def account(email: str) -> Customer | None:
    """As ``Customers.account``."""
    row = models.Buyer.objects.filter(email__iexact=email).first()
    return None if row is None else _customer(row)


def search_buyers(text: str, page: PageRequest) -> Page[Customer]:
    """As ``Customers.search``."""
    names = ["first_name", "last_name", "email"]
    query = models.Buyer.objects.filter(begins(names, text))
    rows, more = page_of(query.order_by("last_name", "first_name", "pk"), page)
    return Page(tuple(map(_customer, rows)), page.number, more)


def list_buyers(wanted: CustomerFilter, page: PageAfter) -> Page[Customer]:
    """As ``Customers.listed``: all have accounts here, and there are no groups."""
    found, after = models.Buyer.objects.all(), page.moment_and_id()
    if wanted.guest or wanted.group_id:
        found = found.none()
    if wanted.created_from is not None:
        found = found.filter(since__gte=wanted.created_from)
    if wanted.created_until is not None:
        found = found.filter(since__lt=wanted.created_until)
    if after is not None:
        moment, id_ = after
        found = found.filter(Q(since__lt=moment) | Q(since=moment, pk__gt=int(id_)))
    rows = list(found.order_by("-since", "pk")[: page.size + 1])
    shown = tuple(map(_customer, rows[: page.size]))
    last = moment_and_id(shown[-1].created_at, shown[-1].id) if len(rows) > page.size else ""
    return Page.until(shown, last)


def add_buyer(customer: Customer) -> Customer:
    """As ``Customers.add``: the database chooses the key."""
    there = account(customer.email)
    if there is not None:
        raise EmailTaken(customer.email, there.id)
    return _customer(models.Buyer.objects.create(**_fields(customer)))


def save_buyer(customer: Customer) -> None:
    """As ``Customers.save``."""
    buyer(customer.id)
    models.Buyer.objects.filter(pk=int(customer.id)).update(**_fields(customer))


def _customer(row: Any) -> Customer:
    id_ = CustomerId(str(row.pk))
    return Customer(id_, row.first_name, row.last_name, row.email, row.since)


def _fields(customer: Customer) -> dict[str, str]:
    names = ("first_name", "last_name", "email")
    return {name: getattr(customer, name) for name in names}
