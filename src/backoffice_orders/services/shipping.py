"""Section 6, Shipping: the delivery options, free shipping, a delivery by hand, no tax."""

from __future__ import annotations

from attrs import evolve, frozen
from moneyed import Money

from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.cart import Cart, ManualDelivery
from backoffice_orders.model.checks import require_currency
from backoffice_orders.model.errors.products import ReasonMissing
from backoffice_orders.model.errors.shipping import CarrierUnavailable
from backoffice_orders.model.ids import CarrierId, CartId, TaxGroupId
from backoffice_orders.model.pricing.price import price
from backoffice_orders.model.pricing.summary import DeliveryOption
from backoffice_orders.services.arguments import checked
from backoffice_orders.services.customers import checked_exemption
from backoffice_orders.services.desk import Desk, Work
from backoffice_orders.services.editing import Change, edit
from backoffice_orders.services.price_book import load
from backoffice_orders.services.products import require_tax_group
from backoffice_orders.services.view import CartView


@checked
@frozen
class Shipping:
    """Choose how the order is delivered."""

    _desk: Desk

    def options(self, actor: Actor, cart_id: CartId) -> tuple[DeliveryOption, ...]:
        """What the cart can choose, the shop's default first, then the cheapest.

        Empty where nothing has to be sent, or nobody delivers it. ``CartNotFound``.
        """
        actor.require(Permission.READ_CART)

        def look(work: Work) -> tuple[DeliveryOption, ...]:
            cart = work.carts.get(cart_id)
            return price(cart, load(work, [cart]).book(cart)).delivery_options

        return self._desk.read(actor, look)

    def choose(
        self,
        actor: Actor,
        cart_id: CartId,
        carrier_id: CarrierId | None,
        *,
        version: int | None = None,
    ) -> CartView:
        """Choose a delivery option; it sets the price. None lets the shop choose again.

        A delivery made by hand is taken away by it. ``CarrierUnavailable``.
        """
        actor.require(Permission.EDIT_CART)

        def change(work: Work, cart: Cart) -> Cart:
            chosen = evolve(cart, carrier_id=carrier_id, manual_delivery=None)
            if carrier_id is not None:
                options = price(chosen, load(work, [chosen]).book(chosen)).delivery_options
                if all(option.carrier_id != carrier_id for option in options):
                    raise CarrierUnavailable(carrier_id)
            return chosen

        return self._edit(actor, cart_id, version, "shipping.choose", change)

    def set_free(
        self, actor: Actor, cart_id: CartId, free: bool, *, version: int | None = None
    ) -> CartView:
        """Free shipping yes or no; yes sets the delivery's price to zero.

        Raises:
            PermissionDenied: Without ``free_shipping``.
        """
        actor.require(Permission.FREE_SHIPPING)
        return self._edit(
            actor,
            cart_id,
            version,
            "shipping.set_free",
            lambda _, cart: evolve(cart, free_shipping=free),
        )

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
        actor.require(Permission.MANUAL_DELIVERY)

        def change(work: Work, cart: Cart) -> Cart:
            require_currency("price", price, cart.currency)
            require_tax_group(work, tax_group_id)
            if not reason.strip():
                raise ReasonMissing("the delivery made by hand")
            manual = ManualDelivery(
                title=title,
                price=price,
                reason=reason,
                tax_included=tax_included,
                tax_group_id=tax_group_id,
                by=actor.id,
            )
            return evolve(cart, manual_delivery=manual, carrier_id=None)

        return self._edit(actor, cart_id, version, "shipping.set_manual", change)

    def clear_manual(
        self, actor: Actor, cart_id: CartId, *, version: int | None = None
    ) -> CartView:
        """Take the delivery made by hand away; the shop chooses again."""
        actor.require(Permission.EDIT_CART)
        return self._edit(
            actor,
            cart_id,
            version,
            "shipping.clear_manual",
            lambda _, cart: evolve(cart, manual_delivery=None),
        )

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
        actor.require(Permission.EXEMPT_FROM_TAX)
        exemption = None
        if reason is not None:
            exemption = checked_exemption(self._desk, reason, reference, vat_id)
        return self._edit(
            actor,
            cart_id,
            version,
            "shipping.set_tax_exemption",
            lambda _, cart: evolve(cart, tax_exemption=exemption),
        )

    def _edit(
        self, actor: Actor, cart_id: CartId, version: int | None, action: str, change: Change
    ) -> CartView:
        return edit(self._desk, actor, cart_id, version, action, change)
