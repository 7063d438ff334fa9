"""Payment providers."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from backoffice_orders.model.payment import Charge, ChargeResult, PaymentField


class PaymentProvider(Protocol):
    """Somebody who takes the customer's money at once: a card acquirer, a wallet.

    Whatever else it raises, and an answer that is none, are taken as silence: the money may have
    been taken, so that it is asked again.

    What the customer pays with is entered at the provider's: on its page, or in its field. We are
    given a token, or an address to send the customer to, and never a card number.
    """

    @property
    def payment_method(self) -> str:
        """The code of the shop's payment method that it charges."""
        ...

    def charge(self, charge: Charge) -> ChargeResult:
        """Take the money, once per ``charge.key``: asked again, the first answer is given.

        A provider with a page of its own answers that it is pending, and says the page; later
        ``outcome`` tells whether the customer has paid there. Once they have given up, or the
        page has lapsed, it says that the charge was refused: until then no other one is begun.

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


@runtime_checkable
class OnPages(Protocol):
    """What a provider says besides if its page or field belongs to another site.

    A page of ours lets browsers go nowhere else, and load nothing from elsewhere.
    """

    @property
    def sites(self) -> Sequence[str]:
        """The origins that it lies on: ``https://pay.example``."""
        ...

    @property
    def field(self) -> PaymentField | None:
        """Its field, for a method of the kind FIELD; None where it has a page."""
        ...
