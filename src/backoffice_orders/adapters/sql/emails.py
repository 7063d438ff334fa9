"""E-mails to customers in SQL: what they say is kept compressed."""

from __future__ import annotations

import zlib
from datetime import datetime
from typing import Any

from sqlalchemy import select

from backoffice_orders.adapters.sql.documents import written
from backoffice_orders.adapters.sql.rows import ShopRows
from backoffice_orders.adapters.transactions import writes
from backoffice_orders.model.customer_email import CustomerEmail
from backoffice_orders.model.errors.emails import EmailNotFound
from backoffice_orders.model.errors.host import IdTaken
from backoffice_orders.model.ids import CartId, EmailId


class SqlEmails(ShopRows):
    """The ``Emails`` port."""

    @writes
    def add(self, email: CustomerEmail, message: str) -> None:
        content = zlib.compress(message.encode("ascii"))
        row = {"id": email.id, "content": content, **_columns(email)}
        if not self._insert_new(self._schema.emails, row):
            raise IdTaken("e-mail", email.id)
        self._belongs_to(self._schema.carts, email.cart_id)

    def get(self, email_id: EmailId) -> CustomerEmail:
        email = self._document(self._schema.emails, CustomerEmail, id=email_id)
        if email is None:
            raise EmailNotFound(email_id)
        return email

    def message(self, email_id: EmailId) -> str:
        table = self._schema.emails
        for content in self._session.values(
            select(table.c.content).where(self._mine(table, id=email_id))
        ):
            return zlib.decompress(bytes(content)).decode("ascii")
        raise EmailNotFound(email_id)

    def of_cart(self, cart_id: CartId) -> tuple[CustomerEmail, ...]:
        table = self._schema.emails
        query = (
            select(table.c.id, table.c.document)
            .where(self._mine(table, cart_id=cart_id))
            .order_by(table.c.written_at, table.c.id)
        )
        return self._values(table, CustomerEmail, self._session.all(query))

    @writes
    def save(self, email: CustomerEmail) -> None:
        if not self._rewrite(self._schema.emails, _columns(email), id=email.id):
            raise EmailNotFound(email.id)

    @writes
    def remove_of_cart(self, cart_id: CartId) -> None:
        self._remove(self._schema.emails, cart_id=cart_id)

    @writes
    def forget(self, before: datetime, limit: int) -> int:
        table = self._schema.emails
        return self._remove_old(table, table.c.id, table.c.written_at, before, limit)


def _columns(email: CustomerEmail) -> dict[str, Any]:
    return {
        "cart_id": email.cart_id,
        "written_at": email.written_at,
        "document": written(email),
    }
