"""A pytest plugin: all suites against a store, or a single part, of somebody's own.

::

    pytest --backoffice-store mypackage.testing:make_store
    pytest --backoffice-part catalog=mypackage.testing:make_catalog
    pytest --backoffice-store mypackage:make_store --backoffice-without sharing,processes

pytest finds it by itself where the package is installed with the extra ``testing``. Until one of
its options is used it imports nothing: pytest starts no later for it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

CONTRACTS = "backoffice_orders.testing.contracts"
pytest.register_assert_rewrite(
    CONTRACTS,
    "backoffice_orders.testing.shipped",
    "backoffice_orders.testing.page_model",
    "backoffice_orders.testing.sums",
)
_SHIPPED = Path(__file__).with_name("testing") / "shipped" / "test_promises.py"
_PROMISE = "backoffice_promise"


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options; see docs/write-a-store.md."""
    group = parser.getgroup("backoffice-orders", "the suites of backoffice-orders")
    group.addoption(
        "--backoffice-store",
        metavar="MODULE:NAME",
        help="run all suites against the stores that this function makes",
    )
    group.addoption(
        "--backoffice-part",
        action="append",
        default=[],
        metavar="PORT=MODULE:NAME",
        help="run the suites of one port against what this function makes; may be repeated",
    )
    group.addoption(
        "--backoffice-without",
        type=_names,
        default=(),
        metavar="FEATURES",
        help="features that the store does not have, separated by commas",
    )
    group.addoption(
        "--backoffice-ids",
        metavar="KIND",
        help="ids of your kind: integers, uuids, or MODULE:NAME of a function of a kind, a number",
    )
    group.addoption(
        "--backoffice-promises",
        action="store_true",
        help="print the table of promises for suites of a test module of your own, too",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Collect the suites where a store or a part is given."""
    if not _wanted(config):
        return
    for part in config.getoption("backoffice_part"):
        _require_port(part)
    here = str(config.invocation_params.dir)
    if here not in sys.path:
        sys.path.insert(0, here)
    given = config.args if config.args_source is pytest.Config.ArgsSource.ARGS else []
    config.args = [*given, str(_SHIPPED)]


def _require_port(part: str) -> None:
    from backoffice_orders.testing.contracts.shelf import CONCERNS

    port, _, name = part.partition("=")
    if port not in CONCERNS or not name:
        known = ", ".join(sorted(CONCERNS))
        raise pytest.UsageError(f"{part!r} should be PORT=MODULE:NAME; the ports are {known}")


def _wanted(config: pytest.Config) -> bool:
    return bool(config.getoption("backoffice_store") or config.getoption("backoffice_part"))


def _require_known(config: pytest.Config) -> None:
    """Say at once, and not for every test, what is named that is not there."""
    from backoffice_orders.testing.features import FEATURES
    from backoffice_orders.testing.places import named

    unknown = sorted(set(config.getoption("backoffice_without")) - FEATURES.keys())
    if unknown:
        raise pytest.UsageError(f"there are no features {unknown}; there are {sorted(FEATURES)}")
    parts = [part.partition("=")[2] for part in config.getoption("backoffice_part")]
    for name in filter(None, [config.getoption("backoffice_store"), *parts]):
        named(name)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Name the promise of each test, and leave out the suites of parts that are not given."""
    if _wanted(config):  # now that all directories of tests can be imported from
        _require_known(config)
    parts = {part.partition("=")[0] for part in config.getoption("backoffice_part")}
    left_out = []
    for item in items:
        suite = _suite(item)
        if suite is None:
            continue
        item.user_properties.append((_PROMISE, f"{suite}|{_promise(item)}"))
        if parts and not config.getoption("backoffice_store") and not (_ports(item) & parts):
            left_out.append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        gone = set(left_out)
        items[:] = [item for item in items if item not in gone]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Leave out what a part says that it does not do, as those of ``ports.bases`` say it."""
    if not item.config.getoption("backoffice_part") or _suite(item) is None:
        return (yield)
    from backoffice_orders.model.errors.host import NotSupported

    try:
        return (yield)
    except NotSupported as error:
        pytest.skip(f"{error.part} does not do {error.what}")


def _suite(item: pytest.Item) -> str | None:
    """The suite that a test is of: ``Carts`` for one of ``CartsContract``."""
    made_of = getattr(item, "cls", None)
    for base in made_of.__mro__ if made_of is not None else ():
        if base.__module__.startswith(CONTRACTS) and base.__name__.endswith("Contract"):
            return str(base.__name__.removesuffix("Contract"))
    return None


def _promise(item: pytest.Item) -> str:
    name = getattr(item, "originalname", item.name).removeprefix("test_").replace("_", " ")
    callspec = getattr(item, "callspec", None)
    return f"{name} ({callspec.id})" if callspec is not None else name


def _ports(item: pytest.Item) -> set[str]:
    """The ports that a test is about."""
    from backoffice_orders.testing.contracts.pages import LISTED
    from backoffice_orders.testing.contracts.round_trips import KEPT
    from backoffice_orders.testing.contracts.shelf import CONCERNS

    params: dict[str, Any] = getattr(getattr(item, "callspec", None), "params", {})
    if "port" in params:
        return {params["port"]}
    for table in (KEPT, LISTED):
        if params.get("name") in table:
            return {table[params["name"]].port}
    if "concern" in params:
        return {port for port, concern in CONCERNS.items() if concern is params["concern"]}
    return {getattr(getattr(item, "cls", None), "port", "")}


def pytest_terminal_summary(terminalreporter: TerminalReporter, config: pytest.Config) -> None:
    """The table of promises kept and broken."""
    if _wanted(config) or config.getoption("backoffice_promises"):
        for line in _table(terminalreporter):
            terminalreporter.line(line)


def _table(reporter: TerminalReporter) -> Iterator[str]:
    suites: dict[str, dict[str, list[str]]] = {}
    for outcome, word in (
        ("passed", "kept"),
        ("failed", "broken"),
        ("error", "broken"),
        ("skipped", "left out"),
    ):
        for report in reporter.getreports(outcome):
            promise = dict(getattr(report, "user_properties", ())).get(_PROMISE)
            if promise is not None:
                suite, _, told = str(promise).partition("|")
                if word == "broken":
                    told = f"{told}: {_reason(report)}"
                words = suites.setdefault(suite, {"kept": [], "broken": [], "left out": []})
                words[word].append(told)
    if not suites:
        return
    reporter.section("promises")
    verbose = reporter.verbosity > 0
    yield f"{'suite':<20}{'kept':>6}{'broken':>8}{'left out':>10}"
    for suite, words in suites.items():
        kept, broken, out = (len(words[word]) for word in ("kept", "broken", "left out"))
        yield f"{suite:<20}{kept:>6}{broken:>8}{out:>10}"
        for word in ("broken", "kept", "left out") if verbose else ("broken",):
            yield from (f"    {word}: {told}" for told in sorted(words[word]))
    totals = [sum(len(each[word]) for each in suites.values()) for word in ("kept", "broken")]
    yield f"{totals[0]} promises kept, {totals[1]} broken"


def _reason(report: pytest.TestReport) -> str:
    """The first line of what went wrong."""
    crash = getattr(report.longrepr, "reprcrash", None)
    text = str(crash.message if crash is not None else report.longrepr).strip()
    return text.splitlines()[0][:160] if text else ""
