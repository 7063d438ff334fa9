"""How webhooks are signed: the Standard Webhooks specification, symmetric signatures (v1).

HMAC-SHA256 over ``id.timestamp.body``, in base64; several signatures are divided by spaces.
"""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256

from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.errors.webhooks import WebhookNotSigned
from backoffice_orders.model.messages import Sentence

NO_SECRET = Sentence("reason.webhook_secret", "a webhook's secret begins with {prefix}")
NO_HEADERS = Sentence("reason.webhook_headers", "the headers {names} are not all there")
NOT_NOW = Sentence("reason.webhook_not_now", "it was sent too long ago, or your clock is wrong")
OTHER_SIGNATURE = Sentence(
    "reason.webhook_other_signature", "its signature is not made with your secret"
)

PREFIX = "whsec_"
ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
# What was sent longer ago, or will be later, is refused: it may have been overheard.
TOLERANCE = timedelta(minutes=5)
# As the specification wants at least: 24 bytes; at most 64.
SECRET_BYTES = 32


def secret_of(key: bytes) -> str:
    """A key as people are given it."""
    return PREFIX + b64encode(key).decode()


def signed_headers(
    secrets: Iterable[str], message_id: str, at: datetime, body: bytes
) -> Mapping[str, str]:
    """The three headers of the specification, with a signature by each of the secrets."""
    seconds = str(int(at.timestamp()))
    signatures = (_signature(each, message_id, seconds, body) for each in secrets)
    return {ID: message_id, TIMESTAMP: seconds, SIGNATURE: " ".join(signatures)}


def require_signed(
    secret: str, headers: Mapping[str, str], body: bytes, now: datetime, tolerance: timedelta
) -> None:
    """Refuse what was not signed with the secret just now.

    Args:
        secret: As the shop has given it (``whsec_…``).
        headers: The request's; names in any case.
        body: The request's, as it came: not read and written again.
        now: The moment (UTC).
        tolerance: How long ago it may have been sent.

    Raises:
        WebhookNotSigned: It was not.
        FieldInvalid: The secret is none.
    """
    named = {name.lower(): value for name, value in headers.items()}
    try:
        message_id, seconds, given = named[ID], named[TIMESTAMP], named[SIGNATURE]
    except KeyError:
        names = ", ".join((ID, TIMESTAMP, SIGNATURE))
        raise WebhookNotSigned(NO_HEADERS(names=names)) from None
    wanted = _signature(secret, message_id, seconds, body).encode()
    # All are compared, each in the same time whatever it is.
    same = [hmac.compare_digest(wanted, _as_sent(each)) for each in given.split(" ")]
    if not any(same):
        raise WebhookNotSigned(OTHER_SIGNATURE())
    # The timestamp is signed too: it is what the shop has written.
    if not seconds.isdigit() or abs(now.timestamp() - int(seconds)) > tolerance.total_seconds():
        raise WebhookNotSigned(NOT_NOW())


def _signature(secret: str, message_id: str, seconds: str, body: bytes) -> str:
    signed = _as_sent(f"{message_id}.{seconds}.") + body
    return "v1," + b64encode(hmac.digest(_key(secret), signed, sha256)).decode()


def _as_sent(header: str) -> bytes:
    """What a header says; of bytes that are no letters, some servers make halves of letters."""
    return header.encode("utf-8", "surrogatepass")


def _key(secret: str) -> bytes:
    try:
        key = b64decode(secret.removeprefix(PREFIX), validate=True)
    except (NotBase64, ValueError):
        key = b""
    # Without a key everybody could sign.
    if not key or not secret.startswith(PREFIX):
        raise FieldInvalid("secret", NO_SECRET(prefix=PREFIX))
    return key
