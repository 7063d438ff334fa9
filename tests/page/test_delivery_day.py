"""Section 6: the day on which it arrives is chosen, kept, and named when it is gone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from attrs import evolve

from backoffice_orders.adapters.memory import FixedClock
from backoffice_orders.back_office import BackOffice
from backoffice_orders.commands import ChooseDelivery, ChooseDeliveryDay, Merging
from backoffice_orders.model.delivery_days import DeliveryDays
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, EXPRESS, MUG, POST, euros
from tests.page.conftest import Refused

# It is Thursday, 15 January 2026, 9:00: express parcels arrive tomorrow, and post on Monday.
NEXT_DAY = DeliveryDays(lead_days=1, choose_within=5)
FRIDAY, MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (date(2026, 1, day) for day in (16, 19, 20, 21, 22))


def deliver(office: BackOffice, express: DeliveryDays | None, post: DeliveryDays | None) -> None:
    office.setup.save(EMPLOYEE, evolve(EXPRESS, days=express), evolve(POST, days=post))


def codes(view: CartView) -> list[str]:
    return [problem.code for problem in view.missing]


@pytest.fixture
def express(office: BackOffice, cart: CartView) -> CartView:
    """Two mugs by express, which lets choose among five days; post says no days."""
    deliver(office, NEXT_DAY, None)
    return office.shipping.choose(EMPLOYEE, cart.cart.id, EXPRESS.id)


@pytest.fixture
def on_tuesday(office: BackOffice, express: CartView) -> CartView:
    return office.shipping.choose_day(EMPLOYEE, express.cart.id, TUESDAY)


def test_the_days_of_the_chosen_carrier_are_offered(express: CartView) -> None:
    assert express.delivery_days == (FRIDAY, MONDAY, TUESDAY, WEDNESDAY, THURSDAY)
    assert express.cart.delivery_day is None


def test_a_chosen_day_is_when_it_arrives(office: BackOffice, on_tuesday: CartView) -> None:
    view = office.carts.view(EMPLOYEE, on_tuesday.cart.id)
    assert view == evolve(on_tuesday, notices=())
    assert view.cart.delivery_day == TUESDAY
    assert view.summary.shipping is not None
    assert view.summary.shipping.arrives == TUESDAY
    assert {each.name: each.arrives for each in view.summary.delivery_options} == {
        "Post": None,
        "Express": TUESDAY,
    }
    assert view.missing == ()
    assert "arrives Tue, 20 Jan" in office.finishing.preview(EMPLOYEE, view.cart.id).text
    assert "It arrives on 2026-01-20." in map(
        str, office.finishing.read_back(EMPLOYEE, view.cart.id)
    )


def test_as_soon_as_possible_again(
    office: BackOffice, express: CartView, on_tuesday: CartView
) -> None:
    again = office.shipping.choose_day(EMPLOYEE, on_tuesday.cart.id, None)
    assert (again.cart.delivery_day, again.summary) == (None, express.summary)


@pytest.mark.parametrize(
    "day",
    [
        pytest.param(date(2026, 1, 15), id="today"),
        pytest.param(date(2026, 1, 18), id="a Sunday"),
        pytest.param(date(2026, 1, 23), id="later than the five days"),
    ],
)
def test_another_day_is_refused(
    office: BackOffice, on_tuesday: CartView, refused: Refused, day: date
) -> None:
    cart_id = on_tuesday.cart.id
    for choose in (
        lambda: office.shipping.choose_day(EMPLOYEE, cart_id, day),
        lambda: office.shipping.choose(EMPLOYEE, cart_id, EXPRESS.id, day=day),
    ):
        assert refused("delivery_day_unavailable", choose).details() == {"day": day}
    assert office.carts.view(EMPLOYEE, cart_id).cart == on_tuesday.cart


def test_no_day_is_chosen_where_there_is_no_choice(
    office: BackOffice, cart: CartView, refused: Refused
) -> None:
    cart_id = cart.cart.id
    deliver(office, evolve(NEXT_DAY, choose_within=0), None)
    for carrier in (EXPRESS, POST):
        assert office.shipping.choose(EMPLOYEE, cart_id, carrier.id).delivery_days == ()
        refused(
            "delivery_day_unavailable",
            lambda: office.shipping.choose_day(EMPLOYEE, cart_id, FRIDAY),
        )


def test_a_delivery_by_hand_has_no_day(
    office: BackOffice, on_tuesday: CartView, refused: Refused
) -> None:
    cart_id = on_tuesday.cart.id
    by_hand = office.shipping.set_manual(
        EMPLOYEE, cart_id, "Bike", euros("4.00"), reason="round the corner"
    )
    assert by_hand.summary.shipping is not None
    assert (by_hand.summary.shipping.arrives, by_hand.delivery_days) == (None, ())
    assert by_hand.missing == ()
    refused(
        "delivery_day_unavailable", lambda: office.shipping.choose_day(EMPLOYEE, cart_id, FRIDAY)
    )
    back = office.shipping.clear_manual(EMPLOYEE, cart_id)
    assert back.summary == on_tuesday.summary


def test_the_carrier_and_the_day_are_chosen_together(office: BackOffice, cart: CartView) -> None:
    deliver(office, NEXT_DAY, None)
    view = office.shipping.choose(EMPLOYEE, cart.cart.id, EXPRESS.id, day=MONDAY)
    assert (view.cart.carrier_id, view.cart.delivery_day) == (EXPRESS.id, MONDAY)


def test_another_carrier_that_arrives_then_keeps_the_day(
    office: BackOffice, on_tuesday: CartView
) -> None:
    deliver(office, NEXT_DAY, DeliveryDays(lead_days=2, choose_within=2))  # Monday, Tuesday
    view = office.shipping.choose(EMPLOYEE, on_tuesday.cart.id, POST.id)
    assert (view.cart.delivery_day, view.notices) == (TUESDAY, ())
    assert view.summary.shipping is not None
    assert (view.summary.shipping.name, view.summary.shipping.arrives) == ("Post", TUESDAY)


@pytest.mark.parametrize("carrier_id", [POST.id, None])
def test_another_carrier_that_does_not_drops_it_and_says_so(
    office: BackOffice, on_tuesday: CartView, carrier_id: str | None
) -> None:
    # The shop itself would take the post, which is the cheaper.
    chosen = POST.id if carrier_id else None
    view = office.shipping.choose(EMPLOYEE, on_tuesday.cart.id, chosen)
    assert view.cart.delivery_day is None
    assert [each.code for each in view.notices] == ["delivery_day_unavailable"]
    assert "2026-01-20" in view.notices[0].sentence
    assert view.missing == ()


def test_in_one_change_the_day_goes_by_the_carrier_chosen_with_it(
    office: BackOffice, cart: CartView
) -> None:
    deliver(office, NEXT_DAY, None)
    commands = [ChooseDelivery(EXPRESS.id), ChooseDeliveryDay(WEDNESDAY)]
    view = office.run(EMPLOYEE, cart.cart.id, cart.version, *commands)
    assert view.cart.delivery_day == WEDNESDAY


def test_when_a_day_is_gone_the_others_arrive_as_they_did(
    office: BackOffice, on_tuesday: CartView
) -> None:
    deliver(office, evolve(NEXT_DAY, holidays=(TUESDAY,)), NEXT_DAY)
    summary = office.carts.view(EMPLOYEE, on_tuesday.cart.id).summary
    assert {each.name: each.arrives for each in summary.delivery_options} == {
        "Express": None,
        "Post": FRIDAY,
    }


def pass_by(office: BackOffice, clock: FixedClock) -> None:
    clock.advance(timedelta(days=5))


def go_on_holiday(office: BackOffice, clock: FixedClock) -> None:
    deliver(office, evolve(NEXT_DAY, holidays=(TUESDAY,)), None)


def end_the_choice(office: BackOffice, clock: FixedClock) -> None:
    deliver(office, evolve(NEXT_DAY, choose_within=0), None)


def say_no_days(office: BackOffice, clock: FixedClock) -> None:
    deliver(office, None, None)


Go = Callable[[BackOffice, FixedClock], None]
GOING: list[Go] = [pass_by, go_on_holiday, end_the_choice, say_no_days]


@pytest.mark.parametrize("go", GOING)
def test_a_day_that_is_gone_is_named_until_it_is_mended(
    office: BackOffice, clock: FixedClock, on_tuesday: CartView, refused: Refused, go: Go
) -> None:
    cart_id = on_tuesday.cart.id
    go(office, clock)
    view = office.carts.view(EMPLOYEE, cart_id)
    assert (codes(view), view.cart.delivery_day) == (["delivery_day_unavailable"], TUESDAY)
    assert view.missing[0].error.details() == {"day": TUESDAY}
    assert view.summary.shipping is not None
    assert view.summary.shipping.arrives is None
    assert office.shipping.options(EMPLOYEE, cart_id)[1].arrives is None
    assert "arrives" not in office.finishing.preview(EMPLOYEE, cart_id).text
    refused(
        "delivery_day_unavailable",
        lambda: office.finishing.place(EMPLOYEE, cart_id, payment_method="card"),
    )
    changed = office.products.set_quantity(EMPLOYEE, cart_id, view.cart.lines[0].id, 3)
    assert (changed.cart.lines[0].quantity, changed.cart.delivery_day) == (3, TUESDAY)
    assert codes(changed) == ["delivery_day_unavailable"]
    mended = office.shipping.choose_day(EMPLOYEE, cart_id, None)
    assert codes(mended) == []
    office.finishing.place(EMPLOYEE, cart_id, payment_method="card")


def test_a_day_is_named_where_another_carrier_stands_in(
    office: BackOffice, on_tuesday: CartView
) -> None:
    office.setup.save(EMPLOYEE, evolve(EXPRESS, active=False))
    view = office.carts.set_packaging(EMPLOYEE, on_tuesday.cart.id, gift_wrapping=True)
    assert (view.cart.carrier_id, view.cart.delivery_day) == (None, TUESDAY)
    assert codes(view) == ["delivery_day_unavailable"]


def test_where_nothing_is_sent_the_day_says_nothing(
    office: BackOffice, clock: FixedClock, on_tuesday: CartView
) -> None:
    office.setup.save(EMPLOYEE, evolve(MUG, virtual=True))
    pass_by(office, clock)
    view = office.carts.view(EMPLOYEE, on_tuesday.cart.id)
    assert (view.delivery_days, view.missing) == ((), ())


def test_where_nobody_delivers_the_day_is_not_what_is_missing(
    office: BackOffice, on_tuesday: CartView
) -> None:
    office.setup.save(EMPLOYEE, evolve(EXPRESS, active=False), evolve(POST, active=False))
    view = office.carts.view(EMPLOYEE, on_tuesday.cart.id)
    assert set(codes(view)) == {"carrier_missing"}


def test_the_day_is_merged_with_what_others_change_elsewhere(
    office: BackOffice, express: CartView
) -> None:
    cart_id, seen = express.cart.id, Merging(express.version)
    office.products.set_quantity(EMPLOYEE, cart_id, express.cart.lines[0].id, 3)
    view = office.run(EMPLOYEE, cart_id, seen, ChooseDeliveryDay(MONDAY))
    assert (view.cart.lines[0].quantity, view.cart.delivery_day) == (3, MONDAY)


def test_a_carrier_that_costs_a_day_that_a_colleague_has_chosen_meanwhile_is_refused(
    office: BackOffice, express: CartView, refused: Refused
) -> None:
    cart_id, seen = express.cart.id, Merging(express.version)
    office.shipping.choose_day(EMPLOYEE, cart_id, MONDAY)
    refused("stale_cart", lambda: office.run(EMPLOYEE, cart_id, seen, ChooseDelivery(POST.id)))


def test_a_placed_order_keeps_its_day(
    office: BackOffice, clock: FixedClock, on_tuesday: CartView
) -> None:
    order = office.finishing.place(EMPLOYEE, on_tuesday.cart.id, payment_method="card")
    for go in GOING:
        go(office, clock)
    office.setup.save(EMPLOYEE, evolve(EXPRESS, active=False))
    kept = office.orders.get(EMPLOYEE, order.id)
    assert kept == order
    assert kept.cart.delivery_day == TUESDAY
    assert kept.summary.shipping is not None
    assert kept.summary.shipping.arrives == TUESDAY


def test_a_cart_like_an_order_arrives_as_soon_as_possible(
    office: BackOffice, on_tuesday: CartView
) -> None:
    order = office.finishing.place(EMPLOYEE, on_tuesday.cart.id, payment_method="card")
    used = office.carts.use_order(EMPLOYEE, order.id).view
    assert (used.cart.carrier_id, used.cart.delivery_day) == (EXPRESS.id, None)
    assert used.summary.shipping is not None
    assert used.summary.shipping.arrives == FRIDAY


def test_an_offer_says_the_day_that_was_chosen(
    office: BackOffice, clock: FixedClock, on_tuesday: CartView
) -> None:
    cart_id = on_tuesday.cart.id
    offer = office.offers.quote(EMPLOYEE, cart_id, clock.now() + timedelta(days=14))
    assert offer.summary.shipping is not None
    assert offer.summary.shipping.arrives == TUESDAY
    order = office.finishing.place(EMPLOYEE, cart_id, payment_method="card")
    assert order.summary.shipping is not None
    assert order.summary.shipping.arrives == TUESDAY


def test_an_offer_is_delivered_on_the_days_of_today(
    office: BackOffice, clock: FixedClock, express: CartView
) -> None:
    cart_id = express.cart.id
    office.offers.quote(EMPLOYEE, cart_id, clock.now() + timedelta(days=14))
    clock.advance(timedelta(days=4))  # Monday
    deliver(office, evolve(NEXT_DAY, holidays=(TUESDAY,), choose_within=2), None)
    view = office.shipping.choose_day(EMPLOYEE, cart_id, WEDNESDAY)
    assert view.delivery_days == (WEDNESDAY, THURSDAY)
    go_on_holiday(office, clock)
    assert office.carts.view(EMPLOYEE, cart_id).missing == ()
    deliver(office, evolve(NEXT_DAY, holidays=(WEDNESDAY,)), None)
    assert codes(office.carts.view(EMPLOYEE, cart_id)) == ["delivery_day_unavailable"]


def test_it_is_the_shops_calendar(office: BackOffice, cart: CartView, refused: Refused) -> None:
    # 9:00 here is 23:00 there: what is ordered leaves tomorrow.
    there = evolve(office.setup.settings(EMPLOYEE), time_zone="Pacific/Kiritimati")
    office.setup.save(EMPLOYEE, there)
    deliver(office, NEXT_DAY, None)
    view = office.shipping.choose(EMPLOYEE, cart.cart.id, EXPRESS.id)
    assert view.delivery_days[0] == MONDAY
    refused(
        "delivery_day_unavailable",
        lambda: office.shipping.choose_day(EMPLOYEE, cart.cart.id, FRIDAY),
    )
