"""What is added at the moment at which what it belongs to is changed or removed: it is not missed.

On PostgreSQL neither transaction sees what the other one writes.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve
from sqlalchemy import event

from backoffice_orders.adapters.memory import FixedClock, LinkedCheckout
from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.adapters.sql.search_plan import CUSTOMERS
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.customer import CustomerGroup
from backoffice_orders.model.ids import CartId, CombinationId, CustomerId, GroupId
from backoffice_orders.model.outbox import MAIL
from backoffice_orders.ports.bases import around
from backoffice_orders.ports.own_parts import OwnParts
from backoffice_orders.ports.unit_of_work import Transaction
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.services.commands.addresses import SaveAddress
from backoffice_orders.testing.samples import EMPLOYEE, MUG, SETTINGS, SHIRT
from tests.faults.conftest import open_shop

JOHN, EVE = CustomerId("cus_1"), CustomerId("cus_2")
# They are found by it already: what they are found by stays as it is.
PARIS = AddressEntry("Zoe", "Zink", "1 rue Neuve", "Paris", "FR", "75001")
PATIENCE = 20


@pytest.fixture
def shop(emptied_postgres: SqlStore) -> BackOffice:
    open_shop(emptied_postgres)
    office = BackOffice(emptied_postgres, checkout=LinkedCheckout())
    office.setup.save(EMPLOYEE, evolve(SETTINGS, email="shop@example.com"))
    return office


class Meanwhile:
    """The same shop, where somebody else does something once, before one call of a port."""

    def __init__(self, office: BackOffice, port: str, call: str, act: Callable[[], object]) -> None:
        self._port, self._call, self._act = port, call, act
        self.done = False
        self.office = BackOffice(
            office.desk.store, own=self._own, clock=office.desk.clock, checkout=LinkedCheckout()
        )

    def _own(self, transaction: Transaction) -> OwnParts:
        stored = getattr(transaction.ports, self._port)

        def call(*arguments: Any) -> Any:
            if not self.done:
                self.done = True
                elsewhere(self._act)
            return getattr(stored, self._call)(*arguments)

        return OwnParts(**{self._port: around(stored, **{self._call: call})})


def elsewhere(act: Callable[[], object], patience: float = PATIENCE) -> threading.Thread:
    """Do it in another transaction; what has to wait goes on after this one."""
    thread = threading.Thread(target=act)
    thread.start()
    thread.join(patience)
    return thread


def cart(office: BackOffice) -> CartId:
    cart_id = office.carts.start(EMPLOYEE, JOHN).cart.id
    office.products.add(EMPLOYEE, cart_id, MUG.id, 1)
    return cart_id


def found(office: BackOffice, text: str) -> list[CustomerId]:
    return [each.id for each in office.customers.search(EMPLOYEE, text)]


def test_an_address_of_a_customer_who_is_erased_is_erased(shop: BackOffice) -> None:
    add = Meanwhile(shop, "customers", "save", lambda: shop.addresses.add(EMPLOYEE, JOHN, PARIS))
    add.office.customers.erase(EMPLOYEE, JOHN)
    assert add.done
    assert shop.addresses.list(EMPLOYEE, JOHN) == ()
    assert "Zink" not in str(shop.customers.export(EMPLOYEE, JOHN))


def test_an_email_to_a_customer_who_is_erased_does_not_leave(shop: BackOffice) -> None:
    cart_id = cart(shop)
    send = Meanwhile(shop, "customers", "save", lambda: shop.finishing.send(EMPLOYEE, cart_id))
    send.office.customers.erase(EMPLOYEE, JOHN)
    assert send.done
    assert shop.emails.of_cart(EMPLOYEE, cart_id) == ()
    assert MAIL not in [message.topic for message in shop.events.pending(EMPLOYEE)]


def test_an_address_of_a_customer_who_is_merged_is_the_kept_one_s(shop: BackOffice) -> None:
    add = Meanwhile(shop, "addresses", "save", lambda: shop.addresses.add(EMPLOYEE, EVE, PARIS))
    add.office.customers.merge(EMPLOYEE, JOHN, EVE)
    assert add.done
    assert "Zink" in [each.last_name for each in shop.addresses.list(EMPLOYEE, JOHN)]


def test_a_link_to_a_cart_that_goes_to_another_customer_is_withdrawn(shop: BackOffice) -> None:
    cart_id = cart(shop)
    link = Meanwhile(shop, "carts", "save", lambda: shop.finishing.make_link(EMPLOYEE, cart_id))
    link.office.carts.choose_customer(EMPLOYEE, cart_id, EVE)
    (made,) = shop.finishing.links(EMPLOYEE, cart_id)
    assert made.withdrawn_at is not None


def test_an_old_cart_that_is_sent_after_all_is_kept(shop: BackOffice) -> None:
    cart_id = cart(shop)
    later = FixedClock(shop.desk.clock.now() + timedelta(days=366))
    late = BackOffice(shop.desk.store, clock=later, checkout=LinkedCheckout())
    send = Meanwhile(late, "carts", "remove", lambda: late.finishing.send(EMPLOYEE, cart_id))
    removed = send.office.housekeeping.run(EMPLOYEE)
    assert send.done
    assert removed.carts == 0
    assert [each.cart_id for each in shop.finishing.links(EMPLOYEE, cart_id)] == [cart_id]


def test_two_new_addresses_of_a_customer_are_both_found_and_not_for_longer(
    emptied_postgres: SqlStore, shop: BackOffice
) -> None:
    """Two orders of different goods at once, with numbers that nobody waits for."""
    shop.setup.save(EMPLOYEE, evolve(SETTINGS, order_number_gaps=True))
    first, second = cart(shop), shop.carts.start(EMPLOYEE, JOHN).cart.id
    shop.products.add(EMPLOYEE, second, SHIRT.id, 1, combination_id=CombinationId("shirt-m"))
    waiting: list[threading.Thread] = []

    def place(cart_id: CartId, city: str, postcode: str) -> None:
        new = (SaveAddress(evolve(PARIS, city=city, postcode=postcode)),)
        shop.finishing.place(EMPLOYEE, cart_id, payment_method="card", commands=new)

    def meanwhile(_c: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        looked_up = statement.startswith("SELECT bo_search_entries")
        if looked_up and values["of_kind"] == CUSTOMERS and not waiting:
            waiting.append(threading.current_thread())
            waiting[0] = elsewhere(lambda: place(second, "Nantes", "44000"), 1)

    event.listen(emptied_postgres.engine, "after_cursor_execute", meanwhile)
    place(first, "Lyon", "69001")
    waiting[0].join(PATIENCE)
    event.remove(emptied_postgres.engine, "after_cursor_execute", meanwhile)
    assert found(shop, "69001") == found(shop, "44000") == [JOHN]
    (nantes,) = [each for each in shop.addresses.list(EMPLOYEE, JOHN) if each.city == "Nantes"]
    shop.addresses.delete(EMPLOYEE, nantes.id)
    assert (found(shop, "69001"), found(shop, "44000")) == ([JOHN], [])


def test_a_customer_whom_two_hosts_put_into_groups_is_listed_in_the_one_that_is_stored(
    emptied_postgres: SqlStore, shop: BackOffice
) -> None:
    """Two transactions of a host's at READ COMMITTED: the second one wins, and its group alone."""
    groups = [CustomerGroup(GroupId(name), name) for name in ("trade", "press")]
    shop.setup.save(EMPLOYEE, *groups)
    waiting: list[threading.Thread] = []

    def put_into(group: CustomerGroup) -> None:
        engine = emptied_postgres.engine.execution_options(isolation_level="READ COMMITTED")
        with engine.begin() as connection:
            joined = BackOffice(emptied_postgres.on(connection))
            joined.customers.edit(EMPLOYEE, JOHN, group_ids=[group.id])

    def meanwhile(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("UPDATE bo_customers") and not waiting:
            waiting.append(threading.current_thread())
            waiting[0] = elsewhere(lambda: put_into(groups[0]))

    event.listen(emptied_postgres.engine, "before_cursor_execute", meanwhile)
    put_into(groups[1])
    event.remove(emptied_postgres.engine, "before_cursor_execute", meanwhile)
    assert not waiting[0].is_alive()
    assert shop.customers.get(EMPLOYEE, JOHN).group_ids == ("press",)
    listed = [shop.customers.list(EMPLOYEE, group_id=each.id) for each in groups]
    assert [[each.id for each in page.items] for page in listed] == [[], [JOHN]]
