"""Writes docs/errors.md from the error classes: ``python -m tests.docs.errors_page``."""

from __future__ import annotations

import inspect
import pkgutil
from importlib import import_module
from pathlib import Path

from backoffice_orders.model import errors
from backoffice_orders.model.errors.base import BackOfficeError, every_error

PAGE = Path(__file__).parents[2] / "docs" / "errors.md"
HEAD = """# Errors

Every refusal is a subclass of `BackOfficeError`. `code` is stable and meant for programs,
`str(error)` is a sentence that tells the employee what to do, and the fields are typed details
(`error.details()`). A refused use case changes nothing. This page is made from the classes by
`make docs`.
"""


def all_errors() -> list[type[BackOfficeError]]:
    """Every error class of ours once, in the order of the tree."""
    for module in pkgutil.iter_modules(errors.__path__):
        import_module(f"{errors.__name__}.{module.name}")
    ours = (each for each in every_error() if each.__module__.startswith(f"{errors.__name__}."))
    return list(dict.fromkeys(ours))


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    modules: dict[str, list[type[BackOfficeError]]] = {}
    for error in all_errors():
        modules.setdefault(error.__module__.rpartition(".")[2], []).append(error)
    for name in sorted(modules, key=lambda each: (each != "base", each)):
        parts.append(
            f"\n## {name.capitalize()}\n\n| code | class | when | fields |\n|---|---|---|---|\n"
        )
        parts.extend(_row(error) for error in modules[name])
    return "".join(parts)


def _row(error: type[BackOfficeError]) -> str:
    doc = " ".join(inspect.cleandoc(error.__doc__ or "").split())
    fields = ", ".join(f"`{name}`" for name in error.__match_args__)
    parent = error.__mro__[1]
    below = f", a `{parent.__name__}`" if issubclass(parent, BackOfficeError) else ""
    return f"| `{error.code}` | `{error.__name__}`{below} | {doc} | {fields} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
