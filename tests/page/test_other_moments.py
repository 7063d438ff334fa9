"""What was it on Monday, what will it be in January: prices at any moment, from the same tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.ids import PriceRuleId, ProductId
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.difference import ChangeKind, difference
from backoffice_orders.model.product import CatalogPriceRule, SpecificPrice
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, MOMENT, MUG, SHIRT, euros
from tests.page.conftest import Refused

DAY = timedelta(days=1)
MONDAY, TODAY, NEXT_MONTH = MOMENT - 3 * DAY, MOMENT, MOMENT + 30 * DAY


def reduce(office: BackOffice, **price: Any) -> None:
    """The mug gets this specific price, and no other."""
    office.setup.set_specific_prices(EMPLOYEE, MUG.id, [SpecificPrice(MUG.id, **price)])


def total(office: BackOffice, cart: CartView, moment: datetime) -> str:
    found = office.carts.price_at(EMPLOYEE, cart.cart.id, moment)
    return str(found.summary.total.gross.amount)


def test_a_specific_price_holds_within_its_dates(office: BackOffice, cart: CartView) -> None:
    """Two mugs at 12.00 and 6.00 of delivery; half the price from next month on."""
    begins = MOMENT + 20 * DAY
    reduce(office, percent=Decimal(50), valid_from=begins)
    assert total(office, cart, TODAY) == "30.00"
    assert total(office, cart, begins - timedelta(seconds=1)) == "30.00"
    assert total(office, cart, begins) == "18.00"
    assert total(office, cart, NEXT_MONTH) == "18.00"


def test_a_catalog_price_rule_holds_within_its_dates(office: BackOffice, cart: CartView) -> None:
    ended = MOMENT - DAY
    sale = CatalogPriceRule(PriceRuleId("sale"), percent=Decimal(25), valid_until=ended)
    office.setup.save(EMPLOYEE, sale)
    assert total(office, cart, MONDAY) == "24.00"
    assert total(office, cart, TODAY) == "30.00"


def test_a_cart_rule_that_applies_by_itself_does_within_its_dates(
    office: BackOffice, cart: CartView
) -> None:
    """10 % off two mugs: 2.40."""
    office.vouchers.create(
        EMPLOYEE,
        name="January",
        code="",
        actions=[Percentage(Decimal(10))],
        valid_from=MOMENT + 10 * DAY,
        valid_until=MOMENT + 40 * DAY,
    )
    assert [total(office, cart, each) for each in (TODAY, NEXT_MONTH, MOMENT + 40 * DAY)] == [
        "30.00",
        "27.60",
        "30.00",
    ]


def test_a_granted_voucher_says_why_it_does_not_hold_then(
    office: BackOffice, cart: CartView
) -> None:
    voucher = office.vouchers.create(
        EMPLOYEE,
        name="Ten",
        code="TEN",
        actions=[Percentage(Decimal(10))],
        valid_until=MOMENT + DAY,
    )
    office.vouchers.grant(EMPLOYEE, cart.cart.id, voucher.id)
    assert total(office, cart, TODAY) == "27.60"
    later = office.carts.price_at(EMPLOYEE, cart.cart.id, NEXT_MONTH).summary
    assert later.total.gross == euros("30.00")
    assert [each.message.code for each in later.refused_rules] == ["rule_expired"]


def test_two_moments_are_explained_change_by_change(office: BackOffice, cart: CartView) -> None:
    reduce(office, percent=Decimal(50), valid_from=MOMENT + DAY)
    before, after = (
        office.carts.price_at(EMPLOYEE, cart.cart.id, each).summary for each in (TODAY, NEXT_MONTH)
    )
    (change,) = difference(before, after).changes
    assert (change.kind, change.amount.gross) == (ChangeKind.PRICE, euros("-12.00"))


def test_without_a_moment_it_is_the_price_of_now(office: BackOffice, cart: CartView) -> None:
    found = office.carts.price_at(EMPLOYEE, cart.cart.id)
    view = office.carts.view(EMPLOYEE, cart.cart.id)
    assert (found.moment, found.summary, found.missing) == (MOMENT, view.summary, ())


def test_nothing_is_changed_by_asking(office: BackOffice, cart: CartView) -> None:
    before = office.carts.view(EMPLOYEE, cart.cart.id)
    office.carts.price_at(EMPLOYEE, cart.cart.id, NEXT_MONTH)
    assert office.carts.view(EMPLOYEE, cart.cart.id) == before


def test_an_offer_holds_from_when_it_was_made_until_it_ends(
    office: BackOffice, cart: CartView
) -> None:
    """Offered at 12.00 each; the mug then costs 24.00."""
    ends = MOMENT + 10 * DAY
    office.offers.quote(EMPLOYEE, cart.cart.id, ends)
    reduce(office, price=Decimal("20.00"))
    assert total(office, cart, MONDAY) == "54.00"
    assert total(office, cart, TODAY) == "30.00"
    assert total(office, cart, ends - timedelta(seconds=1)) == "30.00"
    assert total(office, cart, ends) == "54.00"


def test_what_is_gone_is_missing_at_any_moment(office: BackOffice, cart: CartView) -> None:
    office.setup.remove(EMPLOYEE, MUG)
    found = office.carts.price_at(EMPLOYEE, cart.cart.id, NEXT_MONTH)
    assert [each.code for each in found.missing] == ["product_not_found"]
    assert found.missing[0].line_id == cart.cart.lines[0].id


def test_a_moment_may_be_in_any_time_zone(office: BackOffice, cart: CartView) -> None:
    """10:00 in Paris is 9:00 UTC, when the price begins."""
    reduce(office, percent=Decimal(50), valid_from=MOMENT)
    paris = timezone(timedelta(hours=1))
    assert total(office, cart, datetime(2026, 1, 15, 10, 0, tzinfo=paris)) == "18.00"
    assert total(office, cart, datetime(2026, 1, 15, 9, 59, tzinfo=paris)) == "30.00"
    found = office.carts.price_at(EMPLOYEE, cart.cart.id, MOMENT.astimezone(paris))
    assert (found.moment, found.moment.tzinfo) == (MOMENT, UTC)


@pytest.mark.parametrize(
    "moment",
    [MOMENT.replace(tzinfo=None), MOMENT.replace(year=1), MOMENT.replace(year=9999)],
    ids=["naive", "year 1", "year 9999"],
)
def test_a_moment_needs_a_time_zone_and_must_be_in_our_times(
    office: BackOffice, cart: CartView, refused: Refused, moment: datetime
) -> None:
    error = refused("field_invalid", partial(office.carts.price_at, EMPLOYEE, cart.cart.id, moment))
    assert "moment" in str(error)
    ask = partial(office.products.price_of, EMPLOYEE, MUG.id, moment=moment)
    assert "moment" in str(refused("field_invalid", ask))


def test_the_farthest_moments_have_prices_too(office: BackOffice, cart: CartView) -> None:
    for year in (2, 9998):
        assert total(office, cart, MOMENT.replace(year=year)) == "30.00"


def test_the_price_of_a_product_at_a_moment(office: BackOffice, cart: CartView) -> None:
    """Three mugs: 12.00 each, 9.00 from next month on."""
    reduce(office, percent=Decimal(25), valid_from=MOMENT + DAY)
    now = office.products.price_of(EMPLOYEE, MUG.id, 3)
    then = office.products.price_of(EMPLOYEE, MUG.id, 3, moment=NEXT_MONTH)
    assert (now.unit_price.gross, now.total.gross, now.reduced) == (
        euros("12.00"),
        euros("36.00"),
        False,
    )
    assert (then.unit_price.gross, then.total.net, then.reduced) == (
        euros("9.00"),
        euros("22.50"),
        True,
    )


def test_the_price_of_more_pieces_counts_those_in_the_cart(
    office: BackOffice, cart: CartView
) -> None:
    """10 % off from three pieces; the cart has two."""
    reduce(office, percent=Decimal(10), from_quantity=3)
    alone = office.products.price_of(EMPLOYEE, MUG.id)
    beside = office.products.price_of(EMPLOYEE, MUG.id, cart_id=cart.cart.id)
    assert (alone.unit_price.gross, beside.unit_price.gross) == (euros("12.00"), euros("10.80"))


def test_the_price_of_what_cannot_be_had_is_refused(office: BackOffice, refused: Refused) -> None:
    ask = office.products.price_of
    refused("product_not_found", partial(ask, EMPLOYEE, ProductId("no-such-product")))
    refused("combination_required", partial(ask, EMPLOYEE, SHIRT.id))
    refused("quantity_not_positive", partial(ask, EMPLOYEE, MUG.id, 0))
