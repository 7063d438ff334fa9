"""The days among which a cart may choose, as the carrier that delivers it has them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from attrs import evolve

from backoffice_orders.model.carrier import Carrier
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.pricing.summary import Summary


def days_to_choose(
    summary: Summary, carriers: Iterable[Carrier], ordered: datetime, time_zone: str
) -> tuple[date, ...]:
    """The days on which a priced cart can arrive, the earliest first; none where none is chosen.

    Args:
        summary: The cart's prices, which say how it is delivered.
        carriers: Those it was priced with.
        ordered: When it is ordered, with its time zone.
        time_zone: The shop's (``Europe/Paris``).
    """
    shipping = summary.shipping
    if shipping is None or shipping.carrier_id is None:
        return ()
    days = next((each.days for each in carriers if each.id == shipping.carrier_id), None)
    return () if days is None else days.choice(ordered, time_zone)


def day_gone(cart: Cart, summary: Summary, days: Iterable[date]) -> bool:
    """Whether the day that was chosen for a cart is none of those that it may choose (any more).

    Not where there is no parcel, none that anybody takes, or one that is sent by hand: then the
    day says nothing.
    """
    return (
        cart.delivery_day is not None
        and cart.manual_delivery is None
        and summary.needs_shipping
        and summary.shipping is not None
        and cart.delivery_day not in days
    )


def without_arrival(summary: Summary) -> Summary:
    """The summary of a cart whose day is gone: nobody can say when it arrives."""
    shipping = summary.shipping
    options = tuple(
        evolve(each, arrives=None) if each.chosen else each for each in summary.delivery_options
    )
    return evolve(
        summary,
        shipping=None if shipping is None else evolve(shipping, arrives=None),
        delivery_options=options,
    )
