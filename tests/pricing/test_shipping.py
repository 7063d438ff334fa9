"""Who delivers, and for how much. Figures by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from backoffice_orders.model.carrier import (
    Carrier,
    Country,
    OutOfRange,
    PriceBasis,
    RangePrice,
    Zone,
)
from backoffice_orders.model.cart import (
    CartLine,
    CustomLine,
    CustomLineKind,
    ManualDelivery,
)
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.ids import (
    CarrierId,
    GroupId,
    LineId,
    ProductId,
    TaxGroupId,
    ZoneId,
)
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.pricing.actions.delivery_percentage import DeliveryPercentage
from backoffice_orders.model.pricing.actions.free_shipping import FreeShipping
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.conditions.carriers import Carriers
from backoffice_orders.model.pricing.price import missing_to_free_delivery
from backoffice_orders.model.pricing.shipping import (
    BY_PRICE,
    GRANTED_FREE,
    NOTHING_TO_SHIP,
    SET_BY_HAND,
    STANDARD_DELIVERY,
    STANDARD_PRICE,
)
from backoffice_orders.model.pricing.summary_parts import ShippingCost
from backoffice_orders.model.product import Product
from backoffice_orders.model.tax import Place
from backoffice_orders.testing.samples import euros
from tests.pricing.till import Till, gross

HERE, THERE = Zone(ZoneId("here"), "Here"), Zone(ZoneId("there"), "There")


def ranges(*prices: tuple[str, str, str]) -> tuple[RangePrice, ...]:
    return tuple(RangePrice(HERE.id, Decimal(a), Decimal(b), euros(p)) for a, b, p in prices)


FLAT = ranges(("0", "1000", "5.00"))


def carrier(id: str = "post", **more: Any) -> Carrier:
    values: dict[str, Any] = {"prices": FLAT, "delay": "2 days", **more}
    return Carrier(CarrierId(id), id.title(), **values)


def shop(*carriers: Carrier, net: str = "20.00", tax: str = "0", **product: Any) -> Till:
    till = Till(net, tax=tax)
    countries = (Country("FR", HERE.id, states={"IS": THERE.id}), Country("DE", THERE.id))
    goods = {id_: evolve(each, **product) for id_, each in till.book.products.items()}
    till.book = evolve(till.book, carriers=carriers, countries=countries, products=goods)
    return till


def settings(till: Till, **changes: Any) -> Till:
    till.book = evolve(till.book, settings=evolve(till.book.settings, **changes))
    return till


def cost(till: Till) -> ShippingCost:
    shipping = till.ring_up().shipping
    assert shipping is not None
    return shipping


def offered(till: Till) -> list[str]:
    return [str(option.carrier_id) for option in till.ring_up().delivery_options]


def test_a_price_with_its_tax_and_everything_that_is_shown() -> None:
    till = shop(carrier(tax_group_id=TaxGroupId("tax")), tax="20")
    assert cost(till) == ShippingCost(
        CarrierId("post"), "Post", "2 days", "EUR", 500, 600, BY_PRICE()
    )
    option = till.ring_up().delivery_options[0]
    assert (str(option.name), option.delay, str(option.reason), option.chosen, option.currency) == (
        "Post",
        "2 days",
        "by price",
        True,
        "EUR",
    )
    assert str(option.price) == "6.00 EUR (5.00 EUR net)"
    assert gross(till.ring_up()) == "30.00"


@pytest.mark.parametrize(
    ("net", "expected"),
    [("49.99", "5.00"), ("50.00", "3.00"), ("99.99", "3.00"), ("100.00", "3.00")],
)
def test_ranges_by_price_begin_where_they_say(net: str, expected: str) -> None:
    post = carrier(prices=ranges(("0", "50", "5.00"), ("50", "100", "3.00")))
    assert str(cost(shop(post, net=net)).price.gross.amount) == expected


def test_ranges_by_weight_and_the_highest_beyond() -> None:
    post = carrier(basis=PriceBasis.WEIGHT, prices=ranges(("1", "2", "3.00"), ("2", "5", "8.00")))
    assert str(cost(shop(post, weight=Decimal("1.5"))).price.net.amount) == "3.00"
    assert str(cost(shop(post, weight=Decimal("1.5"))).reason) == "by weight"
    assert str(cost(shop(post, weight=Decimal("5"))).price.net.amount) == "8.00"
    strict = evolve(post, out_of_range=OutOfRange.DISABLE)
    assert offered(shop(strict, weight=Decimal("5"))) == []
    assert offered(shop(strict, weight=Decimal("0.5"))) == []


@pytest.mark.parametrize("beyond", OutOfRange)
@pytest.mark.parametrize(
    ("weight", "expected"),
    [
        ("0.5", None),  # below the first range
        ("1", "4.00"),
        ("2", None),  # a range does not include its end: in the gap
        ("2.999", None),
        ("3", "6.00"),
        ("4.999", "6.00"),
    ],
)
def test_below_the_first_range_and_in_a_gap_nobody_delivers(
    weight: str, expected: str | None, beyond: OutOfRange
) -> None:
    gaps = ranges(("1", "2", "4.00"), ("3", "5", "6.00"))
    till = shop(
        carrier(basis=PriceBasis.WEIGHT, prices=gaps, out_of_range=beyond), weight=Decimal(weight)
    )
    found = [str(option.price.net.amount) for option in till.ring_up().delivery_options]
    assert found == ([] if expected is None else [expected])


@pytest.mark.parametrize(("net", "expected"), [("9.99", []), ("10.00", ["3.00"]), ("99", ["3.00"])])
def test_ranges_by_price_that_do_not_begin_at_nothing(net: str, expected: list[str]) -> None:
    till = shop(carrier(prices=ranges(("10", "50", "3.00"))), net=net)
    assert [str(o.price.net.amount) for o in till.ring_up().delivery_options] == expected


def test_zones_of_countries_and_states() -> None:
    far = evolve(FLAT[0], zone_id=THERE.id, price=euros("9.00"))
    till = shop(carrier(prices=(*FLAT, far)), carrier("local"))
    assert offered(till) == ["local", "post"]
    till.book = evolve(till.book, delivery=Place("DE"))
    assert offered(till) == ["post"]
    assert str(cost(till).price.net.amount) == "9.00"
    till.book = evolve(till.book, delivery=Place("FR", "IS"))
    assert str(cost(till).price.net.amount) == "9.00"
    till.book = evolve(till.book, delivery=Place("XX"))
    assert till.ring_up().shipping is None
    closed = (Country("FR", HERE.id, active=False),)
    till.book = evolve(till.book, delivery=None, countries=closed)
    assert till.ring_up().shipping is None
    assert gross(till.ring_up()) == "20.00"


def test_inactive_ones_and_other_groups_are_left_out() -> None:
    members = carrier("club", group_ids=(GroupId("club"),))
    till = shop(carrier("off", active=False), members)
    assert offered(till) == []
    till.book = evolve(till.book, group_ids=(GroupId("club"), GroupId("x")))
    assert offered(till) == ["club"]
    till.book = evolve(till.book, group_ids=())
    assert offered(settings(till, default_group_id=GroupId("club"))) == ["club"]


def test_weight_and_size_limits_are_included() -> None:
    light = carrier(max_weight=Decimal(2))
    assert offered(shop(light, weight=Decimal(2))) == ["post"]
    assert offered(shop(light, weight=Decimal("2.1"))) == []
    small = carrier(max_width=Decimal(10), max_height=Decimal(20), max_depth=Decimal(30))
    fits: dict[str, Any] = {"width": Decimal(10), "height": Decimal(20), "depth": Decimal(30)}
    assert offered(shop(small, **fits)) == ["post"]
    for name in fits:
        assert offered(shop(small, **{**fits, name: fits[name] + 1})) == []
    assert offered(shop(carrier(max_width=Decimal(0)), width=Decimal(99))) == ["post"]


@pytest.mark.parametrize("together", ["1", "5"])  # 0.333... was too light, 1.666...7 too heavy
def test_thirds_of_a_weight_are_that_weight_together(together: str) -> None:
    """A third of a kilogram has 28 digits: three of them are one, and not 0.999..."""
    whole, weight = Decimal(together), Decimal(together) / 3
    heavy = ranges(("0", together, "3.00"), (together, "99", "8.00"))
    till = shop(carrier(basis=PriceBasis.WEIGHT, prices=heavy, max_weight=whole), weight=weight)
    (line,) = till.cart.lines
    till.cart = evolve(till.cart, lines=(evolve(line, quantity=3),))
    assert str(cost(till).price.net.amount) == "8.00"
    assert till.ring_up().weight == whole
    assert str(cost(settings(till, free_shipping_from_weight=whole)).price.net.amount) == "0.00"


@pytest.mark.parametrize("end", ["5", "4.99", "0"])
def test_a_range_that_holds_nothing_is_refused(end: str) -> None:
    with pytest.raises(FieldInvalid) as refused:
        RangePrice(HERE.id, Decimal(5), Decimal(end), euros("3.00"))
    assert refused.value.field == "end"


def test_free_carrier_free_amount_free_weight() -> None:
    assert (
        str(cost(shop(carrier(free=True, prices=(), zone_ids=(HERE.id,)))).reason) == "free carrier"
    )
    till = settings(shop(carrier()), free_shipping_from_amount=Decimal(20))
    assert (cost(till).gross, str(cost(till).reason)) == (0, "free from 20.00 EUR")
    assert cost(settings(shop(carrier()), free_shipping_from_amount=Decimal("20.01"))).net == 500
    till = settings(shop(carrier(), weight=Decimal(3)), free_shipping_from_weight=Decimal(3))
    assert (cost(till).gross, str(cost(till).reason)) == (0, "free from 3 kg")
    till = settings(shop(carrier(), weight=Decimal(2)), free_shipping_from_weight=Decimal(3))
    assert cost(till).net == 500


def test_handling_and_the_products_own_costs() -> None:
    post = carrier(applies_handling=True)
    till = settings(shop(post), shipping_handling=euros("2.00"))
    assert (cost(till).net, str(cost(till).reason)) == (700, "by price, with handling")
    assert cost(settings(shop(carrier()), shipping_handling=euros("2.00"))).net == 500
    assert cost(shop(post)).net == 500
    till = shop(carrier(), additional_shipping_cost=euros("1.50"))
    till.cart = evolve(till.cart, lines=(evolve(till.cart.lines[0], quantity=2),))
    assert (cost(till).net, str(cost(till).reason)) == (
        800,
        "by price, with the products' own costs",
    )


def test_the_default_first_then_the_cheapest_then_their_position() -> None:
    dear = carrier("dear", prices=ranges(("0", "1000", "9.00")))
    till = shop(dear, carrier("b", position=2), carrier("c", position=1), carrier("a", position=2))
    assert offered(till) == ["c", "a", "b", "dear"]
    assert cost(till).carrier_id == "c"
    settings(till, default_carrier_id=CarrierId("dear"))
    assert offered(till) == ["dear", "c", "a", "b"]
    till.cart = evolve(till.cart, carrier_id=CarrierId("b"))
    assert cost(till).carrier_id == "b"
    assert [o.chosen for o in till.ring_up().delivery_options] == [False, False, False, True]


def test_by_hand_free_and_nothing_to_ship() -> None:
    till = shop(carrier(), tax="20")
    manual = ManualDelivery("Bike", euros("6.00"), "near", tax_group_id=TaxGroupId("tax"))
    till.cart = evolve(till.cart, manual_delivery=manual)
    assert cost(till) == ShippingCost(None, "Bike", "", "EUR", 600, 720, SET_BY_HAND(reason="near"))
    till.cart = evolve(till.cart, manual_delivery=evolve(manual, tax_included=True))
    assert (cost(till).net, cost(till).gross) == (500, 600)
    till.cart = evolve(till.cart, manual_delivery=None, free_shipping=True)
    reason = GRANTED_FREE()
    assert cost(till) == ShippingCost(CarrierId("post"), "Post", "2 days", "EUR", 0, 0, reason)
    (option,) = till.ring_up().delivery_options
    assert (option.net, option.gross, option.reason) == (0, 0, reason)
    virtual = shop(carrier(), virtual=True)
    assert not virtual.ring_up().needs_shipping
    assert cost(virtual) == ShippingCost(None, "", "", "EUR", 0, 0, NOTHING_TO_SHIP())
    assert virtual.ring_up().lines[0].virtual


def test_a_standard_price_where_there_are_no_carriers() -> None:
    till = Till("20.00", tax="20", shipping="4.00")
    assert cost(till) == ShippingCost(
        None, STANDARD_DELIVERY(), "", "EUR", 400, 400, STANDARD_PRICE()
    )
    assert gross(till.ring_up()) == "28.00"


def test_free_by_a_rule_is_a_discount_of_the_delivery() -> None:
    summary = shop(carrier()).rule(FreeShipping()).ring_up()
    assert gross(summary) == "20.00"
    assert summary.shipping_price.gross == euros("5.00")
    assert [rule.parts for rule in summary.rules] == [(("shipping", 500, 500),)]
    assert summary.rules[0].free_shipping


def test_ranges_look_at_the_discounted_goods() -> None:
    post = carrier(prices=ranges(("0", "15", "8.00"), ("15", "100", "3.00")))
    till = shop(post).rule(Percentage(Decimal(50)))
    assert gross(till.ring_up()) == "18.00"  # 10.00 and 8.00


def test_a_rule_that_depends_on_a_delivery_that_depends_on_it() -> None:
    """The bike takes goods from 15 on; its rule takes them below, and so falls away again."""
    bike = carrier("bike", prices=ranges(("15", "100", "1.00")), out_of_range=OutOfRange.DISABLE)
    till = shop(bike, carrier("post"))
    till.rule(Amount(euros("10.00")), conditions=(Carriers({CarrierId("post")}),))
    summary = till.ring_up()
    assert summary.shipping is not None
    assert summary.shipping.carrier_id == "bike"
    assert summary.rules == ()
    till = shop(bike, carrier("post"))
    till.rule(Amount(euros("10.00")))
    summary = till.ring_up()
    assert summary.shipping is not None
    assert (summary.shipping.carrier_id, gross(summary)) == ("post", "15.00")


def test_weights_add_up() -> None:
    till = shop(carrier(), weight=Decimal("0.4"))
    till.cart = evolve(till.cart, lines=(evolve(till.cart.lines[0], quantity=3),))
    summary = till.ring_up()
    assert summary.weight == summary.lines[0].weight == Decimal("1.2")
    assert isinstance(till.book.products[till.cart.lines[0].product_id], Product)


def test_the_standard_delivery_is_taxed_by_its_tax_group() -> None:
    # 10.00 and 4.90, each with 19 %: 11.90 and 5.831
    till = Till("10.00", tax="19", shipping="4.90")
    settings = evolve(till.book.settings, standard_shipping_tax_group_id=TaxGroupId("tax"))
    till.book = evolve(till.book, settings=settings)
    summary = till.ring_up()
    assert summary.shipping_price.net == euros("4.90")
    assert summary.shipping_price.gross == euros("5.83")
    assert gross(summary) == "17.73"


def test_the_standard_delivery_is_untaxed_without_a_tax_group() -> None:
    summary = Till("10.00", tax="19", shipping="4.90").ring_up()
    assert summary.shipping_price.gross == euros("4.90")
    assert gross(summary) == "16.80"


def test_what_is_a_cent_of_the_delivery_with_its_tax_alone_is_taken_off() -> None:
    """Net 0.45 and gross 0.54: one percent is 0.0045, which is nothing, and 0.0054, a cent."""
    till = Till("10.00", tax="20", shipping="0.45")
    settings = evolve(till.book.settings, standard_shipping_tax_group_id=TaxGroupId("tax"))
    till.book = evolve(till.book, settings=settings)
    summary = till.rule(DeliveryPercentage(Decimal(1))).ring_up()
    assert [str(each.amount.gross.amount) for each in summary.rules] == ["0.01"]
    assert gross(summary) == "12.53"


def test_what_need_not_be_sent_counts_for_what_delivery_is_free_from() -> None:
    """10.00 to be sent and a download for 40.00: free from 50.00; a fee is nothing bought."""
    till = settings(shop(carrier(), net="10.00"), free_shipping_from_amount=Decimal(50))
    download = evolve(
        till.book.products[ProductId("p0")], id=ProductId("d"), price=euros("40.00"), virtual=True
    )
    line = CartLine(LineId("d"), download.id, 1)
    fee = CustomLine(LineId("fee"), CustomLineKind.FEE, "Fee", euros("40.00"))
    till.book = evolve(till.book, products={**till.book.products, download.id: download})
    cart = till.cart
    till.cart = evolve(cart, lines=(*cart.lines, line))
    assert str(cost(till).reason) == "free from 50.00 EUR"
    till.cart = evolve(cart, custom_lines=(fee,))
    assert cost(till).gross == 500


@pytest.mark.parametrize(
    ("from_amount", "charged"), [("20.00", "20.00"), ("20.01", "24.00"), ("0", "24.00")]
)
def test_the_standard_delivery_is_free_from_an_amount_too(from_amount: str, charged: str) -> None:
    till = Till("20.00", shipping="4.00")
    amount = Decimal(from_amount)
    till.book = evolve(
        till.book, settings=evolve(till.book.settings, free_shipping_from_amount=amount)
    )
    assert gross(till.ring_up()) == charged
    missing = missing_to_free_delivery(till.cart, till.book)
    assert missing == (euros("0.01") if from_amount == "20.01" else None)


def test_the_standard_delivery_is_free_from_a_weight_too() -> None:
    till = Till("20.00", shipping="4.00")
    heavy = evolve(till.book.products[till.cart.lines[0].product_id], weight=Decimal(30))
    settings = evolve(till.book.settings, free_shipping_from_weight=Decimal(30))
    till.book = evolve(till.book, settings=settings, products={heavy.id: heavy})
    assert gross(till.ring_up()) == "20.00"
