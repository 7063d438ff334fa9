"""All ports over one transaction: the SQL store's unit of work."""

from __future__ import annotations

from sqlalchemy import Connection

from backoffice_orders.adapters.sql.carriers import SqlCarriers
from backoffice_orders.adapters.sql.carts import SqlCarts, SqlFiles
from backoffice_orders.adapters.sql.catalog import SqlCatalog
from backoffice_orders.adapters.sql.customers import SqlAddresses, SqlCustomers
from backoffice_orders.adapters.sql.journal import SqlAudit
from backoffice_orders.adapters.sql.outbox import SqlOutbox
from backoffice_orders.adapters.sql.reference import ReferenceData, SqlShops
from backoffice_orders.adapters.sql.rules import SqlCartRules
from backoffice_orders.adapters.sql.session import Session
from backoffice_orders.adapters.sql.stock import SqlStock
from backoffice_orders.adapters.sql.taxes import SqlExchangeRates, SqlTaxRules
from backoffice_orders.model.shop import Concern, ShopScope
from backoffice_orders.on_demand import later
from backoffice_orders.ports.unit_of_work import UnitOfWork

# Where ``later`` finds what few carts need.
_HERE = "backoffice_orders.adapters.sql"


def all_ports(session: Session, connection: Connection, scope: ShopScope) -> UnitOfWork:
    """Every port of one shop; the transaction is the connection's."""
    owner = scope.owner
    customers, carts = owner(Concern.CUSTOMERS), owner(Concern.CARTS)
    settings, taxes = owner(Concern.SETTINGS), owner(Concern.TAXES)
    callers = later(f"{_HERE}.caller_index.CallerIndex", session, customers)
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
        answers=later(f"{_HERE}.answers.SqlAnswers", session, carts),
        files=SqlFiles(session, carts),
        orders=later(f"{_HERE}.orders.SqlOrders", session, owner(Concern.ORDERS)),
        links=later(f"{_HERE}.links.SqlLinks", session, carts),
        emails=later(f"{_HERE}.emails.SqlEmails", session, carts),
        viewers=later(f"{_HERE}.viewers.SqlViewers", session, carts),
        requests=later(f"{_HERE}.requests.SqlRequests", session, scope.shop_id),
        audit=SqlAudit(session, scope.shop_id),
        outbox=SqlOutbox(session, scope.shop_id),
        webhooks=later(f"{_HERE}.webhooks.SqlWebhooks", session, scope.shop_id),
        search_index=later(f"{_HERE}.host_index.SqlSearchIndex", session, scope.shop_id),
        connection=connection,
    )
