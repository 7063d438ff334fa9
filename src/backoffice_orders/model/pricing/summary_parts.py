"""What a summary is made of: lines, discounts, delivery and taxes, as whole minor units.

Without slots, frozen values are made in half the time: every pricing makes many.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum

from moneyed import Money

from backoffice_orders.model.ids import (
    CarrierId,
    CartRuleId,
    CombinationId,
    DiscountId,
    LineId,
    ProductId,
)
from backoffice_orders.model.messages import Message, Name, Sentence
from backoffice_orders.model.money import TaxedMoney, money_of_count, taxed_of_counts
from backoffice_orders.model.values import frozen

NO_REASON = Message("")
# The line of what rounding has left on untaxed goods, as an order keeps it.
UNTAXED_NAME = "untaxed"
UNTAXED = Sentence("tax.untaxed", "untaxed")
AT_ITS_RATE = Sentence("tax.at_its_rate", "{name} ({percent} %)")


class LineKind(StrEnum):
    """What a line of the summary is."""

    PRODUCT = "product"
    ITEM = "item"
    FEE = "fee"
    GIFT = "gift"


# Before Python 3.12 an enum takes ten times as long to be asked for a member.
PRODUCT, GIFT, FEE = LineKind.PRODUCT, LineKind.GIFT, LineKind.FEE


@frozen(slots=False)
class SummaryLine:
    """One line, priced. Counts are in minor units of ``currency``.

    ``options`` names the combination's attributes, ``customization`` the customer's answers
    as (label, answer) pairs. ``weight`` (kg) is the whole line's. ``reasons`` tell what made
    the unit price, step by step, net. Not ``priced``: what it refers to is gone, and the amounts
    are no price. ``picture`` is the address of a small picture, empty without one.
    """

    line_id: LineId
    kind: LineKind
    name: Name
    quantity: int
    currency: str
    unit_net: int
    unit_gross: int
    net: int
    gross: int
    discount_net: int
    discount_gross: int
    product_id: ProductId | None = None
    combination_id: CombinationId | None = None
    reference: str = ""
    options: str = ""
    customization: tuple[tuple[str, str], ...] = ()
    weight: Decimal = Decimal(0)
    virtual: bool = False
    reasons: tuple[Message, ...] = ()
    priced: bool = True
    picture: str = ""

    @property
    def called(self) -> Name:
        """Its name, and what was chosen of it."""
        return f"{self.name} ({self.options})" if self.options else self.name

    @property
    def unit_price(self) -> TaxedMoney:
        """One piece, to the currency's minor unit.

        With rounding per line or total, ``total`` need not be a multiple of it.
        """
        return taxed_of_counts(self.unit_net, self.unit_gross, self.currency)

    @property
    def total(self) -> TaxedMoney:
        """The whole line, before discounts."""
        return taxed_of_counts(self.net, self.gross, self.currency)

    @property
    def discount(self) -> TaxedMoney:
        """The sum of this line's shares of all discounts."""
        return taxed_of_counts(self.discount_net, self.discount_gross, self.currency)

    @property
    def payable(self) -> TaxedMoney:
        """What is left to pay of it."""
        return taxed_of_counts(
            self.net - self.discount_net, self.gross - self.discount_gross, self.currency
        )


@frozen
class DiscountShare:
    """What a discount takes off one line, or off the delivery (``shipping``)."""

    line_id: LineId
    amount: TaxedMoney


class _TakenOff:
    """What a rule, or a discount by hand, takes off; kept in minor units."""

    __slots__ = ()

    currency: str
    net: int
    gross: int
    parts: tuple[tuple[LineId, int, int], ...]

    @property
    def amount(self) -> TaxedMoney:
        """What it takes off in all."""
        return taxed_of_counts(self.net, self.gross, self.currency)

    @property
    def shares(self) -> tuple[DiscountShare, ...]:
        """What it takes off each line."""
        return tuple(
            DiscountShare(line_id, taxed_of_counts(net, gross, self.currency))
            for line_id, net, gross in self.parts
        )


@frozen(slots=False)
class AppliedRule(_TakenOff):
    """A cart rule that holds, and what it takes off. The shares add up to ``amount``.

    ``parts`` are (line, net, gross) in minor units; the delivery's line is ``shipping``.
    ``unused`` is what is left of an amount rule, in the rule's own net or gross terms.
    """

    rule_id: CartRuleId
    name: str
    code: str
    currency: str
    net: int
    gross: int
    parts: tuple[tuple[LineId, int, int], ...]
    free_shipping: bool = False
    unused: Money | None = None


@frozen
class AppliedDiscount(_TakenOff):
    """A discount by hand, and what it takes off: nothing, where nothing is left.

    ``reason`` is the code of one of the shop's. ``parts`` are (line, net, gross) in minor units;
    they add up to ``amount``. ``line_id`` and ``percent`` are as it was given; ``unused`` is what
    is left of an amount, in its own net or gross terms.
    """

    discount_id: DiscountId
    title: Name
    reason: str
    currency: str
    net: int
    gross: int
    parts: tuple[tuple[LineId, int, int], ...]
    line_id: LineId | None = None
    percent: Decimal | None = None
    unused: Money | None = None


@frozen
class RefusedRule:
    """A granted cart rule that does not hold at present, and which condition failed.

    Or one that would apply by itself, and was refused by hand.
    """

    rule_id: CartRuleId
    name: str
    code: str
    message: Message

    @property
    def error_code(self) -> str:
        """The code of the error that a grant would be refused with."""
        return self.message.code

    @property
    def sentence(self) -> str:
        """Why it does not hold, in English."""
        return str(self.message)


@frozen(slots=False)
class ShippingCost:
    """The delivery the cart is priced with. ``carrier_id`` is None for one made by hand.

    ``net`` and ``gross`` are in minor units; ``arrives`` is as in ``DeliveryOption``.
    """

    carrier_id: CarrierId | None
    name: str | Message
    delay: str
    currency: str
    net: int
    gross: int
    reason: Message
    arrives: date | None = None

    @property
    def price(self) -> TaxedMoney:
        """What it costs."""
        return taxed_of_counts(self.net, self.gross, self.currency)


@frozen(slots=False)
class DeliveryOption:
    """A way of delivery that a cart may choose. ``net`` and ``gross`` are in minor units.

    ``arrives`` is the day, by the shop's calendar, on which it is expected if it is ordered now,
    and for the chosen one the day that was chosen; None where the carrier does not say.
    """

    carrier_id: CarrierId
    name: str | Message
    delay: str
    currency: str
    net: int
    gross: int
    reason: Message = NO_REASON
    chosen: bool = False
    arrives: date | None = None

    @property
    def price(self) -> TaxedMoney:
        """What it costs, in the cart's currency."""
        return taxed_of_counts(self.net, self.gross, self.currency)


@frozen(slots=False)
class TaxLine:
    """One tax rate: what it is charged on (net) and what it comes to, in minor units."""

    name: str
    percent: Decimal
    currency: str
    base_count: int
    amount_count: int

    def called(self, beside: Iterable[TaxLine]) -> Name:
        """What it is called: with its rate where another one beside it has the same name."""
        if self.name == UNTAXED_NAME and not self.percent:
            return UNTAXED()
        if any(each.name == self.name and each.percent != self.percent for each in beside):
            return AT_ITS_RATE(name=self.name, percent=self.percent.normalize())
        return self.name

    @property
    def base(self) -> Money:
        """The net amount it is charged on."""
        return money_of_count(self.base_count, self.currency)

    @property
    def amount(self) -> Money:
        """The tax."""
        return money_of_count(self.amount_count, self.currency)


@frozen(slots=False)
class Counts:
    """A net and a gross amount in minor units."""

    net: int = 0
    gross: int = 0
