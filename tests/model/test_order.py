"""What an order is called, and how carts and orders are copied."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError

from backoffice_orders.model.ids import OrderId
from backoffice_orders.model.order_number import order_reference
from backoffice_orders.testing import samples


@pytest.mark.parametrize(
    ("number", "reference"),
    [
        # 6,700,417,931 written with 13 digits (C is 0, Z is 12), the lowest first:
        # 12 4 4 3 2 2 10 2 8
        (1, "ZKKJHHWHQ"),
        # twice that, less 13^9, is 2,796,336,489: 11 9 8 6 4 4 7 5 3
        (2, "XRQMKKPLJ"),
        (13**9, "CCCCCCCCC"),
    ],
)
def test_a_reference_is_the_shuffled_number(number: int, reference: str) -> None:
    assert order_reference(number) == reference


def test_no_reference_is_given_twice() -> None:
    assert len({order_reference(number) for number in range(1, 20_001)}) == 20_000


def test_a_copy_has_the_new_fields_and_is_as_frozen() -> None:
    cart, at = samples.cart(), datetime(2026, 5, 4, 12, tzinfo=UTC)
    before = evolve(cart)
    ordered = cart.with_order(OrderId("ord_1"), at)
    assert ordered == evolve(cart, order_id=OrderId("ord_1"), updated_at=at)
    assert cart.of_version(3) == evolve(cart, version=3)
    assert samples.order().of_version(3) == evolve(samples.order(), version=3)
    assert cart == before
    for name in ("version", "order_id"):
        with pytest.raises(FrozenInstanceError):
            setattr(ordered, name, None)
