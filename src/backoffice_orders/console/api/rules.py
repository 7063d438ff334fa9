"""Conditions and actions of cart rules as the API takes them: by the kinds that an office knows."""

from __future__ import annotations

from functools import lru_cache

from cattrs import Converter

from backoffice_orders.console.api.codec import make_converter
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
