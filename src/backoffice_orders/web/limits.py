"""How often somebody may try something."""

from __future__ import annotations

import time
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address

from attrs import define, field

# So many are remembered at most; those who have waited long enough are forgotten first.
_MOST = 10_000


def network_of(address: str) -> str:
    """The network address that somebody's tries are counted under.

    Of IPv6 the first 64 bits: the rest whoever is connected there picks at will (RFC 4291).
    """
    try:
        found = ip_address(address)
    except ValueError:
        return address  # a socket's, or none
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return found.packed[:8].hex()


@define
class _Allowance:
    left: float
    at: float


@define
class Limit:
    """So many tries at once, and so many a second later on, for each name.

    One process counts its own; a host with several may lower the figures.
    """

    at_once: float
    per_second: float
    now: Callable[[], float] = time.monotonic
    _allowances: dict[str, _Allowance] = field(factory=dict, init=False)

    def allows(self, name: str) -> bool:
        """Whether one more try is allowed, which is counted."""
        now = self.now()
        if len(self._allowances) >= _MOST:
            self._forget(now)
        allowance = self._allowances.setdefault(name, _Allowance(self.at_once, now))
        allowance.left = self._left(allowance, now)
        allowance.at = now
        if allowance.left < 1:
            return False
        allowance.left -= 1
        return True

    def _left(self, allowance: _Allowance, now: float) -> float:
        return min(allowance.left + (now - allowance.at) * self.per_second, self.at_once)

    def _forget(self, now: float) -> None:
        kept = {
            name: each
            for name, each in self._allowances.items()
            if self._left(each, now) < self.at_once
        }
        # Where all of them are busy, those who began first.
        self._allowances = dict(list(kept.items())[-_MOST // 2 :])
