"""Customers as a list and a page: found, edited in place, merged; and one search for everything."""

from __future__ import annotations

import csv
import io
import re

import pytest
from attrs import evolve

from backoffice_orders.console.customer_form import begun_by
from backoffice_orders.model.actor import Permission
from backoffice_orders.model.customer import Customer, CustomerGroup
from backoffice_orders.model.ids import GroupId
from backoffice_orders.testing.samples import EMPLOYEE
from tests.console.samples import Page

PROS = GroupId("pros")
HOME = {
    "first_name": "John",
    "last_name": "Doe",
    "street": "1 Weg",
    "city": "Berlin",
    "postcode": "10115",
    "country": "DE",
}


@pytest.fixture
def john(page: Page) -> Customer:
    page.shop.office.setup.save(EMPLOYEE, CustomerGroup(PROS, "Professionals"))
    return page.shop.customer()


@pytest.fixture
def jon(page: Page) -> Customer:
    """John's double."""
    return page.shop.office.customers.create(
        EMPLOYEE, first_name="Jon", last_name="Do", email="jon@example.org", phone="+33142685300"
    )


def now(page: Page, customer: Customer) -> Customer:
    return page.shop.office.customers.get(EMPLOYEE, customer.id)


@pytest.mark.parametrize(
    ("text", "begun"),
    [
        ("Marie Durand", {"first_name": "Marie", "last_name": "Durand"}),
        ("Marie de la Tour", {"first_name": "Marie", "last_name": "de la Tour"}),
        ("Durand, Marie", {"first_name": "Marie", "last_name": "Durand"}),
        ("durand", {"last_name": "durand"}),
        (
            "Marie Durand 01 42 68 53 00",
            {"first_name": "Marie", "last_name": "Durand", "phone": "01 42 68 53 00"},
        ),
        ("+33142685300", {"phone": "+33142685300"}),
        ("jo@example.com", {"email": "jo@example.com"}),
        (
            "Jo Roe <jo@example.com>",
            {"first_name": "Jo", "last_name": "Roe", "email": "jo@example.com"},
        ),
        ("Durand 75011", {"last_name": "Durand"}),
        ("FR83404833048", {"vat_number": "FR83404833048"}),
        ("", {}),
    ],
)
def test_what_a_search_says_of_a_new_customer(text: str, begun: dict[str, str]) -> None:
    assert begun_by(text) == begun


def test_the_list_is_filtered_and_a_file_of_it(page: Page, john: Customer) -> None:
    office = page.shop.office
    guest = office.customers.create(
        EMPLOYEE, first_name="=1+1", last_name="Guest", email="g@example.com", guest=True
    )
    cart = page.shop.cart(john).cart.id
    assert "No customer is like that." in page.get("/customers?unpaid=1")
    for asked, shown in (
        ("", (True, True)),
        ("customers=doe", (True, False)),
        ("kind=guest", (False, True)),
        ("kind=account", (True, False)),
        ("drafts=1", (True, False)),
        ("group=pros", (False, False)),
        ("from=2999-01-01", (False, False)),
        ("kind=nothing&from=never&until=", (True, True)),
    ):
        text = page.get(f"/customers?{asked}")
        there = tuple(f'/customer/{each.id}"' in text for each in (john, guest))
        assert there == shown, asked
    office.finishing.place(EMPLOYEE, cart, payment_method="invoice")
    text = page.get("/customers?unpaid=1")
    assert f"/customer/{john.id}" in text
    assert "75001 Paris" in text, "what tells two of one name apart"
    answer = page.browser.get("/customers.csv?kind=guest")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    titles, *rows = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert titles[:3] == ["Customer", "First name", "Last name"]
    assert [row[:3] for row in rows] == [[guest.id, "'=1+1", "Guest"]], "no formula"


def test_only_what_was_changed_is_changed(page: Page, john: Customer) -> None:
    text, path = page.get(f"/customer/{john.id}"), f"/customer/{john.id}/edit"
    page.shop.office.customers.edit(EMPLOYEE, john.id, phone="+33142685300")  # a colleague
    sent = {"first_name": "Johnny", "was_first_name": "John", "phone": "", "was_phone": ""}
    groups = {"has_groups": "1", "group": PROS}
    status, _, where = page.press(path, text, **sent, **groups, language="de", was_language="en")
    assert (status, where) == (200, f"/customer/{john.id}")
    after = now(page, john)
    assert (after.first_name, after.language, after.group_ids) == ("Johnny", "de", (PROS,))
    assert after.phone == "+33 1 42 68 53 00", "what the colleague has changed stays"
    page.press(path, text, has_groups="1", was_group=PROS)
    assert now(page, john).group_ids == ()


def test_a_refused_change_keeps_what_was_typed(page: Page, john: Customer) -> None:
    text = page.get(f"/customer/{john.id}")
    typed = {"first_name": "Zoé", "email": "nobody", "was_email": john.email, "group": PROS}
    status, text, _ = page.press(f"/customer/{john.id}/edit", text, **typed, has_groups="1")
    assert status == 422
    assert 'value="Zoé"' in text
    assert 'value="nobody"' in text
    assert re.search(rf'value="{PROS}"\s+checked', text)
    assert now(page, john) == john


def test_the_chosen_customer_is_edited_on_the_cart(page: Page, john: Customer) -> None:
    cart = page.press("/start", customer=john.id)[2]
    edit = f"/customer/{john.id}/edit?cart={cart.rpartition('/')[2]}"
    status, text, where = page.press(edit, page.get(cart), company="Doe & Co", was_company="")
    assert (status, where) == (200, cart)
    assert "Doe & Co" in text
    status, text, _ = page.press(edit, page.get(cart), email="none", was_email=john.email)
    assert status == 422
    assert "New order for John Doe" in text, "on the cart's page"


def test_addresses_are_added_edited_and_deleted(page: Page, john: Customer) -> None:
    office, path = page.shop.office, f"/customer/{john.id}"
    (first,) = office.addresses.list(EMPLOYEE, john.id)
    page.press(f"{path}/address", page.get(path), **HOME)
    (added,) = (each for each in office.addresses.list(EMPLOYEE, john.id) if each.id != first.id)
    assert (added.city, added.country) == ("Berlin", "DE")
    text = page.get(f"{path}?edit={added.id}")
    assert 'value="Berlin"' in text
    page.press(f"{path}/address", text, **HOME | {"city": "Potsdam"}, address=added.id)
    assert "Potsdam" in page.get(path)
    status, text, _ = page.press(f"{path}/address", page.get(path), **HOME | {"postcode": "1"})
    assert status == 422
    assert 'value="Berlin"' in text, "what was typed is still there"
    _, text, _ = page.press(f"{path}/address-form", page.get(path), **HOME | {"country": "US"})
    assert '<option value="FL"' in text, "the form of that country"
    assert 'value="Berlin"' in text
    page.press(f"{path}/default-address", page.get(path), address=added.id, **{"for": "invoice"})
    assert "default for invoice" in page.get(path)
    assert now(page, john).default_invoice_id == added.id
    page.press(f"{path}/delete-address", page.get(path), address=added.id)
    assert office.addresses.list(EMPLOYEE, john.id) == (first,)


def test_an_address_of_somebody_else_is_not_touched(
    page: Page, john: Customer, jon: Customer
) -> None:
    (home,) = page.shop.office.addresses.list(EMPLOYEE, john.id)
    text = page.get(f"/customer/{jon.id}")
    for does in ("address", "delete-address"):
        status, _, _ = page.press(f"/customer/{jon.id}/{does}", text, **HOME, address=home.id)
        assert status >= 400, does
    assert page.shop.office.addresses.list(EMPLOYEE, john.id) == (home,)


def test_notes_account_exemption_and_erasing(page: Page, john: Customer) -> None:
    office = page.shop.office
    guest = office.customers.create(
        EMPLOYEE, first_name="Gus", last_name="Guest", email="gus@example.com", guest=True
    )
    path = f"/customer/{guest.id}"
    text = page.get(path)
    assert "Make an account" in text
    page.press(f"{path}/account", text)
    page.press(f"{path}/note", text, note="rings twice")
    page.press(f"{path}/tax-exemption", text, reason="resale", reference="X 1")
    page.press(f"{path}/active", text)
    after = now(page, guest)
    assert (after.guest, after.active, after.notes) == (False, False, ("rings twice",))
    assert after.tax_exemption is not None
    page.press(f"{path}/active", page.get(path), active="1")
    assert now(page, guest).active
    exported = page.browser.get(f"{path}/export")
    assert exported.json()["customer"]["email"] == "gus@example.com"
    page.press(f"{path}/erase", page.get(path))
    assert "Guest" not in page.get(path)
    assert page.get(f"/customer/{john.id}"), "nobody else"


def test_two_are_made_one_after_a_look(page: Page, john: Customer, jon: Customer) -> None:
    page.shop.cart(jon)
    merge = f"/customer/{john.id}/merge"
    assert "Jon Do" in page.get(f"{merge}?customers=jon")
    text = page.get(f"{merge}?other={jon.id}")
    assert "1 cart goes over" in text
    assert "+33 1 42 68 53 00" in text or "+33142685300" in text
    assert now(page, jon).merged_into is None, "a look changes nothing"
    _, text, where = page.press(merge, text, other=jon.id)
    assert where == f"/customer/{john.id}"
    assert now(page, jon).id == john.id
    assert "John Doe" in page.get(f"/customer/{jon.id}"), "the kept one answers to both ids"


def test_who_is_there_already_is_offered_to_be_chosen(
    page: Page, john: Customer, jon: Customer
) -> None:
    new = {"first_name": "J", "last_name": "R", "email": "jr@example.com"}
    status, text, _ = page.press("/customers", **new | {"email": john.email})
    assert (status, 'aria-label="Choose John Doe"' in text) == (409, True), "the account"
    status, text, _ = page.press("/customers", **new, phone="01 42 68 53 00")
    assert (status, 'aria-label="Choose Jon Do"' in text) == (409, True), "by phone"
    assert 'value="jr@example.com"' in text, "what was typed stays"
    same = {"phone": "01 42 68 53 00", "anyway": "1", "note": "loud", "birthday": "1980-01-02"}
    status, text, where = page.press("/customers", **new, **same, group=PROS, language="fr")
    assert where.startswith("/cart/")
    made = page.shop.office.customers.search(EMPLOYEE, "jr@example.com")[0]
    assert (made.notes, made.group_ids, made.language) == (("loud",), (PROS,), "fr")
    assert "This may be the same customer" in text, "the cart goes on saying so"
    assert f"/merge?other={jon.id}" in text


def test_what_was_searched_for_is_in_the_form(page: Page) -> None:
    text = page.get("/?customers=Zoe+Kling+01+42+68+53+00")
    for value in ("Zoe", "Kling", "01 42 68 53 00"):
        assert f'value="{value}"' in text, value


def test_one_search_for_everything(page: Page, john: Customer) -> None:
    office = page.shop.office
    draft = page.shop.cart(john).cart.id
    order = office.finishing.place(EMPLOYEE, page.shop.cart(john).cart.id, payment_method="invoice")

    def found(text: str) -> list[str]:
        return re.findall(r'href="(/[^"]+)"', page.get(f"/search/everything?q={text}"))

    assert found("doe") == [f"/customer/{john.id}", f"/order/{order.id}", f"/cart/{draft}"]
    assert found(order.reference.lower())[0] == f"/order/{order.id}", "what Enter takes"
    assert found("nothing") == []
    assert f"/customer/{john.id}" in page.get("/find?q=doe"), "without scripts as well"
    assert page.get("/search/everything?q=").strip() == ""


def test_the_search_for_everything_shows_what_one_may_see(page: Page, john: Customer) -> None:
    page.shop.cart(john)
    actor = evolve(page.actor, permissions=frozenset({Permission.READ_CUSTOMER}))
    text = Page(page.shop, actor).get("/search/everything?q=doe")
    assert "/customer/" in text
    assert "/cart/" not in text


def test_the_history_says_what_was_changed_line_by_line(page: Page, john: Customer) -> None:
    office = page.shop.office
    office.customers.edit(EMPLOYEE, john.id, first_name="Jon", last_name="Do")
    text = page.get(f"/customer/{john.id}")
    told = re.findall(r'<br>\s*<span class="soft">([^<]*)</span>', text)
    assert told[:2] == ["First name: John → Jon", "Last name: Doe → Do"]
    assert "First name: John" in told, "what was filled in at first"
    assert not [each for each in told if "nothing" in each], "nothing was said of what is empty"


def test_what_tells_two_of_one_name_apart_is_set_apart(page: Page, john: Customer) -> None:
    office = page.shop.office
    office.customers.edit(EMPLOYEE, john.id, phone="+33 1 42 68 53 00")
    office.finishing.place(EMPLOYEE, page.shop.cart(john).cart.id, payment_method="invoice")
    found = re.sub(r"<[^>]+>", "", page.get("/search/customers?q=doe"))
    told = r"john@example.com · \+33 1 42 68 53 00 · 75001 Paris · last order 15 Jan 2026"
    assert re.search(told, " ".join(found.split())), "what stands between them"


def test_colleagues_are_called_by_their_names(page: Page, john: Customer) -> None:
    """Where the host knows names, the history has them."""
    office = page.shop.office
    office.customers.add_note(evolve(EMPLOYEE, name=""), john.id, "x")
    text = page.get(f"/customer/{john.id}")
    assert "has written a note" in text
    draft = page.shop.cart(john).cart.id
    assert draft in page.get(f"/customer/{john.id}"), "their drafts are there"
