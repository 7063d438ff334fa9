"""Section 3: products are searched, chosen, customized, counted and added."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import pytest
from attrs import evolve

from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.cart import CustomLineKind
from backoffice_orders.model.errors.products import MinimalQuantity, OutOfStock
from backoffice_orders.model.ids import CombinationId, FieldId, ProductId
from backoffice_orders.model.product import (
    CustomizationField,
    CustomizationKind,
    OutOfStockPolicy,
    PackItem,
    PackStock,
    Product,
    ProductCodes,
)
from backoffice_orders.model.uploads import FILE_LIMIT
from backoffice_orders.services.products import FileUpload
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import (
    EMPLOYEE,
    MUG,
    PLAQUE,
    SHIRT,
    STANDARD_TAX,
    euros,
)
from tests.page.conftest import Refused

M, L = CombinationId("shirt-m"), CombinationId("shirt-l")


def test_found_by_first_letters_or_number(office: BackOffice) -> None:
    def found(text: str) -> list[str]:
        return [hit.product.id for hit in office.products.search(EMPLOYEE, text)]

    assert found("mu bl") == ["mug"]
    assert found("cott") == ["shirt"]
    assert found("shirt-l") == ["shirt"]
    assert found("4006381333931") == ["mug"]
    assert found("ug") == []
    office.setup.save(EMPLOYEE, evolve(MUG, active=False))
    assert found("mug") == []


def test_the_combination_whose_number_is_typed_whole_is_chosen(office: BackOffice) -> None:
    def chosen(text: str) -> list[CombinationId | None]:
        hits = office.products.search(EMPLOYEE, text)
        return [hit.chosen.combination_id if hit.chosen else None for hit in hits]

    assert chosen("SHIRT-M") == [M]
    assert chosen(" shirt m ") == [M]
    assert chosen("SHIRT-L") == [L]
    assert chosen("SHIRT") == [None]  # the product's own number leaves the choice
    assert chosen("shirt-") == [None]


def test_what_comes_in_one_way_only_is_chosen(office: BackOffice) -> None:
    (hit,) = office.products.search(EMPLOYEE, "mug")
    assert hit.chosen is hit.choices[0]


def test_choices_have_price_reference_and_stock(office: BackOffice, cart: CartView) -> None:
    hit = office.products.search(EMPLOYEE, "shirt", cart_id=cart.cart.id).items[0]
    assert [(c.label, c.reference, c.unit_price.gross, c.remaining) for c in hit.choices] == [
        ("Size: M", "SHIRT-M", euros("24.00"), 5),
        ("Size: L", "SHIRT-L", euros("27.00"), 0),
    ]


def test_remaining_stock_before_and_after(office: BackOffice, cart: CartView) -> None:
    cart_id = cart.cart.id
    hit = office.products.search(EMPLOYEE, "mug", cart_id=cart_id).items[0]
    assert hit.remaining == 8  # ten, and two are in the cart
    view = office.products.add(EMPLOYEE, cart_id, MUG.id, 3)
    assert view.remaining[view.cart.lines[0].id] == 5


def test_the_same_again_goes_to_the_same_line(office: BackOffice, cart: CartView) -> None:
    view = office.products.add(EMPLOYEE, cart.cart.id, MUG.id, 1)
    assert [line.quantity for line in view.cart.lines] == [3]


def test_other_texts_are_other_lines(office: BackOffice, cart: CartView) -> None:
    for text in ("To Jo", "To Jo", "To Ann"):
        view = office.products.add(
            EMPLOYEE, cart.cart.id, PLAQUE.id, 2, customization={"engraving": text}
        )
    assert [line.quantity for line in view.cart.lines] == [2, 4, 2]
    assert view.summary.lines[1].customization == (("Engraving", "To Jo"),)


def test_refused_and_nothing_changed(office: BackOffice, cart: CartView, refused: Refused) -> None:
    cart_id, add = cart.cart.id, office.products.add
    table = [
        ("product_not_found", ProductId("nothing"), 1, None, {}),
        ("combination_required", SHIRT.id, 1, None, {}),
        ("combination_not_found", MUG.id, 1, M, {}),
        ("combination_not_found", SHIRT.id, 1, CombinationId("mug-1"), {}),
        ("customization_required", PLAQUE.id, 2, None, {}),
        ("customization_required", PLAQUE.id, 2, None, {"engraving": "  "}),
        ("customization_invalid", PLAQUE.id, 2, None, {"engraving": "x" * 21}),
        ("customization_invalid", MUG.id, 1, None, {"engraving": "x"}),
        ("quantity_not_positive", MUG.id, 0, None, {}),
        ("quantity_not_positive", MUG.id, -3, None, {}),
        ("quantity_too_large", MUG.id, 1_000_001, None, {}),
        ("minimal_quantity", PLAQUE.id, 1, None, {"engraving": "x"}),
        ("out_of_stock", MUG.id, 9, None, {}),
        ("out_of_stock", SHIRT.id, 1, L, {}),
    ]
    for code, product_id, quantity, combination_id, texts in table:
        refused(
            code,
            partial(
                add,
                EMPLOYEE,
                cart_id,
                product_id,
                quantity,
                combination_id=combination_id,
                customization=texts,
            ),
        )
    assert office.carts.view(EMPLOYEE, cart_id) == cart


def test_messages_say_how_many(office: BackOffice, cart: CartView) -> None:
    with pytest.raises(OutOfStock, match="Only 10 of Blue mug left, 11 asked for"):
        office.products.set_quantity(EMPLOYEE, cart.cart.id, cart.cart.lines[0].id, 11)
    with pytest.raises(MinimalQuantity, match="from 2 pieces"):
        office.products.add(EMPLOYEE, cart.cart.id, PLAQUE.id, 1, customization={"engraving": "x"})


def test_back_orders_where_product_or_shop_allow_them(office: BackOffice, cart: CartView) -> None:
    office.setup.save(EMPLOYEE, evolve(MUG, out_of_stock=OutOfStockPolicy.ALLOW))
    view = office.products.add(EMPLOYEE, cart.cart.id, MUG.id, 10)
    assert view.remaining[view.cart.lines[0].id] == -2
    assert view.ready
    settings = office.setup.settings(EMPLOYEE)
    office.setup.save(EMPLOYEE, evolve(settings, order_out_of_stock=True))
    view = office.products.add(EMPLOYEE, cart.cart.id, SHIRT.id, 1, combination_id=L)
    assert view.ready


def test_a_pack_that_names_a_part_twice_takes_it_twice(office: BackOffice) -> None:
    """Two mugs and one more: of five mugs there is one pack."""
    parts = (PackItem(MUG.id, 2), PackItem(MUG.id, 1))
    pack = Product(
        ProductId("set"),
        "Set of mugs",
        euros("27.00"),
        pack=parts,
        pack_stock=PackStock.PRODUCTS_ONLY,
    )
    office.setup.save(EMPLOYEE, pack)
    office.setup.set_stock(EMPLOYEE, MUG.id, 5)
    (hit,) = office.products.search(EMPLOYEE, pack.name).items
    assert hit.remaining == 1


@pytest.mark.parametrize(
    ("source", "remaining"),
    [(PackStock.PACK_ONLY, 4), (PackStock.PRODUCTS_ONLY, 3), (PackStock.BOTH, 3)],
)
def test_a_pack_sells_from_its_own_or_its_parts_stock(
    office: BackOffice, cart: CartView, source: PackStock, remaining: int
) -> None:
    pack = Product(
        ProductId("set"),
        "Set of three mugs",
        euros("27.00"),
        STANDARD_TAX.id,
        pack=(PackItem(MUG.id, 3),),
        pack_stock=source,
    )
    office.setup.save(EMPLOYEE, pack)
    office.setup.set_stock(EMPLOYEE, pack.id, 4)
    hit = office.products.search(EMPLOYEE, "set")
    assert hit.items[0].remaining == remaining  # ten mugs make three sets
    office.products.remove(EMPLOYEE, cart.cart.id, cart.cart.lines[0].id)
    office.products.add(EMPLOYEE, cart.cart.id, pack.id, 2)
    order = office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card")
    taken = {(each.item.product_id, each.quantity) for each in order.demand}
    from_pack, from_parts = ("set", 2), ("mug", 6)
    assert (
        taken
        == {
            PackStock.PACK_ONLY: {from_pack},
            PackStock.PRODUCTS_ONLY: {from_parts},
            PackStock.BOTH: {from_pack, from_parts},
        }[source]
    )


def test_virtual_products_need_no_delivery(office: BackOffice, cart: CartView) -> None:
    office.setup.save(
        EMPLOYEE, Product(ProductId("book"), "E-book", euros("5.00"), STANDARD_TAX.id, virtual=True)
    )
    office.setup.set_stock(EMPLOYEE, ProductId("book"), 100)
    view = office.products.add(EMPLOYEE, cart.cart.id, ProductId("book"), 1)
    assert view.summary.shipping_price.gross == euros("6.00")
    view = office.products.remove(EMPLOYEE, cart.cart.id, cart.cart.lines[0].id)
    assert not view.summary.needs_shipping
    assert view.summary.total.gross == euros("6.00")
    assert view.summary.delivery_options == ()


def test_a_price_by_hand_has_a_reason(office: BackOffice, cart: CartView, refused: Refused) -> None:
    cart_id, line_id = cart.cart.id, cart.cart.lines[0].id
    set_price = office.products.set_price
    refused(
        "reason_missing",
        lambda: set_price(EMPLOYEE, cart_id, line_id, euros("9.00"), tax_included=True),
    )
    refused(
        "amount_negative",
        lambda: set_price(
            EMPLOYEE, cart_id, line_id, euros("-1"), tax_included=True, reason="agreed"
        ),
    )
    view = set_price(EMPLOYEE, cart_id, line_id, euros("9.00"), tax_included=True, reason="agreed")
    assert view.summary.products.gross == euros("18.00")
    assert "set by hand: agreed" in str(view.summary.lines[0].reasons[0])
    view = set_price(EMPLOYEE, cart_id, line_id, None, tax_included=True)
    assert view.summary.products.gross == euros("24.00")


def test_lines_outside_of_the_catalog(office: BackOffice, cart: CartView) -> None:
    add = office.products.add_custom
    add(EMPLOYEE, cart.cart.id, "Gift card design", euros("10.00"), tax_group_id=STANDARD_TAX.id)
    view = add(
        EMPLOYEE,
        cart.cart.id,
        "Deposit",
        euros("3.00"),
        2,
        kind=CustomLineKind.FEE,
        weight=Decimal(0),
    )
    # 24.00 of mugs, 12.00 of design; 6.00 of deposits, untaxed; 6.00 of delivery
    assert view.summary.products.gross == euros("36.00")
    assert view.summary.fees.gross == euros("6.00")
    assert view.summary.total.gross == euros("48.00")


def test_files_are_kept_and_checked(office: BackOffice, cart: CartView, refused: Refused) -> None:
    picture = CustomizationField(FieldId("picture"), "Picture", CustomizationKind.FILE)
    office.setup.save(EMPLOYEE, evolve(MUG, customization_fields=(picture,)))
    upload = FileUpload("cat.png", "image/png", b"\x89PNG")
    view = office.products.add(EMPLOYEE, cart.cart.id, MUG.id, 1, customization={"picture": upload})
    file = view.cart.lines[-1].customization.values[0].file
    assert file is not None
    assert office.products.file(EMPLOYEE, cart.cart.id, file.id) == upload
    for wrong in (
        FileUpload("x.exe", "application/x-msdownload", b"MZ"),
        FileUpload("x.png", "image/png", b""),
        FileUpload("x.png", "image/png", b"x" * (FILE_LIMIT + 1)),
    ):
        refused(
            "file_refused",
            partial(
                office.products.add,
                EMPLOYEE,
                cart.cart.id,
                MUG.id,
                1,
                customization={"picture": wrong},
            ),
        )


@pytest.mark.parametrize(
    "codes", [ProductCodes(upc="036000291452"), ProductCodes(ean13="0036000291452")]
)
@pytest.mark.parametrize("scanned", ["036000291452", "0036000291452"])
def test_a_upc_is_an_ean_that_begins_with_nothing(
    office: BackOffice, codes: ProductCodes, scanned: str
) -> None:
    """GS1: twelve digits are the same number as thirteen with a 0 before them."""
    office.setup.save(EMPLOYEE, evolve(MUG, codes=codes))
    assert [each.product.id for each in office.products.search(EMPLOYEE, scanned)] == [MUG.id]
    (found,) = office.products.search(EMPLOYEE, scanned)
    assert found.chosen is not None
