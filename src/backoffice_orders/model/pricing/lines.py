"""Lines with tax: unit prices times quantities, rounded as the shop rounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from backoffice_orders.model.cart import CartLine, CustomLine, CustomLineKind
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.pricing import CurrencyUnavailable, TaxGroupNotFound
from backoffice_orders.model.errors.products import (
    CombinationNotFound,
    CombinationRequired,
    ProductNotFound,
)
from backoffice_orders.model.ids import CategoryId
from backoffice_orders.model.money import MinorUnits, RoundingType, allocate
from backoffice_orders.model.pricing.context import Context
from backoffice_orders.model.pricing.row import Row
from backoffice_orders.model.pricing.unit_price import unit_price
from backoffice_orders.model.product import Combination, Product
from backoffice_orders.model.tax import UNTAXED, Taxed

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


def price_lines(context: Context) -> list[Row]:
    """A row for every line of the cart, with its totals settled."""
    cart = context.cart
    try:
        rows = [product_row(line, context) for line in cart.lines]
    except UNPRICEABLE:  # seldom: then line by line, to find which
        rows = [_row(line, context) for line in cart.lines]
    rows.extend(_custom_row(line, context) for line in cart.custom_lines)
    settle(rows, context.minor)
    return rows


def _row(line: CartLine, context: Context) -> Row:
    try:
        return product_row(line, context)
    except UNPRICEABLE as error:
        row = _unpriced(line, error)
        row.product = context.book.products.get(line.product_id)
        return row


def _unpriced(line: CartLine | CustomLine, error: BackOfficeError) -> Row:
    return Row(
        line_id=line.id,
        source=line,
        quantity=line.quantity,
        unit_net=_NOTHING,
        unit_gross=_NOTHING,
        taxed=UNTAXED,
        discountable=False,
        needs_shipping=False,
        reasons=("not priced",),
        gap=error,
    )


def product_row(line: CartLine, context: Context) -> Row:
    """The row of a product line; its totals are not settled yet.

    Raises:
        ProductNotFound, CombinationNotFound, CombinationRequired, TaxGroupNotFound,
        CurrencyUnavailable: What it refers to is not in the book.
    """
    product = context.book.product(line.product_id)
    combination = product.chosen(line.combination_id)
    priced = unit_price(line, product, combination, context)
    weight = unit_weight(product, combination)
    cost = None if product.virtual else product.additional_shipping_cost
    return Row(
        line.id,
        line,
        line.quantity,
        priced.net,
        priced.gross,
        priced.taxed,
        product,
        combination,
        context.categories(product) if product.category_ids else _NO_CATEGORIES,
        weight * line.quantity if weight else weight,
        priced.reduced,
        needs_shipping=not product.virtual,
        extra_shipping=context.amount(cost) * line.quantity if cost is not None else _NOTHING,
        tax_included=priced.tax_included,
        reasons=priced.reasons,
    )


def unit_weight(product: Product, combination: Combination | None) -> Decimal:
    """What one piece weighs, in kg."""
    if combination is None or not combination.weight_impact:
        return product.weight
    return max(product.weight + combination.weight_impact, _NOTHING)


def _custom_row(line: CustomLine, context: Context) -> Row:
    try:
        taxes = context.taxed_of(line.id, line.tax_group_id)
    except TaxGroupNotFound as error:
        return _unpriced(line, error)
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
        tax_included=line.tax_included,
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
    # The sums of goods and of fees are rounded once; the lines then show shares of them.
    for part in (
        [row for row in rows if row.discountable],
        [row for row in rows if not row.discountable],
    ):
        groups = by_rate(part, minor)
        nets = [row.unit_net * row.quantity for row in part]
        grosses = [row.unit_gross * row.quantity for row in part]
        net_shares = allocate_by_rate(groups, minor.count(sum(nets, _NOTHING)), nets)
        gross_shares = allocate_by_rate(groups, minor.count(sum(grosses, _NOTHING)), grosses)
        for row, net, gross in zip(part, net_shares, gross_shares, strict=True):
            row.settle(net, gross)


# The positions of rows: those of each tax rate, and of these those that sell the same.
Groups = Sequence[Sequence[Sequence[int]]]


def by_rate(rows: Sequence[Row], minor: MinorUnits) -> Groups:
    """The rows of each tax rate, in an order that the cart's order does not decide.

    Where only the total is rounded, the rows of a rate are grouped again by what they sell, so
    that one line gets what two lines of the same would get together.
    """
    if not rows:
        return []
    first = rows[0].taxed
    if all(row.taxed is first for row in rows):
        rates = [list(range(len(rows)))]
    else:
        grouped: dict[Taxed, list[int]] = {}
        for index, row in enumerate(rows):
            grouped.setdefault(row.taxed, []).append(index)
        rates = [grouped[taxed] for taxed in sorted(grouped, key=lambda each: each.sort_key)]
    if minor.rounding.type is not RoundingType.TOTAL:
        return [[rate] for rate in rates]
    return [_by_kind(rows, rate) for rate in rates]


def _by_kind(rows: Sequence[Row], positions: Sequence[int]) -> list[list[int]]:
    kinds: dict[tuple[str, str, str, Decimal, Decimal], list[int]] = {}
    for index in positions:
        kinds.setdefault(_kind(rows[index]), []).append(index)
    return [kinds[kind] for kind in sorted(kinds)]


def _kind(row: Row) -> tuple[str, str, str, Decimal, Decimal]:
    product_id = row.product.id if row.product is not None else ""
    return (product_id, row.combination_id or "", row.gift_of or "", row.unit_net, row.unit_gross)


def allocate_by_rate(
    groups: Groups, total: int, weights: Sequence[int] | Sequence[Decimal]
) -> list[int]:
    """Split ``total`` first over the tax rates, then within each (``by_rate``).

    So the tax per rate depends neither on how goods of one rate are spread over lines, nor on
    the order of the lines.
    """
    if len(groups) == 1 and len(groups[0]) == 1:
        return allocate(total, weights)
    shares = [0] * len(weights)
    for rate, rate_part in _parts(groups, total, weights):
        for kind, part in _parts([[each] for each in rate], rate_part, weights):
            weighed = [weights[index] for index in kind[0]]
            for index, share in zip(kind[0], allocate(part, weighed), strict=True):
                shares[index] = share
    return shares


def _parts(
    groups: Groups, total: int, weights: Sequence[int] | Sequence[Decimal]
) -> Iterator[tuple[Sequence[Sequence[int]], int]]:
    """Each group with its part of the total."""
    sums = [sum([weights[index] for each in group for index in each]) for group in groups]
    return zip(groups, allocate(total, sums), strict=True)
