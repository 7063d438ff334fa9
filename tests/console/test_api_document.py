"""The OpenAPI document names what endpoints refuse."""

from __future__ import annotations

import re

from starlette.testclient import TestClient

from backoffice_orders.back_office import BackOffice
from backoffice_orders.console.api import api_app
from backoffice_orders.console.api.endpoints import endpoints
from backoffice_orders.testing.samples import EMPLOYEE
from tests.checkout.samples import Shop


def test_what_is_not_there_is_refused_as_the_document_says() -> None:
    """Every endpoint as far as the document alone can call it, with ids of nothing."""
    shop = Shop()
    login = TestClient(api_app(shop.office, lambda _: EMPLOYEE), base_url="http://api.example")
    document = login.get("/openapi.json").json()
    unsaid, refused = [], 0
    for path, by_method in document["paths"].items():
        for method, operation in by_method.items():
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            if body and "example" not in body:
                continue
            asked = {
                each["name"]: "1"
                for each in operation["parameters"]
                if each["in"] == "query" and each["required"]
            }
            answer = login.request(
                method, re.sub(r"{\w+}", "nobody", path), params=asked, json=body.get("example")
            )
            if answer.status_code < 400:
                continue
            refused += 1
            said = operation["responses"].get(str(answer.status_code), {}).get("description", "")
            if f"`{answer.json()['code']}`" not in said:
                unsaid.append((operation["operationId"], answer.status_code, answer.json()["code"]))
    assert unsaid == []
    assert refused > 60


def test_errors_are_read_off_a_docstring_however_it_names_them() -> None:
    by_use = {each.row.use: each.words.errors for each in endpoints(BackOffice.in_memory())}
    named = {
        use: {each.__name__ for found in by.values() for each in found}
        for use, by in by_use.items()
    }
    # Over several lines, in a sentence, and by the use case that raises the same.
    assert {"CarrierUnavailable", "CustomerMissing", "AmountNegative"} <= named["finishing.place"]
    assert "RuleNotFound" in named["vouchers.get"]
    assert {"AddressNotFound", "AddressInvalid", "PhoneInvalid"} <= named["addresses.edit"]
