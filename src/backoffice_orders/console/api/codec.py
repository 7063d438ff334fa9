"""JSON into the values that use cases take, and out of those that they return."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, get_origin

from cattrs import Converter
from cattrs.errors import BaseValidationError
from moneyed import Money

from backoffice_orders.console.api.kinds import Field, Version, fields_of, variants_of
from backoffice_orders.i18n.numbers import NotRead
from backoffice_orders.model.errors.base import BackOfficeError, FieldInvalid
from backoffice_orders.model.fields import DECIMALS, DIGITS, is_storable, require_whole
from backoffice_orders.model.messages import Message, Sentence
from backoffice_orders.model.money import currency_of
from backoffice_orders.model.reasons import NOT_WRITING, shown
from backoffice_orders.serialization.scalars import (
    NO_NUMBER,
    NotReadable,
    read_text_or_choice,
    told_moment,
)
from backoffice_orders.services.commands.products import FileUpload

# Every store can keep these; a field takes as much of it as the model says of it.
SMALLEST, LARGEST = -(2**31), 2**31 - 1
NO_TEXT = Sentence("api.no_text", "it must be a text")
NO_INTEGER = Sentence("api.no_integer", "it must be a whole number from {least} to {most}")
NO_FLAG = Sentence("api.no_flag", "it must be true or false")
NO_MONEY = Sentence("api.no_money", "it must have an amount and a currency")
NO_AMOUNT = Sentence("api.no_amount", "its amount must be like {example}")
NO_MOMENT = Sentence("api.no_moment", "it must be a moment like {example}")
NO_DAY = Sentence("api.no_day", "it must be a day like {example}")
NO_BASE64 = Sentence("api.no_base64", "it must be base64")
NO_VARIANT = Sentence("api.no_variant", "its '{field}' names nothing that is known")
NO_OBJECT = Sentence("api.no_object", "it must be a JSON object")
NO_FIELD = Sentence("api.no_field", "there is no such field")
REQUIRED = Sentence("api.required", "it is required")
WRONG_FORM = Sentence("api.wrong_form", "it has the wrong form")
# As exact as a number of the model can be: what was stored may be sent back as it was told.
AMOUNT = re.compile(rf"-?[0-9]{{1,{DIGITS}}}(\.[0-9]{{1,{DECIMALS + DIGITS}}})?")
LONGEST_LIST = 500


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise NotRead(NO_TEXT())
    if not is_storable(value):
        raise NotRead(NOT_WRITING())
    return value


def _integer(value: Any, least: int = SMALLEST) -> int:
    if type(value) is not int or not least <= value <= LARGEST:
        raise NotRead(NO_INTEGER(least=str(least), most=str(LARGEST)))
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
        raise NotRead(NO_NUMBER(value=shown(text)))
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


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(_text(value))
    except ValueError as error:
        raise NotRead(NO_DAY(example='"2026-01-15"')) from error


def _content(value: Any) -> bytes:
    if not isinstance(value, str):
        raise NotRead(NO_TEXT())
    try:
        return b64decode(value, validate=True)
    except ValueError as error:
        raise NotRead(NO_BASE64()) from error


def make_converter() -> Converter:
    """Reads what the API takes, and writes what it gives, but for conditions and actions."""
    converter = Converter(forbid_extra_keys=True)
    # Choices are texts, too: their classes come here.
    converter.register_structure_hook(
        str, lambda value, kind: read_text_or_choice(_text(value), kind)
    )
    for kind, read in (
        (int, _integer),
        (Version, lambda value: _integer(value, 0)),
        (bool, _flag),
        (Decimal, _number),
        (Money, _money),
        (datetime, _moment),
        (date, _day),
        (timedelta, lambda value: timedelta(seconds=_integer(value, 0))),
        (bytes, _content),
        (str | Message, _text),
        (Message | str, _text),
        (str | FileUpload, lambda value: _file_or_text(converter, value)),
    ):
        converter.register_structure_hook(kind, lambda value, _, read=read: read(value))
    converter.register_structure_hook_func(
        lambda kind: variants_of(kind) is not None,
        lambda value, kind: _variant(converter, value, variants_of(kind)),
    )
    converter.register_unstructure_hook(
        Money, lambda money: {"amount": f"{money.amount:f}", "currency": money.currency.code}
    )
    converter.register_unstructure_hook(Decimal, "{:f}".format)
    converter.register_unstructure_hook(datetime, told_moment)
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_unstructure_hook(bytes, lambda content: b64encode(content).decode())
    converter.register_unstructure_hook(Message, lambda message: message)
    converter.register_unstructure_hook_func(
        lambda kind: frozenset in (kind, get_origin(kind)),
        lambda values: sorted(converter.unstructure(each) for each in values),
    )
    return converter


def _file_or_text(converter: Converter, value: Any) -> str | FileUpload:
    if isinstance(value, str):
        return _text(value)
    return converter.structure(value, FileUpload)


def _variant(converter: Converter, value: Any, variants: Any) -> Any:
    named, kinds = variants
    if not isinstance(value, dict):
        raise NotRead(NO_OBJECT())
    name = value.get(named)
    if not isinstance(name, str) or name not in kinds:
        raise NotRead(NO_VARIANT(field=named))
    return _made(kinds[name], {each: value[each] for each in value if each != named}, converter)


def read(fields: Any, known: Mapping[str, Field], converter: Converter) -> dict[str, Any]:
    """Values from their JSON, as far as they are there; ``FieldInvalid`` for the first wrong one.

    What a class of the model refuses of a value in it is raised as it is.
    """
    if not isinstance(fields, dict):
        raise FieldInvalid("body", NO_OBJECT())
    for name in fields:
        if name not in known:
            raise FieldInvalid(name, NO_FIELD())
    for name, each in known.items():
        if name not in fields and each.required:
            raise FieldInvalid(name, REQUIRED())
    return {
        name: read_one(name, value, known[name].hint, converter) for name, value in fields.items()
    }


def _made(kind: Any, fields: dict[str, Any], converter: Converter) -> Any:
    return kind(**read(fields, {each.name: each for each in fields_of(kind)}, converter))


def read_one(name: str, value: Any, hint: Any, converter: Converter) -> Any:
    """One value from its JSON, or ``FieldInvalid``."""
    if hint is int:
        require_whole(name, value)
    try:
        return converter.structure(value, hint)
    except (ValueError, TypeError, AttributeError, ArithmeticError, BaseValidationError) as error:
        told = _told_in(error)
        if isinstance(told, BackOfficeError):
            raise told from error
        reason = WRONG_FORM() if told is None else told.message
        raise FieldInvalid(name, reason) from error


def write(value: Any, say: Callable[[Message], str], converter: Converter) -> Any:
    """A value as JSON; what it says becomes sentences by ``say``."""
    return _said(converter.unstructure(value), say)


def _said(value: Any, say: Callable[[Message], str]) -> Any:
    if isinstance(value, Message):
        return say(value)
    if isinstance(value, Mapping):
        return {name: _said(each, say) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_said(each, say) for each in value]
    return value


def _told_in(error: BaseException) -> BackOfficeError | NotRead | NotReadable | None:
    """The first error that says what is wrong among those that cattrs has collected."""
    if isinstance(error, BackOfficeError | NotRead | NotReadable):
        return error
    inner = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    return next((found for each in inner if (found := _told_in(each)) is not None), None)
