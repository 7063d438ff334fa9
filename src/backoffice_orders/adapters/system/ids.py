"""Time-ordered identifiers."""

from __future__ import annotations

import secrets
import threading
import time

# Crockford's base 32: no I, L, O and U, which are misread or make words.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TIME_LETTERS = 10
_RANDOM_BITS = 80


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
            value = (time.time_ns() // 1_000_000) << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
            if value <= self._last:
                # The same millisecond, or a clock set back: go on from the last id.
                value = self._last + 1 + secrets.randbits(32)
            self._last = value
        return f"{kind}_{_base32(value, _TIME_LETTERS + 16)}"

    def voucher_code(self) -> str:
        return "".join(secrets.choice(_LETTERS) for _ in range(10))


def _base32(value: int, length: int) -> str:
    letters = []
    for _ in range(length):
        value, digit = divmod(value, 32)
        letters.append(_LETTERS[digit])
    return "".join(reversed(letters))
