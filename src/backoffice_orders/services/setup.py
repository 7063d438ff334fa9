"""Setting up a shop: what the owner decides once, and what is imported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.entering import require_entered
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.fields import require_quantity
from backoffice_orders.model.ids import CombinationId, ProductId
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.product import SpecificPrice
from backoffice_orders.model.stock import StockCount, StockItem
from backoffice_orders.services.commands.products import stored_product
from backoffice_orders.services.desk import Work
from backoffice_orders.services.entries import (
    Entry,
    Removable,
    remove_entry,
    require_entry,
    require_removable,
    save_entry,
)
from backoffice_orders.services.rates import Priced, require_rates
from backoffice_orders.services.shop_lists import ShopLists

if TYPE_CHECKING:  # imports are rare
    from backoffice_orders.model.imports import Imported, RecordFile

PRICES_OF = Sentence("reason.prices_of", "each must be a SpecificPrice of '{product}'")
# What is changed here, to whom it matters: no event tells of it.
_SHOP = "shop"


class Setup(ShopLists):
    """The shop's settings, catalog, carriers and taxes; needs ``manage_shop``."""

    def save(self, actor: Actor, *entries: Entry) -> None:
        """Store or replace settings, groups, taxes, zones, carriers, products, rules: all or none.

        Things are known by their ids. Where the host's store gives new cart rules ids of its own,
        they are made by ``vouchers.create``; a stored one is replaced here by the id that it has.

        Raises:
            TypeError: Something that is set up by another use case; the message names it.
            FieldMissing, FieldTooLong, FieldInvalid, EmailInvalid: What an entry holds; or a new
                cart rule would be stored under another id.
            CodeTaken: Another cart rule has the code.
            CurrencyUnavailable: Something has an amount in a currency without a rate.
            AmountNegative, QuantityInvalid, RuleInvalid: What an entry is made of.
        """
        actor.require(Permission.MANAGE_SHOP)
        for entry in entries:
            require_entry(entry, self._desk.contacts_port)

        def save(work: Work) -> None:
            for entry in entries:
                save_entry(work, entry)
            for entry in entries:
                if isinstance(entry, Priced):
                    require_rates(work, entry)

        self._manage(actor, save)

    def set_stock(
        self,
        actor: Actor,
        product_id: ProductId,
        level: int,
        combination_id: CombinationId | None = None,
    ) -> None:
        """Count a product or combination anew; raises as ``count_stock``."""
        self.count_stock(actor, [StockCount(product_id, level, combination_id)])

    def count_stock(self, actor: Actor, counts: Sequence[StockCount]) -> None:
        """Count many products or combinations anew: all of them, or none.

        What is counted is what can still be sold: without the pieces of orders, and without those
        that carts hold (``Offers.reserve``), which come back on top if the hold ends.

        Raises:
            ProductNotFound, CombinationNotFound: There is no such thing to be counted.
            CombinationRequired: Each combination of the product is counted by itself.
        """

        def save(work: Work) -> None:
            levels: dict[StockItem, int] = {}
            for count in counts:
                stored_product(work, count.product_id).chosen(count.combination_id)
                levels[StockItem.of(count.product_id, count.combination_id)] = count.level
            # Who sells them waits from here on; in their order, nobody waits for each other.
            for item in sorted(levels):
                work.stock.set_level(item, levels[item])

        # In turn: of goods that are sold all the time, nobody else would leave it the time.
        self._manage(actor, save, in_turn=True)

    def receive_stock(
        self,
        actor: Actor,
        product_id: ProductId,
        quantity: int,
        combination_id: CombinationId | None = None,
    ) -> None:
        """Add pieces that came in to the level, whatever is sold meanwhile.

        Raises:
            QuantityInvalid, QuantityNotPositive, QuantityTooLarge: The quantity.
            ProductNotFound, CombinationNotFound, CombinationRequired: As ``count_stock``.
        """
        require_quantity(quantity)

        def receive(work: Work) -> None:
            stored_product(work, product_id).chosen(combination_id)
            if not work.stock_is_elsewhere:
                work.stock.receive(item, quantity)

        item = StockItem.of(product_id, combination_id)
        self._manage(actor, receive)
        elsewhere = self._desk.elsewhere
        if elsewhere is not None:  # once, however often that was begun
            elsewhere.receive(item, quantity)

    def set_specific_prices(
        self, actor: Actor, product_id: ProductId, prices: Sequence[SpecificPrice]
    ) -> None:
        """Replace all specific prices of a product.

        Raises:
            FieldInvalid, AmountNegative: Something is no specific price, or one of another product.
            ProductNotFound, CombinationNotFound: What they are prices of.
        """
        actor.require(Permission.MANAGE_SHOP)
        for price in prices:
            if not isinstance(price, SpecificPrice) or price.product_id != product_id:
                raise FieldInvalid("prices", PRICES_OF(product=product_id))
            require_entered(price)

        def save(work: Work) -> None:
            if prices:
                product = stored_product(work, product_id)
                for price in prices:
                    if price.combination_id is not None:
                        product.combination(price.combination_id)
            work.catalog.save_specific_prices(product_id, prices)

        self._manage(actor, save)

    def remove(self, actor: Actor, *entries: Removable) -> None:
        """Take away what was set up: all of these, or none; what is gone already stays gone.

        Things are known by their ids, specific prices by all that they say. What still refers to
        them names the problem where it is; placed orders keep all that they were made with.

        Raises:
            RuleUsed: A cart rule was used; it can be switched off.
            AmountNegative, RuleInvalid: Something that cannot be.
            TypeError: Something that is not set up by ``save`` or ``set_specific_prices``, or the
                settings, without which there is no shop.
        """
        actor.require(Permission.MANAGE_SHOP)
        for entry in entries:
            require_removable(entry)

        def remove(work: Work) -> None:
            for entry in entries:
                remove_entry(work, entry)

        self._manage(actor, remove)

    def load(self, actor: Actor, files: Iterable[RecordFile]) -> Imported:
        """Import records from files: all of them, or none.

        The files may come in any order. Where the host's store gives customers and addresses ids
        of its own, the files name them by theirs; new cart rules are refused as ``save`` does.

        Raises:
            ImportRefused: Some records have mistakes; it names file, line and field of each.
            ShopNotSetUp: The shop has no settings, and there is no ``shop`` file.
        """
        from backoffice_orders.services.importing import import_files

        return import_files(self._desk, actor, files)

    def _manage(self, actor: Actor, save: Callable[[Work], None], *, in_turn: bool = False) -> None:
        def manage(work: Work) -> None:
            save(work)
            work.note_change(_SHOP)

        actor.require(Permission.MANAGE_SHOP)
        write = self._desk.write_in_turn if in_turn else self._desk.write
        write(actor, manage)
