"""Webhooks, and the log of what was sent to them."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from backoffice_orders.model.ids import WebhookId
from backoffice_orders.model.page import Page, PageAfter
from backoffice_orders.model.webhook import Attempt, Webhook


class Webhooks(Protocol):
    """Addresses that are told of events. What waits for them is in the outbox."""

    def add(self, webhook: Webhook) -> Webhook:
        """Store a new webhook; returns what was stored, which may have another id.

        Raises:
            IdTaken: There is a webhook with this id.
        """
        ...

    def get(self, webhook_id: WebhookId) -> Webhook:
        """The webhook.

        Raises:
            WebhookNotFound: There is none with this id.
        """
        ...

    def all(self) -> tuple[Webhook, ...]:
        """All webhooks, by id."""
        ...

    def save(self, webhook: Webhook) -> Webhook:
        """Store the webhook over the version that it has; returns it with the next one.

        Raises:
            WebhookNotFound: There is none with its id.
            StorageBusy: Another version is stored: somebody has saved it meanwhile.
        """
        ...

    def remove(self, webhook_id: WebhookId) -> None:
        """Forget a webhook, and its attempts; nothing where there is none."""
        ...

    def log(self, *attempts: Attempt) -> None:
        """Store attempts after all others, in their order; nothing is compared."""
        ...

    def attempts(
        self, webhook_id: WebhookId, page: PageAfter, *, failed: bool = False
    ) -> Page[Attempt]:
        """A page of a webhook's attempts, the latest (logged last) first.

        ``failed`` asks for those alone that have not succeeded.

        Raises:
            FieldInvalid: ``page.after`` is not the ``next`` of a page of this list.
        """
        ...

    def of_keys(self, keys: Collection[str]) -> tuple[Attempt, ...]:
        """The attempts of all webhooks about events with these keys, in the order of logging."""
        ...

    def erase(self, keys: Collection[str]) -> None:
        """Empty ``answer`` of all attempts about events with these keys; the rest stays."""
        ...

    def forget(self, before: datetime, limit: int) -> int:
        """Remove attempts that were made before a moment (UTC), the earliest first.

        Returns:
            How many were removed: ``limit`` at most, and fewer only where there are no more;
            of a limit below one, none.
        """
        ...
