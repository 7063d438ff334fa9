"""The command line speaks the language of the environment's locale."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from backoffice_orders import cli
from backoffice_orders.cli.words import locale_tag

SOURCES = sorted(Path(cli.__file__).parent.glob("*.py"))


def helped(locale: str, *command: str) -> str:
    """What ``--help`` says where this is the locale."""
    run = subprocess.run(
        [sys.executable, "-m", "backoffice_orders", *command, "--help"],
        env={**os.environ, "LC_ALL": locale, "PYTHONUTF8": "1", "COLUMNS": "200"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return run.stdout


def test_the_help_is_in_the_language_of_the_locale() -> None:
    assert "Créer une commande pour un client au téléphone" in helped("fr_FR.UTF-8")
    assert "Importiert die CSV-, JSON- und JSON-Lines-Dateien" in helped("de_AT.UTF-8", "load")
    assert "Import a shop's CSV, JSON and JSON Lines files" in helped("ja_JP.UTF-8", "load")


@pytest.mark.parametrize(
    ("variables", "tag"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "fr_CA.UTF-8"}, "fr-CA"),
        ({"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "de_DE@euro"}, "de-DE"),
        ({"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "de_DE", "LC_ALL": "es"}, "es"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": ""}, "fr-FR"),
    ],
)
def test_the_locale_is_found_as_posix_has_it(
    variables: dict[str, str], tag: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert locale_tag() == tag


def test_what_is_wrong_with_files_is_said_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    data = tmp_path / "shop"
    data.mkdir()
    (data / "shop.json").write_text(
        '{"name": "Mein Laden", "currency": "EUR", "country": "DE", "colour": "red"}',
        encoding="utf-8",
    )
    command = ["load", str(data), "--database", str(tmp_path / "shop.db")]
    result = CliRunner().invoke(cli.app, command)
    assert result.exit_code == 1
    assert "shop.json:1: colour: dieses Feld gibt es nicht" in result.output


def written_out(path: Path) -> Iterator[str]:
    """What a module prints, or says in a help, without asking the catalogs for it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            helps = [each.value for each in node.keywords if each.arg == "help"]
            said = node.args[:1] if name in {"print", "say", "stop", "ValueError"} else []
            for each in (*helps, *said):
                pieces = each.values if isinstance(each, ast.JoinedStr) else [each]
                texts = [p.value for p in pieces if isinstance(p, ast.Constant)]
                if any(isinstance(text, str) and any(map(str.isalpha, text)) for text in texts):
                    yield f"{path.name}:{node.lineno}: {ast.unparse(each)}"


def test_no_command_says_anything_outside_of_the_catalogs() -> None:
    assert [each for path in SOURCES for each in written_out(path)] == []
