"""What a new order is known by: the host's choice, or the next number of the orders."""

from __future__ import annotations

from backoffice_orders.model.entering import require_entered
from backoffice_orders.model.errors.host import TransactionMisused
from backoffice_orders.model.ids import OrderId
from backoffice_orders.model.order_number import OrderNumber, order_reference
from backoffice_orders.model.reasons import described
from backoffice_orders.services.desk import Work


def next_order(work: Work) -> tuple[OrderId, OrderNumber]:
    """What the next order is known by.

    Raises:
        TransactionMisused: The host's ``numbers`` have chosen none.
        FieldMissing, FieldTooLong, FieldInvalid: They have chosen a reference of no use.
    """
    chosen = host_number(work)
    return new_order_id(work, chosen), chosen or counted_number(work)


def host_number(work: Work) -> OrderNumber | None:
    """What the host's ``numbers`` choose, as ``next_order`` says; None where they are ours."""
    if work.numbers is None:
        return None
    chosen = work.numbers(work.transaction)
    if not isinstance(chosen, OrderNumber):
        raise TransactionMisused(f"numbers must return an OrderNumber, not {described(chosen)}")
    require_entered(chosen)
    return chosen


def new_order_id(work: Work, chosen: OrderNumber | None) -> OrderId:
    """The id of a new order: the host's, or a new one."""
    return (chosen.id if chosen is not None else None) or OrderId(work.ids.new("ord"))


def counted_number(work: Work) -> OrderNumber:
    """The next number of the orders.

    Where they have no gaps, whoever wants the next one waits until this use case has ended: the
    later a use case counts, the shorter.
    """
    gaps = work.settings.order_number_gaps
    number = work.orders.next_number(gaps=True) if gaps else work.orders.next_number()
    return OrderNumber(number, order_reference(number))
