"""The pure function from a cart and a price book to a summary."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from backoffice_orders.model.carrier import DeliveryOption
from backoffice_orders.model.cart import Cart, CustomLine
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.errors.vouchers import RuleRefused
from backoffice_orders.model.money import MinorUnits
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.cart_rules import apply_rules, refusal_of
from backoffice_orders.model.pricing.discounting import Discounting
from backoffice_orders.model.pricing.lines import is_exempt, price_lines
from backoffice_orders.model.pricing.row import Row
from backoffice_orders.model.pricing.shipping import (
    Delivery,
    chosen_delivery,
    deliveries,
    needs_shipping,
)
from backoffice_orders.model.pricing.situation import Situation
from backoffice_orders.model.pricing.summary import (
    AppliedRule,
    DiscountShare,
    LineKind,
    RefusedRule,
    ShippingCost,
    Summary,
    SummaryLine,
)
from backoffice_orders.model.pricing.tax_breakdown import tax_breakdown
from backoffice_orders.model.pricing.wrapping import Wrapping, price_wrapping


def price(cart: Cart, book: PriceBook) -> Summary:
    """Price the cart. The same cart and book always give the same summary.

    Raises:
        ProductNotFound, CombinationRequired, CombinationNotFound: A line's product is not in
            the book, or its combination is not the product's.
        CurrencyUnavailable: The book has no exchange rate for a currency that is needed.
    """
    situation, options = _goods_and_delivery(cart, book)
    applied, refused = apply_rules(situation)
    wrapping = price_wrapping(cart, book, situation.minor, situation.exempt)
    return _summary(situation, options, applied, refused, wrapping)


def why_refused(rule: CartRule, cart: Cart, book: PriceBook) -> RuleRefused | None:
    """Why this cart rule does not hold for the cart beside the rules it has, or None."""
    situation, _ = _goods_and_delivery(cart, book)
    apply_rules(situation)
    return refusal_of(rule, situation)


def _goods_and_delivery(cart: Cart, book: PriceBook) -> tuple[Situation, list[Delivery]]:
    minor = MinorUnits.of(cart.currency, book.settings.rounding)
    exempt = is_exempt(cart, book)
    rows = price_lines(cart, book, minor)
    options = deliveries(cart, book, rows, minor, exempt)
    delivery = chosen_delivery(cart, book, options, rows, minor, exempt)
    return Situation(cart, book, rows, delivery, minor, exempt), options


def _summary(
    situation: Situation,
    options: Sequence[Delivery],
    applied: Sequence[Discounting],
    refused: Sequence[tuple[CartRule, RuleRefused]],
    wrapping: Wrapping,
) -> Summary:
    minor, rows, delivery = situation.minor, situation.rows, situation.delivery
    shipping_net, shipping_gross = (delivery.net, delivery.gross) if delivery else (0, 0)
    free = situation.shipping_is_free
    goods = [row for row in rows if row.discountable]
    fees = [row for row in rows if not row.discountable]
    products = minor.taxed(sum(row.net for row in goods), sum(row.gross for row in goods))
    fee_total = minor.taxed(sum(row.net for row in fees), sum(row.gross for row in fees))
    rules = tuple(_applied_rule(each, minor) for each in applied)
    discounts = sum((rule.amount for rule in rules), minor.taxed(0, 0))
    wrapping_price = minor.taxed(wrapping.net, wrapping.gross)
    shipping_price = minor.taxed(shipping_net, shipping_gross)
    parts = [(row.taxed, row.left_net, row.left_gross) for row in rows]
    if delivery is not None and not free:
        parts.append((delivery.taxed, delivery.net, delivery.gross))
    parts.append((wrapping.taxed, wrapping.net, wrapping.gross))
    return Summary(
        currency=minor.currency,
        lines=tuple(_line(row, minor) for row in rows),
        rules=rules,
        refused_rules=tuple(
            RefusedRule(rule.id, rule.name, rule.code, why.code, str(why)) for rule, why in refused
        ),
        needs_shipping=needs_shipping(rows),
        shipping=None
        if delivery is None
        else ShippingCost(
            delivery.carrier_id, delivery.name, delivery.delay, shipping_price, delivery.reason
        ),
        delivery_options=tuple(
            DeliveryOption(
                carrier_id=option.carrier_id,
                name=option.name,
                delay=option.delay,
                price=minor.taxed(option.net, option.gross),
                chosen=delivery is not None and option.carrier_id == delivery.carrier_id,
            )
            for option in options
            if option.carrier_id is not None
        ),
        wrapping=wrapping_price,
        products=products,
        fees=fee_total,
        discounts=discounts,
        total=products + fee_total - discounts + shipping_price + wrapping_price,
        taxes=tax_breakdown(parts, minor),
        weight=sum((row.weight * row.quantity for row in rows), Decimal(0)),
    )


def _applied_rule(discounting: Discounting, minor: MinorUnits) -> AppliedRule:
    rule, shares = discounting.rule, discounting.shares
    return AppliedRule(
        rule_id=rule.id,
        name=rule.name,
        code=rule.code,
        amount=minor.taxed(
            sum(net for net, _ in shares.values()), sum(gross for _, gross in shares.values())
        ),
        shares=tuple(
            DiscountShare(line_id, minor.taxed(net, gross))
            for line_id, (net, gross) in shares.items()
        ),
        free_shipping=discounting.free_shipping,
        unused=minor.money(minor.count(discounting.unused)) if discounting.unused else None,
    )


def _line(row: Row, minor: MinorUnits) -> SummaryLine:
    unit_price = minor.taxed(minor.count(row.unit_net), minor.count(row.unit_gross))
    total = minor.taxed(row.net, row.gross)
    discount = minor.taxed(row.net - row.left_net, row.gross - row.left_gross)
    source, product = row.source, row.product
    if isinstance(source, CustomLine) or product is None:
        assert isinstance(source, CustomLine)
        return SummaryLine(
            line_id=row.line_id,
            kind=LineKind(source.kind.value),
            name=source.name,
            quantity=row.quantity,
            unit_price=unit_price,
            total=total,
            discount=discount,
            weight=row.weight * row.quantity,
            virtual=not row.needs_shipping,
            reasons=row.reasons,
        )
    combination = product.combination(row.combination_id) if row.combination_id else None
    reference = combination.codes.reference if combination else ""
    return SummaryLine(
        line_id=row.line_id,
        kind=LineKind.GIFT if row.gift_of else LineKind.PRODUCT,
        name=product.name,
        quantity=row.quantity,
        unit_price=unit_price,
        total=total,
        discount=discount,
        product_id=product.id,
        combination_id=row.combination_id,
        reference=reference or product.codes.reference,
        options=combination.label if combination else "",
        customization=source.customization.described(product),
        weight=row.weight * row.quantity,
        virtual=product.virtual,
        reasons=row.reasons,
    )
