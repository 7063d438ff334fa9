"""Who acts, and what they may do."""

from __future__ import annotations

from enum import StrEnum
from types import NoneType

from attrs import field

from backoffice_orders.model.ceiling import Ceiling
from backoffice_orders.model.errors.base import PermissionDenied
from backoffice_orders.model.fields import ID, IDS, NAME, OneOf, storable
from backoffice_orders.model.frozen import frozen_set
from backoffice_orders.model.ids import ActorId, CustomerId
from backoffice_orders.model.values import frozen

_CUSTOMER = "customer:"


class Permission(StrEnum):
    """What an actor may be allowed to do; without any, nothing.

    Whoever may change something may see what they change: see ``Actor.may``.
    """

    READ_CATALOG = "read_catalog"
    READ_CUSTOMER = "read_customer"
    READ_CART = "read_cart"
    READ_ORDER = "read_order"
    CREATE_CUSTOMER = "create_customer"
    EDIT_CUSTOMER = "edit_customer"
    MERGE_CUSTOMERS = "merge_customers"
    ERASE_CUSTOMER = "erase_customer"
    EDIT_ADDRESS = "edit_address"
    EDIT_CART = "edit_cart"
    CREATE_VOUCHER = "create_voucher"
    GRANT_VOUCHER = "grant_voucher"
    OVERRIDE_PRICE = "override_price"
    GIVE_DISCOUNT = "give_discount"
    ALLOW_DISCOUNT = "allow_discount"
    ADD_CUSTOM_LINE = "add_custom_line"
    FREE_SHIPPING = "free_shipping"
    MANUAL_DELIVERY = "manual_delivery"
    EXEMPT_FROM_TAX = "exempt_from_tax"
    HOLD_PRICES = "hold_prices"
    HOLD_GOODS = "hold_goods"
    SEND_CART = "send_cart"
    HAND_OVER_CART = "hand_over_cart"
    CLOSE_CART = "close_cart"
    PLACE_ORDER = "place_order"
    EDIT_ORDER = "edit_order"
    CHANGE_STATUS = "change_status"
    RECORD_PAYMENT = "record_payment"
    MANAGE_SHOP = "manage_shop"
    MANAGE_WEBHOOKS = "manage_webhooks"
    HOUSEKEEPING = "housekeeping"


_OF_CUSTOMERS = frozenset(
    {
        Permission.CREATE_CUSTOMER,
        Permission.EDIT_CUSTOMER,
        Permission.MERGE_CUSTOMERS,
        Permission.ERASE_CUSTOMER,
    }
)
_OF_ORDERS = frozenset(
    {
        Permission.PLACE_ORDER,
        Permission.EDIT_ORDER,
        Permission.CHANGE_STATUS,
        Permission.RECORD_PAYMENT,
    }
)
_OF_CARTS = frozenset(
    {
        Permission.EDIT_ADDRESS,
        Permission.EDIT_CART,
        Permission.GRANT_VOUCHER,
        Permission.OVERRIDE_PRICE,
        Permission.GIVE_DISCOUNT,
        Permission.ALLOW_DISCOUNT,
        Permission.ADD_CUSTOM_LINE,
        Permission.FREE_SHIPPING,
        Permission.MANUAL_DELIVERY,
        Permission.EXEMPT_FROM_TAX,
        Permission.HOLD_PRICES,
        Permission.HOLD_GOODS,
        Permission.SEND_CART,
        Permission.HAND_OVER_CART,
        Permission.CLOSE_CART,
        Permission.PLACE_ORDER,
    }
)
# A cart's page shows its customer, and searches customers, products and vouchers.
_CARTS_READ = {Permission.READ_CART, *_OF_CARTS}
# By which others a permission is given too.
_GIVEN_BY = {
    Permission.READ_CART: _CARTS_READ,
    Permission.READ_ORDER: _OF_ORDERS,
    Permission.READ_CUSTOMER: _OF_CUSTOMERS | _CARTS_READ,
    Permission.READ_CATALOG: {
        Permission.CREATE_VOUCHER,
        Permission.MANAGE_SHOP,
        *_CARTS_READ,
    },
}


def _as_kept(name: str) -> str:
    """A name as every store keeps it; what is no text, the field refuses."""
    return storable(name)[: NAME.limit] if isinstance(name, str) else name


@frozen
class Actor:
    """The employee (or the customer, in checkout) in whose name a use case runs.

    ``name`` comes from the host's login, and is kept with whatever the actor does: what no store
    keeps of it becomes a question mark, and it is cut after 255 characters. ``ceiling`` is how much
    they may take off an order by hand, if they may do that at all; None does not limit it.
    """

    id: ActorId = field(validator=ID)
    name: str = field(converter=_as_kept, validator=NAME)
    permissions: frozenset[Permission] = field(
        default=frozenset(), converter=frozen_set, validator=IDS
    )
    ceiling: Ceiling | None = field(default=None, validator=OneOf((Ceiling, NoneType)))

    @classmethod
    def employee(cls, id: str, name: str) -> Actor:
        """An employee with every permission, and no ceiling."""
        return cls(ActorId(id), name, frozenset(Permission))

    def may(self, permission: Permission) -> bool:
        """Whether the actor has the permission, or one that is of no use without it."""
        if permission in self.permissions:
            return True
        return not self.permissions.isdisjoint(_GIVEN_BY.get(permission, ()))

    def require(self, permission: Permission) -> None:
        """Raise ``PermissionDenied`` unless the actor has the permission."""
        if not self.may(permission):
            raise PermissionDenied(self.id, permission.value)


def customer_actor_id(customer_id: CustomerId) -> ActorId:
    """Who acts where a customer does, by a link of theirs."""
    return ActorId(f"{_CUSTOMER}{customer_id}")


def is_customer(actor_id: str) -> bool:
    """Whether it is a customer who has acted, and no employee."""
    return actor_id.startswith(_CUSTOMER)
