"""The fast tests on every supported Python that the machine has, and on the lowest versions.

``make pythons``. Each runs in an environment of its own below ``build/pythons``.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
PLACE = ROOT / "build" / "pythons"
# What takes long, or needs tools of its own that exist for one Python only.
SLOW = (
    "tests/browser",
    "tests/console/test_api_fuzz.py",
    "tests/faults",
    "tests/hosts",
    "tests/page/test_stateful.py",
    "tests/store/test_differential.py",
    "tests/parity",
    "tests/typing",
)
FAST = [*(f"--ignore={path}" for path in SLOW), "-k", "not postgres"]


def supported() -> list[str]:
    """The Pythons that the package says it runs on, as ``3.11``."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = (re.search(r":: (3\.\d+)$", each) for each in project["classifiers"])
    return [each[1] for each in found if each is not None]


def interpreter(version: str) -> str | None:
    """A Python of this version on the path or among pyenv's, or None where there is none."""
    if sys.version.startswith(f"{version}."):
        return sys.executable
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    ours = [str(path) for path in sorted(pyenv.glob(f"{version}.*/bin/python"))]
    return ours[-1] if ours else shutil.which(f"python{version}")


def run(*command: str, **more: str) -> bool:
    """Run a command in the project's directory; whether it succeeded."""
    environment = {**os.environ, "PROMISE_EXAMPLES": "15", **more}
    environment.pop("PYTHONPATH", None)
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0


def passes(name: str, python: str, versions: list[str], options: list[str]) -> bool:
    """Make an environment with these versions of what the package needs, and run the tests."""
    print(f"\n== {name} ({python})", flush=True)
    place = str(PLACE / name)
    target = ("--python", place)
    return (
        run("uv", "venv", "--quiet", "--clear", "--python", python, place)
        and run("uv", "pip", "install", "--quiet", *target, *versions, "--editable", ".[all]")
        and run("uv", "pip", "install", "--quiet", *target, "--group", "tests")
        and run(f"{place}/bin/python", "-m", "pytest", "-q", "-n", "2", *options, *FAST)
    )


def main() -> int:
    """Run all; the exit code says whether all passed."""
    outcomes = {}
    for version in supported():
        python = interpreter(version)
        if python is None:
            outcomes[f"Python {version}"] = "not on this machine"
        else:
            passed = passes(version, python, ["--constraint", "constraints.txt"], [])
            outcomes[f"Python {version}"] = "passed" if passed else "failed"
    # Old versions warn of each other: only failures count.
    versions, options = ["--resolution", "lowest-direct"], ["-W", "default"]
    lowest = passes("lowest", sys.executable, versions, options)
    outcomes["lowest versions"] = "passed" if lowest else "failed"
    print()
    for name, outcome in outcomes.items():
        print(f"{name:16} {outcome}")
    return "failed" in outcomes.values()


if __name__ == "__main__":
    sys.exit(main())
