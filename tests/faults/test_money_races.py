"""Money while several press at once: charged once, recorded as charged, vouchers worth no more."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from backoffice_orders.adapters.memory import Behaviour
from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.payments import PaymentRefused
from backoffice_orders.model.errors.vouchers import RuleRefused
from backoffice_orders.model.ids import LinkId
from backoffice_orders.model.order import Order
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.testing.samples import EMPLOYEE, MUG, euros
from tests.checkout.samples import Shop

TOTAL = euros("30.00")


@pytest.fixture
def shop(sql_store: SqlStore) -> Shop:
    return Shop(sql_store)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do all of it at the same time; refusals are answers."""

    def once(act: Callable[[], object]) -> object:
        try:
            return act()
        except BackOfficeError as error:
            return error

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(once, acts))


def placed_and_refused(shop: Shop) -> tuple[LinkId, Order]:
    """A link, and the order of 30.00 that waits for its payment."""
    link = shop.sent(shop.cart())
    shop.cards.behaviour = Behaviour.REFUSE
    with pytest.raises(PaymentRefused):
        shop.office.checkout.place(link.id, "card", expected_total=TOTAL)
    shop.cards.behaviour = Behaviour.ACCEPT
    (found,) = shop.office.orders.search(EMPLOYEE).items
    return link.id, shop.office.orders.get(EMPLOYEE, found.order_id)


def test_a_button_that_is_pressed_many_times_charges_once(shop: Shop) -> None:
    link, order = placed_and_refused(shop)
    at_once(*[lambda: shop.office.checkout.pay(link, "card")] * 8)
    shop.deliver()
    after = shop.office.orders.get(EMPLOYEE, order.id)
    assert list(shop.cards.charged.values()) == [TOTAL]
    assert [payment.amount for payment in after.payments] == [TOTAL]


def test_paying_and_cancelling_at_once_leaves_no_money_unseen(shop: Shop) -> None:
    link, order = placed_and_refused(shop)
    pay = [lambda: shop.office.checkout.pay(link, "card")] * 3
    at_once(
        *pay,
        lambda: shop.office.orders.change_status(EMPLOYEE, order.id, "cancelled"),
        *pay,
    )
    shop.deliver()
    after = shop.office.orders.get(EMPLOYEE, order.id)
    charged = sum((each.amount for each in shop.cards.charged.values()), Decimal(0))
    assert after.cancelled
    assert (after.paid.amount, after.overpaid.amount) == (charged, charged)


@pytest.mark.parametrize("_round", range(3))
def test_a_rest_that_is_used_while_its_order_is_cancelled(shop: Shop, _round: int) -> None:
    """100.00: 24.00 used and 76.00 left; somebody uses 12.00 of it while the 24.00 come back."""
    office, john = shop.office, shop.customer()
    office.vouchers.create(
        EMPLOYEE,
        name="Card",
        actions=[Amount(euros("100.00"), tax_included=True)],
        code="CARD",
        partial_use=True,
    )
    office.setup.set_stock(EMPLOYEE, MUG.id, 100)

    def cart(mugs: int, code: str) -> Callable[[], Order]:
        cart_id = office.carts.start(EMPLOYEE, john.id).cart.id
        office.products.add(EMPLOYEE, cart_id, MUG.id, mugs)
        office.shipping.set_free(EMPLOYEE, cart_id, True)
        view = office.vouchers.grant_code(EMPLOYEE, cart_id, code)
        total = view.summary.total.gross
        return lambda: office.finishing.place(
            EMPLOYEE, cart_id, payment_method="invoice", expected_total=total
        )

    first = cart(2, "CARD")()
    (rest,) = [
        hit.rule for hit in office.vouchers.search(EMPLOYEE, "card") if hit.rule.code != "CARD"
    ]
    answers = at_once(
        cart(1, rest.code),
        lambda: office.orders.change_status(EMPLOYEE, first.id, "cancelled"),
    )
    used = answers[0].summary.rules[0].amount.gross.amount if isinstance(answers[0], Order) else 0
    left = Decimal(0)
    for hit in office.vouchers.search(EMPLOYEE, "card").items:
        cart_id = office.carts.start(EMPLOYEE, john.id).cart.id
        office.products.add(EMPLOYEE, cart_id, MUG.id, 20)
        try:
            view = office.vouchers.grant_code(EMPLOYEE, cart_id, hit.rule.code)
        except RuleRefused:
            continue
        left += view.summary.rules[0].amount.gross.amount
    assert left + used == 100
