"""Clicks at the beginning of a call: who it is, and what the cart begins with."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import (
    rule,
)

from backoffice_orders.model.ids import (
    CartId,
    CustomerId,
    OrderId,
)
from backoffice_orders.testing.expectations import ModelCart, ModelLine
from backoffice_orders.testing.page_state import PageState, carts, customers, line_text, orders
from backoffice_orders.testing.samples import (
    EMPLOYEE,
    PLAQUE,
)

NAMES = st.sampled_from(["John", "Joan", "Jörg", "Zoë", "Marie-Claire", "Bo"])


class BasisClicks(PageState):
    """Find, create, open, reuse, copy."""

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
            model = self.model[cart]
            if not model.quoted:  # an offer stays as it was made
                model.addressed |= model.customer in self.addresses
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
                same = (e for e in expected if (e.item, e.text) == (item, line_text(line)))
                known = next(same, None)
                if known is None:
                    expected.append(ModelLine(item, line_text(line), count))
                else:
                    known.quantity += count
        self.model[used.view.cart.id] = ModelCart(old.customer_id, expected, addressed=True)
        return self._see(used.view)
