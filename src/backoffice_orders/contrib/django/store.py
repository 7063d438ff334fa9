"""A store in the ORM's transactions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, close_old_connections, connections, transaction

from backoffice_orders.adapters.sql import JoinedStore, Schema, driver_connections
from backoffice_orders.contrib.django.failures import again, away, failed, not_committed
from backoffice_orders.model.errors.host import HostTransactionLost, StorageBusy
from backoffice_orders.model.shop import ShopScope
from backoffice_orders.ports.unit_of_work import UnitOfWork


class DjangoStore:
    """The ``Store`` port on one of Django's databases: each transaction is an ``atomic`` block.

    Within a block that the host has begun, a use case is a part of it (a savepoint): it is there
    for good once the host's block is committed. What the host's own parts do by the ORM is in
    the same transaction. On SQLite, let transactions begin by taking the lock:
    ``"OPTIONS": {"transaction_mode": "IMMEDIATE"}``.
    """

    def __init__(self, using: str = "default", schema: Schema | None = None) -> None:
        """Work on a database that ``manage.py migrate`` has made the tables of.

        Args:
            using: The database's alias in ``DATABASES``.
            schema: Where the tables are, if a migration of your own has made them elsewhere.
        """
        self._using = using
        self._joined = JoinedStore(
            driver_connections(self._driver_connection),
            schema,
            on_commit=lambda step: transaction.on_commit(step, using=using),
        )

    def _driver_connection(self) -> Any:
        connection = connections[self._using]
        connection.ensure_connection()
        return connection.connection

    @contextmanager
    def transaction(self, scope: ShopScope, *, read_only: bool = False) -> Iterator[UnitOfWork]:
        """An ``atomic`` block; see ``Store.transaction``.

        Raises:
            HostTransactionLost: The host's own block cannot go on: end it, and begin anew.
        """
        outermost = not connections[self._using].in_atomic_block
        begun = done = False
        try:
            with transaction.atomic(using=self._using):
                begun = True
                with self._joined.transaction(scope, read_only=read_only) as unit:
                    yield unit
                done = True
        except HostTransactionLost as error:
            if outermost:
                raise StorageBusy(str(error)) from error
            raise
        except DatabaseError as error:
            if outermost and done and not read_only:
                raise not_committed(error) from error
            # What begun transactions raise besides is the host's own parts' affair.
            if outermost and (not begun or done or again(error) or away(error)):
                raise failed(error) from error
            raise
        finally:
            if outermost:
                close_old_connections()

    def close(self) -> None:
        """Leave the connections to Django."""

    def __repr__(self) -> str:
        return f"DjangoStore({self._using!r})"
