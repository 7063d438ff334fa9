"""Faults that any method can have: planted in each of them, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.host import TransactionMisused
from backoffice_orders.model.ids import ShopId
from backoffice_orders.model.shop import Concern, ShopScope
from backoffice_orders.testing.contracts.shelf import CONCERNS
from backoffice_orders.testing.contracts.writes import WRITES
from tests.planted.planting import Fault, Instead, nothing

# A call that was made in a transaction, to be made again: port, method, arguments.
Call = tuple[str, str, tuple[Any, ...], dict[str, Any]]
METHODS = tuple(dict.fromkeys(write.method for write in WRITES))


class Replay:
    """Makes the calls of a method again, after their transaction, where it should not."""

    def __init__(self, method: str, when: str, shop: str | None = None) -> None:
        self.port, _, self.method = method.partition(".")
        self.when, self.shop = when, shop
        self.calls: list[Call] = []
        self.replaying = False

    def called(self, do: Any, port: Any, *a: Any, **k: Any) -> Any:
        if not self.replaying:
            self.calls.append((self.port, self.method, a, k))
        try:
            return do(*a, **k)
        except TransactionMisused:
            if self.when == "read_only":
                return None
            raise

    @contextmanager
    def transaction(
        self, do: Any, store: Any, scope: ShopScope, *, read_only: bool = False
    ) -> Iterator[Any]:
        self.calls = []
        try:
            with do(scope, read_only=read_only) as unit:
                yield unit
        except BaseException:
            if self.when == "rollback":
                self._again(do, scope)
            raise
        if (self.when == "read_only") is read_only and self.when != "rollback":
            self._again(do, scope)

    def _again(self, do: Any, scope: ShopScope) -> None:
        calls, self.calls = self.calls, []
        if not calls or self.replaying:
            return
        self.replaying = True
        try:
            with do(ShopScope(ShopId(self.shop)) if self.shop else scope) as unit:
                for port, method, a, k in calls:
                    try:
                        getattr(getattr(unit, port), method)(*a, **k)
                    except BackOfficeError:
                        continue
        finally:
            self.replaying = False


def replayed(method: str, told: str, when: str, shop: str | None = None) -> Fault:
    replay = Replay(method, when, shop)
    port = method.partition(".")[0]
    changes = ((method, replay.called), (".transaction", replay.transaction))
    return Fault(port, f"{method} {told}", changes)


def _generated() -> Iterator[Fault]:
    for method in METHODS:
        port = method.partition(".")[0]
        # A number may be given again, and only what is leased can be renewed.
        if method not in ("orders.next_number", "outbox.renew"):
            yield replayed(method, "stays where its transaction is undone", "rollback")
            yield replayed(method, "writes into another shop too", "commit", "other")
        yield replayed(method, "writes in a read-only transaction", "read_only")
        yield Fault(port, f"{method} forgets to do anything", ((method, nothing),))


def owner_is(change: Callable[[Any, Concern], Any]) -> Instead:
    """Another shop's data are used."""
    return lambda do, scope, concern: change(scope, concern)


def sharing_faults(concern: Concern) -> Iterator[tuple[str, Instead]]:
    """What goes wrong with a concern that may be shared; planted in how a store asks for it."""
    following = list(Concern)[(list(Concern).index(concern) + 1) % len(Concern)]

    def plain(scope: Any, each: Concern) -> Any:
        return scope.shared.get(each, scope.shop_id)

    yield (
        f"{concern} is never shared",
        owner_is(lambda s, c: s.shop_id if c is concern else plain(s, c)),
    )
    yield (
        f"{concern} is everybody's",
        owner_is(lambda s, c: ShopId("main") if c is concern else plain(s, c)),
    )
    yield (
        f"{concern} goes by what {following} shares",
        owner_is(lambda s, c: plain(s, following if c is concern else c)),
    )


SHARING: tuple[tuple[str, str, Instead], ...] = tuple(
    (next(port for port, of in CONCERNS.items() if of is concern), told, instead)
    for concern in Concern
    for told, instead in sharing_faults(concern)
)
FAULTS: tuple[Fault, ...] = tuple(_generated())
