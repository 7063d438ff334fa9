"""How long a shop holds something for a customer: prices, goods, a link."""

from __future__ import annotations

from datetime import datetime, timedelta

from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.errors.finishing import HoldTooLong
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.reasons import IN_THE_FUTURE
from backoffice_orders.services.desk import Work

TIME_TO_COME = Sentence("reason.time_to_come", "it must be a time to come")


def require_until(work: Work, field: str, moment: datetime) -> None:
    """Raise unless something can be held until this moment (UTC).

    Raises:
        FieldInvalid: It has passed.
        HoldTooLong: It is further away than ``ShopSettings.longest_hold_days``.
    """
    if moment <= work.now:
        raise FieldInvalid(field, IN_THE_FUTURE())
    require_for(work, field, moment - work.now)


def require_for(work: Work, field: str, time: timedelta) -> None:
    """Raise unless something can be held for so long.

    Raises:
        FieldInvalid: It is no time at all.
        HoldTooLong: It is longer than ``ShopSettings.longest_hold_days``.
    """
    if time <= timedelta(0):
        raise FieldInvalid(field, TIME_TO_COME())
    days = work.settings.longest_hold_days
    if time > timedelta(days=days):
        raise HoldTooLong(field, days)
