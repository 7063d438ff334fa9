"""What a percentage or an amount is taken off."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any

from attrs import evolve, field

from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.errors.vouchers import (
    RuleInvalid,
    RuleOnlyReduced,
    RuleProducts,
    RuleRefused,
)
from backoffice_orders.model.fields import ID_OR_NONE, Whole, asked
from backoffice_orders.model.ids import ProductId
from backoffice_orders.model.messages import Sentence, label
from backoffice_orders.model.money import without_residue
from backoffice_orders.model.pricing.actions.base import Action
from backoffice_orders.model.pricing.conditions.products import selection
from backoffice_orders.model.pricing.line import Pieces, PricedLine
from backoffice_orders.model.pricing.shares import kind_of
from backoffice_orders.model.pricing.situation import Situation
from backoffice_orders.model.values import frozen

ONE_PRODUCT = Sentence("reason.one_product", "the target 'product' needs one, and no other does")


label("target.order", "The whole order")
label("target.product", "One product")
label("target.cheapest", "The cheapest piece")
label("target.selection", "The products that the voucher asks for")


class Target(StrEnum):
    """What a discount is taken off.

    CHEAPEST is one piece of the lines with the lowest gross unit price; SELECTION the lines
    that the rule's own ``Products`` conditions match.
    """

    ORDER = "order"
    PRODUCT = "product"
    CHEAPEST = "cheapest"
    SELECTION = "selection"


@frozen(kw_only=True)
class TargetedAction(Action):
    """The base of actions that take something off a target.

    ``exclude_discounted`` spares products whose price a specific price or catalog price rule
    has lowered. ``at_most`` limits it to so many pieces, the cheapest first.
    """

    target: Target = field(default=Target.ORDER, metadata=asked("Off what"))
    product_id: ProductId | None = field(
        default=None, validator=ID_OR_NONE, metadata=asked("Product")
    )
    exclude_discounted: bool = field(default=False, metadata=asked("Spare what is reduced already"))
    at_most: int | None = field(
        default=None, validator=Whole(1, none=True), metadata=asked("Pieces at most", 2)
    )

    @classmethod
    def fitted(cls, fields: dict[str, Any]) -> dict[str, Any]:
        """With a product where, and only where, it is the target."""
        if fields["product_id"] is None and fields["target"] is Target.PRODUCT:
            return {**fields, "target": Target.ORDER}
        product = fields["product_id"] if fields["target"] is Target.PRODUCT else None
        return {**fields, "product_id": product}

    def __attrs_post_init__(self) -> None:
        if (self.target is Target.PRODUCT) != (self.product_id is not None):
            raise RuleInvalid("product", ONE_PRODUCT())

    def refusal(self, rule: CartRule, situation: Situation) -> RuleRefused | None:
        """``RuleProducts`` or ``RuleOnlyReduced`` where the target is not in the cart."""
        if self.target is Target.ORDER and not self.exclude_discounted:
            return None
        if self.lines(rule, situation):
            return None
        if self.exclude_discounted and evolve(self, exclude_discounted=False).lines(
            rule, situation
        ):
            return RuleOnlyReduced(rule.name)
        return RuleProducts(rule.name, 1, 0)

    def pieces(self, rule: CartRule, situation: Situation) -> Sequence[Pieces]:
        """What it takes from, in the order of the cart."""
        everything = self.target is Target.ORDER and not self.exclude_discounted
        if everything and self.at_most is None:
            return situation.all_goods
        lines = self.lines(rule, situation)
        if self.target is Target.CHEAPEST:
            return cheapest_pieces(lines, 1, situation)
        if self.at_most is None:
            return [line.all_pieces for line in lines]
        return cheapest_pieces(lines, self.at_most, situation)

    def lines(self, rule: CartRule, situation: Situation) -> list[PricedLine]:
        """The lines that the target is, in the order of the cart."""
        lines = [*situation.goods]
        if self.exclude_discounted:
            lines = [line for line in lines if not line.reduced]
        if self.target is Target.PRODUCT:
            return [line for line in lines if line.product and line.product.id == self.product_id]
        if self.target is Target.SELECTION:
            return selection(rule, lines)
        if self.target is Target.CHEAPEST and lines:
            cheapest = min(_price_and_tax(line) for line in lines)
            return [line for line in lines if _price_and_tax(line) == cheapest]
        return lines


def cheapest_pieces(lines: Sequence[PricedLine], number: int, situation: Situation) -> list[Pieces]:
    """So many pieces of these lines: those of the lowest unit price.

    Of lines of which nothing is left, only where there are no others; of equal ones, those without
    a discount by hand that is yet to come, then those that have most left, then by what they sell.
    So the order of the lines does not decide what is taken off.
    """
    found = []
    for line in sorted(lines, key=lambda each: _cheapness(each, situation)):
        if number <= 0:
            break
        found.append(line.pieces(number))
        number -= line.quantity
    return sorted(found, key=lambda each: each.line.position)


def _cheapness(line: PricedLine, situation: Situation) -> tuple[Any, ...]:
    net, gross = situation.left_of(line.all_pieces)
    left = (-Decimal(gross) / line.quantity, -Decimal(net) / line.quantity)
    first = (not (net or gross), *_price_and_tax(line), line.by_hand)
    return (*first, *left, kind_of(line), -line.quantity)


def _price_and_tax(
    line: PricedLine,
) -> tuple[Decimal, Decimal, tuple[tuple[Decimal, str, Decimal], ...]]:
    return (
        without_residue(line.unit_gross),
        without_residue(line.unit_net),
        line.taxed.sort_key,
    )
