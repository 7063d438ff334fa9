"""What ids begin with where several shops keep theirs together, so that equal ones stay apart.

Two shops may have the same ids of orders and carts, as a host that numbers them itself has.
"""

from __future__ import annotations

from backoffice_orders.model.ids import MAIN_SHOP
from backoffice_orders.model.shop import Concern, ShopScope


def mark_of(scope: ShopScope, concern: Concern, kept_in: Concern) -> str:
    """What ids of a concern begin with where another concern's owner keeps them; "" for its own."""
    if not scope.shared:  # as most shops: each use case asks
        return ""
    owner = scope.owner(concern)
    return "" if owner == scope.owner(kept_in) else f"{owner}/"


def mark_elsewhere(scope: ShopScope, concern: Concern) -> str:
    """What ids of a concern begin with in another system; "" for those of the main shop."""
    owner = scope.owner(concern)
    return "" if owner == MAIN_SHOP else f"{owner}/"
