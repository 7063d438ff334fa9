"""The OpenAPI document: every endpoint with its words, fields, scopes, answers and errors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, NewType, get_args, get_origin

from moneyed import Money

from backoffice_orders.console.access import TOO_MANY_SEARCHES
from backoffice_orders.console.api.codec import LARGEST
from backoffice_orders.console.api.endpoints import Endpoint
from backoffice_orders.console.api.keys import HEADER, LONGEST, PATTERN, REPLAYED
from backoffice_orders.console.api.kinds import Field, Version, kinds_in, variants_of
from backoffice_orders.console.api.problems import FROM_ELSEWHERE, NO_JSON, PROBLEM
from backoffice_orders.console.api.schemas import Schemas
from backoffice_orders.model.actor import Permission
from backoffice_orders.model.errors.base import (
    BackOfficeError,
    FieldInvalid,
    FieldTooLong,
    PermissionDenied,
    every_error,
)
from backoffice_orders.model.errors.finishing import (
    CartAlreadyOrdered,
    CartClosed,
    OfferExpired,
    StaleCart,
)
from backoffice_orders.model.errors.host import StorageFailed
from backoffice_orders.model.errors.pricing import CurrencyUnknown
from backoffice_orders.model.errors.products import QuantityInvalid
from backoffice_orders.model.errors.requests import (
    AnswerNotKept,
    IdempotencyKeyInvalid,
    KeyOfAnotherRequest,
    RequestRunning,
)
from backoffice_orders.model.pricing.kinds import RuleKinds
from backoffice_orders.services.arguments import NOT_FOUND
from backoffice_orders.services.command import Command
from backoffice_orders.web.answers import status_by_class
from backoffice_orders.web.refusals import SEND_LESS

_PROBLEM = {
    "type": "object",
    "description": "What went wrong (RFC 9457); `code` is stable.",
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
_KEY = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": (
        "Names this request, so that repeating it does nothing twice: the same request with the "
        f"same key is answered as before, with `{REPLAYED}: true`. Keys are yours alone, and kept "
        "for a day unless the shop says else."
    ),
    "schema": {"type": "string", "pattern": PATTERN, "maxLength": LONGEST + 2},
}
_Errors = tuple[type[BackOfficeError], ...]
# What a request with a key is refused for.
_OF_KEYS = (IdempotencyKeyInvalid, RequestRunning, AnswerNotKept, KeyOfAnotherRequest)
# What a change of a cart that was seen is refused for, whatever it is.
_OF_VERSIONS = (StaleCart, CartAlreadyOrdered, CartClosed, OfferExpired)
_EXAMPLES: Mapping[str, Any] = {
    "cart_id": "cart_1",
    "customer_id": "customer_1",
    "product_id": "mug",
    "quantity": 2,
    "version": 3,
    "amount": {"amount": "12.50", "currency": "EUR"},
    "price": {"amount": "12.50", "currency": "EUR"},
    "unit_price": {"amount": "12.50", "currency": "EUR"},
    "expected_total": {"amount": "34.80", "currency": "EUR"},
    "expected_due": {"amount": "34.80", "currency": "EUR"},
    "percent": "10",
    "country": "FR",
    "email": "j.doe@example.com",
    "first_name": "John",
    "last_name": "Doe",
    "company": "Doe Ltd",
    "payment_method": "invoice",
    "status": "shipped",
    "reason": "goodwill",
    "title": "For the delay",
    "code": "SPRING",
    "note": "Called on Monday.",
    "street": "16 rue de Rivoli",
    "postcode": "75004",
    "city": "Paris",
    "currency": "EUR",
    "language": "fr",
    "commands": [{"do": "add_product", "product_id": "mug", "quantity": 2}],
    "actions": [{"kind": "percentage", "percent": "10"}],
    "active": True,
    "attributes": {"channel": "phone"},
    "carrier_id": "post",
    "counts": [{"product_id": "mug", "level": 12}],
    "customization": {"text": "For John"},
    "day": "2026-01-20",
    "enabled": False,
    "entries": [{"type": "zone", "id": "europe", "name": "Europe"}],
    "entry": {
        "first_name": "John",
        "last_name": "Doe",
        "street": "16 rue de Rivoli",
        "postcode": "75004",
        "city": "Paris",
        "country": "FR",
    },
    "entry_id": "audit_1",
    "expires_at": "2026-01-20T18:00:00Z",
    "free": True,
    "level": 12,
    "message_ids": ["msg_1"],
    "name": "For John",
    "other_id": "customer_2",
    "prices": [{"product_id": "mug", "percent": "10", "from_quantity": 6}],
    "reference": "2026-17",
    "tags": ["phone"],
    "tax_included": True,
    "text": "Called on Monday.",
    "to": "ben",
    "until": "2026-01-20T18:00:00Z",
    "url": "https://example.com/orders",
}
# Where a use case means something else by a name.
_OWN_EXAMPLES: Mapping[str, Any] = {
    "carts.take_in": {
        "entry": {
            "customer_id": "customer_1",
            "lines": [{"product_id": "mug", "quantity": 2}],
            "updated_at": "2026-01-15T08:00:00Z",
        },
    },
    "products.add_lines": {"text": "mug\t2"},
}


def openapi(table: Iterable[Endpoint], kinds: RuleKinds) -> dict[str, Any]:
    """The OpenAPI 3.1 document of the endpoints."""
    schemas = Schemas(kinds)
    paths: dict[str, Any] = {}
    endpoints = tuple(table)
    of_commands = _of_commands(endpoints)
    for endpoint in endpoints:
        operation = _operation(endpoint, schemas, of_commands)
        paths.setdefault(endpoint.row.path, {})[endpoint.row.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Back-office orders",
            "version": "1",
            "description": (
                "Every use case of the back office. Amounts are gross unless their name says else; "
                "moments are in UTC. A change of a cart takes the `version` that was seen. Ids in "
                "paths are any text: bytes (UTF-8) of what is no letter (A to Z), digit, `-`, "
                "`_` or `.` are written `~` and two digits each (`2019~2F42` is `2019/42`)."
            ),
        },
        "paths": paths,
        "components": {
            "schemas": {"Problem": _PROBLEM, **dict(sorted(schemas.components.items()))},
            "securitySchemes": {
                "login": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": (
                        "What the shop's own login takes. Scopes are the permissions of whoever "
                        "is signed in: " + ", ".join(f"`{each.value}`" for each in Permission)
                    ),
                }
            },
        },
    }


def _operation(endpoint: Endpoint, schemas: Schemas, of_commands: _Errors) -> dict[str, Any]:
    row, words = endpoint.row, endpoint.words
    parameters = [
        _parameter(name, "path", {"type": "string", "minLength": 1, "maxLength": 255})
        for name in endpoint.path_names
    ]
    if not endpoint.takes_body:
        parameters += [_query(each, schemas) for each in endpoint.fields.values()]
    if row.keyed:
        parameters.append(_KEY)
    operation: dict[str, Any] = {
        "operationId": row.name,
        "tags": [row.use.partition(".")[0] if "." in row.use else "carts"],
        "summary": words.summary,
        "description": words.description,
        "security": [{"login": [each.value for each in scopes]} for scopes in row.ways],
        "parameters": parameters,
        "responses": {
            str(row.status): {
                "description": _described(endpoint.answer.kind),
                "content": {"application/json": {"schema": schemas.of(endpoint.answer.kind)}},
            },
            **_refusals(endpoint, of_commands),
            "default": {"description": "What went wrong.", "content": _problem()},
        },
    }
    if endpoint.takes_body:
        examples = {**_EXAMPLES, **_OWN_EXAMPLES.get(row.use, {})}
        content = {
            "schema": schemas.object(endpoint.fields.values()),
            "example": {
                each.name: examples[each.name]
                for each in endpoint.fields.values()
                if each.required or each.name in ("quantity", "code", "postcode")
            },
        }
        operation["requestBody"] = {"required": True, "content": {"application/json": content}}
    return operation


def _described(kind: Any) -> str:
    inner = " of " + get_args(kind)[0].__name__ if get_origin(kind) and get_args(kind) else ""
    doc = (get_origin(kind) or kind).__doc__ or ""
    return doc.split("\n")[0].rstrip(".") + inner + "."


def _problem() -> dict[str, Any]:
    return {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}


def _refusals(endpoint: Endpoint, of_commands: _Errors) -> dict[str, Any]:
    by_status = {
        status: [each.code for named in errors for each in every_error(named)]
        for status, errors in endpoint.words.errors.items()
    }
    more = [*_of_values(endpoint), *(of_commands if "commands" in endpoint.fields else ())]
    if endpoint.row.scopes or endpoint.row.one_of:
        more.append(PermissionDenied)
    if "version" in endpoint.fields:
        more += _OF_VERSIONS
    if endpoint.row.keyed:
        more += _OF_KEYS
    for error in more:
        by_status.setdefault(status_by_class(error), []).append(error.code)
    for status, code in _of_requests(endpoint):
        by_status.setdefault(status, []).append(code)
    return {
        str(status): {
            "description": f"{HTTPStatus(status).phrase}: "
            + ", ".join(f"`{each}`" for each in dict.fromkeys(codes)),
            "content": _problem(),
        }
        for status, codes in sorted(by_status.items())
    }


def _of_commands(table: Iterable[Endpoint]) -> _Errors:
    """What commands are refused for: what the use cases are that do the same."""
    _, kinds = variants_of(Command) or ("", {})
    same: set[str] = set()
    for each in kinds.values():
        same |= {each.action, each.action.replace(".", "s.", 1)}  # "cart.undo": ``carts.undo``
        said = re.findall(r"``(\w+)\.(\w+)``", each.__doc__ or "")
        same |= {f"{section.lower()}.{name}" for section, name in said}
    found = (each.words.errors.values() for each in table if each.row.use in same)
    return tuple(dict.fromkeys(error for errors in found for each in errors for error in each))


def _of_values(endpoint: Endpoint) -> Iterable[type[BackOfficeError]]:
    """What is refused of the values that an endpoint takes, by their types."""
    for each in kinds_in(*endpoint.path_kinds, *(one.hint for one in endpoint.fields.values())):
        if each in NOT_FOUND:
            yield NOT_FOUND[each]
        elif each is str or (isinstance(each, NewType) and each is not Version):
            yield FieldTooLong
        elif each is int:
            yield QuantityInvalid
        elif each is Money:
            yield CurrencyUnknown


def _of_requests(endpoint: Endpoint) -> Iterable[tuple[int, str]]:
    """What requests are refused for before anybody looks what they ask: statuses and codes."""
    changes = endpoint.row.method not in {"GET", "HEAD"}
    yield 403, "not_allowed"
    yield 422, FieldInvalid.code
    if endpoint.path_names:
        yield 404, "not_found"
    if changes:
        yield 403, FROM_ELSEWHERE.code
        yield 413, SEND_LESS.code
    if endpoint.takes_body:
        yield 415, NO_JSON.code
    if endpoint.row.searches or "q" in endpoint.fields:
        yield 429, TOO_MANY_SEARCHES.code
    for each in every_error(StorageFailed):
        yield status_by_class(each), each.code


def _query(field: Field, schemas: Schemas) -> dict[str, Any]:
    schema = dict(schemas.of(field.hint))
    if "anyOf" in schema:  # what is left out is None
        schema = dict(schema["anyOf"][0])
    if field.hint is int or schema.get("type") == "integer":
        schema = {"type": "integer", "minimum": 1, "maximum": LARGEST}
    elif schema == {"type": "string"}:
        schema["maxLength"] = 400 if field.name == "after" else 200
    asked = _parameter(field.name, "query", schema, required=field.required)
    return {**asked, "description": field.note} if field.note else asked


def _parameter(name: str, where: str, schema: Any, *, required: bool = True) -> dict[str, Any]:
    return {"name": name, "in": where, "required": required, "schema": schema}
