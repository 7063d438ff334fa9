"""How a cart is delivered, and whether it is taxed."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from attrs import evolve, field
from moneyed import Money

from backoffice_orders.model.actor import Permission
from backoffice_orders.model.cart import Cart, ManualDelivery
from backoffice_orders.model.checks import require_currency
from backoffice_orders.model.errors.products import ReasonMissing
from backoffice_orders.model.errors.shipping import CarrierUnavailable, DeliveryDayUnavailable
from backoffice_orders.model.ids import CarrierId, TaxGroupId
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.pricing.price import price
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.values import frozen
from backoffice_orders.services.command import Command
from backoffice_orders.services.commands.custom_lines import require_tax_group
from backoffice_orders.services.commands.customers import checked_exemption
from backoffice_orders.services.desk import Work
from backoffice_orders.services.notices import Notice
from backoffice_orders.services.price_book import load
from backoffice_orders.services.view import delivery_days

DAY_DROPPED = Sentence(
    "delivery_day_dropped",
    "The chosen delivery cannot arrive on {day}: it arrives as soon as possible.",
)
DELIVERY_BY_HAND = Sentence("reason_missing.delivery", "the delivery made by hand")


@frozen
class ChooseDelivery(Command):
    """Choose a delivery option, or (None) let the shop choose again; ``Shipping.choose``."""

    action: ClassVar[str] = "shipping.choose"

    carrier_id: CarrierId | None
    day: date | None = None

    def apply(self, work: Work, cart: Cart) -> Cart:
        """With this carrier, and on this day; on the day chosen before, if it arrives then too."""
        day = self.day or cart.delivery_day
        chosen = evolve(cart, carrier_id=self.carrier_id, delivery_day=day, manual_delivery=None)
        if self.carrier_id is None and day is None:
            return chosen
        summary, days = _priced(work, chosen)
        options = summary.delivery_options
        if self.carrier_id is not None and all(
            option.carrier_id != self.carrier_id for option in options
        ):
            raise CarrierUnavailable(self.carrier_id)
        if day is None or day in days:
            return chosen
        if self.day is not None:
            raise DeliveryDayUnavailable(day)
        work.notices.append(Notice(DAY_DROPPED(day=day), DeliveryDayUnavailable.code))
        return evolve(chosen, delivery_day=None)


@frozen
class ChooseDeliveryDay(Command):
    """Choose the day on which it arrives, or (None) as soon as possible."""

    action: ClassVar[str] = "shipping.choose_day"

    day: date | None

    def apply(self, work: Work, cart: Cart) -> Cart:
        """With this day, or without."""
        chosen = evolve(cart, delivery_day=self.day)
        if self.day is not None and self.day not in _priced(work, chosen)[1]:
            raise DeliveryDayUnavailable(self.day)
        return chosen


def _priced(work: Work, cart: Cart) -> tuple[Summary, tuple[date, ...]]:
    """What the cart costs, and the days on which it can arrive."""
    loaded = load(work, [cart])
    book = loaded.book(cart)
    summary = price(cart, book)
    return summary, delivery_days(summary, loaded, book)


@frozen
class SetFreeShipping(Command):
    """Free shipping yes or no."""

    action: ClassVar[str] = "shipping.set_free"
    permissions: ClassVar[tuple[Permission, ...]] = (Permission.FREE_SHIPPING,)

    free: bool

    def apply(self, work: Work, cart: Cart) -> Cart:
        """With it, or without."""
        return evolve(cart, free_shipping=self.free)


@frozen
class SetManualDelivery(Command):
    """Make a delivery by hand; see ``Shipping.set_manual``."""

    action: ClassVar[str] = "shipping.set_manual"
    permissions: ClassVar[tuple[Permission, ...]] = (Permission.MANUAL_DELIVERY,)

    title: str
    price: Money
    reason: str = field(kw_only=True)
    tax_included: bool = False
    tax_group_id: TaxGroupId | None = None

    def apply(self, work: Work, cart: Cart) -> Cart:
        """With this delivery."""
        require_currency("price", self.price, cart.currency)
        require_tax_group(work, self.tax_group_id)
        if not self.reason.strip():
            raise ReasonMissing(DELIVERY_BY_HAND())
        manual = ManualDelivery(
            title=self.title,
            price=self.price,
            reason=self.reason,
            tax_included=self.tax_included,
            tax_group_id=self.tax_group_id,
            by=work.actor.id,
        )
        return evolve(cart, manual_delivery=manual)


@frozen
class ClearManualDelivery(Command):
    """Take the delivery made by hand away; what was chosen before it holds again."""

    action: ClassVar[str] = "shipping.clear_manual"

    def apply(self, work: Work, cart: Cart) -> Cart:
        """Without it."""
        return evolve(cart, manual_delivery=None)


@frozen
class SetTaxExemption(Command):
    """Charge no tax on the order, or (None) charge it; see ``Shipping.set_tax_exemption``."""

    action: ClassVar[str] = "shipping.set_tax_exemption"
    permissions: ClassVar[tuple[Permission, ...]] = (Permission.EXEMPT_FROM_TAX,)

    reason: str | None
    reference: str = ""
    vat_id: bool = False

    def apply(self, work: Work, cart: Cart) -> Cart:
        """With the exemption, or without."""
        exemption = None
        if self.reason is not None:
            exemption = checked_exemption(work, self.reason, self.reference, self.vat_id)
        return evolve(cart, tax_exemption=exemption)
