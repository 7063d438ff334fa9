"""The contract of ``Orders``."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve

from backoffice_orders.model.errors.finishing import (
    CartAlreadyOrdered,
    IdempotencyKeyReused,
    OrderNotFound,
)
from backoffice_orders.model.errors.host import IdTaken, StorageBusy
from backoffice_orders.model.ids import ActorId, CartId, CustomerId, OrderId
from backoffice_orders.model.order import Order, StatusChange
from backoffice_orders.model.page import PageRequest
from backoffice_orders.ports.unit_of_work import Store, UnitOfWork
from backoffice_orders.testing.contracts.base import FIRST_PAGE, Contract, race, unit
from backoffice_orders.testing.samples import MOMENT, customer, order


class OrdersContract(Contract):
    """Keeping orders, one per cart and key."""

    port = "orders"

    def test_a_stored_order_reads_back_equal(self, store: Store) -> None:
        with unit(store) as work:
            stored = work.orders.add(order())
        with unit(store) as work:
            assert work.orders.get(stored.id) == stored == evolve(order(), version=1)
            assert work.orders.by_reference(stored.reference.lower()) == stored
            assert work.orders.of_cart(stored.cart_id) == stored

    def test_unknown_orders(self, store: Store) -> None:
        with unit(store) as work:
            with pytest.raises(OrderNotFound):
                work.orders.get(OrderId("none"))
            with pytest.raises(OrderNotFound):
                work.orders.by_reference("NONE")
            with pytest.raises(OrderNotFound):
                work.orders.save(order("none"))
            assert work.orders.of_cart(CartId("none")) is None
            assert work.orders.by_idempotency_key("none") is None

    def test_one_order_per_cart(self, store: Store) -> None:
        first = order("o1", 1)
        with unit(store) as work:
            work.orders.add(first)
        with pytest.raises(CartAlreadyOrdered) as refused, unit(store) as work:
            work.orders.add(evolve(order("o2", 2), cart=first.cart))
        assert refused.value.order_id == "o1"

    def test_one_order_per_key_and_any_number_without(self, store: Store) -> None:
        with unit(store) as work:
            work.orders.add(order("o1", 1, idempotency_key="k"))
            work.orders.add(order("o2", 2))
            work.orders.add(order("o3", 3))
            found = work.orders.by_idempotency_key("k")
            assert found is not None
            assert found.id == "o1"
        with pytest.raises(IdempotencyKeyReused), unit(store) as work:
            work.orders.add(order("o4", 4, idempotency_key="k"))

    def test_numbers_count_from_one_without_doubles(self, store: Store) -> None:
        numbers = race(store, 10, lambda work, _: work.orders.next_number())
        assert sorted(int(str(number)) for number in numbers) == list(range(1, 11))

    def test_a_customers_orders_newest_first(self, store: Store) -> None:
        other = customer("cus_2")
        with unit(store) as work:
            work.orders.add(order("o1", 1))
            work.orders.add(order("o3", 3, placed_at=MOMENT + timedelta(days=1)))
            work.orders.add(order("o2", 2, customer=other))
        with unit(store) as work:
            found = work.orders.of_customer(CustomerId("cus_1"))
            assert [each.id for each in found] == ["o3", "o1"]

    def test_search_by_the_beginning_of_the_reference(self, store: Store) -> None:
        with unit(store) as work:
            stored = [work.orders.add(order(f"o{n}", n)) for n in range(1, 4)]
            everything = work.orders.search("", FIRST_PAGE)
            assert [each.id for each in everything] == ["o3", "o2", "o1"]
            found = work.orders.search(stored[1].reference[:5].lower(), FIRST_PAGE)
            assert [each.id for each in found] == ["o2"]
            page = work.orders.search("", PageRequest(2, 2))
            assert [each.id for each in page] == ["o1"]

    def test_a_stale_change_is_refused(self, store: Store) -> None:
        with unit(store) as work:
            first = work.orders.add(order())
        shipped = first.with_status(StatusChange("shipped", MOMENT, ActorId("ann")))
        with unit(store) as work:
            assert work.orders.save(shipped).version == 2
        with pytest.raises(StorageBusy), unit(store) as work:
            work.orders.save(evolve(first, message="late"))
        with unit(store) as work:
            assert work.orders.get(first.id).status == "shipped"

    def test_of_those_who_order_the_same_cart_one_wins(self, store: Store) -> None:
        same = order().cart

        def add(work: UnitOfWork, n: int) -> Order:
            return work.orders.add(evolve(order(f"o{n}", n + 1), cart=same))

        answers = race(store, 8, add)
        assert sum(isinstance(answer, Order) for answer in answers) == 1
        assert sum(isinstance(answer, CartAlreadyOrdered) for answer in answers) == 7

    def test_each_key_is_one_orders(self, store: Store) -> None:
        first = order("o1", 1, idempotency_key="k")
        with unit(store) as work:
            work.orders.add(first)
            second = work.orders.add(order("o2", 2))
        new = order("o3", 3)
        for change, error, details in (
            ({"cart": first.cart}, CartAlreadyOrdered, {"cart_id": first.cart_id}),
            ({"idempotency_key": "k"}, IdempotencyKeyReused, {"key": "k"}),
            (
                {"reference": first.reference.lower()},
                IdTaken,
                {"kind": "order reference", "id": first.reference.lower()},
            ),
            ({"number": 1}, IdTaken, {"kind": "order number", "id": "1"}),
        ):
            with unit(store) as work:
                for write, changed in (
                    (work.orders.add, evolve(new, **change)),
                    (work.orders.save, evolve(second, **change)),
                ):
                    with pytest.raises(error) as refused:
                        write(changed)
                    assert details.items() <= refused.value.details().items()
                    # Nothing was changed, and the transaction goes on.
                    assert work.orders.get(second.id) == second
                    assert [each.id for each in work.orders.search("", FIRST_PAGE)] == ["o2", "o1"]
        with unit(store) as work, pytest.raises(IdTaken) as taken:
            work.orders.add(evolve(new, id=first.id))
        assert (taken.value.kind, taken.value.id) == ("order", "o1")

    def test_a_reference_of_a_hosts_own_is_found_without_regard_to_case(self, store: Store) -> None:
        with unit(store) as work:
            work.orders.add(order("o1", 1, reference="Web-7a"))
        with unit(store) as work:
            for text in ("Web-7a", "web-7A", " WEB-7A "):
                assert work.orders.by_reference(text).reference == "Web-7a"
            assert [each.id for each in work.orders.search("we", FIRST_PAGE)] == ["o1"]

    def test_no_key_is_no_orders(self, store: Store) -> None:
        with unit(store) as work:
            work.orders.add(order())
            assert work.orders.by_idempotency_key("") is None
