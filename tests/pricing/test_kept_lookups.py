"""What pricing has looked up in a price book is the book's: another book looks it up anew."""

from __future__ import annotations

from decimal import Decimal

from attrs import evolve

from backoffice_orders.model.cart import CartLine
from backoffice_orders.model.customer import TaxExemption
from backoffice_orders.model.ids import CategoryId, LineId, ProductId
from backoffice_orders.model.pricing.price import price
from backoffice_orders.model.settings import TaxAddress
from backoffice_orders.model.tax import Place
from backoffice_orders.testing.samples import MUG, POST, book, cart, euros


def test_taxes_of_another_place() -> None:
    french = book(products={MUG.id: MUG})
    assert french.taxed(MUG.tax_group_id).factor == Decimal("1.20")
    assert french.taxed(MUG.tax_group_id) is french.taxed(MUG.tax_group_id)
    settings = evolve(french.settings, tax_address=TaxAddress.DELIVERY)
    german = evolve(french, delivery=Place("DE"), settings=settings)
    assert german.taxed(MUG.tax_group_id).factor == Decimal("1.19")


def test_taxes_where_one_cart_alone_is_exempt() -> None:
    the_book = book(products={MUG.id: MUG}, carriers=(POST,))
    the_cart = cart(lines=(CartLine(LineId("l1"), MUG.id, 1),))
    # A mug at 10.00 and the post's 5.00, both with 20 %.
    assert price(the_cart, the_book).total.gross == euros("18.00")
    exempt = evolve(the_cart, tax_exemption=TaxExemption("export"))
    assert price(exempt, the_book).total.gross == euros("15.00")
    assert price(the_cart, the_book).total.gross == euros("18.00")
    without = evolve(the_book, settings=evolve(the_book.settings, taxes_enabled=False))
    assert price(the_cart, without).total.gross == euros("15.00")


def test_categories_of_products_that_were_moved() -> None:
    kitchen, home, gifts = CategoryId("kitchen"), CategoryId("home"), CategoryId("gifts")
    before = book(parent_categories={kitchen: home})
    mug = evolve(MUG, category_ids=(kitchen,))
    assert before.categories_of(mug) == {kitchen, home}
    assert before.categories_of(evolve(mug, id=ProductId("other"))) == {kitchen, home}
    assert before.categories_of(evolve(mug, category_ids=(kitchen, gifts))) == {
        kitchen,
        home,
        gifts,
    }
    assert evolve(before, parent_categories={kitchen: gifts}).categories_of(mug) == {kitchen, gifts}


def test_carriers_of_another_zone() -> None:
    before = book(carriers=(POST,))
    assert [carrier.id for carrier, _ in before.carriers_to_zone] == [POST.id]
    assert evolve(before, delivery=Place("US")).carriers_to_zone == []
    assert evolve(before, carriers=(evolve(POST, active=False),)).carriers_to_zone == []
