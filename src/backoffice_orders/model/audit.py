"""The audit trail: who did what, and what it was before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from attrs import field

from backoffice_orders.model.fields import MOMENT
from backoffice_orders.model.ids import ActorId, AuditId
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.model.values import frozen

# Fields that hold parts with ids of their own, and are told part by part.
PARTS = frozenset({"lines", "custom_lines"})
# Fields that hold texts by names, of which only those that were changed are told.
BY_NAMES = frozenset({"attributes"})


@frozen
class FieldChange:
    """A field that was changed, of the subject itself or of one of its parts (``part_id``).

    ``before`` and ``after`` are plain JSON values; None where there was or is nothing. A part that
    was added or removed is told as a whole: then ``field`` is the list that it is in.
    """

    field: str
    before: Any
    after: Any
    part_id: str = ""


@frozen
class AuditEntry:
    """One change. ``before`` and ``after`` hold the changed fields only, as plain JSON values.

    A cart's lines are told by their ids: one that was added stands in ``after["lines"]`` as a
    whole, one that was removed in ``before["lines"]``, and of one that was changed each holds the
    changed fields. Of other lists, what both begin with is left out; of texts by names
    (attributes), those that have not changed.

    ``subject_type`` and ``subject`` are the kind and the id of what was changed, ``action`` is a
    stable name (``cart.add_product``), ``at`` in UTC. ``actor_name`` is what the actor was called
    then. ``version`` is the one that this change has given the subject, None where it has changed
    nothing that is counted.
    """

    id: AuditId
    at: datetime = field(validator=MOMENT)
    actor_id: ActorId
    action: str
    subject_type: SubjectType
    subject: str
    before: Mapping[str, Any] = field(factory=dict, hash=False)
    after: Mapping[str, Any] = field(factory=dict, hash=False)
    actor_name: str = ""
    version: int | None = None

    def changes(self) -> Iterator[FieldChange]:
        """What was changed, field by field, lines one after the other."""
        return changes_between(self.before, self.after)


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[FieldChange]:
    """The same of what an entry would hold."""
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name), after.get(name)
        if name in PARTS and isinstance(old or new, Mapping):
            yield from _of_parts(name, old or {}, new or {})
        else:
            yield FieldChange(name, old, new)


def _of_parts(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[FieldChange]:
    for part_id in dict.fromkeys((*old, *new)):
        if part_id in old and part_id in new:
            was, is_now = old[part_id], new[part_id]
            for field_name in dict.fromkeys((*was, *is_now)):
                values = was.get(field_name), is_now.get(field_name)
                yield FieldChange(field_name, *values, part_id)
        else:
            yield FieldChange(name, old.get(part_id), new.get(part_id), part_id)
