"""explain() says what made every amount, and reads like a receipt."""

from __future__ import annotations

from decimal import Decimal

from attrs import evolve
from moneyed import Money

from backoffice_orders.model.ids import CombinationId
from backoffice_orders.model.money import TaxedMoney
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.pricing.actions.free_shipping import FreeShipping
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.conditions.minimum_amount import MinimumAmount
from backoffice_orders.model.product import Combination, SpecificPrice
from tests.pricing.till import Till, said


def test_a_receipt_with_reasons() -> None:
    till = Till("10.00", "25.00", tax="20", quantities=(3, 1), shipping="5.00")
    sale = SpecificPrice(till.cart.lines[0].product_id, Decimal(10))
    till.book = evolve(till.book, specific_prices=(sale,))
    till.rule(Percentage(Decimal(10))).rule(FreeShipping())
    till.rule(
        Amount(Money("5", "EUR")),
        code="FIVE",
        conditions=(MinimumAmount(Money("100.00", "EUR")),),
    )
    till.cart = till.cart.with_rule(till.book.cart_rules[2].id)
    explanation = till.ring_up().explain()
    # 3 x 10.80 and 30.00, less 10 %: 32.40 + 30.00 - 6.24
    text = str(explanation)
    for line in (
        "Product 0                                               32.40 EUR",
        "    3 x 10.80 EUR (9.00 EUR net)",
        "    specific price -10 %: -1",
        "    of this, 3.24 EUR is taken off by Rule 0",
        "Rule 0                                                  -6.24 EUR",
        "    applies by itself",
        "    3.00 EUR off Product 1",
        "Rule 1                                                  -5.00 EUR",
        "    5.00 EUR off delivery",
        "Total                                                   56.16 EUR",
        "    20%: 9.36 EUR on 46.80 EUR",
        "asks for 100.00 EUR in the cart: 37.60 EUR more are needed.",
    ):
        assert line in text, text


def test_the_entries_add_up_to_the_total() -> None:
    till = Till("10.00", "25.00", tax="20", shipping="5.00").rule(Percentage(Decimal(7)))
    *parts, total = till.ring_up().explain()
    assert sum((entry.amount for entry in parts[1:]), parts[0].amount) == total.amount


def test_everything_that_can_stand_on_a_receipt() -> None:
    till = Till("10.00", tax="20", quantities=(2,))
    product = next(iter(till.book.products.values()))
    choice = Combination(CombinationId("c"), {"Size": "L"}, Money("0", "EUR"))
    settings = evolve(till.book.settings, gift_wrapping_price=Money("2.50", "EUR"))
    till.book = evolve(
        till.book,
        products={product.id: evolve(product, combinations=(choice,), virtual=True)},
        settings=settings,
    )
    line = evolve(till.cart.lines[0], combination_id=choice.id)
    till.cart = evolve(till.cart, lines=(line,), gift_wrapping=True)
    till.rule(Amount(Money("30.00", "EUR"), True), code="BIG")
    till.cart = till.cart.with_rule(till.book.cart_rules[0].id)
    explanation = till.ring_up().explain()
    assert [(str(e.label), str(e.amount.gross.amount), said(*e.reasons)) for e in explanation] == [
        (
            "Product 0 (Size: L)",
            "24.00",
            (
                "2 x 12.00 EUR (10.00 EUR net)",
                "catalog price",
                "of this, 24.00 EUR is taken off by Rule 0",
            ),
        ),
        (
            "Rule 0",
            "-24.00",
            (
                "with the code BIG",
                "24.00 EUR off Product 0",
                "6.00 EUR of it is not used up",
            ),
        ),
        ("Gift wrapping", "2.50", ("asked for by the customer",)),
        ("Total", "2.50", ()),
    ]


def test_the_delivery_and_its_reason() -> None:
    entries = {
        str(entry.label): entry for entry in Till("10.00", shipping="5.00").ring_up().explain()
    }
    assert said(*entries["Standard delivery"].reasons) == ("standard price",)
    assert entries["Standard delivery"].amount == TaxedMoney.of("5.00", "5.00", "EUR")
