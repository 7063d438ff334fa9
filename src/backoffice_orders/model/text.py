"""Searching by first letters: how texts are cut into words, compared and ranked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from backoffice_orders.model.letters import normalize, without_unseen

# How these letters are written where there are none of them: Müller is Mueller, Bjørn is Bjoern.
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
# Whoever searches on the phone types a few words; what is pasted beyond says no more.
QUERY_WORDS = 8
QUERY_WORD_LETTERS = 40
QUERY_LETTERS = 400
# More than any amount of pieces or days has.
_MOST_DIGITS = 9
_WORD = re.compile(r"[^\W_]+")
_BETWEEN_CODES = re.compile(r"[\s\-\u2010-\u2015\u2212\u200c_./]+")


def plain_digits(text: str) -> str:
    """Compatible letters as the plain ones, digits of every script as 0 to 9, nothing unseen."""
    if text.isascii():
        return text
    plain = without_unseen(unicodedata.normalize("NFKC", text))
    return "".join(str(unicodedata.decimal(letter, letter)) for letter in plain)


def digits_typed(text: str) -> str:
    """Digits of one script as 0 to 9; those of several are left, and make no number."""
    decimals = ((ord(each), unicodedata.decimal(each, None)) for each in text)
    zeros = {code - digit for code, digit in decimals if digit is not None}
    if len(zeros) != 1:
        return text
    zero = zeros.pop()  # the digits of every script follow each other
    return text.translate({zero + digit: str(digit) for digit in range(10)})


def whole_typed(text: str) -> int | None:
    """The whole number that somebody typed, of at most nine digits of one script; or None."""
    digits = digits_typed(text.strip())
    if digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS:
        return int(digits)
    return None


def dialled(phone: str) -> str:
    """A telephone number as it is dialled: without blanks, and without the 0 of +33 (0)1 22."""
    number = "".join(phone.split())
    return number.replace("(0)", "") if number.startswith(("+", "00")) else number


def words(*texts: str) -> tuple[str, ...]:
    """The distinct normalized words of the texts, in their order."""
    found: dict[str, None] = {}
    for text in texts:
        for word in _WORD.findall(normalize(text)):
            found[word] = None
    return tuple(found)


def spelled_out(text: str) -> str:
    """A text in small letters, and none but those of every keyboard for some: ``muesli``."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", text).casefold().translate(_SPELLED_OUT)


def spoken_words(*texts: str) -> tuple[str, ...]:
    """The words of the texts, and what else people type for them.

    ``T-shirt`` is ``tshirt`` too, ``L'Oréal`` is ``loreal``, ``Müsli`` is ``muesli``.
    """
    found = dict.fromkeys(words(*texts))
    for text in texts:
        for written in (*text.split(), *spelled_out(text).split()):
            found.update(also_as_one(written))
    return tuple(found)


def also_as_one(text: str) -> dict[str, None]:
    """The words of a text, and all of them as one."""
    cut = words(text)
    return dict.fromkeys((*cut, "".join(cut)) if cut else ())


def query_text(text: str) -> str:
    """As much of a text that somebody searches for as counts."""
    return text.lstrip()[:QUERY_LETTERS]


def query_words(text: str) -> tuple[str, ...]:
    """The words that are looked for: the first few of a text, each up to a length."""
    found = dict.fromkeys(word[:QUERY_WORD_LETTERS] for word in words(query_text(text)))
    return tuple(found)[:QUERY_WORDS]


def match_rank(query: Iterable[str], entry: Iterable[str]) -> int | None:
    """How well an entry's words answer a query's words, or None where they do not.

    Every word of the query must be the beginning of some word of the entry. The rank is the
    number of query words that are whole words of the entry: more is better.
    """
    entry = set(entry)
    whole = 0
    for wanted in query:
        if wanted in entry:
            whole += 1
        elif not any(word.startswith(wanted) for word in entry):
            return None
    return whole


def normalize_code(text: str) -> str:
    """A reference without case, spaces and hyphens: ``DEMO-12 a`` becomes ``demo12a``.

    What is pasted has dashes of any kind for them.
    """
    return _BETWEEN_CODES.sub("", normalize(text))


WHOLE_CODE_RANK = 1000


def code_match_rank(wanted: str, codes: Iterable[str]) -> int | None:
    """How well a search text answers as a number: a whole one counts above all words.

    All are as ``normalize_code`` writes them; the text must begin a code. None where it does not.
    """
    if not wanted:
        return None
    matching = [code for code in codes if code.startswith(wanted)]
    if not matching:
        return None
    return WHOLE_CODE_RANK if wanted in matching else 0


def best_rank(*ranks: int | None) -> int | None:
    """The best of several ranks, None where nothing matched."""
    return max((rank for rank in ranks if rank is not None), default=None)
