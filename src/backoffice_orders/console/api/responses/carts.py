"""A cart, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from backoffice_orders.console.api.problems import plain
from backoffice_orders.console.api.responses.customers import AddressOut, CustomerOut
from backoffice_orders.console.api.responses.sums import (
    CartLineOut,
    DiscountOut,
    OptionOut,
    RefusedRuleOut,
    RuleOut,
    SumsOut,
)
from backoffice_orders.model.cart import Closing, ManualDelivery, Note
from backoffice_orders.model.customer import TaxExemption
from backoffice_orders.model.link import Link
from backoffice_orders.model.messages import Message
from backoffice_orders.model.values import frozen
from backoffice_orders.services.notices import Notice
from backoffice_orders.services.view import CartView, Problem


@frozen
class SayingOut:
    """Something that is missing, or that has changed by itself."""

    code: str
    sentence: Message
    values: dict[str, object]
    line_id: str | None = None

    @classmethod
    def of(cls, said: Problem | Notice) -> SayingOut:
        """From the service. ``values`` are what the sentence is filled in with."""
        message = said.message
        line_id = said.line_id if isinstance(said, Problem) else None
        return cls(said.code, message, plain(message.values), line_id)


@frozen
class CartOut:
    """A cart with everything that the page shows of it.

    ``shows_prices`` is ``tax_included`` or ``tax_excluded``: what this customer is shown.
    ``carrier_id`` is who was chosen, null to let the shop choose. ``delivery_day`` is the day
    chosen for its arrival, and ``delivery_days`` those that can be chosen. ``assigned_to`` is the
    colleague whose draft it is. ``expires_at`` ends an offer, whose prices are held where it is
    ``quoted``, and ``reserved_until`` is how long its goods are held (UTC). ``order_id`` is the
    order that was made of it, and ``closed`` how it has ended without one. ``estimates`` are
    ``prices``, ``delivery_rates`` and ``taxes``, as far as another system knows them and has not
    been asked about the cart as it is.
    """

    id: str
    version: int
    name: str
    customer: CustomerOut | None
    currency: str
    language: str
    lines: tuple[CartLineOut, ...]
    discounts: tuple[DiscountOut, ...]
    rules: tuple[RuleOut, ...]
    refused_rules: tuple[RefusedRuleOut, ...]
    delivery_address: AddressOut | None
    invoice_address: AddressOut | None
    carrier_id: str | None
    delivery_options: tuple[OptionOut, ...]
    delivery_day: date | None
    delivery_days: tuple[date, ...]
    free_shipping: bool
    manual_delivery: ManualDelivery | None
    tax_exemption: TaxExemption | None
    order_message: str
    customer_note: str
    gift_message: str
    gift_wrapping: bool
    recycled: bool
    purchase_order_number: str
    due_days: int | None
    tags: tuple[str, ...]
    attributes: Mapping[str, str]
    notes: tuple[Note, ...]
    assigned_to: str | None
    expires_at: datetime | None
    quoted: bool
    reserved_until: datetime | None
    order_id: str | None
    closed: Closing | None
    sums: SumsOut
    missing: tuple[SayingOut, ...]
    notices: tuple[SayingOut, ...]
    ready: bool
    shows_prices: str
    estimates: tuple[str, ...]

    @classmethod
    def of(cls, view: CartView) -> CartOut:
        """From the service."""
        cart, summary = view.cart, view.summary
        return cls(
            id=cart.id,
            version=view.version,
            name=cart.name,
            customer=CustomerOut.of(view.customer) if view.customer else None,
            currency=cart.currency,
            language=cart.language,
            lines=CartLineOut.each_of(summary, cart, view.remaining),
            discounts=tuple(map(DiscountOut.of, summary.manual_discounts)),
            rules=tuple(map(RuleOut.of, summary.rules)),
            refused_rules=tuple(map(RefusedRuleOut.of, summary.refused_rules)),
            delivery_address=AddressOut.of_any(view.delivery_address),
            invoice_address=AddressOut.of_any(view.invoice_address),
            carrier_id=cart.carrier_id,
            delivery_options=tuple(map(OptionOut.of, summary.delivery_options)),
            delivery_day=cart.delivery_day,
            delivery_days=view.delivery_days,
            free_shipping=cart.free_shipping,
            manual_delivery=cart.manual_delivery,
            tax_exemption=cart.tax_exemption,
            order_message=cart.order_message,
            customer_note=cart.customer_note,
            gift_message=cart.gift_message,
            gift_wrapping=cart.gift_wrapping,
            recycled=cart.recycled_packaging,
            purchase_order_number=cart.purchase_order_number,
            due_days=cart.payment_due_days,
            tags=cart.tags,
            attributes=cart.attributes,
            notes=cart.notes,
            assigned_to=cart.assigned_to,
            expires_at=cart.expires_at,
            quoted=cart.quoted is not None,
            reserved_until=cart.reserved_until,
            order_id=cart.order_id,
            closed=cart.closed,
            sums=SumsOut.of(summary),
            missing=tuple(map(SayingOut.of, view.missing)),
            notices=tuple(map(SayingOut.of, view.notices)),
            ready=view.ready,
            shows_prices=view.shows_prices.value,
            estimates=tuple(each.value for each in summary.estimates),
        )


@frozen
class AddressOfLink:
    """Where a link leads to (URL)."""

    url: str


@frozen
class LinkOut:
    """A link of a cart, without its address. ``purpose`` is who it is for; moments are in UTC."""

    id: str
    purpose: str
    created_by: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    withdrawn_at: datetime | None

    @classmethod
    def of(cls, link: Link) -> LinkOut:
        """From the model."""
        return cls(
            link.id,
            link.purpose.value,
            link.created_by,
            link.created_at,
            link.expires_at,
            link.used_at,
            link.withdrawn_at,
        )
