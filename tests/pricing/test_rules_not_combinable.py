"""Of rules that cannot apply beside each other the first by priority does. Figures by hand.

The post takes 10.00 for goods below 50.00 and 15.00 from 50.00 on.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from backoffice_orders.model.errors.vouchers import RuleNotCombinable, RuleRefused
from backoffice_orders.model.ids import CartRuleId
from backoffice_orders.model.pricing.actions.delivery_percentage import DeliveryPercentage
from backoffice_orders.model.pricing.actions.free_shipping import FreeShipping
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.conditions.carriers import Carriers
from backoffice_orders.model.pricing.price import why_refused
from tests.pricing.test_rules_and_delivery import (
    POST,
    applied,
    granted,
    off,
    refused,
    with_shipping,
)
from tests.pricing.test_shipping import settings, shop
from tests.pricing.till import Till, gross

ALONE: Mapping[str, Any] = {"combinable_with": frozenset()}
# Rules that look at the delivery, each in its way; and what each takes off 40.00 and 10.00.
LOOKING: list[tuple[Mapping[str, Any], str]] = [
    ({"actions": (FreeShipping(),)}, "10.00"),
    ({"actions": (Percentage(Decimal(50)), FreeShipping())}, "30.00"),
    ({"actions": (DeliveryPercentage(Decimal(30)),)}, "3.00"),
    ({"actions": (off("7.00"),), "conditions": (with_shipping("50.00"),)}, "7.00"),
    ({"actions": (off("7.00"),), "conditions": (Carriers({POST.id}),)}, "7.00"),
]
looking = pytest.mark.parametrize(("rule", "takes"), LOOKING)


def with_rules(*rules: Mapping[str, Any], net: str = "40.00", **changes: Any) -> Till:
    """Rules by their priority, the first before the second, whichever is the older one."""
    till = settings(shop(POST, net=net), **changes)
    for priority, rule in reversed([*enumerate(rules, 1)]):
        more = {key: each for key, each in rule.items() if key != "actions"}
        till.rule(*rule["actions"], **more, priority=priority)
    return till


@looking
@pytest.mark.parametrize("way", [ALONE, {"exclusive": True}])
def test_whether_or_not_it_looks_at_the_delivery(
    rule: Mapping[str, Any], takes: str, way: Mapping[str, Any]
) -> None:
    """Rule 1 comes before Rule 0, which takes 5.00 off; or after it."""
    five = {"actions": (off("5.00"),)}
    summary = with_rules({**rule, **way}, five).ring_up()
    assert applied(summary) == {"Rule 1": takes}
    summary = with_rules(five, {**rule, **way}).ring_up()
    assert applied(summary) == {"Rule 1": "5.00"}


@looking
def test_of_two_codes_where_one_is_allowed(rule: Mapping[str, Any], takes: str) -> None:
    till = with_rules(
        {**rule, "code": "A"},
        {"actions": (off("5.00"),), "code": "B"},
        multiple_codes_allowed=False,
    )
    summary = granted(till).ring_up()
    assert applied(summary) == {"Rule 1": takes}
    assert refused(summary) == {"Rule 0": "rule_only_one_code"}


@pytest.mark.parametrize(
    "first",
    [
        {"actions": (FreeShipping(),), "conditions": (with_shipping("50.01"),)},
        {"actions": (DeliveryPercentage(Decimal("0.01")),)},  # less than a cent
        {"actions": (FreeShipping(),), "enabled": False},
    ],
)
def test_one_that_would_not_apply_keeps_nothing_out(first: Mapping[str, Any]) -> None:
    summary = with_rules({**first, **ALONE}, {"actions": (off("5.00"),)}).ring_up()
    assert applied(summary) == {"Rule 0": "5.00"}
    assert gross(summary) == "45.00"


def test_what_only_the_kept_out_one_had_kept_out_applies() -> None:
    """The first frees the delivery and keeps out the second; the third goes with the first."""
    summary = with_rules(
        {"actions": (FreeShipping(),), "combinable_with": frozenset({CartRuleId("r0")})},
        {"actions": (off("5.00"),), **ALONE},
        {"actions": (off("1.00"),)},
    ).ring_up()
    assert applied(summary) == {"Rule 2": "10.00", "Rule 0": "1.00"}
    assert gross(summary) == "39.00"


def test_none_before_it_suffers() -> None:
    """The first asks for 65.00 with delivery, and has 52.00 and 15.00.

    The second would keep out the third; but less 9.00 the parcel costs 10.00, and the first would
    fail. So it stays refused, and the third applies: 52.00 less 1.00 and 1.00, and 15.00.
    """
    summary = with_rules(
        {"actions": (off("1.00"),), "conditions": (with_shipping("65.00"),)},
        {
            "actions": (off("9.00"), FreeShipping()),
            "combinable_with": frozenset({CartRuleId("r2")}),
        },
        {"actions": (off("1.00"),)},
        net="52.00",
    ).ring_up()
    assert applied(summary) == {"Rule 2": "1.00", "Rule 0": "1.00"}
    assert gross(summary) == "65.00"


def test_an_older_one_of_equal_priority_comes_first() -> None:
    till = shop(POST, net="40.00").rule(FreeShipping(), **ALONE).rule(off("5.00"))
    assert applied(till.ring_up()) == {"Rule 0": "10.00"}


def test_why_one_is_refused_does_not_hang_on_one_that_gave_way() -> None:
    """The first frees the delivery, and the last gives way to it.

    The second could not go with the first either; but 40.00 and 10.00 fall short of its 65.00.
    """
    free = {"actions": (FreeShipping(),), **ALONE}
    waiting = {"actions": (off("7.00"),), "conditions": (with_shipping("65.00"),), "code": "A"}
    summary = granted(with_rules(free, waiting)).ring_up()
    assert applied(summary) == {"Rule 1": "10.00"}
    assert refused(summary) == {"Rule 0": "rule_minimum_amount"}
    summary = granted(with_rules(free, waiting, {"actions": (off("5.00"),)})).ring_up()
    assert applied(summary) == {"Rule 2": "10.00"}
    assert refused(summary) == {"Rule 1": "rule_minimum_amount"}


def test_a_voucher_is_granted_where_only_those_after_it_would_have_to_give_way() -> None:
    """10.00 off is there, by priority 2; of another one by priority 1 nothing is in its way."""
    till = with_rules({"actions": (off("5.00"),)}, {**ALONE, "actions": (off("10.00"),)})
    first, second = sorted(till.book.cart_rules, key=lambda each: each.priority)
    alone = evolve(till.book, cart_rules=(second,))
    assert why_refused(first, till.cart, alone) is None
    alone = evolve(till.book, cart_rules=(first,))
    assert isinstance(why_refused(second, till.cart, alone), RuleNotCombinable)


def test_a_voucher_that_would_be_refused_without_the_others_does_not_push_them_out() -> None:
    till = with_rules(
        {"actions": (off("5.00"),), "conditions": (with_shipping("99.00"),)},
        {**ALONE, "actions": (off("10.00"),)},
    )
    first, second = sorted(till.book.cart_rules, key=lambda each: each.priority)
    found = why_refused(first, till.cart, evolve(till.book, cart_rules=(second,)))
    assert isinstance(found, RuleRefused)


def test_of_three_that_keep_each_other_out_the_voucher_gives_way() -> None:
    """The voucher keeps out the second, which keeps out the third, which leaves too little.

    50.00 and 15.00 are enough for the voucher; less 1.00 the parcel costs 10.00, and 59.00 are not.
    The second alone frees the delivery, as without the voucher.
    """
    others: list[Mapping[str, Any]] = [
        {"actions": (FreeShipping(),), **ALONE},
        {"actions": (off("1.00"),)},
    ]
    voucher = {
        "actions": (FreeShipping(),),
        "conditions": (with_shipping("65.00"),),
        "code": "A",
    }
    without = with_rules(*others, net="50.00").ring_up()
    summary = granted(with_rules(voucher, *others, net="50.00")).ring_up()
    assert gross(summary) == gross(without) == "50.00"
    assert list(applied(summary).values()) == list(applied(without).values()) == ["15.00"]
    assert list(refused(summary).values()) == ["rule_minimum_amount"]
