"""Reading fields of a submitted form."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from moneyed import Money
from starlette.datastructures import FormData

from backoffice_orders.i18n import Language, NotRead
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.money import currency_of, minor_unit
from backoffice_orders.model.reasons import WHOLE_NUMBER
from backoffice_orders.model.text import digits_typed, whole_typed

THREE_DECIMALS = Decimal("0.001")
# How a page itself writes a number into a hidden field: 1234.50.
PLAIN = Language("en")


def text(form: FormData, name: str) -> str:
    """A text field, empty if it is not there."""
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def whole_number(form: FormData, name: str) -> int:
    """A whole number of at most nine digits, or ``FieldInvalid``."""
    return whole(name, text(form, name))


def whole(name: str, written: str) -> int:
    """The whole number that is written in a field, in the digits of any script."""
    number = whole_typed(written)
    if number is None:
        raise FieldInvalid(name, WHOLE_NUMBER())
    return number


def day(written: str) -> date | None:
    """The day that is written (``2026-01-15``, in the digits of any script), if it is one."""
    try:
        return date.fromisoformat(digits_typed(written.strip()))
    except ValueError:
        return None


def amount(name: str, written: str, currency: str, language: Language) -> Money:
    """The amount in a field, as a reader of the language types it.

    Raises:
        FieldInvalid: It is no number, or there is more than one way to read it.
        CurrencyUnavailable: There is no such currency.
    """
    code = currency_of(currency)
    three_decimals = minor_unit(code.code) == THREE_DECIMALS
    return Money(_number(name, written, language, three_decimals=three_decimals), code)


def percentage(name: str, written: str, language: Language) -> Decimal:
    """The percentage in a field, as a reader of the language types it; or ``FieldInvalid``."""
    return _number(name, written, language, three_decimals=True)


def _number(name: str, written: str, language: Language, *, three_decimals: bool) -> Decimal:
    try:
        return language.number_typed(written, three_decimals=three_decimals)
    except NotRead as error:
        raise FieldInvalid(name, error.message) from error
