"""Several things in one field."""

from __future__ import annotations

from typing import Any

from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.fields.base import Check
from backoffice_orders.model.fields.texts import ID, Text
from backoffice_orders.model.reasons import A_LIST, A_TUPLE_OF, TOO_MANY, TWICE, must_be, shown
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
            raise FieldInvalid(name, must_be(A_LIST(), value))
        for each in value:
            self.check.made(name, each)

    def entered(self, name: str, value: Any) -> None:
        """Raise for too many, and for any that ``check`` does not take."""
        self.made(name, value)
        if value is None:
            return
        if len(value) > self.count:
            raise FieldInvalid(name, TOO_MANY(count=len(value), most=self.count))
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
            raise FieldInvalid(name, must_be(A_TUPLE_OF(type=self.kind.__name__), value))

    def entered(self, name: str, value: Any) -> None:
        """Raise for too many, and for one id of two; what they hold is checked by itself."""
        self.made(name, value)
        if len(value) > self.count:
            raise FieldInvalid(name, TOO_MANY(count=len(value), most=self.count))
        ids = [each.id for each in value if hasattr(each, "id")]
        if len(set(ids)) < len(ids):
            twice = next(each for each in ids if ids.count(each) > 1)
            raise FieldInvalid(name, TWICE(what=shown(twice)))
