"""Section 4: vouchers are searched, granted, taken away, and created on the spot."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from attrs import evolve

from backoffice_orders.adapters.memory import FixedClock
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.address import Address
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.errors.vouchers import RuleMinimumAmount
from backoffice_orders.model.ids import CartRuleId, CategoryId, PriceRuleId, ProductId
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.pricing.actions.base import Action
from backoffice_orders.model.pricing.actions.free_shipping import FreeShipping
from backoffice_orders.model.pricing.actions.gift import Gift
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.conditions.minimum_amount import MinimumAmount
from backoffice_orders.model.pricing.conditions.products import Products
from backoffice_orders.model.product import (
    CatalogPriceRule,
    Category,
    PackItem,
    PackStock,
    ProductCodes,
)
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, MUG, euros
from tests.page.conftest import Refused


def voucher(office: BackOffice, name: str, *actions: Action, **more: Any) -> CartRule:
    return office.vouchers.create(EMPLOYEE, name=name, actions=actions, **more)


def test_searched_by_name_or_code_with_the_reason_of_a_refusal(
    office: BackOffice, cart: CartView
) -> None:
    voucher(office, "Spring sale", Percentage(Decimal(10)), code="SPRING")
    voucher(
        office,
        "Spring for many",
        Percentage(Decimal(20)),
        code="MANY",
        conditions=[MinimumAmount(euros("30.00"))],
    )
    hits = office.vouchers.search(EMPLOYEE, "spr", cart_id=cart.cart.id)
    assert [(hit.rule.code, hit.refusal is None) for hit in hits] == [
        ("MANY", False),
        ("SPRING", True),
    ]
    refusal = hits.items[0].refusal
    assert isinstance(refusal, RuleMinimumAmount)
    assert refusal.missing == euros("6.00")
    assert [hit.rule.code for hit in office.vouchers.search(EMPLOYEE, "man")] == ["MANY"]


def test_granted_once_and_taken_away(office: BackOffice, cart: CartView, refused: Refused) -> None:
    rule = voucher(office, "Ten", Percentage(Decimal(10)), code="TEN")
    view = office.vouchers.grant_code(EMPLOYEE, cart.cart.id, " ten ")
    assert view.summary.total.gross == euros("27.60")  # 24.00 - 2.40 + 6.00
    refused("rule_already_applied", lambda: office.vouchers.grant(EMPLOYEE, cart.cart.id, rule.id))
    view = office.vouchers.take_away(EMPLOYEE, cart.cart.id, rule.id)
    assert view.summary == cart.summary
    refused("rule_not_granted", lambda: office.vouchers.take_away(EMPLOYEE, cart.cart.id, rule.id))
    refused("rule_not_found", lambda: office.vouchers.grant_code(EMPLOYEE, cart.cart.id, "NONE"))
    refused(
        "rule_not_found", lambda: office.vouchers.grant(EMPLOYEE, cart.cart.id, CartRuleId("none"))
    )


def test_created_on_the_spot_and_granted(office: BackOffice, cart: CartView) -> None:
    view = office.vouchers.create_and_grant(
        EMPLOYEE, cart.cart.id, name="Sorry for the delay", actions=[Amount(euros("5.00"), True)]
    )
    assert view.summary.discounts.gross == euros("5.00")
    rule = office.vouchers.search(EMPLOYEE, "sorry").items[0].rule
    assert len(rule.code) >= 8
    assert (rule.customer_id, rule.quantity) == (cart.cart.customer_id, 1)


def test_refused_on_the_spot_leaves_nothing(
    office: BackOffice, cart: CartView, refused: Refused
) -> None:
    refused(
        "rule_minimum_amount",
        lambda: office.vouchers.create_and_grant(
            EMPLOYEE,
            cart.cart.id,
            name="Too much asked",
            actions=[FreeShipping()],
            conditions=[MinimumAmount(euros("100.00"))],
        ),
    )
    assert not office.vouchers.search(EMPLOYEE, "too")


def test_every_condition_says_what_failed(
    office: BackOffice, john: Customer, cart: CartView, clock: FixedClock, refused: Refused
) -> None:
    soon, ten = clock.now() + timedelta(days=1), Percentage(Decimal(10))
    other = office.customers.create(EMPLOYEE, first_name="A", last_name="B", email="a@example.com")
    voucher(office, "Tomorrow", ten, code="SOON", valid_from=soon)
    voucher(office, "For another", ten, code="OTHER", customer_id=other.id)
    disabled = voucher(office, "Off", ten, code="OFF")
    office.vouchers.set_enabled(EMPLOYEE, disabled.id, False)
    voucher(office, "None left", ten, code="GONE", quantity=0)
    voucher(office, "Alone", ten, code="ALONE", combinable_with=frozenset())
    voucher(office, "Ten", ten, code="TEN")
    office.vouchers.grant_code(EMPLOYEE, cart.cart.id, "TEN")
    for code, given in [
        ("rule_not_started", "SOON"),
        ("rule_other_customer", "OTHER"),
        ("rule_disabled", "OFF"),
        ("rule_used_up", "GONE"),
        ("rule_not_combinable", "ALONE"),
    ]:
        refused(
            code,
            partial(office.vouchers.grant_code, EMPLOYEE, cart.cart.id, given),
        )


def test_rules_without_a_code_come_and_go(office: BackOffice, cart: CartView) -> None:
    voucher(
        office,
        "A mug from 30",
        Gift(MUG.id),
        code="",
        conditions=[MinimumAmount(euros("30.00"))],
        quantity=None,
        quantity_per_customer=None,
    )
    line_id = cart.cart.lines[0].id
    view = office.products.set_quantity(EMPLOYEE, cart.cart.id, line_id, 3)
    assert [notice.code for notice in view.notices] == ["rule_applied"]
    gift = view.summary.gifts()[0]
    assert (gift.quantity, gift.payable.gross) == (1, euros("0.00"))
    assert view.summary.total.gross == euros("42.00")  # three mugs and the delivery
    view = office.products.set_quantity(EMPLOYEE, cart.cart.id, line_id, 2)
    assert [notice.code for notice in view.notices] == ["rule_left"]
    assert view.summary.gifts() == ()


def test_the_rest_of_an_amount_becomes_a_new_voucher(
    office: BackOffice, john: Customer, cart: CartView
) -> None:
    voucher(office, "Forty", Amount(euros("40.00"), True), code="FORTY", partial_use=True)
    view = office.vouchers.grant_code(EMPLOYEE, cart.cart.id, "FORTY")
    assert view.summary.discounts.gross == euros("24.00")
    office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card")
    rest = next(h.rule for h in office.vouchers.search(EMPLOYEE, "forty") if h.rule.customer_id)
    assert rest.customer_id == john.id
    assert rest.actions == (Amount(euros("16.00"), True),)


def test_what_takes_nothing_off_is_not_used_up(office: BackOffice, cart: CartView) -> None:
    voucher(office, "All", Percentage(Decimal(100)), code="ALL", quantity=None)
    voucher(office, "Five", Amount(euros("5.00"), True), code="FIVE")
    office.vouchers.grant_code(EMPLOYEE, cart.cart.id, "ALL")
    view = office.vouchers.grant_code(EMPLOYEE, cart.cart.id, "FIVE")
    assert [rule.name for rule in view.summary.rules] == ["All"]
    assert [notice.code for notice in view.notices] == ["rule_takes_nothing"]
    office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card")
    again = office.carts.start(EMPLOYEE, cart.cart.customer_id)
    office.products.add(EMPLOYEE, again.cart.id, MUG.id, 1)
    view = office.vouchers.grant_code(EMPLOYEE, again.cart.id, "FIVE")
    assert [str(rule.amount.gross) for rule in view.summary.rules] == [str(euros("5.00"))]


def test_a_gift_leaves_enough_for_the_packs_in_the_cart(
    office: BackOffice, john: Customer, home: Address
) -> None:
    """Two mugs are left, and the pack of two takes both."""
    office.setup.set_stock(EMPLOYEE, MUG.id, 2)
    pack = evolve(
        MUG,
        id=ProductId("two-mugs"),
        name="Two mugs",
        codes=ProductCodes(),
        pack=(PackItem(MUG.id, 2),),
        pack_stock=PackStock.PRODUCTS_ONLY,
    )
    office.setup.save(EMPLOYEE, pack)
    voucher(office, "A mug for you", Gift(MUG.id), code="", quantity=None)
    started = office.carts.start(EMPLOYEE, john.id)
    view = office.products.add(EMPLOYEE, started.cart.id, pack.id, 1)
    assert view.summary.gifts() == ()
    assert view.missing == ()
    assert [notice.code for notice in view.notices] == ["rule_gift_unavailable"]
    office.finishing.place(EMPLOYEE, started.cart.id, payment_method="card")


def test_a_gift_that_cannot_be_given_singly_is_said_once(
    office: BackOffice, cart: CartView
) -> None:
    office.setup.save(EMPLOYEE, evolve(MUG, minimal_quantity=2))
    conditions = [MinimumAmount(euros("30.00"))]
    voucher(office, "A mug", Gift(MUG.id), code="", conditions=conditions, quantity=None)
    line_id = cart.cart.lines[0].id
    view = office.products.set_quantity(EMPLOYEE, cart.cart.id, line_id, 3)
    assert [notice.code for notice in view.notices] == ["rule_gift_minimum"]
    assert view.summary.gifts() == ()
    view = office.products.set_quantity(EMPLOYEE, cart.cart.id, line_id, 4)
    assert view.notices == ()


def test_a_voucher_for_a_category_is_good_for_those_below_it(
    office: BackOffice, cart: CartView
) -> None:
    for id_, parent in (("home", None), ("kitchen", "home"), ("mugs", "kitchen")):
        category = Category(CategoryId(id_), id_.title(), CategoryId(parent) if parent else None)
        office.setup.save(EMPLOYEE, category)
    office.setup.save(EMPLOYEE, evolve(MUG, category_ids=(CategoryId("mugs"),)))
    home = Products(category_ids=frozenset({CategoryId("home")}))
    voucher(office, "Home", Percentage(Decimal(10)), code="HOME", conditions=[home])
    view = office.vouchers.grant_code(EMPLOYEE, cart.cart.id, "HOME")
    assert view.summary.discounts.gross == euros("2.40")


def test_a_price_for_a_category_is_good_for_those_below_it(
    office: BackOffice, cart: CartView
) -> None:
    office.setup.save(EMPLOYEE, Category(CategoryId("home"), "Home"))
    office.setup.save(EMPLOYEE, Category(CategoryId("mugs"), "Mugs", CategoryId("home")))
    office.setup.save(EMPLOYEE, evolve(MUG, category_ids=(CategoryId("mugs"),)))
    sale = CatalogPriceRule(
        PriceRuleId("sale"), category_ids=(CategoryId("home"),), percent=Decimal(50)
    )
    office.setup.save(EMPLOYEE, sale)
    view = office.carts.view(EMPLOYEE, cart.cart.id)
    assert view.summary.products.gross == euros("12.00")
