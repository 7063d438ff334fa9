"""The shop that these tests are about."""

from __future__ import annotations

import pytest

from backoffice_orders.ports.unit_of_work import Store
from tests.checkout.samples import Shop


@pytest.fixture
def shop(store: Store) -> Shop:
    """On every store."""
    return Shop(store)
