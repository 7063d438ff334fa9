"""What is done with the lines of a cart."""

from __future__ import annotations

from typing import ClassVar

from attrs import evolve, field
from moneyed import Money

from backoffice_orders.model.actor import Permission
from backoffice_orders.model.cart import Cart, CartLine, PriceOverride
from backoffice_orders.model.checks import require_currency
from backoffice_orders.model.customization import customize
from backoffice_orders.model.errors.products import ReasonMissing
from backoffice_orders.model.ids import LineId
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.values import frozen
from backoffice_orders.services.command import Command
from backoffice_orders.services.commands.products import Answers, stored_answers, stored_product
from backoffice_orders.services.desk import Work

CHANGED_PRICE = Sentence("reason_missing.price", "the changed price")


@frozen
class SetQuantity(Command):
    """Change how many of a line there are; see ``Products.set_quantity``."""

    action: ClassVar[str] = "products.set_quantity"

    line_id: LineId
    quantity: int

    def apply(self, work: Work, cart: Cart) -> Cart:
        """With so many of the line."""
        changed = cart.with_quantity(self.line_id, self.quantity)
        line = changed.any_line(self.line_id)
        if isinstance(line, CartLine):
            stored_product(work, line.product_id, line.title).require_quantity(
                line.combination_id, self.quantity
            )
        return changed

    def concerns(self, line: CartLine) -> bool:
        """Whether it is this line."""
        return line.id == self.line_id


@frozen
class SetCustomization(Command):
    """Replace the customer's texts and files of a line; see ``Products.set_customization``."""

    action: ClassVar[str] = "products.set_customization"

    line_id: LineId
    customization: Answers = field(hash=False)
    keep_others: bool = False

    def apply(self, work: Work, cart: Cart) -> Cart:
        """With these answers."""
        line = cart.line(self.line_id)
        product = stored_product(work, line.product_id, line.title)
        asked = {str(each.id) for each in product.customization_fields}
        kept = {
            field_id: answer
            for field_id, answer in line.customization.answers().items()
            if self.keep_others and field_id in asked
        }
        answers = customize(product, {**kept, **stored_answers(work, cart, self.customization)})
        return cart.with_changed_line(
            self.line_id, lambda each: evolve(each, customization=answers)
        )


@frozen
class RemoveLine(Command):
    """Take a line out of the cart."""

    action: ClassVar[str] = "products.remove"

    line_id: LineId

    def apply(self, work: Work, cart: Cart) -> Cart:
        """Without the line."""
        return cart.without_line(self.line_id)


@frozen
class SetPrice(Command):
    """Set a line's unit price by hand, or (None) go back to the catalog's.

    ``keep_price``: a price that was set by hand already stays as it is, for another reason.
    """

    action: ClassVar[str] = "products.set_price"
    permissions: ClassVar[tuple[Permission, ...]] = (Permission.OVERRIDE_PRICE,)

    line_id: LineId
    price: Money | None
    tax_included: bool = field(kw_only=True)
    reason: str = ""
    keep_price: bool = False

    def apply(self, work: Work, cart: Cart) -> Cart:
        """With this price."""
        override = None
        if self.price is not None:
            require_currency("price", self.price, cart.currency)
            if not self.reason.strip():
                raise ReasonMissing(CHANGED_PRICE())
            override = PriceOverride(self.price, self.tax_included, self.reason, work.actor.id)
            before = cart.line(self.line_id).price_override
            if self.keep_price and before is not None:
                override = evolve(override, price=before.price, tax_included=before.tax_included)
        return cart.with_changed_line(
            self.line_id, lambda line: evolve(line, price_override=override)
        )
