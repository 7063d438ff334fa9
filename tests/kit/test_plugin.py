"""``pytest --backoffice-store``: what an author of an adapter sees."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from backoffice_orders.testing import contracts
from backoffice_orders.testing.contracts.base import Contract
from backoffice_orders.testing.shipped import test_promises

ROOT = Path(__file__).parents[2]
PLUGIN = "backoffice_orders.pytest_plugin"


def run(tmp_path: Path, *arguments: str) -> tuple[int, str]:
    """Pytest's exit code and what it prints, started as an author does, elsewhere."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", PLUGIN, "-p", "no:cacheprovider", *arguments],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def rows(printed: str) -> dict[str, list[int]]:
    """The table of promises: kept, broken and left out, by suite."""
    found = re.findall(r"^(\w+) +(\d+) +(\d+) +(\d+)$", printed, re.MULTILINE)
    return {suite: [int(each) for each in counts] for suite, *counts in found}


def test_all_suites_run_against_a_store(tmp_path: Path) -> None:
    code, printed = run(
        tmp_path,
        "--backoffice-store=tests.kit.stores:memory",
        "--backoffice-without=durable",
        "-k=TestCarts or TestOrders or TestDurable",
    )
    assert code == 0, printed
    table = rows(printed)
    assert table.keys() == {"Carts", "Orders", "Durable"}
    assert all(kept and not broken for kept, broken, _ in table.values() if kept)
    assert table["Durable"] == [0, 0, 6]
    assert re.search(r"\d+ promises kept, 0 broken", printed)


def test_no_suite_of_a_store_is_forgotten() -> None:
    suites = {
        suite
        for suite in vars(contracts).values()
        if isinstance(suite, type) and issubclass(suite, Contract)
    }
    run = {
        base
        for each in vars(test_promises).values()
        if isinstance(each, type) and each.__name__.startswith("Test")
        for base in each.__bases__
    }
    assert suites == run


def test_a_store_may_be_without_a_search_index(tmp_path: Path) -> None:
    store = "--backoffice-store=tests.kit.stores:without_index"
    code, printed = run(
        tmp_path, store, "-k=TestSearchIndex", "--backoffice-without=search_index", "-q"
    )
    assert code == 0, printed
    kept, broken, out = rows(printed)["SearchIndex"]
    assert kept == broken == 0
    assert out > 20


def test_a_part_runs_its_own_suites_alone(tmp_path: Path) -> None:
    part = "carriers=tests.kit.stores:carriers_as_they_are"
    code, printed = run(tmp_path, f"--backoffice-part={part}")
    assert code == 0, printed
    assert rows(printed).keys() == {"Carriers", "Transactions", "Sharing", "RoundTrips"}


def test_what_a_part_says_that_it_does_not_do_is_left_out(tmp_path: Path) -> None:
    part = "--backoffice-part=stock=tests.kit.stores:holding_nothing"
    code, printed = run(tmp_path, part, "-k=TestStock and (counting or taking or holding)", "-vv")
    assert code == 0, printed
    assert "left out: holding anew replaces what was held" in printed
    assert "kept: counting replaces" in printed
    assert "kept: taking lowers every item" in printed


def test_what_a_part_does_is_asked_beside_what_it_does_not(tmp_path: Path) -> None:
    """Whether shops and transactions are kept apart is asked of the rest of its methods."""
    part = "--backoffice-part=stock=tests.kit.stores:holding_nothing"
    code, printed = run(tmp_path, part, "-k=TestSharing or TestTransactions")
    assert code == 0, printed
    assert {suite: each[2] for suite, each in rows(printed).items()} == {
        "Sharing": 0,
        "Transactions": 0,
    }


def test_what_is_broken_stands_in_the_table_with_its_reason(tmp_path: Path) -> None:
    part = "stock=tests.kit.stores:counting_by_product"
    code, printed = run(
        tmp_path, f"--backoffice-part={part}", "-k", "TestStock and counting_replaces"
    )
    assert code == 1
    assert rows(printed) == {"Stock": [0, 1, 0]}
    # An assertion tells what differs, and not only that something does.
    assert "broken: counting replaces: assert [5, 0] == [5, 6]" in printed
    assert "At index 1 diff: 0 != 6" in printed


def test_what_a_store_is_without_is_not_asked_of_it(tmp_path: Path) -> None:
    store = "--backoffice-store=tests.kit.stores:without_combinations"
    code, printed = run(tmp_path, store, "-k=TestStock and (counting or refused or back_orders)")
    assert code == 1
    assert "not item.combination_id" in printed
    without = "--backoffice-without=combinations,back_orders,concurrency"
    code, printed = run(tmp_path, store, "-k=TestStock", without)
    assert code == 0, printed
    kept, broken, left_out = rows(printed)["Stock"]
    assert kept
    assert (broken, left_out) == (0, 11)


def test_a_store_of_one_shop_without_files_keeps_all_other_promises(tmp_path: Path) -> None:
    code, printed = run(
        tmp_path,
        "--backoffice-store=tests.kit.stores:of_one_shop",
        "--backoffice-without=shops,sharing,files,durable,processes,concurrency",
        "-k=TestTransactions or TestCarts or TestViewers or TestRequests or TestCustomers",
    )
    assert code == 0, printed
    table = rows(printed)
    assert table["Transactions"][0] > 80, "each port but that of files is asked"
    assert table["Viewers"] == [3, 0, 0]


def test_a_store_of_integers_gets_integers(tmp_path: Path) -> None:
    arguments = ["--backoffice-store=tests.kit.stores:of_integers", "-k", "TestCustomers and id"]
    code, printed = run(tmp_path, *arguments)
    assert code == 1
    assert "invalid literal for int()" in printed
    for kind in ("integers", "tests.kit.test_plugin:plain_number"):
        code, printed = run(tmp_path, *arguments, f"--backoffice-ids={kind}")
        assert code == 0, printed


def test_every_id_that_a_suite_names_is_one_of_the_store(tmp_path: Path) -> None:
    code, printed = run(
        tmp_path,
        "--backoffice-store=tests.kit.stores:memory",
        "--backoffice-ids=integers",
        "--backoffice-without=durable,processes",
        "-k=TestCarts or TestOrders or TestViewers or TestRequests or TestPages or thousands",
    )
    assert code == 0, printed
    suites = {"Carts", "Orders", "Viewers", "Requests", "Pages", "RoundTrips"}
    assert rows(printed).keys() == suites


def plain_number(kind: str, number: int) -> str:
    return str(number)


def test_a_feature_that_does_not_exist_is_named(tmp_path: Path) -> None:
    code, printed = run(
        tmp_path,
        "--backoffice-store=tests.kit.stores:memory",
        "--backoffice-without=shering",
        "-k",
        "TestShops",
        "-x",
    )
    assert code == pytest.ExitCode.USAGE_ERROR
    assert "there are no features ['shering']" in printed


@pytest.mark.parametrize(
    ("argument", "told"),
    [
        ("--backoffice-store=nothing", "should be MODULE:NAME"),
        ("--backoffice-store=:nothing", "should be MODULE:NAME"),
        ("--backoffice-store=no_such_module:make", "No module named 'no_such_module'"),
        ("--backoffice-store=tests.kit.stores:memroy", "no function 'memroy' in tests.kit.stores"),
        ("--backoffice-store=tests.kit.stores:__doc__", "no function '__doc__'"),
        ("--backoffice-part=prices=a:b", "the ports are addresses, answers"),
        ("--backoffice-part=stock=tests.kit.stores:none", "no function 'none'"),
    ],
)
def test_what_is_named_wrongly_is_said_once(tmp_path: Path, argument: str, told: str) -> None:
    code, printed = run(tmp_path, argument)
    assert code == pytest.ExitCode.USAGE_ERROR
    assert told in printed
    assert "promises" not in printed


def test_what_is_no_store_is_named(tmp_path: Path) -> None:
    code, printed = run(tmp_path, "--backoffice-store=tests.kit.stores:nothing", "-k=TestShops")
    assert code == 1
    assert "'tests.kit.stores:nothing' has made None: a store has transaction(...)" in printed


def test_a_store_that_is_another_one_each_time_keeps_no_promise_to_last(tmp_path: Path) -> None:
    code, printed = run(tmp_path, "--backoffice-store=tests.kit.stores:memory", "-k=TestDurable")
    assert code == 1
    assert rows(printed) == {"Durable": [0, 6, 0]}
    # Which questions are answered otherwise stands in the table.
    assert "after opening again: shops.settings (1), customers.get (1)" in printed


def test_pytest_finds_it_under_its_own_name() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["entry-points"]["pytest11"] == {PLUGIN: PLUGIN}


def test_it_imports_nothing_that_takes_time(tmp_path: Path) -> None:
    code = f"import sys, {PLUGIN}; print(*sys.modules)"
    path = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    modules = subprocess.check_output([sys.executable, "-c", code], env=path, text=True).split()
    assert not {"hypothesis", "sqlalchemy", "backoffice_orders.testing"} & set(modules)
