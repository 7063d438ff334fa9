"""Telling a tax service what was sold, changed and cancelled: by the outbox, at least once."""

from __future__ import annotations

import inspect

from moneyed import Money

from backoffice_orders.model.ids import OrderId
from backoffice_orders.model.order import Order
from backoffice_orders.model.outbox import (
    TAXES_ADJUSTED,
    TAXES_COMMITTED,
    TAXES_VOIDED,
    OutboxMessage,
)
from backoffice_orders.model.pricing.price import tax_question
from backoffice_orders.model.service import Service
from backoffice_orders.model.shop import Concern
from backoffice_orders.model.tax_report import TaxReport, TaxReportKind
from backoffice_orders.ports.tax_service import TaxService
from backoffice_orders.serialization import from_plain, to_plain
from backoffice_orders.services.desk import Work
from backoffice_orders.services.limited_calls import LimitedCalls
from backoffice_orders.services.shop_marks import mark_elsewhere

_TOPICS = {
    TaxReportKind.COMMIT: TAXES_COMMITTED,
    TaxReportKind.ADJUST: TAXES_ADJUSTED,
    TaxReportKind.VOID: TAXES_VOIDED,
}
# How long (seconds) a report may take. Nobody waits for it but the worker that delivers.
PATIENCE = 30.0


def tell_taxes(work: Work, before: Order | None, after: Order) -> None:
    """Report what a change of an order means for its taxes; ``before`` is None for a new one.

    Nothing is reported where the shop's own tables decide the taxes.
    """
    kind = _what_happened(before, after) if Service.TAXES in after.book.services else None
    if kind is None:
        return
    taxes = (tax.amount for tax in after.summary.taxes)
    void = kind is TaxReportKind.VOID
    mark = mark_elsewhere(work.transaction.scope, Concern.ORDERS)
    report = TaxReport(
        kind=kind,
        key=f"{mark}{after.id}:{kind}:{after.version}",
        order_id=after.id,
        reference=after.reference,
        at=work.now,
        charged=Money(0, after.currency) if void else sum(taxes, Money(0, after.currency)),
        question=tax_question(after.cart, after.book),
        answer=after.book.answers.taxes if Service.TAXES not in after.summary.estimates else None,
    )
    work.emit(_TOPICS[kind], reports_of(after.id), to_plain(report))


def reports_of(order_id: OrderId) -> str:
    """The key of an order's reports: each waits for those before it, and nothing else for them."""
    return f"taxes:{order_id}"


def _what_happened(before: Order | None, after: Order) -> TaxReportKind | None:
    if before is None:
        return TaxReportKind.COMMIT
    if after.cancelled:
        return None if before.cancelled else TaxReportKind.VOID
    same = before.summary == after.summary and before.book.answers == after.book.answers
    return None if same else TaxReportKind.ADJUST


def deliver_report(service: TaxService, calls: LimitedCalls, message: OutboxMessage) -> None:
    """Put a report on record; what the service raises is raised, and it is tried again later."""
    report = from_plain(dict(message.payload), TaxReport)
    said: object = calls.within(PATIENCE, lambda: service.record(report, timeout=PATIENCE))
    if inspect.iscoroutine(said):
        said.close()
        raise TypeError("a tax service's record() is no coroutine: nothing was put on record")
