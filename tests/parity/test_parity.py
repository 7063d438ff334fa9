"""Figures from another shop system's own tests hold here too.

``pytest tests/parity --parity-cases DIR`` runs the cases of other directories (any number).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.parity.runner import Case, play, read_cases
from tests.parity.shop import CaseError

DISPUTED = Path(__file__).parent / "disputed"


def test_case(parity_case: Case, record_property: Callable[[str, object], None]) -> None:
    record_property("parity_file", str(parity_case.file))
    play(parity_case.values)


@pytest.mark.parametrize("case", list(read_cases(DISPUTED)), ids=lambda case: case.id)
def test_disputed_cases_say_why(case: Case) -> None:
    """A disputed case has its arithmetic, and does not hold as the source has it."""
    assert len(case.values["arithmetic"]) > 20
    with pytest.raises(AssertionError):
        play(case.values)


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "x", "surprise": 1},
        {"id": "x", "shop": {"surprise": 1}},
        {"id": "x", "catalog": {"surprise": []}},
        {"id": "x", "catalog": {"products": [{"ref": "p", "surprise": 1}]}},
        {"id": "x", "steps": [{"do": "surprise"}]},
        {"id": "x", "steps": [{"expect": {"surprise": 1}}]},
        {"id": "x", "steps": [{"expect": {"within": "0.5"}}]},
    ],
)
def test_unknown_keys_fail_loudly(wrong: dict[str, object]) -> None:
    with pytest.raises(CaseError):
        play(wrong)


ONE = {"products": [{"ref": "p", "price": "10.00", "stock": 1}]}
TAKEN = {"do": "add_product", "product": "p"}


def product(**fields: object) -> dict[str, object]:
    return {"catalog": {"products": [{"ref": "p", **fields}]}}


def rule(**fields: object) -> dict[str, object]:
    return {"catalog": {"cart_rules": [{"ref": "r", **fields}]}}


def steps(*taken: object) -> dict[str, object]:
    return {"catalog": ONE, "steps": [TAKEN, *taken]}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"shop": []}, "shop: an object"),
        ({"catalog": {"products": "p"}}, "products: a list"),
        ({"steps": "x"}, "steps: a list"),
        ({"steps": ["x"]}, "an object is expected, not 'x'"),
        ({"shop": {"rounding_mode": "sideways"}}, "'sideways' is none of up, down"),
        ({"shop": {"rounding_type": ""}}, "rounding_type: '' is none of item, line"),
        ({"shop": {"tax_split": "x"}}, "tax_split: 'x' is none of"),
        ({"shop": {"currency": "XXQ"}}, "no currency 'XXQ'"),
        ({"shop": {"taxes_enabled": "false"}}, "taxes_enabled: true or false"),
        ({"shop": {"shipping_handling": "x"}}, "shipping_handling: a decimal"),
        ({"catalog": {"zones": "near"}}, "zones: a list"),
        ({"catalog": {"currencies": [{"code": "EUR", "rate": "NaN"}]}}, "rate: a decimal"),
        (product(price="ten"), "price: a decimal is expected, not 'ten'"),
        (product(price="Infinity"), "price: a decimal"),
        (product(price="1e30"), "price: a decimal"),
        (product(price=True), "price: a decimal"),
        (product(stock="5"), "stock: a whole number"),
        (product(stock=True), "stock: a whole number"),
        (product(virtual="no"), "virtual: true or false"),
        (product(out_of_stock="maybe"), "out_of_stock: 'maybe' is none of"),
        (product(specific_prices=[{"percent": "5", "from": "soon"}]), "from: 'soon' is no moment"),
        (rule(amount="5", amount_currency="XXQ"), "no currency 'XXQ'"),
        (rule(percent="5", applies_to="dearest"), "'dearest' is no target"),
        (rule(percent="5", restrictions={"carriers": "van"}), "carriers: a list"),
        (rule(percent="5", valid_until=5), "valid_until: a text"),
        (steps({"do": "set_gift_wrapping", "value": "yes"}), "value: true or false"),
        (steps({"do": "set_gift_wrapping"}), "'value' is missing"),
        (steps({"do": "remove_rule", "rule": "r"}), "no rule 'r'"),
        (steps({"do": "copy_cart_from_order", "order": "o"}), "no such order"),
        (steps({"expect": {"total_tax_included": "ten"}}), "total_tax_included: a decimal"),
        (steps({"expect": {"stock": ["p"]}}), "stock: an object"),
        (steps({"expect": {"stock": {"q": 1}}}), "no product 'q'"),
        (steps({"do": "select_address", "delivery": {}}), "delivery: a text"),
        (steps({**TAKEN, "customization": "x"}), "customization: an object"),
        (steps({"expect": {"applied_rules": "r"}}), "applied_rules: a list"),
        (steps({"expect": {"taxes": [{"rate": "x"}]}}), "rate: a decimal"),
    ],
)
def test_what_is_written_wrongly_is_said(wrong: dict[str, object], told: str) -> None:
    """Nothing is read as something else, and the error says where it stands."""
    with pytest.raises(CaseError, match=re.escape(told)):
        play({"id": "x", **wrong})


def test_a_wrong_figure_is_found() -> None:
    """The runner can fail: a case with its total off by one cent does not hold."""
    case = {
        "id": "x",
        "catalog": {"products": [{"ref": "p", "price": "10.00", "stock": 1}]},
        "steps": [
            {"do": "add_product", "product": "p", "quantity": 1},
            {"expect": {"within": "exact", "total_tax_included": "17.00"}},
        ],
    }
    play(case)
    wrong = json.loads(json.dumps(case).replace("17.00", "17.01"))
    with pytest.raises(AssertionError, match=r"total_tax_included is 17\.00, not 17\.01"):
        play(wrong)
