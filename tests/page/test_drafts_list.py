"""The list of drafts: named, found by whatever is said of them, and none that are empty."""

from __future__ import annotations

from datetime import timedelta

from backoffice_orders.adapters.memory import FixedClock
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.customer import Customer
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE
from tests.page.conftest import Refused

EVE = Actor.employee("eve", "Eve")


def test_a_draft_has_a_name(office: BackOffice, cart: CartView, refused: Refused) -> None:
    view = office.carts.set_name(EMPLOYEE, cart.cart.id, " for Ann, Tuesday ")
    (listed,) = office.carts.drafts(EMPLOYEE)
    assert listed.name == view.cart.name == "for Ann, Tuesday"
    assert not office.carts.set_name(EMPLOYEE, cart.cart.id, "").cart.name
    refused("field_too_long", lambda: office.carts.set_name(EMPLOYEE, cart.cart.id, "x" * 300))


def test_found_by_name_customer_or_product(
    office: BackOffice, cart: CartView, john: Customer
) -> None:
    office.carts.set_name(EMPLOYEE, cart.cart.id, "for Ann, Tuesday")
    office.carts.start(EMPLOYEE)
    for text in ("tues", "ann for", "john", "john@example.com", "mug", cart.cart.id):
        found = [each.cart_id for each in office.carts.drafts(EMPLOYEE, text)]
        assert found == [cart.cart.id], f"found by {text!r}"
    assert not office.carts.drafts(EMPLOYEE, "wednesday")
    assert not office.carts.drafts(EMPLOYEE, "shirt")
    assert len(office.carts.drafts(EMPLOYEE)) == 2


def test_offers_and_dates(office: BackOffice, clock: FixedClock, cart: CartView) -> None:
    first = clock.now()
    clock.advance(timedelta(days=1))
    offer = office.carts.copy(EVE, cart.cart.id).cart
    until = clock.now() + timedelta(days=2)
    office.offers.quote(EVE, offer.id, until)
    assert [each.cart_id for each in office.carts.drafts(EMPLOYEE, offers=True)] == [offer.id]
    assert office.carts.drafts(EMPLOYEE, offers=True)[0].expires_at == until
    today = office.carts.drafts(EMPLOYEE, changed_from=clock.now())
    assert [each.cart_id for each in today] == [offer.id]
    before = office.carts.drafts(EMPLOYEE, changed_until=clock.now())
    assert [each.cart_id for each in before] == [cart.cart.id]
    assert first < clock.now()
    mine = office.carts.drafts(EMPLOYEE, assigned_to=EVE.id)
    assert [each.cart_id for each in mine] == [offer.id]


def test_nothing_in_it_is_no_draft_to_go_on_with(office: BackOffice, john: Customer) -> None:
    empty = office.carts.start(EMPLOYEE, john.id).cart
    assert not office.carts.drafts(EMPLOYEE, begun=True)
    office.carts.set_name(EMPLOYEE, empty.id, "calls back")
    assert [each.cart_id for each in office.carts.drafts(EMPLOYEE, begun=True)] == [empty.id]


def test_empty_drafts_do_not_pile_up(office: BackOffice, john: Customer) -> None:
    first = office.carts.start(EMPLOYEE, john.id, reuse=True).cart
    again = office.carts.start(EMPLOYEE, john.id, reuse=True).cart
    assert again.id == first.id, "nothing was done with it yet"
    assert office.carts.start(EVE, john.id, reuse=True).cart.id != first.id, "Eve has her own"
    assert office.carts.start(EMPLOYEE, reuse=True).cart.id != first.id, "for nobody yet"
    assert office.carts.start(EMPLOYEE, john.id).cart.id != first.id, "unless asked for"
    office.carts.set_name(EMPLOYEE, first.id, "calls back")
    named = office.carts.start(EMPLOYEE, john.id, reuse=True).cart
    assert named.id != first.id, "somebody has named it"
