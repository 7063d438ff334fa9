"""Many at once: nothing is sold twice, nothing is placed twice, nobody is overwritten."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from decimal import Decimal

import pytest

from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.finishing import StaleCart
from backoffice_orders.model.errors.host import StorageBusy
from backoffice_orders.model.ids import CartId, CustomerId, ProductId
from backoffice_orders.model.order import Order
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.product import SpecificPrice
from backoffice_orders.model.stock import StockItem
from backoffice_orders.ports.bases import around
from backoffice_orders.ports.own_parts import OwnParts
from backoffice_orders.ports.unit_of_work import Transaction
from backoffice_orders.testing.samples import EMPLOYEE, MUG

RACERS, PRESSES = 32, 4
ITEM = StockItem(MUG.id)


def cart(office: BackOffice, customer: int = 1, code: str | None = None) -> CartId:
    view = office.carts.start(EMPLOYEE, CustomerId(f"cus_{customer}"))
    office.products.add(EMPLOYEE, view.cart.id, MUG.id, 1)
    if code is not None:
        office.vouchers.grant_code(EMPLOYEE, view.cart.id, code)
    return view.cart.id


def race(act: Callable[[int], Order], times: int) -> tuple[list[Order], Counter[str]]:
    """All at once: the orders placed, and how often each refusal was given."""

    def once(number: int) -> Order | BackOfficeError:
        try:
            return act(number)
        except BackOfficeError as error:
            return error

    with ThreadPoolExecutor(times) as pool:
        answers = list(pool.map(once, range(times)))
    orders = [answer for answer in answers if isinstance(answer, Order)]
    return orders, Counter(a.code for a in answers if isinstance(a, BackOfficeError))


def level(office: BackOffice) -> int:
    return office.desk.read(EMPLOYEE, lambda work: work.stock.levels([ITEM]))[ITEM]


def place(office: BackOffice, cart_id: CartId, key: str = "") -> Order:
    """Press the button; again when told to, as a disk may take seconds to write what others do."""
    for _ in range(PRESSES - 1):
        with suppress(StorageBusy):
            return _press(office, cart_id, key)
    return _press(office, cart_id, key)


def _press(office: BackOffice, cart_id: CartId, key: str) -> Order:
    return office.finishing.place(EMPLOYEE, cart_id, payment_method="card", idempotency_key=key)


def test_the_last_ten_pieces(shop: BackOffice) -> None:
    carts = [cart(shop) for _ in range(RACERS)]
    shop.setup.set_stock(EMPLOYEE, MUG.id, 10)
    orders, refused = race(lambda n: place(shop, carts[n]), RACERS)
    assert len(orders) == 10
    assert refused == {"out_of_stock": RACERS - 10}
    assert level(shop) == 0


def test_a_voucher_with_five_uses_two_per_customer(shop: BackOffice) -> None:
    rule = shop.vouchers.create(
        EMPLOYEE,
        name="Five in all",
        actions=[Percentage(Decimal(10))],
        code="FIVE",
        quantity=5,
        quantity_per_customer=2,
    )
    carts = [cart(shop, 1 + n % 4, "FIVE") for n in range(RACERS)]
    orders, refused = race(lambda n: place(shop, carts[n]), RACERS)
    with_voucher = [order for order in orders if order.summary.rules]
    by_customer = Counter(order.customer_id for order in with_voucher)
    assert len(with_voucher) == 5
    assert max(by_customer.values()) <= 2
    uses = shop.desk.read(EMPLOYEE, lambda work: work.cart_rules.uses([rule.id], None))
    assert uses[rule.id].total == 5
    # Whoever came too late was told so, or had the voucher refused in the summary.
    assert set(refused) <= {"rule_used_up", "rule_used_up_by_customer"}
    for order in orders:
        if not order.summary.rules:
            assert order.summary.refused_rules[0].error_code.startswith("rule_used_up")


@pytest.mark.parametrize("keys", ["same", "different"])
def test_the_same_cart_twenty_times(shop: BackOffice, keys: str) -> None:
    cart_id, before = cart(shop), level(shop)
    orders, refused = race(lambda n: place(shop, cart_id, "k" if keys == "same" else f"k{n}"), 20)
    assert len({order.id for order in orders}) == 1
    assert len(orders) == (20 if keys == "same" else 1)
    assert set(refused) <= {"cart_already_ordered"}
    assert len(shop.orders.search(EMPLOYEE)) == 1
    assert level(shop) == before - 1


def test_two_employees_edit_one_cart(shop: BackOffice) -> None:
    cart_id = cart(shop)
    seen = shop.carts.view(EMPLOYEE, cart_id).version
    bob = Actor.employee("bob", "Bob")
    shop.carts.set_messages(bob, cart_id, order_message="Ring twice", version=seen)
    with pytest.raises(StaleCart) as stale:
        shop.products.add(EMPLOYEE, cart_id, MUG.id, 3, version=seen)
    assert stale.value.changes == ("cart.set_messages by bob",)
    # What was typed can be repeated on what is there now.
    view = shop.products.add(EMPLOYEE, cart_id, MUG.id, 3, version=stale.value.current_version)
    assert [line.quantity for line in view.cart.lines] == [4]
    assert view.cart.order_message == "Ring twice"


def test_two_who_set_the_first_prices_of_a_product(shop: BackOffice) -> None:
    """Neither sees the other's prices: the second one replaces them all the same."""
    store, together = shop.desk.store, threading.Barrier(2)
    met: list[int] = []

    def own(transaction: Transaction) -> OwnParts:
        def save(product_id: ProductId, prices: Sequence[SpecificPrice]) -> None:
            transaction.ports.catalog.all_specific_prices(product_id)
            if len(met) < 2:
                met.append(1)
                with suppress(threading.BrokenBarrierError):
                    together.wait(1)  # in SQLite there is one writer at a time
            transaction.ports.catalog.save_specific_prices(product_id, prices)

        catalog = around(transaction.ports.catalog, save_specific_prices=save)
        return OwnParts(catalog=catalog)

    office = BackOffice(store, own=own)

    def price(amount: int) -> SpecificPrice:
        return SpecificPrice(MUG.id, price=Decimal(amount))

    with ThreadPoolExecutor(2) as pool:
        for each in [
            pool.submit(office.setup.set_specific_prices, EMPLOYEE, MUG.id, [price(amount)])
            for amount in (8, 7)
        ]:
            each.result()
    assert shop.setup.specific_prices(EMPLOYEE, MUG.id) in [(price(8),), (price(7),)]
