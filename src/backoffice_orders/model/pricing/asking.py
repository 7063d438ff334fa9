"""What services of other systems are to be asked about a priced cart, and what they charge.

A question is made from the cart as it is priced, with the answers at hand: an answer counts if it
answers just this question. So the taxes of another address, or of other goods, are never used.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from backoffice_orders.model.answers import TaxAnswer, TaxesOfLine
from backoffice_orders.model.cart import CartLine
from backoffice_orders.model.money import MinorUnits
from backoffice_orders.model.pricing.context import Context
from backoffice_orders.model.pricing.row import Row
from backoffice_orders.model.pricing.shipping import NO_DELIVERY, Delivery, Parcel, Shipment
from backoffice_orders.model.pricing.summary import TaxLine
from backoffice_orders.model.pricing.wrapping import Wrapping
from backoffice_orders.model.questions import (
    SHIPPING,
    WRAPPING,
    AmountToTax,
    DeliveryQuestion,
    LineToPrice,
    LineToSend,
    PriceQuestion,
    Question,
    Service,
    TaxedKind,
    TaxQuestion,
)
from backoffice_orders.model.tax import Place


def questions(
    context: Context,
    rows: Sequence[Row],
    shipment: Shipment,
    wrapping: Wrapping,
    *,
    delivery_is_free: bool,
) -> Iterator[Question]:
    """What the services that are plugged in are to be asked about this cart, in their order.

    Nothing is asked that nobody could answer yet: rates and taxes without an address.
    """
    services = context.book.services
    if Service.PRICES in services:
        priced = _price_question(context)
        if priced.lines:
            yield priced
    delivery_known = context.book.delivery is not None
    sends = shipment.parcel.needs_shipping
    by_hand = context.cart.manual_delivery is not None
    if Service.DELIVERY_RATES in services and sends and delivery_known and not by_hand:
        yield _delivery_question(context, rows, shipment.parcel)
    place_known = delivery_known or (not sends and context.book.invoice is not None)
    if Service.TAXES in services and context.book.settings.taxes_enabled and place_known:
        delivery = shipment.delivery if sends else None
        lines = tuple(_to_tax(context, rows, delivery, wrapping, delivery_is_free))
        if lines:
            yield _tax_question(context, lines)


def _price_question(context: Context) -> PriceQuestion:
    lines = []
    for line in context.cart.lines:
        product = context.book.products.get(line.product_id)
        if product is not None and product.sells(line.combination_id) and not line.price_override:
            combination = product.chosen(line.combination_id)
            reference = combination.codes.reference if combination is not None else ""
            lines.append(
                LineToPrice(
                    line.id,
                    line.product_id,
                    line.quantity,
                    line.combination_id,
                    reference or product.codes.reference,
                )
            )
    return PriceQuestion(
        currency=context.minor.currency,
        moment=context.book.moment,
        place=context.book.delivery_place,
        lines=tuple(lines),
        customer_id=context.book.customer_id,
        group_ids=context.group_ids,
    )


def _delivery_question(context: Context, rows: Sequence[Row], parcel: Parcel) -> DeliveryQuestion:
    sent = [row for row in rows if row.needs_shipping]
    return DeliveryQuestion(
        currency=context.minor.currency,
        moment=context.book.moment,
        origin=_shop(context),
        destination=context.book.delivery_place,
        weight=parcel.weight,
        value=context.minor.money(sum(row.net for row in sent)),
        lines=tuple(_to_send(row) for row in sent),
        customer_id=context.book.customer_id,
        group_ids=context.group_ids,
    )


def _to_send(row: Row) -> LineToSend:
    product = row.product
    if product is None:
        return LineToSend(row.line_id, row.quantity, row.weight)
    return LineToSend(
        row.line_id,
        row.quantity,
        row.weight,
        product.id,
        row.combination_id,
        product.width or Decimal(0),
        product.height or Decimal(0),
        product.depth or Decimal(0),
    )


def _tax_question(context: Context, lines: tuple[AmountToTax, ...]) -> TaxQuestion:
    book = context.book
    return TaxQuestion(
        currency=context.minor.currency,
        moment=book.moment,
        origin=_shop(context),
        destination=book.delivery_place if book.delivery or not book.invoice else book.invoice,
        invoice=book.invoice or book.delivery_place,
        lines=lines,
        customer_id=book.customer_id,
        group_ids=context.group_ids,
        exemption=context.cart.tax_exemption or book.tax_exemption,
    )


def _shop(context: Context) -> Place:
    settings = context.book.settings
    return Place(settings.country, settings.state)


def _to_tax(
    context: Context,
    rows: Sequence[Row],
    delivery: Delivery | None,
    wrapping: Wrapping,
    delivery_is_free: bool,
) -> Iterator[AmountToTax]:
    money = context.minor.money
    for row in rows:
        if row.gap is None:
            yield _row_to_tax(row, context.minor)
    if delivery is not None and delivery is not NO_DELIVERY and not context.cart.free_shipping:
        amount = delivery.gross if delivery.tax_included else delivery.net
        yield AmountToTax(
            SHIPPING,
            TaxedKind.SHIPPING,
            money(0 if delivery_is_free else amount),
            tax_included=delivery.tax_included,
            tax_group_id=delivery.tax_group_id,
        )
    if wrapping.net or wrapping.gross:
        group_id = context.book.settings.gift_wrapping_tax_group_id
        yield AmountToTax(WRAPPING, TaxedKind.WRAPPING, money(wrapping.net), tax_group_id=group_id)


def _row_to_tax(row: Row, minor: MinorUnits) -> AmountToTax:
    source, product = row.source, row.product
    reference, group_id = "", None
    if isinstance(source, CartLine):
        kind = TaxedKind.PRODUCT if row.gift_of is None else TaxedKind.GIFT
        if product is not None:
            reference = row.combination.codes.reference if row.combination is not None else ""
            reference, group_id = reference or product.codes.reference, product.tax_group_id
    else:
        kind, group_id = TaxedKind(source.kind.value), source.tax_group_id
    return AmountToTax(
        row.line_id,
        kind,
        minor.money(row.left_gross if row.tax_included else row.left_net),
        row.quantity,
        row.tax_included,
        group_id,
        product.id if product is not None else None,
        row.combination_id,
        reference,
    )


def tax_count(line: TaxesOfLine, minor: MinorUnits) -> int:
    """All taxes of a line, in minor units."""
    return sum(minor.count(each.amount.amount) for each in line.taxes)


def charge_rows(rows: Sequence[Row], answer: TaxAnswer, minor: MinorUnits) -> None:
    """Have every row cost just the taxes that were answered, to the minor unit.

    What they were priced with are the answered rates; the service may round in its own way. What
    was agreed with its tax stays, and its net amount gives way.
    """
    for row in rows:
        line = answer.by_line.get(row.line_id)
        if line is None:
            continue
        tax = tax_count(line, minor)
        if row.tax_included:
            change = row.left_gross - tax - row.left_net
            row.net += change
            row.left_net += change
        else:
            change = row.left_net + tax - row.left_gross
            row.gross += change
            row.left_gross += change


def charged_shipment(shipment: Shipment, answer: TaxAnswer, minor: MinorUnits) -> Shipment:
    """The shipment whose chosen delivery costs just the taxes that were answered."""
    line, delivery = answer.by_line.get(SHIPPING), shipment.delivery
    if line is None or delivery is None:
        return shipment
    tax = tax_count(line, minor)
    if delivery.tax_included:
        charged = delivery._replace(net=delivery.gross - tax)
    else:
        charged = delivery._replace(gross=delivery.net + tax)
    options = [charged if each == delivery else each for each in shipment.options]
    return Shipment(shipment.parcel, options, charged)


def charged_wrapping(wrapping: Wrapping, answer: TaxAnswer, minor: MinorUnits) -> Wrapping:
    """The wrapping with the taxes that were answered."""
    line = answer.by_line.get(WRAPPING)
    return (
        wrapping if line is None else wrapping._replace(gross=wrapping.net + tax_count(line, minor))
    )


def answered_breakdown(answer: TaxAnswer, minor: MinorUnits) -> tuple[TaxLine, ...]:
    """The taxes that were answered, by rate and name."""
    sums: dict[tuple[Decimal, str], list[int]] = {}
    for line in answer.lines:
        for each in line.taxes:
            entry = sums.setdefault((each.rate.percent, each.rate.name), [0, 0])
            entry[0] += minor.count(each.base.amount)
            entry[1] += minor.count(each.amount.amount)
    return tuple(
        TaxLine(name, percent, minor.currency, base, amount)
        for (percent, name), (base, amount) in sorted(sums.items())
        if base or amount
    )
