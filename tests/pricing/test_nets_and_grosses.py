"""Where net and gross amounts matter, each is the one that was asked for. Figures by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from moneyed import Money

from backoffice_orders.model.cart import PriceOverride
from backoffice_orders.model.errors.vouchers import RuleMinimumAmount, RuleTakesNothing
from backoffice_orders.model.ids import (
    ActorId,
    CombinationId,
    DiscountId,
    LineId,
    ProductId,
)
from backoffice_orders.model.manual_discount import ManualDiscount
from backoffice_orders.model.messages import Message
from backoffice_orders.model.money import RoundingMode, RoundingType
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.actions.spend_steps import SpendStep, SpendSteps
from backoffice_orders.model.pricing.actions.target import Target
from backoffice_orders.model.pricing.conditions.minimum_amount import MinimumAmount
from backoffice_orders.model.pricing.difference import Change, difference
from backoffice_orders.model.pricing.price import price, why_refused
from backoffice_orders.model.product import Combination, SpecificPrice
from backoffice_orders.testing.samples import MOMENT, euros, rule
from tests.pricing.till import Till, gross

TEN = (Percentage(Decimal(10)),)


def mugs(quantity: int = 1) -> Till:
    """Product 0 at 10.00 net and 12.00 gross, delivered for 5.00."""
    return Till("10.00", tax="20", shipping="5.00", quantities=(quantity,))


@pytest.mark.parametrize(
    ("included", "start", "off"),
    [(False, "10.00", "1.20"), (False, "10.01", None), (True, "12.00", "1.00")],
)
def test_steps_are_reached_by_the_net_or_the_gross_worth(
    included: bool, start: str, off: str | None
) -> None:
    """A net 1.00 takes 1.20 with its tax."""
    till = mugs().rule(SpendSteps((SpendStep(euros(start), euros("1.00")),), included))
    assert [str(each.amount.gross.amount) for each in till.ring_up().rules] == (
        [off] if off else []
    )


@pytest.mark.parametrize(
    ("included", "start", "missing"), [(False, "12.50", "2.50"), (True, "12.50", "0.50")]
)
def test_a_step_says_what_is_missing(included: bool, start: str, missing: str) -> None:
    steps = rule("steps", actions=(SpendSteps((SpendStep(euros(start), euros("1")),), included),))
    till = mugs()
    why = why_refused(steps, till.cart, till.book)
    assert isinstance(why, RuleMinimumAmount)
    assert (why.rule, why.missing) == ("Ten off steps", euros(missing))


@pytest.mark.parametrize(
    ("amount", "included", "holds"),
    [
        ("15.00", False, True),
        ("15.01", False, False),
        ("17.00", True, True),
        ("17.01", True, False),
    ],
)
def test_a_minimum_with_the_delivery_counts_it_net_or_gross(
    amount: str, included: bool, holds: bool
) -> None:
    """Goods are 10.00 or 12.00, and a delivery that is not taxed is 5.00."""
    asked = (MinimumAmount(euros(amount), included, shipping_included=True),)
    till = mugs().rule(*TEN, conditions=asked)
    assert bool(till.ring_up().rules) == holds


def test_ecotax_comes_on_top_and_every_step_is_told() -> None:
    """10.00 and 1.00 of ecotax, which is not taxed here; a tenth off of both."""
    till = mugs()
    product = till.book.products[ProductId("p0")]
    till.book = evolve(
        till.book,
        products={product.id: evolve(product, ecotax=euros("1.00"))},
        settings=evolve(till.book.settings, ecotax_enabled=True),
        specific_prices=(SpecificPrice(product.id, percent=Decimal(10)),),
    )
    line = till.ring_up().lines[0]
    assert (line.unit_price.net, line.unit_price.gross) == (euros("9.90"), euros("11.70"))
    assert [str(each) for each in line.reasons] == [
        "catalog price",
        "ecotax 1",
        "specific price -10 %: -1.1",
    ]


def test_a_price_by_hand_is_no_reduced_price() -> None:
    half = Percentage(Decimal(50), exclude_discounted=True)
    by_hand = Till("10.00").at_gross("6.00").rule(half)
    assert str(by_hand.ring_up().total.gross.amount) == "3.00"


def test_a_rule_that_would_take_nothing_says_so_with_its_name() -> None:
    till = Till("0.00")
    found = why_refused(rule("free", actions=TEN), till.cart, till.book)
    assert repr(found) == repr(RuleTakesNothing("Ten off free"))


def by_hand(line_id: str | None, **terms: Any) -> ManualDiscount:
    return ManualDiscount(
        id=DiscountId("d"),
        title="Sorry",
        reason="goodwill",
        by=ActorId("ann"),
        at=MOMENT,
        line_id=LineId(line_id) if line_id else None,
        **terms,
    )


def test_a_discount_by_hand_says_which_line_it_is_on() -> None:
    till = Till("10.00", "10.00")
    one = price(till.cart.with_discount(by_hand("l1", percent=Decimal(10))), till.book)
    (told,) = one.manual_discounts
    assert (told.line_id, told.reason, [share.line_id for share in told.shares]) == (
        "l1",
        "goodwill",
        ["l1"],
    )
    all_ = price(till.cart.with_discount(by_hand(None, percent=Decimal(10))), till.book)
    (told,) = all_.manual_discounts
    assert (told.line_id, [share.line_id for share in told.shares]) == (None, ["l0", "l1"])


def codes(told: tuple[str | Message, ...]) -> list[str]:
    return [each if isinstance(each, str) else each.code for each in told]


def only(changes: tuple[Change, ...]) -> Change:
    (change,) = changes
    return change


def test_another_price_is_told_with_what_made_it_before_and_now() -> None:
    before, after = Till("10.00"), Till("10.00").at_gross("8.00")
    change = only(difference(before.ring_up(), after.ring_up()).changes)
    assert (change.kind, change.subject, change.name) == ("price", "l0", "Product 0")
    assert change.amount.gross == euros("-2.00")
    assert [str(each) for each in change.before] == ["catalog price"]
    assert [str(each) for each in change.after] == ["price set by hand: gross price"]


def test_another_discount_is_told_with_both_amounts() -> None:
    """A tenth of 10.00, then a fifth: 1.00 less is to be paid."""
    till = Till("10.00")
    tenth = price(till.cart.with_discount(by_hand(None, percent=Decimal(10))), till.book)
    fifth = price(till.cart.with_discount(by_hand(None, percent=Decimal(20))), till.book)
    change = only(difference(tenth, fifth).changes)
    assert (change.kind, change.subject, change.name) == ("discount", "d", "Sorry")
    assert change.amount.gross == euros("-1.00")
    (was,), (now,) = change.before, change.after
    assert isinstance(was, Message)
    assert isinstance(now, Message)
    assert (was.values["gross"], now.values["gross"]) == (euros("1.00"), euros("2.00"))
    gone = only(difference(tenth, price(till.cart, till.book)).changes)
    assert (len(gone.before), gone.after, gone.amount.gross) == (1, (), euros("1.00"))


def test_the_same_discounts_are_no_change() -> None:
    till = Till("10.00").rule(*TEN)
    assert difference(till.ring_up(), till.ring_up()).changes == ()


def test_another_delivery_is_told_with_how_it_goes_before_and_now() -> None:
    before = Till("10.00", shipping="5.00")
    after = Till("10.00", shipping="6.00")
    change = only(difference(before.ring_up(), after.ring_up()).changes)
    assert (change.kind, change.subject, change.amount.gross) == ("delivery", "", euros("1.00"))
    assert codes(change.before) == codes(change.after)
    assert len(change.after) == 2


def test_a_wrapping_that_is_added_is_told() -> None:
    till = Till("10.00")
    settings = evolve(till.book.settings, gift_wrapping_price=Money("2.00", "EUR"))
    till.book = evolve(till.book, settings=settings)
    before = till.ring_up()
    after = price(evolve(till.cart, gift_wrapping=True), till.book)
    change = only(difference(before, after).changes)
    assert (change.kind, change.amount.gross) == ("wrapping", euros("2.00"))
    back = only(difference(after, before).changes)
    assert back.amount.gross == euros("-2.00")


def net_of(price: str, tax: str) -> str:
    """A gross price as a catalog keeps it: net, with the 28 digits that a division gives."""
    return str(Decimal(price) / (1 + Decimal(tax) / 100))


@pytest.mark.parametrize("kind", RoundingType)
@pytest.mark.parametrize("mode", RoundingMode)
def test_a_gross_price_is_the_same_again_with_its_tax(
    mode: RoundingMode, kind: RoundingType
) -> None:
    """19.90 / 1.19 * 1.19 is 19.8999... with 28 digits; a delivery's 16.94 is 16.9399..., too."""
    till = Till(
        net_of("19.90", "19"),
        net_of("19.90", "19"),
        tax="19",
        mode=mode,
        type=kind,
        quantities=(1, 3),
        shipping=net_of("16.94", "19"),
    )
    taxed = evolve(till.book.settings, standard_shipping_tax_group_id=till.book.tax_groups[0].id)
    till.book = evolve(till.book, settings=taxed)
    summary = till.ring_up()
    lines = [str(line.total.gross.amount) for line in summary.lines]
    assert (lines, summary.shipping_price.gross) == (["19.90", "59.70"], euros("16.94"))


@pytest.mark.parametrize(
    ("price", "tax", "percent", "reduced"),
    [
        ("1.69", "7", "50", "0.85"),  # 0.845
        ("0.57", "23", "50", "0.29"),  # 0.285
        ("19.90", "19", "15", "16.92"),  # 16.915
        ("11.90", "20", "25", "8.93"),  # 8.925
    ],
)
@pytest.mark.parametrize("kind", [RoundingType.ITEM, RoundingType.LINE])
def test_half_a_cent_of_a_gross_price_rounds_half_up(
    price: str, tax: str, percent: str, reduced: str, kind: RoundingType
) -> None:
    till = Till(net_of(price, tax), tax=tax, type=kind)
    sale = SpecificPrice(till.cart.lines[0].product_id, percent=Decimal(percent))
    till.book = evolve(till.book, specific_prices=(sale,))
    assert gross(till.ring_up()) == reduced


def test_pieces_at_a_gross_price_reach_a_net_minimum() -> None:
    """3 x 4.00 with 20 % are 10.00 net, and not 3 x 3.333... = 9.999..., rounded down to 9.99."""
    till = Till(
        net_of("4.00", "20"),
        tax="20",
        mode=RoundingMode.DOWN,
        type=RoundingType.LINE,
        quantities=(3,),
    )
    till.rule(*TEN, conditions=(MinimumAmount(euros("10.00"), tax_included=False),))
    assert gross(till.ring_up()) == "10.80"


@pytest.mark.parametrize("mode", RoundingMode)
@pytest.mark.parametrize(
    ("price", "off", "tax", "left"),
    [
        ("127.16", "127.13", "19", "0.03"),  # 0.04 where amounts are rounded up
        ("125.22", "125.19", "19", "0.03"),  # 0.02 where they are rounded down
        ("15.49", "15.49", "21", "0.00"),  # nothing is left, and not 0.01
    ],
)
def test_what_a_reduction_leaves_of_a_gross_price_has_no_residue(
    mode: RoundingMode, price: str, off: str, tax: str, left: str
) -> None:
    """The residue is that of the whole price, however little of it is left."""
    till = Till(net_of(price, tax), tax=tax, mode=mode)
    sale = SpecificPrice(
        till.cart.lines[0].product_id, amount=Decimal(off), amount_tax_included=True
    )
    till.book = evolve(till.book, specific_prices=(sale,))
    assert gross(till.ring_up()) == left


def test_a_fixed_price_that_is_the_usual_one_is_no_reduction() -> None:
    """29.79 and 9.90 more for the large one, and 39.69 for it: the same, with 5.5 %."""
    till = Till(net_of("29.79", "5.5"), tax="5.5")
    large = Combination(CombinationId("large"), {"Size": "L"}, euros(net_of("9.90", "5.5")))
    product = evolve(till.book.products[ProductId("p0")], combinations=(large,))
    fixed = SpecificPrice(
        product.id, price=Decimal(net_of("39.69", "5.5")), combination_id=large.id
    )
    (line,) = till.cart.lines
    till.cart = evolve(till.cart, lines=(evolve(line, combination_id=large.id),))
    till.book = evolve(till.book, products={product.id: product}, specific_prices=(fixed,))
    till.rule(Percentage(Decimal(10), exclude_discounted=True))
    assert gross(till.ring_up()) == "35.72"  # 39.69 less 3.97


@pytest.mark.parametrize("halved", [0, 1])
def test_of_two_pieces_at_one_gross_price_the_one_that_has_more_left_is_free(halved: int) -> None:
    """29.42 from the catalog, kept net, is as cheap as 29.42 that was set by hand."""
    till = Till(net_of("29.42", "19"), net_of("29.42", "19"), tax="19")
    first, second = till.cart.lines
    by_hand = PriceOverride(euros("29.42"), True, "as in the catalog")
    lines = (first, evolve(second, price_override=by_hand))
    half = ManualDiscount(
        id=DiscountId("half"),
        title="Half",
        reason="goodwill",
        by=ActorId("ann"),
        at=MOMENT,
        percent=Decimal(50),
        line_id=lines[halved].id,
    )
    till.cart = evolve(till.cart, lines=lines, discounts=(half,))
    till.rule(Percentage(Decimal(100), target=Target.CHEAPEST))
    assert gross(till.ring_up()) == "14.71"
