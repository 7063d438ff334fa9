"""Taking discounts off the lines: amounts to the minor unit, shares that add up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from attrs import define, evolve, field, frozen

from backoffice_orders.model.cart import CartLine
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.ids import CartRuleId, LineId
from backoffice_orders.model.money import HUNDRED, RoundingType, allocate
from backoffice_orders.model.pricing.discounts import (
    AmountOff,
    DeliveryPercentOff,
    Discount,
    GiftGiven,
    PercentOff,
)
from backoffice_orders.model.pricing.line import Pieces
from backoffice_orders.model.pricing.lines import product_line, rounded_in_all
from backoffice_orders.model.pricing.shares import Groups, allocate_by_rate, by_rate
from backoffice_orders.model.pricing.situation import Situation
from backoffice_orders.model.tax import Taxed

_NOTHING = Decimal(0)
Shares = Mapping[LineId, tuple[int, int]]


def gift_line_id(rule_id: CartRuleId, number: int = 1) -> LineId:
    """The id of the line that a rule's n-th gift is shown on."""
    return LineId(f"gift:{rule_id}" if number == 1 else f"gift:{rule_id}:{number}")


@frozen(eq=False)
class Taken:
    """What one rule takes off: net and gross of each line, in minor units.

    ``delivery_percent`` is how much it takes off what rules before it have left of the delivery's
    price. ``unused`` is what is left of an amount, in major units.
    """

    rule: CartRule
    shares: Shares
    delivery_percent: Decimal = _NOTHING
    gives: bool = False
    unused: Decimal = _NOTHING

    def nothing(self, situation: Situation) -> bool:
        """Whether it changes nothing in this situation: no amount, no gift, no free delivery."""
        if self.shares or self.gives:
            return False
        return not (self.delivery_percent and situation.delivery_costs)


@define(eq=False)
class Hand:
    """One rule at work: the situation that it makes, and what it has taken so far."""

    rule: CartRule
    situation: Situation
    _shares: dict[LineId, tuple[int, int]] = field(factory=dict)
    _delivery_kept: Decimal = Decimal(1)
    _gives: bool = False
    _unused: Decimal = _NOTHING

    @property
    def taken(self) -> Taken:
        """What the rule has taken off."""
        percent = (1 - self._delivery_kept) * HUNDRED
        return Taken(self.rule, self._shares, percent, self._gives, self._unused)

    def take(self, discounts: Iterable[Discount]) -> None:
        """Take these off, one after the other."""
        for discount in discounts:
            match discount:
                case PercentOff():
                    self._percent(discount)
                case AmountOff():
                    self._amount(discount)
                case DeliveryPercentOff():
                    self._delivery(discount.percent)
                case GiftGiven():
                    self._gift(discount)

    def _percent(self, discount: PercentOff) -> None:
        pieces = self._once(discount.pieces)
        percent = min(max(discount.percent, _NOTHING), HUNDRED)
        if not pieces or not percent:
            return
        nets, grosses = self.situation.left.of_each(pieces)
        round_count = self.situation.minor.round_count
        net = min(round_count(sum(nets) * percent / 100), sum(nets))
        gross = min(round_count(sum(grosses) * percent / 100), sum(grosses))
        groups = self._groups(pieces)
        net_shares = allocate_by_rate(groups, net, nets)
        self._take(pieces, net_shares, allocate_by_rate(groups, gross, grosses))

    def _amount(self, discount: AmountOff) -> None:
        minor = self.situation.minor
        pieces, tax_included = self._once(discount.pieces), discount.tax_included
        nets, grosses = self.situation.left.of_each(pieces)
        available = sum(grosses) if tax_included else sum(nets)
        wanted = max(minor.count(discount.amount), 0)
        taken = min(wanted, available)
        self._unused += minor.amount(wanted - taken)
        if not taken:
            return
        if taken == available:
            self._take(pieces, nets, grosses)
            return
        groups = self._groups(pieces)
        if tax_included:
            shares = allocate_by_rate(groups, taken, grosses)
            least = sum(nets) - (sum(grosses) - taken)
            net_shares = self._counterpart(pieces, groups, shares, nets, least, Taxed.net)
            self._take(pieces, net_shares, shares)
        else:
            shares = allocate_by_rate(groups, taken, nets)
            gross_shares = self._counterpart(pieces, groups, shares, grosses, taken, Taxed.gross)
            self._take(pieces, shares, gross_shares)

    def _delivery(self, percent: Decimal) -> None:
        kept = 1 - min(max(percent, _NOTHING), HUNDRED) / HUNDRED
        if self.situation.delivery_left:
            self._delivery_kept *= kept
            left = self.situation.delivery_left * kept
            self.situation = evolve(self.situation, delivery_left=left)

    def _gift(self, discount: GiftGiven) -> None:
        """Add one piece of a product, marked as this rule's gift, and take its price off."""
        situation, rule = self.situation, self.rule
        given = sum(line.gift_of == rule.id for line in situation.lines)
        line_id = gift_line_id(rule.id, given + 1)
        source = CartLine(line_id, discount.product_id, 1, discount.combination_id)
        position = len(situation.lines)
        line = product_line(source, situation.context, position, rule.id)
        if situation.minor.rounding.type is RoundingType.TOTAL:
            line = rounded_in_all([evolve(line, position=0)], situation.minor)[0]
        reasons = (*line.reasons, f"gift of {rule.name}")
        line = evolve(line, position=position, reasons=reasons)
        lines, left = (*situation.lines, line), situation.left.with_line(line)
        self.situation = evolve(situation, lines=lines, left=left)
        self._gives = True
        self._take([line.all_pieces], [line.net], [line.gross])

    def _once(self, pieces: Sequence[Pieces]) -> Sequence[Pieces]:
        """Each line once, with some pieces of it, and no more than it has."""
        if pieces is self.situation.all_goods:
            return pieces
        counts: dict[int, int] = {}
        for line, number in pieces:
            counts[line.position] = counts.get(line.position, 0) + number
        lines = {each.line.position: each.line for each in pieces}
        return [lines[each].pieces(number) for each, number in counts.items() if number > 0]

    def _groups(self, pieces: Sequence[Pieces]) -> Groups:
        situation = self.situation
        if pieces is not situation.all_goods:
            return by_rate([each.line for each in pieces], situation.minor)
        if situation.context.goods_by_rate is None:  # the same for every rule
            situation.context.goods_by_rate = by_rate(situation.goods, situation.minor)
        return situation.context.goods_by_rate

    def _counterpart(
        self,
        pieces: Sequence[Pieces],
        groups: Groups,
        shares: Sequence[int],
        limits: Sequence[int],
        least: int,
        convert: Callable[[Taxed, Decimal], Decimal],
    ) -> list[int]:
        """The net of gross shares or the gross of net ones, at least so much in all.

        No share exceeds what its pieces have left (``limits``): nothing falls below zero.
        """
        exact = []
        for rate in groups:
            share = sum([shares[index] for kind in rate for index in kind])
            exact.append(convert(pieces[rate[0][0]].line.taxed, Decimal(share)))
        counted = self.situation.minor.round_count(sum(exact, _NOTHING))
        total = min(max(counted, least, 0), sum(limits))
        found = [0] * len(pieces)
        for rate, part in zip(groups, allocate(total, exact), strict=True):
            for index, share in enumerate(allocate_by_rate([rate], part, _only(rate, shares))):
                found[index] += share
        missing = 0
        for index, limit in enumerate(limits):
            if found[index] > limit:
                missing += found[index] - limit
                found[index] = limit
        for index, limit in enumerate(limits):
            if not missing:
                break
            more = min(missing, limit - found[index])
            found[index] += more
            missing -= more
        return found

    def _take(self, pieces: Sequence[Pieces], nets: Sequence[int], grosses: Sequence[int]) -> None:
        left = self.situation.left.without(pieces, nets, grosses)
        self.situation = evolve(self.situation, left=left)
        shares = {
            each.line.line_id: (net, gross)
            for each, net, gross in zip(pieces, nets, grosses, strict=True)
            if net or gross
        }
        if not self._shares:
            self._shares = shares
            return
        for line_id, (net, gross) in shares.items():
            before = self._shares.get(line_id, (0, 0))
            self._shares[line_id] = (before[0] + net, before[1] + gross)


def _only(rate: Sequence[Sequence[int]], shares: Sequence[int]) -> list[int]:
    """The shares of the lines of one rate, and nothing for the others."""
    kept = [0] * len(shares)
    for kind in rate:
        for index in kind:
            kept[index] = shares[index]
    return kept
