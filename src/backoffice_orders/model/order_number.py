"""What orders are known by: numbers, and references as people say them on the phone."""

from __future__ import annotations

import re

from attrs import field

from backoffice_orders.model.fields import ID_OR_NONE, Text, Whole, written
from backoffice_orders.model.ids import OrderId
from backoffice_orders.model.letters import without_unseen
from backoffice_orders.model.values import frozen

# Exact in every reader of JSON.
LARGEST_ORDER_NUMBER = 2**53 - 1
# Consonants only: no words by accident, and none of the letters that look like a digit.
REFERENCE_LETTERS = "CGHJKLMPQRWXZ"
REFERENCE_LENGTH = 9
_TRIPLES = [
    first + second + third
    for third in REFERENCE_LETTERS
    for second in REFERENCE_LETTERS
    for first in REFERENCE_LETTERS
]
# Without a factor in common with 13, so that multiplying by it shuffles all references.
_SHUFFLE = 6_700_417_931


def reference_key(reference: str) -> str:
    """A reference as references are compared by: without regard to case."""
    return reference.strip().upper()


def as_spoken(reference: str) -> tuple[str, ...]:
    """What may be meant by a reference that was read aloud or pasted: itself first.

    And without blanks, dashes and the number sign, which people put between its letters, and
    without what nobody sees.
    """
    bare = re.sub(r"[\s\-\u2010-\u2015\u2212#]+", "", without_unseen(reference))
    return (reference,) if bare in ("", reference) else (reference, bare)


@frozen
class OrderNumber:
    """What a new order is known by.

    ``number`` (from 1) tells which of two orders is newer, ``reference`` is what people say on the
    phone. ``id`` is a key of the host's; None makes a new one up.
    """

    number: int = field(validator=Whole(1, LARGEST_ORDER_NUMBER))
    reference: str = field(converter=written, validator=Text(64, required=True))
    id: OrderId | None = field(default=None, validator=ID_OR_NONE)


def order_reference(number: int) -> str:
    """A readable reference for the shop's n-th order: nine letters, never twice.

    Numbers up to 13^9 (10,604,499,373) have references of their own; neighbours look nothing
    alike, so one misheard letter is not another customer's order.
    """
    size = len(REFERENCE_LETTERS) ** REFERENCE_LENGTH
    value = number * _SHUFFLE % size
    rest, first = divmod(value, len(_TRIPLES))
    third, second = divmod(rest, len(_TRIPLES))
    return "".join((_TRIPLES[first], _TRIPLES[second], _TRIPLES[third]))
