"""Builds the shop of a parity case: its settings and catalog, on a memory store.

The format is described in ``docs/parity.md``. Unknown keys are refused, never skipped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from attrs import evolve
from moneyed import Money

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


class CaseError(Exception):
    """The case is not written as the format says."""


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
        return None if value is None else Decimal(str(value))

    def objects(self, key: str) -> list[Fields]:
        """The objects of a list."""
        return [
            Fields(each, f"{self.where}.{key}[{index}]")
            for index, each in enumerate(self.take(key, []))
        ]

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
        self.currency: str = shop.take("currency", "USD")
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
        for zone in catalog.take("zones", []):
            self._zone_ids.append(ZoneId(zone))
            yield Zone(ZoneId(zone), zone)
        # A country that says no zone is in the first one; where none is listed, so are all.
        first = self._zone_ids[0] if self._zone_ids else ZoneId("world")
        countries = catalog.objects("countries")
        for fields in countries:
            states = {}
            zone = fields.take("zone", first)
            for state in fields.objects("states"):
                states[state.need("code")] = ZoneId(state.take("zone", zone))
                state.done()
            yield Country(fields.need("code"), ZoneId(zone), states=states)
            fields.done()
        if self._zone_ids and not countries:
            for code in sorted({self._home, *self._countries_of_addresses}):
                yield Country(code, first)
        for fields in catalog.objects("currencies"):
            code, rate = fields.need("code"), Decimal(fields.need("rate"))
            fields.done()
            if code != self.currency:
                yield ExchangeRate(code, rate)

    def _taxes_and_groups(self, catalog: Fields) -> None:
        for fields in catalog.objects("tax_groups"):
            rules = []
            for rule in fields.objects("rules"):
                rates = _rates(rule.need("rates"))
                rules.append(TaxRule(rule.need("country"), rates, rule.take("state")))
                rule.done()
            ref = fields.need("ref")
            self.office.setup.save(ANN, TaxGroup(TaxGroupId(ref), ref, tuple(rules)))
            fields.done()
        for fields in catalog.objects("customer_groups"):
            ref = fields.need("ref")
            group = CustomerGroup(
                GroupId(ref),
                ref,
                fields.decimal("reduction_percent") or Decimal(0),
                PriceDisplay(fields.take("shows_prices", "tax_included")),
            )
            fields.done()
            self.office.setup.save(ANN, group)
        for ref in catalog.take("categories", []):
            self.office.setup.save(ANN, Category(CategoryId(ref), ref))
        for ref in catalog.take("manufacturers", []):
            self.office.setup.save(ANN, Brand(BrandId(ref), ref))
        for ref in catalog.take("suppliers", []):
            self.office.setup.save(ANN, Supplier(SupplierId(ref), ref))

    def _money(self, amount: str | Decimal, currency: str | None = None) -> Money:
        return Money(str(amount), currency or self.currency)

    def _amount(self, fields: Fields, key: str) -> Money | None:
        amount = fields.take(key)
        return None if amount is None else self._money(amount)

    def _products(self, catalog: Fields) -> None:
        for fields in catalog.objects("products"):
            self._product(fields)
        for position, fields in enumerate(catalog.objects("catalog_price_rules")):
            for key in ("combination", "customer"):
                if fields.take(key) is not None:  # what a specific price alone can be limited to
                    raise CaseError(f"{fields.where}: a rule is not limited to a {key}")
            rule = CatalogPriceRule(
                # Rules are ranked by id where nothing else tells them apart: first come first.
                id=PriceRuleId(f"{position:04}-{fields.take('ref', 'rule')}"),
                product_ids=tuple(ProductId(ref) for ref in fields.take("products", [])),
                category_ids=tuple(CategoryId(ref) for ref in fields.take("categories", [])),
                **_change(fields),
            )
            fields.done()
            self.office.setup.save(ANN, rule)

    def _product(self, fields: Fields) -> None:
        ref = ProductId(fields.need("ref"))
        supplier, brand = fields.take("supplier"), fields.take("manufacturer")
        combinations, levels = self._combinations(ref, fields)
        available = bool(fields.take("available", True))
        product = Product(
            id=ref,
            name=fields.take("name", str(ref)),
            price=self._money(fields.take("price", "0")),
            tax_group_id=fields.take("tax_group"),
            category_ids=tuple(CategoryId(each) for each in fields.take("categories", [])),
            brand_id=BrandId(brand) if brand else None,
            supplier_ids=(SupplierId(supplier),) if supplier else (),
            weight=fields.decimal("weight") or Decimal(0),
            ecotax=self._amount(fields, "ecotax"),
            additional_shipping_cost=self._amount(fields, "additional_shipping_cost"),
            minimal_quantity=fields.take("minimal_quantity", 1),
            out_of_stock=OutOfStockPolicy(fields.take("out_of_stock", "default")),
            available_for_order=available,
            virtual=bool(fields.take("virtual", False)),
            combinations=combinations,
            customization_fields=tuple(
                _field(each) for each in fields.objects("customization_fields")
            ),
            pack=tuple(map(_part, fields.objects("pack"))),
        )
        self.office.setup.save(ANN, product)
        levels[StockItem(ref)] = fields.take("stock", 0)
        for item, level in levels.items():
            self.write(lambda work, i=item, n=level: work.stock.set_level(i, n))
        prices = []
        for each in fields.objects("specific_prices"):
            each.take("ref")
            combination = each.take("combination")
            customer = each.take("customer")
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
            ref = fields.need("ref")
            combinations.append(
                Combination(
                    CombinationId(ref),
                    {"choice": ref},
                    self._money(fields.take("price_impact", "0")),
                    fields.decimal("weight_impact") or Decimal(0),
                    self._amount(fields, "ecotax"),
                    fields.take("minimal_quantity"),
                )
            )
            levels[StockItem(product_id, ref)] = fields.take("stock", 0)
            fields.done()
        return tuple(combinations), levels

    def _carriers(self, catalog: Fields) -> None:
        for position, fields in enumerate(catalog.objects("carriers")):
            prices = []
            for each in fields.objects("prices"):
                start = each.decimal("from") or Decimal(0)
                end = each.decimal("to") or Decimal(10**9)
                price = self._money(each.need("price"))
                prices.append(RangePrice(ZoneId(each.need("zone")), start, end, price))
                each.done()
            ref = fields.need("ref")
            # What is free and has no prices says its zones, or goes everywhere.
            everywhere = () if prices else self._zone_ids
            carrier = Carrier(
                id=CarrierId(ref),
                name=fields.take("name", ref),
                free=bool(fields.take("free", False)),
                basis=PriceBasis(fields.take("basis", "price")),
                prices=tuple(prices),
                zone_ids=tuple(ZoneId(each) for each in fields.take("zones", everywhere)),
                out_of_range=OutOfRange(fields.take("out_of_range", "highest")),
                tax_group_id=fields.take("tax_group"),
                applies_handling=bool(fields.take("applies_handling", False)),
                group_ids=tuple(GroupId(each) for each in fields.take("customer_groups", [])),
                max_weight=fields.decimal("max_weight"),
                position=position,
            )
            fields.done()
            self.office.setup.save(ANN, carrier)

    def _people(self, catalog: Fields) -> None:
        people = [Customer(VISITOR, "A", "visitor", "visitor@example.com", NOW, guest=True)]
        for fields in catalog.objects("customers"):
            ref = fields.need("ref")
            people.append(
                Customer(
                    CustomerId(ref),
                    fields.take("first_name", "A"),
                    fields.take("last_name", "customer"),
                    fields.take("email", f"{ref}@example.com"),
                    NOW,
                    group_ids=tuple(GroupId(each) for each in fields.take("groups", [])),
                )
            )
            fields.done()
        # An address that is said to be nobody's is that of the one customer there is.
        buyers = {step["customer"] for step in self._steps if step.get("customer")}
        nobodys = buyers.pop() if len(buyers) == 1 else VISITOR
        addresses = []
        for fields in catalog.objects("addresses"):
            ref = fields.need("ref")
            self.owners[ref] = fields.take("customer", nobodys)
            addresses.append(
                Address(
                    AddressId(ref),
                    CustomerId(self.owners[ref]),
                    "A",
                    "customer",
                    "1 Street",
                    fields.take("city", "City"),
                    fields.take("country", HOME_COUNTRY),
                    fields.take("postcode", "1"),
                    fields.take("state", ""),
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
        ref = fields.need("ref")
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
        combinable = restrictions.take("combinable_with")
        rule = CartRule(
            id=self.rules[ref],
            name=fields.take("name", ref),
            created_at=NOW - timedelta(days=30) + timedelta(seconds=position),
            actions=self._actions(fields, ref),
            conditions=self._conditions(fields, restrictions),
            code=fields.take("code", ""),
            priority=fields.take("priority", 1),
            enabled=bool(fields.take("enabled", True)),
            valid_from=_moment(fields.take("valid_from")),
            valid_until=_moment(fields.take("valid_until")),
            customer_id=fields.take("customer"),
            quantity=fields.take("quantity"),
            quantity_per_customer=fields.take("quantity_per_user"),
            combinable_with=(
                None if combinable is None else frozenset(self.rule(each) for each in combinable)
            ),
            partial_use=bool(fields.take("partial_use", False)),
            highlight=bool(fields.take("highlight", False)),
        )
        restrictions.done()
        return rule

    def _actions(self, fields: Fields, ref: str) -> tuple[Action, ...]:
        actions: list[Action] = []
        excluded = bool(fields.take("exclude_discounted_products", False))
        target, product_id = _target(fields.take("applies_to", "order"), fields.where)
        percent, amount = fields.decimal("percent"), fields.decimal("amount")
        included = bool(fields.take("amount_tax_included", False))
        currency = fields.take("amount_currency")
        shipping, gift = bool(fields.take("free_shipping", False)), fields.take("gift")
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
            actions.append(Gift(ProductId(given.need("product")), given.take("combination")))
            given.done()
        # A rule that takes nothing off exists all the same.
        return tuple(actions) or (Amount(self._money("0", currency)),)

    def _conditions(self, fields: Fields, restrictions: Fields) -> tuple[Condition, ...]:
        conditions: list[Condition] = []
        minimum = fields.take("minimum_amount")
        if minimum:
            asked = Fields(minimum, f"{fields.where}.minimum_amount")
            amount = self._money(asked.need("amount"), asked.take("currency"))
            included = bool(asked.take("tax_included", False))
            shipping = bool(asked.take("shipping_included", False))
            asked.done()
            conditions.append(MinimumAmount(amount, included, shipping))
        for kind, key in (
            (Countries, "countries"),
            (Carriers, "carriers"),
            (CustomerGroups, "customer_groups"),
        ):
            listed = restrictions.take(key, [])
            if listed:
                conditions.append(kind(frozenset(listed)))
        for group in restrictions.objects("products"):
            conditions.append(
                Products(
                    group.take("quantity", 1),
                    frozenset(ProductId(each) for each in group.take("products", [])),
                    frozenset(CombinationId(each) for each in group.take("combinations", [])),
                    frozenset(CategoryId(each) for each in group.take("categories", [])),
                    frozenset(BrandId(each) for each in group.take("manufacturers", [])),
                    frozenset(SupplierId(each) for each in group.take("suppliers", [])),
                )
            )
            group.done()
        return tuple(conditions)


def part_of(values: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The object under a key; where it is absent or null, one without anything."""
    return values.get(key) or {}


def listed(values: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
    """The objects of the list under a key; none where it is absent or null."""
    return values.get(key) or []


def catalog_rules(case: Mapping[str, Any]) -> list[str]:
    """The refs of the cart rules that are there from the beginning."""
    return [str(rule.get("ref")) for rule in listed(part_of(case, "catalog"), "cart_rules")]


def created_rules(case: Mapping[str, Any]) -> list[str]:
    """The refs of the cart rules that are made on the way."""
    return [str(step.get("ref")) for step in _steps(case) if step.get("do") == "create_rule"]


def _steps(case: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [step for step in listed(case, "steps") if isinstance(step, Mapping)]


def changed_settings(shop: Fields, settings: ShopSettings) -> dict[str, Any]:
    """What a case says of the shop's settings, by the settings' names."""
    found: dict[str, Any] = {}
    for key, (name, read) in _SETTINGS.items():
        value = shop.take(key)
        if value is not None:
            found[name] = read(value, settings.currency)
    mode, where = settings.rounding.mode, settings.rounding.type
    found["rounding"] = Rounding(
        RoundingMode(shop.take("rounding_mode", mode)),
        RoundingType(shop.take("rounding_type", where)),
    )
    return found


def _flag(value: Any, _: str) -> bool:
    return bool(value)


def _price(value: Any, currency: str) -> Money:
    return Money(str(value), currency)


def _number(value: Any, _: str) -> Decimal:
    return Decimal(str(value))


def _group(value: Any, _: str) -> TaxGroupId:
    return TaxGroupId(value)


def _one_of(kind: Callable[[Any], Any]) -> Callable[[Any, str], Any]:
    return lambda value, _: kind(value)


# A key of the format: the setting, and how its value is read.
_SETTINGS: Mapping[str, tuple[str, Callable[[Any, str], Any]]] = {
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
        country=shop.take("country", HOME_COUNTRY),
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


def _rates(texts: Sequence[str]) -> tuple[TaxRate, ...]:
    """The rates of a rule: each the same whether it is written 20 or 20.00.

    Two of so many percent side by side (9 % of the state, 9 % of the union) are two taxes.
    """
    rates: list[TaxRate] = []
    for text in texts:
        percent = Decimal(str(text))
        before = sum(each.percent == percent for each in rates)
        name = f"tax {percent.normalize():f}%"
        rates.append(TaxRate(f"{name} ({before + 1})" if before else name, percent))
    return tuple(rates)


def _field(fields: Fields) -> CustomizationField:
    ref = fields.need("ref")
    kind = CustomizationKind(fields.take("kind", "text"))
    required = bool(fields.take("required", False))
    fields.done()
    return CustomizationField(FieldId(ref), ref, kind, required)


def _part(fields: Fields) -> PackItem:
    combination = fields.take("combination")
    part = PackItem(
        ProductId(fields.need("product")),
        fields.take("quantity", 1),
        CombinationId(combination) if combination else None,
    )
    fields.done()
    return part


def _change(fields: Fields) -> dict[str, Any]:
    """What specific prices and catalog price rules have in common."""
    group = fields.take("customer_group")
    return {
        "percent": fields.decimal("percent"),
        "amount": fields.decimal("amount"),
        "amount_tax_included": bool(fields.take("amount_tax_included", False)),
        "price": fields.decimal("price"),
        "from_quantity": fields.take("from_quantity", 1) or 1,
        "currency": fields.take("currency"),
        "country": fields.take("country"),
        "group_id": GroupId(group) if group else None,
        "valid_from": _moment(fields.take("from")),
        "valid_until": _moment(fields.take("until")),
    }


def _target(given: Any, where: str) -> tuple[Target, ProductId | None]:
    if isinstance(given, Mapping):
        fields = Fields(given, f"{where}.applies_to")
        product_id = ProductId(fields.need("product"))
        fields.done()
        return Target.PRODUCT, product_id
    return Target(given), None


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
