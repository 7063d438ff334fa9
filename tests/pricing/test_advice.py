"""What a little more gains: each figure of each piece of advice, by hand.

Products are net and not taxed; there are two of "Product 0" at 10.00 unless said otherwise.
"""

from __future__ import annotations

from decimal import Decimal

from attrs import evolve

from backoffice_orders.model.cart import RuleRefusal
from backoffice_orders.model.ids import ActorId, LineId, PriceRuleId, ProductId
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.actions.spend_steps import SpendStep, SpendSteps
from backoffice_orders.model.pricing.advice import Advice, advice
from backoffice_orders.model.pricing.conditions.minimum_amount import MinimumAmount
from backoffice_orders.model.product import CatalogPriceRule, SpecificPrice
from backoffice_orders.testing.samples import EXPRESS, POST, book, cart, euros
from tests.pricing.till import Till, said

TEN = (Percentage(Decimal(10)),)


def told(found: tuple[Advice, ...]) -> list[str]:
    return [str(each.message) for each in found]


def from_(amount: str) -> tuple[MinimumAmount, ...]:
    return (MinimumAmount(euros(amount)),)


def figures(found: Advice) -> tuple[str | None, int, str, str, str, str]:
    amounts = (found.worth, found.difference, found.total, found.saving)
    worth, difference, total, saving = (str(each.amount) for each in amounts)
    return (found.line_id, found.pieces, worth, difference, total, saving)


def test_a_rule_that_is_just_missed() -> None:
    """From 28.00 on 5.00 are taken off: one more is 25.00 then, and anything for 8.00 23.00."""
    till = Till("10.00", quantities=(2,)).rule(Amount(euros("5.00")), conditions=from_("28.00"))
    found = advice(till.cart, till.book)
    assert [figures(each) for each in found] == [
        ("l0", 1, "10.00", "5.00", "25.00", "5.00"),
        (None, 1, "8.00", "3.00", "23.00", "5.00"),
    ]
    assert told(found) == [
        "1 more of Product 0: “Rule 0” takes off 5.00 EUR. Only 5.00 EUR more.",
        "8.00 EUR more in products: “Rule 0” takes off 5.00 EUR.",
    ]


def test_what_costs_nothing_more_is_less_in_all() -> None:
    """From 30.00 on 10.00 are taken off: 20.00 either way, 0.00 less in all."""
    till = Till("10.00", quantities=(2,)).rule(Amount(euros("10.00")), conditions=from_("30.00"))
    first, _ = advice(till.cart, till.book)
    assert first.difference == euros("0.00")
    assert str(first.message) == (
        "1 more of Product 0: “Rule 0” takes off 10.00 EUR. 0.00 EUR less in all."
    )


def test_so_little_more_is_more_all_the_same() -> None:
    till = Till("10.00", quantities=(2,)).rule(Amount(euros("9.50")), conditions=from_("30.00"))
    first, _ = advice(till.cart, till.book)
    assert str(first.message).endswith("Only 0.50 EUR more.")


def test_two_gains_are_told_together() -> None:
    """Three cost 9.00 each; from 27.00 on 2.00 are taken off: 25.00 in all."""
    till = Till("10.00", quantities=(2,)).rule(Amount(euros("2.00")), conditions=from_("27.00"))
    third = SpecificPrice(ProductId("p0"), amount=Decimal(1), from_quantity=3)
    till.book = evolve(till.book, specific_prices=(third,))
    first = advice(till.cart, till.book)[0]
    assert figures(first) == ("l0", 1, "10.00", "5.00", "25.00", "5.00")
    assert [each.code for each in first.gains] == ["advice.rule_holds", "advice.cheaper_pieces"]
    assert str(first.message).startswith(
        "1 more of Product 0: “Rule 0” takes off 2.00 EUR and each piece costs 1.00 EUR less."
    )


def test_a_rule_that_holds_already_is_no_gain() -> None:
    till = Till("10.00", quantities=(2,)).rule(Amount(euros("1.00")))
    till.rule(Amount(euros("5.00")), conditions=from_("28.00"))
    found = advice(till.cart, till.book)
    assert found
    assert {gain for each in found for gain in said(*each.gains)} == {"“Rule 1” takes off 5.00 EUR"}


def test_half_of_what_is_in_the_cart_is_little_and_more_is_not() -> None:
    """10.00 of 20.00 is half; 10.01 is not, and neither are two pieces."""
    till = Till("10.00", quantities=(2,)).rule(*TEN, conditions=from_("30.00"))
    assert [each.pieces for each in advice(till.cart, till.book)] == [1, 1]
    till = Till("10.00", quantities=(2,)).rule(*TEN, conditions=from_("30.01"))
    assert advice(till.cart, till.book) == ()


def test_of_one_goal_the_line_that_costs_least_is_looked_at_first() -> None:
    """6.00 are missing: two of 3.00, one of 7.00 or of 8.00; and two ways are enough."""
    till = Till("8.00", "7.00", "3.00", "6.50").rule(
        Amount(euros("1.00")), conditions=from_("30.50")
    )
    found = advice(till.cart, till.book)
    ways = [(each.line_id, each.pieces) for each in found]
    assert ways == [(None, 1), ("l2", 2)]  # each saves 1.00: one way with a line is told


def test_so_many_as_are_left_can_be_had() -> None:
    till = Till("10.00", quantities=(2,)).rule(*TEN, conditions=from_("30.00"))
    line = LineId("l0")
    assert advice(till.cart, till.book, {line: 1})[0].line_id == line
    assert [each.line_id for each in advice(till.cart, till.book, {line: 0})] == [None]
    assert advice(till.cart, till.book, {line: None})[0].line_id == line


def test_a_rule_that_somebody_has_refused_is_no_goal() -> None:
    till = Till("10.00", quantities=(2,)).rule(*TEN, conditions=from_("30.00"))
    assert advice(till.cart, till.book) != ()
    rule = till.book.cart_rules[0]
    refusal = RuleRefusal(rule.id, rule.name, "no", ActorId("ann"), till.cart.created_at)
    assert advice(till.cart.with_refusal(refusal), till.book) == ()


def test_the_next_quantity_price_of_a_catalog_rule() -> None:
    till = Till("10.00", quantities=(5,))
    for covered, expected in ((ProductId("p0"), [("l0", 1)]), (ProductId("other"), [])):
        tenth = CatalogPriceRule(
            PriceRuleId("x"), percent=Decimal(10), from_quantity=6, product_ids=(covered,)
        )
        found = advice(till.cart, evolve(till.book, price_rules=(tenth,)))
        assert [(each.line_id, each.pieces) for each in found] == expected
    tenth = CatalogPriceRule(PriceRuleId("x"), percent=Decimal(10), from_quantity=6)
    (six,) = advice(till.cart, evolve(till.book, price_rules=(tenth,)))
    # 6 x 9.00 are 54.00, 4.00 more than 50.00.
    assert figures(six) == ("l0", 1, "10.00", "4.00", "54.00", "6.00")
    assert str(six.message) == (
        "1 more of Product 0: each piece costs 1.00 EUR less. Only 4.00 EUR more."
    )


def test_a_delivery_that_becomes_free_is_a_gain() -> None:
    """Three mugs are 36.00 with their tax: sent for free, they cost what two and the Post do."""
    settings = evolve(book().settings, free_shipping_from_amount=Decimal(36))
    there = book(carriers=(POST,), settings=settings)
    found = advice(cart(), there)
    assert told(found)[0] == "1 more of Blue mug: delivery is free. Only 6.00 EUR more."
    assert found[0].total == euros("36.00")


def test_what_somebody_delivers_for_less_is_said_to_the_cent() -> None:
    """One mug more, and who delivers from there on takes 1.00 and 20 %, instead of 5.00."""
    (first,) = POST.prices
    steps = (evolve(first, end=Decimal(25)), evolve(first, start=Decimal(25), price=euros("1.00")))
    there = book(carriers=(evolve(POST, prices=steps),))
    tenth = CatalogPriceRule(PriceRuleId("x"), percent=Decimal(1), from_quantity=3)
    found = advice(cart(), evolve(there, price_rules=(tenth,)))
    assert found[0].pieces == 1
    assert "delivery costs 4.80 EUR less" in str(found[0].message)


def test_without_delivery_there_is_nothing_to_be_had_for_free() -> None:
    settings = evolve(book().settings, free_shipping_from_amount=Decimal(36))
    express = evolve(EXPRESS, free=True, prices=(), zone_ids=(POST.prices[0].zone_id,))
    assert advice(cart(), book(carriers=(express,), settings=settings)) == ()


def test_a_net_step_that_is_just_missed() -> None:
    """From 22.00 net on 5.00 are off: for 2.40 more, gross, there are 22.00 at 20 %."""
    till = Till("10.00", quantities=(2,), tax="20")
    till.rule(SpendSteps((SpendStep(euros("22.00"), euros("5.00")),), tax_included=False))
    found = advice(till.cart, till.book)
    assert [each.worth for each in found if each.line_id is None] == [euros("2.40")]


def test_each_goal_has_its_own_best_way() -> None:
    """From 45.00 on 4.00 are taken off, from 55.00 on 12.00 more."""
    till = Till("10.00", quantities=(4,))
    till.rule(Amount(euros("4.00")), conditions=from_("45.00"))
    till.rule(Amount(euros("12.00")), conditions=from_("55.00"))
    found = advice(till.cart, till.book)
    assert [(each.line_id, each.pieces, str(each.saving.amount)) for each in found] == [
        (None, 1, "16.00"),
        ("l0", 2, "16.00"),
        ("l0", 1, "4.00"),
    ]


def test_where_there_is_more_than_can_be_tried_the_best_of_what_was_is_said() -> None:
    """Ten rules, each with three ways to it, are thirty changes."""
    till = Till("10.00", "10.00", quantities=(2, 2))
    for number in range(10):
        till.rule(Amount(euros("1.00")), conditions=from_(f"4{number}.50"))
    assert len(advice(till.cart, till.book)) == 3
