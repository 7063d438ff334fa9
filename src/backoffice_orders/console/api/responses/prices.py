"""What something costs."""

from __future__ import annotations

from datetime import datetime

from moneyed import Money

from backoffice_orders.console.api.responses.carts import SayingOut
from backoffice_orders.console.api.responses.sums import LineOut, RuleOut, SumsOut
from backoffice_orders.model.messages import Message
from backoffice_orders.model.pricing.cost import Cost
from backoffice_orders.model.values import frozen
from backoffice_orders.services.other_moments import PriceAt


@frozen
class PriceAtOut:
    """What a cart costs at a moment; amounts are gross, but for ``sums.total_net``.

    ``missing`` is what cannot be priced for then. See ``CartOut`` for ``estimates``.
    """

    moment: datetime
    lines: tuple[LineOut, ...]
    rules: tuple[RuleOut, ...]
    sums: SumsOut
    missing: tuple[SayingOut, ...]
    estimates: tuple[str, ...]

    @classmethod
    def of(cls, found: PriceAt) -> PriceAtOut:
        """From the service."""
        summary = found.summary
        return cls(
            found.moment,
            tuple(map(LineOut.of, summary.lines)),
            tuple(map(RuleOut.of, summary.rules)),
            SumsOut.of(summary),
            tuple(map(SayingOut.of, found.missing)),
            tuple(each.value for each in summary.estimates),
        )


@frozen
class CostOut:
    """What some pieces of a product cost, before cart rules; ``reduced``: less than usual."""

    product_id: str
    combination_id: str | None
    quantity: int
    unit_price: Money
    unit_price_net: Money
    total: Money
    total_net: Money
    reduced: bool
    reasons: tuple[Message, ...]

    @classmethod
    def of(cls, cost: Cost) -> CostOut:
        """From the model."""
        return cls(
            cost.product_id,
            cost.combination_id,
            cost.quantity,
            cost.unit_price.gross,
            cost.unit_price.net,
            cost.total.gross,
            cost.total.net,
            cost.reduced,
            cost.reasons,
        )
