"""Letters: those that nobody sees, and those that stand for others."""

from __future__ import annotations

import unicodedata

# What takes no room, or is drawn as nothing, without being a format character: Unicode's
# default-ignorable letters and variation selectors.
_UNSEEN = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)
# A Braille cell without dots looks like a space.
_EMPTY_CELL = "\u2800"
# It takes no room either, but parts words: who types none writes a space, or one word.
WORD_JOINT = "\u200c"


def is_unseen(letter: str) -> bool:
    """Whether nobody sees the letter, and who reads the text aloud says nothing for it."""
    return unicodedata.category(letter) == "Cf" or letter in _UNSEEN


def without_unseen(text: str) -> str:
    """The text as far as it can be seen."""
    if text.isascii():
        return text
    return "".join([letter for letter in text if not is_unseen(letter)])


def is_blank(text: str) -> bool:
    """Whether there is nothing to see: white space, and letters without width."""
    return not text or all(
        unicodedata.category(letter)[0] in "ZC" or letter in _UNSEEN or letter == _EMPTY_CELL
        for letter in text
    )


class _Plain(dict[int, str]):
    """What each letter is compared as, by its code: made when it is first asked for."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        # A sign can stand for capitals: TM, No.
        plain = str(unicodedata.decimal(letter, letter.casefold()))
        if unicodedata.combining(letter) or (letter != WORD_JOINT and is_unseen(letter)):
            plain = ""
        if code < _FIRST_IDEOGRAPH:  # as most are; there are no end of others
            self[code] = plain
        return plain


_FIRST_IDEOGRAPH = 0x2E80
# Letters that Unicode does not decompose into a base letter and an accent.
_FOLDED = {
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
    "\u0131": "i",
    "ħ": "h",
}
# Apostrophes that are letters to Unicode, and marks that are typed for one.
_APOSTROPHES = (
    "\u02b9\u02ba\u02bb\u02bc\u02bd\u02be\u02bf\u02c8\ua78b\ua78c\u055a\u2018\u2019\u201b\u2032"
)
_PLAIN = _Plain({ord(letter): plain for letter, plain in _FOLDED.items()})
_PLAIN.update({ord(letter): "'" for letter in _APOSTROPHES})
_PLAIN[0x0640] = ""  # only makes an Arabic word longer


def normalize(text: str) -> str:
    """A text as texts are compared: ``Müller-Lüdenscheidt`` becomes ``muller-ludenscheidt``.

    Case, accents and what nobody sees are taken away; apostrophes of any kind are one, and digits
    of every script 0 to 9.
    """
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKD", text.casefold()).translate(_PLAIN)
