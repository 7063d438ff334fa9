"""The store: dictionaries, a lock, and copies of the tables that a transaction writes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from backoffice_orders.adapters.memory.answers import MemoryAnswers
from backoffice_orders.adapters.memory.carts import MemoryCarts, MemoryFiles, MemoryOrders
from backoffice_orders.adapters.memory.catalog import MemoryCatalog
from backoffice_orders.adapters.memory.customers import MemoryAddresses, MemoryCustomers
from backoffice_orders.adapters.memory.emails import MemoryEmails
from backoffice_orders.adapters.memory.journal import MemoryAudit
from backoffice_orders.adapters.memory.links import MemoryLinks
from backoffice_orders.adapters.memory.outbox import MemoryOutbox
from backoffice_orders.adapters.memory.requests import MemoryRequests
from backoffice_orders.adapters.memory.rules import MemoryCartRules
from backoffice_orders.adapters.memory.search_index import MemorySearchIndex
from backoffice_orders.adapters.memory.setup import (
    MemoryCarriers,
    MemoryExchangeRates,
    MemoryShops,
    MemoryTaxRules,
)
from backoffice_orders.adapters.memory.stock import MemoryStock
from backoffice_orders.adapters.memory.tables import Tables
from backoffice_orders.adapters.memory.viewers import MemoryViewers
from backoffice_orders.adapters.memory.webhooks import MemoryWebhooks
from backoffice_orders.adapters.transactions import OnePerThread
from backoffice_orders.model.errors.host import StorageBusy
from backoffice_orders.model.shop import Concern, ShopScope
from backoffice_orders.ports.unit_of_work import UnitOfWork


def _ports(tables: Tables, scope: ShopScope) -> UnitOfWork:
    """All ports over one transaction's tables."""
    owner = scope.owner
    return UnitOfWork(
        shops=MemoryShops(tables, owner(Concern.SETTINGS)),
        customers=MemoryCustomers(tables, owner(Concern.CUSTOMERS)),
        addresses=MemoryAddresses(tables, owner(Concern.CUSTOMERS)),
        catalog=MemoryCatalog(tables, owner(Concern.CATALOG)),
        stock=MemoryStock(tables, owner(Concern.STOCK)),
        cart_rules=MemoryCartRules(tables, owner(Concern.CART_RULES)),
        carriers=MemoryCarriers(tables, owner(Concern.CARRIERS)),
        tax_rules=MemoryTaxRules(tables, owner(Concern.TAXES)),
        exchange_rates=MemoryExchangeRates(tables, owner(Concern.TAXES)),
        carts=MemoryCarts(tables, owner(Concern.CARTS)),
        answers=MemoryAnswers(tables, owner(Concern.CARTS)),
        files=MemoryFiles(tables, owner(Concern.CARTS)),
        orders=MemoryOrders(tables, owner(Concern.ORDERS)),
        links=MemoryLinks(tables, owner(Concern.CARTS)),
        emails=MemoryEmails(tables, owner(Concern.CARTS)),
        viewers=MemoryViewers(tables, owner(Concern.CARTS)),
        requests=MemoryRequests(tables, scope.shop_id),
        audit=MemoryAudit(tables, scope.shop_id),
        outbox=MemoryOutbox(tables, scope.shop_id),
        webhooks=MemoryWebhooks(tables, scope.shop_id),
        search_index=MemorySearchIndex(tables, scope.shop_id),
    )


# So long (in seconds) a transaction waits for the one that writes.
_WAIT = 5.0


class MemoryStore:
    """The ``Store`` port in memory. One transaction writes at a time, so none ever conflicts.

    Those that only read look at what was committed when they began: no table is changed after its
    transaction has ended.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._one_per_thread = OnePerThread()
        self._committed = Tables()

    @contextmanager
    def transaction(self, scope: ShopScope, *, read_only: bool = False) -> Iterator[UnitOfWork]:
        turn = nullcontext() if read_only else self._turn()
        with self._one_per_thread.transaction(), turn:
            tables = self._committed.begin(read_only=read_only)
            try:
                yield _ports(tables, scope)
                if not read_only:
                    self._committed = tables
            finally:
                tables.end()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._lock.acquire(timeout=_WAIT):
            raise StorageBusy("other changes are being written")
        try:
            yield
        finally:
            self._lock.release()

    def close(self) -> None:
        pass  # there is nothing to give back

    def __repr__(self) -> str:
        return "MemoryStore()"
