"""What can be granted."""

from __future__ import annotations

from backoffice_orders.model.messages import Message
from backoffice_orders.model.values import frozen
from backoffice_orders.services.vouchers import VoucherHit


@frozen
class VoucherOut:
    """A voucher found, and why it would not apply. ``highlight``: it is one to offer."""

    id: str
    name: str
    code: str
    granted: bool
    refusal: Message | str
    highlight: bool

    @classmethod
    def of(cls, hit: VoucherHit) -> VoucherOut:
        """From the service."""
        rule = hit.rule
        return cls(
            rule.id,
            rule.name,
            rule.code,
            hit.granted,
            hit.refusal.message if hit.refusal else "",
            rule.highlight,
        )


@frozen
class VouchersOut:
    """A page of vouchers."""

    items: tuple[VoucherOut, ...]
    page: int
    more: bool
