"""The store: dictionaries, a lock, and copies of the tables that a transaction writes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from backoffice_orders.adapters.memory.carts import MemoryCarts, MemoryFiles, MemoryOrders
from backoffice_orders.adapters.memory.catalog import MemoryCatalog
from backoffice_orders.adapters.memory.customers import MemoryAddresses, MemoryCustomers
from backoffice_orders.adapters.memory.journal import MemoryAudit, MemoryOutbox
from backoffice_orders.adapters.memory.links import MemoryLinks
from backoffice_orders.adapters.memory.rules import MemoryCartRules
from backoffice_orders.adapters.memory.setup import (
    MemoryCarriers,
    MemoryExchangeRates,
    MemoryShops,
    MemoryTaxRules,
)
from backoffice_orders.adapters.memory.stock import MemoryStock
from backoffice_orders.adapters.memory.tables import Tables
from backoffice_orders.adapters.transactions import OnePerThread
from backoffice_orders.model.shop import Concern, ShopScope


class MemoryUnitOfWork:
    """All ports over one transaction's tables."""

    def __init__(self, tables: Tables, scope: ShopScope) -> None:
        owner = scope.owner
        self.shops: MemoryShops = MemoryShops(tables, owner(Concern.SETTINGS))
        self.customers: MemoryCustomers = MemoryCustomers(tables, owner(Concern.CUSTOMERS))
        self.addresses: MemoryAddresses = MemoryAddresses(tables, owner(Concern.CUSTOMERS))
        self.catalog: MemoryCatalog = MemoryCatalog(tables, owner(Concern.CATALOG))
        self.stock: MemoryStock = MemoryStock(tables, owner(Concern.STOCK))
        self.cart_rules: MemoryCartRules = MemoryCartRules(tables, owner(Concern.CART_RULES))
        self.carriers: MemoryCarriers = MemoryCarriers(tables, owner(Concern.CARRIERS))
        self.tax_rules: MemoryTaxRules = MemoryTaxRules(tables, owner(Concern.TAXES))
        self.exchange_rates: MemoryExchangeRates = MemoryExchangeRates(tables, owner(Concern.TAXES))
        self.carts: MemoryCarts = MemoryCarts(tables, owner(Concern.CARTS))
        self.files: MemoryFiles = MemoryFiles(tables, owner(Concern.CARTS))
        self.orders: MemoryOrders = MemoryOrders(tables, owner(Concern.ORDERS))
        self.links: MemoryLinks = MemoryLinks(tables, owner(Concern.CARTS))
        self.audit: MemoryAudit = MemoryAudit(tables, scope.shop_id)
        self.outbox: MemoryOutbox = MemoryOutbox(tables, scope.shop_id)


class MemoryStore:
    """The ``Store`` port in memory. One transaction runs at a time, so none ever conflicts."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._one_per_thread = OnePerThread()
        self._committed = Tables()

    @contextmanager
    def transaction(
        self, scope: ShopScope, *, read_only: bool = False
    ) -> Iterator[MemoryUnitOfWork]:
        with self._one_per_thread.transaction(), self._lock:
            tables = self._committed.begin(read_only=read_only)
            try:
                yield MemoryUnitOfWork(tables, scope)
                if not read_only:
                    self._committed = tables
            finally:
                tables.end()

    def close(self) -> None:
        pass  # there is nothing to give back

    def __repr__(self) -> str:
        return "MemoryStore()"
