"""Who acts, and what they may do."""

from __future__ import annotations

from enum import StrEnum

from attrs import field, frozen

from backoffice_orders.model.errors.base import PermissionDenied
from backoffice_orders.model.frozen import frozen_set
from backoffice_orders.model.ids import ActorId


class Permission(StrEnum):
    """What an actor may be allowed to do; everything else every actor may."""

    CREATE_CUSTOMER = "create_customer"
    EDIT_CUSTOMER = "edit_customer"
    ERASE_CUSTOMER = "erase_customer"
    CREATE_VOUCHER = "create_voucher"
    GRANT_VOUCHER = "grant_voucher"
    OVERRIDE_PRICE = "override_price"
    ADD_CUSTOM_LINE = "add_custom_line"
    FREE_SHIPPING = "free_shipping"
    MANUAL_DELIVERY = "manual_delivery"
    EXEMPT_FROM_TAX = "exempt_from_tax"
    PLACE_ORDER = "place_order"
    CHANGE_STATUS = "change_status"
    RECORD_PAYMENT = "record_payment"
    HAND_OVER_CART = "hand_over_cart"
    MANAGE_SHOP = "manage_shop"


@frozen
class Actor:
    """The employee (or the customer, in checkout) in whose name a use case runs."""

    id: ActorId
    name: str
    permissions: frozenset[Permission] = field(default=frozenset(), converter=frozen_set)

    @classmethod
    def employee(cls, id: str, name: str) -> Actor:
        """An employee with every permission."""
        return cls(ActorId(id), name, frozenset(Permission))

    def may(self, permission: Permission) -> bool:
        """Whether the actor has the permission."""
        return permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Raise ``PermissionDenied`` unless the actor has the permission."""
        if permission not in self.permissions:
            raise PermissionDenied(self.id, permission.value)
