"""How what is paid splits into net and tax: lawfully, for every rate.

Net and gross amounts are each rounded for themselves, so their sums can drift apart: ten pieces
at 0.83 net and 1.00 gross cost 10.00, of which 20 % makes 8.33 and 1.67, and not 8.30 and 1.70.
Here the net of everything that is taxed alike becomes what its gross price makes of it, to half
a minor unit (Directive 2006/112/EC, article 226 (8) to (10): the taxable amount per rate, and the
tax that is payable on it). What the customer pays stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal

from backoffice_orders.model.money import allocate, without_residue
from backoffice_orders.model.pricing.amounts import Amounts, Ledger
from backoffice_orders.model.pricing.line import PricedLine
from backoffice_orders.model.tax import Taxed, in_parts

_to_the_nearest = Context(rounding=ROUND_HALF_UP).to_integral_value


def split_lawfully(lines: Sequence[PricedLine], amounts: Amounts) -> Amounts:
    """The same with net amounts that are what their gross amounts make of them.

    A difference goes to lines as far as there are lines of the rate that cost something: the
    delivery and the wrapping keep the prices they are offered at. On a line it goes to what the
    last of its discounts takes off.
    """
    due = amounts.by_tax
    together = _together(due) if in_parts(due) else ()
    missing = {
        taxed: more
        for taxed, (net, gross) in due.items()
        if not (together and taxed in together) and (more := net_of(gross, taxed) - net)
    }
    if not missing and not together:
        return amounts
    ledger, by_tax = Ledger(amounts), {**due}
    for taxed, more in missing.items():
        if _mend_lines(lines, (taxed,), more, ledger) or _mend_other(taxed, more, ledger):
            net, gross = by_tax[taxed]
            by_tax[taxed] = (net + more, gross)
    if together:
        by_rate = _by_rate(together, due)
        more = sum([net for net, _ in by_rate.values()]) - sum([due[each][0] for each in together])
        if not more or _mend_lines(lines, together, more, ledger):
            kept = {taxed: sums for taxed, sums in by_tax.items() if taxed not in together}
            by_tax = {**kept, **by_rate}
    return ledger.close(by_tax)


def _together(due: Mapping[Taxed, Sequence[int]]) -> Collection[Taxed]:
    """What is taxed in parts, as a price and its ecotax, and all else of the rates of these parts.

    Each product has its own share of ecotax. Were each of them split for itself, what rounding
    leaves would add up, over many products to many cents of one rate.
    """
    mixed = [taxed for taxed, (net, gross) in due.items() if taxed.parts and (net or gross)]
    rates = {part for taxed in mixed for part, _ in taxed.each_part()}
    return frozenset([*mixed, *[taxed for taxed in due if taxed in rates and taxed.shares]])


def _by_rate(
    together: Collection[Taxed], due: Mapping[Taxed, Sequence[int]]
) -> Mapping[Taxed, Sequence[int]]:
    """The net and gross amount of each rate that these are, or their parts are, taxed with."""
    exact: dict[Taxed, Decimal] = {}
    for taxed in sorted(together, key=lambda each: each.sort_key):
        net = taxed.net(Decimal(due[taxed][1]))
        for part, share in taxed.each_part():
            exact[part] = exact.get(part, Decimal(0)) + part.gross(net * share)
    gross = sum([due[each][1] for each in together])
    grosses = allocate(gross, [without_residue(each) for each in exact.values()])
    return {taxed: (net_of(each, taxed), each) for taxed, each in zip(exact, grosses, strict=True)}


def _mend_lines(
    lines: Sequence[PricedLine], together: Collection[Taxed], more: int, ledger: Ledger
) -> bool:
    """Let lines that are taxed so and cost something have the difference; whether they can.

    A line of which only a net amount is left, and nothing to pay, has less of it, never more.
    """
    due = zip(lines, ledger.due_nets, ledger.due_grosses, strict=True)
    alike = [
        line.position
        for line, net, gross in due
        if (gross or (net and more < 0)) and line.taxed in together
    ]
    nets = [ledger.due_nets[each] for each in alike]
    if not alike or sum(nets) + more < 0:
        return False
    grosses = [ledger.due_grosses[each] for each in alike]
    factors = [lines[each].taxed.factor for each in alike]
    for index, net in _spread(more, nets, grosses, factors):
        _mend(alike[index], net, ledger)
    return True


def net_of(gross: int, taxed: Taxed) -> int:
    """The net amount of a gross one in minor units, to the nearest."""
    return int(_to_the_nearest(without_residue(gross / taxed.factor)))


def _spread(
    more: int, nets: Sequence[int], grosses: Sequence[int], factors: Sequence[Decimal]
) -> Iterator[tuple[int, int]]:
    """Which net amounts change, and into what, so that they make so much more (or less) in all.

    A unit each where rounding took most; where more is missing than there are lines, each gets its
    share of all of it.
    """
    exact: Sequence[Decimal | int]
    if factors.count(factors[0]) == len(factors):
        # All of them times the factor's numerator, which makes whole numbers.
        times, denominator = factors[0].as_integer_ratio()
        exact = [gross * denominator for gross in grosses]
    else:
        times = 1
        pairs = zip(grosses, factors, strict=True)
        exact = [without_residue(gross / each) for gross, each in pairs]
    if abs(more) > len(nets):
        shares = allocate(sum(nets) + more, exact)
        return ((index, net) for index, net in enumerate(shares) if net != nets[index])
    # By what rounding took of each.
    lost = [wanted - net * times for wanted, net in zip(exact, nets, strict=True)]
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
