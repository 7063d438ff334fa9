"""Reading fields of a submitted form."""

from __future__ import annotations

from decimal import Decimal

from starlette.datastructures import FormData

from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.serialization import decimal_from_text

MAX_DIGITS = 9


def text(form: FormData, name: str) -> str:
    """A text field, empty if it is not there."""
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def whole_number(form: FormData, name: str) -> int:
    """A whole number of at most nine digits, or ``FieldInvalid``."""
    return whole(name, text(form, name))


def whole(name: str, written: str) -> int:
    """The whole number that is written in a field."""
    written = written.strip()
    if not written.isascii() or not written.isdigit() or len(written) > MAX_DIGITS:
        raise FieldInvalid(name, "enter a whole number")
    return int(written)


def amount(name: str, written: str) -> Decimal:
    """The decimal number in a field, with a comma or a full stop; or ``FieldInvalid``."""
    try:
        return decimal_from_text(written.strip().replace(",", "."))
    except ValueError as error:
        raise FieldInvalid(name, "enter an amount like 12.50") from error
