"""How many examples the properties of pricing try, and how."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

EXAMPLES = int(os.environ.get("PROMISE_EXAMPLES", "300"))
# Set by mutmut: always the same examples, and what fails is not made smaller.
_MUTANTS = "MUTANT_UNDER_TEST" in os.environ

_USUAL = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
_DOSE = (
    settings(_USUAL, phases=[Phase.generate], database=None, derandomize=True)
    if _MUTANTS
    else _USUAL
)


def dose(share: float = 1) -> settings:
    """Settings for a property that tries this share of the usual number of examples."""
    return settings(_DOSE, max_examples=max(1, round(EXAMPLES * share)))
