"""The contract of ``Catalog``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from attrs import evolve

from backoffice_orders.model.ids import (
    BrandId,
    CategoryId,
    CombinationId,
    CustomerId,
    GroupId,
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
from backoffice_orders.model.stock import StockItem
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.testing.contracts.base import FIRST_PAGE, Contract, unit
from backoffice_orders.testing.samples import MOMENT, MUG, PLAQUE, SHIRT


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
            found = work.catalog.many({SHIRT.id, MUG.id, PLAQUE.id, ProductId("none")})
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
        assert self._found(store, "mug blue and big") == ["p2"]
        assert self._found(store, "mug blue and small") == []
        for nothing in ("", " ", "?!"):
            assert self._found(store, nothing) == ["p1", "p3", "p2"], nothing

    def test_names_as_they_are_said(self, store: Store) -> None:
        self._fill(store, named("p1", "Printed T-shirt"), named("p2", "L'Oréal Müsli & co"))
        for text in ("tshirt", "t shirt", "t-sh", "T-Shirt"):
            assert self._found(store, text) == ["p1"], text
        for text in ("loreal", "oreal", "muesli", "musli", "MÜSLI", "l'or"):
            assert self._found(store, text) == ["p2"], text

    def test_numbers_without_case_spaces_and_hyphens(self, store: Store) -> None:
        self._fill(store, MUG, SHIRT)
        assert self._found(store, "mug-1") == ["mug"]
        assert self._found(store, "MUG 1") == ["mug"]
        for typed in ("400638", "\u0664\u0660\u0660\u0666", "MUG\u200b-1", "MUG\u20111"):
            assert self._found(store, typed) == ["mug"], typed
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

    def test_a_text_without_letters_and_digits_finds_everything(self, store: Store) -> None:
        self._fill(store, named("p1", "Mug"), named("p2", "Cup"))
        for text in ("", " ", "?!", "%", "-", "\u20ac"):
            assert self._found(store, text) == ["p2", "p1"], text

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
            assert work.catalog.specific_prices({MUG.id}, CustomerId("JOHN")) == (everybody,)
            assert work.catalog.specific_prices([], None) == ()

    def test_which_products_have_a_customers_own_prices(self, store: Store) -> None:
        john = CustomerId("john")
        with unit(store) as work:
            for product, whose in ((SHIRT, (john,)), (MUG, (None, john, john)), (PLAQUE, (None,))):
                prices = [
                    SpecificPrice(product.id, percent=Decimal(n), customer_id=each)
                    for n, each in enumerate(whose, 1)
                ]
                work.catalog.save_specific_prices(product.id, prices)
        with unit(store) as work:
            assert work.catalog.priced_for(john) == (MUG.id, SHIRT.id), "each once, by id"
            assert work.catalog.priced_for(CustomerId("ann")) == ()

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
            assert work.catalog.all_price_rules() == rules
            assert [each.id for each in work.catalog.all_categories()] == ["c1", "c2"]
            assert work.catalog.all_brands() == (Brand(BrandId("b1"), "Brand"),)
            assert work.catalog.all_suppliers() == (Supplier(SupplierId("s1"), "Supplier"),)

    def _price_rules(self, store: Store, *product_ids: str, **asked: Any) -> list[str]:
        """The ids of the price rules that can change some products' prices."""
        with unit(store) as work:
            found = work.catalog.price_rules(
                [ProductId(id) for id in product_ids],
                [CategoryId(id) for id in asked.get("categories", ())],
                at=asked.get("at", MOMENT),
                group_ids=[GroupId(id) for id in asked.get("groups", ())],
                countries=asked.get("countries", ()),
                currencies=asked.get("currencies", ()),
            )
            return [each.id for each in found]

    def _save_price_rules(self, store: Store, **rules: dict[str, Any]) -> None:
        """Store price rules by their ids, each of so many percent off."""
        with unit(store) as work:
            for id, limits in rules.items():
                rule = CatalogPriceRule(PriceRuleId(id), percent=Decimal(5), **limits)
                work.catalog.save_price_rule(rule)

    def test_price_rules_of_some_products_and_categories(self, store: Store) -> None:
        mug, pen = ProductId("mug"), ProductId("pen")
        cups, gifts = CategoryId("cups"), CategoryId("gifts")
        self._save_price_rules(
            store,
            everything={},
            mugs={"product_ids": (mug,)},
            pens={"product_ids": (pen,)},
            both={"product_ids": (pen, mug), "category_ids": (gifts, cups)},
        )
        assert self._price_rules(store, "mug") == ["both", "everything", "mugs"]
        assert self._price_rules(store, "other") == ["everything"]
        found = self._price_rules(store, "other", categories=["cups"])
        assert found == ["both", "everything"]
        assert self._price_rules(store, "cups", categories=["pen"]) == ["everything"]
        with unit(store) as work:
            whole, _, _, _ = work.catalog.all_price_rules()
            asked: dict[str, Any] = {"group_ids": [], "countries": [], "currencies": []}
            narrowed = work.catalog.price_rules([mug, pen], [cups], at=MOMENT, **asked)[0]
            assert narrowed == evolve(whole, category_ids=(cups,))
            narrowed = work.catalog.price_rules([mug], [], at=MOMENT, **asked)[0]
            assert narrowed == evolve(whole, product_ids=(mug,), category_ids=())
            whole_again = work.catalog.price_rules([mug, pen], [gifts, cups], at=MOMENT, **asked)
            assert whole_again[0] == whole

    def test_price_rules_about_many_things(self, store: Store) -> None:
        many = tuple(ProductId(f"p{number}") for number in range(400))
        self._save_price_rules(store, many={"product_ids": many}, everything={})
        assert self._price_rules(store, "p7", "p399") == ["everything", "many"]
        assert self._price_rules(store, "p400") == ["everything"]
        self._save_price_rules(store, many={"product_ids": many[:7]})
        assert self._price_rules(store, "p7", "p399") == ["everything"]
        assert self._price_rules(store, "p6") == ["everything", "many"]

    def test_price_rules_that_can_hold(self, store: Store) -> None:
        noon, second = MOMENT.replace(hour=12), timedelta(microseconds=1)
        self._save_price_rules(
            store,
            club={"group_id": GroupId("club")},
            dollars={"currency": "USD"},
            france={"country": "FR"},
            morning={"valid_until": noon},
            afternoon={"valid_from": noon},
            over={"valid_until": MOMENT - timedelta(days=2)},
        )
        assert self._price_rules(store, "mug") == ["morning"]
        for groups in (["club", "all"], ["all", "club"]):
            assert self._price_rules(store, "mug", groups=groups) == ["club", "morning"]
        found = self._price_rules(store, "mug", countries=["DE", "FR"], currencies=["EUR", "USD"])
        assert found == ["dollars", "france", "morning"]
        assert self._price_rules(store, "mug", at=noon - second) == ["morning"]
        assert self._price_rules(store, "mug", at=noon) == ["afternoon"]
        assert self._price_rules(store, "mug", at=MOMENT - timedelta(days=3)) == ["morning", "over"]
        assert self._price_rules(store, "mug", at=noon + timedelta(days=400)) == ["afternoon"]

    def test_a_changed_price_rule_is_about_what_it_says_now(self, store: Store) -> None:
        self._save_price_rules(store, sale={"product_ids": (ProductId("mug"),)})
        assert self._price_rules(store, "mug") == ["sale"]
        self._save_price_rules(store, sale={"product_ids": (ProductId("pen"),)})
        assert self._price_rules(store, "mug") == []
        assert self._price_rules(store, "pen") == ["sale"]
        self._save_price_rules(store, sale={})
        assert self._price_rules(store, "mug") == ["sale"]
        with unit(store) as work:
            work.catalog.remove_price_rule(PriceRuleId("sale"))
        assert self._price_rules(store, "mug") == self._price_rules(store, "pen") == []

    def test_the_way_upwards_from_some_categories(self, store: Store) -> None:
        above = {"mugs": "cups", "cups": "kitchen", "pens": "office", "a": "b", "b": "a"}
        deep = {f"d{n}": f"d{n + 1}" for n in range(9)}
        with unit(store) as work:
            for id, parent in (above | deep).items():
                work.catalog.save_category(Category(CategoryId(id), id, CategoryId(parent)))
            work.catalog.save_category(Category(CategoryId("kitchen"), "Kitchen"))

        def parents(*ids: str) -> Mapping[CategoryId, CategoryId]:
            with unit(store) as work:
                return work.catalog.parents([CategoryId(id) for id in ids])

        assert parents("mugs") == {"mugs": "cups", "cups": "kitchen"}
        assert parents("cups", "pens", "none") == {"cups": "kitchen", "pens": "office"}
        assert parents("a") == {"a": "b", "b": "a"}  # a circle ends
        assert parents("d0") == deep
        assert parents("kitchen") == parents() == {}
        with unit(store) as work:
            work.catalog.save_category(Category(CategoryId("cups"), "Cups"))
            work.catalog.remove_category(CategoryId("pens"))
        assert parents("mugs", "pens") == {"mugs": "cups"}

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
            assert work.catalog.all_price_rules() == ()
            assert work.catalog.all_categories() == ()
            assert work.catalog.all_brands() == ()
            assert work.catalog.all_suppliers() == ()

    def test_prices_keep_the_order_in_which_they_were_saved(self, store: Store) -> None:
        prices = [
            SpecificPrice(ProductId(product), percent=Decimal(percent), from_quantity=pieces)
            for product, percent, pieces in (
                *(("p1", 9, 5), ("p1", 5, 1), ("p1", 7, 1), ("p1", 9, 5)),  # one of them twice
                ("p2", 1, 1),
            )
        ]
        over = MOMENT - timedelta(days=400)
        prices[2] = evolve(prices[2], customer_id=CustomerId("john"), valid_until=over)
        everybodys = [each for each in prices if each.customer_id is None]
        with unit(store) as work:
            work.catalog.save_specific_prices(ProductId("p2"), prices[4:])
            given = prices[:4]
            work.catalog.save_specific_prices(ProductId("p1"), given)
            given.clear()  # what is stored is a copy
        with unit(store) as work:
            assert list(work.catalog.all_specific_prices(ProductId("p1"))) == prices[:4]
            assert work.catalog.priced_for(CustomerId("john")) == ("p1",), "though it is over"
            whose = CustomerId("john")
            assert list(work.catalog.specific_prices([ProductId("p1")], whose)) == prices[:4]
            both = [ProductId("p2"), ProductId("p1"), ProductId("p2")]
            assert list(work.catalog.specific_prices(both, None)) == everybodys

    def test_what_products_are_sorted_by_comes_by_id(self, store: Store) -> None:
        with unit(store) as work:
            for id in ("2", "3", "1"):
                work.catalog.save_brand(Brand(BrandId(id), f"Brand {9 - int(id)}"))
                work.catalog.save_supplier(Supplier(SupplierId(id), f"Supplier {9 - int(id)}"))
        with unit(store) as work:
            assert [each.id for each in work.catalog.all_brands()] == ["1", "2", "3"]
            assert [each.id for each in work.catalog.all_suppliers()] == ["1", "2", "3"]

    def test_every_kind_of_number_is_found(self, store: Store) -> None:
        numbers = {
            "reference": "R-1",
            "sku": "S-2",
            "ean13": "4006381333931",
            "upc": "036000291452",
            "isbn": "978-3-16-148410-0",
        }
        self._fill(
            store,
            *(
                evolve(MUG, id=ProductId(kind), name="Thing", codes=ProductCodes(**{kind: number}))
                for kind, number in numbers.items()
            ),
        )
        for kind, number in numbers.items():
            assert self._found(store, number) == [kind]
            assert self._found(store, number[:-1]) == [kind], "its beginning"

    def test_noughts_that_a_number_begins_with_count(self, store: Store) -> None:
        self._fill(store, named("p1", "Thing", "00123"), named("p2", "Thing", "123"))
        for text, ids in (("123", ["p2"]), ("00123", ["p1"]), ("00", ["p1"])):
            assert self._found(store, text) == ids, text

    def test_every_combination_is_found_by_each_of_its_numbers(self, store: Store) -> None:
        combinations = tuple(
            evolve(
                SHIRT.combinations[0],
                id=CombinationId(f"c{number}"),
                codes=ProductCodes(f"REF{number}", f"SKU{number}", isbn=f"ISBN{number}"),
            )
            for number in range(1, 9)
        )
        self._fill(store, evolve(SHIRT, combinations=combinations))
        for number in range(1, 9):
            for kind in ("ref", "sku", "isbn"):
                assert self._found(store, f"{kind}{number}") == [SHIRT.id]

    def test_what_is_switched_off_keeps_its_prices(self, store: Store) -> None:
        price = SpecificPrice(MUG.id, percent=Decimal(5))
        self._fill(store, MUG)
        with unit(store) as work:
            work.catalog.save_specific_prices(MUG.id, [price])
            work.catalog.save_product(evolve(MUG, active=False))
        with unit(store) as work:
            assert work.catalog.all_specific_prices(MUG.id) == (price,)
            assert work.catalog.specific_prices([MUG.id], None) == (price,)

    def test_what_is_switched_off_later_is_found_when_it_is_on_again(self, store: Store) -> None:
        mug = named("p1", "Mug", "M-1")
        for active in (True, False, True):
            self._fill(store, evolve(mug, active=active))
            for text in ("mug", "m-1", ""):
                assert self._found(store, text) == ["p1"] * active, (text, active)

    def test_saving_a_product_leaves_its_prices(self, store: Store) -> None:
        price = SpecificPrice(MUG.id, percent=Decimal(5))
        self._fill(store, MUG)
        with unit(store) as work:
            work.catalog.save_specific_prices(MUG.id, [price])
        self._fill(store, evolve(MUG, name="Red mug"))
        with unit(store) as work:
            assert work.catalog.specific_prices([MUG.id], None) == (price,)
            assert work.catalog.all_specific_prices(MUG.id) == (price,)

    def test_the_stock_of_what_is_taken_away_stays_counted(self, store: Store) -> None:
        item = StockItem(MUG.id)
        self._fill(store, MUG)
        with unit(store) as work:
            work.stock.set_level(item, 7)
            work.catalog.remove_product(MUG.id)
        with unit(store) as work:
            assert work.stock.levels([item]) == {item: 7}

    def test_a_customers_own_prices_can_end(self, store: Store) -> None:
        john = CustomerId("john")
        with unit(store) as work:
            for product in (MUG, SHIRT, PLAQUE):
                work.catalog.save_product(product)
                price = SpecificPrice(product.id, percent=Decimal(5), customer_id=john)
                work.catalog.save_specific_prices(product.id, [price])
        with unit(store) as work:
            assert work.catalog.priced_for(john) == (MUG.id, PLAQUE.id, SHIRT.id)
            work.catalog.save_specific_prices(MUG.id, [])
            everybodys = SpecificPrice(SHIRT.id, percent=Decimal(5))
            work.catalog.save_specific_prices(SHIRT.id, [everybodys])
            assert work.catalog.priced_for(john) == (PLAQUE.id,)
            work.catalog.remove_product(PLAQUE.id)
        with unit(store) as work:
            assert work.catalog.priced_for(john) == ()
            assert work.catalog.all_specific_prices(PLAQUE.id) == ()

    def test_one_is_saved_or_taken_away_and_the_others_stay(self, store: Store) -> None:
        one, two = (CatalogPriceRule(PriceRuleId(n), percent=Decimal(5)) for n in "12")
        with unit(store) as work:
            for number in "12":
                work.catalog.save_category(Category(CategoryId(number), f"Category {number}"))
                work.catalog.save_brand(Brand(BrandId(number), f"Brand {number}"))
                work.catalog.save_supplier(Supplier(SupplierId(number), f"Supplier {number}"))
            for rule in (one, two, evolve(one, percent=Decimal(9))):
                work.catalog.save_price_rule(rule)
            work.catalog.save_category(Category(CategoryId("1"), "Renamed"))
            work.catalog.save_brand(Brand(BrandId("1"), "Renamed"))
            work.catalog.save_supplier(Supplier(SupplierId("1"), "Renamed"))

        def names() -> list[list[str]]:
            with unit(store) as work:
                lists = (
                    work.catalog.all_categories(),
                    work.catalog.all_brands(),
                    work.catalog.all_suppliers(),
                )
                return [[each.name for each in listed] for listed in lists]

        kinds = ("Category", "Brand", "Supplier")
        assert names() == [["Renamed", f"{kind} 2"] for kind in kinds]
        with unit(store) as work:
            assert work.catalog.all_price_rules() == (evolve(one, percent=Decimal(9)), two)
            work.catalog.remove_price_rule(one.id)
            work.catalog.remove_category(CategoryId("1"))
            work.catalog.remove_brand(BrandId("1"))
            work.catalog.remove_supplier(SupplierId("1"))
        assert names() == [[f"{kind} 2"] for kind in kinds]
        with unit(store) as work:
            assert work.catalog.all_price_rules() == (two,)

    def test_many_products_prices_come_by_the_products_ids(self, store: Store) -> None:
        ids = [ProductId(f"p{number:02}") for number in range(40)]
        prices = [SpecificPrice(id_, percent=Decimal(5)) for id_ in ids]
        with unit(store) as work:
            for price in prices[::-1]:
                work.catalog.save_specific_prices(price.product_id, [price])
        with unit(store) as work:
            assert list(work.catalog.specific_prices([*ids[20:], *ids[:20]], None)) == prices

    def test_a_product_is_taken_away_with_its_own_prices_alone(self, store: Store) -> None:
        prices = [SpecificPrice(ProductId(id_), percent=Decimal(5)) for id_ in ("p1", "p2")]
        with unit(store) as work:
            for each in prices:
                work.catalog.save_product(named(each.product_id, "Mug"))
                work.catalog.save_specific_prices(each.product_id, [each])
        with unit(store) as work:
            work.catalog.remove_product(ProductId("p1"))
        with unit(store) as work:
            both = [ProductId("p1"), ProductId("p2")]
            assert work.catalog.specific_prices(both, None) == (prices[1],)

    def test_a_price_rule_that_is_taken_away_leaves_what_others_are_about(
        self, store: Store
    ) -> None:
        of_mugs = {"product_ids": (ProductId("mug"),), "category_ids": (CategoryId("cups"),)}
        self._save_price_rules(store, first=of_mugs, second=of_mugs)
        with unit(store) as work:
            work.catalog.remove_price_rule(PriceRuleId("first"))
        assert self._price_rules(store, "mug") == ["second"]
        assert self._price_rules(store, "pen", categories=["cups"]) == ["second"]

    def test_products_stay_as_they_are_where_what_they_name_is_taken_away(
        self, store: Store
    ) -> None:
        cups, gifts = Category(CategoryId("cups"), "Cups"), CategoryId("gifts")
        mug = evolve(
            MUG,
            category_ids=(cups.id, gifts),
            brand_id=BrandId("b"),
            supplier_ids=(SupplierId("s"),),
            description="Holds soup",
        )
        below = Category(CategoryId("mugs"), "Mugs", cups.id)
        self._fill(store, mug)
        with unit(store) as work:
            for each in (cups, below):
                work.catalog.save_category(each)
            work.catalog.save_brand(Brand(BrandId("b"), "Brand"))
            work.catalog.save_supplier(Supplier(SupplierId("s"), "Supplier"))
        for word in ("soup", "cups", "brand", "supplier"):
            assert self._found(store, word) == [], "products are found by their names"
        with unit(store) as work:
            work.catalog.remove_category(cups.id)
            work.catalog.remove_brand(BrandId("b"))
            work.catalog.remove_supplier(SupplierId("s"))
        with unit(store) as work:
            assert work.catalog.many([mug.id]) == {mug.id: mug}
            assert work.catalog.all_categories() == (below,)
            assert work.catalog.parents([below.id]) == {below.id: cups.id}
