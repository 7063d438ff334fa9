"""Discounts by hand: who may give how much, what becomes of them, and what the audit tells."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from moneyed import Money

from backoffice_orders.back_office import BackOffice
from backoffice_orders.commands import ANY_VERSION, AddProduct, GiveDiscount
from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.carrier import ExchangeRate
from backoffice_orders.model.cart import CustomLineKind
from backoffice_orders.model.ceiling import Ceiling
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.errors.discounts import DiscountAboveCeiling
from backoffice_orders.model.ids import ActorId, DiscountId, LineId
from backoffice_orders.model.settings import DiscountReason
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, MUG, SHIRT, euros
from tests.page.conftest import Refused

# Two mugs at 12.00: 10 % of the goods are 2.40.
TEN = Ceiling(percent=Decimal(10))
CLERK = Actor(
    ActorId("tim"), "Tim", frozenset({Permission.EDIT_CART, Permission.GIVE_DISCOUNT}), TEN
)
CHIEF = Actor(
    ActorId("eve"),
    "Eve",
    frozenset({Permission.GIVE_DISCOUNT, Permission.ALLOW_DISCOUNT}),
    Ceiling(percent=Decimal(50), amount=euros("50.00")),
)


def give(office: BackOffice, cart: CartView, actor: Actor = EMPLOYEE, **terms: Any) -> CartView:
    return office.discounts.give(
        actor,
        cart.cart.id,
        title=terms.pop("title", "As agreed"),
        reason=terms.pop("reason", "goodwill"),
        **terms,
    )


def percent(number: str) -> dict[str, Any]:
    return {"percent": Decimal(number)}


def off(view: CartView) -> list[str]:
    return [str(each.amount.gross.amount) for each in view.summary.manual_discounts]


# Giving


def test_percent_off_the_order(office: BackOffice, cart: CartView) -> None:
    """10 % of 24.00, and 6.00 of delivery."""
    view = give(office, cart, **percent("10"))
    assert (off(view), view.summary.total.gross) == (["2.40"], euros("27.60"))
    (given,) = view.cart.discounts
    assert (given.title, given.reason, given.by, given.line_id) == (
        "As agreed",
        "goodwill",
        EMPLOYEE.id,
        None,
    )


def test_an_amount_off_each_piece_follows_the_quantity(office: BackOffice, cart: CartView) -> None:
    line_id = cart.cart.lines[0].id
    view = give(office, cart, amount=euros("1.50"), line_id=line_id, each_piece=True)
    assert off(view) == ["3.00"]
    assert off(office.products.set_quantity(EMPLOYEE, cart.cart.id, line_id, 3)) == ["4.50"]
    assert off(office.products.add(EMPLOYEE, cart.cart.id, MUG.id, 2)) == ["7.50"]


def test_it_leaves_with_its_line(office: BackOffice, cart: CartView) -> None:
    give(office, cart, **percent("10"), line_id=cart.cart.lines[0].id)
    view = give(office, cart, **percent("5"))
    view = office.products.remove(EMPLOYEE, cart.cart.id, cart.cart.lines[0].id)
    assert [each.line_id for each in view.cart.discounts] == [None]


def test_lines_outside_of_the_catalog_take_discounts_and_fees_do_not(
    office: BackOffice, cart: CartView, refused: Refused
) -> None:
    """Half of 10.00; and nothing off a fee, whose price can be changed."""
    cart_id = cart.cart.id
    view = office.products.add_custom(EMPLOYEE, cart_id, "Engraving", euros("10.00"))
    item = view.cart.custom_lines[0].id
    assert off(give(office, cart, **percent("50"), line_id=item)) == ["5.00"]
    view = office.products.add_custom(
        EMPLOYEE, cart_id, "Rush", euros("5.00"), kind=CustomLineKind.FEE
    )
    fee = view.cart.custom_lines[1].id
    refused("discount_on_fee", lambda: give(office, cart, **percent("50"), line_id=fee))
    view = office.products.remove(EMPLOYEE, cart_id, item)
    assert view.cart.discounts == ()


def test_lines_with_a_discount_are_not_joined(office: BackOffice, cart: CartView) -> None:
    """It was given on so many pieces: a line that becomes like it stands beside it."""
    cart_id, line_id = cart.cart.id, cart.cart.lines[0].id
    office.products.set_price(
        EMPLOYEE, cart_id, line_id, euros("9.00"), tax_included=True, reason="loyal"
    )
    view = office.products.add(EMPLOYEE, cart_id, MUG.id, 3)
    give(office, cart, **percent("10"), line_id=view.cart.lines[1].id)
    view = office.products.set_price(EMPLOYEE, cart_id, line_id, None, tax_included=True)
    assert [line.quantity for line in view.cart.lines] == [2, 3]
    assert off(view) == ["3.60"]  # 10 % of three at 12.00


def test_several_commands_at_once(office: BackOffice, cart: CartView) -> None:
    view = office.run(
        EMPLOYEE,
        cart.cart.id,
        cart.version,
        AddProduct(MUG.id, 1),
        GiveDiscount(title="Three", reason="large_order", percent=Decimal(10)),
    )
    assert (off(view), view.version) == (["3.60"], cart.version + 1)


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({}, "discount_invalid"),
        ({"percent": Decimal(0)}, "discount_invalid"),
        ({"percent": Decimal(101)}, "field_invalid"),
        ({"percent": Decimal(-1)}, "amount_negative"),
        ({"percent": 10.5}, "field_invalid"),
        ({"percent": Decimal("NaN")}, "field_invalid"),
        ({"amount": euros("-1.00")}, "amount_negative"),
        ({"amount": euros("0.005")}, "field_invalid"),
        ({"amount": Money("1.00", "USD")}, "currency_mismatch"),
        ({"percent": Decimal(1), "reason": "because"}, "discount_reason_unknown"),
        ({"percent": Decimal(1), "title": " "}, "field_missing"),
        ({"percent": Decimal(1), "title": "x" * 256}, "field_too_long"),
        ({"percent": Decimal(1), "line_id": LineId("gift:rule")}, "line_not_found"),
        ({"amount": euros("1.00"), "each_piece": True}, "discount_invalid"),
    ],
)
def test_what_cannot_be_given_is_refused_and_changes_nothing(
    office: BackOffice, cart: CartView, refused: Refused, terms: dict[str, Any], code: str
) -> None:
    refused(code, lambda: give(office, cart, **terms))
    assert office.carts.view(EMPLOYEE, cart.cart.id) == cart


def test_the_reasons_are_the_shops(office: BackOffice, cart: CartView, refused: Refused) -> None:
    settings = office.setup.settings(EMPLOYEE)
    office.setup.save(
        EMPLOYEE, evolve(settings, discount_reasons=(DiscountReason("fair", "Fair"),))
    )
    assert office.discounts.reasons(EMPLOYEE) == (DiscountReason("fair", "Fair"),)
    refused("discount_reason_unknown", lambda: give(office, cart, **percent("5")))
    assert give(office, cart, reason="fair", **percent("5")).cart.discounts[0].reason == "fair"


def test_a_reason_that_the_shop_gives_up_stays_on_what_was_given(
    office: BackOffice, cart: CartView
) -> None:
    give(office, cart, **percent("5"))
    settings = office.setup.settings(EMPLOYEE)
    office.setup.save(EMPLOYEE, evolve(settings, discount_reasons=()))
    order = office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card")
    assert order.summary.manual_discounts[0].reason == "goodwill"


# Changing and removing


def test_a_discount_is_changed_and_is_the_changers_then(office: BackOffice, cart: CartView) -> None:
    first = give(office, cart, CLERK, **percent("5")).cart.discounts[0]
    give(office, cart, **percent("1"))
    view = office.discounts.change(CHIEF, cart.cart.id, first.id, amount=euros("3.00"))
    last = view.cart.discounts[-1]
    assert (last.id, last.title, last.percent, last.amount, last.by) == (
        first.id,
        "As agreed",
        None,
        euros("3.00"),
        CHIEF.id,
    )
    view = office.discounts.change(EMPLOYEE, cart.cart.id, first.id, title="Sorry")
    assert (view.cart.discounts[-1].title, view.cart.discounts[-1].amount) == (
        "Sorry",
        euros("3.00"),
    )


def test_a_discount_is_taken_back(office: BackOffice, cart: CartView, refused: Refused) -> None:
    given = give(office, cart, **percent("5")).cart.discounts[0]
    view = office.discounts.remove(EMPLOYEE, cart.cart.id, given.id)
    assert view.summary.total == cart.summary.total
    for use_case in (office.discounts.remove, office.discounts.allow, office.discounts.change):
        gone: Callable[..., object] = use_case
        refused("discount_not_found", lambda: gone(EMPLOYEE, cart.cart.id, given.id))
    never = DiscountId("\ud800")
    refused("discount_not_found", lambda: office.discounts.remove(EMPLOYEE, cart.cart.id, never))


# Ceilings


def above(use_case: Callable[[], object]) -> DiscountAboveCeiling:
    with pytest.raises(DiscountAboveCeiling) as caught:
        use_case()
    return caught.value


def test_what_is_above_the_ceiling_is_refused_and_says_who_may_allow_it(
    office: BackOffice, cart: CartView
) -> None:
    error = above(lambda: give(office, cart, CLERK, **percent("10.5")))
    assert (error.given, error.percent, error.amount) == (euros("2.52"), Decimal(10), None)
    assert "2.52 EUR, above the ceiling of 10 % of the goods" in str(error)
    assert "'allow_discount'" in str(error)
    assert office.carts.view(EMPLOYEE, cart.cart.id) == cart
    assert off(give(office, cart, CLERK, **percent("10"))) == ["2.40"]


@pytest.mark.parametrize(
    "second",
    [
        pytest.param(lambda _: percent("0.1"), id="another percentage"),
        pytest.param(lambda _: {"amount": euros("0.01")}, id="an amount"),
        pytest.param(
            lambda cart: {"amount": euros("0.01"), "line_id": cart.cart.lines[0].id}, id="a line's"
        ),
    ],
)
def test_all_discounts_of_the_order_count_together(
    office: BackOffice, cart: CartView, second: Callable[[CartView], dict[str, Any]]
) -> None:
    give(office, cart, CLERK, **percent("10"))
    above(lambda: give(office, cart, CLERK, **second(cart)))
    colleague = evolve(CLERK, id=ActorId("kim"))
    above(lambda: give(office, cart, colleague, **second(cart)))


def test_several_commands_at_once_are_no_way_around(office: BackOffice, cart: CartView) -> None:
    ten = GiveDiscount(title="Ten", reason="goodwill", percent=Decimal(10))
    above(lambda: office.run(CLERK, cart.cart.id, ANY_VERSION, ten, ten))


def test_a_colleague_with_a_higher_ceiling_may_allow_it(office: BackOffice, cart: CartView) -> None:
    view = give(office, cart, CLERK, **percent("25"), allowed_by=CHIEF)
    (given,) = view.cart.discounts
    assert (given.by, given.allowed_by, given.ceiling) == (CLERK.id, CHIEF.id, CHIEF.ceiling)
    assert (off(view), view.ready) == (["6.00"], True)


def test_whoever_allows_it_has_a_ceiling_too(office: BackOffice, cart: CartView) -> None:
    error = above(lambda: give(office, cart, CLERK, **percent("51"), allowed_by=CHIEF))
    assert error.percent == Decimal(50)


def test_whoever_allows_it_needs_the_permission_and_is_somebody_else(
    office: BackOffice, cart: CartView, refused: Refused
) -> None:
    plain = evolve(CLERK, id=ActorId("kim"), ceiling=None)
    refused(
        "permission_denied", lambda: give(office, cart, CLERK, **percent("25"), allowed_by=plain)
    )
    me = evolve(CHIEF, id=CLERK.id)
    refused(
        "discount_self_allowed", lambda: give(office, cart, CLERK, **percent("25"), allowed_by=me)
    )
    assert office.carts.view(EMPLOYEE, cart.cart.id) == cart


def test_what_was_allowed_is_not_changed_without_being_allowed_again(
    office: BackOffice, cart: CartView
) -> None:
    given = give(office, cart, CLERK, **percent("25"), allowed_by=CHIEF).cart.discounts[0]
    above(lambda: office.discounts.change(CLERK, cart.cart.id, given.id, title="Other"))
    view = office.discounts.change(
        CLERK, cart.cart.id, given.id, percent=Decimal(30), allowed_by=CHIEF
    )
    assert off(view) == ["7.20"]


def test_more_pieces_can_take_it_above_the_ceiling_and_it_is_not_placed_or_sent(
    office: BackOffice, cart: CartView, refused: Refused
) -> None:
    """1.00 off each of two mugs is within 2.00; off each of three it is not."""
    clerk = evolve(CLERK, ceiling=Ceiling(amount=euros("2.00")))
    cart_id, line_id = cart.cart.id, cart.cart.lines[0].id
    give(office, cart, clerk, amount=euros("1.00"), line_id=line_id, each_piece=True)
    view = office.products.set_quantity(EMPLOYEE, cart_id, line_id, 3)
    assert [each.code for each in view.missing] == ["discount_above_ceiling"]
    assert "With 'As agreed' the discounts by hand come to 3.00 EUR" in view.missing[0].sentence
    refused(
        "discount_above_ceiling",
        lambda: office.finishing.place(EMPLOYEE, cart_id, payment_method="card"),
    )
    assert office.orders.search(EMPLOYEE, "").items == ()
    view = office.discounts.allow(CHIEF, cart_id, view.cart.discounts[0].id)
    assert (view.ready, view.cart.discounts[0].allowed_by) == (True, CHIEF.id)
    assert office.finishing.place(EMPLOYEE, cart_id, payment_method="card")


def test_goods_that_leave_can_take_it_above_the_ceiling(office: BackOffice, cart: CartView) -> None:
    """A dear shirt makes room for a discount, and is taken out again."""
    view = office.products.add(
        EMPLOYEE, cart.cart.id, SHIRT.id, 2, combination_id=SHIRT.combinations[0].id
    )
    tenth = (view.summary.products.gross.amount / 10).quantize(Decimal("0.01"))
    give(office, cart, CLERK, amount=euros(str(tenth)))
    view = office.products.remove(EMPLOYEE, cart.cart.id, view.cart.lines[1].id)
    assert [each.code for each in view.missing] == ["discount_above_ceiling"]


def test_nobody_allows_their_own(office: BackOffice, cart: CartView, refused: Refused) -> None:
    given = give(office, cart, CHIEF, **percent("50")).cart.discounts[0]
    refused("discount_self_allowed", lambda: office.discounts.allow(CHIEF, cart.cart.id, given.id))


def test_the_ceiling_is_in_any_currency_that_the_shop_knows(
    office: BackOffice, cart: CartView
) -> None:
    """1 EUR is 160 JPY: 160 JPY allow 1.00 EUR."""
    office.setup.save(EMPLOYEE, ExchangeRate("JPY", Decimal(160)))
    clerk = evolve(CLERK, ceiling=Ceiling(amount=Money("160", "JPY")))
    above(lambda: give(office, cart, clerk, amount=euros("1.01")))
    assert give(office, cart, clerk, amount=euros("1.00")).ready


def test_another_currency_is_no_way_around(office: BackOffice, cart: CartView) -> None:
    """1.00 EUR off, at 160 JPY: 160 JPY, and the ceiling of 1.00 EUR holds there too."""
    office.setup.save(EMPLOYEE, ExchangeRate("JPY", Decimal(160)))
    clerk = evolve(CLERK, ceiling=Ceiling(amount=euros("1.00")))
    given = give(office, cart, clerk, amount=euros("1.00")).cart.discounts[0]
    view = office.carts.set_currency(EMPLOYEE, cart.cart.id, "JPY")
    assert view.cart.discounts[0].amount == Money("160", "JPY")
    assert view.ready
    yen = Money("161", "JPY")
    above(lambda: office.discounts.change(clerk, cart.cart.id, given.id, amount=yen))


def test_an_amount_of_which_nothing_is_left_in_another_currency_leaves(
    office: BackOffice, cart: CartView
) -> None:
    """0.01 EUR at 40 JPY would be 0.4 JPY, and a yen is the least."""
    office.setup.save(EMPLOYEE, ExchangeRate("JPY", Decimal(40)))
    give(office, cart, amount=euros("0.01"))
    give(office, cart, **percent("5"))
    view = office.carts.set_currency(EMPLOYEE, cart.cart.id, "JPY")
    assert [each.percent for each in view.cart.discounts] == [Decimal(5)]


# What becomes of it


def test_it_stays_in_the_order_and_is_priced_again_to_the_same(
    office: BackOffice, cart: CartView
) -> None:
    give(office, cart, **percent("10"))
    order = office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card")
    stored = office.orders.get(EMPLOYEE, order.id)
    assert stored.total == euros("27.60")
    assert [each.title for each in stored.summary.manual_discounts] == ["As agreed"]
    assert stored.cart.discounts == order.cart.discounts


def test_another_order_begins_without_it_and_says_so(office: BackOffice, cart: CartView) -> None:
    give(office, cart, **percent("10"))
    copy = office.carts.copy(EMPLOYEE, cart.cart.id)
    assert copy.cart.discounts == ()
    assert [each.code for each in copy.notices] == ["discount_not_taken_over"]
    order = office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card")
    basis = office.carts.use_order(EMPLOYEE, order.id)
    assert basis.view.cart.discounts == ()
    assert [each.error.code for each in basis.left_out] == ["discount_not_taken_over"]


def test_it_stays_with_the_cart_of_another_customer(office: BackOffice, cart: CartView) -> None:
    give(office, cart, **percent("10"))
    jane = office.customers.create(
        EMPLOYEE, first_name="Jane", last_name="Doe", email="jane@example.com"
    )
    assert off(office.carts.choose_customer(EMPLOYEE, cart.cart.id, jane.id)) == ["2.40"]


def test_a_resumed_cart_keeps_it_but_for_lines_that_are_gone(
    office: BackOffice, cart: CartView
) -> None:
    medium = SHIRT.combinations[0].id
    view = office.products.add(EMPLOYEE, cart.cart.id, SHIRT.id, 2, combination_id=medium)
    give(office, cart, **percent("10"), line_id=view.cart.lines[1].id)
    give(office, cart, **percent("5"))
    office.setup.save(EMPLOYEE, evolve(SHIRT, combinations=SHIRT.combinations[1:]))
    used = office.carts.use_cart(EMPLOYEE, cart.cart.id)
    assert [each.percent for each in used.view.cart.discounts] == [Decimal(5)]


def test_the_audit_tells_who_gave_and_allowed_what(office: BackOffice, cart: CartView) -> None:
    give(office, cart, CLERK, **percent("25"), allowed_by=CHIEF, title="Loyal")
    entry = office.carts.history(EMPLOYEE, cart.cart.id, newest_first=True).items[0]
    assert (entry.action, entry.actor_id) == ("discounts.give", CLERK.id)
    (given,) = entry.after["discounts"].values()
    assert {name: given[name] for name in ("title", "percent", "by", "allowed_by")} == {
        "title": "Loyal",
        "percent": "25",
        "by": "tim",
        "allowed_by": "eve",
    }


def test_whoever_holds_a_link_changes_the_quantity_and_no_discount(
    office: BackOffice, cart: CartView, refused: Refused
) -> None:
    editor = Actor(ActorId("x"), "X", frozenset({Permission.EDIT_CART}))
    given = give(office, cart, **percent("10")).cart.discounts[0]
    refused("permission_denied", lambda: give(office, cart, editor, **percent("1")))
    refused("permission_denied", lambda: office.discounts.remove(editor, cart.cart.id, given.id))


def test_a_ceiling_is_a_ceiling() -> None:
    ceiling: Any = "10 %"
    with pytest.raises(FieldInvalid):
        Actor(ActorId("x"), "X", frozenset(), ceiling)
