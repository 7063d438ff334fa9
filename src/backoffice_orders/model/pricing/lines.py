"""Lines with tax: unit prices times quantities, rounded as the shop rounds."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from backoffice_orders.model.cart import Cart, CartLine, CustomLine, CustomLineKind
from backoffice_orders.model.money import MinorUnits, RoundingType, allocate
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.row import Row
from backoffice_orders.model.pricing.taxing import taxed
from backoffice_orders.model.pricing.unit_price import unit_price


def price_lines(cart: Cart, book: PriceBook, minor: MinorUnits) -> list[Row]:
    """A row for every line of the cart, with its totals settled."""
    exempt = is_exempt(cart, book)
    rows = [product_row(line, book, cart.currency, exempt) for line in cart.lines]
    rows.extend(_custom_row(line, book, exempt) for line in cart.custom_lines)
    settle(rows, minor)
    return rows


def is_exempt(cart: Cart, book: PriceBook) -> bool:
    """Whether no tax is charged: the order or its customer is exempt."""
    return cart.tax_exemption is not None or book.tax_exemption is not None


def product_row(line: CartLine, book: PriceBook, currency: str, exempt: bool) -> Row:
    """The row of a product line; its totals are not settled yet."""
    product = book.product(line.product_id)
    combination = product.chosen(line.combination_id)
    priced = unit_price(line, product, combination, book, currency, exempt)
    weight = product.weight
    if combination is not None:
        weight += combination.weight_impact
    return Row(
        line_id=line.id,
        source=line,
        quantity=line.quantity,
        unit_net=priced.net,
        unit_gross=priced.gross,
        taxed=priced.taxed,
        product=product,
        combination_id=line.combination_id,
        weight=max(weight, Decimal(0)),
        reduced=priced.reduced,
        needs_shipping=not product.virtual,
        reasons=priced.reasons,
    )


def _custom_row(line: CustomLine, book: PriceBook, exempt: bool) -> Row:
    taxes = taxed(book, line.tax_group_id, exempt)
    amount = line.unit_price.amount
    fee = line.kind is CustomLineKind.FEE
    return Row(
        line_id=line.id,
        source=line,
        quantity=line.quantity,
        unit_net=taxes.net(amount) if line.tax_included else amount,
        unit_gross=amount if line.tax_included else taxes.gross(amount),
        taxed=taxes,
        weight=line.weight,
        discountable=not fee,
        needs_shipping=not (fee or line.virtual),
        reasons=("fee" if fee else "not in the catalog",),
    )


def settle(rows: Sequence[Row], minor: MinorUnits) -> None:
    """Fix every row's totals in minor units, rounding per item, per line or on the total."""
    kind = minor.rounding.type
    if kind is RoundingType.TOTAL:
        _settle_total(rows, minor)
        return
    for row in rows:
        if kind is RoundingType.ITEM:
            net = minor.count(row.unit_net) * row.quantity
            gross = minor.count(row.unit_gross) * row.quantity
        else:
            net = minor.count(row.unit_net * row.quantity)
            gross = minor.count(row.unit_gross * row.quantity)
        row.settle(net, gross)


def _settle_total(rows: Sequence[Row], minor: MinorUnits) -> None:
    # The sum is rounded once; the lines then show shares that add up to it.
    nets = [row.unit_net * row.quantity for row in rows]
    grosses = [row.unit_gross * row.quantity for row in rows]
    net_shares = allocate_by_rate(rows, minor.count(sum(nets, Decimal(0))), nets)
    gross_shares = allocate_by_rate(rows, minor.count(sum(grosses, Decimal(0))), grosses)
    for row, net, gross in zip(rows, net_shares, gross_shares, strict=True):
        row.settle(net, gross)


def allocate_by_rate(
    rows: Sequence[Row], total: int, weights: Sequence[int | Decimal]
) -> list[int]:
    """Split ``total`` first over the tax rates, then over the rows of each.

    So the tax per rate does not depend on how goods of one rate are spread over lines.
    """
    groups: dict[object, list[int]] = {}
    for index, row in enumerate(rows):
        groups.setdefault(row.taxed.shares, []).append(index)
    if len(groups) == 1:
        return allocate(total, weights)
    group_weights = [sum(weights[index] for index in group) for group in groups.values()]
    shares = [0] * len(rows)
    parts = allocate(total, group_weights)
    for group, part in zip(groups.values(), parts, strict=True):
        for index, share in zip(group, allocate(part, [weights[i] for i in group]), strict=True):
            shares[index] = share
    return shares
