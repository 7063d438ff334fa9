"""What the documents say is true: their examples run, and what is generated is up to date."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.errors_page import PAGE, all_errors, page

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
EXAMPLES = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINKS = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_examples_run(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The examples of one page run one after the other, as a reader would type them."""
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": path.stem}
    for example in EXAMPLES.findall(path.read_text(encoding="utf-8")):
        exec(compile(example, str(path), "exec", dont_inherit=True), names)
    if path.name == "README.md":
        # two mugs of 10.00 and 5.00 of delivery, no taxes set up
        said = capsys.readouterr().out
        assert re.fullmatch(r"[A-Z]{9} 25\.00 EUR\n", said)


def test_the_receipt_is_as_printed(capsys: pytest.CaptureFixture[str]) -> None:
    text = (ROOT / "docs" / "pricing.md").read_text(encoding="utf-8")
    exec(compile(EXAMPLES.findall(text)[0], "pricing.md", "exec"), {})
    printed = "".join(f"    {line}\n" for line in capsys.readouterr().out.splitlines())
    assert printed in text


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in LINKS.findall(path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def test_the_list_of_errors_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make docs`"


def test_codes_are_unique_and_sentences_complete() -> None:
    errors = all_errors()
    codes = [error.code for error in errors]
    assert len(set(codes)) == len(codes) > 50
    for error in errors:
        assert re.fullmatch(r"[a-z_]+", error.code)
        assert error.sentence.rstrip("}").endswith((".", "reason", ":\n{listed"))
