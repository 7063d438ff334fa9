"""Errors about paying through a provider."""

from typing import ClassVar

from backoffice_orders.model.errors.base import BackOfficeError, Conflict
from backoffice_orders.model.messages import Reason


class PaymentRefused(Conflict):
    """The provider has refused the charge; nothing was taken."""

    reason: Reason

    code: ClassVar[str] = "payment_refused"
    sentence: ClassVar[str] = "The payment was refused: {reason}. Try again, or pay another way."
    to_customer: ClassVar[str] = "The payment was refused: {reason}. Try again with another card."


class PaymentPending(Conflict):
    """The provider has not said yet whether the charge went through."""

    code: ClassVar[str] = "payment_pending"
    sentence: ClassVar[str] = (
        "We do not know yet whether the payment went through: you will not be charged twice."
    )


class ProviderSilent(BackOfficeError):
    """The provider did not answer: the charge may or may not have happened."""

    payment_method: str

    code: ClassVar[str] = "provider_silent"
    sentence: ClassVar[str] = "The payment service '{payment_method}' does not answer."
