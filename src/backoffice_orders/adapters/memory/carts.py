"""Carts, their files, and the orders they become, in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime

from backoffice_orders.adapters.memory.search import counted, cut_after, people_after
from backoffice_orders.adapters.memory.tables import MemoryPort, Table, Tables
from backoffice_orders.adapters.transactions import writes
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.customization import AttachedFile
from backoffice_orders.model.draft_filter import DraftFilter
from backoffice_orders.model.errors.finishing import (
    CartAlreadyOrdered,
    CartNotFound,
    IdempotencyKeyReused,
    OrderNotFound,
    StaleCart,
)
from backoffice_orders.model.errors.host import IdTaken, StorageBusy
from backoffice_orders.model.errors.products import FileRefused
from backoffice_orders.model.ids import CartId, CustomerId, OrderId, ShopId
from backoffice_orders.model.link import Link
from backoffice_orders.model.listing import CartInfo, OrderInfo, OrderTotals
from backoffice_orders.model.order import Order
from backoffice_orders.model.order_filter import OrderFilter
from backoffice_orders.model.order_number import reference_key
from backoffice_orders.model.page import Page, PageAfter, moment_and_id
from backoffice_orders.model.reasons import CONTENT_GONE


class MemoryCarts(MemoryPort):
    """The ``Carts`` port."""

    def __init__(self, tables: Tables, shop_id: ShopId) -> None:
        super().__init__(tables)
        self._carts: Table[Cart] = Table(tables, "carts", shop_id)
        self._links: Table[Link] = Table(tables, "links", shop_id)

    def get(self, cart_id: CartId) -> Cart:
        cart = self._carts.get(cart_id)
        if cart is None:
            raise CartNotFound(cart_id)
        return cart

    def many(self, cart_ids: Iterable[CartId]) -> Mapping[CartId, Cart]:
        found = ((cart_id, self._carts.get(cart_id)) for cart_id in cart_ids)
        return {cart_id: cart for cart_id, cart in found if cart is not None}

    def versions(self, cart_ids: Iterable[CartId]) -> Mapping[CartId, int]:
        return {cart_id: cart.version for cart_id, cart in self.many(cart_ids).items()}

    def taken_from(self, reference: str) -> Cart | None:
        if not reference:
            return None
        return next((cart for cart in self._carts.values() if cart.taken_from == reference), None)

    @writes
    def add(self, cart: Cart) -> Cart:
        if self._carts.get(cart.id) is not None:
            raise IdTaken("cart", cart.id)
        if self.taken_from(cart.taken_from) is not None:
            raise IdTaken("cart taken in", cart.taken_from)
        stored = cart.of_version(1)
        self._carts.put(cart.id, stored)
        return stored

    @writes
    def save(self, cart: Cart) -> Cart:
        current = self.get(cart.id)
        if current.version != cart.version:
            raise StaleCart(cart.id, cart.version, current.version)
        stored = cart.of_version(cart.version + 1)
        self._carts.put(cart.id, stored)
        return stored

    def of_customer(self, customer_id: CustomerId, page: PageAfter) -> Page[CartInfo]:
        return self._listed(page, lambda cart: cart.customer_id == customer_id)

    def open_of_customer(
        self, customer_id: CustomerId, page: PageAfter, *, filled: bool = False
    ) -> Page[CartInfo]:
        return self._listed(
            page,
            lambda cart: (
                cart.customer_id == customer_id and cart.open and not (filled and cart.empty)
            ),
        )

    def drafts(self, wanted: DraftFilter, page: PageAfter) -> Page[CartInfo]:
        page.moment_and_id()  # a place that is none is refused before anything is read
        return self._listed(page, self._is_draft(wanted))

    def count_drafts(self, wanted: DraftFilter, at_most: int) -> int:
        return counted(self._is_draft(wanted), self._carts.values(), at_most)

    def _is_draft(self, wanted: DraftFilter) -> Callable[[Cart], bool]:
        links: dict[CartId, list[Link]] = defaultdict(list)
        for link in self._links.values():
            links[link.cart_id].append(link)
        return lambda cart: wanted.fits(cart, links.get(cart.id, ()))

    def customers_with_drafts(
        self, page: PageAfter, among: Collection[CustomerId] | None = None
    ) -> Page[CustomerId]:
        after, begun = page.id(), DraftFilter(begun=True)
        found = (each.customer_id for each in self._carts.values() if begun.fits(each, ()))
        return people_after(after, found, page, among)

    def _listed(self, page: PageAfter, wanted: Callable[[Cart], bool]) -> Page[CartInfo]:
        """A page of these carts, last changed first, then by id."""
        after = page.moment_and_id()
        carts = sorted(
            filter(wanted, self._carts.values()), key=lambda cart: cart.updated_at, reverse=True
        )
        if after is not None:
            moment, id_ = after
            carts = [
                cart
                for cart in carts
                if cart.updated_at < moment or (cart.updated_at == moment and cart.id > id_)
            ]
        infos = [CartInfo.of(cart) for cart in carts[: page.size + 1]]
        return cut_after(infos, page, _key)

    def untouched(self, since: datetime, page: PageAfter) -> Page[CartInfo]:
        after = page.moment_and_id()
        old = sorted(
            (cart.updated_at, cart.id)
            for cart in self._carts.values()
            if not cart.ordered and cart.updated_at < since
        )
        rest = [self.get(row[1]) for row in old if after is None or row > after]
        infos = [CartInfo.of(cart) for cart in rest[: page.size + 1]]
        return cut_after(infos, page, _key)

    @writes
    def remove(self, cart_id: CartId) -> None:
        self._carts.remove(cart_id)


def _key(info: CartInfo) -> str:
    return moment_and_id(info.updated_at, info.cart_id)


class MemoryFiles(MemoryPort):
    """The ``Files`` port."""

    def __init__(self, tables: Tables, shop_id: ShopId) -> None:
        super().__init__(tables)
        self._contents: Table[bytes] = Table(tables, "files", shop_id)

    @writes
    def add(self, file: AttachedFile, content: bytes) -> AttachedFile:
        self._contents.put(file.id, content)
        return file

    def content(self, file: AttachedFile) -> bytes:
        content = self._contents.get(file.id)
        if content is None:
            raise FileRefused(file.name, CONTENT_GONE())
        return content

    @writes
    def remove(self, file: AttachedFile) -> None:
        self._contents.remove(file.id)


class MemoryOrders(MemoryPort):
    """The ``Orders`` port."""

    def __init__(self, tables: Tables, shop_id: ShopId) -> None:
        super().__init__(tables)
        self._orders: Table[Order] = Table(tables, "orders", shop_id)
        self._counters: Table[int] = Table(tables, "counters", shop_id)

    def get(self, order_id: OrderId) -> Order:
        order = self._orders.get(order_id)
        if order is None:
            raise OrderNotFound(order_id)
        return order

    def many(self, order_ids: Iterable[OrderId]) -> Mapping[OrderId, Order]:
        found = ((order_id, self._orders.get(order_id)) for order_id in order_ids)
        return {order_id: order for order_id, order in found if order is not None}

    def by_reference(self, reference: str) -> Order:
        wanted = reference_key(reference)
        for order in self._orders.values():
            if reference_key(order.reference) == wanted:
                return order
        raise OrderNotFound(reference)

    def of_cart(self, cart_id: CartId) -> Order | None:
        return next((each for each in self._orders.values() if each.cart_id == cart_id), None)

    def by_idempotency_key(self, key: str) -> Order | None:
        if not key:
            return None
        return next((each for each in self._orders.values() if each.idempotency_key == key), None)

    def of_customer(self, customer_id: CustomerId, page: PageAfter) -> Page[OrderInfo]:
        return self.search(OrderFilter(customer_id=customer_id), page)

    def totals(self, customer_id: CustomerId) -> OrderTotals:
        theirs = (each for each in self._orders.values() if each.customer_id == customer_id)
        return OrderTotals.of(map(OrderInfo.of, theirs))

    def search(self, wanted: OrderFilter, page: PageAfter) -> Page[OrderInfo]:
        after = page.number()
        found = sorted(
            filter(wanted.fits, self._orders.values()), key=lambda order: order.number, reverse=True
        )
        if after is not None:
            found = [order for order in found if order.number < after]
        infos = [OrderInfo.of(order) for order in found[: page.size + 1]]
        return cut_after(infos, page, lambda info: str(info.number))

    def count(self, wanted: OrderFilter, at_most: int) -> int:
        return counted(wanted.fits, self._orders.values(), at_most)

    def customers_owing(
        self, page: PageAfter, among: Collection[CustomerId] | None = None
    ) -> Page[CustomerId]:
        after = page.id()
        found = (each.customer_id for each in self._orders.values() if each.unpaid)
        return people_after(after, found, page, among)

    @writes
    def next_number(self, *, gaps: bool = False) -> int:
        taken = {order.number for order in self._orders.values()}
        number = (self._counters.get("order") or 0) + 1
        while number in taken:  # by the host, which has chosen it itself
            number += 1
        self._counters.put("order", number)
        return number

    @writes
    def add(self, order: Order) -> Order:
        self._require_own_keys(order, self._orders.values())
        stored = order.of_version(1)
        self._orders.put(order.id, stored)
        return stored

    @writes
    def save(self, order: Order) -> Order:
        if self.get(order.id).version != order.version:
            raise StorageBusy(f"order {order.id} was changed meanwhile")
        others = [each for each in self._orders.values() if each.id != order.id]
        self._require_own_keys(order, others)
        stored = order.of_version(order.version + 1)
        self._orders.put(order.id, stored)
        return stored

    def _require_own_keys(self, order: Order, others: list[Order]) -> None:
        """Raise what ``Orders.add`` names where another order has a key of this one."""
        for other in others:
            if other.cart_id == order.cart_id:
                raise CartAlreadyOrdered(order.cart_id, other.id)
        key, reference = order.idempotency_key, reference_key(order.reference)
        if key and any(other.idempotency_key == key for other in others):
            raise IdempotencyKeyReused(key)
        if any(other.id == order.id for other in others):
            raise IdTaken("order", order.id)
        if any(reference_key(other.reference) == reference for other in others):
            raise IdTaken("order reference", order.reference)
        if any(other.number == order.number for other in others):
            raise IdTaken("order number", str(order.number))
