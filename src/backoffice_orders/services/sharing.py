"""Which concerns of another shop can be used only together, as they name each other by ids."""

from __future__ import annotations

from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.shop import Concern, ShopScope

TOGETHER = Sentence(
    "reason.shared_together",
    "another shop's '{concern}' needs its '{named}' as well, which it names by id",
)
# Carts and orders name each other, and whose they are: one shop keeps all of them.
_PEOPLE = (Concern.CUSTOMERS, Concern.CARTS, Concern.ORDERS)


def require_shared_together(scope: ShopScope) -> None:
    """Raise ``FieldInvalid`` where ids in shared carts or orders would mean things of the shop's.

    Vouchers and prices name customers too, and stocks carts and orders: those are kept under their
    shop's mark (``shop_marks``), so that catalog, cart rules and stock may be shared alone.
    """
    for concern in (Concern.CARTS, Concern.ORDERS):
        owner = scope.owner(concern)
        if owner == scope.shop_id:
            continue
        for named in _PEOPLE:
            if scope.owner(named) != owner:
                raise FieldInvalid("shared", TOGETHER(concern=concern.value, named=named.value))
