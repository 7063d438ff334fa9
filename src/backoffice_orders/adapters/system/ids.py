"""Time-ordered identifiers."""

from __future__ import annotations

import os
import secrets
import threading
import time
from base64 import b32encode

# Crockford's base 32: no I, L, O and U, which are misread or make words.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TO_CROCKFORD = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", _LETTERS.encode())
_LETTERS_OF_AN_ID = 26
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
            value = (time.time_ns() // 1_000_000) << _RANDOM_BITS | int.from_bytes(
                os.urandom(_RANDOM_BYTES)
            )
            if value <= self._last:
                # The same millisecond, or a clock set back: go on from the last id.
                value = self._last + 1 + secrets.randbits(32)
            self._last = value
        return f"{kind}_{_in_letters(value)}"

    def voucher_code(self) -> str:
        return "".join(secrets.choice(_LETTERS) for _ in range(10))


def _in_letters(value: int) -> str:
    # Twenty bytes are 32 letters; the last six stand for the zeros that fill them up.
    encoded = b32encode((value << 30).to_bytes(20, "big"))
    return encoded[:_LETTERS_OF_AN_ID].translate(_TO_CROCKFORD).decode()
