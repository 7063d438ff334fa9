"""What a customer transfers for an order."""

from __future__ import annotations

from backoffice_orders.model.bank import Transfer
from backoffice_orders.model.order import Order
from backoffice_orders.model.payment_kind import PaymentKind
from backoffice_orders.model.settings import ShopSettings


def transfer_for(settings: ShopSettings, order: Order) -> Transfer | None:
    """What is to be transferred of what is due; None where the order is paid in another way.

    None too where nothing is due, or the shop has no account. A payment method that the shop has
    given up since is paid as its money always was: by transfer, as far as anybody knows.
    """
    if settings.bank is None or not order.due:
        return None
    kinds = {method.code: method.kind for method in settings.payment_methods}
    if kinds.get(order.payment_method, PaymentKind.TRANSFER) is not PaymentKind.TRANSFER:
        return None
    return settings.bank.transfer(order.due, order.reference)
