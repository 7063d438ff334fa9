"""The address of a picture is http(s) or a path: nothing that a browser would run."""

from __future__ import annotations

import pytest

from backoffice_orders.model.errors.base import FieldInvalid, FieldTooLong
from backoffice_orders.model.fields import PICTURE


@pytest.mark.parametrize(
    "address",
    ["", "https://shop.example/mug.jpg?w=80", "http://10.0.0.1:8080/a", "/pictures/mug.svg", "/"],
)
def test_addresses_that_a_picture_may_have(address: str) -> None:
    PICTURE.entered("picture", address)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:image/svg+xml,<svg/>",
        "//elsewhere.example/mug.jpg",
        "/\\elsewhere.example/mug.jpg",
        "mug.jpg",
        "https://",
        "https:///mug.jpg",
        "https://shop.example/a b",
        "ftp://shop.example/mug.jpg",
    ],
)
def test_addresses_that_no_picture_may_have(address: str) -> None:
    with pytest.raises(FieldInvalid, match="begins with https"):
        PICTURE.entered("picture", address)


def test_an_address_is_of_limited_length() -> None:
    with pytest.raises(FieldTooLong):
        PICTURE.entered("picture", "/" + "a" * 2000)
