"""How what is paid splits into net and tax: lawfully, for every rate.

Net and gross amounts are each rounded for themselves, so their sums can drift apart: ten pieces
at 0.83 net and 1.00 gross cost 10.00, of which 20 % makes 8.33 and 1.67, and not 8.30 and 1.70.
Here the net of everything that is taxed alike becomes what its gross price makes of it, to half
a minor unit (Directive 2006/112/EC, article 226 (8) to (10): the taxable amount per rate, and the
tax that is payable on it). What the customer pays stays as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from backoffice_orders.model.money import allocate
from backoffice_orders.model.pricing.amounts import Amounts, Ledger
from backoffice_orders.model.pricing.line import PricedLine
from backoffice_orders.model.tax import Taxed


def split_lawfully(lines: Sequence[PricedLine], amounts: Amounts) -> Amounts:
    """The same with net amounts that are what their gross amounts make of them.

    A difference goes to lines as far as there are lines of the rate that cost something: the
    delivery and the wrapping keep the prices they are offered at. On a line it goes to what the
    last of its discounts takes off.
    """
    sums: dict[Taxed, list[int]] = {}
    for taxed, net, gross in amounts.parts:
        entry = sums.setdefault(taxed, [0, 0])
        entry[0] += net
        entry[1] += gross
    missing = {
        taxed: more for taxed, (net, gross) in sums.items() if (more := net_of(gross, taxed) - net)
    }
    if not missing:
        return amounts
    ledger = Ledger(amounts)
    for taxed, more in missing.items():
        alike = [
            line for line in lines if line.taxed is taxed and ledger.parts[line.position].gross
        ]
        nets = [ledger.parts[line.position].net for line in alike]
        if alike and sum(nets) + more >= 0:
            grosses = [ledger.parts[line.position].gross for line in alike]
            for line, before, after in zip(
                alike, nets, _spread(more, nets, grosses, taxed), strict=True
            ):
                if before != after:
                    _mend(line, after, ledger)
        else:
            _mend_other(len(lines), taxed, more, ledger)
    return ledger.close()


def net_of(gross: int, taxed: Taxed) -> int:
    """The net amount of a gross one in minor units, to the nearest."""
    return int(taxed.net(Decimal(gross)).to_integral_value(ROUND_HALF_UP))


def _spread(more: int, nets: Sequence[int], grosses: Sequence[int], taxed: Taxed) -> Sequence[int]:
    """The net amounts with so much more (or less) in all: a unit where rounding took most.

    Where more is missing than there are lines, each gets its share of all of it.
    """
    if abs(more) > len(nets):
        return allocate(sum(nets) + more, grosses)
    lost = [taxed.net(Decimal(gross)) - net for net, gross in zip(nets, grosses, strict=True)]
    ranked = sorted(range(len(nets)), key=lost.__getitem__, reverse=more > 0)
    spread = [*nets]
    for index in ranked[: abs(more)]:
        spread[index] += 1 if more > 0 else -1
    return spread


def _mend(line: PricedLine, net: int, ledger: Ledger) -> None:
    """Let the line's payable net be this, by what was taken off it as far as that goes."""
    part = ledger.parts[line.position]
    more = net - part.net
    ledger.parts[line.position] = part._replace(net=net)
    for shares in ledger.shares:
        if not more:
            return
        share = shares.get(line.line_id)
        if share is not None:
            # A discount stays one, and its tax too.
            changed = min(max(share[0] - more, 0), share[1])
            more -= share[0] - changed
            shares[line.line_id] = (changed, share[1])
    ledger.nets[line.position] += more


def _mend_other(first: int, taxed: Taxed, more: int, ledger: Ledger) -> None:
    """Let the first of the others that is taxed so and costs something have the difference."""
    for index in range(first, len(ledger.parts)):
        part = ledger.parts[index]
        if part.taxed is taxed and part.gross:
            ledger.parts[index] = part._replace(net=part.net + more)
            return
