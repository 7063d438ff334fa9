"""What the page offers to take back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from backoffice_orders.model.actor import Actor
from backoffice_orders.model.audit import AuditEntry
from backoffice_orders.model.messages import Message, Sentence
from backoffice_orders.model.page import Page
from backoffice_orders.model.told_changes import told_changes
from backoffice_orders.services.commands.undoing import undoable

VOUCHER_REMOVED = Sentence("undo.voucher", "The voucher is removed.")
DISCOUNT_REMOVED = Sentence("undo.discount", "The discount is removed.")
DELIVERY_REMOVED = Sentence("undo.delivery", "The delivery by hand is removed.")
LINE_REMOVED = Sentence("undo.line", "The line is removed.")
OTHER_ADDRESSES = Sentence("undo.addresses", "Other addresses are chosen.")

# What is gone from the page; what is still to be seen there is changed where it stands.
_SAID: Mapping[str, Sentence] = {
    "addresses.choose": OTHER_ADDRESSES,
    "discounts.remove": DISCOUNT_REMOVED,
    "products.remove": LINE_REMOVED,
    "shipping.clear_manual": DELIVERY_REMOVED,
    "vouchers.take_away": VOUCHER_REMOVED,
}
# Afterwards it is in the history only.
_OFFERED = timedelta(minutes=15)


def offered_back(history: Page[AuditEntry], actor: Actor, now: datetime) -> AuditEntry | None:
    """The actor's removal that is the newest change, if it has just happened."""
    last = next(iter(history.items), None)
    if last is None or last.actor_id != actor.id or last.action not in _SAID:
        return None
    had_some = any(last.before.values())
    recent = now - last.at < _OFFERED
    return last if had_some and recent and undoable(last, actor) else None


def removed(entry: AuditEntry) -> Message:
    """What has gone, by its name where the audit trail has it."""
    told = told_changes(entry) if entry.action == "products.remove" else ()
    return told[0] if told else _SAID[entry.action]()
