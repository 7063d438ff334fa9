"""Whatever choices the API's document lists, the API takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from starlette.testclient import TestClient

from backoffice_orders.back_office import BackOffice
from backoffice_orders.console.api import api_app
from backoffice_orders.demo import load_demo
from backoffice_orders.model.ids import CustomerId
from backoffice_orders.testing.samples import EMPLOYEE

EURO = {"amount": "1.00", "currency": "EUR"}
LISTED = {
    "customer-groups": "customer_group",
    "tax-groups": "tax_group",
    "zones": "zone",
    "countries": "country",
    "carriers": "carrier",
    "exchange-rates": "exchange_rate",
    "categories": "category",
    "brands": "brand",
    "suppliers": "supplier",
    "price-rules": "catalog_price_rule",
    "cart-rules": "cart_rule",
    "products?product_ids=mug-own&product_ids=breakfast-pack": "product",
}


@pytest.fixture(scope="module")
def office() -> BackOffice:
    office = BackOffice.in_memory()
    load_demo(office)
    return office


@pytest.fixture(scope="module")
def api(office: BackOffice) -> TestClient:
    return TestClient(api_app(office, lambda _: EMPLOYEE))


def _entry(kind: str, **values: Any) -> tuple[str, Any]:
    return "/setup/entries", {"entries": [{"type": kind, "id": "new", "name": "New", **values}]}


def _settings(**values: Any) -> tuple[str, Any]:
    needed = {"type": "shop_settings", "name": "Shop", "currency": "EUR", "country": "FR"}
    return "/setup/entries", {"entries": [{**needed, **values}]}


def _product(**values: Any) -> tuple[str, Any]:
    return _entry("product", price=EURO, tax_group_id="standard", **values)


def _voucher(**action: Any) -> tuple[str, Any]:
    of_product = {"product_id": "mug-own"} if action["target"] == "product" else {}
    return "/vouchers", {"name": "New", "actions": [{**action, **of_product}]}


def _taken(place: str, value: str) -> tuple[str, Any]:
    """The smallest request with this choice at a place of the document."""
    name = place.rpartition(".")[2]
    fee = {"name": "Fee", "unit_price": EURO}
    match place.partition(".")[0]:
        case "CarrierType":
            return _entry("carrier", **{name: value})
        case "CustomerGroupType":
            return _entry("customer_group", **{name: value})
        case "TaxRule":
            return _entry("tax_group", rules=[{"country": "FR", "rates": [], name: value}])
        case "ProductType":
            return _product(**{name: value})
        case "CustomizationField":
            return _product(customization_fields=[{"id": "f", "label": "F", name: value}])
        case "Rounding":
            return _settings(rounding={name: value})
        case "PaymentMethod":
            return _settings(payment_methods=[{"code": "c", "name": "C", name: value}])
        case "ShopSettingsType":
            return _settings(**{name: [value] if name == "estimated_services" else value})
        case "Percentage":
            return _voucher(kind="percentage", percent="10", target=value)
        case "Amount":
            return _voucher(kind="amount", amount=EURO, target=value)
        case "AmountOffEach":
            return _voucher(kind="amount_off_each", amount=EURO, target=value)
        case "CartEntry":
            entry = {"customer_id": "john-doe", "lines": [], "updated_at": "2026-01-15T09:00:00Z"}
            return "/carts/taken-in", {"reference": f"of {value}", "entry": {**entry, name: value}}
        case "AddCustomLineDo":
            commands = [{"do": "add_custom_line", **fee, name: value}]
            return "/carts/{cart}/batch", {"commands": commands}
        case "products_add_custom":
            return "/carts/{cart}/custom-lines", {**fee, name: value}
    raise AssertionError(f"no request has {place}")


def _choices(api: TestClient) -> Mapping[str, list[str]]:
    """The choices in whatever requests hold, by their places in the document."""
    document = api.get("/openapi.json").json()
    schemas = document["components"]["schemas"]
    found: dict[str, list[str]] = {}
    seen: set[str] = set()

    def look(schema: Any, place: str) -> Iterator[tuple[str, list[str]]]:
        if isinstance(schema, list):
            for each in schema:
                yield from look(each, place)
        if not isinstance(schema, dict):
            return
        if "enum" in schema:
            yield place, schema["enum"]
        name = schema.get("$ref", "").rpartition("/")[2]
        if name and name not in seen:
            seen.add(name)
            yield from look(schemas[name], name)
        for key, each in schema.items():
            if key == "properties":
                for inner, value in each.items():
                    yield from look(value, f"{place.partition('.')[0]}.{inner}")
            elif key != "enum":
                yield from look(each, place)

    for path in document["paths"].values():
        for operation in path.values():
            asked = [operation.get("requestBody"), operation["parameters"]]
            found |= dict(look(asked, operation["operationId"]))
    return found


def _cart(office: BackOffice) -> tuple[str, int]:
    view = office.carts.start(EMPLOYEE, CustomerId("john-doe"))
    return view.cart.id, view.version


def _send(api: TestClient, office: BackOffice, path: str, body: Any) -> Any:
    if "{cart}" in path:
        cart_id, version = _cart(office)
        path, body = path.format(cart=cart_id), {**body, "version": version}
    return api.post(path, json=body)


def test_every_choice_that_the_document_lists_is_taken() -> None:
    office = BackOffice.in_memory()
    load_demo(office)
    api = TestClient(api_app(office, lambda _: EMPLOYEE))
    choices = _choices(api)
    assert choices["products_add_custom.kind"] == ["item", "fee"]
    for place, values in choices.items():
        for value in values:
            answer = _send(api, office, *_taken(place, value))
            assert answer.status_code == 201, f"{place}: {value}: {answer.text}"


def test_a_choice_is_kept_as_what_it_is(api: TestClient, office: BackOffice) -> None:
    cart = _send(api, office, *_taken("products_add_custom.kind", "fee")).json()
    assert [(each["name"], each["kind"]) for each in cart["lines"]] == [("Fee", "fee")]


@pytest.mark.parametrize(
    ("place", "field", "choices"),
    [
        ("products_add_custom.kind", "kind", "fee, item"),
        ("Percentage.target", "actions", "cheapest, order, product, selection"),
        ("CartEntry.channel", "entry", "back_office, storefront"),
        ("CustomerGroupType.shows_prices", "shows_prices", "tax_excluded, tax_included"),
        ("Rounding.type", "rounding", "item, line, total"),
    ],
)
def test_what_is_no_choice_is_refused_with_those_that_are(
    api: TestClient, office: BackOffice, place: str, field: str, choices: str
) -> None:
    answer = _send(api, office, *_taken(place, "none"))
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "field_invalid")
    assert problem["fields"]["field"] == field
    assert problem["detail"].endswith(f": 'none' is none of {choices}.")


@pytest.mark.parametrize(("listed", "kind"), LISTED.items())
def test_what_is_listed_can_be_saved_again_and_nothing_changes(
    api: TestClient, listed: str, kind: str
) -> None:
    before = api.get(f"/setup/{listed}").json()["items"]
    assert before
    entries = [{"type": kind, **each} for each in before]
    answer = api.post("/setup/entries", json={"entries": entries})
    assert answer.status_code == 201, answer.text
    assert api.get(f"/setup/{listed}").json()["items"] == before


def test_settings_can_be_saved_again_and_nothing_changes(api: TestClient) -> None:
    before = api.get("/setup/settings").json()
    answer = api.post("/setup/entries", json={"entries": [{"type": "shop_settings", **before}]})
    assert answer.status_code == 201, answer.text
    assert api.get("/setup/settings").json() == before
