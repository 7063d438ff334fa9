"""Figures from another shop system's own tests hold here too.

``pytest tests/parity --parity-cases DIR`` runs the cases of other directories (any number).
"""

from __future__ import annotations

import json
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
