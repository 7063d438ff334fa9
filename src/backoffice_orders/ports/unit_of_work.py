"""The unit of work: the ports of one store, tied together by a transaction."""

from contextlib import AbstractContextManager
from typing import Protocol

from backoffice_orders.model.shop import ShopScope
from backoffice_orders.ports.addresses import Addresses
from backoffice_orders.ports.audit import Audit
from backoffice_orders.ports.carriers import Carriers
from backoffice_orders.ports.cart_rules import CartRules
from backoffice_orders.ports.carts import Carts
from backoffice_orders.ports.catalog import Catalog
from backoffice_orders.ports.customers import Customers
from backoffice_orders.ports.exchange_rates import ExchangeRates
from backoffice_orders.ports.files import Files
from backoffice_orders.ports.links import Links
from backoffice_orders.ports.orders import Orders
from backoffice_orders.ports.outbox import Outbox
from backoffice_orders.ports.shops import Shops
from backoffice_orders.ports.stock import Stock
from backoffice_orders.ports.tax_rules import TaxRules


class UnitOfWork(Protocol):
    """Everything a store keeps, as one transaction sees it."""

    @property
    def shops(self) -> Shops:
        """The shop's settings."""
        ...

    @property
    def customers(self) -> Customers:
        """The customers."""
        ...

    @property
    def addresses(self) -> Addresses:
        """The customers' addresses."""
        ...

    @property
    def catalog(self) -> Catalog:
        """The products."""
        ...

    @property
    def stock(self) -> Stock:
        """The stock."""
        ...

    @property
    def carts(self) -> Carts:
        """The carts."""
        ...

    @property
    def cart_rules(self) -> CartRules:
        """The cart rules."""
        ...

    @property
    def carriers(self) -> Carriers:
        """The carriers."""
        ...

    @property
    def tax_rules(self) -> TaxRules:
        """The tax rules."""
        ...

    @property
    def exchange_rates(self) -> ExchangeRates:
        """The exchange rates."""
        ...

    @property
    def orders(self) -> Orders:
        """The orders."""
        ...

    @property
    def files(self) -> Files:
        """The attached files."""
        ...

    @property
    def links(self) -> Links:
        """The links by which carts are opened."""
        ...

    @property
    def audit(self) -> Audit:
        """The audit trail."""
        ...

    @property
    def outbox(self) -> Outbox:
        """The outbox."""
        ...


class Store(Protocol):
    """Where a shop's data lives."""

    def transaction(
        self, scope: ShopScope, *, read_only: bool = False
    ) -> AbstractContextManager[UnitOfWork]:
        """One transaction, seen through the scope's shop.

        Leaving the block normally commits everything it wrote, in one step; leaving it by an
        exception undoes everything. Nobody else sees anything of it before it is committed.
        A read-only transaction waits for no writer.

        Raises:
            TransactionMisused: This thread is in another transaction of the store; or, raised by
                the ports: the transaction is read-only and the method writes (whatever it would
                have changed), or the transaction has ended.
            StorageBusy: Others have changed the same data, or the connection was lost before
                the commit; nothing was written.
            OutcomeUnknown: The connection was lost during the commit.
        """
        ...

    def close(self) -> None:
        """Give back what the store holds of the machine: connections, files. It ends the store."""
        ...
