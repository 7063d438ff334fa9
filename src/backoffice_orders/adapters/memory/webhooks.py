"""Webhooks and their log in memory."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from attrs import evolve

from backoffice_orders.adapters.memory.search import cut_after
from backoffice_orders.adapters.memory.tables import MemoryPort, Table, Tables
from backoffice_orders.adapters.transactions import writes
from backoffice_orders.model.errors.host import IdTaken, StorageBusy
from backoffice_orders.model.errors.webhooks import WebhookNotFound
from backoffice_orders.model.ids import ShopId, WebhookId
from backoffice_orders.model.page import Page, PageAfter
from backoffice_orders.model.webhook import Attempt, Webhook


class MemoryWebhooks(MemoryPort):
    """The ``Webhooks`` port."""

    def __init__(self, tables: Tables, shop_id: ShopId) -> None:
        super().__init__(tables)
        self._webhooks: Table[Webhook] = Table(tables, "webhooks", shop_id)
        self._attempts: Table[Attempt] = Table(tables, "webhook_attempts", shop_id)

    @writes
    def add(self, webhook: Webhook) -> Webhook:
        if self._webhooks.get(webhook.id) is not None:
            raise IdTaken("webhook", webhook.id)
        self._webhooks.put(webhook.id, webhook)
        return webhook

    def get(self, webhook_id: WebhookId) -> Webhook:
        webhook = self._webhooks.get(webhook_id)
        if webhook is None:
            raise WebhookNotFound(webhook_id)
        return webhook

    def all(self) -> tuple[Webhook, ...]:
        return tuple(self._webhooks.values())

    @writes
    def save(self, webhook: Webhook) -> Webhook:
        if self.get(webhook.id).version != webhook.version:
            raise StorageBusy(f"webhook {webhook.id} was changed meanwhile")
        stored = evolve(webhook, version=webhook.version + 1)
        self._webhooks.put(webhook.id, stored)
        return stored

    @writes
    def remove(self, webhook_id: WebhookId) -> None:
        self._webhooks.remove(webhook_id)
        for number, attempt in self._attempts.items():
            if attempt.webhook_id == webhook_id:
                self._attempts.remove(number)

    @writes
    def log(self, *attempts: Attempt) -> None:
        for attempt in attempts:
            self._attempts.append(attempt)

    def attempts(
        self, webhook_id: WebhookId, page: PageAfter, *, failed: bool = False
    ) -> Page[Attempt]:
        after = page.number()
        found = [
            (number, attempt)
            for number, attempt in reversed(self._attempts.items())
            if attempt.webhook_id == webhook_id
            and not (failed and attempt.succeeded)
            and (after is None or number < after)
        ]
        shown = cut_after(found, page, lambda row: str(row[0]))
        return Page.until(tuple(attempt for _, attempt in shown), shown.next)

    def of_keys(self, keys: Collection[str]) -> tuple[Attempt, ...]:
        return tuple(each for each in self._attempts.values() if each.key in keys)

    @writes
    def erase(self, keys: Collection[str]) -> None:
        for number, attempt in self._attempts.items():
            if attempt.key in keys:
                self._attempts.put(number, evolve(attempt, answer=""))

    @writes
    def forget(self, before: datetime, limit: int) -> int:
        made = sorted((attempt.at, number) for number, attempt in self._attempts.items())
        old = [number for at, number in made if at < before][: max(limit, 0)]
        for number in old:
            self._attempts.remove(number)
        return len(old)
