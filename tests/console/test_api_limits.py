"""How much a field takes is said by the field alone, and by the body's limit."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest
from attrs import evolve
from starlette.testclient import TestClient

from backoffice_orders.console.api import api_app
from backoffice_orders.model.ids import FieldId, ProductId
from backoffice_orders.model.product import CustomizationField, CustomizationKind
from backoffice_orders.model.stock import StockItem
from backoffice_orders.testing.samples import EMPLOYEE, MUG
from tests.checkout.samples import Shop

TEN = [{"kind": "percentage", "percent": "10"}]
PICTURE = b"\x89PNG\r\n\x1a\n" + b"0" * 20_000


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def api(shop: Shop) -> TestClient:
    return TestClient(api_app(shop.office, lambda _: EMPLOYEE))


def _field_of(answer: Any) -> str:
    assert answer.status_code == 422, answer.text
    return str(answer.json()["fields"]["field"])


def test_a_file_may_be_as_long_as_the_body(shop: Shop, api: TestClient) -> None:
    picture = CustomizationField(FieldId("picture"), "Picture", CustomizationKind.FILE)
    shop.office.setup.save(EMPLOYEE, evolve(MUG, customization_fields=(picture,)))
    cart = shop.office.carts.start(EMPLOYEE).cart
    content = b64encode(PICTURE).decode()
    sent = {"name": "c.png", "media_type": "image/png", "content": content}
    line = {"product_id": MUG.id, "version": cart.version, "customization": {"picture": sent}}
    answer = api.post(f"/carts/{cart.id}/lines", json=line)
    assert answer.status_code == 201, answer.text
    (stored,) = shop.office.carts.view(EMPLOYEE, cart.id).cart.lines
    file = stored.customization.values[0].file
    assert file is not None
    assert file.size == 20_008


@pytest.mark.parametrize("content", ["é", "a", "a b=", 5])
def test_what_is_no_base64_is_refused(shop: Shop, api: TestClient, content: Any) -> None:
    cart = shop.office.carts.start(EMPLOYEE).cart
    sent = {"name": "c.png", "media_type": "image/png", "content": content}
    line = {"product_id": MUG.id, "version": cart.version, "customization": {"picture": sent}}
    assert _field_of(api.post(f"/carts/{cart.id}/lines", json=line)) == "customization"


def test_a_priority_may_be_below_zero(shop: Shop, api: TestClient) -> None:
    body = {"name": "Ten", "code": "TEN", "actions": TEN, "priority": -5}
    assert api.post("/vouchers", json=body).status_code == 201
    (hit,) = shop.office.vouchers.search(EMPLOYEE, "ten").items
    assert hit.rule.priority == -5


def test_pieces_may_be_owed(shop: Shop, api: TestClient) -> None:
    answer = api.put("/setup/products/mug/stock", json={"level": -2})
    assert answer.status_code == 200, answer.text
    levels = shop.office.setup.stock(EMPLOYEE, [ProductId("mug")])
    assert levels == {StockItem(MUG.id): -2}


@pytest.mark.parametrize("level", [-1_000_000_001, 1_000_000_001, -(2**31) - 1, 2**31])
def test_a_level_that_no_stock_has_is_refused(api: TestClient, level: int) -> None:
    assert _field_of(api.put("/setup/products/mug/stock", json={"level": level})) == "level"


@pytest.mark.parametrize("version", [-1, 2**31, 1.0, "1", True, None])
def test_a_version_is_a_whole_number_from_zero(
    shop: Shop, api: TestClient, version: object
) -> None:
    cart = shop.office.carts.start(EMPLOYEE).cart
    answer = api.put(f"/carts/{cart.id}/name", json={"name": "Ann", "version": version})
    assert _field_of(answer) == "version"
    assert answer.json()["fields"]["reason"] == "it must be a whole number from 0 to 2147483647"


@pytest.mark.parametrize("seconds", [-1, 2**31])
def test_a_time_that_is_over_already_is_refused(shop: Shop, api: TestClient, seconds: int) -> None:
    cart = shop.cart().cart
    body = {"valid_for": seconds, "version": cart.version}
    assert _field_of(api.post(f"/carts/{cart.id}/links", json=body)) == "valid_for"


def test_a_text_may_be_as_long_as_its_field_takes(shop: Shop, api: TestClient) -> None:
    body = {"name": "Ten", "code": "TEN", "actions": TEN, "description": "d" * 65_536}
    assert api.post("/vouchers", json=body).status_code == 201
    (hit,) = shop.office.vouchers.search(EMPLOYEE, "ten").items
    assert hit.rule.description == "d" * 65_536


def test_a_text_that_is_longer_than_its_field_is_refused(api: TestClient) -> None:
    body = {"name": "Ten", "code": "TEN", "actions": TEN, "description": "d" * 65_537}
    answer = api.post("/vouchers", json=body)
    assert (_field_of(answer), answer.json()["code"]) == ("description", "field_too_long")
    assert answer.json()["fields"]["limit"] == 65_536


def test_no_text_has_a_nul(api: TestClient) -> None:
    body = {"name": "T\0n", "code": "TEN", "actions": TEN}
    assert _field_of(api.post("/vouchers", json=body)) == "name"


def test_the_document_says_what_its_fields_take(api: TestClient) -> None:
    paths = api.get("/openapi.json").json()["paths"]

    def takes(path: str, method: str, name: str) -> Any:
        body = paths[path][method]["requestBody"]["content"]["application/json"]["schema"]
        return body["properties"][name]

    level = takes("/setup/products/{product_id}/stock", "put", "level")
    assert (level["minimum"], level["maximum"]) == (-1_000_000_000, 1_000_000_000)
    version = takes("/carts/{cart_id}/name", "put", "version")
    assert (version["minimum"], version["maximum"]) == (0, 2_147_483_647)
    assert takes("/vouchers", "post", "description")["maxLength"] == 65_536
