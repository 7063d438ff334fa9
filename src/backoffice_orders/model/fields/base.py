"""What a check is, and how an error says what stands there instead."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from types import NoneType
from typing import Any

from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.frozen import FrozenMapping
from backoffice_orders.model.reasons import OF_TYPE, must_be
from backoffice_orders.model.values import frozen

PERSONAL: Mapping[str, Any] = FrozenMapping({"personal": True})
# What was read or computed is not entered, whatever it holds.
KEPT: Mapping[str, Any] = FrozenMapping({"kept": True})


class Check(ABC):
    """What a field takes."""

    def __call__(self, _instance: object, attribute: Any, value: Any) -> None:
        """Refuse what no value can be made of: attrs' validator."""
        self.made(attribute.name, value)

    @abstractmethod
    def made(self, name: str, value: Any) -> None:
        """Raise for a value of another type; ``name`` is the field's."""

    def entered(self, name: str, value: Any) -> None:
        """Raise for a value that the field does not take."""
        self.made(name, value)


@frozen
class OneOf(Check):
    """A value of one of these types: what a field says that has no check of its own."""

    kinds: tuple[type[Any], ...]

    def made(self, name: str, value: Any) -> None:
        """Raise ``FieldInvalid`` for a value of another type."""
        if not isinstance(value, self.kinds):
            names = " or ".join(
                "None" if each is NoneType else each.__name__ for each in self.kinds
            )
            raise FieldInvalid(name, must_be(OF_TYPE(type=names), value))
