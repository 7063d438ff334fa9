"""Taking discounts off the lines: amounts to the minor unit, shares that add up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from operator import gt, sub
from typing import NamedTuple

from attrs import evolve

from backoffice_orders.model.cart import CartLine
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.ids import CartRuleId, LineId
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.money import HUNDRED, ONE, allocate
from backoffice_orders.model.pricing.discounts import (
    AmountOff,
    DeliveryPercentOff,
    Discount,
    GiftGiven,
    PercentOff,
)
from backoffice_orders.model.pricing.left import Lot, Picked
from backoffice_orders.model.pricing.line import Pieces
from backoffice_orders.model.pricing.lines import product_line
from backoffice_orders.model.pricing.shares import (
    OfRate,
    allocate_by_rate,
    allocate_within,
    by_rate,
)
from backoffice_orders.model.pricing.situation import Situation

GIFT_OF = Sentence("price.gift_of", "gift of {rule}")

_NOTHING = Decimal(0)


def gift_line_id(rule_id: CartRuleId, number: int) -> LineId:
    """The id of the line that a rule's n-th gift is shown on."""
    return LineId(f"gift:{rule_id}" if number == 1 else f"gift:{rule_id}:{number}")


class Taken(NamedTuple):
    """What one rule takes off: net and gross of each line by its position, in minor units.

    Lines that later rules have added are not among them. ``delivery_percent`` is how much it
    takes off what rules before it have left of the delivery's price, and ``delivery_net`` and
    ``delivery_gross`` what that comes to. ``unused`` is what is left of an amount, in major units.
    """

    rule: CartRule
    nets: Sequence[int]
    grosses: Sequence[int]
    delivery_percent: Decimal = _NOTHING
    gives: bool = False
    unused: Decimal = _NOTHING
    delivery_net: int = 0
    delivery_gross: int = 0

    def nothing(self, situation: Situation) -> bool:
        """Whether it changes nothing in this situation: no amount, no gift, no free delivery."""
        if self.gives or any(self.grosses) or any(self.nets):
            return False
        percent = self.delivery_percent
        return not (percent and situation.takes_off_delivery(self.rule.id, percent))


class Taking:
    """Something that is taken off the goods: the situation that it makes, and what is left of it.

    ``unused`` is what is left of amounts, in major units.
    """

    def __init__(self, situation: Situation) -> None:
        self.situation: Situation = situation
        self.unused: Decimal = _NOTHING
        self._before = situation.left

    def off(self) -> tuple[list[int], list[int]]:
        """What was taken off each line, net and gross, by its position."""
        before, after = self._before, self.situation.left
        return [*map(sub, before.net, after.net)], [*map(sub, before.gross, after.gross)]

    def take_percent(self, discount: PercentOff) -> None:
        """Take so many percent off what is left of the pieces."""
        picked, rates = self._pick(discount.pieces)
        percent = min(max(discount.percent, _NOTHING), HUNDRED)
        if not rates or not percent:
            return
        net_left, gross_left = sum(picked.nets), sum(picked.grosses)
        round_count = self.situation.minor.round_count
        net = min(round_count(net_left * percent / 100), net_left)
        gross = min(round_count(gross_left * percent / 100), gross_left)
        net_shares = allocate_by_rate(rates, net, picked.nets)
        self._take(picked, net_shares, allocate_by_rate(rates, gross, picked.grosses))

    def take_amount(self, discount: AmountOff) -> None:
        """Take an amount off the pieces, as far as it goes."""
        if discount.each:
            self._take_off_each(discount)
            return
        minor = self.situation.minor
        picked, rates = self._pick(discount.pieces)
        left = picked.grosses if discount.tax_included else picked.nets
        available = sum(left)
        wanted = max(minor.count(discount.amount), 0)
        taken = min(wanted, available)
        if wanted > taken:
            self.unused += minor.amount(wanted - taken)
        if not taken:
            return
        if taken == available:
            self._take(picked, picked.nets, picked.grosses)
        else:
            shares = allocate_by_rate(rates, taken, left)
            self._take_shares(picked, rates, shares, discount.tax_included)

    def _take_off_each(self, discount: AmountOff) -> None:
        wanted = max(self.situation.minor.count(discount.amount), 0)
        whole: list[Pieces] = []
        part: list[Pieces] = []
        shares: list[int] = []
        for pieces in _once(discount.pieces):
            picked = self.situation.left.picked([pieces])
            off, left = _off_each(wanted, pieces, picked, discount.tax_included)
            if off >= left:
                whole.append(pieces)
            elif off:
                part.append(pieces)
                shares.append(off)
        if whole:
            picked, _ = self._pick(whole)
            self._take(picked, picked.nets, picked.grosses)
        if part:
            picked, rates = self._pick(part)
            self._take_shares(picked, rates, shares, discount.tax_included)

    def _take_shares(
        self, picked: Picked, rates: Sequence[OfRate], shares: Sequence[int], tax_included: bool
    ) -> None:
        """Take these, gross or net, and what is the other side of all of them together."""
        if tax_included:
            least = sum(picked.nets) - (sum(picked.grosses) - sum(shares))
            net_shares = self._nets_of(rates, shares, picked.nets, least)
            self._take(picked, net_shares, shares)
        else:
            self._take(picked, shares, self._grosses_of(rates, shares, picked))

    def _pick(self, pieces: Sequence[Pieces]) -> tuple[Picked, Sequence[OfRate]]:
        """What is left of these pieces, and those of them that are taxed alike."""
        situation = self.situation
        goods = situation.discountable
        if pieces is goods.pieces:
            everything = len(goods.lines) == len(situation.lines)
            positions = None if everything else [line.position for line in goods.lines]
            return situation.left.whole(positions), goods.by_rate
        pieces = _once(pieces)
        rates = by_rate([line for line, _ in pieces], situation.minor)
        return situation.left.picked(pieces), rates

    def _nets_of(
        self, rates: Sequence[OfRate], grosses: Sequence[int], limits: Sequence[int], least: int
    ) -> list[int]:
        """The net of gross shares, at least so much in all.

        No share exceeds what its pieces have left (``limits``): nothing falls below zero.
        """
        exact = []
        for rate in rates:
            share = sum([grosses[index] for index in rate.indexes])
            exact.append(rate.taxed.net(Decimal(share)))
        counted = self.situation.minor.round_count(sum(exact, _NOTHING))
        total = min(max(counted, least, 0), sum(limits))
        found = [0] * len(grosses)
        for rate, part in zip(rates, allocate(total, exact), strict=True):
            found = allocate_within(rate, part, grosses, found)
        return _limited(found, limits)

    def _grosses_of(
        self, rates: Sequence[OfRate], nets: Sequence[int], picked: Picked
    ) -> list[int]:
        """The gross of net shares: of every rate, by how much its net's gross becomes less.

        So a net amount takes off what it says, and what is left of it is taxed to the minor unit.
        No less is left to pay than what is left of the net.
        """
        count, found = self.situation.minor.round_count, [0] * len(nets)
        for rate in rates:
            net = sum([picked.nets[index] for index in rate.indexes])
            off = sum([nets[index] for index in rate.indexes])
            before, after = (count(rate.taxed.gross(Decimal(each))) for each in (net, net - off))
            most = sum([picked.grosses[index] for index in rate.indexes]) - (net - off)
            found = allocate_within(rate, max(min(before - after, most), 0), nets, found)
        return _limited(found, picked.grosses)

    def _take(self, picked: Picked, nets: Sequence[int], grosses: Sequence[int]) -> None:
        left = self.situation.left.without(picked, nets, grosses)
        self.situation = self.situation.with_left(left)


class Hand(Taking):
    """One rule at work: besides, it may free the delivery and give gifts."""

    situation: Situation

    def __init__(self, rule: CartRule, situation: Situation) -> None:
        super().__init__(situation)
        self.rule = rule
        self._delivery_kept = ONE
        self._gives = False

    @property
    def taken(self) -> Taken:
        """What the rule has taken off."""
        nets, grosses = self.off()
        percent = (1 - self._delivery_kept) * HUNDRED
        return Taken(self.rule, nets, grosses, percent, self._gives, self.unused)

    def take(self, discounts: Iterable[Discount]) -> None:
        """Take these off, one after the other."""
        for discount in discounts:
            match discount:
                case PercentOff():
                    self.take_percent(discount)
                case AmountOff():
                    self.take_amount(discount)
                case DeliveryPercentOff():
                    self._delivery(discount.percent)
                case GiftGiven():
                    self._gift(discount)

    def _delivery(self, percent: Decimal) -> None:
        kept = 1 - min(max(percent, _NOTHING), HUNDRED) / HUNDRED
        if self.situation.delivery_left:
            self._delivery_kept *= kept

    def _gift(self, discount: GiftGiven) -> None:
        """Add one piece of a product, marked as this rule's gift, and take its price off."""
        situation, rule = self.situation, self.rule
        given = sum(line.gift_of == rule.id for line in situation.lines)
        line_id = gift_line_id(rule.id, given + 1)
        source = CartLine(line_id, discount.product_id, 1, discount.combination_id)
        # One piece: however the shop rounds, it is rounded for itself.
        line = product_line(source, situation.context, gift_of=rule.id)
        position, reasons = len(situation.lines), (*line.reasons, GIFT_OF(rule=rule.name))
        line = evolve(line, position=position, reasons=reasons)
        lines, left = (*situation.lines, line), situation.left.with_line(line)
        self.situation = evolve(situation, lines=lines, left=left)
        self._before = self._before.with_line(line)
        self._gives = True
        self._take(left.whole([position]), [line.net], [line.gross])


def _off_each(wanted: int, pieces: Pieces, picked: Picked, tax_included: bool) -> tuple[int, int]:
    """What so much off each of a line's pieces comes to, and what all of them have left.

    Each gives what it has at most: of those that rules before have taken from more, less.
    """
    lots, _ = picked.lots.get(0) or ([Lot(pieces.number, picked.nets[0], picked.grosses[0])], ())
    left = [(lot.number, lot.gross if tax_included else lot.net) for lot in lots]
    return sum(min(wanted * number, of) for number, of in left), sum(of for _, of in left)


def _once(pieces: Sequence[Pieces]) -> Sequence[Pieces]:
    """Each line once, with some pieces of it, and no more than it has."""
    counts: dict[int, int] = {}
    for line, number in pieces:
        counts[line.position] = counts.get(line.position, 0) + number
    lines = {each.line.position: each.line for each in pieces}
    return [lines[each].pieces(number) for each, number in counts.items() if number > 0]


def _limited(shares: list[int], limits: Sequence[int]) -> list[int]:
    """The shares, of which what is above the limits goes to the first that are below theirs."""
    if not any(map(gt, shares, limits)):
        return shares
    missing = 0
    for index, limit in enumerate(limits):
        if shares[index] > limit:
            missing += shares[index] - limit
            shares[index] = limit
    for index, limit in enumerate(limits):
        if not missing:
            break
        more = min(missing, limit - shares[index])
        shares[index] += more
        missing -= more
    return shares
