"""What values are made of, and their types as JSON has them."""

from __future__ import annotations

import re
import types
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, reduce
from operator import or_
from typing import Any, NewType, Union, get_args, get_origin

import attrs

from backoffice_orders import commands
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.cart import (
    Cart,
    CustomLine,
    ManualDelivery,
    PriceOverride,
    RuleRefusal,
)
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.customization import AttachedFile
from backoffice_orders.model.fields import asked_of, is_asked
from backoffice_orders.model.labels import label_of
from backoffice_orders.model.manual_discount import ManualDiscount
from backoffice_orders.model.pricing.actions.base import Action
from backoffice_orders.model.pricing.conditions.base import Condition
from backoffice_orders.model.rule_parts import RuleAction, RuleCondition
from backoffice_orders.model.stock import StockCount
from backoffice_orders.model.values import frozen
from backoffice_orders.services.command import Command
from backoffice_orders.services.entries import Entry, Removable

# The version of a cart that was seen: 0 or more.
Version = NewType("Version", int)
_PLAIN: Mapping[Any, Any] = {Action: RuleAction, Condition: RuleCondition}


# Everything that a shop is set up with and that can be taken away again.
_ENTRIES = frozenset(get_args(Entry)) & frozenset(get_args(Removable))


# Who has allowed something, no request can say.
_NOBODYS = (Actor, Actor | None)


@frozen
class Field:
    """A field of an object of JSON.

    Attributes:
        name: What it is called.
        hint: Its type.
        required: Whether it must be there.
        check: The limits of its values; None where its type says all.
        note: What it is, in a sentence.
        label: What people call it, in English; empty where it has no name of its own.
    """

    name: str
    hint: Any
    required: bool
    check: object = None
    note: str = ""
    label: str = ""

    def declared_by(self, kind: Any) -> Field:
        """With the limits and the name that a class of the model declares of it, if it does."""
        made = attrs.fields_dict(kind).get(self.name)
        if made is None:
            return self
        return attrs.evolve(self, check=self.check or made.validator, label=label_in(made))


def label_in(made: Any) -> str:
    """What people call a field of a class: as it says of itself, or as all fields of its name."""
    if is_asked(made):
        return asked_of(made).label
    general = label_of(made.name)
    return general.text if general is not None else ""


# What is made by a use case, or by its command: the class declares what its fields are.
MADE: Mapping[str, Any] = {
    "carts.set_messages": Cart,
    "carts.set_name": Cart,
    "carts.set_payment_terms": Cart,
    "carts.set_tags": Cart,
    "customers.create": Customer,
    "customers.edit": Customer,
    "discounts.change": ManualDiscount,
    "discounts.give": ManualDiscount,
    "products.add_custom": CustomLine,
    "products.set_price": PriceOverride,
    "setup.set_stock": StockCount,
    "shipping.set_manual": ManualDelivery,
    "vouchers.create": CartRule,
    "vouchers.create_and_grant": CartRule,
    "vouchers.edit": CartRule,
    "vouchers.grant": CartRule,
    "vouchers.refuse": RuleRefusal,
}


@cache
def fields_of(kind: Any) -> tuple[Field, ...]:
    """What a value of a class is made of."""
    attrs.resolve_types(kind)
    made = MADE.get(getattr(kind, "action", ""), kind)
    return tuple(
        Field(
            each.name, plain_kind(each.type), each.default is attrs.NOTHING, each.validator
        ).declared_by(made)
        for each in attrs.fields(kind)
        if each.init and each.type not in _NOBODYS
    )


@cache
def variants_of(hint: Any) -> tuple[str, Mapping[str, Any]] | None:
    """The classes that a value may be of, by what its field of this name says; or None."""
    if hint is Command:
        every = (getattr(commands, name) for name in commands.__all__)
        return "do", _by_name(
            each
            for each in every
            if isinstance(each, type) and issubclass(each, Command) and each is not Command
        )
    kinds = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else ()
    return ("type", _by_name(kinds)) if _ENTRIES.issubset(kinds) else None


def _by_name(kinds: Iterable[Any]) -> Mapping[str, Any]:
    return {re.sub(r"(?<!^)(?=[A-Z])", "_", each.__name__).lower(): each for each in kinds}


def plain_kind(hint: Any) -> Any:
    """The type as JSON has it."""
    if hint in _PLAIN:
        return _PLAIN[hint]
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        left = [plain_kind(each) for each in arguments if each is not AttachedFile]
        return left[0] if len(left) == 1 else reduce(or_, left)
    if origin in (Sequence, Iterable):
        return types.GenericAlias(tuple, (plain_kind(arguments[0]), ...))
    if origin is tuple and arguments[1:] == (...,):
        return types.GenericAlias(tuple, (plain_kind(arguments[0]), ...))
    if origin is Mapping:
        return types.GenericAlias(dict, (arguments[0], plain_kind(arguments[1])))
    return hint


def kinds_in(*hints: Any) -> tuple[Any, ...]:
    """The types that values of these types are made of, but for commands and rules' parts."""
    found: dict[Any, None] = {}
    left = list(hints)
    while left:
        hint = left.pop()
        if hint in found or hint is Command:
            continue
        found[hint] = None
        left += get_args(hint)
        if attrs.has(hint):
            left += [each.hint for each in fields_of(hint)]
    return tuple(found)
