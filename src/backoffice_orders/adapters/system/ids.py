"""Time-ordered identifiers."""

from __future__ import annotations

import os
import secrets
import threading
import time
from functools import lru_cache

from backoffice_orders.forking import told

# Crockford's base 32: no I, L, O and U, which are misread or make words.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = [first + second for first in _LETTERS for second in _LETTERS]
# 26 letters, the first two bits always 0.
_BITS = 130
_RANDOM_BITS = 80
# What ids of one millisecond do not share, and how far they are apart at most.
_LOW_BITS, _STEP_BITS = 40, 32


class TimeOrderedIds:
    """The ``Ids`` port: 48 bits of milliseconds, then 80 random bits, in 26 letters.

    Within one process ids are strictly ascending: those of one millisecond go on from the last
    one in random steps. Two processes' ids of one millisecond are in no particular order.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0
        told.add(self)

    def after_fork_in_child(self) -> None:
        """Wait for no thread of the parent's."""
        self._lock = threading.Lock()

    def new(self, kind: str) -> str:
        with self._lock:
            first = time.time_ns() // 1_000_000 << _RANDOM_BITS
            if first > self._last:
                value = first | _random(_RANDOM_BITS)
            else:  # the same millisecond, or a clock set back
                value = self._last + 1 + _random(_STEP_BITS)
            self._last = value
        return f"{kind}_{_in_letters(value)}"

    def voucher_code(self) -> str:
        return "".join(secrets.choice(_LETTERS) for _ in range(10))


def _random(bits: int) -> int:
    return int.from_bytes(os.urandom(bits // 8))


def _in_letters(value: int) -> str:
    return _high_letters(value >> _LOW_BITS) + _letters(value, _LOW_BITS)


@lru_cache(maxsize=16)
def _high_letters(value: int) -> str:
    """What ids of one millisecond share is written once."""
    return _letters(value, _BITS - _LOW_BITS)


def _letters(value: int, bits: int) -> str:
    """The lowest bits of the value, ten of them in two letters, the highest first."""
    return "".join([_PAIRS[value >> shift & 1023] for shift in range(bits - 10, -1, -10)])
