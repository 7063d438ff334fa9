"""Cart rules: discounts with conditions and actions. With a code they are vouchers."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from typing import Any

from attrs import evolve, field, fields_dict, has
from moneyed import Money

from backoffice_orders.model.errors.vouchers import RuleInvalid
from backoffice_orders.model.fields import (
    DESCRIPTION,
    ID,
    ID_OR_NONE,
    LARGEST_COUNT,
    MOMENT,
    MOMENT_OR_NONE,
    NAME,
    NUMBERED,
    Each,
    Values,
    Whole,
    asked,
    in_a_tuple,
    written,
)
from backoffice_orders.model.ids import CartRuleId, CustomerId
from backoffice_orders.model.letters import normalize
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.reasons import AFTER_FIRST_DAY
from backoffice_orders.model.rule_parts import RuleAction, RuleCondition
from backoffice_orders.model.text import spoken_words
from backoffice_orders.model.values import frozen

DOES_NOTHING = Sentence("reason.does_nothing", "a rule must do something")
NO_LETTERS = Sentence("reason.no_letters", "it needs letters or digits")
NOT_NEGATIVE = Sentence("reason.not_negative", "it cannot be negative")

# Letters of other alphabets whose capitals are drawn like Latin ones.
_LOOK_LIKE = str.maketrans(
    "\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0455\u0456\u0458"
    "\u03b1\u03b2\u03b5\u03b6\u03b7\u03b9\u03ba\u03bc\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7",
    "abekmhopctyxsij" + "abezhikmnoptyx",
)


def code_key(code: str) -> str:
    """A voucher code as codes are compared by: what looks or sounds the same is the same.

    Case, accents, blanks, hyphens, marks between the parts and what cannot be seen do not count;
    digits of any script are digits. Empty where nothing is left.
    """
    letters = normalize(code).translate(_LOOK_LIKE)
    return "".join(letter for letter in letters if not _separates(letter))


def code_words(text: str) -> tuple[str, ...]:
    """What a text is looked up by among codes, if it can be one: its key."""
    key = code_key(text)
    return (key,) if key else ()


def _separates(letter: str) -> bool:
    """Blanks, dashes, connectors, control and invisible characters, and marks like a full stop."""
    category = unicodedata.category(letter)
    return category[0] in "ZC" or category in {"Pd", "Pc"} or letter in "./\\,:;'`"


@frozen
class CartRule:
    """A discount: when it holds, and what it does.

    A rule without a ``code`` applies by itself as soon as its conditions hold; with a code it
    has to be granted. Limits that are None do not limit. Rules run by ``priority`` (the
    lowest number first), then by age. Moments are in UTC, the first included and the last
    not. ``combinable_with`` names the other rules it may share a cart with (None: all); an
    ``exclusive`` one shares it with none. ``partial_use``: what an amount rule does not use up
    becomes a new voucher, ``part_of`` this one: whatever goes with the whole goes with the rest.
    ``highlight``: the search marks it as one to offer to the customer.
    """

    id: CartRuleId = field(validator=ID)
    name: str = field(converter=written, validator=NAME, metadata=asked("Name"))
    created_at: datetime = field(validator=MOMENT)
    actions: tuple[RuleAction, ...] = field(
        converter=in_a_tuple, validator=Values(RuleAction, 100), metadata=asked("What it does")
    )
    conditions: tuple[RuleCondition, ...] = field(
        default=(),
        converter=in_a_tuple,
        validator=Values(RuleCondition, 100),
        metadata=asked("When it applies"),
    )
    code: str = field(default="", converter=written, validator=NUMBERED, metadata=asked("Code"))
    description: str = field(
        default="", converter=written, validator=DESCRIPTION, metadata=asked("Description")
    )
    priority: int = field(
        default=1, validator=Whole(-LARGEST_COUNT), metadata=asked("Priority, the lowest first")
    )
    enabled: bool = field(default=True, metadata=asked("Enabled"))
    valid_from: datetime | None = field(
        default=None, validator=MOMENT_OR_NONE, metadata=asked("Valid from")
    )
    valid_until: datetime | None = field(
        default=None, validator=MOMENT_OR_NONE, metadata=asked("Valid until")
    )
    customer_id: CustomerId | None = field(
        default=None, validator=ID_OR_NONE, metadata=asked("Only for this customer")
    )
    quantity: int | None = field(
        default=None,
        validator=Whole(-LARGEST_COUNT, none=True),
        metadata=asked("How often it can be used"),
    )
    quantity_per_customer: int | None = field(
        default=None,
        validator=Whole(1, none=True),
        metadata=asked("How often by each customer"),
    )
    combinable_with: frozenset[CartRuleId] | None = field(
        default=None,
        validator=Each(ID, 1000, none=True),
        metadata=asked("Other vouchers that it goes with"),
    )
    exclusive: bool = field(default=False, metadata=asked("Goes with no other"))
    partial_use: bool = field(default=False, metadata=asked("What is left becomes a new voucher"))
    part_of: CartRuleId | None = field(default=None, validator=ID_OR_NONE)
    highlight: bool = field(default=False, metadata=asked("To be offered"))

    def __attrs_post_init__(self) -> None:
        if not self.actions:
            raise RuleInvalid("actions", DOES_NOTHING())
        if self.code and not code_key(self.code):
            raise RuleInvalid("code", NO_LETTERS())
        if self.quantity is not None and self.quantity < 0:
            raise RuleInvalid("quantity", NOT_NEGATIVE())
        if self.valid_from and self.valid_until and self.valid_until <= self.valid_from:
            raise RuleInvalid("valid_until", AFTER_FIRST_DAY())

    @property
    def automatic(self) -> bool:
        """Whether it applies by itself."""
        return not self.code

    def in_force(self, at: datetime) -> bool:
        """Whether a moment (UTC) is within its dates."""
        return (self.valid_from is None or self.valid_from <= at) and (
            self.valid_until is None or at < self.valid_until
        )

    def offers_itself(self, customer_id: CustomerId | None, at: datetime) -> bool:
        """Whether it may apply by itself at a moment (UTC), to this customer's cart."""
        return (
            self.automatic
            and self.enabled
            and self.in_force(at)
            and (self.customer_id is None or self.customer_id == customer_id)
        )

    @property
    def looks_at_delivery(self) -> bool:
        """Whether it depends on who delivers, or for how much."""
        return any(condition.looks_at_delivery for condition in self.conditions) or any(
            action.looks_at_delivery for action in self.actions
        )

    @cached_property
    def currencies(self) -> frozenset[str]:
        """The currencies (ISO 4217) of the amounts that its conditions and actions name."""
        return frozenset(_currencies((*self.conditions, *self.actions)))

    @property
    def search_words(self) -> tuple[str, ...]:
        """What it is found by: the words of its name and its code, as they are said."""
        return tuple(dict.fromkeys((*spoken_words(self.name, self.code), *code_words(self.code))))

    @property
    def sort_key(self) -> tuple[int, datetime, str]:
        """The order in which rules run: priority, age, id."""
        return (self.priority, self.created_at, self.id)

    def with_code(self, code: str) -> CartRule:
        """The same rule under this code."""
        return evolve(self, code=code)


def _currencies(value: Any) -> Iterator[str]:
    """The currencies of all amounts in a value of the model, however deep."""
    if isinstance(value, Money):
        yield value.currency.code
    elif isinstance(value, tuple):
        for each in value:
            yield from _currencies(each)
    elif has(type(value)):
        for name in fields_dict(type(value)):
            yield from _currencies(getattr(value, name))


@frozen
class RuleUses:
    """How often a rule has been used: in all, and by the customer of this cart."""

    total: int = 0
    by_customer: int = 0
