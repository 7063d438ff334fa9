"""Payment providers."""

from typing import Protocol

from backoffice_orders.model.payment import Charge, ChargeResult


class PaymentProvider(Protocol):
    """Somebody who takes the customer's money at once: a card acquirer, a wallet."""

    @property
    def payment_method(self) -> str:
        """The code of the shop's payment method that it charges."""
        ...

    def charge(self, charge: Charge) -> ChargeResult:
        """Take the money, once per ``charge.key``: asked again, the first answer is given.

        Raises:
            ProviderSilent: There was no answer; it may or may not have happened.
        """
        ...

    def outcome(self, key: str) -> ChargeResult | None:
        """What has become of the charge with this key; None where none arrived.

        Raises:
            ProviderSilent: There was no answer.
        """
        ...
