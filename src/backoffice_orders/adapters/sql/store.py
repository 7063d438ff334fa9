"""The store: one database transaction per unit of work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL, Engine, RootTransaction
from sqlalchemy.exc import DBAPIError, OperationalError

from backoffice_orders.adapters.sql.carts import SqlCarts, SqlFiles
from backoffice_orders.adapters.sql.catalog import SqlCatalog
from backoffice_orders.adapters.sql.customers import SqlAddresses, SqlCustomers
from backoffice_orders.adapters.sql.engine import make_engine
from backoffice_orders.adapters.sql.journal import SqlAudit, SqlOutbox
from backoffice_orders.adapters.sql.links import SqlLinks
from backoffice_orders.adapters.sql.migrate import migrate
from backoffice_orders.adapters.sql.orders import SqlOrders
from backoffice_orders.adapters.sql.reference import (
    ReferenceData,
    SqlCarriers,
    SqlExchangeRates,
    SqlShops,
    SqlTaxRules,
)
from backoffice_orders.adapters.sql.rules import SqlCartRules
from backoffice_orders.adapters.sql.schema import Schema
from backoffice_orders.adapters.sql.session import Session
from backoffice_orders.adapters.sql.stock import SqlStock
from backoffice_orders.adapters.transactions import OnePerThread
from backoffice_orders.model.errors.host import OutcomeUnknown, StorageBusy, StorageFailed
from backoffice_orders.model.shop import Concern, ShopScope

# Serialization failure and deadlock (distributed engines answer with the same), and a server
# that is being stopped or started.
_BUSY_STATES = {"40001", "40P01", "57P01", "57P02", "57P03"}
_BUSY_WORDS = ("database is locked", "database table is locked")


class SqlUnitOfWork:
    """All ports over one transaction."""

    def __init__(self, session: Session, scope: ShopScope) -> None:
        owner = scope.owner
        customers, carts = owner(Concern.CUSTOMERS), owner(Concern.CARTS)
        settings, taxes = owner(Concern.SETTINGS), owner(Concern.TAXES)
        self.shops = SqlShops(ReferenceData(session, settings), settings)
        self.customers = SqlCustomers(session, customers)
        self.addresses = SqlAddresses(session, customers)
        self.catalog = SqlCatalog(session, owner(Concern.CATALOG))
        self.stock = SqlStock(session, owner(Concern.STOCK))
        self.cart_rules = SqlCartRules(session, owner(Concern.CART_RULES))
        self.carriers = SqlCarriers(ReferenceData(session, owner(Concern.CARRIERS)))
        self.tax_rules = SqlTaxRules(ReferenceData(session, taxes))
        self.exchange_rates = SqlExchangeRates(ReferenceData(session, taxes))
        self.carts = SqlCarts(session, carts, customers)
        self.files = SqlFiles(session, carts)
        self.orders = SqlOrders(session, owner(Concern.ORDERS))
        self.links = SqlLinks(session, carts)
        self.audit = SqlAudit(session, scope.shop_id)
        self.outbox = SqlOutbox(session, scope.shop_id)


class SqlStore:
    """The ``Store`` port on a database."""

    def __init__(self, engine: Engine, schema: Schema | None = None) -> None:
        self.engine = engine
        self.schema = Schema() if schema is None else schema
        self._one_per_thread = OnePerThread()

    @classmethod
    def open(cls, url: str | URL, schema: Schema | None = None) -> SqlStore:
        """Connect to a database, and bring its tables up to date.

        Args:
            url: A SQLAlchemy URL: ``sqlite:///shop.db``.
            schema: Under which prefix and in which database schema the tables are.
        """
        engine = make_engine(url)
        migrate(engine, schema)
        return cls(engine, schema)

    def close(self) -> None:
        self.engine.dispose()

    def __repr__(self) -> str:
        return f"SqlStore({self.engine.url.render_as_string(hide_password=True)!r})"

    @contextmanager
    def transaction(self, scope: ShopScope, *, read_only: bool = False) -> Iterator[SqlUnitOfWork]:
        try:
            with self._one_per_thread.transaction(), self.engine.connect() as connection:
                transaction = connection.begin()
                session = Session(connection, self.schema, read_only=read_only)
                try:
                    session.begin()
                    yield SqlUnitOfWork(session, scope)
                    session.write_waiting()
                except BaseException:
                    session.end()
                    transaction.rollback()
                    raise
                session.end()
                _commit(transaction, read_only)
        except DBAPIError as error:
            raise _ours(error) from error


def _commit(transaction: RootTransaction, read_only: bool) -> None:
    try:
        transaction.commit()
    except DBAPIError as error:
        if error.connection_invalidated and not read_only:
            raise OutcomeUnknown(str(error.orig)) from error
        raise


def _ours(error: DBAPIError) -> StorageFailed:
    """The database's error as one of ours."""
    state = getattr(error.orig, "sqlstate", "")  # SQLite has none
    text = str(error.orig)
    # A server that cannot be reached has no state to tell.
    unreachable = isinstance(error, OperationalError) and state is None
    lost = error.connection_invalidated or unreachable
    if lost or state in _BUSY_STATES or any(words in text for words in _BUSY_WORDS):
        return StorageBusy(text)
    return StorageFailed(text)
