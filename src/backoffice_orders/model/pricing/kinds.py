"""The kinds of conditions and actions that one back office knows.

Those that are shipped (``shipped_kinds``) are imported when the first rule is met.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from inspect import isabstract
from types import MappingProxyType
from typing import Any, TypeVar

import attrs

from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.errors.vouchers import RuleInvalid
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.pricing.actions.base import Action
from backoffice_orders.model.pricing.actions.unknown import UnknownAction
from backoffice_orders.model.pricing.conditions.base import Condition
from backoffice_orders.model.pricing.conditions.unknown import UnknownCondition
from backoffice_orders.model.reasons import described, shown
from backoffice_orders.model.rule_parts import RulePart

KIND_UNKNOWN = Sentence(
    "reason.kind_unknown",
    "the kind {kind} is not known here; pass BackOffice({parameter}=…) its class",
)
KIND_TAKEN = Sentence("reason.kind_taken", "the kind {kind} is there already; take another name")
NEEDS_KIND = Sentence("reason.needs_kind", "{type} needs a kind, the name it is stored under")
NOT_WHOLE = Sentence("reason.not_whole", "{type} must be an attrs class with all of its methods")
NO_SUBCLASS = Sentence("reason.no_subclass", "it takes subclasses of {type}, not {given}")

Part = TypeVar("Part", bound=RulePart)


class RuleKinds:
    """The kinds that one back office knows: those that are shipped, and the host's own.

    A rule with a part of another kind is kept as it is, and refused.

    Args:
        conditions: The host's own conditions: attrs classes with a ``kind``.
        actions: The host's own actions, likewise.

    Raises:
        FieldInvalid: A class is none of these, or its ``kind`` is taken.
    """

    def __init__(
        self, conditions: Iterable[type[Condition]] = (), actions: Iterable[type[Action]] = ()
    ) -> None:
        self._own_conditions = tuple(conditions)
        self._own_actions = tuple(actions)
        # Whether there are others than those that are shipped.
        self.own: bool = False
        if self._own_conditions or self._own_actions:  # what is wrong with them is said at once
            self.own = len(self._classes) > len(RuleKinds()._classes)

    @cached_property
    def conditions(self) -> Mapping[str, type[Condition]]:
        """The conditions by their kinds."""
        from backoffice_orders.model.pricing.shipped_kinds import CONDITIONS

        return _by_kind("conditions", Condition, CONDITIONS, self._own_conditions)

    @cached_property
    def actions(self) -> Mapping[str, type[Action]]:
        """The actions by their kinds."""
        from backoffice_orders.model.pricing.shipped_kinds import ACTIONS

        return _by_kind("actions", Action, ACTIONS, self._own_actions)

    @cached_property
    def _classes(self) -> frozenset[type[RulePart]]:
        return frozenset((*self.conditions.values(), *self.actions.values()))

    def knows(self, rule: CartRule) -> bool:
        """Whether all parts of the rule are of these kinds."""
        classes = self._classes
        return classes.issuperset(map(type, rule.actions)) and classes.issuperset(
            map(type, rule.conditions)
        )

    def require(self, rule: CartRule) -> None:
        """Raise ``RuleInvalid`` for a part of a class that is not known here.

        What could not be read is kept, and may be saved again.
        """
        for name, parts in (("conditions", rule.conditions), ("actions", rule.actions)):
            for part in parts:
                if type(part) in self._classes or isinstance(
                    part, UnknownCondition | UnknownAction
                ):
                    continue
                kind = shown(getattr(part, "kind", type(part).__name__))
                raise RuleInvalid(name, KIND_UNKNOWN(kind=kind, parameter=name))


def _by_kind(
    name: str, base: Any, shipped: Iterable[type[Part]], own: Iterable[type[Part]]
) -> Mapping[str, type[Part]]:
    found = {each.kind: each for each in shipped}
    for each in own:
        kind = _kind_of(name, base, each)
        if kind in found and found[kind] is not each:
            raise FieldInvalid(name, KIND_TAKEN(kind=shown(kind)))
        found[kind] = each
    return MappingProxyType(found)


def _kind_of(name: str, base: Any, made: Any) -> str:
    """The kind of a host's class, or ``FieldInvalid``."""
    if not isinstance(made, type) or not issubclass(made, base):
        raise FieldInvalid(name, NO_SUBCLASS(type=base.__name__, given=described(made)))
    kind = getattr(made, "kind", None)
    if not isinstance(kind, str) or not kind:
        raise FieldInvalid(name, NEEDS_KIND(type=made.__name__))
    if isabstract(made) or not attrs.has(made):
        raise FieldInvalid(name, NOT_WHOLE(type=made.__name__))
    return kind


SHIPPED = RuleKinds()
