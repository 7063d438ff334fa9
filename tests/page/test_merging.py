"""Two people at one cart: what does not touch is kept beside each other, what does is refused."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import pytest

from backoffice_orders import Merging
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.cart import CustomLineKind
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.errors.finishing import StaleCart
from backoffice_orders.model.errors.products import OutOfStock
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, EXPRESS, MUG, PLAQUE, SHIRT, euros

BOB = Actor.employee("bob", "Bob Roe")
Change = Callable[[BackOffice, Actor, CartView, int | None], CartView]


def quantity(office: BackOffice, actor: Actor, cart: CartView, version: int | None) -> CartView:
    line = cart.cart.lines[0].id
    return office.products.set_quantity(actor, cart.cart.id, line, 3, version=version)


def price(office: BackOffice, actor: Actor, cart: CartView, version: int | None) -> CartView:
    line, nine = cart.cart.lines[0].id, euros("9.00")
    return office.products.set_price(
        actor, cart.cart.id, line, nine, tax_included=True, reason="A scratch", version=version
    )


def removed(office: BackOffice, actor: Actor, cart: CartView, version: int | None) -> CartView:
    return office.products.remove(actor, cart.cart.id, cart.cart.lines[0].id, version=version)


def added(office: BackOffice, actor: Actor, cart: CartView, version: int | None) -> CartView:
    return office.products.add(actor, cart.cart.id, MUG.id, 1, version=version)


def another(office: BackOffice, actor: Actor, cart: CartView, version: int | None) -> CartView:
    text = {"engraving": "x"}
    return office.products.add(
        actor, cart.cart.id, PLAQUE.id, 2, customization=text, version=version
    )


def engraved(office: BackOffice, actor: Actor, cart: CartView, version: int | None) -> CartView:
    return office.products.add_custom(
        actor, cart.cart.id, "Engraving", euros("5.00"), kind=CustomLineKind.FEE, version=version
    )


def message(office: BackOffice, actor: Actor, cart: CartView, version: int | None) -> CartView:
    return office.carts.set_messages(
        actor, cart.cart.id, order_message=f"of {actor.name}", version=version
    )


def gift(office: BackOffice, actor: Actor, cart: CartView, version: int | None) -> CartView:
    return office.carts.set_messages(actor, cart.cart.id, gift_message="For Jane", version=version)


def delivery(office: BackOffice, actor: Actor, cart: CartView, version: int | None) -> CartView:
    return office.shipping.choose(actor, cart.cart.id, EXPRESS.id, version=version)


def own(
    office: BackOffice, actor: Actor, cart: CartView, version: int | None, **attributes: str
) -> CartView:
    return office.carts.set_attributes(
        actor, cart.cart.id, attributes, keep_others=True, version=version
    )


def dollars(office: BackOffice, actor: Actor, cart: CartView, version: int | None) -> CartView:
    other = office.customers.create(actor, first_name="Jo", last_name="Roe", email="jo@example.com")
    return office.carts.choose_customer(actor, cart.cart.id, other.id, version=version)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (message, quantity),
        (message, gift),
        (quantity, price),
        (quantity, message),
        (quantity, another),
        (another, removed),
        (another, engraved),
        (delivery, quantity),
        (removed, message),
        (engraved, another),
    ],
)
def test_what_does_not_touch_is_kept_beside_each_other(
    office: BackOffice, cart: CartView, theirs: Change, ours: Change
) -> None:
    theirs(office, BOB, cart, None)
    merged = ours(office, EMPLOYEE, cart, Merging(cart.version))
    (notice,) = [each for each in merged.notices if each.code == "changed_meanwhile"]
    assert "Bob Roe has" in notice.sentence
    alone = office.carts.copy(EMPLOYEE, cart.cart.id).cart
    assert merged.version == cart.version + 2
    assert len(alone.lines) == len(merged.cart.lines)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (message, message),
        (quantity, added),
        (quantity, removed),
        (removed, quantity),
        (removed, price),
        (added, added),
        (another, another),
        (engraved, engraved),
        (dollars, quantity),
    ],
)
def test_what_touches_is_refused_and_names_who_did_what(
    office: BackOffice, cart: CartView, theirs: Change, ours: Change
) -> None:
    stored = theirs(office, BOB, cart, None)
    with pytest.raises(StaleCart) as refused:
        ours(office, EMPLOYEE, cart, Merging(cart.version))
    assert refused.value.by == ("Bob Roe",)
    assert "Bob Roe has" in str(refused.value.told[-1])
    assert office.carts.view(EMPLOYEE, cart.cart.id).cart == stored.cart


def test_a_version_long_before_the_first_takes_no_memory_to_refuse(
    office: BackOffice, cart: CartView
) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(StaleCart):
            quantity(office, EMPLOYEE, cart, Merging(-(10**6)))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # A million versions in a list are 40 MB; a caller may say a billion.
    assert peak < 10_000_000, f"refusing it took {peak:,} bytes"


def test_both_changes_are_in_the_cart(office: BackOffice, cart: CartView) -> None:
    message(office, BOB, cart, None)
    merged = quantity(office, EMPLOYEE, cart, Merging(cart.version)).cart
    assert (merged.order_message, merged.lines[0].quantity) == ("of Bob Roe", 3)


def test_two_details_of_the_host_s_own_are_kept_beside_each_other(
    office: BackOffice, cart: CartView
) -> None:
    own(office, BOB, cart, None, floor="3")
    merged = own(office, EMPLOYEE, cart, Merging(cart.version), door="blue")
    assert merged.cart.attributes == {"floor": "3", "door": "blue"}


def test_one_detail_of_the_host_s_own_is_not_overwritten(
    office: BackOffice, cart: CartView
) -> None:
    stored = own(office, BOB, cart, None, floor="3")
    with pytest.raises(StaleCart):
        own(office, EMPLOYEE, cart, Merging(cart.version), floor="4", door="blue")
    assert office.carts.view(EMPLOYEE, cart.cart.id).cart == stored.cart


def test_the_same_change_by_both_is_one(office: BackOffice, cart: CartView) -> None:
    stored = quantity(office, BOB, cart, None)
    again = quantity(office, EMPLOYEE, cart, Merging(cart.version))
    assert again.cart == stored.cart


def test_a_plain_version_is_refused_whatever_was_changed(
    office: BackOffice, cart: CartView
) -> None:
    message(office, BOB, cart, None)
    with pytest.raises(StaleCart):
        quantity(office, EMPLOYEE, cart, cart.version)


def test_nobody_merges_onto_what_there_has_never_been(office: BackOffice, cart: CartView) -> None:
    with pytest.raises(StaleCart):
        message(office, EMPLOYEE, cart, Merging(cart.version + 1))


def test_placing_takes_nothing_that_was_not_seen(office: BackOffice, cart: CartView) -> None:
    message(office, BOB, cart, None)
    with pytest.raises(StaleCart):
        office.finishing.place(
            EMPLOYEE,
            cart.cart.id,
            payment_method="invoice",
            idempotency_key="k",
            version=Merging(cart.version),
        )


def test_what_is_wrong_in_itself_is_said_as_ever(office: BackOffice, cart: CartView) -> None:
    message(office, BOB, cart, None)
    line, late = cart.cart.lines[0].id, Merging(cart.version)
    with pytest.raises(OutOfStock):
        office.products.set_quantity(EMPLOYEE, cart.cart.id, line, 1000, version=late)
    with pytest.raises(FieldInvalid):
        office.run(EMPLOYEE, cart.cart.id, True, *())
    assert SHIRT.id not in {each.product_id for each in cart.cart.lines}
