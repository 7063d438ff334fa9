"""What has changed between two summaries, to the cent. Figures by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given, settings

from backoffice_orders.model.cart import Cart
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.money import TaxedMoney
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.difference import ChangeKind, Difference, difference
from backoffice_orders.model.pricing.price import price
from backoffice_orders.model.tax import TaxGroup, TaxRate, TaxRule
from backoffice_orders.testing.strategies import priced
from tests.pricing.till import Till, said

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


def test_a_discount_came_and_went() -> None:
    before, after = Till("10.00").ring_up(), Till("10.00").rule(HALF).ring_up()
    assert told(difference(before, after)) == [("discount", "Rule 0", "-5.00")]
    assert told(difference(after, before)) == [("discount", "Rule 0", "5.00")]


def test_another_delivery() -> None:
    before, after = Till("10.00", shipping="5.00"), Till("10.00", shipping="7.50")
    assert told(difference(before.ring_up(), after.ring_up())) == [
        ("delivery", "Standard delivery", "2.50")
    ]


def test_two_currencies_are_not_compared() -> None:
    with pytest.raises(FieldInvalid, match="EUR"):
        difference(Till("10.00").ring_up(), Till("10", currency="JPY").ring_up())


@settings(max_examples=150, deadline=None)
@given(priced())
def test_the_changes_add_up(pair: tuple[Cart, PriceBook]) -> None:
    """Whatever is taken away: lines, rules, the delivery."""
    cart, book = pair
    whole = price(cart, book)
    fewer = evolve(cart, lines=cart.lines[1:], rule_ids=cart.rule_ids[1:], gift_wrapping=False)
    for other in (price(fewer, book), price(cart, evolve(book, cart_rules=(), carriers=()))):
        for found in (difference(whole, other), difference(other, whole)):
            amounts = (each.amount for each in found.changes)
            assert sum(amounts, TaxedMoney.zero(whole.currency)) == found.total
            assert all(each.amount or each.kind is not ChangeKind.PRICE for each in found.changes)
