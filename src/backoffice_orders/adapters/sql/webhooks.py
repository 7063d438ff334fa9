"""Webhooks and their log in SQL."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from attrs import evolve
from sqlalchemy import delete, false, select, update

from backoffice_orders.adapters.sql.documents import written
from backoffice_orders.adapters.sql.journal import Journal
from backoffice_orders.adapters.sql.readable import readable
from backoffice_orders.adapters.transactions import writes
from backoffice_orders.model.errors.host import IdTaken, StorageBusy
from backoffice_orders.model.errors.webhooks import WebhookNotFound
from backoffice_orders.model.ids import WebhookId
from backoffice_orders.model.page import Page, PageAfter
from backoffice_orders.model.webhook import Attempt, Webhook
from backoffice_orders.serialization import from_json


class SqlWebhooks(Journal):
    """The ``Webhooks`` port."""

    @writes
    def add(self, webhook: Webhook) -> Webhook:
        if not self._insert_new(self._schema.webhooks, {"id": webhook.id, **_columns(webhook)}):
            raise IdTaken("webhook", webhook.id)
        return webhook

    def get(self, webhook_id: WebhookId) -> Webhook:
        webhook = self._document(self._schema.webhooks, Webhook, id=webhook_id)
        if webhook is None:
            raise WebhookNotFound(webhook_id)
        return webhook

    def all(self) -> tuple[Webhook, ...]:
        table = self._schema.webhooks
        query = select(table.c.id, table.c.document).where(self._mine(table)).order_by(table.c.id)
        return self._values(table, Webhook, self._session.all(query))

    @writes
    def save(self, webhook: Webhook) -> Webhook:
        stored = evolve(webhook, version=webhook.version + 1)
        keys = {"id": webhook.id, "version": webhook.version}
        if not self._rewrite(self._schema.webhooks, _columns(stored), **keys):
            self.get(webhook.id)
            raise StorageBusy(f"webhook {webhook.id} was changed meanwhile")
        return stored

    @writes
    def remove(self, webhook_id: WebhookId) -> None:
        self._remove(self._schema.webhooks, id=webhook_id)
        self._remove(self._schema.webhook_attempts, webhook_id=webhook_id)

    @writes
    def log(self, *attempts: Attempt) -> None:
        rows = [
            {
                "webhook_id": attempt.webhook_id,
                "key": attempt.key,
                "at": attempt.at,
                "succeeded": attempt.succeeded,
                "document": written(attempt),
            }
            for attempt in attempts
        ]
        self._append(self._schema.webhook_attempts, rows)

    def attempts(
        self, webhook_id: WebhookId, page: PageAfter, *, failed: bool = False
    ) -> Page[Attempt]:
        table, after = self._schema.webhook_attempts, page.number()
        position = table.c.position
        query = select(position, table.c.document, position.label("key"))
        query = query.where(self._mine(table, webhook_id=webhook_id))
        if failed:
            query = query.where(table.c.succeeded == false())
        if after is not None:
            query = query.where(position < after)
        query = query.order_by(position.desc())
        return self._page_after(table, query, page, _attempt, lambda number, _: str(number))

    def of_keys(self, keys: Collection[str]) -> tuple[Attempt, ...]:
        return tuple(attempt for _, attempt in self._kept(keys))

    def _kept(self, keys: Collection[str]) -> list[tuple[int, Attempt]]:
        """Positions and attempts about events with these keys; unreadable ones are set aside."""
        table = self._schema.webhook_attempts
        query = select(table.c.position, table.c.document)
        here = self._mine(table) & table.c.key.in_(sorted(keys))
        rows = self._session.all(query.where(here).order_by(table.c.position))
        found = readable(table, [(str(number), text) for number, text in rows], _attempt)
        return [(int(number), attempt) for number, attempt in found]

    @writes
    def erase(self, keys: Collection[str]) -> None:
        table = self._schema.webhook_attempts
        kept = self._kept(keys)
        for position, attempt in kept:
            here = self._mine(table, position=position)
            erased = written(evolve(attempt, answer=""))
            self._session.execute(update(table).where(here).values(document=erased))
        # What cannot be read may hold anything.
        others = self._mine(table) & table.c.key.in_(sorted(keys))
        others &= table.c.position.not_in([position for position, _ in kept])
        self._session.execute(delete(table).where(others))

    @writes
    def forget(self, before: datetime, limit: int) -> int:
        table = self._schema.webhook_attempts
        return self._remove_old(table, table.c.position, table.c.at, before, limit)


def _columns(webhook: Webhook) -> dict[str, Any]:
    return {"version": webhook.version, "document": written(webhook)}


def _attempt(document: str) -> Attempt:
    return from_json(document, Attempt)
