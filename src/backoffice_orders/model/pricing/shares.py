"""Sharing an amount out among lines: by tax rate first, then by what each has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from backoffice_orders.model.money import MinorUnits, RoundingType, allocate
from backoffice_orders.model.pricing.line import PricedLine
from backoffice_orders.model.tax import Taxed

# The positions of lines: those of each tax rate, and of these those that sell the same.
Groups = Sequence[Sequence[Sequence[int]]]


def by_rate(lines: Sequence[PricedLine], minor: MinorUnits) -> Groups:
    """The lines of each tax rate, in an order that the cart's order does not decide.

    Within a rate they are in the order of what they sell. Where only the total is rounded, they
    are grouped by that, so that one line gets what two lines of the same would get together.
    """
    if not lines:
        return []
    first = lines[0].taxed
    if all(line.taxed is first for line in lines):
        rates = [list(range(len(lines)))]
    else:
        grouped: dict[Taxed, list[int]] = {}
        for index, line in enumerate(lines):
            grouped.setdefault(line.taxed, []).append(index)
        rates = [grouped[taxed] for taxed in sorted(grouped, key=lambda each: each.sort_key)]
    if minor.rounding.type is not RoundingType.TOTAL:
        kinds = [_kind(line) for line in lines]
        return [[sorted(rate, key=kinds.__getitem__)] for rate in rates]
    return [_by_kind(lines, rate) for rate in rates]


def _by_kind(lines: Sequence[PricedLine], indexes: Sequence[int]) -> list[list[int]]:
    kinds: dict[tuple[str, str, str, Decimal, Decimal], list[int]] = {}
    for index in indexes:
        kinds.setdefault(_kind(lines[index]), []).append(index)
    return [kinds[kind] for kind in sorted(kinds)]


def _kind(line: PricedLine) -> tuple[str, str, str, Decimal, Decimal]:
    product_id = line.product.id if line.product is not None else ""
    gift_of, combination_id = line.gift_of or "", line.combination_id or ""
    return (product_id, combination_id, gift_of, line.unit_net, line.unit_gross)


def allocate_by_rate(
    groups: Groups, total: int, weights: Sequence[int] | Sequence[Decimal]
) -> list[int]:
    """Split ``total`` first over the tax rates, then within each (``by_rate``).

    So the tax per rate depends neither on how goods of one rate are spread over lines, nor on
    the order of the lines.
    """
    if len(groups) == 1 and len(groups[0]) == 1:
        return _in_order(groups[0][0], total, weights)
    shares = [0] * len(weights)
    for rate, rate_part in _parts(groups, total, weights):
        for kind, part in _parts([[each] for each in rate], rate_part, weights):
            weighed = [weights[index] for index in kind[0]]
            for index, share in zip(kind[0], allocate(part, weighed), strict=True):
                shares[index] = share
    return shares


def _in_order(
    indexes: Sequence[int], total: int, weights: Sequence[int] | Sequence[Decimal]
) -> list[int]:
    """The shares where the order decides who gets what is left over: the order of the indexes."""
    shares = [0] * len(weights)
    ordered = allocate(total, [weights[index] for index in indexes])
    for index, share in zip(indexes, ordered, strict=True):
        shares[index] = share
    return shares


def _parts(
    groups: Groups, total: int, weights: Sequence[int] | Sequence[Decimal]
) -> Iterator[tuple[Sequence[Sequence[int]], int]]:
    """Each group with its part of the total."""
    sums = [sum([weights[index] for each in group for index in each]) for group in groups]
    return zip(groups, allocate(total, sums), strict=True)
