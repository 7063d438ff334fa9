"""What pages that are open ask about their carts: whether they have changed, and who is there.

Every process asks the store about all of its open pages at once: it takes two statements by index,
however many pages there are. Who may see a cart is asked where the page is opened.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta

from backoffice_orders.model.actor import Actor
from backoffice_orders.model.audit import AuditEntry
from backoffice_orders.model.ids import ActorId, CartId, ViewerId
from backoffice_orders.model.page import PageAfter
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.model.values import frozen
from backoffice_orders.model.viewer import Viewer
from backoffice_orders.services.desk import Desk, Work

# A page says so often (seconds) that it is open, and counts as open for a while longer.
SAYS_EVERY, COUNTS_FOR = 15.0, 40.0
# One that was left still counts for a moment: it may only have been loaded again.
LEFT_FOR = 3.0
# So many of the latest changes are told at once.
_LATEST = 20
# Pages that have ended are removed when another one is opened, some at a time.
_FORGOTTEN = 100
_WATCHING = Actor(ActorId("watching"), "Watching")


@frozen
class Glance:
    """A cart at a moment: its version, None once it was removed, and the pages that are open."""

    version: int | None
    viewers: tuple[Viewer, ...] = ()


def glance(desk: Desk, cart_ids: Collection[CartId]) -> Mapping[CartId, Glance]:
    """What has become of each of these carts."""

    def look(work: Work) -> Mapping[CartId, Glance]:
        versions = work.carts.versions(cart_ids)
        there: dict[CartId, list[Viewer]] = {}
        for each in work.viewers.of_carts(cart_ids):
            if each.until > work.now:
                there.setdefault(each.cart_id, []).append(each)
        return {
            cart_id: Glance(versions.get(cart_id), tuple(there.get(cart_id, ())))
            for cart_id in cart_ids
        }

    return desk.read(_WATCHING, look)


def changes_since(desk: Desk, cart_id: CartId, version: int) -> tuple[AuditEntry, ...]:
    """What the audit trail says of a cart's changes since a version, the earliest first."""

    def look(work: Work) -> tuple[AuditEntry, ...]:
        latest = work.history(SubjectType.CART, cart_id, PageAfter(size=_LATEST), newest_first=True)
        entries = [each for each in latest if each.version is not None and each.version > version]
        return tuple(reversed(entries))

    return desk.read(_WATCHING, look)


def keep_open(
    desk: Desk, viewer_id: ViewerId, cart_id: CartId, actor: Actor, name: str, seconds: float
) -> None:
    """Say that somebody has a page of a cart open, for so many seconds from now on.

    ``name`` is what others are told; empty for the customer.
    """

    def say(work: Work) -> None:
        until = work.now + timedelta(seconds=seconds)
        work.viewers.keep(Viewer(viewer_id, cart_id, actor.id, name, until))
        work.viewers.forget(work.now - timedelta(hours=1), _FORGOTTEN)

    desk.write(_WATCHING, say)
