"""The contracts of what a shop sets up once, and of attached files."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve

from backoffice_orders.model.carrier import ExchangeRate
from backoffice_orders.model.customization import AttachedFile
from backoffice_orders.model.errors.host import ShopNotSetUp
from backoffice_orders.model.errors.products import FileRefused
from backoffice_orders.model.ids import FileId, TaxGroupId
from backoffice_orders.model.money import Rounding, RoundingMode, RoundingType
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.testing.contracts.base import Contract, unit
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
            assert work.carriers.all() == (EXPRESS, evolve(POST, active=False))
            assert work.carriers.zones() == (EUROPE,)
            assert work.carriers.countries() == (
                GERMANY,
                evolve(FRANCE, states={"75": EUROPE.id}),
            )

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
            assert work.carriers.all() == (EXPRESS,)
            assert work.carriers.countries() == (FRANCE,)
        with unit(store) as work:
            assert work.carriers.all() == (EXPRESS,)
            assert work.carriers.countries() == (FRANCE,)
            assert work.carriers.zones() == (EUROPE,)
            work.carriers.remove_zone(EUROPE.id)
            assert work.carriers.zones() == ()


class TaxRulesContract(Contract):
    """Tax groups."""

    port = "tax_rules"

    def test_groups_read_back_equal(self, store: Store) -> None:
        with unit(store) as work:
            assert work.tax_rules.groups() == ()
            work.tax_rules.save_group(evolve(STANDARD_TAX, rules=()))
            work.tax_rules.save_group(STANDARD_TAX)
        with unit(store) as work:
            assert work.tax_rules.groups() == (STANDARD_TAX,)

    def test_a_group_is_taken_away(self, store: Store) -> None:
        books = evolve(STANDARD_TAX, id=TaxGroupId("books"))
        with unit(store) as work:
            work.tax_rules.save_group(STANDARD_TAX)
            work.tax_rules.save_group(books)
        with unit(store) as work:
            work.tax_rules.remove_group(STANDARD_TAX.id)
            work.tax_rules.remove_group(TaxGroupId("none"))
        with unit(store) as work:
            assert work.tax_rules.groups() == (books,)


class ExchangeRatesContract(Contract):
    """Exchange rates."""

    port = "exchange_rates"

    def test_rates_by_currency(self, store: Store) -> None:
        with unit(store) as work:
            work.exchange_rates.save(ExchangeRate("USD", Decimal("1.1")))
            work.exchange_rates.save(ExchangeRate("JPY", Decimal("160")))
            work.exchange_rates.save(ExchangeRate("USD", Decimal("1.0875")))
        with unit(store) as work:
            assert work.exchange_rates.all() == (
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
            assert work.exchange_rates.all() == (dollars,)


class FilesContract(Contract):
    """The content of attached files."""

    port = "files"

    def test_content_reads_back_to_the_byte(self, store: Store) -> None:
        file = AttachedFile(FileId("f1"), "logo.png", "image/png", 256)
        with unit(store) as work:
            stored = work.files.add(file, bytes(range(256)))
        with unit(store) as work:
            assert work.files.content(stored) == bytes(range(256))

    def test_a_file_that_was_never_stored(self, store: Store) -> None:
        with unit(store) as work, pytest.raises(FileRefused):
            work.files.content(AttachedFile(FileId("f9"), "x", "text/plain", 1))

    def test_a_file_that_was_removed(self, store: Store) -> None:
        file = AttachedFile(FileId("f1"), "logo.png", "image/png", 1)
        with unit(store) as work:
            work.files.add(file, b"x")
            work.files.remove(file)
            work.files.remove(file)
        with unit(store) as work, pytest.raises(FileRefused):
            work.files.content(file)
