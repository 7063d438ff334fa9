"""Taxes from another system."""

from typing import Protocol

from backoffice_orders.model.answers import Refusal, TaxAnswer
from backoffice_orders.model.questions import TaxQuestion
from backoffice_orders.model.tax_report import TaxReport


class TaxService(Protocol):
    """Somebody who knows which taxes are charged, and wants to know what was sold.

    It is called outside of every transaction, by several threads at once.
    """

    def taxes(self, question: TaxQuestion, *, timeout: float) -> TaxAnswer | Refusal:
        """The taxes on every amount of the question, each line of it once.

        Amounts of the answer are in the question's currency, in whole minor units, and not below
        zero. ``total`` is the sum of all. The same question can be asked many times; nothing is
        on record by it. A ``Refusal`` is for what an employee can mend: a postcode that does not
        exist.

        Args:
            question: What is asked.
            timeout: For how long (seconds) somebody waits. Later answers are not used.

        Raises:
            ValueError: What the service has sent is no answer.
            Exception: Whatever else goes wrong: no connection, no answer in time.
        """
        ...

    def record(self, report: TaxReport, *, timeout: float) -> None:
        """Put on record that an order was placed, changed or cancelled.

        It is called at least once for each report, in the order in which they happened for one
        order: the same ``report.key`` again changes nothing.

        Args:
            report: What has happened.
            timeout: For how long (seconds) somebody waits.

        Raises:
            Exception: It is not on record; it will be tried again.
        """
        ...
