"""The audit trail: who did what, and what it was before and after."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from attrs import field, frozen

from backoffice_orders.model.fields import MOMENT
from backoffice_orders.model.ids import ActorId, AuditId


@frozen
class AuditEntry:
    """One change. ``before`` and ``after`` hold the changed fields only, as plain JSON values.

    ``subject`` is the id of what was changed, ``action`` a stable name (``cart.add_product``),
    ``at`` in UTC. ``actor_name`` is what the actor was called then. ``version`` is the one that
    this change has given the subject, None where it has changed nothing that is counted.
    """

    id: AuditId
    at: datetime = field(validator=MOMENT)
    actor_id: ActorId
    action: str
    subject: str
    before: Mapping[str, Any] = field(factory=dict, hash=False)
    after: Mapping[str, Any] = field(factory=dict, hash=False)
    actor_name: str = ""
    version: int | None = None
