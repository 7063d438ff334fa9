"""The audit trail."""

from typing import Protocol

from backoffice_orders.model.audit import AuditEntry


class Audit(Protocol):
    """Who did what. Entries are only ever added."""

    def record(self, *entries: AuditEntry) -> None:
        """Store entries after all others, in their order.

        Nothing is compared: an entry that is recorded twice is there twice.
        """
        ...

    def erase(self, subject: str) -> None:
        """Empty ``before`` and ``after`` of all entries about the subject; the rest stays."""
        ...

    def of_subject(self, subject: str) -> tuple[AuditEntry, ...]:
        """All entries about one cart, order or customer, in the order of recording.

        What their moments and ids say does not matter.
        """
        ...
