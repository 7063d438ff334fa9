"""What a price says of itself: its reasons, its subjects, its names. Figures by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

import pytest
from attrs import evolve, frozen
from moneyed import Money

from backoffice_orders.model.cart import ManualDelivery
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.errors.vouchers import RuleInvalid
from backoffice_orders.model.ids import CombinationId, ProductId
from backoffice_orders.model.pricing.actions.base import Action
from backoffice_orders.model.pricing.actions.each_piece import AmountOffEach
from backoffice_orders.model.pricing.actions.free_shipping import FreeShipping
from backoffice_orders.model.pricing.actions.gift import Gift
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.conditions.base import Condition
from backoffice_orders.model.pricing.cost import cost_of
from backoffice_orders.model.pricing.kinds import RuleKinds
from backoffice_orders.model.pricing.price import (
    missing_to_free_delivery,
    price,
    rules_outcome,
)
from backoffice_orders.model.product import Combination
from backoffice_orders.model.stock import StockItem
from backoffice_orders.testing.samples import (
    MUG,
    POST,
    SETTINGS,
    SHIRT,
    STANDARD_TAX,
    book,
    cart,
    euros,
    rule,
)
from tests.pricing.till import Till


def with_choices(*impacts: str) -> Till:
    """Product 0 at 10.00 in a combination of each of these impacts; the first one in the cart."""
    till = Till("10.00")
    (product,) = till.book.products.values()
    choices = tuple(
        Combination(CombinationId(f"c{number}"), {"Size": f"{number}"}, Money(impact, "EUR"))
        for number, impact in enumerate(impacts)
    )
    till.book = evolve(till.book, products={product.id: evolve(product, combinations=choices)})
    till.cart = evolve(till.cart, lines=(evolve(till.cart.lines[0], combination_id=choices[0].id),))
    return till


@pytest.mark.parametrize(
    ("impact", "told"),
    [
        ("0.50", ("combination_dearer", "0.50", "10.50")),
        ("-0.50", ("combination_cheaper", "0.50", "9.50")),
    ],
)
def test_a_combination_says_how_much_dearer_or_cheaper_it_is(
    impact: str, told: tuple[str, str, str]
) -> None:
    line = with_choices(impact).ring_up().lines[0]
    (_, reason) = line.reasons
    code, amount, unit = told
    assert reason.code.endswith(code)
    assert str(reason.values["amount"]) == amount
    assert str(line.unit_price.net.amount) == unit


def test_what_pieces_would_cost_says_which() -> None:
    till = with_choices("0.50", "1.00")
    found = cost_of(till.cart, till.book, ProductId("p0"), CombinationId("c1"), 2)
    assert (found.product_id, found.combination_id, found.quantity) == ("p0", "c1", 2)
    assert (found.unit_price.net, found.total.net) == (euros("11.00"), euros("22.00"))


def test_every_entry_of_a_receipt_is_found_by_its_subject() -> None:
    till = Till("10.00", tax="20", shipping="5.00").rule(Percentage(Decimal(10)))
    settings = evolve(till.book.settings, gift_wrapping_price=Money("2.00", "EUR"))
    till.book = evolve(till.book, settings=settings)
    till.cart = evolve(till.cart, gift_wrapping=True)
    explanation = till.ring_up().explain()
    found = {
        subject: str(entry.amount.gross.amount)
        for subject in ("l0", "r0", "shipping", "wrapping", "total")
        if (entry := explanation.of(subject)) is not None
    }
    # 12.00, a tenth of it, 5.00 and 2.00 that are not taxed.
    assert found == {
        "l0": "12.00",
        "r0": "-1.20",
        "shipping": "5.00",
        "wrapping": "2.00",
        "total": "17.80",
    }
    assert explanation.of("nothing") is None


@frozen
class Named(Condition):
    """A host's condition without a kind."""

    def refusal(self, rule: Any, situation: Any) -> None:
        return None


class Bare(Action):
    """A host's action that is no attrs class."""

    kind: ClassVar[str] = "acme.bare"

    def discounts(self, rule: Any, situation: Any) -> tuple[()]:
        return ()


@frozen
class Again(Action):
    """A host's action under a name that is taken."""

    kind: ClassVar[str] = "gift"

    def discounts(self, rule: Any, situation: Any) -> tuple[()]:
        return ()


@frozen
class Stranger(Action):
    """A host's action that no office was given."""

    kind: ClassVar[str] = "acme.stranger"

    def discounts(self, rule: Any, situation: Any) -> tuple[()]:
        return ()


@pytest.mark.parametrize(
    ("parts", "field", "why"),
    [
        ({"conditions": [Named]}, "conditions", "Named needs a kind, the name it is stored under"),
        ({"actions": [Bare]}, "actions", "Bare must be an attrs class with all of its methods"),
        ({"actions": [Again]}, "actions", "the kind 'gift' is there already; take another name"),
        (
            {"actions": [Named]},
            "actions",
            "it takes subclasses of Action, not a value of the type ABCMeta",
        ),
        ({"conditions": [7]}, "conditions", "it takes subclasses of Condition, not the int 7"),
    ],
)
def test_a_class_that_is_no_kind_is_refused_with_its_name(
    parts: dict[str, Any], field: str, why: str
) -> None:
    with pytest.raises(FieldInvalid) as refused:
        RuleKinds(**parts)
    assert (refused.value.field, str(refused.value.reason)) == (field, why)


def test_a_part_that_nobody_knows_is_named() -> None:
    with pytest.raises(RuleInvalid) as refused:
        RuleKinds().require(rule(actions=(Stranger(),)))
    assert (refused.value.field, str(refused.value.reason)) == (
        "actions",
        "the kind 'acme.stranger' is not known here; pass BackOffice(actions=…) its class",
    )
    RuleKinds(actions=[Stranger]).require(rule(actions=(Stranger(),)))


def test_a_gift_that_is_gone_is_withheld_and_one_that_was_granted_is_refused() -> None:
    given = (Gift(SHIRT.id, SHIRT.combinations[0].id),)
    by_itself = rule("self", code="", actions=given)
    granted = rule("mine", actions=given)
    there = book(
        cart_rules=(by_itself, granted),
        stock={StockItem.of(SHIRT.id, SHIRT.combinations[0].id): 0},
    )
    found = rules_outcome(cart(rule_ids=(granted.id,)), there)
    assert [each.rule_id for each in found.withheld_gifts] == ["self"]
    assert found.withheld_gifts[0].error_code == "rule_gift_unavailable"
    assert "Cotton shirt" in str(found.withheld_gifts[0].message)
    assert [each.rule_id for each in found.refused_rules] == ["mine"]
    assert found.rules == ()


@pytest.mark.parametrize(
    ("needed", "missing"),
    [("24.01", "0.01"), ("24", None), ("25", "1.00"), ("24.50", "0.50"), ("0", None)],
)
def test_what_is_missing_to_a_free_delivery(needed: str, missing: str | None) -> None:
    """Two mugs with their tax are 24.00."""
    settings = evolve(SETTINGS, free_shipping_from_amount=Decimal(needed))
    found = missing_to_free_delivery(cart(), book(settings=settings))
    assert found == (euros(missing) if missing else None)


def test_what_is_sent_for_nothing_lacks_nothing() -> None:
    settings = evolve(SETTINGS, free_shipping_from_amount=Decimal(100))
    free = evolve(POST, free=True, prices=(), zone_ids=(POST.prices[0].zone_id,))
    assert missing_to_free_delivery(cart(), book(settings=settings, carriers=(free,))) is None
    by_hand = ManualDelivery("Van", euros("10.00"), "promised")
    assert missing_to_free_delivery(cart(manual_delivery=by_hand), book(settings=settings)) is None
    gratis = rule(actions=(FreeShipping(),))
    given = cart(rule_ids=(gratis.id,))
    assert missing_to_free_delivery(given, book(settings=settings, cart_rules=(gratis,))) is None


def test_a_delivery_by_hand_is_taxed_as_its_group_says() -> None:
    by_hand = ManualDelivery("Van", euros("10.00"), "promised", tax_group_id=STANDARD_TAX.id)
    summary = price(cart(manual_delivery=by_hand), book())
    assert summary.shipping is not None
    assert (str(summary.shipping.name), summary.shipping.price.gross) == ("Van", euros("12.00"))
    agreed = evolve(by_hand, tax_included=True)
    summary = price(cart(manual_delivery=agreed), book())
    assert summary.shipping_price.gross == euros("10.00")
    assert summary.shipping_price.net == euros("8.33")


@pytest.mark.parametrize(("included", "total"), [(True, "22.00"), (False, "21.60")])
def test_so_much_off_each_piece_with_its_tax_or_without(included: bool, total: str) -> None:
    """Two mugs of 12.00 with 20 %: 1.00 off each is 1.00, or 1.20 with its tax."""
    off = rule(actions=(AmountOffEach(euros("1.00"), included),))
    without = book(cart_rules=(off,), carriers=(), products={MUG.id: evolve(MUG, virtual=True)})
    assert price(cart(rule_ids=(off.id,)), without).total.gross == euros(total)
