"""What is done with a cart's discounts by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from attrs import evolve, frozen
from moneyed import Money

from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.cart import Cart, CustomLine, CustomLineKind
from backoffice_orders.model.checks import require_currency
from backoffice_orders.model.errors.discounts import (
    DiscountOnFee,
    DiscountSelfAllowed,
)
from backoffice_orders.model.ids import DiscountId, LineId
from backoffice_orders.model.manual_discount import ManualDiscount
from backoffice_orders.model.pricing.price import require_within_ceiling
from backoffice_orders.services.command import Command
from backoffice_orders.services.desk import Work
from backoffice_orders.services.price_book import load


@frozen(kw_only=True)
class GiveDiscount(Command):
    """Give a discount by hand; see ``Discounts.give``."""

    action: ClassVar[str] = "discounts.give"
    permissions: ClassVar[tuple[Permission, ...]] = (Permission.GIVE_DISCOUNT,)

    title: str
    reason: str
    percent: Decimal | None = None
    amount: Money | None = None
    line_id: LineId | None = None
    each_piece: bool = False
    tax_included: bool = True
    allowed_by: Actor | None = None

    def apply(self, work: Work, cart: Cart) -> Cart:
        """With the discount."""
        _require_line(cart, self.line_id)
        discount = ManualDiscount(
            id=DiscountId(work.ids.new("disc")),
            title=self.title,
            reason=work.settings.discount_reason(self.reason).code,
            percent=self.percent,
            amount=self.amount,
            line_id=self.line_id,
            each_piece=self.each_piece,
            tax_included=self.tax_included,
            by=work.actor.id,
            at=work.now,
        )
        return _given(work, cart, discount, self.allowed_by)


@frozen(kw_only=True)
class ChangeDiscount(Command):
    """Give a discount by hand anew with other terms; see ``Discounts.change``."""

    action: ClassVar[str] = "discounts.change"
    permissions: ClassVar[tuple[Permission, ...]] = (Permission.GIVE_DISCOUNT,)

    discount_id: DiscountId
    title: str | None = None
    reason: str | None = None
    percent: Decimal | None = None
    amount: Money | None = None
    each_piece: bool | None = None
    tax_included: bool | None = None
    allowed_by: Actor | None = None

    def apply(self, work: Work, cart: Cart) -> Cart:
        """With the discount as it shall be, as the last one given."""
        was = cart.discount(self.discount_id)
        same_value = self.percent is None and self.amount is None
        percent = was.percent if same_value else self.percent
        amount = was.amount if same_value else self.amount
        each_piece = was.each_piece if self.each_piece is None else self.each_piece
        if percent is not None and self.each_piece is None:
            each_piece = False
        discount = ManualDiscount(
            id=was.id,
            title=was.title if self.title is None else self.title,
            reason=was.reason
            if self.reason is None
            else work.settings.discount_reason(self.reason).code,
            percent=percent,
            amount=amount,
            line_id=was.line_id,
            each_piece=each_piece,
            tax_included=was.tax_included if self.tax_included is None else self.tax_included,
            by=work.actor.id,
            at=work.now,
        )
        return _given(work, cart, discount, self.allowed_by)


@frozen
class AllowDiscount(Command):
    """Allow a discount by hand that is above the ceiling of who gave it."""

    action: ClassVar[str] = "discounts.allow"
    permissions: ClassVar[tuple[Permission, ...]] = (Permission.ALLOW_DISCOUNT,)

    discount_id: DiscountId

    def apply(self, work: Work, cart: Cart) -> Cart:
        """With the discount, for which the actor answers from now on."""
        discount = cart.discount(self.discount_id)
        allowed = _allowed(discount, work.actor)
        changed = evolve(
            cart,
            discounts=tuple(allowed if each is discount else each for each in cart.discounts),
        )
        _require_within_ceiling(work, changed, allowed)
        return changed


@frozen
class RemoveDiscount(Command):
    """Take a discount by hand back."""

    action: ClassVar[str] = "discounts.remove"
    permissions: ClassVar[tuple[Permission, ...]] = (Permission.GIVE_DISCOUNT,)

    discount_id: DiscountId

    def apply(self, work: Work, cart: Cart) -> Cart:
        """Without the discount."""
        return cart.without_discount(self.discount_id)


def _given(work: Work, cart: Cart, discount: ManualDiscount, allowed_by: Actor | None) -> Cart:
    """The cart with the discount as the last one, for which the actor or a colleague answers."""
    if discount.amount is not None:
        require_currency("amount", discount.amount, cart.currency)
    discount = evolve(discount, ceiling=work.actor.ceiling)
    if allowed_by is not None:
        allowed_by.require(Permission.ALLOW_DISCOUNT)
        discount = _allowed(discount, allowed_by)
    changed = cart.with_discount(discount)
    _require_within_ceiling(work, changed, discount)
    return changed


def _allowed(discount: ManualDiscount, by: Actor) -> ManualDiscount:
    if by.id == discount.by:
        raise DiscountSelfAllowed(by.id)
    return evolve(discount, allowed_by=by.id, ceiling=by.ceiling)


def _require_within_ceiling(work: Work, cart: Cart, discount: ManualDiscount) -> None:
    """Raise ``DiscountAboveCeiling`` if it is, with those given before it, above its ceiling."""
    if discount.ceiling is not None:
        require_within_ceiling(cart, load(work, [cart]).book(cart), discount.id)


def _require_line(cart: Cart, line_id: LineId | None) -> None:
    """Raise unless it is the order, or a line that takes discounts."""
    if line_id is None:
        return
    line = cart.any_line(line_id)
    if isinstance(line, CustomLine) and line.kind is CustomLineKind.FEE:
        raise DiscountOnFee(line_id)
