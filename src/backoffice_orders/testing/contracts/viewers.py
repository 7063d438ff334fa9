"""The contract of ``Viewers``."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from attrs import evolve

from backoffice_orders.model.ids import ActorId, CartId, ViewerId
from backoffice_orders.model.viewer import Viewer
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.testing.contracts.base import Contract, unit

MICROSECOND = timedelta(microseconds=1)
NOW = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)


def viewer(number: int = 1, cart: str = "cart_1") -> Viewer:
    """A page that is open for so many minutes."""
    return Viewer(
        ViewerId(f"viewer_{number}"),
        CartId(cart),
        ActorId("ann"),
        "Ann",
        NOW + timedelta(minutes=number),
    )


class ViewersContract(Contract):
    """Subclass with a fixture ``store``."""

    port = "viewers"

    def test_the_pages_of_carts_are_found_by_id(self, store: Store) -> None:
        with unit(store) as work:
            for number, cart in ((3, "cart_1"), (1, "cart_1"), (2, "cart_2"), (4, "cart_3")):
                work.viewers.keep(evolve(viewer(number, cart), until=NOW - number * MICROSECOND))
        with unit(store) as work:
            found = work.viewers.of_carts(map(CartId, ("cart_2", "cart_1", "cart_9")))
            assert [each.id for each in found] == ["viewer_1", "viewer_2", "viewer_3"]
            assert work.viewers.of_carts([]) == ()
        with self.another_shop(store) as work:
            assert work.viewers.of_carts([CartId("cart_1")]) == ()

    def test_a_page_that_says_again_that_it_is_open_is_one(self, store: Store) -> None:
        later = evolve(viewer(), cart_id=CartId("cart_2"), name="Bob", until=NOW)
        with unit(store) as work:
            work.viewers.keep(viewer())
            work.viewers.keep(later)
        with unit(store) as work:
            assert work.viewers.of_carts([CartId("cart_1"), CartId("cart_2")]) == (later,)

    def test_pages_that_have_ended_are_forgotten_the_earliest_first(self, store: Store) -> None:
        with unit(store) as work:
            for number, id_ in ((2, "a"), (1, "b"), (3, "c")):  # ids tell nothing of the moment
                until = NOW + number * MICROSECOND
                work.viewers.keep(evolve(viewer(number), id=ViewerId(id_), until=until))
        with self.another_shop(store) as work:
            work.viewers.keep(viewer(1))
        with unit(store) as work:
            assert work.viewers.forget(NOW + MICROSECOND, 10) == 0
            assert work.viewers.forget(NOW + 3 * MICROSECOND, 1) == 1
            left = work.viewers.of_carts([CartId("cart_1")])
            assert [each.id for each in left] == ["a", "c"]
            assert work.viewers.forget(NOW + timedelta(minutes=9), 0) == 0
            assert work.viewers.forget(NOW + timedelta(minutes=9), -1) == 0
            assert work.viewers.forget(NOW + timedelta(minutes=9), 10) == 2
        with self.another_shop(store) as work:
            assert work.viewers.of_carts([CartId("cart_1")]) == (viewer(1),)
