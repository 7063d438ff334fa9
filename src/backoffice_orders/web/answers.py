"""What answers have in common: statuses, redirects, and which fields were wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from backoffice_orders.model.errors.base import (
    BackOfficeError,
    InvalidInput,
    NotFound,
    PermissionDenied,
    TooManyTries,
)
from backoffice_orders.model.errors.customers import AddressInvalid
from backoffice_orders.model.errors.host import PartMissing, RowUnreadable, StorageFailed
from backoffice_orders.model.errors.requests import IdempotencyKeyInvalid
from backoffice_orders.model.errors.services import ServiceFailed
from backoffice_orders.model.messages import Message

_FIELD_OF = {
    "email_taken": "email",
    "email_invalid": "email",
    "phone_invalid": "phone",
    "quantity_not_positive": "quantity",
    "quantity_too_large": "quantity",
    "reason_missing": "reason",
    "vat_number_invalid": "vat_number",
}


def in_bytes(text: str) -> bytes:
    """A text as it is sent. Half a letter (a lone surrogate) becomes a question mark.

    No store keeps one, but a host's own parts may hand one on, and it has no bytes: without this,
    one name that was read wrongly would take the whole page, or the rest of a list, away.
    """
    return text.encode("utf-8", "replace")


class Html(HTMLResponse):
    """A page."""

    def render(self, content: Any) -> bytes:
        """The page as it is sent."""
        return in_bytes(content)


class Json(JSONResponse):
    """A document of JSON."""

    def render(self, content: Any) -> bytes:
        """The document as it is sent."""
        return in_bytes(
            json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        )


def root_of(request: Request) -> str:
    """Under which path the app is mounted, without a slash at its end."""
    return str(request.scope.get("root_path", "")).rstrip("/")


def see(request: Request, path: str) -> Response:
    """Send the browser to a page of the same app."""
    return RedirectResponse(f"{root_of(request)}{path}", status_code=303)


def by_script(request: Request) -> bool:
    """Whether a script of the page asks, which puts an answer into the page by itself."""
    return request.headers.get("x-requested-with") == "fetch"


def status_of(error: BackOfficeError) -> int:
    """HTTP's status for a refusal."""
    return status_by_class(type(error))


def status_by_class(kind: type[BackOfficeError]) -> int:
    """HTTP's status for refusals of a class."""
    if issubclass(kind, IdempotencyKeyInvalid):
        return 400
    if issubclass(kind, NotFound):
        return 404
    if issubclass(kind, PermissionDenied):
        return 403
    if issubclass(kind, PartMissing | StorageFailed | ServiceFailed):
        return 503
    if issubclass(kind, RowUnreadable):
        return 500
    if issubclass(kind, TooManyTries):
        return 429
    return 422 if issubclass(kind, InvalidInput) else 409


def wrong_fields(error: BackOfficeError, say: Callable[[Message], str] = str) -> Mapping[str, str]:
    """The form's fields that an error is about, each with what to say beside it.

    That is empty where the error's own sentence says it already.
    """
    if isinstance(error, AddressInvalid):
        return {each.name: say(each.message) for each in error.fields}
    named = error.details().get("field", _FIELD_OF.get(error.code))
    field = error.__dict__.get("form_field", named)
    return {str(field): ""} if field is not None else {}
