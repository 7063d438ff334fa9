"""A form that is sent twice, by a second click or on a bad line, does what it does once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest

from backoffice_orders.console.access import FormTokens
from backoffice_orders.console.once import BUTTONS
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.ids import ActorId, CartId, OrderId
from backoffice_orders.model.order import Order
from backoffice_orders.services.keyed_requests import KeyedRequests
from backoffice_orders.testing.samples import EMPLOYEE
from tests.console.call import states
from tests.console.samples import SECRET, Page, value
from tests.dump import dump
from tests.forms import Forms
from tests.store.test_stock_elsewhere import LostAnswers

JANE = {"first_name": "Jane", "last_name": "Roe", "email": "jane@example.com", "guest": "1"}
TEN = {"amount": "10.00", "currency": "EUR", "method": "cash"}
TEN_OFF = {"name": "Ten off", "currency": "EUR", "percentage.percent": "10"}


@pytest.fixture
def order(page: Page, cart: str) -> str:
    """The address of an order of 30.00 that is not paid."""
    cart_id = page.shop.office.carts.drafts(EMPLOYEE).items[0].cart_id
    placed = page.shop.office.finishing.place(EMPLOYEE, cart_id, payment_method="invoice")
    return f"/order/{placed.id}"


def key_of(shown: str, action: str) -> str:
    """The key of the form that leads there."""
    form = re.search(rf'<form\s[^>]*action="{re.escape(action)}".*?</form>', shown, re.DOTALL)
    assert form is not None, action
    return value(form[0], "once")


def stored(page: Page, order: str) -> Order:
    return page.shop.office.orders.get(EMPLOYEE, OrderId(order.removeprefix("/order/")))


def test_a_payment_is_recorded_once(page: Page, order: str) -> None:
    shown = page.get(order)
    twice = {**TEN, "once": key_of(shown, f"{order}/payment")}
    for _ in range(2):
        assert page.press(f"{order}/payment", shown, **twice)[::2] == (200, order)
    assert len(stored(page, order).payments) == 1


def test_a_payment_whose_answer_got_lost_is_not_recorded_again(page: Page, order: str) -> None:
    """The page says that nobody knows; the same form sent again finds out."""
    lossy = LostAnswers(page.shop.store)
    object.__setattr__(page.shop.office.desk, "store", lossy)
    shown = page.get(order)
    twice = {**TEN, "once": key_of(shown, f"{order}/payment")}
    lossy.lost, lossy.after = "after it was done", 1  # the form's key is stored before
    assert page.press(f"{order}/payment", shown, **twice)[0] == 503
    assert page.press(f"{order}/payment", shown, **twice)[0] == 409
    assert len(stored(page, order).payments) == 1


def test_another_payment_of_a_page_that_came_back_is_one(page: Page, order: str) -> None:
    shown = page.get(order)
    key = key_of(shown, f"{order}/payment")
    for amount in ("10.00", "5.00"):
        page.press(f"{order}/payment", shown, **{**TEN, "amount": amount, "once": key})
    page.press(f"{order}/payment", page.get(order), **TEN)
    assert len(stored(page, order).payments) == 3


def test_what_was_refused_may_be_sent_again(page: Page, order: str) -> None:
    shown = page.get(order)
    much = {**TEN, "amount": "10,000.00", "once": key_of(shown, f"{order}/payment")}
    for _ in range(2):
        status, text, _path = page.press(f"{order}/payment", shown, **much)
        assert status == 409
        assert "payment_too_large" in text


def test_a_customer_is_created_once(page: Page) -> None:
    shown = page.get("/")
    twice = {**JANE, "once": key_of(shown, "/customers")}
    first = page.press("/customers", shown, **twice)
    assert page.press("/customers", shown, **twice)[2] == first[2]
    assert first[2].startswith("/cart/")
    assert len(page.shop.office.customers.search(EMPLOYEE, "jane roe")) == 1
    assert len(page.shop.office.carts.drafts(EMPLOYEE).items) == 1


def test_a_voucher_is_created_once(page: Page, cart: str) -> None:
    shown = page.get(cart)
    twice = {**TEN_OFF, "once": key_of(shown, f"{cart}/create-voucher")}
    for _ in range(2):
        status, _text, path = page.press(f"{cart}/create-voucher", shown, **twice)
        assert (status, path) == (200, cart)
    assert len(page.shop.office.setup.cart_rules(EMPLOYEE)) == 1


def test_the_order_is_sent_once(page: Page, cart: str) -> None:
    shown = page.get(cart)
    twice = {"note": "Hello", "once": key_of(shown, f"{cart}/place")}
    first = page.press(f"{cart}/send", shown, **twice)
    assert page.press(f"{cart}/send", shown, **twice)[0] == first[0] == 200
    page.shop.deliver()
    assert len(page.shop.mail.messages) == 1


@pytest.mark.parametrize("button", ["note", "confirmation"])
def test_buttons_of_an_order_do_it_once(page: Page, order: str, button: str) -> None:
    shown = page.get(order)
    twice = {"note": "Called back.", "once": key_of(shown, f"{order}/{button}")}
    for _ in range(2):
        assert page.press(f"{order}/{button}", shown, **twice)[0] == 200
    page.shop.deliver()
    found = len(stored(page, order).notes) if button == "note" else len(page.shop.mail.messages)
    assert found == 1


def test_the_second_click_waits_for_the_first(
    page: Page, order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, waits = Event(), Event(), Event()
    ended = KeyedRequests.ended

    def slowly(self: KeyedRequests, *args: Any) -> None:
        begun.set()
        assert go_on.wait(10)
        ended(self, *args)

    async def pause(_: float) -> None:
        waits.set()
        go_on.set()

    monkeypatch.setattr(KeyedRequests, "ended", slowly)
    monkeypatch.setattr("backoffice_orders.console.once.sleep", pause)
    shown = page.get(order)
    twice = {**TEN, "once": key_of(shown, f"{order}/payment")}
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(page.press, f"{order}/payment", shown, **twice)
        assert begun.wait(10)
        second = pool.submit(page.press, f"{order}/payment", shown, **twice)
        assert first.result()[::2] == second.result()[::2] == (200, order)
    assert waits.is_set()
    assert len(stored(page, order).payments) == 1


LINK = re.compile(r"http://shop\.example/[\w./-]+")


@pytest.mark.parametrize(
    ("button", "typed"),
    [
        ("hand-over", {}),
        ("hand-over", {"line": "line_1", "quantity": "3"}),
        ("make-link", {}),
        ("make-link", {"line": "line_1", "quantity": "3"}),
    ],
)
def test_a_link_is_given_out_once(
    page: Page, cart: str, button: str, typed: dict[str, str]
) -> None:
    """Also where what was typed beside it has made another version of the cart."""
    shown = page.get(cart)
    line = page.shop.office.carts.drafts(EMPLOYEE).items[0].cart_id
    if typed:
        typed = {**typed, "line": page.shop.office.carts.view(EMPLOYEE, line).cart.lines[0].id}
    twice = {**typed, "once": key_of(shown, f"{cart}/place")}
    given = []
    for _ in range(2):
        status, text, _path = page.press(f"{cart}/{button}", shown, **twice)
        assert status == 200
        given.append(LINK.findall(text)[0])
    assert given[0] == given[1]
    assert len(page.shop.office.finishing.links(EMPLOYEE, CartId(cart.removeprefix("/cart/")))) == 1


def test_what_a_link_has_opened_is_not_given_out_again(page: Page, cart: str) -> None:
    shown = page.get(cart)
    twice = {"once": key_of(shown, f"{cart}/place")}
    text = page.press(f"{cart}/hand-over", shown, **twice)[1]
    address = LINK.findall(text)[0].removeprefix("http://shop.example")
    browser = page.shop.browser()
    assert Forms(browser.get(address)).press(browser, "Open").status_code == 200
    status, text, path = page.press(f"{cart}/hand-over", shown, **twice)
    assert (status, path) == (200, cart)
    assert not LINK.findall(text)


def test_a_link_to_pay_an_order_is_made_once(page: Page, order: str) -> None:
    shown = page.get(order)
    twice = {"once": key_of(shown, f"{order}/link")}
    given = [LINK.findall(page.press(f"{order}/link", shown, **twice)[1])[0] for _ in range(2)]
    assert given[0] == given[1]
    cart_id = stored(page, order).cart_id
    assert len(page.shop.office.finishing.links(EMPLOYEE, cart_id)) == 1


DISCOUNT = {"title": "Sorry", "reason": "damaged", "kind": "percent", "value": "10"}


@pytest.mark.parametrize(
    ("button", "typed"),
    [
        ("give-discount", DISCOUNT),
        ("quote", {"days": "3"}),
        ("reserve", {"days": "3"}),
        ("name", {"name": "Wedding"}),
        ("wishes", {"order_message": "Ring twice"}),
        ("manual-delivery", {"title": "By bike", "price": "3.00", "reason": "asked"}),
        ("remove", {}),
    ],
)
def test_whoever_presses_twice_is_told_of_nobody_else(
    page: Page, cart: str, button: str, typed: dict[str, str]
) -> None:
    shown, cart_id = page.get(cart), CartId(cart.removeprefix("/cart/"))
    line = page.shop.office.carts.view(EMPLOYEE, cart_id).cart.lines[0].id
    form = {"currency": "EUR", **typed, **({"line": line} if button == "remove" else {})}
    done = []
    for _ in range(2):
        status, text, _path = page.press(f"{cart}/{button}", shown, **form, once="a-key")
        assert status == 200, text
        assert "this order meanwhile" not in text
        done.append(page.shop.office.carts.view(EMPLOYEE, cart_id).version)
    assert done[0] == done[1] > int(value(shown, "version"))


def test_what_was_typed_beside_a_button_that_is_pressed_twice_stays(page: Page, cart: str) -> None:
    shown = page.get(cart)
    form = {"gift_message": "Happy birthday", "city": "Lyon", "once": "a-key"}
    for _ in range(2):
        status, text, _path = page.press(f"{cart}/wishes", shown, **form)
        assert status == 200
        assert 'value="Lyon"' in text


def test_whoever_has_changed_the_order_on_another_page_is_told_so(page: Page, cart: str) -> None:
    shown = page.get(cart)
    for title, status in (("Sorry", 200), ("Regular", 409)):
        form = {**DISCOUNT, "title": title, "currency": "EUR"}
        if title == "Regular":
            page.press(f"{cart}/customer", page.get(cart), customer="")
        answered, text, _path = page.press(f"{cart}/give-discount", shown, **form)
        assert answered == status
    assert "You have changed this order since this page was shown" in text
    assert "Ann has changed this order" not in text


def _forms_without_a_key(text: str) -> Iterator[str]:
    """The buttons of a page that would do something twice when they are pressed twice."""
    doing_once = [re.sub(r"\{\w+\}", "[^/]+", path) for path in BUTTONS]
    for form in re.findall(r'<form[^>]*method="post".*?</form>', text, re.DOTALL):
        action = form.partition('action="')[2].partition('"')[0].partition("?")[0]
        asks_once = any(re.search(f"{path}$", action) for path in doing_once)
        if asks_once and 'name="once"' not in form:
            yield action


@pytest.mark.parametrize("path", ["/start", "/customers", "{cart}/note", "{order}/payment"])
def test_who_may_not_press_a_button_leaves_no_key(
    page: Page, cart: str, order: str, path: str
) -> None:
    nobody = Page(page.shop, actor=Actor(ActorId("x"), "X"))
    tokens = FormTokens(SECRET, page.shop.office.desk.scope.shop_id)
    form = {"token": tokens.token(nobody.actor), "version": "1", "once": "mine"}
    before = dump(page.shop.store)
    answer = nobody.browser.post(path.format(cart=cart, order=order), data=form)
    assert answer.status_code == 403
    assert dump(page.shop.store) == before


def test_every_form_has_a_key() -> None:
    found = {name: [*_forms_without_a_key(text)] for name, text in states(Page())}
    assert {name: forms for name, forms in found.items() if forms} == {}
