"""What if: the best voucher and the best allowed combination, changing nothing."""

from __future__ import annotations

from decimal import Decimal

from attrs import evolve
from moneyed import Money

from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.ids import CartRuleId
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.conditions.minimum_amount import MinimumAmount
from backoffice_orders.model.pricing.what_if import what_if
from backoffice_orders.testing.samples import EMPLOYEE, MUG, rule
from tests.pricing.till import Till


def off(id: str, amount: str, **more: object) -> CartRule:
    return rule(id, actions=(Amount(Money(amount, "EUR")),), **more)


def test_singles_best_first_and_the_best_combination() -> None:
    till = Till("100.00")
    ten = rule("ten", actions=(Percentage(Decimal(10)),), priority=2)
    thirty = off("thirty", "30.00", combinable_with=frozenset({CartRuleId("fifteen")}))
    tried = what_if(
        till.cart,
        till.book,
        [ten, off("fifteen", "15.00"), thirty, off("far", "50", conditions=(_from("200"),))],
    )
    assert [trial.rule_ids for trial in tried.singles] == [("thirty",), ("fifteen",), ("ten",)]
    assert tried.best is not None
    # 30 + 15 = 45; 10 % may not be combined with the 30
    assert tried.best.rule_ids == ("fifteen", "thirty")
    assert tried.best.saving == Money("45.00", "EUR")
    assert tried.complete


def _from(amount: str) -> MinimumAmount:
    return MinimumAmount(Money(amount, "EUR"), False)


def test_one_code_per_cart_leaves_the_best_single() -> None:
    till = Till("100.00")
    settings = evolve(till.book.settings, multiple_codes_allowed=False)
    book = evolve(till.book, settings=settings)
    tried = what_if(till.cart, book, [off("five", "5.00"), off("eight", "8.00")])
    assert tried.best is not None
    assert tried.best.rule_ids == ("eight",)


def test_nothing_helps() -> None:
    till = Till("100.00")
    tried = what_if(till.cart, till.book, [off("far", "5.00", conditions=(_from("200"),))])
    assert (tried.singles, tried.best) == ((), None)


def test_thirteen_candidates_are_too_many_to_try_all() -> None:
    till = Till("100.00")
    none = frozenset[CartRuleId]()
    many = [off(f"r{n:02}", str(n + 1), combinable_with=none) for n in range(13)]
    tried = what_if(till.cart, till.book, many)
    assert not tried.complete
    assert tried.best is not None
    assert tried.best.rule_ids == ("r12",)


def test_through_the_office_nothing_is_granted(office: BackOffice) -> None:
    view = office.carts.start(EMPLOYEE)
    view = office.products.add(EMPLOYEE, view.cart.id, MUG.id, 2)
    for code, percent in (("A", 10), ("B", 20)):
        office.vouchers.create(
            EMPLOYEE, name=code, actions=[Percentage(Decimal(percent))], code=code
        )
    tried = office.vouchers.what_if(EMPLOYEE, view.cart.id)
    assert tried.best is not None
    # 24.00 less 10 % is 21.60, less 20 % is 17.28
    assert str(tried.best.saving.amount) == "6.72"
    assert office.carts.view(EMPLOYEE, view.cart.id) == view


def test_twelve_candidates_are_tried_in_full() -> None:
    till = Till("100.00")
    none = frozenset[CartRuleId]()
    tried = what_if(
        till.cart,
        till.book,
        [off(f"r{n:02}", str(n + 1), combinable_with=none) for n in range(12)],
    )
    assert tried.complete
    assert [trial.rule_ids[0] for trial in tried.singles][:2] == ["r11", "r10"]
    assert tried.singles[0].summary.total.gross == Money("88.00", "EUR")


def test_a_voucher_that_saves_nothing_does_not_help() -> None:
    till = Till("100.00")
    tried = what_if(till.cart, till.book, [off("zero", "0.00"), off("one", "0.50")])
    assert [trial.rule_ids for trial in tried.singles] == [("one",)]
    assert tried.best is not None
    assert tried.best.rule_ids == ("one",)
    assert what_if(till.cart, till.book, [off("zero", "0.00")]).best is None


def test_of_equal_savings_the_fewest_vouchers_win() -> None:
    till = Till("10.00")
    tried = what_if(till.cart, till.book, [off("a", "6.00"), off("b", "10.00"), off("c", "10.00")])
    assert tried.best is not None
    assert tried.best.rule_ids == ("b",)


def test_what_the_cart_has_stays_and_what_was_refused_may_stay_refused() -> None:
    till = Till("100.00")
    far = off("far", "5.00", conditions=(_from("200"),))
    has = off("has", "20.00")
    till.book = evolve(till.book, cart_rules=(far, has))
    till.cart = evolve(till.cart, rule_ids=(far.id, has.id))
    tried = what_if(till.cart, till.book, [has, off("new", "1.00")])
    assert [trial.rule_ids for trial in tried.singles] == [("new",)]
    assert tried.best is not None
    assert tried.best.saving == Money("1.00", "EUR")
    alone = off("alone", "90.00", combinable_with=frozenset())
    assert what_if(till.cart, till.book, [alone]).best is None
