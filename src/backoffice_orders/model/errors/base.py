"""The root of all errors, and the branches that callers tell apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, dataclass_transform

from backoffice_orders.model.messages import Message, Reason, declared_by_class, filled


@dataclass_transform(eq_default=False)
class BackOfficeError(Exception):
    """Something the library refuses, or could not do.

    ``code`` is stable and meant for programs; ``message`` says in any language what the employee
    is to do, ``str(error)`` in English. What a class annotates, beside class variables, are its
    fields: the typed details, which it is made with, in this order or by name. Errors equal
    themselves alone.
    """

    code: ClassVar[str] = "back_office_error"
    sentence: ClassVar[str] = "The order could not be changed."
    # What it says where the value called ``counts`` is one, and what a customer reads instead.
    singular: ClassVar[str] = ""
    counts: ClassVar[str] = ""
    to_customer: ClassVar[str] = ""

    # Where a pattern looks for the fields' names. No decorator makes these classes, and no code
    # is generated for them: there are so many that this would take most of an import's time.
    __match_args__: ClassVar[tuple[str, ...]] = ()
    _defaults: ClassVar[dict[str, Any]] = {}

    def __init_subclass__(cls, **arguments: Any) -> None:
        super().__init_subclass__(**arguments)
        own = [name for name, kind in cls.__annotations__.items() if "ClassVar" not in str(kind)]
        bases = [each for each in cls.__bases__ if issubclass(each, BackOfficeError)]
        inherited = [name for each in bases for name in each.__match_args__]
        type.__setattr__(cls, "__match_args__", tuple(dict.fromkeys([*inherited, *own])))
        cls._defaults = {name: vars(cls)[name] for name in own if name in vars(cls)}
        for each in bases:
            cls._defaults = each._defaults | cls._defaults
        if "code" in vars(cls):
            declared_by_class(cls.code, cls.sentence, cls.singular, cls.counts, cls.to_customer)

    def __init__(self, *values: Any, **by_name: Any) -> None:
        names = self.__match_args__
        if len(values) > len(names):
            raise TypeError(f"{type(self).__name__} has {len(names)} fields, not {len(values)}")
        given = dict(zip(names, values, strict=False))
        for name, value in by_name.items():
            if name not in names or name in given:
                why = "given twice" if name in given else "no field of it"
                raise TypeError(f"{type(self).__name__}: {name!r} is {why}")
            given[name] = value
        found = self._defaults | given
        if missing := [name for name in names if name not in found]:
            raise TypeError(f"{type(self).__name__} needs {', '.join(missing)}")
        super().__init__(*(found[name] for name in names))  # ``args``: what is pickled and copied
        vars(self).update(found)

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__match_args__)
        return f"{type(self).__name__}({fields})"

    def details(self) -> dict[str, Any]:
        """The error's fields by name."""
        return {name: getattr(self, name) for name in self.__match_args__}

    def values(self) -> dict[str, Any]:
        """What the sentence is filled in with: the fields, or what people call what is in them."""
        return self.details()

    @property
    def message(self) -> Message:
        """What it says, to be said in the reader's language."""
        return Message(self.code, self.values())

    def __str__(self) -> str:
        said = self.message
        if said.code != self.code:  # some errors have another sentence for a special case
            return str(said)
        values = said.values
        one = self.singular and values.get(self.counts) == 1
        return filled(self.singular if one else self.sentence, values)


class InvalidInput(BackOfficeError):
    """What was entered cannot be right, whatever the shop's state."""

    code: ClassVar[str] = "invalid_input"
    sentence: ClassVar[str] = "Correct what was entered."


class NotFound(BackOfficeError):
    """There is no such thing, or not in this shop."""

    code: ClassVar[str] = "not_found"
    sentence: ClassVar[str] = "It does not exist (any more): search for it again."


class Conflict(BackOfficeError):
    """The state of the shop has moved on, or does not allow it."""

    code: ClassVar[str] = "conflict"
    sentence: ClassVar[str] = "Look at the order again: something has changed."


class TooManyTries(Conflict):
    """It was tried more often than anybody does who knows what to enter."""

    code: ClassVar[str] = "too_many_tries"
    sentence: ClassVar[str] = "That was tried too often: wait a few minutes, then try again."


class FieldMissing(InvalidInput):
    """A required field is empty."""

    field: str

    code: ClassVar[str] = "field_missing"
    sentence: ClassVar[str] = "Fill in {field}."


class FieldTooLong(InvalidInput):
    """A text is longer than the field takes. ``limit`` counts characters."""

    field: str
    limit: int
    length: int

    code: ClassVar[str] = "field_too_long"
    sentence: ClassVar[str] = "Shorten {field} to {limit} characters; it has {length}."
    singular: ClassVar[str] = "Shorten {field} to {limit} character; it has {length}."
    counts: ClassVar[str] = "limit"


class FieldInvalid(InvalidInput):
    """A value does not fit its field."""

    field: str
    reason: Reason

    code: ClassVar[str] = "field_invalid"
    sentence: ClassVar[str] = "Correct {field}: {reason}."


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
