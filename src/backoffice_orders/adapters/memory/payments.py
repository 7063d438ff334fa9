"""A card provider that does what a test, or a demo, tells it to."""

from __future__ import annotations

from enum import StrEnum

from moneyed import Money

from backoffice_orders.model.errors.payments import ProviderSilent
from backoffice_orders.model.payment import Charge, ChargeResult, ChargeStatus


class Behaviour(StrEnum):
    """What the next charges meet."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    SILENT_AFTER_CHARGING = "silent_after_charging"
    SILENT_BEFORE_CHARGING = "silent_before_charging"


# Card numbers for trying it out; any other one is accepted.
REFUSED_CARD = "4000000000000002"
SILENT_CARD = "4000000000000119"


class TestCards:
    """The ``PaymentProvider`` port without money.

    Attributes:
        behaviour: What happens; the two numbers above decide for themselves.
        answers: Whether it says what has become of a charge.
        charged: The amount taken under each key.
    """

    __test__ = False  # no test class of pytest's

    def __init__(self, payment_method: str = "card") -> None:
        self.payment_method = payment_method
        self.behaviour = Behaviour.ACCEPT
        self.charged: dict[str, Money] = {}
        self.answers = True
        self._results: dict[str, ChargeResult] = {}

    def charge(self, charge: Charge) -> ChargeResult:
        known = self._results.get(charge.key)
        if known is not None:
            return known
        behaviour = self._behaviour(charge.details.get("card", ""))
        if behaviour is Behaviour.SILENT_BEFORE_CHARGING:
            raise ProviderSilent(self.payment_method)
        if behaviour is Behaviour.REFUSE:
            result = ChargeResult(ChargeStatus.REFUSED, reason="the card was declined")
        else:
            self.charged[charge.key] = charge.amount
            result = ChargeResult(ChargeStatus.PAID, f"test-{charge.key}")
        self._results[charge.key] = result
        if behaviour is Behaviour.SILENT_AFTER_CHARGING:
            raise ProviderSilent(self.payment_method)
        return result

    def outcome(self, key: str) -> ChargeResult | None:
        if not self.answers:
            raise ProviderSilent(self.payment_method)
        return self._results.get(key)

    def _behaviour(self, card: str) -> Behaviour:
        number = card.replace(" ", "")
        if number == REFUSED_CARD:
            return Behaviour.REFUSE
        if number == SILENT_CARD:
            return Behaviour.SILENT_AFTER_CHARGING
        return self.behaviour
