"""Time-ordered identifiers."""

from __future__ import annotations

import os
import secrets
import threading
import time

# Crockford's base 32: no I, L, O and U, which are misread or make words.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = [first + second for first in _LETTERS for second in _LETTERS]
# 26 letters, two at a time, the highest first.
_SHIFTS = range(120, -1, -10)
_RANDOM_BITS = 80
_RANDOM_BYTES = _RANDOM_BITS // 8


class TimeOrderedIds:
    """The ``Ids`` port: 48 bits of milliseconds, then 80 random bits, in 26 letters.

    Within one process ids are strictly ascending; two processes' ids of one millisecond are
    in no particular order.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def new(self, kind: str) -> str:
        with self._lock:
            milliseconds = time.time_ns() // 1_000_000
            value = milliseconds << _RANDOM_BITS | int.from_bytes(os.urandom(_RANDOM_BYTES))
            if value <= self._last:
                # The same millisecond, or a clock set back: go on from the last id.
                value = self._last + 1 + secrets.randbits(32)
            self._last = value
        return f"{kind}_{_in_letters(value)}"

    def voucher_code(self) -> str:
        return "".join(secrets.choice(_LETTERS) for _ in range(10))


def _in_letters(value: int) -> str:
    return "".join([_PAIRS[value >> shift & 1023] for shift in _SHIFTS])
