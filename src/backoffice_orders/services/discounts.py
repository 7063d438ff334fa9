"""Discounts by hand: give, change, allow and remove them."""

from __future__ import annotations

from decimal import Decimal

from moneyed import Money

from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.ids import CartId, DiscountId, LineId
from backoffice_orders.model.settings import DiscountReason
from backoffice_orders.services.commands.discounts import (
    AllowDiscount,
    ChangeDiscount,
    GiveDiscount,
    RemoveDiscount,
)
from backoffice_orders.services.editing import run_as_seen
from backoffice_orders.services.section import Section
from backoffice_orders.services.view import CartView


class Discounts(Section):
    """Take something off a line or an order by hand, within the ceiling of who gives it."""

    def reasons(self, actor: Actor) -> tuple[DiscountReason, ...]:
        """The shop's reasons for discounts by hand (``ShopSettings.discount_reasons``)."""
        actor.require(Permission.READ_CATALOG)
        return self._desk.read(actor, lambda work: work.settings.discount_reasons)

    def give(
        self,
        actor: Actor,
        cart_id: CartId,
        *,
        title: str,
        reason: str,
        percent: Decimal | None = None,
        amount: Money | None = None,
        line_id: LineId | None = None,
        each_piece: bool = False,
        tax_included: bool = True,
        allowed_by: Actor | None = None,
        version: int | None = None,
    ) -> CartView:
        """Take so many percent, or an amount, off one line or off all goods of the order.

        It follows the line's quantity, leaves with the line, and takes no voucher's place. All
        discounts by hand of the order together must be within ``actor.ceiling``, unless somebody
        else allows it whose ceiling is high enough; that is asked again when the order is sent or
        placed.

        Args:
            actor: Who gives it.
            cart_id: On which cart.
            title: What the customer reads.
            reason: The code of one of the shop's reasons.
            percent: So many percent (0 to 100) of what earlier discounts have left; or
            amount: so much, in the cart's currency and in whole minor units.
            line_id: Off which line; None is the order.
            each_piece: The amount is for each piece of the line, not for the line as a whole.
            tax_included: Whether the amount is gross.
            allowed_by: The colleague who allows it, with ``allow_discount``: their ceiling holds.
            version: The version the actor has seen.

        Raises:
            DiscountAboveCeiling: It is more than the actor, or who allows it, may give.
            DiscountSelfAllowed: The actor allows it to themselves.
            DiscountReasonUnknown, DiscountInvalid, FieldMissing, FieldTooLong, FieldInvalid,
                AmountNegative, CurrencyMismatch: As they say.
            LineNotFound, DiscountOnFee: There is no such line, or it takes no discount.
            PermissionDenied: Without ``give_discount``; or ``allowed_by`` without
                ``allow_discount``.
        """
        command = GiveDiscount(
            title=title,
            reason=reason,
            percent=percent,
            amount=amount,
            line_id=line_id,
            each_piece=each_piece,
            tax_included=tax_included,
            allowed_by=allowed_by,
        )
        return run_as_seen(self._desk, actor, cart_id, version, command)

    def change(
        self,
        actor: Actor,
        cart_id: CartId,
        discount_id: DiscountId,
        *,
        title: str | None = None,
        reason: str | None = None,
        percent: Decimal | None = None,
        amount: Money | None = None,
        each_piece: bool | None = None,
        tax_included: bool | None = None,
        allowed_by: Actor | None = None,
        version: int | None = None,
    ) -> CartView:
        """Give a discount anew with other terms; None leaves a term as it is.

        The actor has given it now, as the last one of the order, whoever had given or allowed it
        before. A percentage takes the place of an amount, and the other way round.

        Raises:
            DiscountNotFound: There is no such discount on the cart.
            And all that ``give`` raises.
        """
        command = ChangeDiscount(
            discount_id=discount_id,
            title=title,
            reason=reason,
            percent=percent,
            amount=amount,
            each_piece=each_piece,
            tax_included=tax_included,
            allowed_by=allowed_by,
        )
        return run_as_seen(self._desk, actor, cart_id, version, command)

    def allow(
        self, actor: Actor, cart_id: CartId, discount_id: DiscountId, *, version: int | None = None
    ) -> CartView:
        """Allow a colleague's discount that has come to be above their ceiling.

        Raises:
            DiscountNotFound: There is no such discount on the cart.
            DiscountAboveCeiling: It is above the actor's ceiling, too.
            DiscountSelfAllowed: The actor has given it.
            PermissionDenied: Without ``allow_discount``.
        """
        return run_as_seen(self._desk, actor, cart_id, version, AllowDiscount(discount_id))

    def remove(
        self, actor: Actor, cart_id: CartId, discount_id: DiscountId, *, version: int | None = None
    ) -> CartView:
        """Take a discount back.

        Raises:
            DiscountNotFound: There is no such discount on the cart.
            PermissionDenied: Without ``give_discount``.
        """
        return run_as_seen(self._desk, actor, cart_id, version, RemoveDiscount(discount_id))
