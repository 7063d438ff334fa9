"""Where somebody's own store is, and how it is opened."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import pytest

from backoffice_orders.model.values import frozen
from backoffice_orders.ports.unit_of_work import Store


def named(name: str) -> Any:
    """The function that stands in a module under a name: ``mypackage.stores:make_store``.

    Raises:
        UsageError: There is none.
    """
    module, _, attribute = name.partition(":")
    if not (module and attribute):
        raise pytest.UsageError(f"{name!r} should be MODULE:NAME, as mypackage.stores:make_store")
    try:
        found: Any = import_module(module)
    except ImportError as error:
        raise pytest.UsageError(f"{name!r} cannot be imported: {error}") from error
    for part in attribute.split("."):
        found = getattr(found, part, None)
    if not callable(found):
        raise pytest.UsageError(f"{name!r}: there is no function {attribute!r} in {module}")
    return found


@frozen
class Place:
    """Where a store is: opened again, and from another process, it is the same one.

    Attributes:
        made_by: The function that opens it, as ``module:name``. One that takes an argument is
            given ``directory``, and opens the same store wherever it is given the same one; one
            that takes none makes a new store each time.
        directory: An empty directory of the test's own.
    """

    made_by: str
    directory: Path

    def open(self) -> Store:
        """The store: an empty one the first time.

        Raises:
            UsageError: What the function makes is no store.
        """
        make = named(self.made_by)
        takes = [
            each
            for each in inspect.signature(make).parameters.values()
            if each.default is inspect.Parameter.empty
        ]
        store = make(self.directory) if takes else make()
        if not callable(getattr(store, "transaction", None)):
            raise pytest.UsageError(
                f"{self.made_by!r} has made {store!r}: a store has transaction(...) and close()"
            )
        return cast(Store, store)

    def start(self, *command: str) -> subprocess.Popen[str]:
        """Another process that opens the store and does something with it.

        What it can do stands in ``testing.another_process``.
        """
        path = os.pathsep.join(each or str(Path.cwd()) for each in sys.path)
        call = [sys.executable, "-m", "backoffice_orders.testing.another_process"]
        return subprocess.Popen(
            [*call, self.made_by, str(self.directory), *command],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": path},
        )
