"""What endpoints give: by what their use case returns."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Generic, TypeVar, get_args, get_origin, get_type_hints

from attrs import evolve

from backoffice_orders.console.api import responses
from backoffice_orders.model.address import Address
from backoffice_orders.model.audit import AuditEntry
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.ids import CombinationId
from backoffice_orders.model.link import Link
from backoffice_orders.model.listing import CartInfo, OrderInfo
from backoffice_orders.model.order import Order
from backoffice_orders.model.page import Page
from backoffice_orders.model.pricing.cost import Cost
from backoffice_orders.model.pricing.summary_parts import DeliveryOption
from backoffice_orders.model.pricing.what_if import WhatIf
from backoffice_orders.model.stock import StockCount, StockItem
from backoffice_orders.model.values import frozen
from backoffice_orders.model.webhook import Attempt
from backoffice_orders.services.carts import Basis, FromBasis
from backoffice_orders.services.customer_search import CustomerDetails
from backoffice_orders.services.many_lines import LinesAdded
from backoffice_orders.services.merging import MergePreview
from backoffice_orders.services.other_moments import PriceAt
from backoffice_orders.services.product_search import ProductHit
from backoffice_orders.services.view import CartView
from backoffice_orders.services.voucher_rules import VoucherHit

T = TypeVar("T")


@frozen
class Items(Generic[T]):
    """A whole list."""

    items: tuple[T, ...]


@frozen
class Numbered(Generic[T]):
    """A page of a list."""

    items: tuple[T, ...]
    page: int
    more: bool


@frozen
class Done:
    """It is done; there is nothing to say."""


@frozen
class Count:
    """How many there were."""

    count: int


@frozen
class Answer:
    """The type of what is given, and how it is made of what the use case returns."""

    kind: Any
    make: Callable[[Any], Any]


def _begun(found: FromBasis) -> responses.CartOut:
    left_out = [each.notice for each in found.left_out]
    return responses.CartOut.of(evolve(found.view, notices=(*found.view.notices, *left_out)))


def _levels(levels: Mapping[StockItem, int]) -> Items[StockCount]:
    return Items(
        tuple(
            StockCount(item.product_id, level, CombinationId(item.combination_id) or None)
            for item, level in sorted(levels.items())
        )
    )


_MAKERS: Mapping[Any, Callable[[Any], Any]] = {
    Address: responses.AddressOut.of,
    Basis: responses.BasesOut.of,
    Cart: responses.ClosedOut.of,
    CartView: responses.CartOut.of,
    Cost: responses.CostOut.of,
    Customer: responses.CustomerOut.of,
    CustomerDetails: responses.DetailsOut.of,
    DeliveryOption: responses.OptionOut.of,
    FromBasis: _begun,
    MergePreview: responses.MergePreviewOut.of,
    LinesAdded: responses.LinesAddedOut.of,
    Link: responses.LinkOut.of,
    Order: responses.OrderOut.of,
    Page[Attempt]: responses.DeliveriesOut.of,
    Page[AuditEntry]: responses.HistoryOut.of,
    Page[CartInfo]: responses.ListOut.of_carts,
    Page[OrderInfo]: responses.ListOut.of_orders,
    PriceAt: responses.PriceAtOut.of,
    ProductHit: responses.ProductOut.of,
    VoucherHit: responses.VoucherOut.of,
    WhatIf: responses.WhatIfOut.of,
}
_OF_USE: Mapping[str, Answer] = {
    "customers.list": Answer(responses.CustomerListOut, responses.CustomerListOut.of),
    "finishing.hand_over": Answer(responses.AddressOfLink, responses.AddressOfLink),
    "finishing.make_link": Answer(responses.AddressOfLink, responses.AddressOfLink),
    "products.facts": Answer(
        Items[responses.LineFactsOut], lambda facts: Items(responses.LineFactsOut.each_of(facts))
    ),
    "order_payments.link": Answer(responses.AddressOfLink, responses.AddressOfLink),
    "vouchers.get": Answer(responses.VoucherDetailsOut, responses.VoucherDetailsOut.of),
    "setup.stock": Answer(Items[StockCount], _levels),
}


def answer_of(use: str, returned: Any) -> Answer:
    """What an endpoint gives whose use case returns values of this type."""
    return _OF_USE.get(use) or _answer_of(returned)


@cache
def _answer_of(returned: Any) -> Answer:
    if returned is type(None):
        return Answer(Done, lambda _: Done())
    if returned is int:
        return Answer(Count, Count)
    if returned in _MAKERS:
        make = _MAKERS[returned]
        return Answer(get_type_hints(make)["return"], make)
    origin, arguments = get_origin(returned), get_args(returned)
    if origin is Page:
        each = _answer_of(arguments[0])
        return Answer(
            types.GenericAlias(Numbered, each.kind),
            lambda page: Numbered(tuple(map(each.make, page)), page.number, page.more),
        )
    if origin is tuple:
        each = _answer_of(arguments[0])
        return Answer(
            types.GenericAlias(Items, each.kind), lambda found: Items(tuple(map(each.make, found)))
        )
    return Answer(returned, lambda found: found)


__all__ = ["Answer", "Count", "Done", "Items", "Numbered", "answer_of"]
