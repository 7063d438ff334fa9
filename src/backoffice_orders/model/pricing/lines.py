"""Lines with tax: unit prices times quantities, rounded as the shop rounds."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from backoffice_orders.model.cart import CartLine, CustomLine, CustomLineKind
from backoffice_orders.model.money import MinorUnits, RoundingType, allocate
from backoffice_orders.model.pricing.context import Context
from backoffice_orders.model.pricing.row import Row
from backoffice_orders.model.pricing.unit_price import unit_price
from backoffice_orders.model.product import Combination, Product
from backoffice_orders.model.tax import Taxed

_NOTHING = Decimal(0)


def price_lines(context: Context) -> list[Row]:
    """A row for every line of the cart, with its totals settled."""
    cart = context.cart
    rows = [product_row(line, context) for line in cart.lines]
    rows.extend(_custom_row(line, context) for line in cart.custom_lines)
    settle(rows, context.minor)
    return rows


def product_row(line: CartLine, context: Context) -> Row:
    """The row of a product line; its totals are not settled yet."""
    product = context.book.product(line.product_id)
    combination = product.chosen(line.combination_id)
    priced = unit_price(line, product, combination, context)
    weight = unit_weight(product, combination)
    return Row(
        line.id,
        line,
        line.quantity,
        priced.net,
        priced.gross,
        priced.taxed,
        product,
        combination,
        weight * line.quantity if weight else weight,
        priced.reduced,
        needs_shipping=not product.virtual,
        reasons=priced.reasons,
    )


def unit_weight(product: Product, combination: Combination | None) -> Decimal:
    """What one piece weighs, in kg."""
    if combination is None or not combination.weight_impact:
        return product.weight
    return max(product.weight + combination.weight_impact, _NOTHING)


def _custom_row(line: CustomLine, context: Context) -> Row:
    taxes = context.taxed(line.tax_group_id)
    amount = line.unit_price.amount
    fee = line.kind is CustomLineKind.FEE
    return Row(
        line_id=line.id,
        source=line,
        quantity=line.quantity,
        unit_net=taxes.net(amount) if line.tax_included else amount,
        unit_gross=amount if line.tax_included else taxes.gross(amount),
        taxed=taxes,
        weight=line.weight * line.quantity,
        discountable=not fee,
        needs_shipping=not (fee or line.virtual),
        reasons=("fee" if fee else "not in the catalog",),
    )


def settle(rows: Sequence[Row], minor: MinorUnits) -> None:
    """Fix every row's totals in minor units, rounding per item, per line or on the total."""
    kind, count = minor.rounding.type, minor.count
    if kind is RoundingType.ITEM:
        for row in rows:
            quantity = row.quantity
            row.settle(count(row.unit_net) * quantity, count(row.unit_gross) * quantity)
    elif kind is RoundingType.LINE:
        for row in rows:
            row.settle(count(row.unit_net * row.quantity), count(row.unit_gross * row.quantity))
    else:
        _settle_total(rows, minor)


def _settle_total(rows: Sequence[Row], minor: MinorUnits) -> None:
    # The sum is rounded once; the lines then show shares that add up to it.
    if not rows:
        return
    groups = by_rate(rows)
    nets = [row.unit_net * row.quantity for row in rows]
    grosses = [row.unit_gross * row.quantity for row in rows]
    net_shares = allocate_by_rate(groups, minor.count(sum(nets, _NOTHING)), nets)
    gross_shares = allocate_by_rate(groups, minor.count(sum(grosses, _NOTHING)), grosses)
    for row, net, gross in zip(rows, net_shares, gross_shares, strict=True):
        row.settle(net, gross)


def by_rate(rows: Sequence[Row]) -> list[list[int]]:
    """The positions of the rows of each tax rate, in an order that the cart's does not decide."""
    first = rows[0].taxed
    if all(row.taxed is first for row in rows):
        return [list(range(len(rows)))]
    groups: dict[Taxed, list[int]] = {}
    for index, row in enumerate(rows):
        groups.setdefault(row.taxed, []).append(index)
    return [groups[taxed] for taxed in sorted(groups, key=lambda each: each.sort_key)]


def allocate_by_rate(
    groups: Sequence[Sequence[int]], total: int, weights: Sequence[int] | Sequence[Decimal]
) -> list[int]:
    """Split ``total`` first over the tax rates (``by_rate``), then over the rows of each.

    So the tax per rate depends neither on how goods of one rate are spread over lines, nor on
    the order of the lines.
    """
    if len(groups) == 1:
        return allocate(total, weights)
    parts = allocate(total, [sum([weights[index] for index in group]) for group in groups])
    shares = [0] * len(weights)
    for group, part in zip(groups, parts, strict=True):
        for index, share in zip(group, allocate(part, [weights[i] for i in group]), strict=True):
            shares[index] = share
    return shares
