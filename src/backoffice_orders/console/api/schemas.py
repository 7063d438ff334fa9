"""JSON Schemas of what the API takes and gives."""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from itertools import chain, count
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints

import attrs
from moneyed import Money

from backoffice_orders.console.api import responses
from backoffice_orders.console.api.codec import AMOUNT, LARGEST
from backoffice_orders.console.api.kinds import Field, Version, fields_of, variants_of
from backoffice_orders.model.fields import ID_LIMIT, Each, Text, Values, Whole
from backoffice_orders.model.messages import Message
from backoffice_orders.model.pricing.kinds import RuleKinds
from backoffice_orders.model.rule_parts import RuleAction, RuleCondition

_SCALARS: Mapping[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer", "format": "int64"},
    Version: {"type": "integer", "format": "int64", "minimum": 0, "maximum": LARGEST},
    bool: {"type": "boolean"},
    bytes: {"type": "string", "contentEncoding": "base64"},
    Decimal: {"type": "string", "pattern": f"^{AMOUNT.pattern}$"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    timedelta: {"type": "integer", "minimum": 0, "maximum": LARGEST, "description": "Seconds."},
    Message: {"type": "string"},
    object: {},
    Any: {},
}
_MONEY = {
    "type": "object",
    "required": ["amount", "currency"],
    "additionalProperties": False,
    "properties": {
        "amount": {"type": "string", "pattern": f"^{AMOUNT.pattern}$"},
        "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
    },
}


class Schemas:
    """Schemas of types; classes are described once, in ``components``.

    Args:
        kinds: The conditions and actions that the office knows.
    """

    def __init__(self, kinds: RuleKinds) -> None:
        self._kinds = kinds
        self.components: dict[str, Any] = {}
        # What each name is of; the errors' one is the document's own.
        self._described_by: dict[str, Any] = {"Problem": None}

    def of(self, hint: Any) -> dict[str, Any]:
        """The schema of a type."""
        if hint in _SCALARS:
            return _SCALARS[hint]
        if hint is Money:
            return self._component("Money", Money, lambda: _MONEY)
        if hint in (RuleCondition, RuleAction):
            return self._parts(hint)
        if (variants := variants_of(hint)) is not None:
            named, kinds = variants
            return self._one_of(named, kinds)
        origin, arguments = get_origin(hint), get_args(hint)
        if origin in (Union, types.UnionType):
            each = [self.of(kind) for kind in arguments if kind is not type(None)]
            none = [{"type": "null"}] if type(None) in arguments else []
            distinct = [one for index, one in enumerate(each) if one not in each[:index]]
            if Message in arguments:  # a text of the shop's, or a sentence: both are texts
                distinct = [{"type": "string"}]
            return {"anyOf": [*distinct, *none]} if len(distinct) + len(none) > 1 else distinct[0]
        if origin is tuple and arguments[1:] != (...,):
            return self._of_fixed_length([self.of(each) for each in arguments])
        if origin in (tuple, list):
            return {"type": "array", "items": self.of(arguments[0])}
        if origin is frozenset:
            return {"type": "array", "items": self.of(arguments[0]), "uniqueItems": True}
        if isinstance(hint, NewType):
            return {"type": "string", "minLength": 1, "maxLength": ID_LIMIT}
        if isinstance(hint, type) and issubclass(hint, Enum):
            return {"type": "string", "enum": [each.value for each in hint]}
        if origin is not None and issubclass(origin, Mapping):
            return {"type": "object", "additionalProperties": self.of(arguments[1])}
        if origin is not None:  # one of a list's own classes
            return self._listing(origin, arguments[0])
        return self._component(hint.__name__, hint, lambda: self._described(hint))

    def _of_fixed_length(self, each: list[dict[str, Any]]) -> dict[str, Any]:
        """Those of one kind are said in the older way, which more clients' generators know."""
        alike = all(one == each[0] for one in each)
        kinds = {"items": each[0]} if alike else {"prefixItems": each}
        return {"type": "array", **kinds, "minItems": len(each), "maxItems": len(each)}

    def object(self, fields: Iterable[Field], *, all_there: bool = False) -> dict[str, Any]:
        """The schema of an object of these fields."""
        found = tuple(fields)
        required = [each.name for each in found if each.required or all_there]
        properties = {
            each.name: _noted(
                self.of(each.hint)
                if all_there
                else _limited(self.of(each.hint), each.check, each.name),
                each,
            )
            for each in found
        }
        described = {"type": "object", "additionalProperties": False, "properties": properties}
        return {**described, "required": required} if required else described

    def _component(self, called: str, kind: Any, describe: Any) -> dict[str, Any]:
        # A host's own class may be called as one of ours is: the second one gets a number.
        names = chain([called], (f"{called}{number}" for number in count(2)))
        name = next(each for each in names if self._described_by.setdefault(each, kind) is kind)
        if name not in self.components:
            self.components[name] = {}  # one that holds itself is being described
            self.components[name] = describe()
        return {"$ref": f"#/components/schemas/{name}"}

    def _described(self, kind: Any) -> dict[str, Any]:
        description = (kind.__doc__ or "").split("\n")[0]
        gives = kind.__module__.startswith(responses.__name__)
        return {"description": description, **self.object(fields_of(kind), all_there=gives)}

    def _listing(self, kind: Any, of: Any) -> dict[str, Any]:
        hints = get_type_hints(kind)
        fields = [Field(each.name, hints[each.name], True) for each in attrs.fields(kind)[1:]]
        listed = self.object(fields, all_there=True)
        listed["properties"] = {
            "items": {"type": "array", "items": self.of(of)},
            **listed["properties"],
        }
        return {**listed, "required": list(listed["properties"])}

    def _one_of(self, named: str, kinds: Mapping[str, Any]) -> dict[str, Any]:
        """An object of one of several classes, told by one of its fields."""
        mapping = {name: self._tagged(named, name, kind) for name, kind in kinds.items()}
        return {
            "oneOf": [{"$ref": each} for each in mapping.values()],
            "discriminator": {"propertyName": named, "mapping": mapping},
        }

    def _tagged(self, named: str, name: str, kind: Any) -> str:
        called = kind.__name__ if named == "kind" else f"{kind.__name__}{named.capitalize()}"

        def describe() -> dict[str, Any]:
            described = self._described(kind)
            described["properties"] = {
                named: {"type": "string", "const": name},
                **described["properties"],
            }
            described["required"] = [named, *described.get("required", ())]
            return described

        return str(self._component(called, kind, describe)["$ref"])

    def _parts(self, base: Any) -> dict[str, Any]:
        kinds = self._kinds.conditions if base is RuleCondition else self._kinds.actions
        return self._component(base.__name__, base, lambda: self._one_of("kind", kinds))


def _noted(schema: dict[str, Any], field: Field) -> dict[str, Any]:
    """With what people call the field, and what it is."""
    said = {"title": field.label, "description": field.note}
    return {**schema, **{name: text for name, text in said.items() if text}}


def _limited(schema: dict[str, Any], check: object, name: str) -> dict[str, Any]:
    """A schema with the limits that a field's check declares."""
    if "anyOf" in schema:
        first, *others = schema["anyOf"]
        return {"anyOf": [_limited(first, check, name), *others]}
    match check:
        case Text():
            return {**schema, "maxLength": check.limit}
        case Whole():
            return {**schema, "minimum": check.low, "maximum": check.high}
        case Each() | Values():
            return {**schema, "maxItems": check.count}
    return schema
