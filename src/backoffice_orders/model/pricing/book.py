"""The price book: a snapshot of everything that pricing may look at."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar

from attrs import evolve, field

from backoffice_orders.model.answers import NO_ANSWERS, Answers
from backoffice_orders.model.carrier import Carrier, Country, ExchangeRate, RangePrice
from backoffice_orders.model.cart_rule import CartRule, RuleUses
from backoffice_orders.model.customer import CustomerGroup, PriceDisplay, TaxExemption
from backoffice_orders.model.errors.pricing import CurrencyUnavailable, TaxGroupNotFound
from backoffice_orders.model.errors.products import ProductNotFound
from backoffice_orders.model.fields import MOMENT, MOMENT_OR_NONE
from backoffice_orders.model.frozen import frozen_mapping, frozen_set
from backoffice_orders.model.ids import (
    CarrierId,
    CartRuleId,
    CategoryId,
    CustomerId,
    GroupId,
    ProductId,
    TaxGroupId,
    ZoneId,
)
from backoffice_orders.model.money import MinorUnits
from backoffice_orders.model.product import CatalogPriceRule, Product, SpecificPrice, holds_at
from backoffice_orders.model.service import Service
from backoffice_orders.model.settings import ShopSettings, TaxAddress
from backoffice_orders.model.stock import StockItem
from backoffice_orders.model.tax import UNTAXED, Place, Taxed, TaxGroup
from backoffice_orders.model.values import frozen

Changed = TypeVar("Changed", SpecificPrice, CatalogPriceRule)


@frozen(slots=False)  # what is cached is found at once
class PriceBook:
    """Everything a price can depend on, apart from the cart itself.

    ``moment`` is in UTC. The first of ``group_ids`` is the customer's default group, whose
    reduction and price display count. ``delivery`` and ``invoice`` are None until an address
    is chosen; the shop's own place stands in. ``stock`` holds what is left of the gifts that
    rules may add. ``parent_categories`` leads from the products' categories upwards. ``services``
    are those of other systems that are asked about this cart, and ``answers`` what they said last.

    Of what a shop has set up it holds what the cart asks for: of ``tax_groups`` the rules of the
    place that decides the taxes, of ``carriers`` those that deliver to the cart's zone, of
    ``countries`` that of the delivery. ``carriers_elsewhere``: the shop has carriers, whether or
    not one of them is among these. ``carrier_names`` names those that cart rules ask for, and
    those that were chosen and are not among these.

    ``moment`` is an offer's, where the prices are. ``later_rules`` are those that it did not know:
    their dates are compared with ``later_moment``.

    What is looked up in it is kept: a cart is seldom priced only once.
    """

    moment: datetime = field(validator=MOMENT)
    settings: ShopSettings
    customer_id: CustomerId | None = None
    group_ids: tuple[GroupId, ...] = ()
    groups: tuple[CustomerGroup, ...] = ()
    tax_exemption: TaxExemption | None = None
    delivery: Place | None = None
    invoice: Place | None = None
    products: Mapping[ProductId, Product] = field(
        factory=dict, converter=frozen_mapping, hash=False
    )
    parent_categories: Mapping[CategoryId, CategoryId] = field(
        factory=dict, converter=frozen_mapping, hash=False
    )
    specific_prices: tuple[SpecificPrice, ...] = ()
    price_rules: tuple[CatalogPriceRule, ...] = ()
    tax_groups: tuple[TaxGroup, ...] = ()
    carriers: tuple[Carrier, ...] = ()
    carriers_elsewhere: bool = False
    carrier_names: Mapping[CarrierId, str] = field(
        factory=dict, converter=frozen_mapping, hash=False
    )
    countries: tuple[Country, ...] = ()
    exchange_rates: tuple[ExchangeRate, ...] = ()
    cart_rules: tuple[CartRule, ...] = ()
    rule_uses: Mapping[CartRuleId, RuleUses] = field(
        factory=dict, converter=frozen_mapping, hash=False
    )
    stock: Mapping[StockItem, int] = field(factory=dict, converter=frozen_mapping, hash=False)
    services: tuple[Service, ...] = ()
    answers: Answers = NO_ANSWERS
    later_rules: frozenset[CartRuleId] = field(default=frozenset(), converter=frozen_set)
    later_moment: datetime | None = field(default=None, validator=MOMENT_OR_NONE)

    def moment_of(self, rule: CartRule) -> datetime:
        """The moment (UTC) that a cart rule's dates are compared with."""
        if self.later_moment is not None and rule.id in self.later_rules:
            return self.later_moment
        return self.moment

    def moved_to(self, customer_id: CustomerId) -> PriceBook:
        """For whom its customer was merged with: what was for them alone is for this one."""
        before = self.customer_id
        if before is None:
            return self

        def moved(each: Any) -> Any:
            return evolve(each, customer_id=customer_id) if each.customer_id == before else each

        return evolve(
            self,
            customer_id=customer_id,
            specific_prices=tuple(map(moved, self.specific_prices)),
            cart_rules=tuple(map(moved, self.cart_rules)),
        )

    def product(self, product_id: ProductId, name: str = "") -> Product:
        """The product, or ``ProductNotFound`` of what was called so."""
        try:
            return self.products[product_id]
        except KeyError:
            raise ProductNotFound(product_id, name) from None

    def at_prices_of(self, quoted: PriceBook) -> PriceBook:
        """This book with the prices of an offer, for as long as the offer holds.

        What the offer knew costs what it did then. Products and rules that came later are as
        they are now; so is what is left of vouchers and gifts. What does not exist any more
        cannot be had at any price: products, combinations, and carriers, of which those of
        today stand in once none of the offer's is left. The days on which they deliver are
        today's. Where the cart goes to another place than it did then, the offer's taxes hold for
        what it knew of that place, and the carriers and zones are those of today.
        """
        still_there = {
            id_: _still_sold(product, self.products[id_])
            for id_, product in quoted.products.items()
            if id_ in self.products
        }
        later = (each for each in self.specific_prices if each.product_id not in quoted.products)
        known = {rule.id for rule in quoted.cart_rules}
        later_rules = tuple([rule for rule in self.cart_rules if rule.id not in known])
        return evolve(
            quoted,
            products={**self.products, **still_there},
            parent_categories={**self.parent_categories, **quoted.parent_categories},
            specific_prices=(*quoted.specific_prices, *_holding(later, self.moment)),
            price_rules=self._price_rules_with(quoted),
            tax_groups=self._tax_groups_with(quoted),
            carriers=self._carriers_with(quoted),
            carriers_elsewhere=self.carriers_elsewhere or bool(self.carriers),
            carrier_names={**self.carrier_names, **quoted.carrier_names},
            countries=self._countries_with(quoted),
            delivery=self.delivery,
            invoice=self.invoice,
            exchange_rates=(
                *quoted.exchange_rates,
                *(rate for rate in self.exchange_rates if not quoted.sells_in(rate.currency)),
            ),
            cart_rules=(*quoted.cart_rules, *later_rules),
            later_rules=[rule.id for rule in later_rules],
            later_moment=self.moment if later_rules else None,
            rule_uses=self.rule_uses,
            stock=self.stock,
            services=self.services,
            answers=self.answers,
        )

    def _price_rules_with(self, quoted: PriceBook) -> tuple[CatalogPriceRule, ...]:
        """The offer's price rules for what it knew, and those of today for what came later."""
        later = [each for id_, each in self.products.items() if id_ not in quoted.products]
        if not later:
            return quoted.price_rules
        return (
            *quoted._price_rules_of(quoted.products.values()),
            *_holding(self._price_rules_of(later), self.moment),
        )

    def _price_rules_of(self, products: Collection[Product]) -> Iterator[CatalogPriceRule]:
        """The price rules, for these products alone."""
        for rule in self.price_rules:
            covered = tuple(
                each.id for each in products if rule.covers(each, self.categories_of(each))
            )
            if covered:
                yield evolve(rule, product_ids=covered, category_ids=())

    def _carriers_with(self, quoted: PriceBook) -> tuple[Carrier, ...]:
        """The offer's carriers that are still there, or those of today."""
        if self.zone != quoted.zone:
            return self.carriers
        days = {carrier.id: carrier.days for carrier in self.carriers if carrier.active}
        there = (each for each in quoted.carriers if each.id in days)
        return tuple(each.delivering_on(days[each.id]) for each in there) or self.carriers

    def _tax_groups_with(self, quoted: PriceBook) -> tuple[TaxGroup, ...]:
        """The offer's tax groups; of another place, with the rules that it did not know."""
        offered = {group.id: group for group in quoted.tax_groups}
        elsewhere = self.tax_place != quoted.tax_place
        for group in self.tax_groups:
            then = offered.get(group.id)
            if then is None:
                offered[group.id] = group
            elif elsewhere:
                known = {rule.about for rule in then.rules}
                rules = (each for each in group.rules if each.about not in known)
                offered[group.id] = evolve(then, rules=(*then.rules, *rules))
        return tuple(offered.values())

    def _countries_with(self, quoted: PriceBook) -> tuple[Country, ...]:
        """The offer's countries; of what it did not know, those of today."""
        offered = {country.code: country for country in quoted.countries}
        for country in self.countries:
            then = offered.get(country.code)
            states = {**country.states, **then.states} if then is not None else {}
            offered[country.code] = country if then is None else evolve(then, states=states)
        return tuple(offered.values())

    def categories_of(self, product: Product) -> frozenset[CategoryId]:
        """The categories a product is in: its own, and all above them."""
        own = product.category_ids
        return self._with_parents.get(own) or self._with_parents.setdefault(
            own, frozenset(self._and_above(own))
        )

    @cached_property
    def _with_parents(self) -> dict[tuple[CategoryId, ...], frozenset[CategoryId]]:
        return {}

    def _and_above(self, category_ids: Iterable[CategoryId]) -> set[CategoryId]:
        found: set[CategoryId] = set()
        for own in category_ids:
            category_id: CategoryId | None = own
            while category_id is not None and category_id not in found:
                found.add(category_id)
                category_id = self.parent_categories.get(category_id)
        return found

    @cached_property
    def changes_prices(self) -> bool:
        """Whether any specific price or catalog price rule is in it."""
        return bool(self.specific_prices or self.price_rules)

    @cached_property
    def specific_prices_by_product(self) -> Mapping[ProductId, Sequence[SpecificPrice]]:
        """The specific prices of each product that has some, in their order."""
        found: dict[ProductId, list[SpecificPrice]] = {}
        for price in self.specific_prices:
            found.setdefault(price.product_id, []).append(price)
        return found

    @cached_property
    def groups_of_customer(self) -> tuple[GroupId, ...]:
        """The customer's groups, or the shop's for visitors."""
        default = self.settings.default_group_id
        return self.group_ids or ((default,) if default is not None else ())

    @cached_property
    def default_group(self) -> CustomerGroup | None:
        """The customer's first group, or the shop's for visitors."""
        wanted = next(iter(self.groups_of_customer), None)
        return next((group for group in self.groups if group.id == wanted), None)

    @cached_property
    def reducing_group(self) -> CustomerGroup | None:
        """That group, if it reduces prices."""
        group = self.default_group
        return group if group is not None and group.reduction_percent else None

    @property
    def shows_prices(self) -> PriceDisplay:
        """Whether this customer is shown gross or net prices: as their first group is."""
        group = self.default_group
        return group.shows_prices if group is not None else PriceDisplay.TAX_INCLUDED

    @cached_property
    def delivery_place(self) -> Place:
        """Where the order goes to; the shop's own place until an address is chosen."""
        return delivery_place(self.settings, self.delivery)

    @cached_property
    def tax_place(self) -> Place:
        """The place whose taxes are charged."""
        return tax_place(self.settings, self.delivery, self.invoice)

    @cached_property
    def zone(self) -> ZoneId | None:
        """The shipping zone of the delivery, None where the shop does not deliver."""
        place = self.delivery_place
        for country in self.countries:
            if country.code == place.country and country.active:
                return country.zone_for(place.state)
        return None

    @cached_property
    def carriers_to_zone(self) -> Sequence[tuple[Carrier, Sequence[RangePrice]]]:
        """The active carriers that deliver to the zone for the customer, each with its prices."""
        zone, groups = self.zone, self.groups_of_customer
        return [
            (each, [price for price in each.prices if price.zone_id == zone])
            for each in self.carriers
            if zone is not None
            if each.active and each.delivers_to(zone) and each.delivers_for(groups)
        ]

    def minor_units(self, currency: str) -> MinorUnits:
        """The minor units of a currency, rounded as the shop rounds."""
        found = self._minor_units.get(currency)
        if found is None:
            found = MinorUnits.of(currency, self.settings.rounding)
            self._minor_units[currency] = found
        return found

    @cached_property
    def _minor_units(self) -> dict[str, MinorUnits]:
        return {}

    def rate(self, currency: str) -> Decimal:
        """Units of ``currency`` for one unit of the shop's own; ``CurrencyUnavailable``."""
        found = self._rates.get(currency)
        if found is None:
            raise CurrencyUnavailable(currency)
        return found

    def sells_in(self, currency: str) -> bool:
        """Whether there is a rate for the currency; the shop's own needs none."""
        return currency in self._rates

    @cached_property
    def _rates(self) -> Mapping[str, Decimal]:
        rates = {each.currency: each.rate for each in self.exchange_rates}
        return {**rates, self.settings.currency: Decimal(1)}

    def unknown_rules(self, rule_ids: Sequence[CartRuleId]) -> Sequence[CartRuleId]:
        """Those of these cart rules that do not exist any more."""
        if not rule_ids:
            return ()
        known = {rule.id for rule in self.cart_rules}
        return [rule_id for rule_id in rule_ids if rule_id not in known]

    def convert(self, amount: Decimal, source: str, target: str) -> Decimal:
        """An amount from one of the shop's currencies into another, not rounded."""
        if source == target:
            return amount
        return amount * self.rate(target) / self.rate(source)

    @cached_property
    def exempt(self) -> bool:
        """Whether no taxes are charged, whatever the cart says."""
        return self.tax_exemption is not None or not self.settings.taxes_enabled

    def tax_group(self, tax_group_id: TaxGroupId | None) -> TaxGroup | None:
        """The tax group, None for no id: untaxed. ``TaxGroupNotFound`` where it is gone."""
        if tax_group_id is None:
            return None
        for group in self.tax_groups:
            if group.id == tax_group_id:
                return group
        raise TaxGroupNotFound(tax_group_id)

    def taxed(self, tax_group_id: TaxGroupId | None) -> Taxed:
        """How the goods of a tax group are taxed at the place that decides the taxes.

        A group that is unknown may be a code of a tax service's, which alone knows what it means;
        where there is none, ``TaxGroupNotFound``.
        """
        found = self._taxed.get(tax_group_id)
        if found is None:
            found = self.alike(self._look_up(tax_group_id))
            self._taxed[tax_group_id] = found
        return found

    def _look_up(self, tax_group_id: TaxGroupId | None) -> Taxed:
        try:
            group = self.tax_group(tax_group_id)
        except TaxGroupNotFound:
            if Service.TAXES not in self.services:
                raise
            return UNTAXED
        rule = group.rule_for(self.tax_place) if group is not None else None
        return rule.taxed if rule is not None else UNTAXED

    @cached_property
    def _taxed(self) -> dict[TaxGroupId | None, Taxed]:
        return {}

    def alike(self, taxed: Taxed) -> Taxed:
        """The one object that stands for all equal taxes: what is taxed so is grouped by it."""
        return self._alike.setdefault(taxed, taxed) if taxed.shares else UNTAXED

    @cached_property
    def _alike(self) -> dict[Taxed, Taxed]:
        return {}


def delivery_place(settings: ShopSettings, delivery: Place | None) -> Place:
    """Where an order goes to; the shop's own place until an address is chosen."""
    return delivery or Place(settings.country, settings.state)


def tax_place(settings: ShopSettings, delivery: Place | None, invoice: Place | None) -> Place:
    """The place whose taxes are charged."""
    chosen = invoice if settings.tax_address is TaxAddress.INVOICE else delivery
    return chosen or delivery_place(settings, delivery)


def _holding(changes: Iterable[Changed], at: datetime) -> Iterator[Changed]:
    """Those of some changed prices that hold at a moment (UTC), whatever other one is asked for."""
    for each in changes:
        if holds_at(each, at):
            yield evolve(each, valid_from=None, valid_until=None)


def _still_sold(quoted: Product, now: Product) -> Product:
    """A product as it was quoted, with the combinations that can still be chosen."""
    if bool(quoted.combinations) != bool(now.combinations):
        return now
    if not quoted.combinations:
        return quoted
    there = {each.id for each in now.combinations}
    return evolve(
        quoted, combinations=tuple(each for each in quoted.combinations if each.id in there)
    )
