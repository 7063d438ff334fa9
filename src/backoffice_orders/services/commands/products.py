"""What is done with a cart's lines."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import ClassVar

from attrs import evolve, field
from moneyed import Money

from backoffice_orders.model.actor import Permission
from backoffice_orders.model.cart import (
    Cart,
    CartLine,
    CustomLine,
    CustomLineKind,
    PriceOverride,
)
from backoffice_orders.model.checks import require_currency
from backoffice_orders.model.customization import AttachedFile, customize
from backoffice_orders.model.errors.pricing import TaxGroupNotFound
from backoffice_orders.model.errors.products import ProductNotFound, ReasonMissing
from backoffice_orders.model.fields import OneOf, require_quantity
from backoffice_orders.model.ids import CombinationId, LineId, ProductId, TaxGroupId
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.product import Product
from backoffice_orders.model.uploads import require_upload
from backoffice_orders.model.values import frozen
from backoffice_orders.services.cart_files import file_of, store_file
from backoffice_orders.services.command import Command
from backoffice_orders.services.desk import Work

CHANGED_PRICE = Sentence("reason_missing.price", "the changed price")


@frozen
class FileUpload:
    """A file the customer sent: its name, media type and content."""

    name: str = field(validator=OneOf((str,)))
    media_type: str = field(validator=OneOf((str,)))
    content: bytes = field(repr=False, validator=OneOf((bytes,)))


Answers = Mapping[str, str | FileUpload | AttachedFile]


@frozen
class AddProduct(Command):
    """Add so many of a product; see ``Products.add``."""

    action: ClassVar[str] = "products.add"
    needs_price: ClassVar[bool] = True

    product_id: ProductId
    quantity: int = 1
    combination_id: CombinationId | None = None
    customization: Answers = field(factory=dict, hash=False)
    attributes: Mapping[str, str] = field(factory=dict, hash=False)

    def apply(self, work: Work, cart: Cart) -> Cart:
        """With more of the line that is there, or a new one."""
        product = stored_product(work, self.product_id)
        product.require_orderable()
        product.chosen(self.combination_id)
        require_quantity(self.quantity)
        line = CartLine(
            id=LineId(work.ids.new("line")),
            product_id=self.product_id,
            quantity=self.quantity,
            combination_id=self.combination_id,
            customization=customize(product, _stored(work, cart, self.customization)),
            attributes=self.attributes,
            title=product.title(self.combination_id),
        )
        same = cart.same_line(line)
        changed = cart.with_line(line)
        line_id = same.id if same is not None else line.id
        product.require_quantity(self.combination_id, changed.line(line_id).quantity)
        return changed

    def concerns(self, line: CartLine) -> bool:
        """Whether the line has what was added."""
        return (line.product_id, line.combination_id) == (self.product_id, self.combination_id)


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
            stored_product(work, line.product_id).require_quantity(
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
        product = stored_product(work, line.product_id)
        asked = {str(each.id) for each in product.customization_fields}
        kept = {
            field_id: answer
            for field_id, answer in line.customization.answers().items()
            if self.keep_others and field_id in asked
        }
        answers = customize(product, {**kept, **_stored(work, cart, self.customization)})
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
    """Set a line's unit price by hand, or (None) go back to the catalog's."""

    action: ClassVar[str] = "products.set_price"
    permissions: ClassVar[tuple[Permission, ...]] = (Permission.OVERRIDE_PRICE,)

    line_id: LineId
    price: Money | None
    tax_included: bool = field(kw_only=True)
    reason: str = ""

    def apply(self, work: Work, cart: Cart) -> Cart:
        """With this price."""
        override = None
        if self.price is not None:
            require_currency("price", self.price, cart.currency)
            if not self.reason.strip():
                raise ReasonMissing(CHANGED_PRICE())
            override = PriceOverride(self.price, self.tax_included, self.reason, work.actor.id)
        return cart.with_changed_line(
            self.line_id, lambda line: evolve(line, price_override=override)
        )


@frozen
class AddCustomLine(Command):
    """Add a line outside of the catalog; see ``Products.add_custom``."""

    action: ClassVar[str] = "products.add_custom"
    permissions: ClassVar[tuple[Permission, ...]] = (Permission.ADD_CUSTOM_LINE,)

    name: str
    unit_price: Money
    quantity: int = 1
    kind: CustomLineKind = CustomLineKind.ITEM
    tax_included: bool = False
    tax_group_id: TaxGroupId | None = None
    weight: Decimal = Decimal(0)
    needs_shipping: bool = False

    def apply(self, work: Work, cart: Cart) -> Cart:
        """With the line."""
        require_currency("unit_price", self.unit_price, cart.currency)
        require_tax_group(work, self.tax_group_id)
        line = CustomLine(
            id=LineId(work.ids.new("line")),
            kind=self.kind,
            name=self.name,
            unit_price=self.unit_price,
            quantity=self.quantity,
            tax_included=self.tax_included,
            tax_group_id=self.tax_group_id,
            weight=self.weight,
            virtual=not self.needs_shipping,
            by=work.actor.id,
        )
        return cart.with_custom_line(line)


def require_tax_group(work: Work, tax_group_id: TaxGroupId | None) -> None:
    """Raise ``TaxGroupNotFound`` for a tax group that the shop does not have."""
    if tax_group_id is not None and not work.tax_rules.groups([tax_group_id], ()):
        raise TaxGroupNotFound(tax_group_id)


def stored_product(work: Work, product_id: ProductId) -> Product:
    """The product with this id, or ``ProductNotFound``."""
    product = work.catalog.many([product_id]).get(product_id)
    if product is None:
        raise ProductNotFound(product_id)
    return product


def _stored(work: Work, cart: Cart, answers: Answers) -> dict[str, str | AttachedFile]:
    """The answers with their files put into storage; a refused use case stores nothing."""
    stored: dict[str, str | AttachedFile] = {}
    for field_id, answer in answers.items():
        if isinstance(answer, str):
            stored[field_id] = answer
            continue
        if isinstance(answer, AttachedFile):
            stored[field_id] = file_of(work, cart, answer)
            continue
        OneOf((str, FileUpload, AttachedFile)).made(field_id, answer)
        name, media_type = require_upload(answer.name, answer.media_type, answer.content)
        stored[field_id] = store_file(work, cart.id, name, media_type, answer.content)
    return stored
