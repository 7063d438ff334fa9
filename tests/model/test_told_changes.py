"""The audit trail in a person's words."""

from __future__ import annotations

from typing import Any

import pytest

from backoffice_orders.i18n import Language
from backoffice_orders.model.audit import AuditEntry
from backoffice_orders.model.ids import ActorId, AuditId
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.model.told_changes import told_changes
from backoffice_orders.testing.samples import MOMENT


def told(action: str, before: dict[str, Any], after: dict[str, Any], **names: str) -> list[str]:
    """What an employee reads of an entry."""
    entry = AuditEntry(
        AuditId("a"), MOMENT, ActorId("ann"), action, SubjectType.CART, "subject", before, after
    )
    return [Language("en").say(each) for each in told_changes(entry, names)]


def test_of_a_new_customer_what_is_filled_in_is_told() -> None:
    made = {
        "id": "cus_01M8CM3ECEDDW1HMH0FHW974X6",
        "first_name": "Jane",
        "phone": "",
        "birthday": None,
        "guest": False,
        "created_at": "2026-01-15T09:00:00+00:00",
    }
    assert told("customer.create", {}, made) == ["First name: Jane"]


@pytest.mark.parametrize(
    ("names", "sentences"),
    [({"dhl-2": "DHL"}, ["Delivery: nothing → DHL"]), ({}, [])],
)
def test_an_id_of_the_hosts_is_told_by_its_name(
    names: dict[str, str], sentences: list[str]
) -> None:
    assert told("shipping.choose", {"carrier_id": None}, {"carrier_id": "dhl-2"}, **names) == (
        sentences
    )


def test_an_id_of_ours_is_told_to_nobody() -> None:
    before = {"delivery_address_id": "addr_01M8CM3ECEDDW1HMH0FHW974X6"}
    after = {"delivery_address_id": "addr_01M8CM3ECEDDW1HMH0FHW974X7"}
    assert told("addresses.choose", before, after) == []
    assert told("cart.ordered", {}, {"order_id": "ord_01M8CM3ECEDDW1HMH0FHW974X7"}) == []


def test_a_field_is_called_what_it_is_there() -> None:
    assert told("cart.send", {}, {"to": "jane@example.com"}) == ["E-mail: jane@example.com"]
    assert told("order.payment_refused", {}, {"reason": "No money"}) == ["Reason: No money"]
    assert told("order.record_payment", {"value": "3.00 EUR"}, {"value": "1.00 EUR"}) == [
        "€3.00 → €1.00"
    ]
    packed = told("cart.change", {"recycled_packaging": False}, {"recycled_packaging": True})
    assert packed == ["Recycled packaging: no → yes"]


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        ("2026-01-20", "20 January 2026"),
        ("2026-01-20T09:00:00+00:00", "20 Jan 2026, 09:00"),
        ("2026-01-20 09:00:00+00:00", "20 Jan 2026, 09:00"),
        ("2026-99-20", "2026-99-20"),  # typed by somebody
        ("2026-99-20T09:00:00Z", "2026-99-20T09:00:00Z"),
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+14:00"),  # in UTC, the year before
        ("9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59-14:00"),
        ("12.50 EUR", "€12.50"),
        ("2 PCS", "2 PCS"),  # no currency is called so
        ("1234567890123 EUR", "1234567890123 EUR"),  # more digits than any amount has
        ("9" * 70 + " EUR", "9" * 70 + " EUR"),
    ],
)
def test_what_is_stored_is_told_as_one_writes_it(stored: str, read: str) -> None:
    assert told("cart.set_name", {"name": None}, {"name": stored}) == [f"Name: nothing → {read}"]


def test_a_line_has_its_name_where_it_is_known() -> None:
    before, after = {"lines": {"line_1": {"quantity": 1}}}, {"lines": {"line_1": {"quantity": 2}}}
    assert told("products.set_quantity", before, after, line_1="Mug") == ["Mug, Quantity: 1 → 2"]
    assert told("products.set_quantity", before, after) == ["Quantity: 1 → 2"]
