"""The OpenAPI document names what endpoints refuse, and its examples can be sent."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial
from typing import Any, NewType

import pytest
from starlette.testclient import TestClient

from backoffice_orders.back_office import BackOffice
from backoffice_orders.console.access import SearchLimit
from backoffice_orders.console.api import api_app
from backoffice_orders.console.api.endpoints import endpoints
from backoffice_orders.console.api.schemas import Schemas
from backoffice_orders.console.api.words import words_of
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.errors.emails import EmailNotFound
from backoffice_orders.model.errors.finishing import CartClosed, StaleCart
from backoffice_orders.model.ids import EmailId
from backoffice_orders.model.pricing.kinds import SHIPPED
from backoffice_orders.services.arguments import NOT_FOUND
from backoffice_orders.testing.samples import EMPLOYEE, EUROPE
from tests.checkout.samples import Shop
from tests.dump import dump

Operation = dict[str, Any]


def login_of(shop: Shop) -> TestClient:
    return TestClient(api_app(shop.office, lambda _: EMPLOYEE), base_url="http://api.example")


def operations(login: TestClient) -> Iterator[tuple[str, str, Operation]]:
    """Method, path and description of each endpoint."""
    for path, by_method in login.get("/openapi.json").json()["paths"].items():
        for method, operation in by_method.items():
            yield method, path, operation


def example_of(operation: Operation) -> dict[str, Any] | None:
    """What the document shows of its body; None for what takes none."""
    if "requestBody" not in operation:
        return None
    example: dict[str, Any] = operation["requestBody"]["content"]["application/json"]["example"]
    return example


def asked_of(operation: Operation) -> dict[str, Any]:
    """What its query has to say."""
    return {
        each["name"]: "1"
        for each in operation["parameters"]
        if each["in"] == "query" and each["required"]
    }


def said(operation: Operation, answer: Any) -> bool:
    """Whether the document names a refusal: its status, with its code."""
    told = operation["responses"].get(str(answer.status_code), {}).get("description", "")
    return f"`{answer.json()['code']}`" in told


def test_what_is_not_there_is_refused_as_the_document_says() -> None:
    """Every endpoint as far as the document alone can call it, with ids of nothing."""
    login = login_of(Shop())
    unsaid, unread, refused = [], [], 0
    for method, path, operation in operations(login):
        asked, example = asked_of(operation), example_of(operation)
        answer = login.request(method, re.sub(r"{\w+}", "nobody", path), params=asked, json=example)
        if answer.status_code < 400:
            continue
        refused += 1
        told = operation["operationId"], answer.status_code, answer.json()["code"]
        if not said(operation, answer):
            unsaid.append(told)
        if example is not None and answer.status_code == 422:
            unread.append(told)
    assert unsaid == []
    # Its prices are of the product that the path names, which is another one here.
    assert unread == [("setup_set_specific_prices", 422, "field_invalid")]
    assert refused > 90


# In place of each value: of no type that it has, too long, too large, below zero, half a letter.
_WRONG = [None, {"a": 1}, -1, 2**63, "", "x" * 5000, "\ud800", "-5", ["a"]]


def test_what_is_wrong_is_refused_as_the_document_says_and_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every field of every endpoint, one by one, with each of the wrong values."""
    monkeypatch.setattr(SearchLimit, "require", lambda *_: None)
    shop = Shop()
    cart = shop.cart()
    login = login_of(shop)
    known = {"cart_id": cart.cart.id, "line_id": cart.cart.lines[0].id, "product_id": "mug"}
    wrong: set[tuple[object, ...]] = set()
    refused = 0
    for method, path, operation in operations(login):
        url = re.sub(r"{(\w+)}", lambda found: known.get(found[1], "nobody"), path)
        asked, example = asked_of(operation), example_of(operation)
        if example is None:
            named = [each["name"] for each in operation["parameters"] if each["in"] == "query"]
        else:
            schema = operation["requestBody"]["content"]["application/json"]["schema"]
            named, example = [*schema["properties"]], {**example, "version": 999}
            if "version" not in named:
                del example["version"]
        for name in named:
            for value in _WRONG:
                if example is None:
                    text = str(value).encode(errors="replace")
                    send = partial(login.request, params={**asked, name: text})
                else:
                    body = json.dumps({**example, name: value})
                    headers = {"content-type": "application/json"}
                    send = partial(login.request, content=body, headers=headers)
                before = dump(shop.store)
                answer = send(method, url)
                if answer.status_code < 400:
                    continue
                refused += 1
                told = operation["operationId"], name, answer.status_code, answer.json()["code"]
                if answer.status_code >= 500 or not said(operation, answer):
                    wrong.add(told)
                if dump(shop.store) != before:
                    wrong.add((*told, "changed"))
    assert wrong == set()
    assert refused > 2000


def test_what_nothing_can_be_called_is_not_found() -> None:
    kinds = {kind for each in endpoints(BackOffice.in_memory()) for kind in each.path_kinds}
    assert {each for each in kinds if isinstance(each, NewType)} <= NOT_FOUND.keys()
    office = Shop().office
    for nobody in ("", "x" * 300, "\ud800"):
        with pytest.raises(EmailNotFound):
            office.emails.get(EMPLOYEE, EmailId(nobody))
    with pytest.raises(EmailNotFound) as refused:
        office.emails.get(EMPLOYEE, EmailId("x" * 300))
    assert refused.value.details() == {"email_id": "x" * 40}


def test_the_settings_cannot_be_taken_away() -> None:
    shop = Shop()
    login = login_of(shop)
    settings = {"type": "shop_settings", "name": "Mine", "currency": "EUR", "country": "FR"}
    zone = {"type": "zone", "id": EUROPE.id, "name": "Europe"}
    before = dump(shop.store)
    answer = login.post("/setup/removals", json={"entries": [zone, settings]})
    assert (answer.status_code, answer.json()["code"]) == (422, FieldInvalid.code)
    assert dump(shop.store) == before
    assert login.post("/setup/removals", json={"entries": [zone]}).status_code == 201


class _Doors:
    def left(self) -> None:
        """Open the left door; raises as ``right``.

        Raises:
            StaleCart: The cart.
        """

    def right(self) -> None:
        """Open the right door.

        Raises:
            CartClosed: As ``left``.
        """


def test_two_use_cases_may_say_that_they_raise_the_same() -> None:
    doors = _Doors()
    assert words_of(doors.left).errors == {409: (StaleCart, CartClosed)}
    assert words_of(doors.right).errors == {409: (CartClosed, StaleCart)}


@pytest.mark.parametrize(
    ("kind", "kinds"),
    [
        (tuple[str, str], {"items": {"type": "string"}}),
        (tuple[str, bool], {"prefixItems": [{"type": "string"}, {"type": "boolean"}]}),
    ],
)
def test_a_pair_has_two_values(kind: Any, kinds: dict[str, Any]) -> None:
    # Of one kind they are said as arrays are: more generators of clients know those.
    said = Schemas(SHIPPED).of(kind)
    assert said == {"type": "array", **kinds, "minItems": 2, "maxItems": 2}


def test_errors_are_read_off_a_docstring_however_it_names_them() -> None:
    by_use = {each.row.use: each.words.errors for each in endpoints(BackOffice.in_memory())}
    named = {
        use: {each.__name__ for found in by.values() for each in found}
        for use, by in by_use.items()
    }
    # Over several lines, in a sentence, and by the use case that raises the same.
    assert {"CarrierUnavailable", "CustomerMissing", "AmountNegative"} <= named["finishing.place"]
    assert "RuleNotFound" in named["vouchers.get"]
    assert "RuleAlreadyApplied" in named["vouchers.grant_code"]
    assert {"AddressNotFound", "AddressInvalid", "PhoneInvalid"} <= named["addresses.edit"]
