"""Setting up a shop: what the owner decides once, and what is imported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from attrs import frozen

from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.entering import require_entered
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.ids import CombinationId, ProductId
from backoffice_orders.model.imports import RecordFile
from backoffice_orders.model.product import SpecificPrice
from backoffice_orders.model.settings import ShopSettings
from backoffice_orders.model.stock import StockItem
from backoffice_orders.services.arguments import checked
from backoffice_orders.services.desk import Desk, Work
from backoffice_orders.services.entries import Entry, require_entry, save_entry
from backoffice_orders.services.importing import Imported, import_files


@checked
@frozen
class Setup:
    """The shop's settings, catalog, carriers and taxes; needs ``manage_shop``."""

    _desk: Desk

    def settings(self, actor: Actor) -> ShopSettings:
        """The shop's settings, or ``ShopNotSetUp``."""
        actor.require(Permission.READ_CATALOG)
        return self._desk.read(actor, lambda work: work.settings)

    def save(self, actor: Actor, *entries: Entry) -> None:
        """Store or replace settings, groups, taxes, zones, carriers, products, rules: all or none.

        Raises:
            TypeError: Something that is set up by another use case; the message names it.
            FieldMissing, FieldTooLong, FieldInvalid, EmailInvalid: What an entry holds.
            CodeTaken: Another cart rule has the code.
        """
        actor.require(Permission.MANAGE_SHOP)
        for entry in entries:
            require_entry(entry, self._desk.contacts_port)

        def save(work: Work) -> None:
            for entry in entries:
                save_entry(work, entry)

        self._manage(actor, save)

    def set_stock(
        self,
        actor: Actor,
        product_id: ProductId,
        level: int,
        combination_id: CombinationId | None = None,
    ) -> None:
        """Count a product or combination anew."""
        item = StockItem.of(product_id, combination_id)
        self._manage(actor, lambda work: work.stock.set_level(item, level))

    def set_specific_prices(
        self, actor: Actor, product_id: ProductId, prices: Sequence[SpecificPrice]
    ) -> None:
        """Replace all specific prices of a product.

        Raises:
            FieldInvalid: Something is no specific price, or one of another product.
        """
        actor.require(Permission.MANAGE_SHOP)
        for price in prices:
            if not isinstance(price, SpecificPrice) or price.product_id != product_id:
                raise FieldInvalid("prices", f"each must be a SpecificPrice of {product_id!a}")
            require_entered(price)
        self._manage(actor, lambda work: work.catalog.save_specific_prices(product_id, prices))

    def load(self, actor: Actor, files: Iterable[RecordFile]) -> Imported:
        """Import records from files: all of them, or none.

        Raises:
            ImportRefused: Some records have mistakes; it names file, line and field of each.
            ShopNotSetUp: The shop has no settings, and there is no ``shop`` file.
        """
        return import_files(self._desk, actor, files)

    def _manage(self, actor: Actor, save: Callable[[Work], None]) -> None:
        actor.require(Permission.MANAGE_SHOP)
        self._desk.write(actor, save)
