"""The API as an ASGI app: one endpoint per use case, errors as problem details (RFC 9457)."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, overload

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from backoffice_orders.back_office import BackOffice
from backoffice_orders.console.access import ActorOf, Refused, SearchLimit, require_actor
from backoffice_orders.console.api.endpoints import DEFAULTS, Endpoint, endpoints
from backoffice_orders.console.api.schema import LARGEST, read, schema_of, write
from backoffice_orders.model.errors.base import BackOfficeError, FieldInvalid
from backoffice_orders.model.values import frozen
from backoffice_orders.web.answers import status_of
from backoffice_orders.web.by_office import OfficeOf, by_office
from backoffice_orders.web.protection import ProtectedApp, from_elsewhere

# The longest texts of all fields, several times over.
BODY_LIMIT = 256 * 1024
PROBLEM = "application/problem+json"
_LOG = logging.getLogger("backoffice_orders.web")


@overload
def api_app(
    office: BackOffice, actor_of: ActorOf, limit: SearchLimit | None = None
) -> Starlette: ...


@overload
def api_app(*, office_of: OfficeOf, actor_of: ActorOf) -> Starlette: ...


def api_app(
    office: BackOffice | None = None,
    actor_of: ActorOf | None = None,
    limit: SearchLimit | None = None,
    *,
    office_of: OfficeOf | None = None,
) -> Starlette:
    """The JSON API of a shop.

    Args:
        office: The shop.
        actor_of: The host's login: who sends a request, or None to refuse it.
        limit: How fast one may search, where the page beside it counts too; its own by default.
        office_of: Instead of ``office``, which shop a request is for; see ``console_app``.
    """
    if actor_of is None or (office is None) == (office_of is None):
        raise TypeError("api_app needs an office or office_of, and actor_of")
    if office_of is not None:
        login = actor_of
        return by_office(office_of, lambda each: api_app(each, login), NO_SUCH_SHOP)
    assert office is not None
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
        handler = _handler({each.method: each for each in there}, actor_of, limit)
        routes.append(Route(path, handler, methods=[each.method for each in there]))
    return ProtectedApp(
        routes=routes,
        body_limit=BODY_LIMIT,
        too_large=TOO_LARGE,
        exception_handlers={
            BackOfficeError: _failed,
            Refused: _refused,
            HTTPException: _no_such,
            Exception: _broken,
        },
    )


def _handler(
    by_method: dict[str, Endpoint], actor_of: ActorOf, limit: SearchLimit
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
        return JSONResponse(write(result), status_code=endpoint.status)

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
            raise FieldInvalid(name, "there is no such parameter")
    for name, kind in endpoint.query.items():
        value = request.query_params.get(name)
        if kind is str:
            found[name] = (value or "").replace("\0", "")
            continue
        if value is None and name in DEFAULTS:
            found[name] = DEFAULTS[name]
            continue
        if value is None or not re.fullmatch(r"[0-9]{1,10}", value) or int(value) > LARGEST:
            raise FieldInvalid(name, "it must be a whole number")
        found[name] = int(value)
    return found


async def _body(request: Request, endpoint: Endpoint) -> Any:
    if endpoint.takes is None:
        if request.method == "DELETE" and from_elsewhere(request):
            raise Refused(403, "from_elsewhere", "Another site may not send this.")
        return None
    # Other sites cannot make a browser send this type without asking first.
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise HTTPException(415)
    if from_elsewhere(request):
        raise Refused(403, "from_elsewhere", "Another site may not send this.")
    try:
        fields = json.loads(await request.body(), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise FieldInvalid("body", "it is not JSON") from error
    return read(fields, endpoint.takes)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose fields are each there once: of two, nobody knows which is meant."""
    fields: dict[str, Any] = {}
    for name, value in pairs:
        if name in fields:
            raise FieldInvalid("body", f"{name!a} is there more than once")
        fields[name] = value
    return fields


def _problem(status: int, code: str, detail: str, **more: Any) -> Response:
    content = {
        "type": f"urn:backoffice-orders:error:{code}",
        "title": code.replace("_", " ").capitalize(),
        "status": status,
        "detail": detail,
        "code": code,
        **more,
    }
    return JSONResponse(content, status_code=status, media_type=PROBLEM)


# Where what lies around the endpoints refuses a request: a problem, too.
TOO_LARGE = _problem(413, "body_too_large", "Send less at once.")
NO_SUCH_SHOP = _problem(404, "not_found", "There is no such shop.")


async def _failed(_request: Request, error: Exception) -> Response:
    assert isinstance(error, BackOfficeError)
    fields = {name: _plain(value) for name, value in error.details().items()}
    return _problem(status_of(error), error.code, str(error), fields=fields)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return value if isinstance(value, str | int | bool | None) else str(value)


async def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return _problem(error.status, error.code, error.sentence)


_HTTP = {404: "not_found", 405: "method_not_allowed", 415: "not_json"}


async def _no_such(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = _HTTP.get(error.status_code, "refused")
    answer = _problem(error.status_code, code, str(error.detail))
    answer.headers.update(error.headers or {})
    return answer


async def _broken(_request: Request, error: Exception) -> Response:
    _LOG.exception("the API has a fault", exc_info=error)
    return _problem(500, "fault", "Something is broken here; nothing was changed.")


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
            takes = {"schema": schema_of(endpoint.takes, components)}
            operation["requestBody"] = {"required": True, "content": {"application/json": takes}}
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {"title": "Back-office orders", "version": "1"},
        "paths": paths,
        "components": {"schemas": components},
    }
