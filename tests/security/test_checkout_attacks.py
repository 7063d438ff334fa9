"""What an attacker may try at the checkout: each is refused with its code, none shows data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from attrs import evolve
from starlette.testclient import TestClient

from backoffice_orders.adapters.checkout import SignedLinks
from backoffice_orders.checkout import checkout_app
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.ids import AddressId, LinkId
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.services.desk import Work
from backoffice_orders.testing.samples import EMPLOYEE, euros
from tests.checkout.samples import BASE, KEYS, Shop

SECRETS = ("Blue mug", "John", "Rivoli", "cart_", "cus_")


@pytest.fixture
def shop() -> Shop:
    return Shop()


def opened(shop: Shop) -> str:
    """The path of a good link."""
    return shop.path(shop.sent(shop.cart()))


def forged(shop: Shop) -> str:
    stranger = SignedLinks(BASE, ["somebody-elses-key-of-thirty-two-letters"])
    return f"/cart/{stranger.token(shop.sent(shop.cart()).id)}"


def truncated(shop: Shop) -> str:
    return opened(shop)[:-5]


def swapped(shop: Shop) -> str:
    """The id of one link with the signature of another."""
    one = opened(shop)
    other = shop.path(shop.sent(shop.cart(shop.customer("Jane", "jane@example.com"))))
    return one.rpartition(".")[0] + "." + other.rpartition(".")[2]


def unsigned(shop: Shop) -> str:
    return "/cart/" + shop.sent(shop.cart()).id


def huge(shop: Shop) -> str:
    return "/cart/" + "a" * 5000


def of_no_link(shop: Shop) -> str:
    return "/cart/" + shop.links.token(LinkId("link_nobody"))


def expired(shop: Shop) -> str:
    path = opened(shop)
    shop.clock.advance(timedelta(days=15))
    return path


def withdrawn(shop: Shop) -> str:
    cart = shop.cart()
    path = shop.path(shop.sent(cart))
    shop.office.finishing.withdraw_links(EMPLOYEE, cart.cart.id)
    return path


def replayed(shop: Shop) -> str:
    url = shop.office.finishing.hand_over(EMPLOYEE, shop.cart().cart.id)
    shop.browser().post(url)
    return url.removeprefix(BASE)


def for_another_purpose(shop: Shop) -> str:
    """A one-time link, opened as if it were a customer's."""
    url = shop.office.finishing.hand_over(EMPLOYEE, shop.cart().cart.id)
    return url.removeprefix(BASE).replace("/open/", "/cart/")


@pytest.mark.parametrize(
    ("attack", "code"),
    [
        (forged, "link_invalid"),
        (truncated, "link_invalid"),
        (swapped, "link_invalid"),
        (unsigned, "link_invalid"),
        (huge, "link_invalid"),
        (of_no_link, "link_invalid"),
        (expired, "link_expired"),
        (withdrawn, "link_withdrawn"),
        (replayed, "link_used"),
        (for_another_purpose, "link_used"),
    ],
)
def test_bad_links(shop: Shop, attack: Callable[[Shop], str], code: str) -> None:
    path = attack(shop)
    browser = shop.browser()
    for answer in (browser.get(path), browser.post(f"{path}/place", data={"version": "1"})):
        assert answer.status_code in {404, 405, 410}
        if path.startswith("/cart") or answer.request.method == "GET":
            assert code in answer.text
        assert not [secret for secret in SECRETS if secret in answer.text]


def test_a_rotated_key_still_opens_and_a_dropped_one_does_not(shop: Shop) -> None:
    link = shop.sent(shop.cart())
    old = SignedLinks(BASE, KEYS[:1]).token(link.id)
    assert shop.browser().get(f"/cart/{old}").status_code == 200
    newer = SignedLinks(BASE, KEYS[1:])
    browser = TestClient(checkout_app(shop.office, newer), base_url=BASE)
    assert browser.get(f"/cart/{old}").status_code == 404


def test_short_keys_are_not_taken() -> None:
    with pytest.raises(ValueError, match="32"):
        SignedLinks(BASE, ["short"])


def test_a_link_reaches_no_other_customers_address(shop: Shop) -> None:
    jane = shop.customer("Jane", "jane@example.com")
    theirs = shop.office.addresses.list(EMPLOYEE, jane.id)[0]
    link = shop.sent(shop.cart())
    browser, path = shop.browser(), shop.path(link)
    view = shop.office.checkout.visit(link.id).view
    assert view is not None
    version = str(view.version)
    entry = {"first_name": "M", "last_name": "M", "street": "1 x", "city": "Paris"}
    edit = browser.post(
        f"{path}/address",
        data={**entry, "version": version, "address": theirs.id, "country": "FR", "use": "both"},
    )
    assert (edit.status_code, "address_not_found" in edit.text) == (404, True)
    choose = browser.post(
        f"{path}/choose-addresses",
        data={"version": version, "delivery": theirs.id, "invoice": theirs.id},
    )
    # As for an address that there is not: nobody learns of it that it is somebody's.
    assert (choose.status_code, "address_not_found" in choose.text) == (404, True)
    assert "Jane" not in choose.text
    assert shop.office.addresses.list(EMPLOYEE, jane.id)[0] == theirs
    assert AddressId(theirs.id) not in (
        view.cart.delivery_address_id,
        view.cart.invoice_address_id,
    )


def test_a_link_reaches_no_other_carts_line(shop: Shop) -> None:
    jane = shop.cart(shop.customer("Jane", "jane@example.com"))
    path = opened(shop)
    answer = shop.browser().post(
        f"{path}/quantity",
        data={"version": "2", "line": jane.cart.lines[0].id + "x", "quantity": "9"},
    )
    assert "line_not_found" in answer.text
    assert shop.office.carts.view(EMPLOYEE, jane.cart.id) == jane


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_another_site_cannot_press_buttons(shop: Shop, headers: dict[str, str]) -> None:
    path = opened(shop)
    data = {"version": "2", "payment_method": "invoice", "total": "30.00 EUR"}
    answer = shop.browser().post(f"{path}/place", data=data, headers=headers)
    assert answer.status_code == 404
    assert not [secret for secret in SECRETS if secret in answer.text]
    assert shop.office.orders.search(EMPLOYEE).items == ()


def test_no_way_leads_elsewhere(shop: Shop) -> None:
    """Redirects go to the link's own page, whatever the request asks for."""
    path = opened(shop)
    answer = shop.browser().post(
        f"{path}/message?next=https://evil.example",
        data={"version": "2", "message": "x", "next": "//evil.example"},
        follow_redirects=False,
    )
    assert (answer.status_code, answer.headers["location"]) == (303, path)


def test_bodies_are_limited(shop: Shop) -> None:
    path = opened(shop)
    big = {"version": "2", "message": "x" * 200_000}
    answer = shop.browser().post(f"{path}/message", data=big)
    assert (answer.status_code, "body_too_large" in answer.text) == (413, True)
    assert "<h1>This page cannot be opened</h1>" in answer.text

    def endless() -> Iterator[bytes]:
        for _ in range(100):
            yield b"message=" + b"x" * 10_000

    answer = shop.browser().post(
        f"{path}/message",
        content=endless(),
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code == 413


HTML = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'>"


def test_html_in_every_free_text_stays_text(shop: Shop) -> None:
    customer = shop.office.customers.create(
        EMPLOYEE, first_name=HTML[:60], last_name=HTML[:60], email="x@example.com"
    )
    entry = AddressEntry(HTML[:60], HTML[:60], HTML, "Paris", "FR", "75001", company=HTML)
    shop.office.addresses.add(EMPLOYEE, customer.id, entry)
    view = shop.cart(customer)
    office, id_ = shop.office, view.cart.id
    office.products.add_custom(EMPLOYEE, id_, HTML, euros("1.00"))
    office.carts.set_messages(EMPLOYEE, id_, order_message=HTML, customer_note=HTML)
    link = office.finishing.send(EMPLOYEE, id_, note=HTML)
    page = shop.browser().get(shop.path(link)).text
    preview = office.finishing.preview(EMPLOYEE, id_, note=HTML).html
    shop.deliver()
    body = shop.mail.messages[-1].get_body(("html",))
    assert body is not None
    for text in (page, preview, body.get_content()):
        assert "<script>" not in text
        assert "<img src=x" not in text
        assert "&lt;script" in text


@pytest.mark.parametrize("name", ["Eve\r\nBcc: all@example.com", "Eve\nX: y", "Eve\u2028Bcc: z"])
def test_no_header_can_be_added_by_a_name(shop: Shop, name: str) -> None:
    office = shop.office
    settings = office.desk.read(EMPLOYEE, lambda work: work.settings)
    with pytest.raises(FieldInvalid):
        office.customers.create(EMPLOYEE, first_name=name, last_name="E", email="e@example.com")
    with pytest.raises(FieldInvalid):
        office.setup.save(EMPLOYEE, evolve(settings, name=name))
    customer = office.customers.create(
        EMPLOYEE, first_name="Eve", last_name="E", email="eve@example.com"
    )

    def keep(work: Work) -> None:  # as a host's rows may have them
        work.customers.save(evolve(customer, first_name=name))
        work.shops.save(evolve(settings, name=name))

    office.desk.write(EMPLOYEE, keep)
    shop.sent(shop.cart(customer))
    shop.deliver()
    (message,) = shop.mail.messages
    assert message["Bcc"] is None
    assert message["X"] is None
    assert [str(each.addr_spec) for each in message["To"].addresses] == ["eve@example.com"]


@pytest.mark.parametrize(
    "name",
    [
        "=?utf-8?q?Eve=0ABcc:_all@example.com?=",
        "=?utf-8?q?Eve=0D=0A=0D=0ABuy_now?=",
        "=?utf-8?b?gA==?= \u00c9ve",  # half a letter
        "=?nope?q?Eve?=",
    ],
)
def test_a_name_is_read_as_it_is_typed_and_not_as_a_header_writes_it(shop: Shop, name: str) -> None:
    customer = shop.customer(name, "eve@example.com")
    shop.sent(shop.cart(customer))
    shop.deliver()
    (message,) = shop.mail.messages
    for each in (message, message_from_bytes(message.as_bytes(), policy=policy.SMTP)):
        assert each["Bcc"] is None
        assert str(each["Subject"]).startswith("Your order from")
        (to,) = each["To"].addresses
        assert to.addr_spec == "eve@example.com"
        assert to.display_name.replace(" ", "") == f"{name}Doe".replace(" ", "")
