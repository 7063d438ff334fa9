"""What something of a host's is found by in a search index."""

from __future__ import annotations

from typing import Any

from attrs import field

from backoffice_orders.model.fields import (
    DESCRIPTION,
    ID,
    NAME_OR_EMPTY,
    NUMBERED,
    Each,
    storable,
)
from backoffice_orders.model.letters import normalize
from backoffice_orders.model.text import normalize_code, spoken_words
from backoffice_orders.model.values import frozen

_NUMBERS = Each(NUMBERED, 1000)


def _as_kept(text: Any) -> Any:
    return storable(text) if isinstance(text, str) else text


def _each_as_kept(texts: Any) -> Any:
    return tuple(map(_as_kept, texts)) if isinstance(texts, tuple) else texts


@frozen
class IndexEntry:
    """Something to be found: a row of the host's tables, say.

    What no store can keep of a text, such as half a letter, is a question mark.

    Attributes:
        id: What a search answers.
        text: Found by the first letters of each word of it.
        numbers: References, EANs and the like: found by their beginnings, without regard to case,
            spaces and hyphens. One that is typed as a whole counts more than any words.
        order: What entries that match equally well are listed by; ``text`` where it is empty.

    Raises:
        FieldMissing, FieldTooLong, FieldInvalid: The id is none that a use case takes; it is never
            changed, so that what is found is found again in the host's tables.
    """

    id: str = field(validator=ID)
    text: str = field(converter=_as_kept, validator=DESCRIPTION)
    numbers: tuple[str, ...] = field(default=(), converter=_each_as_kept, validator=_NUMBERS)
    order: str = field(default="", converter=_as_kept, validator=NAME_OR_EMPTY)

    def __attrs_post_init__(self) -> None:
        ID.entered("id", self.id)

    @property
    def search_words(self) -> tuple[str, ...]:
        """The words that it is found by; see ``model.text.spoken_words``."""
        return spoken_words(self.text)

    @property
    def search_codes(self) -> tuple[str, ...]:
        """The numbers that it is found by, as they are compared."""
        return tuple(filter(None, dict.fromkeys(map(normalize_code, self.numbers))))

    @property
    def sort_key(self) -> str:
        """Entries are in this order, without regard to case and accents."""
        return normalize(self.order or self.text)
