"""Postcodes as people type them, written as their country's pattern has them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from string import ascii_uppercase

from backoffice_orders.model.text import plain_digits

_SEPARATORS = re.compile(r"[\W_]+")


def tidied(postcode: str) -> str:
    """Capitals, plain digits, single blanks, plain hyphens."""
    text = " ".join(plain_digits(postcode).upper().split())
    return re.sub(r"\s*[-\u2010-\u2015\u2212]\s*", "-", text)


def written(
    postcode: str, country: str, pattern: str, examples: Sequence[str], prefix: str = ""
) -> str | None:
    """The postcode as the pattern has it, changed as little as possible; None where none fits.

    Args:
        postcode: As it was typed.
        country: ISO 3166-1 alpha-2, in capitals.
        pattern: A regular expression of the country's postcodes; empty takes any.
        examples: Postcodes of the country: where blanks, hyphens and fixed letters stand.
        prefix: What the country's post puts before a postcode (``L-``).
    """
    right = re.compile(pattern or ".*")
    for each in _attempts(tidied(postcode), country, examples, prefix):
        if right.fullmatch(each):
            return each
    return None


def _attempts(typed: str, country: str, examples: Sequence[str], prefix: str) -> Iterator[str]:
    bare = _SEPARATORS.sub("", typed)
    if len({len(_SEPARATORS.sub("", each)) for each in examples}) > 1:
        # Parts of no fixed length are told apart by their separator: SW1A 1AA.
        yield from (
            _laid_out(bare, each)
            for each in examples
            if len(_SEPARATORS.sub("", each)) == len(bare)
        )
    yield typed
    yield bare
    # D-10115, FR 75001, LV1010: letters of the country, which its pattern may lack or ask for.
    letters = bare[: len(bare) - len(bare.lstrip(ascii_uppercase))]
    marks = {"", _SEPARATORS.sub("", prefix), country, country[:1]}
    core = bare[len(letters) :] if letters in marks else bare
    yield core
    for example in examples:
        for each in (bare, core):
            yield _laid_out(each, example)


def _laid_out(bare: str, example: str) -> str:
    """The letters and digits of one postcode between the separators of another.

    Letters that the example begins with are put in front where they are missing.
    """
    fixed = example[: len(example) - len(example.lstrip(ascii_uppercase))]
    front = fixed if bare[:1].isdigit() else ""
    rest = iter(front + bare)
    laid_out = "".join(c if _SEPARATORS.fullmatch(c) else next(rest, "") for c in example)
    return laid_out + "".join(rest)
