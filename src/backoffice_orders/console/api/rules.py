"""Conditions and actions of cart rules as the API takes them: by the kinds that an office knows."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from cattrs import Converter

from backoffice_orders.console.api.schema import make_converter, schema_of
from backoffice_orders.model.pricing.kinds import RuleKinds
from backoffice_orders.serialization import read_lists_strictly
from backoffice_orders.serialization.rules import register_parts


@lru_cache(maxsize=64)
def converter_of(kinds: RuleKinds) -> Converter:
    """Reads JSON with conditions and actions of these kinds in it; of others it refuses them."""
    converter = make_converter()
    read_lists_strictly(converter)
    register_parts(converter, kinds, keep_unknown=False)
    return converter


def describe(kinds: RuleKinds, components: dict[str, Any]) -> None:
    """Add the schemas of all conditions and actions of these kinds."""
    for name, parts in (("RuleCondition", kinds.conditions), ("RuleAction", kinds.actions)):
        mapping = {}
        for kind, made in parts.items():
            reference = schema_of(made, components)["$ref"]
            described = components[made.__name__]
            described["properties"] = {
                "kind": {"type": "string", "const": kind},
                **described["properties"],
            }
            described["required"] = ["kind", *described.get("required", ())]
            mapping[kind] = reference
        components[name] = {
            "oneOf": [{"$ref": each} for each in mapping.values()],
            "discriminator": {"propertyName": "kind", "mapping": mapping},
        }
