"""The shop: ``uvicorn examples.fastapi_shop.main:app`` with DATABASE_URL and SECRET."""

from __future__ import annotations

import os
from typing import Any

from fastapi import FastAPI, Request
from moneyed import Money
from sqlalchemy import URL, Engine, insert, make_url, select

from backoffice_orders import Actor, BackOffice, Consumer, ShopSettings, SqlStore
from backoffice_orders.adapters.checkout import SignedLinks
from backoffice_orders.adapters.sql import Schema
from backoffice_orders.checkout import checkout_app
from backoffice_orders.console import console_app
from backoffice_orders.model.outbox import OutboxMessage
from examples.fastapi_shop.parts import own
from examples.fastapi_shop.tables import metadata, orders, staff

COOKIE = "staff"
SETTINGS = ShopSettings(
    name="The shop",
    currency="EUR",
    country="FR",
    email="shop@example.com",
    standard_shipping=Money("5.00", "EUR"),
)


def warehouse(message: OutboxMessage) -> None:
    """Tell the warehouse, which here is whoever reads what is printed."""
    print(message.topic, message.payload["reference"])


class Shop:
    """The shop's database, and the back office in it."""

    def __init__(self, url: str | URL, base: str, secret: str) -> None:
        store = SqlStore.open(url, Schema(prefix="bo_"))
        self.engine: Engine = store.engine
        metadata.create_all(self.engine)
        self.links = SignedLinks(f"{base}/checkout", [secret])
        told = {"warehouse": Consumer(warehouse, ("order.placed",))}
        self.office = BackOffice(store, own=own, checkout=self.links, consumers=told)
        self.office.setup.save(Actor.employee("set-up", "Set-up"), SETTINGS)

    def employee(self, request: Request) -> Actor | None:
        """The login: a row of the shop's own. It runs in a worker thread, as it waits."""
        token = request.cookies.get(COOKIE, "")
        with self.engine.connect() as connection:
            name = connection.scalar(select(staff.c.name).where(staff.c.token == token))
        return None if name is None else Actor.employee(name.lower(), name)

    def insert(self, table: Any, *rows: dict[str, Any]) -> None:
        """Put rows into one of the shop's tables."""
        with self.engine.begin() as connection:
            connection.execute(insert(table), rows)


def make_app(shop: Shop, secret: str) -> FastAPI:
    """The shop's app, with the page, its JSON API and the checkout mounted."""
    app = FastAPI()

    @app.get("/orders")
    def all_orders() -> list[dict[str, Any]]:
        with shop.engine.connect() as connection:
            return [dict(row._mapping) for row in connection.execute(select(orders))]

    app.mount("/admin/orders", console_app(shop.office, shop.employee, secret=secret))
    app.mount("/checkout", checkout_app(shop.office, shop.links))
    return app


def __getattr__(name: str) -> Any:
    """``app`` for a server, ``office`` for ``backoffice-orders deliver --office``."""
    if name not in {"app", "office"}:
        raise AttributeError(name)
    secret = os.environ["SECRET"]
    shop = Shop(make_url(os.environ["DATABASE_URL"]), os.environ["BASE_URL"], secret)
    return make_app(shop, secret) if name == "app" else shop.office
