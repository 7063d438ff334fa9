"""The audit trail."""

from datetime import datetime
from typing import Protocol

from backoffice_orders.model.audit import AuditEntry
from backoffice_orders.model.page import Page, PageAfter
from backoffice_orders.model.subjects import SubjectType


class Audit(Protocol):
    """Who did what. Entries are only ever added."""

    def record(self, *entries: AuditEntry) -> None:
        """Store entries after all others, in their order.

        Nothing is compared: an entry that is recorded twice is there twice.
        """
        ...

    def erase(self, subject_type: SubjectType, subject: str) -> None:
        """Empty ``before`` and ``after`` of all entries about the subject; the rest stays."""
        ...

    def of_subject(
        self,
        subject_type: SubjectType,
        subject: str,
        page: PageAfter,
        *,
        newest_first: bool = False,
    ) -> Page[AuditEntry]:
        """Entries about one cart, order or customer, in the order of recording or against it.

        What has the same id and is of another kind is another subject. What their moments and ids
        say does not matter. A page that is asked for with the ``next`` of another one goes on in
        the same order.

        Raises:
            FieldInvalid: ``page.after`` is not the ``next`` of a page of this list.
        """
        ...

    def forget(self, before: datetime, limit: int) -> int:
        """Remove entries whose moment is before another (UTC), the earliest first.

        Returns:
            How many were removed: ``limit`` at most, and fewer only where there are no more;
            of a limit below one, none.
        """
        ...
