"""What the model of the page knows, and what always holds."""

from __future__ import annotations

from abc import abstractmethod
from collections import Counter
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, ClassVar, TypeVar

from hypothesis import event
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
)

from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.cart import CartLine
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.ids import (
    AddressId,
    CartId,
    CartRuleId,
    CustomerId,
    LineId,
    OrderId,
)
from backoffice_orders.model.order import Order
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.pricing.actions.gift import Gift
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.conditions.minimum_amount import MinimumAmount
from backoffice_orders.model.stock import StockItem
from backoffice_orders.services.desk import Work
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.expectations import ITEMS, Item, ModelCart
from backoffice_orders.testing.samples import (
    EMPLOYEE,
    MUG,
    euros,
    set_up_shop,
)
from backoffice_orders.testing.sums import check_sums

T = TypeVar("T")
customers: Bundle[Any] = Bundle("customers")
carts: Bundle[Any] = Bundle("carts")
orders: Bundle[Any] = Bundle("orders")


class PageState(RuleBasedStateMachine):
    """The shop, its people, carts and orders, as the model has them."""

    # How often each thing was reached, by all examples of the class's latest run.
    reached: ClassVar[Counter[str]]

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.reached = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.office: BackOffice = self.open_office()
        self.people: dict[CustomerId, tuple[str, str]] = {}
        self.addresses: dict[CustomerId, AddressId] = {}
        self.model: dict[CartId, ModelCart] = {}
        self.placed: dict[OrderId, Order] = {}
        self.sold: dict[OrderId, dict[Item, int]] = {}
        self.touched: CartId | None = None
        self.counted: dict[Item, int] = dict(ITEMS)

    @abstractmethod
    def open_office(self) -> BackOffice:
        """An office whose store (or shop of a store) is empty."""

    def _open_shop(self) -> None:
        """The sample shop, with three vouchers and a gift."""
        set_up_shop(self.office)
        vouchers = self.office.vouchers
        ten = vouchers.create(
            EMPLOYEE,
            name="Ten percent",
            actions=[Percentage(Decimal(10))],
            code="TEN",
            quantity=None,
            quantity_per_customer=None,
        )
        five = vouchers.create(
            EMPLOYEE,
            name="Five euros, once",
            actions=[Amount(euros("5"), True)],
            code="FIVE",
            quantity=1,
        )
        vouchers.create(
            EMPLOYEE,
            name="A mug from 100",
            actions=[Gift(MUG.id)],
            conditions=[MinimumAmount(euros("100"))],
            code="",
            quantity=None,
            quantity_per_customer=None,
        )
        self.codes: dict[CartRuleId, str] = {ten.id: "TEN", five.id: "FIVE"}
        self.once: CartRuleId = five.id
        self.used_once: int = 0

    # What always holds

    @invariant()
    def stock_is_what_was_not_sold(self) -> None:
        """Never below zero; stock, held and sold goods together stay constant."""
        if not hasattr(self, "codes"):
            return
        levels, held = self._levels(), self._held()
        for item, counted in self.counted.items():
            sold = sum(taken.get(item, 0) for taken in self.sold.values())
            assert levels[item] >= 0
            assert levels[item] + sold + held.get(item, 0) == counted, item

    @invariant()
    def the_cart_is_as_expected(self) -> None:
        """The cart touched last holds what the model says, and its total adds up."""
        if self.touched is None:
            return
        view, model = self.office.carts.view(EMPLOYEE, self.touched), self.model[self.touched]
        assert [
            ((line.product_id, line.combination_id), line_text(line), line.quantity)
            for line in view.cart.lines
        ] == [(line.item, line.text, line.quantity) for line in model.lines]
        assert list(view.cart.rule_ids) == model.granted
        ids: list[LineId | None] = [line.id for line in view.cart.lines]
        places = [None if each is None else id(each) for each in model.discounts]
        lines = [id(each) for each in model.lines]
        assert [each.line_id for each in view.cart.discounts] == [
            None if each is None else ids[lines.index(each)] for each in places
        ]
        assert view.version == model.version
        assert view.cart.ordered == model.ordered
        check_sums(view.summary)

    @invariant()
    def orders_never_change(self) -> None:
        """What was placed reads back as it was."""
        for order_id in list(self.placed)[-1:]:
            assert self.office.orders.get(EMPLOYEE, order_id) == self.placed[order_id]
            check_sums(self.placed[order_id].summary)

    def teardown(self) -> None:
        """At the end, look at every order once more."""
        for order_id, order in self.placed.items():
            assert self.office.orders.get(EMPLOYEE, order_id) == order

    # The model's own sums

    def _see(self, view: CartView) -> CartId:
        cart_id = view.cart.id
        self.touched = cart_id
        self.model[cart_id].version = view.version
        return cart_id

    def _expect(self, code: str | None, act: Callable[[], T]) -> T | None:
        """What ``act`` returns, or None when it is refused with the expected code."""
        refusal: BackOfficeError | None = None
        result = None
        try:
            result = act()
        except BackOfficeError as error:
            refusal = error
        if refusal is not None:
            assert refusal.code == code, f"{refusal.code} ({refusal}) instead of {code}"
            assert str(refusal)
            return None
        assert code is None, f"nothing refused, {code} expected"
        return result

    def _ordered(self, cart: CartId) -> str | None:
        return "cart_already_ordered" if self.model[cart].ordered else None

    def _levels(self, cart: CartId | None = None) -> dict[Item, int]:
        """What is left of each item: for anybody, or for a cart with what it holds itself."""

        def read(work: Work) -> Mapping[StockItem, int]:
            return work.stock.levels([StockItem.of(*item) for item in ITEMS], cart or "")

        levels = self.office.desk.read(EMPLOYEE, read)
        return {item: levels[StockItem.of(*item)] for item in ITEMS}

    def _held(self) -> Counter[Item]:
        """What open carts hold of each item; exactly what is in them, gifts beside."""

        def read(work: Work) -> dict[CartId, Counter[Item]]:
            items = {StockItem.of(*item): item for item in ITEMS}
            return {
                cart: Counter(
                    {items[each.item]: each.quantity for each in work.stock.reserved(cart)}
                )
                for cart in self.model
            }

        held = self.office.desk.read(EMPLOYEE, read)
        for cart, model in self.model.items():
            if model.held and not model.ordered:
                assert held[cart] >= Counter(model.wanted()), "a cart holds less than is in it"
            else:
                assert not held[cart], "an open cart holds what nobody asked for"
        return sum(held.values(), Counter())

    def _reach(self, what: str) -> None:
        """Count what this run has reached."""
        event(what)
        type(self).reached[what] += 1

    def _line_id(self, cart: CartId, index: int) -> LineId:
        return self.office.carts.view(EMPLOYEE, cart).cart.lines[index].id

    def _taken(self, order: Order) -> dict[Item, int]:
        taken: dict[Item, int] = {}
        for line in order.summary.lines:
            if line.product_id is not None:
                item = (line.product_id, line.combination_id)
                taken[item] = taken.get(item, 0) + line.quantity
        return taken


def line_text(line: CartLine) -> str:
    """What the customer wants written on a line's pieces."""
    return "".join(value.text for value in line.customization.values)
