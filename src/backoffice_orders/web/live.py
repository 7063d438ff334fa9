"""Pages that show each other's changes: who has a cart open is told what becomes of it.

Both pages have an address that sends server-sent events while the page is open:

* ``GET {console}/cart/{cart}/live?version=7&viewer=…`` for the employee, by the host's login;
* ``GET {checkout}/cart/{token}/live?version=7&viewer=…`` for whoever has the link.

``version`` is the version of the cart that the page shows, ``viewer`` a random text of up to 64
letters that the page keeps while it is open. The events, each with JSON:

* ``changed``: ``{"version": 8, "mine": false, "said": ["Ann has changed a quantity"]}``. The cart
  has another version than the page: it loads what it shows anew. ``mine`` is true where the same
  person has changed it, by this page or another one.
* ``here``: ``{"said": ["Bob has this page open", "The customer has the link open"]}``: who else has
  the cart open; sent at the beginning and whenever that changes.
* ``ended``: ``{"said": ["This link was withdrawn."]}``: the page may not see the cart any more, or
  the cart is gone: nothing more comes, and the page must not ask again.

A comment is sent every quarter of a minute. A stream ends after some minutes, and the browser asks
anew: so whoever may not see the cart any more is found out. Each process asks the store once a
second about all carts that its pages have open (``services.watching``).
"""

from __future__ import annotations

import re
import secrets
import time
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import anyio
from attrs import field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from backoffice_orders.i18n import Language
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.audit import AuditEntry
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.host import StorageFailed
from backoffice_orders.model.ids import CartId, ViewerId
from backoffice_orders.model.messages import Message, Sentence
from backoffice_orders.model.values import frozen
from backoffice_orders.model.viewer import Viewer
from backoffice_orders.services.desk import Desk
from backoffice_orders.services.watching import (
    COUNTS_FOR,
    LEFT_FOR,
    SAYS_EVERY,
    Glance,
    changes_since,
    glance,
    keep_open,
)
from backoffice_orders.web.event_stream import ALIVE, Event, EventStream

# So often (seconds) the store is asked, by all streams of an app together.
ASKS_EVERY = 1.0
# After so long (seconds) a stream ends, and the browser begins another one.
LASTS = 300.0
# So many streams one person or link has at most in one process, and all together.
MOST_EACH, MOST = 12, 2000
_VIEWER = re.compile(r"[A-Za-z0-9_-]{8,64}")

CART_GONE = Sentence("live.cart_gone", "This cart is gone.")


@frozen
class Watcher:
    """Whose page it is, and how it is spoken to.

    Attributes:
        actor: Who has it open.
        name: What others are told; empty for the customer.
        language: The reader's.
        told: What is said of changes.
        here: What is said of the others who have it open.
        require: Raises once the page may not see the cart any more.
        counted_as: The name that its streams are counted under.
    """

    actor: Actor
    name: str
    language: Language
    told: Callable[[Sequence[AuditEntry]], Sequence[Message]]
    here: Callable[[Sequence[Viewer]], Sequence[Message]]
    require: Callable[[], object]
    counted_as: str


class Live:
    """The streams of one app."""

    def __init__(self, desk: Desk, *, asks_every: float = ASKS_EVERY, lasts: float = LASTS) -> None:
        self._desk = desk
        self._asks_every = asks_every
        self._lasts = lasts
        self._open: Counter[str] = Counter()
        self._shown = _Shown(desk, asks_every)

    def stream(self, request: Request, cart_id: CartId, watcher: Watcher) -> Response:
        """The stream of a page; 429 where there are too many already, and none is begun anew."""
        if self._open[watcher.counted_as] >= MOST_EACH or self._open.total() >= MOST:
            return PlainTextResponse("too many streams", 429)
        asked = request.query_params
        named = asked.get("viewer", "")
        own = named if _VIEWER.fullmatch(named) else secrets.token_urlsafe(12)
        # Under one's own name: nobody can speak for another page.
        viewer_id = ViewerId(f"{watcher.counted_as}:{own}")
        version = asked.get("version", "")
        seen = int(version) if re.fullmatch(r"[0-9]{1,9}", version) else None
        return EventStream(self._counted(self.events(cart_id, viewer_id, seen, watcher), watcher))

    async def _counted(
        self, events: AsyncGenerator[Event, None], watcher: Watcher
    ) -> AsyncGenerator[Event, None]:
        self._open[watcher.counted_as] += 1
        try:
            async for event in events:
                yield event
        finally:
            self._open[watcher.counted_as] -= 1
            self._open += Counter()  # names without streams are forgotten
            with anyio.CancelScope(shield=True):
                await events.aclose()

    async def events(
        self, cart_id: CartId, viewer_id: ViewerId, seen: int | None, watcher: Watcher
    ) -> AsyncGenerator[Event, None]:
        """What happens to a cart, for as long as somebody listens.

        ``seen`` is the version that the page shows, None for the one that is stored.
        """

        def say_open(seconds: float) -> None:
            keep_open(self._desk, viewer_id, cart_id, watcher.actor, watcher.name, seconds)

        began, said_at = time.monotonic(), float("-inf")
        told_here: tuple[str, ...] | None = None
        say = watcher.language.say
        with self._shown.watching(cart_id):
            try:
                while time.monotonic() - began < self._lasts:
                    if time.monotonic() - said_at >= SAYS_EVERY:
                        said_at = time.monotonic()
                        try:
                            await run_in_threadpool(watcher.require)
                            await run_in_threadpool(say_open, COUNTS_FOR)
                        except StorageFailed:
                            pass  # it is asked again
                        yield ALIVE
                    now = await self._shown.glance(cart_id)
                    changed: Mapping[str, Any] | None = None
                    if now is not None and seen is not None and now.version not in (None, seen):
                        try:
                            changed = await self._changed(cart_id, seen, now, watcher)
                        except StorageFailed:
                            now = None  # it is told the next time
                    if now is not None and now.version is None:
                        yield "ended", {"said": [say(CART_GONE())]}
                        return
                    if now is not None and now.version != seen:
                        if changed is not None:
                            yield "changed", changed
                        seen = now.version
                    if now is not None:
                        others = [each for each in now.viewers if each.id != viewer_id]
                        here = tuple(say(each) for each in watcher.here(others))
                        if here != told_here:
                            told_here = here
                            yield "here", {"said": list(here)}
                    await anyio.sleep(self._asks_every)
            except BackOfficeError as error:
                yield "ended", {"said": [say(error.message)], "code": error.code}
            finally:
                with anyio.CancelScope(shield=True):
                    await run_in_threadpool(_quietly, lambda: say_open(LEFT_FOR))

    async def _changed(
        self, cart_id: CartId, seen: int, now: Glance, watcher: Watcher
    ) -> Mapping[str, Any]:
        entries = await run_in_threadpool(changes_since, self._desk, cart_id, seen)
        return {
            "version": now.version,
            "mine": all(each.actor_id == watcher.actor.id for each in entries),
            "said": [watcher.language.say(each) for each in watcher.told(entries)],
        }


@frozen(eq=False)
class _Shown:
    """Glances at all carts that streams watch: whoever comes first asks for all."""

    desk: Desk
    every: float
    _watched: Counter[CartId] = field(factory=Counter, init=False)
    _found: dict[CartId, tuple[float, Glance]] = field(factory=dict, init=False)
    _lock: anyio.Lock = field(factory=anyio.Lock, init=False)

    def watching(self, cart_id: CartId) -> _Watched:
        """Keep a cart among those that are asked about."""
        return _Watched(self._watched, self._found, cart_id)

    async def glance(self, cart_id: CartId) -> Glance | None:
        """The cart as it was a moment ago; None where the store did not answer."""
        async with self._lock:
            at, found = self._found.get(cart_id, (float("-inf"), None))
            if found is None or time.monotonic() - at >= self.every * 0.9:
                try:
                    all_of_them = await run_in_threadpool(glance, self.desk, list(self._watched))
                except StorageFailed:
                    return None
                now = time.monotonic()
                self._found.update({id_: (now, each) for id_, each in all_of_them.items()})
                found = all_of_them.get(cart_id)
            return found


@frozen(eq=False)
class _Watched:
    """One stream's share in a cart that is asked about."""

    watched: Counter[CartId]
    found: dict[CartId, tuple[float, Glance]]
    cart_id: CartId

    def __enter__(self) -> None:
        self.watched[self.cart_id] += 1

    def __exit__(self, *_: object) -> None:
        self.watched[self.cart_id] -= 1
        if not self.watched[self.cart_id]:
            del self.watched[self.cart_id]
            self.found.pop(self.cart_id, None)


def _quietly(act: Callable[[], object]) -> None:
    """Do what is no loss where the store does not answer."""
    with suppress(BackOfficeError):
        act()
