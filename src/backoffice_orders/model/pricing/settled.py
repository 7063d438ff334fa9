"""A cart that is priced but for its summary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from backoffice_orders.model.answers import Answer
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.errors.vouchers import RuleRefused
from backoffice_orders.model.pricing.amounts import Amounts
from backoffice_orders.model.pricing.manual_discounts import TakenByHand
from backoffice_orders.model.pricing.shipping import Shipment
from backoffice_orders.model.pricing.situation import Situation
from backoffice_orders.model.values import passing

if TYPE_CHECKING:  # few shops ask other systems
    from backoffice_orders.model.questions import Question


@passing
class Settled:
    """Everything but the sums: lines, rules, delivery, and every amount in minor units.

    ``by_hand`` are the discounts by hand, ``situation`` is without those that come after vouchers.
    ``questions`` are those that services of other systems are asked about this cart.
    """

    situation: Situation
    refused: Sequence[tuple[CartRule, RuleRefused]]
    shipment: Shipment
    amounts: Amounts
    by_hand: Sequence[TakenByHand] = ()
    questions: Sequence[Question] = ()

    def answer_to(self, question: Question) -> Answer | None:
        """What this pricing goes by that answers just this question."""
        answer = self.situation.context.answers.of(question.service)
        if answer is None or answer.fingerprint != question.fingerprint:
            return None
        return answer
