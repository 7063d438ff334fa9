"""Clicks that finish: addresses, delivery, placing, money, offers, holds."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.stateful import (
    MultipleResults,
    consumes,
    initialize,
    multiple,
    rule,
)

from backoffice_orders.model.actor import Actor
from backoffice_orders.model.ids import (
    CarrierId,
    CartId,
    CustomerId,
    OrderId,
)
from backoffice_orders.model.money import money_of_count
from backoffice_orders.model.pricing.summary_parts import LineKind
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.testing.expectations import ITEMS, Item
from backoffice_orders.testing.page_basis import BasisClicks
from backoffice_orders.testing.page_goods import GoodsClicks
from backoffice_orders.testing.page_state import carts, customers, orders
from backoffice_orders.testing.samples import (
    EMPLOYEE,
    EXPRESS,
    MUG,
    PLAQUE,
    POST,
    euros,
)

A_PRODUCT = st.sampled_from(list(ITEMS))
FIRST = st.sampled_from(["", "grant", "quote", "hold"])
BOB = Actor.employee("bob", "Bob")


class FinishingClicks(BasisClicks, GoodsClicks):
    """Address, ship, hold, quote, place, pay, cancel."""

    used_once: int

    @initialize(target=orders, item=A_PRODUCT, first=FIRST)
    def open_shop(self, item: Item, first: str) -> OrderId | MultipleResults[OrderId]:
        """The shop, with one call before: whatever comes next, a run has reached orders."""
        self._open_shop()
        customer: Any = self.create_customer("Jo", "Before")
        return self.a_whole_call(customer, item, first)

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
        if expected is None and model.overdrawn(self._levels(cart)):
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
        self._reach("orders placed")
        for reached, happened in (
            ("offers accepted", model.quoted),
            ("holds sold", model.held),
            ("vouchers used", bool(model.granted)),
            ("gifts given", any(each.kind is LineKind.GIFT for each in order.summary.lines)),
        ):
            if happened:
                self._reach(reached)
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
        self._reach("orders cancelled")
        del self.sold[order]
        self.placed[order] = cancelled
        self._expect(
            "status_final",
            lambda: self.office.orders.change_status(EMPLOYEE, order, "shipped"),
        )

    @rule(target=orders, customer=customers, item=st.sampled_from(list(ITEMS)), first=FIRST)
    def a_whole_call(
        self, customer: CustomerId, item: Item, first: str
    ) -> OrderId | MultipleResults[OrderId]:
        """Open, add, address, perhaps grant, quote or hold, place, perhaps pay: all in one call."""
        cart: Any = self.a_ready_cart(customer, item)
        if first == "grant" and self.model[cart].lines:
            self.grant(cart, 0)
        elif first == "quote":
            self.quote(cart)
        elif first == "hold":
            self.hold(cart)
        order: Any = self.place(cart)
        if first and order in self.placed:
            self.pay(order, 2)
        return cast("OrderId | MultipleResults[OrderId]", order)

    @rule(target=carts, customer=customers, item=A_PRODUCT)
    def a_ready_cart(self, customer: CustomerId, item: Item) -> Any:
        """A cart that has goods and an address, as far as there are any left."""
        cart: Any = self.open_cart(customer)
        pieces = PLAQUE.minimal_quantity if item[0] == PLAQUE.id else 1
        self.add(cart, item, pieces, "To Jo" if item[0] == PLAQUE.id else "")
        self.address(cart)
        return cart

    @rule(item=A_PRODUCT, pieces=st.integers(1, 9))
    def goods_come_in(self, item: Item, pieces: int) -> None:
        """More of an item is there."""
        self.office.setup.receive_stock(EMPLOYEE, item[0], pieces, item[1])
        self.counted[item] += pieces

    # Offers and holds

    @rule(cart=carts)
    def quote(self, cart: CartId) -> None:
        """Make it an offer: its prices hold, whatever becomes of the shop's."""
        model = self.model[cart]
        view = self._expect(
            self._ordered(cart) or (None if model.lines else "cart_empty"),
            lambda: self.office.offers.quote(EMPLOYEE, cart, self._later()),
        )
        if view is None:
            return
        model.quoted = True
        self._see(view)
        self._reach("offers made")
        self.office.setup.save(EMPLOYEE, evolve(MUG, price=euros("99.00")))
        then = self.office.carts.view(EMPLOYEE, cart).summary
        assert then.total == view.summary.total, "an offer has followed the shop's prices"
        self.office.setup.save(EMPLOYEE, MUG)

    @rule(cart=carts)
    def withdraw_the_offer(self, cart: CartId) -> None:
        """Price it as of today again."""
        view = self._expect(
            self._ordered(cart), lambda: self.office.offers.withdraw_quote(EMPLOYEE, cart)
        )
        if view is not None:
            self.model[cart].quoted = False
            self._see(view)

    @rule(cart=carts)
    def hold(self, cart: CartId) -> None:
        """Hold its goods, all or none."""
        model = self.model[cart]
        short = model.overdrawn(self._levels(cart))
        view = self._expect(
            self._ordered(cart) or ("out_of_stock" if short else None),
            lambda: self.office.offers.reserve(EMPLOYEE, cart, self._later()),
        )
        if view is not None:
            model.held = True
            self._see(view)
            self._reach("carts held")

    @rule(cart=carts)
    def let_go(self, cart: CartId) -> None:
        """Give its goods back."""
        view = self._expect(self._ordered(cart), lambda: self.office.offers.release(EMPLOYEE, cart))
        if view is not None:
            self.model[cart].held = False
            self._see(view)

    def _later(self) -> datetime:
        return self.office.desk.clock.now() + timedelta(days=1)

    # Money

    @rule(order=orders, part=st.sampled_from([1, 2, 3]))
    def pay(self, order: OrderId, part: int) -> None:
        """Record a part of what is due, or all; never more."""
        before = self.placed[order]
        cents = int(before.due.amount * 100)
        if cents < part:
            return
        amount = money_of_count(-(-cents // part), before.currency)
        paid = self.office.orders.record_payment(BOB, order, amount)
        assert paid.paid == before.paid + amount
        assert paid.due == before.due - amount
        self.placed[order] = paid
        self._reach("payments recorded")
        self._expect(
            "payment_too_large",
            lambda: self.office.orders.record_payment(BOB, order, paid.due + euros("0.01")),
        )

    # Two employees

    @rule(cart=carts)
    def a_colleague_was_faster(self, cart: CartId) -> None:
        """Of two who have seen the same cart the second is told, and history knows both."""
        seen = self.model[cart].version
        view = self._expect(
            self._ordered(cart),
            lambda: self.office.carts.set_language(BOB, cart, "fr", version=seen),
        )
        if view is None:
            return
        self._see(view)
        self._expect(
            "stale_cart",
            lambda: self.office.carts.set_language(EMPLOYEE, cart, "de", version=seen),
        )
        view = self.office.carts.set_language(EMPLOYEE, cart, "en", version=view.version)
        self._see(view)
        latest = self.office.carts.history(EMPLOYEE, cart, size=2, newest_first=True)
        assert [each.actor_id for each in latest] == [EMPLOYEE.id, BOB.id]
        self._reach("colleagues met")

    @rule(cart=carts)
    def change_with_an_old_version(self, cart: CartId) -> None:
        """Whoever has not seen the latest change is told, and overwrites nothing."""
        old = self.model[cart].version - 1
        self._expect(
            self._ordered(cart) or "stale_cart",
            lambda: self.office.carts.set_language(EMPLOYEE, cart, "fr", version=old),
        )
