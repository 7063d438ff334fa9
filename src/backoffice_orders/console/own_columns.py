"""A host's own columns in the lists of orders, drafts and customers, and in their files."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from attrs import field
from markupsafe import Markup, escape

from backoffice_orders.console.own_labels import Label, called, require_label
from backoffice_orders.i18n import Language
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.fields import WebAddress
from backoffice_orders.model.values import frozen

logger: logging.Logger = logging.getLogger("backoffice_orders.web")
LISTS = frozenset({"orders", "drafts", "customers"})
_ADDRESS = WebAddress(2000, required=True)


@frozen
class LinkTo:
    """A cell that leads somewhere: an http(s) address, or a path that begins with one slash."""

    address: str
    text: str


# What stands in a cell: a text, a link, or nothing. It is asked for with who looks, and what
# the list has of an entry: an ``OrderInfo``, a ``CartInfo`` (drafts) or a ``Customer``.
Shows = Callable[[Actor, Any], "str | LinkTo | None"]


@frozen
class Column:
    """One column of a host's own.

    Attributes:
        label: What stands above it, in one language or by language.
        shows: What stands in a cell; it is asked once for each entry that is shown. Texts are
            shown as they are: no HTML.
    """

    label: Label
    shows: Shows

    def __attrs_post_init__(self) -> None:
        require_label(self.label)


@frozen
class OwnColumns:
    """All of a host's columns, by the list that has them."""

    columns: Mapping[str, Sequence[Column]] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        if unknown := set(self.columns) - LISTS:
            raise ValueError(f"{sorted(unknown)} are none of {sorted(LISTS)}")

    def of(self, name: str, actor: Actor) -> ListColumns:
        """Those of one list, for who looks at it."""
        return ListColumns(name, actor, tuple(self.columns.get(name, ())))


NO_COLUMNS = OwnColumns()


@frozen(eq=False)
class ListColumns:
    """A host's columns of one list that is shown. One that fails is empty, and logged once."""

    name: str
    actor: Actor
    columns: tuple[Column, ...]
    _failed: set[int] = field(factory=set, init=False)

    def titles(self, language: Language) -> tuple[str, ...]:
        """What stands above them."""
        return tuple(called(each.label, language) for each in self.columns)

    def shown(self, entry: Any) -> tuple[Markup, ...]:
        """An entry's cells, as HTML."""
        return tuple(_html(each) for each in self._cells(entry))

    def written(self, entry: Any) -> tuple[str, ...]:
        """An entry's cells in a file: of a link its text."""
        return tuple(each.text if isinstance(each, LinkTo) else each for each in self._cells(entry))

    def _cells(self, entry: Any) -> Iterable[str | LinkTo]:
        return [self._cell(number, entry) for number in range(len(self.columns))]

    def _cell(self, number: int, entry: Any) -> str | LinkTo:
        try:
            return _checked(self.columns[number].shows(self.actor, entry))
        except Exception as error:
            if number not in self._failed:
                self._failed.add(number)
                # Without the traceback: it could name customers.
                kind, which = type(error).__name__, number + 1
                logger.warning("column %d of %s has an empty cell: %s", which, self.name, kind)
            return ""


def _checked(cell: str | LinkTo | None) -> str | LinkTo:
    match cell:
        case LinkTo(str(address), str()):
            # A browser would run what is no address.
            _ADDRESS.entered("address", address)
            return cell
        case str():
            return cell
        case None:
            return ""
    raise TypeError("a cell is a text, a LinkTo or None")


def _html(cell: str | LinkTo) -> Markup:
    # What a host has marked as HTML is a text here like any other: a file has it too.
    if isinstance(cell, LinkTo):
        return Markup('<a href="{}">{}</a>').format(str(cell.address), str(cell.text))
    return escape(str(cell))
