"""Lists that go on, on the page and in the API: carts, orders, drafts, histories."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from backoffice_orders.model.actor import Actor
from backoffice_orders.model.ids import CustomerId
from backoffice_orders.services.desk import Work
from backoffice_orders.testing.samples import EMPLOYEE, MUG, customer
from tests.console.samples import Page

CARTS = 12


@pytest.fixture
def john(page: Page) -> CustomerId:
    """A customer with twelve carts and as many orders."""
    office = page.shop.office
    customer = page.shop.cart().cart.customer_id
    assert customer is not None
    office.setup.set_stock(EMPLOYEE, MUG.id, 1000)
    for _ in range(CARTS):
        cart = office.carts.start(EMPLOYEE, customer).cart.id
        office.products.add(EMPLOYEE, cart, MUG.id)
        office.finishing.place(EMPLOYEE, cart, payment_method="card")
        cart = office.carts.start(EMPLOYEE, customer).cart.id
        office.products.add(EMPLOYEE, cart, MUG.id)
    return customer


def more(text: str, what: str) -> str:
    """Where a list of a page goes on."""
    found = re.search(rf'href="([^"]*{what}[^"]*)">More<', text)
    assert found is not None, f"no list of {what} goes on"
    return unescape(found[1])


def uses(text: str, kind: str) -> list[str]:
    """What a page offers to begin from."""
    (listed,) = re.findall(rf'<ul class="results">((?:(?!</ul>).)*use-{kind}.*?)</ul>', text, re.S)
    return re.findall(r'name="basis"\s+value="([^"]*)"', listed)


@pytest.mark.parametrize("kind", ["cart", "order"])
def test_a_customers_list_goes_on(page: Page, john: CustomerId, kind: str) -> None:
    cart = page.shop.office.carts.start(EMPLOYEE, john).cart.id
    text = page.get(f"/cart/{cart}")
    found = uses(text, kind)
    assert len(found) == 5
    text = page.get(more(text, f"{kind}s"))
    rest = uses(text, kind)
    assert not set(found) & set(rest)
    total = CARTS + 1 if kind == "cart" else CARTS  # one cart was there before
    assert len(found) + len(rest) == total
    assert "More" not in text


LISTED = r'<th scope="row"[^>]*><a href="/cart/(\w+)"'


def test_drafts_go_on(page: Page, john: CustomerId) -> None:
    office = page.shop.office
    for _ in range(CARTS):
        cart = office.carts.start(EMPLOYEE, john).cart.id
        office.products.add(EMPLOYEE, cart, MUG.id)
    text = page.get("/drafts")
    first = re.findall(LISTED, text)
    second = re.findall(LISTED, page.get(more(text, "drafts")))
    assert len(first) == 20
    assert len({*first, *second}) == 2 * CARTS + 1


def test_a_made_up_place_in_a_list_is_refused(page: Page, john: CustomerId) -> None:
    for path in ("/drafts", f"/customer/{john}/carts", f"/customer/{john}/orders"):
        assert page.browser.get(path, params={"after": "made up"}).status_code == 422, path
    assert page.browser.get(f"/customer/{john}/secrets").status_code == 404


def test_the_api_gives_the_same_lists(page: Page, john: CustomerId) -> None:
    def get(path: str, **query: str | int) -> Any:
        answer = page.browser.get(f"/api{path}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    details = get(f"/customers/{john}")
    assert details["order_count"] == CARTS
    orders = get("/orders", q="", size=7)
    rest = get("/orders", after=orders["next"])
    ids = [each["id"] for part in (orders, rest) for each in part["items"]]
    assert len(set(ids)) == CARTS
    assert rest["next"] == ""
    of_john = get(f"/customers/{john}/orders", after=details["orders_next"])
    assert [each["id"] for each in of_john["items"]] == ids[5:]
    assert len(get("/carts")["items"]) == CARTS + 1


def test_the_api_tells_what_was_changed(page: Page) -> None:
    view = page.shop.cart()
    line = view.cart.lines[0]
    page.shop.office.products.set_quantity(EMPLOYEE, view.cart.id, line.id, 5)
    (latest,) = page.browser.get(
        f"/api/carts/{view.cart.id}/history?size=1&newest_first=true"
    ).json()["items"]
    assert latest["changes"] == [
        {"field": "quantity", "part_id": line.id, "before": str(line.quantity), "after": "5"}
    ]


def test_a_draft_is_closed_on_its_page(page: Page) -> None:
    cart = page.shop.cart().cart.id
    shown = page.get(f"/cart/{cart}")
    status, _, path = page.press(f"/cart/{cart}/close", shown, reference="", reason="wrong number")
    assert (status, path) == (200, "/")
    assert cart not in page.get("/")
    answer = page.browser.get(f"/cart/{cart}")
    assert (answer.status_code, "cart_closed" in answer.text) == (409, True)
    status, text, _ = page.press(f"/cart/{cart}/note", shown, note="too late")
    assert (status, "cart_closed" in text) == (409, True)


def test_the_api_closes_and_takes_in(page: Page) -> None:
    view = page.shop.cart()
    cart, customer = view.cart.id, view.cart.customer_id
    headers = {"content-type": "application/json"}
    closed = page.browser.post(
        f"/api/carts/{cart}/ordered-elsewhere",
        json={"version": view.version, "reference": "WEB-1"},
        headers=headers,
    )
    assert (closed.status_code, closed.json()["kind"]) == (201, "ordered_elsewhere")
    basket = {
        "reference": "basket-7",
        "entry": {
            "customer_id": customer,
            "lines": [{"product_id": "mug", "quantity": 2}, {"product_id": "gone"}],
            "updated_at": "2026-01-14T09:00:00Z",
        },
    }
    taken = page.browser.post("/api/carts/taken-in", json=basket, headers=headers)
    assert taken.status_code == 201, taken.text
    assert [line["quantity"] for line in taken.json()["lines"]] == [2]
    assert [each["code"] for each in taken.json()["notices"]] == ["product_not_found"]
    again = page.browser.post("/api/carts/taken-in", json=basket, headers=headers)
    assert again.json()["id"] == taken.json()["id"]


def listed(text: str) -> list[str]:
    """The references that the list of orders shows."""
    return re.findall(r'/order/[^"]*">([A-Z]+)</a></th>', text)


def test_the_list_of_orders_goes_on(page: Page, john: CustomerId) -> None:
    office = page.shop.office
    office.setup.set_stock(EMPLOYEE, MUG.id, 1000)
    for _ in range(10):
        cart = office.carts.start(EMPLOYEE, john).cart.id
        office.products.add(EMPLOYEE, cart, MUG.id)
        office.finishing.place(EMPLOYEE, cart, payment_method="card")
    text = page.get("/orders?unpaid=1")
    first = listed(text)
    goes_on = more(text, "orders")
    assert "unpaid=1" in goes_on
    rest = listed(page.get(goes_on))
    assert (len(first), len({*first, *rest})) == (20, CARTS + 10)


def test_orders_are_searched_and_filtered(page: Page, john: CustomerId) -> None:
    newest = page.shop.office.orders.search(EMPLOYEE).items[0]
    assert listed(page.get(f"/orders?orders={newest.reference.lower()}")) == [newest.reference]
    assert len(listed(page.get("/orders?orders=blue+mug"))) == CARTS
    day = f"{newest.placed_at:%Y-%m-%d}"
    assert len(listed(page.get(f"/orders?from={day}&until={day}"))) == CARTS
    for nothing in (f"from=2026-12-31&status={newest.status}", "until=2025-12-31"):
        text = page.get(f"/orders?{nothing}")
        assert listed(text) == [], nothing
        assert "No order is like that." in text
    assert len(listed(page.get("/orders?from=yesterday&until="))) == CARTS  # no days ask nothing


@pytest.mark.parametrize("of", ["orders", "drafts", "customers"])
def test_a_day_that_is_none_of_ours_finds_what_lies_within(
    page: Page, john: CustomerId, of: str
) -> None:
    """Whoever types a year with one digit, or asks for all there will be, is answered."""
    shown = page.get(f"/{of}").count("<tr>")
    assert page.get(f"/{of}?from=0001-01-01&until=9999-12-31").count("<tr>") == shown
    for nothing in ("from=9999-12-31", "until=0001-01-01"):
        assert page.get(f"/{of}?{nothing}").count("<tr>") < shown
        assert page.browser.get(f"/{of}.csv?{nothing}").status_code == 200


def counted(text: str) -> str | None:
    """What stands beside the heading of a list."""
    found = re.search(r"<span[^>]*data-counted>([^<]*)</span>", text)
    return found and found[1]


def test_a_list_says_how_many_there_are(page: Page, john: CustomerId) -> None:
    assert counted(page.get("/orders")) == f"{CARTS}"
    assert counted(page.get("/orders?unpaid=1&mine=1")) == f"{CARTS}"
    assert counted(page.get("/orders?until=2025-12-31")) is None, "it says that there are none"
    assert counted(page.get("/drafts")) == f"{CARTS + 1}"
    assert counted(page.get("/customers?kind=account")) == "1"
    for searched in ("orders?orders=mug", "drafts?drafts=doe", "customers?customers=doe"):
        assert counted(page.get(f"/{searched}")) is None, "a search does not wait for a count"
    assert counted(page.get("/customers?unpaid=1")) is None
    after = page.shop.office.orders.search(EMPLOYEE, size=5).next
    assert counted(page.get(f"/orders?after={after}")) is None, "the first page has said it"
    for path in ("order-count?unpaid=true", "cart-count?begun=true", "customer-count"):
        many = 1 if path == "customer-count" else CARTS + path.startswith("cart")
        assert page.browser.get(f"/api/{path}").json() == {"count": many, "more": False}


def test_a_count_ends_at_ten_thousand(page: Page) -> None:
    def add(work: Work, first: int, last: int) -> None:
        for number in range(first, last + 1):
            work.customers.add(customer(f"c{number}", email=f"{number}@example.com"))

    write = page.shop.office.desk.write
    write(EMPLOYEE, lambda work: add(work, 1, 10_000))
    assert counted(page.get("/customers")) == "10,000"
    write(EMPLOYEE, lambda work: add(work, 10_001, 10_002))
    assert counted(page.get("/customers")) == "more than 10,000"


def test_ones_own_orders(page: Page, john: CustomerId) -> None:
    office, eve = page.shop.office, Actor.employee("eve", "Eve")
    cart = office.carts.start(eve, john).cart.id
    office.products.add(eve, cart, MUG.id)
    hers = office.finishing.place(eve, cart, payment_method="card").reference
    assert hers in listed(page.get("/orders"))
    mine = listed(page.get("/orders?mine=1"))
    assert (len(mine), hers in mine) == (CARTS, False)
