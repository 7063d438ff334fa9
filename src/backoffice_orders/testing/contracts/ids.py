"""The contracts of ``Ids`` and ``Clock``."""

from __future__ import annotations

from datetime import timedelta

from backoffice_orders.ports.clock import Clock
from backoffice_orders.ports.ids import Ids


class IdsContract:
    """Subclass with a fixture ``ids``."""

    def test_ids_never_repeat_and_ascend(self, ids: Ids) -> None:
        made = [ids.new("cart") for _ in range(2000)]
        assert made == sorted(made)
        assert len(set(made)) == len(made)
        assert all(id_.startswith("cart_") and id_[5:].isalnum() for id_ in made)

    def test_voucher_codes_never_repeat(self, ids: Ids) -> None:
        codes = {ids.voucher_code() for _ in range(2000)}
        assert len(codes) == 2000
        assert all(len(code) == 10 and code.isalnum() for code in codes)


class ClockContract:
    """Subclass with a fixture ``clock``."""

    def test_the_time_is_in_utc_and_never_goes_back(self, clock: Clock) -> None:
        first, second = clock.now(), clock.now()
        assert first.utcoffset() == timedelta(0)
        assert first <= second
