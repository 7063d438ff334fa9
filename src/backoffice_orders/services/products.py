"""Section 3, Products: add, change and take away; how they are found: ``product_search``."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from decimal import Decimal

from attrs import evolve, field, frozen
from moneyed import Money

from backoffice_orders.model.actor import Actor, Permission
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
from backoffice_orders.model.errors.products import (
    LineNotFound,
    ProductNotFound,
    ReasonMissing,
)
from backoffice_orders.model.fields import OneOf, require_quantity
from backoffice_orders.model.ids import (
    CartId,
    CombinationId,
    FileId,
    LineId,
    ProductId,
    TaxGroupId,
)
from backoffice_orders.model.pricing.context import Context
from backoffice_orders.model.pricing.lines import product_row
from backoffice_orders.model.product import Product
from backoffice_orders.model.uploads import require_upload
from backoffice_orders.services.arguments import checked
from backoffice_orders.services.desk import Work
from backoffice_orders.services.editing import Change, edit
from backoffice_orders.services.price_book import Loaded, load
from backoffice_orders.services.product_search import ProductSearch
from backoffice_orders.services.view import (
    CartView,
    require_stock,
)


@frozen
class FileUpload:
    """A file the customer sent: its name, media type and content."""

    name: str = field(validator=OneOf((str,)))
    media_type: str = field(validator=OneOf((str,)))
    content: bytes = field(repr=False, validator=OneOf((bytes,)))


Answers = Mapping[str, "str | FileUpload | AttachedFile"]


@checked
@frozen
class Products(ProductSearch):
    """Search products, and put them into the cart."""

    def add(
        self,
        actor: Actor,
        cart_id: CartId,
        product_id: ProductId,
        quantity: int = 1,
        *,
        combination_id: CombinationId | None = None,
        customization: Answers | None = None,
        attributes: Mapping[str, str] | None = None,
        version: int | None = None,
    ) -> CartView:
        """Add so many of a product; more of the same go to the line that is there.

        Args:
            actor: Who adds.
            cart_id: To which cart.
            product_id: Which product.
            quantity: How many pieces.
            combination_id: Which combination, where the product has some.
            customization: The customer's texts and files, by the ids of the product's fields.
            attributes: The host's own, kept on the line.
            version: The version the actor has seen.

        Raises:
            ProductNotFound, ProductUnavailable: It is not for sale.
            TaxGroupNotFound, CurrencyUnavailable: It cannot be priced.
            CombinationRequired, CombinationNotFound: The choice is missing, or another
                product's.
            CustomizationRequired, CustomizationInvalid, FileRefused: The customer's texts or
                files.
            QuantityNotPositive, QuantityTooLarge, MinimalQuantity: The quantity.
            OutOfStock: There are not as many left, and no more can be ordered.
        """
        actor.require(Permission.EDIT_CART)

        def change(work: Work, cart: Cart) -> Cart:
            loaded = load(work, [cart], more_products=[product_id])
            product = loaded.shared.product(product_id)
            product.require_orderable()
            product.chosen(combination_id)
            require_quantity(quantity)
            line = CartLine(
                id=LineId(work.ids.new("line")),
                product_id=product_id,
                quantity=quantity,
                combination_id=combination_id,
                customization=customize(product, _stored(work, cart, customization or {})),
                attributes=attributes or {},
                title=product.title(combination_id),
            )
            product_row(line, Context.of(cart, loaded.book(cart)))
            same = cart.same_line(line)
            changed = cart.with_line(line)
            line_id = same.id if same is not None else line.id
            product.require_quantity(combination_id, changed.line(line_id).quantity)
            _require_left(work, changed, line_id, loaded)
            return changed

        return self._edit(actor, cart_id, version, "products.add", change)

    def set_quantity(
        self,
        actor: Actor,
        cart_id: CartId,
        line_id: LineId,
        quantity: int,
        *,
        version: int | None = None,
    ) -> CartView:
        """Change how many of a line there are.

        Raises:
            LineNotFound: The cart has no such line.
            QuantityNotPositive, QuantityTooLarge, MinimalQuantity, OutOfStock: As for ``add``.
        """
        actor.require(Permission.EDIT_CART)

        def change(work: Work, cart: Cart) -> Cart:
            changed = cart.with_quantity(line_id, quantity)
            line = changed.any_line(line_id)
            if isinstance(line, CartLine):
                loaded = load(work, [changed])
                product = loaded.shared.product(line.product_id)
                product.require_quantity(line.combination_id, quantity)
                if quantity > cart.line(line_id).quantity:
                    _require_left(work, changed, line_id, loaded)
            return changed

        return self._edit(actor, cart_id, version, "products.set_quantity", change)

    def set_customization(
        self,
        actor: Actor,
        cart_id: CartId,
        line_id: LineId,
        customization: Answers,
        *,
        keep_others: bool = False,
        version: int | None = None,
    ) -> CartView:
        """Replace the customer's texts and files of a line.

        ``keep_others`` leaves those that are not named as they are, but for answers to fields
        that the product does not have any more.

        Raises:
            LineNotFound: The cart has no such line.
            CustomizationRequired, CustomizationInvalid, FileRefused: As for ``add``.
        """
        actor.require(Permission.EDIT_CART)

        def change(work: Work, cart: Cart) -> Cart:
            line = cart.line(line_id)
            product = _product(work, line.product_id)
            asked = {str(each.id) for each in product.customization_fields}
            kept = {
                field_id: answer
                for field_id, answer in line.customization.answers().items()
                if keep_others and field_id in asked
            }
            answers = customize(product, {**kept, **_stored(work, cart, customization)})
            return cart.with_changed_line(line_id, lambda each: evolve(each, customization=answers))

        return self._edit(actor, cart_id, version, "products.set_customization", change)

    def remove(
        self, actor: Actor, cart_id: CartId, line_id: LineId, *, version: int | None = None
    ) -> CartView:
        """Take a line out of the cart; ``LineNotFound``."""
        actor.require(Permission.EDIT_CART)
        return self._edit(
            actor, cart_id, version, "products.remove", lambda _, cart: cart.without_line(line_id)
        )

    def set_price(
        self,
        actor: Actor,
        cart_id: CartId,
        line_id: LineId,
        price: Money | None,
        *,
        tax_included: bool,
        reason: str = "",
        version: int | None = None,
    ) -> CartView:
        """Set a product line's unit price by hand, or (None) go back to the catalog's.

        Raises:
            LineNotFound: The cart has no such product line.
            CurrencyMismatch, AmountNegative, ReasonMissing: The price, or no reason for it.
            PermissionDenied: Without ``override_price``.
        """
        actor.require(Permission.OVERRIDE_PRICE)

        def change(_: Work, cart: Cart) -> Cart:
            override = None
            if price is not None:
                require_currency("price", price, cart.currency)
                if not reason.strip():
                    raise ReasonMissing("the changed price")
                override = PriceOverride(price, tax_included, reason, actor.id)
            return cart.with_changed_line(
                line_id, lambda line: evolve(line, price_override=override)
            )

        return self._edit(actor, cart_id, version, "products.set_price", change)

    def add_custom(
        self,
        actor: Actor,
        cart_id: CartId,
        name: str,
        unit_price: Money,
        quantity: int = 1,
        *,
        kind: CustomLineKind = CustomLineKind.ITEM,
        tax_included: bool = False,
        tax_group_id: TaxGroupId | None = None,
        weight: Decimal = Decimal(0),
        needs_shipping: bool = False,
        version: int | None = None,
    ) -> CartView:
        """Add a line outside of the catalog: a service, another item, or a fee.

        ``unit_price`` is net unless ``tax_included``, in the cart's currency; ``weight`` in kg.

        Raises:
            FieldMissing, FieldTooLong, QuantityNotPositive, CurrencyMismatch, AmountNegative:
                As they say.
            TaxGroupNotFound: The shop has no such tax group.
            PermissionDenied: Without ``add_custom_line``.
        """
        actor.require(Permission.ADD_CUSTOM_LINE)

        def change(work: Work, cart: Cart) -> Cart:
            require_currency("unit_price", unit_price, cart.currency)
            require_tax_group(work, tax_group_id)
            line = CustomLine(
                id=LineId(work.ids.new("line")),
                kind=kind,
                name=name,
                unit_price=unit_price,
                quantity=quantity,
                tax_included=tax_included,
                tax_group_id=tax_group_id,
                weight=weight,
                virtual=not needs_shipping,
                by=actor.id,
            )
            return cart.with_custom_line(line)

        return self._edit(actor, cart_id, version, "products.add_custom", change)

    def file(self, actor: Actor, cart_id: CartId, file_id: FileId) -> FileUpload:
        """A file that is attached to a line of the cart.

        Raises:
            CartNotFound, LineNotFound: No line of the cart has this file.
        """
        actor.require(Permission.READ_CART)

        def look(work: Work) -> FileUpload:
            for line in work.carts.get(cart_id).lines:
                for value in line.customization.values:
                    if value.file is not None and value.file.id == file_id:
                        content = work.files.content(value.file)
                        return FileUpload(value.file.name, value.file.media_type, content)
            raise LineNotFound(file_id)

        return self._desk.read(actor, look)

    def _edit(
        self, actor: Actor, cart_id: CartId, version: int | None, action: str, change: Change
    ) -> CartView:
        return edit(self._desk, actor, cart_id, version, action, change)


def require_tax_group(work: Work, tax_group_id: TaxGroupId | None) -> None:
    """Raise ``TaxGroupNotFound`` for a tax group that the shop does not have."""
    if tax_group_id is not None and not work.tax_rules.groups([tax_group_id], ()):
        raise TaxGroupNotFound(tax_group_id)


def _product(work: Work, product_id: ProductId) -> Product:
    product = work.catalog.many([product_id]).get(product_id)
    if product is None:
        raise ProductNotFound(product_id)
    return product


def _require_left(work: Work, changed: Cart, line_id: LineId, loaded: Loaded) -> None:
    require_stock(changed, line_id, loaded, loaded.levels)


def _stored(work: Work, cart: Cart, answers: Answers) -> dict[str, str | AttachedFile]:
    """The answers with their files put into storage; a refused use case stores nothing."""
    stored: dict[str, str | AttachedFile] = {}
    for field_id, answer in answers.items():
        if isinstance(answer, str | AttachedFile):
            stored[field_id] = answer  # a file that is there already
            continue
        OneOf((str, FileUpload, AttachedFile)).made(field_id, answer)
        name, media_type = require_upload(answer.name, answer.media_type, answer.content)
        # The same content is the same file of a cart, so that equal lines are joined; but no two
        # customers share one, so that it can be erased.
        digest = hashlib.sha256(cart.id.encode() + answer.content).hexdigest()
        file = AttachedFile(FileId(digest), name, media_type, len(answer.content))
        stored[field_id] = work.files.add(file, answer.content)
    return stored
