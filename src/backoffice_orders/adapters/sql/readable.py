"""One unreadable row spoils itself alone: it is named, logged and set aside."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from sqlalchemy import Table

from backoffice_orders.model.errors.host import RowUnreadable

T = TypeVar("T")
_LOG = logging.getLogger("backoffice_orders.storage")


def readable_row(table: Table, id_: str, read: Callable[[], T]) -> T:
    """What ``read`` makes of a row's document, or ``RowUnreadable``."""
    try:
        return read()
    except Exception:  # whatever is wrong with it; its message may tell what is in the row
        raise RowUnreadable(table.name, id_) from None


def readable(
    table: Table, rows: Iterable[Sequence[str]], read: Callable[[str], T]
) -> list[tuple[str, T]]:
    """Ids and values of (id, document) rows, without those that cannot be read."""
    found = []
    for id_, document in rows:
        try:
            found.append((id_, read(document)))
        except Exception:  # as above
            set_aside(RowUnreadable(table.name, id_))
    return found


def set_aside(error: RowUnreadable) -> None:
    """Log which row was left out, and nothing of what is in it."""
    _LOG.error("set aside: the row %r of %s cannot be read", error.id, error.kind)
