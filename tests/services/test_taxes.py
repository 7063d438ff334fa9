"""Taxes that a service has answered, in the prices of a cart. All figures are by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from backoffice_orders.adapters.memory import TestTaxes
from backoffice_orders.model.answers import Refusal, TaxAnswer
from backoffice_orders.model.cart import (
    CartLine,
    CustomLine,
    CustomLineKind,
    ManualDelivery,
    PriceOverride,
)
from backoffice_orders.model.customer import TaxExemption
from backoffice_orders.model.errors.pricing import TaxGroupNotFound
from backoffice_orders.model.errors.services import AnswerMissing, ServiceRefused
from backoffice_orders.model.ids import LineId, TaxGroupId
from backoffice_orders.model.money import Rounding, RoundingType
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.pricing.actions.free_shipping import FreeShipping
from backoffice_orders.model.pricing.actions.gift import Gift
from backoffice_orders.model.pricing.conditions.minimum_amount import MinimumAmount
from backoffice_orders.model.pricing.price import open_questions, price, price_with_gaps
from backoffice_orders.model.questions import TaxedKind, TaxQuestion
from backoffice_orders.model.service import Service
from backoffice_orders.model.stock import StockItem
from backoffice_orders.model.tax import TaxRate
from backoffice_orders.testing.samples import (
    EXPRESS,
    MUG,
    POST,
    SETTINGS,
    cart,
    euros,
    rule,
)
from tests.services.answering import (
    BERLIN,
    LATER,
    LINE,
    PARIS,
    asked,
    book,
    estimating,
    tax_answer,
    taxed,
    told,
)

TAXES = Service.TAXES


def test_the_question_holds_every_amount_to_be_taxed() -> None:
    question = asked(cart(), book(TAXES), TaxQuestion)
    mugs, delivery = question.lines
    assert (mugs.kind, mugs.amount, mugs.quantity) == (TaxedKind.PRODUCT, euros("20.00"), 2)
    assert (mugs.product_id, mugs.reference, mugs.tax_group_id) == (MUG.id, "MUG-1", "standard")
    assert (delivery.kind, delivery.amount) == (TaxedKind.SHIPPING, euros("5.00"))
    assert (question.destination, question.invoice, question.origin.country) == (PARIS, PARIS, "FR")
    assert (question.currency, question.exemption) == ("EUR", None)


def test_answered_taxes_replace_those_of_the_tables() -> None:
    """20.00 net at 6.25 % is 1.25 of tax; the delivery of 5.00 is not taxed."""
    there = taxed(cart(), book(TAXES), {LINE: ("20.00", "1.25"), "shipping": ("0.00", "0.00")})
    summary = price(cart(), there)
    assert summary.total.net == euros("25.00")
    assert [(each.name, each.base, each.amount) for each in summary.taxes] == [
        ("State 6.25%", euros("20.00"), euros("1.25"))
    ]
    assert summary.total.gross == euros("26.25")
    assert summary.shipping_price.gross == euros("5.00")
    assert summary.estimates == ()


def test_the_service_rounds_as_it_does() -> None:
    """It says 1.24 where the shop would count 1.25; the discount and the sums follow."""
    there = taxed(cart(), book(TAXES), {LINE: ("20.00", "1.24"), "shipping": ("5.00", "0.32")})
    summary = price(cart(), there)
    assert summary.lines[0].total.gross == euros("21.24")
    assert summary.total.gross == euros("26.56")
    assert summary.taxes[0].amount == euros("1.56")


def test_what_is_left_after_discounts_is_taxed() -> None:
    """Ten percent off 20.00 leaves 18.00, at 6.25 % 1.13 of tax (1.125 rounded up)."""
    ten = rule()
    order = cart(rule_ids=(ten.id,))
    there = book(TAXES, cart_rules=(ten,))
    assert asked(order, there, TaxQuestion).lines[0].amount == euros("18.00")
    summary = price(
        order, taxed(order, there, {LINE: ("18.00", "1.13"), "shipping": ("5.00", "0.31")})
    )
    assert summary.total.net == euros("23.00")
    assert summary.total.gross == euros("24.44")
    assert summary.products.gross - summary.discounts.gross == euros("19.13")


def test_the_taxes_of_another_address_are_never_used() -> None:
    there = taxed(cart(), book(TAXES), {LINE: ("20.00", "1.25"), "shipping": ("5.00", "0.31")})
    moved = evolve(there, delivery=BERLIN, invoice=BERLIN)
    summary = price(cart(), moved)
    assert summary.estimates == (TAXES,)
    assert summary.total.gross == euros("29.75")  # 25.00 at 19 %, by the shop's own table
    assert asked(cart(), moved, TaxQuestion).destination == BERLIN
    back = price(cart(), evolve(moved, delivery=PARIS, invoice=PARIS))
    assert back.estimates == ()
    assert back.total.gross == euros("26.56")


@pytest.mark.parametrize(
    "changes",
    [
        {"lines": (CartLine(LINE, MUG.id, 3),)},
        {"tax_exemption": TaxExemption("resale", "X 1")},
        {"manual_delivery": ManualDelivery("Ours", euros("3.00"), "on the way")},
        {"free_shipping": True},
    ],
    ids=["more pieces", "an exemption", "another delivery", "free delivery"],
)
def test_other_amounts_are_another_question(changes: dict[str, Any]) -> None:
    there = taxed(cart(), book(TAXES), {LINE: ("20.00", "1.25"), "shipping": ("5.00", "0.31")})
    assert price(cart(**changes), there).estimates == (TAXES,)


def test_an_answer_counts_until_its_end() -> None:
    there = taxed(cart(), book(TAXES), {LINE: ("20.00", "1.25"), "shipping": ("5.00", "0.31")})
    assert price(cart(), evolve(there, moment=LATER)).estimates == (TAXES,)


def test_without_an_answer_no_order_can_be_placed() -> None:
    _, gaps = price_with_gaps(cart(), book(TAXES))
    assert [str(gap.error) for gap in gaps] == [str(AnswerMissing("taxes"))]
    _, gaps = price_with_gaps(cart(), estimating(TAXES))
    assert gaps == ()


def test_what_was_refused_says_why() -> None:
    there = book(TAXES)
    refused = told(there, asked(cart(), there, TaxQuestion), Refusal("No such postcode in Paris."))
    summary, gaps = price_with_gaps(cart(), refused)
    (gap,) = gaps
    assert str(gap.error) == "The taxes cannot be had: No such postcode in Paris."
    assert isinstance(gap.error, ServiceRefused)
    assert summary.estimates == (TAXES,)
    moved = evolve(refused, delivery=BERLIN)
    assert [gap.error.code for gap in price_with_gaps(cart(), moved)[1]] == ["answer_missing"]


def test_nothing_is_asked_without_an_address() -> None:
    assert open_questions(cart(), book(TAXES, delivery=None, invoice=None)) == ()
    assert open_questions(cart(lines=()), book(TAXES)) == ()
    off = evolve(SETTINGS, taxes_enabled=False)
    assert open_questions(cart(), book(TAXES, settings=off)) == ()


def test_an_agreed_price_with_its_tax_stays() -> None:
    """12.00 each were agreed, tax included: of 24.00 the service says 1.41 is tax."""
    override = PriceOverride(euros("12.00"), True, "as promised")
    agreed = cart(lines=(CartLine(LINE, MUG.id, 2, price_override=override),))
    there = book(TAXES)
    line = asked(agreed, there, TaxQuestion).lines[0]
    assert (line.amount, line.tax_included) == (euros("24.00"), True)
    there = taxed(agreed, there, {LINE: ("22.59", "1.41"), "shipping": ("5.00", "0.31")})
    summary = price(agreed, there)
    assert summary.estimates == ()
    assert summary.lines[0].total.gross == euros("24.00")
    assert summary.lines[0].total.net == euros("22.59")
    assert summary.total.gross == euros("29.31")


def test_the_example_service_rounds_half_a_cent_up() -> None:
    """12 % in 0.14 gross are 0.14 * 12 / 112 = 0.015."""
    by_hand = PriceOverride(euros("0.14"), True, "as promised")
    order = cart(lines=(CartLine(LINE, MUG.id, 1, price_override=by_hand),))
    answer = TestTaxes({"FR": TaxRate("VAT 12%", Decimal(12))}).taxes(
        asked(order, book(TAXES), TaxQuestion), timeout=1
    )
    assert isinstance(answer, TaxAnswer)
    assert answer.by_line[LINE].taxes[0].amount == euros("0.02")


def test_a_discount_with_its_tax_is_asked_about_at_the_answered_rate() -> None:
    """6.00 off, gross: at 20 % it is 5.00 net, at 6.25 % 5.65; only the second question holds."""
    off = rule(actions=(Amount(amount=euros("6.00"), tax_included=True),))
    order, there = cart(rule_ids=(off.id,)), book(TAXES, cart_rules=(off,))
    first = asked(order, there, TaxQuestion)
    assert first.lines[0].amount == euros("15.00")
    there = taxed(order, there, {LINE: ("15.00", "0.94"), "shipping": ("5.00", "0.31")})
    summary = price(order, there)
    assert summary.estimates == (TAXES,)


def test_fees_wrapping_and_services_are_taxed_too() -> None:
    fee = CustomLine(LineId("fee"), CustomLineKind.FEE, "Small order", euros("2.00"))
    order = cart(custom_lines=(fee,), gift_wrapping=True)
    there = book(TAXES, settings=evolve(SETTINGS, gift_wrapping_price=euros("3.00")))
    kinds = [each.kind for each in asked(order, there, TaxQuestion).lines]
    assert kinds == [TaxedKind.PRODUCT, TaxedKind.FEE, TaxedKind.SHIPPING, TaxedKind.WRAPPING]
    amounts = {
        LINE: ("20.00", "1.25"),
        "fee": ("2.00", "0.13"),
        "shipping": ("5.00", "0.31"),
        "wrapping": ("3.00", "0.19"),
    }
    summary = price(order, taxed(order, there, amounts))
    assert summary.fees.gross == euros("2.13")
    assert summary.wrapping.gross == euros("3.19")
    assert summary.total.gross == euros("31.88")
    assert summary.taxes[0].amount == euros("1.88")


def test_the_service_rounds_the_wrapping_as_it_does() -> None:
    """3.00 at 6.25 % are 0.1875; whoever answers 0.20 gets 0.20, in the tax breakdown too."""
    order = cart(gift_wrapping=True)
    there = book(TAXES, settings=evolve(SETTINGS, gift_wrapping_price=euros("3.00")))
    amounts = {LINE: ("20.00", "1.25"), "shipping": ("5.00", "0.31"), "wrapping": ("3.00", "0.20")}
    summary = price(order, taxed(order, there, amounts))
    assert summary.wrapping.gross == euros("3.20")
    assert summary.total.gross == euros("29.76")
    assert sum(each.amount.amount for each in summary.taxes) == Decimal("1.76")


def test_what_was_answered_for_the_chosen_delivery_is_not_that_of_one_taxed_otherwise() -> None:
    """By express 0.60 are answered for 9.00; the post, which is not taxed, stays at 5.00."""
    order = cart(carrier_id=EXPRESS.id)
    there = book(TAXES, carriers=(evolve(POST, tax_group_id=None), EXPRESS))
    there = taxed(order, there, {LINE: ("20.00", "1.25"), "shipping": ("9.00", "0.60")})
    options = {each.carrier_id: each.price for each in price(order, there).delivery_options}
    assert options[EXPRESS.id].tax == euros("0.60")
    assert options[POST.id].tax == euros("0.00")


def test_a_free_delivery_and_a_gift_cost_nothing_and_are_worth_something() -> None:
    """The gift is worth 10.63 at 6.25 %, the delivery 5.31; both are taken off whole."""
    free = rule(actions=(FreeShipping(), Gift(product_id=MUG.id)), code=None)
    order = cart(rule_ids=(free.id,))
    there = book(TAXES, cart_rules=(free,), stock={StockItem(MUG.id): 5})
    lines = asked(order, there, TaxQuestion).lines
    assert [(each.kind, each.amount) for each in lines[1:]] == [
        (TaxedKind.GIFT, euros("0.00")),
        (TaxedKind.SHIPPING, euros("0.00")),
    ]
    gift = str(lines[1].line_id)
    nothing = ("0.00", "0.00")
    answered = {LINE: ("20.00", "1.25"), gift: nothing, "shipping": nothing}
    summary = price(order, taxed(order, there, answered))
    assert summary.estimates == ()
    assert summary.total.gross == euros("21.25")
    assert summary.discounts.gross == euros("15.94")


def test_a_tax_group_that_only_the_service_knows_is_no_gap() -> None:
    coded = evolve(MUG, tax_group_id=TaxGroupId("P0000000"))
    there = book(TAXES, products={MUG.id: coded})
    summary, gaps = price_with_gaps(cart(), there)
    assert [type(gap.error) for gap in gaps] == [AnswerMissing]
    assert summary.lines[0].total.gross == euros("20.00")
    _, gaps = price_with_gaps(cart(), evolve(there, services=()))
    assert [type(gap.error) for gap in gaps] == [TaxGroupNotFound]


def test_every_cent_is_explained_and_an_estimate_says_so() -> None:
    there = taxed(cart(), book(TAXES), {LINE: ("20.00", "1.24"), "shipping": ("5.00", "0.32")})
    *parts, total = price(cart(), there).explain()
    assert sum(each.amount.gross for each in parts) == total.amount.gross
    assert "estimated" not in str(price(cart(), there).explain())
    assert "estimated: the taxes" in str(price(cart(), book(TAXES)).explain())


def test_one_piece_is_shown_to_the_cent_where_the_line_has_another_tax() -> None:
    """Three pieces at 10.00 with 1.99 of tax in all: 31.99 is no multiple of three."""
    settings = evolve(SETTINGS, rounding=Rounding(type=RoundingType.ITEM))
    three = cart(lines=(CartLine(LINE, MUG.id, 3),))
    there = book(TAXES, settings=settings)
    there = taxed(three, there, {LINE: ("30.00", "1.99"), "shipping": ("5.00", "0.31")})
    line = price(three, there).lines[0]
    assert line.total.gross == euros("31.99")
    assert line.unit_price.gross == euros("10.63")  # 10.00 at 6.25 %


def test_rules_see_goods_at_the_answered_taxes() -> None:
    """From 22.00 gross on, a rule holds: at 20 % the mugs are 24.00, at 6.25 % only 21.25."""
    least = MinimumAmount(amount=euros("22.00"), tax_included=True)
    ten = rule(conditions=(least,))
    order, there = cart(rule_ids=(ten.id,)), book(TAXES, cart_rules=(ten,))
    assert [each.rule_id for each in price(order, there).rules] == [ten.id]
    there = taxed(order, there, {LINE: ("18.00", "1.13"), "shipping": ("5.00", "0.31")})
    # The answer is about 18.00; without the rule, 20.00 are to be asked about.
    assert price(order, there).estimates == (TAXES,)


def test_asking_comes_to_an_end_where_an_answer_changes_the_question() -> None:
    """6.00 off with its tax: the first answer brings the rate, the second one the amounts."""
    off = rule(actions=(Amount(amount=euros("6.00"), tax_included=True),))
    order, there = cart(rule_ids=(off.id,)), book(TAXES, cart_rules=(off,))
    first = asked(order, there, TaxQuestion)
    once = taxed(order, there, {LINE: ("15.00", "0.94"), "shipping": ("5.00", "0.31")})
    (second,) = open_questions(order, there, once.answers)
    assert isinstance(second, TaxQuestion)
    assert second.lines[0].amount == euros("14.35")  # 20.00 - 6.00 / 1.0625
    twice = told(there, second, tax_answer({LINE: ("14.35", "0.90"), "shipping": ("5.00", "0.31")}))
    assert open_questions(order, there, twice.answers) == ()
    summary = price(order, twice)
    assert (summary.estimates, summary.total.gross) == ((), euros("20.56"))
    assert first.fingerprint != second.fingerprint
