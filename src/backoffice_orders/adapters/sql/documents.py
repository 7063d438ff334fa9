"""Values of the model as JSON documents in rows, and back.

They look as ``serialization`` says; customers, addresses, products and lines, of which there are
many, are written without the fields that are as they are by default: who changes such a default
changes what is stored, and owes it a migration. Values are immutable: what is written or read once
is remembered in the store's cache, found by the very object, or by the whole document.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache as once, cached_property, partial
from operator import attrgetter
from typing import Any, TypeVar

import attrs
import orjson
from moneyed import Money

from backoffice_orders.adapters.sql.cache import Cache
from backoffice_orders.model.address import Address
from backoffice_orders.model.carrier import Carrier
from backoffice_orders.model.cart import Cart, CartLine
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.messages import Message
from backoffice_orders.model.plain_messages import message_to_plain
from backoffice_orders.model.pricing.actions.unknown import UnknownAction
from backoffice_orders.model.pricing.conditions.unknown import UnknownCondition
from backoffice_orders.model.product import Combination, Product, ProductCodes
from backoffice_orders.model.rule_parts import RulePart
from backoffice_orders.model.settings import ShopSettings
from backoffice_orders.model.stock import StockItem
from backoffice_orders.serialization import from_json, levels_to_rows, to_json

T = TypeVar("T")
Fields = dict[str, Any]

# What many orders keep as it is, and takes longer to write than to find again.
_SHARED = frozenset({ShopSettings, Product, Carrier, CartRule, Cart, Customer, Address})


# What a shop has many of, and mostly as it is by default.
_MANY = frozenset({Customer, Address, Product, ProductCodes, Combination, CartLine})


def written(value: Any, cache: Cache | None = None) -> str:
    """A value of the model as it is stored.

    With a cache, what is large and shared by many values is written once.
    """
    return _json(value, cache).decode()


def _json(value: Any, cache: Cache | None) -> bytes:
    plain = _plain if cache is None else partial(_shared, cache)
    try:
        return orjson.dumps(value, default=plain)
    except TypeError:
        return _json_of_odd(value)


def _json_of_odd(value: Any) -> bytes:
    """What is seldom there: a whole number of more than 64 bits, or half a letter.

    The latter is none of ours: a host's own tables may have it. It becomes a question mark, so that
    what is ordered can be ordered.
    """
    return to_json(value).encode("utf-8", "replace")


def written_and_known(cache: Cache, value: Any) -> str:
    """A value as it is stored, remembered as what its document reads: it is read next."""
    document = written(value)
    cache.keep(_key(document, type(value)), value, len(document))
    return document


def written_cart(cache: Cache, cart: Cart) -> str:
    """A cart as it is stored: who changes a cart reads it again with the next change.

    Once it is ordered, its order holds it as well. Lines that have not changed since it was
    written last are not written anew.
    """
    try:
        json = _json_of_cart(cache, cart)
    except TypeError:  # as above
        json = _json_of_odd(cart)
    document = json.decode()
    cache.keep(_key(document, Cart), cart, len(document))
    if cart.ordered:
        cache.keep(_written(cart), (cart, orjson.Fragment(json)), len(document))
    return document


def _json_of_cart(cache: Cache, cart: Cart) -> bytes:
    key = (CartLine, cart.id)
    (known,) = cache.known([key])
    known = known or {}
    # By their ids, along with the lines themselves, so that these stay their own.
    lines = {id(line): known.get(id(line)) or (line, _fragment(line)) for line in cart.lines}
    fields = {**_plain(cart), "lines": [lines[id(line)][1] for line in cart.lines]}
    json = orjson.dumps(fields, default=partial(_shared, cache))
    cache.keep(key, lines, len(json))
    return json


def _fragment(value: Any) -> orjson.Fragment:
    return orjson.Fragment(orjson.dumps(value, default=_plain))


def read(cache: Cache, document: str, kind: type[T]) -> T:
    """A value of the model as it was stored.

    Equal documents share one value: products, customers and what a shop has set up are parsed
    once, not in every transaction. Orders, which are large and seldom read twice, are parsed by
    ``from_json``.
    """
    return cache.get(_key(document, kind), lambda: from_json(document, kind), len(document))


def remembered(cache: Cache, documents: Iterable[str], kind: type[T]) -> list[T | None]:
    """What ``read`` would find of each of these documents without parsing it; None for nothing."""
    return cache.known([(kind, document) for document in documents])  # as ``_key``


def _key(document: str, kind: type[Any]) -> Hashable:
    return kind, document


def _shared(cache: Cache, value: Any) -> Any:
    """What orjson shall write instead of a value, remembered for those that are shared."""
    kind: Any = type(value)
    if kind not in _SHARED:
        return _plainly(kind)(value)
    known = cache.get(_written(value), lambda: (value, _fragment(value)))
    return known[1]  # the value is remembered along, so that its id stays its own


def _written(value: Any) -> Hashable:
    """What a value is remembered by as it was written."""
    return orjson.Fragment, id(value)


def _plain(value: Any) -> Any:
    """What orjson shall write instead of a value that it does not know."""
    kind: Any = type(value)
    return _plainly(kind)(value)


@once
def _plainly(kind: type[Any]) -> Callable[[Any], Any]:
    """How values of a class are written, one level deep."""
    if kind is Decimal:
        return "{:f}".format
    if issubclass(kind, Money):
        return lambda money: f"{money.amount:f} {money.currency.code}"
    if issubclass(kind, Message):
        return message_to_plain
    if issubclass(kind, frozenset):
        return sorted
    if issubclass(kind, StockItem):
        return lambda item: {"product_id": item[0], "combination_id": item[1]}
    if issubclass(kind, Mapping):
        return dict
    if issubclass(kind, UnknownCondition | UnknownAction):
        return lambda value: dict(value.stored)
    attrs.resolve_types(kind)
    fields = [field for field in attrs.fields(kind) if field.init]
    names = tuple(field.name for field in fields)
    values = attrgetter(*names, "__class__")  # one more, as of a single name it makes no tuple
    levels = [field.name for field in fields if field.type == Mapping[StockItem, int]]

    def plain(value: Any) -> Fields:
        return dict(zip(names, values(value), strict=False))

    # Values of the model are compared too slowly, and not by all that they hold: of them only
    # those that have nothing in them are left out.
    defaults = {
        name: each for name, each in _defaults(fields) if not each or not attrs.has(type(each))
    }

    def by_default(name: str, value: Any) -> bool:
        default = defaults.get(name, attrs.NOTHING)
        if (value and not default) or value != default:
            return False
        # A zero with decimals is not the zero that would be read back.
        return type(value) is not Decimal or str(value) == str(default)

    def without_defaults(value: Any) -> Fields:
        fields = plain(value).items()
        return {name: each for name, each in fields if not by_default(name, each)}

    def with_kind(value: Any) -> Fields:
        return {"kind": kind.kind, **plain(value)}

    def with_levels(value: Any) -> Fields:
        return {**plain(value), **{name: levels_to_rows(getattr(value, name)) for name in levels}}

    if issubclass(kind, RulePart):
        return with_kind
    if kind in _MANY:
        return without_defaults
    if levels:
        return with_levels
    return vars if _has_nothing_else(kind) else plain


def _has_nothing_else(kind: type[Any]) -> bool:
    """Whether the fields of a class stand in a dict of its values, and nothing besides."""
    has_slots = hasattr(kind, "__slots__")
    parts = [part for base in kind.__mro__ for part in vars(base).values()]
    cached = any(isinstance(part, cached_property) for part in parts)
    return not has_slots and not cached and all(field.init for field in attrs.fields(kind))


def _defaults(fields: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    """The names of the fields that have a default, and the defaults."""
    for field in fields:
        make = getattr(field.default, "factory", None)
        if make is not None:
            yield field.name, make()
        elif field.default is not attrs.NOTHING:
            yield field.name, field.default
