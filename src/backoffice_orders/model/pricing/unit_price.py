"""The unit price of a product: catalog, combination, specific prices, group, ecotax, override.

The order is: the product's price (or a specific fixed price), the combination's impact, tax,
ecotax with its own tax, the reduction of the specific price or catalog price rule, and last
the reduction of the customer's group. Percentages are of the ecotax too; an amount comes off the
price, and off the ecotax only what is more than that. An employee's override stands instead of all
of them; the ecotax is a part of it, and taxed as such (PrestaShop,
``order_ecotax_with_tax.feature``).

A ``from_quantity`` counts the product's pieces on all lines of the cart, or those of one
combination (``QuantityPricesBy``).

Only one specific price or catalog price rule applies. Of those that hold, the one wins that
is for this combination; then the largest ``from_quantity``; then a product's own over a
catalog price rule; then the one for this customer, currency, country, group, in this order
of weight; then the one that ends last, but those without an end after all others, so that what
always holds does not hide a sale for some days; then the one that began last, likewise; then the
first in the book.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

from backoffice_orders.model.answers import PriceOfLine
from backoffice_orders.model.cart import CartLine, PriceOverride
from backoffice_orders.model.messages import Message, Sentence
from backoffice_orders.model.money import without_residue
from backoffice_orders.model.pricing.context import Context
from backoffice_orders.model.product import (
    CatalogPriceRule,
    Combination,
    Product,
    SpecificPrice,
    holds_at,
)
from backoffice_orders.model.tax import Taxed

_NOTHING = Decimal(0)
_NEVER = datetime.min.replace(tzinfo=UTC)
CATALOG_PRICE = Sentence("price.catalog", "catalog price")
COMBINATION_DEARER = Sentence("price.combination_dearer", "{combination}: +{amount}")
COMBINATION_CHEAPER = Sentence("price.combination_cheaper", "{combination}: -{amount}")
FIXED = Sentence("price.fixed", "{source}: fixed price")
OFF_PERCENT = Sentence("price.off_percent", "{source} -{percent} %: -{amount}")
OFF_AMOUNT = Sentence("price.off_amount", "{source}: -{amount}")
OF_PRICE_RULE = Sentence("price.of_price_rule", "catalog price rule {rule}")
OF_SPECIFIC_PRICE = Sentence("price.of_specific_price", "specific price")
OF_GROUP = Sentence("price.of_group", "group {group}")
ECOTAX = Sentence("price.ecotax", "ecotax {amount}")
BY_HAND = Sentence("price.by_hand", "price set by hand: {reason}")
BY_SERVICE = Sentence("price.by_service", "price service")
BY_SERVICE_FOR = Sentence("price.by_service_for", "price service: {reason}")
_CATALOG_PRICE = (CATALOG_PRICE(),)
# The codes of the reasons of prices that are not the catalog's.
CHANGES = frozenset(
    each.code for each in (FIXED, OFF_PERCENT, OFF_AMOUNT, BY_HAND, BY_SERVICE, BY_SERVICE_FOR)
)
Changed = SpecificPrice | CatalogPriceRule


# A unit price, net and gross, exact, in the cart's currency; how it is taxed; whether a specific
# price or catalog price rule has changed it; what made it, step by step; whether it was agreed
# gross. No class: there is one for each line, which ``PricedLine`` takes apart at once.
UnitPrice = tuple[Decimal, Decimal, Taxed, bool, tuple[Message, ...], bool]


def unit_price(
    line: CartLine, product: Product, combination: Combination | None, context: Context
) -> UnitPrice:
    """The price of one piece on this line."""
    taxes = context.taxed_of(line.id, product.tax_group_id)
    eco_net, eco_taxes = _NOTHING, None
    if context.book.settings.ecotax_enabled:
        eco_net = _ecotax(product, combination, context)
        if eco_net and context.answered(line.id) is None:  # an answer is about the whole price
            eco_taxes = context.taxed(context.book.settings.ecotax_tax_group_id)
    if line.price_override is not None:
        if eco_taxes is None:
            return _by_hand(line.price_override, taxes)
        return _by_hand_with_ecotax(line.price_override, taxes, eco_net, eco_taxes, context)
    answered = context.price_of(line.id) if context.answers.prices is not None else None
    if answered is not None:
        return _answered(answered, taxes)
    change = changed_price(line, product, context) if context.book.changes_prices else None
    impact = combination
    if change is not None and change.price is not None:
        net = context.convert(change.price, change.currency)
        reasons: tuple[Message, ...] = (FIXED(source=_source(change)),)
        if isinstance(change, SpecificPrice) and change.combination_id:
            impact = None  # it is the price of this very combination
    else:
        net, reasons = context.amount(product.price), _CATALOG_PRICE
    if impact is not None and impact.price_impact.amount:
        more = context.amount(impact.price_impact)
        net += more
        told = COMBINATION_DEARER if more > 0 else COMBINATION_CHEAPER
        reasons += (told(combination=impact.label, amount=_short(abs(more))),)
    if net < _NOTHING:
        net = _NOTHING  # the ecotax is due all the same
    reduced = change is not None and _less(net, _usual(product, combination, context))
    parts = [(net, taxes)]
    gross = taxes.gross(net)
    if eco_net:
        parts.append((eco_net, taxes if eco_taxes is None else eco_taxes))
        gross += parts[1][1].gross(eco_net)
        net += eco_net
        reasons += (ECOTAX(amount=_number(eco_net)),)
    if change is not None:
        off_net, off_gross = _reduction(change, net, gross, parts, context)
        if off_net > 0:
            reduced = True
        if off_net:
            reasons += (_off(_source(change), change.percent, off_net),)
        net, gross = net - off_net, gross - off_gross
    if eco_taxes is not None:
        (goods_net, _), (eco_net, _) = parts
        taxes = context.mixed(goods_net, taxes, eco_net, eco_taxes)
    group = context.book.reducing_group
    if group is not None:
        off = net * group.reduction_percent / 100
        reasons += (_off(OF_GROUP(group=group.name), group.reduction_percent, off),)
        net, gross = net - off, gross - gross * group.reduction_percent / 100
    if net < _NOTHING or gross < _NOTHING:
        net = gross = _NOTHING
    return net, gross, taxes, reduced, reasons, False


def _usual(product: Product, combination: Combination | None, context: Context) -> Decimal:
    """The price without any changed one, net."""
    net = context.amount(product.price)
    return net if combination is None else net + context.amount(combination.price_impact)


def _less(net: Decimal, other: Decimal) -> bool:
    return net < other and without_residue(net) < without_residue(other)


def _by_hand(override: PriceOverride, taxes: Taxed) -> UnitPrice:
    amount = override.price.amount
    reasons = (BY_HAND(reason=override.reason),)
    if override.tax_included:
        return taxes.net(amount), amount, taxes, False, reasons, True
    return amount, taxes.gross(amount), taxes, False, reasons, False


def _by_hand_with_ecotax(
    override: PriceOverride, taxes: Taxed, eco_net: Decimal, eco_taxes: Taxed, context: Context
) -> UnitPrice:
    """The price that was set, of which the ecotax is a part: all of it at most."""
    amount, included = override.price.amount, override.tax_included
    if included:
        eco_gross = eco_taxes.gross(eco_net)
        if eco_gross > amount:
            eco_net, eco_gross = eco_taxes.net(amount), amount
        rest = taxes.net(amount - eco_gross)
        net, gross = rest + eco_net, amount
    else:
        eco_net = min(eco_net, amount)
        rest = amount - eco_net
        net, gross = amount, taxes.gross(rest) + eco_taxes.gross(eco_net)
    both = context.mixed(rest, taxes, eco_net, eco_taxes)
    return net, gross, both, False, (BY_HAND(reason=override.reason),), included


def _answered(line: PriceOfLine, taxes: Taxed) -> UnitPrice:
    assert line.price is not None
    amount = line.price.amount
    reasons = (BY_SERVICE_FOR(reason=line.reason) if line.reason else BY_SERVICE(),)
    if line.tax_included:
        return taxes.net(amount), amount, taxes, line.reduced, reasons, True
    return amount, taxes.gross(amount), taxes, line.reduced, reasons, False


def changed_price(line: CartLine, product: Product, context: Context) -> Changed | None:
    """The specific price or catalog price rule that wins for this line, if any holds."""
    best: Changed | None = None
    best_rank: tuple[int | datetime, ...] = ()
    pieces = context.pieces(line)
    for each in _about(line, product, context):
        if _holds(each, pieces, context):
            rank = _rank(each)
            if best is None or rank > best_rank:
                best, best_rank = each, rank
    return best


def pieces_to_next_step(line: CartLine, product: Product, context: Context) -> int | None:
    """How many more pieces of a line reach its next quantity price; None where there is none."""
    pieces = context.pieces(line)
    steps = [
        each.from_quantity - pieces
        for each in _about(line, product, context)
        if each.from_quantity > pieces and _holds(each, each.from_quantity, context)
    ]
    return min(steps, default=None)


def _about(line: CartLine, product: Product, context: Context) -> Iterator[Changed]:
    """The changed prices that are about what a line sells, to this customer."""
    book = context.book
    for own in book.specific_prices_by_product.get(product.id, ()):
        if (own.combination_id is None or own.combination_id == line.combination_id) and (
            own.customer_id is None or own.customer_id == book.customer_id
        ):
            yield own
    for rule in book.price_rules:
        if rule.covers(product, book.categories_of(product)):
            yield rule


def _rank(change: Changed) -> tuple[int | datetime, ...]:
    """Which of several changed prices wins: see above."""
    dates = (change.valid_until or _NEVER, change.valid_from or _NEVER)
    if isinstance(change, CatalogPriceRule):
        kind = (False, change.from_quantity, False, -change.priority)
    else:
        kind = (change.combination_id is not None, change.from_quantity, True, 0)
    return (*kind, *_score(change), *dates)


def _holds(change: Changed, quantity: int, context: Context) -> bool:
    book = context.book
    return (
        change.from_quantity <= quantity
        and (change.currency is None or change.currency == context.minor.currency)
        and (change.country is None or change.country == book.delivery_place.country)
        and (change.group_id is None or change.group_id in book.groups_of_customer)
        and holds_at(change, book.moment)
    )


def _score(change: Changed) -> tuple[bool, bool, bool, bool]:
    return (
        isinstance(change, SpecificPrice) and change.customer_id is not None,
        change.currency is not None,
        change.country is not None,
        change.group_id is not None,
    )


def _ecotax(product: Product, combination: Combination | None, context: Context) -> Decimal:
    """The ecotax of one piece, net, in the cart's currency; the combination's, if it has one."""
    ecotax = product.ecotax
    if combination is not None and combination.ecotax is not None and combination.ecotax.amount:
        ecotax = combination.ecotax
    return context.amount(ecotax) if ecotax is not None and ecotax.amount else _NOTHING


def _reduction(
    change: Changed,
    net: Decimal,
    gross: Decimal,
    parts: list[tuple[Decimal, Taxed]],
    context: Context,
) -> tuple[Decimal, Decimal]:
    """What comes off, net and gross; ``parts`` become what is left of the price and its ecotax.

    A percentage is of both. An amount is of the price, with its tax, and of the ecotax what it is
    more than that.
    """
    if change.percent is not None:
        return net * change.percent / 100, gross * change.percent / 100
    if change.amount is None:
        return _NOTHING, _NOTHING
    rest = context.convert(change.amount, change.currency)
    off_net = off_gross = _NOTHING
    for index, (part, taxes) in enumerate(parts):
        most = taxes.gross(part) if change.amount_tax_included else part
        off = rest if index + 1 == len(parts) else min(rest, most)
        rest -= off
        of_net = taxes.net(off) if change.amount_tax_included else off
        off_net += of_net
        off_gross += off if change.amount_tax_included else taxes.gross(off)
        parts[index] = (part - of_net if off < most else _NOTHING, taxes)
    return off_net, off_gross


def _source(change: Changed) -> Message:
    if isinstance(change, CatalogPriceRule):
        return OF_PRICE_RULE(rule=change.name or change.id)
    return OF_SPECIFIC_PRICE()


def _off(source: Message, percent: Decimal | None, off_net: Decimal) -> Message:
    if percent is None:
        return OFF_AMOUNT(source=source, amount=_number(off_net))
    return OFF_PERCENT(source=source, percent=percent, amount=_number(off_net))


def _number(amount: Decimal) -> Decimal:
    """An exact net amount, to at most six decimals and without zeros at the end."""
    return _short(amount).normalize()


def _short(amount: Decimal) -> Decimal:
    """An exact net amount, to at most six decimals."""
    return round(amount, 6) if int(amount.as_tuple().exponent) < -6 else amount
