"""What has changed between two summaries, to the cent. Figures by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import event, given

from backoffice_orders.model.cart import Cart
from backoffice_orders.model.customer import TaxExemption
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.messages import Message
from backoffice_orders.model.money import TaxedMoney
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.conditions.minimum_amount import MinimumAmount
from backoffice_orders.model.pricing.difference import (
    Change,
    ChangeKind,
    Difference,
    difference,
)
from backoffice_orders.model.pricing.price import price
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.tax import TaxGroup, TaxRate, TaxRule
from backoffice_orders.testing.samples import euros
from backoffice_orders.testing.strategies import priced
from tests.pricing.till import Till, said
from tests.properties.dose import EXAMPLES, dose

HALF = Percentage(Decimal(50))


def told(found: Difference) -> list[tuple[str, str, str]]:
    """Kind, name and gross amount of every change."""
    return [(each.kind, str(each.name), str(each.amount.gross.amount)) for each in found.changes]


def test_nothing_has_changed() -> None:
    summary = Till("10.00").ring_up()
    assert not difference(summary, summary)


def test_one_more_piece() -> None:
    before, after = (Till("10.00", quantities=(n,)).ring_up() for n in (2, 3))
    found = difference(before, after)
    assert told(found) == [("quantity", "Product 0", "10.00")]
    assert (said(*found.changes[0].before), said(*found.changes[0].after)) == (
        ("2 x 10.00 EUR (10.00 EUR net)",),
        ("3 x 10.00 EUR (10.00 EUR net)",),
    )


def test_more_pieces_at_another_price() -> None:
    # One more at the old 10.00, and 2.00 less for each of three
    before = Till("10.00", quantities=(2,)).ring_up()
    after = Till("8.00", quantities=(3,)).ring_up()
    assert told(difference(before, after)) == [
        ("quantity", "Product 0", "10.00"),
        ("price", "Product 0", "-6.00"),
    ]


def test_another_tax() -> None:
    before, after = Till("10.00", tax="20"), Till("10.00", tax="20")
    reduced = TaxGroup(
        before.book.tax_groups[0].id, "Tax", (TaxRule("FR", (TaxRate("5.5%", Decimal("5.5")),)),)
    )
    after.book = evolve(after.book, tax_groups=(reduced,))
    assert told(difference(before.ring_up(), after.ring_up())) == [("tax", "Product 0", "-1.45")]


def test_a_line_came_and_one_went() -> None:
    before, after = Till("10.00", "5.00"), Till("10.00", "5.00")
    before.cart = evolve(before.cart, lines=before.cart.lines[:1])
    after.cart = evolve(after.cart, lines=after.cart.lines[1:])
    assert told(difference(before.ring_up(), after.ring_up())) == [
        ("removed", "Product 0", "-10.00"),
        ("added", "Product 1", "5.00"),
    ]


def test_what_came_and_what_went_says_how_many_at_which_price() -> None:
    before, after = Till("10.00", "5.00"), Till("10.00", "5.00")
    before.cart = evolve(before.cart, lines=before.cart.lines[:1])
    after.cart = evolve(after.cart, lines=after.cart.lines[1:])
    went, came = difference(before.ring_up(), after.ring_up()).changes
    assert (said(*went.before), went.after) == (("1 x 10.00 EUR (10.00 EUR net)",), ())
    assert (came.before, said(*came.after)) == ((), ("1 x 5.00 EUR (5.00 EUR net)",))


def test_a_discount_that_takes_more_says_what_it_took() -> None:
    """Half of 10.00, and then of 20.00."""
    before = Till("10.00").rule(HALF).ring_up()
    after = Till("10.00", quantities=(2,)).rule(HALF).ring_up()
    change = difference(before, after).changes[-1]
    assert (said(*change.before), said(*change.after)) == (
        ("-5.00 EUR (5.00 EUR net)",),
        ("-10.00 EUR (10.00 EUR net)",),
    )


def test_a_discount_came_and_went() -> None:
    before, after = Till("10.00").ring_up(), Till("10.00").rule(HALF).ring_up()
    assert told(difference(before, after)) == [("discount", "Rule 0", "-5.00")]
    assert told(difference(after, before)) == [("discount", "Rule 0", "5.00")]


def test_another_delivery() -> None:
    before, after = Till("10.00", shipping="5.00"), Till("10.00", shipping="7.50")
    assert told(difference(before.ring_up(), after.ring_up())) == [
        ("delivery", "Standard delivery", "2.50")
    ]


def test_a_delivery_that_is_not_needed_any_more_is_called_as_it_was() -> None:
    before, after = Till("10.00", shipping="5.00"), Till("10.00", shipping="5.00")
    download = {id_: evolve(each, virtual=True) for id_, each in after.book.products.items()}
    after.book = evolve(after.book, products=download)
    gone, came = (
        told(difference(one.ring_up(), other.ring_up()))
        for one, other in ((before, after), (after, before))
    )
    assert gone == [("delivery", "Standard delivery", "-5.00")]
    assert came == [("delivery", "Standard delivery", "5.00")]


def test_two_currencies_are_not_compared() -> None:
    with pytest.raises(FieldInvalid, match="EUR") as refused:
        difference(Till("10.00").ring_up(), Till("10", currency="JPY").ring_up())
    assert refused.value.field == "after"


def test_each_sort_of_change_has_its_own_sum() -> None:
    """A piece more at 10.00, then half off three: 15.00 less; delivery 2.00 more."""
    before = Till("10.00", quantities=(2,), shipping="5.00").ring_up()
    after = Till("10.00", quantities=(3,), shipping="7.00").rule(HALF).ring_up()
    found = difference(before, after)
    assert told(found) == [
        ("quantity", "Product 0", "10.00"),
        ("discount", "Rule 0", "-15.00"),
        ("delivery", "Standard delivery", "2.00"),
    ]
    assert found.kinds() == {ChangeKind.QUANTITY, ChangeKind.DISCOUNT, ChangeKind.DELIVERY}
    assert str(found.total.gross.amount) == "-3.00"


def test_gift_wrapping_has_its_own_sum() -> None:
    before, after = Till("10.00"), Till("10.00")
    for till in (before, after):
        till.book = evolve(
            till.book, settings=evolve(till.book.settings, gift_wrapping_price=euros("2.00"))
        )
    after.cart = evolve(after.cart, gift_wrapping=True)
    found = difference(before.ring_up(), after.ring_up())
    assert [(each.kind, str(each.amount.gross.amount)) for each in found.changes] == [
        (ChangeKind.WRAPPING, "2.00")
    ]
    assert [(each.subject, each.name) for each in found.changes] == [("", "")]


def test_a_rule_that_does_not_hold_any_more_says_why() -> None:
    least = MinimumAmount(euros("15.00"), tax_included=True)
    before, after = (
        Till("10.00", quantities=(n,)).rule(HALF, code="HALF", conditions=(least,)) for n in (2, 1)
    )
    for till in (before, after):
        till.cart = evolve(till.cart, rule_ids=(till.book.cart_rules[0].id,))
    change = difference(before.ring_up(), after.ring_up()).changes[-1]
    assert (change.kind, str(change.amount.gross.amount)) == (ChangeKind.DISCOUNT, "10.00")
    assert [each.code for each in change.after if isinstance(each, Message)] == [
        "rule_minimum_amount"
    ]


def parts(summary: Summary) -> dict[str, TaxedMoney]:
    """Every amount that a change can be about, by its id: lines, discounts, the rest."""
    found = {f"line {line.line_id}": line.total for line in summary.lines}
    found |= {f"off {rule.rule_id}": -rule.amount for rule in summary.rules}
    found |= {f"off {each.discount_id}": -each.amount for each in summary.manual_discounts}
    return found | {"delivery": summary.shipping_price, "wrapping": summary.wrapping}


def part_of(change: Change) -> str:
    """The part that a change is about."""
    match change.kind:
        case ChangeKind.DELIVERY | ChangeKind.WRAPPING:
            return change.kind.value
        case ChangeKind.DISCOUNT:
            return f"off {change.subject}"
        case _:
            return f"line {change.subject}"


# What the runs below must come by, at the least.
MET = {ChangeKind.QUANTITY: 60, ChangeKind.PRICE: 50, ChangeKind.TAX: 20, ChangeKind.DELIVERY: 50}


def other_summaries(cart: Cart, book: PriceBook) -> Iterator[Summary]:
    """The cart's price after something has changed: lines, rules, delivery, prices, taxes."""
    fewer = evolve(cart, lines=cart.lines[1:], rule_ids=cart.rule_ids[1:], gift_wrapping=False)
    yield price(fewer, book)
    more = tuple(evolve(line, quantity=line.quantity + 2) for line in cart.lines)
    yield price(evolve(cart, lines=more), book)
    yield price(cart, evolve(book, cart_rules=(), carriers=()))
    yield price(cart, evolve(book, specific_prices=(), price_rules=(), group_ids=()))
    yield price(cart, evolve(book, tax_exemption=TaxExemption("export")))


def test_the_changes_add_up_in_all_and_of_each_part() -> None:
    """Net, gross, and so the taxes: of every line, rule, the delivery and the wrapping."""
    seen: Counter[ChangeKind] = Counter()

    @dose(1 / 3)
    @given(priced())
    def run(pair: tuple[Cart, PriceBook]) -> None:
        whole = price(*pair)
        nothing = TaxedMoney.zero(whole.currency)
        for other in other_summaries(*pair):
            for before, after in ((whole, other), (other, whole)):
                found = difference(before, after)
                seen.update(found.kinds())
                had, has = parts(before), parts(after)
                sums = dict.fromkeys({**had, **has}, nothing)
                for change in found.changes:
                    event(change.kind)
                    sums[part_of(change)] += change.amount
                assert sum(sums.values(), nothing) == found.total == after.total - before.total
                for part, amount in sums.items():
                    assert amount == has.get(part, nothing) - had.get(part, nothing), part

    run()
    if EXAMPLES >= 300:
        assert {kind: seen[kind] for kind, least in MET.items() if seen[kind] < least} == {}
