"""The model as plain JSON values and back, through cattrs.

Money is written as ``"12.34 EUR"``, decimals as strings, moments in ISO 8601, sets sorted,
conditions and actions with their ``kind``. What was written by an earlier version reads back:
a field that was not there yet takes its default. A condition or action that cannot be read is
kept as it is (``UnknownCondition``, ``UnknownAction``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache, partial
from typing import Any, TypeVar, get_args

from cattrs import Converter
from cattrs.cols import (
    namedtuple_dict_structure_factory,
    namedtuple_dict_unstructure_factory,
)
from cattrs.errors import IterableValidationError, IterableValidationNote
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn
from cattrs.preconf.json import make_converter
from moneyed import Money

from backoffice_orders.model.money import currency_of
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.pricing.actions.buy_get import BuyGet
from backoffice_orders.model.pricing.actions.delivery_percentage import DeliveryPercentage
from backoffice_orders.model.pricing.actions.each_piece import AmountOffEach
from backoffice_orders.model.pricing.actions.free_shipping import FreeShipping
from backoffice_orders.model.pricing.actions.gift import Gift
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.actions.spend_steps import SpendSteps
from backoffice_orders.model.pricing.actions.unknown import UnknownAction
from backoffice_orders.model.pricing.conditions.carriers import Carriers
from backoffice_orders.model.pricing.conditions.countries import Countries
from backoffice_orders.model.pricing.conditions.customer_groups import CustomerGroups
from backoffice_orders.model.pricing.conditions.minimum_amount import MinimumAmount
from backoffice_orders.model.pricing.conditions.products import Products
from backoffice_orders.model.pricing.conditions.unknown import UnknownCondition
from backoffice_orders.model.rule_parts import RuleAction, RuleCondition
from backoffice_orders.model.stock import StockItem

T = TypeVar("T")

# Importing them registers them under their kinds.
SHIPPED_ACTIONS = (
    Amount,
    AmountOffEach,
    BuyGet,
    DeliveryPercentage,
    FreeShipping,
    Gift,
    Percentage,
    SpendSteps,
)
SHIPPED_CONDITIONS = (Carriers, Countries, CustomerGroups, MinimumAmount, Products)


_WITH_COMMA = re.compile(r"-?(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,[0-9]+)?")
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def money_from_text(
    text: str, currency: str | None = None, *, decimal_comma: bool = False
) -> Money:
    """``"12.34 EUR"``, or ``"12.34"`` where a currency is given. ``ValueError`` otherwise."""
    number, _, code = str(text).strip().partition(" ")
    code = code.strip() or currency or ""
    if not code:
        raise ValueError(f"{text!r} has no currency")
    return Money(decimal_from_text(number, decimal_comma=decimal_comma), currency_of(code))


def decimal_from_text(text: str, *, decimal_comma: bool = False) -> Decimal:
    """A plain decimal number: digits, and a full stop before decimals.

    With ``decimal_comma`` it is a comma, and full stops may stand between thousands.

    Raises:
        ValueError: It is anything else: a float (not exact), 1e2, 1_0, 1,5, other scripts' digits.
    """
    if isinstance(text, float):
        raise ValueError(f"{text!r} must be written as text, to be exact")  # noqa: TRY004
    number = str(text).strip()
    if decimal_comma:
        if not _WITH_COMMA.fullmatch(number):
            raise ValueError(f"{text!r} is not a number with a decimal comma")
        number = number.replace(".", "").replace(",", ".")
    if _PLAIN.fullmatch(number):
        return Decimal(number)
    if _PLAIN.fullmatch(number.replace(",", ".")):
        raise ValueError(f"{text!r} is not a number; decimals are written with a full stop")
    raise ValueError(f"{text!r} is not a number")


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{value!r} is neither yes nor no")  # noqa: TRY004
    return value


def _whole(value: Any) -> int:
    """A whole number, or one written as a text, as a table has it."""
    if type(value) is int or (isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,18}", value)):
        return int(value)
    raise ValueError(f"{value!r} is not a whole number")


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise ValueError(f"{value!r} is not a text")


def _text_or_choice(value: Any, kind: Any) -> str:
    """A text; for a class of choices, which are texts too, one of its values."""
    text = _text(value)
    if not (isinstance(kind, type) and issubclass(kind, StrEnum)):
        return text
    if text not in set(kind):
        raise ValueError(f"{value!r} is none of {', '.join(sorted(kind))}")
    return kind(text)


def _moment(value: Any) -> datetime:
    try:
        return datetime.fromisoformat(_text(value))
    except ValueError as error:
        example = "2026-01-15T09:00:00+01:00"
        raise ValueError(f"{value!r} is not a moment; write it like {example}") from error


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(_text(value))
    except ValueError as error:
        raise ValueError(f"{value!r} is not a date; write it like 2026-01-15") from error


def _is_list(kind: Any) -> bool:
    return getattr(kind, "__origin__", None) in (tuple, frozenset)


def _listed(converter: Converter, kind: Any) -> Callable[[Any, Any], Any]:
    """Reads a list; a text is none, though it could be taken apart into its letters."""
    each_kind, make = get_args(kind)[0], kind.__origin__

    def read(value: Any, _: Any) -> Any:
        if not isinstance(value, list | tuple):
            raise ValueError(f"{value!r} is not a list")  # noqa: TRY004
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
    currency: str | None = None, forbid_extra_keys: bool = False, decimal_comma: bool = False
) -> Converter:
    """A converter for every class of the model.

    Args:
        currency: What an amount without a currency is in; None refuses it.
        forbid_extra_keys: Refuse keys that a class has no field for.
        decimal_comma: Read numbers as ``decimal_from_text`` does.
    """
    converter = make_converter(forbid_extra_keys=forbid_extra_keys)
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
    converter.register_structure_hook(bool, lambda value, _: _flag(value))
    if forbid_extra_keys:  # what people have written, not we
        converter.register_structure_hook(int, lambda value, _: _whole(value))
        converter.register_structure_hook(str, _text_or_choice)
        converter.register_structure_hook(datetime, lambda value, _: _moment(value))
        converter.register_structure_hook(date, lambda value, _: _day(value))
        converter.register_structure_hook_factory(_is_list, partial(_listed, converter))
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
    for base, unknown in ((RuleCondition, UnknownCondition), (RuleAction, UnknownAction)):
        _register_kinds(converter, base, None if forbid_extra_keys else unknown)
    return converter


def _register_kinds(converter: Converter, base: type[Any], unknown: type[Any] | None) -> None:
    """Read and write subclasses of ``base`` by their ``kind``, those of hosts included.

    What cannot be read, as its kind or one of its fields is not known, is kept as ``unknown``;
    where there is none, it is refused.
    """

    # Made once for each class: making one takes fifty times as long as calling it.
    @cache
    def writer(kind: type[Any]) -> Callable[[Any], dict[str, Any]]:
        return make_dict_unstructure_fn(kind, converter)

    @cache
    def reader(kind: type[Any]) -> Callable[[Mapping[str, Any], Any], Any]:
        # Also where the model is read leniently: a field left out could be a limit of the rule.
        return make_dict_structure_fn(kind, converter, _cattrs_forbid_extra_keys=True)

    def unstructure(value: Any) -> dict[str, Any]:
        if isinstance(value, UnknownCondition | UnknownAction):
            return dict(value.stored)
        kind: Any = type(value)
        return {"kind": kind.kind, **writer(kind)(value)}

    def structure(value: dict[str, Any], _: type) -> Any:
        if unknown is None:
            return known(value)
        try:
            return known(value)
        except Exception:  # whatever a host's own class raises
            return unknown(dict(value))

    def known(value: dict[str, Any]) -> Any:
        fields = dict(value)
        kind = fields.pop("kind", None)
        if kind not in base.kinds:
            raise ValueError(
                f"there is no {base.__name__.removeprefix('Rule').lower()} of kind {kind!r}"
            )
        made: Any = base.kinds[kind]
        return reader(made)(fields, made)

    converter.register_unstructure_hook_func(
        lambda kind: isinstance(kind, type) and issubclass(kind, base), unstructure
    )
    converter.register_structure_hook_func(lambda kind: kind is base, structure)


_CONVERTER = make_model_converter()


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
