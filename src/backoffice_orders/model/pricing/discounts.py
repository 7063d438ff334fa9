"""What the action of a cart rule answers: the discounts that it gives.

An action says what is taken off and of which pieces; pricing takes it off, rounds it once, and
sees to it that nothing costs less than nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from backoffice_orders.model.ids import CombinationId, ProductId
from backoffice_orders.model.pricing.line import Pieces
from backoffice_orders.model.values import frozen


@frozen
class PercentOff:
    """So many percent (0 to 100) off what earlier discounts have left of some pieces."""

    pieces: Sequence[Pieces]
    percent: Decimal


@frozen
class AmountOff:
    """So much off some pieces together, spread over them by what is left of them.

    ``amount`` is in major units of the cart's currency, gross where ``tax_included``. What is more
    than the pieces have left is not used up. With ``each`` it is taken off every piece, rounded to
    minor units, and what is more than a line's pieces have left is not kept for others.
    """

    pieces: Sequence[Pieces]
    amount: Decimal
    tax_included: bool
    each: bool = False


@frozen
class DeliveryPercentOff:
    """So many percent (0 to 100) off the price of the delivery, whatever it comes to."""

    percent: Decimal = Decimal(100)


@frozen
class GiftGiven:
    """One piece of a product, on a line of its own, for nothing."""

    product_id: ProductId
    combination_id: CombinationId | None = None


Discount = PercentOff | AmountOff | DeliveryPercentOff | GiftGiven
