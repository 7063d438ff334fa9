"""Changes that others have made to a cart since it was seen, and whether they are in the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import evolve

from backoffice_orders.model.actor import customer_actor_id
from backoffice_orders.model.audit import BY_NAMES, PARTS, AuditEntry, FieldChange, changes_between
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.errors.finishing import StaleCart
from backoffice_orders.model.messages import Message, Sentence
from backoffice_orders.model.page import PageAfter
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.services.desk import Work
from backoffice_orders.services.differences import differences
from backoffice_orders.services.notices import CHANGED_MEANWHILE, Notice

WHEN = Sentence("change.when", "{what} ({moment})")
# Whoever comes late is told of so many changes, the latest.
_LATEST = 50
# Whoever has not seen these has seen other prices, or another customer's cart.
_ABOUT_ALL = frozenset({"customer_id", "currency", "closed", "order_id"})
# What is new of whatever is added.
_NEW = frozenset({"id", "by"})
# A part of the cart ("": the cart itself), and a field of it ("": the part as a whole).
Place = tuple[str, str]


def missed(work: Work, cart: Cart, version: int) -> tuple[AuditEntry, ...]:
    """What the audit trail says of the time since a version of the cart, the oldest first."""
    latest = work.history(SubjectType.CART, cart.id, PageAfter(size=_LATEST), newest_first=True)
    return tuple(
        _by_name(work, cart, entry)
        for entry in reversed(latest.items)
        if entry.version is not None and entry.version > version
    )


def _by_name(work: Work, cart: Cart, entry: AuditEntry) -> AuditEntry:
    """With the customer's name, where it is they who have changed it by their link."""
    if cart.customer_id is None or entry.actor_id != customer_actor_id(cart.customer_id):
        return entry
    return evolve(entry, actor_name=work.customers.get(cart.customer_id).name)


def stale(work: Work, cart: Cart, version: int, entries: Sequence[AuditEntry]) -> StaleCart:
    """The refusal of a change of an old version, which says who did what."""
    changes = tuple(f"{entry.action} by {entry.actor_id}" for entry in entries)
    names = tuple(dict.fromkeys(entry.actor_name for entry in entries))
    told = tuple(map(told_when, entries))
    own = {entry.actor_id for entry in entries} == {work.actor.id}
    return StaleCart(cart.id, version, cart.version, changes, names, told, own)


def told_when(entry: AuditEntry) -> Message:
    """Who did what, and when: "John Doe has changed the messages (21:52)"."""
    from backoffice_orders.model.told_changes import told_entry  # seldom somebody is late

    return WHEN(what=told_entry(entry), moment=entry.at)


def require_apart(
    work: Work, before: Cart, changed: Cart, version: int, entries: Sequence[AuditEntry]
) -> tuple[Notice, ...]:
    """What others have changed, to be said; ``StaleCart`` where it is what is changed now.

    Args:
        work: The use case at work.
        before: The cart as it is stored.
        changed: The cart as it shall be.
        version: The version that was seen.
        entries: What was missed since.
    """
    # Counted, not listed: whoever calls may say any number.
    unknown = len({entry.version for entry in entries}) < before.version - version
    theirs = [change for entry in entries for change in entry.changes()]
    ours = list(changes_between(*differences(before, changed)))
    again = any(each in _added(theirs) for each in _added(ours))
    if version > before.version or unknown or again or _touching(_places(theirs), _places(ours)):
        raise stale(work, before, version, entries)
    return tuple(Notice(told_when(entry), CHANGED_MEANWHILE) for entry in entries)


def _places(changes: Iterable[FieldChange]) -> set[Place]:
    return {(each.part_id, name) for each in changes for name in _fields(each)}


def _fields(change: FieldChange) -> Iterable[str]:
    """What was changed of a part: of texts by names, each for itself."""
    if change.field in PARTS:
        return ("",)
    if change.field in BY_NAMES:
        return [
            f"{change.field}.{name}" for name in {*(change.before or ()), *(change.after or ())}
        ]
    return (change.field,)


def _touching(theirs: set[Place], ours: set[Place]) -> bool:
    if any(not part and field in _ABOUT_ALL for part, field in theirs | ours):
        return True
    both = {part for part, _ in theirs} & {part for part, _ in ours} - {""}
    whole = {part for part, field in theirs | ours if not field}
    return bool(theirs & ours) or bool(whole & both)


def _added(changes: Iterable[FieldChange]) -> list[Mapping[str, Any]]:
    """What was added, whoever has: the same twice is an answer that was lost, or one too many."""
    return [
        {name: value for name, value in each.after.items() if name not in _NEW}
        for each in changes
        if each.field in PARTS and each.before is None and isinstance(each.after, Mapping)
    ]
