"""Addresses of things on the web."""

from __future__ import annotations

import re
from typing import Any

from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.fields.texts import Text
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.values import frozen

NO_WEB_ADDRESS = Sentence(
    "reason.no_web_address",
    "use an address that begins with https:// or http://, or a path that begins with one /",
)
# A browser takes a backslash for a slash: "/\\host" would be another host's address.
_WEB_ADDRESS = r"(?i)https?://[^\s/\\?#][^\s\\]*|/(?![/\\])[^\s\\]*"


@frozen
class WebAddress(Text):
    """An http(s) address (URL), or a path on the host that shows it; or nothing.

    Raises:
        FieldInvalid: It is neither, so that a browser might run it, or look elsewhere.
        And what ``Text`` raises.
    """

    def entered(self, name: str, value: Any) -> None:
        """Raise for what is no such address."""
        Text.entered(self, name, value)
        if value and not re.fullmatch(_WEB_ADDRESS, value):
            raise FieldInvalid(name, NO_WEB_ADDRESS())


PICTURE = WebAddress(2000)
