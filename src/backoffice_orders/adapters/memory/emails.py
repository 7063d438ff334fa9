"""E-mails to customers in memory."""

from __future__ import annotations

from datetime import datetime

from backoffice_orders.adapters.memory.tables import MemoryPort, Table, Tables
from backoffice_orders.adapters.transactions import writes
from backoffice_orders.model.customer_email import CustomerEmail
from backoffice_orders.model.errors.emails import EmailNotFound
from backoffice_orders.model.errors.host import IdTaken
from backoffice_orders.model.ids import CartId, EmailId, ShopId


class MemoryEmails(MemoryPort):
    """The ``Emails`` port."""

    def __init__(self, tables: Tables, shop_id: ShopId) -> None:
        super().__init__(tables)
        self._emails: Table[CustomerEmail] = Table(tables, "emails", shop_id)
        self._messages: Table[str] = Table(tables, "email_messages", shop_id)

    @writes
    def add(self, email: CustomerEmail, message: str) -> None:
        if self._emails.get(email.id) is not None:
            raise IdTaken("e-mail", email.id)
        self._emails.put(email.id, email)
        self._messages.put(email.id, message)

    def get(self, email_id: EmailId) -> CustomerEmail:
        email = self._emails.get(email_id)
        if email is None:
            raise EmailNotFound(email_id)
        return email

    def message(self, email_id: EmailId) -> str:
        message = self._messages.get(email_id)
        if message is None:
            raise EmailNotFound(email_id)
        return message

    def of_cart(self, cart_id: CartId) -> tuple[CustomerEmail, ...]:
        emails = (each for each in self._emails.values() if each.cart_id == cart_id)
        return tuple(sorted(emails, key=_age))

    @writes
    def save(self, email: CustomerEmail) -> None:
        self.get(email.id)
        self._emails.put(email.id, email)

    @writes
    def remove_of_cart(self, cart_id: CartId) -> None:
        for email in self.of_cart(cart_id):
            self._forget(email)

    @writes
    def forget(self, before: datetime, limit: int) -> int:
        old = sorted((each for each in self._emails.values() if each.written_at < before), key=_age)
        for email in old[: max(limit, 0)]:
            self._forget(email)
        return len(old[: max(limit, 0)])

    def _forget(self, email: CustomerEmail) -> None:
        self._emails.remove(email.id)
        self._messages.remove(email.id)


def _age(email: CustomerEmail) -> tuple[datetime, EmailId]:
    return email.written_at, email.id
