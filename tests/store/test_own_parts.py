"""What a host brings is used, whatever it looks like to ``if``: an empty catalog is a catalog."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from attrs import evolve

from backoffice_orders.adapters.memory import FixedClock, MemoryStore
from backoffice_orders.adapters.memory.catalog import MemoryCatalog
from backoffice_orders.adapters.memory.tables import Tables
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.shop import MAIN_SHOP, ShopScope
from backoffice_orders.ports.unit_of_work import OwnParts, Transaction, UnitOfWork
from backoffice_orders.testing.samples import EMPLOYEE, MUG, set_up_shop


class Falsy:
    """Something of the host's that has a length, which is zero now."""

    def __len__(self) -> int:
        return 0


class Shelf(MemoryCatalog, Falsy):
    """A catalog like a dict that is empty."""


def ports(kind: type) -> list[str]:
    return [name for name in attrs.fields_dict(kind) if name != "connection"]


def test_every_port_can_be_ones_own() -> None:
    assert ports(OwnParts) == ports(UnitOfWork)


@pytest.mark.parametrize("name", ports(OwnParts))
def test_every_own_port_is_used(name: str) -> None:
    own: Any = Falsy()
    office = BackOffice.in_memory(own=lambda _: OwnParts(**{name: own}))
    with office.desk.store.transaction(ShopScope()) as unit:
        work = office.desk.work_in(Transaction(unit, ShopScope(), False), EMPLOYEE)
        assert getattr(work, name) is own


@pytest.mark.parametrize(
    ("part", "of_desk"),
    [
        ("clock", "clock"),
        ("ids", "ids"),
        ("contacts", "contacts_port"),
        ("checkout", "checkout_port"),
        ("letters", "letters"),
        ("mail", "mail_port"),
    ],
)
def test_everything_else_that_is_plugged_in_is_used(part: str, of_desk: str) -> None:
    own: Any = Falsy()
    parts: dict[str, Any] = {part: own}
    assert getattr(BackOffice.in_memory(**parts).desk, of_desk) is own


def test_products_come_from_an_own_catalog_that_is_empty() -> None:
    store = MemoryStore()
    set_up_shop(BackOffice(store))
    shelf = Shelf(Tables(), MAIN_SHOP)
    office = BackOffice(store, own=lambda _: OwnParts(catalog=shelf), clock=FixedClock())
    assert len(office.products.search(EMPLOYEE, "mug")) == 0
    shelf.save_product(evolve(MUG, name="A mug of the host's"))
    hits = office.products.search(EMPLOYEE, "mug")
    assert [hit.product.name for hit in hits] == ["A mug of the host's"]
