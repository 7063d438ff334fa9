"""The root of all errors, and the branches that callers tell apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import attrs
from attrs import define


@define(slots=False)
class BackOfficeError(Exception):
    """Something the library refuses, or could not do.

    ``code`` is stable and meant for programs; ``str(error)`` is a sentence that tells the
    employee what to do. The attrs fields of each class are its typed details.
    """

    code: ClassVar[str] = "back_office_error"
    sentence: ClassVar[str] = "The order could not be changed."

    def details(self) -> dict[str, Any]:
        """The error's fields by name."""
        return {name: getattr(self, name) for name in attrs.fields_dict(type(self))}

    def __str__(self) -> str:
        return self.sentence.format(**self.details())


@define(slots=False)
class InvalidInput(BackOfficeError):
    """What was entered cannot be right, whatever the shop's state."""

    code: ClassVar[str] = "invalid_input"
    sentence: ClassVar[str] = "Correct what was entered."


@define(slots=False)
class NotFound(BackOfficeError):
    """There is no such thing, or not in this shop."""

    code: ClassVar[str] = "not_found"
    sentence: ClassVar[str] = "It does not exist (any more): search for it again."


@define(slots=False)
class Conflict(BackOfficeError):
    """The state of the shop has moved on, or does not allow it."""

    code: ClassVar[str] = "conflict"
    sentence: ClassVar[str] = "Look at the order again: something has changed."


@define(slots=False)
class TooManyTries(Conflict):
    """It was tried more often than anybody does who knows what to enter."""

    code: ClassVar[str] = "too_many_tries"
    sentence: ClassVar[str] = "That was tried too often: wait a few minutes, then try again."


@define(slots=False)
class FieldMissing(InvalidInput):
    """A required field is empty."""

    field: str

    code: ClassVar[str] = "field_missing"
    sentence: ClassVar[str] = "Fill in {field}."


@define(slots=False)
class FieldTooLong(InvalidInput):
    """A text is longer than the field takes. ``limit`` counts characters."""

    field: str
    limit: int
    length: int

    code: ClassVar[str] = "field_too_long"
    sentence: ClassVar[str] = "Shorten {field} to {limit} characters; it has {length}."


@define(slots=False)
class FieldInvalid(InvalidInput):
    """A value does not fit its field."""

    field: str
    reason: str

    code: ClassVar[str] = "field_invalid"
    sentence: ClassVar[str] = "Correct {field}: {reason}."


@define(slots=False)
class PermissionDenied(BackOfficeError):
    """The actor may not do this."""

    actor_id: str
    permission: str

    code: ClassVar[str] = "permission_denied"
    sentence: ClassVar[str] = "You need the permission '{permission}' for this; ask a colleague."


def every_error(root: type[BackOfficeError] = BackOfficeError) -> Iterator[type[BackOfficeError]]:
    """Every error class below ``root``, itself included, parents before children."""
    yield root
    for child in root.__subclasses__():
        yield from every_error(child)
