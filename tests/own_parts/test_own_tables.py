"""Own stock, customers and order rows in tables of the same database: in the same transaction."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event, insert, select, update

from backoffice_orders import (
    Actor,
    AddressEntry,
    BackOffice,
    BackOfficeError,
    OwnParts,
    PaymentTooLarge,
    Transaction,
    TransactionMisused,
)
from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.model.errors.customers import EmailTaken
from backoffice_orders.model.errors.host import NotSupported
from backoffice_orders.model.ids import CartId
from backoffice_orders.model.order import Order
from backoffice_orders.testing.samples import EMPLOYEE, MUG, euros, set_up_shop
from tests.own_parts.own_tables import (
    count,
    parts,
    people,
    sale_numbers,
    sales,
    shelves,
    tables,
    taken,
)

HOME = AddressEntry("Jane", "Roe", "1 rue X", "Paris", "FR", "75001")


@pytest.fixture
def sql(sql_store: SqlStore) -> Iterator[SqlStore]:
    """A store in whose database the host has tables too, with ten mugs on the shelf."""
    tables.create_all(sql_store.engine)
    with sql_store.engine.begin() as connection:
        connection.execute(insert(shelves).values(article=MUG.id, pieces=10))
    yield sql_store
    tables.drop_all(sql_store.engine)


@pytest.fixture
def shop(sql: SqlStore) -> BackOffice:
    set_up_shop(BackOffice(sql))  # products and prices are the store's
    return BackOffice(sql, own=parts, numbers=sale_numbers)


def cart_of(shop: BackOffice, email: str) -> CartId:
    jane = shop.customers.create(EMPLOYEE, first_name="Jane", last_name="Roe", email=email)
    shop.addresses.add(EMPLOYEE, jane.id, HOME)
    view = shop.carts.start(EMPLOYEE, jane.id)
    return shop.products.add(EMPLOYEE, view.cart.id, MUG.id, 1).cart.id


def place(shop: BackOffice, cart_id: CartId) -> Order:
    return shop.finishing.place(EMPLOYEE, cart_id, payment_method="card")


def pieces(store: SqlStore) -> int:
    with store.engine.connect() as connection:
        return int(connection.execute(select(shelves.c.pieces)).scalar_one())


def test_forty_at_once_sell_ten_pieces_over_one_connection_each(
    shop: BackOffice, sql: SqlStore
) -> None:
    carts = [cart_of(shop, f"jane{number}@example.com") for number in range(40)]
    in_hand, most = Counter[int](), Counter[int]()

    def taken_out(*_: object) -> None:
        thread = threading.get_ident()
        in_hand[thread] += 1
        most[thread] = max(most[thread], in_hand[thread])

    def brought_back(*_: object) -> None:
        in_hand[threading.get_ident()] -= 1

    event.listen(sql.engine, "checkout", taken_out)
    event.listen(sql.engine, "checkin", brought_back)

    def once(cart_id: CartId) -> Order | BackOfficeError:
        try:
            return place(shop, cart_id)
        except BackOfficeError as error:
            return error

    with ThreadPoolExecutor(40) as pool:
        answers = list(pool.map(once, carts))
    placed = [answer for answer in answers if isinstance(answer, Order)]
    refused = Counter(each.code for each in answers if isinstance(each, BackOfficeError))
    assert len(placed) == 10
    assert refused == {"out_of_stock": 30}
    assert set(most.values()) == {1}, "a transaction has taken a second connection"
    assert pieces(sql) == 0
    with sql.engine.connect() as connection:
        assert count(connection, sales) == 10
        assert count(connection, taken) == 10


def test_a_placing_that_fails_at_its_end_leaves_nothing_in_the_hosts_tables(
    shop: BackOffice, sql: SqlStore
) -> None:
    cart_id = cart_of(shop, "jane@example.com")
    with pytest.raises(PaymentTooLarge):  # found out after the stock was taken
        shop.finishing.place(EMPLOYEE, cart_id, payment_method="card", paid=euros("999.00"))
    assert pieces(sql) == 10
    with sql.engine.connect() as connection:
        assert count(connection, sales) == 0
        assert count(connection, taken) == 0


def test_a_customer_is_known_by_the_key_of_the_hosts_row(shop: BackOffice) -> None:
    first = shop.customers.create(EMPLOYEE, first_name="A", last_name="B", email="a@example.com")
    second = shop.customers.create(EMPLOYEE, first_name="C", last_name="D", email="c@example.com")
    assert (first.id, second.id) == ("1", "2")
    assert shop.customers.get(EMPLOYEE, second.id) == second
    assert shop.carts.start(EMPLOYEE, second.id).customer == second


def test_an_order_is_known_by_the_hosts_key_and_number(shop: BackOffice, sql: SqlStore) -> None:
    order = place(shop, cart_of(shop, "jane@example.com"))
    assert (order.id, order.number, order.reference) == ("1", 1, "2026-00001")
    assert shop.orders.get(EMPLOYEE, order.id) == order
    assert [hit.reference for hit in shop.orders.search(EMPLOYEE, "2026-")] == ["2026-00001"]
    shop.orders.change_status(EMPLOYEE, order.id, "cancelled")
    assert pieces(sql) == 10
    with sql.engine.connect() as connection:
        assert (
            connection.execute(select(sales.c.total)).scalar_one() == "18.00"
        )  # a mug 12.00, the delivery 6.00


def test_what_is_tried_again_happens_once(sql: SqlStore) -> None:
    """A part's own write meets another's: the transaction is run again, with parts made anew."""
    made: list[Transaction] = []

    def meets_another(tx: Transaction) -> OwnParts:
        made.append(tx)
        if len(made) == 1 and not tx.read_only and sql.engine.dialect.name == "postgresql":
            tx.connection.execute(select(shelves)).all()
            with sql.engine.begin() as other:
                other.execute(update(shelves).values(pieces=7))
            tx.connection.execute(update(shelves).values(pieces=6))
        return parts(tx)

    shop = BackOffice(sql)
    set_up_shop(shop)
    own = BackOffice(sql, own=meets_another)
    john = own.customers.create(EMPLOYEE, first_name="J", last_name="D", email="j@example.com")
    assert own.customers.get(EMPLOYEE, john.id) == john
    assert len(made) == (3 if sql.engine.dialect.name == "postgresql" else 2)
    with pytest.raises(EmailTaken):
        own.customers.create(EMPLOYEE, first_name="J", last_name="D", email="j@example.com")
    with sql.engine.connect() as connection:
        assert count(connection, people) == 1


def test_a_part_that_ends_the_transaction_itself_is_told_so(sql: SqlStore) -> None:
    set_up_shop(BackOffice(sql))

    def hasty(tx: Transaction) -> OwnParts:
        tx.connection.execute(update(shelves).values(pieces=3))
        tx.connection.commit()
        return OwnParts()

    office = BackOffice(sql, own=hasty)
    with pytest.raises(TransactionMisused, match="end"):
        office.setup.set_stock(EMPLOYEE, MUG.id, 5)


def test_the_shop_and_whether_it_may_write_are_told(sql: SqlStore) -> None:
    told: list[tuple[str, bool]] = []

    def parts_of(tx: Transaction) -> OwnParts:
        told.append((tx.shop_id, tx.read_only))
        return OwnParts()

    office = BackOffice(sql, shop="outlet", own=parts_of)
    office.customers.search(EMPLOYEE, "x")
    set_up_shop(office, Actor.employee("bob", "Bob"))
    assert told[0] == ("outlet", True)
    assert set(told[1:]) == {("outlet", False)}


def test_what_a_simple_stock_does_not_do_is_said(shop: BackOffice) -> None:
    with pytest.raises(NotSupported) as refused:
        shop.setup.set_stock(EMPLOYEE, MUG.id, 5)
    assert (refused.value.part, refused.value.what) == ("stock", "set_level")


def test_an_address_of_the_stores_is_its_customers_by_the_hosts_key(shop: BackOffice) -> None:
    jane = shop.customers.create(EMPLOYEE, first_name="J", last_name="R", email="j@example.com")
    home = shop.addresses.add(EMPLOYEE, jane.id, HOME)
    assert shop.addresses.list(EMPLOYEE, jane.id) == (home,)
    assert home.customer_id == "1"
