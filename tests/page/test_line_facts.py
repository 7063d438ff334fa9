"""Section 3: what stands beside a line: its picture, its usual price, its parts, its stock."""

from __future__ import annotations

from decimal import Decimal

import pytest
from attrs import evolve
from moneyed import Money

from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.ids import CombinationId, PriceRuleId, ProductId
from backoffice_orders.model.product import (
    CatalogPriceRule,
    OutOfStockPolicy,
    PackItem,
    PackStock,
    Product,
    SpecificPrice,
)
from backoffice_orders.services.line_facts import LineFacts
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, MUG, SHIRT, euros

M = CombinationId("shirt-m")


def _fact(office: BackOffice, view: CartView, position: int = 0) -> LineFacts:
    facts = office.products.facts(EMPLOYEE, view.cart.id)
    return facts[view.summary.lines[position].line_id]


def test_stock_is_said_in_plain_words(office: BackOffice, cart: CartView) -> None:
    office.setup.set_stock(EMPLOYEE, MUG.id, 18)
    assert str(_fact(office, cart).stock) == "16 left"
    office.setup.set_stock(EMPLOYEE, MUG.id, 2)
    assert str(_fact(office, cart).stock) == "none left"
    office.setup.set_stock(EMPLOYEE, MUG.id, 1)
    gone = _fact(office, cart)
    assert (str(gone.stock), gone.short) == ("none left", True)


def test_what_is_not_there_and_can_be_had_is_on_order(office: BackOffice, cart: CartView) -> None:
    office.setup.save(EMPLOYEE, evolve(MUG, out_of_stock=OutOfStockPolicy.ALLOW))
    office.setup.set_stock(EMPLOYEE, MUG.id, -1)
    ordered = _fact(office, cart)
    assert (str(ordered.stock), ordered.short, ordered.counted) == ("3 on order", False, False)
    [hit] = office.products.search(EMPLOYEE, "mug")
    assert str(hit.choices[0].stock) == "none left, can be ordered"


def test_of_a_download_no_stock_is_told(office: BackOffice) -> None:
    office.setup.save(EMPLOYEE, Product(ProductId("song"), "Song", euros("1.00"), virtual=True))
    [hit] = office.products.search(EMPLOYEE, "song")
    assert hit.choices[0].stock is None


def test_a_pack_says_what_it_holds(office: BackOffice) -> None:
    parts = (PackItem(MUG.id, 2), PackItem(SHIRT.id, 1, M))
    pack = Product(
        ProductId("box"),
        "Box",
        euros("30.00"),
        pack=parts,
        pack_stock=PackStock.PRODUCTS_ONLY,
    )
    office.setup.save(EMPLOYEE, pack)
    [hit] = office.products.search(EMPLOYEE, "box")
    named = [(part.quantity, part.name) for part in hit.parts]
    assert named == [(2, "Blue mug"), (1, SHIRT.title(M))]
    view = office.products.add(EMPLOYEE, office.carts.start(EMPLOYEE).cart.id, pack.id)
    assert _fact(office, view).parts == hit.parts


def test_a_price_by_hand_stands_beside_the_usual_one(office: BackOffice, cart: CartView) -> None:
    assert _fact(office, cart).usual_price is None
    line = cart.cart.lines[0].id
    price = Money("9.00", "EUR")
    view = office.products.set_price(
        EMPLOYEE, cart.cart.id, line, price, tax_included=True, reason="scratched"
    )
    changed = _fact(office, view)
    assert changed.usual_price is not None
    # The mug is 10.00 net at 20 %.
    assert changed.usual_price.gross == euros("12.00")
    assert [str(each) for each in changed.changed_by] == ["price set by hand: scratched"]


def test_a_specific_price_stands_beside_the_usual_one(office: BackOffice, cart: CartView) -> None:
    office.setup.set_specific_prices(EMPLOYEE, MUG.id, [SpecificPrice(MUG.id, percent=Decimal(25))])
    view = office.carts.view(EMPLOYEE, cart.cart.id)
    assert view.summary.lines[0].unit_price.gross == euros("9.00")
    changed = _fact(office, view)
    assert changed.usual_price is not None
    assert changed.usual_price.gross == euros("12.00")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (SpecificPrice(MUG.id, percent=Decimal(25)), "specific price -25 %"),
        (SpecificPrice(MUG.id, amount=Decimal(3)), "specific price"),
        (SpecificPrice(MUG.id, price=Decimal(4)), "specific price"),
    ],
)
def test_what_has_changed_a_price_is_said_without_sums(
    office: BackOffice, cart: CartView, change: SpecificPrice, said: str
) -> None:
    """The old price stands beside it: a net amount there would only be puzzling."""
    office.setup.set_specific_prices(EMPLOYEE, MUG.id, [change])
    view = office.carts.view(EMPLOYEE, cart.cart.id)
    assert [str(each) for each in _fact(office, view).changed_by] == [said]


def test_a_price_rule_is_called_by_its_name(office: BackOffice, cart: CartView) -> None:
    weeks = CatalogPriceRule(PriceRuleId("weeks"), "Gift weeks", percent=Decimal(10))
    office.setup.save(EMPLOYEE, weeks)
    view = office.carts.view(EMPLOYEE, cart.cart.id)
    assert [str(each) for each in _fact(office, view).changed_by] == ["Gift weeks -10 %"]


def test_a_combination_has_its_own_picture_or_the_products(office: BackOffice) -> None:
    first, *others = SHIRT.combinations
    own = evolve(first, picture="/m.svg")
    office.setup.save(EMPLOYEE, evolve(SHIRT, picture="/shirt.svg", combinations=(own, *others)))
    [hit] = office.products.search(EMPLOYEE, "cotton")
    assert [each.picture for each in hit.choices] == ["/m.svg", "/shirt.svg"]
    cart = office.carts.start(EMPLOYEE).cart.id
    view = office.products.add(EMPLOYEE, cart, SHIRT.id, combination_id=first.id)
    assert view.summary.lines[0].picture == "/m.svg"
