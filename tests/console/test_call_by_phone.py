"""``/call?from=…``: where a shop's telephone system leads an employee's browser."""

from __future__ import annotations

import pytest

from backoffice_orders.testing.samples import EMPLOYEE
from tests.console.samples import Page
from tests.dump import dump


@pytest.fixture
def johns(page: Page) -> Page:
    john = page.shop.customer()
    page.shop.office.customers.edit(EMPLOYEE, john.id, phone="+33 1 42 68 53 00")
    return page


@pytest.mark.parametrize(
    "number", ["+33142685300", "%2B33142685300", "0033142685300", "0142685300"]
)
def test_who_calls_is_found_by_their_number(johns: Page, number: str) -> None:
    text = johns.get(f"/call?from={number}")
    assert "John Doe" in text
    assert 'aria-label="Choose John Doe"' in text
    assert "autofocus" in text.partition('aria-label="Choose John Doe"')[0].rpartition("<button")[2]


def test_several_with_one_number_are_listed(johns: Page) -> None:
    jane = johns.shop.customer("Jane", "jane@example.com")
    johns.shop.office.customers.edit(EMPLOYEE, jane.id, phone="+33142685300")
    text = johns.get("/call?from=+33142685300")
    assert "Choose John Doe" in text
    assert "Choose Jane Doe" in text


def test_who_is_not_known_is_a_new_customer_with_the_number(johns: Page) -> None:
    text = johns.get("/call?from=+33611223344")
    form = text.partition('action="/customers"')[2].partition("</form>")[0]
    assert 'value="+33611223344"' in form
    assert '<details class="add" open>' in text


@pytest.mark.parametrize("number", ["", "anonymous", "%3Cscript%3E"])
def test_a_call_without_a_number_finds_nobody(johns: Page, number: str) -> None:
    text = johns.get(f"/call?from={number}")
    assert "John Doe" not in text
    assert "<script>" not in text


def test_a_call_changes_nothing(johns: Page) -> None:
    before = dump(johns.shop.store)
    johns.get("/call?from=+33142685300")
    johns.get("/call?from=+33611223344")
    assert dump(johns.shop.store) == before
