"""JSON Schema and OpenAPI from the API's classes, and JSON into and out of them."""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

import attrs
from cattrs import Converter
from cattrs.errors import BaseValidationError
from moneyed import Money

from backoffice_orders.i18n.numbers import NotRead
from backoffice_orders.model.errors.base import BackOfficeError, FieldInvalid
from backoffice_orders.model.fields import ID_LIMIT, Each, Text, Values, Whole, require_whole
from backoffice_orders.model.messages import Message, Sentence
from backoffice_orders.model.money import currency_of

LARGEST = 2**31 - 1
NO_TEXT = Sentence("api.no_text", "it must be a text")
TOO_LONG = Sentence("api.too_long", "at most {limit} characters, and no control codes")
NO_UNICODE = Sentence("api.no_unicode", "it is not Unicode")
NO_INTEGER = Sentence("api.no_integer", "it must be a whole number from 0 to {most}")
NO_FLAG = Sentence("api.no_flag", "it must be true or false")
NO_MONEY = Sentence("api.no_money", "it must have an amount and a currency")
NO_AMOUNT = Sentence("api.no_amount", "its amount must be like {example}")
NO_MOMENT = Sentence("api.no_moment", "it must be a moment like {example}")
NO_OBJECT = Sentence("api.no_object", "it must be a JSON object")
NO_FIELD = Sentence("api.no_field", "there is no such field")
REQUIRED = Sentence("api.required", "it is required")
WRONG_FORM = Sentence("api.wrong_form", "it has the wrong form")
AMOUNT = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")
LONGEST = 5000


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise NotRead(NO_TEXT())
    if len(value) > LONGEST or "\0" in value:
        raise NotRead(TOO_LONG(limit=LONGEST))
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise NotRead(NO_UNICODE()) from error
    return value


def _integer(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST:
        raise NotRead(NO_INTEGER(most=str(LARGEST)))
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise NotRead(NO_FLAG())
    return value


def _money(value: Any) -> Money:
    if not isinstance(value, Mapping) or value.keys() != {"amount", "currency"}:
        raise NotRead(NO_MONEY())
    amount, currency = _text(value["amount"]), _text(value["currency"])
    if AMOUNT.fullmatch(amount) is None:
        raise NotRead(NO_AMOUNT(example='"12.50"'))
    return Money(amount, currency_of(currency))


def _number(value: Any) -> Decimal:
    text = _text(value)
    if AMOUNT.fullmatch(text) is None:
        raise ValueError('it must be a number like "12.5"')
    return Decimal(text)


def _moment(value: Any) -> datetime:
    wrong = NotRead(NO_MOMENT(example='"2026-01-15T09:00:00Z"'))
    try:
        moment = datetime.fromisoformat(_text(value))
        if moment.tzinfo is None:
            raise wrong
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise wrong from error


def make_converter() -> Converter:
    """Reads what the API takes, and writes what it gives."""
    converter = Converter(forbid_extra_keys=True)
    for kind, read in (
        (str, _text),
        (int, _integer),
        (bool, _flag),
        (Decimal, _number),
        (Money, _money),
        (datetime, _moment),
    ):
        converter.register_structure_hook(kind, lambda value, _, read=read: read(value))
    converter.register_unstructure_hook(
        Money, lambda money: {"amount": f"{money.amount:f}", "currency": money.currency.code}
    )
    converter.register_unstructure_hook(Decimal, "{:f}".format)
    converter.register_unstructure_hook(datetime, datetime.isoformat)
    converter.register_unstructure_hook(Message, lambda message: message)
    return converter


_CONVERTER = make_converter()


def read(fields: Any, kind: type[Any], converter: Converter = _CONVERTER) -> Any:
    """A value from its JSON, or ``FieldInvalid`` for the first field that is wrong.

    What a class of the model refuses of a value in it is raised as it is.
    """
    if not isinstance(fields, dict):
        raise FieldInvalid("body", NO_OBJECT())
    known = attrs.fields_dict(kind)
    for name in fields:
        if name not in known:
            raise FieldInvalid(name, NO_FIELD())
    for name, attribute in known.items():
        if name not in fields and attribute.default is attrs.NOTHING:
            raise FieldInvalid(name, REQUIRED())
    hints = get_type_hints(kind)
    values = {}
    for name, value in fields.items():
        if hints[name] is int and name != "version":
            require_whole(name, value)
        try:
            values[name] = converter.structure(value, hints[name])
        except (
            ValueError,
            TypeError,
            AttributeError,
            ArithmeticError,
            BaseValidationError,
        ) as error:
            told = _told_in(error)
            if isinstance(told, BackOfficeError):
                raise told from error
            reason = WRONG_FORM() if told is None else told.message
            raise FieldInvalid(name, reason) from error
    return kind(**values)


def read_moment(name: str, text: str) -> datetime:
    """A moment of a query, in UTC, or ``FieldInvalid``."""
    try:
        return _moment(text)
    except NotRead as error:
        raise FieldInvalid(name, error.message) from error


def write(value: Any, say: Callable[[Message], str] = str) -> Any:
    """A value as JSON; what it says becomes sentences by ``say``."""
    return _said(_CONVERTER.unstructure(value), say)


def _said(value: Any, say: Callable[[Message], str]) -> Any:
    if isinstance(value, Message):
        return say(value)
    if isinstance(value, dict):
        return {name: _said(each, say) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_said(each, say) for each in value]
    return value


def _told_in(error: BaseException) -> BackOfficeError | NotRead | None:
    """The first error that says what is wrong among those that cattrs has collected."""
    if isinstance(error, BackOfficeError | NotRead):
        return error
    inner = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    return next((found for each in inner if (found := _told_in(each)) is not None), None)


def schema_of(hint: Any, components: dict[str, Any]) -> dict[str, Any]:
    """The JSON Schema of a type; classes are described once, in ``components``."""
    plain: dict[Any, dict[str, Any]] = {
        str: {"type": "string", "maxLength": LONGEST},
        int: {"type": "integer", "format": "int64"},
        bool: {"type": "boolean"},
        Decimal: {"type": "string", "pattern": f"^{AMOUNT.pattern}$"},
        datetime: {"type": "string", "format": "date-time"},
        Message: {"type": "string"},
        object: {},
        Message | str: {"type": "string"},
    }
    if hint in plain:
        return plain[hint]
    if hint is Money:
        components["Money"] = {
            "type": "object",
            "required": ["amount", "currency"],
            "additionalProperties": False,
            "properties": {
                "amount": {"type": "string", "pattern": f"^{AMOUNT.pattern}$"},
                "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
            },
        }
        return {"$ref": "#/components/schemas/Money"}
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        inner = next(each for each in arguments if each is not type(None))
        return {"anyOf": [schema_of(inner, components), {"type": "null"}]}
    if origin is tuple:
        return {"type": "array", "items": schema_of(arguments[0], components)}
    if origin is frozenset:
        items = schema_of(arguments[0], components)
        return {"type": "array", "items": items, "uniqueItems": True}
    if hasattr(hint, "__supertype__"):  # an id
        return {"type": "string", "minLength": 1, "maxLength": ID_LIMIT}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"type": "string", "enum": [each.value for each in hint]}
    if origin is dict:
        return {"type": "object", "additionalProperties": schema_of(arguments[1], components)}
    name = hint.__name__
    if name not in components:
        components[name] = {}
        hints = get_type_hints(hint)
        fields = attrs.fields_dict(hint)
        gives = name.endswith(("Out", "Sent", "OfLink"))
        required = [n for n, each in fields.items() if gives or each.default is attrs.NOTHING]
        components[name] = {
            "type": "object",
            "description": (hint.__doc__ or "").split("\n")[0],
            "required": required,
            "additionalProperties": False,
            "properties": {
                n: _limited(schema_of(hints[n], components), None if gives else each.validator)
                for n, each in fields.items()
            },
        }
        if not required:
            del components[name]["required"]
    return {"$ref": f"#/components/schemas/{name}"}


def _limited(schema: dict[str, Any], check: object) -> dict[str, Any]:
    """A schema with the limits that a field's check declares."""
    if "anyOf" in schema:
        first, *others = schema["anyOf"]
        return {"anyOf": [_limited(first, check), *others]}
    match check:
        case Text():
            return {**schema, "maxLength": check.limit}
        case Whole():
            return {**schema, "minimum": check.low, "maximum": check.high}
        case Each() | Values():
            return {**schema, "maxItems": check.count}
    return schema
