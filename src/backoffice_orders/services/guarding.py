"""Guards: a host's veto, asked in the transaction before something is saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.host import RefusedByHost, TransactionMisused
from backoffice_orders.model.messages import Message
from backoffice_orders.model.reasons import described
from backoffice_orders.services.desk import Work
from backoffice_orders.services.view import CartView

if TYPE_CHECKING:
    from backoffice_orders.model.order import Order


def ask_guards(
    work: Work,
    action: str,
    before: Callable[[], CartView | None],
    after: Callable[[], CartView | Order],
) -> None:
    """Ask every guard; both views are made only where there is one.

    Raises:
        RefusedByHost: A guard has answered with a sentence; or the error that it has answered.
        TransactionMisused: A guard has answered something else.
    """
    if not work.guards:
        return
    was, shall_be = before(), after()
    for guard in work.guards:
        answer = guard(work.actor, action, was, shall_be)
        if isinstance(answer, BackOfficeError):
            raise answer
        if isinstance(answer, str | Message) and answer:
            raise RefusedByHost(answer)
        if answer is not None:
            raise TransactionMisused(
                f"a guard must answer with None or a sentence, not {described(answer)}"
            )
