"""How much one employee may give away by hand, of one order."""

from __future__ import annotations

from decimal import Decimal

from attrs import field
from moneyed import Money

from backoffice_orders.model.fields import CASH_OR_NONE, PERCENT_OR_NONE, exact_or_none
from backoffice_orders.model.values import frozen


@frozen
class Ceiling:
    """The most that all discounts by hand of one order may take off together.

    ``percent`` (0 to 100) is of the goods before any discount, with tax; ``amount`` is gross, in
    any currency that the shop has a rate for. Both hold; None does not limit.
    """

    percent: Decimal | None = field(
        default=None, converter=exact_or_none, validator=PERCENT_OR_NONE
    )
    amount: Money | None = field(default=None, validator=CASH_OR_NONE)
