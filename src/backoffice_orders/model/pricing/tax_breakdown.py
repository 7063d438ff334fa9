"""Tax per rate: what every rate was charged on, and what it came to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from backoffice_orders.model.money import MinorUnits, allocate
from backoffice_orders.model.pricing.summary_parts import UNTAXED_NAME, TaxLine
from backoffice_orders.model.tax import Taxed

_NO_PERCENT = Decimal(0)


def tax_breakdown(sums: Mapping[Taxed, Sequence[int]], minor: MinorUnits) -> tuple[TaxLine, ...]:
    """The tax lines of net and gross amounts in minor units, by rate and name.

    The tax lines' amounts add up exactly to gross minus net of all of them; a difference that
    rounding left on untaxed goods would be shown on a line named "untaxed".

    Args:
        sums: What is to be paid of all that is taxed alike, net and gross.
        minor: The minor units of the currency.
    """
    entries: list[tuple[Decimal, str, int, int]] = []
    for taxed, (net, gross) in sums.items():
        tax = gross - net
        if not taxed.shares:
            if tax:
                entries.append((_NO_PERCENT, UNTAXED_NAME, 0, tax))
        elif len(taxed.shares) == 1:
            rate = taxed.shares[0][0]
            entries.append((rate.percent, rate.name, taxed.bases(net)[0], tax))
        else:
            weights = [percent * share for _, percent, share in taxed.shares]
            split = zip(taxed.shares, taxed.bases(net), _split(tax, weights), strict=True)
            for (rate, _, _), base, amount in split:
                entries.append((rate.percent, rate.name, base, amount))
    return tax_lines(entries, minor)


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


def _split(tax: int, weights: Sequence[Decimal]) -> list[int]:
    if tax < 0:
        return [-share for share in allocate(-tax, weights)]
    return allocate(tax, weights)
