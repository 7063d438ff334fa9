"""Reading and writing rows: one connection, one shop, documents of the model."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, TypeVar, cast

from sqlalchemy import (
    Column,
    ColumnElement,
    Select,
    Table,
    and_,
    bindparam,
    delete,
    func,
    select,
    union_all,
    update,
)
from sqlalchemy.exc import IntegrityError

from backoffice_orders.adapters.sql.dialects.base import Dialect
from backoffice_orders.adapters.sql.documents import read, remembered
from backoffice_orders.adapters.sql.readable import readable, readable_row
from backoffice_orders.adapters.sql.seen import Topic
from backoffice_orders.adapters.sql.session import Session
from backoffice_orders.adapters.sql.statements import (
    Values,
    insert,
    insert_into,
    one_of,
    prepared,
)
from backoffice_orders.model.errors.host import IdTaken, StorageBusy
from backoffice_orders.model.ids import CustomerId, ShopId
from backoffice_orders.model.page import Page, PageAfter, after_id

T = TypeVar("T")


class ShopRows:
    """One shop's rows in one transaction; the base of every adapter of a port."""

    def __init__(self, session: Session, shop_id: ShopId) -> None:
        self._session = session
        self._dialect = session.dialect
        self._schema = session.schema
        self._seen = session.seen
        self._shop_id = shop_id

    def require_writing(self) -> None:
        """Raise ``TransactionMisused`` where nothing may be written."""
        self._session.require_writing()

    def _upsert(self, table: Table, values: Values) -> None:
        """Insert a row, or replace the one with the same primary key."""
        self._changed(table)
        self._session.change(_upsert(table, self._dialect), {"shop_id": self._shop_id, **values})

    def _insert_new(self, table: Table, row: Values) -> bool:
        """Insert a row unless a unique key forbids it; whether that was done."""
        insert = _insert_new(table, self._dialect)
        return bool(self._session.change(insert, {"shop_id": self._shop_id, **row}))

    def _add_missing(self, table: Table, rows: Iterable[Values]) -> int:
        """Insert those of many rows that no unique key forbids; how many they were."""
        insert = _insert_new(table, self._dialect)
        return self._session.change_all(insert, [{"shop_id": self._shop_id, **row} for row in rows])

    def _add_all(self, table: Table, rows: Iterable[Values]) -> None:
        """Insert rows that are not there, many at a time."""
        try:
            self._session.change_all(
                insert(table), [{"shop_id": self._shop_id, **row} for row in rows]
            )
        except IntegrityError as error:
            raise StorageBusy(f"{table.name}: the same is being written") from error

    def _require_new(self, kind: str, table: Table, id_: str) -> None:
        """Raise ``IdTaken`` where there is a row with this id."""
        if self._session.rows(select_ids(table, self._dialect), self._of(ids=[id_])):
            raise IdTaken(kind, id_)

    def _rewrite(self, table: Table, columns: Values, **keys: Any) -> int:
        """Write to the rows with these keys; how many there were."""
        change = _update(table, *keys)
        return self._session.change(change, {**columns, **self._of(**keys)})

    def _belongs_to(self, table: Table, id_: str) -> None:
        """Write to the row that something new belongs to, and leave it as it is.

        Whoever changes or removes that row at the same moment, and has looked for what belongs to
        it, has not seen the new one: of both, one has to wait or to begin anew.
        """
        if self._dialect.many_writers:
            self._changed(table)
            self._session.change(_touch(table), self._of(id=id_))

    def _remove(self, table: Table, **keys: Any) -> None:
        """Delete the rows with these keys."""
        self._session.change(_delete(table, *keys), self._of(**keys))

    def _remove_all(self, table: Table, keys: Sequence[Values]) -> None:
        """Delete the row with each of these keys, as ``_of`` makes them."""
        if keys:
            names = [name.removeprefix("of_") for name in keys[0] if name != "of_shop_id"]
            self._session.change_all(_delete(table, *names), keys)

    def _remove_old(
        self,
        table: Table,
        key: ColumnElement[Any],
        since: ColumnElement[datetime],
        before: datetime,
        limit: int,
    ) -> int:
        """Delete the oldest rows of this shop, so many at most; how many they were.

        Args:
            table: Whose rows.
            key: The column that tells one from another.
            since: The column of their moment.
            before: Younger ones stay, and those of this moment.
            limit: Nothing is deleted where it is not positive.
        """
        query = select(key).where(self._mine(table), since < before)
        keys = self._session.values(query.order_by(since, key).limit(max(limit, 0)))
        self._changed(table)
        if keys:
            self._session.execute(delete(table).where(self._mine(table), key.in_(keys)))
        return len(keys)

    def _of(self, **keys: Any) -> dict[str, Any]:
        """The values of ``mine``: this shop, and these keys."""
        return {"of_shop_id": self._shop_id, **{f"of_{name}": keys[name] for name in keys}}

    def _mine(self, table: Table, **keys: Any) -> ColumnElement[bool]:
        """The condition for this shop's rows with these values."""
        return and_(
            table.c.shop_id == self._shop_id,
            *(table.c[name] == value for name, value in keys.items()),
        )

    def _document(self, table: Table, kind: type[T], **keys: Any) -> T | None:
        """The document of the one row with these keys, or ``RowUnreadable``."""
        known = self._seen.known(self._topic(table))
        if keys.keys() == {"id"} and keys["id"] in known:
            seen: T = known[keys["id"]]
            return seen
        query = _select_document(table, *keys)
        for id_, document in self._session.rows(query, self._of(**keys)):
            return readable_row(table, id_, partial(read, self._session.cache, document, kind))
        return None

    def _documents(self, table: Table, kind: type[T], ids: Iterable[str]) -> dict[str, T]:
        """The documents of the rows with these ids, by id; unreadable ones are set aside."""
        known = self._seen.known(self._topic(table))
        wanted = sorted(set(ids))
        missing = [id_ for id_ in wanted if id_ not in known]
        if missing:
            query = select_documents(table, self._dialect)
            rows = self._session.rows(query, self._of(ids=missing))
            known.update(self._readable(table, kind, rows))
        return {id_: known[id_] for id_ in wanted if id_ in known}

    def _readable(
        self, table: Table, kind: type[T], rows: Iterable[Sequence[str]]
    ) -> list[tuple[str, T]]:
        """Ids and values of (id, document) rows; unreadable ones are set aside."""
        cache, rows = self._session.cache, list(rows)
        if not rows:
            return []
        ids, documents = zip(*rows, strict=True)
        known = remembered(cache, documents, kind)
        if all(known):
            return list(zip(ids, cast("list[T]", known), strict=True))
        found: list[tuple[str, T]] = []
        for row, value in zip(rows, known, strict=True):
            if value is not None:
                found.append((row[0], value))
            else:
                found += readable(table, [row], lambda document: read(cache, document, kind))
        return found

    def _values(self, table: Table, kind: type[T], rows: Iterable[Sequence[str]]) -> tuple[T, ...]:
        """The values of (id, document) rows; unreadable ones are set aside."""
        return tuple([value for _, value in self._readable(table, kind, rows)])

    def _page(self, table: Table, kind: type[T], found: Page[tuple[str, str]]) -> Page[T]:
        """A page of (id, document) rows as values; unreadable ones are set aside."""
        return Page(self._values(table, kind, found.items), found.number, found.more)

    def _page_after(
        self,
        table: Table,
        query: Select[Any],
        page: PageAfter,
        read: Callable[[str], T],
        key: Callable[[Any, str], str],
    ) -> Page[T]:
        """A page of a list by a key.

        Args:
            table: What is listed.
            query: Gives (id, text, key) rows, from where the page before has ended.
            page: How many are asked for.
            read: Makes a value of a text; what it cannot read is set aside.
            key: What an entry is asked for after, made of its key and its id.
        """
        rows = self._session.all(query.limit(page.size + 1))
        return self._cut_after(table, rows, page, read, key)

    def _cut_after(
        self,
        table: Table,
        rows: Sequence[Any],
        page: PageAfter,
        read: Callable[[str], T],
        key: Callable[[Any, str], str],
    ) -> Page[T]:
        """A page of (id, text, key) rows, of which there may be one more than it has place for."""
        shown = rows[: page.size]
        found = readable(table, [(str(id_), text) for id_, text, _ in shown], read)
        id_, _, last = shown[-1] if shown else ("", "", None)
        next_ = key(last, id_) if len(rows) > page.size else ""
        return Page.until(tuple([value for _, value in found]), next_)

    def _count_rows(self, at_most: int, *queries: Select[Any]) -> int:
        """How many rows some queries give, which have none in common; ``at_most`` are read."""
        parts = [select(each.limit(at_most).subquery().c[0]) for each in queries]
        found = select(union_all(*parts).subquery().c[0]).limit(at_most).subquery()
        return int(self._session.values(select(func.count()).select_from(found))[0])

    def _people_after(
        self,
        column: Column[Any],
        page: PageAfter,
        among: Collection[CustomerId] | None,
        *of_these: ColumnElement[bool],
    ) -> Page[CustomerId]:
        """A page of the customers that a column names in some rows, by id.

        Args:
            column: It holds customers' ids.
            page: How many are asked for, and after whom.
            among: Only these are looked at; None for everybody.
            of_these: Which rows.
        """
        of_shop = column.table.c.shop_id == self._shop_id
        query = select(column).where(of_shop, column > page.id(), *of_these)
        if among is not None:
            query = query.where(column.in_(sorted(among)))
        query = query.distinct().order_by(column).limit(page.size + 1)
        found = [CustomerId(each) for each in self._session.values(query)]
        shown = tuple(found[: page.size])
        return Page.until(shown, after_id(shown[-1]) if len(found) > page.size else "")

    def _topic(self, table: Table) -> Topic:
        return table, self._shop_id

    def _changed(self, *tables: Table) -> None:
        """Forget what was seen of tables that are written to."""
        self._seen.forget(*(self._topic(table) for table in tables))


def mine(table: Table, *names: str, shop: str = "shop_id") -> ColumnElement[bool]:
    """The condition for one shop's rows with certain values; ``ShopRows._of`` has the values.

    ``shop`` is what the shop's id is called in a statement that is about several shops.
    """
    return and_(
        table.c.shop_id == bindparam(f"of_{shop}"),
        *(table.c[name] == bindparam(f"of_{name}") for name in names),
    )


@prepared
def _upsert(table: Table, dialect: Dialect) -> Any:
    keys = [column.name for column in table.primary_key]
    insert = insert_into(table, dialect)
    changed = {
        column.name: insert.excluded[column.name]
        for column in table.columns
        if column.name not in keys
    }
    return insert.on_conflict_do_update(index_elements=keys, set_=changed)


@prepared
def _insert_new(table: Table, dialect: Dialect) -> Any:
    return insert_into(table, dialect).on_conflict_do_nothing().inline()


@prepared
def _select_document(table: Table, *names: str) -> Any:
    return select(table.c.id, table.c.document).where(mine(table, *names))


@prepared
def select_documents(table: Table, dialect: Dialect) -> Any:
    """Ids and documents of one shop's rows with some ids (``ids``)."""
    ids = one_of(table.c.id, "of_ids", dialect)
    return select(table.c.id, table.c.document).where(mine(table), ids)


@prepared
def select_ids(table: Table, dialect: Dialect) -> Any:
    """Those of some ids (``ids``) that one shop's rows have."""
    return select(table.c.id).where(mine(table), one_of(table.c.id, "of_ids", dialect))


@prepared
def _update(table: Table, *names: str) -> Any:
    return update(table).where(mine(table, *names))


@prepared
def _touch(table: Table) -> Any:
    return update(table).where(mine(table, "id")).values(document=table.c.document)


@prepared
def _delete(table: Table, *names: str) -> Any:
    return delete(table).where(mine(table, *names))
