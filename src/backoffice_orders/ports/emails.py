"""E-mails to customers, as they were written."""

from datetime import datetime
from typing import Protocol

from backoffice_orders.model.customer_email import CustomerEmail
from backoffice_orders.model.ids import CartId, EmailId


class Emails(Protocol):
    """What customers were written, and what has become of it. The outbox is what sends it."""

    def add(self, email: CustomerEmail, message: str) -> None:
        """Store a new e-mail, and the whole message (RFC 5322, ASCII).

        Raises:
            IdTaken: There is an e-mail with this id ("e-mail").
        """
        ...

    def get(self, email_id: EmailId) -> CustomerEmail:
        """The e-mail.

        Raises:
            EmailNotFound: There is none with this id.
        """
        ...

    def message(self, email_id: EmailId) -> str:
        """The message that it was added with.

        Raises:
            EmailNotFound: There is none with this id.
        """
        ...

    def of_cart(self, cart_id: CartId) -> tuple[CustomerEmail, ...]:
        """All e-mails about a cart, by ``written_at`` and id."""
        ...

    def save(self, email: CustomerEmail) -> None:
        """Replace a stored e-mail; its message stays.

        Raises:
            EmailNotFound: There is none with this id.
        """
        ...

    def remove_of_cart(self, cart_id: CartId) -> None:
        """Forget all e-mails about a cart, with their messages."""
        ...

    def forget(self, before: datetime, limit: int) -> int:
        """Forget e-mails that were written before a moment (UTC), the earliest first.

        Returns:
            How many were forgotten: ``limit`` at most, and fewer only where there are no more;
            of a limit below one, none.
        """
        ...
