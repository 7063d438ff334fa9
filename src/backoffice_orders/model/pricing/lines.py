"""Lines with tax: unit prices times quantities, rounded as the shop rounds."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from attrs import evolve

from backoffice_orders.model.cart import CartLine, CustomLine, CustomLineKind
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.pricing import CurrencyUnavailable, TaxGroupNotFound
from backoffice_orders.model.errors.products import (
    CombinationNotFound,
    CombinationRequired,
    ProductNotFound,
)
from backoffice_orders.model.ids import CartRuleId, CategoryId, LineId
from backoffice_orders.model.manual_discount import ManualDiscount
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.money import MinorUnits
from backoffice_orders.model.pricing.context import Context
from backoffice_orders.model.pricing.line import PricedLine
from backoffice_orders.model.pricing.shares import allocate_by_rate, by_rate
from backoffice_orders.model.pricing.unit_price import unit_price
from backoffice_orders.model.product import Combination, Product
from backoffice_orders.model.settings import ManualDiscounts
from backoffice_orders.model.tax import UNTAXED

NOT_PRICED = Sentence("price.not_priced", "not priced")
FEE = Sentence("price.fee", "fee")
NOT_IN_CATALOG = Sentence("price.not_in_catalog", "not in the catalog")

# What a line refers to can be gone: its product, its combination, a tax group, a currency's rate.
UNPRICEABLE = (
    ProductNotFound,
    CombinationNotFound,
    CombinationRequired,
    TaxGroupNotFound,
    CurrencyUnavailable,
)
_NOTHING = Decimal(0)
_NO_CATEGORIES: frozenset[CategoryId] = frozenset()


def price_lines(context: Context) -> list[PricedLine]:
    """Every line of the cart with its totals, before any discount."""
    cart = context.cart
    try:
        lines = [product_line(line, context, n) for n, line in enumerate(cart.lines)]
    except UNPRICEABLE:  # seldom: then line by line, to find which
        lines = [_line(line, context, n) for n, line in enumerate(cart.lines)]
    if cart.custom_lines:
        custom = enumerate(cart.custom_lines, len(lines))
        lines.extend([_custom(line, context, position) for position, line in custom])
    if context.minor.rounds_total:
        lines = rounded_in_all(lines, context.minor)
    settings = context.book.settings
    if cart.discounts and settings.manual_discounts is ManualDiscounts.AFTER_VOUCHERS:
        return _told_apart(lines, cart.discounts)
    return lines


def _told_apart(
    lines: Sequence[PricedLine], discounts: Sequence[ManualDiscount]
) -> list[PricedLine]:
    """The lines, each with what is yet to be taken off it by hand."""
    on: dict[LineId, list[str]] = {}
    for each in discounts:
        if each.line_id is not None:
            what = (each.percent, each.amount, each.each_piece, each.tax_included)
            on.setdefault(each.line_id, []).append(str(what))
    return [
        evolve(line, by_hand=tuple(on[line.line_id])) if line.line_id in on else line
        for line in lines
    ]


def _line(line: CartLine, context: Context, position: int) -> PricedLine:
    try:
        return product_line(line, context, position)
    except UNPRICEABLE as error:
        product = context.book.products.get(line.product_id)
        if product is not None and isinstance(error, TaxGroupNotFound):
            error = TaxGroupNotFound(error.tax_group_id, product.title(line.combination_id))
        return evolve(_unpriced(line, error, position), product=product)


def _unpriced(line: CartLine | CustomLine, error: BackOfficeError, position: int) -> PricedLine:
    return PricedLine(
        position=position,
        line_id=line.id,
        source=line,
        quantity=line.quantity,
        unit_net=_NOTHING,
        unit_gross=_NOTHING,
        net=0,
        gross=0,
        taxed=UNTAXED,
        discountable=False,
        needs_shipping=False,
        reasons=(NOT_PRICED(),),
        gap=error,
    )


def product_line(
    line: CartLine, context: Context, position: int = 0, gift_of: CartRuleId | None = None
) -> PricedLine:
    """A line of the catalog with its price.

    Raises:
        ProductNotFound, CombinationNotFound, CombinationRequired, TaxGroupNotFound,
        CurrencyUnavailable: What it refers to is not in the book.
    """
    product = context.book.product(line.product_id, line.title)
    combination = product.chosen(line.combination_id)
    unit_net, unit_gross, taxed, reduced, reasons, tax_included = unit_price(
        line, product, combination, context
    )
    weight = product.weight if combination is None else unit_weight(product, combination)
    cost = None if product.virtual else product.additional_shipping_cost
    quantity, total = line.quantity, context.minor.total
    return PricedLine(
        position,
        line.id,
        line,
        quantity,
        unit_net,
        unit_gross,
        total(unit_net, quantity),
        total(unit_gross, quantity),
        taxed,
        product,
        combination,
        context.book.categories_of(product) if product.category_ids else _NO_CATEGORIES,
        weight * quantity if weight else weight,
        reduced,
        True,
        not product.virtual,
        context.amount(cost) * quantity if cost is not None else _NOTHING,
        gift_of,
        tax_included,
        reasons,
    )


def unit_weight(product: Product, combination: Combination | None) -> Decimal:
    """What one piece weighs, in kg."""
    if combination is None or not combination.weight_impact:
        return product.weight
    return max(product.weight + combination.weight_impact, _NOTHING)


def _custom(line: CustomLine, context: Context, position: int) -> PricedLine:
    try:
        taxes = context.taxed_of(line.id, line.tax_group_id)
    except TaxGroupNotFound as error:
        return _unpriced(line, TaxGroupNotFound(error.tax_group_id, line.name), position)
    amount = line.unit_price.amount
    unit_net = taxes.net(amount) if line.tax_included else amount
    unit_gross = amount if line.tax_included else taxes.gross(amount)
    total = context.minor.total
    fee = line.kind is CustomLineKind.FEE
    return PricedLine(
        position=position,
        line_id=line.id,
        source=line,
        quantity=line.quantity,
        unit_net=unit_net,
        unit_gross=unit_gross,
        net=total(unit_net, line.quantity),
        gross=total(unit_gross, line.quantity),
        taxed=taxes,
        weight=line.weight * line.quantity,
        discountable=not fee,
        needs_shipping=not (fee or line.virtual),
        tax_included=line.tax_included,
        reasons=(FEE() if fee else NOT_IN_CATALOG(),),
    )


def rounded_in_all(lines: Sequence[PricedLine], minor: MinorUnits) -> list[PricedLine]:
    """The lines with shares of their rounded sums: those of goods, and those of fees."""
    rounded = list(lines)
    for part in (
        [line for line in lines if line.discountable],
        [line for line in lines if not line.discountable],
    ):
        groups = by_rate(part, minor)
        nets = [line.unit_net * line.quantity for line in part]
        grosses = [line.unit_gross * line.quantity for line in part]
        net_shares = allocate_by_rate(groups, minor.count(sum(nets, _NOTHING)), nets)
        gross_shares = allocate_by_rate(groups, minor.count(sum(grosses, _NOTHING)), grosses)
        for line, net, gross in zip(part, net_shares, gross_shares, strict=True):
            rounded[line.position] = evolve(line, net=net, gross=gross)
    return rounded
