"""The unit price of a product: catalog, combination, specific prices, group, ecotax, override.

The order is: the product's price (or a specific fixed price), the combination's impact, tax,
ecotax with its own tax, the reduction of the specific price or catalog price rule, and last
the reduction of the customer's group. An employee's override stands instead of all of them.

Only one specific price or catalog price rule applies. Of those that hold, the one wins that
is for this combination; then the largest ``from_quantity``; then a product's own over a
catalog price rule; then the one for this customer, currency, country, group, in this order
of weight; then the first in the book.
"""

from __future__ import annotations

from decimal import Decimal

from attrs import frozen
from moneyed import Money

from backoffice_orders.model.cart import CartLine
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.taxing import UNTAXED, Taxed, mixed, taxed
from backoffice_orders.model.product import CatalogPriceRule, Combination, Product, SpecificPrice

_NOTHING = Decimal(0)
Changed = SpecificPrice | CatalogPriceRule


@frozen
class UnitPrice:
    """A unit price, exact, in the cart's currency, and what made it."""

    net: Decimal
    gross: Decimal
    taxed: Taxed
    reduced: bool
    reasons: tuple[str, ...]


def unit_price(
    line: CartLine,
    product: Product,
    combination: Combination | None,
    book: PriceBook,
    currency: str,
    exempt: bool,
) -> UnitPrice:
    """The price of one piece on this line."""
    taxes = taxed(book, product.tax_group_id, exempt)
    override = line.price_override
    if override is not None:
        amount = override.price.amount
        by_hand = (f"price set by hand: {override.reason}",)
        if override.tax_included:
            return UnitPrice(taxes.net(amount), amount, taxes, False, by_hand)
        return UnitPrice(amount, taxes.gross(amount), taxes, False, by_hand)

    def in_cart_currency(money: Money) -> Decimal:
        return book.convert(money.amount, str(money.currency.code), currency)

    change = changed_price(line, product, book, currency)
    reasons: tuple[str, ...] = ("catalog price",)
    fixed = change.price if change is not None else None
    if change is not None and fixed is not None:
        net = book.convert(fixed, change.currency or book.settings.currency, currency)
        reasons = (f"{_named(change)}: fixed price",)
    else:
        net = in_cart_currency(product.price)
    own_price = fixed is not None and isinstance(change, SpecificPrice) and change.combination_id
    if combination is not None and not own_price and combination.price_impact.amount:
        net += in_cart_currency(combination.price_impact)
        reasons += (f"combination {combination.label}",)
    gross = taxes.gross(net)

    ecotax = _ecotax(product, combination, book)
    if ecotax is not None:
        eco_net = in_cart_currency(ecotax)
        eco_taxes = taxed(book, book.settings.ecotax_tax_group_id, exempt)
        taxes = mixed(net, taxes, eco_net, eco_taxes or UNTAXED)
        net += eco_net
        gross += eco_taxes.gross(eco_net)
        reasons += ("ecotax",)

    if change is not None:
        off_net, off_gross = _reduction(change, net, gross, taxes, book, currency)
        if off_net:
            reasons += (_reduction_reason(change),)
        net, gross = net - off_net, gross - off_gross
    group = book.default_group
    if group is not None and group.reduction_percent:
        left = 1 - group.reduction_percent / 100
        net, gross = net * left, gross * left
        reasons += (f"group {group.name}: -{group.reduction_percent} %",)
    if net < 0 or gross < 0:
        net = gross = _NOTHING
    return UnitPrice(net, gross, taxes, change is not None, reasons)


def changed_price(
    line: CartLine, product: Product, book: PriceBook, currency: str
) -> Changed | None:
    """The specific price or catalog price rule that wins for this line, if any holds."""
    best: Changed | None = None
    best_rank: tuple[int, ...] = ()
    for own in book.specific_prices:
        if (
            own.product_id == product.id
            and (own.combination_id is None or own.combination_id == line.combination_id)
            and (own.customer_id is None or own.customer_id == book.customer_id)
            and _holds(own, line.quantity, book, currency)
        ):
            rank = (own.combination_id is not None, own.from_quantity, 1, *_score(own))
            if best is None or rank > best_rank:
                best, best_rank = own, rank
    for rule in book.price_rules:
        if rule.covers(product) and _holds(rule, line.quantity, book, currency):
            rank = (False, rule.from_quantity, 0, *_score(rule))
            if best is None or rank > best_rank:
                best, best_rank = rule, rank
    return best


def _holds(change: Changed, quantity: int, book: PriceBook, currency: str) -> bool:
    return (
        change.from_quantity <= quantity
        and (change.currency is None or change.currency == currency)
        and (change.country is None or change.country == book.delivery_place.country)
        and (change.group_id is None or change.group_id in book.group_ids)
        and (change.valid_from is None or change.valid_from <= book.moment)
        and (change.valid_until is None or book.moment < change.valid_until)
    )


def _score(change: Changed) -> tuple[bool, bool, bool, bool]:
    return (
        isinstance(change, SpecificPrice) and change.customer_id is not None,
        change.currency is not None,
        change.country is not None,
        change.group_id is not None,
    )


def _ecotax(product: Product, combination: Combination | None, book: PriceBook) -> Money | None:
    if not book.settings.ecotax_enabled:
        return None
    if combination is not None and combination.ecotax is not None and combination.ecotax.amount:
        return combination.ecotax
    return product.ecotax if product.ecotax is not None and product.ecotax.amount else None


def _reduction(
    change: Changed,
    net: Decimal,
    gross: Decimal,
    taxes: Taxed,
    book: PriceBook,
    currency: str,
) -> tuple[Decimal, Decimal]:
    if change.percent is not None:
        return net * change.percent / 100, gross * change.percent / 100
    if change.amount is None:
        return _NOTHING, _NOTHING
    amount = book.convert(change.amount, change.currency or book.settings.currency, currency)
    if change.amount_tax_included:
        return taxes.net(amount), amount
    return amount, taxes.gross(amount)


def _named(change: Changed) -> str:
    if isinstance(change, CatalogPriceRule):
        return f"catalog price rule {change.name or change.id}"
    return "specific price"


def _reduction_reason(change: Changed) -> str:
    if change.percent is not None:
        return f"{_named(change)}: -{change.percent} %"
    how = "tax included" if change.amount_tax_included else "tax excluded"
    return f"{_named(change)}: -{change.amount} {how}"
