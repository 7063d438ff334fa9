"""``python -m benchmarks.mutants run``: mutmut, whose mutants each cost no more than their tests.

mutmut starts pytest anew in each mutant's process, which costs more than the few tests that most of
them need. Here the tests are collected once, and a mutant's process runs those that reach it, the
quickest first, up to the first that fails.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from _pytest.config import _prepareconfig
from mutmut import __main__ as mutmut
from mutmut.configuration import config
from mutmut.mutation.data import SourceFileMutationData
from mutmut.runners.harness import PytestRunner
from mutmut.state import state
from mutmut.stats import status_by_exit_code
from mutmut.utils.file_utils import change_cwd, walk_mutatable_files
from mutmut.workers.isolation import ForkRunner

_SURVIVED, _KILLED = 0, 1
_FOUND = ("killed", "timeout", "segfault")
_NONE = "none.none"  # the name of no mutant


class CollectedOnce(PytestRunner):
    """Runs the tests of a mutant from one collection."""

    def __init__(self) -> None:
        super().__init__()
        self._session: pytest.Session | None = None
        self._items: dict[str, pytest.Item] = {}

    def collect(self) -> None:
        """Collect all tests; each mutant's process is forked from here."""
        # What mutmut leaves open is no fault of a test.
        arguments = ["--rootdir=.", "-q", "--tb=no", "-p", "no:unraisableexception"]
        arguments += config().pytest_add_cli_args
        with change_cwd("mutants"):
            prepared = _prepareconfig([*arguments, *config().pytest_add_cli_args_test_selection])
            prepared._do_configure()
            self._session = pytest.Session.from_config(prepared)
            prepared.hook.pytest_sessionstart(session=self._session)
            self._session.perform_collect()
        self._items = {item.nodeid: item for item in self._session.items}

    def run_tests(self, *, mutant_name: str | None, tests: Iterable[str]) -> int:
        """Run them, and say by an exit code whether one has failed."""
        session = self._session
        if session is None or mutant_name is None:
            return int(super().run_tests(mutant_name=mutant_name, tests=tests))
        items = [self._items[each] for each in tests]
        with change_cwd("mutants"):
            for item, following in zip(items, [*items[1:], None], strict=True):
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
                if session.testsfailed:
                    return _KILLED
        return _SURVIVED


class Forks(ForkRunner):
    """Forks a process for each mutant after the tests are collected."""

    def startup(self) -> None:
        """Collect, and see whether all tests hold without a mutant."""
        assert isinstance(self.test_runner, CollectedOnce)
        self.test_runner.collect()
        super().startup()
        everything = [*state().duration_by_test]
        self.submit(_NONE, everything, cpu_time_limit=3600, estimated_time=600)
        if self.wait_for_result().exit_code != _SURVIVED:
            sys.exit("A test fails where nothing was changed.")


def runner(max_workers: int = 1) -> Forks:
    """What runs the mutants."""
    return Forks(max_workers=max_workers, test_runner=CollectedOnce(), debug=config().debug)


def table() -> str:
    """Of each module: how many mutants were tried, how many were found, and which were not."""
    rows, left = [], []
    tried = found = 0
    for path in sorted(walk_mutatable_files()):
        data = SourceFileMutationData(path=path)
        data.load()
        known = {name: code for name, code in data.exit_code_by_key.items() if code is not None}
        missed = [name for name, code in known.items() if status_by_exit_code[code] not in _FOUND]
        tried, found = tried + len(known), found + len(known) - len(missed)
        left += missed
        if known:
            module = str(path).partition("pricing/")[2]
            rows.append(f"{module:32} {len(known):5} tried {len(known) - len(missed):5} found")
    rows.append(f"{'in all':32} {tried:5} tried {found:5} found: {found / max(tried, 1):.1%}")
    return "\n".join([*rows, *left])


if __name__ == "__main__":
    if sys.argv[1:] == ["table"]:
        print(table())
        sys.exit()
    # Tests are imported from the copy that holds the mutants, not from here.
    here = str(Path.cwd())
    sys.path[:] = [each for each in sys.path if each not in ("", here)]
    mutmut.get_mutant_runner = runner
    mutmut.cli()
