"""Several things in one field."""

from __future__ import annotations

from typing import Any

from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.fields.base import Check, described, shown
from backoffice_orders.model.fields.texts import ID, Text
from backoffice_orders.model.values import frozen


@frozen
class Each(Check):
    """A tuple (or a frozenset) of at most ``count`` things, each of which ``check`` takes.

    ``none``: it may be None.
    """

    check: Check
    count: int
    none: bool = False

    def made(self, name: str, value: Any) -> None:
        """Raise ``FieldInvalid`` for what is no tuple, or holds something of another type."""
        if value is None and self.none:
            return
        if not isinstance(value, tuple | frozenset):
            raise FieldInvalid(name, f"it must be a list, not {described(value)}")
        for each in value:
            self.check.made(name, each)

    def entered(self, name: str, value: Any) -> None:
        """Raise for too many, and for any that ``check`` does not take."""
        self.made(name, value)
        if value is None:
            return
        if len(value) > self.count:
            raise FieldInvalid(name, f"it has {len(value)} entries, and takes {self.count}")
        for each in value:
            self.check.entered(name, each)


IDS = Each(ID, 1000)
TAGS = Each(Text(64, required=True), 50)


@frozen
class Values(Check):
    """A tuple of at most ``count`` values of a class of the model, each ``id`` there once."""

    kind: type[Any]
    count: int

    def made(self, name: str, value: Any) -> None:
        """Raise ``FieldInvalid`` for what is no tuple of them."""
        if isinstance(value, tuple) and set(map(type, value)) <= {self.kind}:
            return
        if not isinstance(value, tuple) or not all(isinstance(each, self.kind) for each in value):
            raise FieldInvalid(
                name, f"it must be a tuple of {self.kind.__name__}, not {described(value)}"
            )

    def entered(self, name: str, value: Any) -> None:
        """Raise for too many, and for one id of two; what they hold is checked by itself."""
        self.made(name, value)
        if len(value) > self.count:
            raise FieldInvalid(name, f"it has {len(value)} entries, and takes {self.count}")
        ids = [each.id for each in value if hasattr(each, "id")]
        if len(set(ids)) < len(ids):
            twice = next(each for each in ids if ids.count(each) > 1)
            raise FieldInvalid(name, f"the id {shown(twice)} is there more than once")
