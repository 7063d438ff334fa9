"""Errors about discounts by hand."""

from decimal import Decimal
from typing import Any, ClassVar

from moneyed import Money

from backoffice_orders.model.errors.base import Conflict, InvalidInput, NotFound
from backoffice_orders.model.messages import Name, Reason, Sentence

OF_THE_GOODS = Sentence("ceiling.percent", "{percent} % of the goods")


class DiscountNotFound(NotFound):
    """The cart has no such discount by hand."""

    discount_id: str

    code: ClassVar[str] = "discount_not_found"
    sentence: ClassVar[str] = "This discount is not on the order any more: look at the order again."


class DiscountInvalid(InvalidInput):
    """A discount by hand that could never be given."""

    field: str
    reason: Reason

    code: ClassVar[str] = "discount_invalid"
    sentence: ClassVar[str] = "Correct the discount's {field}: {reason}."


class DiscountReasonUnknown(InvalidInput):
    """The shop has no such reason for a discount by hand."""

    reason: str

    code: ClassVar[str] = "discount_reason_unknown"
    sentence: ClassVar[str] = "Choose one of the shop's reasons for a discount, not '{reason}'."


class DiscountOnFee(Conflict):
    """A fee takes no discount by hand."""

    line_id: str

    code: ClassVar[str] = "discount_on_fee"
    sentence: ClassVar[str] = "A fee takes no discount: change its price, or remove it."


class DiscountAboveCeiling(Conflict):
    """The discounts by hand of an order are more than whoever gave the last of them may give.

    ``given`` is what they come to, gross; ``percent`` (of the goods before discounts) and
    ``amount`` (gross) are the ceiling, of which one may be None.
    """

    discount_id: str
    title: Name
    given: Money
    percent: Decimal | None
    amount: Money | None

    code: ClassVar[str] = "discount_above_ceiling"
    sentence: ClassVar[str] = (
        "With '{title}' the discounts by hand come to {given}, above the ceiling of {ceiling}: "
        "lower it, or have it allowed by a colleague with the permission 'allow_discount' and a "
        "higher ceiling."
    )
    to_customer: ClassVar[str] = (
        "The discount '{title}' was agreed for another order than this one has become: ask the "
        "shop to look at it."
    )

    def values(self) -> dict[str, Any]:
        """The ceiling as people call it."""
        parts: list[Any] = []
        if self.percent is not None:
            parts.append(OF_THE_GOODS(percent=self.percent.normalize()))
        if self.amount is not None:
            parts.append(self.amount)
        return {"title": self.title, "given": self.given, "ceiling": tuple(parts)}


class DiscountNotTakenOver(Conflict):
    """A discount by hand was given for one order, and a new one begins without it."""

    title: Name

    code: ClassVar[str] = "discount_not_taken_over"
    sentence: ClassVar[str] = (
        "The discount '{title}' was given by hand for the other order: give it anew if it is due."
    )


class NotTakenOver(Conflict):
    """Something was granted by hand for one order, and a new one begins without it."""

    what: Reason

    code: ClassVar[str] = "not_taken_over"
    sentence: ClassVar[str] = "Not taken over: {what}. Give it anew if it is due."


class DiscountSelfAllowed(Conflict):
    """Somebody wants to allow a discount by hand to themselves."""

    actor_id: str

    code: ClassVar[str] = "discount_self_allowed"
    sentence: ClassVar[str] = "Nobody allows a discount to themselves: ask a colleague."
