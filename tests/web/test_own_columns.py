"""A host's own columns in the lists of orders, drafts and customers, and in their files."""

from __future__ import annotations

import csv
import io
import logging
import re
from collections.abc import Callable
from typing import Any

import pytest
from markupsafe import Markup
from starlette.testclient import TestClient

from backoffice_orders.console import Column, LinkTo, OwnField, console_app
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.fields import Text
from backoffice_orders.testing.samples import EMPLOYEE
from tests.checkout.samples import Shop
from tests.console.samples import BASE, Page

LISTS = ("orders", "drafts", "customers")


def page_with(*columns: Column, language: str = "en") -> Page:
    """All three lists with these columns, and something in each of them."""
    page = Page(language=language, own={"columns": dict.fromkeys(LISTS, columns)})
    view, office = page.shop.cart(), page.shop.office
    office.carts.copy(EMPLOYEE, view.cart.id)
    office.finishing.place(EMPLOYEE, view.cart.id, payment_method="invoice")
    return page


def cells(page: Page, name: str) -> tuple[str, str]:
    """The heads and the first row of a list."""
    text = page.get(f"/{name}")
    head = re.search(r"<thead>(.*?)</thead>", text, re.S)
    row = re.search(r"<tbody>(.*?)</tr>", text, re.S)
    assert head is not None, f"there is nothing in {name}"
    assert row is not None
    return head[1], row[1]


def test_columns_and_fields_that_can_be_gone_through_once_only_stay() -> None:
    once: dict[str, Any] = {
        "columns": {"customers": iter([Column("Whose", who)])},
        "fields": iter([OwnField("contract", "Contract", Text(8))]),
    }
    shop = Shop()
    path = f"/cart/{shop.cart().cart.id}"
    app = console_app(office_of=lambda _: shop.office, actor_of=lambda _: EMPLOYEE, **once)
    browser = TestClient(app, base_url=BASE)
    for _ in range(2):
        assert "Whose" in browser.get("/customers").text
        assert "Contract" in browser.get(path).text


def file_of(page: Page, name: str) -> list[dict[str, str]]:
    text = page.get(f"/{name}.csv").removeprefix("\ufeff")
    return [*csv.DictReader(io.StringIO(text))]


def who(_: Actor, entry: Any) -> str:
    """Whose it is: the summaries of the three lists have it by two names."""
    return f"For {getattr(entry, 'customer_id', None) or entry.id}"


@pytest.mark.parametrize("name", LISTS)
def test_each_list_has_them_and_its_file_too(name: str) -> None:
    page = page_with(Column("Whose", who))
    (customer,) = page.shop.office.customers.list(EMPLOYEE)
    head, row = cells(page, name)
    assert '<th scope="col">Whose</th>' in head
    assert f'<td class="what">For {customer.id}</td>' in row
    assert file_of(page, name)[0]["Whose"] == f"For {customer.id}"


def test_a_cell_may_lead_somewhere() -> None:
    page = page_with(Column("In our system", lambda _, order: LinkTo("/sales/1?a=1&b=2", "No. 1")))
    assert '<a href="/sales/1?a=1&amp;b=2">No. 1</a></td>' in cells(page, "orders")[1]
    assert file_of(page, "orders")[0]["In our system"] == "No. 1"


def test_who_looks_is_told() -> None:
    page = page_with(Column("You", lambda actor, _: actor.name))
    assert '<td class="what">Ann</td>' in cells(page, "drafts")[1]


def test_a_label_is_in_the_readers_language() -> None:
    page = page_with(Column({"en": "Whose", "fr": "À qui"}, who), language="fr")
    assert '<th scope="col">À qui</th>' in cells(page, "customers")[0]
    assert "À qui" in file_of(page, "customers")[0]


@pytest.mark.parametrize("make", [str, Markup, lambda text: LinkTo("/x", text)])
def test_nothing_in_them_is_html(make: Callable[[str], Any]) -> None:
    evil = "<script>alert(1)</script>"
    page = page_with(Column(evil, lambda *_: make(evil)))
    for text in cells(page, "orders"):
        assert "<script>" not in text
        assert "&lt;script&gt;alert(1)" in text


def test_a_spreadsheet_runs_nothing_of_them() -> None:
    page = page_with(Column("Sum", lambda *_: "=1+1"))
    assert file_of(page, "orders")[0]["Sum"] == "'=1+1"


def _down(_actor: Actor, _entry: Any) -> str:
    raise RuntimeError("John Doe is not in the CRM")


def test_one_that_fails_is_empty_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    page = page_with(Column("CRM", _down), Column("Whose", who))
    for name in LISTS:
        caplog.clear()
        with caplog.at_level(logging.WARNING, "backoffice_orders.web"):
            row = cells(page, name)[1]
        assert re.search(r'"what"></td>\s*<td class="what">For ', row), "the others are there"
        (told,) = [each.getMessage() for each in caplog.records]
        assert told == f"column 1 of {name} has an empty cell: RuntimeError", "nobody is named"
        assert file_of(page, name)[0]["CRM"] == ""


def test_what_no_cell_can_be_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    wrong = (12, LinkTo("javascript:alert(1)", "x"), LinkTo("//evil.example", "x"), LinkTo("", "x"))
    page = page_with(*(Column(f"{n}", lambda *_, cell=cell: cell) for n, cell in enumerate(wrong)))
    row = cells(page, "orders")[1]
    assert row.count('<td class="what"></td>') == len(wrong)
    assert len(caplog.records) == len(wrong)


def test_half_a_letter_takes_neither_a_list_nor_the_rest_of_its_file_away() -> None:
    page = page_with(Column("CRM", lambda *_: "K\udcf6ln"), Column("Whose", who))
    for name in LISTS:
        assert '<td class="what">K?ln</td>' in cells(page, name)[1]
        assert file_of(page, name)[0]["CRM"] == "K?ln", "a file must not end before its first row"


def test_one_that_fails_is_logged_once_for_a_list(caplog: pytest.LogCaptureFixture) -> None:
    page = page_with(Column("CRM", _down))
    view = page.shop.cart(page.shop.office.customers.list(EMPLOYEE)[0])
    page.shop.office.carts.copy(EMPLOYEE, view.cart.id)
    with caplog.at_level(logging.WARNING, "backoffice_orders.web"):
        page.get("/drafts")
    assert len(caplog.records) == 1


def test_a_list_that_is_none_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="are none of"):
        Page(own={"columns": {"products": (Column("Whose", who),)}})
