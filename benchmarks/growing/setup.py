"""A big shop beside the demo: a call must cost what is in the cart, not what is set up."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from sqlalchemy import func, select

from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.back_office import BackOffice
from backoffice_orders.demo import ANN
from backoffice_orders.model.ids import CartId
from benchmarks.growing import shops
from benchmarks.growing.figures import Figure, NewStore, times

TIMES = 40
CALL_LIMIT, DOCUMENT_LIMIT = 1.5, 1.3


class _Shop:
    """One of the two shops, and the calls that are timed in it."""

    def __init__(self, office: BackOffice, store: SqlStore) -> None:
        self.office, self.store = office, store
        self.cart_id = shops.filled(office)
        self._carts: list[CartId] = []

    def with_carts(self, count: int) -> _Shop:
        """With so many carts to be placed."""
        self._carts = [shops.filled(self.office) for _ in range(count)]
        return self

    def view(self, _: int) -> object:
        return self.office.carts.view(ANN, self.cart_id)

    def add(self, _: int) -> object:
        return self.office.products.add(ANN, self.cart_id, shops.EXTRA, 1)

    def search(self, _: int) -> object:
        return self.office.products.search(ANN, "humm", cart_id=self.cart_id)

    def place(self, _: int) -> object:
        return self.office.finishing.place(ANN, self._carts.pop(), payment_method="card")

    def document(self) -> int:
        """The length of an order's document."""
        table = self.store.schema.orders
        with self.store.engine.connect() as connection:
            cart_ids = select(func.max(func.length(table.c.document)))
            return int(connection.execute(cart_ids).scalar_one())


def figures(new_store: NewStore) -> Iterator[Figure]:
    """The big shop's calls beside the demo's, with what a process remembers and without."""
    start = time.perf_counter()
    demo_store, big_store = new_store(), new_store()
    offices = shops.demo(demo_store), shops.big(big_store)
    print(f"  loaded in {time.perf_counter() - start:.0f} s", flush=True)
    small = _Shop(offices[0], demo_store).with_carts(TIMES + 1)
    large = _Shop(offices[1], big_store).with_carts(TIMES + 1)
    names = ("view", "add", "search", "place")
    yield from _compared(small, large, names, "")
    yield Figure("an order's document", large.document() / small.document(), DOCUMENT_LIMIT)
    forgetful = [SqlStore(store.engine, cache_size=0) for store in (demo_store, big_store)]
    cold = [_Shop(BackOffice(store), store) for store in forgetful]
    yield from _compared(cold[0], cold[1], ("view", "add", "search"), ", nothing remembered")
    demo_store.close()
    big_store.close()


def _compared(small: _Shop, large: _Shop, names: tuple[str, ...], how: str) -> Iterator[Figure]:
    for name in names:
        calls: dict[str, Callable[[int], object]] = {
            "small": getattr(small, name),
            "large": getattr(large, name),
        }
        taken = times(TIMES, calls)
        label = f"{name}{how}: {taken['large'] * 1e3:.2f} ms, demo {taken['small'] * 1e3:.2f} ms"
        yield Figure(label, taken["large"] / taken["small"], CALL_LIMIT)
