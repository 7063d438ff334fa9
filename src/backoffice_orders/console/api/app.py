"""The API as an ASGI app: one endpoint per use case, errors as problem details (RFC 9457)."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, overload

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from backoffice_orders.back_office import BackOffice
from backoffice_orders.console.access import (
    ActorOf,
    Refused,
    SearchLimit,
    require_actor,
)
from backoffice_orders.console.api.endpoints import DEFAULTS, Endpoint, endpoints
from backoffice_orders.console.api.problems import NO_SUCH_SHOP, PROBLEM, TOO_LARGE, Reader
from backoffice_orders.console.api.rules import converter_of, describe
from backoffice_orders.console.api.schema import LARGEST, read, read_moment, schema_of, write
from backoffice_orders.model.errors.base import BackOfficeError, FieldInvalid
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.reasons import TWICE, WHOLE_NUMBER
from backoffice_orders.model.values import frozen
from backoffice_orders.web.by_office import OfficeOf, by_office
from backoffice_orders.web.languages import LanguageOf, PageLanguages
from backoffice_orders.web.protection import ProtectedApp, from_elsewhere

# The longest texts of all fields, several times over.
BODY_LIMIT = 256 * 1024
FROM_ELSEWHERE = Sentence("from_elsewhere", "Another site may not send this.")
NO_PARAMETER = Sentence("api.no_parameter", "there is no such parameter")
NOT_JSON = Sentence("api.not_json", "it is not JSON")


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
        login = actor_of
        return by_office(
            office_of, lambda each: api_app(each, login, language_of=language_of), NO_SUCH_SHOP
        )
    assert office is not None
    reader = Reader(PageLanguages(language_of, office.desk.catalogs))
    table = endpoints(office)
    limit = limit or SearchLimit()
    by_path: dict[str, list[Endpoint]] = {}
    for endpoint in table:
        by_path.setdefault(endpoint.path, []).append(endpoint)
    document = openapi(table)

    async def describe(_request: Request) -> Response:
        return JSONResponse(document)

    async def health(_request: Request) -> Response:
        # Without a login: load balancers have none, and it tells nothing of the shop.
        found = await run_in_threadpool(office.health)
        status = "ok" if found.ok else found.code
        return JSONResponse({"status": status}, 200 if found.ok else 503)

    routes = [
        Route("/openapi.json", describe, methods=["GET"]),
        Route("/health", health, methods=["GET"]),
    ]
    for path, there in by_path.items():
        handler = _handler({each.method: each for each in there}, actor_of, limit, reader)
        routes.append(Route(path, handler, methods=[each.method for each in there]))
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


def _handler(
    by_method: dict[str, Endpoint], actor_of: ActorOf, limit: SearchLimit, reader: Reader
) -> Callable[[Request], Awaitable[Response]]:
    async def handle(request: Request) -> Response:
        endpoint = by_method["GET" if request.method == "HEAD" else request.method]
        actor = await require_actor(request, actor_of)
        if "q" in endpoint.query:
            limit.require(actor)
        call = Call(
            dict(request.path_params),
            _query(request, endpoint),
            await _body(request, endpoint),
        )
        for value in call.path.values():
            if "\0" in value or len(value) > 255:
                raise HTTPException(404)
        result = await run_in_threadpool(endpoint.run, actor, call)
        language = await reader.language(request)
        return JSONResponse(
            write(result, language.say), endpoint.status, {"content-language": language.tag}
        )

    return handle


@frozen
class Call:
    """What a request says: the parts of its path, its query, and its body."""

    path: dict[str, str]
    query: dict[str, Any]
    body: Any


def _query(request: Request, endpoint: Endpoint) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in request.query_params:
        if name not in endpoint.query:
            raise FieldInvalid(name, NO_PARAMETER())
    for name, kind in endpoint.query.items():
        value = request.query_params.get(name)
        if kind is str:
            found[name] = (value or "").replace("\0", "")
            continue
        if kind is bool:
            if value not in (None, "true", "false"):
                raise FieldInvalid(name, "it must be true or false")
            found[name] = value == "true"
            continue
        if kind is datetime:
            found[name] = read_moment(name, value) if value else None
            continue
        if value is None and name in DEFAULTS:
            found[name] = DEFAULTS[name]
            continue
        if value is None or not re.fullmatch(r"[0-9]{1,10}", value) or int(value) > LARGEST:
            raise FieldInvalid(name, WHOLE_NUMBER())
        found[name] = int(value)
    return found


async def _body(request: Request, endpoint: Endpoint) -> Any:
    if endpoint.takes is None:
        if request.method == "DELETE" and from_elsewhere(request):
            raise Refused(403, FROM_ELSEWHERE())
        return None
    # Other sites cannot make a browser send this type without asking first.
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise HTTPException(415)
    if from_elsewhere(request):
        raise Refused(403, FROM_ELSEWHERE())
    try:
        fields = json.loads(await request.body(), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise FieldInvalid("body", NOT_JSON()) from error
    if endpoint.kinds is not None:
        return read(fields, endpoint.takes, converter_of(endpoint.kinds))
    return read(fields, endpoint.takes)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose fields are each there once: of two, nobody knows which is meant."""
    fields: dict[str, Any] = {}
    for name, value in pairs:
        if name in fields:
            raise FieldInvalid("body", TWICE(what=ascii(name)))
        fields[name] = value
    return fields


def openapi(table: Sequence[Endpoint]) -> dict[str, Any]:
    """The OpenAPI 3.1 document of the endpoints."""
    components: dict[str, Any] = {
        "Problem": {
            "type": "object",
            "description": "RFC 9457; ``code`` is stable.",
            "required": ["type", "title", "status", "detail", "code"],
            "properties": {
                "type": {"type": "string"},
                "title": {"type": "string"},
                "status": {"type": "integer"},
                "detail": {"type": "string"},
                "code": {"type": "string"},
                "fields": {"type": "object"},
            },
        }
    }
    problem = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    paths: dict[str, Any] = {}
    for endpoint in table:
        parameters: list[dict[str, Any]] = [
            {
                "name": name,
                "in": "path",
                "required": True,
                "schema": {"type": "string", "minLength": 1, "maxLength": 255},
            }
            for name in re.findall(r"{(\w+)}", endpoint.path)
        ]
        for name, kind in endpoint.query.items():
            longest = 400 if name == "after" else 200
            schema: dict[str, Any] = {"type": "string", "maxLength": longest}
            if kind is int:
                schema = {"type": "integer", "minimum": 1, "maximum": LARGEST}
            if kind is bool:
                schema = {"type": "boolean"}
            if kind is datetime:
                schema = {"type": "string", "format": "date-time"}
            required = kind is int and name not in DEFAULTS
            parameters.append({"name": name, "in": "query", "required": required, "schema": schema})
        gives = {"schema": schema_of(endpoint.gives, components)}
        operation: dict[str, Any] = {
            "operationId": endpoint.name,
            "summary": endpoint.summary,
            "parameters": parameters,
            "responses": {
                str(endpoint.status): {
                    "description": endpoint.gives.__doc__.split("\n")[0],
                    "content": {"application/json": gives},
                },
                "default": {"description": "What went wrong.", "content": problem},
            },
        }
        if endpoint.takes is not None:
            if endpoint.kinds is not None:
                describe(endpoint.kinds, components)
            takes = {"schema": schema_of(endpoint.takes, components)}
            operation["requestBody"] = {"required": True, "content": {"application/json": takes}}
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {"title": "Back-office orders", "version": "1"},
        "paths": paths,
        "components": {"schemas": components},
    }
