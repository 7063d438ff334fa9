"""Clicks that fill the cart: products, prices by hand, vouchers."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import (
    precondition,
    rule,
)

from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.ceiling import Ceiling
from backoffice_orders.model.ids import (
    ActorId,
    CartId,
    CombinationId,
    DiscountId,
    LineId,
    ProductId,
)
from backoffice_orders.testing.expectations import ITEMS, Item, ModelLine, bad_quantity
from backoffice_orders.testing.page_state import PageState, carts
from backoffice_orders.testing.samples import (
    EMPLOYEE,
    MUG,
    PLAQUE,
    SHIRT,
    euros,
)

CLERK = Actor(
    ActorId("tim"), "Tim", frozenset({Permission.GIVE_DISCOUNT}), Ceiling(percent=Decimal(10))
)
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


class GoodsClicks(PageState):
    """Add, change, remove, grant, take away."""

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
            self._ordered(cart) or model.why_not(item, quantity, total, text, self._levels(cart)),
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
            self._reach("products added")

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
            expected = model.short(line.item, quantity - line.quantity, self._levels(cart))
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
            gone = model.lines.pop(index)
            model.discounts = [each for each in model.discounts if each is not gone]
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

    # Discounts by hand

    @rule(cart=carts, index=st.integers(-2, 1), percent=st.sampled_from([5, 10, 50]))
    def give_discount(self, cart: CartId, index: int, percent: int) -> None:
        """Take something off a line, or (below zero) off the order."""
        model = self.model[cart]
        there = index < len(model.lines)
        line_id = None if index < 0 else self._line_id(cart, index) if there else LineId("none")
        view = self._expect(
            self._ordered(cart) or (None if there else "line_not_found"),
            lambda: self.office.discounts.give(
                EMPLOYEE,
                cart,
                title="As agreed",
                reason="goodwill",
                percent=Decimal(percent),
                line_id=line_id,
            ),
        )
        if view is not None:
            model.discounts.append(None if index < 0 else model.lines[index])
            self._see(view)
            self._reach("discounts given")

    @rule(cart=carts)
    def give_within_a_ceiling(self, cart: CartId) -> None:
        """Somebody with a ceiling of ten percent gives just that, where nothing was given yet."""
        model, given = self.model[cart], self.office.carts.view(EMPLOYEE, cart).summary
        if model.discounts and not given.given_by_hand:
            return
        view = self._expect(
            self._ordered(cart) or ("discount_above_ceiling" if model.discounts else None),
            lambda: self.office.discounts.give(
                CLERK, cart, title="Loyal", reason="goodwill", percent=Decimal(10)
            ),
        )
        if view is not None:
            model.discounts.append(None)
            self._see(view)
            self._reach("discounts given")

    @rule(cart=carts, index=st.integers(0, 2))
    def remove_discount(self, cart: CartId, index: int) -> None:
        """Take a discount back."""
        model = self.model[cart]
        there = index < len(model.discounts)
        given = self.office.carts.view(EMPLOYEE, cart).cart.discounts
        discount_id = given[index].id if there else DiscountId("none")
        view = self._expect(
            self._ordered(cart) or (None if there else "discount_not_found"),
            lambda: self.office.discounts.remove(EMPLOYEE, cart, discount_id),
        )
        if view is not None:
            del model.discounts[index]
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
            self._reach("vouchers granted")

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
