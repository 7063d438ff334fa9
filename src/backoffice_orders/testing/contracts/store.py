"""The contract of ``Store``: transactions, and shops that do not see each other."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from attrs import evolve

from backoffice_orders.model.errors.customers import CustomerNotFound
from backoffice_orders.model.errors.finishing import CartNotFound
from backoffice_orders.model.errors.host import TransactionMisused
from backoffice_orders.model.ids import (
    CarrierId,
    CartId,
    CustomerId,
    GroupId,
    ShopId,
    TaxGroupId,
    ZoneId,
)
from backoffice_orders.model.shop import Concern, ShopScope
from backoffice_orders.ports.unit_of_work import Store, UnitOfWork
from backoffice_orders.testing.contracts.base import FROM_THE_START, Contract, needs, unit
from backoffice_orders.testing.samples import (
    CUSTOMERS,
    EUROPE,
    MOMENT,
    MUG,
    POST,
    SETTINGS,
    STANDARD_TAX,
    cart,
    customer,
)


class Boom(Exception):
    """Something that goes wrong in a use case."""


class Stopped(BaseException):
    """What ends a program, such as Ctrl-C: no ``Exception``."""


class StoreContract(Contract):
    """All or nothing, and to each shop its own."""

    @pytest.mark.parametrize("wrong", [Boom, Stopped])
    def test_an_exception_undoes_everything(self, store: Store, wrong: type[BaseException]) -> None:
        with unit(store) as work:
            work.carts.add(cart("kept"))

        def go_wrong() -> None:
            with unit(store) as work:
                work.customers.add(customer())
                work.carts.save(work.carts.get(CartId("kept")))
                work.catalog.save_product(MUG)
                raise wrong

        with pytest.raises(wrong):
            go_wrong()
        with unit(store) as work:
            assert work.carts.get(CartId("kept")).version == 1
            assert work.catalog.many([MUG.id]) == {}
            with pytest.raises(CustomerNotFound):
                work.customers.get(CustomerId("cus_1"))

    def test_nothing_is_stored_where_nothing_is_given(self, store: Store) -> None:
        with unit(store) as work:
            work.audit.record()
            work.outbox.add()
            work.webhooks.log()
            assert work.outbox.pending() == ()

    def test_a_transaction_sees_its_own_writes(self, store: Store) -> None:
        with unit(store) as work:
            work.carts.add(cart())
            assert work.carts.get(CartId("cart_1")).version == 1

    @needs("shops")
    def test_a_shop_does_not_see_anothers(self, store: Store) -> None:
        with unit(store, "north") as work:
            work.shops.save(SETTINGS)
            work.customers.add(customer())
            work.carts.add(cart())
            work.catalog.save_product(MUG)
        with unit(store, "south") as work:
            assert work.catalog.many([MUG.id]) == {}
            assert not work.carts.open_of_customer(CustomerId("cus_1"), FROM_THE_START)
            with pytest.raises(CartNotFound):
                work.carts.get(CartId("cart_1"))
            work.customers.add(customer())  # the same id and e-mail, in its own shop

    @needs("sharing")
    def test_a_shop_sees_what_another_shares(self, store: Store) -> None:
        with unit(store, "north") as work:
            work.customers.add(customer())
            work.catalog.save_product(MUG)
        shared = {Concern.CUSTOMERS: ShopId("north")}
        with store.transaction(ShopScope(ShopId("outlet"), shared)) as work:
            assert work.customers.get(CustomerId("cus_1")) == customer()
            assert work.catalog.many([MUG.id]) == {}

    @needs("read_only")
    def test_a_read_only_transaction_reads(self, store: Store) -> None:
        with unit(store) as work:
            work.carts.add(cart())
        with store.transaction(ShopScope(), read_only=True) as work:
            assert work.carts.get(CartId("cart_1")).id == "cart_1"

    @needs("read_only", "concurrency")
    def test_a_read_only_transaction_waits_for_no_writer(self, store: Store) -> None:
        with unit(store) as work:
            work.carts.add(cart())

        def read() -> int:
            with store.transaction(ShopScope(), read_only=True) as work:
                return work.carts.get(CartId("cart_1")).version

        with ThreadPoolExecutor(1) as pool:
            with unit(store) as work:
                work.carts.save(work.carts.get(CartId("cart_1")))
                done, _ = wait([reading := pool.submit(read)], timeout=3)
            assert done, "who reads waits until another one has written"
            assert reading.result() == 1

    @needs("read_only")
    def test_nothing_is_written_in_a_read_only_transaction(self, store: Store) -> None:
        with unit(store) as work:
            work.carts.add(cart())
        with store.transaction(ShopScope(), read_only=True) as work:
            stored = work.carts.get(CartId("cart_1"))
            for write in (
                lambda: work.carts.save(stored),
                lambda: work.carts.add(cart("cart_2")),
                lambda: work.customers.add(customer()),
                lambda: work.catalog.save_product(MUG),
                lambda: work.shops.save(SETTINGS),
                lambda: work.orders.next_number(),
                lambda: work.stock.release("nobody"),
                lambda: work.outbox.claim("crm", MOMENT, MOMENT, 1),
            ):
                with pytest.raises(TransactionMisused):
                    write()
            assert work.carts.get(CartId("cart_1")) == stored  # reading goes on
        with unit(store) as work:
            assert work.carts.get(CartId("cart_1")).version == 1
            assert work.catalog.many([MUG.id]) == {}
            assert work.orders.next_number() == 1

    @pytest.mark.parametrize("outer_reads", [False, True])
    @pytest.mark.parametrize("inner_reads", [False, True])
    def test_no_transaction_within_another_one(
        self, store: Store, outer_reads: bool, inner_reads: bool
    ) -> None:
        with unit(store) as work:
            work.carts.add(cart())
        with store.transaction(ShopScope(), read_only=outer_reads) as work:
            with (
                pytest.raises(TransactionMisused),
                store.transaction(ShopScope(ShopId("another")), read_only=inner_reads),
            ):
                raise AssertionError("it has begun")
            assert work.carts.get(CartId("cart_1")).version == 1  # the outer one goes on
        with unit(store) as work:
            assert work.carts.get(CartId("cart_1")).version == 1

    def test_what_has_ended_answers_nothing(self, store: Store) -> None:
        with unit(store) as ended:
            ended.carts.add(cart())
        for use in (
            lambda: ended.carts.get(CartId("cart_1")),
            lambda: ended.carts.open_of_customer(CustomerId("cus_1"), FROM_THE_START),
            lambda: ended.catalog.save_product(MUG),
        ):
            with pytest.raises(TransactionMisused):
                use()

    def test_one_id_of_several_kinds_is_several_things(self, store: Store) -> None:
        """A shop that numbers all it has: each is replaced and taken away by itself."""
        group = evolve(CUSTOMERS, id=GroupId("1"))
        taxes = evolve(STANDARD_TAX, id=TaxGroupId("1"))
        zone, carrier = evolve(EUROPE, id=ZoneId("1")), evolve(POST, id=CarrierId("1"))
        with unit(store) as work:
            work.shops.save(SETTINGS)
            work.customers.save_group(group)
            work.tax_rules.save_group(taxes)
            work.carriers.save_zone(zone)
            work.carriers.save(carrier)
        left: list[tuple[object, ...]] = [(group,), (taxes,), (zone,), (carrier,)]
        removals: tuple[Callable[[UnitOfWork], None], ...] = (
            lambda w: w.customers.remove_group(GroupId("1")),
            lambda w: w.tax_rules.remove_group(TaxGroupId("1")),
            lambda w: w.carriers.remove_zone(ZoneId("1")),
            lambda w: w.carriers.remove(CarrierId("1")),
        )
        for number, take_away in enumerate(removals):
            with unit(store) as work:
                take_away(work)
            left[number] = ()
            with unit(store) as work:
                assert work.shops.settings() == SETTINGS
                assert left == [
                    work.customers.all_groups(),
                    work.tax_rules.all_groups(),
                    work.carriers.all_zones(),
                    work.carriers.all_carriers(),
                ]

    def test_closing_again_does_nothing(self, store: Store) -> None:
        with unit(store) as work:
            work.carts.add(cart())
        store.close()
        store.close()
