"""Each parity case is a test; a summary says per file and in all how many cases hold."""

from __future__ import annotations

import pytest

from tests.parity.runner import CASES, read_cases


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "parity_case" in metafunc.fixturenames:
        given = metafunc.config.getoption("parity_cases") or [CASES]
        cases = list(read_cases(*given))
        ids = [f"{case.file.name}::{case.id}" for case in cases]
        metafunc.parametrize("parity_case", cases, ids=ids)
