"""The way out for webhooks."""

from collections.abc import Mapping
from typing import Protocol

from backoffice_orders.model.webhook import Sent


class WebhookSender(Protocol):
    """Posts to addresses that an employee has entered, and so to nobody's private network."""

    def require_address(self, url: str) -> None:
        """Refuse an address (URL) that nothing would be sent to, as far as that is known now.

        Raises:
            FieldInvalid: ``field`` is ``url``; the reason says what is wrong with it.
        """
        ...

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Sent:
        """Post a body (JSON) once, and tell what came of it; it raises nothing.

        It follows no redirect, keeps no more of an answer than its beginning, and takes less than
        a minute whatever is there. Where the name in the address leads is looked at for each post,
        when the connection is made: an address that was fit yesterday may lead elsewhere today.
        """
        ...
