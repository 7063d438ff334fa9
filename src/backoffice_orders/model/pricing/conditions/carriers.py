"""The delivery must be made by one of some carriers."""

from __future__ import annotations

from typing import ClassVar

from attrs import field

from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.errors.vouchers import RuleCarrier, RuleRefused
from backoffice_orders.model.fields import IDS, asked
from backoffice_orders.model.frozen import frozen_set
from backoffice_orders.model.ids import CarrierId
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.pricing.conditions.base import Condition
from backoffice_orders.model.pricing.situation import Situation
from backoffice_orders.model.values import frozen

GONE = Sentence("rule_carrier.gone", "carriers that no longer exist")


@frozen
class Carriers(Condition):
    """The carriers that the rule holds for."""

    kind: ClassVar[str] = "carriers"
    title: ClassVar[str] = "Delivered by these carriers"

    carrier_ids: frozenset[CarrierId] = field(
        converter=frozen_set, validator=IDS, metadata=asked("Carriers")
    )

    @property
    def named_carriers(self) -> frozenset[CarrierId]:
        """All of them: a refusal says their names."""
        return self.carrier_ids

    @property
    def looks_at_delivery(self) -> bool:
        """It is about who delivers."""
        return True

    def refusal(self, rule: CartRule, situation: Situation) -> RuleRefused | None:
        """``RuleCarrier`` for a delivery by anyone else, or by nobody yet."""
        delivery = situation.delivery
        if delivery is not None and delivery.carrier_id in self.carrier_ids:
            return None
        book = situation.book
        known = {**book.carrier_names, **{each.id: each.name for each in book.carriers}}
        names = sorted(name for id_, name in known.items() if id_ in self.carrier_ids)
        return RuleCarrier(rule.name, tuple(names) or GONE())
