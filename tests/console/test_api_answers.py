"""What the API says of a cart, an order and an address can be corrected and sent back."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve, field, frozen
from moneyed import Money
from starlette.testclient import TestClient

from backoffice_orders.console.api import api_app
from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.carrier import ExchangeRate
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.ids import ActorId, CartId, FieldId
from backoffice_orders.model.product import CustomizationField, CustomizationKind
from backoffice_orders.services.commands.products import Answers, FileUpload
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, EXPRESS, MUG, PLAQUE, SHIRT, rule
from tests.checkout.samples import Shop

PICTURE = b"\x89PNG\r\n\x1a\n" + b"0" * 12
READER = Actor(ActorId("rea"), "Rea", frozenset({Permission.READ_CART}))


@frozen
class Call:
    """A cart about which everything was said: two plaques, a shirt at 15.00, and a fee."""

    shop: Shop = field(factory=Shop)
    id: CartId = field(init=False)
    api: TestClient = field(init=False)

    def __attrs_post_init__(self) -> None:
        office = self.shop.office
        picture = CustomizationField(FieldId("picture"), "Picture", CustomizationKind.FILE)
        fields = (*PLAQUE.customization_fields, picture)
        office.setup.save(EMPLOYEE, evolve(PLAQUE, customization_fields=fields))
        cart_id = office.carts.start(EMPLOYEE, self.shop.customer().id).cart.id
        object.__setattr__(self, "id", cart_id)
        object.__setattr__(self, "api", TestClient(api_app(office, lambda _: EMPLOYEE)))
        words: Answers = {"engraving": "JO", "picture": FileUpload("c.png", "image/png", PICTURE)}
        office.products.add(
            EMPLOYEE, cart_id, PLAQUE.id, 2, customization=words, attributes={"shelf": "A1"}
        )
        (shirt, _) = SHIRT.combinations
        view = office.products.add(EMPLOYEE, cart_id, SHIRT.id, 1, combination_id=shirt.id)
        office.products.set_price(
            EMPLOYEE,
            cart_id,
            view.cart.lines[1].id,
            Money("15.00", "EUR"),
            tax_included=True,
            reason="A stain",
        )
        office.products.add_custom(EMPLOYEE, cart_id, name="Fee", unit_price=Money("5", "EUR"))
        carts = office.carts
        carts.set_messages(
            EMPLOYEE,
            cart_id,
            order_message="Ring twice",
            customer_note="For you",
            gift_message="From Ann",
        )
        carts.set_packaging(EMPLOYEE, cart_id, gift_wrapping=True, recycled=True)
        carts.set_payment_terms(EMPLOYEE, cart_id, purchase_order_number="PO-77", due_days=14)
        carts.set_name(EMPLOYEE, cart_id, "For Ann")
        carts.set_tags(EMPLOYEE, cart_id, ["press"])
        carts.set_attributes(EMPLOYEE, cart_id, {"source": "fair"})
        carts.add_note(EMPLOYEE, cart_id, "Called on Monday")
        office.shipping.choose(EMPLOYEE, cart_id, EXPRESS.id)

    def told(self) -> Any:
        answer = self.api.get(f"/carts/{self.id}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def stored(self) -> Cart:
        return self.view().cart

    def view(self) -> CartView:
        return self.shop.office.carts.view(EMPLOYEE, self.id)


@pytest.fixture
def call() -> Call:
    return Call()


def test_a_line_says_which_product_it_is_and_what_is_written_on_it(call: Call) -> None:
    plaque, shirt, fee = call.told()["lines"]
    file = plaque["customization"].pop("picture")
    assert (plaque["product_id"], plaque["combination_id"]) == ("plaque", None)
    assert plaque["customization"] == {"engraving": "JO"}
    assert plaque["attributes"] == {"shelf": "A1"}
    assert (file["name"], file["media_type"], file["size"]) == ("c.png", "image/png", 20)
    assert call.api.get(f"/carts/{call.id}/files/{file['id']}").status_code == 200
    assert (shirt["product_id"], shirt["combination_id"]) == ("shirt", "shirt-m")
    assert shirt["price_override"] == {
        "price": {"amount": "15.00", "currency": "EUR"},
        "tax_included": True,
        "reason": "A stain",
        "by": "ann",
    }
    assert (fee["product_id"], fee["customization"], fee["price_override"]) == (None, {}, None)


def test_a_cart_says_what_was_said_of_it(call: Call) -> None:
    told = call.told()
    assert {name: told[name] for name in ("order_message", "customer_note", "gift_message")} == {
        "order_message": "Ring twice",
        "customer_note": "For you",
        "gift_message": "From Ann",
    }
    assert (told["gift_wrapping"], told["recycled"]) == (True, True)
    assert (told["purchase_order_number"], told["due_days"]) == ("PO-77", 14)
    assert (told["name"], told["tags"], told["attributes"]) == (
        "For Ann",
        ["press"],
        {"source": "fair"},
    )
    assert [(each["by"], each["text"]) for each in told["notes"]] == [("ann", "Called on Monday")]
    assert (told["carrier_id"], told["currency"]) == ("express", "EUR")


def test_a_cart_says_until_when_it_is_held_and_for_whom(call: Call) -> None:
    path, until = f"/carts/{call.id}", "2026-01-16T09:00:00+00:00"
    assert (call.told()["quoted"], call.told()["expires_at"]) == (False, None)
    for name in ("quote", "reservation"):
        body = {"until": until, "version": call.told()["version"]}
        assert call.api.put(f"{path}/{name}", json=body).status_code == 200
    body = {"to": "bob", "version": call.told()["version"]}
    call.api.put(f"{path}/assignee", json=body)
    told = call.told()
    assert (told["quoted"], told["expires_at"], told["reserved_until"]) == (True, until, until)
    assert told["assigned_to"] == "bob"


def test_a_cart_says_how_it_has_ended(call: Call) -> None:
    body = {"reason": "No more", "version": call.told()["version"]}
    assert call.api.post(f"/carts/{call.id}/discard", json=body).status_code == 201
    closed = call.told()["closed"]
    assert (closed["kind"], closed["reason"], closed["by"]) == ("discarded", "No more", "ann")
    assert call.told()["order_id"] is None


def test_an_order_says_what_its_cart_said(call: Call) -> None:
    body = {"payment_method": "invoice", "version": call.told()["version"]}
    placed = call.api.post(f"/carts/{call.id}/order", json=body)
    assert placed.status_code == 201, placed.text
    told = call.api.get(f"/orders/{placed.json()['id']}").json()
    assert call.told()["order_id"] == told["id"]
    assert told["cart_id"] == call.id
    assert [line["product_id"] for line in told["lines"]] == ["plaque", "shirt", None]
    assert told["lines"][0]["customization"]["engraving"] == "JO"
    assert (told["message"], told["gift_message"]) == ("Ring twice", "From Ann")
    assert (told["tags"], told["attributes"]) == (["press"], {"source": "fair"})
    assert (told["purchase_order_number"], told["payment_due"]) == ("PO-77", "2026-01-29")
    assert (told["delivery_address"]["last_name"], told["carrier_id"]) == ("Doe", "express")


# What takes a cart's values back, by the names that they have there and in the body.
TAKEN_BACK = {
    "name": {"name": "name"},
    "currency": {"currency": "currency"},
    "language": {"language": "language"},
    "messages": {
        "order_message": "order_message",
        "customer_note": "customer_note",
        "gift_message": "gift_message",
    },
    "packaging": {"gift_wrapping": "gift_wrapping", "recycled": "recycled"},
    "payment-terms": {
        "purchase_order_number": "purchase_order_number",
        "due_days": "due_days",
    },
    "tags": {"tags": "tags"},
    "attributes": {"attributes": "attributes"},
    "expiry": {"expires_at": "expires_at"},
    "carrier": {"carrier_id": "carrier_id"},
    "delivery-day": {"delivery_day": "day"},
    "free-shipping": {"free_shipping": "free"},
}


@pytest.mark.parametrize("name", TAKEN_BACK)
def test_what_a_cart_says_can_be_sent_back_and_nothing_changes(call: Call, name: str) -> None:
    told, before = call.told(), call.stored()
    body = {sent: told[said] for said, sent in TAKEN_BACK[name].items()}
    answer = call.api.put(f"/carts/{call.id}/{name}", json={**body, "version": told["version"]})
    assert answer.status_code == 200, answer.text
    assert _but_for_its_version(call.stored()) == _but_for_its_version(before)


def test_what_a_line_says_can_be_sent_back_and_nothing_changes(call: Call) -> None:
    before = call.stored()
    for line in call.told()["lines"][:2]:
        path = f"/carts/{call.id}/lines/{line['id']}"
        words = {
            name: value for name, value in line["customization"].items() if isinstance(value, str)
        }
        bodies: dict[str, Any] = {
            "quantity": {"quantity": line["quantity"]},
            "customization": {"customization": words, "keep_others": True},
        }
        if line["price_override"] is not None:
            by_hand = line["price_override"]
            bodies["price"] = {name: by_hand[name] for name in ("price", "tax_included", "reason")}
        for name, body in bodies.items():
            version = call.told()["version"]
            answer = call.api.put(f"{path}/{name}", json={**body, "version": version})
            assert answer.status_code == 200, answer.text
    assert _but_for_its_version(call.stored()) == _but_for_its_version(before)


def test_an_address_can_be_sent_back_and_nothing_changes(call: Call) -> None:
    before = call.view().delivery_address
    told = call.told()["delivery_address"]
    address_id, name = told.pop("id"), told.pop("name")
    answer = call.api.put(f"/addresses/{address_id}", json=told)
    assert answer.status_code == 200, answer.text
    assert answer.json() == {"id": address_id, "name": name, **told}
    assert call.view().delivery_address == before


def test_who_may_read_a_cart_reads_as_much_of_it(call: Call) -> None:
    reader = TestClient(api_app(call.shop.office, lambda _: READER))
    assert reader.get(f"/carts/{call.id}").json() == call.told()
    nobody = TestClient(api_app(call.shop.office, lambda _: evolve(READER, permissions=())))
    assert nobody.get(f"/carts/{call.id}").status_code == 403


def test_a_price_at_another_moment_says_which_product_a_line_is(call: Call) -> None:
    lines = call.api.get(f"/carts/{call.id}/price").json()["lines"]
    assert [line["product_id"] for line in lines] == ["plaque", "shirt", None]


# As a catalog has them: 10.00 with tax, divided by 1.2; and what a dong is worth in euros.
FINE_PRICE, FINE_RATE = "8.333333333333333333", "0.0000329381"


def test_a_number_can_be_sent_back_as_exactly_as_it_is_told(call: Call) -> None:
    fine = (
        evolve(MUG, price=Money(FINE_PRICE, "EUR"), weight=Decimal("0.40000001")),
        ExchangeRate("VND", Decimal(FINE_RATE)),
    )
    call.shop.office.setup.save(EMPLOYEE, *fine)
    (mug,) = call.api.get("/setup/products", params={"product_ids": "mug"}).json()["items"]
    (rate,) = call.api.get("/setup/exchange-rates").json()["items"]
    assert (mug["price"]["amount"], mug["weight"], rate["rate"]) == (
        FINE_PRICE,
        "0.40000001",
        FINE_RATE,
    )
    schemas = call.api.get("/openapi.json").json()["components"]["schemas"]
    assert re.search(schemas["Money"]["properties"]["amount"]["pattern"], FINE_PRICE)
    assert re.search(schemas["ExchangeRate"]["properties"]["rate"]["pattern"], FINE_RATE)
    entries = [{"type": "product", **mug}, {"type": "exchange_rate", **rate}]
    call.shop.office.setup.save(EMPLOYEE, MUG, ExchangeRate("VND", Decimal(1)))
    answer = call.api.post("/setup/entries", json={"entries": entries})
    assert answer.status_code == 201, answer.text
    setup = call.shop.office.setup
    assert (setup.products(EMPLOYEE, [MUG.id])[0], setup.exchange_rates(EMPLOYEE)[0]) == fine


@pytest.mark.parametrize("wrong", ["12,5", "1e-5", "NaN", "1." + "1" * 28, "1" * 13])
def test_a_number_that_is_none_is_named(call: Call, wrong: str) -> None:
    entry = {"type": "exchange_rate", "currency": "USD", "rate": wrong}
    answer = call.api.post("/setup/entries", json={"entries": [entry]})
    assert (answer.status_code, answer.json()["fields"]["field"]) == (422, "rate")
    assert "wrong form" not in answer.json()["detail"]


def test_every_moment_is_told_in_utc(call: Call) -> None:
    """It is given in the time zone of whoever has stored it: 10:00 in Berlin is 9:00 in UTC."""
    berlin = timezone(timedelta(hours=1))
    later = rule("later", code="LATER", valid_from=datetime(2026, 2, 1, 10, tzinfo=berlin))
    call.shop.office.setup.save(EMPLOYEE, later)
    told = "2026-02-01T09:00:00+00:00"
    assert call.api.get("/vouchers/later").json()["rule"]["valid_from"] == told
    body = {"code": "LATER", "version": call.told()["version"]}
    refused = call.api.post(f"/carts/{call.id}/vouchers", json=body).json()
    assert (refused["code"], refused["fields"]["valid_from"]) == ("rule_not_started", told)


def test_what_a_sentence_is_filled_in_with_is_in_its_language(call: Call) -> None:
    seen = call.told()["version"]
    call.api.put(f"/carts/{call.id}/tags", json={"tags": [], "version": seen})
    body = {"name": "Anna", "version": seen, "merging": True}
    french = {"accept-language": "fr"}
    answer = call.api.put(f"/carts/{call.id}/name", json=body, headers=french).json()
    (notice,) = (each for each in answer["notices"] if each["code"] == "changed_meanwhile")
    assert notice["sentence"].startswith(notice["values"]["what"])
    now = call.shop.clock.now().astimezone(UTC)
    assert notice["values"]["moment"] == now.isoformat()


def _but_for_its_version(cart: Cart) -> Cart:
    return evolve(cart, version=0, updated_at=cart.created_at)
