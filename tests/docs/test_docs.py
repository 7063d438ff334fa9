"""What the documents say is true: their examples run, and what is generated is up to date."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from backoffice_orders.model.errors.host import THINGS
from backoffice_orders.model.shop import Concern
from backoffice_orders.testing.contracts.shelf import CONCERNS
from backoffice_orders.testing.features import FEATURES
from tests.docs import events_page
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


def test_the_layers_are_those_that_are_checked() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = [
        layer.replace("backoffice_orders.", "") for layer in contracts["contracts"][0]["layers"]
    ]
    said = " → ".join(layers).replace(" : ", ", ")
    text = " ".join((ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").split())
    assert f"Imports run one way: `{said}`." in text, said


def test_files_of_the_code_are_called_as_they_are() -> None:
    files = {str(path.relative_to(ROOT)) for path in ROOT.glob("[!.]*/**/*.*")}
    for path in PAGES:
        if path.name != "CHANGELOG.md":  # it tells of what was
            for named in re.findall(r"`([\w./-]+/\w+\.(?:py|js|css))`", path.read_text("utf-8")):
                found = any(f"/{each}".endswith(f"/{named}") for each in files)
                assert found, f"{path.name}: {named}"


def test_authors_of_stores_are_told_of_every_port_kind_and_feature() -> None:
    text = (ROOT / "docs" / "write-a-store.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| (`\w+`|none:.*?) \| (`.*) \|$", text, re.MULTILINE)
    told = {
        port: Concern[concern.strip("`")] if concern.startswith("`") else None
        for concern, ports in table
        for port in re.findall(r"`(\w+)`", ports)
    }
    assert told == {**CONCERNS, "search_index": None}
    kinds = re.search(
        r"^- `IdTaken\.kind` is (.*?), and the suites", text, re.DOTALL | re.MULTILINE
    )
    assert kinds is not None
    assert set(re.findall(r"`([^`]+)`", kinds[1])) == {*THINGS}
    features = re.search(
        r"stand in `backoffice_orders.testing.features`: (.*?)\.\n", text, re.DOTALL
    )
    assert features is not None
    assert set(re.findall(r"`(\w+)`", features[1])) == {*FEATURES}


def test_the_page_answers_below_another_app(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {"__name__": "page"}
    for example in EXAMPLES.findall((ROOT / "docs" / "page.md").read_text(encoding="utf-8")):
        exec(compile(example, "page.md", "exec", dont_inherit=True), names)
    browser = TestClient(names["application"], headers={"x-admin-user": "ann"})
    page = browser.get("/admin/new-order/")
    assert page.status_code in (200, 409), page.text  # this shop has no settings yet
    assert browser.get("/admin/").status_code == 404
    style = browser.get("/admin/new-order/static/console.css")
    assert style.status_code == 200, "what the page needs is found below the path"


def test_every_logger_is_told() -> None:
    sources = (ROOT / "src").rglob("*.py")
    found = (
        re.findall(r"getLogger\((.*?)\)", each.read_text(encoding="utf-8")) for each in sources
    )
    loggers = {name.strip('"') for names in found for name in names}
    text = (ROOT / "docs" / "operation.md").read_text(encoding="utf-8")
    assert loggers == set(re.findall(r"^\| `(backoffice_orders\.\w+)`", text, re.MULTILINE))


def test_the_list_of_events_is_up_to_date() -> None:
    assert events_page.PAGE.read_text(encoding="utf-8") == events_page.page(), "run make docs"


def test_the_list_of_errors_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make docs`"


def test_codes_are_unique_and_sentences_complete() -> None:
    errors = all_errors()
    codes = [error.code for error in errors]
    assert len(set(codes)) == len(codes) > 50
    for error in errors:
        assert re.fullmatch(r"[a-z_]+", error.code)
        assert error.sentence.rstrip("}").endswith((".", "reason", ":\n{listed"))
