"""A stateful model of the whole page: any order of clicks, checked against a simple model.

Subclass ``OrderPage`` and say how to open an empty office::

    class MyPage(OrderPage):
        def open_office(self) -> BackOffice:
            return BackOffice(MyStore(), shop=str(uuid4()))

    TestMyPage = MyPage.TestCase

The model knows what every click should do: which error with which code, or what the cart, the
stock and the orders look like afterwards. After every click it checks that stock is never
below zero, that stock and sold goods together stay constant, that a placed order never
changes, and that every total is the sum of its parts.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
)

from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.cart import CartLine
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.ids import (
    AddressId,
    CarrierId,
    CartId,
    CartRuleId,
    CombinationId,
    CustomerId,
    LineId,
    OrderId,
    ProductId,
)
from backoffice_orders.model.order import Order
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.pricing.actions.gift import Gift
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.conditions.minimum_amount import MinimumAmount
from backoffice_orders.model.stock import StockItem
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.services.desk import Work
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.expectations import ITEMS, Item, ModelCart, ModelLine, bad_quantity
from backoffice_orders.testing.samples import (
    EMPLOYEE,
    EXPRESS,
    MUG,
    PLAQUE,
    POST,
    SHIRT,
    euros,
    set_up_shop,
)
from backoffice_orders.testing.sums import check_sums

T = TypeVar("T")
NAMES = st.sampled_from(["John", "Joan", "Jörg", "Zoë", "Marie-Claire", "Bo"])
QUANTITIES = st.integers(min_value=-1, max_value=7)
CHOICES = st.sampled_from(
    [
        *ITEMS,
        (SHIRT.id, None),
        (SHIRT.id, CombinationId("another-products")),
        (MUG.id, CombinationId("shirt-m")),
        (ProductId("nothing"), None),
    ]
)
TEXTS = st.sampled_from(["", "Zoë", "To Jo, with love", "x" * 21])


class OrderPage(RuleBasedStateMachine):
    """Find, create, open, reuse, add, change, remove, grant, address, ship, place, cancel."""

    customers: Bundle[Any] = Bundle("customers")
    carts: Bundle[Any] = Bundle("carts")
    orders: Bundle[Any] = Bundle("orders")

    def __init__(self) -> None:
        super().__init__()
        self.office: BackOffice = self.open_office()
        self.people: dict[CustomerId, tuple[str, str]] = {}
        self.addresses: dict[CustomerId, AddressId] = {}
        self.model: dict[CartId, ModelCart] = {}
        self.placed: dict[OrderId, Order] = {}
        self.sold: dict[OrderId, dict[Item, int]] = {}
        self.touched: CartId | None = None

    @abstractmethod
    def open_office(self) -> BackOffice:
        """An office whose store (or shop of a store) is empty."""

    @initialize()
    def open_shop(self) -> None:
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

    # Customer

    @rule(target=customers, first=NAMES, last=NAMES)
    def create_customer(self, first: str, last: str) -> CustomerId:
        """Add a new customer."""
        number = len(self.people)
        created = self.office.customers.create(
            EMPLOYEE, first_name=first, last_name=last, email=f"c{number}@example.com"
        )
        self.people[created.id] = (first, last)
        return created.id

    @rule(customer=customers)
    def create_the_same_again(self, customer: CustomerId) -> None:
        """A second account for the same e-mail address is refused."""
        email = self.office.customers.get(EMPLOYEE, customer).email
        self._expect(
            "email_taken",
            lambda: self.office.customers.create(
                EMPLOYEE, first_name="X", last_name="Y", email=email.upper()
            ),
        )

    @rule(customer=customers, letters=st.integers(1, 3))
    def find(self, customer: CustomerId, letters: int) -> None:
        """First letters of both names, the other way round, find the customer."""
        first, last = self.people[customer]
        text = f"{last[:letters].upper()} {first[:letters].lower()}"
        found = {hit.id for hit in self.office.customers.search(EMPLOYEE, text, size=200)}
        assert customer in found

    # Basis

    @rule(target=carts, customer=customers)
    def open_cart(self, customer: CustomerId) -> CartId:
        """Choose a customer: a new cart."""
        view = self.office.carts.start(EMPLOYEE, customer)
        self.model[view.cart.id] = ModelCart(customer, addressed=customer in self.addresses)
        return self._see(view)

    @rule(cart=carts)
    def use_cart(self, cart: CartId) -> None:
        """Use an abandoned cart."""
        expected = "cart_already_ordered" if self.model[cart].ordered else None
        used = self._expect(expected, lambda: self.office.carts.use_cart(EMPLOYEE, cart))
        if used is not None:
            assert used.left_out == ()
            self._see(used.view)

    @rule(target=carts, cart=carts)
    def copy_cart(self, cart: CartId) -> CartId:
        """Copy a draft, or an ordered cart."""
        old = self.model[cart]
        view = self.office.carts.copy(EMPLOYEE, cart)
        lines = [ModelLine(each.item, each.text, each.quantity, each.price) for each in old.lines]
        self.model[view.cart.id] = ModelCart(old.customer, lines, list(old.granted), old.addressed)
        return self._see(view)

    @rule(target=carts, order=orders)
    def use_order(self, order: OrderId) -> CartId:
        """Begin from a previous order: what is left of the same goods, without what was set."""
        old = self.placed[order]
        used = self.office.carts.use_order(EMPLOYEE, order)
        expected: list[ModelLine] = []
        left = self._levels()
        for line in old.cart.lines:
            item = (line.product_id, line.combination_id)
            count = min(line.quantity, left[item])
            if count >= (PLAQUE.minimal_quantity if item[0] == PLAQUE.id else 1):
                left[item] -= count
                same = (e for e in expected if (e.item, e.text) == (item, _text(line)))
                known = next(same, None)
                if known is None:
                    expected.append(ModelLine(item, _text(line), count))
                else:
                    known.quantity += count
        self.model[used.view.cart.id] = ModelCart(old.customer_id, expected, addressed=True)
        return self._see(used.view)

    # Products

    @rule(cart=carts, item=CHOICES, quantity=QUANTITIES, text=TEXTS)
    def add(self, cart: CartId, item: Item, quantity: int, text: str) -> None:
        """Add a product, with a text where it takes one."""
        model = self.model[cart]
        if item[0] != PLAQUE.id:
            text = ""
        same = next(
            (e for e in model.lines if (e.item, e.text, e.price) == (item, text, None)), None
        )
        total = quantity + (same.quantity if same else 0)
        answers = {"engraving": text} if item[0] == PLAQUE.id else None
        view = self._expect(
            self._ordered(cart) or model.why_not(item, quantity, total, text, self._levels()),
            lambda: self.office.products.add(
                EMPLOYEE, cart, item[0], quantity, combination_id=item[1], customization=answers
            ),
        )
        if view is not None:
            if same is None:
                model.lines.append(ModelLine(item, text, quantity))
            else:
                same.quantity = total
            self._see(view)

    @precondition(lambda self: any(cart.lines for cart in self.model.values()))
    @rule(cart=carts, index=st.integers(0, 4), quantity=QUANTITIES)
    def change_quantity(self, cart: CartId, index: int, quantity: int) -> None:
        """Type another quantity."""
        model = self.model[cart]
        if not model.lines:
            return
        index %= len(model.lines)
        line = model.lines[index]
        expected = self._ordered(cart)
        if expected is None:
            expected = bad_quantity(line.item, quantity, quantity)
        if expected is None and quantity > line.quantity:
            expected = model.short(line.item, quantity - line.quantity, self._levels())
        view = self._expect(
            expected,
            lambda: self.office.products.set_quantity(
                EMPLOYEE, cart, self._line_id(cart, index), quantity
            ),
        )
        if view is not None:
            line.quantity = quantity
            self._see(view)

    @rule(cart=carts, index=st.integers(0, 4))
    def remove(self, cart: CartId, index: int) -> None:
        """Take a line out; one that is not there is refused."""
        model = self.model[cart]
        there = index < len(model.lines)
        line_id = self._line_id(cart, index) if there else LineId("none")
        view = self._expect(
            self._ordered(cart) or (None if there else "line_not_found"),
            lambda: self.office.products.remove(EMPLOYEE, cart, line_id),
        )
        if view is not None:
            del model.lines[index]
            self._see(view)

    @rule(cart=carts, price=st.sampled_from(["0.00", "7.77", "19.99"]))
    def set_price(self, cart: CartId, price: str) -> None:
        """Set the first line's price by hand, where it is the only one of its kind."""
        model = self.model[cart]
        if not model.lines:
            return
        first = model.lines[0]
        if any((e.item, e.text) == (first.item, first.text) for e in model.lines[1:]):
            return
        line_id = self._line_id(cart, 0)
        view = self._expect(
            self._ordered(cart),
            lambda: self.office.products.set_price(
                EMPLOYEE, cart, line_id, euros(price), tax_included=True, reason="agreed"
            ),
        )
        if view is not None:
            first.price = euros(price)
            line = view.summary.line(line_id)
            assert line is not None
            assert line.unit_price.gross == euros(price)
            self._see(view)

    # Vouchers

    @rule(cart=carts, index=st.integers(0, 1))
    def grant(self, cart: CartId, index: int) -> None:
        """Grant a voucher by its code."""
        model = self.model[cart]
        rule_id = list(self.codes)[index]
        expected = self._ordered(cart)
        if expected is None and rule_id in model.granted:
            expected = "rule_already_applied"
        elif expected is None and rule_id == self.once and self.used_once:
            expected = "rule_used_up"
        elif expected is None and not model.lines:
            expected = "rule_empty_cart"
        view = self._expect(
            expected,
            lambda: self.office.vouchers.grant_code(EMPLOYEE, cart, self.codes[rule_id].lower()),
        )
        if view is not None:
            model.granted.append(rule_id)
            self._see(view)

    @rule(cart=carts, index=st.integers(0, 1))
    def take_away(self, cart: CartId, index: int) -> None:
        """Take a voucher away."""
        model = self.model[cart]
        rule_id = list(self.codes)[index]
        expected = self._ordered(cart)
        if expected is None and rule_id not in model.granted:
            expected = "rule_not_granted"
        view = self._expect(
            expected, lambda: self.office.vouchers.take_away(EMPLOYEE, cart, rule_id)
        )
        if view is not None:
            model.granted.remove(rule_id)
            self._see(view)

    # Addresses and shipping

    @rule(cart=carts)
    def address(self, cart: CartId) -> None:
        """Choose the customer's address, added on the spot the first time."""
        model = self.model[cart]
        customer = model.customer
        if customer not in self.addresses:
            entry = AddressEntry("A", "B", "1 rue X", "Paris", "FR", "75001")
            added = self.office.addresses.add(EMPLOYEE, customer, entry)
            self.addresses[customer] = added.id
        chosen = self.addresses[customer]
        view = self._expect(
            self._ordered(cart),
            lambda: self.office.addresses.choose(EMPLOYEE, cart, delivery=chosen, invoice=chosen),
        )
        if view is not None:
            model.addressed = True
            self._see(view)

    @rule(cart=carts, customer=customers)
    def address_of_somebody_else(self, cart: CartId, customer: CustomerId) -> None:
        """Another customer's address is refused."""
        if customer == self.model[cart].customer or customer not in self.addresses:
            return
        theirs = self.addresses[customer]
        self._expect(
            self._ordered(cart) or "address_other_customer",
            lambda: self.office.addresses.choose(EMPLOYEE, cart, delivery=theirs),
        )

    @rule(cart=carts, carrier=st.sampled_from([POST.id, EXPRESS.id, CarrierId("none")]))
    def carrier(self, cart: CartId, carrier: CarrierId) -> None:
        """Choose a delivery; the choice sets the price."""
        available = bool(self.model[cart].lines) and carrier != "none"
        view = self._expect(
            self._ordered(cart) or (None if available else "carrier_unavailable"),
            lambda: self.office.shipping.choose(EMPLOYEE, cart, carrier),
        )
        if view is not None:
            assert view.summary.shipping is not None
            assert view.summary.shipping.carrier_id == carrier
            self._see(view)

    @rule(cart=carts, free=st.booleans())
    def free_shipping(self, cart: CartId, free: bool) -> None:
        """Free shipping yes: the delivery costs nothing."""
        view = self._expect(
            self._ordered(cart), lambda: self.office.shipping.set_free(EMPLOYEE, cart, free)
        )
        if view is not None:
            assert not free or not view.summary.shipping_price
            self._see(view)

    # Finishing

    @rule(target=orders, cart=carts)
    def place(self, cart: CartId) -> OrderId | MultipleResults[OrderId]:
        """Place the order, if nothing is missing."""
        model = self.model[cart]
        expected = self._ordered(cart)
        if expected is None and not model.lines:
            expected = "cart_empty"
        if expected is None and model.overdrawn(self._levels()):
            expected = "out_of_stock"
        if expected is None and not model.addressed:
            expected = "address_missing"
        before = self.office.carts.view(EMPLOYEE, cart)
        assert before.ready == (expected is None) or model.ordered
        order = self._expect(
            expected,
            lambda: self.office.finishing.place(EMPLOYEE, cart, payment_method="card"),
        )
        if order is None:
            return multiple()
        assert order.total == before.summary.total.gross
        model.ordered = True
        model.version += 1
        self.placed[order.id] = order
        self.sold[order.id] = self._taken(order)
        if any(applied.rule_id == self.once for applied in order.summary.rules):
            self.used_once += 1
        return order.id

    @rule(order=consumes(orders))
    def cancel(self, order: OrderId) -> None:
        """Cancel an order: its goods come back; it cannot go on."""
        cancelled = self.office.orders.change_status(EMPLOYEE, order, "cancelled")
        if any(applied.rule_id == self.once for applied in cancelled.summary.rules):
            self.used_once -= 1
        del self.sold[order]
        self.placed[order] = cancelled
        self._expect(
            "status_final",
            lambda: self.office.orders.change_status(EMPLOYEE, order, "shipped"),
        )

    @rule(cart=carts)
    def change_with_an_old_version(self, cart: CartId) -> None:
        """Whoever has not seen the latest change is told, and overwrites nothing."""
        old = self.model[cart].version - 1
        self._expect(
            self._ordered(cart) or "stale_cart",
            lambda: self.office.carts.set_language(EMPLOYEE, cart, "fr", version=old),
        )

    # What always holds

    @invariant()
    def stock_is_what_was_not_sold(self) -> None:
        """Never below zero; stock and sold goods together stay constant."""
        if not hasattr(self, "codes"):
            return
        levels = self._levels()
        for item, initial in ITEMS.items():
            sold = sum(taken.get(item, 0) for taken in self.sold.values())
            assert levels[item] >= 0
            assert levels[item] + sold == initial, item

    @invariant()
    def the_cart_is_as_expected(self) -> None:
        """The cart touched last holds what the model says, and its total adds up."""
        if self.touched is None:
            return
        view, model = self.office.carts.view(EMPLOYEE, self.touched), self.model[self.touched]
        assert [
            ((line.product_id, line.combination_id), _text(line), line.quantity)
            for line in view.cart.lines
        ] == [(line.item, line.text, line.quantity) for line in model.lines]
        assert list(view.cart.rule_ids) == model.granted
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

    def _levels(self) -> dict[Item, int]:
        def read(work: Work) -> Mapping[StockItem, int]:
            return work.stock.levels([StockItem.of(*item) for item in ITEMS])

        levels = self.office.desk.read(EMPLOYEE, read)
        return {item: levels[StockItem.of(*item)] for item in ITEMS}

    def _line_id(self, cart: CartId, index: int) -> LineId:
        return self.office.carts.view(EMPLOYEE, cart).cart.lines[index].id

    def _taken(self, order: Order) -> dict[Item, int]:
        taken: dict[Item, int] = {}
        for line in order.summary.lines:
            if line.product_id is not None:
                item = (line.product_id, line.combination_id)
                taken[item] = taken.get(item, 0) + line.quantity
        return taken


def _text(line: CartLine) -> str:
    return "".join(value.text for value in line.customization.values)
