"""Shipping: which carriers can deliver the cart, and for how much."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from operator import itemgetter

from attrs import evolve
from moneyed import Money

from backoffice_orders.model.answers import DeliveryRate
from backoffice_orders.model.carrier import Carrier, OutOfRange, PriceBasis, RangePrice
from backoffice_orders.model.cart import ManualDelivery
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.pricing import CurrencyUnavailable, TaxGroupNotFound
from backoffice_orders.model.ids import CarrierId, TaxGroupId
from backoffice_orders.model.labels import DELIVERY
from backoffice_orders.model.messages import Message, Sentence
from backoffice_orders.model.pricing.context import Context
from backoffice_orders.model.pricing.left import Left
from backoffice_orders.model.pricing.line import PricedLine
from backoffice_orders.model.pricing.parcel import Parcel
from backoffice_orders.model.service import SHIPPING
from backoffice_orders.model.tax import UNTAXED, Taxed
from backoffice_orders.model.values import passing

STANDARD_DELIVERY = Sentence("delivery.standard", "Standard delivery")
STANDARD_PRICE = Sentence("delivery.standard_price", "standard price")
GRANTED_FREE = Sentence("delivery.granted_free", "free shipping granted by the shop")
SET_BY_HAND = Sentence("delivery.by_hand", "set by hand: {reason}")
BY_ITS_SYSTEM = Sentence("delivery.by_its_system", "by its own system")
FREE_CARRIER = Sentence("delivery.free_carrier", "free carrier")
BY_WEIGHT = Sentence("delivery.by_weight", "by weight")
BY_PRICE = Sentence("delivery.by_price", "by price")
WITH_HANDLING = Sentence("delivery.with_handling", "{basis}, with handling")
WITH_OWN_COSTS = Sentence("delivery.with_own_costs", "{basis}, with the products' own costs")
FREE_FROM = Sentence("delivery.free_from", "free from {amount}")
FREE_FROM_WEIGHT = Sentence("delivery.free_from_weight", "free from {weight} kg")
NOTHING_TO_SHIP = Sentence("delivery.nothing", "nothing to ship")

_NOTHING = Decimal(0)
_RANK = itemgetter(0)
# Before Python 3.12 an enum takes ten times as long to be asked for a member.
_OF_PRICE = PriceBasis.PRICE
_BY_WEIGHT, _BY_PRICE = BY_WEIGHT(), BY_PRICE()  # said of every parcel


@passing
class Delivery:
    """One way of delivery with its price in minor units. ``carrier_id`` None: by hand.

    ``exact`` is the price before rounding, net, or gross where ``tax_included``. ``arrives`` is the
    day on which it is expected, or that was chosen; None where nobody says, and in an offer, which
    is for some days, if no day was chosen.
    """

    carrier_id: CarrierId | None
    name: str | Message
    delay: str
    net: int
    gross: int
    taxed: Taxed
    reason: Message
    exact: Decimal = _NOTHING
    tax_included: bool = False
    tax_group_id: TaxGroupId | None = None
    arrives: date | None = None


NO_DELIVERY = Delivery(None, "", "", 0, 0, UNTAXED, NOTHING_TO_SHIP())


def deliveries(context: Context, parcel: Parcel) -> list[Delivery]:
    """Every way this parcel can be delivered, the shop's default first, then the cheapest.

    A carrier whose tax group or price's currency is gone cannot be priced, and is left out; if
    none is left, the context notes why. A rate takes the place of the carrier with its id.
    """
    book = context.book
    if not parcel.lines or book.zone is None:
        return []
    default = book.settings.default_carrier_id
    found: list[tuple[tuple[bool, int, int, str], Delivery]] = []
    unpriced: list[BackOfficeError] = []
    answer = context.answers.delivery_rates
    rates = answer.rates if answer is not None else ()
    for rate in rates:
        try:
            option = _answered(rate, context, parcel)
        except TaxGroupNotFound as error:
            unpriced.append(error)
            continue
        found.append(((rate.id != default, option.gross, 0, rate.id), option))
    in_use = answer is None or book.settings.carriers_beside_rates
    answered = {rate.id for rate in rates} if rates else ()
    for carrier, prices in book.carriers_to_zone if in_use else ():
        if carrier.id in answered:
            continue
        try:
            priced = _price(carrier, prices, context, parcel)
        except (TaxGroupNotFound, CurrencyUnavailable) as error:
            unpriced.append(error)
            continue
        if priced is not None:
            rank = (carrier.id != default, priced.gross, carrier.position, carrier.id)
            found.append((rank, priced))
    if not found:
        _note(unpriced, context)
    found.sort(key=_RANK)
    return [option for _, option in found]


def _note(unpriced: Iterable[BackOfficeError], context: Context) -> None:
    unpriced = (
        TaxGroupNotFound(each.tax_group_id, DELIVERY())
        if isinstance(each, TaxGroupNotFound)
        else each
        for each in unpriced
    )
    context.delivery_gaps = {**context.delivery_gaps, **{str(each): each for each in unpriced}}


def chosen_delivery(
    context: Context, parcel: Parcel, options: Sequence[Delivery]
) -> Delivery | None:
    """The delivery the cart is priced with; None where nobody can deliver it."""
    if not parcel.lines:
        return NO_DELIVERY
    cart = context.cart
    delivery: Delivery | None = None
    try:
        if cart.manual_delivery is not None:
            delivery = _by_hand(cart.manual_delivery, context)
        elif options:
            chosen = [each for each in options if each.carrier_id == cart.carrier_id]
            delivery = (chosen or options)[0]
        elif not (context.book.carriers or context.book.carriers_elsewhere):
            standard = context.book.settings.standard_shipping
            delivery = _standard(standard, context, parcel) if standard is not None else None
    except (TaxGroupNotFound, CurrencyUnavailable) as error:
        _note([error], context)
    return _granted(delivery) if delivery is not None and cart.free_shipping else delivery


def _granted(delivery: Delivery) -> Delivery:
    """The same for nothing, as the shop has granted it for this cart, whoever delivers."""
    return evolve(delivery, net=0, gross=0, taxed=UNTAXED, reason=GRANTED_FREE())


@passing
class Shipment:
    """What is sent, how it can be, and how it is."""

    parcel: Parcel
    options: list[Delivery]
    delivery: Delivery | None

    @classmethod
    def of(cls, lines: Sequence[PricedLine], left: Left, context: Context) -> Shipment:
        """The shipment of these lines, at what the discounts have left of them."""
        parcel = Parcel.of(lines, left, context)
        options = deliveries(context, parcel)
        delivery = chosen_delivery(context, parcel, options)
        if context.cart.free_shipping:
            options = [_granted(each) for each in options]
        if context.cart.delivery_day is not None:
            delivery, options = _on_its_day(context.cart.delivery_day, delivery, options, context)
        taxes = context.answered(SHIPPING) if context.answers.taxes is not None else None
        if taxes is None or delivery is None or context.cart.free_shipping:
            return cls(parcel, options, delivery)
        # What was answered is about the chosen delivery, and holds for those that are taxed alike.
        group_id = delivery.tax_group_id
        options = [
            _taxed(each, taxes, context) if each.tax_group_id == group_id else each
            for each in options
        ]
        return cls(parcel, options, _taxed(delivery, taxes, context))

    def dearer(self, net: int, gross: int) -> Shipment:
        """The same, whose delivery costs so much more (or less), in minor units."""
        delivery = self.delivery
        if delivery is None or not (net or gross):
            return self
        changed = evolve(delivery, net=delivery.net + net, gross=delivery.gross + gross)
        options = [
            changed if each.carrier_id == delivery.carrier_id else each for each in self.options
        ]
        return Shipment(self.parcel, options, changed)


def _on_its_day(
    day: date, chosen: Delivery | None, options: list[Delivery], context: Context
) -> tuple[Delivery | None, list[Delivery]]:
    """The chosen delivery arriving on this day, and so among the options, if it has days.

    Whether the day can be kept is not asked here: an order is not placed before it can.
    """
    carriers = context.book.carriers
    by = next((each for each in carriers if chosen and each.id == chosen.carrier_id), None)
    if chosen is None or by is None or by.days is None:
        return chosen, options
    return evolve(chosen, arrives=day), [
        evolve(each, arrives=day) if each.carrier_id == by.id else each for each in options
    ]


def _standard(amount: Money, context: Context, parcel: Parcel) -> Delivery:
    free = _free_from(context, parcel)
    group_id = context.book.settings.standard_shipping_tax_group_id
    net = _NOTHING if free is not None else context.amount(amount)
    taxes, name, reason = context.taxed(group_id), STANDARD_DELIVERY(), free or STANDARD_PRICE()
    return _delivery(None, name, "", reason, net, False, group_id, taxes, context)


def _by_hand(manual: ManualDelivery, context: Context) -> Delivery:
    group_id, included = manual.tax_group_id, manual.tax_included
    taxes, reason = context.taxed(group_id), SET_BY_HAND(reason=manual.reason)
    amount = manual.price.amount
    return _delivery(None, manual.title, "", reason, amount, included, group_id, taxes, context)


def _answered(rate: DeliveryRate, context: Context, parcel: Parcel) -> Delivery:
    """A rate of another system: its price is the price, but for what the shop sends for free."""
    free = _free_from(context, parcel)
    amount = _NOTHING if free is not None else rate.price.amount
    group_id, included = rate.tax_group_id, rate.tax_included
    taxes, reason = context.taxed(group_id), free or BY_ITS_SYSTEM()
    return _delivery(
        rate.id, rate.title, rate.delay, reason, amount, included, group_id, taxes, context
    )


def _delivery(
    carrier_id: CarrierId | None,
    name: str | Message,
    delay: str,
    reason: Message,
    amount: Decimal,
    tax_included: bool,
    tax_group_id: TaxGroupId | None,
    taxes: Taxed,
    context: Context,
) -> Delivery:
    """A delivery at its price, with these taxes."""
    net, gross = _sides(amount, tax_included, taxes, context)
    return Delivery(
        carrier_id, name, delay, net, gross, taxes, reason, amount, tax_included, tax_group_id
    )


def _taxed(each: Delivery, taxes: Taxed, context: Context) -> Delivery:
    """The same delivery with other taxes."""
    net, gross = _sides(each.exact, each.tax_included, taxes, context)
    return evolve(each, net=net, gross=gross, taxed=taxes)


def _sides(amount: Decimal, tax_included: bool, taxes: Taxed, context: Context) -> tuple[int, int]:
    count = context.minor.count
    if tax_included:
        return count(taxes.net(amount)), count(amount)
    return count(amount), count(taxes.gross(amount))


def _takes(carrier: Carrier, parcel: Parcel) -> bool:
    """Whether the parcel is within the carrier's limits."""
    if carrier.max_weight and parcel.weight > carrier.max_weight:
        return False
    if not (carrier.max_width or carrier.max_height or carrier.max_depth):
        return True
    limits = (carrier.max_width, carrier.max_height, carrier.max_depth)
    return all(
        not limit or size <= limit
        for product in [line.product for line in parcel.lines]
        if product is not None
        for size, limit in zip((product.width, product.height, product.depth), limits, strict=True)
    )


def _price(
    carrier: Carrier, prices: Sequence[RangePrice], context: Context, parcel: Parcel
) -> Delivery | None:
    priced = _net_price(carrier, prices, context, parcel) if _takes(carrier, parcel) else None
    if priced is None:
        return None
    net, reason = priced
    group_id = carrier.tax_group_id
    taxes = context.taxed(group_id)
    priced_so = _delivery(
        carrier.id, carrier.name, carrier.delay, reason, net, False, group_id, taxes, context
    )
    if carrier.days is None or context.cart.quoted is not None:
        return priced_so
    book = context.book
    return evolve(priced_so, arrives=carrier.days.arrival(book.moment, book.settings.time_zone))


def _net_price(
    carrier: Carrier, prices: Sequence[RangePrice], context: Context, parcel: Parcel
) -> tuple[Decimal, Message] | None:
    """The price (net) and what made it, None where the carrier is left out."""
    if carrier.free:
        return _NOTHING, FREE_CARRIER()
    settings = context.book.settings
    ranged = _range_price(carrier, prices, context, parcel)
    if ranged is None:
        return None
    free = _free_from(context, parcel)
    if free is not None:
        return _NOTHING, free
    net = context.amount(ranged)
    reason = _BY_PRICE if carrier.basis is _OF_PRICE else _BY_WEIGHT
    if carrier.applies_handling and settings.shipping_handling is not None:
        net += context.amount(settings.shipping_handling)
        reason = WITH_HANDLING(basis=reason)
    if parcel.extra:
        net += parcel.extra
        reason = WITH_OWN_COSTS(basis=reason)
    return net, reason


def _free_from(context: Context, parcel: Parcel) -> Message | None:
    """Why the shop sends this parcel for free, None where it does not.

    By amount, what is bought counts, sent or not (PrestaShop, ``Cart::getPackageShippingCost``).
    """
    settings = context.book.settings
    amount, weight = settings.free_shipping_from_amount, settings.free_shipping_from_weight
    if amount and parcel.all_goods >= context.limit(amount):
        return FREE_FROM(amount=Money(amount, settings.currency))
    if weight and parcel.weight >= weight:
        return FREE_FROM_WEIGHT(weight=weight)
    return None


def _range_price(
    carrier: Carrier, prices: Sequence[RangePrice], context: Context, parcel: Parcel
) -> Money | None:
    """The price of the range that the goods fall into, None where the carrier is left out."""
    by_price = carrier.basis is _OF_PRICE
    converted = by_price and context.minor.currency != context.book.settings.currency
    basis = parcel.goods if by_price else parcel.weight
    last: tuple[Decimal, Money] | None = None
    for each in prices:
        start, end = each.start, each.end
        if converted:
            start, end = context.limit(start), context.limit(end)
        if start <= basis < end:
            return each.price
        if last is None or end > last[0]:
            last = end, each.price
    if last is None or last[0] > basis or carrier.out_of_range is OutOfRange.DISABLE:
        return None
    return last[1]
