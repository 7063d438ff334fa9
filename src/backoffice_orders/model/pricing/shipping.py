"""Shipping: which carriers can deliver the cart, and for how much."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from moneyed import Money

from backoffice_orders.model.carrier import Carrier, OutOfRange, PriceBasis
from backoffice_orders.model.cart import ManualDelivery
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.pricing import CurrencyUnavailable, TaxGroupNotFound
from backoffice_orders.model.ids import CarrierId, ZoneId
from backoffice_orders.model.pricing.context import Context
from backoffice_orders.model.pricing.row import Row
from backoffice_orders.model.product import Product
from backoffice_orders.model.tax import UNTAXED, Taxed

_NOTHING = Decimal(0)


class Delivery(NamedTuple):
    """One way of delivery with its price in minor units. ``carrier_id`` None: by hand."""

    carrier_id: CarrierId | None
    name: str
    delay: str
    net: int
    gross: int
    taxed: Taxed
    reason: str


NO_DELIVERY = Delivery(None, "", "", 0, 0, UNTAXED, "nothing to ship")


class Parcel(NamedTuple):
    """What carriers look at of the goods that have to be sent.

    ``weight`` in kg; ``goods`` is what is left of their gross price after the discounts, and
    ``extra`` the products' additional shipping costs (net), both in the cart's currency.
    """

    needs_shipping: bool
    weight: Decimal
    goods: Decimal
    extra: Decimal
    products: Sequence[Product]

    @classmethod
    def of(cls, rows: Sequence[Row], context: Context) -> Parcel:
        """The parcel of all rows that are not virtual."""
        needs_shipping = False
        weight = extra = _NOTHING
        goods = 0
        products = []
        for row in rows:
            if not row.needs_shipping:
                continue
            needs_shipping = True
            goods += row.left_gross
            if row.weight:
                weight += row.weight
            if row.product is not None:
                products.append(row.product)
                if row.extra_shipping:
                    extra += row.extra_shipping
        return cls(needs_shipping, weight, context.minor.amount(goods), extra, products)


def deliveries(context: Context, parcel: Parcel) -> list[Delivery]:
    """Every way this parcel can be delivered, the shop's default first, then the cheapest.

    A carrier whose tax group or price's currency is gone cannot be priced, and is left out; if
    none is left, the context notes why.
    """
    zone = context.book.zone() if parcel.needs_shipping else None
    if zone is None:
        return []
    default = context.book.settings.default_carrier_id
    found: list[tuple[tuple[bool, int, int, str], Delivery]] = []
    unpriced: list[BackOfficeError] = []
    for carrier in context.book.carriers:
        if _can_deliver(carrier, zone, context, parcel):
            try:
                option = _price(carrier, zone, context, parcel)
            except (TaxGroupNotFound, CurrencyUnavailable) as error:
                unpriced.append(error)
                continue
            if option is not None:
                rank = (carrier.id != default, option.gross, carrier.position, carrier.id)
                found.append((rank, option))
    if not found:
        for each in unpriced:
            context.delivery_gaps[str(each)] = each
    found.sort(key=lambda each: each[0])
    return [option for _, option in found]


def chosen_delivery(
    context: Context, parcel: Parcel, options: Sequence[Delivery]
) -> Delivery | None:
    """The delivery the cart is priced with; None where nobody can deliver it."""
    if not parcel.needs_shipping:
        return NO_DELIVERY
    cart = context.cart
    delivery: Delivery | None = None
    try:
        if cart.manual_delivery is not None:
            delivery = _by_hand(cart.manual_delivery, context)
        elif options:
            chosen = [each for each in options if each.carrier_id == cart.carrier_id]
            delivery = (chosen or options)[0]
        elif not context.book.carriers and context.book.settings.standard_shipping is not None:
            delivery = _standard(context.book.settings.standard_shipping, context)
    except (TaxGroupNotFound, CurrencyUnavailable) as error:
        context.delivery_gaps[str(error)] = error
    if delivery is not None and cart.free_shipping:
        reason = "free shipping granted by the shop"
        return delivery._replace(net=0, gross=0, taxed=UNTAXED, reason=reason)
    return delivery


class Shipment(NamedTuple):
    """What is sent, how it can be, and how it is."""

    parcel: Parcel
    options: list[Delivery]
    delivery: Delivery | None

    @classmethod
    def of(cls, rows: Sequence[Row], context: Context) -> Shipment:
        """The shipment of these rows, at what the discounts have left of them."""
        parcel = Parcel.of(rows, context)
        options = deliveries(context, parcel)
        return cls(parcel, options, chosen_delivery(context, parcel, options))


def _standard(amount: Money, context: Context) -> Delivery:
    taxes = context.taxed(context.book.settings.standard_shipping_tax_group_id)
    net = context.amount(amount)
    count = context.minor.count
    reason = "standard price"
    return Delivery(
        None, "Standard delivery", "", count(net), count(taxes.gross(net)), taxes, reason
    )


def _by_hand(manual: ManualDelivery, context: Context) -> Delivery:
    taxes = context.taxed(manual.tax_group_id)
    amount = manual.price.amount
    net = taxes.net(amount) if manual.tax_included else amount
    gross = amount if manual.tax_included else taxes.gross(amount)
    count = context.minor.count
    reason = f"set by hand: {manual.reason}"
    return Delivery(None, manual.title, "", count(net), count(gross), taxes, reason)


def _can_deliver(carrier: Carrier, zone: ZoneId, context: Context, parcel: Parcel) -> bool:
    if not carrier.active or not carrier.delivers_to(zone):
        return False
    if carrier.group_ids and set(carrier.group_ids).isdisjoint(context.group_ids):
        return False
    if carrier.max_weight and parcel.weight > carrier.max_weight:
        return False
    limits = (carrier.max_width, carrier.max_height, carrier.max_depth)
    if not any(limits):
        return True
    return all(
        not limit or size <= limit
        for product in parcel.products
        for size, limit in zip((product.width, product.height, product.depth), limits, strict=True)
    )


def _price(carrier: Carrier, zone: ZoneId, context: Context, parcel: Parcel) -> Delivery | None:
    priced = _net_price(carrier, zone, context, parcel)
    if priced is None:
        return None
    net, reason = priced
    taxes = context.taxed(carrier.tax_group_id)
    count = context.minor.count
    gross = taxes.gross(net)
    return Delivery(
        carrier.id, carrier.name, carrier.delay, count(net), count(gross), taxes, reason
    )


def _net_price(
    carrier: Carrier, zone: ZoneId, context: Context, parcel: Parcel
) -> tuple[Decimal, str] | None:
    """The price (net) and what made it, None where the carrier is left out."""
    if carrier.free:
        return _NOTHING, "free carrier"
    settings = context.book.settings
    goods = context.book.convert(parcel.goods, context.minor.currency, settings.currency)
    basis = parcel.weight if carrier.basis is PriceBasis.WEIGHT else goods
    ranged = _range_price(carrier, zone, basis)
    if ranged is None:
        return None
    if settings.free_shipping_from_amount and goods >= settings.free_shipping_from_amount:
        return _NOTHING, f"free from {settings.free_shipping_from_amount} {settings.currency}"
    if settings.free_shipping_from_weight and parcel.weight >= settings.free_shipping_from_weight:
        return _NOTHING, f"free from {settings.free_shipping_from_weight} kg"
    net = context.amount(ranged)
    reason = f"by {carrier.basis}"
    if carrier.applies_handling and settings.shipping_handling is not None:
        net += context.amount(settings.shipping_handling)
        reason += ", with handling"
    if parcel.extra:
        net += parcel.extra
        reason += ", with the products' own costs"
    return net, reason


def _range_price(carrier: Carrier, zone: ZoneId, basis: Decimal) -> Money | None:
    """The price of the range that the goods fall into, None where the carrier is left out."""
    ranges = [each for each in carrier.prices if each.zone_id == zone]
    for each in ranges:
        if each.start <= basis < each.end:
            return each.price
    if carrier.out_of_range is OutOfRange.DISABLE or not ranges:
        return None
    last = max(ranges, key=lambda each: each.end)
    return last.price if basis >= last.end else None
