"""The model as plain JSON values and back, through cattrs.

Money is written as ``"12.34 EUR"``, decimals as strings, moments in ISO 8601, sets sorted,
conditions and actions with their ``kind``. What was written by an earlier version reads back:
a field that was not there yet takes its default. A condition or action that cannot be read is
kept as it is (``UnknownCondition``, ``UnknownAction``): what a back office knows beside the kinds
that are shipped it reads from these (``serialization.rules``).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar, get_args

from cattrs import Converter
from cattrs.cols import (
    namedtuple_dict_structure_factory,
    namedtuple_dict_unstructure_factory,
)
from cattrs.errors import IterableValidationError, IterableValidationNote
from cattrs.preconf.json import make_converter
from moneyed import Money

from backoffice_orders.model.messages import Message
from backoffice_orders.model.plain_messages import (
    message_from_plain,
    message_to_plain,
    value_from_plain,
)
from backoffice_orders.model.pricing.kinds import SHIPPED, RuleKinds
from backoffice_orders.model.reasons import described
from backoffice_orders.model.stock import StockItem
from backoffice_orders.serialization.rules import KnownRules, register_parts
from backoffice_orders.serialization.scalars import (
    NO_LIST,
    NotReadable,
    decimal_from_text as decimal_from_text,
    money_from_text as money_from_text,
    read_day,
    read_flag,
    read_moment,
    read_text_or_choice,
    read_whole,
)

T = TypeVar("T")


def read_lists_strictly(converter: Converter) -> None:
    """Let a converter take nothing but lists for lists, and name what is wrong in them."""
    converter.register_structure_hook_factory(_is_list, partial(_listed, converter))


def _is_list(kind: Any) -> bool:
    return getattr(kind, "__origin__", None) in (tuple, frozenset)


def _listed(converter: Converter, kind: Any) -> Callable[[Any, Any], Any]:
    """Reads a list; a text is none, though it could be taken apart into its letters."""
    each_kind, make = get_args(kind)[0], kind.__origin__

    def read(value: Any, _: Any) -> Any:
        if not isinstance(value, list | tuple):
            raise NotReadable(NO_LIST(value=described(value)))
        made, errors = [], []
        for index, each in enumerate(value):
            try:
                made.append(converter.structure(each, each_kind))
            except Exception as error:
                error.add_note(IterableValidationNote("in a list", index, each_kind))
                errors.append(error)
        if errors:
            raise IterableValidationError("in a list", errors, kind)
        return make(made)

    return read


def levels_to_rows(levels: Mapping[StockItem, int]) -> list[list[str | int]]:
    """Stock levels as they are written: JSON's names cannot be pairs."""
    return [[item.product_id, item.combination_id, level] for item, level in sorted(levels.items())]


def make_model_converter(
    currency: str | None = None,
    forbid_extra_keys: bool = False,
    decimal_comma: bool = False,
    kinds: RuleKinds = SHIPPED,
) -> Converter:
    """A converter for every class of the model.

    Args:
        currency: What an amount without a currency is in; None refuses it.
        forbid_extra_keys: It is written by people, and not by us: read strictly, name every mistake
            with its field, and refuse keys that a class has no field for.
        decimal_comma: Read numbers as ``decimal_from_text`` does.
        kinds: Which conditions and actions are known; of others, what was read is kept.
    """
    # What we have written is read in half the time if nobody asks what is wrong with which field.
    converter = make_converter(
        forbid_extra_keys=forbid_extra_keys, detailed_validation=forbid_extra_keys
    )
    converter.register_unstructure_hook(
        Money, lambda money: f"{money.amount:f} {money.currency.code}"
    )
    converter.register_structure_hook(
        Money, lambda text, _: money_from_text(text, currency, decimal_comma=decimal_comma)
    )
    converter.register_unstructure_hook(Decimal, "{:f}".format)
    converter.register_structure_hook(
        Decimal, lambda text, _: decimal_from_text(text, decimal_comma=decimal_comma)
    )
    converter.register_unstructure_hook(datetime, datetime.isoformat)
    converter.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text))
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_structure_hook(date, lambda text, _: date.fromisoformat(text))
    converter.register_structure_hook(bool, lambda value, _: read_flag(value))
    if forbid_extra_keys:
        converter.register_structure_hook(int, lambda value, _: read_whole(value))
        converter.register_structure_hook(str, read_text_or_choice)
        converter.register_structure_hook(datetime, lambda value, _: read_moment(value))
        converter.register_structure_hook(date, lambda value, _: read_day(value))
        read_lists_strictly(converter)
    converter.register_unstructure_hook(Message, message_to_plain)
    converter.register_structure_hook(Message, lambda plain, _: message_from_plain(plain))
    converter.register_structure_hook(str | Message, lambda plain, _: value_from_plain(plain))
    converter.register_unstructure_hook(frozenset, sorted)
    converter.register_unstructure_hook_func(
        lambda kind: getattr(kind, "__origin__", None) is frozenset, sorted
    )
    converter.register_unstructure_hook_factory(
        lambda kind: kind is StockItem, namedtuple_dict_unstructure_factory
    )
    converter.register_structure_hook_factory(
        lambda kind: kind is StockItem, namedtuple_dict_structure_factory
    )
    stock_levels = Mapping[StockItem, int]
    converter.register_unstructure_hook_func(
        lambda kind: kind == stock_levels,
        levels_to_rows,
    )
    converter.register_structure_hook_func(
        lambda kind: kind == stock_levels,
        lambda rows, _: {StockItem(row[0], row[1]): int(row[2]) for row in rows},
    )
    register_parts(converter, kinds, keep_unknown=not forbid_extra_keys)
    return converter


_CONVERTER = make_model_converter()


def known_rules(kinds: RuleKinds = SHIPPED) -> KnownRules:
    """Rules, orders and offers as a back office with these kinds knows them."""
    return KnownRules(
        kinds, lambda: _CONVERTER if kinds is SHIPPED else make_model_converter(kinds=kinds)
    )


def to_plain(value: Any) -> Any:
    """Any value of the model as plain JSON values."""
    return _CONVERTER.unstructure(value)


def from_plain(plain: Any, kind: type[T]) -> T:
    """A value of the model from what ``to_plain`` made of it."""
    return _CONVERTER.structure(plain, kind)


def to_json(value: Any) -> str:
    """Any value of the model as a JSON document."""
    return json.dumps(to_plain(value), ensure_ascii=False, separators=(",", ":"))


def from_json(text: str, kind: type[T]) -> T:
    """A value of the model from what ``to_json`` made of it."""
    return from_plain(json.loads(text), kind)
