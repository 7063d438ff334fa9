"""Section 7: a little more that pays off is said, priced to the cent; nothing where it does not.

The cart has two mugs of 12.00, and the delivery costs 6.00: 30.00 in all.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.advice import Advice
from backoffice_orders.model.pricing.conditions.minimum_amount import MinimumAmount
from backoffice_orders.model.pricing.price import price
from backoffice_orders.model.product import SpecificPrice
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, MUG, euros, rule


def _free_from(office: BackOffice, amount: str) -> None:
    settings = office.setup.settings(EMPLOYEE)
    office.setup.save(EMPLOYEE, evolve(settings, free_shipping_from_amount=Decimal(amount)))


def _half_off_from(office: BackOffice, amount: str, name: str = "half") -> None:
    half = rule(
        name,
        code="",
        actions=(Percentage(Decimal(50)),),
        conditions=(MinimumAmount(euros(amount), True),),
    )
    office.setup.save(EMPLOYEE, half)


def _of_mugs(office: BackOffice, cart: CartView) -> Advice | None:
    found = office.finishing.advice(EMPLOYEE, cart.cart.id)
    return next((each for each in found if each.line_id is not None), None)


def test_a_free_delivery_that_is_just_missed(office: BackOffice, cart: CartView) -> None:
    _free_from(office, "36")
    told = [str(each.message) for each in office.finishing.advice(EMPLOYEE, cart.cart.id)]
    assert told == [
        "1 more of Blue mug: delivery is free. Only 6.00 EUR more.",
        "12.00 EUR more in products: delivery is free.",
    ]


def test_two_gains_of_one_change_are_said_in_one_sentence(
    office: BackOffice, cart: CartView
) -> None:
    cheaper = SpecificPrice(MUG.id, percent=Decimal(10), from_quantity=3)
    office.setup.set_specific_prices(EMPLOYEE, MUG.id, [cheaper])
    _free_from(office, "30")
    found = _of_mugs(office, cart)
    assert found is not None
    # Three mugs at 10.80 are 32.40 with a free delivery; two at 12.00 and 6.00 are 30.00.
    assert str(found.message) == (
        "1 more of Blue mug: delivery is free and each piece costs 1.20 EUR less."
        " Only 2.40 EUR more."
    )


def test_a_rule_whose_minimum_is_just_missed_makes_it_less_in_all(
    office: BackOffice, cart: CartView
) -> None:
    _half_off_from(office, "30.00")
    found = _of_mugs(office, cart)
    assert found is not None
    # Three mugs are 36.00, half of it is 18.00, and 6.00 of delivery: 24.00 instead of 30.00.
    assert (found.difference, found.total, found.saving) == (
        euros("-6.00"),
        euros("24.00"),
        euros("18.00"),
    )
    assert str(found.message) == (
        "1 more of Blue mug: “Ten off half” takes off 18.00 EUR. 6.00 EUR less in all."
    )


def test_the_next_quantity_price(office: BackOffice, cart: CartView) -> None:
    dozen = SpecificPrice(MUG.id, percent=Decimal(25), from_quantity=3)
    office.setup.set_specific_prices(EMPLOYEE, MUG.id, [dozen])
    found = _of_mugs(office, cart)
    assert found is not None
    # Three times 9.00 and the delivery are 33.00.
    assert (found.pieces, found.difference) == (1, euros("3.00"))
    assert "each piece costs 3.00 EUR less" in str(found.message)


def test_what_is_told_is_what_it_costs_then(office: BackOffice, cart: CartView) -> None:
    _free_from(office, "36")
    found = _of_mugs(office, cart)
    assert found is not None
    assert found.line_id is not None
    then = office.products.set_quantity(EMPLOYEE, cart.cart.id, found.line_id, 2 + found.pieces)
    assert then.summary.total.gross == found.total


def test_nothing_is_advised_that_cannot_be_had(office: BackOffice, cart: CartView) -> None:
    _free_from(office, "36")
    office.setup.set_stock(EMPLOYEE, MUG.id, 2)
    assert _of_mugs(office, cart) is None


def test_what_is_far_away_is_no_advice(office: BackOffice, cart: CartView) -> None:
    _free_from(office, "37")
    _half_off_from(office, "50.00")
    assert office.finishing.advice(EMPLOYEE, cart.cart.id) == ()


def test_so_many_changes_are_priced_and_no_more(
    office: BackOffice, cart: CartView, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        _half_off_from(office, f"{25 + number / 10:.2f}", f"half-{number}")
    priced = []

    def counted(*args: Any) -> Any:
        priced.append(args)
        return price(*args)

    monkeypatch.setattr("backoffice_orders.model.pricing.advice.price", counted)
    office.finishing.advice(EMPLOYEE, cart.cart.id)
    assert len(priced) <= 25


def test_a_net_minimum_asks_for_goods_that_are_worth_it_net(
    office: BackOffice, cart: CartView
) -> None:
    """Of 24.00 net 20.00 are there: 4.80 more at 20 %, and not 4.00."""
    half = rule(
        "half",
        code="",
        actions=(Percentage(Decimal(50)),),
        conditions=(MinimumAmount(euros("24.00"), tax_included=False),),
    )
    office.setup.save(EMPLOYEE, half)
    found = office.finishing.advice(EMPLOYEE, cart.cart.id)
    (goal,) = [each for each in found if each.line_id is None]
    assert goal.worth == euros("4.80")
    # (24.00 + 4.80) / 2 and the delivery
    assert goal.total == euros("20.40")
    of_mugs = _of_mugs(office, cart)
    assert of_mugs is not None
    assert of_mugs.pieces == 1


def test_a_step_for_somebody_else_hides_none(office: BackOffice, cart: CartView) -> None:
    """Of four mugs: half off from six for everybody, and from five in Germany alone."""
    steps = [
        SpecificPrice(MUG.id, percent=Decimal(50), from_quantity=6),
        SpecificPrice(MUG.id, percent=Decimal(50), from_quantity=5, country="DE"),
    ]
    office.setup.set_specific_prices(EMPLOYEE, MUG.id, steps)
    office.products.set_quantity(EMPLOYEE, cart.cart.id, cart.cart.lines[0].id, 4)
    found = _of_mugs(office, cart)
    assert found is not None
    assert found.pieces == 2
