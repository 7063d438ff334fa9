"""The contract of ``Emails``."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from backoffice_orders.model.customer_email import CustomerEmail
from backoffice_orders.model.errors.emails import EmailNotFound
from backoffice_orders.model.errors.host import IdTaken
from backoffice_orders.model.ids import ActorId, CartId, EmailId
from backoffice_orders.model.letter import LetterKind
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.testing.contracts.base import Contract, needs, unit
from backoffice_orders.testing.samples import MOMENT

MICROSECOND = timedelta(microseconds=1)
MESSAGE = "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\r\nHello\r\n" * 50


def email(number: int = 1, cart: str = "cart_1") -> CustomerEmail:
    """An e-mail about a cart, that many seconds after the first moment."""
    return CustomerEmail(
        id=EmailId(f"mail_{number}"),
        cart_id=CartId(cart),
        kind=LetterKind.CART,
        to="john@example.com",
        subject="Grüße",
        written_at=MOMENT + timedelta(seconds=number),
        written_by=ActorId("ann"),
    )


class EmailsContract(Contract):
    """Subclass with a fixture ``store``."""

    port = "emails"

    def test_an_e_mail_is_found_by_id_with_what_it_says(self, store: Store) -> None:
        with unit(store) as work:
            work.emails.add(email(1), MESSAGE)
            work.emails.add(email(2), "another")
            work.emails.add(email(3), MESSAGE * 2000)  # with pictures it is as long as that
        with unit(store) as work:
            assert work.emails.get(email(1).id) == email(1)
            assert work.emails.message(email(1).id) == MESSAGE
            assert work.emails.message(email(2).id) == "another"
            assert work.emails.message(email(3).id) == MESSAGE * 2000

    @needs("shops")
    def test_another_shop_has_none_of_them(self, store: Store) -> None:
        with unit(store) as work:
            work.emails.add(email(), MESSAGE)
        with self.another_shop(store) as work:
            assert work.emails.of_cart(email().cart_id) == ()
            with pytest.raises(EmailNotFound):
                work.emails.get(email().id)
            with pytest.raises(EmailNotFound):
                work.emails.message(email().id)
            work.emails.remove_of_cart(email().cart_id)
        with unit(store) as work:
            assert work.emails.of_cart(email().cart_id) == (email(),)

    def test_those_of_a_cart_come_by_their_moment_then_by_id(self, store: Store) -> None:
        early = evolve(email(3), written_at=MOMENT, sent_at=MOMENT + timedelta(days=1))
        late = evolve(email(1), written_at=MOMENT + MICROSECOND, sent_at=MOMENT + MICROSECOND)
        same = evolve(email(2), id=EmailId("Mail_4"), written_at=MOMENT)
        with unit(store) as work:
            for each in (late, early, same, email(4, "cart_2")):
                work.emails.add(each, MESSAGE)
        with unit(store) as work:
            assert work.emails.of_cart(CartId("cart_1")) == (same, early, late)
            assert work.emails.of_cart(CartId("cart_3")) == ()

    def test_an_id_that_is_there_already_is_refused(self, store: Store) -> None:
        with unit(store) as work:
            work.emails.add(email(), MESSAGE)
            with pytest.raises(IdTaken) as refused:
                work.emails.add(email(1, "cart_2"), "another")
        assert (refused.value.kind, refused.value.id) == ("e-mail", "mail_1")
        with unit(store) as work:
            assert work.emails.get(email().id) == email()
            assert work.emails.message(email().id) == MESSAGE

    def test_what_becomes_of_one_is_stored_and_its_message_stays(self, store: Store) -> None:
        sent = evolve(email(), sent_at=MOMENT + timedelta(hours=1), error="busy at first")
        with unit(store) as work:
            work.emails.add(email(), MESSAGE)
            work.emails.save(sent)
        with unit(store) as work:
            assert work.emails.get(email().id) == sent
            assert work.emails.message(email().id) == MESSAGE

    def test_one_that_was_never_written(self, store: Store) -> None:
        with unit(store) as work:
            for ask in (work.emails.get, work.emails.message):
                with pytest.raises(EmailNotFound) as unknown:
                    ask(email().id)
                assert unknown.value.email_id == "mail_1"
            with pytest.raises(EmailNotFound):
                work.emails.save(email())
            work.emails.remove_of_cart(email().cart_id)

    def test_those_of_a_cart_are_removed(self, store: Store) -> None:
        with unit(store) as work:
            sent = evolve(email(2), sent_at=MOMENT)
            for each in (email(1), sent, email(3, "cart_2")):
                work.emails.add(each, MESSAGE)
            work.emails.remove_of_cart(CartId("cart_1"))
        with unit(store) as work:
            assert work.emails.of_cart(CartId("cart_1")) == ()
            assert work.emails.of_cart(CartId("cart_2")) == (email(3, "cart_2"),)
            with pytest.raises(EmailNotFound):
                work.emails.message(email(1).id)

    def test_old_ones_are_forgotten_the_earliest_first(self, store: Store) -> None:
        with unit(store) as work:
            became: tuple[dict[str, Any], ...] = ({}, {"sent_at": MOMENT}, {"error": "refused"}, {})
            for number, later in ((1, 3), (2, 1), (3, 2), (4, 4)):  # in no order of the ids
                old = evolve(email(number), written_at=MOMENT + later * MICROSECOND)
                work.emails.add(evolve(old, **became[number - 1]), MESSAGE)
        with self.another_shop(store) as work:
            work.emails.add(email(1), MESSAGE)

        def left() -> list[str]:
            with unit(store) as work:
                return [each.id for each in work.emails.of_cart(CartId("cart_1"))]

        until = MOMENT + 4 * MICROSECOND
        with unit(store) as work:
            assert work.emails.forget(MOMENT + MICROSECOND, 10) == 0
            assert work.emails.forget(until, 0) == work.emails.forget(until, -1) == 0
            assert work.emails.forget(until, 2) == 2
        assert left() == ["mail_1", "mail_4"]
        with unit(store) as work:
            with pytest.raises(EmailNotFound):
                work.emails.message(email(2).id)  # what it said is forgotten, too
            assert work.emails.forget(until, 2) == 1
        assert left() == ["mail_4"]
        with self.another_shop(store) as work:
            assert work.emails.of_cart(CartId("cart_1")) == (email(1),)
