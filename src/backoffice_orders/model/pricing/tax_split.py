"""How what is paid splits into net and tax: lawfully, for every rate.

Net and gross amounts are each rounded for themselves, so their sums can drift apart: ten pieces
at 0.83 net and 1.00 gross cost 10.00, of which 20 % makes 8.33 and 1.67, and not 8.30 and 1.70.
Here the net of everything that is taxed alike becomes what its gross price makes of it, to half
a minor unit (Directive 2006/112/EC, article 226 (8) to (10): the taxable amount per rate, and the
tax that is payable on it). What the customer pays stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Context

from backoffice_orders.model.money import allocate, without_residue
from backoffice_orders.model.pricing.amounts import Amounts, Ledger
from backoffice_orders.model.pricing.line import PricedLine
from backoffice_orders.model.tax import Taxed

_to_the_nearest = Context(rounding=ROUND_HALF_UP).to_integral_value


def split_lawfully(lines: Sequence[PricedLine], amounts: Amounts) -> Amounts:
    """The same with net amounts that are what their gross amounts make of them.

    A difference goes to lines as far as there are lines of the rate that cost something: the
    delivery and the wrapping keep the prices they are offered at. On a line it goes to what the
    last of its discounts takes off.
    """
    missing = {
        taxed: more
        for taxed, (net, gross) in amounts.by_tax.items()
        if (more := net_of(gross, taxed) - net)
    }
    if not missing:
        return amounts
    ledger, by_tax = Ledger(amounts), {**amounts.by_tax}
    for taxed, more in missing.items():
        if _mend_lines(lines, taxed, more, ledger) or _mend_other(taxed, more, ledger):
            net, gross = by_tax[taxed]
            by_tax[taxed] = (net + more, gross)
    return ledger.close(by_tax)


def _mend_lines(lines: Sequence[PricedLine], taxed: Taxed, more: int, ledger: Ledger) -> bool:
    """Let lines that are taxed so and cost something have the difference; whether they can.

    A line of which only a net amount is left, and nothing to pay, has less of it, never more.
    """
    due = zip(lines, ledger.due_nets, ledger.due_grosses, strict=True)
    alike = [
        line.position
        for line, net, gross in due
        if (gross or (net and more < 0)) and line.taxed is taxed
    ]
    nets = [ledger.due_nets[each] for each in alike]
    if not alike or sum(nets) + more < 0:
        return False
    grosses = [ledger.due_grosses[each] for each in alike]
    for index, net in _spread(more, nets, grosses, taxed):
        _mend(alike[index], net, ledger)
    return True


def net_of(gross: int, taxed: Taxed) -> int:
    """The net amount of a gross one in minor units, to the nearest."""
    return int(_to_the_nearest(without_residue(gross / taxed.factor)))


def _spread(
    more: int, nets: Sequence[int], grosses: Sequence[int], taxed: Taxed
) -> Iterator[tuple[int, int]]:
    """Which net amounts change, and into what, so that they make so much more (or less) in all.

    A unit each where rounding took most; where more is missing than there are lines, each gets its
    share of all of it.
    """
    if abs(more) > len(nets):
        shares = allocate(sum(nets) + more, grosses)
        return ((index, net) for index, net in enumerate(shares) if net != nets[index])
    # By what rounding took of each: gross / factor - net, in whole numbers.
    factor, unit = taxed.factor.as_integer_ratio()
    lost = [gross * unit - net * factor for net, gross in zip(nets, grosses, strict=True)]
    ranked = sorted(range(len(nets)), key=lost.__getitem__, reverse=more > 0)
    each = 1 if more > 0 else -1
    return ((index, nets[index] + each) for index in ranked[: abs(more)])


def _mend(position: int, net: int, ledger: Ledger) -> None:
    """Let the line's payable net be this, by what was taken off it as far as that goes."""
    more = net - ledger.due_nets[position]
    ledger.due_nets[position] = net
    for nets, taken in zip(ledger.net_shares, reversed(ledger.taken), strict=True):
        if not more:
            return
        if position < len(nets):
            # A discount stays one, and its tax too.
            changed = min(max(nets[position] - more, 0), taken.grosses[position])
            more -= nets[position] - changed
            nets[position] = changed
    ledger.nets[position] += more


def _mend_other(taxed: Taxed, more: int, ledger: Ledger) -> bool:
    """Let the delivery, or else the wrapping, have the difference, where it is taxed so."""
    if ledger.delivery.taxed is taxed and ledger.delivery.gross:
        ledger.delivery = ledger.delivery._replace(net=ledger.delivery.net + more)
    elif ledger.wrapping.taxed is taxed and ledger.wrapping.gross:
        ledger.wrapping = ledger.wrapping._replace(net=ledger.wrapping.net + more)
    else:
        return False
    return True
