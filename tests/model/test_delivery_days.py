"""When a parcel arrives: days counted by hand on the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, strategies as st

from backoffice_orders.model.delivery_days import DeliveryDays
from backoffice_orders.model.entering import require_entered
from backoffice_orders.model.errors.base import BackOfficeError
from tests.properties.dose import dose

PARIS, NEW_YORK = "Europe/Paris", "America/New_York"
NEXT_DAY = DeliveryDays(lead_days=1, cut_off="12:00")
SATURDAYS = DeliveryDays(lead_days=1, arrives_on=(1, 2, 3, 4, 5, 6))
SAME_DAY, THREE_DAYS = DeliveryDays(lead_days=0), DeliveryDays(lead_days=3)
CHRISTMAS = DeliveryDays(holidays=(date(2026, 12, 25), date(2027, 1, 1)))


# 26 November 2026 is a Thursday. Paris is one hour ahead of UTC in winter, two in summer; summer
# time ends on Sunday 25 October 2026, and began on Sunday 29 March.
@pytest.mark.parametrize(
    ("days", "ordered", "zone", "arrives"),
    [
        pytest.param(NEXT_DAY, "2026-11-26T10:59", PARIS, "2026-11-27", id="a minute before noon"),
        pytest.param(NEXT_DAY, "2026-11-26T11:00", PARIS, "2026-11-30", id="at noon"),
        pytest.param(NEXT_DAY, "2026-11-27T11:00", PARIS, "2026-12-01", id="Friday afternoon"),
        pytest.param(NEXT_DAY, "2026-11-28T08:00", PARIS, "2026-12-01", id="on Saturday"),
        pytest.param(SATURDAYS, "2026-11-27T09:00", PARIS, "2026-11-28", id="to a Saturday"),
        pytest.param(SATURDAYS, "2026-11-28T09:00", PARIS, "2026-12-01", id="none leaves then"),
        pytest.param(SAME_DAY, "2026-11-26T10:00", PARIS, "2026-11-26", id="the same day"),
        pytest.param(SAME_DAY, "2026-11-27T12:00", PARIS, "2026-11-30", id="the same, too late"),
        pytest.param(THREE_DAYS, "2026-11-26T10:00", PARIS, "2026-12-01", id="over a weekend"),
        pytest.param(CHRISTMAS, "2026-12-24T09:00", PARIS, "2026-12-28", id="over Christmas"),
        pytest.param(CHRISTMAS, "2026-12-24T12:00", PARIS, "2026-12-29", id="after Christmas"),
        pytest.param(CHRISTMAS, "2026-12-31T10:00", PARIS, "2027-01-04", id="over the year's end"),
        pytest.param(NEXT_DAY, "2028-02-28T09:00", PARIS, "2028-02-29", id="to a leap day"),
        pytest.param(NEXT_DAY, "2026-10-23T09:59", PARIS, "2026-10-26", id="in summer, early"),
        pytest.param(NEXT_DAY, "2026-10-23T10:00", PARIS, "2026-10-27", id="in summer, late"),
        pytest.param(NEXT_DAY, "2026-10-26T10:59", PARIS, "2026-10-27", id="in winter, early"),
        pytest.param(NEXT_DAY, "2026-03-27T10:59", PARIS, "2026-03-30", id="before summer time"),
        pytest.param(NEXT_DAY, "2026-03-30T10:59", PARIS, "2026-04-01", id="in summer time"),
        pytest.param(NEXT_DAY, "2026-11-26T23:30", PARIS, "2026-11-30", id="tomorrow already"),
        pytest.param(NEXT_DAY, "2026-11-27T02:00", NEW_YORK, "2026-11-30", id="yesterday still"),
    ],
)
def test_when_it_arrives(days: DeliveryDays, ordered: str, zone: str, arrives: str) -> None:
    moment = datetime.fromisoformat(ordered).replace(tzinfo=UTC)
    assert days.arrival(moment, zone) == date.fromisoformat(arrives)


@pytest.mark.parametrize("name", ["leaves_on", "arrives_on"])
def test_nobody_can_say_where_there_are_holidays_alone(name: str) -> None:
    mondays = [date(2026, 11, 30) + timedelta(weeks=week) for week in range(200)]
    only: dict[str, Any] = {name: (1,)}
    days = DeliveryDays(holidays=tuple(mondays), **only)
    assert days.arrival(datetime(2026, 11, 26, 9, tzinfo=UTC), PARIS) is None


@pytest.mark.parametrize(
    ("days", "ordered"),
    [
        pytest.param(DeliveryDays(lead_days=365), "9998-12-30", id="after the last day"),
        pytest.param(SAME_DAY, "9999-12-31T12:00", id="it would leave after the last day"),
        # A host's own table may have it so: what nothing but we have kept is checked.
        pytest.param(evolve(NEXT_DAY, cut_off="9:00"), "2026-11-26", id="a time of one digit"),
        pytest.param(evolve(NEXT_DAY, cut_off="24:00"), "2026-11-26", id="no time of the day"),
    ],
)
def test_where_nobody_can_say_nothing_fails(days: DeliveryDays, ordered: str) -> None:
    moment = datetime.fromisoformat(ordered).replace(tzinfo=UTC)
    assert days.arrival(moment, "UTC") is None
    assert evolve(days, choose_within=5).choice(moment, "UTC") == ()


def test_the_last_days_that_there_are_can_be_chosen() -> None:
    moment = datetime(9999, 12, 28, 9, tzinfo=UTC)
    found = NEXT_DAY.days(moment, "UTC", 5)
    assert found == (date(9999, 12, 29), date(9999, 12, 30), date(9999, 12, 31))


# Thursday, 24 December 2026, 10:00 in Paris.
BEFORE_CHRISTMAS = datetime(2026, 12, 24, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "count", "choice"),
    [
        pytest.param(NEXT_DAY, 3, ["2026-12-25", "2026-12-28", "2026-12-29"], id="no weekend"),
        pytest.param(CHRISTMAS, 5, ["12-28", "12-29", "12-30", "12-31", "2027-01-04"], id="over"),
        pytest.param(SATURDAYS, 2, ["2026-12-25", "2026-12-26"], id="on a Saturday"),
        pytest.param(NEXT_DAY, 1, ["2026-12-25"], id="the earliest"),
        pytest.param(NEXT_DAY, 0, [], id="none"),
    ],
)
def test_the_days_on_which_it_can_arrive(days: DeliveryDays, count: int, choice: list[str]) -> None:
    expected = [each if len(each) == 10 else f"2026-{each}" for each in choice]
    found = days.days(BEFORE_CHRISTMAS, PARIS, count)
    assert [each.isoformat() for each in found] == expected


def test_so_many_days_can_be_chosen_as_the_carrier_lets() -> None:
    assert NEXT_DAY.choice(BEFORE_CHRISTMAS, PARIS) == ()
    three = evolve(NEXT_DAY, choose_within=3)
    assert three.choice(BEFORE_CHRISTMAS, PARIS) == NEXT_DAY.days(BEFORE_CHRISTMAS, PARIS, 3)


def test_there_are_no_more_days_than_anybody_can_say() -> None:
    fridays = [date(2027, 1, 1) + timedelta(weeks=week) for week in range(200)]
    days = DeliveryDays(arrives_on=(5,), holidays=tuple(fridays))
    assert days.days(BEFORE_CHRISTMAS, PARIS, 3) == (date(2026, 12, 25),)


_weekdays = st.sets(st.integers(1, 7), min_size=1).map(lambda each: tuple(sorted(each)))
_dates = st.dates(date(2026, 12, 20), date(2027, 1, 20))


@dose(0.5)
@given(
    leaves_on=_weekdays,
    arrives_on=_weekdays,
    holidays=st.lists(_dates, max_size=12),
    lead_days=st.integers(0, 5),
    hour=st.integers(0, 23),
    count=st.integers(1, 20),
)
def test_it_arrives_on_delivery_days_alone(
    leaves_on: tuple[int, ...],
    arrives_on: tuple[int, ...],
    holidays: list[date],
    lead_days: int,
    hour: int,
    count: int,
) -> None:
    days = DeliveryDays(
        lead_days=lead_days, leaves_on=leaves_on, arrives_on=arrives_on, holidays=tuple(holidays)
    )
    ordered = BEFORE_CHRISTMAS.replace(hour=hour)
    found = days.days(ordered, PARIS, count)
    assert len(found) == count
    assert found[0] == days.arrival(ordered, PARIS)
    assert list(found) == sorted(set(found))
    assert set(holidays).isdisjoint(found)
    assert {each.isoweekday() for each in found} <= set(arrives_on)
    between = (found[0] + timedelta(days=n) for n in range((found[-1] - found[0]).days))
    left_out = [each for each in between if each not in found]
    assert all(each in holidays or each.isoweekday() not in arrives_on for each in left_out)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("lead_days", -1),
        ("lead_days", 366),
        ("cut_off", ""),
        ("cut_off", "9:00"),
        ("cut_off", "24:00"),
        ("cut_off", "12:60"),
        ("leaves_on", ()),
        ("leaves_on", (0,)),
        ("arrives_on", ()),
        ("arrives_on", (8,)),
        ("holidays", (None,)),
        ("holidays", ("2026-12-25",)),
        ("choose_within", -1),
        ("choose_within", 91),
        ("choose_within", "5"),
    ],
)
def test_what_are_no_days_of_delivery_is_refused(name: str, value: Any) -> None:
    with pytest.raises(BackOfficeError) as refused:
        require_entered(DeliveryDays(**{name: value}))
    assert refused.value.details()["field"] == name
