"""mypy checks a host's own adapters against the Protocols, and its calls against BackOffice."""

from __future__ import annotations

import re
from pathlib import Path

from mypy import api

HERE = Path(__file__).parent
ERROR = re.compile(r"^[^:]*:(\d+): error: .*\[([a-z-]+)\]$", re.MULTILINE)


def check(path: Path, cache: Path) -> list[tuple[int, str]]:
    arguments = ["--strict", "--no-error-summary", f"--cache-dir={cache}", "--no-pretty"]
    output, problems, _ = api.run([*arguments, str(path)])
    assert not problems
    return [(int(line), code) for line, code in ERROR.findall(output)]


def test_a_complete_adapter_is_accepted(tmp_path: Path) -> None:
    assert check(HERE / "own_stock.py", tmp_path) == []


def test_every_mistake_is_found(tmp_path: Path) -> None:
    path = HERE / "mistaken_stock.py"
    expected = [
        (number, code)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if "# E: " in line
        for code in line.partition("# E: ")[2].split(", ")
    ]
    assert sorted(check(path, tmp_path)) == expected
