"""What a tax service is told about orders: what was sold, changed and cancelled."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from attrs import field
from moneyed import Money

from backoffice_orders.model.answers import TaxAnswer
from backoffice_orders.model.fields import MOMENT
from backoffice_orders.model.ids import OrderId
from backoffice_orders.model.questions import TaxQuestion
from backoffice_orders.model.values import frozen


class TaxReportKind(StrEnum):
    """What has happened to an order's taxes: they were charged, changed, or taken back."""

    COMMIT = "commit"
    ADJUST = "adjust"
    VOID = "void"


@frozen
class TaxReport:
    """Something to be reported about an order's taxes, once.

    ``key`` names this very report: a service that gets it again must not count it again. Of two
    shops' reports no keys are alike, whatever their orders' ids are.
    ``question`` is what was sold, and ``charged`` the sum of its taxes; nothing is charged any
    more once it is void. ``answer`` is what the service had said, None where the order was placed
    with an estimate. ``at`` is in UTC.
    """

    kind: TaxReportKind
    key: str
    order_id: OrderId
    reference: str
    at: datetime = field(validator=MOMENT)
    charged: Money
    question: TaxQuestion | None = None
    answer: TaxAnswer | None = None

    @property
    def fingerprint(self) -> str:
        """That of the question; empty without one."""
        return self.question.fingerprint if self.question is not None else ""
