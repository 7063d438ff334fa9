"""What a store remembers of its database: one cache, bounded, and the store's own."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from threading import Lock
from typing import Any, TypeVar

from backoffice_orders.forking import told

T = TypeVar("T")

# So many characters of documents are remembered by default: some ten thousand products.
CACHE_SIZE = 8_000_000
# What an entry counts whose size nobody has told.
_SOME = 1000


class Cache:
    """Values by the key of what they were made from; what is needed least goes first.

    A key holds everything that its value depends on: a document's whole text, or the number of
    a version that a change replaces. So no entry is ever out of date, whoever writes to the
    database, and none has to be removed. Threads may share it. What it has is shared too: keep
    only what nobody changes.
    """

    def __init__(self, size: int = CACHE_SIZE) -> None:
        """Remember nothing yet.

        Args:
            size: How much is remembered at most, in characters of documents; 0 switches it off.
        """
        self._size = size
        self._left = size
        self._lock = Lock()
        # What is needed least stands first.
        self._entries: OrderedDict[Hashable, tuple[int, Any]] = OrderedDict()
        told.add(self)

    def after_fork_in_child(self) -> None:
        """Go on with what is remembered, though a thread of the parent's was about to change it."""
        self._lock = Lock()
        self._left = self._size - sum(size for size, _ in self._entries.values())

    def get(self, key: Hashable, make: Callable[[], T], size: int = _SOME) -> T:
        """The value of the key, made now if it is not remembered.

        Args:
            key: All that the value depends on.
            make: Makes the value; two threads may make the same one at once.
            size: How many characters it stands for.
        """
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None:
                self._entries.move_to_end(key)
                known: T = entry[1]
                return known
        value = make()
        self.keep(key, value, size)
        return value

    def keep(self, key: Hashable, value: object, size: int = _SOME) -> None:
        """Remember a value that is at hand, unless it is larger than the cache."""
        size = max(size, 1)
        if size > self._size:
            return
        with self._lock:
            if key in self._entries:
                self._left += self._entries.pop(key)[0]
            self._entries[key] = (size, value)
            self._left -= size
            while self._left < 0:
                _, (freed, _) = self._entries.popitem(last=False)
                self._left += freed

    def known(self, keys: Iterable[Hashable]) -> list[Any]:
        """The values that are remembered of these keys, in their order; None for the others."""
        entries = self._entries
        found: list[Any] = []
        with self._lock:
            for key in keys:
                entry = entries.get(key)
                if entry is None:
                    found.append(None)
                else:
                    entries.move_to_end(key)
                    found.append(entry[1])
        return found
