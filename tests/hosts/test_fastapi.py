"""``examples/fastapi_shop``: its own tables in the same transaction, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from attrs import frozen
from examples.fastapi_shop import parts, tables
from examples.fastapi_shop.main import COOKIE, Shop, make_app
from sqlalchemy import URL, func, make_url, select

from backoffice_orders import Actor, OutOfStock, ProductId
from backoffice_orders.model.stock import StockDemand, StockItem
from tests import postgres
from tests.hosts.served import Phone, listening, race, require_one_winner, served

ANN = Actor.employee("ann", "Ann")
SECRET = "a-secret-of-at-least-thirty-two-letters"


@frozen
class Host:
    """The shop, served."""

    base: str
    shop: Shop
    phone: Phone

    def count(self, table: Any) -> int:
        """How many rows a table has."""
        with self.shop.engine.connect() as connection:
            return connection.scalar(select(func.count()).select_from(table)) or 0

    def left(self) -> int:
        """How many mugs there are."""
        with self.shop.engine.connect() as connection:
            return connection.scalar(select(tables.products.c.left)) or 0


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[URL]:
    if request.param == "sqlite":
        yield make_url(f"sqlite:///{tmp_path / 'shop.db'}")
        return
    with postgres.database(request.getfixturevalue("postgres_server")) as made:
        yield made


@pytest.fixture
def host(url: URL) -> Iterator[Host]:
    listener, base = listening()
    shop = Shop(url, base, SECRET)
    shop.insert(tables.staff, {"token": "ann-s-token", "name": "Ann"})
    shop.insert(tables.products, {"id": 7, "name": "Blue mug", "cents": 1000, "left": 3})
    phone = Phone(f"{base}/admin/orders/api", {COOKIE: "ann-s-token"})
    with phone, served(make_app(shop, SECRET), listener):
        yield Host(base, shop, phone)
    shop.office.close()


def test_an_order_is_placed_over_http(host: Host) -> None:
    answer = host.phone.place(host.phone.cart("john@example.com", "7", 2))
    assert answer.status_code == 201, answer.text
    order = answer.json()
    assert host.left() == 1
    (row,) = httpx.get(f"{host.base}/orders").json()
    assert (row["reference"], row["total_cents"]) == (order["reference"], 2500)
    assert row["customer_id"] == 1  # the key is the host's database's


def test_the_page_and_the_checkout_are_there(host: Host) -> None:
    page = host.phone.http.get(f"{host.base}/admin/orders/", params={"customers": "jo"})
    assert page.status_code == 200
    cart = host.phone.cart("john@example.com", "7")
    given = host.shop.office.finishing.send(ANN, cart["id"])
    opened = httpx.get(host.shop.links.address(given))
    assert opened.status_code == 200
    assert "Blue mug" in opened.text


def test_who_is_not_signed_in_stays_outside(host: Host) -> None:
    assert httpx.get(f"{host.base}/admin/orders/").status_code == 403
    assert httpx.get(f"{host.base}/admin/orders/api/carts").status_code == 403


def test_ten_racers_for_the_last_piece(host: Host) -> None:
    host.phone.place(host.phone.cart("first@example.com", "7", 2))
    require_one_winner(race(host.phone, "7"))
    assert host.left() == 0
    assert host.count(tables.orders) == 2


def test_of_a_refused_demand_nothing_is_taken(host: Host) -> None:
    host.shop.insert(tables.products, {"id": 8, "name": "Red mug", "cents": 1000, "left": 1})
    demands = [StockDemand(StockItem(ProductId(id_)), 2) for id_ in ("7", "8")]
    with host.shop.engine.begin() as connection:
        shelf = parts.Shelf(connection)
        with pytest.raises(OutOfStock) as refused:
            shelf.take("order_1", demands)
    assert (refused.value.product_id, refused.value.remaining) == ("8", 1)
    with host.shop.engine.connect() as connection:
        levels = connection.execute(select(tables.products.c.id, tables.products.c.left))
        assert {row.id: row.left for row in levels} == {7: 3, 8: 1}
    assert host.count(tables.taken) == 0


def test_a_failure_in_the_hosts_code_leaves_nothing_behind(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    cart = host.phone.cart("john@example.com", "7", 2)

    def broken(*arguments: Any) -> None:
        parts_write_order(*arguments)
        raise RuntimeError("the accounting is broken")

    parts_write_order = parts.write_order
    monkeypatch.setattr(parts, "write_order", broken)
    assert host.phone.place(cart).status_code == 500
    assert host.left() == 3
    assert host.count(tables.orders) == host.count(tables.taken) == 0
    assert host.phone.http.get("/orders").json()["items"] == []
    monkeypatch.setattr(parts, "write_order", parts_write_order)
    assert host.phone.place(cart).status_code == 201  # nothing had changed


def test_the_worker_tells_the_hosts_consumer(
    host: Host, capsys: pytest.CaptureFixture[str]
) -> None:
    order = host.phone.place(host.phone.cart("john@example.com", "7")).json()
    host.shop.office.events.deliver(ANN)
    assert f"order.placed {order['reference']}" in capsys.readouterr().out
