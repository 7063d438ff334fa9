"""The forms of the page: what their fields are called, and how much they take.

A form asks for what the class of the model declares that is made of it: nothing of that is said
twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from backoffice_orders.i18n import Language
from backoffice_orders.model.cart import (
    CustomLine,
    CustomLineKind,
    ManualDelivery,
    PriceOverride,
    RuleRefusal,
)
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.fields import asked_in, limits_in, required_in
from backoffice_orders.model.manual_discount import ManualDiscount
from backoffice_orders.model.messages import label
from backoffice_orders.model.values import frozen


class DiscountKind(StrEnum):
    """What is typed for a discount by hand."""

    PERCENT = "percent"
    AMOUNT = "amount"
    EACH_PIECE = "each_piece"


label("discountkind.percent", "percent")
label("discountkind.amount", "an amount, gross")
label("discountkind.each_piece", "an amount off each piece of the line, gross")

_MADE: Mapping[str, Any] = {
    "customer": Customer,
    "discount": ManualDiscount,
    "custom_line": CustomLine,
    "delivery": ManualDelivery,
    "price": PriceOverride,
    "refusal": RuleRefusal,
    "voucher": CartRule,
}
_CHOSEN: Mapping[str, Mapping[str, type[StrEnum]]] = {
    "discount": {"kind": DiscountKind},
    "custom_line": {"kind": CustomLineKind},
}


@frozen
class DeclaredForm:
    """What a class of the model says of the fields of a form.

    Attributes:
        labels: What each is called, in the reader's language.
        required: Those that must be filled in.
        limits: How many characters each text takes at most.
        choices: What can be chosen in some of them, with what each is called.
    """

    labels: Mapping[str, str]
    required: frozenset[str]
    limits: Mapping[str, int]
    choices: Mapping[str, tuple[tuple[str, str], ...]]


def declared_form(name: str, language: Language) -> DeclaredForm:
    """The form with this name."""
    made = _MADE[name]
    labels = {field: language.text(said.label) for field, said in asked_in(made).items()}
    chosen = {field: language.choices(kind) for field, kind in _CHOSEN.get(name, {}).items()}
    return DeclaredForm(labels, required_in(made), limits_in(made), chosen)
