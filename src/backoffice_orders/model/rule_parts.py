"""What a cart rule is made of, as data: conditions and actions, each of a kind.

What they mean is beside the prices (``pricing/conditions``, ``pricing/actions``), which know the
cart and the price book; a rule, which a cart's price book holds, only keeps them. Which kinds there
are is said by ``pricing/shipped_kinds``, and by each back office.
"""

from __future__ import annotations

from abc import ABC
from collections.abc import Collection
from typing import Any, ClassVar, NamedTuple

from moneyed import Money

from backoffice_orders.model.ids import CarrierId, CombinationId, ProductId


class Goods(NamedTuple):
    """A product, or one combination of it, that a rule brings into a cart."""

    product_id: ProductId
    combination_id: CombinationId | None = None


class Budget(NamedTuple):
    """What one use of an action may take off in all; net, or gross where ``tax_included``."""

    amount: Money
    tax_included: bool


class RulePart(ABC):
    """A condition or an action.

    ``kind`` is the name under which it is stored, ``title`` what people call it, in English; the
    fields are what forms ask for (``model.inputs``).
    """

    kind: ClassVar[str]
    title: ClassVar[str] = ""

    @property
    def looks_at_delivery(self) -> bool:
        """Whether it depends on who delivers, or for how much."""
        return False

    @property
    def named_carriers(self) -> Collection[CarrierId]:
        """The carriers that it names: their names have to be known, whether they deliver or not."""
        return ()

    @classmethod
    def fitted(cls, fields: dict[str, Any]) -> dict[str, Any]:
        """Fields of any values as they fit each other, for tests that draw them at random."""
        return fields


class RuleCondition(RulePart):
    """Something that must hold before a cart rule applies."""


class RuleAction(RulePart):
    """Something that a cart rule does to the prices."""

    @property
    def brings(self) -> Collection[Goods]:
        """What it adds to a cart: its price and its stock have to be known beforehand."""
        return ()

    @property
    def spendable(self) -> Budget | None:
        """The amount that may be left of a use, of which a new voucher is made; None for others."""
        return None

    def over(self, amount: Money) -> RuleAction:
        """The same action over another amount; only asked where it has something ``spendable``."""
        raise NotImplementedError
