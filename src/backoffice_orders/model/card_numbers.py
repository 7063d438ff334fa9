"""Numbers of payment cards: told from other numbers, so that none is ever kept.

A number has 12 to 19 digits, the first of which name a card scheme (ISO/IEC 7812-1), and the last
is a check digit by Luhn's formula (its annex B). Bank references that happen to look so are rare:
the scheme's length has to fit too.
"""

from __future__ import annotations

import re

from backoffice_orders.model.errors.payments import CardNumberRefused

# Digits with single spaces, dots or dashes between them.
_DIGITS = r"(?<!\d)\d(?:[ .\-\u00a0\u202f]?\d){11,18}(?!\d)"
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
    return any(map(_is_card, re.findall(_DIGITS, text)))


def require_no_card(field: str, text: object) -> None:
    """Raise ``CardNumberRefused`` for a text that holds the number of a card.

    The error does not repeat it.
    """
    if isinstance(text, str) and has_card_number(text):
        raise CardNumberRefused(field)


def without_cards(text: str) -> str:
    """The text with the digits of card numbers replaced, but for the last four."""

    def masked(found: re.Match[str]) -> str:
        digits = _plain(found[0])
        return f"…{digits[-4:]}" if _is_card(found[0]) else found[0]

    return re.sub(_DIGITS, masked, text)


def _plain(text: str) -> str:
    """The digits alone, those of other scripts as 0 to 9."""
    return "".join(str(int(each)) for each in text if each.isdigit())


def _is_card(text: str) -> bool:
    digits = _plain(text)
    return re.fullmatch(_SCHEMES, digits) is not None and _luhn(digits)


def _luhn(digits: str) -> bool:
    doubled = (int(each) * (1 + place % 2) for place, each in enumerate(reversed(digits)))
    return sum(each // 10 + each % 10 for each in doubled) % 10 == 0
