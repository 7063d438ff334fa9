"""A long cart: what its 500th line costs beside pricing it, and what it leaves in the audit."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter, process_time

from attrs import evolve

from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.cart import Cart, CartLine
from backoffice_orders.model.ids import CartId, LineId, ProductId
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.price import price
from backoffice_orders.serialization import to_json
from backoffice_orders.services.desk import Work
from backoffice_orders.services.price_book import load
from backoffice_orders.testing.samples import EMPLOYEE, MUG, set_up_shop
from benchmarks.growing.figures import Figure, NewStore, times

LINES, TIMES = 500, 30
TIMES_THE_PRICING, BYTES = 3.0, 1000.0


def figures(new_store: NewStore) -> Iterator[Figure]:
    """The ratio of adding a line to pricing, and the size of the entry that it leaves."""
    store = new_store()
    office = BackOffice(store)
    set_up_shop(office)
    ids = [ProductId(f"mug-{number}") for number in range(LINES + TIMES + 1)]
    office.setup.save(EMPLOYEE, *(evolve(MUG, id=id_) for id_ in ids))
    for id_ in ids:
        office.setup.set_stock(EMPLOYEE, id_, 100)
    cart_id = _cart(office, ids[: LINES - 1])
    cart, book = office.desk.read(EMPLOYEE, lambda work: _with_book(work, cart_id))

    def add(number: int) -> None:
        """Add the 500th line, another one each time; the one before is taken out again."""
        view = office.products.add(EMPLOYEE, cart_id, ids[LINES + number])
        taken_out[number] = view.cart.lines[-1].id

    def take_out(number: int) -> None:
        office.products.remove(EMPLOYEE, cart_id, taken_out[number])

    taken_out: dict[int, LineId] = {}

    def view(_: int) -> None:
        office.carts.view(EMPLOYEE, cart_id)

    def pricing(_: int) -> None:
        price(cart, book)

    calls = {"pricing": pricing, "view": view, "add": add, "take out": take_out}
    # SQLite runs in the process itself: its time is the processor's, whatever else runs there.
    sqlite = store.engine.dialect.name == "sqlite"
    taken = times(TIMES, calls, clock=process_time if sqlite else perf_counter)
    for name, alone in (("the office pricing it", "view"), ("price() alone", "pricing")):
        ratio = taken["add"] / taken[alone]
        yield Figure(f"adding line {LINES}, beside {name}", ratio, TIMES_THE_PRICING)
    office.products.add(EMPLOYEE, cart_id, ids[LINES])
    (entry,) = office.carts.history(EMPLOYEE, cart_id, size=1, newest_first=True)
    yield Figure("the audit entry of that line", float(len(to_json(entry))), BYTES, "bytes")
    store.close()


def _cart(office: BackOffice, ids: list[ProductId]) -> CartId:
    """A cart with two of each of these."""
    cart_id = office.carts.start(EMPLOYEE).cart.id

    def fill(work: Work) -> None:
        lines = tuple(
            CartLine(LineId(f"line-{number}"), id_, 2, title="Blue mug")
            for number, id_ in enumerate(ids)
        )
        work.carts.save(evolve(work.carts.get(cart_id), lines=lines))

    office.desk.write(EMPLOYEE, fill)
    return cart_id


def _with_book(work: Work, cart_id: CartId) -> tuple[Cart, PriceBook]:
    cart = work.carts.get(cart_id)
    return cart, load(work, [cart]).book(cart)
