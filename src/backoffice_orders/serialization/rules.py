"""Conditions and actions of cart rules as plain JSON values with their ``kind``, and back.

Stores know the kinds that are shipped, and keep what else there is as it was. What one back office
knows beside them, it reads from that (``KnownRules``); so two of them that share a store, or a
process, can know different kinds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any

from attrs import evolve
from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn

from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.pricing.actions.unknown import UnknownAction
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.conditions.unknown import UnknownCondition
from backoffice_orders.model.pricing.kinds import RuleKinds
from backoffice_orders.model.reasons import shown
from backoffice_orders.model.rule_parts import RuleAction, RuleCondition, RulePart

NO_KIND = Sentence("reason.no_kind", "nothing of the kind {kind} is known here")
_REMEMBERED = 4096


def register_parts(converter: Converter, kinds: RuleKinds, *, keep_unknown: bool) -> None:
    """Let a converter read and write conditions and actions by their ``kind``.

    Args:
        converter: Reads and writes what they hold.
        kinds: Those that are read.
        keep_unknown: Keep what cannot be read, as its kind or one of its fields is not known;
            otherwise it is refused.
    """
    condition, action = (UnknownCondition, UnknownAction) if keep_unknown else (None, None)
    _register(converter, RuleCondition, lambda: kinds.conditions, condition)
    _register(converter, RuleAction, lambda: kinds.actions, action)


def _register(
    converter: Converter,
    base: type[RulePart],
    kinds: Callable[[], Mapping[str, Any]],
    unknown: type[Any] | None,
) -> None:
    # Made once for each class: making one takes fifty times as long as calling it.
    @cache
    def writer(kind: type[Any]) -> Callable[[Any], dict[str, Any]]:
        return make_dict_unstructure_fn(kind, converter)

    @cache
    def reader(kind: type[Any]) -> Callable[[Mapping[str, Any], Any], Any]:
        # Also where the model is read leniently: a field left out could be a limit of the rule.
        return make_dict_structure_fn(kind, converter, _cattrs_forbid_extra_keys=True)

    def unstructure(value: Any) -> dict[str, Any]:
        if isinstance(value, UnknownCondition | UnknownAction):
            return dict(value.stored)
        kind: Any = type(value)
        return {"kind": kind.kind, **writer(kind)(value)}

    def structure(value: dict[str, Any], _: type) -> Any:
        if unknown is None:
            return known(value)
        try:
            return known(value)
        except Exception:  # whatever a host's own class raises
            return unknown(dict(value))

    def known(value: dict[str, Any]) -> Any:
        fields = dict(value)
        kind = fields.pop("kind", None)
        made = kinds().get(kind)
        if made is None:
            raise FieldInvalid("kind", NO_KIND(kind=shown(str(kind))))
        return reader(made)(fields, made)

    converter.register_unstructure_hook_func(
        lambda kind: isinstance(kind, type) and issubclass(kind, base), unstructure
    )
    converter.register_structure_hook_func(lambda kind: kind is base, structure)


class _Same:
    """A value as the key of what was made of it: the very object, not one that equals it."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.value is self.value


class KnownRules:
    """Rules as one back office knows them, whatever the store has made of them.

    Parts of a kind that it knows become what they are; those of other kinds, which a store in the
    same process may have kept as another back office's objects, stay as data.

    Args:
        kinds: The kinds that are known.
        converter: Makes what reads them, when it is first needed.
    """

    def __init__(self, kinds: RuleKinds, converter: Callable[[], Converter]) -> None:
        self.kinds = kinds
        self._converter = cache(converter)
        self._read = lru_cache(_REMEMBERED)(self._read_rule)

    def rule(self, rule: CartRule) -> CartRule:
        """The rule with its parts as they are known here."""
        return rule if self.kinds.knows(rule) else self._read(_Same(rule))

    def rules(self, rules: tuple[CartRule, ...]) -> tuple[CartRule, ...]:
        """The same of several rules; the very tuple where nothing changes."""
        read = tuple(map(self.rule, rules))
        return rules if all(map(_is, read, rules)) else read

    def book(self, book: PriceBook) -> PriceBook:
        """A price book that was kept, with its rules as they are known here."""
        rules = self.rules(book.cart_rules)
        return book if rules is book.cart_rules else evolve(book, cart_rules=rules)

    def _read_rule(self, key: _Same) -> CartRule:
        rule: CartRule = key.value
        conditions = tuple(self._part(each, RuleCondition) for each in rule.conditions)
        actions = tuple(self._part(each, RuleAction) for each in rule.actions)
        if all(map(_is, (*conditions, *actions), (*rule.conditions, *rule.actions))):
            return rule
        return evolve(rule, conditions=conditions, actions=actions)

    def _part(self, part: Any, base: Any) -> Any:
        kind = getattr(part, "kind", None)
        known = self.kinds.conditions if base is RuleCondition else self.kinds.actions
        if known.get(str(kind)) is type(part):
            return part
        converter = self._converter()
        read = converter.structure(converter.unstructure(part), base)
        unread = isinstance(read, UnknownCondition | UnknownAction)
        return part if unread and type(read) is type(part) else read


def _is(one: object, other: object) -> bool:
    return one is other
