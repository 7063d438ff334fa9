"""All ports over one transaction: the SQL store's unit of work."""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from typing import Any

from sqlalchemy import Connection

from backoffice_orders.adapters.sql.caller_index import CallerIndex
from backoffice_orders.adapters.sql.carriers import SqlCarriers
from backoffice_orders.adapters.sql.carts import SqlCarts, SqlFiles
from backoffice_orders.adapters.sql.catalog import SqlCatalog
from backoffice_orders.adapters.sql.customers import SqlAddresses, SqlCustomers
from backoffice_orders.adapters.sql.journal import SqlAudit
from backoffice_orders.adapters.sql.orders import SqlOrders
from backoffice_orders.adapters.sql.outbox import SqlOutbox
from backoffice_orders.adapters.sql.reference import ReferenceData, SqlShops
from backoffice_orders.adapters.sql.rules import SqlCartRules
from backoffice_orders.adapters.sql.session import Session
from backoffice_orders.adapters.sql.stock import SqlStock
from backoffice_orders.adapters.sql.taxes import SqlExchangeRates, SqlTaxRules
from backoffice_orders.model.shop import Concern, ShopScope
from backoffice_orders.ports.unit_of_work import UnitOfWork


def all_ports(session: Session, connection: Connection, scope: ShopScope) -> UnitOfWork:
    """Every port of one shop; the transaction is the connection's."""
    owner = scope.owner
    customers, carts = owner(Concern.CUSTOMERS), owner(Concern.CARTS)
    settings, taxes = owner(Concern.SETTINGS), owner(Concern.TAXES)
    callers = CallerIndex(session, customers)
    catalog, stock = (
        SqlCatalog(session, owner(Concern.CATALOG)),
        SqlStock(session, owner(Concern.STOCK)),
    )
    return UnitOfWork(
        shops=SqlShops(ReferenceData(session, settings), settings),
        customers=SqlCustomers(session, customers, callers),
        addresses=SqlAddresses(session, customers, callers),
        catalog=catalog,
        stock=stock,
        cart_rules=SqlCartRules(session, owner(Concern.CART_RULES), catalog, stock),
        carriers=SqlCarriers(session, owner(Concern.CARRIERS)),
        tax_rules=SqlTaxRules(session, taxes),
        exchange_rates=SqlExchangeRates(session, taxes),
        carts=SqlCarts(session, carts, customers),
        answers=_Later("answers.SqlAnswers", session, carts),
        files=SqlFiles(session, carts),
        orders=SqlOrders(session, owner(Concern.ORDERS)),
        links=_Later("links.SqlLinks", session, carts),
        emails=_Later("emails.SqlEmails", session, carts),
        viewers=_Later("viewers.SqlViewers", session, carts),
        requests=_Later("requests.SqlRequests", session, scope.shop_id),
        audit=SqlAudit(session, scope.shop_id),
        outbox=SqlOutbox(session, scope.shop_id),
        webhooks=_Later("webhooks.SqlWebhooks", session, scope.shop_id),
        search_index=_Later("host_index.SqlSearchIndex", session, scope.shop_id),
        connection=connection,
    )


class _Later:
    """A port that is made with its first use, and its module imported: few carts need it."""

    def __init__(self, place: str, *arguments: Any) -> None:
        self._place, self._arguments = place, arguments

    @cached_property
    def _port(self) -> Any:
        module, _, name = self._place.rpartition(".")
        make = getattr(import_module(f"backoffice_orders.adapters.sql.{module}"), name)
        return make(*self._arguments)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._port, name)
