"""Delivery rates and prices from services, in the prices of a cart. All figures are by hand."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from attrs import evolve, frozen
from moneyed import Money

from backoffice_orders.adapters.memory import (
    FixedClock,
    MemoryStore,
    SequentialIds,
    TestPrices,
    TestRates,
    TestTaxes,
)
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.answers import (
    DeliveryAnswer,
    DeliveryRate,
    PriceAnswer,
    PriceOfLine,
    Refusal,
)
from backoffice_orders.model.carrier import ExchangeRate
from backoffice_orders.model.cart import CartLine, ManualDelivery, PriceOverride
from backoffice_orders.model.customer import CustomerGroup
from backoffice_orders.model.ids import CarrierId, CombinationId, CustomerId, GroupId, TaxGroupId
from backoffice_orders.model.money import Rounding, RoundingType
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.price import open_questions, price, price_with_gaps
from backoffice_orders.model.product import SpecificPrice
from backoffice_orders.model.questions import DeliveryQuestion, PriceQuestion, TaxQuestion
from backoffice_orders.model.service import Service
from backoffice_orders.model.tax import TaxGroup, TaxRate, TaxRule
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import (
    EMPLOYEE,
    MUG,
    SETTINGS,
    SHIRT,
    cart,
    euros,
    rule,
    set_up_shop,
)
from tests.services.answering import (
    BERLIN,
    LINE,
    PARIS,
    asked,
    book,
    delivered,
    estimating,
    priced,
    rate,
)
from tests.services.conftest import john_s_cart, settle

RATES, PRICES = Service.DELIVERY_RATES, Service.PRICES


def test_the_question_describes_the_parcel() -> None:
    """Two mugs of 0.4 kg at 10.00 net."""
    question = asked(cart(), book(RATES), DeliveryQuestion)
    assert (question.weight, question.value) == (Decimal("0.8"), euros("20.00"))
    assert (question.origin.country, question.destination) == ("FR", PARIS)
    (line,) = question.lines
    assert (line.product_id, line.quantity, line.weight) == (MUG.id, 2, Decimal("0.8"))


def test_rates_are_chosen_like_carriers() -> None:
    """7.00 net at 20 % is 8.40; chosen by its id, as a carrier is."""
    there = delivered(cart(), book(RATES), rate(), rate("ups:air", "20.00", "UPS Air"))
    options = {each.carrier_id: each.price.gross for each in price(cart(), there).delivery_options}
    assert options == {
        "post": euros("6.00"),
        "ups": euros("8.40"),
        "express": euros("10.80"),
        "ups:air": euros("24.00"),
    }
    chosen = price(cart(carrier_id=CarrierId("ups")), there)
    assert chosen.shipping is not None
    assert (chosen.shipping.name, chosen.shipping.price.gross) == ("UPS Ground", euros("8.40"))
    assert chosen.total.gross == euros("32.40")
    assert chosen.estimates == ()


def test_a_shop_can_have_its_rates_instead_of_its_carriers() -> None:
    settings = evolve(SETTINGS, carriers_beside_rates=False)
    there = book(RATES, settings=settings)
    before = price(cart(), there)
    assert [each.carrier_id for each in before.delivery_options] == ["post", "express"]
    assert before.estimates == (RATES,)  # the carriers stand in
    after = price(cart(), delivered(cart(), there, rate()))
    assert [each.carrier_id for each in after.delivery_options] == ["ups"]
    nobody = price(cart(), delivered(cart(), there))
    assert nobody.shipping is None


def test_a_rate_with_its_tax_is_what_is_paid() -> None:
    gross = evolve(rate(price="8.40"), tax_included=True)
    there = delivered(cart(), book(RATES), gross)
    shipping = price(cart(carrier_id=gross.id), there).shipping
    assert shipping is not None
    assert (shipping.price.gross, shipping.price.net) == (euros("8.40"), euros("7.00"))


def test_a_free_delivery_is_free_whoever_delivers() -> None:
    there = delivered(cart(), book(RATES), rate())
    free = price(cart(carrier_id=CarrierId("ups"), free_shipping=True), there)
    assert free.shipping_price.gross == euros("0.00")
    assert free.total.gross == euros("24.00")
    # The shop's own promise holds for rates too; zero promises nothing.
    for limit, costs in (("24", "0.00"), ("24.01", "8.40"), ("0", "8.40")):
        settings = evolve(SETTINGS, free_shipping_from_amount=Decimal(limit))
        shipping = price(cart(carrier_id=CarrierId("ups")), evolve(there, settings=settings))
        assert shipping.shipping_price.gross == euros(costs), limit


def test_another_parcel_or_place_is_another_question() -> None:
    there = delivered(cart(), book(RATES), rate())
    assert price(cart(), evolve(there, delivery=BERLIN)).estimates == (RATES,)
    three = cart(lines=(CartLine(LINE, MUG.id, 3),))
    assert price(three, there).estimates == (RATES,)
    ten = rule()  # what the goods are worth is the same after a voucher
    granted = cart(rule_ids=(ten.id,))
    assert price(granted, evolve(there, cart_rules=(ten,))).estimates == ()


def test_nobody_asks_for_rates_that_nobody_needs() -> None:
    by_hand = cart(manual_delivery=ManualDelivery("Ours", euros("3.00"), "on the way"))
    assert open_questions(by_hand, book(RATES)) == ()
    assert open_questions(cart(), book(RATES, delivery=None)) == ()
    virtual = book(RATES, products={MUG.id: evolve(MUG, virtual=True)})
    assert open_questions(cart(), virtual) == ()


def test_what_the_customer_pays_is_asked_line_by_line() -> None:
    question = asked(cart(), book(PRICES, customer_id=CustomerId("cus_1")), PriceQuestion)
    assert question.customer_id == "cus_1"
    assert question.group_ids == ("customers",)
    (line,) = question.lines
    assert (line.product_id, line.quantity, line.reference) == (MUG.id, 2, "MUG-1")
    shirt = CartLine(LINE, SHIRT.id, 1, CombinationId("shirt-m"))
    (line,) = asked(cart(lines=(shirt,)), book(PRICES), PriceQuestion).lines
    assert (line.combination_id, line.reference) == ("shirt-m", "SHIRT-M")


def test_an_answered_price_is_the_last_word() -> None:
    """8.00 by contract, though a specific price says 5.00 and the group has 10 % off."""
    own = SpecificPrice(MUG.id, price=Decimal(5))
    group = CustomerGroup(GroupId("customers"), "Customers", reduction_percent=Decimal(10))
    there = book(PRICES, specific_prices=(own,), groups=(group,))
    contract = PriceOfLine(LINE, euros("8.00"), reason="contract 4711")
    summary = price(cart(), priced(cart(), there, contract))
    assert summary.lines[0].unit_price.net == euros("8.00")
    assert summary.lines[0].total.gross == euros("19.20")
    assert tuple(map(str, summary.lines[0].reasons)) == ("price service: contract 4711",)
    assert "contract 4711" in str(summary.explain())


def test_the_shops_own_price_holds_where_the_service_says_so() -> None:
    summary = price(cart(), priced(cart(), book(PRICES), PriceOfLine(LINE)))
    assert summary.estimates == ()
    assert summary.lines[0].unit_price.net == euros("10.00")


def test_a_price_can_be_finer_than_a_cent_and_have_its_tax_in_it() -> None:
    """A thousand at 0.0123 net are 12.30; 1.20 gross each is 1.00 net."""
    many = cart(lines=(CartLine(LINE, MUG.id, 1000),))
    by_line = evolve(SETTINGS, rounding=Rounding(type=RoundingType.LINE))
    fine = priced(many, book(PRICES, settings=by_line), PriceOfLine(LINE, euros("0.0123")))
    assert price(many, fine).lines[0].total.net == euros("12.30")
    gross = PriceOfLine(LINE, euros("1.20"), tax_included=True)
    assert price(cart(), priced(cart(), book(PRICES), gross)).products.net == euros("2.00")


def test_a_price_by_hand_is_not_asked_about() -> None:
    override = PriceOverride(euros("9.00"), False, "as promised")
    agreed = cart(lines=(CartLine(LINE, MUG.id, 2, price_override=override),))
    assert open_questions(agreed, book(PRICES)) == ()
    assert price(agreed, book(PRICES)).products.net == euros("18.00")


def test_the_prices_of_another_customer_are_never_used() -> None:
    there = book(PRICES, customer_id=CustomerId("cus_1"))
    there = priced(cart(), there, PriceOfLine(LINE, euros("1.00")))
    other = price(cart(), evolve(there, customer_id=CustomerId("cus_2")))
    assert (other.estimates, other.products.net) == ((PRICES,), euros("20.00"))


def test_reduced_prices_are_left_out_by_rules_that_say_so() -> None:
    ten = rule(actions=(Percentage(Decimal(10), exclude_discounted=True),))
    order, there = cart(rule_ids=(ten.id,)), book(PRICES, cart_rules=(ten,))
    plain = priced(order, there, PriceOfLine(LINE, euros("8.00")))
    assert price(order, plain).discounts.net == euros("1.60")
    special = priced(order, there, PriceOfLine(LINE, euros("8.00"), reduced=True))
    assert not price(order, special).discounts


def test_each_question_builds_on_the_answers_before() -> None:
    """8.00 by contract: the parcel is worth 16.00, and 16.00 and 7.00 are to be taxed."""
    there = book(PRICES, RATES, Service.TAXES)
    there = priced(cart(), there, PriceOfLine(LINE, euros("8.00")))
    question = asked(cart(), there, DeliveryQuestion)
    assert question.value == euros("16.00")
    chosen = cart(carrier_id=CarrierId("ups"))
    there = delivered(chosen, there, rate())
    taxes = asked(chosen, there, TaxQuestion)
    assert [each.amount for each in taxes.lines] == [euros("16.00"), euros("7.00")]


def test_a_chosen_rate_is_not_dropped_while_it_is_asked_about_again() -> None:
    chosen = cart(carrier_id=CarrierId("ups"))
    summary, gaps = price_with_gaps(chosen, book(RATES))
    assert summary.estimates == (RATES,)
    assert [gap.error.code for gap in gaps] == ["answer_missing"]
    assert price_with_gaps(chosen, estimating(RATES))[1] == ()


@pytest.fixture
def office(clock: FixedClock) -> BackOffice:
    """John pays 8.00 for a mug; a parcel costs 4.00 and 1.50 a kilogram; 20 % of tax."""
    opened = BackOffice(
        MemoryStore(),
        clock=clock,
        ids=SequentialIds(),
        prices=TestPrices({(CustomerId("cus_000001"), MUG.id): euros("8.00")}),
        delivery_rates=TestRates(Decimal("4.00"), Decimal("1.50")),
        taxes=TestTaxes({"FR": TaxRate("TVA 20%", Decimal(20))}),
    )
    set_up_shop(opened)
    settle(opened, carriers_beside_rates=False)
    return opened


@pytest.fixture
def johns(office: BackOffice) -> CartView:
    return john_s_cart(office)


def test_three_services_are_asked_in_turn(office: BackOffice, johns: CartView) -> None:
    """16.00 and 5.50 net, at 20 % are 25.80; all by hand."""
    assert johns.customer is not None
    assert johns.customer.id == "cus_000001"
    assert johns.summary.estimates == (PRICES, RATES, Service.TAXES)
    view = office.finishing.ask_services(EMPLOYEE, johns.cart.id)
    assert view.summary.estimates == ()
    assert view.summary.total.gross == euros("25.80")
    order = office.finishing.place(EMPLOYEE, johns.cart.id, payment_method="invoice")
    assert order.total == euros("25.80")
    assert price(order.cart, order.book) == order.summary


def test_a_rate_that_was_chosen_stays_chosen(office: BackOffice, johns: CartView) -> None:
    """Air costs twice as much: 11.00. A third mug makes 1.2 kg: 4.00 and 3.00, 14.00 by air."""
    view = office.finishing.ask_services(EMPLOYEE, johns.cart.id)
    view = office.shipping.choose(
        EMPLOYEE, johns.cart.id, CarrierId("test:air"), version=view.version
    )
    assert view.summary.estimates == (Service.TAXES,)
    assert view.summary.shipping_price.net == euros("11.00")
    line = view.cart.lines[0].id
    view = office.products.set_quantity(EMPLOYEE, johns.cart.id, line, 3, version=view.version)
    assert view.cart.carrier_id == "test:air"
    assert not view.notices
    view = office.finishing.ask_services(EMPLOYEE, johns.cart.id)
    assert view.summary.shipping_price.net == euros("14.00")
    assert view.ready


def test_an_offer_keeps_the_prices_that_it_knew(
    office: BackOffice, johns: CartView, clock: FixedClock
) -> None:
    """John's contract ends, and a second line comes: the first one stays at 8.00."""
    view = office.finishing.ask_services(EMPLOYEE, johns.cart.id)
    until = clock.now() + timedelta(days=3)
    view = office.offers.quote(EMPLOYEE, johns.cart.id, until, version=view.version)
    services = office.desk.services
    assert isinstance(services.prices, TestPrices)
    services.prices.agreed.clear()
    view = office.products.add(
        EMPLOYEE,
        johns.cart.id,
        SHIRT.id,
        1,
        combination_id=CombinationId("shirt-m"),
        version=view.version,
    )
    view = office.finishing.ask_services(EMPLOYEE, johns.cart.id)
    assert view.summary.estimates == ()
    assert [each.unit_price.net for each in view.summary.lines] == [euros("8.00"), euros("20.00")]


def test_an_offer_promises_nothing_that_another_customer_was_answered(
    office: BackOffice, johns: CartView, clock: FixedClock
) -> None:
    office.finishing.ask_services(EMPLOYEE, johns.cart.id)
    ann = office.customers.create(
        EMPLOYEE, first_name="Ann", last_name="Doe", email="ann@example.com"
    )
    office.carts.choose_customer(EMPLOYEE, johns.cart.id, ann.id)
    office.offers.quote(EMPLOYEE, johns.cart.id, clock.now() + timedelta(days=3))
    view = office.finishing.ask_services(EMPLOYEE, johns.cart.id)
    assert view.summary.lines[0].unit_price.net == MUG.price


def test_an_offer_promises_nothing_that_was_over_when_it_was_made(
    office: BackOffice, johns: CartView, clock: FixedClock
) -> None:
    """8.00 were answered five hours before; what the service says by then is 9.00."""
    office.finishing.ask_services(EMPLOYEE, johns.cart.id)
    clock.advance(timedelta(hours=5))
    services = office.desk.services
    assert isinstance(services.prices, TestPrices)
    for about in services.prices.agreed:
        services.prices.agreed[about] = euros("9.00")
    office.offers.quote(EMPLOYEE, johns.cart.id, clock.now() + timedelta(days=3))
    view = office.finishing.ask_services(EMPLOYEE, johns.cart.id)
    assert view.summary.lines[0].unit_price.net == euros("9.00")


def test_what_an_offer_has_promised_is_converted_with_its_cart(
    office: BackOffice, johns: CartView, clock: FixedClock
) -> None:
    """8.00 EUR are 8.80 USD, whatever the service says in dollars."""
    office.setup.save(EMPLOYEE, ExchangeRate("USD", Decimal("1.10")))
    office.finishing.ask_services(EMPLOYEE, johns.cart.id)
    office.offers.quote(EMPLOYEE, johns.cart.id, clock.now() + timedelta(days=3))
    office.carts.set_currency(EMPLOYEE, johns.cart.id, "USD")
    view = office.finishing.ask_services(EMPLOYEE, johns.cart.id)
    assert view.summary.lines[0].unit_price.net == Money("8.80", "USD")


def test_what_was_promised_is_as_fine_in_another_currency(
    office: BackOffice, johns: CartView, clock: FixedClock
) -> None:
    """8.005 EUR are 8.8055 USD: two pieces cost 17.61 where lines are rounded."""
    office.setup.save(EMPLOYEE, ExchangeRate("USD", Decimal("1.10")))
    settle(office, rounding=Rounding(type=RoundingType.LINE))
    services = office.desk.services
    assert isinstance(services.prices, TestPrices)
    services.prices.agreed[CustomerId("cus_000001"), MUG.id] = euros("8.005")
    office.finishing.ask_services(EMPLOYEE, johns.cart.id)
    office.offers.quote(EMPLOYEE, johns.cart.id, clock.now() + timedelta(days=3))
    office.carts.set_currency(EMPLOYEE, johns.cart.id, "USD")
    view = office.finishing.ask_services(EMPLOYEE, johns.cart.id)
    assert view.summary.lines[0].total.net == Money("17.61", "USD")


def test_another_customer_has_other_prices(office: BackOffice, johns: CartView) -> None:
    office.finishing.ask_services(EMPLOYEE, johns.cart.id)
    ann = office.customers.create(
        EMPLOYEE, first_name="Ann", last_name="Doe", email="ann@example.com"
    )
    assert johns.customer is not None
    view = office.carts.choose_customer(EMPLOYEE, johns.cart.id, ann.id, version=johns.version)
    assert PRICES in view.summary.estimates
    assert view.summary.products.net == euros("20.00")


def test_nothing_else_is_asked_while_a_price_is_missing(
    office: BackOffice, johns: CartView
) -> None:
    """The others would build on a price that is none; once it is back, all are asked."""

    class Down(TestPrices):
        def prices(self, question: PriceQuestion, *, timeout: float) -> PriceAnswer | Refusal:
            raise ConnectionRefusedError

    services = office.desk.services
    down = evolve(services, prices=Down({}))
    broken = BackOffice(
        office.desk.store,
        clock=office.desk.clock,
        prices=down.prices,
        taxes=down.taxes,
    )
    view = broken.finishing.ask_services(EMPLOYEE, johns.cart.id)
    assert [each.code for each in view.notices] == ["service_failed"]
    assert isinstance(services.taxes, TestTaxes)
    assert services.taxes.asked == []
    assert office.finishing.ask_services(EMPLOYEE, johns.cart.id).ready


# What a rate refers to

REDUCED = TaxGroup(
    TaxGroupId("reduced"), "Reduced", (TaxRule("FR", (TaxRate("TVA 10%", Decimal(10)),)),)
)


@frozen
class Rates:
    """Delivery rates that answer as a test says."""

    says: tuple[DeliveryRate, ...]

    def rates(self, question: DeliveryQuestion, *, timeout: float) -> DeliveryAnswer:
        return DeliveryAnswer(self.says)


def rated(*rates: DeliveryRate) -> tuple[BackOffice, CartView]:
    """A shop with the carriers Colissimo (5.00 net) and Express, and these rates beside them."""
    office = BackOffice.in_memory(delivery_rates=Rates(rates))
    set_up_shop(office)
    office.setup.save(EMPLOYEE, REDUCED)
    return office, john_s_cart(office)


def test_a_rate_has_a_tax_group_that_nothing_else_has() -> None:
    """20.00 at 20 % and 1.00 at 10 %: 24.00 and 1.10."""
    office, cart = rated(
        DeliveryRate(CarrierId("bike"), "Bike", euros("1.00"), tax_group_id=REDUCED.id)
    )
    view = office.finishing.ask_services(EMPLOYEE, cart.cart.id)
    assert view.summary.total.gross == euros("25.10")
    order = office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="invoice")
    assert order.total == euros("25.10")
    assert price(order.cart, order.book) == order.summary


def test_a_rate_whose_tax_group_is_gone_is_left_out_alone() -> None:
    office, cart = rated(
        DeliveryRate(CarrierId("bike"), "Bike", euros("1.00"), tax_group_id=REDUCED.id),
        DeliveryRate(CarrierId("van"), "Van", euros("2.00")),
        DeliveryRate(CarrierId("none"), "None", euros("0.50"), tax_group_id=TaxGroupId("none")),
    )

    def offered(view: CartView) -> list[str]:
        return [str(each.carrier_id) for each in view.summary.delivery_options]

    view = office.finishing.ask_services(EMPLOYEE, cart.cart.id)
    assert offered(view) == ["bike", "van", "post", "express"]
    office.setup.remove(EMPLOYEE, REDUCED)
    assert offered(office.carts.view(EMPLOYEE, cart.cart.id)) == ["van", "post", "express"]


def test_a_rate_takes_the_place_of_the_carrier_with_its_id() -> None:
    office, cart = rated(DeliveryRate(CarrierId("post"), "Colissimo", euros("1.00")))
    office.finishing.ask_services(EMPLOYEE, cart.cart.id)
    view = office.shipping.choose(EMPLOYEE, cart.cart.id, CarrierId("post"))
    chosen = [each.price.net for each in view.summary.delivery_options if each.chosen]
    assert chosen == [euros("1.00")]
