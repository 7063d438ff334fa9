"""How payment methods are paid."""

from __future__ import annotations

from enum import StrEnum


class PaymentKind(StrEnum):
    """How a payment method is paid. No card number passes through a form of ours in any.

    PAGE: on a page of the provider's, to which the customer is sent, and from which they return.
    FIELD: in a field of the provider's on our page: its script turns what is entered into a token.
    TRANSFER: by the customer's bank, after the order.
    DELIVERY: when the goods are handed over.
    """

    PAGE = "page"
    FIELD = "field"
    TRANSFER = "transfer"
    DELIVERY = "delivery"

    @property
    def charged(self) -> bool:
        """Whether a provider takes the money, and nobody waits for it."""
        return self in {PaymentKind.PAGE, PaymentKind.FIELD}
