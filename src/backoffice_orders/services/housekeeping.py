"""Housekeeping: what nobody needs any more is removed, after the times that the shop has set."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.answers import NO_ANSWERS
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.page import PageAfter
from backoffice_orders.model.reasons import AT_LEAST
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.model.values import frozen
from backoffice_orders.services.cart_files import files_of
from backoffice_orders.services.desk import Work
from backoffice_orders.services.section import Section

# So much is removed in one transaction: others do not wait for long.
_AT_ONCE = 200
# So much of each kind in one run: the first after years takes several.
MOST = 20_000
# Forgets what is before a moment (UTC), so many at most; how many they were.
Forget = Callable[[datetime, int], int]


@frozen
class Removed:
    """How much a run has removed; ``more``: there is more of something, for the next run."""

    carts: int = 0
    links: int = 0
    messages: int = 0
    entries: int = 0
    attempts: int = 0
    requests: int = 0
    more: bool = False
    emails: int = 0

    @property
    def nothing(self) -> bool:
        """Whether there was nothing to remove."""
        rows = (self.links, self.messages, self.entries, self.attempts, self.requests, self.emails)
        return not any((self.carts, *rows))


class Housekeeping(Section):
    """Remove old drafts, links, events, e-mails, audit entries, what webhooks were sent, and keys.

    ``ShopSettings.keep`` says how old.
    """

    def run(self, actor: Actor, *, most: int = MOST) -> Removed:
        """Remove what is older than the shop keeps it, in small transactions.

        It may run while others work, and several times at once. Of carts, those go that were
        never ordered, closed ones too; one whose offer, reservation or link still holds stays.
        Orders and their carts stay for ever.

        Args:
            actor: In whose name.
            most: How much of each kind at most.

        Raises:
            FieldInvalid: ``most`` is below one: there would always be more.
            ShopNotSetUp: The shop has no settings yet.
            PermissionDenied: Without ``housekeeping``.
        """
        actor.require(Permission.HOUSEKEEPING)
        if most < 1:
            raise FieldInvalid("most", AT_LEAST(low=1))
        keep = self._desk.read(actor, lambda work: work.settings).keep
        carts = self._carts(actor, keep.drafts, most)
        links = self._each(actor, keep.links, most, lambda work: work.links.forget)
        messages = self._each(actor, keep.events, most, lambda work: work.outbox.forget)
        entries = self._each(actor, keep.audit, most, lambda work: work.audit.forget)
        attempts = self._each(actor, keep.webhooks, most, lambda work: work.webhooks.forget)
        emails = self._each(actor, keep.emails, most, lambda work: work.emails.forget)
        requests = self._each(actor, keep.requests, most, lambda work: work.requests.forget)
        counts = (carts, links, messages, entries, attempts, requests)
        return Removed(*counts, max(*counts, emails) >= most, emails)

    def _each(
        self, actor: Actor, days: int | None, most: int, forget: Callable[[Work], Forget]
    ) -> int:
        """Forget rows of one kind, some at a time; how many they were."""
        if days is None:
            return 0
        total = 0
        while total < most:
            limit = min(_AT_ONCE, most - total)
            count = self._desk.write(actor, partial(_forget, forget, days, limit))
            if not count:
                break
            total += count
        return total

    def _carts(self, actor: Actor, days: int | None, most: int) -> int:
        if days is None:
            return 0
        total, page = 0, PageAfter(size=_AT_ONCE)
        while total < most:
            limit = min(_AT_ONCE, most - total)
            count, after = self._desk.write(actor, partial(_remove_carts, days, page, limit))
            total += count
            if not after:
                break
            page = PageAfter(after, _AT_ONCE)
        return total


def _forget(forget: Callable[[Work], Forget], days: int, limit: int, work: Work) -> int:
    return forget(work)(_before(work, days), limit)


def _before(work: Work, days: int) -> datetime:
    return work.now - timedelta(days=days)


def _remove_carts(days: int, page: PageAfter, limit: int, work: Work) -> tuple[int, str]:
    """Remove a page's carts that nobody needs; how many, and where the list goes on."""
    found = work.carts.untouched(_before(work, days), page)
    count = 0
    for cart in work.carts.many(info.cart_id for info in found).values():
        if count < limit and _is_over(work, cart):
            work.answers.keep(cart.id, NO_ANSWERS)
            # Nothing leads from its customer to it any more: what tells of them goes now.
            work.emails.remove_of_cart(cart.id)
            for file in list(files_of(work, cart)):
                work.files.remove(file)
            work.erase_history(SubjectType.CART, cart.id)
            work.carts.remove(cart.id)
            work.record("cart.remove", SubjectType.CART, cart.id, version=cart.version)
            count += 1
    return count, found.next


def _is_over(work: Work, cart: Cart) -> bool:
    """Whether nothing that was promised with the cart holds any more."""
    until = (cart.expires_at, cart.reserved_until)
    if any(moment is not None and moment > work.now for moment in until):
        return False
    return all(link.ends_at <= work.now for link in work.links.of_cart(cart.id))
