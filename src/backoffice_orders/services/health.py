"""Whether the shop can be worked with: for load balancers and monitoring."""

from __future__ import annotations

from backoffice_orders.model.actor import Actor
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.ids import ActorId
from backoffice_orders.model.values import frozen
from backoffice_orders.ports.unit_of_work import Transaction
from backoffice_orders.services.desk import Desk

_NOBODY = Actor(ActorId("health"), "Health")


@frozen
class Health:
    """Whether the storage answers and the shop is set up; ``code`` is the error's if not."""

    code: str = ""

    @property
    def ok(self) -> bool:
        """Whether orders can be created."""
        return not self.code


def check(desk: Desk) -> Health:
    """Read the shop's settings once, without another attempt."""
    try:
        with desk.store.transaction(desk.scope, read_only=True) as unit:
            transaction = Transaction(unit, desk.scope, read_only=True)
            desk.work_in(transaction, _NOBODY).shops.settings()
    except BackOfficeError as error:
        return Health(error.code)
    return Health()
