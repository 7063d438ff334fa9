"""E-mails to customers: who got what, what became of it, and the same once more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from attrs import evolve

from backoffice_orders.adapters.memory import CollectedMail
from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.customer_email import EmailState
from backoffice_orders.model.errors.base import FieldInvalid, PermissionDenied
from backoffice_orders.model.errors.customers import EmailInvalid
from backoffice_orders.model.errors.emails import EmailLinkEnded, EmailNotFound
from backoffice_orders.model.errors.finishing import StatusFinal
from backoffice_orders.model.errors.host import MailFailed
from backoffice_orders.model.ids import ActorId, CartId, EmailId
from backoffice_orders.model.letter import LetterKind
from backoffice_orders.model.order import Order
from backoffice_orders.model.settings import KeepDays
from backoffice_orders.services.emails import EmailEntry
from backoffice_orders.services.mime import read_parts
from backoffice_orders.testing.samples import EMPLOYEE, euros
from tests.checkout.samples import Shop

HOUR = timedelta(hours=1)


def entries(shop: Shop, cart_id: CartId) -> tuple[EmailEntry, ...]:
    return shop.office.emails.of_cart(EMPLOYEE, cart_id)


@pytest.fixture
def cart_id(shop: Shop) -> CartId:
    """John's cart, sent to him, not delivered yet."""
    cart = shop.cart()
    shop.sent(cart)
    return cart.cart.id


def test_an_e_mail_waits_and_is_sent(shop: Shop, cart_id: CartId) -> None:
    (waiting,) = entries(shop, cart_id)
    assert (waiting.to, waiting.kind) == ("john@example.com", LetterKind.CART)
    assert waiting.subject == "Your order from Sample shop: please check and confirm"
    assert (waiting.written_by, waiting.written_at) == (EMPLOYEE.id, shop.clock.now())
    assert (waiting.state, waiting.sent_at) == (EmailState.WAITING, None)
    shop.clock.advance(HOUR)
    shop.deliver()
    (sent,) = entries(shop, cart_id)
    assert (sent.state, sent.sent_at) == (EmailState.SENT, shop.clock.now())


def test_why_it_has_not_left_is_said_until_it_has(
    shop: Shop, cart_id: CartId, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise MailFailed("john@example.com", "451 try again", permanent=False)

    with monkeypatch.context() as patch:
        patch.setattr(CollectedMail, "send", busy)
        shop.deliver()
    (tried,) = entries(shop, cart_id)
    assert tried.state is EmailState.WAITING
    assert "451 try again" in tried.error
    shop.clock.advance(HOUR)
    shop.deliver()
    (sent,) = entries(shop, cart_id)
    assert (sent.state, sent.error) == (EmailState.SENT, "")


def test_one_that_is_refused_for_good_has_failed(
    shop: Shop, cart_id: CartId, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise MailFailed("john@example.com", "550 no such mailbox", permanent=True)

    monkeypatch.setattr(CollectedMail, "send", refuse)
    shop.deliver()
    (failed,) = entries(shop, cart_id)
    assert (failed.state, failed.failed_at) == (EmailState.FAILED, shop.clock.now())
    assert "550 no such mailbox" in failed.error


def test_that_one_has_come_back_is_noted(shop: Shop, cart_id: CartId) -> None:
    shop.deliver()
    (sent,) = entries(shop, cart_id)
    (message,) = shop.mail.messages
    assert str(message["Message-ID"]).startswith(f"<{sent.id}@")
    shop.office.emails.note_bounce(EMPLOYEE, sent.id, "mailbox full")
    (back,) = entries(shop, cart_id)
    assert (back.state, back.error) == (EmailState.FAILED, "mailbox full")


def test_that_the_customer_has_opened_the_link_is_told_once(shop: Shop) -> None:
    cart = shop.cart()
    link = shop.sent(cart)
    (entry,) = entries(shop, cart.cart.id)
    assert entry.opened_at is None
    first = shop.clock.now()
    for _ in range(2):
        shop.office.checkout.visit(link.id)
        shop.clock.advance(HOUR)
    (entry,) = entries(shop, cart.cart.id)
    assert entry.opened_at == first


def test_the_letter_itself_is_looked_at(shop: Shop, cart_id: CartId) -> None:
    (entry,) = entries(shop, cart_id)
    shown = shop.office.emails.get(EMPLOYEE, entry.id)
    assert shown.entry == entry
    assert "€30.00" in shown.text  # 2 x 12.00 and 6.00 of delivery
    assert "€30.00" in shown.html
    with pytest.raises(EmailNotFound):
        shop.office.emails.get(EMPLOYEE, EmailId("none"))


def test_the_same_goes_out_once_more(shop: Shop, cart_id: CartId) -> None:
    (entry,) = entries(shop, cart_id)
    shop.deliver()
    shop.clock.advance(HOUR)
    again = shop.office.emails.send_again(EMPLOYEE, entry.id)
    shop.deliver()
    first, second = shop.mail.messages
    assert again.id != entry.id
    assert str(second["To"]) == str(first["To"]) == "John Doe <john@example.com>"
    assert second["Message-ID"] != first["Message-ID"]
    assert second["Date"].datetime == shop.clock.now()
    assert read_parts(second) == read_parts(first)
    assert [each.state for each in entries(shop, cart_id)] == [EmailState.SENT, EmailState.SENT]
    assert entries(shop, cart_id)[0].id == again.id


@pytest.mark.parametrize(
    "name", ["Александра Преображенская", "Jürgen Müller-Lüdenscheidt von Württemberg-Ähräm"]
)
def test_a_long_name_stays_in_one_piece(shop: Shop, name: str) -> None:
    """A header has room for some 40 letters of a name: the rest stands in a second piece."""
    first, _, last = name.rpartition(" ")
    customer = shop.office.customers.create(
        EMPLOYEE, first_name=first, last_name=last, email="j@example.com"
    )
    cart_id = shop.cart(customer).cart.id
    shop.office.finishing.send(EMPLOYEE, cart_id)
    shop.office.emails.send_again(EMPLOYEE, entries(shop, cart_id)[0].id)
    shop.deliver()
    assert [each["To"].addresses[0].display_name for each in shop.mail.messages] == [name, name]


def test_an_address_that_no_message_can_have_is_refused(shop: Shop, cart_id: CartId) -> None:
    (entry,) = entries(shop, cart_id)
    with pytest.raises(FieldInvalid):
        shop.office.emails.send_again(EMPLOYEE, entry.id, to="=?utf-8?q?a?=@example.com")
    assert len(entries(shop, cart_id)) == 1


def test_it_goes_to_another_address_without_the_customers_name(shop: Shop, cart_id: CartId) -> None:
    (entry,) = entries(shop, cart_id)
    again = shop.office.emails.send_again(EMPLOYEE, entry.id, to=" Office@Example.COM ")
    shop.deliver()
    assert again.to == "Office@example.com"
    assert str(shop.mail.messages[1]["To"]) == "Office@example.com"
    with pytest.raises(EmailInvalid):
        shop.office.emails.send_again(EMPLOYEE, entry.id, to="nobody")
    assert len(entries(shop, cart_id)) == 2


def test_what_links_to_nothing_any_more_is_not_sent_again(shop: Shop, cart_id: CartId) -> None:
    (entry,) = entries(shop, cart_id)
    assert entry.again
    shop.office.finishing.withdraw_links(EMPLOYEE, cart_id)
    assert [each.again for each in entries(shop, cart_id)] == [False]
    with pytest.raises(EmailLinkEnded):
        shop.office.emails.send_again(EMPLOYEE, entry.id)
    shop.deliver()
    assert len(shop.mail.messages) == 1


def test_the_letter_of_a_cart_that_the_shop_has_placed_is_not_sent_again(
    shop: Shop, cart_id: CartId
) -> None:
    """Its link has ended with that; the one of a cart that the customer has placed shows it."""
    entry, theirs = (
        entries(shop, cart_id)[0],
        shop.sent(shop.cart(shop.customer("Jane", "j@x.org"))),
    )
    shop.office.finishing.place(EMPLOYEE, cart_id, payment_method="invoice")
    assert [each.again for each in entries(shop, cart_id)] == [False]
    with pytest.raises(EmailLinkEnded):
        shop.office.emails.send_again(EMPLOYEE, entry.id)
    shop.office.checkout.place(theirs.id, "invoice", expected_total=euros("30.00"))
    assert [each.again for each in entries(shop, theirs.cart_id)] == [True, True]


def test_what_confirms_a_cancelled_order_is_not_sent_again(shop: Shop) -> None:
    order = shop.office.finishing.place(
        EMPLOYEE, shop.cart().cart.id, payment_method="invoice", confirm_by_mail=True
    )
    (entry,) = shop.office.emails.of_order(EMPLOYEE, order.id)
    assert entry.again
    shop.office.orders.change_status(EMPLOYEE, order.id, "cancelled")
    (entry,) = shop.office.emails.of_order(EMPLOYEE, order.id)
    assert (entry.again, shop.office.emails.get(EMPLOYEE, entry.id).entry.again) == (False, False)
    with pytest.raises(StatusFinal):
        shop.office.emails.send_again(EMPLOYEE, entry.id)
    assert shop.office.emails.of_order(EMPLOYEE, order.id) == (entry,)


def test_an_order_has_the_e_mails_of_its_cart_too(shop: Shop, cart_id: CartId) -> None:
    shop.clock.advance(HOUR)
    order = shop.office.finishing.place(
        EMPLOYEE, cart_id, payment_method="invoice", confirm_by_mail=True
    )
    found = shop.office.emails.of_order(EMPLOYEE, order.id)
    assert [each.kind for each in found] == [LetterKind.ORDER, LetterKind.CART]
    shop.office.emails.send_again(EMPLOYEE, found[0].id)
    assert len(shop.office.emails.of_order(EMPLOYEE, order.id)) == 3


def test_who_may_not_send_carts_may_not_send_them_again(shop: Shop, cart_id: CartId) -> None:
    (entry,) = entries(shop, cart_id)
    packer = Actor(ActorId("eve"), "Eve", frozenset({Permission.EDIT_ORDER}))
    with pytest.raises(PermissionDenied):
        shop.office.emails.send_again(packer, entry.id)
    with pytest.raises(PermissionDenied):
        shop.office.emails.get(packer, entry.id)


def test_they_are_erased_with_the_customer(shop: Shop, cart_id: CartId) -> None:
    (entry,) = entries(shop, cart_id)
    customer_id = shop.office.carts.view(EMPLOYEE, cart_id).cart.customer_id
    assert customer_id is not None
    (kept,) = shop.office.customers.export(EMPLOYEE, customer_id)["emails"]
    assert kept["to"] == "john@example.com"
    assert "Message-ID" in kept["message"]
    shop.office.customers.erase(EMPLOYEE, customer_id)
    assert entries(shop, cart_id) == ()
    with pytest.raises(EmailNotFound):
        shop.office.emails.get(EMPLOYEE, entry.id)


def test_they_go_a_year_after_they_were_written(shop: Shop, cart_id: CartId) -> None:
    settings = shop.office.setup.settings(EMPLOYEE)
    # With a draft that goes, its e-mails would go as well.
    shop.office.setup.save(EMPLOYEE, evolve(settings, keep=KeepDays(drafts=None)))
    shop.deliver()
    shop.clock.advance(timedelta(days=365))
    assert shop.office.housekeeping.run(EMPLOYEE).emails == 0
    shop.clock.advance(timedelta(seconds=1))
    assert shop.office.housekeeping.run(EMPLOYEE).emails == 1


def corrected(shop: Shop, order: Order) -> None:
    """Nothing came, says John: his address was misspelt."""
    shop.office.customers.edit(EMPLOYEE, order.customer_id, email="john.doe@example.com")


def merged(shop: Shop, order: Order) -> None:
    """John was here before, with another address."""
    john = shop.customer(email="john.doe@example.com")
    shop.office.customers.merge(EMPLOYEE, john.id, order.customer_id)


def confirmed_by_hand(shop: Shop, order: Order) -> None:
    shop.office.orders.send_confirmation(EMPLOYEE, order.id)
    (entry,) = [
        each
        for each in shop.office.orders.history(EMPLOYEE, order.id).items
        if each.action == "order.send_confirmation"
    ]
    assert entry.after == {"to": "john.doe@example.com"}


def charged(shop: Shop, order: Order) -> None:
    shop.office.order_payments.charge(EMPLOYEE, order.id, payment_method="card", token="tok")


@pytest.mark.parametrize("changed", [corrected, merged])
@pytest.mark.parametrize("written", [confirmed_by_hand, charged])
def test_an_order_is_written_about_to_where_its_customer_is_now(
    shop: Shop,
    changed: Callable[[Shop, Order], None],
    written: Callable[[Shop, Order], None],
) -> None:
    cart_id = shop.cart().cart.id
    order = shop.office.finishing.place(EMPLOYEE, cart_id, payment_method="invoice")
    changed(shop, order)
    written(shop, order)
    shop.deliver()
    assert [each["To"] for each in shop.mail.messages] == ["John Doe <john.doe@example.com>"]
