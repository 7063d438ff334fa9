"""Cart rules that could never work are refused where they are made."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.errors.vouchers import RuleInvalid
from backoffice_orders.model.ids import CartRuleId
from backoffice_orders.model.pricing.actions.free_shipping import FreeShipping


@pytest.mark.parametrize("code", ["-", "...", "\u00ad", " _ "])
def test_a_code_that_nobody_can_say_is_refused(code: str) -> None:
    with pytest.raises(RuleInvalid) as refused:
        CartRule(
            CartRuleId("r"), "Rule", datetime(2026, 1, 15, tzinfo=UTC), (FreeShipping(),), code=code
        )
    assert refused.value.field == "code"
