"""What carts ask of a shop's set-up: price rules, taxes, carriers and rates that concern them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from backoffice_orders.model.answers import Answers as FromServices
from backoffice_orders.model.carrier import Carrier, Country, ExchangeRate
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.ids import CarrierId, CategoryId, GroupId
from backoffice_orders.model.pricing import needs
from backoffice_orders.model.pricing.book import delivery_place, tax_place
from backoffice_orders.model.product import CatalogPriceRule, Product
from backoffice_orders.model.tax import Place, TaxGroup
from backoffice_orders.model.values import frozen
from backoffice_orders.services.desk import Work

# Where a cart goes to, and where its invoice goes to; None until an address is chosen.
Places = tuple[Place | None, Place | None]


@frozen
class Answers:
    """What the shop has answered; see the fields of ``PriceBook``."""

    parent_categories: Mapping[CategoryId, CategoryId]
    price_rules: tuple[CatalogPriceRule, ...]
    tax_groups: tuple[TaxGroup, ...]
    carriers: tuple[Carrier, ...]
    carriers_elsewhere: bool
    carrier_names: Mapping[CarrierId, str]
    countries: tuple[Country, ...]
    exchange_rates: tuple[ExchangeRate, ...]


def ask(
    work: Work,
    carts: Sequence[Cart],
    places: Sequence[Places],
    products: Collection[Product],
    rules: Collection[CartRule],
    group_ids: Sequence[GroupId],
    at: datetime,
    answers: Iterable[FromServices] = (),
    more_currencies: Iterable[str] = (),
) -> Answers:
    """Ask for what these carts are priced with, and no more.

    Args:
        work: The use case at work.
        carts: Carts of one customer.
        places: Where each of them goes to.
        products: What is in them, or may be.
        rules: The cart rules that are granted, or apply by themselves.
        group_ids: The customer's groups.
        at: The moment (UTC) whose prices they are.
        answers: What services have answered about the carts.
        more_currencies: Currencies to convert into beside the carts' own.
    """
    settings = work.settings
    deliveries = {delivery_place(settings, delivery) for delivery, _ in places}
    countries = work.carriers.countries(deliveries)
    active = {country.code: country for country in countries if country.active}
    zones = {
        active[place.country].zone_for(place.state)
        for place in deliveries
        if place.country in active
    }
    carriers = work.carriers.delivering(sorted(zones), group_ids) if zones else ()
    here = {each.id for each in carriers}
    chosen = {cart.carrier_id for cart in carts if cart.carrier_id is not None}
    named = {*needs.named_carriers(rules), *(chosen - here)}
    offers = [cart.quoted for cart in carts if cart.quoted is not None]
    sold = [*products, *(each for offer in offers for each in offer.products.values())]
    delivering = [*carriers, *(each for offer in offers for each in offer.carriers)]
    currencies = needs.foreign_currencies(carts, settings, sold, delivering, rules)
    currencies |= set(more_currencies) - {settings.currency}
    own = {category_id for product in products for category_id in product.category_ids}
    parents = work.catalog.parents(own) if own else {}
    return Answers(
        parent_categories=parents,
        price_rules=work.catalog.price_rules(
            {product.id for product in products},
            {*own, *parents.values()},
            at=at,
            group_ids=group_ids,
            countries={place.country for place in deliveries},
            currencies={cart.currency for cart in carts},
        )
        if products
        else (),
        tax_groups=work.tax_rules.groups(
            sorted(needs.tax_groups(carts, settings, sold, delivering, answers)),
            {tax_place(settings, delivery, invoice) for delivery, invoice in places},
        ),
        carriers=carriers,
        carriers_elsewhere=not carriers and work.carriers.any(),
        carrier_names={id_: each.name for id_, each in work.carriers.many(named).items()}
        if named
        else {},
        countries=countries,
        exchange_rates=work.exchange_rates.rates(sorted(currencies)) if currencies else (),
    )
