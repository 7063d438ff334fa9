"""What a link's holder may change, and what stays the shop's."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from backoffice_orders.commands import (
    AddNote,
    AddProduct,
    AddressEntry,
    ChooseDelivery,
    Command,
    ReleaseGoods,
    SaveAddress,
    SetCurrency,
    SetFreeShipping,
    SetLanguage,
    SetMessages,
    SetPackaging,
    SetPrice,
    SetQuantity,
)
from backoffice_orders.model.cart import CustomLineKind
from backoffice_orders.model.errors.base import PermissionDenied
from backoffice_orders.model.errors.finishing import StaleCart, TotalChanged
from backoffice_orders.model.errors.products import LineNotFound
from backoffice_orders.model.errors.vouchers import RuleNotFound, RuleRefused
from backoffice_orders.model.ids import LineId
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.testing.samples import EMPLOYEE, EXPRESS, PLAQUE, euros
from tests.checkout.samples import HOME, Shop

OFFICE = AddressEntry("John", "Doe", "9 quai Bas", "Lyon", "FR", "69002", company="Doe SA")


@pytest.mark.parametrize("quantity", [0, 1, 5])
@pytest.mark.parametrize("kind", list(CustomLineKind))
def test_what_the_shop_has_added_stays(shop: Shop, quantity: int, kind: CustomLineKind) -> None:
    cart = shop.cart()
    view = shop.office.products.add_custom(
        EMPLOYEE, cart.cart.id, "Installation", euros("40.00"), 2, kind=kind
    )
    line = view.cart.custom_lines[0].id
    link = shop.sent(view)
    with pytest.raises(LineNotFound):
        shop.office.checkout.set_quantity(link.id, line, quantity, version=view.version)
    with pytest.raises(LineNotFound):
        shop.office.checkout.place(
            link.id,
            "invoice",
            expected_total=view.summary.total.gross,
            commands=[SetQuantity(line, quantity)],
        )
    assert shop.office.carts.view(EMPLOYEE, cart.cart.id) == view


@pytest.mark.parametrize(
    "command",
    [
        SetPrice(LineId("line"), euros("0.01"), tax_included=True, reason="cheap"),
        SetFreeShipping(True),
        SetCurrency("USD"),
        SetLanguage("fr"),
        SetMessages(customer_note="From the shop: it is free"),
        SetPackaging(gift_wrapping=True),
        AddNote("from the customer"),
        AddProduct(PLAQUE.id, 2),
        ReleaseGoods(),
    ],
    ids=lambda command: type(command).__name__,
)
def test_what_is_the_shops_to_decide(shop: Shop, command: Command) -> None:
    view = shop.cart()
    link = shop.sent(view)
    with pytest.raises(PermissionDenied):
        shop.office.checkout.run(link.id, view.version, command)
    with pytest.raises(PermissionDenied):
        shop.office.checkout.place(
            link.id, "invoice", expected_total=euros("30.00"), commands=[command]
        )
    assert shop.office.carts.view(EMPLOYEE, view.cart.id) == view


def test_the_total_that_was_shown_is_the_total_with_the_changes(shop: Shop) -> None:
    view = shop.cart()
    link, line = shop.sent(view), view.cart.lines[0].id
    commands = [SetQuantity(line, 1), ChooseDelivery(EXPRESS.id)]
    with pytest.raises(TotalChanged):
        shop.office.checkout.place(
            link.id, "invoice", expected_total=euros("30.00"), commands=commands
        )
    assert shop.office.carts.view(EMPLOYEE, view.cart.id) == view
    # one mug at 12.00, and express at 9.00 net
    order = shop.office.checkout.place(
        link.id, "invoice", expected_total=euros("22.80"), commands=commands
    )
    assert order.cart.lines[0].quantity == 1


def test_one_text_is_changed_and_the_other_stays(shop: Shop) -> None:
    cart = shop.office.carts.start(EMPLOYEE, shop.customer().id).cart
    view = shop.office.products.add(
        EMPLOYEE, cart.id, PLAQUE.id, 2, customization={"engraving": "Jane", "back": "2026"}
    )
    link, line = shop.sent(view), view.cart.lines[0].id
    view = shop.office.checkout.set_texts(
        link.id, line, {"engraving": "Joan"}, version=view.version
    )
    values = [value.text for value in view.cart.lines[0].customization.values]
    assert values == ["Joan", "2026"]


def test_a_corrected_address_changes_its_text_and_nothing_else(shop: Shop) -> None:
    customer = shop.customer()
    (home,) = shop.office.addresses.list(EMPLOYEE, customer.id)
    work = shop.office.addresses.add(EMPLOYEE, customer.id, evolve(OFFICE, note="Back door"))
    cart = shop.cart(customer)
    view = shop.office.addresses.choose(EMPLOYEE, cart.cart.id, delivery=work.id, invoice=home.id)
    link = shop.sent(view)
    view = shop.office.checkout.save_address(
        link.id, evolve(HOME, street="2 rue de Rivoli"), version=view.version, replaces=home.id
    )
    assert (view.delivery_address, view.invoice_address) == (
        work,
        evolve(home, street="2 rue de Rivoli"),
    )
    not_asked: Any = None
    entry = evolve(OFFICE, street="10 quai Bas", company=not_asked)
    view = shop.office.checkout.save_address(link.id, entry, version=view.version, replaces=work.id)
    assert view.delivery_address == evolve(work, street="10 quai Bas")


def test_an_address_is_not_saved_where_it_cannot_be_used(shop: Shop) -> None:
    view = shop.cart()
    link = shop.sent(view)
    shop.office.carts.add_note(EMPLOYEE, view.cart.id, "Somebody was here")
    with pytest.raises(StaleCart):
        shop.office.checkout.save_address(link.id, OFFICE, version=view.version)
    with pytest.raises(StaleCart):
        shop.office.checkout.run(link.id, view.version, SaveAddress(OFFICE))
    assert view.customer is not None
    assert len(shop.office.addresses.list(EMPLOYEE, view.customer.id)) == 1


@pytest.mark.parametrize("ended", [False, True])
def test_of_another_customers_voucher_a_code_tells_nothing(shop: Shop, ended: bool) -> None:
    """Its name may say whose it is, and why they have it; an employee is told."""
    bob = shop.cart(shop.customer("Bob", "bob@example.com"))
    office = shop.office
    office.vouchers.create_and_grant(
        EMPLOYEE,
        bob.cart.id,
        name="Bob's broken mug",
        actions=[Percentage(Decimal(50))],
        code="BROKEN",
        valid_until=shop.clock.now() + timedelta(days=1),
    )
    cart = shop.cart()
    link = shop.sent(cart)
    if ended:
        shop.clock.advance(timedelta(days=2))
    with pytest.raises(RuleNotFound) as caught:
        office.checkout.add_voucher(link.id, "broken", version=cart.version)
    assert str(caught.value) == "There is no voucher 'broken'; check the code."
    with pytest.raises(RuleRefused, match="Bob's broken mug"):
        office.vouchers.grant_code(EMPLOYEE, cart.cart.id, "broken")


def test_a_voucher_is_added_and_done_without(shop: Shop) -> None:
    """Ten percent off two mugs at 12.00: 2.40 less, and 30.00 with the delivery again."""
    checkout, ten = shop.office.checkout, [Percentage(Decimal(10))]
    shop.office.vouchers.create(EMPLOYEE, name="Ten", actions=ten, code="TEN")
    cart = shop.cart()
    link = shop.sent(cart)
    added = checkout.add_voucher(link.id, "TEN", version=cart.version)
    assert added.summary.total.gross == euros("27.60")
    (rule,) = added.cart.rule_ids
    without = checkout.remove_voucher(link.id, rule, version=added.version)
    assert (without.cart.rule_ids, without.summary.total.gross) == ((), euros("30.00"))
