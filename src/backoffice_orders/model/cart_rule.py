"""Cart rules: discounts with conditions and actions. With a code they are vouchers."""

from __future__ import annotations

from datetime import datetime

from attrs import evolve, field, frozen

from backoffice_orders.model.checks import not_blank, positive, stripped, timestamp
from backoffice_orders.model.errors.vouchers import RuleInvalid
from backoffice_orders.model.ids import CartRuleId, CustomerId
from backoffice_orders.model.pricing.actions.base import Action
from backoffice_orders.model.pricing.conditions.base import Condition
from backoffice_orders.model.text import normalize_code, words


def code_key(code: str) -> str:
    """A voucher code as codes are compared by: without regard to case."""
    return code.strip().casefold()


@frozen
class CartRule:
    """A discount: when it holds, and what it does.

    A rule without a ``code`` applies by itself as soon as its conditions hold; with a code it
    has to be granted. Limits that are None do not limit. Rules run by ``priority`` (the
    lowest number first), then by age. Moments are in UTC, the first included and the last
    not. ``combinable_with`` names the other rules it may share a cart with (None: all).
    ``partial_use``: what an amount rule does not use up becomes a new voucher.
    """

    id: CartRuleId
    name: str = field(converter=stripped, validator=not_blank)
    created_at: datetime = field(validator=timestamp)
    actions: tuple[Action, ...]
    conditions: tuple[Condition, ...] = ()
    code: str = field(default="", converter=stripped)
    description: str = ""
    priority: int = 1
    enabled: bool = True
    valid_from: datetime | None = field(default=None, validator=timestamp)
    valid_until: datetime | None = field(default=None, validator=timestamp)
    customer_id: CustomerId | None = None
    quantity: int | None = None
    quantity_per_customer: int | None = field(default=None, validator=positive)
    combinable_with: frozenset[CartRuleId] | None = None
    partial_use: bool = False
    highlight: bool = False

    def __attrs_post_init__(self) -> None:
        if not self.actions:
            raise RuleInvalid("actions", "a rule must do something")
        if self.quantity is not None and self.quantity < 0:
            raise RuleInvalid("quantity", "it cannot be negative")
        if self.valid_from and self.valid_until and self.valid_until <= self.valid_from:
            raise RuleInvalid("valid_until", "it must be after the first day")

    @property
    def automatic(self) -> bool:
        """Whether it applies by itself."""
        return not self.code

    @property
    def search_words(self) -> tuple[str, ...]:
        """What it is found by: the words of its name and its code."""
        return tuple(dict.fromkeys((*words(self.name, self.code), *self._code_words())))

    def _code_words(self) -> tuple[str, ...]:
        return (normalize_code(self.code),) if self.code else ()

    @property
    def sort_key(self) -> tuple[int, datetime, str]:
        """The order in which rules run: priority, age, id."""
        return (self.priority, self.created_at, self.id)

    def with_code(self, code: str) -> CartRule:
        """The same rule under this code."""
        return evolve(self, code=code)


@frozen
class RuleUses:
    """How often a rule has been used: in all, and by the customer of this cart."""

    total: int = 0
    by_customer: int = 0
