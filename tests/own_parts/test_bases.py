"""Bases: two or three methods make a part; the others have an answer, or say that they do not."""

from __future__ import annotations

import inspect
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from backoffice_orders import (
    AddressEntry,
    BackOffice,
    NotSupported,
    OwnParts,
    Transaction,
)
from backoffice_orders.commands import AddProduct, ChooseDelivery
from backoffice_orders.model.address import Address
from backoffice_orders.model.carrier import Carrier, Country, ExchangeRate, Zone
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.customer_filter import EVERY_CUSTOMER, CustomerFilter
from backoffice_orders.model.errors.customers import AddressNotFound, CustomerNotFound
from backoffice_orders.model.ids import AddressId, CustomerId, ProductId
from backoffice_orders.model.page import Page, PageAfter, PageRequest
from backoffice_orders.model.product import Product
from backoffice_orders.model.settings import ShopSettings
from backoffice_orders.model.tax import TaxGroup
from backoffice_orders.ports import (
    addresses,
    carriers,
    catalog,
    customers,
    exchange_rates,
    shops as shops_port,
    stock as stock_port,
    tax_rules as tax_rules_port,
)
from backoffice_orders.ports.bases import (
    CarrierTable,
    FixedSettings,
    RateTable,
    ReadOnlyAddresses,
    ReadOnlyCatalog,
    ReadOnlyCustomers,
    SimpleStock,
    TaxTable,
)
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.testing.samples import (
    EMPLOYEE,
    EUROPE,
    EXPRESS,
    FRANCE,
    GERMANY,
    MUG,
    POST,
    SETTINGS,
    STANDARD_TAX,
    address,
    customer,
    euros,
)
from tests.checkout.samples import Shop


class Settings(FixedSettings):
    def settings(self) -> ShopSettings:
        return SETTINGS


class Taxes(TaxTable):
    def all_groups(self) -> tuple[TaxGroup, ...]:
        return (STANDARD_TAX,)


class Rates(RateTable):
    def all_rates(self) -> tuple[ExchangeRate, ...]:
        return (ExchangeRate("USD", Decimal(2)),)


class Vans(CarrierTable):
    def all_carriers(self) -> tuple[Carrier, ...]:
        return (POST, EXPRESS)

    def all_zones(self) -> tuple[Zone, ...]:
        return (EUROPE,)

    def all_countries(self) -> tuple[Country, ...]:
        return (GERMANY, FRANCE)


class Shelf(ReadOnlyCatalog):
    def many(self, product_ids: Collection[ProductId]) -> Mapping[ProductId, Product]:
        return {MUG.id: MUG} if MUG.id in product_ids else {}

    def search(self, text: str, page: PageRequest) -> Page[Product]:
        return Page((MUG,) if MUG.name.lower().startswith(text) else ())


class People(ReadOnlyCustomers):
    def get(self, customer_id: CustomerId) -> Customer:
        if customer_id != "cus_1":
            raise CustomerNotFound(customer_id)
        return customer()

    def search(self, text: str, page: PageRequest) -> Page[Customer]:
        return Page((customer(),))


class Listed(People):
    """Three customers, of whom one page shows one."""

    def listed(self, wanted: CustomerFilter, page: PageAfter) -> Page[Customer]:
        number = page.number() or 0
        return Page.until((customer(f"cus_{number}"),), f"{number + 1}" if number < 2 else "")


class Homes(ReadOnlyAddresses):
    def many(self, address_ids: Collection[AddressId]) -> Mapping[AddressId, Address]:
        return {address().id: address()} if address().id in address_ids else {}

    def of_customer(
        self, customer_id: CustomerId, *, with_deleted: bool = False
    ) -> tuple[Address, ...]:
        return (address(),)


def everything(_: Transaction) -> OwnParts:
    return OwnParts(
        shops=Settings(),
        tax_rules=Taxes(),
        exchange_rates=Rates(),
        carriers=Vans(),
        catalog=Shelf(),
        customers=People(),
        addresses=Homes(),
    )


def test_customers_that_are_listed_are_counted() -> None:
    people = Listed()
    assert people.count(EVERY_CUSTOMER, 100) == 3
    assert people.count(EVERY_CUSTOMER, 2) == 2


def test_a_shop_of_a_hosts_own_parts_places_an_order(store: Store) -> None:
    """Only carts, orders and stock are the store's; prices are the host's."""
    shop = BackOffice(store, own=everything)
    shop.setup.set_stock(EMPLOYEE, MUG.id, 3)
    john = shop.customers.search(EMPLOYEE, "do").items[0]
    assert [hit.product.id for hit in shop.products.search(EMPLOYEE, "blue")] == [MUG.id]
    view = shop.carts.start(
        EMPLOYEE, john.id, commands=[AddProduct(MUG.id, 2), ChooseDelivery(EXPRESS.id)]
    )
    # 2 x 12.00 gross, and 9.00 net of express with 20 % of tax
    order = shop.finishing.place(EMPLOYEE, view.cart.id, payment_method="card")
    assert order.total == euros("34.80")
    dollars = shop.carts.start(EMPLOYEE, john.id, currency="USD", commands=[AddProduct(MUG.id)])
    assert str(dollars.summary.lines[0].total.gross.amount) == "24.00"


PORTS: list[tuple[type, type]] = [
    (FixedSettings, shops_port.Shops),
    (TaxTable, tax_rules_port.TaxRules),
    (RateTable, exchange_rates.ExchangeRates),
    (CarrierTable, carriers.Carriers),
    (ReadOnlyCatalog, catalog.Catalog),
    (ReadOnlyCustomers, customers.Customers),
    (ReadOnlyAddresses, addresses.Addresses),
    (SimpleStock, stock_port.Stock),
]


@pytest.mark.parametrize(("base", "port"), PORTS, ids=lambda each: each.__name__)
def test_a_base_has_every_method_of_its_port(base: type, port: type) -> None:
    for name, method in inspect.getmembers(port, inspect.isfunction):
        if not name.startswith("_"):
            own = getattr(base, name, None)
            assert own is not None, f"{base.__name__} lacks {name}"
            assert list(inspect.signature(own).parameters) == list(
                inspect.signature(method).parameters
            ), name


@pytest.mark.parametrize(("base", "port"), PORTS, ids=lambda each: each.__name__)
def test_nothing_is_changed_quietly(base: type, port: type) -> None:
    """What saves, adds or removes says that it does not: nobody believes that it has happened."""
    part = Whole.of(base)
    for name in dir(base):
        if name.partition("_")[0] in {"save", "add", "remove", "receive", "set", "reserve"}:
            method = getattr(part, name)
            arguments = [None] * len(inspect.signature(method).parameters)
            with pytest.raises(NotSupported) as refused:
                method(*arguments)
            assert refused.value.what == name


class Whole:
    """A base with its missing methods filled in."""

    @staticmethod
    def of(base: type) -> Any:
        missing = {name: lambda *_: None for name in getattr(base, "__abstractmethods__", ())}
        return type(base.__name__, (base,), missing)()


def test_what_a_part_does_not_do_is_said_in_a_sentence(store: Store) -> None:
    shop = BackOffice(store, own=everything)
    with pytest.raises(NotSupported) as refused:
        shop.setup.save(EMPLOYEE, MUG)
    assert (refused.value.code, refused.value.part) == ("not_supported", "catalog")
    assert "catalog" in str(refused.value)
    with pytest.raises(NotSupported):
        shop.customers.create(EMPLOYEE, first_name="J", last_name="D", email="j@example.com")
    home = AddressEntry("J", "D", "1 rue X", "Paris", "FR", "75001")
    with pytest.raises(NotSupported):
        shop.addresses.add(EMPLOYEE, CustomerId("cus_1"), home)


def test_an_address_that_is_not_there() -> None:
    with pytest.raises(AddressNotFound):
        Homes().get(AddressId("nowhere"))


class OddShelf(Shelf):
    """A table in Latin-1 that is read as UTF-8: a name with half a letter."""

    odd = evolve(MUG, name="K\udcf6ln mug")

    def many(self, product_ids: Collection[ProductId]) -> Mapping[ProductId, Product]:
        return {self.odd.id: self.odd} if self.odd.id in product_ids else {}


def test_a_product_that_is_called_half_a_letter_can_be_sent_and_ordered(store: Store) -> None:
    shop = Shop(store)
    office = BackOffice(
        store,
        clock=shop.clock,
        own=lambda _: OwnParts(catalog=OddShelf()),
        checkout=shop.links,
        mail=shop.mail,
    )
    view = shop.cart()
    office.finishing.send(EMPLOYEE, view.cart.id)
    order = office.finishing.place(EMPLOYEE, view.cart.id, payment_method="invoice")
    assert order.total == euros("30.00")
    while not office.events.deliver(EMPLOYEE, lambda _: None).idle:
        pass
    (message,) = shop.mail.messages
    assert "K?ln mug" in str(message.get_body(("plain",)))
