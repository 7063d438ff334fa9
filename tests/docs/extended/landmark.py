"""An address has a landmark, everywhere; run where docs/extending.md has added it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from backoffice_orders.adapters.files import read_directory
from backoffice_orders.console import console_app
from backoffice_orders.i18n import Language
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.errors.base import FieldTooLong
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.services.commands.addresses import AddressEntry
from backoffice_orders.services.importing import KINDS
from backoffice_orders.testing.samples import EMPLOYEE
from tests.checkout.samples import Shop
from tests.console.samples import SECRET, Page, value

MILL = "Behind the mill"
PLACE = {
    "first_name": "John",
    "last_name": "Doe",
    "street": "1 rue du Moulin",
    "city": "Paris",
    "country": "FR",
    "postcode": "75001",
}


@pytest.fixture
def shop(store: Store) -> Shop:
    return Shop(store)


def entry(landmark: str) -> AddressEntry:
    said: dict[str, Any] = {**PLACE, "landmark": landmark}
    return AddressEntry(**said)


def landmarks(shop: Shop) -> list[str]:
    """Those of the addresses of all customers called Doe."""
    hits = shop.office.customers.search(EMPLOYEE, "doe").items
    details = [shop.office.customers.details(EMPLOYEE, hit.id) for hit in hits]
    found = [address for each in details for address in each.addresses]
    return [str(vars_of(each)["landmark"]) for each in found if vars_of(each)["landmark"]]


def vars_of(address: object) -> dict[str, Any]:
    return {"landmark": getattr(address, "landmark", "there is no such field")}


def test_it_is_kept(shop: Shop) -> None:
    shop.office.addresses.add(EMPLOYEE, shop.customer().id, entry(MILL))
    assert landmarks(shop) == [MILL]


def test_its_length_is_checked(shop: Shop) -> None:
    customer = shop.customer()
    with pytest.raises(FieldTooLong) as refused:
        shop.office.addresses.add(EMPLOYEE, customer.id, entry("x" * 65))
    assert (refused.value.field, refused.value.limit) == ("landmark", 64)


def test_the_employee_is_asked_for_it(shop: Shop) -> None:
    view = shop.cart()
    page = Page(shop)
    form = page.get(f"/cart/{view.cart.id}?new=1")
    assert "Landmark" in form
    said = {**PLACE, "landmark": MILL, "street": "2 rue du Moulin", "use": "both"}
    code, text, _ = page.press(f"/cart/{view.cart.id}/address", form, **said)
    assert (code, landmarks(shop)) == (200, [MILL]), text


def test_the_customer_is_asked_for_it(shop: Shop) -> None:
    link = shop.sent(shop.cart())
    browser, path = shop.browser(), shop.path(link)
    form = browser.get(f"{path}?new=1").text
    assert "Landmark" in form
    said = {**PLACE, "landmark": MILL, "street": "2 rue du Moulin", "use": "both"}
    answer = browser.post(f"{path}/address", data={**said, "version": value(form, "version")})
    assert landmarks(shop) == [MILL], answer.text


def test_the_api_takes_and_describes_it(shop: Shop) -> None:
    customer = shop.customer()
    app = console_app(shop.office, lambda _: Actor.employee("ann", "Ann"), secret=SECRET)
    browser = TestClient(app, base_url="http://admin.example")
    schemas = browser.get("/api/openapi.json").json()["components"]["schemas"]
    described = schemas["AddressEntry"]["properties"]["landmark"]["anyOf"]
    assert [each.get("maxLength") for each in described] == [64, None]
    answer = browser.post(
        f"/api/customers/{customer.id}/addresses", json={**PLACE, "landmark": MILL}
    )
    assert answer.json()["landmark"] == MILL


def test_a_file_brings_it_in(shop: Shop, tmp_path: Path) -> None:
    customer = shop.customer()
    columns = {"id": "a9", "customer_id": customer.id, **PLACE, "landmark": MILL}
    lines = [",".join(columns), ",".join(columns.values())]
    (tmp_path / "addresses.csv").write_text("\n".join(lines), encoding="utf-8")
    shop.office.setup.load(EMPLOYEE, read_directory(tmp_path, KINDS))
    assert landmarks(shop) == [MILL]


def test_it_is_exported_and_erased(shop: Shop) -> None:
    customer = shop.customer()
    shop.office.addresses.add(EMPLOYEE, customer.id, entry(MILL))
    assert MILL in str(shop.office.customers.export(EMPLOYEE, customer.id))
    shop.office.customers.erase(EMPLOYEE, customer.id)
    assert MILL not in str(shop.office.customers.export(EMPLOYEE, customer.id))


def test_it_is_printed_below_the_street(shop: Shop) -> None:
    address = shop.office.addresses.add(EMPLOYEE, shop.customer().id, entry(MILL))
    lines = Language("en").address(address)
    assert lines[lines.index("1 rue du Moulin") + 1] == MILL
