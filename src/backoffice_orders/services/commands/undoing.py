"""Taking back a change that the audit trail tells of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, ClassVar, get_type_hints

from attrs import evolve

from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.audit import AuditEntry
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.errors.finishing import CannotUndo
from backoffice_orders.model.ids import AuditId
from backoffice_orders.model.page import PageAfter
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.model.values import frozen
from backoffice_orders.serialization import from_plain, to_plain
from backoffice_orders.services.command import Command
from backoffice_orders.services.desk import Work

# What can be undone, and what is needed for doing the opposite.
UNDONE: Mapping[str, Permission] = {
    "addresses.choose": Permission.EDIT_CART,
    "discounts.remove": Permission.GIVE_DISCOUNT,
    "products.remove": Permission.EDIT_CART,
    "products.set_quantity": Permission.EDIT_CART,
    "shipping.clear_manual": Permission.MANUAL_DELIVERY,
    "vouchers.take_away": Permission.GRANT_VOUCHER,
}
# Whatever is older is not looked for.
_LATEST = 50


def undoable(entry: AuditEntry, actor: Actor) -> bool:
    """Whether a change is of a kind that can be undone, by this actor."""
    permission = UNDONE.get(entry.action)
    return permission is not None and entry.version is not None and actor.may(permission)


@frozen
class Undo(Command):
    """Take back one of the latest changes of a cart; see ``Carts.undo``."""

    action: ClassVar[str] = "cart.undo"
    needs_price: ClassVar[bool] = True

    entry_id: AuditId

    def apply(self, work: Work, cart: Cart) -> Cart:
        """With what was there before, where nobody has changed that since."""
        latest = work.history(SubjectType.CART, cart.id, PageAfter(size=_LATEST), newest_first=True)
        entry = next((each for each in latest.items if each.id == self.entry_id), None)
        if entry is None or entry.version is None or entry.action not in UNDONE:
            raise CannotUndo(cart.id)
        work.actor.require(UNDONE[entry.action])
        before = _before(cart, entry)
        _require_for_what_comes_back(work.actor, cart, before)
        if not _fits_together(before):
            raise CannotUndo(cart.id)
        # In the order in which they were given: who gave one after it answers for it too.
        there = {each.id for each in cart.discounts}
        given = sorted(before.discounts, key=lambda each: (each.at, each.id in there))
        return evolve(before, discounts=tuple(given))


def _require_for_what_comes_back(actor: Actor, now: Cart, before: Cart) -> None:
    """Raise ``PermissionDenied`` where the actor may not do what comes back with a line."""
    there = {line.id for line in now.lines}
    if any(line.price_override is not None and line.id not in there for line in before.lines):
        actor.require(Permission.OVERRIDE_PRICE)
    if {line.id for line in before.custom_lines} - {line.id for line in now.custom_lines}:
        actor.require(Permission.ADD_CUSTOM_LINE)
    if {each.id for each in before.discounts} - {each.id for each in now.discounts}:
        actor.require(Permission.GIVE_DISCOUNT)


def _fits_together(cart: Cart) -> bool:
    """Whether all own prices are in the cart's currency, and all discounts on what is in it."""
    amounts = [line.price_override.price for line in cart.lines if line.price_override is not None]
    amounts += [line.unit_price for line in cart.custom_lines]
    amounts += [each.amount for each in cart.discounts if each.amount is not None]
    if cart.manual_delivery is not None:
        amounts.append(cart.manual_delivery.price)
    ids = [*(line.id for line in cart.lines), *(line.id for line in cart.custom_lines)]
    return all(each.currency.code == cart.currency for each in amounts) and all(
        each.line_id is None or each.line_id in ids for each in cart.discounts
    )


def _before(cart: Cart, entry: AuditEntry) -> Cart:
    fields = {}
    for name in dict.fromkeys((*entry.before, *entry.after)):
        now = to_plain(getattr(cart, name))
        old, new = entry.before.get(name), entry.after.get(name)
        if isinstance(now, list) and isinstance(old, Mapping) and isinstance(new, Mapping):
            plain: Any = _parts_before(cart, now, old, new)
        elif isinstance(now, list):
            plain = _list_before(cart, now, old or [], new or [])
        elif now == new:
            plain = old
        else:
            raise CannotUndo(cart.id)
        fields[name] = from_plain(plain, _types()[name])
    return evolve(cart, **fields)


def _parts_before(
    cart: Cart, now: Iterable[dict[str, Any]], old: Mapping[str, Any], new: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Parts with ids: those that were removed come back, others get their fields back."""
    parts = {_id(each): each for each in now}
    for part_id, before in old.items():
        if part_id not in new and part_id not in parts:
            parts[part_id] = dict(before)
        elif part_id in new and new[part_id].items() <= parts.get(part_id, {}).items():
            parts[part_id] = {**parts[part_id], **before}
        else:
            raise CannotUndo(cart.id)
    return list(parts.values())


def _id(part: Mapping[str, Any]) -> str:
    return str(part["id"])


def _list_before(cart: Cart, now: list[Any], old: list[Any], new: list[Any]) -> list[Any]:
    """Lists of which the audit trail tells what came after a beginning that stayed."""
    beginning = len(now) - len(new)
    if beginning < 0 or now[beginning:] != new or any(each in now[:beginning] for each in old):
        raise CannotUndo(cart.id)
    return [*now[:beginning], *old]


@cache
def _types() -> Mapping[str, Any]:
    return get_type_hints(Cart)
