"""The contract of ``Catalog``."""

from __future__ import annotations

from decimal import Decimal

from attrs import evolve

from backoffice_orders.model.ids import (
    BrandId,
    CategoryId,
    CustomerId,
    PriceRuleId,
    ProductId,
    SupplierId,
)
from backoffice_orders.model.page import PageRequest
from backoffice_orders.model.product import (
    Brand,
    CatalogPriceRule,
    Category,
    Product,
    ProductCodes,
    SpecificPrice,
    Supplier,
)
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.testing.contracts.base import FIRST_PAGE, Contract, unit
from backoffice_orders.testing.samples import MUG, PLAQUE, SHIRT


def named(id: str, name: str, reference: str = "") -> Product:
    """A product with this name and number."""
    return evolve(MUG, id=ProductId(id), name=name, codes=ProductCodes(reference=reference))


class CatalogContract(Contract):
    """Finding and keeping products."""

    port = "catalog"

    def _found(self, store: Store, text: str, page: PageRequest = FIRST_PAGE) -> list[str]:
        with unit(store) as work:
            return [each.id for each in work.catalog.search(text, page)]

    def _fill(self, store: Store, *products: Product) -> None:
        with unit(store) as work:
            for each in products:
                work.catalog.save_product(each)

    def test_stored_products_read_back_equal(self, store: Store) -> None:
        self._fill(store, MUG, SHIRT, PLAQUE)
        with unit(store) as work:
            found = work.catalog.many([SHIRT.id, MUG.id, PLAQUE.id, ProductId("none")])
            assert found == {"mug": MUG, "shirt": SHIRT, "plaque": PLAQUE}
            assert work.catalog.many([]) == {}

    def test_first_letters_of_any_word_of_the_name(self, store: Store) -> None:
        self._fill(
            store,
            named("p1", "Blue Mug"),
            named("p2", "Mug, blue and big"),
            named("p3", "Crème brûlée set"),
        )
        assert self._found(store, "mu bl") == ["p1", "p2"]
        assert self._found(store, "BIG mug") == ["p2"]
        assert self._found(store, "creme bru") == ["p3"]
        assert self._found(store, "lee") == []

    def test_numbers_without_case_spaces_and_hyphens(self, store: Store) -> None:
        self._fill(store, MUG, SHIRT)
        assert self._found(store, "mug-1") == ["mug"]
        assert self._found(store, "MUG 1") == ["mug"]
        assert self._found(store, "400638") == ["mug"]
        assert self._found(store, "shirt-l") == ["shirt"]  # a combination's own number

    def test_a_whole_number_comes_first_then_whole_words(self, store: Store) -> None:
        self._fill(
            store,
            named("p1", "A mugs tray"),
            named("p2", "Z mug"),
            named("p3", "Thing", "MUG"),
            named("p4", "Another thing", "MUG-7"),
        )
        assert self._found(store, "mug") == ["p3", "p2", "p1", "p4"]

    def test_inactive_products_are_left_out(self, store: Store) -> None:
        self._fill(store, named("p1", "Mug"), evolve(named("p2", "Mug"), active=False))
        assert self._found(store, "mug") == ["p1"]
        with unit(store) as work:
            assert set(work.catalog.many([ProductId("p2")])) == {"p2"}

    def test_pages(self, store: Store) -> None:
        self._fill(store, *(named(f"p{n:02}", f"Mug {n:02}") for n in range(5)))
        assert self._found(store, "mug", PageRequest(2, 2)) == ["p02", "p03"]
        assert self._found(store, "", PageRequest(3, 2)) == ["p04"]

    def test_a_renamed_product_is_found_by_its_new_name_only(self, store: Store) -> None:
        self._fill(store, named("p1", "Mug", "OLD"))
        self._fill(store, named("p1", "Cup", "NEW"))
        assert self._found(store, "cup") == ["p1"]
        assert self._found(store, "new") == ["p1"]
        assert self._found(store, "mug") == []
        assert self._found(store, "old") == []

    def test_specific_prices_of_everybody_and_of_the_customer(self, store: Store) -> None:
        everybody = SpecificPrice(MUG.id, percent=Decimal(10))
        johns = SpecificPrice(MUG.id, percent=Decimal(20), customer_id=CustomerId("john"))
        anns = SpecificPrice(MUG.id, percent=Decimal(30), customer_id=CustomerId("ann"))
        shirts = SpecificPrice(SHIRT.id, price=Decimal("9.99"), from_quantity=3)
        with unit(store) as work:
            work.catalog.save_specific_prices(SHIRT.id, [shirts])
            work.catalog.save_specific_prices(MUG.id, [johns, everybody, anns])
        with unit(store) as work:
            both = [SHIRT.id, MUG.id]
            johns_prices = work.catalog.specific_prices(both, CustomerId("john"))
            assert johns_prices == (johns, everybody, shirts)
            assert work.catalog.specific_prices([MUG.id], None) == (everybody,)
            assert work.catalog.specific_prices([], None) == ()

    def test_specific_prices_are_replaced_as_a_whole(self, store: Store) -> None:
        old = [SpecificPrice(MUG.id, percent=Decimal(n)) for n in (10, 20)]
        new = SpecificPrice(MUG.id, amount=Decimal(3))
        with unit(store) as work:
            work.catalog.save_specific_prices(MUG.id, old)
            work.catalog.save_specific_prices(MUG.id, [new])
            assert work.catalog.specific_prices([MUG.id], None) == (new,)

    def test_lists_by_id(self, store: Store) -> None:
        rules = tuple(CatalogPriceRule(PriceRuleId(id), percent=Decimal(5)) for id in ("r1", "r2"))
        with unit(store) as work:
            for rule in reversed(rules):
                work.catalog.save_price_rule(rule)
            work.catalog.save_category(Category(CategoryId("c2"), "Two"))
            work.catalog.save_category(Category(CategoryId("c1"), "One"))
            work.catalog.save_brand(Brand(BrandId("b1"), "Brand"))
            work.catalog.save_supplier(Supplier(SupplierId("s1"), "Supplier"))
        with unit(store) as work:
            assert work.catalog.price_rules() == rules
            assert [each.id for each in work.catalog.categories()] == ["c1", "c2"]
            assert work.catalog.brands() == (Brand(BrandId("b1"), "Brand"),)
            assert work.catalog.suppliers() == (Supplier(SupplierId("s1"), "Supplier"),)

    def test_all_specific_prices_whomever_they_are_for(self, store: Store) -> None:
        prices = (
            SpecificPrice(MUG.id, percent=Decimal(5), customer_id=CustomerId("c")),
            SpecificPrice(MUG.id, percent=Decimal(10)),
        )
        self._fill(store, MUG)
        with unit(store) as work:
            work.catalog.save_specific_prices(MUG.id, prices)
            work.catalog.save_specific_prices(
                SHIRT.id, [SpecificPrice(SHIRT.id, percent=Decimal(1))]
            )
        with unit(store) as work:
            assert work.catalog.all_specific_prices(MUG.id) == prices
            assert work.catalog.all_specific_prices(PLAQUE.id) == ()

    def test_a_product_that_is_taken_away_is_gone_with_its_prices(self, store: Store) -> None:
        self._fill(store, named("p1", "Blue mug", "M-1"), named("p2", "Red mug", "M-2"))
        price = SpecificPrice(ProductId("p1"), percent=Decimal(5))
        with unit(store) as work:
            work.catalog.save_specific_prices(price.product_id, [price])
        with unit(store) as work:
            work.catalog.remove_product(price.product_id)
            work.catalog.remove_product(ProductId("none"))
            assert work.catalog.many([price.product_id]) == {}
        assert self._found(store, "mug") == ["p2"]
        assert self._found(store, "M-1") == []
        with unit(store) as work:
            assert work.catalog.specific_prices([price.product_id], None) == ()
        self._fill(store, named("p1", "Blue mug"))
        assert self._found(store, "blue") == ["p1"]

    def test_what_products_are_sorted_by_is_taken_away(self, store: Store) -> None:
        rule = CatalogPriceRule(PriceRuleId("r"), percent=Decimal(5))
        with unit(store) as work:
            work.catalog.save_price_rule(rule)
            work.catalog.save_category(Category(CategoryId("c"), "Cups"))
            work.catalog.save_brand(Brand(BrandId("b"), "Brand"))
            work.catalog.save_supplier(Supplier(SupplierId("s"), "Supplier"))
        with unit(store) as work:
            work.catalog.remove_price_rule(rule.id)
            work.catalog.remove_category(CategoryId("c"))
            work.catalog.remove_brand(BrandId("b"))
            work.catalog.remove_supplier(SupplierId("s"))
        with unit(store) as work:
            assert work.catalog.price_rules() == ()
            assert work.catalog.categories() == ()
            assert work.catalog.brands() == ()
            assert work.catalog.suppliers() == ()
