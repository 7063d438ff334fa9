"""What a cart rule is made of, as data: conditions and actions, each of a kind.

What they mean is beside the prices (``pricing/conditions``, ``pricing/actions``), which know the
cart and the price book; a rule, which a cart's price book holds, only keeps them.
"""

from __future__ import annotations

from abc import ABC
from typing import Any, ClassVar


class RulePart(ABC):
    """A condition or an action. ``kind`` is the name under which it is stored."""

    kind: ClassVar[str]

    @property
    def looks_at_delivery(self) -> bool:
        """Whether it depends on who delivers, or for how much."""
        return False


class RuleCondition(RulePart):
    """Something that must hold before a cart rule applies."""

    kinds: ClassVar[dict[str, type[RuleCondition]]] = {}

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        if "kind" in cls.__dict__:
            RuleCondition.kinds[cls.kind] = cls


class RuleAction(RulePart):
    """Something that a cart rule does to the prices."""

    kinds: ClassVar[dict[str, type[RuleAction]]] = {}

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        if "kind" in cls.__dict__:
            RuleAction.kinds[cls.kind] = cls
