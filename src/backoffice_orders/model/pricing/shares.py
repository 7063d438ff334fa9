"""Sharing an amount out among lines: by tax rate first, then by what each has."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property
from itertools import groupby

from backoffice_orders.model.money import MinorUnits, allocate
from backoffice_orders.model.pricing.line import PricedLine
from backoffice_orders.model.tax import Taxed

_Kind = tuple[str, str, str, Decimal, Decimal, tuple[str, ...]]


class OfRate:
    """Lines that are taxed alike, by their indexes."""

    def __init__(
        self, taxed: Taxed, indexes: Sequence[int], lines: Sequence[PricedLine], minor: MinorUnits
    ) -> None:
        self.taxed = taxed
        self.indexes = indexes
        self.together: bool = minor.rounds_total
        self._lines = lines

    def rank(self, index: int) -> _Kind:
        """What the line sells: by it lines are ordered, that of the cart decides nothing."""
        return kind_of(self._lines[index])

    @cached_property
    def kinds(self) -> Sequence[Sequence[int]]:
        """The indexes in that order, where only the total is rounded by what the lines sell.

        So one line gets what two lines of the same would get together.
        """
        ordered = sorted(self.indexes, key=self.rank)
        if not self.together:
            return [ordered]
        return [[*kind] for _, kind in groupby(ordered, key=self.rank)]


def by_rate(lines: Sequence[PricedLine], minor: MinorUnits) -> Sequence[OfRate]:
    """The lines of each tax rate, in an order that the cart's order does not decide."""
    grouped: dict[Taxed, list[int]] = {}
    current, indexes = None, []
    for index, line in enumerate(lines):
        if line.taxed is not current:
            current = line.taxed
            indexes = grouped.setdefault(current, [])
        indexes.append(index)
    rates = [OfRate(taxed, indexes, lines, minor) for taxed, indexes in grouped.items()]
    return sorted(rates, key=lambda each: each.taxed.sort_key)


def kind_of(line: PricedLine) -> _Kind:
    """What a line sells: an order of lines that does not depend on that of the cart."""
    product, combination = line.product, line.combination
    return (
        product.id if product is not None else "",
        combination.id if combination is not None else "",
        line.gift_of or "",
        line.unit_net,
        line.unit_gross,
        line.by_hand,
    )


def allocate_by_rate(
    rates: Sequence[OfRate], total: int, weights: Sequence[int | Decimal]
) -> list[int]:
    """Split ``total`` first over the tax rates, then within each (``by_rate``).

    So the tax per rate depends neither on how goods of one rate are spread over lines, nor on
    the order of the lines.
    """
    shares = [0] * len(weights)
    if len(rates) == 1:
        return allocate_within(rates[0], total, weights, shares)
    sums = [_sum(rate.indexes, weights) for rate in rates]
    for rate, part in zip(rates, allocate(total, sums), strict=True):
        shares = allocate_within(rate, part, weights, shares)
    return shares


def allocate_within(
    rate: OfRate, total: int, weights: Sequence[int | Decimal], shares: list[int]
) -> list[int]:
    """The shares, with those of one rate's lines in their places: ``total``, split over them."""
    if not rate.together and len(rate.indexes) == len(shares):
        return allocate(total, weights, rate.rank)
    sums = [_sum(kind, weights) for kind in rate.kinds]
    for kind, part in zip(rate.kinds, allocate(total, sums), strict=True):
        found = allocate(part, [weights[index] for index in kind])
        for index, share in zip(kind, found, strict=True):
            shares[index] = share
    return shares


def _sum(indexes: Sequence[int], weights: Sequence[int | Decimal]) -> int | Decimal:
    return sum([weights[index] for index in indexes])
