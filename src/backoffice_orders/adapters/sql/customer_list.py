"""The list of customers, and who is in which group.

Each row stands in its index in the order of the list: a page reads what it shows, and no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, union_all

from backoffice_orders.adapters.sql.customers import listed_at
from backoffice_orders.adapters.sql.documents import read
from backoffice_orders.adapters.sql.rows import ShopRows
from backoffice_orders.adapters.sql.session import Session
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.customer_filter import CustomerFilter
from backoffice_orders.model.ids import CustomerId, ShopId
from backoffice_orders.model.page import Page, PageAfter, moment_and_id

# So many customers' groups are written together.
_TOGETHER = 1000
_Member = tuple[str, datetime]


class CustomerList(ShopRows):
    """Customers as a list, newest first."""

    def __init__(self, session: Session, shop_id: ShopId) -> None:
        super().__init__(session, shop_id)
        # Of each who has changed: the groups that are stored, and those that shall be.
        self._due: dict[CustomerId, tuple[frozenset[_Member], frozenset[_Member]]] = {}

    def changed(self, before: Customer | None, after: Customer) -> None:
        """A customer is stored, in place of what they were before."""
        stored, _ = self._due.get(after.id, (_memberships(before), None))
        if not self._due:
            self._session.write_later(self._write)
        self._due[after.id] = stored, _memberships(after)
        if len(self._due) >= _TOGETHER:
            self._write()

    def _write(self) -> None:
        due, self._due = self._due, {}
        gone: list[dict[str, Any]] = []
        new: list[dict[str, Any]] = []
        for id_, (before, after) in due.items():
            for group_id, at in sorted(before - after):
                gone.append(self._of(group_id=group_id, listed_at=at, customer_id=id_))
            for group_id, at in sorted(after - before):
                new.append({"group_id": group_id, "listed_at": at, "customer_id": id_})
        self._remove_all(self._schema.group_members, gone)
        self._add_all(self._schema.group_members, new)

    def page(self, wanted: CustomerFilter, page: PageAfter) -> Page[Customer]:
        """As ``Customers.listed``."""
        self._session.write_waiting()
        after = page.moment_and_id()
        table, enough = self._schema.customers, page.size + 1
        parts = [
            select(_first(query, query.selected_columns, after, enough).subquery())
            for query in self._queries(wanted)
        ]
        found = union_all(*parts).subquery()
        query = select(found).order_by(found.c.at.desc(), found.c.id).limit(enough)
        made = partial(_read, self._session)
        return self._cut_after(table, self._session.all(query), page, made, moment_and_id)

    def count(self, wanted: CustomerFilter, at_most: int) -> int:
        """As ``Customers.count``."""
        self._session.write_waiting()
        moments = (
            query.with_only_columns(query.selected_columns.at) for query in self._queries(wanted)
        )
        return self._count_rows(at_most, *moments)

    def _queries(self, wanted: CustomerFilter) -> Iterator[Select[Any]]:
        """The ids, documents and moments of a filter's customers, each from one index."""
        table, members = self._schema.customers, self._schema.group_members
        if wanted.group_id is None:
            kinds = (False, True) if wanted.guest is None else (wanted.guest,)
            for guest in kinds:
                query = select(table.c.id, table.c.document, table.c.listed_at.label("at"))
                of_kind = self._mine(table, guest=guest), table.c.listed_at.is_not(None)
                yield query.where(*of_kind, *_created(table.c.listed_at, wanted))
            return
        query = select(table.c.id, table.c.document, members.c.listed_at.label("at"))
        whose = (members.c.shop_id == table.c.shop_id) & (members.c.customer_id == table.c.id)
        query = query.join_from(members, table, whose)
        query = query.where(self._mine(members, group_id=wanted.group_id))
        if wanted.guest is not None:
            query = query.where(table.c.guest == wanted.guest)
        yield query.where(*_created(members.c.listed_at, wanted))


def _memberships(customer: Customer | None) -> frozenset[_Member]:
    at = None if customer is None else listed_at(customer)
    if customer is None or at is None:
        return frozenset()
    return frozenset((group_id, at) for group_id in customer.group_ids)


def _created(column: ColumnElement[Any], wanted: CustomerFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.created_from is not None:
        yield column >= wanted.created_from
    if wanted.created_until is not None:
        yield column < wanted.created_until


def _first(
    query: Select[Any], columns: Any, after: tuple[datetime, str] | None, enough: int
) -> Select[Any]:
    """The first of a query's rows after a moment and an id, newest first."""
    at, id_ = columns.at, columns.id
    if after is not None:
        moment, last = after
        query = query.where(at.element <= moment, or_(at.element < moment, id_ > last))
    return query.order_by(at.element.desc(), id_).limit(enough)


def _read(session: Session, document: str) -> Customer:
    return read(session.cache, document, Customer)
