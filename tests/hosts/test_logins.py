"""The host's login may be a plain function that waits, or an async one."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.testclient import TestClient

from backoffice_orders.console import console_app
from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.errors.base import PermissionDenied
from backoffice_orders.testing.samples import EMPLOYEE
from tests.checkout.samples import Shop

ActorOf = Callable[[Request], Actor | Awaitable[Actor | None] | None]
PAGES = ("/", "/api/customers?q=jo")


def asked_sync(request: Request) -> Actor | None:
    with pytest.raises(RuntimeError, match="no running event loop"):
        asyncio.get_running_loop()
    return _signed_in(request)


async def asked_async(request: Request) -> Actor | None:
    await asyncio.sleep(0)
    return _signed_in(request)


class AskedObject:
    async def __call__(self, request: Request) -> Actor | None:
        return await asked_async(request)


def _signed_in(request: Request) -> Actor | None:
    name = request.headers.get("x-employee", "")
    if name == "trainee":
        raise PermissionDenied("trainee", Permission.READ_CART)
    return EMPLOYEE if name else None


LOGINS = [asked_sync, asked_async, AskedObject(), lambda request: asked_async(request)]


@pytest.mark.parametrize("login", LOGINS, ids=["sync", "async", "object", "returned"])
@pytest.mark.parametrize("page", PAGES)
def test_who_may_come_in(login: ActorOf, page: str) -> None:
    client = TestClient(console_app(Shop().office, login, secret="s" * 32))
    assert client.get(page, headers={"x-employee": "ann"}).status_code == 200
    assert client.get(page).status_code == 403
    assert client.get(page, headers={"x-employee": "trainee"}).status_code == 403


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("user", ["ann", 7, True, {"id": "ann"}])
def test_a_login_that_gives_another_object_is_the_hosts_fault_and_lets_nobody_in(
    user: Any, page: str
) -> None:
    app = console_app(Shop().office, lambda _: user, secret="s" * 32)
    with pytest.raises(TypeError, match="actor_of must return an Actor or None"):
        TestClient(app).get(page)
    answer = TestClient(app, raise_server_exceptions=False).get(page)
    assert answer.status_code == 500
    assert "Something is broken here" in answer.text


@pytest.mark.parametrize(
    "address", ["/login?next=1", "https://login.example/in?next=1", "//login.example/in"]
)
@pytest.mark.parametrize("page", PAGES)
def test_a_login_may_lead_to_where_people_sign_in(address: str, page: str) -> None:
    def login(_: Request) -> Actor | None:
        raise HTTPException(303, headers={"location": address})

    client = TestClient(console_app(Shop().office, login, secret="s" * 32), follow_redirects=False)
    answer = client.get(page)
    assert (answer.status_code, answer.headers["location"]) == (303, address)


def test_a_slow_login_holds_nobody_up() -> None:
    """Five logins are asked at the same time: none waits for the end of another one."""
    together = threading.Barrier(5)

    def slow(request: Request) -> Actor | None:
        together.wait(10)
        return EMPLOYEE

    with TestClient(console_app(Shop().office, slow, secret="s" * 32)) as client:

        def look(_: int) -> int:
            return client.get(PAGES[1]).status_code

        with ThreadPoolExecutor(5) as pool:
            assert list(pool.map(look, range(5))) == [200] * 5


def test_the_host_is_asked_once_for_each_request() -> None:
    asked: list[str] = []

    def login(request: Request) -> Actor | None:
        asked.append(request.url.path)
        return EMPLOYEE

    client = TestClient(console_app(Shop().office, login, secret="s" * 32))
    assert client.get("/search/customers?customers=jo").status_code == 200
    assert asked == ["/search/customers"]
