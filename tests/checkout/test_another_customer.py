"""A cart that is given to another customer keeps nothing that was the first one's."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from attrs import evolve

from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.carrier import Carrier
from backoffice_orders.model.customer import Customer, CustomerGroup
from backoffice_orders.model.errors.base import PermissionDenied
from backoffice_orders.model.errors.links import LinkWithdrawn
from backoffice_orders.model.ids import ActorId, CarrierId, CartId, GroupId
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, MUG, POST, SHIRT, euros
from tests.checkout.samples import Shop

STAFF = CustomerGroup(GroupId("staff"), "Staff", reduction_percent=Decimal(20))
TILL_THEN = timedelta(days=3)


@pytest.fixture
def ada(shop: Shop) -> Customer:
    """Exempt from tax, and in a group with 20 % off."""
    shop.office.setup.save(EMPLOYEE, STAFF)
    ada = shop.office.customers.create(
        EMPLOYEE,
        first_name="Ada",
        last_name="A",
        email="ada@example.com",
        group_ids=(STAFF.id,),
    )
    return shop.office.customers.set_tax_exemption(EMPLOYEE, ada.id, "embassy")


@pytest.fixture
def bob(shop: Shop) -> Customer:
    return shop.customer("Bob", "bob@example.com")


def give(shop: Shop, cart: CartView, customer: Customer) -> CartView:
    return shop.office.carts.choose_customer(EMPLOYEE, cart.cart.id, customer.id)


def offer(shop: Shop, cart: CartView) -> CartView:
    until = shop.clock.now() + TILL_THEN
    return shop.office.offers.quote(EMPLOYEE, cart.cart.id, until)


def personal(shop: Shop, customer: Customer, cart: CartView) -> CartView:
    """The cart with 5.00 off for this customer alone."""
    shop.office.vouchers.create(
        EMPLOYEE,
        name="For you",
        actions=[Amount(euros("5.00"), tax_included=True)],
        code="FORYOU",
        customer_id=customer.id,
    )
    return shop.office.vouchers.grant_code(EMPLOYEE, cart.cart.id, "FORYOU")


def codes(view: CartView) -> list[str]:
    return [notice.code for notice in view.notices]


def test_an_offer_is_made_anew_at_the_other_customers_prices(
    shop: Shop, ada: Customer, bob: Customer
) -> None:
    offered = offer(shop, shop.cart(ada))
    assert offered.summary.total.gross == euros("21.00")  # 2 x 8.00 and 5.00, no tax
    given = give(shop, offered, bob)
    assert given.summary.total.gross == euros("30.00")  # 2 x 12.00 and 6.00
    assert given.summary.total.tax == euros("5.00")
    assert "offer_made_anew" in codes(given)
    shop.office.setup.save(EMPLOYEE, evolve(MUG, price=euros("20.00")))
    later = shop.office.carts.view(EMPLOYEE, given.cart.id)
    assert later.summary.total.gross == euros("30.00")
    assert later.cart.expires_at == shop.clock.now() + TILL_THEN


def test_who_may_hold_no_prices_makes_no_offer_to_another_customer(
    shop: Shop, ada: Customer, bob: Customer
) -> None:
    tim = Actor(ActorId("tim"), "Tim", frozenset(Permission) - {Permission.HOLD_PRICES})
    offered = offer(shop, shop.cart(ada)).cart
    with pytest.raises(PermissionDenied, match="hold_prices"):
        shop.office.carts.choose_customer(tim, offered.id, bob.id)
    assert shop.office.carts.view(EMPLOYEE, offered.id).cart == offered


def test_what_another_customer_costs_is_said_change_by_change(
    shop: Shop, ada: Customer, bob: Customer
) -> None:
    """Staff get 20 % off and pay no tax: 2 x 8.00 and 5.00; Bob pays 2 x 12.00 and 6.00."""
    given = give(shop, shop.cart(ada), bob)
    (said,) = [notice for notice in given.notices if notice.code == "price_changed"]
    assert said.sentence.splitlines() == [
        "With this customer the order costs 30.00 EUR instead of 21.00 EUR:",
        "prices 8.00 EUR more",
        "delivery 1.00 EUR more",
    ]
    back = give(shop, given, ada)
    (said,) = [notice for notice in back.notices if notice.code == "price_changed"]
    assert said.sentence.splitlines()[1:] == ["prices 8.00 EUR less", "delivery 1.00 EUR less"]


def test_nothing_is_said_where_the_other_customer_pays_the_same(shop: Shop, bob: Customer) -> None:
    given = give(shop, shop.cart(), bob)
    assert "price_changed" not in codes(given)


def test_an_offer_made_before_the_customer_was_known_gets_the_customers_prices(
    shop: Shop, ada: Customer
) -> None:
    started = shop.office.carts.start(EMPLOYEE)
    nobodys = shop.office.products.add(EMPLOYEE, started.cart.id, MUG.id, 2)
    given = give(shop, offer(shop, nobodys), ada)
    assert given.summary.total.gross == euros("21.00")


def test_an_order_of_a_given_offer_is_the_other_customers(
    shop: Shop, ada: Customer, bob: Customer
) -> None:
    offered = offer(shop, personal(shop, ada, shop.cart(ada)))
    given = give(shop, offered, bob)
    order = shop.office.finishing.place(EMPLOYEE, given.cart.id, payment_method="card")
    assert (order.total, order.book.customer_id) == (euros("30.00"), bob.id)
    assert order.summary.rules == ()
    back = give(shop, shop.cart(bob), ada)
    again = shop.office.vouchers.grant_code(EMPLOYEE, back.cart.id, "FORYOU")
    assert len(again.summary.rules) == 1  # it was not used up


def test_a_personal_voucher_leaves_and_it_is_said_why(
    shop: Shop, ada: Customer, bob: Customer
) -> None:
    given = give(shop, personal(shop, ada, shop.cart(ada)), bob)
    assert (given.cart.rule_ids, given.summary.refused_rules) == ((), ())
    said = [notice.sentence for notice in given.notices if notice.code == "rule_other_customer"]
    assert said == ["The voucher 'For you' belongs to another customer."]


def test_a_voucher_that_the_other_customer_has_used_up_is_said(
    shop: Shop, ada: Customer, bob: Customer
) -> None:
    shop.office.vouchers.create(
        EMPLOYEE, name="Once", actions=[Amount(euros("5.00"))], code="ONCE", quantity=None
    )
    first = shop.cart(bob)
    shop.office.vouchers.grant_code(EMPLOYEE, first.cart.id, "ONCE")
    shop.office.finishing.place(EMPLOYEE, first.cart.id, payment_method="card")
    adas = shop.office.vouchers.grant_code(EMPLOYEE, shop.cart(ada).cart.id, "ONCE")
    given = give(shop, adas, bob)
    assert "rule_used_up_by_customer" in codes(given)
    assert [rule.error_code for rule in given.summary.refused_rules] == ["rule_used_up_by_customer"]


def test_the_carts_own_tax_exemption_and_terms_end(
    shop: Shop, ada: Customer, bob: Customer
) -> None:
    cart_id = shop.cart(bob).cart.id
    shop.office.shipping.set_tax_exemption(EMPLOYEE, cart_id, "export")
    exempt = shop.office.carts.set_payment_terms(
        EMPLOYEE, cart_id, purchase_order_number="PO-1", due_days=90
    )
    carla = shop.customer("Carla", "carla@example.com")
    given = give(shop, exempt, carla)
    assert given.summary.total.gross == euros("30.00")
    assert (given.cart.purchase_order_number, given.cart.payment_due_days) == ("", None)
    assert codes(given) == ["tax_exemption_ended", "payment_terms_ended", "price_changed"]


def test_what_was_decided_before_a_customer_was_chosen_stays(shop: Shop, bob: Customer) -> None:
    started = shop.office.carts.start(EMPLOYEE)
    shop.office.products.add(EMPLOYEE, started.cart.id, MUG.id)
    exempt = shop.office.shipping.set_tax_exemption(EMPLOYEE, started.cart.id, "export")
    chosen = give(shop, exempt, bob)
    assert chosen.summary.total.gross == euros("15.00")
    assert chosen.notices == ()


def test_a_carrier_of_the_first_customers_group_is_dropped(
    shop: Shop, ada: Customer, bob: Customer
) -> None:
    courier = evolve(POST, id=CarrierId("courier"), name="Staff courier", group_ids=(STAFF.id,))
    assert isinstance(courier, Carrier)
    shop.office.setup.save(EMPLOYEE, courier)
    chosen = shop.office.shipping.choose(EMPLOYEE, shop.cart(ada).cart.id, courier.id)
    given = give(shop, chosen, bob)
    assert given.cart.carrier_id is None
    assert "carrier_unavailable" in codes(given)


def test_links_of_the_first_customer_end_for_good(shop: Shop, bob: Customer) -> None:
    john = shop.customer()
    cart = shop.cart(john)
    link = shop.sent(cart)
    give(shop, cart, bob)
    give(shop, cart, john)
    with pytest.raises(LinkWithdrawn):
        shop.office.checkout.visit(link.id)


def test_held_goods_stay_held_for_the_cart(shop: Shop, bob: Customer) -> None:
    cart = shop.cart()
    until = shop.clock.now() + TILL_THEN
    held = shop.office.offers.reserve(EMPLOYEE, cart.cart.id, until)
    given = give(shop, held, bob)
    assert given.cart.reserved_until == until
    found = shop.office.products.search(EMPLOYEE, MUG.name).items[0]
    assert found.remaining == 8


def test_a_copy_says_what_it_left_out(shop: Shop) -> None:
    cart_id: CartId = shop.cart().cart.id
    combinations = tuple(evolve(each, codes=type(each.codes)()) for each in SHIRT.combinations)
    shop.office.setup.save(EMPLOYEE, evolve(MUG, combinations=combinations))
    copy = shop.office.carts.copy(EMPLOYEE, cart_id)
    assert copy.cart.lines == ()
    assert [(n.code, n.sentence.startswith("2 x Blue mug: ")) for n in copy.notices] == [
        ("combination_required", True)
    ]
