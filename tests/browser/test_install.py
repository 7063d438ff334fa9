"""Who has no browser is told in one line, before any test runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser import install


def test_what_is_there_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "find", lambda: Path("chromium"))
    monkeypatch.setattr(install, "_runs", lambda _: pytest.fail("nothing is to be installed"))
    assert install.main() == 0


def test_where_none_can_be_had_one_line_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tried = list[tuple[str, ...]]()

    def fails(command: tuple[str, ...]) -> bool:
        tried.append(command)
        return False

    monkeypatch.setattr(install, "find", lambda: None)
    monkeypatch.setattr(install, "_runs", fails)
    assert install.main() == 1
    assert tried, "nothing was tried"
    assert capsys.readouterr().err == f"{install.HOW}\n"
