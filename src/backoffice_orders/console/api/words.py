"""What a use case's docstring says, taken apart: for the OpenAPI document."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from backoffice_orders.model.errors.base import BackOfficeError, every_error
from backoffice_orders.model.values import frozen
from backoffice_orders.web.answers import status_by_class

_SECTION = re.compile(r"^(Args|Raises|Returns|Example|Examples):$", re.MULTILINE)
_ENTRY = re.compile(r"^ {4}(\*{0,2}\w+(?:, \w+)*): (.*(?:\n {8}.*)*)", re.MULTILINE)


@frozen
class Words:
    """A docstring: its first sentence, what follows it, arguments, and errors by HTTP's status."""

    summary: str
    description: str
    arguments: Mapping[str, str]
    errors: Mapping[int, tuple[type[BackOfficeError], ...]]


def words_of(method: Callable[..., Any]) -> Words:
    """Take the docstring of a use case apart."""
    text = inspect.cleandoc(method.__doc__ or "")
    told, *sections = _SECTION.split(text)
    named = dict(zip(sections[::2], sections[1::2], strict=True))
    summary, _, description = told.partition("\n\n")
    arguments = {
        name.lstrip("*"): " ".join(said.split())
        for names, said in _ENTRY.findall(named.get("Args", ""))
        for name in names.split(", ")
    }
    errors: dict[int, list[type[BackOfficeError]]] = {}
    known = _errors()
    for names, _said in _ENTRY.findall(named.get("Raises", "")):
        for name in names.split(", "):
            if name in known:
                errors.setdefault(status_by_class(known[name]), []).append(known[name])
    return Words(
        " ".join(summary.split()).rstrip("."),
        description.strip(),
        arguments,
        {status: tuple(found) for status, found in errors.items()},
    )


@cache
def _errors() -> Mapping[str, type[BackOfficeError]]:
    return {each.__name__: each for each in every_error()}
