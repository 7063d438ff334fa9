"""A refusal names its rule, and what stands in its way."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from backoffice_orders.model.cart import RuleRefusal
from backoffice_orders.model.cart_rule import CartRule, RuleUses
from backoffice_orders.model.errors.vouchers import (
    RuleDisabled,
    RuleEmptyCart,
    RuleExpired,
    RuleKindUnknown,
    RuleNotCombinable,
    RuleNotStarted,
    RuleOnlyOneCode,
    RuleOtherCustomer,
    RuleRefused,
    RuleRefusedByHand,
    RulesSwitchedOff,
    RuleUsedUp,
    RuleUsedUpByCustomer,
)
from backoffice_orders.model.ids import ActorId, CartRuleId, CustomerId
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.actions.unknown import UnknownAction
from backoffice_orders.model.pricing.conditions.unknown import UnknownCondition
from backoffice_orders.model.pricing.price import price, why_refused
from backoffice_orders.testing.samples import MOMENT, SETTINGS, book, cart, rule

SOON, BEFORE = MOMENT + timedelta(days=1), MOMENT - timedelta(days=1)
HALF = (Percentage(Decimal(50)),)


def spring(**changes: Any) -> CartRule:
    return rule("spring", **{"name": "Spring", **changes})


@pytest.mark.parametrize(
    ("refused", "why"),
    [
        (spring(enabled=False), RuleDisabled("Spring")),
        (spring(valid_from=SOON), RuleNotStarted("Spring", SOON)),
        (spring(valid_until=BEFORE), RuleExpired("Spring", BEFORE)),
        (spring(quantity=7), RuleUsedUp("Spring", 7)),
        (spring(quantity_per_customer=3), RuleUsedUpByCustomer("Spring", 3)),
        (spring(customer_id=CustomerId("cus_2")), RuleOtherCustomer("Spring")),
        (
            spring(conditions=(UnknownCondition({"kind": "acme.moon", "phase": 1}),)),
            RuleKindUnknown("Spring", "acme.moon"),
        ),
        (
            spring(actions=(UnknownAction({"kind": "acme.sun"}),)),
            RuleKindUnknown("Spring", "acme.sun"),
        ),
        (spring(conditions=(UnknownCondition({"phase": 1}),)), RuleKindUnknown("Spring", "")),
        (spring(actions=(UnknownAction({"phase": 1}),)), RuleKindUnknown("Spring", "")),
    ],
    ids=lambda each: type(each).__name__ if isinstance(each, RuleRefused) else "",
)
def test_what_every_rule_asks_for(refused: CartRule, why: RuleRefused) -> None:
    uses = {refused.id: RuleUses(total=7, by_customer=3)}
    found = why_refused(refused, cart(), book(rule_uses=uses, customer_id=CustomerId("cus_1")))
    assert repr(found) == repr(why)


def test_one_use_is_left() -> None:
    uses = {CartRuleId("spring"): RuleUses(total=7, by_customer=3)}
    left = spring(quantity=8, quantity_per_customer=4)
    assert why_refused(left, cart(), book(rule_uses=uses)) is None


def test_a_shop_that_uses_no_rules() -> None:
    without = book(settings=evolve(SETTINGS, cart_rules_enabled=False))
    assert repr(why_refused(spring(), cart(), without)) == repr(RulesSwitchedOff("Spring"))


def test_nothing_to_discount() -> None:
    assert repr(why_refused(spring(), cart(lines=()), book())) == repr(RuleEmptyCart("Spring"))


def test_a_rule_that_somebody_has_refused() -> None:
    refusal = RuleRefusal(CartRuleId("spring"), "Spring", "not today", ActorId("bob"), MOMENT)
    found = why_refused(spring(code=""), cart(refused_rules=(refusal,)), book())
    assert repr(found) == repr(RuleRefusedByHand("Spring", "bob"))


@pytest.mark.parametrize(
    ("mine", "others", "one_code", "why"),
    [
        ({"exclusive": True}, {}, False, RuleNotCombinable("Spring", "Autumn")),
        ({}, {"exclusive": True}, False, RuleNotCombinable("Spring", "Autumn")),
        ({"combinable_with": frozenset()}, {}, False, RuleNotCombinable("Spring", "Autumn")),
        ({}, {"combinable_with": frozenset()}, False, RuleNotCombinable("Spring", "Autumn")),
        ({}, {}, True, RuleOnlyOneCode("Spring", "Autumn")),
        ({"code": ""}, {}, True, None),
        ({}, {"code": ""}, True, None),
        ({"combinable_with": frozenset({CartRuleId("autumn")})}, {}, False, None),
        ({}, {"combinable_with": frozenset({CartRuleId("spring")})}, False, None),
    ],
)
def test_two_rules(
    mine: dict[str, Any], others: dict[str, Any], one_code: bool, why: RuleRefused | None
) -> None:
    autumn = rule("autumn", **{"name": "Autumn", **others})
    both = book(
        cart_rules=(autumn,), settings=evolve(SETTINGS, multiple_codes_allowed=not one_code)
    )
    granted = cart(rule_ids=(autumn.id,))
    assert repr(why_refused(spring(**mine), granted, both)) == repr(why)


def test_a_rule_that_is_gone_is_named_by_its_id() -> None:
    summary = price(cart(rule_ids=(CartRuleId("lost"),)), book())
    (refused,) = summary.refused_rules
    assert (refused.rule_id, refused.name, refused.code, refused.error_code) == (
        "lost",
        "lost",
        "",
        "rule_gone",
    )
    assert str(refused.message) == "A voucher of this order does not exist any more."
