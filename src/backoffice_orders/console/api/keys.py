"""The header ``Idempotency-Key``, and answers that are given again.

As in draft-ietf-httpapi-idempotency-key-header: 400 for what is no key, 409 while the request is
being done, 422 for a key of another request; keys are kept for a day unless the shop says else.
"""

from __future__ import annotations

import re

from starlette.datastructures import Headers
from starlette.responses import Response

from backoffice_orders.i18n import Language
from backoffice_orders.model.errors.requests import IdempotencyKeyInvalid
from backoffice_orders.model.keyed_request import KeptAnswer

HEADER = "Idempotency-Key"
# That an answer is given again, as other shops' APIs say it.
REPLAYED = "Idempotent-Replayed"
LONGEST = 255
# A string of a structured field (RFC 8941), or the same without its quotes.
_BARE = rf"[!#-\[\]-~]{{1,{LONGEST}}}"
PATTERN = rf'^({_BARE}|"{_BARE}")$'


def key_in(headers: Headers) -> str | None:
    """The key that a request carries, without quotes; None without any.

    Raises:
        IdempotencyKeyInvalid: There are several, or it is too long, or has other characters.
    """
    sent = headers.getlist(HEADER)
    if not sent:
        return None
    if len(sent) > 1 or not re.fullmatch(PATTERN, sent[0]):
        raise IdempotencyKeyInvalid(HEADER, LONGEST)
    return sent[0].strip('"')


def kept_answer(response: Response, language: Language) -> KeptAnswer:
    """An answer to be kept, from the response that gives it."""
    body, media_type = bytes(response.body).decode(), response.headers["content-type"]
    return KeptAnswer(response.status_code, body, media_type, language.tag)


def response_of(answer: KeptAnswer, *, replayed: bool = False) -> Response:
    """An answer as it is sent."""
    headers = {"content-language": answer.language}
    if replayed:
        headers[REPLAYED.lower()] = "true"
    return Response(answer.body, answer.status, headers, answer.media_type)
