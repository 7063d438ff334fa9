"""Guards: a host refuses, in the transaction, before a cart is saved or an order placed."""

from __future__ import annotations

from typing import Any, cast

import pytest
from attrs import field, frozen
from moneyed import Money

from backoffice_orders import (
    Actor,
    AddressEntry,
    BackOffice,
    CartView,
    Order,
    OwnParts,
    RefusedByHost,
    Transaction,
    TransactionMisused,
)
from backoffice_orders.adapters.memory import MemoryStore
from backoffice_orders.commands import (
    AddProduct,
    CreateAndGrantRule,
    NewCustomer,
    SaveAddress,
    SetLanguage,
)
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.errors.products import OutOfStock
from backoffice_orders.model.imports import CartEntry, LineEntry
from backoffice_orders.model.order_filter import EVERY_ORDER
from backoffice_orders.model.page import PageAfter
from backoffice_orders.model.pricing.actions.free_shipping import FreeShipping
from backoffice_orders.model.stock import StockItem
from backoffice_orders.ports.unit_of_work import Guard, Store
from backoffice_orders.testing.samples import EMPLOYEE, MOMENT, MUG, euros, set_up_shop

HOME = AddressEntry("Jane", "Roe", "1 rue X", "Paris", "FR", "75001")
LIMIT = "Jane's limit is 50.00 EUR: ask accounting."


@frozen
class Told:
    """A guard that refuses nothing, and keeps what it was told."""

    calls: list[tuple[Actor, str, Any, Any]] = field(factory=list)

    def __call__(self, actor: Actor, action: str, before: Any, after: Any) -> None:
        self.calls.append((actor, action, before, after))

    @property
    def actions(self) -> list[str]:
        return [action for _, action, _, _ in self.calls]


def credit_limit(_actor: Actor, _action: str, _before: Any, after: CartView | Order) -> str | None:
    total = after.total if isinstance(after, Order) else after.summary.total.gross
    return LIMIT if total > euros("50.00") else None


def shop_with(store: Store, *guards: Guard) -> BackOffice:
    set_up_shop(BackOffice(store))
    return BackOffice(store, guards=guards)


def cart_of_jane(shop: BackOffice, pieces: int = 2) -> CartView:
    jane = NewCustomer("Jane", "Roe", "jane@example.com")
    return shop.carts.start(
        EMPLOYEE, commands=[jane, SaveAddress(HOME), AddProduct(MUG.id, pieces)]
    )


def test_a_change_that_a_guard_refuses_has_not_happened(store: Store) -> None:
    shop = shop_with(store, credit_limit)
    view = cart_of_jane(shop)  # 24.00 and 6.00 of delivery
    gift = CreateAndGrantRule("A gift", [FreeShipping()], code="GIFT")
    with pytest.raises(RefusedByHost) as refused:
        shop.run(EMPLOYEE, view.cart.id, view.version, gift, AddProduct(MUG.id, 3))
    assert (refused.value.code, str(refused.value)) == ("refused_by_host", LIMIT)
    assert shop.carts.view(EMPLOYEE, view.cart.id) == view
    assert not shop.vouchers.search(EMPLOYEE, "gift")
    assert [each.action for each in shop.carts.history(EMPLOYEE, view.cart.id)] == [
        "cart.start",
        "cart.change",
    ]


def test_a_cart_that_a_guard_refuses_has_not_begun(store: Store) -> None:
    shop = shop_with(store, credit_limit)
    with pytest.raises(RefusedByHost):
        cart_of_jane(shop, 5)
    assert not shop.carts.drafts(EMPLOYEE)
    assert not shop.customers.search(EMPLOYEE, "jane")


def basket(customer: Customer, pieces: int) -> CartEntry:
    """A cart as the storefront left it."""
    return CartEntry(customer.id, (LineEntry(MUG.id, pieces),), MOMENT)


def test_a_cart_of_another_system_that_a_guard_refuses_is_not_taken_in(store: Store) -> None:
    shop = shop_with(store, credit_limit)
    jane = shop.customers.create(
        EMPLOYEE, first_name="Jane", last_name="Roe", email="jane@example.com"
    )
    with pytest.raises(RefusedByHost):
        shop.carts.take_in(EMPLOYEE, "basket-7", basket(jane, 5))
    assert not shop.carts.basis(EMPLOYEE, jane.id).carts
    taken = shop.carts.take_in(EMPLOYEE, "basket-7", basket(jane, 1)).view
    with pytest.raises(RefusedByHost):
        shop.carts.take_in(EMPLOYEE, "basket-7", basket(jane, 5))
    assert shop.carts.view(EMPLOYEE, taken.cart.id) == taken


def test_a_guard_is_told_what_becomes_of_a_cart_of_another_system(store: Store) -> None:
    told = Told()
    shop = shop_with(store, told)
    jane = shop.customers.create(
        EMPLOYEE, first_name="Jane", last_name="Roe", email="jane@example.com"
    )
    for pieces in (1, 2):
        shop.carts.take_in(EMPLOYEE, "basket-7", basket(jane, pieces))
    assert told.actions == ["cart.take_in", "cart.take_in"]
    (_, _, nothing, begun), (_, _, before, after) = told.calls
    assert nothing is None
    assert [view.cart.lines[0].quantity for view in (begun, before, after)] == [1, 1, 2]


def test_an_order_that_a_guard_refuses_is_not_placed(store: Store) -> None:
    view = cart_of_jane(shop_with(store), 5)  # from before there was a limit
    shop = BackOffice(store, guards=[credit_limit])
    with pytest.raises(RefusedByHost, match="ask accounting"):
        shop.finishing.place(EMPLOYEE, view.cart.id, payment_method="card")
    assert not shop.orders.search(EMPLOYEE).items
    assert shop.carts.view(EMPLOYEE, view.cart.id) == view
    levels = shop.desk.read(EMPLOYEE, lambda work: work.stock.levels([StockItem(MUG.id)]))
    assert levels == {StockItem(MUG.id): 10}


def test_a_stock_elsewhere_gets_back_what_was_held_for_a_refused_order() -> None:
    from tests.store.test_stock_elsewhere import Warehouse

    store, warehouse = MemoryStore(), Warehouse()
    view = cart_of_jane(shop_with(store), 5)
    warehouse.set_level(StockItem(MUG.id), 7)
    shop = BackOffice(store, guards=[credit_limit], stock_elsewhere=warehouse)
    with pytest.raises(RefusedByHost):
        shop.finishing.place(EMPLOYEE, view.cart.id, payment_method="card")
    assert warehouse.levels([StockItem(MUG.id)]) == {StockItem(MUG.id): 7}


def test_a_guard_is_told_who_does_what_to_what() -> None:
    told = Told()
    shop = shop_with(MemoryStore(), told)
    view = cart_of_jane(shop)
    order = shop.finishing.place(EMPLOYEE, view.cart.id, payment_method="card")
    assert told.actions == ["cart.start", "cart.change", "order.place"]
    (_, _, nothing, empty), (actor, _, before, after), (_, _, cart, placed) = told.calls
    assert nothing is None
    assert empty.cart.empty
    assert actor == EMPLOYEE
    assert before.summary.total.gross == euros("0.00")
    assert after.summary.total.gross == euros("30.00")
    assert after.customer.name == "Jane Roe"
    assert cart.cart == after.cart.of_version(cart.version)
    assert (placed.id, placed.total) == (order.id, euros("30.00"))


def test_a_guard_is_asked_of_every_way_to_a_cart() -> None:
    told = Told()
    shop = shop_with(MemoryStore(), told)
    view = cart_of_jane(shop)
    told.calls.clear()
    copied = shop.carts.copy(EMPLOYEE, view.cart.id)
    shop.carts.use_cart(EMPLOYEE, view.cart.id)
    shop.products.add(EMPLOYEE, copied.cart.id, MUG.id)
    order = shop.finishing.place(EMPLOYEE, copied.cart.id, payment_method="card")
    shop.carts.use_order(EMPLOYEE, order.id)
    assert told.actions == [
        "cart.copy",
        "cart.use",
        "products.add",
        "order.place",
        "cart.use_order",
    ]


def test_what_changes_nothing_asks_nobody() -> None:
    told = Told()
    shop = shop_with(MemoryStore(), told)
    view = cart_of_jane(shop)
    told.calls.clear()
    shop.run(EMPLOYEE, view.cart.id, view.version, SetLanguage(view.cart.language))
    assert told.calls == []


def test_a_guard_may_answer_with_an_error_of_its_own() -> None:
    error = OutOfStock("mug", None, "Blue mug", 2, 0)
    with pytest.raises(OutOfStock) as raised:
        cart_of_jane(shop_with(MemoryStore(), lambda *_: error))
    assert raised.value is error


def test_a_guard_that_fails_lets_nothing_through() -> None:
    def broken(*_: object) -> None:
        raise LookupError("the CRM is down")

    shop = shop_with(MemoryStore(), broken)
    with pytest.raises(LookupError):
        cart_of_jane(shop)
    assert not shop.carts.drafts(EMPLOYEE)


@pytest.mark.parametrize("answer", [True, False, "", 7])
def test_what_is_no_answer_lets_nothing_through(answer: object) -> None:
    shop = shop_with(MemoryStore(), lambda *_: cast(str, answer))
    with pytest.raises(TransactionMisused, match="guard"):
        cart_of_jane(shop)


@frozen
class OpenOrders:
    """A limit over all orders that a customer has, looked up in the transaction."""

    tx: Transaction
    most: Money

    def __call__(self, _actor: Actor, action: str, _before: Any, after: Any) -> str | None:
        if action != "order.place":
            return None
        others = self.tx.ports.orders.search(EVERY_ORDER, PageAfter())
        owed = sum((each.total for each in others), after.total)
        return f"Together {owed.amount} EUR" if owed > self.most else None


def test_a_guard_may_look_something_up_in_the_transaction(store: Store) -> None:
    set_up_shop(BackOffice(store))
    shop = BackOffice(store, own=lambda tx: OwnParts(guards=[OpenOrders(tx, euros("40.00"))]))
    first = cart_of_jane(shop)
    second = shop.carts.copy(EMPLOYEE, first.cart.id)
    shop.finishing.place(EMPLOYEE, first.cart.id, payment_method="card")
    with pytest.raises(RefusedByHost, match=r"Together 60\.00 EUR"):
        shop.finishing.place(EMPLOYEE, second.cart.id, payment_method="card")
