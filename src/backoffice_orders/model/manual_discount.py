"""Discounts by hand: what an employee takes off a line or an order, and within which ceiling."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from attrs import field
from moneyed import Money

from backoffice_orders.model.ceiling import Ceiling
from backoffice_orders.model.errors.discounts import DiscountInvalid
from backoffice_orders.model.fields import (
    CALLED,
    ID,
    MOMENT,
    PERCENT_OR_NONE,
    Cash,
    asked,
    asked_of_person,
    exact_or_none,
    named,
    written,
)
from backoffice_orders.model.ids import ActorId, DiscountId, LineId
from backoffice_orders.model.messages import Name, Sentence
from backoffice_orders.model.values import frozen

PERCENT_OR_AMOUNT = Sentence(
    "reason.percent_or_amount", "it is either so many percent or an amount"
)
TAKES_NOTHING = Sentence("reason.takes_nothing", "it must take something off")
OF_ONE_LINE = Sentence(
    "reason.each_piece_of_a_line", "only an amount off one line is for each piece"
)
_AGREED_OR_NONE = Cash(none=True, whole=True)


@frozen(kw_only=True)
class ManualDiscount:
    """So many percent, or an amount, off one line or (``line_id`` None) off all goods.

    ``amount`` is in the cart's currency, gross where ``tax_included``; of a line it is for each
    piece or (not ``each_piece``) for the line as a whole. ``title`` is what the customer reads,
    ``reason`` the code of one of the shop's reasons. ``by`` has given it, ``allowed_by`` has
    allowed it to go above the ceiling of who gave it; ``ceiling`` is that of the one of them who
    answers for it, None where there is none. ``at`` is in UTC.
    """

    id: DiscountId = field(validator=ID)
    title: Name = field(
        converter=named, validator=CALLED, metadata=asked_of_person("Title, for the customer")
    )
    reason: str = field(converter=written, validator=ID, metadata=asked("Reason"))
    by: ActorId
    at: datetime = field(validator=MOMENT)
    percent: Decimal | None = field(
        default=None,
        converter=exact_or_none,
        validator=PERCENT_OR_NONE,
        metadata=asked("Percent"),
    )
    amount: Money | None = field(default=None, validator=_AGREED_OR_NONE, metadata=asked("Amount"))
    line_id: LineId | None = field(default=None, metadata=asked("Off what"))
    each_piece: bool = field(default=False, metadata=asked("Off each piece"))
    tax_included: bool = field(default=True, metadata=asked("Tax included"))
    allowed_by: ActorId | None = None
    ceiling: Ceiling | None = None

    def __attrs_post_init__(self) -> None:
        if (self.percent is None) == (self.amount is None):
            raise DiscountInvalid("amount", PERCENT_OR_AMOUNT())
        if not (self.percent if self.amount is None else self.amount.amount):
            field_name = "percent" if self.amount is None else "amount"
            raise DiscountInvalid(field_name, TAKES_NOTHING())
        if self.each_piece and (self.amount is None or self.line_id is None):
            raise DiscountInvalid("each_piece", OF_ONE_LINE())
