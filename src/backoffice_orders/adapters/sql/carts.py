"""Carts and their files in SQL."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Table, Text, bindparam, cast, literal, or_, select, union_all

from backoffice_orders.adapters.sql.cache import Cache
from backoffice_orders.adapters.sql.dialects.base import Dialect
from backoffice_orders.adapters.sql.documents import read, written, written_cart
from backoffice_orders.adapters.sql.draft_list import draft_conditions
from backoffice_orders.adapters.sql.readable import readable_row
from backoffice_orders.adapters.sql.reference import VERSION, note_version
from backoffice_orders.adapters.sql.rows import ShopRows, mine, select_documents
from backoffice_orders.adapters.sql.schema import Schema
from backoffice_orders.adapters.sql.session import Session
from backoffice_orders.adapters.sql.statements import one_of, prepared
from backoffice_orders.adapters.transactions import writes
from backoffice_orders.model.address import Address
from backoffice_orders.model.cart import Cart, Channel
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.customization import AttachedFile
from backoffice_orders.model.draft_filter import DraftFilter, found_by
from backoffice_orders.model.errors.finishing import CartNotFound, StaleCart
from backoffice_orders.model.errors.host import IdTaken
from backoffice_orders.model.errors.products import FileRefused
from backoffice_orders.model.ids import CartId, CustomerId, ShopId
from backoffice_orders.model.listing import CartInfo
from backoffice_orders.model.page import Page, PageAfter, moment_and_id
from backoffice_orders.model.reasons import CONTENT_GONE
from backoffice_orders.serialization import from_json


class SqlCarts(ShopRows):
    """The ``Carts`` port."""

    def __init__(
        self,
        session: Session,
        shop_id: ShopId,
        customers_shop_id: ShopId,
    ) -> None:
        super().__init__(session, shop_id)
        self._customers_shop_id = customers_shop_id

    def get(self, cart_id: CartId) -> Cart:
        """The cart.

        Its customer, their addresses and the version of what the shop is set up with are read
        along with it: they are needed next.
        """
        shop = self._customers_shop_id
        wanted = {**self._of(id=cart_id, version=VERSION), "customers_shop": shop}
        cart: Cart | None = None
        version: str | None = None
        customers = self._seen.known((self._schema.customers, shop))
        addresses = self._seen.known((self._schema.addresses, shop))
        for kind, id_, document in self._session.rows(_with_customer(self._schema), wanted):
            if kind == "cart":
                read_it = partial(read, self._session.cache, document, Cart)
                cart = readable_row(self._schema.carts, id_, read_it)
            elif kind == "customer":
                customers.update(
                    self._readable(self._schema.customers, Customer, [(id_, document)])
                )
            elif kind == "address":
                addresses.update(self._readable(self._schema.addresses, Address, [(id_, document)]))
            else:
                version = document
        note_version(self._session, self._shop_id, version)
        if cart is None:
            raise CartNotFound(cart_id)
        self._session.unpriced = cart
        return cart

    def many(self, cart_ids: Iterable[CartId]) -> Mapping[CartId, Cart]:
        table = self._schema.carts
        query = select_documents(table, self._dialect)
        rows = self._session.rows(query, self._of(ids=sorted(set(cart_ids))))
        return {cart.id: cart for _, cart in self._readable(table, Cart, rows)}

    def taken_from(self, reference: str) -> Cart | None:
        if not reference:
            return None
        return self._document(self._schema.carts, Cart, taken_from=reference)

    def versions(self, cart_ids: Iterable[CartId]) -> Mapping[CartId, int]:
        ids = sorted(set(cart_ids))
        query = _versions(self._schema.carts, self._dialect)
        return dict(self._session.rows(query, self._of(ids=ids))) if ids else {}

    @writes
    def add(self, cart: Cart) -> Cart:
        stored = cart.of_version(1)
        known_by = {"id": cart.id, "taken_from": cart.taken_from or None}
        columns = _columns(self._session.cache, stored)
        if not self._insert_new(self._schema.carts, {**known_by, **columns}):
            self._require_new("cart", self._schema.carts, cart.id)
            raise IdTaken("cart taken in", cart.taken_from)
        return stored

    @writes
    def save(self, cart: Cart) -> Cart:
        table = self._schema.carts
        stored = cart.of_version(cart.version + 1)
        if not self._rewrite(
            table, _columns(self._session.cache, stored), id=cart.id, version=cart.version
        ):
            raise StaleCart(cart.id, cart.version, self.get(cart.id).version)
        return stored

    def of_customer(self, customer_id: CustomerId, page: PageAfter) -> Page[CartInfo]:
        return self._listed(page, customer_id=customer_id)

    def open_of_customer(
        self, customer_id: CustomerId, page: PageAfter, *, filled: bool = False
    ) -> Page[CartInfo]:
        wanted = {"filled": True} if filled else {}
        return self._listed(page, customer_id=customer_id, open=True, **wanted)

    def drafts(self, wanted: DraftFilter, page: PageAfter) -> Page[CartInfo]:
        of_these = draft_conditions(self._schema, wanted)
        return self._listed(page, *of_these, **_whose(wanted))

    def count_drafts(self, wanted: DraftFilter, at_most: int) -> int:
        carts = self._schema.carts
        of_these = draft_conditions(self._schema, wanted)
        query = select(carts.c.id).where(self._mine(carts, **_whose(wanted)), *of_these)
        return self._count_rows(at_most, query)

    def customers_with_drafts(
        self, page: PageAfter, among: Collection[CustomerId] | None = None
    ) -> Page[CustomerId]:
        carts = self._schema.carts
        begun = draft_conditions(self._schema, DraftFilter(begun=True))
        back_office = carts.c.channel == Channel.BACK_OFFICE.value
        return self._people_after(
            carts.c.customer_id, page, among, carts.c.open, back_office, *begun
        )

    def _listed(
        self, page: PageAfter, *of_these: ColumnElement[bool], **wanted: Any
    ) -> Page[CartInfo]:
        """A page of the carts with these values, last changed first, then by id."""
        table, after = self._schema.carts, page.moment_and_id()
        query = select(table.c.id, table.c.summary, table.c.updated_at).where(
            self._mine(table, **wanted), *of_these
        )
        if after is not None:
            moment, id_ = after
            later_id = or_(table.c.updated_at < moment, table.c.id > id_)
            query = query.where(table.c.updated_at <= moment, later_id)
        query = query.order_by(table.c.updated_at.desc(), table.c.id)
        return self._page_after(table, query, page, _info, moment_and_id)

    def untouched(self, since: datetime, page: PageAfter) -> Page[CartInfo]:
        table, after = self._schema.carts, page.moment_and_id()
        idle_since = table.c.idle_since
        query = select(table.c.id, table.c.summary, idle_since)
        query = query.where(self._mine(table), idle_since < since)
        if after is not None:
            moment, id_ = after
            query = query.where(idle_since >= moment, or_(idle_since > moment, table.c.id > id_))
        query = query.order_by(idle_since, table.c.id)
        return self._page_after(table, query, page, _info, moment_and_id)

    @writes
    def remove(self, cart_id: CartId) -> None:
        self._remove(self._schema.carts, id=cart_id)


def _whose(wanted: DraftFilter) -> dict[str, Any]:
    """The values that drafts have, and among them those of whose they are."""
    whose = {} if wanted.assigned_to is None else {"assigned_to": wanted.assigned_to}
    return {"open": True, "channel": Channel.BACK_OFFICE.value, **whose}


@prepared
def _versions(table: Table, dialect: Dialect) -> Any:
    ids = one_of(table.c.id, "of_ids", dialect)
    return select(table.c.id, table.c.version).where(mine(table), ids)


def _info(summary: str) -> CartInfo:
    return from_json(summary, CartInfo)


@prepared
def _with_customer(schema: Schema) -> Any:
    """A cart, its customer, that customer's addresses, and the version of reference data."""
    carts, customers, addresses = schema.carts, schema.customers, schema.addresses
    this = mine(carts, "id")
    parts = [select(literal("cart"), carts.c.id, carts.c.document).where(this)]
    for kind, table, column in (
        ("customer", customers, customers.c.id),
        ("address", addresses, addresses.c.customer_id),
    ):
        theirs = (table.c.shop_id == bindparam("customers_shop")) & (column == carts.c.customer_id)
        parts.append(
            select(literal(kind), table.c.id, table.c.document)
            .select_from(carts.join(table, theirs))
            .where(this)
        )
    counters = schema.counters
    is_version = mine(counters) & (counters.c.name == bindparam("of_version"))
    version = select(literal("version"), counters.c.name, cast(counters.c.value, Text))
    return union_all(*parts, version.where(is_version))


def _columns(cache: Cache, cart: Cart) -> dict[str, Any]:
    return {
        "version": cart.version,
        "customer_id": cart.customer_id,
        "order_id": cart.order_id,
        "channel": cart.channel.value,
        "assigned_to": cart.assigned_to,
        "updated_at": cart.updated_at,
        "open": cart.open,
        "filled": not cart.empty,
        "named": bool(cart.name),
        "offer": cart.expires_at is not None,
        "found_by": found_by(cart) if cart.open else "",
        "idle_since": None if cart.ordered else cart.updated_at,
        "summary": written(CartInfo.of(cart)),
        "document": written_cart(cache, cart),
    }


class SqlFiles(ShopRows):
    """The ``Files`` port."""

    @writes
    def add(self, file: AttachedFile, content: bytes) -> AttachedFile:
        self._upsert(self._schema.files, {"id": file.id, "content": content})
        return file

    def content(self, file: AttachedFile) -> bytes:
        table = self._schema.files
        query = select(table.c.content).where(self._mine(table, id=file.id))
        for content in self._session.values(query):
            return bytes(content)
        raise FileRefused(file.name, CONTENT_GONE())

    @writes
    def remove(self, file: AttachedFile) -> None:
        self._remove(self._schema.files, id=file.id)
