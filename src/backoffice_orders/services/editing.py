"""Changing a cart: load it, change it, save it if nobody else has, and show the result."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from attrs import evolve

from backoffice_orders.model.actor import Actor
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.entering import require_entered
from backoffice_orders.model.errors.finishing import StaleCart
from backoffice_orders.model.errors.products import OutOfStock
from backoffice_orders.model.errors.vouchers import RuleGone, RuleOtherCustomer
from backoffice_orders.model.ids import CartId, CartRuleId
from backoffice_orders.model.page import PageAfter
from backoffice_orders.model.pricing.actions.gift import Gift
from backoffice_orders.model.pricing.price import price, price_with_gaps, withheld_gifts
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.stock import StockDemand
from backoffice_orders.services.desk import Desk, Work
from backoffice_orders.services.differences import differences
from backoffice_orders.services.notices import Notice
from backoffice_orders.services.price_book import Loaded, load
from backoffice_orders.services.view import (
    CartView,
    carrier_dropped,
    demands,
    notices_between,
    view,
    view_priced,
)

# A granted rule that is refused may hold again; these leave the cart.
_LOST = {RuleGone.code, RuleOtherCustomer.code}
CARRIER_DROPPED = Notice(
    "carrier_unavailable",
    "The chosen delivery is not available any more; another one was taken.",
)
# Whoever comes late is told of so many changes, the latest.
_LATEST = 50
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
    require_entered(changed, before)
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
    latest = work.history(cart.id, PageAfter(size=_LATEST), newest_first=True)
    missed = [
        entry
        for entry in reversed(latest.items)
        if entry.version is not None and entry.version > version
    ]
    changes = tuple(f"{entry.action} by {entry.actor_id}" for entry in missed)
    names = tuple(dict.fromkeys(entry.actor_name for entry in missed))
    raise StaleCart(cart.id, version, cart.version, changes, names)


def save_and_view(work: Work, before: Cart, changed: Cart, action: str) -> CartView:
    """Store a changed cart, and say what else has changed by it."""
    same_customer = before.customer_id == changed.customer_id
    loaded = load(work, [changed, before] if same_customer else [changed])
    summary, gaps = price_with_gaps(changed, loaded.book(changed))
    if changed.reserved_until is not None:
        _reserve(work, changed, demands(changed, summary, loaded), changed.reserved_until, loaded)
    lost = {each.rule_id: each for each in summary.refused_rules if each.error_code in _LOST}
    if lost:  # it is priced without them already
        work.notices.extend(Notice(each.error_code, each.sentence) for each in lost.values())
        kept = tuple(each for each in summary.refused_rules if each.rule_id not in lost)
        summary = evolve(summary, refused_rules=kept)
        rule_ids = tuple(each for each in changed.rule_ids if each not in lost)
        changed = evolve(changed, rule_ids=rule_ids)
    between = _notices(work, before, changed, loaded, summary, lost)
    if carrier_dropped(changed, summary):
        work.notices.append(CARRIER_DROPPED)
        changed = evolve(changed, carrier_id=None)  # it is priced without that carrier already
    saved = work.carts.save(changed)
    old, new = differences(before, saved)
    work.record(action, saved.id, old, new, version=saved.version)
    return view_priced(saved, loaded, summary, gaps, (*between, *work.notices))


def _reserve(
    work: Work, cart: Cart, wanted: tuple[StockDemand, ...], until: datetime, loaded: Loaded
) -> None:
    """Hold what the cart holds now, unless the time for it is over."""
    if until > work.now:
        try:
            work.stock.reserve(cart.id, wanted, until)
        except OutOfStock as error:
            raise named(error, loaded) from error


def named(error: OutOfStock, loaded: Loaded) -> OutOfStock:
    """The stock's error, which knows ids only, with the product's name."""
    product = next((p for p in loaded.shared.products.values() if p.id == error.product_id), None)
    if product is None:
        return error
    combination = next((c for c in product.combinations if c.id == error.combination_id), None)
    title = product.title(combination.id if combination is not None else None)
    return OutOfStock(error.product_id, error.combination_id, title, error.wanted, error.remaining)


def _notices(
    work: Work,
    before: Cart,
    now: Cart,
    loaded: Loaded,
    after: Summary,
    lost: Collection[CartRuleId],
) -> tuple[Notice, ...]:
    """What came and went, but for the rules that are lost for good, which is told anyway."""
    same_customer = before.customer_id == now.customer_id
    then = (loaded if same_customer else load(work, [before])).book(before)
    earlier = price(before, then)
    had = tuple(rule for rule in earlier.rules if rule.rule_id not in lost)
    notices = notices_between(evolve(earlier, rules=had), after)
    if not _gives_by_itself(loaded):
        return notices
    known = withheld_gifts(before, then)
    withheld = [each for each in withheld_gifts(now, loaded.book(now)) if each not in known]
    return notices + tuple(Notice(each.error_code, each.sentence) for each in withheld)


def _gives_by_itself(loaded: Loaded) -> bool:
    return any(
        rule.automatic and any(isinstance(action, Gift) for action in rule.actions)
        for rule in loaded.shared.cart_rules
    )
