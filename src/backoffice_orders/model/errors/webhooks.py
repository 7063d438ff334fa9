"""Errors about webhooks."""

from typing import ClassVar

from backoffice_orders.model.errors.base import Conflict, InvalidInput, NotFound
from backoffice_orders.model.messages import Reason


class WebhookNotFound(NotFound):
    """The shop has no webhook with this id."""

    webhook_id: str

    code: ClassVar[str] = "webhook_not_found"
    sentence: ClassVar[str] = (
        "There is no webhook '{webhook_id}' (any more): choose one of the list."
    )


class WebhookOff(Conflict):
    """The webhook is switched off, and told of nothing."""

    webhook_id: str

    code: ClassVar[str] = "webhook_off"
    sentence: ClassVar[str] = "This webhook is switched off: switch it on first."


class WebhookThere(Conflict):
    """The address is told of the same events by another webhook: it would be told twice."""

    webhook_id: str
    url: str

    code: ClassVar[str] = "webhook_there"
    sentence: ClassVar[str] = (
        "There is a webhook that tells {url} of these events already: change that one, or give it "
        "another secret."
    )


class TooManyWebhooks(Conflict):
    """The shop has as many webhooks as it may have."""

    most: int

    code: ClassVar[str] = "too_many_webhooks"
    sentence: ClassVar[str] = "There are {most} webhooks already: remove one that nobody needs."


class EventNotKept(NotFound):
    """The event is not kept any more, or was none that the webhook is told of."""

    message_id: str

    code: ClassVar[str] = "event_not_kept"
    sentence: ClassVar[str] = (
        "The event '{message_id}' is not kept any more: it cannot be sent again."
    )


class TooManyEvents(InvalidInput):
    """More events are asked for than can be sent again at once."""

    most: int

    code: ClassVar[str] = "too_many_events"
    sentence: ClassVar[str] = (
        "These are more than {most} events: choose a shorter time, and then the next one."
    )


class WebhookNotSigned(InvalidInput):
    """What has come in was not sent by the shop, or not just now; ``reason`` says why."""

    reason: Reason

    code: ClassVar[str] = "webhook_not_signed"
    sentence: ClassVar[str] = "This was not sent by the shop: {reason}. Refuse it."
