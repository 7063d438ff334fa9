"""A field is called the same on the page and in the API, as its class declares it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from backoffice_orders.console.api.endpoints import endpoints
from backoffice_orders.console.api.openapi import openapi
from tests.checkout.samples import Shop
from tests.console.samples import Page

DECLARED = [
    ("discounts", "title", "discount-title", "Title, for the customer", 255),
    ("custom-lines", "name", "custom-name", "Name", 255),
]
FORMS = [
    ("en", "custom-price", "Price per piece (gross, EUR)"),
    ("de", "custom-price", "Stückpreis (brutto, EUR)"),
    ("en", "discount-kind", "an amount off each piece of the line, gross"),
    ("de", "custom-kind", "eine Gebühr"),
]


def body_of(path: str) -> dict[str, Any]:
    office = Shop().office
    document = openapi(endpoints(office), office.desk.known.kinds)
    asked = document["paths"][f"/carts/{{cart_id}}/{path}"]["post"]["requestBody"]
    properties: dict[str, Any] = asked["content"]["application/json"]["schema"]["properties"]
    return properties


def page_of_a_cart(language: str) -> str:
    page = Page(language=language)
    return page.get(f"/cart/{page.shop.cart().cart.id}")


def field_in(text: str, field_id: str) -> str:
    """A field with its label, as it stands on the page."""
    found = re.search(rf'<label for="{field_id}">.*?</div>', text, re.DOTALL)
    assert found, field_id
    return " ".join(found[0].split())


@pytest.mark.parametrize(("path", "name", "field_id", "label", "limit"), DECLARED)
def test_label_and_limit_are_those_that_the_class_declares(
    path: str, name: str, field_id: str, label: str, limit: int
) -> None:
    schema = body_of(path)[name]
    assert (schema["title"], schema["maxLength"]) == (label, limit)
    shown = field_in(page_of_a_cart("en"), field_id)
    assert f">{label} <span" in shown
    assert f'maxlength="{limit}"' in shown


@pytest.mark.parametrize(("language", "field_id", "text"), FORMS)
def test_a_form_is_in_the_readers_language(language: str, field_id: str, text: str) -> None:
    assert text in field_in(page_of_a_cart(language), field_id)


def test_what_has_no_name_of_its_own_is_called_as_all_of_its_name() -> None:
    """``Cart.order_message`` says nothing of itself; ``version`` is no field of people's."""
    office = Shop().office
    document = openapi(endpoints(office), office.desk.known.kinds)
    asked = document["paths"]["/carts/{cart_id}/messages"]["put"]["requestBody"]
    properties = asked["content"]["application/json"]["schema"]["properties"]
    assert properties["order_message"]["title"] == "Message to the shop"
    assert "title" not in properties["version"]
