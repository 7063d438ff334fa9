"""Changing a cart: load it, change it, save it if nobody else has, and show the result."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from attrs import evolve

from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.cart import Cart, Channel
from backoffice_orders.model.copies import changed_parts
from backoffice_orders.model.entering import require_entered
from backoffice_orders.model.errors.base import FieldInvalid, NotFound
from backoffice_orders.model.errors.finishing import StaleCart
from backoffice_orders.model.errors.host import StorageBusy
from backoffice_orders.model.errors.pricing import CurrencyUnavailable
from backoffice_orders.model.errors.products import OutOfStock
from backoffice_orders.model.errors.shipping import CarrierUnavailable
from backoffice_orders.model.errors.vouchers import RuleGone, RuleOtherCustomer
from backoffice_orders.model.ids import CartId, CartRuleId
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.pricing.price import Gap, price, price_with_gaps, rules_outcome
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.reasons import A_COMMAND, must_be
from backoffice_orders.model.stock import StockDemand
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.services.arguments import require_fields
from backoffice_orders.services.command import (
    ANY_VERSION,
    Command,
    Merging,
    Version,
    blamed,
    seen_version,
)
from backoffice_orders.services.desk import Desk, Work
from backoffice_orders.services.differences import differences
from backoffice_orders.services.guarding import ask_guards
from backoffice_orders.services.meanwhile import missed, require_apart, stale
from backoffice_orders.services.notices import Notice, moved
from backoffice_orders.services.price_book import Loaded, load
from backoffice_orders.services.stock_elsewhere import give_up_hold, hold
from backoffice_orders.services.telling import tell_changed
from backoffice_orders.services.view import (
    CartView,
    carrier_dropped,
    notices_between,
    require_stock,
    view,
    view_priced,
    wanted_by,
)

# A granted rule that is refused may hold again; these leave the cart.
_LOST = {RuleGone.code, RuleOtherCustomer.code}
CARRIER_DROPPED = Sentence(
    "carrier_dropped", "The chosen delivery is not available any more; another one was taken."
)


def run(
    desk: Desk, actor: Actor, cart_id: CartId, version: Version, *commands: Command
) -> CartView:
    """Run commands on a cart, in their order and in one transaction: all of them, or none.

    The cart is saved once, as one version, and the audit trail has one entry.

    Args:
        desk: What is plugged in.
        actor: Who changes it.
        cart_id: Which cart.
        version: The version the actor has seen; ``Merging(version)`` keeps what others have
            changed elsewhere in the cart since; ``ANY_VERSION`` takes whatever is stored.
        commands: What is done.

    Raises:
        PermissionDenied: The actor may not do one of them.
        FieldMissing, FieldInvalid: There is no version, or something that is no command.
        CartNotFound, CartAlreadyOrdered, OfferExpired: It cannot be changed.
        StaleCart: Somebody has changed it since ``version``.
        OutOfStock: There are not as many left of something as the cart asks for now.
        RefusedByHost: A guard of the host's refuses it.
        And whatever the first command that is refused raises; ``refused_command`` says which.
    """
    seen = seen_version(version)
    if not commands:
        actor.require(Permission.READ_CART)
    require_allowed(actor, commands)
    return desk.write(actor, lambda work: run_now(work, cart_id, seen, commands))


def run_as_seen(
    desk: Desk, actor: Actor, cart_id: CartId, version: int | None, command: Command
) -> CartView:
    """``run`` one command; None for the version takes whatever is stored."""
    return run(desk, actor, cart_id, ANY_VERSION if version is None else version, command)


def require_allowed(actor: Actor, commands: Sequence[Command]) -> None:
    """Raise unless these are commands, with arguments of their types, that the actor may run."""
    for command in commands:
        if not isinstance(command, Command):
            raise FieldInvalid("commands", must_be(A_COMMAND(), command))
        with blamed(command):
            for permission in command.permissions:
                actor.require(permission)
            require_fields(command)


def run_now(
    work: Work, cart_id: CartId, version: int | None, commands: Sequence[Command]
) -> CartView:
    """The same, inside a transaction that is running already."""
    seen = version if isinstance(version, Merging) else None
    before = open_cart(work, cart_id, version if seen is None else None)
    late = None if seen in (None, before.version) else seen
    entries = missed(work, before, late) if late is not None else ()
    try:
        changed = _applied(work, before, commands)
    except NotFound as error:
        if late is not None:  # it was there when it was seen
            raise stale(work, before, late, entries) from error
        raise
    if changed == before:
        return view(work, before)
    if late is not None:
        work.notices.extend(require_apart(work, before, changed, late, entries))
    # Whoever changes a cart that was taken in goes on with it.
    changed = evolve(changed, channel=Channel.BACK_OFFICE, updated_at=work.now)
    return save_and_view(work, before, changed, action_of(commands), commands)


def _applied(work: Work, before: Cart, commands: Sequence[Command]) -> Cart:
    changed = before
    for command in commands:
        with blamed(command):
            after = command.apply(work, changed)
            require_entered(after, changed)
            changed = after
    return changed


def action_of(commands: Sequence[Command]) -> str:
    """What the audit trail calls them: a single one by its name."""
    actions = {command.action for command in commands}
    return actions.pop() if len(actions) == 1 else "cart.change"


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
    raise stale(work, cart, version, missed(work, cart, version))


def save_as_read(work: Work, cart: Cart) -> Cart:
    """Store a cart that was read in this very transaction.

    Raises:
        StorageBusy: Somebody has changed it since: the use case begins anew, and tells of it.
    """
    try:
        return work.carts.save(cart)
    except StaleCart as error:
        raise StorageBusy(f"cart {cart.id} was changed meanwhile") from error


def save_and_view(
    work: Work, before: Cart, changed: Cart, action: str, commands: Sequence[Command] = ()
) -> CartView:
    """Store a changed cart, and say what else has changed by it."""
    same_customer = before.customer_id == changed.customer_id
    loaded = load(work, [changed, before] if same_customer else [changed])
    summary, gaps = price_with_gaps(changed, loaded.book(changed))
    if commands:
        _require_to_be_had(before, changed, loaded, gaps, commands)
    if changed.reserved_until is not None:
        taken = wanted_by(changed, summary, loaded).demands()
        _reserve(work, changed, taken, changed.reserved_until, loaded)
    elif before.reserved_until is not None:
        give_up_hold(work, changed.id)
    lost = {each.rule_id: each for each in summary.refused_rules if each.error_code in _LOST}
    if lost:  # it is priced without them already
        work.notices.extend(Notice(each.message) for each in lost.values())
        kept = tuple(each for each in summary.refused_rules if each.rule_id not in lost)
        summary = evolve(summary, refused_rules=kept)
        rule_ids = tuple(each for each in changed.rule_ids if each not in lost)
        changed = evolve(changed, rule_ids=rule_ids)
    then = loaded if same_customer else load(work, [before])
    between = _notices(before, changed, then, loaded, summary, lost)
    told = _price_notice(before, changed, then, summary)
    if carrier_dropped(changed, summary):
        work.notices.append(Notice(CARRIER_DROPPED(), CarrierUnavailable.code))
        changed = evolve(changed, carrier_id=None)  # it is priced without that carrier already
    ask_guards(
        work,
        action,
        lambda: view_priced(before, then, *price_with_gaps(before, then.book(before))),
        lambda: view_priced(changed, loaded, summary, gaps, (*between, *work.notices, *told)),
    )
    saved = save_as_read(work, changed)
    old, new = differences(before, saved)
    work.record(action, SubjectType.CART, saved.id, old, new, version=saved.version)
    tell_changed(work, saved, action, {*old, *new})
    return view_priced(saved, loaded, summary, gaps, (*between, *work.notices, *told))


def _require_to_be_had(
    before: Cart, changed: Cart, loaded: Loaded, gaps: Sequence[Gap], commands: Sequence[Command]
) -> None:
    """Raise where more is asked for than before of what has no price, or is not there.

    Raises:
        TaxGroupNotFound, CurrencyUnavailable, or what else keeps a line from having a price.
        OutOfStock: There are not as many left.
    """
    old, new = changed_parts(before.lines, changed.lines)
    had = {line.id: line.quantity for line in old}
    unpriced = {gap.line_id: gap.error for gap in gaps if gap.line_id is not None}
    in_all = [
        gap.error
        for gap in gaps
        if gap.line_id is None and isinstance(gap.error, CurrencyUnavailable)
    ]
    for line in new:
        if line.quantity > had.get(line.id, 0) and line.product_id in loaded.shared.products:
            guilty = next((each for each in reversed(commands) if each.concerns(line)), None)
            with blamed(guilty):
                if guilty is not None and guilty.needs_price and (line.id in unpriced or in_all):
                    raise unpriced.get(line.id) or in_all[0]
                require_stock(changed, line.id, loaded, loaded.levels)


def _reserve(
    work: Work, cart: Cart, wanted: tuple[StockDemand, ...], until: datetime, loaded: Loaded
) -> None:
    """Hold what the cart holds now, unless the time for it is over."""
    if until > work.now:
        try:
            hold(work, cart.id, wanted, until)
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
    before: Cart,
    now: Cart,
    then: Loaded,
    loaded: Loaded,
    after: Summary,
    lost: Collection[CartRuleId],
) -> tuple[Notice, ...]:
    """What came and went, but for the rules that are lost for good, which is told anyway."""
    earlier = rules_outcome(before, then.book(before))
    had = tuple(rule for rule in earlier.rules if rule.rule_id not in lost)
    notices = notices_between(earlier._replace(rules=had), after)
    if not _gives_by_itself(loaded):
        return notices
    withheld = [
        each
        for each in rules_outcome(now, loaded.book(now)).withheld_gifts
        if each not in earlier.withheld_gifts
    ]
    return notices + tuple(Notice(each.message) for each in withheld)


def _price_notice(before: Cart, now: Cart, then: Loaded, after: Summary) -> tuple[Notice, ...]:
    """What another customer, address or currency costs; for no other reason is it asked."""
    if not moved(before, now):
        return ()
    book = then.book(before)
    if not book.sells_in(before.currency):
        return ()  # it cost nothing that could be said
    # With what explains differences, which few changes need.
    from backoffice_orders.services.price_notices import price_notice

    notice = price_notice(before, now, price(before, book), after)
    return () if notice is None else (notice,)


def _gives_by_itself(loaded: Loaded) -> bool:
    return any(
        rule.automatic and any(action.brings for action in rule.actions)
        for rule in loaded.shared.cart_rules
    )
