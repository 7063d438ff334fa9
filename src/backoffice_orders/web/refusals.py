"""What is refused before anybody knows who asks, or for which shop: in the browser's language."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from traceback import format_tb
from typing import NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from backoffice_orders.i18n import LANGUAGES, Language
from backoffice_orders.model.messages import Message, Sentence
from backoffice_orders.web.accepted import accepted

SEND_LESS = Sentence("body_too_large", "Send less at once.")
FAULT = Sentence("fault", "Something is broken here; nothing was changed.")
NO_SHOP = Sentence("no_such_shop", "There is no such shop.")
NO_SUCH_PAGE = Sentence("no_such_page", "There is no such page.")
NOT_ALLOWED = Sentence("method_not_allowed", "This method is not for this address.")
NOT_UNDERSTOOD = Sentence("refused", "The request cannot be understood.")
_OF_PAGES: Mapping[int, Sentence] = {404: NO_SUCH_PAGE, 405: NOT_ALLOWED}
_LOG = logging.getLogger("backoffice_orders.web")


class Told(NamedTuple):
    """What is said of a request that nobody answers: a stable code, and a sentence."""

    code: str
    message: Message


def told_of(error: HTTPException, said: Mapping[int, Sentence] = _OF_PAGES) -> Told:
    """What is said where starlette refuses a request: no such address, too many fields.

    ``said`` has the sentences of some statuses.
    """
    sentence = said.get(error.status_code, NOT_UNDERSTOOD)
    return Told("not_found" if error.status_code == 404 else sentence.code, sentence())


def fault_of(error: Exception, what: str) -> Told:
    """What is said of a fault of ours (``what`` has it), which is logged.

    Once: an app that another one is mounted in is asked about its faults too.
    """
    if vars(error).setdefault("backoffice_orders.fault_of", what) == what:
        # Where it happened, and not what it says: a host's errors may quote a customer's data.
        where = "".join(format_tb(error.__traceback__))
        _LOG.error("%s has a fault: %s\n%s", what, type(error).__name__, where)
        _LOG.debug("what it says", exc_info=error)
    return Told("fault", FAULT())


def _plain(status: int, code: str, sentence: str) -> Response:
    return PlainTextResponse(f"{code}: {sentence}", status)


class Refusal:
    """An ASGI app that answers every request with one sentence.

    Args:
        status: HTTP's.
        code: Ours.
        sentence: What is said.
        answer: How, from status, code and the sentence; a plain text by default.
    """

    def __init__(
        self,
        status: int,
        code: str,
        sentence: Sentence,
        answer: Callable[[int, str, str], Response] = _plain,
    ) -> None:
        self._status = status
        self._code = code
        self._message = sentence()
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse the request."""
        language = Language(accepted(Request(scope), LANGUAGES) or "en")
        answer = self._answer(self._status, self._code, language.say(self._message))
        answer.headers["content-language"] = language.tag
        await answer(scope, receive, send)


NO_SUCH_SHOP = Refusal(404, "not_found", NO_SHOP)
BROKEN = Refusal(500, "fault", FAULT)
