"""What an action is, and how a host adds its own."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from backoffice_orders.model.cart_rule import CartRule
    from backoffice_orders.model.errors.vouchers import RuleRefused
    from backoffice_orders.model.pricing.discounts import Discount
    from backoffice_orders.model.pricing.situation import Situation


class Action(ABC):
    """Something a cart rule does to the prices.

    A host adds an action by subclassing this with an attrs ``@frozen`` class and a ``kind`` of
    its own, the name under which it is stored. Its module must be imported before rules are
    read.
    """

    kind: ClassVar[str]
    kinds: ClassVar[dict[str, type[Action]]] = {}

    @property
    def looks_at_delivery(self) -> bool:
        """Whether what it can do depends on who delivers, or for how much."""
        return False

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        if "kind" in cls.__dict__:
            Action.kinds[cls.kind] = cls

    def refusal(self, rule: CartRule, situation: Situation) -> RuleRefused | None:
        """Why it can do nothing in this cart, or None where it can.

        A rule with several actions does those that are possible; one of which none is
        possible is refused.
        """
        return None

    @abstractmethod
    def discounts(self, rule: CartRule, situation: Situation) -> Iterable[Discount]:
        """What it takes off; it is only asked where it does not refuse."""
