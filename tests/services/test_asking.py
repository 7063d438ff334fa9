"""Asking a service about a cart, placing with what it answers. Figures are by hand.

The service taxes France at 10 % here, where the shop's own table says 20 %.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from attrs import evolve

from backoffice_orders.adapters.memory import FixedClock
from backoffice_orders.back_office import BackOffice
from backoffice_orders.commands import AddProduct, SetQuantity
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.errors.base import PermissionDenied
from backoffice_orders.model.errors.finishing import StaleCart, TotalChanged
from backoffice_orders.model.errors.host import TransactionMisused
from backoffice_orders.model.errors.products import OutOfStock
from backoffice_orders.model.errors.services import ServiceRefused, TotalAnswered
from backoffice_orders.model.ids import ActorId
from backoffice_orders.model.order import Order
from backoffice_orders.model.pricing.price import price
from backoffice_orders.model.service import Service
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, MUG, SHIRT, euros
from tests.services.conftest import BERLIN, HOME, settle
from tests.services.loopback import TaxBureau


@pytest.fixture(autouse=True)
def ten_percent(bureau: TaxBureau) -> None:
    bureau.percent["FR"] = "10"


def place(office: BackOffice, cart: CartView, **more: Any) -> Order:
    return office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="invoice", **more)


def test_a_view_is_an_estimate_until_it_was_asked(office: BackOffice, cart: CartView) -> None:
    assert cart.summary.estimates == (Service.TAXES,)
    assert cart.summary.total.gross == euros("30.00")
    assert [each.code for each in cart.missing] == ["answer_missing"]
    asked = office.finishing.ask_services(EMPLOYEE, cart.cart.id, version=cart.version)
    assert asked.summary.estimates == ()
    assert asked.summary.total.gross == euros("27.50")
    assert asked.ready
    (notice,) = asked.notices
    assert notice.code == "total_answered"
    assert "27.50 EUR instead of 30.00 EUR" in notice.sentence


# Two mugs and a shirt of 20.00, 5.00 of delivery: 45.00 net.
SHIRT_TOO = AddProduct(SHIRT.id, 1, combination_id=SHIRT.combinations[0].id)


def test_a_line_that_is_added_on_the_way_is_asked_about(
    office: BackOffice, cart: CartView, bureau: TaxBureau
) -> None:
    order = place(office, cart, commands=[SHIRT_TOO], expected_total=euros("49.50"))
    assert (order.total, order.summary.estimates) == (euros("49.50"), ())
    assert len(bureau.asked) == 1


def test_an_estimate_that_was_answered_on_the_way_is_no_price(
    office: BackOffice, cart: CartView
) -> None:
    settle(office, estimated_services=(Service.TAXES,))
    with pytest.raises(TotalChanged):
        place(office, cart, commands=[SHIRT_TOO], expected_total=euros("54.00"))
    order = place(office, cart, commands=[SHIRT_TOO], expected_total=euros("49.50"))
    assert order.total == euros("49.50")


@pytest.mark.parametrize("finish", ["send", "hand_over", "make_link"])
def test_whoever_knows_the_answered_total_goes_on(
    office: BackOffice, cart: CartView, finish: str
) -> None:
    do = partial(getattr(office.finishing, finish), EMPLOYEE, cart.cart.id, commands=[SHIRT_TOO])
    with pytest.raises(TotalAnswered, match=r"49\.50 EUR instead of 54\.00 EUR"):
        do()
    with pytest.raises(TotalChanged):
        do(expected_total=euros("54.00"))
    assert do(expected_total=euros("49.50"))
    seen = office.carts.view(EMPLOYEE, cart.cart.id)
    assert len(seen.cart.lines) == 2


def test_answers_are_kept_and_are_no_change_of_the_cart(
    office: BackOffice, cart: CartView, bureau: TaxBureau
) -> None:
    asked = office.finishing.ask_services(EMPLOYEE, cart.cart.id)
    assert asked.version == cart.version
    seen = office.finishing.summary(EMPLOYEE, cart.cart.id)
    assert seen.summary == asked.summary
    office.finishing.ask_services(EMPLOYEE, cart.cart.id)
    assert len(bureau.asked) == 1  # what is known is not asked again


def test_another_address_is_asked_about_anew(
    office: BackOffice, cart: CartView, bureau: TaxBureau
) -> None:
    """The tax that is shown is never that of the address before."""
    cart = office.finishing.ask_services(EMPLOYEE, cart.cart.id)
    assert cart.customer is not None
    there = office.addresses.add(EMPLOYEE, cart.customer.id, BERLIN)
    moved = office.addresses.choose(
        EMPLOYEE, cart.cart.id, delivery=there.id, invoice=there.id, version=cart.version
    )
    assert moved.summary.estimates == (Service.TAXES,)
    assert moved.summary.total.gross == euros("29.75")  # the shop's own 19 %
    bureau.percent["DE"] = "7"
    asked = office.finishing.ask_services(EMPLOYEE, cart.cart.id)
    assert asked.summary.total.gross == euros("26.75")
    assert place(office, asked).total == euros("26.75")


def test_an_answer_gets_old(office: BackOffice, cart: CartView, clock: FixedClock) -> None:
    office.finishing.ask_services(EMPLOYEE, cart.cart.id)
    clock.advance(_minutes(59))
    assert office.finishing.summary(EMPLOYEE, cart.cart.id).summary.estimates == ()
    clock.advance(_minutes(1))
    seen = office.finishing.summary(EMPLOYEE, cart.cart.id)
    assert seen.summary.estimates == (Service.TAXES,)


def test_placing_asks_and_has_another_total_looked_at(
    office: BackOffice, cart: CartView, bureau: TaxBureau
) -> None:
    with pytest.raises(TotalAnswered, match=r"27\.50 EUR instead of 30\.00 EUR"):
        place(office, cart)
    assert office.finishing.summary(EMPLOYEE, cart.cart.id).summary.total.gross == euros("27.50")
    order = place(office, cart)
    assert order.total == euros("27.50")
    assert len(bureau.asked) == 1


def test_placing_asks_and_places_where_the_total_stays(
    office: BackOffice, cart: CartView, bureau: TaxBureau
) -> None:
    bureau.percent["FR"] = "20"
    order = place(office, cart)
    assert order.total == euros("30.00")
    assert [each.name for each in order.summary.taxes] == ["VAT 20%"]


def test_a_total_that_was_agreed_needs_no_look(office: BackOffice, cart: CartView) -> None:
    assert place(office, cart, expected_total=euros("27.50")).total == euros("27.50")


def test_another_total_than_agreed_is_refused(office: BackOffice, cart: CartView) -> None:
    with pytest.raises(TotalChanged):
        place(office, cart, expected_total=euros("30.00"))
    assert office.finishing.summary(EMPLOYEE, cart.cart.id).summary.estimates == ()


def test_an_order_keeps_what_it_was_priced_with(
    office: BackOffice, cart: CartView, clock: FixedClock
) -> None:
    order = place(office, cart, expected_total=euros("27.50"))
    stored = office.orders.get(EMPLOYEE, order.id)
    assert stored.book.answers.taxes is not None
    assert stored.summary.estimates == ()
    assert price(stored.cart, stored.book) == stored.summary
    clock.advance(_minutes(10_000))
    assert price(stored.cart, stored.book).total.gross == euros("27.50")


def test_fields_that_were_typed_are_asked_about_before_it_is_placed(
    office: BackOffice, cart: CartView, bureau: TaxBureau
) -> None:
    """Three mugs instead of two: 30.00 and 5.00 at 10 % are 38.50; nobody has seen that."""
    cart = office.finishing.ask_services(EMPLOYEE, cart.cart.id)
    three = SetQuantity(cart.cart.lines[0].id, 3)
    typed: dict[str, Any] = {
        "commands": [three],
        "version": cart.version,
        "shown_total": euros("27.50"),
    }
    with pytest.raises(TotalAnswered, match=r"38\.50 EUR instead of 42\.00 EUR"):
        place(office, cart, **typed)
    seen = office.finishing.summary(EMPLOYEE, cart.cart.id)
    assert seen.cart == cart.cart  # nothing was changed
    assert seen.summary.estimates == ()  # and what is known of it is still known
    order = place(office, cart, expected_total=euros("38.50"), **typed)
    assert order.total == euros("38.50")
    assert order.cart.lines[0].quantity == 3


def test_nobody_is_asked_about_what_cannot_be_placed_anyway(
    office: BackOffice, cart: CartView, bureau: TaxBureau
) -> None:
    office.setup.set_stock(EMPLOYEE, MUG.id, 1)
    with pytest.raises(OutOfStock):
        place(office, cart)
    assert bureau.asked == []


def test_sending_asks_first(office: BackOffice, cart: CartView) -> None:
    with pytest.raises(TotalAnswered):
        office.finishing.send(EMPLOYEE, cart.cart.id)
    link = office.finishing.send(EMPLOYEE, cart.cart.id)
    assert link.seen is not None
    assert link.seen.total.gross == euros("27.50")


def test_handing_over_asks_first(office: BackOffice, cart: CartView) -> None:
    with pytest.raises(TotalAnswered):
        office.finishing.hand_over(EMPLOYEE, cart.cart.id)
    assert office.finishing.hand_over(EMPLOYEE, cart.cart.id).startswith("https://")


def test_a_cart_without_an_address_is_sent_without_asking(
    office: BackOffice, bureau: TaxBureau
) -> None:
    ann = office.customers.create(
        EMPLOYEE, first_name="Ann", last_name="Doe", email="ann@example.com"
    )
    started = office.carts.start(EMPLOYEE, ann.id)
    office.products.add(EMPLOYEE, started.cart.id, MUG.id, 1, version=started.version)
    office.finishing.send(EMPLOYEE, started.cart.id)
    assert bureau.asked == []


def test_what_a_service_refuses_is_said(office: BackOffice, cart: CartView) -> None:
    assert cart.customer is not None
    nowhere = office.addresses.add(EMPLOYEE, cart.customer.id, evolve(HOME, postcode="00000"))
    cart = office.addresses.choose(
        EMPLOYEE, cart.cart.id, delivery=nowhere.id, invoice=nowhere.id, version=cart.version
    )
    with pytest.raises(ServiceRefused, match=r"There is no such postcode\."):
        place(office, cart)
    seen = office.finishing.summary(EMPLOYEE, cart.cart.id)
    assert [each.code for each in seen.missing] == ["service_refused"]
    home = office.addresses.list(EMPLOYEE, nowhere.customer_id)[0]
    office.addresses.choose(
        EMPLOYEE, cart.cart.id, delivery=home.id, invoice=home.id, version=cart.version
    )
    assert place(office, cart, expected_total=euros("27.50")).total == euros("27.50")


def test_services_are_not_asked_within_a_transaction(office: BackOffice, cart: CartView) -> None:
    def within(_: object) -> None:
        office.finishing.ask_services(EMPLOYEE, cart.cart.id)

    with pytest.raises(TransactionMisused):
        office.desk.write(EMPLOYEE, within)


def test_whoever_may_not_change_a_cart_may_not_ask(office: BackOffice, cart: CartView) -> None:
    with pytest.raises(PermissionDenied):
        office.finishing.ask_services(Actor(ActorId("x"), "X"), cart.cart.id)


def test_an_old_page_does_not_ask(office: BackOffice, cart: CartView) -> None:
    with pytest.raises(StaleCart):
        office.finishing.ask_services(EMPLOYEE, cart.cart.id, version=cart.version - 1)


def test_an_offer_holds_what_was_answered(
    office: BackOffice, cart: CartView, clock: FixedClock, bureau: TaxBureau
) -> None:
    """10 % were quoted; what the service says later does not matter while the offer holds."""
    cart = office.finishing.ask_services(EMPLOYEE, cart.cart.id)
    until = clock.now() + _minutes(60 * 24 * 7)
    quoted = office.offers.quote(EMPLOYEE, cart.cart.id, until, version=cart.version)
    bureau.percent["FR"] = "33"
    clock.advance(_minutes(60 * 24))
    assert place(office, quoted).total == euros("27.50")


def _minutes(count: int) -> timedelta:
    return timedelta(minutes=count)
