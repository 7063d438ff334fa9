"""Paying: once, whatever gets lost and whatever the customer presses."""

from __future__ import annotations

from asyncio import CancelledError
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve
from moneyed import Money

from backoffice_orders.adapters.memory import Behaviour, TestCards
from backoffice_orders.adapters.memory.payments import REFUSED_TOKEN
from backoffice_orders.i18n import Language
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.finishing import DueChanged, PaymentMethodUnknown, TotalChanged
from backoffice_orders.model.errors.links import LinkWithdrawn
from backoffice_orders.model.errors.payments import PaymentPending, PaymentRefused
from backoffice_orders.model.link import Link
from backoffice_orders.model.order import Order
from backoffice_orders.model.payment import Charge, ChargeResult, ChargeStatus
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.testing.samples import EMPLOYEE, MUG, euros
from tests.checkout.samples import BASE, Shop, fields

TOTAL = euros("30.00")


@pytest.fixture
def link(shop: Shop) -> Link:
    return shop.sent(shop.cart())


def the_order(shop: Shop) -> Order:
    (found,) = shop.office.orders.search(EMPLOYEE).items
    return shop.office.orders.get(EMPLOYEE, found.order_id)


def charged(shop: Shop) -> list[Money]:
    return list(shop.cards.charged.values())


def test_a_card_pays_at_once_and_the_confirmation_says_so(shop: Shop, link: Link) -> None:
    order = shop.office.checkout.place(link.id, "card", expected_total=TOTAL)
    assert order.due == euros("0.00")
    assert order.status == "payment_accepted"
    shop.deliver()
    confirmation = shop.mail.messages[-1]
    body = confirmation.get_body(("plain",))
    assert body is not None
    assert order.reference in str(confirmation["Subject"])
    assert "It is paid." in body.get_content()


def test_an_invoice_is_paid_later(shop: Shop, link: Link) -> None:
    order = shop.office.checkout.place(link.id, "invoice", expected_total=TOTAL)
    assert (order.due, charged(shop)) == (TOTAL, [])
    shop.deliver()
    assert len(shop.mail.messages) == 2  # the cart, and the confirmation


def test_another_total_than_the_one_shown_is_not_ordered(shop: Shop, link: Link) -> None:
    with pytest.raises(TotalChanged):
        shop.office.checkout.place(link.id, "card", expected_total=euros("29.00"))
    assert charged(shop) == []
    assert shop.office.orders.search(EMPLOYEE).items == ()


def test_a_refused_card_can_be_tried_again(shop: Shop, link: Link) -> None:
    shop.cards.behaviour = Behaviour.REFUSE
    with pytest.raises(PaymentRefused):
        shop.office.checkout.place(link.id, "card", expected_total=TOTAL)
    assert the_order(shop).due == TOTAL
    shop.cards.behaviour = Behaviour.ACCEPT
    order = shop.office.checkout.pay(link.id, "card")
    assert (order.due, charged(shop)) == (euros("0.00"), [TOTAL])


@pytest.mark.parametrize("press", ["nothing", "place", "pay", "both, twice"])
@pytest.mark.parametrize(
    "silence", [Behaviour.SILENT_AFTER_CHARGING, Behaviour.SILENT_BEFORE_CHARGING]
)
def test_a_lost_answer_ends_paid_exactly_once(
    shop: Shop, link: Link, silence: Behaviour, press: str
) -> None:
    shop.cards.behaviour = silence

    def place() -> None:
        shop.office.checkout.place(link.id, "card", expected_total=TOTAL)

    def pay() -> None:
        shop.office.checkout.pay(link.id, "card")

    if silence is Behaviour.SILENT_AFTER_CHARGING:
        place()  # the provider is asked at once what became of it
        assert charged(shop) == [TOTAL]
    else:
        with pytest.raises(PaymentPending):
            place()
    shop.cards.behaviour = Behaviour.ACCEPT
    presses = {"nothing": [], "place": [place], "pay": [pay], "both, twice": [place, pay] * 2}
    for button in presses[press]:
        button()
    shop.deliver()
    order = the_order(shop)
    paid = press != "nothing" or silence is Behaviour.SILENT_AFTER_CHARGING
    assert charged(shop) == ([TOTAL] if paid else [])
    assert [payment.amount for payment in order.payments] == charged(shop)
    stock = shop.office.products.search(EMPLOYEE, MUG.name).items[0].remaining
    assert stock == 8  # ten, and two were ordered once


def test_a_silent_provider_is_asked_again_by_the_outbox(shop: Shop, link: Link) -> None:
    """It has charged, says nothing for a while, and the customer has gone."""
    shop.cards.behaviour, shop.cards.answers = Behaviour.SILENT_AFTER_CHARGING, False
    with pytest.raises(PaymentPending):
        shop.office.checkout.place(link.id, "card", expected_total=TOTAL)
    shop.office.events.deliver(EMPLOYEE, lambda _: None)
    assert the_order(shop).due == TOTAL
    shop.cards.answers = True
    shop.clock.advance(timedelta(minutes=5))
    shop.deliver()
    order = the_order(shop)
    assert (order.due, len(order.payments), charged(shop)) == (euros("0.00"), 1, [TOTAL])


class _Own(TestCards):
    """A host's provider that takes the money, and then does what it should not."""

    def __init__(self, does: Callable[[ChargeResult], Any]) -> None:
        super().__init__()
        self.does = does

    def charge(self, charge: Charge) -> ChargeResult:
        said: ChargeResult = self.does(super().charge(charge))
        return said

    def outcome(self, key: str) -> ChargeResult | None:
        found = super().outcome(key)
        return self.does(found) if found is not None else None


def _lost(_result: ChargeResult) -> ChargeResult:
    raise ConnectionError("sk_live_key of John Doe")


def _broken_off(_result: ChargeResult) -> ChargeResult:
    raise CancelledError  # of a task of its own: nobody has ended the request


@pytest.mark.parametrize(
    "does",
    [
        _lost,
        _broken_off,
        lambda _: {"status": "paid"},
        lambda _: True,
        lambda _: ChargeResult("declined"),  # type: ignore[arg-type]
        lambda _: ChargeResult(None),  # type: ignore[arg-type]
        lambda _: ChargeResult(ChargeStatus.PENDING, page="javascript:alert(1)"),
        lambda _: ChargeResult(ChargeStatus.PENDING, page="https://pay.example/\x00"),
    ],
)
def test_what_a_provider_does_wrong_is_neither_paid_nor_refused_but_asked_again(
    does: Callable[[ChargeResult], Any], caplog: pytest.LogCaptureFixture
) -> None:
    provider = _Own(does)
    shop = Shop(cards=provider)
    link = shop.sent(shop.cart())
    with pytest.raises(PaymentPending):
        shop.office.checkout.place(link.id, "card", expected_total=TOTAL)
    order = the_order(shop)
    assert (order.due, order.open_charge is not None) == (TOTAL, True)
    assert "a payment provider" in caplog.text
    assert "John" not in caplog.text
    assert "sk_live" not in caplog.text
    provider.does = lambda result: result
    shop.clock.advance(timedelta(minutes=5))
    shop.deliver()
    assert (the_order(shop).due, list(provider.charged.values())) == (euros("0.00"), [TOTAL])


def test_a_status_in_writing_is_what_it_says() -> None:
    # Whoever does not check types may write it so: by what it is not, it would be paid.
    shop = Shop(cards=_Own(lambda _: ChargeResult("refused")))  # type: ignore[arg-type]
    link = shop.sent(shop.cart())
    with pytest.raises(PaymentRefused):
        shop.office.checkout.place(link.id, "card", expected_total=TOTAL)
    assert the_order(shop).due == TOTAL


def test_what_no_store_keeps_of_an_answer_is_replaced(store: Store) -> None:
    shop = Shop(store, cards=_Own(lambda _: ChargeResult(ChargeStatus.PAID, "K\udcf6ln\x007")))
    link = shop.sent(shop.cart())
    order = shop.office.checkout.place(link.id, "card", expected_total=TOTAL)
    assert [each.reference for each in the_order(shop).payments] == ["K?ln?7"]
    assert order.due == euros("0.00")


def test_the_customer_cannot_pay_what_the_shop_has_placed(shop: Shop) -> None:
    cart = shop.cart()
    link = shop.sent(cart)
    shop.office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="invoice")
    with pytest.raises(BackOfficeError) as caught:
        shop.office.checkout.pay(link.id, "card")
    assert caught.value.code == "link_withdrawn"


def test_what_an_employee_has_placed_at_the_checkout_is_not_charged_by_the_customers_link(
    shop: Shop,
) -> None:
    """Both had the checkout open; the employee's card was refused, and the customer comes late."""
    cart = shop.cart()
    link = shop.sent(cart)
    handed = shop.office.finishing.hand_over(EMPLOYEE, cart.cart.id)
    session = shop.office.checkout.begin(shop.links.link_id(handed.rpartition("/")[2]))
    with pytest.raises(PaymentRefused):
        shop.office.checkout.place(session.id, "card", expected_total=TOTAL, token=REFUSED_TOKEN)
    with pytest.raises(LinkWithdrawn):
        shop.office.checkout.place(link.id, "card", expected_total=TOTAL)
    assert charged(shop) == []


def test_the_order_stays_its_customers_who_was_merged_with_another(shop: Shop) -> None:
    john, jon = shop.customer(), shop.customer("Jon", "jon@example.com")
    link = shop.sent(shop.cart(john))
    order = shop.office.checkout.place(link.id, "invoice", expected_total=TOTAL)
    shop.office.customers.merge(EMPLOYEE, jon.id, john.id)
    seen = shop.office.checkout.visit(link.id).order
    assert seen is not None
    assert (seen.id, seen.due) == (order.id, TOTAL)
    shop.office.checkout.pay(link.id, "card")
    assert charged(shop) == [TOTAL]


def test_another_way_to_pay_makes_no_second_order(shop: Shop, link: Link) -> None:
    """Ordered by invoice; then the page from before is sent once more, with a card."""
    order = shop.office.checkout.place(link.id, "invoice", expected_total=TOTAL)
    again = shop.office.checkout.place(link.id, "card", expected_total=TOTAL)
    assert (again, charged(shop)) == (order, [])


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("", "no reason was given"),
        ("Your card was declined.", "Your card was declined"),
        ("lost", "lost"),
    ],
)
def test_why_a_payment_was_refused_is_a_part_of_the_sentence(reason: str, told: str) -> None:
    shop = Shop(cards=Refusing(reason))
    link = shop.sent(shop.cart())
    with pytest.raises(PaymentRefused) as refused:
        shop.office.checkout.place(link.id, "card", expected_total=TOTAL)
    said = f"The payment was refused: {told}. Try again"
    assert str(refused.value) == f"{said}, or pay another way."
    assert (
        Language("en", to_customer=True).say(refused.value.message) == f"{said} with another card."
    )


class Refusing(TestCards):
    """Cards that are refused, for this reason."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason

    def charge(self, charge: Charge) -> ChargeResult:
        return ChargeResult(ChargeStatus.REFUSED, reason=self.reason)


def test_what_is_left_to_pay_is_said_where_nobody_charges_it(shop: Shop) -> None:
    office = shop.office
    object.__setattr__(office.desk, "payment_providers", ())
    order = office.finishing.place(EMPLOYEE, shop.cart().cart.id, payment_method="invoice")
    path = office.order_payments.link(EMPLOYEE, order.id).removeprefix(BASE)
    assert "Still to pay" not in shop.browser().get(path).text, "the total says it"
    office.orders.record_payment(EMPLOYEE, order.id, euros("10.00"))
    page = shop.browser().get(path).text
    assert "Still to pay: €20.00" in page
    assert "Please pay by 14 February 2026." in page
    office.orders.record_payment(EMPLOYEE, order.id, euros("20.00"))
    assert "Still to pay" not in shop.browser().get(path).text


@pytest.mark.parametrize(
    ("paid", "then"),
    [
        ("", ("0.00", "30.00", "0.00")),
        ("5", ("5.00", "25.00", "0.00")),
        ("30.000", ("30.00", "0.00", "0.00")),
    ],
)
def test_amounts_have_the_decimals_of_their_currency(
    shop: Shop, paid: str, then: tuple[str, str, str]
) -> None:
    office = shop.office
    order = office.finishing.place(EMPLOYEE, shop.cart().cart.id, payment_method="invoice")
    if paid:
        order = office.orders.record_payment(EMPLOYEE, order.id, euros(paid))
        assert str(order.payments[0].amount.amount) == then[0]
    assert tuple(str(each.amount) for each in (order.paid, order.due, order.overpaid)) == then
    cancelled = office.orders.change_status(EMPLOYEE, order.id, "cancelled")
    assert (str(cancelled.due.amount), str(cancelled.overpaid.amount)) == ("0.00", then[0])


def test_nobody_is_charged_in_a_way_that_the_shop_has_given_up(shop: Shop) -> None:
    """Its provider is plugged in still, and a page that is open has its button."""
    office = shop.office
    john = shop.customer()

    def placed(method: str) -> Order:
        cart_id = shop.cart(john).cart.id
        return office.finishing.place(EMPLOYEE, cart_id, payment_method=method)

    begun = placed("card")
    shop.cards.behaviour = Behaviour.SILENT_BEFORE_CHARGING
    with pytest.raises(PaymentPending):
        office.order_payments.charge(EMPLOYEE, begun.id)
    shop.cards.behaviour = Behaviour.ACCEPT
    settings = office.desk.read(EMPLOYEE, lambda work: work.settings)
    kept = [each for each in settings.payment_methods if each.code != "card"]
    for each in (placed("invoice"), placed("card")):
        path = office.order_payments.link(EMPLOYEE, each.id).removeprefix(BASE)
        office.setup.save(EMPLOYEE, settings)
        page = shop.browser().get(path).text
        office.setup.save(EMPLOYEE, evolve(settings, payment_methods=kept))
        data = {**fields(page), "payment_method": "card"}
        answer = shop.browser().post(f"{path}/pay", data=data)
        assert 'data-code="payment_method_unknown"' in answer.text
        with pytest.raises(PaymentMethodUnknown):
            office.order_payments.charge(EMPLOYEE, each.id, payment_method="card")
        assert office.orders.get(EMPLOYEE, each.id).open_charge is None
    assert charged(shop) == []
    # What is under way goes on: the money may have been taken.
    assert not office.order_payments.charge(EMPLOYEE, begun.id).due
    assert charged(shop) == [TOTAL]


def test_nobody_is_charged_more_than_the_button_says(shop: Shop) -> None:
    """10.00 of 30.00 had come in, and went back while the page was open."""
    office = shop.office
    order = office.finishing.place(EMPLOYEE, shop.cart().cart.id, payment_method="card")
    office.orders.record_payment(EMPLOYEE, order.id, euros("10.00"))
    path = office.order_payments.link(EMPLOYEE, order.id).removeprefix(BASE)
    browser = shop.browser()
    page = browser.get(path).text
    assert "Pay €20.00" in page
    office.orders.record_refund(EMPLOYEE, order.id, euros("10.00"))
    answer = browser.post(f"{path}/pay", data={**fields(page), "payment_method": "card"})
    assert (answer.status_code, charged(shop)) == (409, [])
    assert 'data-code="due_changed"' in answer.text
    assert "€30.00 is due now, not €20.00" in answer.text
    with pytest.raises(DueChanged):
        office.order_payments.charge(EMPLOYEE, order.id, expected_due=euros("20.00"))
    assert the_order(shop).open_charge is None
    answer = browser.post(f"{path}/pay", data={**fields(answer.text), "payment_method": "card"})
    assert (answer.status_code, charged(shop)) == (200, [TOTAL])
    office.order_payments.charge(EMPLOYEE, order.id, expected_due=TOTAL)
    assert charged(shop) == [TOTAL], "it is paid already"
