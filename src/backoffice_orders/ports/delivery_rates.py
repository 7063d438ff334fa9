"""Delivery rates from another system."""

from typing import Protocol

from backoffice_orders.model.answers import DeliveryAnswer, Refusal
from backoffice_orders.model.questions import DeliveryQuestion


class DeliveryRates(Protocol):
    """Somebody who knows who can deliver a parcel, and for how much.

    It is called outside of every transaction, by several threads at once.
    """

    def rates(self, question: DeliveryQuestion, *, timeout: float) -> DeliveryAnswer | Refusal:
        """Every way in which the goods can be sent, in the question's currency; perhaps none.

        Ids are the service's own, stay the same from one answer to the next, and are different
        from those of the shop's carriers. A ``Refusal`` is for what an employee can mend.

        Args:
            question: What is asked.
            timeout: For how long (seconds) somebody waits. Later answers are not used.

        Raises:
            ValueError: What the service has sent is no answer.
            Exception: Whatever else goes wrong: no connection, no answer in time.
        """
        ...
