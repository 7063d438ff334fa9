"""The contract of ``Store``: transactions, and shops that do not see each other."""

from __future__ import annotations

import pytest

from backoffice_orders.model.errors.customers import CustomerNotFound
from backoffice_orders.model.errors.finishing import CartNotFound
from backoffice_orders.model.ids import CartId, CustomerId, ShopId
from backoffice_orders.model.shop import Concern, ShopScope
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.testing.contracts.base import unit
from backoffice_orders.testing.samples import MUG, SETTINGS, cart, customer


class Boom(Exception):
    """Something that goes wrong in a use case."""


class StoreContract:
    """All or nothing, and to each shop its own."""

    def test_an_exception_undoes_everything(self, store: Store) -> None:
        with unit(store) as work:
            work.carts.add(cart("kept"))

        def go_wrong() -> None:
            with unit(store) as work:
                work.customers.add(customer())
                work.carts.save(work.carts.get(CartId("kept")))
                work.catalog.save_product(MUG)
                raise Boom

        with pytest.raises(Boom):
            go_wrong()
        with unit(store) as work:
            assert work.carts.get(CartId("kept")).version == 1
            assert work.catalog.many([MUG.id]) == {}
            with pytest.raises(CustomerNotFound):
                work.customers.get(CustomerId("cus_1"))

    def test_a_transaction_sees_its_own_writes(self, store: Store) -> None:
        with unit(store) as work:
            work.carts.add(cart())
            assert work.carts.get(CartId("cart_1")).version == 1

    def test_a_shop_does_not_see_anothers(self, store: Store) -> None:
        with unit(store, "north") as work:
            work.shops.save(SETTINGS)
            work.customers.add(customer())
            work.carts.add(cart())
            work.catalog.save_product(MUG)
        with unit(store, "south") as work:
            assert work.catalog.many([MUG.id]) == {}
            assert work.carts.open_of_customer(CustomerId("cus_1")) == ()
            with pytest.raises(CartNotFound):
                work.carts.get(CartId("cart_1"))
            work.customers.add(customer())  # the same id and e-mail, in its own shop

    def test_a_shop_sees_what_another_shares(self, store: Store) -> None:
        with unit(store, "north") as work:
            work.customers.add(customer())
            work.catalog.save_product(MUG)
        shared = {Concern.CUSTOMERS: ShopId("north")}
        with store.transaction(ShopScope(ShopId("outlet"), shared)) as work:
            assert work.customers.get(CustomerId("cus_1")) == customer()
            assert work.catalog.many([MUG.id]) == {}

    def test_a_read_only_transaction_reads(self, store: Store) -> None:
        with unit(store) as work:
            work.carts.add(cart())
        with store.transaction(ShopScope(), read_only=True) as work:
            assert work.carts.get(CartId("cart_1")).id == "cart_1"
