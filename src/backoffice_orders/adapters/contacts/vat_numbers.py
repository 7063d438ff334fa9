"""VAT numbers of every country that python-stdnum knows."""

from __future__ import annotations

import re
from typing import Any

from stdnum import get_cc_module
from stdnum.eu import vat as european
from stdnum.exceptions import InvalidChecksum, ValidationError

from backoffice_orders.model.errors.customers import VatNumberInvalid
from backoffice_orders.model.text import plain_digits

# How VAT numbers name countries otherwise than ISO 3166-1 does.
_ISO = {"EL": "GR"}
_EUROPEAN = frozenset(code.upper() for code in european.MEMBER_STATES)
# Where a number that is no VAT number cannot be meant as one: it bears its country's letters.
_STRICT = _EUROPEAN | {"GB", "CH", "NO"}
_CLAIMS = re.compile(r"(?:[A-Z]{2}[\W_]*\d|ATU|CHE)")


def written(typed: str, country: str = "") -> str:
    """A VAT number as its country writes it, without blanks; empty stays empty.

    A number of the European Union, Northern Ireland or Great Britain gets its country's letters.
    Where nothing is known about a country's numbers, they stay as they are written.

    Args:
        typed: As it was typed.
        country: ISO 3166-1 alpha-2: where a number without letters in front is from, or "".

    Raises:
        VatNumberInvalid: It bears a country's letters, or belongs to an address of a country
            that has one form only, and has not that form.
    """
    number = plain_digits(typed).strip().upper()
    letters = _ISO.get(number[:2], number[:2])
    claimed = letters if number[:2].isalpha() and _modules(letters) else ""
    wrong: list[ValidationError] = []
    if claimed:
        found = _valid(number, claimed, wrong)
        if found:
            lettered = claimed in _EUROPEAN or found.startswith(claimed)
            return found if lettered else claimed + found
    if country != claimed:
        found = _valid(number, country, wrong)
        if found:
            return found
    strict = _CLAIMS.match(number) if claimed else country in _STRICT
    if number and (strict or not any(letter.isdigit() for letter in number)):
        mistyped = any(isinstance(error, InvalidChecksum) for error in wrong)
        raise VatNumberInvalid(typed, mistyped)
    return typed.strip()


def _valid(number: str, country: str, wrong: list[ValidationError]) -> str:
    """The number in the form of this country, or "" and why not."""
    bare = re.sub(r"^[A-Z]{2}[\W_]*", "", number)
    attempts: list[tuple[Any, str]]
    if country in _EUROPEAN:
        attempts = [(european, ("EL" if country == "GR" else country) + bare)]
    else:
        forms = tuple(dict.fromkeys((number, bare)))
        attempts = [(module, each) for module in _modules(country) for each in forms]
    for module, each in attempts:
        try:
            found = str(module.validate(each))
        except ValidationError as error:
            wrong.append(error)
        else:
            return f"GB{found}" if country == "GB" else found
    return ""


def _modules(country: str) -> list[Any]:
    """The forms of a country's VAT numbers: with and without what is added to its business id."""
    if country == "XI":
        return [european]
    if not country or country == "EU":
        return []
    names = ("vat", "uid") if country == "CH" else ("vat",)
    found = (get_cc_module(country.lower(), name) for name in names)
    return [module for module in found if module is not None]
