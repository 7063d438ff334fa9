"""Rules that look at the delivery, whose price looks at what the rules leave. Figures by hand.

The post takes 10.00 for goods below 50.00 and 15.00 from 50.00 on.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial

import pytest
from attrs import evolve

from backoffice_orders.model.carrier import OutOfRange
from backoffice_orders.model.ids import ProductId
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.pricing.actions.delivery_percentage import DeliveryPercentage
from backoffice_orders.model.pricing.actions.free_shipping import FreeShipping
from backoffice_orders.model.pricing.actions.gift import Gift
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.conditions.carriers import Carriers
from backoffice_orders.model.pricing.conditions.minimum_amount import MinimumAmount
from backoffice_orders.model.pricing.price import price, why_refused
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.stock import StockItem
from backoffice_orders.testing.samples import euros
from tests.pricing.test_shipping import HERE, carrier, ranges, settings, shop
from tests.pricing.till import Till, gross

POST = carrier(prices=ranges(("0", "50", "10.00"), ("50", "1000", "15.00")))
BIKE = carrier("bike", prices=ranges(("50", "1000", "4.00")), out_of_range=OutOfRange.DISABLE)
BY_BIKE = Carriers({BIKE.id})


def off(amount: str) -> Amount:
    return Amount(euros(amount), True)


def with_shipping(amount: str) -> MinimumAmount:
    return MinimumAmount(euros(amount), tax_included=True, shipping_included=True)


def granted(till: Till) -> Till:
    """All rules of the till that have a code, granted."""
    for rule in till.book.cart_rules:
        if rule.code:
            till.cart = till.cart.with_rule(rule.id)
    return till


def refused(summary: Summary) -> dict[str, str]:
    return {rule.name: rule.error_code for rule in summary.refused_rules}


def applied(summary: Summary) -> dict[str, str]:
    return {rule.name: str(rule.amount.gross.amount) for rule in summary.rules}


def test_a_minimum_that_the_rule_itself_undoes_is_refused_and_changes_nothing() -> None:
    """50 + 15 would be 65, but with the rule the parcel costs 10: never 65 at once."""
    till = shop(POST, net="50.00").rule(
        off("10.00"), conditions=(with_shipping("65.00"),), code="X"
    )
    summary = granted(till).ring_up()
    assert gross(summary) == "65.00"
    assert summary.shipping_price.gross == euros("15.00")
    assert not summary.lines[0].discount
    assert refused(summary) == {"Rule 0": "rule_minimum_amount"}
    assert summary.refused_rules[0].sentence.endswith("5.00 EUR more are needed.")


def test_one_that_still_holds_afterwards_applies() -> None:
    till = shop(POST, net="50.00").rule(off("10.00"), conditions=(with_shipping("60.00"),))
    assert gross(till.ring_up()) == "50.00"  # 40 + 10, and 50 + 10 is the minimum


def test_it_is_refused_when_it_is_granted_too() -> None:
    till = shop(POST, net="50.00").rule(
        off("10.00"), conditions=(with_shipping("65.00"),), code="X"
    )
    refusal = why_refused(till.book.cart_rules[0], till.cart, till.book)
    assert refusal is not None
    assert refusal.code == "rule_minimum_amount"
    till.book = evolve(till.book, cart_rules=())  # a rule that the book does not know yet
    unknown = shop(POST).rule(off("10.00"), conditions=(with_shipping("65.00"),), code="X")
    assert why_refused(unknown.book.cart_rules[0], till.cart, till.book) is not None


def test_a_carrier_that_the_rule_itself_drives_away() -> None:
    """The bike takes goods from 50 on; less 10.00 they go by post."""
    till = shop(BIKE, POST, net="50.00").rule(off("10.00"), conditions=(BY_BIKE,), code="X")
    summary = granted(till).ring_up()
    assert (gross(summary), summary.shipping and summary.shipping.carrier_id) == ("54.00", "bike")
    assert refused(summary) == {"Rule 0": "rule_carrier"}


def test_a_carrier_for_which_the_gift_is_too_heavy() -> None:
    bike = evolve(BIKE, max_weight=Decimal(1))
    till = shop(bike, POST, net="50.00", weight=Decimal(1))
    p0 = ProductId("p0")
    till.book = evolve(till.book, stock={StockItem(p0): 9})
    summary = granted(till.rule(Gift(p0), conditions=(BY_BIKE,), code="X")).ring_up()
    assert summary.gifts() == ()
    assert (gross(summary), refused(summary)) == ("54.00", {"Rule 0": "rule_carrier"})


def test_a_rule_by_itself_that_does_not_hold_leaves_no_trace() -> None:
    till = shop(POST, net="50.00")
    before = till.ring_up()
    assert till.rule(off("10.00"), conditions=(with_shipping("65.00"),)).ring_up() == before


def test_what_looks_at_the_delivery_gives_way_to_what_does_not() -> None:
    """The first alone holds: 60 + 15. With 10.00 off, its own 5.00 would make the parcel 45."""
    till = shop(POST, net="60.00")
    till.rule(off("5.00"), conditions=(with_shipping("75.00"),), code="X")
    assert gross(granted(till).ring_up()) == "70.00"
    summary = granted(till.rule(off("10.00"), code="Y")).ring_up()
    assert gross(summary) == "65.00"  # 50 + 15
    assert refused(summary) == {"Rule 0": "rule_minimum_amount"}


def test_the_first_of_two_that_cannot_hold_together() -> None:
    till = shop(POST, net="60.00")
    till.rule(off("6.00"), conditions=(with_shipping("75.00"),), code="X")
    till.rule(off("6.00"), conditions=(Carriers({POST.id}),), code="Y")
    summary = granted(till).ring_up()
    assert (gross(summary), applied(summary)) == ("69.00", {"Rule 0": "6.00"})
    assert refused(summary) == {"Rule 1": "rule_not_combinable"}


def test_a_carrier_that_another_rule_has_brought() -> None:
    """20 off leave the bike too little: it goes by post, and post's rule holds."""
    till = shop(BIKE, POST, net="60.00").rule(off("20.00"))
    till.rule(off("3.00"), conditions=(Carriers({POST.id}),))
    summary = till.ring_up()
    assert applied(summary) == {"Rule 0": "20.00", "Rule 1": "3.00"}
    assert gross(summary) == "47.00"  # 37 + 10


def test_the_delivery_does_not_change_in_which_order_rules_take_off() -> None:
    till = shop(POST, net="100.00")
    till.rule(Percentage(Decimal(10)), conditions=(Carriers({POST.id}),), priority=1)
    till.rule(off("5.00"), priority=2)
    summary = till.ring_up()
    assert applied(summary) == {"Rule 0": "10.00", "Rule 1": "5.00"}
    assert gross(summary) == "100.00"  # 100 - 10 - 5 + 15


def test_a_rule_to_which_those_before_it_leave_nothing_does_not_apply() -> None:
    """Though its turn comes first: the one before it by priority looks at the delivery."""
    till = shop(POST, net="20.00")
    till.rule(Percentage(Decimal(100)), conditions=(Carriers({POST.id}),), priority=1)
    till.rule(off("5.00"), priority=2, code="FIVE")
    summary = granted(till).ring_up()
    assert applied(summary) == {"Rule 0": "20.00"}
    assert refused(summary) == {"Rule 1": "rule_takes_nothing"}


def test_a_voucher_that_takes_nothing_does_not_change_the_order_of_the_others() -> None:
    """50 % of 20.00 and the delivery, then 10.00 of what is left: nothing is left for a third.

    In turns it would be 10.00, then 5.00, then half of the last 5.00: 2.50 would be to pay.
    """
    till = shop(POST, net="20.00")
    till.rule(DeliveryPercentage(Decimal(50), goods=True), FreeShipping(), priority=1)
    till.rule(off("10.00"), priority=2)
    assert gross(granted(till).ring_up()) == "0.00"
    summary = granted(till.rule(off("5.00"), priority=3, code="FIVE")).ring_up()
    assert gross(summary) == "0.00"
    assert applied(summary) == {"Rule 0": "20.00", "Rule 1": "10.00"}  # 10 and the delivery
    assert refused(summary) == {"Rule 2": "rule_takes_nothing"}


def test_a_delivery_is_freed_of_what_the_others_have_made_of_it() -> None:
    """Free from 50 on, but not for the 40 that are left; so there is something to free."""
    till = settings(shop(POST, net="50.00"), free_shipping_from_amount=Decimal(50))
    till.rule(FreeShipping(), code="FREE")
    till.rule(off("10.00"), code="TEN")
    summary = granted(till).ring_up()
    assert applied(summary) == {"Rule 0": "10.00", "Rule 1": "10.00"}
    assert gross(summary) == "40.00"


def test_a_delivery_is_freed_once() -> None:
    till = shop(POST).rule(FreeShipping(), code="A").rule(FreeShipping(), code="B")
    summary = granted(till).ring_up()
    assert (gross(summary), applied(summary)) == ("20.00", {"Rule 0": "10.00"})
    assert refused(summary) == {"Rule 1": "rule_takes_nothing"}


@pytest.mark.parametrize(
    "opened",
    [
        partial(shop, carrier(free=True, prices=(), zone_ids=(HERE.id,))),
        lambda: settings(shop(POST), free_shipping_from_amount=Decimal(20)),
        partial(shop, POST, virtual=True),
    ],
    ids=["free carrier", "free from 20", "nothing to send"],
)
def test_a_delivery_that_is_free_already_is_not_freed(opened: Callable[[], Till]) -> None:
    summary = granted(opened().rule(FreeShipping(), code="FREE")).ring_up()
    assert (gross(summary), summary.rules) == ("20.00", ())
    assert refused(summary) == {"Rule 0": "rule_takes_nothing"}


def test_freeing_waits_for_somebody_who_delivers() -> None:
    till = shop(carrier(active=False)).rule(FreeShipping(), code="FREE")
    summary = granted(till).ring_up()
    assert summary.shipping is None
    assert applied(summary) == {"Rule 0": "0.00"}


def test_five_off_and_the_delivery_where_only_five_can_be_taken() -> None:
    till = shop(carrier("walk", free=True, zone_ids=(HERE.id,)))
    summary = till.rule(off("5.00"), FreeShipping()).ring_up()
    assert (gross(summary), applied(summary)) == ("15.00", {"Rule 0": "5.00"})


def a_part_of_delivery(percent: str, shipping: str, *more: str) -> Till:
    """Goods of 10.00, a delivery, and rules that take so many percent off it, one by one."""
    till = Till("10.00", shipping=shipping)
    for each in (percent, *more):
        till.rule(DeliveryPercentage(Decimal(each)))
    return till


def test_what_would_be_less_than_a_cent_is_taken_by_no_rule() -> None:
    """A tenth of 0.04 is 0.004, of 0.05 it is 0.005 and so 0.01."""
    none = a_part_of_delivery("10", "0.04").ring_up()
    assert none.rules == ()
    some = a_part_of_delivery("10", "0.05").ring_up()
    assert [str(each.amount.gross.amount) for each in some.rules] == ["0.01"]


def test_a_rule_takes_its_part_of_what_those_before_it_have_left() -> None:
    """Half of 0.01 is rounded up and leaves nothing; half of 0.03 is 0.02, of the rest 0.01."""
    one = a_part_of_delivery("50", "0.01", "50").ring_up()
    assert [str(each.amount.gross.amount) for each in one.rules] == ["0.01"]
    both = a_part_of_delivery("50", "0.03", "50", "50").ring_up()
    assert [str(each.amount.gross.amount) for each in both.rules] == ["0.02", "0.01"]


def test_a_voucher_that_would_take_less_than_a_cent_waits() -> None:
    till = Till("10.00", shipping="0.04").rule(DeliveryPercentage(Decimal(10)), code="TEN")
    granted = till.cart.with_rule(till.book.cart_rules[0].id)
    (refused,) = price(granted, till.book).refused_rules
    assert refused.error_code == "rule_takes_nothing"
