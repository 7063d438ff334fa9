"""The API as an ASGI app: one endpoint per use case, errors as problem details (RFC 9457)."""

from __future__ import annotations

from typing import overload

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from backoffice_orders.back_office import BackOffice
from backoffice_orders.console.access import (
    ActorOf,
    Refused,
    SearchLimit,
)
from backoffice_orders.console.api.calls import Calls
from backoffice_orders.console.api.endpoints import Endpoint
from backoffice_orders.console.api.problems import BROKEN, NO_SUCH_SHOP, TOO_LARGE, Reader
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.web.answers import Json
from backoffice_orders.web.by_office import ForEachOffice, OfficeOf, by_office
from backoffice_orders.web.languages import LanguageOf, PageLanguages
from backoffice_orders.web.protection import ProtectedApp
from backoffice_orders.web.routes import Route

# The longest texts of all fields, several times over.
BODY_LIMIT = 256 * 1024


@overload
def api_app(
    office: BackOffice,
    actor_of: ActorOf,
    limit: SearchLimit | None = None,
    *,
    language_of: LanguageOf | None = None,
) -> Starlette: ...


@overload
def api_app(
    *, office_of: OfficeOf, actor_of: ActorOf, language_of: LanguageOf | None = None
) -> Starlette: ...


def api_app(
    office: BackOffice | None = None,
    actor_of: ActorOf | None = None,
    limit: SearchLimit | None = None,
    *,
    office_of: OfficeOf | None = None,
    language_of: LanguageOf | None = None,
) -> Starlette:
    """The JSON API of a shop.

    Args:
        office: The shop.
        actor_of: The host's login: who sends a request, or None to refuse it.
        limit: How fast one may search, where the page beside it counts too; its own by default.
        office_of: Instead of ``office``, which shop a request is for; see ``console_app``.
        language_of: The language that sentences are in, as for ``console_app``; without it that
            of ``Accept-Language``, or English.
    """
    if actor_of is None or (office is None) == (office_of is None):
        raise TypeError("api_app needs an office or office_of, and actor_of")
    if office_of is not None:
        login, limits = actor_of, ForEachOffice(SearchLimit)
        return by_office(
            office_of,
            lambda each: api_app(each, login, limits.of(each), language_of=language_of),
            NO_SUCH_SHOP,
            BROKEN,
        )
    assert office is not None
    reader = Reader(PageLanguages(language_of, office.desk.catalogs))
    calls = Calls(office, actor_of, limit or SearchLimit(), reader)

    async def health(_request: Request) -> Response:
        # Without a login: load balancers have none, and it tells nothing of the shop.
        found = await run_in_threadpool(office.health)
        status = "ok" if found.ok else found.code
        return Json({"status": status}, 200 if found.ok else 503)

    by_path: dict[str, dict[str, Endpoint]] = {}
    for endpoint in calls.table:
        by_path.setdefault(endpoint.row.path, {})[endpoint.row.method] = endpoint
    routes = [
        Route("/openapi.json", calls.describe, methods=["GET"]),
        Route("/health", health, methods=["GET"]),
        *(
            Route(_with_slashes(path), calls.handler(by), methods=[*by])
            for path, by in by_path.items()
        ),
    ]
    return ProtectedApp(
        routes=routes,
        body_limit=BODY_LIMIT,
        too_large=TOO_LARGE,
        exception_handlers={
            BackOfficeError: reader.failed,
            Refused: reader.refused,
            HTTPException: reader.no_such,
            Exception: reader.broken,
        },
    )


def _with_slashes(path: str) -> str:
    """The path, in which a reference of the shop's own may have slashes: ``2026/17``."""
    return path.replace("{reference}", "{reference:path}")
