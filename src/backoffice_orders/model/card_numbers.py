"""Numbers of payment cards: told from other numbers, so that none is ever kept.

A number has 12 to 19 digits, the first of which name a card scheme (ISO/IEC 7812-1), and the last
is a check digit by Luhn's formula (its annex B). Bank references that happen to look so are rare:
the scheme's length has to fit too. Accounts and creditors' references, whose own check digits fit,
are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from backoffice_orders.model.bank import fits
from backoffice_orders.model.errors.payments import CardNumberRefused

# Groups of digits, with blanks, dots or dashes between them.
_ROW = r"\d+(?:[ .\-\t\u00a0\u202f\u2010-\u2015\u2212]{1,3}\d+)*"
# How many digits the groups have that a number is printed in: so it is found beside the date that
# its card is good for, say.
_PRINTED = (4, 4, 4, 4, 3), (4, 4, 4, 4), (4, 6, 5), (4, 6, 4), (4, 4, 5)
_FEWEST_DIGITS, _MOST_DIGITS = 12, 19
# An account (IBAN) or a creditor's reference (ISO 11649), in one or in groups of four.
_ACCOUNT = r"(?a)\b[A-Z]{2}\d\d(?: ?[A-Z0-9]{4}){1,7}(?: ?[A-Z0-9]{1,3})?\b"
# How numbers of the schemes begin, and how long they are.
_SCHEMES = r"""(?x)
    4(\d{12}|\d{15}|\d{18})                                  # Visa: 13, 16, 19
    | (5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}  # Mastercard: 16
    | 3[47]\d{13}                                            # American Express: 15
    | 3(0[0-5]|[68]\d)\d{11}                                 # Diners Club: 14
    | (6011|65\d\d|64[4-9]\d)\d{12,15}                       # Discover: 16 to 19
    | 35(2[89]|[3-8]\d)\d{12,15}                             # JCB: 16 to 19
    | 62\d{14,17}                                            # UnionPay: 16 to 19
    | (50|5[6-9]|6\d)\d{10,17}                               # Maestro: 12 to 19
    """


def has_card_number(text: str) -> bool:
    """Whether a text holds what is most likely the number of a card."""
    return any(True for _ in _cards(text))


def require_no_card(field: str, text: object) -> None:
    """Raise ``CardNumberRefused`` for a text that holds the number of a card.

    The error does not repeat it.
    """
    if isinstance(text, str) and has_card_number(text):
        raise CardNumberRefused(field)


def without_cards(text: str) -> str:
    """The text with the digits of card numbers replaced, but for the last four."""
    kept, end = "", 0
    for start, after in _cards(text):
        kept += f"{text[end:start]}…{_plain(text[start:after])[-4:]}"
        end = after
    return kept + text[end:]


def _cards(text: str) -> Iterator[tuple[int, int]]:
    """Where the numbers of cards begin and end in a text."""
    for row in re.finditer(_ROW, re.sub(_ACCOUNT, _hidden, text)):
        begins = row.start()
        groups = [
            (begins + group.start(), begins + group.end()) for group in re.finditer(r"\d+", row[0])
        ]
        lengths = [after - start for start, after in groups]
        place = 0
        while place < len(groups):
            for count in _may_be(lengths, place):
                start, end = groups[place][0], groups[place + count - 1][1]
                if _is_card(text[start:end]):
                    yield start, end
                    place += count
                    break
            else:
                place += 1


def _may_be(lengths: list[int], place: int) -> Iterator[int]:
    """How many groups from one on may be a number: all, some as they are printed, or that one."""
    if place == 0 and len(lengths) <= _MOST_DIGITS:
        yield len(lengths)
    for printed in _PRINTED:
        if tuple(lengths[place : place + len(printed)]) == printed:
            yield len(printed)
    if lengths[place] >= _FEWEST_DIGITS:
        yield 1


def _hidden(found: re.Match[str]) -> str:
    """Letters in place of an account's number: what follows it may be in groups of four, too."""
    groups = found[0].split(" ")
    for end in range(len(groups), 0, -1):
        if fits("".join(groups[:end])):
            length = len(" ".join(groups[:end]))
            return "x" * length + found[0][length:]
    return found[0]


def _plain(text: str) -> str:
    """The digits alone, those of other scripts as 0 to 9."""
    return "".join(str(int(each)) for each in text if each.isdigit())


def _is_card(text: str) -> bool:
    digits = _plain(text)
    return re.fullmatch(_SCHEMES, digits) is not None and _luhn(digits)


def _luhn(digits: str) -> bool:
    doubled = (int(each) * (1 + place % 2) for place, each in enumerate(reversed(digits)))
    return sum(each // 10 + each % 10 for each in doubled) % 10 == 0
