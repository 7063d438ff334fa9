"""What the forms of lists have in common: the shop's days, and an address that asks the same."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# In our times, as ``require_moment`` asks. Before and after them nothing has happened: whoever asks
# for such a day, by a slip of the keyboard, is answered with the nearest.
_FIRST_DAY, _LAST_DAY = date(2, 1, 1), date(9998, 12, 30)


def parameters(asked: Mapping[str, str | bool | date | None]) -> dict[str, str]:
    """What is asked as parameters of an address; what asks nothing is left out."""
    return {name: _written(value) for name, value in asked.items() if value}


def _written(value: str | bool | date | None) -> str:
    if value is True:
        return "1"
    return value.isoformat() if isinstance(value, date) else str(value)


def begin_of(of: date | None, zone: ZoneInfo) -> datetime | None:
    """The moment at which a day begins there."""
    return None if of is None else datetime.combine(_in_our_times(of), time.min, zone)


def end_of(of: date | None, zone: ZoneInfo) -> datetime | None:
    """The moment at which a day is over there."""
    if of is None:
        return None
    return datetime.combine(_in_our_times(of) + timedelta(days=1), time.min, zone)


def _in_our_times(of: date) -> date:
    return max(_FIRST_DAY, min(of, _LAST_DAY))
