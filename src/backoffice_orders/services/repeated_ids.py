"""Ids of an attempt that is made again: what was asked about the first one names them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from attrs import define, field

from backoffice_orders.ports.ids import Ids


@define
class RepeatedIds:
    """The ``Ids`` port of one attempt. The next attempt draws the same ids, kind by kind.

    Nothing of an attempt that is made again was stored, so that its ids are free.
    """

    _CODES: ClassVar[str] = "voucher code"

    _ids: Ids
    _again: Mapping[str, Sequence[str]] = field(factory=dict)
    drawn: dict[str, list[str]] = field(factory=lambda: defaultdict(list))

    def new(self, kind: str) -> str:
        """The id that was drawn at this place before, or else a new one."""
        return self._drawn(kind, lambda: self._ids.new(kind))

    def voucher_code(self) -> str:
        """The same of codes."""
        return self._drawn(self._CODES, self._ids.voucher_code)

    def _drawn(self, kind: str, make: Callable[[], str]) -> str:
        drawn, again = self.drawn[kind], self._again.get(kind, ())
        drawn.append(again[len(drawn)] if len(drawn) < len(again) else make())
        return drawn[-1]
