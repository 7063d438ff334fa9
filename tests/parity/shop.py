"""Builds the shop of a parity case: its settings and catalog, on a memory store.

The format is described in ``docs/parity.md``. Unknown keys are refused, never skipped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar, cast

from attrs import evolve
from moneyed import CurrencyDoesNotExist, Money, get_currency

from backoffice_orders.adapters.memory import FixedClock, MemoryStore, SequentialIds
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.address import Address, AddressForm
from backoffice_orders.model.carrier import (
    Carrier,
    Country,
    ExchangeRate,
    OutOfRange,
    PriceBasis,
    RangePrice,
    Zone,
)
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.customer import Customer, CustomerGroup, PriceDisplay
from backoffice_orders.model.errors.vouchers import RuleUsed
from backoffice_orders.model.ids import (
    AddressId,
    BrandId,
    CarrierId,
    CartRuleId,
    CategoryId,
    CombinationId,
    CustomerId,
    FieldId,
    GroupId,
    PriceRuleId,
    ProductId,
    SupplierId,
    TaxGroupId,
    ZoneId,
)
from backoffice_orders.model.money import Rounding, RoundingMode, RoundingType
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.pricing.actions.base import Action
from backoffice_orders.model.pricing.actions.free_shipping import FreeShipping
from backoffice_orders.model.pricing.actions.gift import Gift
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.actions.target import Target
from backoffice_orders.model.pricing.conditions.base import Condition
from backoffice_orders.model.pricing.conditions.carriers import Carriers
from backoffice_orders.model.pricing.conditions.countries import Countries
from backoffice_orders.model.pricing.conditions.customer_groups import CustomerGroups
from backoffice_orders.model.pricing.conditions.minimum_amount import MinimumAmount
from backoffice_orders.model.pricing.conditions.products import Products
from backoffice_orders.model.product import (
    Brand,
    CatalogPriceRule,
    Category,
    Combination,
    CustomizationField,
    CustomizationKind,
    OutOfStockPolicy,
    PackItem,
    PackStock,
    Product,
    SpecificPrice,
    Supplier,
)
from backoffice_orders.model.settings import (
    OrderStatus,
    PaymentMethod,
    QuantityPricesBy,
    ShopSettings,
    TaxAddress,
    TaxSplit,
)
from backoffice_orders.model.stock import StockItem
from backoffice_orders.model.tax import TaxGroup, TaxRate, TaxRule
from backoffice_orders.services.desk import Work

ANN = Actor.employee("ann", "Ann")
NOW = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)
# Where a case defines no carrier at all, a delivery costs so much.
STANDARD_SHIPPING = "7.00"
HOME_COUNTRY = "US"
# An order in a status that says so was paid.
PAID = ("payment accepted", "processing in progress", "shipped", "delivered", "(paid)")
VISITOR = CustomerId("visitor")
# No figure of a shop is longer before its point, and sums of such figures are exact.
MOST_DIGITS = 15

Choice = TypeVar("Choice", bound=StrEnum)
Ref = TypeVar("Ref", bound=str)


class CaseError(Exception):
    """The case is not written as the format says."""


def number(value: object, where: str) -> Decimal:
    """A decimal's value, be it written as a text, as the format says, or as a number."""
    try:
        found = None if isinstance(value, bool) else Decimal(str(value))
    except InvalidOperation:
        found = None
    if found is None or not found.is_finite() or found.adjusted() > MOST_DIGITS:
        raise CaseError(f"{where}: a decimal is expected, not {value!r}")
    return found


class Fields:
    """A JSON object that knows which of its keys have been read."""

    def __init__(self, values: Mapping[str, Any], where: str) -> None:
        if not isinstance(values, Mapping):
            raise CaseError(f"{where}: an object is expected, not {values!r}")
        self._left = dict(values)
        self.where = where

    def __contains__(self, key: str) -> bool:
        return key in self._left

    def take(self, key: str, default: Any = None) -> Any:
        """A key's value; what is absent or null is the default."""
        value = self._left.pop(key, None)
        return default if value is None else value

    def need(self, key: str) -> Any:
        """A key's value; an absent one is an error of the case."""
        if key not in self._left:
            raise CaseError(f"{self.where}: '{key}' is missing")
        return self._left.pop(key)

    def decimal(self, key: str) -> Decimal | None:
        """A decimal string's value."""
        value = self.take(key)
        return None if value is None else number(value, f"{self.where}.{key}")

    def said(self, key: str) -> bool:
        """Whether the case says something under a key; a null says nothing."""
        if self._left.get(key) is not None:
            return True
        self._left.pop(key, None)
        return False

    def flag(self, key: str, *, default: bool | None = False) -> bool:
        """True or false, which the text "false" is not; without a default the case must have it."""
        value = self.need(key) if default is None else self.take(key, default)
        return bool(self._of(bool, key, value, "true or false"))

    def whole(self, key: str, default: int) -> int:
        """A whole number."""
        value = self.take(key, default)
        if isinstance(value, bool):
            raise CaseError(f"{self.where}.{key}: a whole number is expected, not {value!r}")
        return int(self._of(int, key, value, "a whole number"))

    def text(self, key: str, default: str | None = None) -> str:
        """A text; without a default the case must have it."""
        value = self.need(key) if default is None else self.take(key, default)
        return str(self._of(str, key, value, "a text"))

    def text_or_none(self, key: str) -> str | None:
        """A text, if the case has it."""
        value = self.take(key)
        return None if value is None else str(self._of(str, key, value, "a text"))

    def ref(self, kind: Callable[[str], Ref], key: str) -> Ref | None:
        """The id of something else of the case, if it names one."""
        text = self.text_or_none(key)
        return kind(text) if text else None

    def values(self, key: str) -> list[object]:
        """A list that the case must have."""
        return [*self._of(list, key, self.need(key), "a list")]

    def texts(self, key: str, default: Iterable[str] = ()) -> list[str]:
        """The texts of a list."""
        values = self._of(list, key, self.take(key, [*default]), "a list")
        return [str(self._of(str, key, value, "a list of texts")) for value in values]

    def one_of(self, kind: type[Choice], key: str, default: Choice) -> Choice:
        """One of the values of an enumeration."""
        value = self.take(key, default)
        try:
            return kind(value)
        except ValueError:
            known = ", ".join(each.value for each in kind)
            raise CaseError(f"{self.where}.{key}: {value!r} is none of {known}") from None

    def moment(self, key: str) -> datetime | None:
        """A moment, in UTC where it says no time zone."""
        text = self.text_or_none(key)
        try:
            moment = None if text is None else datetime.fromisoformat(text)
        except ValueError:
            raise CaseError(f"{self.where}.{key}: {text!r} is no moment") from None
        if moment is None or moment.tzinfo:
            return moment
        return moment.replace(tzinfo=UTC)

    def mapping(self, key: str) -> Mapping[str, Any]:
        """An object whose keys are names of the case's own."""
        value = self.take(key, {})
        return cast("Mapping[str, Any]", self._of(Mapping, key, value, "an object"))

    def objects(self, key: str) -> list[Fields]:
        """The objects of a list."""
        values = self._of(list, key, self.take(key, []), "a list")
        return [Fields(each, f"{self.where}.{key}[{index}]") for index, each in enumerate(values)]

    def _of(self, kind: type, key: str, value: Any, expected: str) -> Any:
        if not isinstance(value, kind):
            raise CaseError(f"{self.where}.{key}: {expected} is expected, not {value!r}")
        return value

    def rest(self) -> dict[str, Any]:
        """Everything that nobody has read yet, which is read by this."""
        left = dict(self._left)
        self._left.clear()
        return left

    def done(self) -> None:
        """Complain about keys that nobody has read."""
        if self._left:
            raise CaseError(f"{self.where}: unknown keys {sorted(self._left)}")


class LenientContacts:
    """A ``ContactRules`` double: the cases' addresses are in made-up states."""

    def email(self, email: str) -> str:
        return email

    def phone(self, phone: str, country: str) -> str:
        return phone

    def vat_number(self, vat_number: str) -> str:
        return vat_number

    def address(self, address: Address) -> Address:
        return address

    def form(self, country: str) -> AddressForm:
        return AddressForm(country, (), frozenset())


class Shop:
    """The shop of one case, open for business."""

    def __init__(self, case: Mapping[str, Any]) -> None:
        where = str(case.get("id", "?"))
        self._steps = listed(case, "steps")
        self.office = BackOffice(
            MemoryStore(),
            clock=FixedClock(NOW),
            ids=SequentialIds(),
            contacts=LenientContacts(),
        )
        shop = Fields(part_of(case, "shop"), f"{where}.shop")
        catalog = Fields(part_of(case, "catalog"), f"{where}.catalog")
        self.currency: str = checked_currency(shop.text("currency", "USD"))
        self._home = str(part_of(case, "shop").get("country") or HOME_COUNTRY)
        addresses = listed(part_of(case, "catalog"), "addresses")
        self._countries_of_addresses = {
            str(each.get("country") or HOME_COUNTRY).upper() for each in addresses
        }
        self.owners: dict[str, str] = {}
        self.rules: dict[str, CartRuleId] = {}
        self._zone_ids: list[ZoneId] = []
        carriers_given = part_of(case, "catalog").get("carriers") is not None
        self.office.setup.save(
            ANN, _settings(shop, self.currency, _steps(case), carriers_given), *self._zones(catalog)
        )
        shop.done()
        self._taxes_and_groups(catalog)
        self._products(catalog)
        self._carriers(catalog)
        self._people(catalog)
        rules = catalog.objects("cart_rules")
        self._number_rules([*catalog_rules(case), *created_rules(case)])
        for fields in rules:
            self.add_rule(fields)
        catalog.done()

    def write(self, change: Any) -> None:
        """Change the store directly, for what no use case is meant for."""
        self.office.desk.write(ANN, change)

    def _zones(self, catalog: Fields) -> Iterable[Zone | Country | ExchangeRate]:
        for zone in catalog.texts("zones"):
            self._zone_ids.append(ZoneId(zone))
            yield Zone(ZoneId(zone), zone)
        # A country that says no zone is in the first one; where none is listed, so are all.
        first = self._zone_ids[0] if self._zone_ids else ZoneId("world")
        countries = catalog.objects("countries")
        for fields in countries:
            states = {}
            zone = fields.text("zone", first)
            for state in fields.objects("states"):
                states[state.text("code")] = ZoneId(state.text("zone", zone))
                state.done()
            yield Country(fields.text("code"), ZoneId(zone), states=states)
            fields.done()
        if self._zone_ids and not countries:
            for code in sorted({self._home, *self._countries_of_addresses}):
                yield Country(code, first)
        for fields in catalog.objects("currencies"):
            code, rate = fields.text("code"), number(fields.need("rate"), f"{fields.where}.rate")
            fields.done()
            if code != self.currency:
                yield ExchangeRate(code, rate)

    def _taxes_and_groups(self, catalog: Fields) -> None:
        for fields in catalog.objects("tax_groups"):
            rules = []
            for rule in fields.objects("rules"):
                rates = _rates(rule.values("rates"), rule.where)
                rules.append(TaxRule(rule.text("country"), rates, rule.text_or_none("state")))
                rule.done()
            ref = fields.text("ref")
            self.office.setup.save(ANN, TaxGroup(TaxGroupId(ref), ref, tuple(rules)))
            fields.done()
        for fields in catalog.objects("customer_groups"):
            ref = fields.text("ref")
            group = CustomerGroup(
                GroupId(ref),
                ref,
                fields.decimal("reduction_percent") or Decimal(0),
                fields.one_of(PriceDisplay, "shows_prices", PriceDisplay.TAX_INCLUDED),
            )
            fields.done()
            self.office.setup.save(ANN, group)
        for ref in catalog.texts("categories"):
            self.office.setup.save(ANN, Category(CategoryId(ref), ref))
        for ref in catalog.texts("manufacturers"):
            self.office.setup.save(ANN, Brand(BrandId(ref), ref))
        for ref in catalog.texts("suppliers"):
            self.office.setup.save(ANN, Supplier(SupplierId(ref), ref))

    def _money(self, amount: Decimal, currency: str | None = None) -> Money:
        return Money(amount, checked_currency(currency or self.currency))

    def _amount(self, fields: Fields, key: str) -> Money | None:
        amount = fields.decimal(key)
        return None if amount is None else self._money(amount)

    def _price(self, fields: Fields, key: str) -> Money:
        """An amount of the shop's own currency; nothing where the case says nothing."""
        return self._amount(fields, key) or self._money(Decimal(0))

    def _products(self, catalog: Fields) -> None:
        for fields in catalog.objects("products"):
            self._product(fields)
        for position, fields in enumerate(catalog.objects("catalog_price_rules")):
            for key in ("combination", "customer"):
                if fields.take(key) is not None:  # what a specific price alone can be limited to
                    raise CaseError(f"{fields.where}: a rule is not limited to a {key}")
            rule = CatalogPriceRule(
                id=PriceRuleId(f"{position:04}-{fields.text('ref', 'rule')}"),
                # Of two from the same quantity on PrestaShop takes the older one.
                priority=position,
                product_ids=tuple(ProductId(ref) for ref in fields.texts("products")),
                category_ids=tuple(CategoryId(ref) for ref in fields.texts("categories")),
                **_change(fields),
            )
            fields.done()
            self.office.setup.save(ANN, rule)

    def _product(self, fields: Fields) -> None:
        ref = ProductId(fields.text("ref"))
        supplier, brand = fields.text_or_none("supplier"), fields.text_or_none("manufacturer")
        combinations, levels = self._combinations(ref, fields)
        available = fields.flag("available", default=True)
        product = Product(
            id=ref,
            name=fields.text("name", str(ref)),
            price=self._price(fields, "price"),
            tax_group_id=fields.ref(TaxGroupId, "tax_group"),
            category_ids=tuple(CategoryId(each) for each in fields.texts("categories")),
            brand_id=BrandId(brand) if brand else None,
            supplier_ids=(SupplierId(supplier),) if supplier else (),
            weight=fields.decimal("weight") or Decimal(0),
            ecotax=self._amount(fields, "ecotax"),
            additional_shipping_cost=self._amount(fields, "additional_shipping_cost"),
            minimal_quantity=fields.whole("minimal_quantity", 1),
            out_of_stock=fields.one_of(OutOfStockPolicy, "out_of_stock", OutOfStockPolicy.DEFAULT),
            available_for_order=available,
            virtual=fields.flag("virtual"),
            combinations=combinations,
            customization_fields=tuple(
                _field(each) for each in fields.objects("customization_fields")
            ),
            pack=tuple(map(_part, fields.objects("pack"))),
        )
        self.office.setup.save(ANN, product)
        levels[StockItem(ref)] = fields.whole("stock", 0)
        for item, level in levels.items():
            self.write(lambda work, i=item, n=level: work.stock.set_level(i, n))
        prices = []
        for each in fields.objects("specific_prices"):
            each.take("ref")
            combination = each.text_or_none("combination")
            customer = each.text_or_none("customer")
            prices.append(
                SpecificPrice(
                    product_id=ref,
                    combination_id=CombinationId(combination) if combination else None,
                    customer_id=CustomerId(customer) if customer else None,
                    **_change(each),
                )
            )
            each.done()
        self.office.setup.set_specific_prices(ANN, ref, prices)
        fields.done()

    def _combinations(
        self, product_id: ProductId, product: Fields
    ) -> tuple[tuple[Combination, ...], dict[StockItem, int]]:
        combinations, levels = [], {}
        for fields in product.objects("combinations"):
            ref = fields.text("ref")
            combinations.append(
                Combination(
                    CombinationId(ref),
                    {"choice": ref},
                    self._price(fields, "price_impact"),
                    fields.decimal("weight_impact") or Decimal(0),
                    self._amount(fields, "ecotax"),
                    fields.take("minimal_quantity"),
                )
            )
            levels[StockItem(product_id, ref)] = fields.whole("stock", 0)
            fields.done()
        return tuple(combinations), levels

    def _carriers(self, catalog: Fields) -> None:
        for position, fields in enumerate(catalog.objects("carriers")):
            prices = []
            for each in fields.objects("prices"):
                start = each.decimal("from") or Decimal(0)
                end = each.decimal("to") or Decimal(10**9)
                price = self._money(number(each.need("price"), f"{each.where}.price"))
                prices.append(RangePrice(ZoneId(each.text("zone")), start, end, price))
                each.done()
            ref = fields.text("ref")
            # What is free and has no prices says its zones, or goes everywhere.
            everywhere = () if prices else self._zone_ids
            carrier = Carrier(
                id=CarrierId(ref),
                name=fields.text("name", ref),
                free=fields.flag("free"),
                basis=fields.one_of(PriceBasis, "basis", PriceBasis.PRICE),
                prices=tuple(prices),
                zone_ids=tuple(ZoneId(each) for each in fields.texts("zones", everywhere)),
                out_of_range=fields.one_of(OutOfRange, "out_of_range", OutOfRange.HIGHEST),
                tax_group_id=fields.ref(TaxGroupId, "tax_group"),
                applies_handling=fields.flag("applies_handling"),
                group_ids=tuple(GroupId(each) for each in fields.texts("customer_groups")),
                max_weight=fields.decimal("max_weight"),
                position=position,
            )
            fields.done()
            self.office.setup.save(ANN, carrier)

    def _people(self, catalog: Fields) -> None:
        people = [Customer(VISITOR, "A", "visitor", "visitor@example.com", NOW, guest=True)]
        for fields in catalog.objects("customers"):
            ref = fields.text("ref")
            people.append(
                Customer(
                    CustomerId(ref),
                    fields.text("first_name", "A"),
                    fields.text("last_name", "customer"),
                    fields.text("email", f"{ref}@example.com"),
                    NOW,
                    group_ids=tuple(GroupId(each) for each in fields.texts("groups")),
                )
            )
            fields.done()
        # An address that is said to be nobody's is that of the one customer there is.
        buyers = {step["customer"] for step in self._steps if step.get("customer")}
        nobodys = buyers.pop() if len(buyers) == 1 else VISITOR
        addresses = []
        for fields in catalog.objects("addresses"):
            ref = fields.text("ref")
            self.owners[ref] = fields.text("customer", nobodys)
            addresses.append(
                Address(
                    AddressId(ref),
                    CustomerId(self.owners[ref]),
                    "A",
                    "customer",
                    "1 Street",
                    fields.text("city", "City"),
                    fields.text("country", HOME_COUNTRY),
                    fields.text("postcode", "1"),
                    fields.text("state", ""),
                )
            )
            fields.done()

        def save(work: Work) -> None:
            for person in people:
                work.customers.add(person)
            for address in addresses:
                work.addresses.add(address)

        self.write(save)

    # Cart rules

    def rule(self, ref: str) -> CartRuleId:
        """The id of the rule with this ref; an unknown ref is an id that no rule has."""
        return self.rules.get(ref, CartRuleId(ref))

    def add_rule(self, fields: Fields) -> CartRuleId:
        """Create a cart rule."""
        ref = fields.text("ref")
        rule = self._rule(ref, fields)
        fields.done()
        self.write(lambda work: work.cart_rules.add(rule))
        return rule.id

    def remove_rule(self, ref: str) -> None:
        """Delete a rule; one that was used can only be switched off."""
        rule_id = self.rules[ref]
        rule = self.office.desk.read(ANN, lambda work: work.cart_rules.get(rule_id))
        try:
            self.office.setup.remove(ANN, rule)
        except RuleUsed:
            self.office.vouchers.set_enabled(ANN, rule_id, False)

    def change_rule(self, ref: str, values: Mapping[str, Any]) -> None:
        """Replace a rule by what the case now says of it."""
        fields = Fields(values, ref)
        fields.take("ref")
        rule = self._rule(ref, fields)
        fields.done()
        self.write(lambda work: work.cart_rules.save(rule))

    def _number_rules(self, refs: Iterable[str]) -> None:
        """Give every rule of the case its id, so that one may name another that comes later."""
        for position, ref in enumerate(dict.fromkeys(refs), 1):
            self.rules[ref] = CartRuleId(f"{position:04}-{ref}")

    def _rule(self, ref: str, fields: Fields) -> CartRule:
        position = int(str(self.rules[ref]).partition("-")[0])
        restrictions = Fields(fields.take("restrictions", {}), f"{fields.where}.restrictions")
        combinable = (
            restrictions.texts("combinable_with") if restrictions.said("combinable_with") else None
        )
        rule = CartRule(
            id=self.rules[ref],
            name=fields.text("name", ref),
            created_at=NOW - timedelta(days=30) + timedelta(seconds=position),
            actions=self._actions(fields, ref),
            conditions=self._conditions(fields, restrictions),
            code=fields.text("code", ""),
            priority=fields.whole("priority", 1),
            enabled=fields.flag("enabled", default=True),
            valid_from=fields.moment("valid_from"),
            valid_until=fields.moment("valid_until"),
            customer_id=fields.ref(CustomerId, "customer"),
            quantity=fields.take("quantity"),
            quantity_per_customer=fields.take("quantity_per_user"),
            combinable_with=(
                None if combinable is None else frozenset(self.rule(each) for each in combinable)
            ),
            partial_use=fields.flag("partial_use"),
            highlight=fields.flag("highlight"),
        )
        restrictions.done()
        return rule

    def _actions(self, fields: Fields, ref: str) -> tuple[Action, ...]:
        actions: list[Action] = []
        excluded = fields.flag("exclude_discounted_products")
        target, product_id = _target(fields.take("applies_to", "order"), fields.where)
        percent, amount = fields.decimal("percent"), fields.decimal("amount")
        included = fields.flag("amount_tax_included")
        currency = fields.text_or_none("amount_currency")
        shipping, gift = fields.flag("free_shipping"), fields.take("gift")
        where: dict[str, Any] = {
            "target": target,
            "product_id": product_id,
            "exclude_discounted": excluded,
        }
        if percent:
            actions.append(Percentage(percent, **where))
        if amount:
            actions.append(Amount(self._money(amount, currency), included, **where))
        if shipping:
            actions.append(FreeShipping())
        if gift:
            given = Fields(gift, f"{fields.where}.gift")
            actions.append(
                Gift(ProductId(given.text("product")), given.ref(CombinationId, "combination"))
            )
            given.done()
        # A rule that takes nothing off exists all the same.
        return tuple(actions) or (Amount(self._money(Decimal(0), currency)),)

    def _conditions(self, fields: Fields, restrictions: Fields) -> tuple[Condition, ...]:
        conditions: list[Condition] = []
        minimum = fields.take("minimum_amount")
        if minimum:
            asked = Fields(minimum, f"{fields.where}.minimum_amount")
            least = number(asked.need("amount"), f"{asked.where}.amount")
            amount = self._money(least, asked.text_or_none("currency"))
            included = asked.flag("tax_included")
            shipping = asked.flag("shipping_included")
            asked.done()
            conditions.append(MinimumAmount(amount, included, shipping))
        for kind, key in (
            (Countries, "countries"),
            (Carriers, "carriers"),
            (CustomerGroups, "customer_groups"),
        ):
            names = restrictions.texts(key)
            if names:
                conditions.append(kind(frozenset(names)))
        for group in restrictions.objects("products"):
            conditions.append(
                Products(
                    group.whole("quantity", 1),
                    frozenset(ProductId(each) for each in group.texts("products")),
                    frozenset(CombinationId(each) for each in group.texts("combinations")),
                    frozenset(CategoryId(each) for each in group.texts("categories")),
                    frozenset(BrandId(each) for each in group.texts("manufacturers")),
                    frozenset(SupplierId(each) for each in group.texts("suppliers")),
                )
            )
            group.done()
        return tuple(conditions)


def checked_currency(code: str) -> str:
    """The code of a currency that there is."""
    try:
        return get_currency(code).code
    except CurrencyDoesNotExist:
        raise CaseError(f"there is no currency {code!r}") from None


def part_of(values: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The object under a key; where it is absent or null, one without anything."""
    return Fields(values, "the case").mapping(key)


def listed(values: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
    """The objects of the list under a key; none where it is absent or null."""
    return [each.rest() for each in Fields(values, "the case").objects(key)]


def catalog_rules(case: Mapping[str, Any]) -> list[str]:
    """The refs of the cart rules that are there from the beginning."""
    return [str(rule.get("ref")) for rule in listed(part_of(case, "catalog"), "cart_rules")]


def created_rules(case: Mapping[str, Any]) -> list[str]:
    """The refs of the cart rules that are made on the way."""
    return [str(step.get("ref")) for step in _steps(case) if step.get("do") == "create_rule"]


def _steps(case: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [*listed(case, "steps")]


def changed_settings(shop: Fields, settings: ShopSettings) -> dict[str, Any]:
    """What a case says of the shop's settings, by the settings' names."""
    found: dict[str, Any] = {}
    for key, (name, read) in _SETTINGS.items():
        if shop.said(key):
            found[name] = read(shop, key, settings)
    mode, where = settings.rounding.mode, settings.rounding.type
    found["rounding"] = Rounding(
        shop.one_of(RoundingMode, "rounding_mode", mode),
        shop.one_of(RoundingType, "rounding_type", where),
    )
    return found


def _one_of(kind: type[StrEnum]) -> Callable[[Fields, str, ShopSettings], Any]:
    return lambda shop, key, _: shop.one_of(kind, key, next(iter(kind)))


def _flag(shop: Fields, key: str, _: ShopSettings) -> bool:
    return shop.flag(key)


def _number(shop: Fields, key: str, _: ShopSettings) -> Decimal | None:
    return shop.decimal(key)


def _price(shop: Fields, key: str, settings: ShopSettings) -> Money:
    return Money(shop.decimal(key), settings.currency)


def _group(shop: Fields, key: str, _: ShopSettings) -> TaxGroupId:
    return TaxGroupId(shop.text(key))


# A key of the format: the setting, and how its value is read.
_SETTINGS: Mapping[str, tuple[str, Callable[[Fields, str, ShopSettings], Any]]] = {
    "taxes_enabled": ("taxes_enabled", _flag),
    "order_out_of_stock": ("order_out_of_stock", _flag),
    "cart_rules_enabled": ("cart_rules_enabled", _flag),
    "multiple_codes_allowed": ("multiple_codes_allowed", _flag),
    "ecotax_enabled": ("ecotax_enabled", _flag),
    "shipping_handling": ("shipping_handling", _price),
    "gift_wrapping_price": ("gift_wrapping_price", _price),
    "free_shipping_from_amount": ("free_shipping_from_amount", _number),
    "free_shipping_from_weight": ("free_shipping_from_weight", _number),
    "gift_wrapping_tax_group": ("gift_wrapping_tax_group_id", _group),
    "ecotax_tax_group": ("ecotax_tax_group_id", _group),
    "tax_address": ("tax_address", _one_of(TaxAddress)),
    "pack_stock": ("pack_stock", _one_of(PackStock)),
    "quantity_prices_by": ("quantity_prices_by", _one_of(QuantityPricesBy)),
    "tax_split": ("tax_split", _one_of(TaxSplit)),
}


def _settings(
    shop: Fields, currency: str, steps: list[Mapping[str, Any]], carriers_given: bool
) -> ShopSettings:
    statuses = dict.fromkeys(str(step["status"]) for step in steps if step.get("status"))
    methods = dict.fromkeys(
        str(step["payment_method"]) for step in steps if step.get("payment_method")
    )
    settings = ShopSettings(
        name="Parity",
        currency=currency,
        country=shop.text("country", HOME_COUNTRY),
        standard_shipping=None if carriers_given else Money(STANDARD_SHIPPING, currency),
        statuses=(
            OrderStatus("new", "New"),
            *(OrderStatus(s, s, paid=any(said in s.lower() for said in PAID)) for s in statuses),
        ),
        payment_methods=(
            PaymentMethod("any", "Any"),
            *(PaymentMethod(method, method) for method in methods),
        ),
    )
    return evolve(settings, **changed_settings(shop, settings))


def _rates(texts: Iterable[object], where: str) -> tuple[TaxRate, ...]:
    """The rates of a rule: each the same whether it is written 20 or 20.00.

    Two of so many percent side by side (9 % of the state, 9 % of the union) are two taxes.
    """
    rates: list[TaxRate] = []
    for text in texts:
        percent = number(text, where)
        before = sum(each.percent == percent for each in rates)
        name = f"tax {percent.normalize():f}%"
        rates.append(TaxRate(f"{name} ({before + 1})" if before else name, percent))
    return tuple(rates)


def _field(fields: Fields) -> CustomizationField:
    ref = fields.text("ref")
    kind = fields.one_of(CustomizationKind, "kind", CustomizationKind.TEXT)
    required = fields.flag("required")
    fields.done()
    return CustomizationField(FieldId(ref), ref, kind, required)


def _part(fields: Fields) -> PackItem:
    combination = fields.text_or_none("combination")
    part = PackItem(
        ProductId(fields.text("product")),
        fields.whole("quantity", 1),
        CombinationId(combination) if combination else None,
    )
    fields.done()
    return part


def _change(fields: Fields) -> dict[str, Any]:
    """What specific prices and catalog price rules have in common."""
    group = fields.text_or_none("customer_group")
    return {
        "percent": fields.decimal("percent"),
        "amount": fields.decimal("amount"),
        "amount_tax_included": fields.flag("amount_tax_included"),
        "price": fields.decimal("price"),
        "from_quantity": fields.whole("from_quantity", 1) or 1,
        "currency": fields.text_or_none("currency"),
        "country": fields.text_or_none("country"),
        "group_id": GroupId(group) if group else None,
        "valid_from": fields.moment("from"),
        "valid_until": fields.moment("until"),
    }


def _target(given: Any, where: str) -> tuple[Target, ProductId | None]:
    if isinstance(given, Mapping):
        fields = Fields(given, f"{where}.applies_to")
        product_id = ProductId(fields.text("product"))
        fields.done()
        return Target.PRODUCT, product_id
    try:
        return Target(given), None
    except ValueError:
        raise CaseError(f"{where}: {given!r} is no target") from None
