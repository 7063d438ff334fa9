"""What a use case's docstring says, taken apart: for the OpenAPI document."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from backoffice_orders.model.errors.base import BackOfficeError, every_error
from backoffice_orders.model.values import frozen
from backoffice_orders.web.answers import status_by_class

_SECTION = re.compile(r"^(Args|Raises|Returns|Example|Examples):$", re.MULTILINE)
# Names may go over several lines, and what is said of them may begin on the next one.
_ENTRY = re.compile(r"^ {4}(\*{0,2}\w+(?:,\s+\w+)*):\s+(.*(?:\n {8}.*)*)", re.MULTILINE)

# A use case that says in its first sentence which other one raises the same.
_AS = re.compile(r"raises as ``(\w+)``", re.IGNORECASE)


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
        for name in re.split(r",\s+", names)
    }
    errors: dict[int, list[type[BackOfficeError]]] = {}
    for error in _raised(method):
        errors.setdefault(status_by_class(error), []).append(error)
    return Words(
        " ".join(summary.split()).rstrip("."),
        description.strip(),
        arguments,
        {status: tuple(found) for status, found in errors.items()},
    )


def _raised(
    method: Callable[..., Any], seen: tuple[Callable[..., Any], ...] = ()
) -> Iterable[type[BackOfficeError]]:
    """The errors that a docstring names, and those of the use cases beside it that it refers to.

    In its section all are errors; elsewhere those in backticks. ``seen`` are the use cases that
    have led here: two may refer to each other.
    """
    told, *sections = _SECTION.split(inspect.cleandoc(method.__doc__ or ""))
    raises = dict(zip(sections[::2], sections[1::2], strict=True)).get("Raises", "")
    known = _errors()
    names = [*re.findall(r"``(\w+)``", told), *re.findall(r"\w+", raises)]
    found = dict.fromkeys(known[name] for name in names if name in known)
    for other in [*_AS.findall(told), *re.findall(r"``(\w+)``", raises)]:
        beside = getattr(getattr(method, "__self__", None), other, None)
        if inspect.ismethod(beside) and beside not in (method, *seen):
            found |= dict.fromkeys(_raised(beside, (method, *seen)))
    return found


@cache
def _errors() -> Mapping[str, type[BackOfficeError]]:
    return {each.__name__: each for each in every_error()}
