"""Unfinished carts: listed, handed on, taken back step by step, and closed."""

from __future__ import annotations

from datetime import datetime

from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.audit import AuditEntry
from backoffice_orders.model.cart import Cart, ClosedAs
from backoffice_orders.model.draft_filter import DraftFilter
from backoffice_orders.model.fields import Text
from backoffice_orders.model.ids import ActorId, AuditId, CartId
from backoffice_orders.model.listing import CartInfo
from backoffice_orders.model.page import (
    LARGEST_PAGE,
    PAGE_SIZE,
    PAST_COUNTED,
    Counted,
    Page,
    PageAfter,
)
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.services import commands
from backoffice_orders.services.cart_details import CartDetails
from backoffice_orders.services.desk import Work
from backoffice_orders.services.editing import run_as_seen
from backoffice_orders.services.listing import named_draft, priced, with_links
from backoffice_orders.services.view import CartView

# What an order is called in another system.
REFERENCE = Text(64, required=True)


class CartDrafts(CartDetails):
    """Find carts that are not ordered yet, hand them on, undo changes, close them."""

    def drafts(
        self,
        actor: Actor,
        text: str = "",
        *,
        assigned_to: ActorId | None = None,
        begun: bool = False,
        offers: bool = False,
        sent: bool = False,
        changed_from: datetime | None = None,
        changed_until: datetime | None = None,
        after: str = "",
        size: int = PAGE_SIZE,
    ) -> Page[CartInfo]:
        """Unfinished carts of the back office, last changed first.

        Args:
            actor: Who asks.
            text: First letters of the words of the draft's name; or its id, or what it is called
                where it was taken in from; or what its customer is found by, or a product in it
                (see ``Orders.search``). All for an empty text.
            assigned_to: Whose; None for everybody's.
            begun: Only those with something in them, or with a name.
            offers: Only those that hold their prices until a day.
            sent: Only those that their customer was sent, and can open still.
            changed_from: The first moment at which they were changed last.
            changed_until: The moment before which they were.
            after: ``Page.next`` of the page before; empty for the first page.
            size: How many, 200 at most.

        Raises:
            FieldInvalid: A moment without a time zone, or an ``after`` that was made up.
            PermissionDenied: Without ``read_cart``.
        """
        actor.require(Permission.READ_CART)
        page = PageAfter(after, size)

        def look(work: Work) -> Page[CartInfo]:
            wanted = DraftFilter(
                named_draft(work, text) if text.strip() else None,
                assigned_to=assigned_to,
                begun=begun,
                offers=offers,
                sent_at=work.now if sent else None,
                changed_from=changed_from,
                changed_until=changed_until,
            )
            return with_links(work, priced(work, work.carts.drafts(wanted, page)))

        return self._desk.read(actor, look)

    def count_drafts(
        self,
        actor: Actor,
        *,
        assigned_to: ActorId | None = None,
        begun: bool = False,
        offers: bool = False,
        sent: bool = False,
        changed_from: datetime | None = None,
        changed_until: datetime | None = None,
    ) -> Counted:
        """How many carts ``drafts`` lists: up to 10,000, and that there are more.

        What a text finds is not counted, as in ``Orders.count``.

        Args:
            actor: Who asks.
            assigned_to: As in ``drafts``, and so are the others.
            begun: Only those with something in them, or with a name.
            offers: Only those that hold their prices until a day.
            sent: Only those that their customer was sent, and can open still.
            changed_from: The first moment at which they were changed last.
            changed_until: The moment before which they were.

        Raises:
            FieldInvalid: A moment without a time zone.
            PermissionDenied: Without ``read_cart``.
        """
        actor.require(Permission.READ_CART)

        def look(work: Work) -> int:
            wanted = DraftFilter(
                assigned_to=assigned_to,
                begun=begun,
                offers=offers,
                sent_at=work.now if sent else None,
                changed_from=changed_from,
                changed_until=changed_until,
            )
            return work.carts.count_drafts(wanted, PAST_COUNTED)

        return Counted.of(self._desk.search(actor, look))

    def assign(
        self, actor: Actor, cart_id: CartId, to: ActorId, *, version: int | None = None
    ) -> CartView:
        """Hand the cart to another employee; ``PermissionDenied`` without ``hand_over_cart``."""
        return run_as_seen(self._desk, actor, cart_id, version, commands.AssignTo(to))

    def undo(
        self, actor: Actor, cart_id: CartId, entry_id: AuditId, *, version: int | None = None
    ) -> CartView:
        """Take back one of the latest changes: what was removed comes back as it was.

        That is a removed line, voucher, discount or delivery by hand, a changed quantity, and the
        choice of addresses.

        Args:
            actor: Who takes it back; they need the permission to do the opposite.
            cart_id: Which cart.
            entry_id: The entry of its ``history`` that tells of the change.
            version: The version the actor has seen.

        Raises:
            CannotUndo: It is none of these, or what it changed has been changed since.
            OutOfStock: There is not as much left any more as comes back.
        """
        return run_as_seen(self._desk, actor, cart_id, version, commands.Undo(entry_id))

    def history(
        self,
        actor: Actor,
        cart_id: CartId,
        *,
        after: str = "",
        size: int = LARGEST_PAGE,
        newest_first: bool = False,
    ) -> Page[AuditEntry]:
        """Who did what to the cart, oldest first.

        Args:
            actor: Who asks.
            cart_id: Which cart.
            after: ``Page.next`` of the page before; empty for the first page.
            size: How many entries, 200 at most.
            newest_first: The latest come first.

        Raises:
            CartNotFound: There is none with this id.
        """
        actor.require(Permission.READ_CART)
        page = PageAfter(after, size)

        def look(work: Work) -> Page[AuditEntry]:
            work.carts.get(cart_id)
            return work.history(SubjectType.CART, cart_id, page, newest_first=newest_first)

        return self._desk.read(actor, look)

    def discard(
        self, actor: Actor, cart_id: CartId, *, reason: str = "", version: int | None = None
    ) -> Cart:
        """Close a cart that nobody wants any more; a copy of it is open again.

        Its links end, and its goods go back to the stock. After a time it is removed: see
        ``Housekeeping``.

        Raises:
            CartNotFound, CartAlreadyOrdered, CartClosed, StaleCart: It cannot be closed.
            FieldTooLong, FieldInvalid: The reason.
            PermissionDenied: Without ``close_cart``.
        """
        from backoffice_orders.services.closing import close

        actor.require(Permission.CLOSE_CART)
        return self._desk.write(
            actor, lambda work: close(work, cart_id, version, ClosedAs.DISCARDED, reason=reason)
        )

    def close_ordered_elsewhere(
        self,
        actor: Actor,
        cart_id: CartId,
        reference: str,
        *,
        reason: str = "",
        version: int | None = None,
    ) -> Cart:
        """Close a cart of which another system has made an order, such as the storefront.

        Nothing is taken from stock and no voucher is used here. Its links end, and goods that
        were held for it are free. The same again changes nothing.

        Args:
            actor: Who says so.
            cart_id: Which cart.
            reference: What the order is called there.
            reason: What else there is to say.
            version: The version the actor has seen.

        Raises:
            CartNotFound, CartAlreadyOrdered, CartClosed, StaleCart: It cannot be closed.
            FieldMissing, FieldTooLong, FieldInvalid: The reference, or the reason.
            PermissionDenied: Without ``close_cart``.
        """
        from backoffice_orders.services.closing import close

        actor.require(Permission.CLOSE_CART)
        elsewhere = REFERENCE.taken("reference", reference)
        return self._desk.write(
            actor,
            lambda work: close(
                work,
                cart_id,
                version,
                ClosedAs.ORDERED_ELSEWHERE,
                reference=elsewhere,
                reason=reason,
            ),
        )
