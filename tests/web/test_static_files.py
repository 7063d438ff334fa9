"""A page's stylesheet and scripts: kept for good under an address that changes with them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from backoffice_orders.web.static_files import VersionedFiles
from tests.console.samples import Page


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "look.css").write_text("p {}")
    (tmp_path / "page.js").write_text('import "./more.js";')
    (tmp_path / "more.js").write_text("export const more = 1;")
    return tmp_path


def browser(files: VersionedFiles) -> TestClient:
    return TestClient(Starlette(routes=[Mount("/static", files)]))


def test_this_version_is_kept_for_good(folder: Path) -> None:
    files = VersionedFiles(folder)
    answer = browser(files).get(f"/static/{files.version}/look.css")
    assert (answer.text, "immutable" in answer.headers["cache-control"]) == ("p {}", True)


def test_another_version_is_answered_and_not_kept(folder: Path) -> None:
    files = VersionedFiles(folder)
    for path in ("look.css", "v-000000000000/look.css"):
        answer = browser(files).get(f"/static/{path}")
        assert (answer.text, "cache-control" in answer.headers) == ("p {}", False), path


def test_what_is_not_there_is_not_kept(folder: Path) -> None:
    files = VersionedFiles(folder)
    answer = browser(files).get(f"/static/{files.version}/../../secret")
    assert (answer.status_code, "cache-control" in answer.headers) == (404, False)


def test_the_version_changes_with_every_file(folder: Path) -> None:
    before = VersionedFiles(folder).version
    (folder / "more.js").write_text("export const more = 2;")
    assert VersionedFiles(folder).version != before


def test_files_of_several_folders(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "own.js").write_text("")
    files = VersionedFiles(other, folder)
    assert files.modules == ("own.js", "more.js", "page.js")
    assert browser(files).get(f"/static/{files.version}/own.js").status_code == 200


def test_everything_that_the_page_asks_for_is_kept() -> None:
    page = Page()
    addresses = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.get("/"))
    assert {Path(each).suffix for each in addresses} == {".css", ".js"}
    for address in addresses:
        answer = page.browser.get(address)
        assert answer.status_code == 200, address
        assert "immutable" in answer.headers["cache-control"], address
