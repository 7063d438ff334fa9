"""Shipping: which carriers can deliver the cart, and for how much."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from attrs import frozen
from moneyed import Money

from backoffice_orders.model.carrier import Carrier, OutOfRange, PriceBasis
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.ids import CarrierId, ZoneId
from backoffice_orders.model.money import MinorUnits
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.row import Row
from backoffice_orders.model.pricing.taxing import UNTAXED, Taxed, taxed


@frozen
class Delivery:
    """One way of delivery with its price in minor units. ``carrier_id`` None: by hand."""

    carrier_id: CarrierId | None
    name: str
    delay: str
    net: int
    gross: int
    taxed: Taxed
    reason: str


NO_DELIVERY = Delivery(None, "", "", 0, 0, UNTAXED, "nothing to ship")


def needs_shipping(rows: Sequence[Row]) -> bool:
    """Whether anything has to be sent: virtual products, services and fees do not."""
    return any(row.needs_shipping for row in rows)


def deliveries(
    cart: Cart, book: PriceBook, rows: Sequence[Row], minor: MinorUnits, exempt: bool
) -> list[Delivery]:
    """Every way this cart can be delivered, the shop's default first, then the cheapest."""
    if not needs_shipping(rows):
        return []
    zone = book.zone()
    options = [
        _price(carrier, zone, cart, book, rows, minor, exempt)
        for carrier in book.carriers
        if zone is not None and _can_deliver(carrier, zone, book, rows)
    ]
    default = book.settings.default_carrier_id
    positions = {carrier.id: carrier.position for carrier in book.carriers}
    found = [option for option in options if option is not None]
    found.sort(
        key=lambda option: (
            option.carrier_id != default,
            option.gross,
            positions.get(option.carrier_id or CarrierId(""), 0),
            option.carrier_id or "",
        )
    )
    return found


def chosen_delivery(
    cart: Cart,
    book: PriceBook,
    options: Sequence[Delivery],
    rows: Sequence[Row],
    minor: MinorUnits,
    exempt: bool,
) -> Delivery | None:
    """The delivery the cart is priced with; None where nobody can deliver it."""
    if not needs_shipping(rows):
        return NO_DELIVERY
    delivery: Delivery | None = None
    manual = cart.manual_delivery
    if manual is not None:
        taxes = taxed(book, manual.tax_group_id, exempt)
        amount = manual.price.amount
        net = taxes.net(amount) if manual.tax_included else amount
        gross = amount if manual.tax_included else taxes.gross(amount)
        delivery = Delivery(
            None,
            manual.title,
            "",
            minor.count(net),
            minor.count(gross),
            taxes,
            f"set by hand: {manual.reason}",
        )
    elif options:
        delivery = next(
            (each for each in options if each.carrier_id == cart.carrier_id), options[0]
        )
    elif not book.carriers and book.settings.standard_shipping is not None:
        amount = _amount(book, book.settings.standard_shipping, cart.currency)
        count = minor.count(amount)
        delivery = Delivery(None, "Standard delivery", "", count, count, UNTAXED, "standard price")
    if delivery is not None and cart.free_shipping:
        return Delivery(
            delivery.carrier_id,
            delivery.name,
            delivery.delay,
            0,
            0,
            UNTAXED,
            "free shipping granted by the shop",
        )
    return delivery


def _can_deliver(carrier: Carrier, zone: ZoneId, book: PriceBook, rows: Sequence[Row]) -> bool:
    if not carrier.active or not carrier.delivers_to(zone):
        return False
    groups = book.group_ids or tuple(filter(None, (book.settings.default_group_id,)))
    if carrier.group_ids and set(carrier.group_ids).isdisjoint(groups):
        return False
    if carrier.max_weight and _weight(rows) > carrier.max_weight:
        return False
    limits = (carrier.max_width, carrier.max_height, carrier.max_depth)
    if not any(limits):
        return True
    return all(
        not limit or size <= limit
        for row in rows
        if row.needs_shipping and row.product is not None
        for size, limit in zip(
            (row.product.width, row.product.height, row.product.depth), limits, strict=True
        )
    )


def _weight(rows: Sequence[Row]) -> Decimal:
    return sum((row.weight * row.quantity for row in rows if row.needs_shipping), Decimal(0))


def _amount(book: PriceBook, money: Money | None, currency: str) -> Decimal:
    if money is None:
        return Decimal(0)
    return book.convert(money.amount, str(money.currency.code), currency)


def _price(
    carrier: Carrier,
    zone: ZoneId,
    cart: Cart,
    book: PriceBook,
    rows: Sequence[Row],
    minor: MinorUnits,
    exempt: bool,
) -> Delivery | None:
    taxes = taxed(book, carrier.tax_group_id, exempt)

    def at(net: Decimal, reason: str) -> Delivery:
        net_count, gross_count = minor.count(net), minor.count(taxes.gross(net))
        return Delivery(
            carrier.id, carrier.name, carrier.delay, net_count, gross_count, taxes, reason
        )

    if carrier.free:
        return at(Decimal(0), "free carrier")
    settings = book.settings
    goods = minor.amount(sum(row.left_gross for row in rows if row.needs_shipping))
    goods = book.convert(goods, cart.currency, settings.currency)
    weight = _weight(rows)
    basis = weight if carrier.basis is PriceBasis.WEIGHT else goods
    ranged = _range_price(carrier, zone, basis)
    if ranged is None:
        return None
    if settings.free_shipping_from_amount and goods >= settings.free_shipping_from_amount:
        return at(Decimal(0), f"free from {settings.free_shipping_from_amount} {settings.currency}")
    if settings.free_shipping_from_weight and weight >= settings.free_shipping_from_weight:
        return at(Decimal(0), f"free from {settings.free_shipping_from_weight} kg")
    net = _amount(book, ranged, cart.currency)
    reason = f"by {carrier.basis.value}"
    if carrier.applies_handling and settings.shipping_handling is not None:
        net += _amount(book, settings.shipping_handling, cart.currency)
        reason += ", with handling"
    for row in rows:
        if row.needs_shipping and row.product is not None:
            extra = row.product.additional_shipping_cost
            net += _amount(book, extra, cart.currency) * row.quantity
    return at(net, reason)


def _range_price(carrier: Carrier, zone: ZoneId, basis: Decimal) -> Money | None:
    """The price of the range that the goods fall into, None where the carrier is left out."""
    ranges = [each for each in carrier.prices if each.zone_id == zone]
    for each in ranges:
        if each.start <= basis < each.end:
            return each.price
    if carrier.out_of_range is OutOfRange.DISABLE or not ranges:
        return None
    return max(ranges, key=lambda each: each.end).price
