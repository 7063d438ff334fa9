"""Two people with the same cart open: each is told what the other does, as it happens."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, asynccontextmanager
from datetime import timedelta
from typing import Any

import anyio
import pytest
from anyio import to_thread
from starlette.requests import Request
from starlette.testclient import TestClient

from backoffice_orders.console import console_app
from backoffice_orders.i18n import Language
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.errors.host import StorageBusy
from backoffice_orders.model.ids import ActorId, CartId, ViewerId
from backoffice_orders.services.view import CartView
from backoffice_orders.services.watching import changes_since, glance, keep_open
from backoffice_orders.testing.samples import EMPLOYEE, SHIRT
from backoffice_orders.web.event_stream import Event, EventStream, written
from backoffice_orders.web.live import MOST_EACH, Live, Watcher
from backoffice_orders.web.watchers import customer, employee
from tests.checkout.samples import Shop
from tests.console.samples import SECRET

BOB = Actor.employee("bob", "Bob")
ENGLISH = Language("en")
SOON = 0.02


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    with shop.office:
        yield shop


@pytest.fixture
def view(shop: Shop) -> CartView:
    return shop.cart()


def nothing() -> None:
    """The page may go on seeing the cart."""


class Page:
    """An open page: what it was told so far."""

    def __init__(self, events: AsyncGenerator[Event, None]) -> None:
        self._events = events

    async def next(self, name: str) -> dict[str, Any]:
        """The next event with this name; those before it are skipped."""
        with anyio.fail_after(5):
            async for event in self._events:
                if event[0] == name:
                    return dict(event[1])
        raise AssertionError(f"the stream has ended without '{name}'")


@asynccontextmanager
async def page(
    live: Live, cart_id: CartId, watcher: Watcher, seen: int | None = None, name: str = "page"
) -> AsyncGenerator[Page, None]:
    """A page that is open."""
    viewer = ViewerId(f"{watcher.counted_as}:{name}")
    async with aclosing(live.events(cart_id, viewer, seen, watcher)) as events:
        yield Page(events)


def in_the_loop(act: Callable[[], Any]) -> None:
    anyio.run(act)


def of_customer(shop: Shop, view: CartView) -> Watcher:
    link = shop.office.finishing.send(EMPLOYEE, view.cart.id)
    actor, *_ = shop.office.checkout.watcher(link.id)
    return customer(actor, ENGLISH, link.id, lambda: shop.office.checkout.watcher(link.id))


def test_the_employee_is_told_what_the_customer_changes(shop: Shop, view: CartView) -> None:
    link = shop.office.finishing.send(EMPLOYEE, view.cart.id)
    line = view.cart.lines[0].id

    async def act() -> None:
        live = Live(shop.office.desk, asks_every=SOON)
        async with page(live, view.cart.id, employee(EMPLOYEE, ENGLISH, nothing), 0) as mine:
            version = (await mine.next("changed"))["version"]
            await to_thread.run_sync(
                lambda: shop.office.checkout.set_quantity(link.id, line, 3, version=version)
            )
            told = await mine.next("changed")
            assert told == {
                "version": version + 1,
                "mine": False,
                "said": ["The customer has changed a quantity"],
            }

    in_the_loop(act)


def test_what_the_store_could_not_tell_is_told_the_next_time(
    shop: Shop, view: CartView, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stream that says that it has ended is not opened again by the page."""
    failures = iter([StorageBusy("away")])

    def looked(*arguments: Any) -> Any:
        for error in failures:
            raise error
        return changes_since(*arguments)

    monkeypatch.setattr("backoffice_orders.web.live.changes_since", looked)

    async def act() -> None:
        live = Live(shop.office.desk, asks_every=SOON)
        async with page(live, view.cart.id, employee(EMPLOYEE, ENGLISH, nothing), 0) as mine:
            assert (await mine.next("changed"))["version"] == view.version

    in_the_loop(act)
    assert next(failures, None) is None


def test_the_customer_is_told_that_the_shop_has_changed_something_and_not_who(
    shop: Shop, view: CartView
) -> None:
    watcher = of_customer(shop, view)

    async def act() -> None:
        live = Live(shop.office.desk, asks_every=SOON)
        async with page(live, view.cart.id, watcher, view.cart.version) as theirs:
            await theirs.next("here")
            await to_thread.run_sync(
                lambda: shop.office.products.set_quantity(
                    EMPLOYEE, view.cart.id, view.cart.lines[0].id, 5
                )
            )
            told = await theirs.next("changed")
            assert told["said"] == ["The shop has changed your order."]
            assert not told["mine"]

    in_the_loop(act)


def test_each_is_told_who_else_is_there_and_when_they_go(shop: Shop, view: CartView) -> None:
    theirs = of_customer(shop, view)

    async def act() -> None:
        live = Live(shop.office.desk, asks_every=SOON)
        ann = employee(EMPLOYEE, ENGLISH, nothing)
        async with page(live, view.cart.id, ann) as mine:
            assert (await mine.next("here"))["said"] == []
            async with page(live, view.cart.id, employee(BOB, ENGLISH, nothing)) as bobs:
                assert (await bobs.next("here"))["said"] == ["Ann has this page open"]
                assert (await mine.next("here"))["said"] == ["Bob has this page open"]
                async with page(live, view.cart.id, theirs) as customers:
                    assert (await customers.next("here"))["said"] == [
                        "The shop is looking at your order with you"
                    ]
                    assert (await mine.next("here"))["said"] == [
                        "Bob has this page open",
                        "The customer has the link open",
                    ]
            shop.clock.advance(timedelta(seconds=5))
            assert (await mine.next("here"))["said"] == []

    in_the_loop(act)


def test_a_page_in_another_process_is_seen_too(shop: Shop, view: CartView) -> None:
    async def act() -> None:
        here, there = (Live(shop.office.desk, asks_every=SOON) for _ in range(2))
        async with page(here, view.cart.id, employee(EMPLOYEE, ENGLISH, nothing)) as mine:
            await mine.next("here")
            async with page(there, view.cart.id, employee(BOB, ENGLISH, nothing)) as bobs:
                await bobs.next("here")
                assert (await mine.next("here"))["said"] == ["Bob has this page open"]

    in_the_loop(act)


def test_a_page_that_nobody_hears_of_any_more_counts_as_gone(shop: Shop, view: CartView) -> None:
    keep_open(shop.office.desk, ViewerId("lost"), view.cart.id, BOB, "Bob", 40)

    async def act() -> None:
        live = Live(shop.office.desk, asks_every=SOON)
        async with page(live, view.cart.id, employee(EMPLOYEE, ENGLISH, nothing)) as mine:
            assert (await mine.next("here"))["said"] == ["Bob has this page open"]
            shop.clock.advance(timedelta(seconds=41))
            assert (await mine.next("here"))["said"] == []

    in_the_loop(act)


def test_a_withdrawn_link_ends_its_stream_with_the_reason(shop: Shop, view: CartView) -> None:
    watcher = of_customer(shop, view)
    shop.office.finishing.withdraw_links(EMPLOYEE, view.cart.id)

    async def act() -> None:
        live = Live(shop.office.desk, asks_every=SOON)
        async with page(live, view.cart.id, watcher) as theirs:
            ended = await theirs.next("ended")
            assert ended["code"] == "link_withdrawn"
            with pytest.raises(AssertionError):
                await theirs.next("changed")

    in_the_loop(act)


def test_many_pages_ask_the_store_together(
    shop: Shop, view: CartView, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten pages of one cart are asked about as often as one."""
    asked: list[int] = []

    def counted(desk: Any, cart_ids: Any) -> Any:
        asked.append(len(cart_ids))
        return glance(desk, cart_ids)

    monkeypatch.setattr("backoffice_orders.web.live.glance", counted)

    async def act() -> None:
        live = Live(shop.office.desk, asks_every=30)
        async with anyio.create_task_group() as tasks:

            async def look(number: int) -> None:
                watcher = employee(EMPLOYEE, ENGLISH, nothing)
                async with page(live, view.cart.id, watcher, name=f"page-{number}") as mine:
                    await mine.next("here")

            for number in range(10):
                tasks.start_soon(look, number)

    in_the_loop(act)
    assert len(asked) == 1, f"the store was asked {len(asked)} times"


def test_a_response_ends_when_the_browser_goes() -> None:
    closed: list[bool] = []

    async def forever() -> AsyncGenerator[Event, None]:
        try:
            yield "here", {"said": []}
            await anyio.sleep_forever()
        finally:
            closed.append(True)

    sent: list[bytes] = []

    async def act() -> None:
        async def send(message: Any) -> None:
            sent.append(message.get("body", b""))

        async def receive() -> Any:
            await anyio.sleep(0.05)
            return {"type": "http.disconnect"}

        with anyio.fail_after(5):
            await EventStream(forever())({"type": "http"}, receive, send)

    in_the_loop(act)
    assert closed == [True]
    assert b'event: here\ndata: {"said": []}\n\n' in sent


def test_what_is_said_cannot_end_an_event_early() -> None:
    assert written(("changed", {"said": ["a\n\nevent: x"]})).count("\n\n") == 1


def test_a_link_has_so_many_streams_and_no_more(shop: Shop, view: CartView) -> None:
    watcher = of_customer(shop, view)
    live = Live(shop.office.desk, asks_every=SOON)
    request = Request({"type": "http", "query_string": b"", "headers": []})

    async def act() -> None:
        streams = [live.stream(request, view.cart.id, watcher) for _ in range(MOST_EACH)]
        assert {each.status_code for each in streams} == {200}
        async with anyio.create_task_group() as tasks:

            async def send(_: Any) -> None:
                pass

            async def receive() -> Any:
                return await anyio.sleep_forever()

            for each in streams:
                tasks.start_soon(each, {"type": "http"}, receive, send)
            await anyio.sleep(0.1)
            assert live.stream(request, view.cart.id, watcher).status_code == 429
            tasks.cancel_scope.cancel()
        assert live.stream(request, view.cart.id, watcher).status_code == 200

    in_the_loop(act)


def test_the_employees_stream_is_for_who_may_see_the_cart(shop: Shop, view: CartView) -> None:
    nobody, anybody = None, Actor(ActorId("x"), "X")
    for login in (lambda _: nobody, lambda _: anybody):
        app = console_app(shop.office, login, secret=SECRET)
        assert TestClient(app).get(f"/cart/{view.cart.id}/live").status_code == 403


def test_the_customers_stream_is_for_who_has_the_link(shop: Shop, view: CartView) -> None:
    path = shop.path(shop.sent(view))
    browser = shop.browser()
    assert browser.get(f"{path[:-3]}/live").status_code == 404
    shop.office.finishing.withdraw_links(EMPLOYEE, view.cart.id)
    assert browser.get(f"{path}/live").status_code == 410


def test_a_cart_that_is_not_there_ends_the_stream(shop: Shop) -> None:
    async def act() -> None:
        live = Live(shop.office.desk, asks_every=SOON)
        async with page(live, CartId("none"), employee(EMPLOYEE, ENGLISH, nothing)) as mine:
            assert (await mine.next("ended"))["said"] == ["This cart is gone."]

    in_the_loop(act)


def test_a_stream_ends_by_itself_so_that_the_browser_has_to_ask_again(
    shop: Shop, view: CartView
) -> None:
    async def act() -> None:
        live = Live(shop.office.desk, asks_every=SOON, lasts=0.1)
        watcher = employee(EMPLOYEE, ENGLISH, nothing)
        with anyio.fail_after(5):
            async for _ in live.events(view.cart.id, ViewerId("v"), None, watcher):
                pass

    in_the_loop(act)


def test_changes_of_different_lines_both_stand_and_of_the_same_the_later_is_told(
    shop: Shop, view: CartView
) -> None:
    """The employee changes the shirts' line, the customer the mugs': then both the mugs'."""
    office, cart_id = shop.office, view.cart.id
    small = SHIRT.combinations[0].id
    view = office.products.add(EMPLOYEE, cart_id, SHIRT.id, 1, combination_id=small)
    link = shop.sent(view)
    mugs, shirts = (each.id for each in view.cart.lines)
    browser = shop.browser()

    def customer_sets(quantity: int, version: int) -> int:
        sent = {"version": str(version), "line": mugs, "quantity": str(quantity)}
        return browser.post(f"{shop.path(link)}/quantity", data=sent).status_code

    def quantities() -> list[int]:
        return [each.quantity for each in office.carts.view(EMPLOYEE, cart_id).cart.lines]

    office.products.set_quantity(EMPLOYEE, cart_id, shirts, 2)
    assert (customer_sets(3, view.cart.version), quantities()) == (200, [3, 2])
    seen = office.carts.view(EMPLOYEE, cart_id).cart.version
    office.products.set_quantity(EMPLOYEE, cart_id, mugs, 4)
    assert (customer_sets(5, seen), quantities()) == (409, [4, 2])
