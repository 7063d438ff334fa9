"""A shop's settings: everything the owner decides once."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from attrs import field
from moneyed import Money

from backoffice_orders.model.bank import BankAccount
from backoffice_orders.model.card_numbers import require_no_card
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.errors.discounts import DiscountReasonUnknown
from backoffice_orders.model.errors.finishing import PaymentMethodUnknown, StatusUnknown
from backoffice_orders.model.fields import (
    CASH_OR_NONE,
    COUNTRY,
    ID,
    ID_OR_NONE,
    LANGUAGE,
    NAME,
    NUMBER,
    PICTURE,
    TIME_ZONE,
    Text,
    Values,
    Whole,
    exact,
    in_a_tuple,
    language_tag,
    written,
)
from backoffice_orders.model.ids import CarrierId, GroupId, TaxGroupId
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.money import Rounding, is_currency
from backoffice_orders.model.payment_kind import PaymentKind
from backoffice_orders.model.product import PackStock
from backoffice_orders.model.service import Service
from backoffice_orders.model.values import frozen

REFUNDS_ONLY = Sentence("reason.refunds_only", "'{status}' refunds, so it has to cancel too")

A_COLOUR = Sentence("reason.a_colour", "it must be a colour such as {example}")


@frozen
class _Colour(Text):
    """A colour as ``#rrggbb``, or nothing."""

    def entered(self, name: str, value: Any) -> None:
        """Raise for what is no such colour."""
        Text.entered(self, name, value)
        if value and not re.fullmatch("#[0-9a-fA-F]{6}", value):
            raise FieldInvalid(name, A_COLOUR(example="#2a54cf"))


_COLOUR = _Colour(7)
DUE_DAYS = Whole(0, 365, none=True)
_DAYS_KEPT = Whole(1, 36_500, none=True)


class TaxAddress(StrEnum):
    """Which address decides the tax."""

    DELIVERY = "delivery"
    INVOICE = "invoice"


class QuantityPricesBy(StrEnum):
    """Which pieces in the cart count for a price that holds from a quantity on.

    PRODUCT: all pieces of a product, whatever their combination and customization.
    COMBINATION: those of the line's own combination.
    """

    PRODUCT = "product"
    COMBINATION = "combination"


class TaxSplit(StrEnum):
    """How what is paid splits into net and tax; the gross total is the same either way.

    LAWFUL: for every rate the tax is that rate of the net, to half a minor unit.
    PRESTASHOP: net and gross amounts are rounded each for themselves, and the tax is what lies
    between their sums.
    """

    LAWFUL = "lawful"
    PRESTASHOP = "prestashop"


class ManualDiscounts(StrEnum):
    """When discounts by hand are taken off: vouchers then take theirs off what is left."""

    BEFORE_VOUCHERS = "before_vouchers"
    AFTER_VOUCHERS = "after_vouchers"


@frozen
class DiscountReason:
    """Why an employee may take something off by hand."""

    code: str = field(validator=ID)
    name: str = field(converter=written, validator=NAME)


@frozen
class OrderStatus:
    """A step in an order's life.

    ``paid``: reaching it means the money is there. ``cancels``: the goods and the voucher
    uses go back, nothing is to be paid any more, and the order can only go on to a status that
    ``refunds``: all that is still paid goes back to the customer. What refunds also cancels.
    """

    code: str = field(validator=ID)
    name: str = field(converter=written, validator=NAME)
    paid: bool = False
    cancels: bool = False
    refunds: bool = False

    def __attrs_post_init__(self) -> None:
        if self.refunds and not self.cancels:
            raise FieldInvalid("statuses", REFUNDS_ONLY(status=self.code))


@frozen
class PaymentMethod:
    """A way to pay.

    ``due_days`` is how long the customer has, None for at once. ``kind`` says where it is paid;
    one that a provider charges is only offered to customers where there is such a provider.
    """

    code: str = field(validator=ID)
    name: str = field(converter=written, validator=NAME)
    due_days: int | None = field(default=None, validator=DUE_DAYS)
    kind: PaymentKind = PaymentKind.TRANSFER


DEFAULT_STATUSES = (
    OrderStatus("awaiting_payment", "Awaiting payment"),
    OrderStatus("payment_accepted", "Payment accepted", paid=True),
    OrderStatus("processing", "Processing in progress"),
    OrderStatus("shipped", "Shipped"),
    OrderStatus("delivered", "Delivered"),
    OrderStatus("cancelled", "Cancelled", cancels=True),
    OrderStatus("refunded", "Refunded", cancels=True, refunds=True),
)
DEFAULT_PAYMENT_METHODS = (
    PaymentMethod("bank_transfer", "Bank transfer", due_days=7),
    PaymentMethod("invoice", "Invoice", due_days=30),
    PaymentMethod("card", "Card", kind=PaymentKind.PAGE),
    PaymentMethod("cash", "Cash on delivery", kind=PaymentKind.DELIVERY),
)


DEFAULT_DISCOUNT_REASONS = (
    DiscountReason("goodwill", "Goodwill"),
    DiscountReason("price_match", "Lower price elsewhere"),
    DiscountReason("damaged", "Damaged goods"),
    DiscountReason("large_order", "Large order"),
)
# Of orders that are written down as another system has made them: no employee chooses it.
AS_ORDERED = DiscountReason("as_ordered", "as it was ordered")


@frozen
class KeepDays:
    """How many days things are kept that nobody needs any more; None keeps them for ever.

    ``drafts``: carts without an order, since somebody last changed them. ``links``: since they
    ended or were withdrawn. ``events``: those that were given to every consumer, since they
    happened, and dead messages since they were given up on. ``emails``: what customers were
    written. ``audit``: entries of the audit trail; three years, as most claims lapse after
    (Germany: section 195 BGB). ``webhooks``: what came of telling webhooks. ``requests``: those
    with an idempotency key, and what they were answered, since they were begun. Orders are kept
    for ever.
    """

    drafts: int | None = field(default=365, validator=_DAYS_KEPT)
    links: int | None = field(default=90, validator=_DAYS_KEPT)
    events: int | None = field(default=30, validator=_DAYS_KEPT)
    emails: int | None = field(default=365, validator=_DAYS_KEPT)
    audit: int | None = field(default=1096, validator=_DAYS_KEPT)
    webhooks: int | None = field(default=30, validator=_DAYS_KEPT)
    requests: int | None = field(default=1, validator=_DAYS_KEPT)


@frozen
class ShopSettings:
    """The settings of one shop. Amounts are net, in ``currency``, unless their name says else.

    ``free_shipping_from_amount`` is gross, all goods after discounts, sent or not;
    ``free_shipping_from_weight`` in kg; zero switches either off. ``country`` (and ``state``) is
    where the shop is: it stands in for a missing address. ``standard_shipping`` is the price of a
    delivery where the shop has set up no carriers at all, taxed by
    ``standard_shipping_tax_group_id``: without one it is untaxed, which few shops may do.
    ``email`` is what letters to customers are sent from; what customers are shown on letters and
    at the checkout are ``phone`` (as the shop writes it), ``logo`` and ``terms_url`` (web
    addresses; letters show a logo whose address says its host) and ``accent``, the shop's colour
    (``#2a54cf``), which is made readable where it is not. ``bank`` is the account into which
    orders are paid by transfer.
    ``time_zone`` (``Europe/Paris``) is the one they tell times in. ``longest_hold_days`` is
    for how long a cart's prices or goods may be held, and a link to it may open it. ``keep`` is
    when ``Housekeeping`` removes what. ``order_number_gaps``: whether order numbers may leave some
    out, so that orders placed at once do not wait for each other to be numbered.

    ``manual_discounts`` is when discounts by hand are taken off, and ``discount_reasons`` are the
    reasons for them to choose from.

    For services of other systems: ``services_timeout_ms`` is for how long (milliseconds) they are
    waited for, all together; what they answer counts for ``answers_for_minutes``. Without their
    answer no order is placed, unless the service is one of ``estimated_services``: then the shop's
    own figures stand in, and say so. ``carriers_beside_rates``: whether the shop's carriers can be
    chosen beside the delivery rates of another system.
    """

    name: str = field(converter=written, validator=NAME)
    currency: str = field(validator=is_currency)
    country: str = field(converter=written, validator=COUNTRY)
    state: str = field(default="", converter=written, validator=Text(64))
    language: str = field(default="en", converter=language_tag, validator=LANGUAGE)
    email: str = field(default="", converter=written, validator=Text(254))
    phone: str = field(default="", converter=written, validator=Text(64))
    logo: str = field(default="", converter=written, validator=PICTURE)
    accent: str = field(default="", converter=written, validator=_COLOUR)
    terms_url: str = field(default="", converter=written, validator=PICTURE)
    bank: BankAccount | None = None
    time_zone: str = field(default="UTC", converter=written, validator=TIME_ZONE)
    rounding: Rounding = Rounding()
    tax_address: TaxAddress = TaxAddress.DELIVERY
    tax_split: TaxSplit = TaxSplit.LAWFUL
    taxes_enabled: bool = True
    order_out_of_stock: bool = False
    pack_stock: PackStock = PackStock.PACK_ONLY
    quantity_prices_by: QuantityPricesBy = QuantityPricesBy.PRODUCT
    cart_rules_enabled: bool = True
    multiple_codes_allowed: bool = True
    manual_discounts: ManualDiscounts = ManualDiscounts.BEFORE_VOUCHERS
    default_carrier_id: CarrierId | None = field(default=None, validator=ID_OR_NONE)
    default_group_id: GroupId | None = field(default=None, validator=ID_OR_NONE)
    free_shipping_from_amount: Decimal = field(
        default=Decimal(0), converter=exact, validator=NUMBER
    )
    free_shipping_from_weight: Decimal = field(
        default=Decimal(0), converter=exact, validator=NUMBER
    )
    shipping_handling: Money | None = field(default=None, validator=CASH_OR_NONE)
    standard_shipping: Money | None = field(default=None, validator=CASH_OR_NONE)
    standard_shipping_tax_group_id: TaxGroupId | None = field(default=None, validator=ID_OR_NONE)
    gift_wrapping_price: Money | None = field(default=None, validator=CASH_OR_NONE)
    gift_wrapping_tax_group_id: TaxGroupId | None = field(default=None, validator=ID_OR_NONE)
    ecotax_enabled: bool = False
    ecotax_tax_group_id: TaxGroupId | None = field(default=None, validator=ID_OR_NONE)
    low_stock_threshold: int = field(default=3, validator=Whole())
    longest_hold_days: int = field(default=90, validator=Whole(1, 3650))
    keep: KeepDays = KeepDays()
    order_number_gaps: bool = False
    services_timeout_ms: int = field(default=4000, validator=Whole(1, 60_000))
    answers_for_minutes: int = field(default=60, validator=Whole(1, 10_080))
    estimated_services: tuple[Service, ...] = field(
        default=(), converter=in_a_tuple, validator=Values(Service, 3)
    )
    carriers_beside_rates: bool = True
    statuses: tuple[OrderStatus, ...] = field(
        default=DEFAULT_STATUSES, converter=in_a_tuple, validator=Values(OrderStatus, 100)
    )
    payment_methods: tuple[PaymentMethod, ...] = field(
        default=DEFAULT_PAYMENT_METHODS,
        converter=in_a_tuple,
        validator=Values(PaymentMethod, 100),
    )
    discount_reasons: tuple[DiscountReason, ...] = field(
        default=DEFAULT_DISCOUNT_REASONS,
        converter=in_a_tuple,
        validator=Values(DiscountReason, 100),
    )

    def status(self, code: str) -> OrderStatus:
        """The order status with this code, or ``StatusUnknown``."""
        for status in self.statuses:
            if status.code == code:
                return status
        raise StatusUnknown(code)

    def day(self, moment: datetime) -> date:
        """The day that it is in the shop at a moment."""
        return moment.astimezone(ZoneInfo(self.time_zone)).date()

    @property
    def paid_status(self) -> OrderStatus | None:
        """The first status that means the money is there, if the shop has one."""
        paid = (status for status in self.statuses if status.paid and not status.cancels)
        return next(paid, None)

    @property
    def currencies(self) -> frozenset[str]:
        """The currencies (ISO 4217) of the amounts that every cart may cost."""
        amounts = (self.standard_shipping, self.shipping_handling, self.gift_wrapping_price)
        return frozenset([each.currency.code for each in amounts if each is not None])

    def first_status(self, total: Money) -> OrderStatus:
        """The status of a new order that costs so much (gross), where nobody chooses another.

        The shop's first, or its first that means paid: what costs nothing awaits no payment.

        Raises:
            StatusUnknown: The shop has no status that does not cancel.
        """
        if not total and self.paid_status is not None:
            return self.paid_status
        for status in self.statuses:
            if not status.cancels:
                return status
        raise StatusUnknown("")

    def status_name(self, code: str) -> str:
        """What a status is called; one that the shop has given up, by its code."""
        return next((status.name for status in self.statuses if status.code == code), code)

    def payment_method_name(self, code: str) -> str:
        """What a payment method is called; one that the shop has given up, by its code."""
        return next((method.name for method in self.payment_methods if method.code == code), code)

    def discount_reason(self, code: str) -> DiscountReason:
        """The reason for discounts by hand with this code, or ``DiscountReasonUnknown``."""
        for reason in self.discount_reasons:
            if reason.code == code:
                return reason
        raise DiscountReasonUnknown(code)

    def discount_reason_name(self, code: str) -> str:
        """What a reason is called; one that the shop has given up, by its code."""
        known = (*self.discount_reasons, AS_ORDERED)
        return next((each.name for each in known if each.code == code), code)

    def payment_method(self, code: str) -> PaymentMethod:
        """The payment method with this code, or ``PaymentMethodUnknown``."""
        require_no_card("payment_method", code)
        for method in self.payment_methods:
            if method.code == code:
                return method
        raise PaymentMethodUnknown(code)
