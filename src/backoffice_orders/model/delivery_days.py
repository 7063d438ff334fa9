"""When a carrier's parcel arrives: days of leaving, days of delivery, holidays, and the choice.

Days are those of the shop's time zone. A date is what is expected, not what is promised by law.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from attrs import field

from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.fields import Each, Text, Whole, in_a_tuple, written
from backoffice_orders.model.fields.moments import Day
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.reasons import A_DATE, NEEDS_ONE, must_be
from backoffice_orders.model.values import frozen

A_TIME_OF_DAY = Sentence("reason.a_time_of_day", "it must be a time of the day such as {example}")

# Nothing that takes longer is foreseen.
_LONGEST = 800
_WORKING = (1, 2, 3, 4, 5)


@frozen
class _TimeOfDay(Text):
    """A time of the day as ``HH:MM``, from 00:00 to 23:59."""

    def entered(self, name: str, value: Any) -> None:
        """Raise for what is no such time."""
        Text.entered(self, name, value)
        if not re.fullmatch("([01][0-9]|2[0-3]):[0-5][0-9]", value, re.ASCII):
            raise FieldInvalid(name, A_TIME_OF_DAY(example="14:00"))


@frozen
class _Holiday(Day):
    """A date."""

    def made(self, name: str, value: Any) -> None:
        """Raise ``FieldInvalid`` for what is no date."""
        if value is None:
            raise FieldInvalid(name, must_be(A_DATE(), value))
        Day.made(self, name, value)


_WEEKDAYS = Each(Whole(1, 7), 7)


@frozen
class DeliveryDays:
    """When a parcel leaves the shop, and when it arrives.

    What is ordered before ``cut_off`` (``HH:MM`` by the shop's clock) leaves the same day, and else
    the next one: on the weekdays ``leaves_on``. From then on ``lead_days`` days are counted, of the
    weekdays ``arrives_on`` (ISO: 1 is Monday, 7 Sunday); with 0 it arrives the day it leaves. On
    ``holidays`` nothing leaves and nothing arrives. ``choose_within``: among so many days of
    delivery, from the earliest on, a customer may choose; with 0 it arrives as early as it can.
    """

    lead_days: int = field(default=1, validator=Whole(0, 365))
    cut_off: str = field(default="12:00", converter=written, validator=_TimeOfDay(5, required=True))
    leaves_on: tuple[int, ...] = field(default=_WORKING, converter=in_a_tuple, validator=_WEEKDAYS)
    arrives_on: tuple[int, ...] = field(default=_WORKING, converter=in_a_tuple, validator=_WEEKDAYS)
    holidays: tuple[date, ...] = field(
        default=(), converter=in_a_tuple, validator=Each(_Holiday(), 1000)
    )
    choose_within: int = field(default=0, validator=Whole(0, 90))

    def __attrs_post_init__(self) -> None:
        for name in ("leaves_on", "arrives_on"):
            if not getattr(self, name):
                raise FieldInvalid(name, NEEDS_ONE())

    def arrival(self, ordered: datetime, time_zone: str) -> date | None:
        """The day on which it arrives; None where nobody can say.

        Nobody can where it is too far away, or beyond the last day that there is, and where a
        host's own table has a ``cut_off`` that is no time.

        Args:
            ordered: When it is ordered, with its time zone.
            time_zone: The shop's (``Europe/Paris``).
        """
        local = ordered.astimezone(ZoneInfo(time_zone))
        try:
            late = local.time() >= time.fromisoformat(self.cut_off)
        except ValueError:
            return None
        leaves = self._next(local.date(), self.leaves_on, ahead=late)
        if leaves is None or not self.lead_days:
            return None if leaves is None else self._next(leaves, self.arrives_on)
        day: date | None = leaves
        for _ in range(self.lead_days):
            if day is not None:
                day = self._next(day, self.arrives_on, ahead=1)
        return day

    def days(self, ordered: datetime, time_zone: str, count: int) -> tuple[date, ...]:
        """The days on which it can arrive, the earliest first: so many, or as many as there are.

        Args:
            ordered: When it is ordered, with its time zone.
            time_zone: The shop's (``Europe/Paris``).
            count: How many days at most.
        """
        found: list[date] = []
        day = self.arrival(ordered, time_zone) if count else None
        while day is not None and len(found) < count:
            found.append(day)
            day = self._next(day, self.arrives_on, ahead=1)
        return tuple(found)

    def choice(self, ordered: datetime, time_zone: str) -> tuple[date, ...]:
        """The days among which a customer may choose; none where there is no choice."""
        return self.days(ordered, time_zone, self.choose_within)

    def _next(self, day: date, weekdays: Collection[int], ahead: int = 0) -> date | None:
        """The first of these weekdays that is no holiday, so many days ahead of a day or more."""
        for days in range(ahead, _LONGEST):
            try:
                found = day + timedelta(days=days)
            except OverflowError:
                return None
            if found.isoweekday() in weekdays and found not in self.holidays:
                return found
        return None
