"""Errors about paying through a provider."""

from typing import Any, ClassVar

from backoffice_orders.model.errors.base import BackOfficeError, Conflict, InvalidInput
from backoffice_orders.model.messages import Reason, Sentence

NO_REASON_GIVEN = Sentence("reason.none_given", "no reason was given")


class PaymentRefused(Conflict):
    """The provider has refused the charge; nothing was taken."""

    reason: Reason

    code: ClassVar[str] = "payment_refused"
    sentence: ClassVar[str] = "The payment was refused: {reason}. Try again, or pay another way."
    to_customer: ClassVar[str] = "The payment was refused: {reason}. Try again with another card."

    def values(self) -> dict[str, Any]:
        """The reason as a part of the sentence: providers write whole ones, or none."""
        said = self.reason.rstrip(". ") if isinstance(self.reason, str) else self.reason
        return {"reason": said or NO_REASON_GIVEN()}


class PaymentPending(Conflict):
    """The provider has not said yet whether the charge went through."""

    code: ClassVar[str] = "payment_pending"
    sentence: ClassVar[str] = (
        "We do not know yet whether the payment went through: you will not be charged twice."
    )


class PaymentElsewhere(PaymentPending):
    """The order is placed, and its payment waits at the payment service's page.

    ``page`` is that page's address: send the customer there, and keep it nowhere.
    """

    page: str

    code: ClassVar[str] = "payment_elsewhere"
    sentence: ClassVar[str] = "The payment waits at the page of the payment service: go on there."


class CardNumberRefused(InvalidInput):
    """A number of a payment card stands where none may: nothing was stored."""

    field: str

    code: ClassVar[str] = "card_number_refused"
    sentence: ClassVar[str] = (
        "Leave the card number out of {field}: cards are only entered at the payment service. "
        "Nothing was saved."
    )


class ProviderSilent(BackOfficeError):
    """The provider did not answer: the charge may or may not have happened."""

    payment_method: str

    code: ClassVar[str] = "provider_silent"
    sentence: ClassVar[str] = "The payment service '{payment_method}' does not answer."
