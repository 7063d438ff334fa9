"""A customer's link is theirs: an employee who may only look finds it nowhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from email.message import EmailMessage
from html import escape
from typing import Any

import pytest
from attrs import evolve, frozen

from backoffice_orders.adapters.checkout import SignedLinks
from backoffice_orders.adapters.memory import MemoryStore
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.errors.host import MailFailed
from backoffice_orders.model.link import Link
from backoffice_orders.model.outbox import OutboxMessage
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.serialization import to_plain
from backoffice_orders.services.emails import EmailShown
from backoffice_orders.testing.samples import EMPLOYEE
from tests.checkout.samples import BASE, KEYS, Shop


@pytest.fixture
def shop(store: Store) -> Shop:
    return Shop(store)


@frozen
class HostsCheckout:
    """Addresses that say nothing of a link's id, and are written otherwise in HTML."""

    def address(self, link: Link) -> str:
        return f"https://front.example/pay?for=you&key=secret-{link.id[::-1]}"


def looker(*permissions: Permission) -> Actor:
    return Actor(EMPLOYEE.id, "Eve", frozenset(permissions))


def email_of(office: BackOffice, link: Link) -> EmailShown:
    eve = looker(Permission.READ_CART)
    (entry,) = office.emails.of_cart(eve, link.cart_id)
    return office.emails.get(eve, entry.id)


class _Refuses:
    """A mail server that takes nothing."""

    def send(self, message: EmailMessage) -> None:
        raise MailFailed(str(message["To"]), "550 no such mailbox", permanent=True)


def given_up(office: BackOffice, eve: Actor) -> tuple[OutboxMessage, ...]:
    desk = office.desk
    BackOffice(desk.store, clock=desk.clock, mail=_Refuses()).events.deliver(EMPLOYEE)
    dead = office.events.dead(eve)
    assert [each.payload["to"] for each in dead] == ["john@example.com"]
    return dead


# What each tells, and the permission that it needs: none of them gives links out.
TOLD: dict[str, tuple[Permission, Callable[[BackOffice, Actor, Link], Any]]] = {
    "emails.get": (Permission.READ_CART, lambda office, _, link: email_of(office, link)),
    "emails.of_cart": (
        Permission.READ_CART,
        lambda office, eve, link: office.emails.of_cart(eve, link.cart_id),
    ),
    "finishing.links": (
        Permission.READ_CART,
        lambda office, eve, link: office.finishing.links(eve, link.cart_id),
    ),
    "customers.export": (
        Permission.ERASE_CUSTOMER,
        lambda office, eve, link: office.customers.export(eve, link.customer_id),
    ),
    "events.pending": (Permission.MANAGE_SHOP, lambda office, eve, _: office.events.pending(eve)),
    "events.dead": (Permission.MANAGE_SHOP, lambda office, eve, _: given_up(office, eve)),
    "events.deliver": (Permission.MANAGE_SHOP, lambda office, eve, _: office.events.deliver(eve)),
}


@pytest.mark.parametrize("name", TOLD)
@pytest.mark.parametrize("links", [SignedLinks(BASE, KEYS), HostsCheckout()])
def test_who_may_look_is_not_given_the_customers_link(name: str, links: Any) -> None:
    store = MemoryStore()
    shop = Shop(store, links=links)
    link = shop.sent(shop.cart())
    address = links.address(link)
    # Without a mail server of its own, what is to be sent is left, and listed.
    office = BackOffice(store, clock=shop.clock, checkout=links)
    permission, tell = TOLD[name]
    told = json.dumps(to_plain(tell(office, looker(permission), link)))
    for secret in (address, escape(address), address.rpartition("/")[2], address[-30:]):
        assert secret not in told, name


def test_the_letter_is_shown_as_it_is_otherwise(shop: Shop) -> None:
    settings = shop.office.setup.settings(EMPLOYEE)
    shop.office.setup.save(EMPLOYEE, evolve(settings, terms_url="https://shop.example/terms"))
    link = shop.sent(shop.cart())
    shown = email_of(shop.office, link)
    assert 'href="#"' in shown.html
    assert 'href="https://shop.example/terms"' in shown.html
    assert "€30.00" in shown.text  # 2 x 12.00 and 6.00 of delivery


def test_a_link_that_an_older_key_has_signed_is_not_shown_either() -> None:
    store = MemoryStore()
    shop = Shop(store, links=SignedLinks(BASE, KEYS[:1]))
    link = shop.sent(shop.cart())
    office = BackOffice(store, clock=shop.clock, checkout=SignedLinks(BASE, KEYS))
    shown = email_of(office, link)
    assert shop.links.token(link.id) not in shown.text + shown.html


def test_the_customer_gets_it(shop: Shop) -> None:
    """Looking at it has changed nothing of what is sent, nor of what is sent again."""
    link = shop.sent(shop.cart())
    shown = email_of(shop.office, link)
    shop.office.emails.send_again(EMPLOYEE, shown.entry.id)
    shop.deliver()
    assert len(shop.mail.messages) == 2
    for message in shop.mail.messages:
        text = message.get_body(["plain"])
        assert text is not None
        assert shop.links.address(link) in text.get_content()
