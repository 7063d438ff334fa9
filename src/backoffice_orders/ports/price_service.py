"""Prices from another system."""

from typing import Protocol

from backoffice_orders.model.answers import PriceAnswer, Refusal
from backoffice_orders.model.questions import PriceQuestion


class PriceService(Protocol):
    """Somebody who knows what a product costs this customer: contracts, price lists.

    It is called outside of every transaction, by several threads at once.
    """

    def prices(self, question: PriceQuestion, *, timeout: float) -> PriceAnswer | Refusal:
        """The price of one piece on every line of the question, in its currency.

        Each line is answered once; with None where the shop's own price holds. A ``Refusal`` is
        for what an employee can mend: a product that this customer may not buy.

        Args:
            question: What is asked.
            timeout: For how long (seconds) somebody waits. Later answers are not used.

        Raises:
            ValueError: What the service has sent is no answer.
            Exception: Whatever else goes wrong: no connection, no answer in time.
        """
        ...
