"""What a host brings is used, whatever it looks like to ``if``: an empty catalog is a catalog."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import attrs
import pytest
from attrs import evolve, frozen

from backoffice_orders.adapters.memory import FixedClock, MemoryStore, SequentialIds
from backoffice_orders.adapters.memory.catalog import MemoryCatalog
from backoffice_orders.adapters.memory.tables import Tables
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.errors.base import BackOfficeError, FieldInvalid, InvalidInput
from backoffice_orders.model.errors.finishing import CartEmpty
from backoffice_orders.model.errors.host import (
    IdTaken,
    OutcomeUnknown,
    StorageFailed,
    TransactionMisused,
)
from backoffice_orders.model.ids import MAIN_SHOP
from backoffice_orders.model.order_number import OrderNumber
from backoffice_orders.model.shop import ShopScope
from backoffice_orders.ports.bases import around
from backoffice_orders.ports.own_parts import OwnParts
from backoffice_orders.ports.unit_of_work import Store, Transaction, UnitOfWork
from backoffice_orders.services.desk import Work
from backoffice_orders.services.order_numbers import next_order
from backoffice_orders.testing.own_ids import with_own_ids
from backoffice_orders.testing.samples import EMPLOYEE, MUG, cart, set_up_shop


class Falsy:
    """Something of the host's that has a length, which is zero now."""

    def __len__(self) -> int:
        return 0


class Anything(Falsy):
    """It has all methods, and so is what any port asks for."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *_, **__: None


class Shelf(MemoryCatalog, Falsy):
    """A catalog like a dict that is empty."""


def ports(kind: type) -> list[str]:
    return [
        name
        for name in attrs.fields_dict(kind)
        if name not in {"connection", "on_commit", "guards"}
    ]


def test_every_port_can_be_ones_own() -> None:
    # No use case asks the search index: it is there for own parts.
    assert [*ports(OwnParts), "search_index"] == ports(UnitOfWork)


def test_ids_of_an_authors_kind_stand_before_every_port() -> None:
    memory = MemoryStore()
    with memory.transaction(ShopScope()) as bare:
        theirs = {name: type(getattr(bare, name)) for name in ports(OwnParts)}
    with with_own_ids(memory, "integers").transaction(ShopScope()) as unit:
        assert not [name for name, kind in theirs.items() if type(getattr(unit, name)) is kind]


@pytest.mark.parametrize("name", ports(OwnParts))
def test_every_own_port_is_used(name: str) -> None:
    own: Any = Falsy()
    office = BackOffice.in_memory(own=lambda _: OwnParts(**{name: own}))
    with office.desk.store.transaction(ShopScope()) as unit:
        work = office.desk.work_in(Transaction(unit, ShopScope(), False), EMPLOYEE)
        used = getattr(work, name)
        # Rules are read by the kinds that the back office knows, whoever keeps them.
        assert getattr(used, "_port", used) is own


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
    own: Any = Anything()
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


class Diary:
    """What a host keeps in memory: it is told how each transaction has ended."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def parts(self, tx: Transaction) -> OwnParts:
        def add(cart: Cart) -> Cart:
            self.lines.append(f"wrote {cart.id}")
            tx.on_rollback(lambda: self.lines.append(f"undid {cart.id}"))
            tx.on_rollback(lambda: self.lines.append("undid the last first"))
            tx.on_commit(lambda: self.lines.append(f"kept {cart.id}"))
            return tx.ports.carts.add(cart)

        return OwnParts(carts=around(tx.ports.carts, add=add))


def test_what_a_part_keeps_itself_is_kept_with_the_transaction(store: Store) -> None:
    diary = Diary()
    office = BackOffice(store, own=diary.parts, ids=SequentialIds())
    set_up_shop(office)
    office.carts.start(EMPLOYEE)
    assert diary.lines == ["wrote cart_000001", "kept cart_000001"]


def test_what_a_part_keeps_itself_is_undone_with_the_transaction(store: Store) -> None:
    diary = Diary()
    office = BackOffice(store, own=diary.parts)
    set_up_shop(office)

    def start_and_fail(work: Work) -> None:
        work.carts.add(cart())
        raise CartEmpty

    with pytest.raises(CartEmpty):
        office.desk.write(EMPLOYEE, start_and_fail)
    assert diary.lines == ["wrote cart_1", "undid the last first", "undid cart_1"]


def test_nothing_is_undone_where_nobody_knows_whether_it_was_committed() -> None:
    diary = Diary()
    store = MemoryStore()
    set_up_shop(BackOffice(store))
    office = BackOffice(LostAnswer(store), own=diary.parts, ids=SequentialIds())
    with pytest.raises(OutcomeUnknown):
        office.carts.start(EMPLOYEE)
    assert diary.lines == ["wrote cart_000001"]


@pytest.mark.parametrize(
    "error", [TransactionMisused("part"), IdTaken("cart", "cart_1"), StorageFailed("full")]
)
def test_what_a_part_keeps_itself_is_undone_where_the_commit_is_refused(
    error: BackOfficeError,
) -> None:
    diary, store = Diary(), MemoryStore()
    set_up_shop(BackOffice(store))
    office = BackOffice(RefusedCommit(store, error), own=diary.parts, ids=SequentialIds())
    with pytest.raises(type(error)):
        office.carts.start(EMPLOYEE)
    assert diary.lines == ["wrote cart_000001", "undid the last first", "undid cart_000001"]


@frozen
class RefusedCommit:
    """A store that commits nothing, and says why."""

    store: Store
    error: BackOfficeError

    @contextmanager
    def transaction(self, scope: ShopScope, *, read_only: bool = False) -> Iterator[UnitOfWork]:
        with self.store.transaction(scope, read_only=read_only) as unit:
            yield unit
            raise self.error

    def close(self) -> None:
        self.store.close()


@frozen
class LostAnswer:
    """A store whose commits are done, and never answered."""

    store: Store

    @contextmanager
    def transaction(self, scope: ShopScope, *, read_only: bool = False) -> Iterator[UnitOfWork]:
        with self.store.transaction(scope, read_only=read_only) as unit:
            yield unit
        raise OutcomeUnknown("the connection was lost")

    def close(self) -> None:
        self.store.close()


def test_own_is_a_function_that_makes_parts() -> None:
    once: Any = OwnParts()
    with pytest.raises(FieldInvalid, match="own"):
        BackOffice.in_memory(own=once)
    with pytest.raises(TransactionMisused, match="OwnParts"):
        BackOffice.in_memory(own=lambda _: cast(OwnParts, None)).customers.search(EMPLOYEE, "x")


def test_a_stock_is_in_the_transaction_or_elsewhere_but_not_both() -> None:
    stock: Any = Anything()
    office = BackOffice.in_memory(own=lambda _: OwnParts(stock=stock), stock_elsewhere=stock)
    with pytest.raises(TransactionMisused, match="two stocks"):
        office.customers.search(EMPLOYEE, "x")


def test_only_methods_that_a_port_has_are_replaced() -> None:
    with pytest.raises(TransactionMisused, match="begin"):
        around(Shelf(Tables(), MAIN_SHOP), begin=len)


@pytest.mark.parametrize("chosen", [None, 7, "2026-1"])
def test_numbers_choose_an_order_number(chosen: Any) -> None:
    office = BackOffice.in_memory(numbers=lambda _: chosen)
    with pytest.raises(TransactionMisused, match="OrderNumber"):
        office.desk.write(EMPLOYEE, next_order)


@pytest.mark.parametrize("reference", ["", "A" * 65])
def test_a_reference_that_no_store_can_keep_is_refused(reference: str) -> None:
    office = BackOffice.in_memory(numbers=lambda _: OrderNumber(1, reference))
    with pytest.raises(InvalidInput):
        office.desk.write(EMPLOYEE, next_order)


@pytest.mark.parametrize("number", [0, 2**60])
def test_a_number_that_no_store_can_keep_is_refused(number: int) -> None:
    with pytest.raises(InvalidInput):
        OrderNumber(number, "A")
