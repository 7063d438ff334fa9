"""A fuzzer on the whole JSON API: it finds no fault, and nothing outside of the schema."""

from __future__ import annotations

import os
from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi import checks as openapi_checks

from backoffice_orders.console.api import api_app
from backoffice_orders.model.actor import Actor
from tests.checkout.samples import Shop


def _fuzzed_app() -> Any:
    """A shop whose cart and customer the fuzzer is told of."""
    shop = Shop()
    shop.cart()
    return api_app(shop.office, lambda _: Actor.employee("ann", "Ann"))


# For each endpoint: a few at every run, and ``make fuzz`` with many.
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "3"))
_CONFIG = schemathesis.Config.from_dict(
    {
        "generation": {"mode": "all", "allow-x00": True},
        "warnings": {"enabled": False},
        "phases": {"coverage": {"enabled": EXAMPLES > 10}},
    }
)
_SCHEMA = schemathesis.openapi.from_asgi("/openapi.json", _fuzzed_app(), config=_CONFIG)
assert GenerationMode.NEGATIVE in _SCHEMA.config.generation.modes


@_SCHEMA.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_a_fuzzer_finds_no_fault_and_nothing_outside_of_the_schema(case: Any) -> None:
    answer = case.call()
    assert answer.status_code < 500, answer.text
    checks = [
        schemathesis.checks.not_a_server_error,
        openapi_checks.content_type_conformance,
        openapi_checks.response_schema_conformance,
    ]
    case.validate_response(answer, checks=checks)
