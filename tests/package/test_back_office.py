"""The one door: it closes, says what it is, and all its constructors take the same."""

from __future__ import annotations

import gc
import inspect
import sqlite3
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from backoffice_orders import BackOffice
from backoffice_orders.adapters.memory import MemoryStore, TestCards
from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.back_office import Parts
from backoffice_orders.cli.databases import existing_shop, open_shop
from backoffice_orders.console.api import api_app
from backoffice_orders.model.errors.base import FieldInvalid, FieldMissing, FieldTooLong
from backoffice_orders.model.errors.host import ShopNotSetUp, StorageFailed
from backoffice_orders.model.ids import ShopId
from backoffice_orders.model.shop import Concern, ShopScope
from backoffice_orders.ports.unit_of_work import UnitOfWork
from backoffice_orders.testing.samples import EMPLOYEE, SETTINGS


def test_a_closed_back_office_leaves_no_connection_open(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with BackOffice.sqlite(tmp_path / "shop.db") as office:
            assert office.desk.store is not None
        gc.collect()
    require_free(tmp_path / "shop.db")


def require_free(file: Path) -> None:
    """Nobody holds the file: it can be locked whole."""
    connection = sqlite3.connect(file, timeout=0, isolation_level=None)
    connection.execute("PRAGMA locking_mode=EXCLUSIVE")
    connection.execute("BEGIN EXCLUSIVE")
    connection.close()


def test_a_back_office_that_is_refused_leaves_no_connection_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[SqlStore] = []
    close = SqlStore.close

    def noted(store: SqlStore) -> None:
        closed.append(store)
        close(store)

    monkeypatch.setattr(SqlStore, "close", noted)
    with pytest.raises(FieldInvalid):
        BackOffice.sqlite(tmp_path / "shop.db", own="no function")  # type: ignore[arg-type]
    assert len(closed) == 1
    with pytest.raises(ShopNotSetUp):
        existing_shop(str(tmp_path / "shop.db"), "mian", EMPLOYEE, None)
    assert len(closed) == 2
    with pytest.raises(FieldMissing):
        open_shop(str(tmp_path / "shop.db"), "")
    assert len(closed) == 3
    require_free(tmp_path / "shop.db")


def test_it_says_which_shop_of_which_store_it_is(tmp_path: Path) -> None:
    assert repr(BackOffice.in_memory(shop="paris")) == (
        "BackOffice(shop='paris', store=MemoryStore())"
    )
    with BackOffice.sqlite(tmp_path / "shop.db") as office:
        assert repr(office) == (
            f"BackOffice(shop='main', store=SqlStore('sqlite:///{tmp_path / 'shop.db'}'))"
        )


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"shop": ""}, "shop"),
        ({"shop": None}, "shop"),
        ({"shop": "a\0b"}, "shop"),
        ({"shop": "x" * 256}, "shop"),
        ({"shared": "main"}, "shared"),
        ({"shared": {"customer": "main"}}, "shared"),
        ({"shared": {Concern.CUSTOMERS: ""}}, "shared"),
        ({"shared": {Concern.CUSTOMERS: None}}, "shared"),
    ],
)
def test_a_shop_that_can_be_none_is_refused(parts: dict[str, Any], field: str) -> None:
    with pytest.raises((FieldMissing, FieldTooLong, FieldInvalid)) as refused:
        BackOffice.in_memory(**parts)
    assert vars(refused.value)["field"] == field


PEOPLE = (Concern.CUSTOMERS, Concern.CARTS, Concern.ORDERS)


@pytest.mark.parametrize("left_out", PEOPLE)
def test_carts_and_orders_are_not_shared_without_what_they_name(left_out: Concern) -> None:
    shared = {each: ShopId("north") for each in PEOPLE if each is not left_out}
    with pytest.raises(FieldInvalid) as refused:
        BackOffice.in_memory(shop="south", shared=shared)
    assert refused.value.field == "shared"
    assert left_out.value in str(refused.value)


@pytest.mark.parametrize("other", PEOPLE)
def test_customers_carts_and_orders_are_one_shops(other: Concern) -> None:
    shared = {each: ShopId("north") for each in PEOPLE} | {other: ShopId("west")}
    with pytest.raises(FieldInvalid) as refused:
        BackOffice.in_memory(shop="south", shared=shared)
    assert refused.value.field == "shared"


def test_shared_carts_may_be_filled_from_a_catalog_of_the_shops_own() -> None:
    shared = {each: ShopId("north") for each in PEOPLE}
    office = BackOffice.in_memory(shop="south", shared=shared)
    assert office.desk.scope.owner(Concern.CATALOG) == "south"


@pytest.mark.parametrize("alone", [each for each in Concern if each not in PEOPLE[1:]])
def test_all_but_carts_and_orders_may_be_shared_alone(alone: Concern) -> None:
    office = BackOffice.in_memory(shop="south", shared={alone: ShopId("north")})
    assert office.desk.scope.owner(alone) == "north"


def test_a_concern_may_be_shared_by_its_name() -> None:
    office = BackOffice.in_memory(shop="outlet", shared={Concern("customers"): ShopId("main")})
    assert office.desk.scope.owner(Concern.CUSTOMERS) == "main"


@pytest.mark.parametrize(
    "parts",
    [{"guards": iter([lambda *_: "No."])}, {"payments": iter([TestCards()])}],
    ids=["guards", "payments"],
)
def test_parts_that_can_be_gone_through_once_only_are_refused(parts: dict[str, Any]) -> None:
    """They would be gone once they are checked: a guard that guards nothing."""
    with pytest.raises(FieldInvalid) as refused:
        BackOffice.in_memory(**parts)
    assert [refused.value.field] == list(parts)


def test_pages_have_the_catalogs_that_letters_have(tmp_path: Path) -> None:
    catalogs: Any = iter([tmp_path])
    office = BackOffice.in_memory(catalogs=catalogs)
    assert office.desk.catalogs == (tmp_path,)


def test_every_constructor_takes_the_same_parts() -> None:
    parts = set(inspect.signature(BackOffice).parameters) - {"store"}
    assert set(Parts.__annotations__) == parts
    office = BackOffice
    for constructor in (office.in_memory, office.sqlite, office.postgres, office.owning):
        assert inspect.signature(constructor).parameters["parts"].kind is (
            inspect.Parameter.VAR_KEYWORD
        )


def test_sections_are_known_before_it_is_opened() -> None:
    """Editors and type checkers read the class."""
    office = BackOffice.in_memory()
    sections = {
        name for name, each in vars(BackOffice).items() if isinstance(each, cached_property)
    }
    for name in sections:
        assert getattr(office, name) is getattr(office, name), name
    attributes = {name for name in vars(office) if not name.startswith("_")}
    assert attributes == sections | {"desk"}


def test_a_password_is_not_shown() -> None:
    sqlalchemy = pytest.importorskip("sqlalchemy")
    from backoffice_orders.adapters.sql import SqlStore

    engine = sqlalchemy.create_engine("postgresql+psycopg://ann:secret@localhost/shop")
    assert "secret" not in repr(SqlStore(engine))


def test_its_health() -> None:
    office = BackOffice.in_memory()
    assert (office.health().ok, office.health().code) == (False, "shop_not_set_up")
    office.setup.save(EMPLOYEE, SETTINGS)
    assert office.health().ok
    broken = BackOffice(Broken())
    assert (broken.health().ok, broken.health().code) == (False, "storage_failed")


class Broken(MemoryStore):
    """A store whose database does not answer."""

    @contextmanager
    def transaction(self, scope: ShopScope, *, read_only: bool = False) -> Iterator[UnitOfWork]:
        raise StorageFailed("no route to the database")
        yield


def test_the_health_is_asked_without_a_login() -> None:
    office = BackOffice.in_memory()
    browser = TestClient(api_app(office, lambda _: None))
    answer = browser.get("/health")
    assert (answer.status_code, answer.json()) == (503, {"status": "shop_not_set_up"})
    office.setup.save(EMPLOYEE, SETTINGS)
    answer = browser.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert browser.get("/customers?q=jo").status_code == 403
