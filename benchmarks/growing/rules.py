"""Rules that apply by themselves, for everybody: what each costs where it does not hold."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from backoffice_orders.back_office import BackOffice
from backoffice_orders.demo import ANN
from benchmarks.growing import shops
from benchmarks.growing.figures import Figure, NewStore, times

RULES, TIMES, LIMIT = 500, 30, 20.0


def figures(new_store: NewStore) -> Iterator[Figure]:
    """What one of 500 rules in force adds to a view, in microseconds."""
    stores = {0: new_store(), RULES: new_store()}
    calls = {str(count): _viewing(shops.with_rules(each, count)) for count, each in stores.items()}
    # A time, not a ratio: of this process alone, and the shortest, for what else the machine
    # does only adds to it.
    taken = times(TIMES, calls, min, time.process_time)
    each = (taken[str(RULES)] - taken["0"]) / RULES * 1e6
    yield Figure(f"each of {RULES} rules in force for everybody, in a view", each, LIMIT, "us")
    for store in stores.values():
        store.close()


def _viewing(office: BackOffice) -> Callable[[int], object]:
    """Views of one cart."""
    cart_id = shops.filled(office)
    return lambda _: office.carts.view(ANN, cart_id)
