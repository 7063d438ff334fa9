"""What was removed comes back as it was, unless somebody has changed it since."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from attrs import evolve

from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.address import Address
from backoffice_orders.model.carrier import ExchangeRate
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.ceiling import Ceiling
from backoffice_orders.model.errors.base import PermissionDenied
from backoffice_orders.model.errors.finishing import CannotUndo
from backoffice_orders.model.errors.products import OutOfStock
from backoffice_orders.model.ids import ActorId, AuditId, CartId
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, MUG, PLAQUE, euros


def newest(office: BackOffice, cart_id: CartId) -> AuditId:
    return office.carts.history(EMPLOYEE, cart_id, newest_first=True).items[0].id


@pytest.fixture
def full(office: BackOffice, cart: CartView) -> Cart:
    """Two mugs at a price by hand and a discount, an engraved plaque, a fee, two vouchers."""
    cart_id, line = cart.cart.id, cart.cart.lines[0].id
    office.products.set_price(
        EMPLOYEE, cart_id, line, euros("9.00"), tax_included=True, reason="A scratch"
    )
    office.products.add(EMPLOYEE, cart_id, PLAQUE.id, 2, customization={"engraving": "Jane"})
    office.products.add_custom(EMPLOYEE, cart_id, "Engraving", euros("5.00"))
    office.discounts.give(
        EMPLOYEE, cart_id, title="Sorry", reason="goodwill", percent=Decimal(5), line_id=line
    )
    for code in ("ONE", "TWO"):
        rule: CartRule = office.vouchers.create(
            EMPLOYEE, name=code, actions=[Percentage(Decimal(1))], code=code
        )
        office.vouchers.grant(EMPLOYEE, cart_id, rule.id)
    return office.carts.view(EMPLOYEE, cart_id).cart


def without_first_line(office: BackOffice, cart: Cart) -> None:
    office.products.remove(EMPLOYEE, cart.id, cart.lines[0].id)


def without_custom_line(office: BackOffice, cart: Cart) -> None:
    office.products.remove(EMPLOYEE, cart.id, cart.custom_lines[0].id)


def without_voucher(office: BackOffice, cart: Cart) -> None:
    office.vouchers.take_away(EMPLOYEE, cart.id, cart.rule_ids[0])


def without_discount(office: BackOffice, cart: Cart) -> None:
    office.discounts.remove(EMPLOYEE, cart.id, cart.discounts[0].id)


def more(office: BackOffice, cart: Cart) -> None:
    office.products.set_quantity(EMPLOYEE, cart.id, cart.lines[0].id, 4)


def elsewhere(office: BackOffice, cart: Cart) -> None:
    assert cart.customer_id is not None
    entry = AddressEntry("John", "Doe", "Torstraße 1", "Berlin", "DE", "10119")
    berlin = office.addresses.add(EMPLOYEE, cart.customer_id, entry)
    office.addresses.choose(EMPLOYEE, cart.id, delivery=berlin.id)


def content(cart: Cart) -> object:
    """All but when it was changed, and in which order its lines are."""
    return (
        {each.id: each for each in cart.lines},
        cart.custom_lines,
        {each.id: each for each in cart.discounts},
        cart.rule_ids,
        cart.delivery_address_id,
        cart.invoice_address_id,
    )


@pytest.mark.parametrize(
    "change",
    [
        without_first_line,
        without_custom_line,
        without_voucher,
        without_discount,
        more,
        elsewhere,
    ],
)
def test_it_is_as_it_was(
    office: BackOffice, full: Cart, change: Callable[[BackOffice, Cart], None]
) -> None:
    total = office.carts.view(EMPLOYEE, full.id).summary.total
    change(office, full)
    changed = office.carts.view(EMPLOYEE, full.id).cart
    assert content(changed) != content(full)
    # Something else that was done since stays.
    office.carts.set_packaging(EMPLOYEE, full.id, recycled=True)
    entry = office.carts.history(EMPLOYEE, full.id, newest_first=True).items[1].id
    view = office.carts.undo(EMPLOYEE, full.id, entry)
    assert content(view.cart) == content(full)
    assert view.cart.recycled_packaging
    assert view.summary.total == total
    assert office.carts.view(EMPLOYEE, full.id).cart == view.cart


def test_what_was_changed_since_stays(office: BackOffice, full: Cart) -> None:
    more(office, full)
    entry = newest(office, full.id)
    stored = office.products.set_quantity(EMPLOYEE, full.id, full.lines[0].id, 5)
    with pytest.raises(CannotUndo):
        office.carts.undo(EMPLOYEE, full.id, entry)
    assert office.carts.view(EMPLOYEE, full.id).cart == stored.cart


@pytest.mark.parametrize("remove", [without_first_line, without_voucher])
def test_nothing_comes_back_twice(
    office: BackOffice, full: Cart, remove: Callable[[BackOffice, Cart], None]
) -> None:
    remove(office, full)
    entry = newest(office, full.id)
    office.carts.undo(EMPLOYEE, full.id, entry)
    with pytest.raises(CannotUndo):
        office.carts.undo(EMPLOYEE, full.id, entry)


def test_other_changes_and_unknown_ones_are_not_undone(
    office: BackOffice, full: Cart, home: Address
) -> None:
    office.carts.set_messages(EMPLOYEE, full.id, order_message="Ring")
    for entry in (newest(office, full.id), AuditId("none")):
        with pytest.raises(CannotUndo):
            office.carts.undo(EMPLOYEE, full.id, entry)


def test_what_is_sold_out_meanwhile_does_not_come_back(office: BackOffice, full: Cart) -> None:
    without_first_line(office, full)
    entry = newest(office, full.id)
    office.setup.set_stock(EMPLOYEE, MUG.id, 1)
    with pytest.raises(OutOfStock):
        office.carts.undo(EMPLOYEE, full.id, entry)


def test_who_may_not_give_a_discount_does_not_bring_it_back(office: BackOffice, full: Cart) -> None:
    without_discount(office, full)
    entry = newest(office, full.id)
    tim = Actor(ActorId("tim"), "Tim", frozenset(Permission) - {Permission.GIVE_DISCOUNT})
    with pytest.raises(PermissionDenied):
        office.carts.undo(tim, full.id, entry)


def test_the_history_tells_of_it(office: BackOffice, full: Cart) -> None:
    without_voucher(office, full)
    office.carts.undo(EMPLOYEE, full.id, newest(office, full.id))
    told = office.carts.history(EMPLOYEE, full.id, newest_first=True).items[0]
    assert (told.action, told.actor_id) == ("cart.undo", EMPLOYEE.id)


def test_a_discount_comes_back_before_those_given_since(office: BackOffice, full: Cart) -> None:
    """Or a small ceiling would not hold: whoever gives the last one answers for all."""
    sue = evolve(Actor.employee("sue", "Sue"), ceiling=Ceiling(percent=Decimal(10)))
    before = full.discounts[0]
    without_discount(office, full)
    given = office.discounts.give(sue, full.id, title="sue", reason="goodwill", percent=Decimal(10))
    assert given.missing == ()
    back = office.carts.undo(sue, full.id, removed(office, full, "discounts.remove"))
    assert [each.title for each in back.cart.discounts] == [before.title, "sue"]
    assert [each.error.code for each in back.missing] == ["discount_above_ceiling"]


@pytest.mark.parametrize(
    ("lacks", "line"),
    [(Permission.OVERRIDE_PRICE, "lines"), (Permission.ADD_CUSTOM_LINE, "custom_lines")],
)
def test_who_may_not_make_such_a_line_does_not_bring_it_back(
    office: BackOffice, full: Cart, lacks: Permission, line: str
) -> None:
    sue = Actor(ActorId("sue"), "Sue", frozenset(Permission) - {lacks})
    office.products.remove(sue, full.id, getattr(full, line)[0].id)
    entry = removed(office, full, "products.remove")
    with pytest.raises(PermissionDenied):
        office.carts.undo(sue, full.id, entry)
    back = office.carts.undo(EMPLOYEE, full.id, entry).cart
    assert len(getattr(back, line)) == len(getattr(full, line))


def removed(office: BackOffice, cart: Cart, action: str) -> AuditId:
    """The latest change of this kind."""
    entries = office.carts.history(EMPLOYEE, cart.id, newest_first=True)
    return next(each.id for each in entries if each.action == action)


def test_what_was_agreed_in_another_currency_does_not_come_back(
    office: BackOffice, full: Cart
) -> None:
    """9.00 EUR would count as 9.00 USD."""
    office.setup.save(EMPLOYEE, ExchangeRate("USD", Decimal("1.10")))
    for remove in (without_first_line, without_custom_line):
        remove(office, full)
        entry = removed(office, full, "products.remove")
        office.carts.set_currency(EMPLOYEE, full.id, "USD")
        with pytest.raises(CannotUndo):
            office.carts.undo(EMPLOYEE, full.id, entry)
        office.carts.set_currency(EMPLOYEE, full.id, "EUR")
        assert office.carts.undo(EMPLOYEE, full.id, entry).cart.currency == "EUR"


def test_a_discount_comes_back_with_its_line_for_who_may_give_it(
    office: BackOffice, full: Cart
) -> None:
    sue = Actor(ActorId("sue"), "Sue", frozenset(Permission) - {Permission.GIVE_DISCOUNT})
    without_first_line(office, full)
    entry = newest(office, full.id)
    with pytest.raises(PermissionDenied):
        office.carts.undo(sue, full.id, entry)
    assert len(office.carts.undo(EMPLOYEE, full.id, entry).cart.discounts) == 1


def test_a_discount_does_not_come_back_without_its_line(office: BackOffice, full: Cart) -> None:
    without_discount(office, full)
    entry = newest(office, full.id)
    without_first_line(office, full)
    with pytest.raises(CannotUndo):
        office.carts.undo(EMPLOYEE, full.id, entry)


def test_a_line_that_came_back_beside_its_like_has_the_quantity_that_is_set(
    office: BackOffice, cart: CartView
) -> None:
    """Two mugs removed, three added, the two are back: five of one line are five."""
    cart_id, first = cart.cart.id, cart.cart.lines[0].id
    office.products.remove(EMPLOYEE, cart_id, first)
    removed = newest(office, cart_id)
    three = office.products.add(EMPLOYEE, cart_id, MUG.id, 3).cart.lines[0].id
    office.carts.undo(EMPLOYEE, cart_id, removed)
    view = office.products.set_quantity(EMPLOYEE, cart_id, three, 5)
    assert {line.id: line.quantity for line in view.cart.lines} == {three: 5, first: 2}
    assert view.remaining == {three: 3, first: 3}
