"""What was for a customer alone is for the one they were merged with; nothing else changes."""

from __future__ import annotations

from decimal import Decimal

from backoffice_orders.model.ids import CartRuleId, CustomerId
from backoffice_orders.model.product import SpecificPrice
from backoffice_orders.testing.samples import MUG, book, rule

OLD, NEW, OTHER = CustomerId("old"), CustomerId("new"), CustomerId("other")


def test_prices_and_rules_of_the_customer_go_along() -> None:
    prices = tuple(
        SpecificPrice(MUG.id, percent=Decimal(5), customer_id=whose) for whose in (OLD, OTHER, None)
    )
    rules = tuple(rule(str(whose), customer_id=whose) for whose in (OLD, OTHER, None))
    moved = book(customer_id=OLD, specific_prices=prices, cart_rules=rules).moved_to(NEW)
    assert moved.customer_id == NEW
    assert [each.customer_id for each in moved.specific_prices] == [NEW, OTHER, None]
    assert [each.customer_id for each in moved.cart_rules] == [NEW, OTHER, None]
    assert [each.id for each in moved.cart_rules] == ["old", "other", "None"]


def test_a_book_of_nobody_stays_nobodys() -> None:
    """A rule for everybody has no customer either: it becomes nobody's own."""
    nobodys = book(cart_rules=(rule("all"),))
    assert nobodys.moved_to(NEW) is nobodys
    assert nobodys.cart_rules[0].id == CartRuleId("all")
