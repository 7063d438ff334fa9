"""What happens to customers, and to vouchers."""

from __future__ import annotations

from typing import ClassVar

from attrs import field

from backoffice_orders.model.events.base import Event
from backoffice_orders.model.ids import ActorId, CartId, CartRuleId, CustomerId, OrderId
from backoffice_orders.model.subjects import SubjectType, key_of
from backoffice_orders.model.values import frozen


@frozen
class CustomerEvent(Event):
    """The base of what happens to a customer."""

    customer_id: CustomerId
    actor_id: ActorId

    @property
    def key(self) -> str:
        """The customer."""
        return key_of(SubjectType.CUSTOMER, self.customer_id)


@frozen
class CustomerCreated(CustomerEvent):
    """A customer was created; ``guest`` means without an account."""

    topic: ClassVar[str] = "customer.created"

    guest: bool = False


@frozen
class CustomerChanged(CustomerEvent):
    """A customer, or one of their addresses, was changed.

    ``action`` is the change's name in the audit trail (``address.edit``), ``changed`` the names
    of the fields that are different now.
    """

    topic: ClassVar[str] = "customer.changed"

    action: str
    changed: tuple[str, ...] = ()


@frozen
class CustomersMerged(CustomerEvent):
    """Two customers were the same: ``customer_id`` has all that was ``merged_id``'s.

    ``orders`` and ``carts`` are those that went over.
    """

    topic: ClassVar[str] = "customer.merged"

    merged_id: CustomerId
    orders: tuple[OrderId, ...] = ()
    carts: tuple[CartId, ...] = ()


@frozen
class CustomerErased(CustomerEvent):
    """Everything that tells who a customer is was taken out: other systems should follow."""

    topic: ClassVar[str] = "customer.erased"


@frozen
class VoucherEvent(Event):
    """The base of what happens to a cart rule. ``customer_id`` is whose own it is, if anybody's."""

    rule_id: CartRuleId
    actor_id: ActorId
    customer_id: CustomerId | None = None

    @property
    def key(self) -> str:
        """The rule."""
        return key_of(SubjectType.VOUCHER, self.rule_id)


@frozen
class VoucherCreated(VoucherEvent):
    """A cart rule was created: by hand, or of what an order has left of another one."""

    topic: ClassVar[str] = "voucher.created"


@frozen
class VoucherChanged(VoucherEvent):
    """A cart rule was switched on or off."""

    topic: ClassVar[str] = "voucher.changed"

    enabled: bool = True


@frozen
class VoucherUsed(VoucherEvent):
    """An order has used a cart rule once; ``customer_id`` is the order's."""

    topic: ClassVar[str] = "voucher.used"

    order_id: OrderId = field(kw_only=True)


@frozen
class VoucherRestored(VoucherEvent):
    """A cancelled order has given its use of a cart rule back; ``customer_id`` is the order's."""

    topic: ClassVar[str] = "voucher.restored"

    order_id: OrderId = field(kw_only=True)


@frozen
class VoucherRemoved(VoucherEvent):
    """A voucher of what an order had left is gone: the order was cancelled, and it not used."""

    topic: ClassVar[str] = "voucher.removed"
