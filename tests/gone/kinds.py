"""What a cart can refer to, and how each of it vanishes, is named, and is mended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from attrs import evolve, frozen
from moneyed import Money

from backoffice_orders.model.carrier import ExchangeRate
from backoffice_orders.model.cart import CartLine
from backoffice_orders.model.delivery_days import DeliveryDays
from backoffice_orders.model.ids import (
    CartId,
    CombinationId,
    FieldId,
    LineId,
    ProductId,
    TaxGroupId,
)
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.product import Product
from backoffice_orders.model.tax import TaxGroup, TaxRate, TaxRule
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.services.addresses import AddressEntry
from backoffice_orders.services.entries import Entry
from backoffice_orders.services.products import Answers
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, EXPRESS, MUG, PLAQUE, SHIRT, euros
from tests.checkout.samples import Shop
from tests.gone.forgetful import Forgetful

BOOKS = TaxGroup(TaxGroupId("books"), "Books", (TaxRule("FR", (TaxRate("5.5%", Decimal(5)),)),))
BOOK = Product(ProductId("book"), "Cook book", euros("20.00"), BOOKS.id, virtual=True)
# The Monday after the Thursday that it is.
DAY = date(2026, 1, 19)
MEDIUM = SHIRT.combinations[0]


@frozen
class Desk:
    """A shop whose things can vanish, and a cart with two mugs and what refers to the thing."""

    shop: Shop
    store: Forgetful
    cart_id: CartId

    @classmethod
    def open(cls, store: Store) -> Desk:
        forgetful = Forgetful(store)
        shop = Shop(forgetful)
        return cls(shop, forgetful, shop.cart().cart.id)

    @property
    def view(self) -> CartView:
        return self.shop.office.carts.view(EMPLOYEE, self.cart_id)

    @property
    def last_line(self) -> LineId:
        line: CartLine = self.view.cart.lines[-1]
        return line.id

    def add(
        self,
        product: Product,
        combination_id: CombinationId | None = None,
        customization: Answers | None = None,
    ) -> None:
        """Add two of a product, of which there is enough, to the cart."""
        office = self.shop.office
        office.setup.save(EMPLOYEE, product)
        office.setup.set_stock(EMPLOYEE, product.id, 50, combination_id)
        office.products.add(
            EMPLOYEE,
            self.cart_id,
            product.id,
            2,
            combination_id=combination_id,
            customization=customization,
        )

    def remove_line(self) -> None:
        self.shop.office.products.remove(EMPLOYEE, self.cart_id, self.last_line)

    def save(self, *entries: Entry) -> None:
        self.shop.office.setup.save(EMPLOYEE, *entries)


Do = Callable[[Desk], object]


def nothing(_: Desk) -> None:
    """Nothing has to be done."""


@frozen
class Kind:
    """One kind of thing.

    ``code`` names the problem of an open cart, and ``in_offer`` that of an offer, whose prices
    stand; "" is none. ``of_line``: a line is to blame. ``leaves``: it is dropped with the next
    change, which says so, instead of being a problem until it is mended.
    """

    name: str
    refer: Do
    vanish: Do
    code: str
    mend: Do
    in_offer: str | None = None
    of_line: bool = False
    leaves: bool = False
    still_sells: bool = True
    customer_gone: bool = False

    @property
    def offer_code(self) -> str:
        """The problem of an offer."""
        return self.code if self.in_offer is None else self.in_offer


def _shirt(desk: Desk) -> None:
    desk.add(SHIRT, combination_id=MEDIUM.id)


def _plaque(desk: Desk) -> None:
    desk.add(PLAQUE, customization={"engraving": "For you", "back": "2026"})


def _grant(desk: Desk) -> None:
    desk.shop.office.vouchers.create(
        EMPLOYEE,
        name="Five",
        actions=[Amount(euros("5.00"), tax_included=True)],
        code="FIVE",
        quantity=None,
        quantity_per_customer=None,
    )
    desk.shop.office.vouchers.grant_code(EMPLOYEE, desk.cart_id, "FIVE")


def _choose_express(desk: Desk) -> None:
    desk.shop.office.shipping.choose(EMPLOYEE, desk.cart_id, EXPRESS.id)


def _on_days(desk: Desk, holidays: tuple[date, ...] = ()) -> None:
    days = DeliveryDays(holidays=holidays, choose_within=3)
    desk.save(evolve(EXPRESS, days=days))


def _choose_day(desk: Desk) -> None:
    _on_days(desk)
    desk.shop.office.shipping.choose(EMPLOYEE, desk.cart_id, EXPRESS.id, day=DAY)


def _in_pounds(desk: Desk) -> None:
    desk.save(ExchangeRate("GBP", Decimal("0.80")))
    desk.shop.office.carts.set_currency(EMPLOYEE, desk.cart_id, "GBP")


def _new_address(desk: Desk) -> None:
    office, customer_id = desk.shop.office, desk.view.cart.customer_id
    assert customer_id is not None
    entry = AddressEntry("John", "Doe", "9 rue Neuve", "Lyon", "FR", "69001")
    new = office.addresses.add(EMPLOYEE, customer_id, entry)
    office.addresses.choose(EMPLOYEE, desk.cart_id, delivery=new.id, invoice=new.id)


def _delete_address(desk: Desk) -> None:
    address_id = desk.view.cart.delivery_address_id
    assert address_id is not None
    desk.shop.office.addresses.delete(EMPLOYEE, address_id)


def _another_customer(desk: Desk) -> None:
    jane = desk.shop.customer("Jane", "jane@example.com")
    desk.shop.office.carts.choose_customer(EMPLOYEE, desk.cart_id, jane.id)


def _without_back(desk: Desk) -> None:
    desk.save(evolve(PLAQUE, customization_fields=PLAQUE.customization_fields[:1]))


def _engrave_again(desk: Desk) -> None:
    desk.shop.office.products.set_customization(
        EMPLOYEE, desk.cart_id, desk.last_line, {"engraving": "For you"}
    )


def _ask_more(desk: Desk) -> None:
    asked = evolve(PLAQUE.customization_fields[1], id=FieldId("font"), label="Font", required=True)
    desk.save(evolve(PLAQUE, customization_fields=(*PLAQUE.customization_fields, asked)))


def _answer_more(desk: Desk) -> None:
    answers = {"engraving": "For you", "back": "2026", "font": "Arial"}
    desk.shop.office.products.set_customization(EMPLOYEE, desk.cart_id, desk.last_line, answers)


def _books(desk: Desk) -> None:
    desk.save(BOOKS)
    desk.add(BOOK)


def _poster(desk: Desk) -> None:
    desk.save(ExchangeRate("USD", Decimal("1.25")))
    poster = Product(ProductId("poster"), "Poster", Money("10.00", "USD"), MUG.tax_group_id)
    desk.add(poster)


KINDS = (
    Kind(
        "product",
        _shirt,
        lambda desk: desk.store.forget(SHIRT.id),
        "product_not_found",
        Desk.remove_line,
        of_line=True,
    ),
    Kind(
        "combination",
        _shirt,
        lambda desk: desk.save(evolve(SHIRT, combinations=SHIRT.combinations[1:])),
        "combination_not_found",
        Desk.remove_line,
        of_line=True,
    ),
    Kind(
        "product without combinations",
        lambda desk: desk.add(evolve(BOOK, tax_group_id=MUG.tax_group_id)),
        lambda desk: desk.save(evolve(BOOK, combinations=SHIRT.combinations)),
        "combination_required",
        Desk.remove_line,
        of_line=True,
    ),
    Kind(
        "tax group",
        _books,
        lambda desk: desk.store.forget(BOOKS.id),
        "tax_group_not_found",
        Desk.remove_line,
        in_offer="",
        of_line=True,
    ),
    Kind(
        "currency of a product",
        _poster,
        lambda desk: desk.store.forget("USD"),
        "currency_unavailable",
        Desk.remove_line,
        in_offer="",
        of_line=True,
    ),
    Kind(
        "customization field",
        _plaque,
        _without_back,
        "customization_invalid",
        _engrave_again,
        of_line=True,
    ),
    Kind(
        "answer to a new field",
        _plaque,
        _ask_more,
        "customization_required",
        _answer_more,
        of_line=True,
    ),
    Kind(
        "carrier",
        _choose_express,
        lambda desk: desk.store.forget(EXPRESS.id),
        "carrier_unavailable",
        lambda desk: desk.shop.office.shipping.choose(EMPLOYEE, desk.cart_id, None),
        leaves=True,
    ),
    Kind(
        "delivery day",
        _choose_day,
        lambda desk: _on_days(desk, holidays=(DAY,)),
        "delivery_day_unavailable",
        lambda desk: desk.shop.office.shipping.choose_day(EMPLOYEE, desk.cart_id, None),
    ),
    Kind("deleted address", nothing, _delete_address, "address_missing", _new_address),
    Kind(
        "vanished address",
        nothing,
        lambda desk: desk.store.forget(desk.view.cart.delivery_address_id or ""),
        "address_missing",
        _new_address,
    ),
    Kind(
        "currency of the cart",
        _in_pounds,
        lambda desk: desk.store.forget("GBP"),
        "currency_unavailable",
        lambda desk: desk.shop.office.carts.set_currency(EMPLOYEE, desk.cart_id, "EUR"),
        in_offer="",
        still_sells=False,
    ),
    Kind(
        "rule",
        _grant,
        lambda desk: desk.store.forget(desk.view.cart.rule_ids[0]),
        "",
        nothing,
        leaves=True,
    ),
    Kind(
        "customer",
        nothing,
        lambda desk: desk.store.forget(desk.view.cart.customer_id or ""),
        "customer_missing",
        _another_customer,
        customer_gone=True,
    ),
)
