"""Hypothesis strategies for conditions and actions of any kind, made from what they ask for.

A field's examples are drawn where it has some (``asked("Amount", 60, 25)``); else what its type and
its limits allow, mostly small.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st
from moneyed import Money

from backoffice_orders.model.inputs import Input, InputType, inputs_of
from backoffice_orders.model.rule_parts import RulePart

# Made once: to make a strategy takes longer than to draw from it.
_flags = st.booleans()
_seldom = st.sampled_from([False, False, False, True])
percents: st.SearchStrategy[Decimal] = st.sampled_from(
    [Decimal(each) for each in ("10", "50", "100", "3.3", "33.33", "0")]
)
Drawn = st.SearchStrategy[Any]


@cache
def parts(
    kind: type[RulePart],
    money: st.SearchStrategy[Money],
    currency: str,
    known: tuple[tuple[str, tuple[str, ...]], ...],
) -> Drawn:
    """Conditions or actions of a kind.

    Args:
        kind: Their class.
        money: Amounts, where a field has no examples.
        currency: What the examples are in.
        known: The ids that there are, by the names of their types: ``("ProductId", ("p0",))``.
            Of other types there is none, and a list of them is empty.

    Raises:
        TypeError: A text or a moment has no examples: it can be anything.
    """
    return _Drawing(money, currency, dict(known)).of_class(kind, kind.fitted)


class _Drawing:
    """Makes the strategies of one currency."""

    def __init__(
        self, money: st.SearchStrategy[Money], currency: str, known: Mapping[str, Sequence[str]]
    ) -> None:
        self._money = money
        self._currency = currency
        self._known = known

    def of_class(
        self, kind: Any, fitted: Callable[[dict[str, Any]], dict[str, Any]] = dict
    ) -> Drawn:
        fields = st.fixed_dictionaries({each.name: self._of(each) for each in inputs_of(kind)})
        return fields.map(lambda values: kind(**fitted(values)))

    def _of(self, asked: Input) -> Drawn:
        drawn = st.sampled_from(self._examples(asked)) if asked.examples else self._plain(asked)
        return (st.none() | st.none() | drawn) if asked.none else drawn

    def _examples(self, asked: Input) -> list[Any]:
        if asked.type is InputType.MONEY:
            return [Money(each, self._currency) for each in asked.examples]
        if asked.type is InputType.LIST:
            return [frozenset({each}) for each in asked.examples]
        return list(asked.examples)

    def _plain(self, asked: Input) -> Drawn:
        match asked.type:
            case InputType.FLAG:
                return _flags
            case InputType.CHOICE:
                return st.sampled_from(asked.choices)
            case InputType.MONEY:
                return self._money
            case InputType.WHOLE:
                low = int(asked.low or 0)
                return st.integers(low, low + 1 if asked.high is None or asked.high > low else low)
            case InputType.NUMBER:
                return percents
            case InputType.REFERENCE:
                ids = self._ids(asked)
                return st.sampled_from(ids) if ids else st.none()
            case InputType.PART:
                return self.of_class(asked.of)
            case InputType.LIST if asked.each is not None:
                return self._several(asked, asked.each)
        raise TypeError(f"{asked.name} needs examples: it can be anything")

    def _several(self, asked: Input, each: Input) -> Drawn:
        if each.type is InputType.REFERENCE:
            some = st.just(frozenset(self._ids(each)[:2]))
            return some if asked.required else some | st.just(frozenset())
        if each.type is InputType.PART:
            return st.lists(self._of(each), min_size=1, max_size=2).map(tuple)
        return st.frozensets(self._of(each), min_size=1, max_size=2)

    def _ids(self, asked: Input) -> Sequence[str]:
        return self._known.get(asked.of.__name__, ())
