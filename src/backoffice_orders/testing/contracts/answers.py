"""The contract of ``Answers``, and answers with every field filled."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from backoffice_orders.model.answers import (
    NO_ANSWERS,
    Answers,
    DeliveryAnswer,
    DeliveryRate,
    PriceAnswer,
    PriceOfLine,
    Refusal,
    Tax,
    TaxAnswer,
    TaxesOfLine,
)
from backoffice_orders.model.ids import CarrierId, CartId, LineId, TaxGroupId
from backoffice_orders.model.service import SHIPPING, Service
from backoffice_orders.model.tax import TaxRate
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.testing.contracts.base import Contract, unit
from backoffice_orders.testing.samples import MOMENT, euros

CART = CartId("cart_1")
LATER = MOMENT + timedelta(hours=1)
STATE = TaxRate("State 6.25%", Decimal("6.25"))
CITY = TaxRate("City 2%", Decimal(2))


def answers() -> Answers:
    """What three services might answer about one line, every field filled."""
    given = NO_ANSWERS.having(
        Service.PRICES,
        PriceAnswer(
            (PriceOfLine(LineId("line_1"), euros("9.4999"), True, True, "contract 4711"),), LATER
        ),
        "aa11",
        LATER,
    ).having(
        Service.DELIVERY_RATES,
        DeliveryAnswer(
            (
                DeliveryRate(
                    CarrierId("ups:ground"),
                    "UPS Ground",
                    euros("7.10"),
                    "2-3 days",
                    True,
                    TaxGroupId("freight"),
                ),
            ),
            LATER,
        ),
        "bb22",
        LATER,
    )
    return given.having(
        Service.TAXES,
        TaxAnswer(
            (
                TaxesOfLine(
                    LineId("line_1"),
                    (
                        Tax(STATE, euros("20.00"), euros("1.25")),
                        Tax(CITY, euros("10.00"), euros("0.20"), Decimal(1)),
                    ),
                ),
                TaxesOfLine(SHIPPING),
            ),
            euros("1.45"),
            "quote-1",
            LATER,
        ),
        "cc33",
        LATER,
    )


class AnswersContract(Contract):
    """Subclass with a fixture ``store``."""

    port = "answers"

    def test_nothing_is_kept_at_first(self, store: Store) -> None:
        with unit(store) as work:
            assert work.answers.of_cart(CART) == NO_ANSWERS

    def test_what_is_kept_is_found_by_its_cart(self, store: Store) -> None:
        with unit(store) as work:
            work.answers.keep(CART, answers())
        with unit(store) as work:
            assert work.answers.of_cart(CART) == answers()
            for other in ("cart_2", "CART_1", "cart_", "cart_11"):
                assert work.answers.of_cart(CartId(other)) == NO_ANSWERS, other
        with self.another_shop(store) as work:
            assert work.answers.of_cart(CART) == NO_ANSWERS

    def test_what_is_kept_later_replaces_all_of_it(self, store: Store) -> None:
        refused = answers().having(Service.TAXES, Refusal("No such postcode."), "dd44", LATER)
        with unit(store) as work:
            work.answers.keep(CART, answers())
            work.answers.keep(CART, refused)
            assert work.answers.of_cart(CART) == refused
        with unit(store) as work:
            found = work.answers.of_cart(CART)
            assert found == refused
            assert found.taxes is None

    def test_nothing_can_be_kept_again(self, store: Store) -> None:
        with unit(store) as work:
            work.answers.keep(CART, answers())
        with unit(store) as work:
            work.answers.keep(CART, NO_ANSWERS)
            assert work.answers.of_cart(CART) == NO_ANSWERS
        with unit(store) as work:
            assert work.answers.of_cart(CART) == NO_ANSWERS
            work.answers.keep(CART, NO_ANSWERS)  # forgetting nothing is no mistake

    def test_each_cart_keeps_its_own(self, store: Store) -> None:
        other, refused = (
            CartId("cart_2"),
            NO_ANSWERS.having(Service.TAXES, Refusal("No such postcode."), "dd44", LATER),
        )
        with unit(store) as work:
            work.answers.keep(CART, answers())
            work.answers.keep(other, refused)
        with unit(store) as work:
            assert (work.answers.of_cart(CART), work.answers.of_cart(other)) == (answers(), refused)
            work.answers.keep(other, NO_ANSWERS)
        with unit(store) as work:
            assert work.answers.of_cart(CART) == answers()
