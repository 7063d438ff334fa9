"""Texts, codes and ids."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from backoffice_orders.model.errors.base import FieldInvalid, FieldMissing, FieldTooLong
from backoffice_orders.model.fields.base import Check
from backoffice_orders.model.fields.converters import written
from backoffice_orders.model.frozen import FrozenMapping
from backoffice_orders.model.known import is_country, is_language, is_time_zone
from backoffice_orders.model.letters import is_blank
from backoffice_orders.model.messages import Message, Sentence
from backoffice_orders.model.reasons import A_MAPPING, A_TEXT, AN_ID, TOO_MANY, must_be, shown
from backoffice_orders.model.values import frozen

UNSEEN = Sentence("reason.unseen", "it has a character that cannot be shown ({character})")
NO_SUCH = Sentence("reason.no_such", "there is no {what} {code}; use a code such as {example}")
_WHATS = {
    "country": Sentence("what.country", "country"),
    "language": Sentence("what.language", "language"),
    "time zone": Sentence("what.time_zone", "time zone"),
}

ID_LIMIT = 255

# No text of ours holds these: halves of a letter outside of the basic plane, and code points that
# no letter will ever have.
_NO_TEXT = "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
# The latter in the other planes: by themselves, as they would make the others slow to look for.
_NO_LETTER = (
    "["
    + "".join(chr(plane << 16 | end) for plane in range(1, 17) for end in (0xFFFE, 0xFFFF))
    + "]"
)
# Control characters, and those that make a text read otherwise than it is written.
_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069"
_NEVER_IN_LINES = f"[{_CONTROLS}{_NO_TEXT}]"
_NEVER_IN_A_LINE = f"[{_CONTROLS}{_NO_TEXT}\t\n\r\u2028\u2029]"
_NOT_STORABLE = f"[\x00{_NO_TEXT}]"


class _Written(Check):
    """What is written as a text, or may be None where ``none`` says so."""

    none: bool
    wanted: ClassVar[Sentence] = A_TEXT

    def __call__(self, _instance: object, attribute: Any, value: Any) -> None:
        """As ``made``; most of what is made is texts."""
        if type(value) is not str and not (value is None and self.none):
            self.made(attribute.name, value)

    def made(self, name: str, value: Any) -> None:
        """Raise ``FieldInvalid`` for what is no text."""
        if not isinstance(value, str) and not (value is None and self.none):
            raise FieldInvalid(name, must_be(self.wanted(), value))


@frozen
class Text(_Written):
    """A text of at most ``limit`` characters; of several ``lines``, or of one.

    ``required``: it must not be empty. ``none``: it may be None.

    Raises:
        FieldMissing, FieldTooLong: As they say.
        FieldInvalid: It is no text, or has characters that a text does not have.
    """

    limit: int
    required: bool = False
    lines: bool = False
    none: bool = False

    def entered(self, name: str, value: Any) -> None:
        """Raise for a text that is missing, too long, or no writing."""
        self.made(name, value)
        if value is None:
            return
        if self.required and is_blank(value):
            raise FieldMissing(name)
        if len(value) > self.limit:
            raise FieldTooLong(name, self.limit, len(value))
        if value.isascii() and value.isprintable():
            return
        never = _NEVER_IN_LINES if self.lines else _NEVER_IN_A_LINE
        found = re.search(never, value) or re.search(_NO_LETTER, value)
        if found is not None:
            raise FieldInvalid(name, UNSEEN(character=_code(found[0])))

    def taken(self, name: str, value: str) -> str:
        """The text as it is kept, entered by itself."""
        self.made(name, value)
        text = written(value)
        self.entered(name, text)
        return text


@frozen
class Named(Text):
    """A text, or a message of ours that stands where somebody else would write one."""

    def made(self, name: str, value: Any) -> None:
        """Raise ``FieldInvalid`` for what is neither."""
        if not isinstance(value, Message):
            Text.made(self, name, value)

    def entered(self, name: str, value: Any) -> None:
        """As a text; what is ours is right."""
        if not isinstance(value, Message):
            Text.entered(self, name, value)


@frozen
class Code(_Written):
    """A text that names something in the world: a country, a language, a time zone."""

    what: str
    none: bool = False

    def entered(self, name: str, value: Any) -> None:
        """Raise ``FieldMissing``, or ``FieldInvalid`` where the world has no such thing."""
        self.made(name, value)
        if value is None:
            return
        if not value.strip():
            raise FieldMissing(name)
        known, example = _KNOWN[self.what]
        if not known(value):
            raise FieldInvalid(
                name, NO_SUCH(what=_WHATS[self.what](), code=shown(value), example=example)
            )


_KNOWN = {
    "country": (is_country, "FR"),
    "language": (is_language, "en or de-AT"),
    "time zone": (is_time_zone, "Europe/Paris"),
}
COUNTRY = Code("country")
COUNTRY_OR_NONE = Code("country", none=True)
LANGUAGE = Code("language")
TIME_ZONE = Code("time zone")


@frozen
class Id(_Written):
    """An identifier: a text of one line, never empty. ``none``: it may be None."""

    wanted: ClassVar[Sentence] = AN_ID

    none: bool = False

    def entered(self, name: str, value: Any) -> None:
        """Raise for an id that is empty, too long, or has characters that no id has."""
        self.made(name, value)
        if value is not None:
            _ID_TEXT.entered(name, value)


_ID_TEXT = Text(ID_LIMIT, required=True)
ID = Id()
ID_OR_NONE = Id(none=True)


@frozen
class Texts(Check):
    """A mapping from texts to texts, such as the host's own attributes of a thing."""

    count: int = 100
    key: Text = Text(128, required=True)
    value: Text = Text(4000, lines=True)

    def made(self, name: str, value: Any) -> None:
        """Raise ``FieldInvalid`` for what maps no texts to texts."""
        if type(value) is not FrozenMapping and not isinstance(value, Mapping):
            raise FieldInvalid(name, must_be(A_MAPPING(), value))
        for key, text in value.items():
            self.key.made(name, key)
            self.value.made(name, text)

    def entered(self, name: str, value: Any) -> None:
        """Raise for too many, and for texts that are too long or no writing."""
        self.made(name, value)
        if len(value) > self.count:
            raise FieldInvalid(name, TOO_MANY(count=len(value), most=self.count))
        for key, text in value.items():
            self.key.entered(name, key)
            self.value.entered(name, text)


ATTRIBUTES = Texts()
# What people, companies and things are called.
NAME = Text(255, required=True)
NAME_OR_EMPTY = Text(255)
MESSAGE = Text(2000, lines=True)
NOTE = Text(2000, required=True, lines=True)
REASON = Text(500, required=True, lines=True)
CALLED = Named(255, required=True)
REASONED = Named(500, required=True, lines=True)
DESCRIPTION = Text(65_536, lines=True)
KEY = Text(255)  # names one attempt of a caller's
NUMBERED = Text(64)  # a reference, an EAN, a code


def is_storable(text: str) -> bool:
    """Whether every store can keep the text: no NUL, no halves of letters."""
    if text.isascii():
        return "\x00" not in text
    return re.search(_NOT_STORABLE, text) is None


def storable(text: str) -> str:
    """The text with a question mark in place of whatever some store cannot keep."""
    return re.sub(_NOT_STORABLE, "?", text)


def _code(letter: str) -> str:
    return f"U+{ord(letter):04X}"
