"""One app for many shops: each request is answered by the app of its shop's office."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.reasons import described
from backoffice_orders.web.hosts import answer_of
from backoffice_orders.web.protection import protected
from backoffice_orders.web.refusals import BROKEN, NO_SUCH_SHOP

# Which shop a request is for: a plain function (called in a worker thread) or an async one; None
# where there is no such shop.
OfficeOf = Callable[[Request], BackOffice | Awaitable[BackOffice | None] | None]
# So many offices' apps are kept, those asked for last.
MOST_KEPT = 256
T = TypeVar("T")


class ForEachOffice(Generic[T]):
    """What is kept for each office for as long as its host has it, whether its app is or not.

    Limits are: if they were the app's, whoever has others asked for could begin anew.
    """

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._kept: WeakKeyDictionary[BackOffice, T] = WeakKeyDictionary()

    def of(self, office: BackOffice) -> T:
        """What is kept for an office, made when it is first asked for."""
        return self._kept.setdefault(office, self._make())


def by_office(
    office_of: OfficeOf,
    make: Callable[[BackOffice], ASGIApp],
    no_such_shop: ASGIApp = NO_SUCH_SHOP,
    broken: ASGIApp = BROKEN,
) -> Starlette:
    """An app that asks which office a request is for, and has that office's app answer it.

    Args:
        office_of: Called with each request. It returns the same object for the same shop: an app
            is made for each, once.
        make: Makes the app of one office.
        no_such_shop: What answers a request for none.
        broken: What answers where the host fails to say which one.
    """
    found = _ByOffice(office_of, make, protected(no_such_shop), protected(broken))
    return Starlette(routes=[Mount("/", app=found)])


class _ByOffice:
    def __init__(
        self,
        office_of: OfficeOf,
        make: Callable[[BackOffice], ASGIApp],
        no_such_shop: ASGIApp,
        broken: ASGIApp,
    ) -> None:
        self._office_of = office_of
        self._make = make
        self._no_such_shop = no_such_shop
        self._broken = broken
        self._apps: OrderedDict[BackOffice, ASGIApp] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await WebSocketClose()(scope, receive, send)  # no page of ours talks like that
            return
        try:
            office = await self._office(Request(scope))
        except Exception:
            await self._broken(scope, receive, send)
            raise  # the server logs it
        if office is None:
            await self._no_such_shop(scope, receive, send)
            return
        app = await self._app_of(office)
        await app(scope, receive, send)

    async def _office(self, request: Request) -> BackOffice | None:
        office: object = await answer_of(self._office_of, request)
        if office is not None and not isinstance(office, BackOffice):
            raise TypeError(f"office_of must return a BackOffice or None, not {described(office)}")
        return office

    async def _app_of(self, office: BackOffice) -> ASGIApp:
        app = self._apps.get(office)
        if app is None:
            app = await run_in_threadpool(self._make, office)
            # Two requests may have come at once: the first one's app stays.
            app = self._apps.setdefault(office, app)
            if len(self._apps) > MOST_KEPT:
                self._apps.popitem(last=False)
        else:
            self._apps.move_to_end(office)
        return app
