"""Names and objects whose modules are imported with their first use: a help text needs none."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cached_property
from importlib import import_module
from typing import Any


def provide(package: str, names: Mapping[str, str], errors: str = "", ids: str = "") -> None:
    """Let the public names of a package be attributes of it.

    Args:
        package: The package that is being imported.
        names: Which names (with spaces between them) stand in which module.
        errors: The package in whose modules all errors stand, each of them a public name; or none.
        ids: The module in which all ids stand, each of them a public name; or none.
    """
    module: Any = sys.modules[package]
    places = {name: place for place, listed in names.items() for name in listed.split()}

    def listed() -> list[str]:
        names = {*places, *_ids(ids), *_errors(errors)} | ({"__version__"} & vars(module).keys())
        return sorted(names, key=lambda name: (name.islower(), name))

    def find(name: str) -> Any:
        if name == "__all__":
            return listed()
        if name in places:
            value = getattr(import_module(places[name]), name)
        elif name.startswith("_"):
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        elif name in (found := _ids(ids)) or name in (found := _errors(errors)):
            value = found[name]
        else:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        setattr(module, name, value)
        return value

    module.__getattr__ = find
    module.__dir__ = lambda: [*vars(module), *listed()]


def later(place: str, *arguments: Any) -> Any:
    """An object that is made with its first use, and its module imported.

    Args:
        place: The module of its class, and the class.
        arguments: What the class is called with.
    """
    return _Later(place, arguments)


class _Later:
    def __init__(self, place: str, arguments: tuple[Any, ...]) -> None:
        self._place, self._arguments = place, arguments

    @cached_property
    def _made(self) -> Any:
        module, _, name = self._place.rpartition(".")
        return getattr(import_module(module), name)(*self._arguments)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._made, name)


def _ids(place: str) -> dict[str, Any]:
    module = vars(import_module(place)) if place else {}
    return {name: value for name, value in module.items() if name[-2:] == "Id"}


def _errors(package: str) -> dict[str, Any]:
    """The errors of all modules: the classes that are made there and can be raised."""
    found: dict[str, Any] = {}
    if not package:
        return found
    import pkgutil

    for each in pkgutil.iter_modules(import_module(package).__path__, f"{package}."):
        for name, value in vars(import_module(each.name)).items():
            here = isinstance(value, type) and value.__module__ == each.name
            if here and issubclass(value, Exception):
                found[name] = value
    return found
