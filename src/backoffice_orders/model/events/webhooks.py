"""What happens to webhooks."""

from __future__ import annotations

from typing import ClassVar

from backoffice_orders.model.events.base import Event
from backoffice_orders.model.ids import ActorId, WebhookId
from backoffice_orders.model.subjects import SubjectType, key_of
from backoffice_orders.model.values import frozen


@frozen
class WebhookSwitchedOff(Event):
    """A webhook was switched off by itself: ``reason`` is ``gone`` (410) or ``failing``."""

    topic: ClassVar[str] = "webhook.switched_off"

    webhook_id: WebhookId
    actor_id: ActorId
    reason: str

    @property
    def key(self) -> str:
        """The webhook."""
        return key_of(SubjectType.WEBHOOK, self.webhook_id)


@frozen
class WebhookTested(Event):
    """Somebody tries a webhook out: it alone is sent this, and no consumer."""

    topic: ClassVar[str] = "webhook.test"

    webhook_id: WebhookId
    actor_id: ActorId

    @property
    def key(self) -> str:
        """The webhook."""
        return key_of(SubjectType.WEBHOOK, self.webhook_id)
