"""Tax per rate: what every rate was charged on, and what it came to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from backoffice_orders.model.money import MinorUnits, allocate
from backoffice_orders.model.pricing.summary_parts import UNTAXED_NAME, TaxLine
from backoffice_orders.model.tax import Taxed, in_parts

_NO_PERCENT = _NOTHING = Decimal(0)


def tax_breakdown(sums: Mapping[Taxed, Sequence[int]], minor: MinorUnits) -> tuple[TaxLine, ...]:
    """The tax lines of net and gross amounts in minor units, by rate and name.

    The tax lines' amounts add up exactly to gross minus net of all of them; a difference that
    rounding left on untaxed goods would be shown on a line named "untaxed".

    Args:
        sums: What is to be paid of all that is taxed alike, net and gross.
        minor: The minor units of the currency.
    """
    entries: list[tuple[Decimal, str, int, int]] = []
    for taxed, (net, gross) in _by_rate(sums) if in_parts(sums) else sums.items():
        tax = gross - net
        if not taxed.shares:
            if tax:
                entries.append((_NO_PERCENT, UNTAXED_NAME, 0, tax))
        elif len(taxed.shares) == 1:
            rate = taxed.shares[0][0]
            entries.append((rate.percent, rate.name, net, tax))
        else:
            weights = [percent for _, percent, _ in taxed.shares]
            for (rate, _, _), amount in zip(taxed.shares, _split(tax, weights), strict=True):
                entries.append((rate.percent, rate.name, net, amount))
    return tax_lines(entries, minor)


def _by_rate(sums: Mapping[Taxed, Sequence[int]]) -> Iterator[tuple[Taxed, Sequence[int]]]:
    """The same, where what is taxed in parts is there as the rates of all these parts.

    These parts are added up before they are rounded: a cent of each of many products with an ecotax
    would be many cents.
    """
    mixed = []
    for taxed, (net, gross) in sums.items():
        if taxed.parts:
            mixed.append((taxed, net, gross - net))
        else:
            yield taxed, (net, gross)
    nets: dict[Taxed, Decimal] = {}
    taxes: dict[Taxed, Decimal] = {}
    for taxed, net, _ in sorted(mixed, key=lambda each: each[0].sort_key):
        for part, share in taxed.each_part():
            own = net * share
            nets[part] = nets.get(part, _NOTHING) + own
            taxes[part] = taxes.get(part, _NOTHING) + part.gross(own) - own
    all_net, all_tax = sum([net for _, net, _ in mixed]), sum([tax for _, _, tax in mixed])
    bases = _split(all_net, [abs(each) for each in nets.values()])
    amounts = _split(all_tax, [abs(each) for each in taxes.values()])
    for taxed, net, tax in zip(nets, bases, amounts, strict=True):
        yield taxed, (net, net + tax)


def tax_lines(
    entries: Iterable[tuple[Decimal, str, int, int]], minor: MinorUnits
) -> tuple[TaxLine, ...]:
    """The lines of (percent, name, base, amount), those of one rate and name added up."""
    totals: list[list[Any]] = []
    for percent, name, base, amount in sorted(entries):
        if totals and totals[-1][:2] == [percent, name]:
            totals[-1][2] += base
            totals[-1][3] += amount
        else:
            totals.append([percent, name, base, amount])
    return tuple(
        [
            TaxLine(name, percent, minor.currency, base, amount)
            for percent, name, base, amount in totals
            if base or amount
        ]
    )


def _split(amount: int, weights: Sequence[Decimal]) -> list[int]:
    if amount < 0:
        return [-share for share in allocate(-amount, weights)]
    return allocate(amount, weights)
