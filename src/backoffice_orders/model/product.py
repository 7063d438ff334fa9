"""What is sold: products, combinations, customization fields and packs."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from attrs import evolve, field
from attrs.validators import optional
from moneyed import Money

from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.errors.products import (
    CombinationNotFound,
    CombinationRequired,
    MinimalQuantity,
    ProductUnavailable,
)
from backoffice_orders.model.fields import (
    ATTRIBUTES,
    CASH,
    CASH_OR_NONE,
    COUNTRY_OR_NONE,
    DESCRIPTION,
    ID,
    ID_OR_NONE,
    IDS,
    LARGEST_COUNT,
    LARGEST_QUANTITY,
    MOMENT_OR_NONE,
    NAME,
    NAME_OR_EMPTY,
    NUMBER,
    NUMBER_OR_NONE,
    NUMBERED,
    PERCENT_OR_NONE,
    PICTURE,
    QUANTITY,
    Cash,
    Number,
    Texts,
    Values,
    Whole,
    exact,
    exact_or_none,
    in_a_tuple,
    require_quantity,
    written,
)
from backoffice_orders.model.frozen import frozen_mapping
from backoffice_orders.model.ids import (
    BrandId,
    CategoryId,
    CombinationId,
    CustomerId,
    FieldId,
    GroupId,
    PriceRuleId,
    ProductId,
    SupplierId,
    TaxGroupId,
)
from backoffice_orders.model.letters import normalize
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.money import is_currency
from backoffice_orders.model.reasons import AFTER_FIRST_DAY
from backoffice_orders.model.text import normalize_code, spoken_words
from backoffice_orders.model.values import frozen

NO_CHANGE = Sentence("reason.no_change", "a changed price needs a percent, an amount or a price")
NOT_BOTH = Sentence("reason.not_both", "give a percent or an amount, not both")

MINIMUM = Whole(1, LARGEST_QUANTITY)
MINIMUM_OR_NONE = Whole(1, LARGEST_QUANTITY, none=True)


class OutOfStockPolicy(StrEnum):
    """Whether a product can be ordered beyond its stock; DEFAULT asks the shop's settings."""

    DENY = "deny"
    ALLOW = "allow"
    DEFAULT = "default"


class PackStock(StrEnum):
    """From whose stock a pack sells: its own, its parts', or both at once."""

    PACK_ONLY = "pack_only"
    PRODUCTS_ONLY = "products_only"
    BOTH = "both"


class CustomizationKind(StrEnum):
    """What a customization field takes."""

    TEXT = "text"
    FILE = "file"


@frozen
class ProductCodes:
    """The numbers a product or combination is known by; each may be empty."""

    reference: str = field(default="", converter=written, validator=NUMBERED)
    sku: str = field(default="", converter=written, validator=NUMBERED)
    ean13: str = field(default="", converter=written, validator=NUMBERED)
    upc: str = field(default="", converter=written, validator=NUMBERED)
    isbn: str = field(default="", converter=written, validator=NUMBERED)

    @property
    def search_codes(self) -> tuple[str, ...]:
        """The numbers as they are searched by.

        A UPC is also an EAN that begins with 0: some scanners send the one, some the other.
        """
        as_ean = f"0{self.upc}" if re.fullmatch("[0-9]{12}", self.upc) else ""
        as_upc = self.ean13[1:] if re.fullmatch("0[0-9]{12}", self.ean13) else ""
        codes = (self.reference, self.sku, self.ean13, self.upc, self.isbn, as_ean, as_upc)
        return tuple(dict.fromkeys(normalize_code(code) for code in codes if code))


@frozen
class CustomizationField:
    """Something the customer may (or must) say or send for this product.

    ``max_length`` counts characters of a text, or bytes of a file; None is the shop's limit.
    """

    id: FieldId = field(validator=ID)
    label: str = field(converter=written, validator=NAME)
    kind: CustomizationKind = CustomizationKind.TEXT
    required: bool = False
    max_length: int | None = field(default=None, validator=Whole(1, none=True))


@frozen
class Combination:
    """One choice of attributes (size M, red) with its own price, weight and stock.

    ``price_impact`` is net, in the shop's default currency, and may be negative. ``picture`` is
    shown instead of the product's.
    """

    id: CombinationId = field(validator=ID)
    attributes: Mapping[str, str] = field(
        converter=frozen_mapping, validator=Texts(20, NAME, NAME_OR_EMPTY), hash=False
    )
    price_impact: Money = field(validator=Cash(negative=True))
    weight_impact: Decimal = field(
        default=Decimal(0), converter=exact, validator=Number(negative=True)
    )
    ecotax: Money | None = field(default=None, validator=CASH_OR_NONE)
    minimal_quantity: int | None = field(default=None, validator=MINIMUM_OR_NONE)
    codes: ProductCodes = ProductCodes()
    picture: str = field(default="", converter=written, validator=PICTURE)

    @property
    def label(self) -> str:
        """The choice as a person reads it: ``Size: M, Colour: red``."""
        return ", ".join(f"{name}: {value}" for name, value in self.attributes.items())


@frozen
class PackItem:
    """So many of one product (or combination) in a pack."""

    product_id: ProductId = field(validator=ID)
    quantity: int = field(validator=QUANTITY)
    combination_id: CombinationId | None = field(default=None, validator=ID_OR_NONE)


@frozen
class SpecificPrice:
    """A changed unit price of one product, for whom and when it holds.

    Exactly one of ``percent`` (off), ``amount`` (off, net unless ``amount_tax_included``) and
    ``price`` (net, instead of the product's) says what changes; a ``price`` can be reduced by
    one of the others too. Amounts are in ``currency``, or in the shop's default currency.
    None in a limiting field means everyone, everywhere. Moments are in UTC, the first
    included and the last not.
    """

    product_id: ProductId = field(validator=ID)
    percent: Decimal | None = field(
        default=None, converter=exact_or_none, validator=PERCENT_OR_NONE
    )
    amount: Decimal | None = field(default=None, converter=exact_or_none, validator=NUMBER_OR_NONE)
    amount_tax_included: bool = False
    price: Decimal | None = field(default=None, converter=exact_or_none, validator=NUMBER_OR_NONE)
    from_quantity: int = field(default=1, validator=Whole(1))
    combination_id: CombinationId | None = field(default=None, validator=ID_OR_NONE)
    customer_id: CustomerId | None = field(default=None, validator=ID_OR_NONE)
    group_id: GroupId | None = field(default=None, validator=ID_OR_NONE)
    country: str | None = field(default=None, validator=COUNTRY_OR_NONE)
    currency: str | None = field(default=None, validator=optional(is_currency))
    valid_from: datetime | None = field(default=None, validator=MOMENT_OR_NONE)
    valid_until: datetime | None = field(default=None, validator=MOMENT_OR_NONE)

    def __attrs_post_init__(self) -> None:
        _require_one_change(self.percent, self.amount, self.price)
        _require_in_order(self.valid_from, self.valid_until)


@frozen
class CatalogPriceRule:
    """A changed unit price of many products: all, or those of some categories or ids.

    A category stands for those below it too.
    Its changes and limits mean the same as a ``SpecificPrice``'s. Of rules from the same quantity
    on the one with the lowest ``priority`` applies.
    """

    id: PriceRuleId = field(validator=ID)
    name: str = field(default="", converter=written, validator=NAME_OR_EMPTY)
    product_ids: tuple[ProductId, ...] = field(default=(), converter=in_a_tuple, validator=IDS)
    category_ids: tuple[CategoryId, ...] = field(default=(), converter=in_a_tuple, validator=IDS)
    percent: Decimal | None = field(
        default=None, converter=exact_or_none, validator=PERCENT_OR_NONE
    )
    amount: Decimal | None = field(default=None, converter=exact_or_none, validator=NUMBER_OR_NONE)
    amount_tax_included: bool = False
    price: Decimal | None = field(default=None, converter=exact_or_none, validator=NUMBER_OR_NONE)
    from_quantity: int = field(default=1, validator=Whole(1))
    group_id: GroupId | None = field(default=None, validator=ID_OR_NONE)
    country: str | None = field(default=None, validator=COUNTRY_OR_NONE)
    currency: str | None = field(default=None, validator=optional(is_currency))
    valid_from: datetime | None = field(default=None, validator=MOMENT_OR_NONE)
    valid_until: datetime | None = field(default=None, validator=MOMENT_OR_NONE)
    priority: int = field(default=1, validator=Whole(-LARGEST_COUNT))

    def __attrs_post_init__(self) -> None:
        _require_one_change(self.percent, self.amount, self.price)
        _require_in_order(self.valid_from, self.valid_until)

    def covers(self, product: Product, category_ids: frozenset[CategoryId]) -> bool:
        """Whether the rule is about this product, which is in these categories."""
        if not self.product_ids and not self.category_ids:
            return True
        return product.id in self.product_ids or not category_ids.isdisjoint(self.category_ids)

    def within(
        self, product_ids: Collection[ProductId], category_ids: Collection[CategoryId]
    ) -> CatalogPriceRule | None:
        """The same rule for these of its products and categories alone; None for none of them."""
        if not self.product_ids and not self.category_ids:
            return self
        products = tuple(each for each in self.product_ids if each in product_ids)
        categories = tuple(each for each in self.category_ids if each in category_ids)
        if not products and not categories:
            return None
        if len(products) == len(self.product_ids) and len(categories) == len(self.category_ids):
            return self
        return evolve(self, product_ids=products, category_ids=categories)

    def can_hold(
        self,
        at: datetime,
        group_ids: Collection[GroupId],
        countries: Collection[str],
        currencies: Collection[str],
    ) -> bool:
        """Whether it holds at a moment, for so many pieces, for one of these customers' carts.

        Args:
            at: When, in UTC.
            group_ids: The customer's groups.
            countries: Where carts go to.
            currencies: What they are paid in.
        """
        return (
            (self.group_id is None or self.group_id in group_ids)
            and (self.country is None or self.country in countries)
            and (self.currency is None or self.currency in currencies)
            and (self.valid_from is None or self.valid_from <= at)
            and (self.valid_until is None or at < self.valid_until)
        )


def _require_one_change(
    percent: Decimal | None, amount: Decimal | None, price: Decimal | None
) -> None:
    if percent is None and amount is None and price is None:
        raise FieldInvalid("percent", NO_CHANGE())
    if percent is not None and amount is not None:
        raise FieldInvalid("percent", NOT_BOTH())


def holds_at(change: SpecificPrice | CatalogPriceRule, moment: datetime) -> bool:
    """Whether a moment (UTC) is within the dates of a changed price."""
    begun = change.valid_from is None or change.valid_from <= moment
    return begun and (change.valid_until is None or moment < change.valid_until)


def _require_in_order(first: datetime | None, end: datetime | None) -> None:
    if first is not None and end is not None and end <= first:
        raise FieldInvalid("valid_until", AFTER_FIRST_DAY())


@frozen
class Product:
    """Something the shop sells.

    ``price`` is net, not rounded, in the shop's default currency; ``weight`` in kilograms;
    ``width``, ``height`` and ``depth`` in centimetres; ``ecotax`` and
    ``additional_shipping_cost`` (per piece) are net, in the shop's default currency. ``picture``
    is the address of a small picture, square at best: http(s), or a path on the page's host.
    """

    id: ProductId = field(validator=ID)
    name: str = field(converter=written, validator=NAME)
    price: Money = field(validator=CASH)
    tax_group_id: TaxGroupId | None = field(default=None, validator=ID_OR_NONE)
    codes: ProductCodes = ProductCodes()
    description: str = field(default="", converter=written, validator=DESCRIPTION)
    category_ids: tuple[CategoryId, ...] = field(default=(), converter=in_a_tuple, validator=IDS)
    brand_id: BrandId | None = field(default=None, validator=ID_OR_NONE)
    supplier_ids: tuple[SupplierId, ...] = field(default=(), converter=in_a_tuple, validator=IDS)
    weight: Decimal = field(default=Decimal(0), converter=exact, validator=NUMBER)
    width: Decimal = field(default=Decimal(0), converter=exact, validator=NUMBER)
    height: Decimal = field(default=Decimal(0), converter=exact, validator=NUMBER)
    depth: Decimal = field(default=Decimal(0), converter=exact, validator=NUMBER)
    ecotax: Money | None = field(default=None, validator=CASH_OR_NONE)
    additional_shipping_cost: Money | None = field(default=None, validator=CASH_OR_NONE)
    minimal_quantity: int = field(default=1, validator=MINIMUM)
    out_of_stock: OutOfStockPolicy = OutOfStockPolicy.DEFAULT
    active: bool = True
    available_for_order: bool = True
    virtual: bool = False
    combinations: tuple[Combination, ...] = field(
        default=(), converter=in_a_tuple, validator=Values(Combination, 5000)
    )
    customization_fields: tuple[CustomizationField, ...] = field(
        default=(), converter=in_a_tuple, validator=Values(CustomizationField, 100)
    )
    pack: tuple[PackItem, ...] = field(
        default=(), converter=in_a_tuple, validator=Values(PackItem, 1000)
    )
    pack_stock: PackStock | None = None
    attributes: Mapping[str, str] = field(
        factory=dict, converter=frozen_mapping, validator=ATTRIBUTES, hash=False
    )
    picture: str = field(default="", converter=written, validator=PICTURE)

    @property
    def currencies(self) -> frozenset[str]:
        """The currencies (ISO 4217) of its amounts, those of its combinations included."""
        amounts = [self.price, self.ecotax, self.additional_shipping_cost]
        for combination in self.combinations:
            amounts += [combination.price_impact, combination.ecotax]
        return frozenset([each.currency.code for each in amounts if each is not None])

    @property
    def search_words(self) -> tuple[str, ...]:
        """What the product is found by: the words of its name; see ``model.text.spoken_words``."""
        return spoken_words(self.name)

    @property
    def search_codes(self) -> tuple[str, ...]:
        """The numbers it is found by, those of its combinations included."""
        codes = [*self.codes.search_codes]
        for combination in self.combinations:
            codes.extend(combination.codes.search_codes)
        return tuple(dict.fromkeys(codes))

    @property
    def sort_key(self) -> str:
        """Lists of products are in this order: by name, without accents."""
        return normalize(self.name)

    def combination_numbered(self, text: str) -> Combination | None:
        """The one combination that has a number typed whole; see ``model.text.normalize_code``."""
        code = normalize_code(text)
        having = [each for each in self.combinations if code in each.codes.search_codes]
        return having[0] if len(having) == 1 else None

    def combination(self, combination_id: CombinationId) -> Combination:
        """The combination with this id, or ``CombinationNotFound``."""
        for combination in self.combinations:
            if combination.id == combination_id:
                return combination
        raise CombinationNotFound(self.id, combination_id)

    def chosen(self, combination_id: CombinationId | None) -> Combination | None:
        """The chosen combination; raises ``CombinationRequired`` where one must be chosen."""
        if combination_id is not None:
            return self.combination(combination_id)
        if self.combinations:
            raise CombinationRequired(self.id, self.name)
        return None

    def sells(self, combination_id: CombinationId | None) -> bool:
        """Whether it can be had so: as this combination, or (None) as it is."""
        if combination_id is None:
            return not self.combinations
        return any(each.id == combination_id for each in self.combinations)

    def require_orderable(self) -> None:
        """Raise ``ProductUnavailable`` if it is switched off or not for sale."""
        if not (self.active and self.available_for_order):
            raise ProductUnavailable(self.id, self.name)

    def minimum(self, combination_id: CombinationId | None) -> int:
        """The smallest quantity it is sold in."""
        if combination_id is not None:
            own = self.combination(combination_id).minimal_quantity
            if own is not None:
                return own
        return self.minimal_quantity

    def require_quantity(self, combination_id: CombinationId | None, quantity: int) -> None:
        """Raise ``QuantityNotPositive``, ``QuantityTooLarge`` or ``MinimalQuantity``."""
        require_quantity(quantity)
        minimum = self.minimum(combination_id)
        if quantity < minimum:
            raise MinimalQuantity(self.id, self.name, minimum, quantity)

    def title(self, combination_id: CombinationId | None) -> str:
        """The name, with the combination's attributes in brackets."""
        if combination_id is None:
            return self.name
        return f"{self.name} ({self.combination(combination_id).label})"

    def picture_of(self, combination_id: CombinationId | None) -> str:
        """The address of the combination's picture, or else of the product's; empty for none."""
        if combination_id is not None and self.sells(combination_id):
            return self.combination(combination_id).picture or self.picture
        return self.picture

    def purchasable(self) -> Iterator[CombinationId | None]:
        """What can be put in a cart: each combination, or the product itself."""
        if self.combinations:
            yield from (combination.id for combination in self.combinations)
        else:
            yield None


@frozen
class Category:
    """A category of the catalog. What is in it is in its parent too, and so on upwards."""

    id: CategoryId = field(validator=ID)
    name: str = field(converter=written, validator=NAME)
    parent_id: CategoryId | None = field(default=None, validator=ID_OR_NONE)


@frozen
class Brand:
    """A manufacturer."""

    id: BrandId = field(validator=ID)
    name: str = field(converter=written, validator=NAME)


@frozen
class Supplier:
    """Somebody the shop buys from."""

    id: SupplierId = field(validator=ID)
    name: str = field(converter=written, validator=NAME)
