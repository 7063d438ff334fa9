"""Events as they are stored, and read back; what carts and orders look like in them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from backoffice_orders.model.events import BY_TOPIC, Event, EventLine, UnknownEvent
from backoffice_orders.model.outbox import OutboxMessage
from backoffice_orders.model.pricing.summary import LineKind, SummaryLine
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
    kind = BY_TOPIC.get(message.topic)
    stored = message.payload.get(_VERSION, 1)
    if kind is not None and stored == kind.version:
        fields = {name: value for name, value in message.payload.items() if name != _VERSION}
        try:
            return from_plain(fields, kind)
        except Exception:  # whatever is wrong with it: a consumer is to see what there is
            pass
    return UnknownEvent(message.topic, stored, message.key, message.payload)


def event_lines(lines: Iterable[SummaryLine]) -> tuple[EventLine, ...]:
    """A summary's lines as events have them."""
    return tuple(_event_line(line) for line in lines)


def _event_line(line: SummaryLine) -> EventLine:
    total, discount = line.total, line.discount
    return EventLine(
        line_id=line.line_id,
        kind=line.kind.value,
        quantity=line.quantity,
        net=total.net.amount,
        gross=total.gross.amount,
        discount_net=discount.net.amount,
        discount_gross=discount.gross.amount,
        product_id=line.product_id,
        combination_id=line.combination_id,
        reference=line.reference,
        name=line.name if line.kind in (LineKind.PRODUCT, LineKind.GIFT) else "",
    )


def shipping_of(amount: Any) -> Decimal:
    """What a summary's delivery costs, gross; nothing where there is none."""
    return Decimal(0) if amount is None else amount.gross.amount
