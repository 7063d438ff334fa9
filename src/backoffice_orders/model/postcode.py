"""Postcodes as they are compared: by what their parts mean, not by how they are typed."""

from __future__ import annotations

import re
from functools import lru_cache
from string import ascii_uppercase

from backoffice_orders.model.text import plain_digits

# Where the number of a district has one or two digits: SW9 comes before SW10.
_BRITISH = frozenset({"GB", "GG", "IM", "JE"})
_DISTRICT = r"([A-Z]+)(?:(\d+)([A-Z]?))?"
_INWARD = r"(\d)([A-Z]{0,2})"
_SEPARATORS = r"[\W_]+"

# The letters one after the other, or the parts of a British one.
Key = tuple[str | int, ...]


def in_range(country: str, postcode: str, first: str, last: str) -> bool:
    """Whether a postcode lies between two others, both included, as a person means it.

    Case, blanks and hyphens do not count. An end that says less than the postcode stands for all
    that begins so: 90209 to 90213 holds 90210-1234, 1000 to 1099 holds 1012 JL, SW1 to SW9 holds
    SW1A 1AA and not SW10. Leading zeros count. A country's letters before a number
    (LV-1010, D-10115, C1070AAM) only count where the other side has some as well. An empty end
    does not limit; an unknown postcode lies nowhere.

    Args:
        country: ISO 3166-1 alpha-2, in capitals: whose postcodes they are.
        postcode: The one in question.
        first: Where the range begins.
        last: Where it ends.
    """
    if not _bare(postcode):
        return False
    low, above = _alike(country, first, postcode)
    high, below = _alike(country, last, postcode)
    return low <= above[: len(low)] and below[: len(high)] <= high


def in_order(country: str, first: str, last: str) -> bool:
    """Whether a range can hold anything at all: its end does not come before its beginning."""
    low, high = _alike(country, first, last)
    return low[: len(high)] <= high[: len(low)]


def _alike(country: str, one: str, other: str) -> tuple[Key, Key]:
    """Both keys; without the letters in front where one of them has none."""
    bare, other_bare = _bare(one), _bare(other)
    if bare[:1].isdigit() != other_bare[:1].isdigit():
        one, other = bare.lstrip(ascii_uppercase), other_bare.lstrip(ascii_uppercase)
    return _key(country, one), _key(country, other)


@lru_cache(maxsize=8192)
def _bare(postcode: str) -> str:
    return re.sub(_SEPARATORS, "", plain_digits(postcode)).upper()


@lru_cache(maxsize=8192)
def _key(country: str, postcode: str) -> Key:
    bare = _bare(postcode)
    if country not in _BRITISH:
        return tuple(bare)
    parts = re.split(_SEPARATORS, plain_digits(postcode).upper().strip())
    outward, inward = (parts[0], "".join(parts[1:])) if len(parts) > 1 else _halves(bare)
    district, sector = re.fullmatch(_DISTRICT, outward), re.fullmatch(_INWARD, inward)
    if district is None:
        return (bare,)
    area, number, letter = district.groups()
    if number is None:
        return (area,)
    # The letter only counts where it is said: SW1 stands for SW1A too.
    key: Key = (area, int(number))
    if letter or sector:
        key += (letter or "",)
    return (*key, sector[1], *sector[2]) if sector else key


def _halves(bare: str) -> tuple[str, str]:
    """A British postcode without its blank: a whole one ends with a digit and two letters."""
    if re.search(r".{2}\d[A-Z]{2}$", bare):
        return bare[:-3], bare[-3:]
    return bare, ""
