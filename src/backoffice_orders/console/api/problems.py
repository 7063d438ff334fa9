"""What the API answers where something went wrong: problem details (RFC 9457)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from moneyed import Money
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from backoffice_orders.console.access import Refused
from backoffice_orders.i18n import Language
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.requests import RequestRunning
from backoffice_orders.model.messages import Message, Sentence
from backoffice_orders.serialization.scalars import told_moment
from backoffice_orders.web.answers import Json, status_of
from backoffice_orders.web.languages import PageLanguages, tag_of
from backoffice_orders.web.protection import as_the_host_says
from backoffice_orders.web.refusals import (
    FAULT,
    NO_SHOP,
    NOT_ALLOWED,
    SEND_LESS,
    Refusal,
    fault_of,
    told_of,
)

PROBLEM = "application/problem+json"
# Seconds after which a request that is being done is worth repeating.
ASK_AGAIN_AFTER = 1
FROM_ELSEWHERE = Sentence("from_elsewhere", "Another site may not send this.")
NO_JSON = Sentence("not_json", "Send the body as application/json.")
_SAID = {
    404: Sentence("no_such_endpoint", "There is nothing at this address."),
    405: NOT_ALLOWED,
    415: NO_JSON,
}


def _problem(status: int, code: str, detail: str, **more: Any) -> Response:
    content = {
        "type": f"urn:backoffice-orders:error:{code}",
        "title": code.replace("_", " ").capitalize(),
        "status": status,
        "detail": detail,
        "code": code,
        **more,
    }
    return Json(content, status_code=status, media_type=PROBLEM)


# Where what lies around the endpoints refuses a request: a problem, too.
TOO_LARGE = Refusal(413, "body_too_large", SEND_LESS, _problem)
NO_SUCH_SHOP = Refusal(404, "not_found", NO_SHOP, _problem)
BROKEN = Refusal(500, "fault", FAULT, _problem)


class Reader:
    """What went wrong, in the language of who reads it."""

    def __init__(self, languages: PageLanguages) -> None:
        self._languages = languages

    async def language(self, request: Request) -> Language:
        """The language of a request. Moments in sentences are in UTC, as all others here."""
        await self._languages.find(request)
        return self._languages.read(tag_of(request))

    async def failed(self, request: Request, error: Exception) -> Response:
        """What the shop refuses."""
        assert isinstance(error, BackOfficeError)
        return problem_of(error, await self.language(request))

    async def refused(self, request: Request, error: Exception) -> Response:
        """Not let in."""
        assert isinstance(error, Refused)
        return await self._say(request, error.status, error.code, error.message)

    async def no_such(self, request: Request, error: Exception) -> Response:
        """Nothing that is here."""
        assert isinstance(error, HTTPException)
        answer = await self._say(request, error.status_code, *told_of(error, _SAID))
        answer.headers.update(error.headers or {})
        return as_the_host_says(request, answer)

    async def broken(self, request: Request, error: Exception) -> Response:
        """A fault of ours. The host is not asked anything any more."""
        told = fault_of(error, "the API")
        await self._languages.find(request, ask=False)
        return await self._say(request, 500, *told)

    async def _say(self, request: Request, status: int, code: str, message: Message) -> Response:
        language = await self.language(request)
        return _said(_problem(status, code, language.say(message)), language)


def problem_of(error: BackOfficeError, language: Language) -> Response:
    """What the shop refuses, in a language."""
    fields = {name: plain(value, language.say) for name, value in error.details().items()}
    detail = language.say(error.message)
    answer = _said(_problem(status_of(error), error.code, detail, fields=fields), language)
    if isinstance(error, RequestRunning):
        answer.headers["retry-after"] = str(ASK_AGAIN_AFTER)
    return answer


def _as_it_is(message: Message) -> Message:
    return message


def _said(answer: Response, language: Language) -> Response:
    answer.headers["content-language"] = language.tag
    return answer


def plain(value: Any, say: Callable[[Message], str | Message] = _as_it_is) -> Any:
    """A value of an error or a message as JSON has it; what it says becomes a sentence by ``say``.

    Without it that stays a message: a whole answer is said at once (``codec.write``).
    """
    if isinstance(value, Mapping):
        return {str(name): plain(each, say) for name, each in value.items()}
    if isinstance(value, tuple | list):
        return [plain(each, say) for each in value]
    if isinstance(value, Message):
        return say(value)
    if isinstance(value, Money):
        return {"amount": plain(value.amount), "currency": value.currency.code}
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return told_moment(value)
    return value if isinstance(value, str | int | bool | None) else str(value)
