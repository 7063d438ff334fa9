"""What an order or an offer keeps of the book that it was priced with.

What neither applied nor was granted leaves no trace: priced again with what is left, the cart
costs the same, to the last reason.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from attrs import evolve

from backoffice_orders.model.carrier import Carrier
from backoffice_orders.model.cart import Cart, CartLine
from backoffice_orders.model.ids import CarrierId, CategoryId, LineId, ProductId
from backoffice_orders.model.pricing import needs
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.context import Context
from backoffice_orders.model.pricing.price import price
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.pricing.unit_price import changed_price
from backoffice_orders.model.product import CatalogPriceRule, SpecificPrice
from backoffice_orders.model.stock import stock_items
from backoffice_orders.model.tax import Place, TaxGroup


def kept_by_offer(cart: Cart, book: PriceBook, summary: Summary) -> PriceBook:
    """The book without cart rules that do not apply, and without other products.

    Quantity prices and other deliveries stay: they are what an offer holds.

    Args:
        cart: The cart that is offered.
        book: What it was priced with.
        summary: Its price.
    """
    applied = [rule.rule_id for rule in summary.rules]
    refused = [rule.rule_id for rule in summary.refused_rules]
    had = {*cart.rule_ids, *applied, *refused}
    rules = tuple(rule for rule in book.cart_rules if rule.id in had)
    gifts = [each for each in needs.gifts(rules) if each.product_id in book.products]
    product_ids = {*cart.product_ids(), *(each.product_id for each in gifts)}
    products = {id_: each for id_, each in book.products.items() if id_ in product_ids}
    items = {
        item
        for each in gifts
        for item in stock_items(products[each.product_id], each.combination_id, book.settings)
    }
    ids, named = {rule.id for rule in rules}, needs.named_carriers(rules)
    return _with(
        book,
        products=products,
        parent_categories=_parents(book, products),
        specific_prices=tuple(
            each for each in book.specific_prices if each.product_id in product_ids
        ),
        cart_rules=rules,
        rule_uses={id_: uses for id_, uses in book.rule_uses.items() if id_ in ids},
        carrier_names={id_: name for id_, name in book.carrier_names.items() if id_ in named},
        stock={item: level for item, level in book.stock.items() if item in items},
    )


def kept_by_order(cart: Cart, book: PriceBook, summary: Summary) -> tuple[PriceBook, Summary]:
    """What the cart's price has depended on, and its summary: what it is, not what it could be.

    Of the deliveries the one that was chosen stays, of prices those that held, of taxes those of
    the place. ``price(cart, kept)`` is the summary.

    Args:
        cart: The cart that is ordered.
        book: What it was priced with.
        summary: Its price.
    """
    whole = _with_prices_that_hold(cart, kept_by_offer(cart, book, summary))
    lean = _needed(cart, whole, _chosen_carriers(whole, summary))
    chosen = tuple(option for option in summary.delivery_options if option.chosen)
    lean_summary = summary
    if len(chosen) < len(summary.delivery_options):
        lean_summary = evolve(summary, delivery_options=chosen)
    # Rules may have looked at a delivery that they changed, and other systems' answers are found
    # by all that they were asked about: then the others may have mattered too.
    sure = not (book.services or any(rule.looks_at_delivery for rule in whole.cart_rules))
    if sure or price(cart, lean) == lean_summary:
        return lean, lean_summary
    whole = _needed(cart, whole, whole.carriers)
    return (whole if price(cart, whole) == summary else book), summary


def _with(book: PriceBook, **fields: Any) -> PriceBook:
    """The book with these fields; the very book where it has them already, as it mostly has."""
    other = {name: value for name, value in fields.items() if value != getattr(book, name)}
    return evolve(book, **other) if other else book


def _with_prices_that_hold(cart: Cart, book: PriceBook) -> PriceBook:
    """The book with the changed prices that hold for the cart's lines and gifts."""
    if not book.specific_prices and not book.price_rules:
        return book
    changed = list(_changed_prices(cart, book))
    specific = [change for _, change in changed if isinstance(change, SpecificPrice)]
    rules = []
    for rule in book.price_rules:
        found = tuple(dict.fromkeys(id_ for id_, change in changed if change is rule))
        if found:
            rules.append(evolve(rule, product_ids=found, category_ids=()))
    return _with(
        book,
        specific_prices=tuple(each for each in book.specific_prices if each in specific),
        price_rules=tuple(rules),
    )


def _chosen_carriers(book: PriceBook, summary: Summary) -> tuple[Carrier, ...]:
    """The carrier alone that was chosen."""
    carrier_id = summary.shipping.carrier_id if summary.shipping is not None else None
    return tuple(each for each in book.carriers if each.id == carrier_id)


def _names_of_carriers(book: PriceBook) -> dict[CarrierId, str]:
    """The names of the carriers that rules ask for, whether or not they deliver here."""
    named = needs.named_carriers(book.cart_rules)
    known = {**book.carrier_names, **{each.id: each.name for each in book.carriers}}
    return {id_: name for id_, name in known.items() if id_ in named}


def _needed(cart: Cart, book: PriceBook, carriers: tuple[Carrier, ...]) -> PriceBook:
    """The book with these carriers, and with what they and the rest of it ask for.

    That is the taxes, rates and country, and the names of carriers that rules name.
    """
    settings, products = book.settings, book.products.values()
    groups = needs.tax_groups([cart], settings, products, carriers, [book.answers])
    currencies: Collection[str] = ()
    if book.exchange_rates:
        rules = book.cart_rules
        currencies = needs.foreign_currencies([cart], settings, products, carriers, rules)
    taxed_at, place = book.tax_place, book.delivery_place
    others_are_left_out = len(carriers) < len(book.carriers)
    return _with(
        book,
        carriers=carriers,
        carriers_elsewhere=book.carriers_elsewhere or others_are_left_out,
        carrier_names=_names_of_carriers(book),
        tax_groups=tuple(_at(each, taxed_at) for each in book.tax_groups if each.id in groups),
        countries=tuple(
            each.within([place.state]) for each in book.countries if each.code == place.country
        ),
        exchange_rates=tuple(each for each in book.exchange_rates if each.currency in currencies),
    )


def _at(group: TaxGroup, place: Place) -> TaxGroup:
    """The tax group with the one rule that holds at the place."""
    rule = group.rule_for(place)
    rules = () if rule is None else (rule,)
    return group if len(group.rules) == len(rules) else evolve(group, rules=rules)


def _parents(book: PriceBook, products: Collection[ProductId]) -> dict[CategoryId, CategoryId]:
    """The ways upwards from these products' categories."""
    found = {
        category_id
        for product_id in products
        for category_id in book.categories_of(book.products[product_id])
    }
    return {id_: above for id_, above in book.parent_categories.items() if id_ in found}


def _changed_prices(
    cart: Cart, book: PriceBook
) -> Iterator[tuple[ProductId, SpecificPrice | CatalogPriceRule]]:
    """What has changed the unit prices of the cart's lines and gifts, with the product."""
    context = Context.of(cart, book)
    gifts = [
        CartLine(LineId(""), each.product_id, 1, each.combination_id)
        for each in needs.gifts(book.cart_rules)
    ]
    for line in (*cart.lines, *gifts):
        product = book.products.get(line.product_id)
        if product is not None and line.price_override is None:
            change = changed_price(line, product, context)
            if change is not None:
                yield product.id, change
