"""What the page of a placed order shows beside the order itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from attrs import evolve

from backoffice_orders.model.audit import AuditEntry
from backoffice_orders.model.cart import Note
from backoffice_orders.model.customization import AttachedFile
from backoffice_orders.model.ids import ActorId, LineId
from backoffice_orders.model.order import Order, Payment, StatusChange
from backoffice_orders.model.values import frozen

# What the order itself tells better than the audit trail: with names, amounts and texts.
_TOLD_BY_ORDER = frozenset(
    {
        "order.add_note",
        "order.change_status",
        "order.record_payment",
        "order.record_refund",
    }
)


@frozen
class Happened:
    """One thing that has happened to an order: exactly one of the last four says what.

    ``at`` is in UTC; ``by`` is empty where nobody is on record.
    """

    at: datetime
    by: ActorId
    status: StatusChange | None = None
    payment: Payment | None = None
    note: Note | None = None
    entry: AuditEntry | None = None


def happened(order: Order, trail: Iterable[AuditEntry]) -> tuple[Happened, ...]:
    """The history of an order, the latest first."""
    told = sorted(_all(order, trail), key=lambda each: each.at)
    return tuple(reversed(told))


def _all(order: Order, trail: Iterable[AuditEntry]) -> Iterator[Happened]:
    for entry in trail:
        if entry.action not in _TOLD_BY_ORDER:
            # Of a refused payment the reason is worth telling, of placing nothing more.
            shown = entry if entry.action == "order.payment_refused" else evolve(entry, after={})
            yield Happened(entry.at, entry.actor_id, entry=evolve(shown, before={}))
    for status in order.history:
        yield Happened(status.at, status.by, status=status)
    for payment in order.payments:
        yield Happened(payment.at, payment.by, payment=payment)
    for note in order.notes:
        yield Happened(note.at, note.by, note=note)


def names_in(trail: Iterable[AuditEntry]) -> Mapping[ActorId, str]:
    """What those who have done something were called, by their ids."""
    return {entry.actor_id: entry.actor_name for entry in trail if entry.actor_name}


def files_of(order: Order) -> Mapping[LineId, tuple[AttachedFile, ...]]:
    """The files that the customer has given, by the lines that they are for."""
    return {
        line.id: tuple(each.file for each in line.customization.values if each.file is not None)
        for line in order.cart.lines
    }
