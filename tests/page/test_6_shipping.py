"""Section 6: the choice of a delivery sets its price; free shipping sets it to zero."""

from __future__ import annotations

from datetime import date, timedelta

from attrs import evolve

from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.customer import TaxExemption
from backoffice_orders.model.delivery_days import DeliveryDays
from backoffice_orders.model.ids import CarrierId
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, EXPRESS, POST, euros
from tests.page.conftest import Refused


def test_options_with_prices_the_cheapest_first(office: BackOffice, cart: CartView) -> None:
    options = office.shipping.options(EMPLOYEE, cart.cart.id)
    assert [(o.name, o.delay, o.price.net, o.price.gross, o.chosen) for o in options] == [
        ("Post", "2-3 days", euros("5.00"), euros("6.00"), True),
        ("Express", "tomorrow", euros("9.00"), euros("10.80"), False),
    ]


def test_the_choice_sets_the_price(office: BackOffice, cart: CartView, refused: Refused) -> None:
    view = office.shipping.choose(EMPLOYEE, cart.cart.id, EXPRESS.id)
    assert view.summary.total.gross == euros("34.80")
    refused(
        "carrier_unavailable",
        lambda: office.shipping.choose(EMPLOYEE, cart.cart.id, CarrierId("nobody")),
    )


def test_free_shipping_yes_and_no(office: BackOffice, cart: CartView) -> None:
    view = office.shipping.set_free(EMPLOYEE, cart.cart.id, True)
    assert view.summary.shipping_price.gross == euros("0.00")
    assert view.summary.total.gross == euros("24.00")
    # Whoever delivers costs nothing: Post, which was 6.00, comes first as it did, and Express.
    options = [(each.carrier_id, each.price.gross) for each in view.summary.delivery_options]
    assert options == [(POST.id, euros("0.00")), (EXPRESS.id, euros("0.00"))]
    assert office.shipping.set_free(EMPLOYEE, cart.cart.id, False).summary == cart.summary


def test_a_choice_that_is_gone_is_dropped_and_said(office: BackOffice, cart: CartView) -> None:
    office.shipping.choose(EMPLOYEE, cart.cart.id, EXPRESS.id)
    office.setup.save(EMPLOYEE, evolve(EXPRESS, active=False))
    line_id = cart.cart.lines[0].id
    view = office.products.set_quantity(EMPLOYEE, cart.cart.id, line_id, 3)
    assert [notice.code for notice in view.notices] == ["carrier_unavailable"]
    assert view.cart.carrier_id is None
    assert view.summary.shipping is not None
    assert view.summary.shipping.carrier_id == POST.id


def test_a_delivery_by_hand(office: BackOffice, cart: CartView, refused: Refused) -> None:
    set_manual = office.shipping.set_manual
    refused(
        "reason_missing",
        lambda: set_manual(EMPLOYEE, cart.cart.id, "By bike", euros("3.00"), reason=" "),
    )
    view = set_manual(EMPLOYEE, cart.cart.id, "By bike", euros("3.00"), reason="neighbour")
    assert view.summary.shipping is not None
    assert view.summary.shipping.name == "By bike"
    assert view.summary.total.gross == euros("27.00")
    assert office.shipping.clear_manual(EMPLOYEE, cart.cart.id).summary == cart.summary


def test_nobody_delivers(office: BackOffice, cart: CartView, refused: Refused) -> None:
    office.setup.save(EMPLOYEE, evolve(POST, active=False), evolve(EXPRESS, active=False))
    view = office.carts.view(EMPLOYEE, cart.cart.id)
    assert [problem.code for problem in view.missing] == ["carrier_missing"]
    refused(
        "carrier_missing",
        lambda: office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card"),
    )


def test_messages_wrapping_and_packaging(office: BackOffice, cart: CartView) -> None:
    settings = office.setup.settings(EMPLOYEE)
    office.setup.save(EMPLOYEE, evolve(settings, gift_wrapping_price=euros("2.50")))
    office.carts.set_packaging(EMPLOYEE, cart.cart.id, gift_wrapping=True, recycled=True)
    view = office.carts.set_messages(
        EMPLOYEE, cart.cart.id, gift_message="Happy birthday", order_message="Ring twice"
    )
    assert view.summary.wrapping.gross == euros("2.50")
    assert view.summary.total.gross == euros("32.50")
    order = office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card")
    assert order.message == "Ring twice"
    assert order.cart.gift_message == "Happy birthday"
    assert order.cart.recycled_packaging


def test_no_tax_with_reason_and_reference(
    office: BackOffice, cart: CartView, refused: Refused
) -> None:
    exempt = office.shipping.set_tax_exemption
    refused("field_missing", lambda: exempt(EMPLOYEE, cart.cart.id, " "))
    refused(
        "vat_number_invalid",
        lambda: exempt(EMPLOYEE, cart.cart.id, "reverse charge", reference="FR00123456789"),
    )
    view = exempt(EMPLOYEE, cart.cart.id, "resale", reference=" TX 1-23-4567890-1 ")
    assert view.cart.tax_exemption == TaxExemption("resale", "TX 1-23-4567890-1")
    refused(
        "vat_number_invalid",
        lambda: exempt(EMPLOYEE, cart.cart.id, "r", reference="DE 2023-118", vat_id=True),
    )
    view = exempt(EMPLOYEE, cart.cart.id, "diplomats", reference="DE 2023-118")
    assert view.cart.tax_exemption == TaxExemption("diplomats", "DE 2023-118")
    refused("field_missing", lambda: exempt(EMPLOYEE, cart.cart.id, "r", vat_id=True))
    view = exempt(
        EMPLOYEE, cart.cart.id, "reverse charge", reference="FR 40 303 265 045", vat_id=True
    )
    assert view.cart.tax_exemption == TaxExemption("reverse charge", "FR40303265045")
    assert view.summary.taxes == ()
    assert view.summary.total.gross == view.summary.total.net == euros("25.00")
    assert exempt(EMPLOYEE, cart.cart.id, None).summary == cart.summary


def test_after_a_delivery_by_hand_the_chosen_carrier_is_back(
    office: BackOffice, cart: CartView
) -> None:
    chosen = office.shipping.choose(EMPLOYEE, cart.cart.id, EXPRESS.id)
    by_hand = office.shipping.set_manual(
        EMPLOYEE, cart.cart.id, "Bike", euros("4.00"), reason="round the corner", tax_included=True
    )
    assert by_hand.summary.shipping_price.gross == euros("4.00")
    again = office.shipping.clear_manual(EMPLOYEE, cart.cart.id)
    assert again.summary.shipping == chosen.summary.shipping


# It is Thursday, 15 January 2026, 9:00 UTC: 10:00 in Paris.
IN_TWO_DAYS = DeliveryDays(lead_days=2, cut_off="10:30")


def test_a_carrier_that_has_days_says_when_it_arrives(office: BackOffice, cart: CartView) -> None:
    paris = evolve(office.setup.settings(EMPLOYEE), time_zone="Europe/Paris")
    office.setup.save(EMPLOYEE, paris, evolve(EXPRESS, days=IN_TWO_DAYS))
    options = office.shipping.options(EMPLOYEE, cart.cart.id)
    assert [(each.name, each.arrives) for each in options] == [
        ("Post", None),
        ("Express", date(2026, 1, 19)),  # Friday, and Monday
    ]
    view = office.shipping.choose(EMPLOYEE, cart.cart.id, EXPRESS.id)
    assert view.summary.shipping is not None
    assert view.summary.shipping.arrives == date(2026, 1, 19)
    assert "arrives Mon" in office.finishing.preview(EMPLOYEE, cart.cart.id).text
    order = office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card")
    placed = office.orders.get(EMPLOYEE, order.id).summary
    assert placed.shipping is not None
    assert placed.shipping.arrives == date(2026, 1, 19)


def test_an_offer_that_is_held_for_days_says_no_date(office: BackOffice, cart: CartView) -> None:
    office.setup.save(EMPLOYEE, evolve(EXPRESS, days=IN_TWO_DAYS))
    office.shipping.choose(EMPLOYEE, cart.cart.id, EXPRESS.id)
    until = office.desk.clock.now() + timedelta(days=10)
    view = office.offers.quote(EMPLOYEE, cart.cart.id, until)
    assert view.summary.shipping is not None
    assert view.summary.shipping.arrives is None
