"""What the rules of a cart may take from."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property

from backoffice_orders.model.money import MinorUnits
from backoffice_orders.model.pricing.line import Pieces, PricedLine
from backoffice_orders.model.pricing.shares import OfRate, by_rate


class Discountable:
    """The lines that a rule may take from: no fees, and no gifts of other rules.

    They are the same for every rule of a cart: what is looked up of them is kept.
    """

    def __init__(self, lines: Sequence[PricedLine], minor: MinorUnits) -> None:
        self._lines = lines
        self._minor = minor

    @cached_property
    def lines(self) -> Sequence[PricedLine]:
        """The lines, in the order of the cart."""
        return [line for line in self._lines if line.discountable and line.gift_of is None]

    @cached_property
    def pieces(self) -> Sequence[Pieces]:
        """All pieces of them."""
        return [Pieces(line, line.quantity) for line in self.lines]

    @cached_property
    def by_rate(self) -> Sequence[OfRate]:
        """Those that are taxed alike."""
        return by_rate(self.lines, self._minor)

    @cached_property
    def worth(self) -> tuple[Decimal, Decimal]:
        """What they cost before discounts, in major units: net and gross."""
        net, gross = (
            sum([line.net for line in self.lines]),
            sum([line.gross for line in self.lines]),
        )
        return self._minor.amount(net), self._minor.amount(gross)
