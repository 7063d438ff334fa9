"""What the address of a webhook is like."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.fields import Text
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.values import frozen

NO_ADDRESS = Sentence(
    "reason.webhook_address", "use an address such as {example}, without a name or password in it"
)

EXAMPLE = "https://example.com/orders"
# What stands in a URL (RFC 3986): no spaces, no backslash, nothing beyond ASCII.
_URL = re.compile(r"https?://[\w.\-~:/?#\[\]@!$&'()*+,;=%]+", re.ASCII | re.IGNORECASE)


@frozen
class _Url(Text):
    """The address (URL) of a webhook.

    Raises:
        FieldInvalid: It is none, or names somebody to log in.
        And what ``Text`` raises.
    """

    def entered(self, name: str, value: Any) -> None:
        """Raise for what is no such address."""
        Text.entered(self, name, value)
        if not _URL.fullmatch(value) or not _is_address(value):
            raise FieldInvalid(name, NO_ADDRESS(example=EXAMPLE))


def led_to(url: str) -> tuple[str, str, int | None, str, str]:
    """Where an address leads: two that differ in how they are written alone lead to the same."""
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    port = parts.port or {"https": 443, "http": 80}.get(scheme)
    return scheme, parts.hostname or "", port, parts.path or "/", parts.query


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        return False
    # Nothing is sent to the port 0, and a name in the address would be sent to whoever is there.
    return bool(parts.hostname) and port != 0 and "@" not in parts.netloc


URL = _Url(2000, required=True)
