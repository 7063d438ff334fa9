"""What forms say of a field, declared on it: ``metadata=asked("Percent")``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from backoffice_orders.model.frozen import FrozenMapping

_KEY = "asked"


@frozen
class Asked:
    """How a field is asked for.

    Attributes:
        label: What people call it, in English; catalogs have it in other languages.
        examples: Values that are worth trying: tests draw them. Of money, the amounts.
    """

    label: str
    examples: tuple[Any, ...] = ()


def asked(label: str, *examples: Any) -> Mapping[str, Any]:
    """The metadata of a field that forms ask for."""
    return FrozenMapping({_KEY: Asked(label, examples)})


def asked_of(field: Any) -> Asked:
    """What is said of an attrs field; by default its name is its label."""
    said = field.metadata.get(_KEY)
    return said if isinstance(said, Asked) else Asked(field.name.replace("_", " ").capitalize())
