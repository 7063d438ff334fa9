"""Numbers as people type them: read only where there is one way to read them."""

from __future__ import annotations

import re
from decimal import Decimal

from backoffice_orders.model.messages import Message, Sentence
from backoffice_orders.model.text import digits_typed

_TYPED = re.compile(r"([-\u2212]?)([0-9]+(?:[., '][0-9]+)*)")
_BLANKS = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2019": "'"})
_GROUPED = re.compile(r"[1-9][0-9]{0,2}([., '])[0-9]{3}(?:\1[0-9]{3})*")
_BY_HUNDREDS = re.compile(r"[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]+)?")  # 12,34,567.50
# The Arabic marks for decimals and between thousands have one meaning each.
_ARABIC = re.compile(r"([-\u2212]?)([0-9]+|[1-9][0-9]{0,2}(?:\u066c[0-9]{3})+)(?:\u066b([0-9]+))?")
LONGEST = 40

LIKE = Sentence("number.like", "enter a number like {example}")
ONE_OF_TWO = Sentence("number.one_of_two", "it is not clear; write {one} or {other}")
NOT_CLEAR = Sentence(
    "number.not_clear", "it is not clear; write it without separators, like {example}"
)


class NotRead(ValueError):
    """What was typed is no number, or there is more than one way to read it."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


def number_typed(
    text: str,
    decimal_mark: str,
    group_mark: str,
    *,
    by_hundreds: bool = False,
    three_decimals: bool = False,
) -> Decimal:
    """A number that somebody has typed.

    Two kinds of marks, and one that is there twice, speak for themselves: 1.234,56 and 1,234,567.
    A single mark with three digits after it is read as the reader's language has it: 1,234 is
    one thousand for an English reader. Where that language would have it for decimals, 1.234 is
    as likely a thousand of somebody else's, and unclear. Any other single mark is for decimals.
    Digits may be those of any script, but of one alone.

    Args:
        text: What was typed.
        decimal_mark: The mark before decimals in the reader's language.
        group_mark: The mark between thousands there.
        by_hundreds: Whether what is above a thousand is grouped by hundreds there, as in India.
        three_decimals: Whether three decimals are usual, as in dinars, and so are clear.

    Raises:
        NotRead: It is no number, or not clear.
    """
    plain = digits_typed(text.strip()).translate(_BLANKS)
    if len(text) <= LONGEST and (arabic := _ARABIC.fullmatch(plain)):
        sign, digits, decimals = arabic.groups(default="")
        return _number(sign, digits, decimals)
    found = _TYPED.fullmatch(plain)
    if found is None or len(text) > LONGEST:
        raise NotRead(LIKE(example=f"1234{decimal_mark}50"))
    sign, digits = found.groups()
    if by_hundreds and _BY_HUNDREDS.fullmatch(digits):
        digits = digits.replace(",", "")
    whole, decimals = _parted(digits, decimal_mark, group_mark.translate(_BLANKS), three_decimals)
    return _number(sign, whole, decimals)


def _number(sign: str, whole: str, decimals: str) -> Decimal:
    bare = "".join(letter for letter in whole if letter.isdigit())
    return Decimal(f"{'-' if sign else ''}{bare}{'.' if decimals else ''}{decimals}")


def _parted(digits: str, decimal_mark: str, group_mark: str, thirds: bool) -> tuple[str, str]:
    """What stands before and after the mark for decimals."""
    marks = [letter for letter in digits if not letter.isdigit()]
    if not marks:
        return digits, ""
    last, grouped = marks[-1], _GROUPED.fullmatch(digits) is not None
    whole, decimals = digits.rsplit(last, 1)
    if grouped:
        alone = len(marks) == 1 and last in ".,"
        if alone and last == decimal_mark and thirds:
            return whole, decimals
        if alone and last != group_mark:
            one, other = f"{whole}{decimals}{decimal_mark}00", f"{whole}{decimal_mark}{decimals}0"
            raise NotRead(ONE_OF_TWO(one=one, other=other))
        return digits, ""
    if last in ".," and marks.count(last) == 1 and (len(marks) == 1 or _GROUPED.fullmatch(whole)):
        return whole, decimals
    raise NotRead(NOT_CLEAR(example=f"1234{decimal_mark}50"))
