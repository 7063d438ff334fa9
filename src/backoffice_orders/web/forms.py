"""Receiving a submitted form: whatever was sent, it is one that can be read, or refused."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request

from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.reasons import NOT_SHOWN

UNREADABLE = Sentence("reason.form_unreadable", "it cannot be read")

# Four fields for each of a thousand lines, and the rest.
FIELDS_LIMIT = 5000


async def read_form(request: Request, *, max_files: int = 0) -> FormData:
    """The form that a request carries.

    Raises:
        FieldInvalid: It is in no encoding that there is, or holds what is no text.
        starlette's ``HTTPException`` (400): It has too many fields or files.
    """
    try:
        form = await request.form(max_files=max_files, max_fields=FIELDS_LIMIT)
    except (ValueError, LookupError) as error:
        raise FieldInvalid("form", UNREADABLE()) from error
    for name, value in form.multi_items():
        for each in (name, value):
            if isinstance(each, str) and not _is_text(each):
                raise FieldInvalid(_shown(name), NOT_SHOWN())
    return form


def _is_text(value: str) -> bool:
    return "\0" not in value and not any("\ud800" <= each <= "\udfff" for each in value)


def _shown(name: str) -> str:
    return name[:64] if _is_text(name) else "form"
