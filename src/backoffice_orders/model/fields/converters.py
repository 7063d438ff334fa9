"""How a value is written down.

What a converter cannot read it leaves as it is: the field's check refuses it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from backoffice_orders.model.messages import Message, Name
from backoffice_orders.model.values import convert_many

# What stands unseen around a text that was copied: white space; marks of a file's or a word's
# beginning; and the direction in which others write it, as address books do with phone numbers.
_AROUND = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
    "\ufeff\u200b\u2060\u202a\u202b\u202c\u2066\u2067\u2068\u2069"
)


def written(text: str) -> str:
    """A text as it is kept: composed (NFC), nothing unseen around it; None is no text."""
    if not text or not isinstance(text, str):
        return "" if text is None else text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii():
        return text.strip()
    return unicodedata.normalize("NFC", text).strip(_AROUND)


def language_tag(tag: str) -> str:
    """A language tag as BCP 47 writes it: ``FR`` as ``fr``, ``de_at`` as ``de-AT``.

    Subtags of four letters are scripts (``Hant``), others are regions.
    """
    text = written(tag)
    if not isinstance(text, str) or (len(text) == 2 and text.islower()):
        return text
    language, *others = text.replace("_", "-").split("-")
    others = [each.title() if len(each) == 4 else each.upper() for each in others]
    return "-".join([language.lower(), *others])


def named(name: Name) -> Name:
    """A name as it is kept: what was typed as ``written``; a message of ours stays."""
    return name if isinstance(name, Message) else written(name)


def in_capitals(code: str) -> str:
    """A code such as a country's, as it is kept: ``fr`` is FR."""
    code = written(code)
    return code.upper() if isinstance(code, str) else code


def in_a_tuple(values: Iterable[Any]) -> Any:
    """Values in a tuple, whatever they were listed in; a text is no list of its letters."""
    if type(values) is tuple:
        return values
    if isinstance(values, str | bytes | Mapping) or not isinstance(values, Iterable):
        return values
    return tuple(values)


def written_each(texts: Iterable[str]) -> Any:
    """Texts as they are kept, in a tuple."""
    listed = in_a_tuple(texts)
    return tuple(map(written, listed)) if isinstance(listed, tuple) else listed


def exact(number: Decimal | int | str) -> Any:
    """A whole number, or a decimal number as a text, as Decimal; never a float."""
    if type(number) is Decimal:
        return number
    if isinstance(number, int | str) and not isinstance(number, bool):
        try:
            return Decimal(number)
        except InvalidOperation:
            pass
    return number


def exact_or_none(number: Decimal | int | str | None) -> Any:
    """As ``exact``; None stays None."""
    return None if number is None else exact(number)


def in_utc(moment: datetime) -> datetime:
    """A moment that some system has kept: without a time zone, it is in UTC."""
    if isinstance(moment, datetime) and moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    return moment


convert_many(written, in_a_tuple, exact, exact_or_none)
