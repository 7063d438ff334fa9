"""Importing a shop: every record is checked, and either all are stored or none."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeVar, get_args, get_type_hints

import attrs
import cattrs
from attrs import evolve
from cattrs.errors import AttributeValidationNote, ForbiddenExtraKeysError, IterableValidationNote

from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.address import Address
from backoffice_orders.model.carrier import Carrier, Country, ExchangeRate, Zone
from backoffice_orders.model.cart import Cart, CartLine
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.customer import Customer, CustomerGroup
from backoffice_orders.model.customization import customize
from backoffice_orders.model.entering import require_entered
from backoffice_orders.model.errors.base import BackOfficeError, FieldInvalid, NotFound
from backoffice_orders.model.errors.customers import (
    AddressInvalid,
    AddressNotFound,
    CustomerNotFound,
    EmailTaken,
)
from backoffice_orders.model.errors.finishing import ImportRefused
from backoffice_orders.model.errors.host import StorageFailed
from backoffice_orders.model.errors.pricing import CurrencyUnavailable
from backoffice_orders.model.ids import AddressId, CartId, CustomerId, LineId, ProductId
from backoffice_orders.model.imports import CartEntry, Imported, OrderEntry, Record, RecordFile
from backoffice_orders.model.messages import Message, Reason, Sentence
from backoffice_orders.model.pricing.kinds import RuleKinds
from backoffice_orders.model.product import (
    Brand,
    CatalogPriceRule,
    Category,
    Product,
    SpecificPrice,
    Supplier,
)
from backoffice_orders.model.settings import ShopSettings
from backoffice_orders.model.stock import StockCount, StockItem
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.model.tax import TaxGroup
from backoffice_orders.serialization import make_model_converter
from backoffice_orders.serialization.scalars import NotReadable
from backoffice_orders.services.commands.addresses import checked_address
from backoffice_orders.services.commands.custom_lines import require_tax_group
from backoffice_orders.services.commands.customers import checked_customer, require_birthday
from backoffice_orders.services.commands.products import stored_product
from backoffice_orders.services.desk import Desk, Work
from backoffice_orders.services.entries import Entry, require_entry, save_entry
from backoffice_orders.services.history import write_down
from backoffice_orders.services.imported_ids import ImportedIds, Kind, names_others
from backoffice_orders.services.kept_customers import kept_address, kept_customer
from backoffice_orders.services.rates import Priced, require_rates

K = TypeVar("K", bound=str)
S = TypeVar("S", Customer, Address)
V = TypeVar("V", SpecificPrice, CartRule)
LISTED_PROBLEMS = 50
PROBLEM = Sentence("import.problem", "{place}: {column}: {problem}")
AS_WRITTEN = Sentence("import.as_written", "'{written}': {problem}")
TWICE = Sentence("import.twice", "it is in {place} already")
NO_FIELD = Sentence("import.no_field", "there is no such field")
REQUIRED = Sentence("import.required", "is required")
NO_OBJECT = Sentence("import.no_object", "is no JSON object")
NOT_YET = Sentence("reason.not_yet", "it must not be in the future")
# What a file of each name holds, in the order in which they need each other and are loaded.
KINDS: dict[str, type[Any]] = {
    "shop": ShopSettings,
    "customer_groups": CustomerGroup,
    "tax_groups": TaxGroup,
    "zones": Zone,
    "countries": Country,
    "carriers": Carrier,
    "exchange_rates": ExchangeRate,
    "categories": Category,
    "brands": Brand,
    "suppliers": Supplier,
    "products": Product,
    "stock": StockCount,
    "customers": Customer,
    "addresses": Address,
    "specific_prices": SpecificPrice,
    "price_rules": CatalogPriceRule,
    "cart_rules": CartRule,
    "carts": CartEntry,
    "orders": OrderEntry,
}

# What a record is known by where it has no id of its own: a shop has one record of settings;
# specific prices, carts, and orders without a reference may be alike.
_KNOWN_BY: dict[type[Any], tuple[str, ...] | None] = {
    ShopSettings: (),
    Country: ("code",),
    ExchangeRate: ("currency",),
    StockCount: ("product_id", "combination_id"),
    SpecificPrice: None,
    CartEntry: None,
    OrderEntry: ("reference",),
}


def import_files(desk: Desk, actor: Actor, files: Iterable[RecordFile]) -> Imported:
    """Store every record of the files, or none of them.

    Raises:
        ImportRefused: Some records have mistakes; it names file, line and field of each.
        ShopNotSetUp: The shop has no settings, and there is no ``shop`` file.
        PermissionDenied: Without ``manage_shop``.
    """
    actor.require(Permission.MANAGE_SHOP)
    listed = [_read_again(file) for file in files]
    # Stock is counted while it is sold: in turn, as nobody else would leave it the time.
    counts_alone = all(KINDS[file.kind] is StockCount for file in listed)
    write = desk.write_in_turn if counts_alone else desk.write
    return write(actor, lambda work: _Import(work, desk).run(listed))


def _read_again(file: RecordFile) -> RecordFile:
    """The file with records that can be read again: whoever was too late begins anew."""
    once = isinstance(file.records, Iterator)
    return evolve(file, records=tuple(file.records)) if once else file


class _Import:
    """One import at work."""

    def __init__(self, work: Work, desk: Desk) -> None:
        self._work = work
        self._desk = desk
        self._problems: list[Message] = []
        self._more = 0
        self._prices: dict[ProductId, list[SpecificPrice]] = {}
        self._places: dict[Hashable, tuple[str, int]] = {}
        # What has amounts in other currencies, of which the rates may come later.
        self._priced: list[tuple[Record, Priced]] = []
        # Counted last: who sells the goods waits from then on.
        self._counts: list[tuple[StockItem, Record, StockCount]] = []
        self._ids = ImportedIds()
        # Customers who were given the e-mail address of an account that is there.
        self._with_taken_email: list[tuple[Record, Customer]] = []
        # Those who name customers or addresses that may come later.
        self._customers: list[Customer] = []

    def run(self, files: Iterable[RecordFile]) -> Imported:
        counts: dict[str, int] = {}
        order = {kind: place for place, kind in enumerate(KINDS)}
        in_order = sorted(files, key=lambda file: order[file.kind])
        for kind, alike in groupby(in_order, key=lambda file: file.kind):
            for file in alike:
                reader = _Reader(KINDS[kind], self._currency(kind), file, self._work.known.kinds)
                for record in file.records:
                    with self._naming(record):
                        self._one(reader, record)
                    counts[kind] = counts.get(kind, 0) + 1
                for product_id, prices in self._prices.items():
                    self._work.catalog.save_specific_prices(product_id, prices)
                self._prices.clear()
            self._store_with_taken_emails()
        self._name_by_stored_ids()
        for record, value in self._priced:
            try:
                require_rates(self._work, value)
            except CurrencyUnavailable as error:
                self._problem(record, _field_of(error), error.message)
        if not self._problems:  # a stock in another system is not undone
            self._count_stock()
        if self._problems:
            raise ImportRefused(tuple(self._problems), self._more)
        self._work.record("shop.import", SubjectType.SHOP, "shop", {}, counts)
        return Imported(counts)

    def _currency(self, kind: str) -> str | None:
        return None if kind == "shop" else self._work.shops.settings().currency

    @contextmanager
    def _naming(self, record: Record) -> Iterator[None]:
        """Name what is refused as a problem of the record, but for what the storage fails at."""
        try:
            yield
        except StorageFailed:
            raise
        except BackOfficeError as error:
            self._problem(record, _field_of(error), _told(error))

    def _one(self, reader: _Reader, record: Record) -> None:
        try:
            value = reader.read(record, self._work.now)
            self._require_once(record, value)
            self._store(value)
            if isinstance(value, Priced) and value.currencies != {self._work.settings.currency}:
                self._priced.append((record, value))
            if isinstance(value, StockCount):
                item = StockItem.of(value.product_id, value.combination_id)
                self._counts.append((item, record, value))
        except _Unreadable as error:
            for column, problem in error.problems:
                self._problem(record, column, problem)
        except AddressInvalid as error:
            for each in error.fields:
                self._problem(record, each.name, each.message)
        except EmailTaken:  # until the account that has it is loaded with another one, maybe
            self._with_taken_email.append((record, value))

    def _store_with_taken_emails(self) -> None:
        """Store customers whose e-mail address another one had, as those who swap theirs do."""
        waiting = list(self._with_taken_email)
        self._with_taken_email.clear()
        for _, customer in waiting:
            before = self._known(Customer, customer.id, self._work.customers.get, CustomerNotFound)
            if before is not None:  # whose own one is free meanwhile: guests hold none
                self._work.customers.save(evolve(before, guest=True))
        for record, customer in waiting:
            with self._naming(record):
                self._store(customer)

    def _count_stock(self) -> None:
        """Set the levels; in their order, so that nobody waits for each other."""
        for item, record, count in sorted(self._counts, key=itemgetter(0)):
            with self._naming(record):
                self._work.stock.set_level(item, count.level)

    def _problem(self, record: Record, column: str, problem: Reason) -> None:
        if len(self._problems) < LISTED_PROBLEMS:
            place = f"{record.file}:{record.line}"
            self._problems.append(PROBLEM(place=place, column=column, problem=problem))
        else:
            self._more += 1

    def _require_once(self, record: Record, value: Any) -> None:
        """Raise where the files said something of the same thing before: one would be lost."""
        names = _KNOWN_BY.get(type(value), ("id",))
        if names is None or (isinstance(value, OrderEntry) and not value.reference):
            return
        thing = (type(value), *(getattr(value, name) for name in names))
        if thing in self._places:
            field, (file, line) = names[0] if names else "record", self._places[thing]
            raise _Unreadable([(field, TWICE(place=f"{file}:{line}"))])
        self._places[thing] = record.file, record.line

    def _store(self, value: Any) -> None:
        work = self._work
        if isinstance(value, get_args(Entry)):
            require_entry(value, self._desk.contacts_port)
        elif not isinstance(value, Address):  # that names all that is wrong with it at once
            require_entered(value)
        match value:
            case Product():
                require_tax_group(work, value.tax_group_id)
                work.catalog.save_product(value)
            case StockCount():
                product = stored_product(work, value.product_id)
                product.chosen(value.combination_id)
            case SpecificPrice():
                product = stored_product(work, value.product_id)
                if value.combination_id is not None:
                    product.combination(value.combination_id)
                theirs = self._of_stored_customer(value)
                self._prices.setdefault(value.product_id, []).append(theirs)
            case Customer():
                self._save_customer(value)
            case Address():
                whose = self._customer_id(value.customer_id)
                work.customers.get(whose)
                address = evolve(value, customer_id=whose)
                self._save_address(checked_address(self._desk.contacts, address))
            case CartRule():
                save_entry(work, self._of_stored_customer(value))
            case CartEntry():
                self._save_cart(value)
            case OrderEntry():
                self._write_down(value)
            case Carrier():
                require_tax_group(work, value.tax_group_id)
                save_entry(work, value)
            case _:
                save_entry(work, value)

    def _save_customer(self, customer: Customer) -> None:
        customers = self._work.customers
        checked = checked_customer(self._desk.contacts, customer, self._work.settings.country)
        require_birthday(self._work, checked.birthday)
        before = self._known(Customer, checked.id, customers.get, CustomerNotFound)
        if before is not None:
            stored = _as_merged(checked, before)
            customers.save(stored)
        else:
            stored = customers.add(checked)
            self._ids.stored(Customer, checked.id, stored.id)
        if names_others(stored):
            self._customers.append(stored)

    def _save_address(self, address: Address) -> None:
        addresses = self._work.addresses
        before = self._known(Address, address.id, addresses.get, AddressNotFound)
        if before is not None:
            addresses.save(address)
        else:
            whose = kept_customer(self._work, address.customer_id).id
            added = addresses.add(evolve(address, customer_id=whose))
            self._ids.stored(Address, address.id, added.id)

    def _known(
        self, kind: Kind, id_: K, get: Callable[[K], S], missing: type[BackOfficeError]
    ) -> S | None:
        """What the store had of this before the import."""
        if self._ids.given(kind, id_):
            return None
        try:
            return get(id_)
        except missing:
            return None

    def _name_by_stored_ids(self) -> None:
        for customer in self._customers:
            named = self._ids.in_customer(customer)
            if named != customer:
                self._work.customers.save(named)

    def _customer_id(self, own: CustomerId) -> CustomerId:
        stored = self._ids.meant(Customer, own)
        if stored is None:
            raise CustomerNotFound(own)
        return stored

    def _address_of(self, customer: Customer, own: AddressId | None) -> AddressId | None:
        if own is None:
            return None
        stored = self._ids.meant(Address, own)
        if stored is None:
            raise AddressNotFound(own)
        return kept_address(self._work, stored, customer)

    def _of_stored_customer(self, value: V) -> V:
        """A price or a rule, as it names its customer in the store."""
        if value.customer_id is None:
            return value
        return evolve(value, customer_id=self._customer_id(value.customer_id))

    def _save_cart(self, entry: CartEntry) -> None:
        work = self._work
        last_change = min(entry.updated_at, work.now)
        cart = evolve(self._cart(entry, last_change), channel=entry.channel)
        for line in entry.lines:
            product = stored_product(work, line.product_id)
            product.chosen(line.combination_id)
            cart = cart.with_line(
                CartLine(
                    id=LineId(work.ids.new("line")),
                    product_id=line.product_id,
                    quantity=line.quantity,
                    combination_id=line.combination_id,
                    customization=customize(product, line.customization),
                    title=product.title(line.combination_id),
                )
            )
        work.carts.add(cart)

    def _cart(self, entry: CartEntry | OrderEntry, moment: datetime) -> Cart:
        work = self._work
        customer = kept_customer(work, self._customer_id(entry.customer_id))
        delivery = self._address_of(customer, entry.delivery_address_id)
        invoice = self._address_of(customer, entry.invoice_address_id)
        return Cart(
            id=CartId(work.ids.new("cart")),
            currency=entry.currency or work.settings.currency,
            created_at=moment,
            updated_at=moment,
            customer_id=customer.id,
            language=customer.language,
            delivery_address_id=delivery,
            invoice_address_id=invoice,
        )

    def _write_down(self, entry: OrderEntry) -> None:
        if entry.placed_at > self._work.now:
            raise FieldInvalid("placed_at", NOT_YET())
        at_that_time = evolve(self._work, now=entry.placed_at)
        write_down(at_that_time, entry, self._cart(entry, entry.placed_at))


def _as_merged(loaded: Customer, before: Customer) -> Customer:
    """A customer who is loaded again: what was merged stays so, of which the file may not know."""
    into = loaded.merged_into or before.merged_into
    merged = dict.fromkeys((*before.merged, *loaded.merged))
    active = loaded.active and into is None
    return evolve(loaded, active=active, merged_into=into, merged=tuple(merged))


class _Unreadable(Exception):
    """The record is not what its file should hold: each field, and what is wrong with it."""

    def __init__(self, problems: list[tuple[str, Reason]]) -> None:
        super().__init__(problems)
        self.problems = problems


class _Reader:
    """Turns records of one kind into values of the model."""

    def __init__(
        self, model: type[Any], currency: str | None, file: RecordFile, kinds: RuleKinds
    ) -> None:
        self._model = model
        self._kinds = kinds
        self._cells = file.cells
        self._decimal_comma = file.decimal_comma
        self._converter = None
        if currency is not None:
            self._converter = _strict(currency, file.decimal_comma, kinds)
        self._lists = {
            name
            for name, hint in get_type_hints(model).items()
            if getattr(hint, "__origin__", None) in (tuple, frozenset)
        }
        self._flags = {name for name, hint in get_type_hints(model).items() if hint is bool}
        self._dated = {"created_at"} & set(attrs.fields_dict(model))

    def read(self, record: Record, now: datetime) -> Any:
        if not isinstance(record.fields, dict):
            raise _Unreadable([("record", record.fields)])
        try:
            fields = self._plain(record.fields)
        except RecursionError as error:  # one thing in another, some hundred deep
            raise _Unreadable([("record", str(error))]) from error
        for name in self._dated:
            fields.setdefault(name, now.isoformat())
        # Only the shop's own settings say what the shop's currency is.
        converter = self._converter or _strict(
            str(fields.get("currency", "")), self._decimal_comma, self._kinds
        )
        try:
            return converter.structure(fields, self._model)
        except cattrs.BaseValidationError as error:
            problems = sorted(_explained(error, ""), key=lambda each: (each[0], str(each[1])))
            raise _Unreadable(problems) from error

    def _plain(self, fields: dict[str, Any]) -> dict[str, Any]:
        """A table's cell for a list (``a|b``) or a flag (``yes``) as what it means."""
        plain: dict[str, Any] = _without_nulls(fields)
        if not self._cells:
            return plain
        for name, value in fields.items():
            if isinstance(value, str) and name in self._lists:
                plain[name] = [part.strip() for part in value.split("|") if part.strip()]
            elif isinstance(value, str) and name in self._flags:
                plain[name] = _FLAGS.get(value.lower(), value)
        return plain


def _without_nulls(value: Any) -> Any:
    """What is null is not there: a field that is required is missing, another has its default."""
    if isinstance(value, dict):
        return {name: _without_nulls(each) for name, each in value.items() if each is not None}
    return [_without_nulls(each) for each in value] if isinstance(value, list) else value


def _strict(currency: str, decimal_comma: bool, kinds: RuleKinds) -> cattrs.Converter:
    return make_model_converter(
        currency or None, forbid_extra_keys=True, decimal_comma=decimal_comma, kinds=kinds
    )


_FLAGS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


def _explained(error: BaseException, path: str) -> Iterator[tuple[str, Reason]]:
    """Each mistake in a record: the field, and what is wrong."""
    here = path.lstrip(".") or "record"
    if isinstance(error, cattrs.BaseValidationError):
        for inner in error.exceptions:
            yield from _explained(inner, path + _step(inner))
    elif isinstance(error, ForbiddenExtraKeysError):
        for name in error.extra_fields:
            yield _join(path, name), NO_FIELD()
    elif isinstance(error, KeyError):
        yield _join(path, str(error.args[0])), REQUIRED()
    elif isinstance(error, AttributeError):  # one value where a record is asked for its fields
        yield here, NO_OBJECT()
    elif isinstance(error, BackOfficeError):
        yield _join(path, _field_of(error)), error.message
    elif isinstance(error, NotReadable):
        yield here, error.message
    else:
        yield here, str(error)


def _step(error: BaseException) -> str:
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, AttributeValidationNote) and not isinstance(error, KeyError):
            return f".{note.name}"
        if isinstance(note, IterableValidationNote):
            return f"[{note.index}]"
    return ""


def _join(path: str, name: str) -> str:
    return f"{path}.{name}".strip(".") if path.rpartition(".")[2] != name else path.strip(".")


def _field_of(error: BackOfficeError) -> str:
    """The field that an error is about."""
    details = error.details()
    if isinstance(details.get("field"), str):
        return str(details["field"])
    return next(iter(details), "record")


def _told(error: BackOfficeError) -> Message:
    """What an error says, with the id that the file has: whoever reads a page is told none."""
    if not isinstance(error, NotFound) or "{" in error.sentence:
        return error.message
    written = next(iter(error.details().values()))
    return AS_WRITTEN(written=written, problem=error.message)
