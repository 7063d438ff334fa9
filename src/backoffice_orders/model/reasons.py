"""Why fields are refused: the reasons that are given in more than one place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from backoffice_orders.model.messages import Message, Sentence

AT_LEAST = Sentence("reason.at_least", "it must be at least {low}")
AT_MOST = Sentence("reason.at_most", "it must be at most {high}")
BETWEEN = Sentence("reason.between", "it must be between {low} and {high}")
ABOVE_ZERO = Sentence("reason.above_zero", "it must be above zero")
IN_THE_FUTURE = Sentence("reason.in_the_future", "it must be in the future")
AFTER_FIRST_DAY = Sentence("reason.after_first_day", "it must be after the first day")
NO_NUMBER = Sentence("reason.no_number", "it must be a number")
WHOLE_NUMBER = Sentence("reason.whole_number", "enter a whole number")
LISTED_ONE = Sentence("reason.listed_one", "choose one of the list")
NOT_WRITING = Sentence("reason.not_writing", "it has a character that no text has")
NOT_SHOWN = Sentence("reason.not_shown", "it has a character that cannot be shown")
TOO_MANY = Sentence("reason.too_many", "it has {count} entries, and takes {most}")
TWICE = Sentence("reason.twice", "{what} is there more than once")
EACH_ONCE = Sentence("reason.each_once", "each code must be there once")
NEEDS_ONE = Sentence("reason.needs_one", "there must be one")
CONTENT_GONE = Sentence("reason.content_gone", "its content is not there")

_MUST_BE = Sentence("reason.must_be", "it must be {wanted}, not {given}")
_TEXT = Sentence("given.text", "the text {shown}")
_VALUE = Sentence("given.value", "the {type} {shown}")
_OF_TYPE = Sentence("given.of_type", "a value of the type {type}")
_NOTHING = Sentence("given.nothing", "None")

A_TEXT = Sentence("wanted.text", "a text")
AN_ID = Sentence("wanted.id", "an id (a text)")
A_LIST = Sentence("wanted.list", "a list")
A_MAPPING = Sentence("wanted.mapping", "a mapping")
A_WHOLE_NUMBER = Sentence("wanted.whole_number", "a whole number")
A_DECIMAL = Sentence("wanted.decimal", "a Decimal")
A_FLAG = Sentence("wanted.flag", "True or False")
A_DATE = Sentence("wanted.date", "a date")
A_MOMENT = Sentence("wanted.moment", "a datetime")
A_TIME = Sentence("wanted.time", "a timedelta")
A_COMMAND = Sentence("wanted.command", "a command")
A_PATH = Sentence("wanted.path", "a path")
AN_ACTOR = Sentence("wanted.actor", "an Actor, which every use case takes first")
A_TUPLE_OF = Sentence("wanted.tuple_of", "a tuple of {type}")
OF_TYPE = Sentence("wanted.of_type", "of {type}")


def must_be(wanted: Message | str, value: Any) -> Message:
    """That it has the wrong type. ``wanted`` is one of the sentences above, or a class's name."""
    return _MUST_BE(wanted=wanted, given=described(value))


def shown(text: str) -> str:
    """The beginning of a text, in quotes, for an error's sentence."""
    return ascii(text if len(text) <= 40 else f"{text[:40]}…")


def described(value: Any) -> Message:
    """What it is instead, for an error's sentence: ``the float 1.5``."""
    if value is None:
        return _NOTHING()
    kind = type(value).__name__
    if isinstance(value, str):
        return _TEXT(shown=shown(value))
    if isinstance(value, bool | int | float | Decimal | date):
        return _VALUE(type=kind, shown=str(value)[:40])
    return _OF_TYPE(type=kind)
