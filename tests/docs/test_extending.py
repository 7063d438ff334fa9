"""docs/extending.md: each recipe is carried out, and touches no more files than it says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from backoffice_orders.back_office import BackOffice
from backoffice_orders.i18n import Language
from backoffice_orders.model.errors.vouchers import RuleRefused
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.testing.samples import EMPLOYEE, MUG, euros, set_up_shop

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)(?: file=(\S+))?\n(.*?)^```", re.MULTILINE | re.DOTALL)


@frozen
class Block:
    """A block of the page: what is run, or what becomes of a file."""

    language: str
    file: str
    text: str

    @property
    def added(self) -> list[str]:
        """The lines that a change adds."""
        return [line[1:] for line in self.text.splitlines() if line.startswith("+")]


def blocks(heading: str) -> list[Block]:
    """The blocks below a heading, up to the next."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    assert section, heading
    return [Block(*found) for found in BLOCK.findall(section)]


def run(heading: str) -> dict[str, Any]:
    """What the examples of a section leave, run as a host would."""
    names: dict[str, Any] = {"__name__": "extending"}
    for block in blocks(heading):
        exec(compile(block.text, "extending.md", "exec", dont_inherit=True), names)
    return names


def carry_out(heading: str, copy: Path) -> None:
    """Put a section's files and changes into a copy of the package."""
    shutil.copytree(ROOT / "src", copy / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for block in blocks(heading):
        path = copy / block.file
        path.parent.mkdir(parents=True, exist_ok=True)
        if block.language == "diff":
            path.write_text(changed(path.read_text(encoding="utf-8"), block.text), encoding="utf-8")
        else:
            assert not path.exists(), "the recipe adds a file that is there already"
            path.write_text(block.text, encoding="utf-8")


def changed(text: str, change: str) -> str:
    """A file's text with the added lines of a change where its other lines stand, once."""
    for part in change.split("@@\n"):
        lines = part.splitlines()
        before = "".join(f"{line[1:]}\n" for line in lines if line.startswith(" "))
        after = "".join(f"{line[1:]}\n" for line in lines)
        assert text.count(before) == 1, f"this is not there once:\n{before}"
        text = text.replace(before, after)
    return text


def pytest_in(copy: Path, request: pytest.FixtureRequest, *tests: Path) -> None:
    """Run tests with the copy instead of the package, in memory and on SQLite.

    What becomes of warnings is as in this run.
    """
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([f"{copy / 'src'}", f"{ROOT}"])}
    options = ["-q", "-p", "no:cacheprovider", "-n", "0", "-k", "not postgres"]
    options += [f"-W{each}" for each in request.config.getoption("pythonwarnings") or ()]
    command = [sys.executable, "-m", "pytest", *options, *map(str, tests)]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_condition_of_a_host_s_own() -> None:
    names = run("A condition")
    office: BackOffice = names["office"]
    set_up_shop(office)
    view = office.carts.start(EMPLOYEE)
    view = office.products.add(EMPLOYEE, view.cart.id, MUG.id, 2)
    few = names["FewPieces"](2)
    half = Percentage(Decimal(50))
    office.vouchers.create(EMPLOYEE, name="Few", code="FEW", actions=[half], conditions=[few])
    granted = office.vouchers.grant_code(EMPLOYEE, view.cart.id, "FEW")
    assert granted.summary.discounts.gross == euros("12.00")
    more = office.products.add(EMPLOYEE, view.cart.id, MUG.id, 1)
    assert more.summary.rules == ()
    office.vouchers.take_away(EMPLOYEE, view.cart.id, granted.summary.rules[0].rule_id)
    with pytest.raises(RuleRefused):
        office.vouchers.grant_code(EMPLOYEE, view.cart.id, "FEW")


def test_an_action_touches_two_files_and_a_test(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    files = {block.file for block in blocks("An action")}
    assert len([each for each in files if each.startswith("src/")]) == 2
    assert len([each for each in files if each.startswith("tests/")]) == 1
    carry_out("An action", tmp_path)
    recipe_s_own = (tmp_path / each for each in files if each.startswith("tests/"))
    pytest_in(tmp_path, request, *recipe_s_own, ROOT / "tests/docs/extended/every_nth.py")


def test_an_address_field_is_one_line(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    (block,) = blocks("An address field")
    assert len(block.added) == 1
    carry_out("An address field", tmp_path)
    pytest_in(tmp_path, request, ROOT / "tests/docs/extended/landmark.py")


def test_a_part_of_a_host_s_own() -> None:
    names = run("A part of your own")
    office: BackOffice = names["office"]
    set_up_shop(office)
    view = office.carts.start(EMPLOYEE)
    assert re.fullmatch(r"cart_\d{12}", view.cart.id)
    suite, ids = names["TestNumberedIds"](), names["NumberedIds"]
    checks = [name for name in dir(suite) if name.startswith("test_")]
    assert checks
    for name in checks:
        getattr(suite, name)(ids())


@pytest.fixture
def in_a_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_language_is_one_catalog(in_a_directory: Path) -> None:
    names = run("A language")
    office: BackOffice = names["office"]
    italian = Language("it", catalogs=office.desk.catalogs)
    assert italian.label("street") == "Via"
    assert italian.label("city") == "City", "what a catalog leaves out is English"
    assert [each.name for each in in_a_directory.rglob("*.*")] == ["it.po"]
