"""What a cart's price refers to: the tax groups, currencies, carriers and gifts behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from backoffice_orders.model.answers import Answers
from backoffice_orders.model.carrier import Carrier
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.ids import CarrierId, TaxGroupId
from backoffice_orders.model.product import Product
from backoffice_orders.model.rule_parts import Goods
from backoffice_orders.model.settings import ShopSettings


def gifts(rules: Iterable[CartRule]) -> list[Goods]:
    """What the rules bring into a cart."""
    return [goods for rule in rules for action in rule.actions for goods in action.brings]


def named_carriers(rules: Iterable[CartRule]) -> set[CarrierId]:
    """The carriers that the rules name."""
    return {
        carrier_id
        for rule in rules
        for part in (*rule.conditions, *rule.actions)
        for carrier_id in part.named_carriers
    }


def tax_groups(
    carts: Iterable[Cart],
    settings: ShopSettings,
    products: Iterable[Product],
    carriers: Iterable[Carrier],
    answers: Iterable[Answers] = (),
) -> set[TaxGroupId]:
    """The tax groups of all that may be charged, by what services have answered too."""
    found = {product.tax_group_id for product in products}
    found |= {carrier.tax_group_id for carrier in carriers}
    for each in answers:
        found |= tax_groups_of_rates(each)
    for cart in carts:
        found |= {line.tax_group_id for line in cart.custom_lines}
        if cart.manual_delivery is not None:
            found.add(cart.manual_delivery.tax_group_id)
    found |= {
        settings.ecotax_tax_group_id,
        settings.gift_wrapping_tax_group_id,
        settings.standard_shipping_tax_group_id,
    }
    return {tax_group_id for tax_group_id in found if tax_group_id is not None}


def tax_groups_of_rates(answers: Answers) -> set[TaxGroupId]:
    """The tax groups of the delivery rates that were answered."""
    rates = answers.delivery_rates.rates if answers.delivery_rates is not None else ()
    return {rate.tax_group_id for rate in rates if rate.tax_group_id is not None}


def foreign_currencies(
    carts: Iterable[Cart],
    settings: ShopSettings,
    products: Iterable[Product],
    carriers: Iterable[Carrier],
    rules: Iterable[CartRule],
) -> set[str]:
    """The currencies (ISO 4217), beside the shop's own, of all that may be charged.

    And of the ceilings of discounts by hand.
    """
    found: set[str] = set()
    for cart in carts:
        found.add(cart.currency)
        found.update(_of_ceilings(cart))
    found.update(_own_prices(settings))
    for product in products:
        found.add(product.price.currency.code)
        extra, shipping = product.ecotax, product.additional_shipping_cost
        if product.combinations or extra is not None or shipping is not None:
            found.update(product.currencies)
    for carrier in carriers:
        found.update([each.price.currency.code for each in carrier.prices])
    for rule in rules:
        found |= rule.currencies
    return found - {settings.currency}


def _of_ceilings(cart: Cart) -> Iterator[str]:
    """The currencies of the amounts that discounts by hand must not exceed."""
    for discount in cart.discounts:
        if discount.ceiling is not None and discount.ceiling.amount is not None:
            yield discount.ceiling.amount.currency.code


def _own_prices(settings: ShopSettings) -> Iterator[str]:
    """The currencies of the shop's own prices."""
    for amount in (
        settings.shipping_handling,
        settings.standard_shipping,
        settings.gift_wrapping_price,
    ):
        if amount is not None:
            yield amount.currency.code
