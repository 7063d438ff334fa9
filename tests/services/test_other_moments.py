"""Other systems are asked about now: of another moment, what they would say is missing."""

from __future__ import annotations

from datetime import timedelta

from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.service import Service
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, MOMENT
from tests.services.conftest import settle
from tests.services.loopback import TaxBureau

NEXT_MONTH = MOMENT + timedelta(days=30)


def test_what_a_service_would_say_of_another_moment_is_missing(
    office: BackOffice, cart: CartView, bureau: TaxBureau
) -> None:
    office.finishing.ask_services(EMPLOYEE, cart.cart.id)
    assert office.carts.view(EMPLOYEE, cart.cart.id).ready
    asked = len(bureau.asked)
    found = office.carts.price_at(EMPLOYEE, cart.cart.id, NEXT_MONTH)
    assert [each.code for each in found.missing] == ["answer_missing"]
    assert found.summary.estimates == (Service.TAXES,)
    assert len(bureau.asked) == asked  # nobody was asked anew


def test_where_estimates_will_do_nothing_is_missing(office: BackOffice, cart: CartView) -> None:
    settle(office, estimated_services=(Service.TAXES,))
    office.finishing.ask_services(EMPLOYEE, cart.cart.id)
    found = office.carts.price_at(EMPLOYEE, cart.cart.id, NEXT_MONTH)
    assert (found.missing, found.summary.estimates) == ((), (Service.TAXES,))
