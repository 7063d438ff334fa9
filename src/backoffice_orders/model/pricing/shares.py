"""Sharing an amount out among lines: by tax rate first, then by what each has."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from backoffice_orders.model.money import MinorUnits, RoundingType, allocate
from backoffice_orders.model.pricing.line import PricedLine
from backoffice_orders.model.tax import Taxed

_Kind = tuple[str, str, str, Decimal, Decimal]


class OfRate(NamedTuple):
    """Lines that are taxed alike: their indexes, those that sell the same together."""

    taxed: Taxed
    kinds: Sequence[Sequence[int]]


def by_rate(lines: Sequence[PricedLine], minor: MinorUnits) -> Sequence[OfRate]:
    """The lines of each tax rate, in an order that the cart's order does not decide.

    Within a rate they are in the order of what they sell. Where only the total is rounded, they
    are grouped by that, so that one line gets what two lines of the same would get together.
    """
    grouped: dict[Taxed, list[int]] = {}
    current, indexes = None, []
    for index, line in enumerate(lines):
        if line.taxed is not current:
            current = line.taxed
            indexes = grouped.setdefault(current, [])
        indexes.append(index)
    kinds = [_kind(line) for line in lines]
    split = _by_kind if minor.rounding.type is RoundingType.TOTAL else _in_order
    return [
        OfRate(taxed, split(grouped[taxed], kinds))
        for taxed in sorted(grouped, key=lambda each: each.sort_key)
    ]


def _in_order(indexes: Sequence[int], kinds: Sequence[_Kind]) -> Sequence[Sequence[int]]:
    return [sorted(indexes, key=kinds.__getitem__)]


def _by_kind(indexes: Sequence[int], kinds: Sequence[_Kind]) -> Sequence[Sequence[int]]:
    found: dict[_Kind, list[int]] = {}
    for index in indexes:
        found.setdefault(kinds[index], []).append(index)
    return [found[kind] for kind in sorted(found)]


def _kind(line: PricedLine) -> _Kind:
    product, combination = line.product, line.combination
    return (
        product.id if product is not None else "",
        combination.id if combination is not None else "",
        line.gift_of or "",
        line.unit_net,
        line.unit_gross,
    )


def allocate_by_rate(
    rates: Sequence[OfRate], total: int, weights: Sequence[int | Decimal]
) -> list[int]:
    """Split ``total`` first over the tax rates, then within each (``by_rate``).

    So the tax per rate depends neither on how goods of one rate are spread over lines, nor on
    the order of the lines.
    """
    if len(rates) == 1 and len(rates[0].kinds) == 1:
        return allocate(total, weights, rates[0].kinds[0])
    shares = [0] * len(weights)
    sums = [_sum([index for kind in rate.kinds for index in kind], weights) for rate in rates]
    for rate, part in zip(rates, allocate(total, sums), strict=True):
        allocate_within(rate, part, weights, shares)
    return shares


def allocate_within(
    rate: OfRate, total: int, weights: Sequence[int | Decimal], shares: list[int]
) -> None:
    """Split ``total`` over the lines of one rate, and put what each gets among the shares."""
    sums = [_sum(kind, weights) for kind in rate.kinds]
    for kind, part in zip(rate.kinds, allocate(total, sums), strict=True):
        found = allocate(part, [weights[index] for index in kind])
        for index, share in zip(kind, found, strict=True):
            shares[index] = share


def _sum(indexes: Sequence[int], weights: Sequence[int | Decimal]) -> int | Decimal:
    return sum([weights[index] for index in indexes])
