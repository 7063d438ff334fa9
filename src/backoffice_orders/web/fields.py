"""Reading fields of a submitted form."""

from __future__ import annotations

from starlette.datastructures import FormData

from backoffice_orders.model.errors.base import FieldInvalid

MAX_DIGITS = 9


def text(form: FormData, name: str) -> str:
    """A text field, empty if it is not there."""
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def whole_number(form: FormData, name: str) -> int:
    """A whole number of at most nine digits, or ``FieldInvalid``."""
    written = text(form, name).strip()
    if not written.isascii() or not written.isdigit() or len(written) > MAX_DIGITS:
        raise FieldInvalid(name, "enter a whole number")
    return int(written)
