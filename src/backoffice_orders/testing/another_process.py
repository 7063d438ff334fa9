"""What a suite does with a store from another process: ``python -m`` this module.

Arguments: the function that opens the store (``module:name``), its directory, and a command.

``fill``
    Writes the filled shop, commits, says ``done``, and stays.
``hold``
    Calls every writing method in one transaction, says ``done``, and stays in it.
``take N``
    Takes a piece of the pen, and an order number, N times; prints the numbers of what it got.
"""

from __future__ import annotations

import json
import random
import sys
import time
from contextlib import suppress
from pathlib import Path

from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.host import StorageBusy
from backoffice_orders.model.errors.products import OutOfStock
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.testing.contracts.base import unit
from backoffice_orders.testing.contracts.shelf import PEN, demand, fill
from backoffice_orders.testing.contracts.writes import WRITES
from backoffice_orders.testing.places import Place

_STAYS = 60.0  # seconds; whoever started it ends it before


def main(made_by: str, directory: str, command: str, *arguments: str) -> None:
    """Do what the command says."""
    store = Place(made_by, Path(directory)).open()
    if command == "fill":
        with unit(store) as work:
            fill(work)
        _say("done")
        time.sleep(_STAYS)
    elif command == "hold":
        with unit(store) as work:
            for write in WRITES:
                with suppress(BackOfficeError):
                    write.act(work)
            _say("done")
            time.sleep(_STAYS)
    else:
        _say(json.dumps(taken(store, int(arguments[0]))))
        store.close()


def taken(store: Store, times: int) -> list[int]:
    """The order numbers of the pieces that were taken."""
    numbers = []
    for _ in range(times):
        with suppress(OutOfStock):
            numbers.append(_take(store))
    return numbers


def _take(store: Store) -> int:
    for attempt in range(200):
        try:
            with unit(store) as work:
                number = work.orders.next_number()
                work.stock.take(f"order {number}", demand(PEN, 1))
                return number
        except StorageBusy:
            time.sleep(random.uniform(0, 0.002 * (attempt + 1)))
    raise AssertionError("the store is busy for ever")


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
