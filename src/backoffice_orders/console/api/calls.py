"""From a request to an endpoint's use case, and from what came of it to an answer."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from functools import cached_property, partial
from typing import Any, get_args, get_origin

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from backoffice_orders.back_office import BackOffice
from backoffice_orders.console.access import ActorOf, Refused, SearchLimit, require_actor
from backoffice_orders.console.api.codec import LONGEST_LIST, read, read_one, write
from backoffice_orders.console.api.endpoints import Endpoint, endpoints
from backoffice_orders.console.api.keys import kept_answer, key_in, response_of
from backoffice_orders.console.api.kinds import Field, Version
from backoffice_orders.console.api.openapi import openapi
from backoffice_orders.console.api.problems import FROM_ELSEWHERE, Reader, problem_of
from backoffice_orders.console.api.rules import converter_of
from backoffice_orders.i18n import Language
from backoffice_orders.model.errors.base import BackOfficeError, FieldInvalid
from backoffice_orders.model.keyed_request import KeptAnswer
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.reasons import TWICE, WHOLE_NUMBER
from backoffice_orders.services.attempts import Answering
from backoffice_orders.services.keyed_requests import KeyedRequests
from backoffice_orders.web.answers import Json
from backoffice_orders.web.protection import from_elsewhere

NO_PARAMETER = Sentence("api.no_parameter", "there is no such parameter")
NOT_JSON = Sentence("api.not_json", "it is not JSON")
REQUIRED = Sentence("api.required", "it is required")
TRUE_OR_FALSE = Sentence("api.no_flag", "it must be true or false")
Handler = Callable[[Request], Awaitable[Response]]


class Calls:
    """The endpoints of one office, as requests reach them."""

    def __init__(
        self, office: BackOffice, actor_of: ActorOf, limit: SearchLimit, reader: Reader
    ) -> None:
        self._office = office
        self._actor_of = actor_of
        self._limit = limit
        self._reader = reader
        self.table: tuple[Endpoint, ...] = endpoints(office)
        self._keyed = KeyedRequests(office.desk)
        self._converter = converter_of(office.desk.known.kinds)

    @cached_property
    def _document(self) -> dict[str, Any]:
        return openapi(self.table, self._office.desk.known.kinds)

    async def describe(self, _request: Request) -> Response:
        """The OpenAPI document."""
        return Json(await run_in_threadpool(lambda: self._document))

    def handler(self, by_method: Mapping[str, Endpoint]) -> Handler:
        """What answers requests to one path."""

        async def handle(request: Request) -> Response:
            endpoint = by_method["GET" if request.method == "HEAD" else request.method]
            actor = await require_actor(request, self._actor_of)
            if endpoint.row.searches or ("q" in request.query_params and "q" in endpoint.fields):
                self._limit.require(actor)
            for value in request.path_params.values():
                if "\0" in value or len(value) > 255:
                    raise HTTPException(404)
            key = key_in(request.headers) if endpoint.row.keyed else None
            sent, given = await self._given(request, endpoint)
            language = await self._reader.language(request)
            do = partial(endpoint.do, actor, request.path_params, given)
            answering = self._answering(endpoint, language)
            if key is None:
                return response_of(await run_in_threadpool(lambda: answering.make(do())))
            # An answer that is kept was given to whoever could do this then: may they still?
            endpoint.row.require(actor)
            asked = json.dumps([endpoint.row.name, request.path_params, sent], sort_keys=True)
            begun = await run_in_threadpool(
                self._keyed.begin, actor, key, asked.encode(), answering
            )
            if isinstance(begun, KeptAnswer):
                return response_of(begun, replayed=True)
            return response_of(await run_in_threadpool(self._keyed.run, actor, begun, do))

        return handle

    def _answering(self, endpoint: Endpoint, language: Language) -> Answering:
        """How an endpoint answers in a language."""

        def make(result: Any) -> KeptAnswer:
            content = write(endpoint.answer.make(result), language.say, self._converter)
            return kept_answer(Json(content, endpoint.row.status), language)

        def refusal(error: BackOfficeError) -> KeptAnswer:
            return kept_answer(problem_of(error, language), language)

        return Answering(make, refusal, endpoint.returns, kept=not endpoint.row.secret)

    async def _given(self, request: Request, endpoint: Endpoint) -> tuple[Any, dict[str, Any]]:
        """What a request says as it was sent, and as the use case takes it."""
        if request.method not in {"GET", "HEAD"} and from_elsewhere(request):
            raise Refused(403, FROM_ELSEWHERE())
        if not endpoint.takes_body:
            asked = request.query_params.multi_items()
            given = self._query(request, endpoint.fields)
            if request.method not in {"GET", "HEAD"} and (await request.body()).strip():
                # What stands here would change nothing: whoever has sent it thinks it does.
                read(await _fields_of(request), {}, self._converter)
            return sorted(asked), given
        # Other sites cannot make a browser send this type without asking first.
        sent = request.headers.get("content-type", "").partition(";")[0].strip()
        if sent.lower() != "application/json":
            raise HTTPException(415)
        self._query(request, {})
        fields = await _fields_of(request)
        return fields, read(fields, endpoint.fields, self._converter)

    def _query(self, request: Request, fields: Mapping[str, Field]) -> dict[str, Any]:
        asked = request.query_params
        for name in asked:
            if name not in fields:
                raise FieldInvalid(name, NO_PARAMETER())
        found = {}
        for name, field in fields.items():
            values = asked.getlist(name)
            if field.required and not values:
                raise FieldInvalid(name, REQUIRED())
            if not values:
                continue
            kind = next(iter(get_args(field.hint)), field.hint)
            if get_origin(field.hint) is tuple:
                if len(values) > LONGEST_LIST:
                    raise FieldInvalid(name, NO_PARAMETER())
                found[name] = tuple(_of_query(self, name, each, kind) for each in values)
                continue
            if len(values) > 1:
                raise FieldInvalid(name, TWICE(what=ascii(name)))
            # What is empty was not said, unless it has to be.
            if values[0] or field.required or kind in (int, bool):
                found[name] = _of_query(self, name, values[0], kind)
        return found

    def read_one(self, name: str, value: object, kind: Any) -> Any:
        """One value of a query."""
        return read_one(name, value, kind, self._converter)


async def _fields_of(request: Request) -> Any:
    try:
        return json.loads(await request.body(), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise FieldInvalid("body", NOT_JSON()) from error


def _of_query(calls: Calls, name: str, value: str, kind: Any) -> Any:
    value = value.replace("\0", "")
    if kind is bool:
        if value not in ("true", "false"):
            raise FieldInvalid(name, TRUE_OR_FALSE())
        return value == "true"
    if kind in (int, Version):
        if not re.fullmatch(r"-?[0-9]{1,20}", value):
            raise FieldInvalid(name, WHOLE_NUMBER())
        return calls.read_one(name, int(value), kind)
    return calls.read_one(name, value, kind)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose fields are each there once: of two, nobody knows which is meant."""
    fields: dict[str, Any] = {}
    for name, value in pairs:
        if name in fields:
            raise FieldInvalid("body", TWICE(what=ascii(name)))
        fields[name] = value
    return fields
