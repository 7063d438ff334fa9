"""The OpenAPI document: every endpoint with its words, fields, scopes, answers and errors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, get_args, get_origin

from backoffice_orders.console.api.codec import LARGEST
from backoffice_orders.console.api.endpoints import Endpoint
from backoffice_orders.console.api.keys import HEADER, LONGEST, PATTERN, REPLAYED
from backoffice_orders.console.api.kinds import Field
from backoffice_orders.console.api.problems import PROBLEM
from backoffice_orders.console.api.schemas import Schemas
from backoffice_orders.model.actor import Permission
from backoffice_orders.model.errors.base import BackOfficeError, PermissionDenied
from backoffice_orders.model.errors.customers import (
    AddressInvalid,
    AddressNotFound,
    CustomerNotFound,
)
from backoffice_orders.model.errors.discounts import DiscountNotFound
from backoffice_orders.model.errors.emails import EmailNotFound
from backoffice_orders.model.errors.finishing import (
    CartAlreadyOrdered,
    CartClosed,
    CartNotFound,
    OfferExpired,
    OrderNotFound,
    StaleCart,
)
from backoffice_orders.model.errors.products import LineNotFound, ProductNotFound
from backoffice_orders.model.errors.requests import (
    AnswerNotKept,
    IdempotencyKeyInvalid,
    KeyOfAnotherRequest,
    RequestRunning,
)
from backoffice_orders.model.errors.webhooks import WebhookNotFound
from backoffice_orders.model.pricing.kinds import RuleKinds
from backoffice_orders.web.answers import status_by_class

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
# What a request with a key is refused for.
_OF_KEYS: Mapping[int, tuple[type[BackOfficeError], ...]] = {
    400: (IdempotencyKeyInvalid,),
    409: (RequestRunning, AnswerNotKept),
    422: (KeyOfAnotherRequest,),
}
# What is in a path may not be there.
_OF_PATHS: Mapping[str, type[BackOfficeError]] = {
    "address_id": AddressNotFound,
    "cart_id": CartNotFound,
    "country": AddressInvalid,
    "customer_id": CustomerNotFound,
    "discount_id": DiscountNotFound,
    "email_id": EmailNotFound,
    "keep_id": CustomerNotFound,
    "line_id": LineNotFound,
    "order_id": OrderNotFound,
    "product_id": ProductNotFound,
    "reference": OrderNotFound,
    "webhook_id": WebhookNotFound,
}
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
}


def openapi(table: Iterable[Endpoint], kinds: RuleKinds) -> dict[str, Any]:
    """The OpenAPI 3.1 document of the endpoints."""
    schemas = Schemas(kinds)
    paths: dict[str, Any] = {}
    for endpoint in table:
        operation = _operation(endpoint, schemas)
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


def _operation(endpoint: Endpoint, schemas: Schemas) -> dict[str, Any]:
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
            **_refusals(endpoint),
            "default": {"description": "What went wrong.", "content": _problem()},
        },
    }
    if endpoint.takes_body:
        example = {
            each.name: _EXAMPLES[each.name]
            for each in endpoint.fields.values()
            if each.name in _EXAMPLES and (each.required or each.name in ("quantity", "code"))
        }
        whole = all(each.name in example for each in endpoint.fields.values() if each.required)
        content: dict[str, Any] = {"schema": schemas.object(endpoint.fields.values())}
        if whole:
            content["example"] = example
        operation["requestBody"] = {"required": True, "content": {"application/json": content}}
    return operation


def _described(kind: Any) -> str:
    inner = " of " + get_args(kind)[0].__name__ if get_origin(kind) and get_args(kind) else ""
    doc = (get_origin(kind) or kind).__doc__ or ""
    return doc.split("\n")[0].rstrip(".") + inner + "."


def _problem() -> dict[str, Any]:
    return {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}


def _refusals(endpoint: Endpoint) -> dict[str, Any]:
    found: dict[int, tuple[type[BackOfficeError], ...]] = dict(endpoint.words.errors)
    if endpoint.row.scopes or endpoint.row.one_of:
        found[403] = (*found.get(403, ()), PermissionDenied)
    for name in endpoint.path_names:
        if name in _OF_PATHS:
            status = status_by_class(_OF_PATHS[name])
            found[status] = (_OF_PATHS[name], *found.get(status, ()))
    if "version" in endpoint.fields:
        found[409] = (*found.get(409, ()), *_OF_VERSIONS)
    if endpoint.row.keyed:
        for status, errors in _OF_KEYS.items():
            found[status] = (*found.get(status, ()), *errors)
    return {
        str(status): {
            "description": f"{HTTPStatus(status).phrase}: "
            + ", ".join(dict.fromkeys(f"`{each.code}`" for each in errors)),
            "content": _problem(),
        }
        for status, errors in sorted(found.items())
    }


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
