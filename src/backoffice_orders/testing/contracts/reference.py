"""The contracts of what a shop sets up once, and of attached files."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import ClassVar

import pytest
from attrs import evolve

from backoffice_orders.model.carrier import Country, ExchangeRate, RangePrice, Zone
from backoffice_orders.model.customization import AttachedFile
from backoffice_orders.model.errors.host import ShopNotSetUp
from backoffice_orders.model.errors.products import FileRefused
from backoffice_orders.model.ids import CarrierId, FileId, GroupId, ShopId, TaxGroupId, ZoneId
from backoffice_orders.model.money import Rounding, RoundingMode, RoundingType
from backoffice_orders.model.shop import Concern, ShopScope
from backoffice_orders.model.tax import Place, TaxGroup, TaxRate, TaxRule
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.testing.contracts.base import Contract, needs, unit
from backoffice_orders.testing.samples import (
    EUROPE,
    EXPRESS,
    FRANCE,
    GERMANY,
    POST,
    SETTINGS,
    STANDARD_TAX,
    euros,
)


class ShopsContract(Contract):
    """The shop's settings."""

    port = "shops"

    def test_a_shop_without_settings_says_so(self, store: Store) -> None:
        with unit(store) as work, pytest.raises(ShopNotSetUp):
            work.shops.settings()

    @needs("sharing")
    def test_the_shop_whose_settings_are_missing_is_named(self, store: Store) -> None:
        shares = ShopScope(ShopId("outlet"), {Concern.SETTINGS: ShopId("north")})
        for scope, named in ((shares, "north"), (ShopScope(ShopId("outlet")), "outlet")):
            with store.transaction(scope) as work, pytest.raises(ShopNotSetUp) as refused:
                work.shops.settings()
            assert refused.value.shop_id == named

    def test_settings_read_back_equal_and_are_replaced(self, store: Store) -> None:
        other = evolve(
            SETTINGS,
            rounding=Rounding(RoundingMode.HALF_ODD, RoundingType.TOTAL),
            gift_wrapping_price=euros("2.00"),
        )
        with unit(store) as work:
            work.shops.save(SETTINGS)
        with unit(store) as work:
            assert work.shops.settings() == SETTINGS
            work.shops.save(other)
        with unit(store) as work:
            assert work.shops.settings() == other


class CarriersContract(Contract):
    """Carriers, zones and countries."""

    port = "carriers"

    def test_lists_by_id(self, store: Store) -> None:
        with unit(store) as work:
            for carrier in (POST, EXPRESS, evolve(POST, active=False)):
                work.carriers.save(carrier)
            work.carriers.save_zone(EUROPE)
            work.carriers.save_country(GERMANY)
            work.carriers.save_country(FRANCE)
            work.carriers.save_country(evolve(FRANCE, states={"75": EUROPE.id}))
        with unit(store) as work:
            assert work.carriers.all_carriers() == (EXPRESS, evolve(POST, active=False))
            assert work.carriers.all_zones() == (EUROPE,)
            assert work.carriers.all_countries() == (
                GERMANY,
                evolve(FRANCE, states={"75": EUROPE.id}),
            )

    def test_zones_are_listed_replaced_and_taken_away_by_id(self, store: Store) -> None:
        west, east = (Zone(ZoneId(name), name.title()) for name in ("west", "east"))
        home = evolve(FRANCE, zone_id=west.id)
        there = evolve(EXPRESS, zone_ids=(west.id,), prices=(weighing(0, 1, west.id),))
        with unit(store) as work:
            for zone in (west, east, evolve(west, name="Far west")):
                work.carriers.save_zone(zone)
            work.carriers.save_country(home)
            work.carriers.save(there)
        with unit(store) as work:
            assert work.carriers.all_zones() == (east, evolve(west, name="Far west"))
            work.carriers.remove_zone(west.id)
            work.carriers.remove_zone(ZoneId("none"))
        with unit(store) as work:
            assert work.carriers.all_zones() == (east,)
            assert work.carriers.all_countries() == (home,), "it stays as it was"
            assert work.carriers.all_carriers() == (there,), "and so does it"

    def test_what_is_taken_away_is_gone_and_nothing_else(self, store: Store) -> None:
        with unit(store) as work:
            work.carriers.save(POST)
            work.carriers.save(EXPRESS)
            work.carriers.save_zone(EUROPE)
            work.carriers.save_country(GERMANY)
            work.carriers.save_country(FRANCE)
        with unit(store) as work:
            work.carriers.remove(POST.id)
            work.carriers.remove(POST.id)
            work.carriers.remove_country("DE")
            assert work.carriers.all_carriers() == (EXPRESS,)
            assert work.carriers.all_countries() == (FRANCE,)
        with unit(store) as work:
            assert work.carriers.all_carriers() == (EXPRESS,)
            assert work.carriers.all_countries() == (FRANCE,)
            assert work.carriers.all_zones() == (EUROPE,)
            work.carriers.remove_zone(EUROPE.id)
            assert work.carriers.all_zones() == ()

    def test_the_countries_of_some_places_with_the_zones_of_their_states(
        self, store: Store
    ) -> None:
        coasts = {"CA": ZoneId("west"), "OR": ZoneId("west"), "NY": ZoneId("east")}
        america = Country("US", ZoneId("america"), states=coasts)
        switched_off = evolve(GERMANY, active=False)
        with unit(store) as work:
            far = evolve(FRANCE, zone_id=ZoneId("a"))
            for country in (far, switched_off, america, Country("GR", EUROPE.id)):
                work.carriers.save_country(country)
        with unit(store) as work:
            codes = [each.code for each in work.carriers.all_countries()]
            assert codes == ["DE", "FR", "GR", "US"], "by code, whatever their zones"
            countries = work.carriers.countries
            assert countries([Place("US", "CA", "90210"), Place("DE"), Place("XX", "NY")]) == (
                switched_off,
                evolve(america, states={"CA": ZoneId("west")}),
            )
            assert countries([Place("US", "TX")]) == (evolve(america, states={}),)
            assert countries({Place("US", "NY"), Place("US", "OR")}) == (
                evolve(america, states={"NY": ZoneId("east"), "OR": ZoneId("west")}),
            )
            assert countries([]) == ()

    def test_the_carriers_of_a_zone_with_its_prices_alone(self, store: Store) -> None:
        west, east, north = ZoneId("west"), ZoneId("east"), ZoneId("north")
        far = evolve(
            POST,
            zone_ids=(north,),
            prices=(weighing(0, 5, east), weighing(0, 3, west), weighing(5, 9, east)),
        )
        free = evolve(EXPRESS, free=True, zone_ids=(east, west), prices=())
        idle = evolve(POST, id=CarrierId("idle"), active=False, zone_ids=(east,))
        with unit(store) as work:
            for carrier in (far, idle, free):
                work.carriers.save(carrier)
        with unit(store) as work:
            delivering = work.carriers.delivering
            assert delivering([east], []) == (
                evolve(free, zone_ids=(east,)),
                evolve(far, zone_ids=(), prices=(weighing(0, 5, east), weighing(5, 9, east))),
            )
            assert delivering([north], []) == (evolve(far, prices=()),)
            assert delivering({west, east}, []) == (
                evolve(free, zone_ids=(east, west)),
                evolve(far, zone_ids=()),
            )
            assert delivering([ZoneId("moon")], []) == delivering([], []) == ()

    def test_carriers_for_some_groups_deliver_to_their_customers(self, store: Store) -> None:
        clubs = (GroupId("club"), GroupId("staff"))
        for_clubs = evolve(EXPRESS, group_ids=clubs)
        with unit(store) as work:
            work.carriers.save(POST)
            work.carriers.save(for_clubs)
        with unit(store) as work:
            delivering = work.carriers.delivering
            assert delivering([EUROPE.id], []) == (POST,)
            assert delivering([EUROPE.id], [GroupId("visitors")]) == (POST,)
            assert delivering([EUROPE.id], [GroupId("visitors"), clubs[1]]) == (for_clubs, POST)

    def test_a_changed_carrier_delivers_where_it_says_now(self, store: Store) -> None:
        west = ZoneId("west")
        with unit(store) as work:
            work.carriers.save(POST)
            work.carriers.save(EXPRESS)
        with unit(store) as work:
            assert work.carriers.delivering([EUROPE.id], []) == (EXPRESS, POST)
            moved = evolve(POST, prices=(weighing(0, 1, west),))
            work.carriers.save(moved)
            assert work.carriers.delivering([EUROPE.id], []) == (EXPRESS,)
            assert work.carriers.delivering([west], []) == (moved,)
            work.carriers.save(evolve(EXPRESS, active=False))
            assert work.carriers.delivering([EUROPE.id], []) == ()
        with unit(store) as work:
            assert work.carriers.delivering([EUROPE.id, west], []) == (moved,)
            work.carriers.save(EXPRESS)
            work.carriers.remove(POST.id)
            assert work.carriers.delivering([EUROPE.id, west], []) == (EXPRESS,)

    def test_some_carriers_whole_and_whether_there_is_one(self, store: Store) -> None:
        idle = evolve(POST, active=False, zone_ids=(), prices=())
        with unit(store) as work:
            assert not work.carriers.any()
            work.carriers.save(idle)
            assert work.carriers.any()
            work.carriers.save(EXPRESS)
        with unit(store) as work:
            assert work.carriers.any()
            asked = [POST.id, CarrierId("none"), POST.id]
            for ids in (asked, set(asked)):
                assert work.carriers.many(ids) == {POST.id: idle}
            assert work.carriers.many([]) == {}
            work.carriers.remove(POST.id)
            assert work.carriers.any()
            work.carriers.remove(EXPRESS.id)
            assert not work.carriers.any()


def weighing(start: int, end: int, zone_id: ZoneId) -> RangePrice:
    """A price of a zone, for parcels from one weight to another."""
    return RangePrice(zone_id, Decimal(start), Decimal(end), euros(str(start + 1)))


class TaxRulesContract(Contract):
    """Tax groups."""

    port = "tax_rules"

    def test_groups_read_back_equal(self, store: Store) -> None:
        with unit(store) as work:
            assert work.tax_rules.all_groups() == ()
            work.tax_rules.save_group(evolve(STANDARD_TAX, rules=()))
            work.tax_rules.save_group(STANDARD_TAX)
        with unit(store) as work:
            assert work.tax_rules.all_groups() == (STANDARD_TAX,)

    def test_a_group_is_taken_away(self, store: Store) -> None:
        books = evolve(STANDARD_TAX, id=TaxGroupId("books"))
        with unit(store) as work:
            work.tax_rules.save_group(STANDARD_TAX)
            work.tax_rules.save_group(books)
        with unit(store) as work:
            work.tax_rules.remove_group(STANDARD_TAX.id)
            work.tax_rules.remove_group(TaxGroupId("none"))
        with unit(store) as work:
            assert work.tax_rules.all_groups() == (books,)

    def test_the_rules_of_some_places_alone(self, store: Store) -> None:
        rules = (
            TaxRule("US", percent(1), "CA", "90210"),
            TaxRule("US", percent(2)),
            TaxRule("FR", percent(3)),
            TaxRule("US", percent(4), "CA"),
            TaxRule("US", percent(5), "NY"),
            TaxRule("US", percent(6), "CA", "90300", "90399"),
            TaxRule("US", percent(7), None, None, "1"),
        )
        goods = TaxGroup(TaxGroupId("goods"), "Goods", rules)
        books = evolve(goods, id=TaxGroupId("books"), rules=rules[4:5])
        with unit(store) as work:
            for group in (goods, books):
                work.tax_rules.save_group(group)

        def found(*places: Place) -> list[tuple[str, list[int]]]:
            with unit(store) as work:
                asked = [goods.id, books.id, TaxGroupId("none")]
                groups = work.tax_rules.groups(asked, places)
            return [(each.id, [int(r.rates[0].percent) for r in each.rules]) for each in groups]

        hills, angels = Place("US", "ca", "90210-1234"), Place("US", "CA", "90301")
        assert found(hills) == [("books", []), ("goods", [1, 2, 4])]
        assert found(angels) == [("books", []), ("goods", [2, 4, 6])]
        assert found(Place("US", "", "05")) == [("books", []), ("goods", [2, 7])]
        assert found(Place("FR", "CA"), Place("US", "NY")) == [("books", [5]), ("goods", [2, 3, 5])]
        assert found(Place("XX")) == found() == [("books", []), ("goods", [])]
        with unit(store) as work:
            assert work.tax_rules.groups([], [hills]) == ()
            assert work.tax_rules.all_groups() == (books, goods)
        with unit(store) as work:
            for asked in ([goods.id], [goods.id, books.id]):  # what is known already comes in order
                groups = work.tax_rules.groups(asked, [Place("US", "NY")])
                assert [each.id for each in groups] == sorted(asked)

    def test_many_groups_come_by_id(self, store: Store) -> None:
        ids = [TaxGroupId(f"g{number:02}") for number in range(30)]
        with unit(store) as work:
            for id_ in ids[::-1]:
                work.tax_rules.save_group(evolve(STANDARD_TAX, id=id_))
        with unit(store) as work:
            found = work.tax_rules.groups([*ids[15:], *ids[:15]], [Place("FR")])
            assert [each.id for each in found] == ids

    def test_a_group_that_is_replaced_has_its_new_rules_alone(self, store: Store) -> None:
        french, german = STANDARD_TAX.rules
        with unit(store) as work:
            work.tax_rules.save_group(STANDARD_TAX)
        with unit(store) as work:
            only_german = evolve(STANDARD_TAX, rules=(german,))
            both = [Place("FR"), Place("DE")]
            assert work.tax_rules.groups([STANDARD_TAX.id], both) == (STANDARD_TAX,)
            work.tax_rules.save_group(only_german)
            assert work.tax_rules.groups([STANDARD_TAX.id], both) == (only_german,)
            work.tax_rules.remove_group(STANDARD_TAX.id)
            assert work.tax_rules.groups([STANDARD_TAX.id], both) == ()
            work.tax_rules.save_group(evolve(STANDARD_TAX, rules=(french,)))
        with unit(store) as work:
            assert work.tax_rules.all_groups() == (evolve(STANDARD_TAX, rules=(french,)),)


def two_logos() -> tuple[AttachedFile, AttachedFile]:
    """Two files of one name."""
    logo = AttachedFile(FileId("1"), "logo.png", "image/png", 1)
    return logo, evolve(logo, id=FileId("2"))


def percent(number: int) -> tuple[TaxRate]:
    """One rate."""
    return (TaxRate(f"{number} %", Decimal(number)),)


class ExchangeRatesContract(Contract):
    """Exchange rates."""

    port = "exchange_rates"

    def test_rates_by_currency(self, store: Store) -> None:
        with unit(store) as work:
            work.exchange_rates.save(ExchangeRate("USD", Decimal("1.1")))
            work.exchange_rates.save(ExchangeRate("JPY", Decimal("160")))
            work.exchange_rates.save(ExchangeRate("USD", Decimal("1.0875")))
        with unit(store) as work:
            assert work.exchange_rates.all_rates() == (
                ExchangeRate("JPY", Decimal("160")),
                ExchangeRate("USD", Decimal("1.0875")),
            )

    def test_a_rate_is_taken_away(self, store: Store) -> None:
        dollars = ExchangeRate("USD", Decimal("1.1"))
        with unit(store) as work:
            work.exchange_rates.save(ExchangeRate("JPY", Decimal("160")))
            work.exchange_rates.save(dollars)
        with unit(store) as work:
            work.exchange_rates.remove("JPY")
            work.exchange_rates.remove("CHF")
        with unit(store) as work:
            assert work.exchange_rates.all_rates() == (dollars,)

    def test_the_rates_of_some_currencies(self, store: Store) -> None:
        dollars, yen = ExchangeRate("USD", Decimal("1.1")), ExchangeRate("JPY", Decimal("160"))
        with unit(store) as work:
            for rate in (dollars, yen, ExchangeRate("CHF", Decimal("0.95"))):
                work.exchange_rates.save(rate)
        with unit(store) as work:
            rates = work.exchange_rates.rates
            assert rates(["USD", "JPY", "SEK", "USD"]) == (yen, dollars)
            assert rates([]) == ()
            work.exchange_rates.save(evolve(dollars, rate=Decimal("1.2")))
            assert rates(["USD"]) == (evolve(dollars, rate=Decimal("1.2")),)
            work.exchange_rates.remove("USD")
            assert rates(["USD"]) == ()


class FilesContract(Contract):
    """The content of attached files."""

    port = "files"
    needs: ClassVar[Collection[str]] = ("files",)

    def test_content_reads_back_to_the_byte(self, store: Store) -> None:
        file = AttachedFile(FileId("f1"), "logo.png", "image/png", 256)
        contents = (bytes(range(256)) + b"\r\n", b"\n \0", b"\xff\r")
        for content in contents:
            with unit(store) as work:
                stored = work.files.add(file, content)
            with unit(store) as work:
                assert work.files.content(stored) == content

    def test_a_file_that_was_never_stored(self, store: Store) -> None:
        with unit(store) as work, pytest.raises(FileRefused):
            work.files.content(AttachedFile(FileId("f9"), "x", "text/plain", 1))

    def test_files_of_one_name_are_told_apart_by_their_ids(self, store: Store) -> None:
        first, second = two_logos()
        with unit(store) as work:
            work.files.add(first, b"one")
            work.files.add(second, b"two")
        with unit(store) as work:
            assert (work.files.content(first), work.files.content(second)) == (b"one", b"two")
            assert work.files.content(evolve(first, name="signet.png")) == b"one"
            work.files.remove(first)
        with unit(store) as work:
            assert work.files.content(second) == b"two"

    def test_files_of_one_content_are_removed_singly(self, store: Store) -> None:
        first, second = two_logos()
        with unit(store) as work:
            work.files.add(first, b"logo")
            work.files.add(second, b"logo")
        with unit(store) as work:
            work.files.remove(first)
        with unit(store) as work:
            assert work.files.content(second) == b"logo"

    def test_a_file_that_was_removed(self, store: Store) -> None:
        file = AttachedFile(FileId("f1"), "logo.png", "image/png", 1)
        with unit(store) as work:
            work.files.add(file, b"x")
            work.files.remove(file)
            work.files.remove(file)
        with unit(store) as work, pytest.raises(FileRefused):
            work.files.content(file)
