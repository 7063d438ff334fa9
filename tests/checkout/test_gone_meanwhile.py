"""What has gone while the customer looks at it is said in their words: no id, nothing to search."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest
from attrs import evolve

from backoffice_orders.commands import AddressEntry
from backoffice_orders.model.link import Link
from backoffice_orders.testing.samples import EMPLOYEE, MUG, SHIRT, STANDARD_TAX
from tests.checkout.samples import Shop
from tests.forms import Forms

OFFICE = AddressEntry("John", "Doe", "9 quai Bas", "Lyon", "FR", "69002")


def without_product(shop: Shop, _link: Link) -> None:
    shop.office.setup.remove(EMPLOYEE, SHIRT)


def without_combination(shop: Shop, _link: Link) -> None:
    shop.office.setup.save(EMPLOYEE, evolve(SHIRT, combinations=SHIRT.combinations[1:]))


def without_invoices(shop: Shop, _link: Link) -> None:
    settings = shop.office.setup.settings(EMPLOYEE)
    methods = tuple(each for each in settings.payment_methods if each.code != "invoice")
    shop.office.setup.save(EMPLOYEE, evolve(settings, payment_methods=methods))


def without_stock(shop: Shop, _link: Link) -> None:
    shop.office.setup.set_stock(EMPLOYEE, MUG.id, 0)


def less_stock(shop: Shop, _link: Link) -> None:
    shop.office.setup.set_stock(EMPLOYEE, MUG.id, 1)


def without_address(shop: Shop, link: Link) -> None:
    addresses = shop.office.checkout.visit(link.id).addresses
    (found,) = (each for each in addresses if each.city == "Lyon")
    shop.office.addresses.delete(EMPLOYEE, found.id)


def without_tax(shop: Shop, _link: Link) -> None:
    shop.office.setup.remove(EMPLOYEE, STANDARD_TAX)


def ordered(shop: Shop, link: Link) -> None:
    Forms(shop.browser().get(shop.path(link))).press(shop.browser(), "Order and pay")


@pytest.mark.parametrize(
    ("happens", "button", "sentence"),
    [
        (without_product, "Order and pay", "This product is not sold any more: remove it."),
        (without_combination, "Order and pay", "This product is not sold any more: remove it."),
        (
            without_invoices,
            "Order and pay",
            "This way to pay is not offered any more: choose another one.",
        ),
        (without_tax, "Order and pay", "This cannot be ordered at the moment: ask the shop."),
        (without_stock, "Order and pay", "Nothing of Blue mug is left: remove it."),
        (less_stock, "Order and pay", "Only 1 of Blue mug are left: lower the quantity."),
        (
            without_address,
            "Order and pay",
            "This address is not there any more: choose another one.",
        ),
        (
            ordered,
            "Save the message",
            "This is ordered already, and cannot be changed here any more.",
        ),
    ],
)
def test_what_has_gone_is_said_in_the_customers_words(
    happens: Callable[[Shop, Link], None], button: str, sentence: str
) -> None:
    shop = Shop()
    cart = shop.cart().cart
    shirt = SHIRT.combinations[0].id
    shop.office.products.add(EMPLOYEE, cart.id, SHIRT.id, 1, combination_id=shirt)
    assert cart.customer_id is not None
    office = shop.office.addresses.add(EMPLOYEE, cart.customer_id, OFFICE)
    link = shop.sent(shop.office.carts.view(EMPLOYEE, cart.id))
    browser = shop.browser()
    form = Forms(browser.get(shop.path(link)))
    form.fill(payment_method="invoice", message="Ring twice")
    if happens is without_address:
        form.fill(delivery=office.id)
    happens(shop, link)
    answer = form.press(browser, button)
    assert answer.status_code >= 400
    assert sentence in answer.text
    assert "'standard'" not in unescape(answer.text)
