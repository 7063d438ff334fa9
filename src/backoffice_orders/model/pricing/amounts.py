"""Every amount of a priced cart, in minor units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from backoffice_orders.model.money import MinorUnits
from backoffice_orders.model.pricing.line import PricedLine
from backoffice_orders.model.pricing.manual_discounts import TakenByHand
from backoffice_orders.model.pricing.shipping import Delivery
from backoffice_orders.model.pricing.taking import Taken
from backoffice_orders.model.tax import UNTAXED, Taxed
from backoffice_orders.model.values import passing


class Part(NamedTuple):
    """Something to pay, and how it is taxed."""

    taxed: Taxed = UNTAXED
    net: int = 0
    gross: int = 0


NOTHING = Part()


@passing
class Amounts:
    """What lines cost before discounts, what is to be paid, and what discounts take off.

    ``taken`` is what rules and discounts by hand take off, in the order in which they do. Those
    of lines are by their position. ``by_tax`` is what is to be paid of all that is taxed alike.
    """

    nets: Sequence[int]
    grosses: Sequence[int]
    due_nets: Sequence[int]
    due_grosses: Sequence[int]
    delivery: Part
    wrapping: Part
    taken: Sequence[Taken | TakenByHand]
    by_tax: Mapping[Taxed, Sequence[int]]

    def due(self) -> tuple[int, int]:
        """What is to be paid in all, net and gross."""
        _, net, gross = self.delivery
        _, more_net, more_gross = self.wrapping
        return (
            sum(self.due_nets) + net + more_net,
            sum(self.due_grosses) + gross + more_gross,
        )


def sums_by_tax(
    lines: Sequence[PricedLine], nets: Sequence[int], grosses: Sequence[int], *others: Part
) -> Mapping[Taxed, Sequence[int]]:
    """What is to be paid of all that is taxed alike, net and gross.

    Args:
        lines: The lines, of which the taxes count.
        nets: What is to be paid of each, net.
        grosses: Likewise, gross.
        others: The delivery and the wrapping.
    """
    sums: dict[Taxed, list[int]] = {}
    current: Taxed | None = None
    entry: list[int] = []
    for line, net, gross in zip(lines, nets, grosses, strict=True):
        if line.taxed is not current:
            current = line.taxed
            entry = sums.setdefault(current, [0, 0])
        entry[0] += net
        entry[1] += gross
    for taxed, net, gross in others:
        if net or gross:
            if taxed is not current:
                current = taxed
                entry = sums.setdefault(taxed, [0, 0])
            entry[0] += net
            entry[1] += gross
    return sums


def off_delivery(
    taken: Sequence[Taken], delivery: Delivery | None, minor: MinorUnits
) -> tuple[Sequence[Taken], Part]:
    """What rules take off the delivery's price, one after the other, and what they leave of it."""
    if delivery is None:
        return taken, NOTHING
    net_left, gross_left = delivery.net, delivery.gross
    found = []
    for each in taken:
        if each.delivery_percent:
            net = minor.round_count(net_left * each.delivery_percent / 100)
            gross = minor.round_count(gross_left * each.delivery_percent / 100)
            net_left, gross_left = net_left - net, gross_left - gross
            each = each._replace(delivery_net=net, delivery_gross=gross)
        found.append(each)
    return found, Part(delivery.taxed, net_left, gross_left)


class Ledger:
    """Amounts that are being mended; ``close`` has them when that is done."""

    def __init__(self, amounts: Amounts) -> None:
        self.nets: list[int] = [*amounts.nets]
        self.grosses: list[int] = [*amounts.grosses]
        self.due_nets: list[int] = [*amounts.due_nets]
        self.due_grosses: list[int] = [*amounts.due_grosses]
        self.delivery: Part = amounts.delivery
        self.wrapping: Part = amounts.wrapping
        # The net amounts that each discount takes off, those of the last one first.
        self.net_shares: list[list[int]] = [[*each.nets] for each in reversed(amounts.taken)]
        self.taken: Sequence[Taken | TakenByHand] = amounts.taken

    def close(self, by_tax: Mapping[Taxed, Sequence[int]]) -> Amounts:
        """The amounts as they are now, and what they make of all that is taxed alike."""
        taken: list[Taken | TakenByHand] = [
            each._replace(nets=nets)
            for each, nets in zip(self.taken, reversed(self.net_shares), strict=True)
        ]
        return Amounts(
            self.nets,
            self.grosses,
            self.due_nets,
            self.due_grosses,
            self.delivery,
            self.wrapping,
            taken,
            by_tax,
        )
