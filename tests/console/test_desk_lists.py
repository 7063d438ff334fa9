"""The first screen, the list of drafts, files of lists, and the page of a placed order."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Mapping
from datetime import timedelta
from html import unescape

import pytest
from starlette.testclient import TestClient

from backoffice_orders.console import console_app
from backoffice_orders.console.csv_lists import cell
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.ids import ActorId, CartId
from backoffice_orders.testing.samples import EMPLOYEE, MUG
from tests.console.samples import BASE, SECRET, Page

EVE = Actor.employee("eve", "Eve")


@pytest.fixture
def draft(page: Page) -> CartId:
    """A draft of Ann's, with two mugs for John."""
    return page.shop.cart().cart.id


def table(text: str) -> list[list[str]]:
    """A file's rows, titles first."""
    assert text.startswith("\ufeff"), "a spreadsheet reads it as UTF-8"
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize("begun", [*"=+-@\t\r\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_a_cell_is_never_a_formula(begun: str) -> None:
    assert cell(f"{begun}HYPERLINK(1)") == f"'{begun}HYPERLINK(1)"
    assert cell("1=1") == "1=1"


@pytest.mark.parametrize("divides", [";", "\t", "\n"])
def test_nor_is_what_another_divider_makes_a_cell(divides: str) -> None:
    # A German spreadsheet opens our file, which commas divide, by its own semicolons.
    assert cell(f"Roe{divides}=HYPERLINK(1){divides}") == f"Roe{divides}'=HYPERLINK(1){divides}"
    assert cell(f"1{divides}2") == f"1{divides}2"


def test_drafts_as_a_file(page: Page, draft: CartId) -> None:
    office = page.shop.office
    office.carts.set_name(EMPLOYEE, draft, '=cmd|"/c calc"')
    for _ in range(210):
        empty = office.carts.start(EMPLOYEE).cart.id
        office.carts.set_name(EMPLOYEE, empty, "later")
    answer = page.browser.get("/drafts.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="drafts.csv"'
    titles, *rows = table(answer.text)
    assert titles[:3] == ["Draft", "Name", "Customer"]
    assert len(rows) == 211, "all pages"
    (named,) = [row for row in rows if row[0] == draft]
    assert named[1:4] == ['\'=cmd|"/c calc"', "John Doe", "Ann"]
    assert named[5:] == ["2 x Blue mug", "", "30.00", "EUR"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", named[4])
    assert len(table(page.get("/drafts.csv?drafts=doe"))) == 2, "as the list is filtered"


def test_orders_as_a_file(page: Page, draft: CartId) -> None:
    order = page.shop.office.finishing.place(EMPLOYEE, draft, payment_method="invoice")
    titles, row = table(page.get("/orders.csv"))
    assert titles[0] == "Reference"
    assert row[0] == order.reference
    assert row[3:5] == ["John Doe", "2 x Blue mug"]
    assert row[7:] == ["30.00", "30.00", "EUR"]
    assert len(table(page.get("/orders.csv?status=shipped"))) == 1


def test_a_file_is_only_for_who_may_see_the_list(page: Page) -> None:
    nobody = console_app(page.shop.office, lambda _: Actor(ActorId("x"), "X"), secret=SECRET)
    browser = TestClient(nobody, base_url=BASE)
    assert browser.get("/orders.csv").status_code == 403
    assert browser.get("/drafts.csv").status_code == 403


def test_the_first_screen_shows_ones_own(page: Page, draft: CartId) -> None:
    office = page.shop.office
    office.carts.set_name(EMPLOYEE, draft, "for Ann, Tuesday")
    office.carts.start(EMPLOYEE)
    hers = office.carts.copy(EVE, draft).cart.id
    order = office.finishing.place(
        EMPLOYEE, office.carts.copy(EMPLOYEE, draft).cart.id, payment_method="invoice"
    )
    text = page.get("/")
    assert "Who is calling?" in text
    assert "for Ann, Tuesday" in text
    assert order.reference in text
    assert re.findall(r"/cart/(\w+)", text) == [draft], "no empty ones, nobody else's"
    assert hers in page.get("/drafts")
    assert hers not in page.get("/drafts?mine=1")


def test_choosing_somebody_twice_makes_one_draft(page: Page, draft: CartId) -> None:
    customer = page.shop.office.carts.view(EMPLOYEE, draft).cart.customer_id or ""
    first = page.press("/start", customer=customer)[2]
    assert page.press("/start", customer=customer)[2] == first


def test_a_draft_is_named_filtered_and_discarded(page: Page, draft: CartId) -> None:
    office = page.shop.office
    page.press(f"/cart/{draft}/name", page.get(f"/cart/{draft}"), name="for Ann")
    office.offers.quote(EMPLOYEE, draft, page.shop.clock.now() + timedelta(days=3))
    office.finishing.send(EMPLOYEE, draft)
    for asked in ("drafts=ann", "drafts=mug", "offers=1", "sent=1", "mine=1"):
        text = page.get(f"/drafts?{asked}")
        assert f"/cart/{draft}" in text, asked
    assert "offer until" in text
    assert "No draft is like that." in page.get("/drafts?drafts=nothing")
    text = page.get("/drafts")
    status, text, path = page.press(f"/cart/{draft}/discard", text)
    assert (status, path) == (200, "/drafts")
    assert draft not in text


def test_an_orders_page_has_what_a_packer_needs(page: Page, draft: CartId) -> None:
    office = page.shop.office
    office.carts.set_messages(
        EMPLOYEE, draft, order_message="Ring twice", gift_message="Happy birthday!"
    )
    office.carts.set_packaging(EMPLOYEE, draft, gift_wrapping=True, recycled=True)
    order = office.finishing.place(EMPLOYEE, draft, payment_method="invoice")
    text = page.get(f"/order/{order.id}")
    wanted = [
        *("Ring twice", "Happy birthday!", "Gift wrapping", "Recycled packaging"),
        *("mailto:john@example.com", "€12.00", "Unit price", "1 rue de Rivoli"),
        *(f"/customer/{order.customer_id}/orders", "Ann has placed the order"),
    ]
    assert [each for each in wanted if each not in text] == []


def test_a_payment_link_is_there_to_copy(page: Page, draft: CartId) -> None:
    order = page.shop.office.finishing.place(EMPLOYEE, draft, payment_method="invoice")
    shown = page.get(f"/order/{order.id}")
    _, text, _ = page.press(f"/order/{order.id}/link", shown)
    made = r'<input id="payment-link"\s+value="http://shop.example/[^"]+"\s+readonly'
    assert re.search(made, text)


def test_the_confirmation_is_sent_again(page: Page, draft: CartId) -> None:
    order = page.shop.office.finishing.place(EMPLOYEE, draft, payment_method="invoice")
    shown = page.get(f"/order/{order.id}")
    _, text, _ = page.press(f"/order/{order.id}/confirmation", shown)
    assert "Ann has e-mailed the confirmation" in text
    page.shop.deliver()
    (message,) = page.shop.mail.messages
    assert message["To"] == "John Doe <john@example.com>"


def test_cancelling_is_asked_about(page: Page, draft: CartId) -> None:
    order = page.shop.office.finishing.place(EMPLOYEE, draft, payment_method="invoice")
    text = page.get(f"/order/{order.id}")
    assert f"Cancel order {order.reference}?" in text
    (select,) = re.findall(r'<select id="status".*?</select>', text, re.S)
    assert "cancelled" not in select, "it is not one of the ordinary steps"
    _, text, _ = page.press(f"/order/{order.id}/status", text, status="cancelled", comment="twice")
    assert "Cancelled: twice" in text


def test_of_a_cancelled_order_only_what_is_left_to_do_is_offered(page: Page, draft: CartId) -> None:
    order = page.shop.office.finishing.place(EMPLOYEE, draft, payment_method="invoice")
    assert "/confirmation" in page.get(f"/order/{order.id}")
    page.shop.office.orders.change_status(EMPLOYEE, order.id, "cancelled")
    text = page.get(f"/order/{order.id}")
    (select,) = re.findall(r'<select id="status".*?</select>', text, re.S)
    assert re.findall(r'<option value="([^"]*)"', select) == ["cancelled", "refunded"]
    assert "/confirmation" not in text


def test_who_has_begun_a_draft_is_called_as_its_history_calls_them(
    page: Page, draft: CartId
) -> None:
    """Where the host gives no names."""
    office = page.shop.office
    begun = office.carts.start(EVE)
    office.products.add(EVE, begun.cart.id, MUG.id)
    assert office.carts.view(EMPLOYEE, draft).cart.started_by == EMPLOYEE.id
    text = page.get("/drafts")
    assert ("<td>Eve</td>" in text, "<td>eve</td>" in text) == (True, False)
    _, *rows = table(page.browser.get("/drafts.csv").text)
    called = [name for row in rows for name in row if name.lower() in {"ann", "eve"}]
    assert sorted(called) == ["Ann", "Eve"]


def test_people_are_called_by_their_names(page: Page, draft: CartId) -> None:
    asked: list[Collection[ActorId]] = []

    def names_of(ids: Collection[ActorId]) -> Mapping[ActorId, str]:
        asked.append(ids)
        return {each: f"Miss {each.title()}" for each in ids}

    order = page.shop.office.finishing.place(EVE, draft, payment_method="invoice")
    for _ in range(3):
        page.shop.office.products.add(EVE, page.shop.office.carts.start(EVE).cart.id, MUG.id, 1)
    app = console_app(page.shop.office, lambda _: EMPLOYEE, secret=SECRET, names_of=names_of)
    browser = TestClient(app, base_url=BASE)
    assert "Miss Eve" in browser.get(f"/order/{order.id}").text
    assert "Miss Eve" in browser.get("/drafts").text
    asked.clear()
    assert browser.get("/drafts.csv").text.count("Miss Eve") == 3
    assert len(asked) == 1, "a page's people are asked for at once"


def test_the_list_of_orders_says_what_is_paid(page: Page, draft: CartId) -> None:
    order = page.shop.office.finishing.place(EMPLOYEE, draft, payment_method="invoice")
    shown = page.get("/orders")
    assert '<span class="tag wrong">€30.00 due</span>' in shown
    page.shop.office.orders.record_payment(EMPLOYEE, order.id, order.total)
    assert '<span class="tag good">paid</span>' in page.get("/orders")


def test_each_filter_is_left_out_by_its_chip(page: Page) -> None:
    shown = unescape(page.get("/orders?orders=doe&status=shipped&unpaid=1"))
    chips = re.findall(r'<a class="tag"\s+href="/orders\??([^"]*)"><bdi>([^<]+)</bdi>', shown)
    assert chips == [
        ("status=shipped&unpaid=1", "doe"),
        ("orders=doe&unpaid=1", "Shipped"),
        ("orders=doe&status=shipped", "Unpaid"),
    ]
    assert 'class="chips"' not in page.get("/orders")
