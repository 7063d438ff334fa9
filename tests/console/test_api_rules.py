"""Vouchers of any kind by the JSON API: what it takes, and what its schema says."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

import pytest
from attrs import field, frozen
from starlette.testclient import TestClient

from backoffice_orders.adapters.memory import FixedClock
from backoffice_orders.back_office import BackOffice
from backoffice_orders.console.api import api_app
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.errors.vouchers import RuleRefused
from backoffice_orders.model.fields import Whole
from backoffice_orders.model.pricing.actions.buy_get import BuyGet
from backoffice_orders.model.pricing.actions.spend_steps import SpendStep, SpendSteps
from backoffice_orders.model.pricing.conditions.base import Condition
from backoffice_orders.model.pricing.conditions.minimum_amount import MinimumAmount
from backoffice_orders.model.pricing.selection import Selection
from backoffice_orders.model.pricing.shipped_kinds import ACTIONS, CONDITIONS
from backoffice_orders.model.pricing.situation import Situation
from backoffice_orders.testing.samples import EMPLOYEE, MUG, euros, set_up_shop


@frozen
class FewPieces(Condition):
    """A host's own condition."""

    kind: ClassVar[str] = "tests_few_pieces"

    most: int = field(validator=Whole(1, 99))

    def refusal(self, rule: CartRule, situation: Situation) -> RuleRefused | None:
        pieces = sum(line.quantity for line in situation.goods)
        return None if pieces <= self.most else RuleRefused(rule.name)


@frozen
class Api:
    """An office whose API knows a kind of its host's, and a cart of six mugs (72.00)."""

    office: BackOffice
    browser: TestClient
    path: str

    def create(self, actions: Any, conditions: Any = ()) -> Any:
        version = self.browser.get(self.path).json()["version"]
        body = {"version": version, "name": "New", "actions": actions, "conditions": conditions}
        return self.browser.post(f"{self.path}/vouchers/new", json=body)

    def rule(self) -> CartRule:
        (hit,) = self.office.vouchers.search(EMPLOYEE, "new").items
        return hit.rule


@pytest.fixture
def api() -> Api:
    office = BackOffice.in_memory(clock=FixedClock(), conditions=[FewPieces])
    set_up_shop(office)
    browser = TestClient(api_app(office, lambda _: Actor.employee("ann", "Ann")))
    cart = office.carts.start(EMPLOYEE).cart
    office.products.add(EMPLOYEE, cart.id, MUG.id, 6)
    return Api(office, browser, f"/carts/{cart.id}")


def test_a_voucher_of_several_parts(api: Api) -> None:
    money = {"amount": "50.00", "currency": "EUR"}
    steps = [{"start": money, "off": {"amount": "7.00", "currency": "EUR"}}]
    answer = api.create(
        [{"kind": "spend_steps", "steps": steps}],
        [{"kind": "minimum_amount", "amount": money}, {"kind": "tests_few_pieces", "most": 6}],
    )
    assert answer.status_code == 201, answer.text
    (applied,) = answer.json()["rules"]
    assert applied["amount"] == {"amount": "7.00", "currency": "EUR"}
    rule = api.rule()
    assert rule.actions == (SpendSteps((SpendStep(euros("50.00"), euros("7.00")),)),)
    assert rule.conditions == (MinimumAmount(euros("50.00")), FewPieces(6))


def test_lists_and_parts_in_parts_are_read(api: Api) -> None:
    action = {
        "kind": "buy_get",
        "buy": 2,
        "percent": "50",
        "of": {"product_ids": [MUG.id]},
        "at_most": 1,
    }
    assert api.create([action]).status_code == 201
    mugs = Selection(product_ids=frozenset({MUG.id}))
    assert api.rule().actions == (BuyGet(2, 1, Decimal(50), mugs, None, 1),)


@pytest.mark.parametrize(
    ("actions", "code", "name"),
    [
        ([{"kind": "nobody_knows"}], "field_invalid", "kind"),
        ([{"kind": ["gift"]}], "field_invalid", "actions"),
        (["gift"], "field_invalid", "actions"),
        ([{"kind": "percentage"}], "field_invalid", "actions"),
        ([{"kind": "percentage", "percent": "10", "more": 1}], "field_invalid", "actions"),
        ([{"kind": "percentage", "percent": "101"}], "field_invalid", "percent"),
        ([{"kind": "buy_get", "buy": 0}], "field_invalid", "buy"),
        ([{"kind": "buy_get", "buy": 1, "of": {"product_ids": "mug"}}], "field_invalid", "actions"),
        ([], "rule_invalid", "actions"),
    ],
    ids=[
        "unknown kind",
        "kind of another type",
        "no object",
        "field missing",
        "field too many",
        "too large",
        "too small",
        "a text for a list",
        "nothing",
    ],
)
def test_what_makes_no_rule_is_refused(api: Api, actions: Any, code: str, name: str) -> None:
    answer = api.create(actions)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, code), answer.text
    assert problem["fields"]["field"] == name
    assert not api.office.vouchers.search(EMPLOYEE, "").items


def test_the_schema_has_every_kind_that_the_office_knows(api: Api) -> None:
    schemas = api.browser.get("/openapi.json").json()["components"]["schemas"]
    offered = {
        name: {*schemas[name]["discriminator"]["mapping"]}
        for name in ("RuleAction", "RuleCondition")
    }
    assert offered == {
        "RuleAction": {each.kind for each in ACTIONS},
        "RuleCondition": {*(each.kind for each in CONDITIONS), FewPieces.kind},
    }
    few = schemas["FewPieces"]
    assert few["required"] == ["kind", "most"]
    assert few["properties"]["kind"] == {"type": "string", "const": "tests_few_pieces"}
    assert (few["properties"]["most"]["minimum"], few["properties"]["most"]["maximum"]) == (1, 99)


def _called(name: str) -> type[Condition]:
    """A host's own condition whose class has the name of something of ours."""

    class Own(FewPieces):
        """A host's own condition."""

        kind: ClassVar[str] = f"tests_{name.lower()}"

    Own.__name__ = name
    return Own


@pytest.mark.parametrize("name", ["Countries", "Money", "Product", "Problem"])
def test_a_kind_whose_class_is_called_as_ours_is_described_beside_it(name: str) -> None:
    ours, both = BackOffice.in_memory(), BackOffice.in_memory(conditions=[_called(name)])
    others, schemas = (
        TestClient(api_app(office, lambda _: EMPLOYEE))
        .get("/openapi.json")
        .json()["components"]["schemas"]
        for office in (ours, both)
    )
    address = schemas["RuleCondition"]["discriminator"]["mapping"][f"tests_{name.lower()}"]
    own = schemas[address.rpartition("/")[2]]
    assert own["properties"]["kind"]["const"] == f"tests_{name.lower()}"
    assert own["required"] == ["kind", "most"]
    rest = [each for each in schemas.values() if each is not own]
    assert len(rest) == len(others)
    assert {*others[name]["properties"]} in [{*each.get("properties", ())} for each in rest]
