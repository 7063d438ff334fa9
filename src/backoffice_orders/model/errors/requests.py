"""Errors about requests that are named by a key, so that they are done once."""

from datetime import datetime
from typing import ClassVar

from backoffice_orders.model.errors.base import Conflict, InvalidInput


class IdempotencyKeyInvalid(InvalidInput):
    """The key is no key. ``header`` is where it stands, ``limit`` its longest length."""

    header: str
    limit: int

    code: ClassVar[str] = "idempotency_key_invalid"
    sentence: ClassVar[str] = (
        "Send one {header} of 1 to {limit} letters, digits or signs, without spaces, quotes or "
        "backslashes."
    )


class KeyOfAnotherRequest(InvalidInput):
    """The key was used before, for another request of the same actor; nothing was done."""

    code: ClassVar[str] = "key_of_another_request"
    sentence: ClassVar[str] = (
        "This was sent before with something else in it: send what is new with a new key."
    )


class RequestRunning(Conflict):
    """The same request, with the same key, is being done at this moment."""

    code: ClassVar[str] = "request_running"
    sentence: ClassVar[str] = "This is being done already: wait a moment, then ask again."


class AnswerNotKept(Conflict):
    """The same request was done before, and nobody knows its answer any more.

    It held a secret, or the process ended before it was written down. ``begun_at`` is the moment
    (UTC) when it was done.
    """

    begun_at: datetime

    code: ClassVar[str] = "answer_not_kept"
    sentence: ClassVar[str] = (
        "This was done already ({begun_at}), and its answer is not kept: look at what is there "
        "before you repeat it."
    )
