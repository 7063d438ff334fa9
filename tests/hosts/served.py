"""Hosts that are served over HTTP, and an employee's phone call by the JSON API."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import httpx2 as httpx
import uvicorn

RACERS = 10
HOME = {"first_name": "J", "last_name": "D", "street": "1 rue X", "city": "Paris"}


def listening() -> tuple[socket.socket, str]:
    """A socket on a free port of this machine, and its URL."""
    listener = socket.create_server(("127.0.0.1", 0))
    return listener, f"http://127.0.0.1:{listener.getsockname()[1]}"


@contextmanager
def served(app: Any, listener: socket.socket) -> Iterator[None]:
    """Serve an ASGI app on a socket."""
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="auto"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield
    finally:
        server.should_exit = True
        thread.join()


class Phone:
    """An employee with the JSON API."""

    def __init__(self, api: str, cookies: Mapping[str, str]) -> None:
        # A new connection each time: after an error of the app's, the server closes it.
        limits = httpx.Limits(max_keepalive_connections=0)
        self.http = httpx.Client(base_url=api, cookies=dict(cookies), timeout=60, limits=limits)

    def __enter__(self) -> Phone:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def cart(self, email: str, product_id: str, quantity: int = 1) -> dict[str, Any]:
        """A new customer's cart with some pieces, ready to be placed."""
        new = {"first_name": "John", "last_name": "Doe", "email": email}
        customer = self._made("/customers", new)
        address = {**HOME, "country": "FR", "postcode": "75001"}
        self._made(f"/customers/{customer['id']}/addresses", address)
        cart = self._made("/carts", {"customer_id": customer["id"]})
        line = {"product_id": product_id, "quantity": quantity, "version": cart["version"]}
        return self._made(f"/carts/{cart['id']}/lines", line)

    def place(self, cart: Mapping[str, Any]) -> httpx.Response:
        """Place the cart, as it is."""
        order = {
            "payment_method": "invoice",
            "version": cart["version"],
            "idempotency_key": f"call-{cart['id']}",
        }
        return self.http.post(f"/carts/{cart['id']}/order", json=order)

    def _made(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        answer = self.http.post(path, json=body)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made


def race(phone: Phone, product_id: str) -> list[httpx.Response]:
    """As many customers as racers want the last piece at the same moment."""
    carts = [phone.cart(f"racer-{number}@example.com", product_id) for number in range(RACERS)]
    together = threading.Barrier(RACERS)

    def run(cart: Mapping[str, Any]) -> httpx.Response:
        together.wait()
        return phone.place(cart)

    with ThreadPoolExecutor(RACERS) as pool:
        return list(pool.map(run, carts))


def require_one_winner(answers: list[httpx.Response]) -> None:
    """Exactly one has got it, and the others are told that it is gone."""
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * (RACERS - 1)
    refused = {answer.json()["code"] for answer in answers if answer.status_code == 409}
    assert refused == {"out_of_stock"}
