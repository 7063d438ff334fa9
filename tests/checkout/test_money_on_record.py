"""Money that came in is on record; what is cancelled is not paid; what is too much is seen."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from attrs import evolve
from moneyed import Money

from backoffice_orders.adapters.memory import Behaviour, TestCards
from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.errors.base import BackOfficeError, FieldInvalid, PermissionDenied
from backoffice_orders.model.errors.customers import CustomerIsErased
from backoffice_orders.model.errors.finishing import (
    ChargeOpen,
    PaymentReferenceTaken,
    PaymentTooLarge,
    RefundTooLarge,
    StatusFinal,
    StatusUnknown,
)
from backoffice_orders.model.errors.links import LinkWithdrawn
from backoffice_orders.model.errors.payments import PaymentPending, PaymentRefused
from backoffice_orders.model.ids import ActorId, PaymentId, ProductId
from backoffice_orders.model.link import Link
from backoffice_orders.model.order import Order, Payment
from backoffice_orders.model.outbox import OutboxMessage
from backoffice_orders.model.product import Product
from backoffice_orders.model.settings import DEFAULT_STATUSES, OrderStatus
from backoffice_orders.services.charging import charge
from backoffice_orders.testing.samples import EMPLOYEE, MOMENT, SETTINGS, STANDARD_TAX, euros
from tests.checkout.samples import Shop

TOTAL = euros("30.00")
NOTHING = euros("0.00")


@pytest.fixture
def link(shop: Shop) -> Link:
    return shop.sent(shop.cart())


@pytest.fixture
def order(shop: Shop) -> Order:
    """Placed by the employee, to be paid by bank transfer: 30.00."""
    cart = shop.cart()
    return shop.office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="bank_transfer")


def the_order(shop: Shop) -> Order:
    (found,) = shop.office.orders.search(EMPLOYEE).items
    return shop.office.orders.get(EMPLOYEE, found.order_id)


def placed_without_an_answer(shop: Shop, link: Link) -> Order:
    """The card was charged 30.00, and nobody knows."""
    shop.cards.behaviour, shop.cards.answers = Behaviour.SILENT_AFTER_CHARGING, False
    with pytest.raises(PaymentPending):
        shop.office.checkout.place(link.id, "card", expected_total=TOTAL)
    return the_order(shop)


def the_answer_arrives(shop: Shop) -> list[OutboxMessage]:
    shop.cards.answers = True
    seen: list[OutboxMessage] = []
    shop.clock.advance(timedelta(minutes=5))
    while not shop.office.events.deliver(EMPLOYEE, seen.append).idle:
        pass
    return seen


def placed_and_refused(shop: Shop, link: Link) -> Order:
    shop.cards.behaviour = Behaviour.REFUSE
    with pytest.raises(PaymentRefused):
        shop.office.checkout.place(link.id, "card", expected_total=TOTAL)
    shop.cards.behaviour = Behaviour.ACCEPT
    return the_order(shop)


def text_of_the_last_mail(shop: Shop) -> str:
    body = shop.mail.messages[-1].get_body(("plain",))
    assert body is not None
    return str(body.get_content())


# What is cancelled is not paid


def test_a_cancelled_order_cannot_be_paid_by_its_link(shop: Shop, link: Link) -> None:
    order = placed_and_refused(shop, link)
    shop.office.orders.change_status(EMPLOYEE, order.id, "cancelled")
    for press in (
        lambda: shop.office.checkout.pay(link.id, "card"),
        lambda: shop.office.checkout.place(link.id, "card", expected_total=TOTAL),
        lambda: shop.office.checkout.visit(link.id),
    ):
        with pytest.raises(LinkWithdrawn):
            press()
    assert shop.cards.charged == {}
    assert the_order(shop).due == NOTHING


def test_a_charge_that_comes_too_late_takes_nothing(shop: Shop, link: Link) -> None:
    """The customer had pressed the button, and the employee was faster."""
    seen_before = placed_and_refused(shop, link)
    shop.office.orders.change_status(EMPLOYEE, seen_before.id, "cancelled")
    with pytest.raises(StatusFinal):
        charge(shop.office.desk, EMPLOYEE, seen_before, shop.cards)
    assert shop.cards.charged == {}


def test_a_charge_from_before_cancelling_is_recorded_and_owed(shop: Shop, link: Link) -> None:
    order = placed_without_an_answer(shop, link)
    shop.office.orders.change_status(EMPLOYEE, order.id, "cancelled")
    mails = len(shop.mail.messages)
    events = the_answer_arrives(shop)
    order = the_order(shop)
    assert (order.status, order.paid, order.overpaid) == ("cancelled", TOTAL, TOTAL)
    said = [event.payload["amount"] for event in events if event.topic == "order.overpaid"]
    assert [Decimal(amount) for amount in said] == [30]
    assert len(shop.mail.messages) == mails + 1  # the cart's own; nothing is confirmed


def test_a_charge_for_a_customer_who_was_erased_is_recorded_and_told_to_nobody(
    shop: Shop, link: Link, caplog: pytest.LogCaptureFixture
) -> None:
    order = placed_without_an_answer(shop, link)
    shop.office.customers.erase(EMPLOYEE, order.customer_id)
    mails = len(shop.mail.messages)
    the_answer_arrives(shop)
    assert the_order(shop).paid == TOTAL
    assert len(shop.mail.messages) == mails
    assert not caplog.records  # nothing has failed


def test_a_letter_that_cannot_be_written_hides_no_money(shop: Shop, link: Link) -> None:
    """A shop's own customers may have been taken in with what is no address."""
    order = placed_without_an_answer(shop, link)
    nowhere = evolve(order.customer, email="john(at)example.com")
    shop.office.desk.write(EMPLOYEE, lambda work: work.customers.save(nowhere))
    the_answer_arrives(shop)
    assert the_order(shop).paid == TOTAL
    assert "confirm" in shop.mail.messages[-1]["subject"]  # the cart's own: no letter about it


# More than is due


def test_a_transfer_and_then_the_lost_charge_are_both_on_record(shop: Shop, link: Link) -> None:
    order = placed_without_an_answer(shop, link)
    shop.office.orders.record_payment(EMPLOYEE, order.id, TOTAL, method="bank_transfer")
    events = the_answer_arrives(shop)
    order = the_order(shop)
    assert [(p.amount, p.method) for p in order.payments] == [
        (TOTAL, "bank_transfer"),
        (TOTAL, "card"),
    ]
    assert (order.paid, order.due, order.overpaid) == (euros("60.00"), NOTHING, TOTAL)
    (said,) = [event.payload for event in events if event.topic == "order.overpaid"]
    assert (said["order_id"], said["currency"]) == (order.id, "EUR")
    assert Decimal(said["amount"]) == 30
    assert "You have paid €30.00 too much" in text_of_the_last_mail(shop)


def test_a_part_and_then_the_lost_charge_of_the_whole(shop: Shop, link: Link) -> None:
    order = placed_without_an_answer(shop, link)
    shop.office.orders.record_payment(EMPLOYEE, order.id, euros("10.00"), method="cash")
    the_answer_arrives(shop)
    assert the_order(shop).paid == euros("40.00")
    assert the_order(shop).overpaid == euros("10.00")


def test_what_came_in_beyond_what_is_due_is_recorded_when_asked_to(
    shop: Shop, order: Order
) -> None:
    pay = shop.office.orders.record_payment
    with pytest.raises(PaymentTooLarge):
        pay(EMPLOYEE, order.id, euros("35.00"))
    order = pay(EMPLOYEE, order.id, euros("35.00"), overpayment=True)
    assert (order.paid, order.due, order.overpaid) == (euros("35.00"), NOTHING, euros("5.00"))


def test_a_transfer_for_a_cancelled_order_is_recorded_when_asked_to(
    shop: Shop, order: Order
) -> None:
    pay = shop.office.orders.record_payment
    shop.office.orders.change_status(EMPLOYEE, order.id, "cancelled")
    with pytest.raises(StatusFinal):
        pay(EMPLOYEE, order.id, TOTAL)
    order = pay(EMPLOYEE, order.id, TOTAL, overpayment=True)
    assert (order.status, order.paid, order.overpaid) == ("cancelled", TOTAL, TOTAL)


# Never twice


def test_while_a_charge_is_open_no_other_way_to_pay_is_charged(shop: Shop, link: Link) -> None:
    wallet = TestCards("wallet")
    order = placed_without_an_answer(shop, link)
    for seen in (order, evolve(order, open_charge=None)):  # the second was read a moment before
        with pytest.raises(PaymentPending):
            charge(shop.office.desk, EMPLOYEE, seen, wallet)
    assert wallet.charged == {}
    the_answer_arrives(shop)
    assert the_order(shop).paid == TOTAL


def test_a_charge_that_never_arrived_is_forgotten_in_the_end(shop: Shop, link: Link) -> None:
    """Until then nobody can know; then what is still due can be charged in another amount."""
    shop.cards.behaviour = Behaviour.SILENT_BEFORE_CHARGING
    with pytest.raises(PaymentPending):
        shop.office.checkout.place(link.id, "card", expected_total=TOTAL)
    shop.cards.behaviour = Behaviour.ACCEPT
    order = the_order(shop)
    shop.office.orders.record_payment(EMPLOYEE, order.id, euros("10.00"), method="cash")
    with pytest.raises(PaymentPending):
        shop.office.checkout.pay(link.id, "card")
    for _ in range(10):
        shop.clock.advance(timedelta(minutes=10))
        shop.deliver()
    assert shop.office.checkout.pay(link.id, "card").due == NOTHING
    assert list(shop.cards.charged.values()) == [euros("20.00")]


def test_a_charge_that_takes_long_is_asked_for_until_it_is_known(shop: Shop, link: Link) -> None:
    """A provider may wait for a debit for days: whatever comes in is on record."""
    order = placed_without_an_answer(shop, link)
    for _ in range(40):  # with pauses of up to six hours
        shop.clock.advance(timedelta(hours=7))
        shop.deliver()
    assert shop.office.events.dead(EMPLOYEE) == ()
    shop.cards.answers = True
    shop.clock.advance(timedelta(hours=7))
    shop.deliver()
    assert shop.office.orders.get(EMPLOYEE, order.id).paid == TOTAL


def test_that_a_charge_has_paid_an_order_is_told_as_its_status(shop: Shop) -> None:
    cart = shop.cart()
    order = shop.office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card")
    paid = shop.office.order_payments.charge(EMPLOYEE, order.id, token="tok")
    assert paid.status == "payment_accepted"
    seen: list[OutboxMessage] = []
    while not shop.office.events.deliver(EMPLOYEE, seen.append).idle:
        pass
    (told,) = [each.payload for each in seen if each.topic == "order.status_changed"]
    assert (told["before"], told["after"]) == ("awaiting_payment", "payment_accepted")
    changed = shop.office.orders.history(EMPLOYEE, order.id).items[-1]
    assert changed.action == "order.change_status"
    assert changed.after == {"value": "payment_accepted"}


def test_a_letter_asks_for_what_is_left_to_pay(shop: Shop, order: Order) -> None:
    shop.office.orders.record_payment(EMPLOYEE, order.id, euros("10.00"))
    shop.office.orders.send_confirmation(EMPLOYEE, order.id)
    shop.deliver()
    said = text_of_the_last_mail(shop)
    assert "Still to pay: €20.00." in said
    assert "It is paid" not in said


def test_nobody_is_written_to_whose_customer_was_erased(shop: Shop, order: Order) -> None:
    shop.office.customers.erase(EMPLOYEE, order.customer_id)
    with pytest.raises(CustomerIsErased):
        shop.office.orders.send_confirmation(EMPLOYEE, order.id)
    assert not shop.office.emails.of_order(EMPLOYEE, order.id)


def test_a_cancelled_order_is_not_confirmed(shop: Shop, order: Order) -> None:
    shop.office.orders.change_status(EMPLOYEE, order.id, "cancelled")
    with pytest.raises(StatusFinal):
        shop.office.orders.send_confirmation(EMPLOYEE, order.id)
    shop.deliver()
    assert shop.mail.messages == []


def test_a_status_that_means_paid_does_not_record_what_a_charge_may_have_paid(
    shop: Shop, link: Link
) -> None:
    order = placed_without_an_answer(shop, link)
    with pytest.raises(ChargeOpen):
        shop.office.orders.change_status(EMPLOYEE, order.id, "payment_accepted")
    the_answer_arrives(shop)
    assert the_order(shop).paid == TOTAL
    assert the_order(shop).status == "payment_accepted"


def test_a_charge_that_the_employee_has_seen_at_the_provider_is_the_same_money(
    shop: Shop, link: Link
) -> None:
    order = placed_without_an_answer(shop, link)
    (key,) = shop.cards.charged
    shop.office.orders.record_payment(EMPLOYEE, order.id, TOTAL, reference=f"test-{key}")
    the_answer_arrives(shop)
    assert the_order(shop).paid == TOTAL


def test_a_transfer_with_the_providers_words_hides_no_charge(shop: Shop, link: Link) -> None:
    order = placed_without_an_answer(shop, link)
    (key,) = shop.cards.charged
    shop.office.orders.record_payment(
        EMPLOYEE, order.id, TOTAL, method="bank_transfer", reference=f"test-{key}"
    )
    the_answer_arrives(shop)
    assert the_order(shop).paid == euros("60.00")


def test_a_payment_does_not_take_the_order_back(shop: Shop, link: Link) -> None:
    """It was sent on trust, and is paid afterwards."""
    order = placed_without_an_answer(shop, link)
    shop.office.orders.change_status(EMPLOYEE, order.id, "shipped")
    the_answer_arrives(shop)
    assert (the_order(shop).status, the_order(shop).due) == ("shipped", NOTHING)


# One text, two transfers


def test_the_same_transfer_is_recorded_once(shop: Shop, order: Order) -> None:
    pay = shop.office.orders.record_payment
    first = pay(EMPLOYEE, order.id, euros("10.00"), reference="order 1")
    assert pay(EMPLOYEE, order.id, euros("10.00"), reference=" order 1 ") == first


def test_another_amount_under_the_same_text_is_refused(shop: Shop, order: Order) -> None:
    pay = shop.office.orders.record_payment
    pay(EMPLOYEE, order.id, euros("10.00"), reference="order 1")
    with pytest.raises(PaymentReferenceTaken, match=r"10\.00 EUR is on record under 'order 1'"):
        pay(EMPLOYEE, order.id, euros("12.00"), reference="order 1")
    assert the_order(shop).paid == euros("10.00")


def test_another_way_to_pay_has_references_of_its_own(shop: Shop, order: Order) -> None:
    pay = shop.office.orders.record_payment
    pay(EMPLOYEE, order.id, euros("10.00"), reference="1")
    pay(EMPLOYEE, order.id, euros("12.00"), reference="1", method="cash")
    assert the_order(shop).paid == euros("22.00")


def test_what_was_paid_when_placing_has_its_reference_too(shop: Shop) -> None:
    order = shop.office.finishing.place(
        EMPLOYEE,
        shop.cart().cart.id,
        payment_method="cash",
        paid=euros("10.00"),
        payment_reference=" till 4 ",
    )
    pay = shop.office.orders.record_payment
    assert pay(EMPLOYEE, order.id, euros("10.00"), reference="till 4") == order
    with pytest.raises(PaymentReferenceTaken):
        pay(EMPLOYEE, order.id, euros("20.00"), reference="till 4")


def test_a_refund_of_another_amount_under_the_same_reference_is_refused(shop: Shop) -> None:
    order = shop.office.finishing.place(
        EMPLOYEE, shop.cart().cart.id, payment_method="cash", paid=euros("10.00")
    )
    refund = shop.office.orders.record_refund
    refund(EMPLOYEE, order.id, euros("6.00"), reference="back 1")
    with pytest.raises(PaymentReferenceTaken, match=r"^6\.00 EUR is on record under 'back 1'"):
        refund(EMPLOYEE, order.id, euros("3.00"), reference="back 1")
    assert the_order(shop).paid == euros("4.00")


# Whole minor units


@pytest.mark.parametrize("amount", ["29.999", "0.001", "1E-30", "29.990000001"])
def test_what_nobody_can_pay_is_not_recorded(shop: Shop, order: Order, amount: str) -> None:
    orders = shop.office.orders
    for record in (orders.record_payment, orders.record_refund):
        with pytest.raises(FieldInvalid, match=r"the smallest amount of EUR is 0\.01"):
            record(EMPLOYEE, order.id, euros(amount))
    assert the_order(shop) == order


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-1", "0"])
def test_what_is_no_amount_is_not_recorded(shop: Shop, order: Order, amount: str) -> None:
    with pytest.raises(FieldInvalid):
        shop.office.orders.record_payment(EMPLOYEE, order.id, euros(amount))
    assert the_order(shop) == order


def test_trailing_zeros_are_no_half_cents(shop: Shop, order: Order) -> None:
    paid = shop.office.orders.record_payment(EMPLOYEE, order.id, euros("29.9900"))
    assert paid.due == euros("0.01")


@pytest.mark.parametrize("field", ["paid", "expected_total"])
def test_half_cents_are_not_taken_when_placing(shop: Shop, field: str) -> None:
    cart = shop.cart()
    amounts = {field: euros("29.999")}
    with pytest.raises(FieldInvalid):
        shop.office.finishing.place(
            EMPLOYEE,
            cart.cart.id,
            payment_method="cash",
            paid=amounts.get("paid"),
            expected_total=amounts.get("expected_total"),
        )
    assert shop.office.orders.search(EMPLOYEE).items == ()


# Nothing to pay


def placed_for_nothing(shop: Shop, method: str) -> Order:
    sample = Product(ProductId("sample"), "Sample", NOTHING, STANDARD_TAX.id, virtual=True)
    shop.office.setup.save(EMPLOYEE, sample)
    shop.office.setup.set_stock(EMPLOYEE, sample.id, 9)
    cart = shop.office.carts.start(EMPLOYEE, shop.customer().id)
    cart = shop.office.products.add(EMPLOYEE, cart.cart.id, sample.id, 1)
    link = shop.sent(cart)
    return shop.office.checkout.place(link.id, method, expected_total=NOTHING)


@pytest.mark.parametrize("method", ["card", "bank_transfer"])
def test_an_order_of_nothing_is_confirmed_and_awaits_no_payment(shop: Shop, method: str) -> None:
    order = placed_for_nothing(shop, method)
    shop.deliver()
    assert (order.due, order.status, order.payment_due) == (NOTHING, "payment_accepted", None)
    assert shop.cards.charged == {}
    subjects = [str(mail["Subject"]) for mail in shop.mail.messages]
    assert len(subjects) == 2  # the cart, and the confirmation
    assert order.reference in subjects[-1]


def test_without_a_status_that_means_paid_it_takes_the_first(shop: Shop) -> None:
    settings = shop.office.desk.read(EMPLOYEE, lambda work: work.settings)
    statuses = tuple(status for status in DEFAULT_STATUSES if not status.paid)
    shop.office.setup.save(EMPLOYEE, evolve(settings, statuses=statuses))
    assert placed_for_nothing(shop, "card").status == "awaiting_payment"


@pytest.mark.parametrize(
    ("codes", "total", "first"),
    [
        (("cancelled", "awaiting_payment", "payment_accepted"), "1.00", "awaiting_payment"),
        (("cancelled", "awaiting_payment", "payment_accepted"), "0.00", "payment_accepted"),
        (("shipped", "awaiting_payment"), "0.00", "shipped"),
    ],
)
def test_nothing_is_placed_as_cancelled(codes: tuple[str, ...], total: str, first: str) -> None:
    known = {status.code: status for status in DEFAULT_STATUSES}
    shop = evolve(SETTINGS, statuses=tuple(known[code] for code in codes))
    assert shop.first_status(euros(total)).code == first


def test_without_a_status_to_place_with_nothing_is_placed() -> None:
    only = evolve(SETTINGS, statuses=(OrderStatus("cancelled", "Cancelled", cancels=True),))
    with pytest.raises(StatusUnknown):
        only.first_status(TOTAL)


# Money back


def test_cancelling_a_paid_order_owes_the_money_and_refunding_gives_it_back(
    shop: Shop, order: Order
) -> None:
    orders = shop.office.orders
    orders.change_status(EMPLOYEE, order.id, "payment_accepted")
    cancelled = orders.change_status(EMPLOYEE, order.id, "cancelled")
    assert (cancelled.paid, cancelled.due, cancelled.overpaid) == (TOTAL, NOTHING, TOTAL)
    refunded = orders.change_status(EMPLOYEE, order.id, "refunded")
    assert (refunded.paid, refunded.due, refunded.overpaid) == (NOTHING, NOTHING, NOTHING)
    assert [p.amount for p in refunded.payments] == [TOTAL, euros("-30.00")]
    assert [s.status for s in refunded.history][-2:] == ["cancelled", "refunded"]
    for status in ("cancelled", "shipped", "payment_accepted"):
        with pytest.raises(StatusFinal):
            orders.change_status(EMPLOYEE, order.id, status)


def test_refunding_at_once_gives_stock_and_money_back(shop: Shop, order: Order) -> None:
    orders = shop.office.orders
    orders.record_payment(EMPLOYEE, order.id, euros("10.00"))
    refunded = orders.change_status(EMPLOYEE, order.id, "refunded")
    assert (refunded.paid, refunded.overpaid, refunded.cancelled) == (NOTHING, NOTHING, True)
    assert shop.office.products.search(EMPLOYEE, "mug").items[0].remaining == 10


def test_a_refunded_order_gives_its_money_back_by_the_ways_that_it_came(
    shop: Shop, order: Order
) -> None:
    """12.00 by cash and 20.00 by card are 2.00 too much, which went back by transfer."""
    orders = shop.office.orders
    orders.record_payment(EMPLOYEE, order.id, euros("12.00"), method="cash")
    orders.record_payment(EMPLOYEE, order.id, euros("20.00"), method="card", overpayment=True)
    orders.record_refund(EMPLOYEE, order.id, euros("2.00"))
    before = orders.record_refund(EMPLOYEE, order.id, euros("5.00"), method="cash")
    refunded = orders.change_status(EMPLOYEE, order.id, "refunded")
    back = refunded.payments[len(before.payments) :]
    assert [(each.method, each.amount) for each in back] == [
        ("cash", euros("-7.00")),
        ("card", euros("-18.00")),
    ]
    assert refunded.paid == NOTHING


@pytest.mark.parametrize("paid", ["0.00", "12.00", "30.00"])
@pytest.mark.parametrize(
    ("status", "records_from"),
    [
        ("payment_accepted", ("0.00", "12.00")),
        ("refunded", ("12.00", "30.00")),
        ("shipped", ()),
        ("cancelled", ()),
    ],
)
def test_a_status_that_records_money_needs_the_permission_for_it(
    shop: Shop, order: Order, paid: str, status: str, records_from: tuple[str, ...]
) -> None:
    if euros(paid):
        order = shop.office.orders.record_payment(EMPLOYEE, order.id, euros(paid))
    packer = Actor(ActorId("tim"), "Tim", frozenset({Permission.CHANGE_STATUS}))
    if paid not in records_from:
        changed = shop.office.orders.change_status(packer, order.id, status)
        assert (changed.status, changed.payments) == (status, order.payments)
        return
    with pytest.raises(PermissionDenied) as denied:
        shop.office.orders.change_status(packer, order.id, status)
    assert denied.value.permission == "record_payment"
    assert the_order(shop) == order


def test_refunding_what_was_never_paid_records_nothing(shop: Shop, order: Order) -> None:
    shop.office.orders.change_status(EMPLOYEE, order.id, "cancelled")
    refunded = shop.office.orders.change_status(EMPLOYEE, order.id, "refunded")
    assert (refunded.payments, refunded.status) == ((), "refunded")


def test_a_part_goes_back(shop: Shop, order: Order) -> None:
    orders = shop.office.orders
    orders.record_payment(EMPLOYEE, order.id, euros("40.00"), overpayment=True)
    after = orders.record_refund(EMPLOYEE, order.id, euros("10.00"), reference="back 1")
    assert orders.record_refund(EMPLOYEE, order.id, euros("10.00"), reference="back 1") == after
    assert (after.paid, after.due, after.overpaid) == (TOTAL, NOTHING, NOTHING)
    seen: list[OutboxMessage] = []
    while not shop.office.events.deliver(EMPLOYEE, seen.append).idle:
        pass
    amounts = [(e.topic, euros(e.payload["amount"])) for e in seen if "amount" in e.payload]
    assert amounts == [
        ("order.payment_recorded", euros("40.00")),
        ("order.overpaid", euros("10.00")),
        ("order.refund_recorded", euros("10.00")),
    ]


def test_what_bounced_is_due_again(shop: Shop, order: Order) -> None:
    orders = shop.office.orders
    orders.record_payment(EMPLOYEE, order.id, TOTAL)
    after = orders.record_refund(EMPLOYEE, order.id, euros("12.00"))
    assert (after.paid, after.due) == (euros("18.00"), euros("12.00"))


def test_no_more_goes_back_than_was_paid(shop: Shop, order: Order) -> None:
    shop.office.orders.record_payment(EMPLOYEE, order.id, euros("10.00"))
    with pytest.raises(RefundTooLarge, match=r"only 10\.00 EUR was paid"):
        shop.office.orders.record_refund(EMPLOYEE, order.id, euros("10.01"))
    assert the_order(shop).paid == euros("10.00")


def test_a_status_of_the_shops_own_that_refunds_has_to_cancel() -> None:
    with pytest.raises(FieldInvalid):
        OrderStatus("goodwill", "Goodwill", refunds=True)


def test_recording_a_refund_needs_the_permission_for_payments(shop: Shop, order: Order) -> None:
    trainee = evolve(EMPLOYEE, id=ActorId("tim"), permissions=frozenset())
    with pytest.raises(BackOfficeError) as caught:
        shop.office.orders.record_refund(trainee, order.id, euros("1.00"))
    assert caught.value.code == "permission_denied"


@pytest.mark.parametrize(
    ("currency", "amount"), [("JPY", "0.5"), ("KWD", "1.0005"), ("EUR", "0.005")]
)
def test_every_currency_has_its_own_smallest_amount(currency: str, amount: str) -> None:
    with pytest.raises(FieldInvalid):
        Payment(PaymentId("p"), Money(amount, currency), "cash", MOMENT)


@pytest.mark.parametrize(
    ("currency", "amount"), [("JPY", "500"), ("KWD", "1.005"), ("EUR", "1E+2")]
)
def test_whole_minor_units_are_taken(currency: str, amount: str) -> None:
    money = Money(amount, currency)
    assert Payment(PaymentId("p"), money, "cash", MOMENT).amount == money
