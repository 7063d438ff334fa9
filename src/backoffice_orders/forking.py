"""What stores, and whatever has locks, do when the process forks.

A lock that another thread holds at that moment would never be free again in the child.

The interpreter holds on to what is registered, and to all that its module has, until after its
last clean-up: a module of its own that has nearly nothing lets a process end sooner.
"""

from __future__ import annotations

import os
from typing import Protocol
from weakref import WeakSet


class Forking(Protocol):
    """Something that has to be told."""

    def after_fork_in_child(self) -> None:
        """Leave the parent what is its own."""
        ...


class Closing(Forking, Protocol):
    """Something that has to be told before as well."""

    def before_fork(self) -> None:
        """Close what nobody uses and a child must not have."""
        ...


told: WeakSet[Forking] = WeakSet()
"""Who is told in the child of each fork, as long as it lives."""
told_before: WeakSet[Closing] = WeakSet()
"""Who is told before it."""


def _before_fork() -> None:
    for each in list(told_before):
        each.before_fork()


def _after_fork_in_child() -> None:
    for each in list(told):
        each.after_fork_in_child()


if hasattr(os, "register_at_fork"):  # Windows has no fork
    os.register_at_fork(before=_before_fork, after_in_child=_after_fork_in_child)
