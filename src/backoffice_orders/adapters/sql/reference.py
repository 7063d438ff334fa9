"""What a shop sets up once: documents by kind and id, one table for all of them.

They change seldom and are needed always: a process remembers what was asked of them, and a
transaction asks only whether it is still the same (see ``VERSION``).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Hashable, Mapping
from typing import Any, TypeVar

from sqlalchemy import Table, Text, cast, select

from backoffice_orders.adapters.sql.dialects.base import Dialect
from backoffice_orders.adapters.sql.documents import written_and_known
from backoffice_orders.adapters.sql.rows import ShopRows, mine
from backoffice_orders.adapters.sql.session import Session
from backoffice_orders.adapters.sql.statements import one_of, prepared
from backoffice_orders.adapters.transactions import writes
from backoffice_orders.model.errors.host import RowUnreadable, ShopNotSetUp, StorageBusy
from backoffice_orders.model.ids import ShopId
from backoffice_orders.model.settings import ShopSettings

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)

# The counter that gets a new random number with every change of what a shop has set up. Whatever
# is remembered under such a number can be used wherever the number is found.
VERSION = "reference_version"
# So many answers of a kind are remembered, and then asked for anew.
_MOST = 2000


def note_version(session: Session, shop_id: ShopId, version: str | None) -> None:
    """Let the transaction know the version that it has read along with something else."""
    session.seen.known((session.schema.reference_data, shop_id))["version"] = version


class _Answers:
    """What was asked of a shop's set-up, of one version."""

    def __init__(self) -> None:
        self._by_kind: dict[str, dict[Any, Any]] = {}

    def of(self, kind: str) -> dict[Any, Any]:
        """The answers of a kind, by what was asked."""
        known = self._by_kind.get(kind)
        if known is None or len(known) > _MOST:
            known = self._by_kind[kind] = {}
        return known


class ReferenceData(ShopRows):
    """Documents by kind and id; the base of what is set up in tables of its own."""

    def ask(
        self, kind: str, keys: Collection[K], read: Callable[[list[K]], Mapping[K, T | None]]
    ) -> dict[K, T]:
        """The answers to these questions, in their order; what has none is left out.

        Args:
            kind: What the questions are about.
            keys: The questions.
            read: Asks the database those that are not answered yet, together; what it answers
                besides is remembered too.
        """
        known = self._known().of(kind)
        found = {key: known[key] for key in keys if key in known}
        missing = [key for key in dict.fromkeys(keys) if key not in found]
        if missing:
            answers = read(missing)
            self._require_same_version()
            found |= {key: answers.get(key) for key in missing}
            known.update(answers)
            known.update({key: found[key] for key in missing})
        return {key: found[key] for key in keys if found[key] is not None}

    def some(self, kind: str, model: type[T], ids: Collection[str]) -> dict[str, T]:
        """Those of the documents that there are, by id, in the order of their ids."""

        def read(missing: list[str]) -> dict[str, T]:
            query = _of_ids(self._schema.reference_data, self._dialect)
            rows = self._session.rows(query, self._of(kind=kind, ids=missing))
            return dict(self._read(kind, model, rows))

        found = self.ask(kind, ids, read)
        return {id_: found[id_] for id_ in sorted(found)}

    def all(self, kind: str, model: type[T]) -> tuple[T, ...]:
        """All documents of a kind, by id."""

        def read(_: list[str]) -> dict[str, tuple[T, ...]]:
            query = _of_kind(self._schema.reference_data)
            rows = self._session.rows(query, self._of(kind=kind))
            return {kind: tuple([value for _, value in self._read(kind, model, rows)])}

        return self.ask("all", [kind], read)[kind]

    def only(self, kind: str, model: type[T]) -> T | None:
        """The only document of a kind, or ``RowUnreadable``."""

        def read(_: list[str]) -> dict[str, T]:
            rows = self._session.rows(_of_kind(self._schema.reference_data), self._of(kind=kind))
            found = [value for _, value in self._read(kind, model, rows)]
            if rows and not found:
                raise RowUnreadable(self._schema.reference_data.name, kind)
            return dict.fromkeys([kind], found[0]) if found else {}

        return self.ask(f"only {kind}", [kind], read).get(kind)

    def _read(self, kind: str, model: type[T], rows: Any) -> list[tuple[str, T]]:
        named = [(f"{kind} {id_}", document) for id_, document in rows]
        found = self._readable(self._schema.reference_data, model, named)
        return [(name.removeprefix(f"{kind} "), value) for name, value in found]

    def _known(self) -> _Answers:
        seen = self._seen.known(self._topic(self._schema.reference_data))
        if "answers" not in seen:
            if "version" not in seen:
                seen["version"] = self._stored_version()
            version = seen["version"]
            key = (_Answers, self._shop_id, version)
            cache = self._session.cache
            seen["answers"] = cache.get(key, _Answers) if version else _Answers()
        answers: _Answers = seen["answers"]
        return answers

    def _require_same_version(self) -> None:
        """Raise ``StorageBusy`` where what was read just now may be of a later version.

        Otherwise it would be remembered, and priced with, as what the shop was set up with before.
        """
        if self._session.sees_others:
            known = self._seen.known(self._topic(self._schema.reference_data))
            if known["version"] != self._stored_version():
                raise StorageBusy("what the shop is set up with was changed meanwhile")

    def _stored_version(self) -> str | None:
        version: str | None = self._session.value(
            _version(self._schema.counters), self._of(name=VERSION)
        )
        return version

    @writes
    def save(self, kind: str, id_: str, value: Any) -> None:
        """Store or replace a document."""
        row = {"kind": kind, "id": id_, "document": written_and_known(self._session.cache, value)}
        self._upsert(self._schema.reference_data, row)
        self.now_another_version()

    @writes
    def remove(self, kind: str, id_: str) -> None:
        """Delete a document, if there is one."""
        self._changed(self._schema.reference_data)
        self._remove(self._schema.reference_data, kind=kind, id=id_)
        self.now_another_version()

    def now_another_version(self) -> None:
        """Forget what was asked of the shop's set-up: something of it has changed."""
        self._changed(self._schema.reference_data)
        self._upsert(self._schema.counters, {"name": VERSION, "value": secrets.randbits(62)})


class SetUpRows(ShopRows):
    """Rows of a port that is about what a shop sets up, too."""

    def __init__(self, session: Session, shop_id: ShopId) -> None:
        super().__init__(session, shop_id)
        self._reference = ReferenceData(session, shop_id)


@prepared
def _version(counters: Table) -> Any:
    return select(cast(counters.c.value, Text)).where(mine(counters, "name"))


@prepared
def _of_kind(table: Table) -> Any:
    return select(table.c.id, table.c.document).where(mine(table, "kind")).order_by(table.c.id)


@prepared
def _of_ids(table: Table, dialect: Dialect) -> Any:
    ids = one_of(table.c.id, "of_ids", dialect)
    return select(table.c.id, table.c.document).where(mine(table, "kind"), ids)


class SqlShops:
    """The ``Shops`` port."""

    def __init__(self, data: ReferenceData, shop_id: ShopId) -> None:
        self._data = data
        self._shop_id = shop_id

    def settings(self) -> ShopSettings:
        settings = self._data.only("settings", ShopSettings)
        if settings is None:
            raise ShopNotSetUp(self._shop_id)
        return settings

    def save(self, settings: ShopSettings) -> None:
        self._data.save("settings", "settings", settings)
