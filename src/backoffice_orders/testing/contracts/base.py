"""What the suites share."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import TypeVar

from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.host import StorageBusy
from backoffice_orders.model.ids import ShopId
from backoffice_orders.model.page import PageRequest
from backoffice_orders.model.shop import ShopScope
from backoffice_orders.ports.unit_of_work import Store, UnitOfWork

T = TypeVar("T")
FIRST_PAGE = PageRequest()


def unit(store: Store, shop: str = "main") -> AbstractContextManager[UnitOfWork]:
    """A transaction of one shop."""
    return store.transaction(ShopScope(ShopId(shop)))


def race(
    store: Store, times: int, act: Callable[[UnitOfWork, int], T]
) -> list[T | BackOfficeError]:
    """Run ``act`` in as many transactions at once; what each returned or was refused with.

    ``StorageBusy`` is tried again, as every caller of a store does.
    """

    def once(number: int) -> T | BackOfficeError:
        while True:
            try:
                with unit(store) as work:
                    return act(work, number)
            except StorageBusy:
                continue
            except BackOfficeError as error:
                return error

    with ThreadPoolExecutor(max_workers=min(times, 16)) as pool:
        return list(pool.map(once, range(times)))
