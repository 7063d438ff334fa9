"""A part that is none is named when the office is opened, and not by the first use case."""

from __future__ import annotations

from typing import Any

import pytest

from backoffice_orders.adapters.memory import MemoryStore
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.errors.base import FieldInvalid

PARTS = (
    "replica",
    "stock_elsewhere",
    "numbers",
    "clock",
    "ids",
    "contacts",
    "checkout",
    "letters",
    "mail",
    "webhook_sender",
    "taxes",
    "delivery_rates",
    "prices",
    "address_suggestions",
)


@pytest.mark.parametrize("name", PARTS)
def test_a_text_is_no_part(name: str) -> None:
    parts: dict[str, Any] = {name: "smtp://localhost"}
    with pytest.raises(FieldInvalid, match=f"Correct {name}: it must be .*text") as caught:
        BackOffice(MemoryStore(), **parts)
    assert caught.value.field == name


@pytest.mark.parametrize("store", ["shop.db", None, MemoryStore])
def test_a_path_or_a_class_is_no_store(store: Any) -> None:
    with pytest.raises(FieldInvalid, match="Correct store: it must be Store, not"):
        BackOffice(store)


@pytest.mark.parametrize("name", ["payments", "guards"])
@pytest.mark.parametrize("given", ["card", 5, ["card"]])
def test_what_is_a_list_of_parts_is_looked_into(name: str, given: object) -> None:
    parts: dict[str, Any] = {name: given}
    with pytest.raises(FieldInvalid, match=f"Correct {name}: it must be"):
        BackOffice(MemoryStore(), **parts)
