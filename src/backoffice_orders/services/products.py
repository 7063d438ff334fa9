"""Section 3, Products: add, change and take away; how they are found: ``product_search``."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from moneyed import Money

from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.cart import CustomLineKind
from backoffice_orders.model.errors.products import LineNotFound
from backoffice_orders.model.ids import CartId, CombinationId, FileId, LineId, ProductId, TaxGroupId
from backoffice_orders.services import commands
from backoffice_orders.services.commands.products import AddProduct, Answers, FileUpload
from backoffice_orders.services.desk import Work
from backoffice_orders.services.editing import run_as_seen
from backoffice_orders.services.line_facts import LineFacts, facts_of, part_ids
from backoffice_orders.services.product_search import ProductSearch
from backoffice_orders.services.view import CartView, view_and_loaded

if TYPE_CHECKING:  # lists are pasted seldom
    from backoffice_orders.services.many_lines import LinesAdded

__all__ = ["Answers", "FileUpload", "Products"]


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
        command = AddProduct(
            product_id, quantity, combination_id, customization or {}, attributes or {}
        )
        return run_as_seen(self._desk, actor, cart_id, version, command)

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
        return run_as_seen(
            self._desk, actor, cart_id, version, commands.SetQuantity(line_id, quantity)
        )

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
        command = commands.SetCustomization(line_id, customization, keep_others)
        return run_as_seen(self._desk, actor, cart_id, version, command)

    def remove(
        self, actor: Actor, cart_id: CartId, line_id: LineId, *, version: int | None = None
    ) -> CartView:
        """Take a line out of the cart; ``LineNotFound``."""
        return run_as_seen(self._desk, actor, cart_id, version, commands.RemoveLine(line_id))

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
        command = commands.SetPrice(line_id, price, tax_included=tax_included, reason=reason)
        return run_as_seen(self._desk, actor, cart_id, version, command)

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
        command = commands.AddCustomLine(
            name, unit_price, quantity, kind, tax_included, tax_group_id, weight, needs_shipping
        )
        return run_as_seen(self._desk, actor, cart_id, version, command)

    def add_lines(
        self, actor: Actor, cart_id: CartId, text: str, *, version: int | None = None
    ) -> LinesAdded:
        """Add many products at once, as one change: pasted, or scanned one after the other.

        Each line of ``text`` has a number (reference, SKU, EAN-13, UPC or ISBN) and how many
        pieces, with a blank, tab, comma or semicolon between; without one, the smallest quantity
        it is sold in. What cannot be added is left out, and the answer says why, line by line.

        Raises:
            FieldMissing, FieldInvalid: There is nothing in it, or more than 200 lines.
            CartNotFound, CartAlreadyOrdered, StaleCart, OfferExpired: The cart.
        """
        from backoffice_orders.services.many_lines import add_lines

        return add_lines(self._desk, actor, cart_id, text, version)

    def facts(self, actor: Actor, cart_id: CartId) -> Mapping[LineId, LineFacts]:
        """What stands beside each line: its usual price, its parts, its stock; ``CartNotFound``."""
        actor.require(Permission.READ_CART)

        def look(work: Work) -> Mapping[LineId, LineFacts]:
            seen, loaded = view_and_loaded(work, work.carts.get(cart_id))
            return facts_of(seen, loaded, work.catalog.many(part_ids(loaded.shared.products)))

        return self._desk.read(actor, look)

    def file(self, actor: Actor, cart_id: CartId, file_id: FileId) -> FileUpload:
        """A file that is attached to a line of the cart.

        Raises:
            CartNotFound, LineNotFound: No line of the cart has this file.
        """
        actor.require(Permission.READ_CART)

        def look(work: Work) -> FileUpload:
            for file in work.carts.get(cart_id).files():
                if file.id == file_id:
                    return FileUpload(file.name, file.media_type, work.files.content(file))
            raise LineNotFound(file_id)

        return self._desk.read(actor, look)
