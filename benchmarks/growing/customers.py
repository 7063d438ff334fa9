"""A customer of many years: what opening their page costs beside one with a few orders."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from attrs import evolve
from sqlalchemy import text

from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.ids import CartId, CustomerId, OrderId
from backoffice_orders.model.order import Order
from backoffice_orders.model.order_number import order_reference
from backoffice_orders.services.desk import Work
from backoffice_orders.testing.samples import (
    EMPLOYEE,
    MUG,
    address,
    customer,
    order,
    set_up_shop,
)
from benchmarks.growing.figures import Figure, NewStore, times

FEW, MANY_ORDERS, MANY_CARTS, TIMES, LIMIT = 10, 3000, 300, 40, 3.0
NEW, OLD = CustomerId("new"), CustomerId("old")


def figures(new_store: NewStore) -> Iterator[Figure]:
    """Ratios of a customer with 3,000 orders and 300 carts to one with ten of each."""
    store = new_store()
    office = BackOffice(store)
    set_up_shop(office)
    office.setup.set_stock(EMPLOYEE, MUG.id, 10**6)
    numbers = iter(range(1, 10**6))
    for who, orders, carts in ((NEW, FEW, FEW), (OLD, MANY_ORDERS, MANY_CARTS)):
        office.desk.write(EMPLOYEE, partial(_person, who))
        for _ in range(carts):
            cart_id = office.carts.start(EMPLOYEE, who).cart.id
            office.products.add(EMPLOYEE, cart_id, MUG.id)
        for start in range(0, orders, 500):
            some = [next(numbers) for _ in range(start, min(start + 500, orders))]
            office.desk.write(EMPLOYEE, partial(_orders, who, some))
    with store.engine.begin() as connection:
        connection.execute(text("ANALYZE"))

    pages: dict[str, Callable[[CustomerId], object]] = {
        "a customer's details": lambda who: office.customers.details(EMPLOYEE, who),
        "what an order can begin from": lambda who: office.carts.basis(EMPLOYEE, who),
        "both": lambda who: (
            office.customers.details(EMPLOYEE, who),
            office.carts.basis(EMPLOYEE, who),
        ),
    }
    for name, ask in pages.items():
        taken = times(TIMES, {who: partial(_of, ask, who) for who in (NEW, OLD)})
        what = f"{name}, of {MANY_ORDERS} orders beside {FEW}"
        yield Figure(what, taken[OLD] / taken[NEW], LIMIT)
    store.close()


def _of(ask: Callable[[CustomerId], object], who: CustomerId, _: int) -> object:
    return ask(who)


def _person(who: CustomerId, work: Work) -> None:
    work.customers.add(customer(who))
    work.addresses.add(address(f"{who}-home", who))


def _orders(who: CustomerId, numbers: list[int], work: Work) -> None:
    for number in numbers:
        work.orders.add(_order(who, number))


_ORDER = order()


def _order(who: CustomerId, number: int) -> Order:
    return evolve(
        _ORDER,
        id=OrderId(f"order-{number}"),
        number=number,
        reference=order_reference(number),
        cart=evolve(_ORDER.cart, id=CartId(f"cart-{number}")),
        customer=customer(who),
    )
