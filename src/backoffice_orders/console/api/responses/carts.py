"""A cart, and what becomes of it."""

from __future__ import annotations

from datetime import date, datetime

from backoffice_orders.console.api.problems import plain
from backoffice_orders.console.api.responses.customers import AddressOut, CustomerOut
from backoffice_orders.console.api.responses.sums import (
    DiscountOut,
    LineOut,
    OptionOut,
    RefusedRuleOut,
    RuleOut,
    SumsOut,
    _lines,
)
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
    ``delivery_day`` is the day chosen for its arrival, and ``delivery_days`` those that can be
    chosen. ``estimates`` are ``prices``, ``delivery_rates`` and ``taxes``, as far as another system
    knows them and has not been asked about the cart as it is.
    """

    id: str
    version: int
    customer: CustomerOut | None
    language: str
    lines: tuple[LineOut, ...]
    discounts: tuple[DiscountOut, ...]
    rules: tuple[RuleOut, ...]
    refused_rules: tuple[RefusedRuleOut, ...]
    delivery_address: AddressOut | None
    invoice_address: AddressOut | None
    delivery_options: tuple[OptionOut, ...]
    delivery_day: date | None
    delivery_days: tuple[date, ...]
    free_shipping: bool
    sums: SumsOut
    missing: tuple[SayingOut, ...]
    notices: tuple[SayingOut, ...]
    ready: bool
    shows_prices: str
    estimates: tuple[str, ...]

    @classmethod
    def of(cls, view: CartView) -> CartOut:
        """From the service."""
        summary = view.summary
        return cls(
            view.cart.id,
            view.version,
            CustomerOut.of(view.customer) if view.customer else None,
            view.cart.language,
            _lines(summary, view.remaining),
            tuple(map(DiscountOut.of, summary.manual_discounts)),
            tuple(RuleOut(r.rule_id, r.name, r.code, r.amount.gross) for r in summary.rules),
            tuple(map(RefusedRuleOut.of, summary.refused_rules)),
            AddressOut.of(view.delivery_address) if view.delivery_address else None,
            AddressOut.of(view.invoice_address) if view.invoice_address else None,
            tuple(map(OptionOut.of, summary.delivery_options)),
            view.cart.delivery_day,
            view.delivery_days,
            view.cart.free_shipping,
            SumsOut.of(summary),
            tuple(map(SayingOut.of, view.missing)),
            tuple(map(SayingOut.of, view.notices)),
            view.ready,
            view.shows_prices.value,
            tuple(each.value for each in summary.estimates),
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
