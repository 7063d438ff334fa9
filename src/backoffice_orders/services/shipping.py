"""Section 6, Shipping: the delivery options, free shipping, a delivery by hand, no tax."""

from __future__ import annotations

from datetime import date

from moneyed import Money

from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.ids import CarrierId, CartId, TaxGroupId
from backoffice_orders.model.pricing.summary_parts import DeliveryOption
from backoffice_orders.services.commands.shipping import (
    ChooseDelivery,
    ChooseDeliveryDay,
    ClearManualDelivery,
    SetFreeShipping,
    SetManualDelivery,
    SetTaxExemption,
)
from backoffice_orders.services.desk import Work
from backoffice_orders.services.editing import run_as_seen
from backoffice_orders.services.section import Section
from backoffice_orders.services.view import CartView, view


class Shipping(Section):
    """Choose how the order is delivered."""

    def options(self, actor: Actor, cart_id: CartId) -> tuple[DeliveryOption, ...]:
        """What the cart can choose, the shop's default first, then the cheapest.

        Empty where nothing has to be sent, or nobody delivers it. ``CartNotFound``.
        """
        actor.require(Permission.READ_CART)

        def look(work: Work) -> tuple[DeliveryOption, ...]:
            return view(work, work.carts.get(cart_id)).summary.delivery_options

        return self._desk.read(actor, look)

    def choose(
        self,
        actor: Actor,
        cart_id: CartId,
        carrier_id: CarrierId | None,
        *,
        day: date | None = None,
        version: int | None = None,
    ) -> CartView:
        """Choose a delivery option; it sets the price. None lets the shop choose again.

        A delivery made by hand is taken away by it.

        Args:
            actor: Who chooses.
            cart_id: Which cart.
            carrier_id: The option's.
            day: The day on which it is to arrive as well, one of ``CartView.delivery_days``. None
                keeps the day chosen before, where this delivery can arrive then too; otherwise it
                is dropped, and a notice (``delivery_day_unavailable``) says so.
            version: The version the actor has seen.

        Raises:
            CarrierUnavailable: It cannot be delivered so.
            DeliveryDayUnavailable: This delivery does not arrive on this day.
        """
        return run_as_seen(self._desk, actor, cart_id, version, ChooseDelivery(carrier_id, day))

    def choose_day(
        self, actor: Actor, cart_id: CartId, day: date | None, *, version: int | None = None
    ) -> CartView:
        """Choose the day on which it is to arrive, or (None) as soon as possible.

        It is one of ``CartView.delivery_days``, by the shop's calendar. A day that has passed, or
        on which the carrier does not deliver any more, stays until another one is chosen: it is
        named in ``CartView.missing``, and the cart is not ordered with it.

        Raises:
            DeliveryDayUnavailable: The delivery does not arrive on this day, or there is no choice.
        """
        return run_as_seen(self._desk, actor, cart_id, version, ChooseDeliveryDay(day))

    def set_free(
        self, actor: Actor, cart_id: CartId, free: bool, *, version: int | None = None
    ) -> CartView:
        """Free shipping yes or no; yes sets the delivery's price to zero.

        Raises:
            PermissionDenied: Without ``free_shipping``.
        """
        return run_as_seen(self._desk, actor, cart_id, version, SetFreeShipping(free))

    def set_manual(
        self,
        actor: Actor,
        cart_id: CartId,
        title: str,
        price: Money,
        *,
        reason: str,
        tax_included: bool = False,
        tax_group_id: TaxGroupId | None = None,
        version: int | None = None,
    ) -> CartView:
        """Make a delivery by hand, with its title, price and reason.

        ``price`` is net unless ``tax_included``, in the cart's currency.

        Raises:
            FieldMissing, ReasonMissing, CurrencyMismatch, AmountNegative, TaxGroupNotFound:
                As they say.
            PermissionDenied: Without ``manual_delivery``.
        """
        command = SetManualDelivery(
            title, price, reason=reason, tax_included=tax_included, tax_group_id=tax_group_id
        )
        return run_as_seen(self._desk, actor, cart_id, version, command)

    def clear_manual(
        self, actor: Actor, cart_id: CartId, *, version: int | None = None
    ) -> CartView:
        """Take the delivery made by hand away; what was chosen before it holds again."""
        return run_as_seen(self._desk, actor, cart_id, version, ClearManualDelivery())

    def set_tax_exemption(
        self,
        actor: Actor,
        cart_id: CartId,
        reason: str | None,
        *,
        reference: str = "",
        vat_id: bool = False,
        version: int | None = None,
    ) -> CartView:
        """Charge no tax on this order, with a reason and a reference; None charges it again.

        ``vat_id`` says that the reference is a VAT id, and has to have its country's form.

        Raises:
            FieldMissing: An empty reason.
            VatNumberInvalid: The reference is no VAT id and should be, or is one that is mistyped.
            PermissionDenied: Without ``exempt_from_tax``.
        """
        return run_as_seen(
            self._desk, actor, cart_id, version, SetTaxExemption(reason, reference, vat_id)
        )
