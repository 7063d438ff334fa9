"""Payment providers that do what a test, or a demo, tells them to."""

from __future__ import annotations

import threading
from enum import StrEnum
from urllib.parse import urlsplit

from moneyed import Money

from backoffice_orders.model.errors.payments import ProviderSilent
from backoffice_orders.model.payment import Charge, ChargeResult, ChargeStatus, PaymentField


class Behaviour(StrEnum):
    """What the next charges meet."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    SILENT_AFTER_CHARGING = "silent_after_charging"
    SILENT_BEFORE_CHARGING = "silent_before_charging"


# Tokens for trying it out; any other one is accepted.
REFUSED_TOKEN = "tok_refused"
SILENT_TOKEN = "tok_silent"


class TestCards:
    """The ``PaymentProvider`` port without money.

    Attributes:
        behaviour: What happens; the two tokens above decide for themselves.
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
        behaviour = self._behaviour(charge.token)
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

    def _behaviour(self, token: str) -> Behaviour:
        if token == REFUSED_TOKEN:
            return Behaviour.REFUSE
        if token == SILENT_TOKEN:
            return Behaviour.SILENT_AFTER_CHARGING
        return self.behaviour


class TestPaymentPage:
    """The ``PaymentProvider`` port with a page of its own, without money.

    Args:
        address: Where its page is: a charge's is this, a slash, and the charge's number.
        payment_method: The method that it charges.

    Attributes:
        charges: What it was asked for, by number; ``demo_payments`` is the page to it.
    """

    __test__ = False  # no test class of pytest's

    def __init__(self, address: str, payment_method: str = "card") -> None:
        self.payment_method = payment_method
        self.field: PaymentField | None = None
        self.charges: list[Charge] = []
        self._address = address.rstrip("/")
        self._results: dict[str, ChargeResult] = {}
        self._lock = threading.Lock()

    @property
    def sites(self) -> tuple[str, ...]:
        parts = urlsplit(self._address)
        return (f"{parts.scheme}://{parts.netloc}",)

    def charge(self, charge: Charge) -> ChargeResult:
        with self._lock:
            if charge.key not in self._results:
                page = f"{self._address}/{len(self.charges)}"
                self.charges.append(charge)
                self._results[charge.key] = ChargeResult(ChargeStatus.PENDING, page=page)
            return self._results[charge.key]

    def outcome(self, key: str) -> ChargeResult | None:
        return self._results.get(key)

    def settle(self, number: int, *, paid: bool) -> None:
        """The customer pays, or gives up: the first word holds.

        Raises:
            IndexError: It was not asked for a charge with this number.
        """
        with self._lock:
            key = self.charges[number].key
            if self._results[key].status is ChargeStatus.PENDING:
                self._results[key] = (
                    ChargeResult(ChargeStatus.PAID, f"demo-{key}")
                    if paid
                    else ChargeResult(ChargeStatus.REFUSED, reason="the payment was cancelled")
                )
