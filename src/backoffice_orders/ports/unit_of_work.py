"""The unit of work: the ports of one store, tied together by a transaction."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from attrs import field

from backoffice_orders.model.actor import Actor
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.ids import ShopId
from backoffice_orders.model.messages import Message
from backoffice_orders.model.shop import ShopScope
from backoffice_orders.model.values import frozen

if TYPE_CHECKING:
    from backoffice_orders.ports.addresses import Addresses
    from backoffice_orders.ports.answers import Answers
    from backoffice_orders.ports.audit import Audit
    from backoffice_orders.ports.carriers import Carriers
    from backoffice_orders.ports.cart_rules import CartRules
    from backoffice_orders.ports.carts import Carts
    from backoffice_orders.ports.catalog import Catalog
    from backoffice_orders.ports.customers import Customers
    from backoffice_orders.ports.emails import Emails
    from backoffice_orders.ports.exchange_rates import ExchangeRates
    from backoffice_orders.ports.files import Files
    from backoffice_orders.ports.links import Links
    from backoffice_orders.ports.orders import Orders
    from backoffice_orders.ports.outbox import Outbox
    from backoffice_orders.ports.requests import Requests
    from backoffice_orders.ports.search_index import SearchIndex
    from backoffice_orders.ports.shops import Shops
    from backoffice_orders.ports.stock import Stock
    from backoffice_orders.ports.tax_rules import TaxRules
    from backoffice_orders.ports.viewers import Viewers
    from backoffice_orders.ports.webhooks import Webhooks

Step = Callable[[], None]
# Asked before a cart is saved or an order placed, with (actor, action, before, after); it answers
# with the sentence of its refusal, an error of its own, or None. See ``BackOffice(guards=...)``.
Guard = Callable[[Actor, str, Any, Any], str | Message | BackOfficeError | None]


@frozen(kw_only=True, eq=False)
class UnitOfWork:
    """Everything a store keeps, as one transaction sees it: the one list of all ports.

    ``connection`` is what the store sends its statements over, for parts that a host brings: the
    SQL store's SQLAlchemy ``Connection``; None where a store has no such thing. ``search_index``
    is for what such a part keeps in tables of its own; a store may be without it.

    ``on_commit`` takes a step that has to wait for the commit, where leaving the store's
    transaction commits nothing yet: it is a part of the host's. None where it commits.
    """

    shops: Shops
    customers: Customers
    addresses: Addresses
    catalog: Catalog
    stock: Stock
    cart_rules: CartRules
    carriers: Carriers
    tax_rules: TaxRules
    exchange_rates: ExchangeRates
    carts: Carts
    answers: Answers
    files: Files
    orders: Orders
    links: Links
    emails: Emails
    viewers: Viewers
    requests: Requests
    audit: Audit
    outbox: Outbox
    webhooks: Webhooks
    search_index: SearchIndex | None = None
    connection: Any = None
    on_commit: Callable[[Step], object] | None = None


@frozen(eq=False)
class Transaction:
    """One transaction as a host's own parts see it: what they are made from.

    Attributes:
        ports: The store's ports. A part may wrap one, and must not outlive the transaction.
        scope: Which shop is meant, and what it shares with others.
        read_only: Whether nothing may be written.
    """

    ports: UnitOfWork
    scope: ShopScope
    read_only: bool
    _after_commit: list[Step] = field(factory=list, init=False, repr=False)
    _after_rollback: list[Step] = field(factory=list, init=False, repr=False)

    @property
    def connection(self) -> Any:
        """What the store sends its statements over; see ``UnitOfWork``.

        What a part sends over it is committed and undone with everything else. The store begins
        and ends the transaction; a part does neither.
        """
        return self.ports.connection

    @property
    def shop_id(self) -> ShopId:
        """The shop that is meant."""
        return self.scope.shop_id

    def on_commit(self, step: Step) -> None:
        """Do something once the transaction is committed; what it raises is logged, no more."""
        self._after_commit.append(step)

    def on_rollback(self, step: Step) -> None:
        """Undo something once the transaction is rolled back; the last step is undone first.

        For what the transaction does not undo: a part's own list, goods held in another system.
        Nothing is done where nobody knows whether it was committed (``OutcomeUnknown``). What a
        step raises is logged, and the others are done all the same.
        """
        self._after_rollback.append(step)

    def steps(self, *, committed: bool) -> tuple[Step, ...]:
        """What is to be done after the end, in order."""
        return tuple(self._after_commit if committed else reversed(self._after_rollback))


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
        """Give back what the store holds of the machine: connections, files. It ends the store.

        Closing again does nothing. A transaction that is begun later may be refused or not.
        """
        ...


@runtime_checkable
class TakesTurns(Protocol):
    """What a store has besides whose transactions can wait for each other."""

    @property
    def in_turn(self) -> Store:
        """The same store, for use cases that guard whatever they write by how they write it.

        Whoever changes what another transaction has changed waits for its end, and goes on with
        what it has left, where transactions of the store itself would raise ``StorageBusy``. What
        the shop is set up with is that of one moment all the same; customers, products, rules and
        stock are each as they were committed last when they were read.
        """
        ...
