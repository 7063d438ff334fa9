"""What forms say of a field, declared on it: ``metadata=asked("Percent")``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
from attrs import field

from backoffice_orders.model.fields.base import PERSONAL
from backoffice_orders.model.fields.converters import written
from backoffice_orders.model.fields.texts import Text
from backoffice_orders.model.frozen import FrozenMapping
from backoffice_orders.model.messages import label
from backoffice_orders.model.values import frozen

_KEY = "asked"


@frozen
class Asked:
    """How a field is asked for.

    Attributes:
        label: What people call it, in English; catalogs have it in other languages.
        examples: Values that are worth trying: tests draw them. Of money, the amounts.
        of_employee: Whether the employee's page asks for it.
        of_customer: Whether the customer's page asks for it.
        printed: Whether it belongs to an address as it is printed, below the street.
    """

    label: str
    examples: tuple[Any, ...] = ()
    of_employee: bool = True
    of_customer: bool = True
    printed: bool = False


def asked(label: str, *examples: Any) -> Mapping[str, Any]:
    """The metadata of a field that forms ask for."""
    return FrozenMapping({_KEY: Asked(label, examples)})


def asked_text(
    label: str,
    limit: int,
    *,
    lines: bool = False,
    of_employee: bool = True,
    of_customer: bool = True,
    printed: bool = False,
) -> Any:
    """A field for a text about a person that may be empty.

    Args:
        label: What people call it, in English.
        limit: The most characters it takes.
        lines: Whether it may have several lines.
        of_employee: Whether the employee's page asks for it.
        of_customer: Whether the customer's page asks for it.
        printed: Whether it belongs to an address as it is printed, below the street.
    """
    said = Asked(label, (), of_employee, of_customer, printed)
    metadata = {**PERSONAL, _KEY: said}
    return field(
        default="", converter=written, validator=Text(limit, lines=lines), metadata=metadata
    )


def asked_of_person(label: str) -> Mapping[str, Any]:
    """The metadata of a field about a person, and what people call it."""
    return FrozenMapping({**PERSONAL, _KEY: Asked(label)})


def required_in(kind: type[attrs.AttrsInstance]) -> frozenset[str]:
    """The names of a class's texts that must be filled in."""
    return frozenset(
        each.name
        for each in attrs.fields(kind)
        if isinstance(each.validator, Text) and each.validator.required
    )


def limits_in(kind: type[attrs.AttrsInstance]) -> Mapping[str, int]:
    """How many characters a class's texts take at most, by their names."""
    return {
        each.name: each.validator.limit
        for each in attrs.fields(kind)
        if isinstance(each.validator, Text)
    }


def asked_of(made: Any) -> Asked:
    """What is said of an attrs field; by default its name is its label."""
    said = made.metadata.get(_KEY)
    return said if isinstance(said, Asked) else Asked(made.name.replace("_", " ").capitalize())


def is_asked(made: Any) -> bool:
    """Whether an attrs field says of itself what it is called."""
    return _KEY in made.metadata


def labelled(_made: type[Any], fields: list[Any]) -> list[Any]:
    """Let messages call a class's fields by their labels: attrs' ``field_transformer``."""
    for each in fields:
        if is_asked(each):
            label(each.name, asked_of(each).label)
    return fields


def left_open(made: type[Any], fields: list[Any]) -> list[Any]:
    """Let the fields of a class's bases be None, for what was not said: ``field_transformer``."""
    names = [each.name for each in fields if each.inherited]
    made.__annotations__ = {**made.__annotations__, **dict.fromkeys(names, "str | None")}
    return [
        each.evolve(
            default=None,
            validator=attrs.evolve(each.validator, none=True),
            converter=None,
            type="str | None",
        )
        if each.inherited
        else each
        for each in fields
    ]


def asked_in(kind: type[attrs.AttrsInstance]) -> Mapping[str, Asked]:
    """What the fields of a class say of themselves, by their names."""
    return {each.name: asked_of(each) for each in attrs.fields(kind)}
