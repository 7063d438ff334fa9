"""What services of other systems are to be asked about a priced cart, and what they charge.

A question is made from the cart as it is priced, with the answers at hand: an answer counts if it
answers just this question. So the taxes of another address, or of other goods, are never used.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from moneyed import Money

from backoffice_orders.model.answers import TaxAnswer, TaxesOfLine
from backoffice_orders.model.cart import CartLine
from backoffice_orders.model.money import MinorUnits
from backoffice_orders.model.pricing.amounts import Amounts, Ledger, Part, sums_by_tax
from backoffice_orders.model.pricing.context import Context
from backoffice_orders.model.pricing.line import PricedLine
from backoffice_orders.model.pricing.parcel import Parcel
from backoffice_orders.model.pricing.shipping import NO_DELIVERY, Delivery, Shipment
from backoffice_orders.model.pricing.summary_parts import TaxLine
from backoffice_orders.model.pricing.tax_breakdown import tax_lines
from backoffice_orders.model.questions import (
    AmountToTax,
    DeliveryQuestion,
    LineToPrice,
    LineToSend,
    PriceQuestion,
    Question,
    TaxedKind,
    TaxQuestion,
)
from backoffice_orders.model.service import SHIPPING, WRAPPING, Service
from backoffice_orders.model.tax import Place


def questions(
    context: Context, lines: Sequence[PricedLine], shipment: Shipment, amounts: Amounts
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
    sends = bool(shipment.parcel.lines)
    by_hand = context.cart.manual_delivery is not None
    if Service.DELIVERY_RATES in services and sends and delivery_known and not by_hand:
        yield _delivery_question(context, lines, shipment.parcel)
    place_known = delivery_known or (not sends and context.book.invoice is not None)
    if Service.TAXES in services and context.book.settings.taxes_enabled and place_known:
        delivery = shipment.delivery if sends else None
        taxed = tuple(_to_tax(context, lines, delivery, amounts))
        if taxed:
            yield _tax_question(context, taxed)


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
        group_ids=context.book.groups_of_customer,
    )


def _delivery_question(
    context: Context, lines: Sequence[PricedLine], parcel: Parcel
) -> DeliveryQuestion:
    sent = [line for line in lines if line.needs_shipping]
    return DeliveryQuestion(
        currency=context.minor.currency,
        moment=context.book.moment,
        origin=_shop(context),
        destination=context.book.delivery_place,
        weight=parcel.weight,
        value=context.minor.money(sum(line.net for line in sent)),
        lines=tuple(_to_send(line) for line in sent),
        customer_id=context.book.customer_id,
        group_ids=context.book.groups_of_customer,
    )


def _to_send(line: PricedLine) -> LineToSend:
    product = line.product
    if product is None:
        return LineToSend(line.line_id, line.quantity, line.weight)
    return LineToSend(
        line.line_id,
        line.quantity,
        line.weight,
        product.id,
        line.combination_id,
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
        group_ids=context.book.groups_of_customer,
        exemption=context.cart.tax_exemption or book.tax_exemption,
    )


def _shop(context: Context) -> Place:
    settings = context.book.settings
    return Place(settings.country, settings.state)


def _to_tax(
    context: Context, lines: Sequence[PricedLine], delivery: Delivery | None, amounts: Amounts
) -> Iterator[AmountToTax]:
    minor = context.minor
    for line, net, gross in zip(lines, amounts.due_nets, amounts.due_grosses, strict=True):
        if line.gap is None:
            yield _line_to_tax(line, minor.money(gross if line.tax_included else net))
    if delivery is not None and delivery is not NO_DELIVERY and not context.cart.free_shipping:
        to_pay = amounts.delivery
        yield AmountToTax(
            SHIPPING,
            TaxedKind.SHIPPING,
            minor.money(to_pay.gross if delivery.tax_included else to_pay.net),
            tax_included=delivery.tax_included,
            tax_group_id=delivery.tax_group_id,
        )
    wrapping = amounts.wrapping
    if wrapping.net or wrapping.gross:
        group_id = context.book.settings.gift_wrapping_tax_group_id
        amount = minor.money(wrapping.net)
        yield AmountToTax(WRAPPING, TaxedKind.WRAPPING, amount, tax_group_id=group_id)


def _line_to_tax(line: PricedLine, amount: Money) -> AmountToTax:
    source, product, combination = line.source, line.product, line.combination
    reference, group_id = "", None
    if isinstance(source, CartLine):
        kind = TaxedKind.PRODUCT if line.gift_of is None else TaxedKind.GIFT
        if product is not None:
            reference = combination.codes.reference if combination is not None else ""
            reference, group_id = reference or product.codes.reference, product.tax_group_id
    else:
        kind, group_id = TaxedKind(source.kind.value), source.tax_group_id
    return AmountToTax(
        line.line_id,
        kind,
        amount,
        line.quantity,
        line.tax_included,
        group_id,
        product.id if product is not None else None,
        line.combination_id,
        reference,
    )


def tax_count(line: TaxesOfLine, minor: MinorUnits) -> int:
    """All taxes of a line, in minor units."""
    return sum(minor.count(each.amount.amount) for each in line.taxes)


def charged(
    lines: Sequence[PricedLine],
    delivery: Delivery | None,
    amounts: Amounts,
    answer: TaxAnswer,
    minor: MinorUnits,
) -> Amounts:
    """Amounts with just the taxes that were answered, to the minor unit.

    What they were priced with are the answered rates; the service may round in its own way. What
    was agreed with its tax stays, and its net amount gives way.
    """
    ledger = Ledger(amounts)
    for line in lines:
        index = line.position
        net, gross = ledger.due_nets[index], ledger.due_grosses[index]
        before = Part(line.taxed, net, gross)
        after = _with_taxes(before, answer.by_line.get(line.line_id), line.tax_included, minor)
        ledger.due_nets[index], ledger.due_grosses[index] = after.net, after.gross
        ledger.nets[index] += after.net - net
        ledger.grosses[index] += after.gross - gross
    included = delivery is not None and delivery.tax_included
    shipping, wrapping = answer.by_line.get(SHIPPING), answer.by_line.get(WRAPPING)
    ledger.delivery = _with_taxes(amounts.delivery, shipping, included, minor)
    ledger.wrapping = _with_taxes(amounts.wrapping, wrapping, False, minor)
    due = ledger.due_nets, ledger.due_grosses
    return ledger.close(sums_by_tax(lines, *due, ledger.delivery, ledger.wrapping))


def _with_taxes(
    part: Part, line: TaxesOfLine | None, tax_included: bool, minor: MinorUnits
) -> Part:
    if line is None:
        return part
    tax = tax_count(line, minor)
    if tax_included:
        return part._replace(net=part.gross - tax)
    return part._replace(gross=part.net + tax)


def answered_breakdown(answer: TaxAnswer, minor: MinorUnits) -> tuple[TaxLine, ...]:
    """The taxes that were answered, by rate and name."""
    count = minor.count
    entries = [
        (each.rate.percent, each.rate.name, count(each.base.amount), count(each.amount.amount))
        for line in answer.lines
        for each in line.taxes
    ]
    return tax_lines(entries, minor)
