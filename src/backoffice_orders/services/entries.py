"""What a shop is set up with: checked, and stored one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from backoffice_orders.model.address import Address
from backoffice_orders.model.carrier import Carrier, Country, ExchangeRate, Zone
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.customer import Customer, CustomerGroup
from backoffice_orders.model.entering import require_entered
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.errors.customers import AddressInvalid
from backoffice_orders.model.errors.vouchers import RuleNotFound, RuleUsed
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.product import (
    Brand,
    CatalogPriceRule,
    Category,
    Product,
    SpecificPrice,
    Supplier,
)
from backoffice_orders.model.reasons import EACH_ONCE, NEEDS_ONE
from backoffice_orders.model.settings import ShopSettings
from backoffice_orders.model.stock import StockCount
from backoffice_orders.model.tax import TaxGroup
from backoffice_orders.services.desk import Work

if TYPE_CHECKING:
    from backoffice_orders.ports.contacts import ContactRules

HOLDS_ITSELF = Sentence("reason.holds_itself", "a pack does not hold itself")
NO_STATE = Sentence("reason.no_state", "{country} has no state '{state}'")
STORE_GIVES_IDS = Sentence(
    "reason.store_gives_ids", "the storage gives rules ids of its own; use vouchers.create"
)

_Listed = (
    CustomerGroup
    | TaxGroup
    | Zone
    | Country
    | Carrier
    | ExchangeRate
    | Category
    | Brand
    | Supplier
    | CatalogPriceRule
    | Product
    | CartRule
)
Entry = ShopSettings | _Listed
# Without its settings there is no shop.
Removable = _Listed | SpecificPrice
_SAVED_BY = {
    Customer: "customers.create, or setup.load",
    Address: "addresses.add, or setup.load",
    SpecificPrice: "setup.set_specific_prices",
    StockCount: "setup.set_stock",
}


def require_entry(entry: object, contacts: ContactRules | None) -> None:
    """Raise unless a shop can be set up with this.

    Args:
        entry: What was given to ``setup.save``.
        contacts: The rules of addresses, which know a country's states; None asks for none.

    Raises:
        TypeError: It is something else; the message names the right use case.
        FieldMissing, FieldTooLong, FieldInvalid, EmailInvalid: What it holds.
    """
    if not isinstance(entry, get_args(Entry)):
        kinds = ", ".join(kind.__name__ for kind in get_args(Entry))
        right = next((call for kind, call in _SAVED_BY.items() if isinstance(entry, kind)), None)
        hint = f"use {right}" if right else f"it saves {kinds}"
        raise TypeError(f"setup.save does not save a {type(entry).__name__}: {hint}")
    require_entered(entry)
    if isinstance(entry, ShopSettings):
        _require_settings(entry, contacts)
    if isinstance(entry, Product) and any(each.product_id == entry.id for each in entry.pack):
        raise FieldInvalid("pack", HOLDS_ITSELF())


def _require_settings(settings: ShopSettings, contacts: ContactRules | None) -> None:
    for name in ("statuses", "payment_methods", "discount_reasons"):
        codes = [each.code for each in getattr(settings, name)]
        if not codes and name != "discount_reasons":
            raise FieldInvalid(name, NEEDS_ONE())
        if len(set(codes)) < len(codes):
            raise FieldInvalid(name, EACH_ONCE())
    if contacts is None:
        return
    if settings.email:
        contacts.email(settings.email)
    if not settings.state:
        return
    states = _states(settings.country, contacts)
    if states and settings.state not in states:
        raise FieldInvalid("state", NO_STATE(country=settings.country, state=settings.state))


def _states(country: str, contacts: ContactRules) -> tuple[str, ...]:
    try:
        return tuple(code for code, _ in contacts.form(country).states)
    except AddressInvalid:
        return ()  # nobody knows the country's addresses


def save_entry(work: Work, entry: Entry) -> None:
    """Store or replace one thing that a shop is set up with.

    Raises:
        FieldInvalid: The host's store gives cart rules ids of its own.
        CodeTaken: Another cart rule has the code.
    """
    match entry:
        case ShopSettings():
            work.shops.save(entry)
        case CustomerGroup():
            work.customers.save_group(entry)
        case TaxGroup():
            work.tax_rules.save_group(entry)
        case Zone():
            work.carriers.save_zone(entry)
        case Country():
            work.carriers.save_country(entry)
        case Carrier():
            work.carriers.save(entry)
        case ExchangeRate():
            work.exchange_rates.save(entry)
        case Category():
            work.catalog.save_category(entry)
        case Brand():
            work.catalog.save_brand(entry)
        case Supplier():
            work.catalog.save_supplier(entry)
        case CatalogPriceRule():
            work.catalog.save_price_rule(entry)
        case Product():
            work.catalog.save_product(entry)
        case CartRule():
            _save_rule(work, entry)


def _save_rule(work: Work, rule: CartRule) -> None:
    try:
        work.cart_rules.get(rule.id)
    except RuleNotFound:
        # A rule is known by its id: under another one it would be stored again and again, and
        # neither remove nor the rules that it is combinable with would find it.
        if work.cart_rules.add(rule).id != rule.id:
            raise FieldInvalid("id", STORE_GIVES_IDS()) from None
    else:
        work.cart_rules.save(rule)


def _remove_rule(work: Work, rule: CartRule) -> None:
    if work.cart_rules.remove(rule.id):
        return
    try:
        used = work.cart_rules.get(rule.id)
    except RuleNotFound:
        return
    raise RuleUsed(used.name)


def require_removable(entry: object) -> None:
    """Raise ``TypeError`` for what ``setup.remove`` does not take away."""
    if not isinstance(entry, get_args(Removable)):
        raise TypeError(f"setup.remove does not take away a {type(entry).__name__}")


def remove_entry(work: Work, entry: Removable) -> None:
    """Take away one thing that a shop was set up with."""
    match entry:
        case CustomerGroup():
            work.customers.remove_group(entry.id)
        case TaxGroup():
            work.tax_rules.remove_group(entry.id)
        case Zone():
            work.carriers.remove_zone(entry.id)
        case Country():
            work.carriers.remove_country(entry.code)
        case Carrier():
            work.carriers.remove(entry.id)
        case ExchangeRate():
            work.exchange_rates.remove(entry.currency)
        case Category():
            work.catalog.remove_category(entry.id)
        case Brand():
            work.catalog.remove_brand(entry.id)
        case Supplier():
            work.catalog.remove_supplier(entry.id)
        case CatalogPriceRule():
            work.catalog.remove_price_rule(entry.id)
        case Product():
            work.catalog.remove_product(entry.id)
        case CartRule():
            _remove_rule(work, entry)
        case SpecificPrice():
            prices = work.catalog.all_specific_prices(entry.product_id)
            left = [price for price in prices if price != entry]
            work.catalog.save_specific_prices(entry.product_id, left)
