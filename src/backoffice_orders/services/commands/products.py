"""Adding products to a cart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from attrs import field

from backoffice_orders.model.cart import Cart, CartLine
from backoffice_orders.model.customization import AttachedFile, customize
from backoffice_orders.model.errors.products import ProductNotFound
from backoffice_orders.model.fields import OneOf, require_quantity
from backoffice_orders.model.ids import CombinationId, LineId, ProductId
from backoffice_orders.model.product import Product
from backoffice_orders.model.uploads import require_upload
from backoffice_orders.model.values import frozen
from backoffice_orders.services.cart_files import file_of, store_file
from backoffice_orders.services.command import Command
from backoffice_orders.services.desk import Work


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
            customization=customize(product, stored_answers(work, cart, self.customization)),
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


def stored_product(work: Work, product_id: ProductId, name: str = "") -> Product:
    """The product with this id, or ``ProductNotFound`` of what was called so."""
    product = work.catalog.many([product_id]).get(product_id)
    if product is None:
        raise ProductNotFound(product_id, name)
    return product


def stored_answers(work: Work, cart: Cart, answers: Answers) -> dict[str, str | AttachedFile]:
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
