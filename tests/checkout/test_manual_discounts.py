"""What the customer sees of a discount by hand: in the e-mail, on their page, in their order."""

from __future__ import annotations

from decimal import Decimal
from html import unescape

import pytest

from backoffice_orders.adapters.mail import JinjaLetters
from backoffice_orders.commands import Command, GiveDiscount, RemoveDiscount, RemoveLine
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.ceiling import Ceiling
from backoffice_orders.model.errors.base import PermissionDenied
from backoffice_orders.model.errors.discounts import DiscountAboveCeiling
from backoffice_orders.model.ids import CartRuleId
from backoffice_orders.model.link import Link
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.services.letters import cart_letter
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, MOMENT, euros
from tests.checkout.samples import Shop


@pytest.fixture
def cart(shop: Shop) -> CartView:
    """Two mugs at 12.00 with 1.50 off each piece."""
    view = shop.cart()
    return shop.office.discounts.give(
        EMPLOYEE,
        view.cart.id,
        title="Because you waited",
        reason="goodwill",
        amount=euros("1.50"),
        line_id=view.cart.lines[0].id,
        each_piece=True,
    )


@pytest.fixture
def link(shop: Shop, cart: CartView) -> Link:
    return shop.sent(cart)


def test_the_page_and_the_letter_name_it(shop: Shop, cart: CartView, link: Link) -> None:
    browser = shop.browser()
    text = unescape(browser.get(shop.path(link)).text)
    assert "Because you waited" in text
    assert "-€3.00" in text
    settings = shop.office.setup.settings(EMPLOYEE)
    letter = JinjaLetters().render(cart_letter(settings, cart, "https://x.example", "", None))
    assert "Because you waited: -€3.00" in letter.text
    assert "Because you waited" in unescape(letter.html)


def test_it_follows_the_quantity_that_the_customer_wants(
    shop: Shop, cart: CartView, link: Link
) -> None:
    line_id = cart.cart.lines[0].id
    view = shop.office.checkout.set_quantity(link.id, line_id, 3, version=cart.version)
    assert view.summary.given_by_hand.gross == euros("4.50")
    view = shop.office.checkout.run(link.id, view.version, RemoveLine(line_id))
    assert view.cart.discounts == ()


def test_it_is_no_customers_to_give_or_take(shop: Shop, cart: CartView, link: Link) -> None:
    commands: list[Command] = [
        GiveDiscount(title="Me", reason="goodwill", percent=Decimal(50)),
        RemoveDiscount(cart.cart.discounts[0].id),
    ]
    for command in commands:
        with pytest.raises(PermissionDenied):
            shop.office.checkout.run(link.id, cart.version, command)
    assert shop.office.carts.view(EMPLOYEE, cart.cart.id).cart == cart.cart


def test_more_than_the_ceiling_is_a_matter_for_the_shop(shop: Shop) -> None:
    clerk = Actor(EMPLOYEE.id, "Ann", EMPLOYEE.permissions, Ceiling(amount=euros("3.00")))
    view = shop.cart()
    line_id = view.cart.lines[0].id
    view = shop.office.discounts.give(
        clerk,
        view.cart.id,
        title="Loyal",
        reason="goodwill",
        amount=euros("1.50"),
        line_id=line_id,
        each_piece=True,
    )
    link = shop.sent(view)
    view = shop.office.checkout.set_quantity(link.id, line_id, 3, version=view.version)
    text = unescape(shop.browser().get(shop.path(link)).text)
    assert "ask the shop to look at it" in text
    assert "allow_discount" not in text
    with pytest.raises(DiscountAboveCeiling):
        shop.office.checkout.place(link.id, "invoice", expected_total=view.summary.total.gross)
    with pytest.raises(DiscountAboveCeiling):
        shop.office.finishing.send(EMPLOYEE, view.cart.id)
    with pytest.raises(DiscountAboveCeiling):
        shop.office.finishing.hand_over(EMPLOYEE, view.cart.id)


def test_a_refused_rule_is_none_of_the_customers_business(shop: Shop) -> None:
    spring = CartRule(CartRuleId("spring"), "Spring", MOMENT, (Percentage(Decimal(10)),))
    shop.office.setup.save(EMPLOYEE, spring)
    view = shop.cart()
    view = shop.office.vouchers.refuse(EMPLOYEE, view.cart.id, spring.id, "has a better one")
    text = unescape(shop.browser().get(shop.path(shop.sent(view))).text)
    assert "Spring" not in text
    assert "better one" not in text
