"""Changing a cart: load it, change it, save it if nobody else has, and show the result."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import attrs
from attrs import evolve

from backoffice_orders.model.actor import Actor
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.finishing import StaleCart
from backoffice_orders.model.ids import CartId
from backoffice_orders.model.pricing.actions.gift import Gift
from backoffice_orders.model.pricing.price import price, withheld_gifts
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.stock import StockDemand
from backoffice_orders.serialization import to_plain
from backoffice_orders.services.desk import Desk, Work
from backoffice_orders.services.price_book import Loaded, load
from backoffice_orders.services.view import (
    CartView,
    Notice,
    carrier_dropped,
    demands,
    notices_between,
    view,
    view_priced,
)

_UNTOLD = {"version", "updated_at", "quoted"}
Change = Callable[[Work, Cart], Cart]


def edit(
    desk: Desk,
    actor: Actor,
    cart_id: CartId,
    version: int | None,
    action: str,
    change: Change,
) -> CartView:
    """Run one change of a cart in a transaction.

    Args:
        desk: What is plugged in.
        actor: Who changes it.
        cart_id: Which cart.
        version: The version the actor has seen; None takes whatever is stored.
        action: The change's name in the audit trail.
        change: From the cart as it is to the cart as it shall be; may raise.

    Raises:
        CartNotFound, CartAlreadyOrdered, OfferExpired: It cannot be changed.
        StaleCart: Somebody has changed it since ``version``, or at this very moment.
    """
    return desk.write(actor, lambda work: edit_now(work, cart_id, version, action, change))


def edit_now(
    work: Work, cart_id: CartId, version: int | None, action: str, change: Change
) -> CartView:
    """The same, inside a transaction that is running already."""
    before = open_cart(work, cart_id, version)
    changed = change(work, before)
    if changed == before:
        return view(work, before)
    return save_and_view(work, before, evolve(changed, updated_at=work.now), action)


def open_cart(work: Work, cart_id: CartId, version: int | None) -> Cart:
    """The cart, if it can be changed and is the version the actor has seen."""
    cart = work.carts.get(cart_id)
    cart.require_open()
    require_version(work, cart, version)
    cart.require_unexpired(work.now)
    return cart


def require_version(work: Work, cart: Cart, version: int | None) -> None:
    """Raise ``StaleCart``, saying who did what, if the cart is not this version any more."""
    if version is None or version == cart.version:
        return
    entries = work.history(cart.id)
    missed = entries[-(cart.version - version) :] if cart.version > version else ()
    changes = tuple(f"{entry.action} by {entry.actor_id}" for entry in missed)
    raise StaleCart(cart.id, version, cart.version, changes)


def save_and_view(work: Work, before: Cart, changed: Cart, action: str) -> CartView:
    """Store a changed cart, and say what else has changed by it."""
    loaded = load(work, [changed, before])
    summary = price(changed, loaded.book(changed))
    if changed.reserved_until is not None:
        _reserve(work, changed, demands(changed, summary, loaded), changed.reserved_until)
    notices = _notices(before, changed, loaded, summary)
    if carrier_dropped(changed, summary):
        sentence = "The chosen delivery is not available any more; another one was taken."
        notices += (Notice("carrier_unavailable", sentence),)
        changed = evolve(changed, carrier_id=None)  # it is priced without that carrier already
    saved = work.carts.save(changed)
    old, new = differences(before, saved)
    work.record(action, saved.id, old, new)
    return view_priced(saved, loaded, summary, notices)


def _reserve(work: Work, cart: Cart, wanted: tuple[StockDemand, ...], until: datetime) -> None:
    """Hold what the cart holds now, unless the time for it is over."""
    if until > work.now:
        work.stock.reserve(cart.id, wanted, until)


def _notices(before: Cart, now: Cart, loaded: Loaded, after: Summary) -> tuple[Notice, ...]:
    try:
        earlier = price(before, loaded.book(before))
    except BackOfficeError:
        return ()  # what made it unpriceable is what was just mended
    notices = notices_between(earlier, after)
    if not _gives_by_itself(loaded):
        return notices
    known = withheld_gifts(before, loaded.book(before))
    withheld = [each for each in withheld_gifts(now, loaded.book(now)) if each not in known]
    return notices + tuple(Notice(each.error_code, each.sentence) for each in withheld)


def _gives_by_itself(loaded: Loaded) -> bool:
    return any(
        rule.automatic and any(isinstance(action, Gift) for action in rule.actions)
        for rule in loaded.shared.cart_rules
    )


def differences(before: Any, after: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields in which two values of one class differ, before and after, as plain values."""
    old: dict[str, Any] = {}
    new: dict[str, Any] = {}
    for name in attrs.fields_dict(type(before)):
        first, second = getattr(before, name), getattr(after, name)
        if name not in _UNTOLD and first != second:
            old[name], new[name] = to_plain(first), to_plain(second)
    return old, new
