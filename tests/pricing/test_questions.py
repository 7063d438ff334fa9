"""What services are asked about a cart: every field of the questions, by hand.

Two mugs of 10.00 net in the cart, an engraving of 5.00 with its tax, a fee of 3.00 net; the Post
takes 5.00 net.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from attrs import evolve
from moneyed import Money

from backoffice_orders.model.cart import Cart, CustomLine, CustomLineKind, PriceOverride
from backoffice_orders.model.customer import TaxExemption
from backoffice_orders.model.ids import CustomerId, GroupId, LineId, TaxGroupId
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.price import open_questions, tax_question
from backoffice_orders.model.questions import (
    AmountToTax,
    DeliveryQuestion,
    LineToSend,
    TaxedKind,
    TaxQuestion,
)
from backoffice_orders.model.service import SHIPPING, WRAPPING, Service
from backoffice_orders.model.tax import Place
from backoffice_orders.testing.samples import (
    CUSTOMERS,
    MOMENT,
    MUG,
    POST,
    SETTINGS,
    STANDARD_TAX,
    book,
    cart,
    euros,
)

PARIS, BERLIN, SHOP = Place("FR", "", "75001"), Place("DE", "", "10115"), Place("FR", "IDF")
WRAPPING_TAX = TaxGroupId("wrapping")
ENGRAVING = CustomLine(
    LineId("engraving"),
    CustomLineKind.ITEM,
    "Engraving",
    euros("5.00"),
    quantity=3,
    tax_included=True,
    tax_group_id=STANDARD_TAX.id,
    weight=Decimal("0.1"),
    virtual=False,
)
FEE = CustomLine(LineId("fee"), CustomLineKind.FEE, "Rush", euros("3.00"))
BIG = evolve(MUG, width=Decimal(10), height=Decimal(11), depth=Decimal(12))
MUGS = LineId("cart_1_line")


def asking(*services: Service, **changes: Any) -> PriceBook:
    settings = evolve(
        SETTINGS,
        state="IDF",
        gift_wrapping_price=Money("2.00", "EUR"),
        gift_wrapping_tax_group_id=WRAPPING_TAX,
    )
    plain = book(
        settings=settings,
        services=services,
        products={BIG.id: BIG},
        carriers=(POST,),
        delivery=PARIS,
        invoice=BERLIN,
        customer_id=CustomerId("cus_1"),
        group_ids=(GroupId("customers"),),
    )
    return evolve(plain, **changes)


def whole() -> Cart:
    return cart(custom_lines=(ENGRAVING, FEE), gift_wrapping=True)


def test_a_carrier_is_asked_about_what_is_sent_and_how_large_it_is() -> None:
    (question,) = open_questions(whole(), asking(Service.DELIVERY_RATES))
    assert question == DeliveryQuestion(
        currency="EUR",
        moment=MOMENT,
        origin=SHOP,
        destination=PARIS,
        weight=Decimal("1.1"),  # 2 x 0.4 and 3 x 0.1
        value=euros("32.51"),  # 20.00, and three at 5.00 with 20 %, which is 4.17 net
        lines=(
            LineToSend(
                MUGS, 2, Decimal("0.8"), BIG.id, None, Decimal(10), Decimal(11), Decimal(12)
            ),
            LineToSend(LineId("engraving"), 3, Decimal("0.3")),
        ),
        customer_id=CustomerId("cus_1"),
        group_ids=(CUSTOMERS.id,),
    )


def test_what_has_no_size_is_said_to_have_none() -> None:
    (question,) = open_questions(cart(), asking(Service.DELIVERY_RATES, products={MUG.id: MUG}))
    assert isinstance(question, DeliveryQuestion)
    (line,) = question.lines
    assert (line.width, line.height, line.depth) == (Decimal(0), Decimal(0), Decimal(0))


def test_a_tax_service_is_asked_about_every_amount_as_it_was_agreed() -> None:
    """What was agreed with its tax is asked about with it; the delivery's price is net."""
    assert tax_question(whole(), asking(Service.TAXES)) == TaxQuestion(
        currency="EUR",
        moment=MOMENT,
        origin=SHOP,
        destination=PARIS,
        invoice=BERLIN,
        lines=(
            AmountToTax(
                MUGS,
                TaxedKind.PRODUCT,
                euros("20.00"),
                2,
                tax_group_id=STANDARD_TAX.id,
                product_id=BIG.id,
                reference="MUG-1",
            ),
            AmountToTax(
                LineId("engraving"), TaxedKind.ITEM, euros("15.00"), 3, True, STANDARD_TAX.id
            ),
            AmountToTax(LineId("fee"), TaxedKind.FEE, euros("3.00"), 1),
            AmountToTax(SHIPPING, TaxedKind.SHIPPING, euros("5.00"), tax_group_id=STANDARD_TAX.id),
            AmountToTax(WRAPPING, TaxedKind.WRAPPING, euros("2.00"), tax_group_id=WRAPPING_TAX),
        ),
        customer_id=CustomerId("cus_1"),
        group_ids=(CUSTOMERS.id,),
        exemption=None,
    )


def test_a_price_by_hand_is_asked_about_with_its_tax_or_without_as_it_was_set() -> None:
    def asked(*, tax_included: bool) -> AmountToTax:
        eight = PriceOverride(euros("8.00"), tax_included, "agreed")
        (line,) = cart().lines
        question = tax_question(
            cart(lines=(evolve(line, price_override=eight),)), asking(Service.TAXES)
        )
        assert question is not None
        return question.lines[0]

    net, gross = asked(tax_included=False), asked(tax_included=True)
    assert (net.amount, net.tax_included) == (euros("16.00"), False)
    assert (gross.amount, gross.tax_included) == (euros("16.00"), True)


def test_the_shops_standard_delivery_is_taxed_by_its_group() -> None:
    standard = asking(Service.TAXES, carriers=())
    settings = evolve(
        standard.settings,
        standard_shipping=euros("4.00"),
        standard_shipping_tax_group_id=STANDARD_TAX.id,
    )
    question = tax_question(cart(), evolve(standard, settings=settings))
    assert question is not None
    assert question.lines[-1] == AmountToTax(
        SHIPPING, TaxedKind.SHIPPING, euros("4.00"), tax_group_id=STANDARD_TAX.id
    )


def test_what_is_not_sent_has_no_delivery_to_tax_and_is_taxed_where_the_invoice_goes() -> None:
    virtual = evolve(BIG, virtual=True)
    question = tax_question(
        cart(), asking(Service.TAXES, products={BIG.id: virtual}, delivery=None)
    )
    assert question is not None
    assert (question.destination, question.invoice) == (BERLIN, BERLIN)
    assert [each.line_id for each in question.lines] == [MUGS]


def test_without_an_invoice_address_it_is_invoiced_where_it_goes() -> None:
    question = tax_question(cart(), asking(Service.TAXES, invoice=None))
    assert question is not None
    assert (question.destination, question.invoice) == (PARIS, PARIS)


def test_a_delivery_that_is_granted_free_is_nothing_to_tax() -> None:
    question = tax_question(cart(free_shipping=True), asking(Service.TAXES))
    assert question is not None
    assert [each.line_id for each in question.lines] == [MUGS]


def test_the_carts_own_exemption_comes_before_the_customers() -> None:
    own, theirs = TaxExemption("export", "EX-1"), TaxExemption("diplomat", "D-2")
    by_customer = asking(Service.TAXES, tax_exemption=theirs)
    question = tax_question(cart(), by_customer)
    assert question is not None
    assert question.exemption == theirs
    question = tax_question(cart(tax_exemption=own), by_customer)
    assert question is not None
    assert question.exemption == own


def test_nothing_is_asked_about_a_place_that_nobody_knows() -> None:
    nowhere = asking(Service.TAXES, Service.DELIVERY_RATES, delivery=None)
    assert open_questions(cart(), nowhere) == ()


def test_nothing_is_asked_about_taxes_where_none_are_charged() -> None:
    without = asking(Service.TAXES)
    settings = evolve(without.settings, taxes_enabled=False)
    assert open_questions(cart(), evolve(without, settings=settings)) == ()
