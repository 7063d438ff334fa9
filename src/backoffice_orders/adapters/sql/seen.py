"""What one transaction has read already, so that it is read once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from sqlalchemy import Table

from backoffice_orders.model.ids import ShopId

T = TypeVar("T")
# A table, and the shop whose rows are meant.
Topic = tuple[Table, ShopId]

_MOST = 10_000


class Seen:
    """Answers by topic and key. A write forgets what it may have changed.

    A transaction sees one state of the shop and its own writes: what it has read stays true
    until it writes itself.
    """

    def __init__(self) -> None:
        self._answers: dict[Topic, dict[Hashable, Any]] = {}

    def get(self, topic: Topic, key: Hashable, read: Callable[[], T]) -> T:
        """The answer known for the key, or else the one that is read now."""
        known = self._answers.setdefault(topic, {})
        if key not in known:
            known[key] = read()
        answer: T = known[key]
        return answer

    def known(self, topic: Topic) -> dict[Hashable, Any]:
        """All answers of a topic, to look at and to add to."""
        known = self._answers.setdefault(topic, {})
        if len(known) > _MOST:
            # An import reads a million rows in one transaction.
            self._answers.clear()
            known = self._answers.setdefault(topic, {})
        return known

    def forget_all(self) -> None:
        """Know nothing any more."""
        self._answers.clear()

    def forget(self, *topics: Topic) -> None:
        """Read these topics anew from now on."""
        for topic in topics:
            self._answers.pop(topic, None)
