"""Conditions and actions of kinds that a process has not imported."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, ClassVar

import pytest
from attrs import frozen

from backoffice_orders.adapters.memory import MemoryStore
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.errors.finishing import ImportRefused
from backoffice_orders.model.errors.vouchers import RuleKindUnknown, RuleRefused
from backoffice_orders.model.imports import Record, RecordFile
from backoffice_orders.model.pricing.actions.base import Action
from backoffice_orders.model.pricing.actions.free_shipping import FreeShipping
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.conditions.base import Condition
from backoffice_orders.model.pricing.discounts import Discount, PercentOff
from backoffice_orders.model.pricing.price import price
from backoffice_orders.model.pricing.situation import Situation
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.serialization import from_plain, to_plain
from backoffice_orders.testing.samples import EMPLOYEE, book, cart, euros, rule
from tests.checkout.samples import Shop


@frozen
class Weekday(Condition):
    """A host's own condition."""

    kind: ClassVar[str] = "tests_weekday"

    day: int

    def refusal(self, rule: CartRule, situation: Situation) -> RuleRefused | None:
        return None


@frozen
class Half(Action):
    """A host's own action."""

    kind: ClassVar[str] = "tests_half"

    def discounts(self, rule: CartRule, situation: Situation) -> Iterable[Discount]:
        yield PercentOff([line.all_pieces for line in situation.goods], Decimal(50))


Uninstall = Callable[[], None]


@pytest.fixture
def uninstall(monkeypatch: pytest.MonkeyPatch) -> Uninstall:
    """From then on the process is one that has not imported the host's kinds."""

    def forget() -> None:
        monkeypatch.delitem(Condition.kinds, Weekday.kind)
        monkeypatch.delitem(Action.kinds, Half.kind)

    return forget


def plain_rule(**changes: Any) -> dict[str, Any]:
    plain: dict[str, Any] = to_plain(rule(actions=(Half(),), conditions=(Weekday(3),)))
    return plain | changes


@pytest.mark.parametrize(
    "changes",
    [
        {"actions": [{"kind": "tests_nobody_knows", "share": {"of": ["a", 1, None]}}]},
        {"conditions": [{"kind": "tests_nobody_knows"}]},
        {"conditions": [{"kind": "tests_weekday", "day": 3, "but_not_in": "FR"}]},
        {"conditions": [{"kind": "tests_weekday"}]},
        {"actions": [{"kind": "percentage", "percent": "12 or so"}]},
        {"conditions": [{"kind": "countries", "codes": ["FR"], "of_invoice": True}]},
    ],
    ids=["action", "condition", "newer field", "field missing", "value", "newer shipped kind"],
)
def test_what_cannot_be_read_is_kept_and_refused(changes: dict[str, Any]) -> None:
    plain = plain_rule(**changes)
    read = from_plain(plain, CartRule)
    assert to_plain(read) == plain
    granted = cart(rule_ids=(read.id,))
    summary = price(granted, book(cart_rules=(read,)))
    assert [each.error_code for each in summary.refused_rules] == ["rule_kind_unknown"]
    assert summary.total.gross == euros("30.00")


def test_a_rule_is_refused_as_a_whole(uninstall: Uninstall) -> None:
    """Its other action could be done; but what the rule is, nobody knows."""
    plain = to_plain(rule(actions=(FreeShipping(), Half())))
    uninstall()
    read = from_plain(plain, CartRule)
    assert price(cart(rule_ids=(read.id,)), book(cart_rules=(read,))).rules == ()


def test_an_unknown_kind_does_not_hinder_other_rules(uninstall: Uninstall) -> None:
    ten = rule("ten", code="", actions=(Percentage(Decimal(10)),))
    plain = plain_rule(code="")
    uninstall()
    summary = price(cart(), book(cart_rules=(from_plain(plain, CartRule), ten)))
    assert [each.rule_id for each in summary.rules] == ["ten"]


def test_a_shop_with_a_rule_of_an_unknown_kind(sql_store: Store, uninstall: Uninstall) -> None:
    shop = Shop(sql_store)
    new: dict[str, Any] = {"actions": [Half()], "conditions": [Weekday(3)], "quantity": None}
    shop.office.vouchers.create(EMPLOYEE, name="By itself", code="", **new)
    uninstall()
    view = shop.cart()
    assert view.summary.total.gross == euros("30.00")
    assert view.ready
    (hit,) = shop.office.vouchers.search(EMPLOYEE, "by itself", cart_id=view.cart.id)
    assert isinstance(hit.refusal, RuleKindUnknown)
    with pytest.raises(RuleKindUnknown):
        shop.office.vouchers.grant(EMPLOYEE, view.cart.id, hit.rule.id)
    shop.office.vouchers.set_enabled(EMPLOYEE, hit.rule.id, False)
    (hit,) = shop.office.vouchers.search(EMPLOYEE, "by itself")
    assert to_plain(hit.rule.conditions) == [{"kind": "tests_weekday", "day": 3}]
    order = shop.office.finishing.place(EMPLOYEE, view.cart.id, payment_method="card")
    assert order.total == euros("30.00")


def test_an_order_with_an_unknown_kind_opens_as_it_was(
    sql_store: Store, uninstall: Uninstall
) -> None:
    shop = Shop(sql_store)
    shop.office.vouchers.create(EMPLOYEE, name="Half", code="HALF", actions=[Half()])
    view = shop.cart()
    view = shop.office.vouchers.grant_code(EMPLOYEE, view.cart.id, "HALF")
    order = shop.office.finishing.place(EMPLOYEE, view.cart.id, payment_method="card")
    assert order.total == euros("18.00")
    uninstall()
    read = shop.office.orders.get(EMPLOYEE, order.id)
    assert (read.summary, to_plain(read.book)) == (order.summary, to_plain(order.book))
    details = shop.office.customers.details(EMPLOYEE, order.customer_id)
    assert details.spent == (euros("18.00"),)
    cancelled = shop.office.orders.change_status(EMPLOYEE, order.id, "cancelled")
    assert cancelled.cancelled


def test_a_kind_that_is_imported_later_is_known_from_then_on(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = Shop(sqlite_store)
    made = shop.office.vouchers.create(EMPLOYEE, name="Half", code="HALF", actions=[Half()])
    with monkeypatch.context() as without:
        without.delitem(Action.kinds, Half.kind)
        (hit,) = shop.office.vouchers.search(EMPLOYEE, "half")
        assert hit.rule.actions != made.actions
    (hit,) = shop.office.vouchers.search(EMPLOYEE, "half")
    assert hit.rule.actions == made.actions


def test_an_unknown_kind_is_not_imported() -> None:
    shop = Shop(MemoryStore())
    fields = {"id": "r", "name": "R", "actions": [{"kind": "tests_nobody_knows"}]}
    file = RecordFile("cart_rules", "cart_rules", iter([Record("cart_rules.json", 1, fields)]))
    with pytest.raises(ImportRefused, match="tests_nobody_knows"):
        shop.office.setup.load(EMPLOYEE, [file])
