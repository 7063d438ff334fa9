"""A store in the ORM's transactions."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import Error, close_old_connections, connections, transaction

from backoffice_orders.adapters.sql import JoinedStore, Schema, driver_connections
from backoffice_orders.adapters.sql.failures import ENDED
from backoffice_orders.adapters.transactions import require
from backoffice_orders.contrib.django.failures import again, away, failed, not_committed
from backoffice_orders.model.errors.host import HostTransactionLost, StorageBusy
from backoffice_orders.model.shop import ShopScope
from backoffice_orders.ports.unit_of_work import UnitOfWork

_LOG = logging.getLogger("backoffice_orders.storage")


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

        What the host has asked Django to do on commit is done after it: what that raises is
        logged, and the change stands.

        Raises:
            HostTransactionLost: The host's own block cannot go on: end it, and begin anew.
            TransactionMisused: A part of the host's has caught an error within ``atomic``, so
                that Django would roll back instead of committing, and not say so.
        """
        outermost = not connections[self._using].in_atomic_block
        begun = done = False
        committed: list[bool] = []
        try:
            self._require_intact()
            with transaction.atomic(using=self._using):
                begun = True
                if outermost:
                    transaction.on_commit(lambda: committed.append(True), using=self._using)
                with self._joined.transaction(scope, read_only=read_only) as unit:
                    yield unit
                require(not connections[self._using].needs_rollback, ENDED)
                done = True
        except HostTransactionLost as error:
            if outermost:
                raise StorageBusy(str(error)) from error
            raise
        except Exception as error:
            if committed:
                _LOG.warning("a host's step on commit failed: %s", type(error).__name__)
            elif not outermost or not isinstance(error, Error):
                raise
            elif done and not read_only:
                raise not_committed(error) from error
            # What begun transactions raise besides is the host's own parts' affair.
            elif not begun or done or again(error) or away(error):
                raise failed(error) from error
            else:
                raise
        finally:
            if outermost:
                close_old_connections()

    def _require_intact(self) -> None:
        """Raise ``HostTransactionLost`` where the host's block will be rolled back anyway."""
        connection = connections[self._using]
        if connection.in_atomic_block and connection.needs_rollback:
            raise HostTransactionLost("an error was caught within atomic, which undoes the block")

    def close(self) -> None:
        """Leave the connections to Django."""

    def __repr__(self) -> str:
        return f"DjangoStore({self._using!r})"
