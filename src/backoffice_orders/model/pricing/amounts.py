"""Every amount of a priced cart, in minor units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from attrs import evolve

from backoffice_orders.model.ids import LineId
from backoffice_orders.model.pricing.taking import Taken
from backoffice_orders.model.tax import UNTAXED, Taxed


class Part(NamedTuple):
    """Something to pay, and how it is taxed."""

    taxed: Taxed = UNTAXED
    net: int = 0
    gross: int = 0


class Amounts(NamedTuple):
    """What lines cost before discounts, what is to be paid, and what rules take off.

    ``parts`` to pay are those of the lines, by their position, then the delivery, and last the
    wrapping.
    """

    nets: Sequence[int]
    grosses: Sequence[int]
    parts: Sequence[Part]
    taken: Sequence[Taken]

    @property
    def delivery(self) -> Part:
        """What is to be paid for the delivery."""
        return self.parts[-2]

    @property
    def wrapping(self) -> Part:
        """What is to be paid for the wrapping."""
        return self.parts[-1]


class Ledger:
    """Amounts that are being mended; ``close`` has them when that is done."""

    def __init__(self, amounts: Amounts) -> None:
        self.nets: list[int] = [*amounts.nets]
        self.grosses: list[int] = [*amounts.grosses]
        self.parts: list[Part] = [*amounts.parts]
        # What each rule takes off, the last one first.
        self.shares: list[dict[LineId, tuple[int, int]]] = [
            dict(each.shares) for each in reversed(amounts.taken)
        ]
        self._taken = amounts.taken

    def close(self) -> Amounts:
        """The amounts as they are now."""
        taken = [
            evolve(each, shares=shares)
            for each, shares in zip(self._taken, reversed(self.shares), strict=True)
        ]
        return Amounts(self.nets, self.grosses, self.parts, taken)
