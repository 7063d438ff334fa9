"""What comes after the last button: what is done is said, e-mails, charges, the next call."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from attrs import evolve
from moneyed import Money

from backoffice_orders import BackOffice, Percentage
from backoffice_orders.adapters.memory.payments import REFUSED_TOKEN, TestCards
from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.ids import ActorId, CartId, OrderId
from backoffice_orders.model.payment import (
    Charge,
    ChargeResult,
    ChargeStatus,
    PaymentField,
)
from backoffice_orders.model.payment_kind import PaymentKind
from backoffice_orders.model.settings import PaymentMethod
from backoffice_orders.testing.samples import EMPLOYEE, EXPRESS, MUG, euros
from tests.checkout.samples import Shop
from tests.console.samples import Page, value
from tests.forms import Forms

TO_PAY = {"payment_method": "card", "status": "awaiting_payment", "total": "30.00"}


def placed(page: Page, cart: str, **data: str) -> tuple[str, str]:
    """The page that comes of "Create the order", and the order's address."""
    status, text, path = page.press(f"{cart}/place", page.get(cart), **TO_PAY | data)
    assert status == 200
    return text, path


def said(text: str) -> str:
    """What is said above a page."""
    found = re.search(r'<section id="said".*?</section>', text, re.DOTALL)
    assert found is not None, "nothing is said to be done"
    return found[0]


def test_the_order_is_said_to_be_created(page: Page, cart: str) -> None:
    text, path = placed(page, cart)
    order = page.shop.office.orders.search(EMPLOYEE).items[0]
    told = said(text)
    assert path == f"/order/{order.order_id}"
    for part in ("The order is created.", order.reference, "€30.00", "Next call"):
        assert part in told
    assert "New order for this customer" in told
    # Looked at again later, it is an order among others.
    assert 'id="said"' not in page.get(path)


@pytest.mark.parametrize("sent_before", [False, True])
@pytest.mark.parametrize("confirm", [False, True])
def test_an_e_mail_is_said_to_be_on_its_way_where_the_order_is_confirmed(
    page: Page, cart: str, sent_before: bool, confirm: bool
) -> None:
    if sent_before:
        page.press(f"{cart}/send", page.get(cart))
    text, _ = placed(page, cart, **{"confirm": "1"} if confirm else {})
    assert ("The e-mail is on its way" in said(text)) is confirm


@pytest.mark.parametrize("may_record", [False, True])
def test_statuses_that_record_money_are_offered_to_who_may_record_it(may_record: bool) -> None:
    clerk = Permission.PLACE_ORDER, Permission.CHANGE_STATUS
    money = (Permission.RECORD_PAYMENT,) if may_record else ()
    page = Page(actor=Actor(ActorId("tim"), "Tim", frozenset({*clerk, *money})))
    office, cart_id = page.shop.office, page.shop.cart().cart.id

    def offers(path: str) -> list[bool]:
        text = page.get(path)
        return [f'value="{status}"' in text for status in ("payment_accepted", "refunded")]

    assert offers(f"/cart/{cart_id}") == [may_record, False]
    order = office.finishing.place(EMPLOYEE, cart_id, payment_method="invoice")
    path = f"/order/{order.id}"
    assert offers(path) == [may_record, True]
    office.orders.record_payment(EMPLOYEE, order.id, euros("12.00"))
    assert offers(path) == [may_record, may_record]
    office.orders.record_payment(EMPLOYEE, order.id, euros("18.00"))
    assert offers(path) == [True, may_record]


def test_the_sums_of_an_order_begin_with_its_products_and_say_that_they_are_net(
    page: Page, cart: str
) -> None:
    """Two mugs at 10.00 net, 5.00 of delivery; 30.00 are to be paid."""
    page.shop.show_net_prices()
    text, _ = placed(page, cart)
    assert "This customer is shown prices without tax." in text
    sums = re.search(r'<table class="sums">.*?</table>', text, re.DOTALL)
    assert sums is not None
    assert re.findall(r"€[\d.]+", sums[0])[:3] == ["€20.00", "€5.00", "€30.00"]


def test_a_french_colon_has_its_space() -> None:
    page = Page(language="fr")
    text, _ = placed(page, f"/cart/{page.shop.cart().cart.id}")
    assert "Annuler la commande : Annulé" in text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("button", "typed"),
    [
        ("Record the payment", {"amount": "10,5x", "reference": "Ref 4711"}),
        ("Record the payment", {"amount": "50", "reference": "Ref 4711"}),
        ("Add the note", {"note": "Call back" + " soon" * 2000}),
        ("Set the status", {"status": "shipped", "comment": "Ring twice" + "!" * 9000}),
    ],
)
def test_what_is_refused_on_the_orders_page_stays_typed(
    page: Page, cart: str, button: str, typed: dict[str, str]
) -> None:
    _, path = placed(page, cart)
    order = Forms(page.browser.get(path))
    order.fill(**typed)
    answer = order.press(page.browser, button)
    assert answer.status_code in (409, 422), said(answer.text)
    again = Forms(answer)
    assert {name: again.named(name)[0].value for name in typed} == typed


def test_a_refresh_places_nothing(page: Page, cart: str) -> None:
    _, path = placed(page, cart)
    page.get(f"{path}?done=placed")
    assert page.browser.get(f"{cart}/place").url.path == path
    assert len(page.shop.office.orders.search(EMPLOYEE)) == 1


def test_sending_leads_to_the_next_call(page: Page, cart: str) -> None:
    _, text, path = page.press(f"{cart}/send", page.get(cart))
    told = said(text)
    assert path == cart
    assert "The e-mail is on its way to john@example.com" in told
    assert re.search(r'href="/"[^>]*>\s*Next call', told)


def test_what_became_of_an_e_mail_is_on_the_drafts_page(page: Page, cart: str) -> None:
    _, text, _ = page.press(f"{cart}/send", page.get(cart))
    assert "on its way" in said(text)
    assert re.search(r'class="tag">on its way', text)
    page.shop.deliver()
    assert re.search(r'class="tag">sent 15 Jan 2026|class="tag">sent Jan 15, 2026', page.get(cart))
    (link,) = page.shop.office.finishing.links(EMPLOYEE, CartId(cart.removeprefix("/cart/")))
    page.shop.office.checkout.visit(link.id)
    assert re.search(r'class="tag good">opened ', page.get(cart))


def test_an_e_mail_goes_out_again_to_another_address(page: Page, cart: str) -> None:
    page.press(f"{cart}/send", page.get(cart))
    shown = page.get(cart)
    email = value(shown, "email")
    again = {"email": email, "to": "office@example.com"}
    _, text, _ = page.press(f"{cart}/email-again", shown, **again)
    assert "The e-mail is on its way to office@example.com" in said(text)
    status, text, _ = page.press(f"{cart}/email-again", shown, **again | {"to": "nobody"})
    assert status == 422
    assert 'value="nobody"' in text


def test_the_letter_itself_is_looked_at(page: Page, cart: str) -> None:
    page.press(f"{cart}/send", page.get(cart), note="As we said")
    found = re.search(r'href="(/email/[^"]+)"', page.get(cart))
    assert found is not None
    answer = page.browser.get(found[1])
    assert "As we said" in answer.text
    assert "john@example.com" in answer.text
    assert "sandbox" in answer.headers["content-security-policy"]
    assert page.browser.get("/email/none").status_code == 404


def test_an_orders_page_has_its_e_mails(page: Page, cart: str) -> None:
    text, path = placed(page, cart, confirm="1")
    assert "The e-mail is on its way to john@example.com" in said(text)
    email = value(text, "email")
    page.press(f"{path}/email-again", text, email=email, to="john@example.com")
    assert page.get(path).count('href="/email/') == 2


def test_without_a_checkout_nothing_is_handed_over(page: Page, cart: str) -> None:
    assert "Proceed to checkout in the front office" in page.get(cart)
    object.__setattr__(page.shop.office.desk, "checkout_port", None)
    assert "Proceed to checkout in the front office" not in page.get(cart)


@pytest.mark.parametrize("button", ["place", "send", "make-link", "hand-over"])
def test_another_total_than_was_told_is_shown_before_it_is_finished(
    page: Page, cart: str, button: str
) -> None:
    """Two mugs at 12.00 gross and 6.00 of delivery are 30.00; at 24.00 gross they are 54.00."""
    shown = page.get(cart)
    page.shop.office.setup.save(EMPLOYEE, evolve(MUG, price=euros("20.00")))
    status, text, _ = page.press(f"{cart}/{button}", shown, payment_method="invoice")
    assert status == 409
    assert "The total is now €54.00, not €30.00: tell the customer, then go on." in text
    page.shop.deliver()
    assert page.shop.mail.messages == []
    assert not page.shop.office.finishing.links(EMPLOYEE, CartId(cart.removeprefix("/cart/")))
    assert page.press(f"{cart}/{button}", text, payment_method="invoice")[0] == 200


def without_mug(office: BackOffice, _cart: CartId) -> None:
    office.setup.remove(EMPLOYEE, MUG)


def without_carrier(office: BackOffice, _cart: CartId) -> None:
    office.setup.remove(EMPLOYEE, EXPRESS)


def without_voucher(office: BackOffice, _cart: CartId) -> None:
    (rule,) = office.setup.cart_rules(EMPLOYEE)
    office.setup.remove(EMPLOYEE, rule)


@pytest.mark.parametrize("button", ["place", "send", "make-link", "hand-over"])
@pytest.mark.parametrize(
    ("happens", "cause"),
    [
        (without_mug, "Blue mug is not in the catalog (any more): choose another product."),
        (without_carrier, "The chosen carrier cannot deliver this order"),
        (without_voucher, "A voucher of this order does not exist any more."),
    ],
)
def test_what_has_gone_is_said_before_the_total_that_it_leaves(
    page: Page,
    cart: str,
    button: str,
    happens: Callable[[BackOffice, CartId], None],
    cause: str,
) -> None:
    office, cart_id = page.shop.office, CartId(cart.removeprefix("/cart/"))
    ten = [Percentage(Decimal(10))]
    office.vouchers.create_and_grant(EMPLOYEE, cart_id, name="Spring", actions=ten)
    office.shipping.choose(EMPLOYEE, cart_id, EXPRESS.id)
    shown = page.get(cart)
    happens(office, cart_id)
    status, text, _ = page.press(f"{cart}/{button}", shown, payment_method="invoice")
    assert status == 409
    told = re.search(r'<div id="said"[^>]*>(.*?)</div>', text, re.DOTALL)
    assert told is not None
    first, second = told[1].strip().splitlines()
    assert first.startswith(cause)
    assert second.startswith("The total is now ")


def test_the_handed_over_checkout_is_opened_at_once(page: Page, cart: str) -> None:
    _, text, _ = page.press(f"{cart}/hand-over", page.get(cart))
    found = re.search(r'<a href="([^"]+)"[^>]*data-open="at-once"', text)
    assert found is not None
    assert "Next call" in text
    opened = page.shop.browser().get(found[1])
    assert "/open.js" in opened.text


class FieldCards(TestCards):
    """A payment service with a field of its own."""

    sites = ("https://pay.example",)
    field = PaymentField(["https://pay.example/field.js"], {"key": "pk_1"})


def with_field(page: Page) -> FieldCards:
    """The shop's card is entered in a field of a payment service's."""
    office, cards = page.shop.office, FieldCards()
    settings = office.setup.settings(EMPLOYEE)
    card = PaymentMethod("card", "Card", kind=PaymentKind.FIELD)
    office.setup.save(EMPLOYEE, evolve(settings, payment_methods=(card,)))
    object.__setattr__(office.desk, "payment_providers", (cards,))
    return cards


def test_a_card_is_charged_by_the_services_own_field(page: Page, cart: str) -> None:
    cards = with_field(page)
    text, path = placed(page, cart)
    answer = page.browser.get(path)
    policy = answer.headers["content-security-policy"]
    assert re.search(r'data-payment-field="card"\s+data-key="pk_1"', text)
    assert '<script src="https://pay.example/field.js" defer>' in text
    assert "script-src 'self' https://pay.example" in policy
    assert "frame-src 'self' https://pay.example" in policy
    _, text, _ = page.press(f"{path}/charge", text, payment_method="card", payment_token="tok_1")
    (amount,) = cards.charged.values()
    assert amount == Money("30.00", "EUR")
    assert re.search(r'class="tag good">paid', text)
    assert "data-payment-field" not in text
    assert "pay.example" not in page.browser.get(path).headers["content-security-policy"]


def test_a_refused_card_can_be_tried_again(page: Page, cart: str) -> None:
    with_field(page)
    text, path = placed(page, cart)
    refused = {"payment_method": "card", "payment_token": REFUSED_TOKEN}
    status, text, _ = page.press(f"{path}/charge", text, **refused)
    assert status == 409
    assert "The payment was refused" in text
    assert "data-payment-field" in text


def test_the_number_of_a_card_is_refused(page: Page, cart: str) -> None:
    cards = with_field(page)
    text, path = placed(page, cart)
    number = {"payment_method": "card", "payment_token": "4111 1111 1111 1111"}
    status, text, _ = page.press(f"{path}/charge", text, **number)
    assert status == 422
    assert "4111" not in text
    assert cards.charged == {}


def test_no_more_is_charged_than_the_button_says(page: Page, cart: str) -> None:
    """10.00 of 30.00 had come in, and went back while the page was open."""
    cards, office = with_field(page), page.shop.office
    _, path = placed(page, cart)
    order_id = OrderId(path.rpartition("/")[2])
    office.orders.record_payment(EMPLOYEE, order_id, euros("10.00"))
    text = page.get(path)
    due = {name: value(text, name) for name in ("due", "currency")}
    assert due == {"due": "20.00", "currency": "EUR"}
    office.orders.record_refund(EMPLOYEE, order_id, euros("10.00"))
    wanted = {"payment_method": "card", "payment_token": "tok_1"}
    status, text, _ = page.press(f"{path}/charge", text, **wanted, **due)
    assert (status, cards.charged) == (409, {})
    assert 'data-code="due_changed"' in text
    due = {name: value(text, name) for name in due}
    status, _, _ = page.press(f"{path}/charge", text, **wanted, **due)
    assert (status, list(cards.charged.values())) == (200, [euros("30.00")])


class PageCards(TestCards):
    """A payment service with a page, which asks for the customer."""

    def charge(self, charge: Charge) -> ChargeResult:
        return ChargeResult(ChargeStatus.PENDING, page="https://pay.example/1")

    def outcome(self, key: str) -> ChargeResult | None:
        return ChargeResult(ChargeStatus.PAID, "p1")


def test_a_service_with_a_page_of_its_own_is_opened_and_asked(page: Page, cart: str) -> None:
    object.__setattr__(page.shop.office.desk, "payment_providers", (PageCards(),))
    text, path = placed(page, cart)
    _, text, _ = page.press(f"{path}/charge", text, payment_method="card")
    assert re.search(r'<a href="https://pay.example/1"[^>]*data-open', text)
    assert "outcome not known yet" in text
    _, text, _ = page.press(f"{path}/charge-answer", text)
    assert re.search(r'class="tag good">paid', text)


@pytest.mark.parametrize("method", ["invoice", "card"])
def test_nobody_is_asked_where_nobody_charges(method: str) -> None:
    page = Page(Shop())
    object.__setattr__(page.shop.office.desk, "payment_providers", ())
    text, _ = placed(page, f"/cart/{page.shop.cart().cart.id}", payment_method=method)
    assert "/charge" not in text
