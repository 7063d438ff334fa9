"""A stock in another system, which commits by itself: it follows what the store has committed.

Goods are held before the commit, and taken or given back after it. Should that fail, or the process
die in between, a message in the outbox does it later; doing it again changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from backoffice_orders.model.actor import Actor
from backoffice_orders.model.ids import CartId, OrderId
from backoffice_orders.model.outbox import SETTLE_STOCK
from backoffice_orders.model.stock import Reservation, StockDemand, merged
from backoffice_orders.model.subjects import SubjectType, key_of
from backoffice_orders.services.desk import Desk, Work

# How long it holds an order's goods while the order is written.
HOLD = timedelta(minutes=15)


def take(work: Work, order_id: OrderId, demands: Sequence[StockDemand]) -> None:
    """Take an order's goods: at once where the stock is the store's own.

    Raises:
        OutOfStock: There are too few of something.
    """
    if not work.stock_is_elsewhere:
        work.stock.take(order_id, demands)
        return
    work.transaction.on_rollback(lambda: work.stock.release(order_id))
    work.stock.reserve(order_id, demands, work.now + HOLD)
    work.emit(SETTLE_STOCK, key_of(SubjectType.ORDER, order_id), {"order_id": order_id})
    work.transaction.on_commit(lambda: work.stock.confirm(order_id))


def give_back(work: Work, order_id: OrderId) -> None:
    """Give a cancelled order's goods back."""
    if not work.stock_is_elsewhere:
        work.stock.give_back(order_id)
        return
    work.emit(SETTLE_STOCK, key_of(SubjectType.ORDER, order_id), {"order_id": order_id})
    work.transaction.on_commit(lambda: _give_back_all(work, order_id))


def hold(work: Work, cart_id: CartId, demands: Sequence[StockDemand], until: datetime) -> None:
    """Hold a cart's goods; on failure it holds what it has held before.

    Raises:
        OutOfStock: There are too few of something.
    """
    if work.stock_is_elsewhere:
        before = work.stock.reserved(cart_id)
        work.transaction.on_rollback(lambda: _hold_as_before(work, cart_id, demands, before))
    work.stock.reserve(cart_id, demands, until)


def _hold_as_before(
    work: Work, cart_id: CartId, demands: Sequence[StockDemand], before: Sequence[Reservation]
) -> None:
    """Undo a hold, unless it is another one by now: somebody else has changed the cart."""
    asked = merged(demands)
    held = {each.item: each.quantity for each in work.stock.reserved(cart_id)}
    if held != {each.item: each.quantity for each in asked}:
        return
    until = before[0].until if before else None
    if until is None or until <= work.now:
        work.stock.release(cart_id)
        return
    owed = {each.item for each in asked if each.may_go_below_zero}
    again = [StockDemand(each.item, each.quantity, each.item in owed) for each in before]
    work.stock.reserve(cart_id, again, until)


def give_up_hold(work: Work, cart_id: CartId) -> None:
    """Give back what a cart holds."""
    if work.stock_is_elsewhere:
        work.transaction.on_commit(lambda: work.stock.release(cart_id))
    else:
        work.stock.release(cart_id)


def take_over_hold(
    work: Work, cart_id: CartId, demands: Sequence[StockDemand], until: datetime
) -> None:
    """Free what a cart holds for the order that is made of it; it holds it again on failure."""
    if work.stock_is_elsewhere and until > work.now:
        work.transaction.on_rollback(lambda: work.stock.reserve(cart_id, demands, until))
    work.stock.release(cart_id)


def release_lapsed(desk: Desk, actor: Actor) -> tuple[str, ...]:
    """Give back everything that was held until now; whose it was."""
    if desk.elsewhere is not None:
        return desk.elsewhere.release_lapsed(desk.clock.now())
    # In turn: of goods that are sold all the time, nobody else would leave it the time.
    return desk.write_in_turn(actor, lambda work: work.stock.release_lapsed(work.now))


def settle(work: Work, order_id: OrderId) -> None:
    """Have the stock follow an order, whatever was left open."""
    order = work.orders.get(order_id)
    if order.cancelled:
        _give_back_all(work, order_id)
        return
    work.stock.confirm(order_id)
    # Where the hold has lapsed meanwhile; what was taken is not taken again.
    work.stock.take(order_id, order.demand)


def _give_back_all(work: Work, order_id: OrderId) -> None:
    work.stock.release(order_id)
    work.stock.give_back(order_id)
