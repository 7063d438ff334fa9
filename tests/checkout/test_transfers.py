"""Who pays by transfer is told where to: in the e-mail, on their page, on the employee's."""

from __future__ import annotations

import pytest
from attrs import evolve

from backoffice_orders.adapters.memory.payments import REFUSED_TOKEN, SILENT_TOKEN
from backoffice_orders.model.bank import BankAccount
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.errors.finishing import DueChanged, PaymentMethodUnknown
from backoffice_orders.model.errors.payments import PaymentPending, PaymentRefused
from backoffice_orders.model.link import Link
from backoffice_orders.model.order import Order
from backoffice_orders.services.transfers import transfer_for
from backoffice_orders.testing.samples import EMPLOYEE, euros
from backoffice_orders.web.qr_codes import transfer_code
from tests.checkout.samples import Shop
from tests.console.samples import Page
from tests.forms import Forms

IBAN = "DE89 3704 0044 0532 0130 00"
ACCOUNT = BankAccount("Sample shop", IBAN, text="Order {reference}")


@pytest.fixture
def shop() -> Shop:
    """With an account."""
    shop = Shop()
    settings = shop.office.setup.settings(EMPLOYEE)
    shop.office.setup.save(EMPLOYEE, evolve(settings, bank=ACCOUNT))
    return shop


def placed(shop: Shop, method: str = "bank_transfer") -> Order:
    cart = shop.cart().cart
    return shop.office.finishing.place(
        EMPLOYEE, cart.id, payment_method=method, confirm_by_mail=True
    )


def told(text: str, order: Order) -> list[str]:
    """What of the transfer a text says."""
    parts = ("Sample shop", IBAN, "€30.00", f"Order {order.reference}")
    return [part for part in parts if part not in text]


def test_the_e_mail_says_where_to(shop: Shop) -> None:
    order = placed(shop)
    (entry,) = shop.office.emails.of_order(EMPLOYEE, order.id)
    shown = shop.office.emails.get(EMPLOYEE, entry.id)
    assert told(shown.text, order) == []
    assert told(shown.html, order) == []


def test_the_orders_page_and_the_customers_say_it(shop: Shop) -> None:
    order = placed(shop)
    assert told(Page(shop).get(f"/order/{order.id}"), order) == []
    link = shop.office.order_payments.link(EMPLOYEE, order.id)
    theirs = shop.browser().get(link).text
    assert told(theirs, order) == []
    assert "The transfer as a code for a bank app" in theirs


def declined(shop: Shop) -> tuple[Link, Forms]:
    """A customer's link, and the page that says that their card was declined."""
    link = shop.sent(shop.cart())
    with pytest.raises(PaymentRefused):
        shop.office.checkout.place(
            link.id, "card", expected_total=euros("30.00"), token=REFUSED_TOKEN
        )
    return link, Forms(shop.browser().get(shop.path(link)))


def test_whose_card_is_declined_pays_by_transfer(shop: Shop) -> None:
    link, page = declined(shop)
    page.fill(payment_method="bank_transfer")
    answer = page.press(shop.browser(), "Pay €30.00")
    (found,) = shop.office.orders.search(EMPLOYEE)
    order = shop.office.orders.get(EMPLOYEE, found.order_id)
    assert (order.payment_method, order.due) == ("bank_transfer", euros("30.00"))
    assert told(answer.text, order) == []
    written = shop.office.emails.of_order(EMPLOYEE, order.id)
    texts = [shop.office.emails.get(EMPLOYEE, each.id).text for each in written]
    assert [told(text, order) == [] for text in texts].count(True) == 1
    history = shop.office.orders.history(EMPLOYEE, order.id)
    assert "order.choose_payment" in [each.action for each in history]
    # Pressed again, it is the same order, and nobody is written to twice.
    again = shop.office.checkout.pay(link.id, "bank_transfer", expected_due=euros("30.00"))
    assert again == order
    assert shop.office.emails.of_order(EMPLOYEE, order.id) == written
    # Their card may still be charged.
    assert not shop.office.checkout.pay(link.id, "card").due


def test_another_way_is_chosen_for_what_the_page_says_is_due(shop: Shop) -> None:
    link, _ = declined(shop)
    with pytest.raises(DueChanged):
        shop.office.checkout.pay(link.id, "bank_transfer", expected_due=euros("29.00"))
    (found,) = shop.office.orders.search(EMPLOYEE)
    assert found.payment_method == "card"


def test_what_may_be_charged_is_not_paid_in_another_way_too(shop: Shop) -> None:
    link = shop.sent(shop.cart())
    shop.cards.answers = False
    with pytest.raises(PaymentPending):
        shop.office.checkout.place(
            link.id, "card", expected_total=euros("30.00"), token=SILENT_TOKEN
        )
    with pytest.raises(PaymentPending):
        shop.office.checkout.pay(link.id, "bank_transfer")


def test_who_was_told_how_to_pay_chooses_nothing_else(shop: Shop) -> None:
    link = shop.sent(shop.cart())
    shop.office.checkout.place(link.id, "bank_transfer", expected_total=euros("30.00"))
    for method in ("cash", "nothing"):
        with pytest.raises(PaymentMethodUnknown):
            shop.office.checkout.pay(link.id, method)
    offered = Forms(shop.browser().get(shop.path(link)))
    assert [each.value for each in offered.named("payment_method")] == ["card"]


@pytest.mark.parametrize("method", ["card", "cash"])
def test_who_pays_in_another_way_is_not_told(shop: Shop, method: str) -> None:
    order = placed(shop, method)
    assert IBAN not in Page(shop).get(f"/order/{order.id}")


def test_only_what_is_due_is_asked_for(shop: Shop) -> None:
    order = placed(shop)
    settings = shop.office.setup.settings(EMPLOYEE)
    assert transfer_for(evolve(settings, bank=None), order) is None
    order = shop.office.orders.record_payment(EMPLOYEE, order.id, euros("20.00"))
    transfer = transfer_for(settings, order)
    assert transfer is not None
    assert transfer.amount == euros("10.00")
    order = shop.office.orders.record_payment(EMPLOYEE, order.id, euros("10.00"))
    assert transfer_for(settings, order) is None


def test_the_code_is_for_euros_alone(shop: Shop) -> None:
    transfer = transfer_for(shop.office.setup.settings(EMPLOYEE), placed(shop))
    assert transfer is not None
    assert transfer_code(transfer).startswith("<svg")
    dollars = evolve(transfer, amount=type(transfer.amount)(30, "USD"))
    assert transfer_code(dollars) == ""


def test_what_a_code_has_no_place_for_is_told_without_one(shop: Shop) -> None:
    """354 bytes (40 for the holder, 267 for the text), where a code has place for 331."""
    greek = BankAccount("Ω" * 20, IBAN, text="Ω" * 129 + "{reference}")
    settings = shop.office.setup.settings(EMPLOYEE)
    shop.office.setup.save(EMPLOYEE, evolve(settings, bank=greek))
    order = placed(shop)
    link = shop.office.order_payments.link(EMPLOYEE, order.id)
    for page in (Page(shop).get(f"/order/{order.id}"), shop.browser().get(link).text):
        assert f"{'Ω' * 129}{order.reference}" in page
        assert "code for a bank app" not in page


@pytest.mark.parametrize(("euros_due", "fits"), [("999999999.99", True), ("1000000000", False)])
def test_a_code_has_place_for_less_than_a_thousand_million(euros_due: str, fits: bool) -> None:
    transfer = ACCOUNT.transfer(euros(euros_due), "KHWLILZLL")
    assert bool(transfer_code(transfer)) is fits


def test_a_wrong_iban_is_refused_with_the_settings(shop: Shop) -> None:
    settings = shop.office.setup.settings(EMPLOYEE)
    wrong = BankAccount("Sample shop", "DE88 3704 0044 0532 0130 00")
    with pytest.raises(FieldInvalid):
        shop.office.setup.save(EMPLOYEE, evolve(settings, bank=wrong))
    assert shop.office.setup.settings(EMPLOYEE).bank == ACCOUNT
