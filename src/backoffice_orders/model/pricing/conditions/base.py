"""What a condition is, and how a host adds its own."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from backoffice_orders.model.cart_rule import CartRule
    from backoffice_orders.model.errors.vouchers import RuleRefused
    from backoffice_orders.model.pricing.situation import Situation


class Condition(ABC):
    """Something that must hold before a cart rule applies.

    A host adds a condition by subclassing this with an attrs ``@frozen`` class and a ``kind``
    of its own, the name under which it is stored. Its module must be imported before rules
    are read.
    """

    kind: ClassVar[str]
    kinds: ClassVar[dict[str, type[Condition]]] = {}

    @property
    def looks_at_delivery(self) -> bool:
        """Whether the answer depends on who delivers, or for how much."""
        return False

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        if "kind" in cls.__dict__:
            Condition.kinds[cls.kind] = cls

    @abstractmethod
    def refusal(self, rule: CartRule, situation: Situation) -> RuleRefused | None:
        """Why the rule does not apply, or None where this condition holds."""
