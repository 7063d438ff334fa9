"""Endpoints, made from the table: what each takes and gives is read off its use case."""

from __future__ import annotations

import inspect
import re
import types
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, get_args, get_origin, get_type_hints, is_typeddict

import attrs

from backoffice_orders.back_office import BackOffice
from backoffice_orders.console.api.answers import Answer, answer_of
from backoffice_orders.console.api.kinds import MADE, Field, Version, fields_of, plain_kind
from backoffice_orders.console.api.table import TABLE, Row
from backoffice_orders.console.api.words import Words, words_of
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.ids import CartId
from backoffice_orders.services.arguments import types_of
from backoffice_orders.services.command import Merging
from backoffice_orders.services.view import CartView

# What no request says: who acts, and what only a caller in Python can pass.
_NOT_ASKED = {"self", "actor", "allowed_by", "shown_total", "handler", "consumers"}
_NONE: Any = inspect.Parameter.empty
_MERGING = Field(
    "merging",
    bool,
    False,
    note="Whether it goes through beside what others have changed elsewhere in the cart since "
    "`version`.",
)


class Endpoint:
    """One row of the table, for one office."""

    def __init__(self, office: BackOffice, row: Row) -> None:
        self._office = office
        self.row = row

    @cached_property
    def _method(self) -> Callable[..., Any]:
        section, _, name = self.row.use.rpartition(".")
        found = getattr(self._office, section) if section else self._office
        method: Callable[..., Any] = getattr(found, name)
        return method

    @cached_property
    def _hints(self) -> dict[str, Any]:
        return types_of(self._method)

    @cached_property
    def words(self) -> Words:
        """What the use case's docstring says."""
        return words_of(self._method)

    @cached_property
    def path_names(self) -> tuple[str, ...]:
        """The arguments that stand in its path."""
        return tuple(re.findall(r"{(\w+)}", self.row.path))

    @property
    def path_kinds(self) -> tuple[Any, ...]:
        """Their types."""
        return tuple(self._hints[name] for name in self.path_names)

    @property
    def takes_body(self) -> bool:
        """Whether it takes JSON."""
        return self.row.method in {"POST", "PUT", "PATCH"} and bool(self.fields)

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """What it takes beside its path: in the body, or of a GET or DELETE in the query."""
        only = [each for each in self._asked.values() if each.name == "entry"]
        if len(self._asked) == len(only) == 1:
            return {each.name: each for each in fields_of(only[0].hint)}
        return self._asked

    @cached_property
    def _asked(self) -> dict[str, Field]:
        found: dict[str, Field] = {}
        for name, parameter in inspect.signature(self._method).parameters.items():
            if name in _NOT_ASKED or name in self.path_names:
                continue
            hint = self._hints[name]
            if parameter.kind is inspect.Parameter.VAR_KEYWORD:
                found.update(_spread(hint))
                continue
            required = parameter.default is _NONE or name == "version"
            if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
                hint = types.GenericAlias(tuple, (hint, ...))
            if name == "version":
                hint = Version
            kind = plain_kind(hint)
            shown = "q" if name == "text" and self.row.method == "GET" else name
            note = self.words.arguments.get(name, "")
            field = Field(name, kind, required and shown != "q", note=note)
            made = MADE.get(self.row.use)
            found[shown] = attrs.evolve(field.declared_by(made) if made else field, name=shown)
        if "version" in found and self.returns is CartView:
            found[_MERGING.name] = _MERGING
        return found

    @cached_property
    def answer(self) -> Answer:
        """What it gives."""
        return answer_of(self.row.use, self._hints["return"])

    @cached_property
    def returns(self) -> type[Any] | None:
        """What its use case returns, where that is one class."""
        returned = self._hints["return"]
        return returned if isinstance(returned, type) and not get_origin(returned) else None

    def do(self, actor: Actor, path: Mapping[str, str], given: Mapping[str, Any]) -> Any:
        """Do it; ``given`` are its fields, as far as they were sent."""
        arguments: dict[str, Any] = {**path, **given}
        if arguments.pop(_MERGING.name, False):
            arguments["version"] = Merging(arguments["version"])
        if self.row.use == "run":
            commands = arguments["commands"]
            cart_id = CartId(path["cart_id"])
            return self._office.run(actor, cart_id, arguments["version"], *commands)
        if self.fields is not self._asked:
            (entry,) = self._asked.values()
            arguments = {**path, "entry": entry.hint(**given)}
        if "q" in self.fields:
            arguments["text"] = arguments.pop("q", "")
        several: tuple[Any, ...] = ()
        for name, parameter in inspect.signature(self._method).parameters.items():
            if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
                several = arguments.pop(name)
        if "actor" in self._hints:
            return self._method(actor, *several, **arguments)
        return self._method(**arguments)


def _spread(hint: Any) -> dict[str, Field]:
    (kind,) = get_args(hint) or (hint,)
    assert is_typeddict(get_origin(kind) or kind)
    return {
        name: Field(name, plain_kind(each), False) for name, each in get_type_hints(kind).items()
    }


def endpoints(office: BackOffice) -> tuple[Endpoint, ...]:
    """Every endpoint, in the order of the table."""
    return tuple(Endpoint(office, row) for row in TABLE)
