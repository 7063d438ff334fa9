"""Moments and days."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.fields.base import Check
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.reasons import A_DATE, A_MOMENT, must_be
from backoffice_orders.model.values import frozen

NEEDS_TIME_ZONE = Sentence("reason.needs_time_zone", "it needs a time zone (UTC)")
IN_OUR_TIMES = Sentence("reason.in_our_times", "it must be in our times")


@frozen
class Moment(Check):
    """A moment with a time zone. ``none``: it may be None."""

    none: bool = False

    def __call__(self, _instance: object, attribute: Any, value: Any) -> None:
        """As ``made``."""
        if not (value is None and self.none):
            require_moment(attribute.name, value)

    def made(self, name: str, value: Any) -> None:
        """Raise ``FieldInvalid`` for what is no moment, or has no time zone."""
        if value is None and self.none:
            return
        require_moment(name, value)


MOMENT = Moment()
MOMENT_OR_NONE = Moment(none=True)


@frozen
class Day(Check):
    """A date without a time, or None."""

    def made(self, name: str, value: Any) -> None:
        """Raise ``FieldInvalid`` for what is no date."""
        if value is not None and (isinstance(value, datetime) or not isinstance(value, date)):
            raise FieldInvalid(name, must_be(A_DATE(), value))


DAY_OR_NONE = Day()


def require_moment(name: str, value: Any) -> None:
    """Raise ``FieldInvalid`` for what is no moment, or has no time zone."""
    if not isinstance(value, datetime):
        raise FieldInvalid(name, must_be(A_MOMENT(), value))
    if value.tzinfo is None:
        raise FieldInvalid(name, NEEDS_TIME_ZONE())
    if not 1 < value.year < 9999:  # in every time zone it is a moment still
        raise FieldInvalid(name, IN_OUR_TIMES())
