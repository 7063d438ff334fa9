"""Tax per rate: what every rate was charged on, and what it came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from backoffice_orders.model.money import MinorUnits, allocate
from backoffice_orders.model.pricing.summary_parts import TaxLine
from backoffice_orders.model.tax import Taxed

UNTAXED_NAME = "untaxed"


def tax_breakdown(sums: Mapping[Taxed, Sequence[int]], minor: MinorUnits) -> tuple[TaxLine, ...]:
    """The tax lines of net and gross amounts in minor units, by rate and name.

    The tax lines' amounts add up exactly to gross minus net of all of them; a difference that
    rounding left on untaxed goods would be shown on a line named "untaxed".

    Args:
        sums: What is to be paid of all that is taxed alike, net and gross.
        minor: The minor units of the currency.
    """
    lines: dict[tuple[Decimal, str], list[int]] = {}
    for taxed, (net, gross) in sums.items():
        tax = gross - net
        if not taxed.shares:
            if tax:
                lines.setdefault((Decimal(0), UNTAXED_NAME), [0, 0])[1] += tax
            continue
        if len(taxed.shares) == 1:
            rate = taxed.shares[0][0]
            entry = lines.setdefault((rate.percent, rate.name), [0, 0])
            entry[0] += net
            entry[1] += tax
            continue
        weights = [percent * share for _, percent, share in taxed.shares]
        for (rate, _, share), amount in zip(taxed.shares, _split(tax, weights), strict=True):
            entry = lines.setdefault((rate.percent, rate.name), [0, 0])
            entry[0] += minor.round_count(net * share)
            entry[1] += amount
    return tuple(
        [
            TaxLine(name, percent, minor.currency, base, amount)
            for (percent, name), (base, amount) in sorted(lines.items())
            if base or amount
        ]
    )


def _split(tax: int, weights: Sequence[Decimal]) -> list[int]:
    if tax < 0:
        return [-share for share in allocate(-tax, weights)]
    return allocate(tax, weights)
