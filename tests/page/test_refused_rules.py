"""A rule that applies by itself is refused for one cart, and allowed again."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from attrs import evolve

from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.ids import CartRuleId
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, MOMENT, euros
from tests.page.conftest import Refused

TEN_PERCENT = Percentage(Decimal(10))
TEN = CartRule(CartRuleId("spring"), "Spring", MOMENT, (TEN_PERCENT,))


@pytest.fixture
def spring(office: BackOffice) -> CartRule:
    """10 % off everything, by itself."""
    office.setup.save(EMPLOYEE, TEN)
    return TEN


def test_a_refused_rule_takes_nothing_off_and_the_summary_says_by_whom(
    office: BackOffice, spring: CartRule, cart: CartView
) -> None:
    """24.00 less 2.40 and 6.00 of delivery; refused: 30.00."""
    assert cart.summary.total.gross == euros("27.60")
    view = office.vouchers.refuse(EMPLOYEE, cart.cart.id, spring.id, "has a better one")
    assert view.summary.total.gross == euros("30.00")
    (told,) = view.summary.refused_rules
    assert (told.rule_id, told.error_code) == (spring.id, "rule_refused_by_hand")
    assert told.sentence == f"'Spring' was refused for this order by {EMPLOYEE.id}."
    (refusal,) = view.cart.refused_rules
    assert (refusal.name, refusal.reason, refusal.by) == (
        "Spring",
        "has a better one",
        EMPLOYEE.id,
    )


def test_it_applies_again_once_it_is_allowed(
    office: BackOffice, spring: CartRule, cart: CartView, refused: Refused
) -> None:
    office.vouchers.refuse(EMPLOYEE, cart.cart.id, spring.id, "x")
    view = office.vouchers.allow_again(EMPLOYEE, cart.cart.id, spring.id)
    assert view.summary == cart.summary
    assert view.cart.refused_rules == ()
    refused(
        "rule_not_refused",
        lambda: office.vouchers.allow_again(EMPLOYEE, cart.cart.id, spring.id),
    )


def test_it_is_refused_for_this_cart_alone(
    office: BackOffice, spring: CartRule, cart: CartView
) -> None:
    office.vouchers.refuse(EMPLOYEE, cart.cart.id, spring.id, "x")
    assert cart.cart.customer_id is not None
    other = office.carts.start(EMPLOYEE, cart.cart.customer_id)
    other = office.products.add(EMPLOYEE, other.cart.id, cart.cart.lines[0].product_id, 2)
    assert [rule.rule_id for rule in other.summary.rules] == [spring.id]


def test_a_rule_that_does_not_hold_now_can_be_refused(
    office: BackOffice, spring: CartRule, cart: CartView
) -> None:
    office.setup.save(EMPLOYEE, evolve(spring, enabled=False))
    office.vouchers.refuse(EMPLOYEE, cart.cart.id, spring.id, "x")
    office.setup.save(EMPLOYEE, spring)
    assert office.carts.view(EMPLOYEE, cart.cart.id).summary.rules == ()


def test_refused_again_it_has_the_latest_reason(
    office: BackOffice, spring: CartRule, cart: CartView
) -> None:
    for reason in ("first", "second"):
        view = office.vouchers.refuse(EMPLOYEE, cart.cart.id, spring.id, reason)
    assert [each.reason for each in view.cart.refused_rules] == ["second"]


@pytest.mark.parametrize(
    ("reason", "code"), [(" ", "field_missing"), ("x" * 501, "field_too_long")]
)
def test_a_reason_is_needed(
    office: BackOffice, spring: CartRule, cart: CartView, refused: Refused, reason: str, code: str
) -> None:
    refused(code, lambda: office.vouchers.refuse(EMPLOYEE, cart.cart.id, spring.id, reason))
    assert office.carts.view(EMPLOYEE, cart.cart.id).cart == cart.cart


def test_a_voucher_with_a_code_is_removed_instead(
    office: BackOffice, cart: CartView, refused: Refused
) -> None:
    rule = office.vouchers.create(EMPLOYEE, name="Ten", actions=[TEN_PERCENT], code="TEN")
    refused(
        "rule_not_automatic", lambda: office.vouchers.refuse(EMPLOYEE, cart.cart.id, rule.id, "x")
    )
    missing = CartRuleId("none")
    refused("rule_not_found", lambda: office.vouchers.refuse(EMPLOYEE, cart.cart.id, missing, "x"))


def test_the_search_says_that_it_is_refused(
    office: BackOffice, spring: CartRule, cart: CartView, refused: Refused
) -> None:
    office.vouchers.refuse(EMPLOYEE, cart.cart.id, spring.id, "x")
    (hit,) = office.vouchers.search(EMPLOYEE, "spring", cart_id=cart.cart.id)
    assert hit.refusal is not None
    assert hit.refusal.code == "rule_refused_by_hand"
    refused(
        "rule_refused_by_hand", lambda: office.vouchers.grant(EMPLOYEE, cart.cart.id, spring.id)
    )


def test_the_order_and_a_copy_keep_the_refusal(
    office: BackOffice, spring: CartRule, cart: CartView
) -> None:
    office.vouchers.refuse(EMPLOYEE, cart.cart.id, spring.id, "x")
    copy = office.carts.copy(EMPLOYEE, cart.cart.id)
    assert copy.summary.total.gross == euros("30.00")
    order = office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card")
    stored = office.orders.get(EMPLOYEE, order.id)
    assert stored.total == euros("30.00")
    assert [each.error_code for each in stored.summary.refused_rules] == ["rule_refused_by_hand"]
    assert [each.name for each in stored.cart.refused_rules] == ["Spring"]


def test_an_offer_knows_the_refused_rule_for_when_it_is_allowed_again(
    office: BackOffice, spring: CartRule, cart: CartView
) -> None:
    office.vouchers.refuse(EMPLOYEE, cart.cart.id, spring.id, "x")
    until = cart.cart.updated_at + timedelta(days=3)
    office.offers.quote(EMPLOYEE, cart.cart.id, until)
    office.setup.save(EMPLOYEE, evolve(spring, actions=(Percentage(Decimal(50)),)))
    view = office.vouchers.allow_again(EMPLOYEE, cart.cart.id, spring.id)
    assert view.summary.total.gross == euros("27.60")  # 10 %, as the offer knew it


def test_the_audit_tells_it(office: BackOffice, spring: CartRule, cart: CartView) -> None:
    office.vouchers.refuse(EMPLOYEE, cart.cart.id, spring.id, "has a better one")
    entry = office.carts.history(EMPLOYEE, cart.cart.id, newest_first=True).items[0]
    assert entry.action == "vouchers.refuse"
    assert entry.after["refused_rules"]["spring"]["reason"] == "has a better one"


def _with_code(office: BackOffice, code: str) -> None:
    office.vouchers.edit(EMPLOYEE, TEN.id, name=TEN.name, actions=(TEN_PERCENT,), code=code)


def test_one_that_has_a_code_by_now_can_be_granted(
    office: BackOffice, spring: CartRule, cart: CartView
) -> None:
    """Refused while it applied by itself: 30.00; granted by its code: 27.60."""
    office.vouchers.refuse(EMPLOYEE, cart.cart.id, spring.id, "x")
    _with_code(office, "SPRING")
    seen = office.carts.view(EMPLOYEE, cart.cart.id)
    assert seen.summary.total.gross == euros("30.00")
    (hit,) = office.vouchers.search(EMPLOYEE, "spring", cart_id=cart.cart.id)
    assert hit.refusal is None
    view = office.vouchers.grant_code(EMPLOYEE, cart.cart.id, "spring")
    assert view.summary.total.gross == euros("27.60")
    assert view.cart.refused_rules == (), "it is not both"


def test_one_that_was_granted_by_its_code_is_not_granted_any_more(
    office: BackOffice, spring: CartRule, cart: CartView
) -> None:
    _with_code(office, "SPRING")
    office.vouchers.grant_code(EMPLOYEE, cart.cart.id, "spring")
    _with_code(office, "")
    view = office.vouchers.refuse(EMPLOYEE, cart.cart.id, spring.id, "x")
    assert (view.cart.rule_ids, view.summary.total.gross) == ((), euros("30.00"))
    _with_code(office, "SPRING")
    seen = office.carts.view(EMPLOYEE, cart.cart.id)
    assert seen.summary.total.gross == euros("30.00"), "nobody has granted it since"
