"""A real browser (Chromium), and a real server for what it shall open."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright
from starlette.types import ASGIApp

from backoffice_orders.console.rendering import STATIC
from tests.browser import install
from tests.browser.bench import AT, Bench

_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = install.find()
    assert path is not None, install.HOW
    expect.set_options(timeout=15_000)  # milliseconds: a busy machine is no fault of the page
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        yield browser
        browser.close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


@contextmanager
def serving(app: ASGIApp, port: int) -> Iterator[str]:
    """Serve an app in a thread; its address."""
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=port,
        log_level="warning",
        ws="none",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)

    async def serve() -> None:
        await server.serve()
        # What a page still listens to when it stops is given up, and its connection left open.
        for connection in list(server.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(0.01)

    thread = threading.Thread(target=asyncio.run, args=(serve(),), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


def slow_line(tab: Page, where: str | re.Pattern[str], seconds: float) -> None:
    """Let requests to some addresses of a tab take so much longer."""

    def slow(route: Route) -> None:
        time.sleep(seconds)
        route.continue_()

    tab.route(where, slow)


def require_accessible(tab: Page, state: str = "") -> None:
    """Fail on what axe-core finds against WCAG 2.2 AA, and on a page wider than its window."""
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = Axe().run(tab, options={"runOnly": rules})
    wrong = [
        (each["id"], [node["html"] for node in each["nodes"]])
        for each in found.response["violations"]
    ]
    assert wrong == [], state
    overflow = tab.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert overflow <= 0, state


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Takes a picture of a whole page by its name, if a run asks for pictures.

    They are for people to look at: nothing is asserted of them.
    """
    shots: Path | None = request.config.getoption("--screenshots")

    def take(tab: Page, name: str, **options: Any) -> None:
        if shots is not None:
            tab.screenshot(path=shots / name, full_page=True, **options)

    return take


@pytest.fixture(scope="module")
def bench(chromium: Browser) -> Iterator[Bench]:
    tab = chromium.new_page()
    tab.on("pageerror", lambda error: pytest.fail(str(error)))
    folders = [Path(each) for each in STATIC.all_directories]

    def script(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        found = next(each / name for each in folders if (each / name).is_file())
        route.fulfill(path=found, content_type="text/javascript")

    tab.route(f"{AT}static/*.js", script)
    yield Bench(tab)
    tab.close()
