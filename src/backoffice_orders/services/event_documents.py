"""Events as they are stored, and read back."""

from __future__ import annotations

from typing import Any

from backoffice_orders.model import events
from backoffice_orders.model.events import Event
from backoffice_orders.model.outbox import OutboxMessage
from backoffice_orders.serialization import from_plain, to_plain

_VERSION = "version"


def document_of(event: Event) -> dict[str, Any]:
    """An event as plain JSON values, with its version."""
    return {_VERSION: event.version, **to_plain(event)}


def event_of(message: OutboxMessage) -> Event:
    """The event that a message is, typed.

    What a newer version of this package has added is left out; what an older one did not have
    yet takes its default. A topic that is not known here, a newer version of an event, or one
    that cannot be read as what its topic says, is an ``UnknownEvent`` with all that was stored.
    """
    kind = events.BY_TOPIC.get(message.topic)
    stored = message.payload.get(_VERSION, 1)
    if kind is not None and stored == kind.version:
        fields = {name: value for name, value in message.payload.items() if name != _VERSION}
        try:
            return from_plain(fields, kind)
        except Exception:  # whatever is wrong with it: a consumer is to see what there is
            pass
    return events.UnknownEvent(message.topic, stored, message.key, message.payload)
