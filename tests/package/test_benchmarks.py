"""Benchmarks that are run seldom still run, on a small shop: what they measure is not asked."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.load import load

ROOT = Path(__file__).parents[2]
SMALL = {
    "disk": ["--database", "shop.db"],
    "search": ["shop.db", "--postgres"],
    "lists": ["--orders", "400"],
}


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a shop of a few hundred customers is in ``shop.db``."""
    directory = tmp_path_factory.mktemp("benchmarks")
    load(300, 60, directory / "shop.db")
    return directory


@pytest.mark.parametrize("name", SMALL)
def test_a_benchmark_runs(name: str, directory: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}", *SMALL[name]],
        cwd=directory,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in ran.stderr, ran.stderr
    # A limit that is not kept ends it with 1: so few rows say nothing of it.
    assert ran.returncode in {0, 1}, ran.stderr
    assert "ours" in ran.stdout, ran.stdout
