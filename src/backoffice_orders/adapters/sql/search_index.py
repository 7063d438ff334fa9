"""What entries are found by: written with them, and taken away with them.

An entry keeps its place in its block for as long as it is sorted as it is. New ones of a *step*
(the first letters of what entries are sorted by) take the next place, so that a block is full of
neighbours, and has as many rows as its entries have different terms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from attrs import evolve
from sqlalchemy import Table, bindparam, delete, select, update
from sqlalchemy.exc import IntegrityError

from backoffice_orders.adapters.sql.dialects.base import Dialect
from backoffice_orders.adapters.sql.rows import ShopRows, mine
from backoffice_orders.adapters.sql.search import everything, search
from backoffice_orders.adapters.sql.search_plan import Wanted, numbered, terms
from backoffice_orders.adapters.sql.session import Session
from backoffice_orders.adapters.sql.statements import insert, insert_into, one_of, prepared
from backoffice_orders.model.errors.host import StorageBusy
from backoffice_orders.model.ids import ShopId
from backoffice_orders.model.page import Page, PageRequest
from backoffice_orders.model.values import frozen

T = TypeVar("T")

# How many letters of what entries are sorted by are a step: fewer make fewer rows, more make
# searches for several words read fewer entries that have just one of them.
_STEP_LETTERS = 4
# So many entries are a block: as many as a whole number of 64 bits with a sign has bits to spare.
_SLOTS = 60
# So many entries are written together: an import reads and writes each block once for many.
_TOGETHER = 1000


@frozen
class FoundBy:
    """What an entry is sorted by, and the words and numbers that it is found by."""

    id: str
    sort_key: str
    words: tuple[str, ...]
    numbers: tuple[str, ...] = ()


@frozen
class _Place:
    """Where an entry stands, and by which words it is found there."""

    step: str
    block: int
    slot: int
    rest: str
    words: str

    @property
    def number(self) -> int:
        """The number of its place in its step."""
        return self.block * _SLOTS + self.slot

    @property
    def terms(self) -> frozenset[str]:
        """Its terms."""
        return terms(self.words.split(" ")[1:-1])


class SearchIndex(ShopRows):
    """The entries of one kind in one shop."""

    def __init__(self, session: Session, shop_id: ShopId, kind: str) -> None:
        super().__init__(session, shop_id)
        self._kind = kind
        self._pending: dict[str, FoundBy | None] = {}
        # The last place that is taken in each step.
        self._last: dict[str, int] = {}

    def put(self, *entries: FoundBy) -> None:
        """Let entries be found by these words, instead of those from before."""
        self._change((entry.id, entry) for entry in entries)

    def remove(self, *ids: str) -> None:
        """Let entries be found no more."""
        self._change((id_, None) for id_ in ids)

    def _change(self, changes: Iterable[tuple[str, FoundBy | None]]) -> None:
        for id_, entry in changes:
            if not self._pending:
                self._session.write_later(self._write)
            self._pending[id_] = entry
            if len(self._pending) >= _TOGETHER:
                self._write()

    def _write(self) -> None:
        """Write what was left for later."""
        pending, self._pending = self._pending, {}
        if not pending:
            return
        before = self._places(pending)
        after = {
            id_: self._place(entry, before.get(id_))
            for id_, entry in pending.items()
            if entry is not None
        }
        changes = _Changes()
        for id_ in pending:
            changes.note(id_, before.get(id_), after.get(id_))
        self._write_terms(changes)
        self._write_entries(changes)

    def _places(self, ids: Iterable[str]) -> dict[str, _Place]:
        query = _select_places(self._schema.search_entries, self._dialect)
        rows = self._session.rows(query, self._of(kind=self._kind, ids=sorted(ids)))
        return {id_: _Place(*place) for id_, *place in rows}

    def _place(self, entry: FoundBy, before: _Place | None) -> _Place:
        """Where an entry shall stand: where it stood, or in the next place of its step."""
        step, rest = entry.sort_key[:_STEP_LETTERS], entry.sort_key[_STEP_LETTERS:]
        words = f" {' '.join([*entry.words, *numbered(entry.numbers)])} "
        if before is not None and before.step == step:
            return evolve(before, rest=rest, words=words)
        number = self._last_of(step) + 1
        self._last[step] = number
        return _Place(step, *divmod(number, _SLOTS), rest, words)

    def _last_of(self, step: str) -> int:
        if step not in self._last:
            query = _select_last(self._schema.search_entries)
            found = self._session.rows(query, self._of(kind=self._kind, step=step))
            self._last[step] = found[0][0] * _SLOTS + found[0][1] if found else -1
        return self._last[step]

    def _write_entries(self, changes: _Changes) -> None:
        table, of_kind = self._schema.search_entries, {"kind": self._kind}
        keys = [self._of(**of_kind, entry_id=id_) for id_ in changes.gone]
        self._remove_all(table, keys)
        rewritten = [
            {"rest": place.rest, "words": place.words, **self._of(**of_kind, entry_id=id_)}
            for id_, place in changes.rewritten
        ]
        self._session.change_all(_rewrite(table), rewritten)
        rows = [
            {"shop_id": self._shop_id, **of_kind, "entry_id": id_, **_columns(place)}
            for id_, place in changes.new
        ]
        try:
            self._session.change_all(insert(table), rows)
        except IntegrityError as error:
            raise StorageBusy("an entry beside it in the order is being written") from error

    def _write_terms(self, changes: _Changes) -> None:
        table = self._schema.search_terms
        keys = [
            (self._of(kind=self._kind, term=term, step=step, block=block), bits)
            for (term, step, block), bits in sorted(changes.cleared.items())
        ]
        self._session.change_all(_clear(table), [{**key, "others": ~bits} for key, bits in keys])
        self._session.change_all(_delete_empty(table), [key for key, _ in keys])
        rows = [
            {"shop_id": self._shop_id, "kind": self._kind}
            | {"term": term, "step": step, "block": block, "bits": bits}
            for (term, step, block), bits in sorted(changes.set.items())
        ]
        self._session.change_all(_set(table, self._dialect), rows)


class SearchedRows(ShopRows):
    """Rows whose entries are searched."""

    def _search(
        self, entries: Table, kind: type[T], wanted: Sequence[Wanted], page: PageRequest
    ) -> Page[T]:
        """A page of the values that match any of what is wanted; all, where that is nothing."""
        ids = self._search_ids(wanted, page)
        found = self._documents(entries, kind, ids.items)
        values = tuple([found[id_] for id_ in ids.items if id_ in found])
        return Page(values, ids.number, ids.more)

    def _search_ids(self, wanted: Sequence[Wanted], page: PageRequest) -> Page[str]:
        self._session.write_waiting()
        with_words = [each for each in wanted if each.words]
        if with_words:
            return search(self._session, self._shop_id, with_words, page)
        return everything(self._session, self._shop_id, wanted[0].kind, page)


class _Changes:
    """What is to be written, and which bits of which blocks."""

    def __init__(self) -> None:
        self.gone: list[str] = []
        self.rewritten: list[tuple[str, _Place]] = []
        self.new: list[tuple[str, _Place]] = []
        self.cleared: Counter[tuple[str, str, int]] = Counter()
        self.set: Counter[tuple[str, str, int]] = Counter()

    def note(self, id_: str, before: _Place | None, after: _Place | None) -> None:
        """An entry's place before and after."""
        if before == after:
            return
        stays = before is not None and after is not None and before.number == after.number
        stays = stays and before is not None and after is not None and before.step == after.step
        had = before.terms if before is not None else frozenset()
        has = after.terms if after is not None else frozenset()
        if before is not None:
            for term in had - has if stays else had:
                self.cleared[term, before.step, before.block] |= 1 << before.slot
            if not stays:
                self.gone.append(id_)
        if after is not None:
            for term in has - had if stays else has:
                self.set[term, after.step, after.block] |= 1 << after.slot
            (self.rewritten if stays else self.new).append((id_, after))


def _columns(place: _Place) -> dict[str, Any]:
    return {
        "step": place.step,
        "block": place.block,
        "slot": place.slot,
        "rest": place.rest,
        "words": place.words,
    }


@prepared
def _select_places(entries: Table, dialect: Dialect) -> Any:
    columns = (entries.c[name] for name in ("entry_id", "step", "block", "slot", "rest", "words"))
    ids = one_of(entries.c.entry_id, "of_ids", dialect)
    return select(*columns).where(mine(entries, "kind"), ids)


@prepared
def _select_last(entries: Table) -> Any:
    query = select(entries.c.block, entries.c.slot).where(mine(entries, "kind", "step"))
    return query.order_by(entries.c.block.desc(), entries.c.slot.desc()).limit(1)


@prepared
def _rewrite(entries: Table) -> Any:
    return update(entries).where(mine(entries, "kind", "entry_id"))


@prepared
def _clear(table: Table) -> Any:
    bits = table.c.bits.bitwise_and(bindparam("others"))
    return update(table).where(mine(table, *_KEY)).values(bits=bits)


@prepared
def _delete_empty(table: Table) -> Any:
    return delete(table).where(mine(table, *_KEY), table.c.bits == 0)


@prepared
def _set(table: Table, dialect: Dialect) -> Any:
    insert = insert_into(table, dialect)
    bits = table.c.bits.bitwise_or(insert.excluded.bits)
    keys = [column.name for column in table.primary_key]
    return insert.on_conflict_do_update(index_elements=keys, set_={"bits": bits})


_KEY = ("kind", "term", "step", "block")
