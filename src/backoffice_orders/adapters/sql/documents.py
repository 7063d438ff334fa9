"""Values of the model as JSON documents in rows, and back.

Values are immutable, so what was written or read once can be used again: each of the caches here
is found by the document itself, or by the very object, and can never be out of date.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from datetime import date
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

import attrs
import orjson
from cattrs import Converter
from cattrs.fns import identity
from cattrs.gen import make_dict_unstructure_fn

from backoffice_orders.adapters.sql.cache import Cache
from backoffice_orders.model.carrier import Carrier, Country, ExchangeRate
from backoffice_orders.model.cart import Cart, CartLine
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.customer import Customer, CustomerGroup
from backoffice_orders.model.order import Order
from backoffice_orders.model.pricing.actions.base import Action
from backoffice_orders.model.pricing.conditions.base import Condition
from backoffice_orders.model.pricing.summary import SummaryLine
from backoffice_orders.model.product import CatalogPriceRule, Product
from backoffice_orders.model.settings import ShopSettings
from backoffice_orders.model.tax import TaxGroup
from backoffice_orders.serialization import from_json, make_model_converter, to_json

T = TypeVar("T")

# What many orders keep and few changes touch; how many of each are remembered as they are written.
_SHARED = (ShopSettings, CustomerGroup, Customer, Product, TaxGroup, Carrier, Country, CartRule)
_MOST = 4096
# Lists of these are what ``reference.py`` remembers, the same ones for every order.
_LISTS = (CustomerGroup, TaxGroup, Carrier, Country, ExchangeRate, CatalogPriceRule)
# A cart is written once more with its order, and its lines with every change of another one.
_MOST_CARTS, _MOST_LINES = 64, 4096


def _make_writer() -> Converter:
    """A converter that remembers what it wrote; its results are only read."""
    converter = make_model_converter()
    converter.register_unstructure_hook_factory(_is_row, lambda kind: _row(converter, kind))
    converter.register_unstructure_hook_factory(_is_mapping, lambda kind: _mapping(converter, kind))
    converter.register_unstructure_hook_factory(_is_plain, lambda _: identity)
    for kind, most in (*((kind, _MOST) for kind in _SHARED), (CartLine, _MOST_LINES)):
        unstructure = make_dict_unstructure_fn(kind, converter)
        converter.register_unstructure_hook(kind, _remembered(unstructure, most))
    cart = _remembered(_fields(Cart, converter), _MOST_CARTS)
    converter.register_unstructure_hook(Cart, cart)
    converter.register_unstructure_hook(SummaryLine, _fields(SummaryLine, converter))
    converter.register_unstructure_hook(Order, _fields(Order, converter))
    return converter


def _is_plain(kind: Any) -> bool:
    """Whether orjson writes values of this type as we do: texts, ids, whole numbers, moments.

    They may be missing, and may stand in tuples.
    """
    if get_origin(kind) in (tuple, Union, UnionType):
        return all(_is_plain(each) for each in get_args(kind) if each is not Ellipsis)
    kind = getattr(kind, "__supertype__", kind)
    return isinstance(kind, type) and issubclass(kind, (str, int, date, NoneType))


def _fields(kind: type[Any], converter: Converter) -> Callable[[Any], dict[str, Any]]:
    """How a class is written that has no slots and caches nothing: ``__dict__`` is its fields."""
    attrs.resolve_types(kind)
    hooks = [(each.name, converter.get_unstructure_hook(each.type)) for each in attrs.fields(kind)]
    changed = [(name, hook) for name, hook in hooks if hook is not identity]

    def unstructure(value: Any) -> dict[str, Any]:
        fields = dict(value.__dict__)
        for name, hook in changed:
            fields[name] = hook(fields[name])
        return fields

    return unstructure


def _is_row(kind: Any) -> bool:
    """Whether it is ``tuple[X, ...]``."""
    return get_origin(kind) is tuple and get_args(kind)[1:] == (Ellipsis,)


def _row(converter: Converter, kind: Any) -> Callable[[Any], Any]:
    item = converter.get_unstructure_hook(get_args(kind)[0])

    def write(values: Any) -> Any:
        return values and list(map(item, values))

    return _remembered(write, _MOST) if get_args(kind)[0] in _LISTS else write


def _is_mapping(kind: Any) -> bool:
    """Whether it is ``Mapping[str, X]``, or one whose keys are ids."""
    if get_origin(kind) is not Mapping:
        return False
    key = get_args(kind)[0]
    return getattr(key, "__supertype__", key) is str


def _mapping(converter: Converter, kind: Any) -> Callable[[Any], Any]:
    value_kind = get_args(kind)[1]
    # What is declared as anything is plain JSON already: what is recorded, and events.
    item = identity if value_kind is Any else converter.get_unstructure_hook(value_kind)
    if item is identity:
        return dict
    return lambda values: {key: item(each) for key, each in values.items()}


def _remembered(unstructure: Callable[[Any], Any], most: int) -> Callable[[Any], orjson.Fragment]:
    """What is written for an object, made once: comparing whole products would take too long."""
    # The object is kept along, so that its id stays its own.
    known: dict[int, tuple[object, orjson.Fragment]] = {}

    def fragment(value: object) -> orjson.Fragment:
        found = known.get(id(value))
        if found is None:
            found = (value, orjson.Fragment(orjson.dumps(unstructure(value))))
            if len(known) >= most:
                known.clear()
            known[id(value)] = found
        return found[1]

    return fragment


_WRITER = _make_writer()


def written(value: Any) -> str:
    """A value of the model as it is stored."""
    try:
        return orjson.dumps(_WRITER.unstructure(value)).decode()
    except TypeError:  # a whole number of more than 64 bits
        return to_json(value)


def read(cache: Cache, document: str, kind: type[T]) -> T:
    """A value of the model as it was stored.

    Equal documents share one value: products, customers and what a shop has set up are parsed
    once, not in every transaction. Orders, which are large and seldom read twice, are parsed by
    ``from_json``.
    """
    return cache.get(_key(document, kind), lambda: from_json(document, kind), len(document))


def written_cart(cache: Cache, cart: Cart) -> str:
    """A cart as it is stored: who changes a cart reads it again with the next change."""
    document = written(cart)
    cache.keep(_key(document, Cart), cart, len(document))
    return document


def _key(document: str, kind: type[Any]) -> Hashable:
    # A rule's condition that nobody knew may be known by now.
    return kind, document, *Condition.kinds, *Action.kinds
