"""What a use case has to say besides its result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backoffice_orders.model.cart import Cart
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.messages import Message, Sentence
from backoffice_orders.model.values import frozen

RULE_APPLIED = Sentence(
    "rule_applied",
    "'{rule}' now applies: {gross} ({net} net).",
    to_customer="{rule}: {gross} less.",
)
# The same for customers who are shown net prices.
RULE_APPLIED_NET = Sentence(
    "rule_applied.net", RULE_APPLIED.text, to_customer="{rule}: {net} less."
)
RULE_LEFT = Sentence("rule_left", "'{rule}' does not apply any more.")
# What another customer, address or currency has made of the prices: see ``price_notices``.
PRICE_CHANGED = "price_changed"
# What somebody else has changed, where it is kept beside one's own change: see ``meanwhile``.
CHANGED_MEANWHILE = "changed_meanwhile"


@frozen
class Notice:
    """Something that changed by itself and has to be said to the employee.

    ``about`` is the code of the error behind it, where the message says more than that error.
    """

    message: Message
    about: str = ""

    @property
    def code(self) -> str:
        """What it is about, for programs."""
        return self.about or self.message.code

    @property
    def values(self) -> Mapping[str, Any]:
        """What the sentence is filled in with."""
        return self.message.values

    @property
    def sentence(self) -> str:
        """What is said, in English."""
        return str(self.message)

    @property
    def welcome(self) -> bool:
        """Whether nobody has to be asked.

        It only makes the order cheaper, it is what a change that was asked for costs, or a
        colleague's.
        """
        return self.code in (RULE_APPLIED.code, PRICE_CHANGED, CHANGED_MEANWHILE)

    @classmethod
    def of(cls, error: BackOfficeError) -> Notice:
        """What an error would have said, where the use case goes on."""
        return cls(error.message)


def moved(before: Cart, after: Cart) -> bool:
    """Whether it is another customer's, goes elsewhere, or is in another currency."""
    if before.empty or after.empty:
        return False
    return _about(before) != _about(after)


def _about(cart: Cart) -> tuple[str | None, ...]:
    return cart.customer_id, cart.delivery_address_id, cart.invoice_address_id, cart.currency
