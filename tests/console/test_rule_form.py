"""Vouchers of every kind from the employee's page: a kind's fields, and what is made of them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from backoffice_orders.i18n import Language
from backoffice_orders.model.customer import CustomerGroup
from backoffice_orders.model.ids import (
    CarrierId,
    CartId,
    CategoryId,
    CombinationId,
    GroupId,
    ProductId,
)
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.pricing.actions.base import Action
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
from backoffice_orders.model.product import ProductCodes
from backoffice_orders.testing.samples import EMPLOYEE, MUG, POST, SHIRT, euros
from backoffice_orders.web.rule_form import fields_of, groups_of
from backoffice_orders.web.rule_reading import RuleReader
from tests.console.samples import Page
from tests.forms import Forms

MUGS = Selection(product_ids=frozenset({MUG.id}))
# What an employee types, and what is made of it.
TYPED: list[tuple[Any, dict[str, str]]] = [
    (Percentage(Decimal("12.5")), {"percent": "12.5", "target": "order"}),
    (Percentage(Decimal("33.33333")), {"percent": "33.33333", "target": "order"}),
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
    assert reading(written).part(type(part)) == part


def reading(written: dict[str, str], language: str = "en") -> RuleReader:
    def named(_: Any, text: str) -> str:
        return MUG.id if text == "blue mug" else text

    return RuleReader(lambda name: written.get(name, ""), "EUR", Language(language), named)


@pytest.mark.parametrize("language", ["en", "de", "ar"])
@pytest.mark.parametrize("part", [each for each, _ in TYPED], ids=lambda each: each.kind)
def test_what_a_form_shows_of_a_part_makes_the_same_part_again(part: Any, language: str) -> None:
    kind, told = type(part), Language(language)
    (shown, another) = groups_of([kind], told, "USD", [part])
    written = {each.name: each.value for each in shown.fields}
    written |= {f"{each.name}.currency": each.currency for each in shown.fields if each.currency}
    if shown.boxed:
        written[shown.path] = "1"
    assert reading(written, language).parts([kind]) == ((kind.kind, part),)
    begun = {each.name: each.value for each in another.fields}
    assert reading(begun, language).parts([kind]) == ()


def test_every_kind_is_tried_and_offered() -> None:
    kinds = [*CONDITIONS, *ACTIONS]
    assert {type(part) for part, _ in TYPED} == {*kinds}
    drawn = groups_of(kinds, Language("en"), "EUR")
    assert [each.kind for each in drawn] == [each.kind for each in kinds]


@pytest.mark.parametrize("language", ["fr", "de", "es", "ar"])
def test_what_is_asked_for_is_said_in_the_reader_s_language(language: str) -> None:
    told, english = Language(language), Language("en")
    for kind in (*CONDITIONS, *ACTIONS):
        assert told.text(kind.title) != kind.title
        for there, here in zip(fields_of(kind, told), fields_of(kind, english), strict=True):
            assert there.label != here.label, here
            assert all(one != other for one, other in zip(there.choices, here.choices, strict=True))


def test_a_field_of_a_part_is_called_as_the_language_writes_it() -> None:
    french = [each.label for each in fields_of(BuyGet, Language("fr"))]
    assert "Ce qui est acheté\u00a0: Produits" in french, "a space before the colon"


def test_a_voucher_of_two_parts_is_made_and_granted(page: Page, cart: str) -> None:
    office = page.shop.office
    paris = evolve(office.setup.settings(EMPLOYEE), time_zone="Europe/Paris")
    office.setup.save(EMPLOYEE, paris)
    form = page.get(cart)
    assert '<label for="rule-buy_get-buy">Buy' in form
    status, text, _ = page.press(
        f"{cart}/create-voucher",
        form,
        name="One and one",
        currency="EUR",
        valid_from="2020-03-01",
        valid_until="2099-03-31",
        quantity="10",
        quantity_per_customer="2",
        exclusive="1",
        **{"buy_get.buy": "1", "minimum_amount.amount": "20"},
    )
    assert (status, "One and one" in text) == (200, True)
    (hit,) = page.shop.office.vouchers.search(EMPLOYEE, "one and one").items
    assert hit.rule.actions == (BuyGet(1),)
    assert hit.rule.conditions == (MinimumAmount(euros("20"), False),)
    assert (hit.rule.quantity, hit.rule.quantity_per_customer) == (10, 2)
    assert (hit.rule.exclusive, hit.rule.customer_id) == (True, None)
    # Days of the shop, which is in Paris: the last day is in summer time, and the next one begins
    # at 22:00 UTC; the first day begins at 23:00 UTC of the day before.
    assert hit.rule.valid_from == datetime(2020, 2, 29, 23, tzinfo=UTC)
    assert hit.rule.valid_until == datetime(2099, 3, 31, 22, tzinfo=UTC)


def test_the_quick_fields_make_a_voucher_for_this_customer_and_one_use(
    page: Page, cart: str
) -> None:
    form = Forms(page.browser.get(cart))
    owner = next(each.owner for each in form.controls if each.called == "Save and grant")
    for each in form.controls:
        if each.owner == owner and each.attributes.get("name") == "name":
            each.value = "Sorry"
        if each.owner == owner and each.attributes.get("name") == "percentage.percent":
            each.value = "10"
    assert form.press(page.browser, "Save and grant").status_code == 200
    (hit,) = page.shop.office.vouchers.search(EMPLOYEE, "sorry").items
    assert hit.rule.actions == (Percentage(Decimal(10)),)
    assert hit.rule.conditions == ()
    assert (hit.rule.quantity, hit.rule.quantity_per_customer) == (1, 1)
    assert hit.rule.customer_id is not None
    assert (hit.rule.valid_from, hit.rule.valid_until, hit.rule.priority) == (None, None, 1)


WHOLE: dict[str, Any] = {
    "name": "Whole",
    "actions": [BuyGet(2, 1, Decimal(50), MUGS, None, 1), FreeShipping()],
    "conditions": [
        Products(2, product_ids=frozenset({MUG.id})),
        MinimumAmount(euros("20.50")),
        Products(1, product_ids=frozenset({MUG.id})),
    ],
    "code": "WHOLE-1",
    "description": "All of it",
    "priority": -3,
    "valid_from": datetime(2026, 3, 29, 8, 30, tzinfo=UTC),
    "valid_until": datetime(2099, 3, 31, 22, tzinfo=UTC),
    "quantity": 7,
    "quantity_per_customer": None,
    "partial_use": True,
    "highlight": True,
}


def test_a_voucher_that_is_saved_as_it_is_shown_stays_as_it_is(page: Page, cart: str) -> None:
    office = page.shop.office
    rule = office.vouchers.create(EMPLOYEE, **WHOLE)
    form = Forms(page.browser.get(f"/voucher/{rule.id}?cart={cart.rpartition('/')[2]}"))
    answer = form.press(page.browser, "Save the voucher")
    assert (answer.status_code, answer.url.path) == (200, cart)
    assert office.vouchers.get(EMPLOYEE, rule.id).rule == rule
    form = Forms(page.browser.get(f"/voucher/{rule.id}"))
    form.fill(name="Another", quantity="")
    form.press(page.browser, "Save the voucher")
    saved = office.vouchers.get(EMPLOYEE, rule.id).rule
    assert saved == evolve(rule, name="Another", quantity=None)


@pytest.mark.parametrize(
    "part",
    [
        Products(1, product_ids=frozenset({ProductId("gone"), MUG.id})),
        Products(1, product_ids=frozenset({ProductId("twin-1"), ProductId("twin-2")})),
        Products(1, category_ids=frozenset({CategoryId("gone")})),
        CustomerGroups(frozenset({GroupId("pros"), GroupId("gone")})),
        Carriers(frozenset({CarrierId("post"), CarrierId("post-2"), CarrierId("post-3")})),
        Gift(ProductId("gone")),
        Gift(SHIRT.id, CombinationId("shirt-m")),
    ],
    ids=lambda each: each.kind,
)
def test_what_a_voucher_names_stays_whatever_it_is_called_by_now(page: Page, part: Any) -> None:
    """Gone, called as another one, or with a comma in its name."""
    office = page.shop.office
    of_one_reference = ProductCodes(reference="TWIN")
    office.setup.save(
        EMPLOYEE,
        CustomerGroup(GroupId("pros"), "Pros, and others"),
        evolve(POST, id=CarrierId("post-2")),
        evolve(POST, id=CarrierId("post-3"), name="post-2"),
        evolve(MUG, id=ProductId("twin-1"), codes=of_one_reference),
        evolve(MUG, id=ProductId("twin-2"), codes=of_one_reference),
        evolve(MUG, id=ProductId("like-a-shirt"), name="Shirt", codes=ProductCodes()),
    )
    is_action = isinstance(part, Action)
    actions = (part,) if is_action else (FreeShipping(),)
    conditions = () if is_action else (part,)
    rule = office.vouchers.create(EMPLOYEE, name="Old", actions=actions, conditions=conditions)
    form = Forms(page.browser.get(f"/voucher/{rule.id}"))
    form.fill(name="New")
    assert form.press(page.browser, "Save the voucher").status_code == 200
    assert office.vouchers.get(EMPLOYEE, rule.id).rule == evolve(rule, name="New")


def test_a_voucher_that_somebody_has_changed_meanwhile_is_not_overwritten(page: Page) -> None:
    office = page.shop.office
    rule = office.vouchers.create(EMPLOYEE, **WHOLE)
    form = Forms(page.browser.get(f"/voucher/{rule.id}"))
    office.vouchers.set_enabled(EMPLOYEE, rule.id, False)
    form.fill(name="Another")
    answer = form.press(page.browser, "Save the voucher")
    assert (answer.status_code, "rule_changed" in answer.text) == (409, True)
    assert 'value="Another"' in answer.text
    assert office.vouchers.get(EMPLOYEE, rule.id).rule.name == "Whole"
    again = Forms(answer).press(page.browser, "Save the voucher")
    assert again.status_code == 200
    assert office.vouchers.get(EMPLOYEE, rule.id).rule.name == "Another"


def test_things_of_the_shop_are_called_by_their_names(page: Page, cart: str) -> None:
    view = page.shop.office.carts.view(EMPLOYEE, CartId(cart.rpartition("/")[2]))
    (chosen,) = [each for each in view.summary.delivery_options if each.chosen]
    (post,) = [
        each for each in page.shop.office.setup.carriers(EMPLOYEE) if each.id == chosen.carrier_id
    ]
    make, sent = f"{cart}/create-voucher", {"name": "By name", "percentage.percent": "5"}
    named = {"carriers.carrier_ids": post.name.upper()}
    assert page.press(make, page.get(cart), **sent, **named)[0] == 200
    (hit,) = page.shop.office.vouchers.search(EMPLOYEE, "by name").items
    assert hit.rule.conditions == (Carriers(frozenset({post.id})),)
    status, text, _ = page.press(make, page.get(cart), **sent, **{"carriers.carrier_ids": "Nobody"})
    told = re.search("there is no .Nobody., but: ([^.]*)", text)
    assert (status, post.name in (told[1] if told else "")) == (422, True)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"buy_get.buy": "none"}, "buy_get.buy"),
        ({"buy_get.get": "2"}, "buy_get.buy"),
        ({"amount.amount": "5", "amount.target": "everything"}, "amount.target"),
        ({"percentage.percent": "10", "percentage.target": "product"}, "percentage.product_id"),
        ({"spend_steps.steps.0.start": "5"}, "spend_steps.steps.0.off"),
        ({"gift.product_id": "nothing that there is"}, "gift.product_id"),
        ({"free_shipping": "1", "valid_until": "soon"}, "valid_until"),
        ({"free_shipping": "1", "quantity": "many"}, "quantity"),
        ({"free_shipping": "1", "combinable_with": "NOSUCH"}, "combinable_with"),
        ({}, ""),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_what_makes_no_voucher_is_refused_at_its_field_and_stands_there_still(
    page: Page, cart: str, typed: dict[str, str], wrong: str
) -> None:
    sent = {"name": "Odd", "currency": "EUR", **typed}
    status, text, _ = page.press(f"{cart}/create-voucher", page.get(cart), **sent)
    assert status == 422
    for value in typed.values():
        assert f'value="{value}"' in text or value == "everything"
    marked = re.search(r'<(?:input|select)[^>]*name="([^"]+)"[^>]*aria-invalid', text)
    assert (marked[1] if marked else "") == wrong
    assert not page.shop.office.vouchers.search(EMPLOYEE, "odd").items
