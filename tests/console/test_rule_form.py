"""Vouchers of every kind from the employee's page: a kind's fields, and what is made of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from backoffice_orders.i18n import Language
from backoffice_orders.model.ids import CarrierId, GroupId
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.pricing.actions.buy_get import BuyGet
from backoffice_orders.model.pricing.actions.delivery_percentage import DeliveryPercentage
from backoffice_orders.model.pricing.actions.each_piece import AmountOffEach
from backoffice_orders.model.pricing.actions.free_shipping import FreeShipping
from backoffice_orders.model.pricing.actions.gift import Gift
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.actions.spend_steps import SpendStep, SpendSteps
from backoffice_orders.model.pricing.actions.target import Target
from backoffice_orders.model.pricing.conditions.carriers import Carriers
from backoffice_orders.model.pricing.conditions.countries import Countries
from backoffice_orders.model.pricing.conditions.customer_groups import CustomerGroups
from backoffice_orders.model.pricing.conditions.minimum_amount import MinimumAmount
from backoffice_orders.model.pricing.conditions.products import Products
from backoffice_orders.model.pricing.selection import Selection
from backoffice_orders.model.pricing.shipped_kinds import ACTIONS, CONDITIONS
from backoffice_orders.testing.samples import EMPLOYEE, MUG, euros
from backoffice_orders.web.rule_form import RuleReader, fields_of, offered
from tests.console.samples import Page

MUGS = Selection(product_ids=frozenset({MUG.id}))
# What an employee types, and what is made of it.
TYPED: list[tuple[Any, dict[str, str]]] = [
    (Percentage(Decimal("12.5")), {"percent": "12.5", "target": "order"}),
    (
        Amount(euros("5.00"), True, target=Target.PRODUCT, product_id=MUG.id),
        {"amount": "5", "tax_included": "1", "target": "product", "product_id": "blue mug"},
    ),
    (AmountOffEach(euros("0.50"), at_most=3), {"amount": "0.50", "at_most": "3"}),
    (FreeShipping(), {}),
    (DeliveryPercentage(Decimal(50), True), {"percent": "50", "goods": "1"}),
    (Gift(MUG.id), {"product_id": "blue mug"}),
    (BuyGet(2), {"buy": "2"}),
    (
        BuyGet(2, 1, Decimal(50), MUGS, MUGS, 1),
        {
            "buy": "2",
            "get": "1",
            "percent": "50",
            "of.product_ids": "blue mug",
            "free.product_ids": "blue mug",
            "at_most": "1",
        },
    ),
    (
        SpendSteps((SpendStep(euros("10"), euros("1")), SpendStep(euros("20"), euros("3"))), False),
        {"steps.0.start": "10", "steps.0.off": "1", "steps.1.start": "20", "steps.1.off": "3"},
    ),
    (MinimumAmount(euros("20.00"), False), {"amount": "20"}),
    (Products(2, product_ids=frozenset({MUG.id})), {"quantity": "2", "product_ids": "blue mug"}),
    (Countries(frozenset({"FR", "DE"})), {"codes": "FR, DE"}),
    (Carriers(frozenset({CarrierId("post")})), {"carrier_ids": "post"}),
    (CustomerGroups(frozenset({GroupId("customers")})), {"group_ids": "customers"}),
]


@pytest.mark.parametrize(("part", "typed"), TYPED, ids=lambda each: getattr(each, "kind", ""))
def test_what_is_typed_becomes_a_part(part: Any, typed: dict[str, str]) -> None:
    shown = {each.name for each in fields_of(type(part), Language("en"))}
    written = {f"{part.kind}.{name}": text for name, text in typed.items()}
    assert written.keys() <= shown
    names = {"blue mug": MUG.id}
    read = RuleReader(lambda name: written.get(name, ""), "EUR", Language("en"), names.__getitem__)
    assert read.part(type(part)) == part


def test_every_kind_is_tried_and_offered() -> None:
    kinds = [*CONDITIONS, *ACTIONS]
    assert {type(part) for part, _ in TYPED} == {*kinds}
    assert [kind for kind, _ in offered(kinds, Language("en"))] == [each.kind for each in kinds]


@pytest.mark.parametrize("language", ["fr", "de", "es", "ar"])
def test_what_is_asked_for_is_said_in_the_reader_s_language(language: str) -> None:
    told, english = Language(language), Language("en")
    for kind in (*CONDITIONS, *ACTIONS):
        assert told.text(kind.title) != kind.title
        for there, here in zip(fields_of(kind, told), fields_of(kind, english), strict=True):
            assert there.label != here.label, here
            assert all(one != other for one, other in zip(there.choices, here.choices, strict=True))


def test_a_voucher_of_two_parts_is_made_and_granted(page: Page, cart: str) -> None:
    form = page.get(f"{cart}?does=buy_get&when=minimum_amount")
    assert '<label for="rule-buy_get-buy">Buy' in form
    status, text, _ = page.press(
        f"{cart}/create-rule",
        form,
        name="One and one",
        does="buy_get",
        when="minimum_amount",
        currency="EUR",
        **{"buy_get.buy": "1", "minimum_amount.amount": "20"},
    )
    assert (status, "One and one" in text) == (200, True)
    (hit,) = page.shop.office.vouchers.search(EMPLOYEE, "one and one").items
    assert hit.rule.actions == (BuyGet(1),)
    assert hit.rule.conditions == (MinimumAmount(euros("20"), False),)


@pytest.mark.parametrize(
    ("does", "more"),
    [
        ("buy_get", {"buy_get.buy": "none"}),
        ("buy_get", {}),
        ("amount", {"amount.amount": "5", "amount.target": "everything"}),
        ("percentage", {"percentage.percent": "10", "percentage.target": "product"}),
        ("spend_steps", {}),
        ("gift", {"gift.product_id": "nothing that there is"}),
        ("nobody_knows", {}),
    ],
    ids=["no number", "missing", "no choice", "does not fit", "no rows", "no product", "no kind"],
)
def test_what_makes_no_voucher_is_refused_and_stands_there_still(
    page: Page, cart: str, does: str, more: dict[str, str]
) -> None:
    form = page.get(f"{cart}?does=buy_get")
    sent = {"name": "Odd", "does": does, "when": "", "currency": "EUR", **more}
    status, text, _ = page.press(f"{cart}/create-rule", form, **sent)
    assert status == 422
    for typed in more.values():
        assert f'value="{typed}"' in text or typed == "everything"
    assert not page.shop.office.vouchers.search(EMPLOYEE, "odd").items
