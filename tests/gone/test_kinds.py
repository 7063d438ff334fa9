"""Conditions and actions of kinds that a back office does not know, or knows otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any, ClassVar

import pytest
from attrs import frozen

from backoffice_orders.adapters.memory import MemoryStore
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.errors.finishing import ImportRefused
from backoffice_orders.model.errors.vouchers import RuleInvalid, RuleKindUnknown, RuleRefused
from backoffice_orders.model.imports import Record, RecordFile
from backoffice_orders.model.pricing.actions.base import Action
from backoffice_orders.model.pricing.actions.free_shipping import FreeShipping
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.conditions.base import Condition
from backoffice_orders.model.pricing.discounts import DeliveryPercentOff, Discount, PercentOff
from backoffice_orders.model.pricing.kinds import RuleKinds
from backoffice_orders.model.pricing.price import price
from backoffice_orders.model.pricing.situation import Situation
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.serialization import from_plain, known_rules, to_plain
from backoffice_orders.services.view import CartView
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


@frozen
class HalfOfDelivery(Action):
    """Another host's action, which happens to have the same name."""

    kind: ClassVar[str] = "tests_half"

    def discounts(self, rule: CartRule, situation: Situation) -> Iterable[Discount]:
        yield DeliveryPercentOff(Decimal(50))


def knowing(shop: Shop, *actions: type[Action]) -> BackOffice:
    """Another back office on the shop's store, which knows the host's condition and these."""
    return BackOffice(shop.store, clock=shop.clock, conditions=[Weekday], actions=actions)


def plain_rule(**changes: Any) -> dict[str, Any]:
    plain: dict[str, Any] = to_plain(rule(actions=(Half(),), conditions=(Weekday(3),)))
    return plain | changes


def half_off(store: Store) -> tuple[Shop, BackOffice, CartView]:
    """A shop, an office of it that knows ``Half``, and a cart that is granted it there."""
    shop = Shop(store)
    office = knowing(shop, Half)
    office.vouchers.create(EMPLOYEE, name="Half", code="HALF", actions=[Half()])
    cart = shop.cart().cart
    return shop, office, office.vouchers.grant_code(EMPLOYEE, cart.id, "HALF")


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
    known = known_rules(RuleKinds([Weekday], [Half]))
    read = known.rule(from_plain(plain, CartRule))
    assert to_plain(read) == plain
    granted = cart(rule_ids=(read.id,))
    summary = price(granted, book(cart_rules=(read,)))
    assert [each.error_code for each in summary.refused_rules] == ["rule_kind_unknown"]
    assert summary.total.gross == euros("30.00")


def test_what_is_known_is_read() -> None:
    read = known_rules(RuleKinds([Weekday], [Half])).rule(from_plain(plain_rule(), CartRule))
    assert read.conditions == (Weekday(3),)
    assert read.actions == (Half(),)


def test_a_rule_is_refused_as_a_whole() -> None:
    """Its other action could be done; but what the rule is, nobody knows."""
    plain = to_plain(rule(actions=(FreeShipping(), Half())))
    read = from_plain(plain, CartRule)
    assert price(cart(rule_ids=(read.id,)), book(cart_rules=(read,))).rules == ()


def test_an_unknown_kind_does_not_hinder_other_rules() -> None:
    ten = rule("ten", code="", actions=(Percentage(Decimal(10)),))
    unknown = from_plain(plain_rule(code=""), CartRule)
    summary = price(cart(), book(cart_rules=(unknown, ten)))
    assert [each.rule_id for each in summary.rules] == ["ten"]


def test_two_offices_on_one_store_know_different_kinds(store: Store) -> None:
    shop = Shop(store)
    office = knowing(shop, Half)
    made = office.vouchers.create(EMPLOYEE, name="Half", code="HALF", actions=[Half()])
    view = shop.cart()
    with pytest.raises(RuleKindUnknown):
        shop.office.vouchers.grant_code(EMPLOYEE, view.cart.id, "HALF")
    granted = office.vouchers.grant_code(EMPLOYEE, view.cart.id, "HALF")
    assert granted.summary.total.gross == euros("18.00")
    assert office.vouchers.search(EMPLOYEE, "half").items[0].rule == made
    seen = shop.office.carts.view(EMPLOYEE, view.cart.id)
    assert seen.summary.total.gross == euros("30.00")
    assert [each.error_code for each in seen.summary.refused_rules] == ["rule_kind_unknown"]


def test_one_name_means_two_things_in_two_offices(store: Store) -> None:
    shop = Shop(store)
    goods, delivery = knowing(shop, Half), knowing(shop, HalfOfDelivery)
    goods.vouchers.create(EMPLOYEE, name="Half", code="HALF", actions=[Half()])
    view = shop.cart()
    goods.vouchers.grant_code(EMPLOYEE, view.cart.id, "HALF")
    assert goods.carts.view(EMPLOYEE, view.cart.id).summary.total.gross == euros("18.00")
    assert delivery.carts.view(EMPLOYEE, view.cart.id).summary.total.gross == euros("27.00")


def test_a_shop_with_a_rule_of_an_unknown_kind(store: Store) -> None:
    shop = Shop(store)
    new: dict[str, Any] = {"actions": [Half()], "conditions": [Weekday(3)], "quantity": None}
    knowing(shop, Half).vouchers.create(EMPLOYEE, name="By itself", code="", **new)
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


def test_an_order_with_an_unknown_kind_opens_as_it_was(store: Store) -> None:
    shop, office, view = half_off(store)
    order = office.finishing.place(EMPLOYEE, view.cart.id, payment_method="card")
    assert order.total == euros("18.00")
    read = shop.office.orders.get(EMPLOYEE, order.id)
    assert (read.summary, to_plain(read.book)) == (order.summary, to_plain(order.book))
    details = shop.office.customers.details(EMPLOYEE, order.customer_id)
    assert details.spent == (euros("18.00"),)
    cancelled = shop.office.orders.change_status(EMPLOYEE, order.id, "cancelled")
    assert cancelled.cancelled


def test_an_order_is_priced_again_with_what_its_office_knows(store: Store) -> None:
    _, office, view = half_off(store)
    placed = office.finishing.place(EMPLOYEE, view.cart.id, payment_method="card")
    order = office.orders.get(EMPLOYEE, placed.id)
    assert price(order.cart, order.book) == order.summary


def test_an_offer_holds_a_rule_of_a_host_s_own_kind(store: Store) -> None:
    shop, office, view = half_off(store)
    office.offers.quote(EMPLOYEE, view.cart.id, shop.clock.now() + timedelta(days=3))
    assert office.carts.view(EMPLOYEE, view.cart.id).summary.total.gross == euros("18.00")


@pytest.mark.parametrize("name", ["conditions", "actions"])
def test_a_kind_that_the_office_does_not_know_is_not_stored(store: Store, name: str) -> None:
    shop = Shop(store)
    parts: dict[str, Any] = {"actions": [FreeShipping()], "conditions": []}
    parts[name] = [Weekday(3) if name == "conditions" else Half()]
    with pytest.raises(RuleInvalid, match=rf"BackOffice\({name}=…\)"):
        shop.office.vouchers.create(EMPLOYEE, name="Odd", code="ODD", **parts)
    assert not shop.office.vouchers.search(EMPLOYEE, "odd").items


def test_an_unknown_kind_is_not_imported() -> None:
    shop = Shop(MemoryStore())
    with pytest.raises(ImportRefused, match="tests_half"):
        shop.office.setup.load(EMPLOYEE, [rules_file()])


def test_a_host_s_own_kind_is_imported(store: Store) -> None:
    shop = Shop(store)
    office = knowing(shop, Half)
    office.setup.load(EMPLOYEE, [rules_file()])
    assert office.vouchers.search(EMPLOYEE, "").items[0].rule.actions == (Half(),)


def rules_file() -> RecordFile:
    fields = {"id": "r", "name": "R", "actions": [{"kind": "tests_half"}]}
    return RecordFile("cart_rules", "cart_rules", iter([Record("cart_rules.json", 1, fields)]))


class Kindless(Condition):
    """No attrs class, and without a kind."""

    def refusal(self, rule: CartRule, situation: Situation) -> RuleRefused | None:
        return None


@frozen
class SecondPercentage(Half):
    """With a kind that is shipped."""

    kind: ClassVar[str] = "percentage"


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"conditions": [Half]}, "subclasses of Condition"),
        ({"actions": [Half()]}, "subclasses of Action"),
        ({"conditions": [Kindless]}, "needs a kind"),
        ({"actions": [SecondPercentage]}, "'percentage' is there already"),
        ({"actions": [Half, HalfOfDelivery]}, "'tests_half' is there already"),
    ],
    ids=["another part", "no class", "no kind", "shipped", "twice"],
)
def test_what_is_no_kind_is_refused(parts: dict[str, Any], reason: str) -> None:
    with pytest.raises(FieldInvalid, match=reason):
        BackOffice.in_memory(**parts)
