"""Discounts by hand: taken off what is left of the goods, before or after the vouchers.

They take nothing off fees, gifts, the delivery or the wrapping. Those on single lines come first,
then those on the order, each in the order they were given: so it does not matter on which of two
equal lines a cent of the order's falls. Each is taken off what those before it have left, rounded
once, and never more than that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from backoffice_orders.model.errors.discounts import DiscountAboveCeiling
from backoffice_orders.model.errors.pricing import CurrencyUnavailable
from backoffice_orders.model.manual_discount import ManualDiscount
from backoffice_orders.model.money import HUNDRED, without_residue
from backoffice_orders.model.pricing.discounts import AmountOff, PercentOff
from backoffice_orders.model.pricing.line import Pieces
from backoffice_orders.model.pricing.situation import Situation
from backoffice_orders.model.pricing.taking import Taking
from backoffice_orders.model.settings import ManualDiscounts

_NOTHING = Decimal(0)


class TakenByHand(NamedTuple):
    """What one discount by hand takes off: net and gross of each line by its position.

    In minor units; lines that rules have added later are not among them. ``exact`` is what it
    takes off in all, gross, before it is rounded: ceilings look at that. ``unused`` is what is
    left of an amount, in major units.
    """

    discount: ManualDiscount
    nets: Sequence[int]
    grosses: Sequence[int]
    exact: Decimal = _NOTHING
    unused: Decimal = _NOTHING


class Given(NamedTuple):
    """What all discounts by hand take off, and what they leave."""

    taken: Sequence[TakenByHand]
    situation: Situation


def before_vouchers(situation: Situation) -> Given:
    """Take off the discounts by hand that are taken off before the vouchers."""
    return _give(situation, ManualDiscounts.BEFORE_VOUCHERS)


def after_vouchers(situation: Situation) -> Given:
    """Take off those that are taken off after the vouchers."""
    return _give(situation, ManualDiscounts.AFTER_VOUCHERS)


def _give(situation: Situation, turn: ManualDiscounts) -> Given:
    discounts = situation.context.cart.discounts
    if not discounts or situation.book.settings.manual_discounts is not turn:
        return Given((), situation)
    taken = []
    for discount in sorted(discounts, key=_on_the_order):
        taking = Taking(situation)
        exact = _take(discount, _pieces(discount, situation), taking)
        taken.append(TakenByHand(discount, *taking.off(), exact, taking.unused))
        situation = taking.situation
    return Given(taken, situation)


def _on_the_order(discount: ManualDiscount) -> bool:
    return discount.line_id is None


def _pieces(discount: ManualDiscount, situation: Situation) -> Sequence[Pieces]:
    """What it is taken off: all goods, or one line; nothing where that has no price."""
    if discount.line_id is None:
        return situation.all_goods
    return [each.all_pieces for each in situation.goods if each.line_id == discount.line_id]


def _take(discount: ManualDiscount, pieces: Sequence[Pieces], taking: Taking) -> Decimal:
    """Take it off, and return how much that is, gross, in minor units and not rounded."""
    if discount.percent is not None:
        available = sum(taking.situation.left_of(each)[1] for each in pieces)
        taking.take_percent(PercentOff(pieces, discount.percent))
        return available * discount.percent / HUNDRED
    assert discount.amount is not None
    amount, each = discount.amount.amount, discount.each_piece
    taking.take_amount(AmountOff(pieces, amount, discount.tax_included, each))
    _, grosses = taking.off()
    return Decimal(sum(grosses))


def above_ceiling(
    taken: Sequence[TakenByHand], situation: Situation
) -> Iterator[DiscountAboveCeiling]:
    """The discounts by hand that are more than whoever answers for them may give.

    Each with those given before it: together they are compared with its ceiling.
    """
    total, of_discount = _NOTHING, {each.discount.id: each for each in taken}
    for discount in situation.context.cart.discounts:
        each = of_discount[discount.id]
        total += each.exact
        ceiling = each.discount.ceiling
        if ceiling is not None and without_residue(total) > _most(each.discount, situation):
            given = situation.minor.money(situation.minor.round_count(total))
            yield DiscountAboveCeiling(
                each.discount.id, each.discount.title, given, ceiling.percent, ceiling.amount
            )


def _most(discount: ManualDiscount, situation: Situation) -> Decimal:
    """What the ceiling of a discount allows for the whole order, gross, in minor units.

    Nothing, where the shop has no rate any more for the currency it is in.
    """
    ceiling, found = discount.ceiling, []
    assert ceiling is not None
    if ceiling.percent is not None:
        goods = sum(line.gross for line in situation.goods)
        found.append(without_residue(goods * ceiling.percent / HUNDRED))
    if ceiling.amount is not None:
        try:
            amount = situation.in_cart_currency(ceiling.amount)
        except CurrencyUnavailable:
            return _NOTHING
        # An amount that was converted is a whole number of minor units, too.
        limit = without_residue(amount / situation.minor.unit)
        found.append(limit.to_integral_value(ROUND_CEILING))
    return min(found, default=Decimal("Infinity"))
