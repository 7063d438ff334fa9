"""Errors about carts as a whole, placing, orders and payments."""

from datetime import datetime
from typing import Any, ClassVar

from moneyed import Money

from backoffice_orders.model.errors.base import Conflict, InvalidInput, NotFound
from backoffice_orders.model.messages import Message, Sentence

DISCARDED = Sentence("closed.discarded", "discarded")
ORDERED_ELSEWHERE = Sentence("closed.ordered_elsewhere", "ordered elsewhere: {reference}")
SOMEBODY = Sentence("somebody", "Somebody")
YOURSELF = Sentence(
    "stale_cart.own",
    "You have changed this order since this page was shown, perhaps in another tab: look at it "
    "again, then repeat your change if it is not there.",
    to_customer="The order was changed meanwhile: look at it again, then repeat your change.",
)
CAUSES_FIRST = Sentence("total_changed.causes_first", "{causes}\n{total}")
AND_MORE = Sentence("import_problems_more", "{listed}\n… and {more} more")


class CartNotFound(NotFound):
    """The shop has no such cart."""

    cart_id: str

    code: ClassVar[str] = "cart_not_found"
    sentence: ClassVar[str] = "There is no cart '{cart_id}'."


class CartEmpty(Conflict):
    """There is nothing to order."""

    code: ClassVar[str] = "cart_empty"
    sentence: ClassVar[str] = "Add a product first: the cart is empty."
    to_customer: ClassVar[str] = "The cart is empty."


class StaleCart(Conflict):
    """Somebody else changed the cart since it was read.

    ``changes`` names what they did, for programs, ``by`` who they are; ``told`` says who did what
    when, for people. ``own``: it was nobody but who is refused now, on another page.
    """

    cart_id: str
    expected_version: int
    current_version: int
    changes: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    told: tuple[Message, ...] = ()
    own: bool = False

    code: ClassVar[str] = "stale_cart"
    sentence: ClassVar[str] = (
        "{who} have changed this order meanwhile: look at it again, then repeat your change."
    )
    singular: ClassVar[str] = (
        "{who} has changed this order meanwhile: look at it again, then repeat your change."
    )
    counts: ClassVar[str] = "number"
    to_customer: ClassVar[str] = (
        "The order was changed meanwhile: look at it again, then repeat your change."
    )

    def values(self) -> dict[str, Any]:
        """Who, and how many they are."""
        return {"who": self.by or SOMEBODY(), "number": max(len(self.by), 1)}

    @property
    def message(self) -> Message:
        """Who is to look again: nobody is told of themselves as of a colleague."""
        return YOURSELF() if self.own else super().message


class CannotUndo(Conflict):
    """A change that is not among the latest, is of another kind, or was changed again since."""

    cart_id: str

    code: ClassVar[str] = "cannot_undo"
    sentence: ClassVar[str] = (
        "This cannot be undone any more: what it changed was changed again. Change it by hand."
    )


class CartAlreadyOrdered(Conflict):
    """The cart was turned into an order and cannot change any more."""

    cart_id: str
    order_id: str

    code: ClassVar[str] = "cart_already_ordered"
    sentence: ClassVar[str] = "This cart was placed as an order: start a new one."
    to_customer: ClassVar[str] = "This is ordered already, and cannot be changed here any more."


class CartClosed(Conflict):
    """The cart was discarded, or ordered in another system, and cannot change any more.

    ``kind`` is ``discarded`` or ``ordered_elsewhere``; ``reference`` is the order's there.
    """

    cart_id: str
    kind: str
    reference: str = ""

    code: ClassVar[str] = "cart_closed"
    sentence: ClassVar[str] = "This cart was closed ({how}): copy it, or start a new one."

    def values(self) -> dict[str, Any]:
        """How it was closed, as people call it."""
        if self.kind == "ordered_elsewhere":
            return {"how": ORDERED_ELSEWHERE(reference=self.reference)}
        return {"how": DISCARDED() if self.kind == "discarded" else self.kind}


class HoldTooLong(InvalidInput):
    """Prices, goods or a link would be held for longer than the shop does. ``limit`` is in days."""

    field: str
    limit: int

    code: ClassVar[str] = "hold_too_long"
    sentence: ClassVar[str] = (
        "Choose a shorter time ({field}): the shop holds nothing for over {limit} days."
    )
    singular: ClassVar[str] = (
        "Choose a shorter time ({field}): the shop holds nothing for over {limit} day."
    )
    counts: ClassVar[str] = "limit"


class OfferExpired(Conflict):
    """The offer's date has passed. ``expired_at`` is in UTC."""

    cart_id: str
    expired_at: datetime

    code: ClassVar[str] = "offer_expired"
    sentence: ClassVar[str] = "This offer was valid until {expired_at}: start a new one from it."
    to_customer: ClassVar[str] = (
        "This offer was valid until {expired_at}: ask the shop for a new one."
    )


class OrderNotFound(NotFound):
    """The shop has no such order."""

    order_id: str

    code: ClassVar[str] = "order_not_found"
    sentence: ClassVar[str] = "There is no order '{order_id}'."


class PaymentMethodUnknown(InvalidInput):
    """The shop has no such payment method."""

    payment_method: str

    code: ClassVar[str] = "payment_method_unknown"
    sentence: ClassVar[str] = "The shop does not have this payment method: choose another one."
    to_customer: ClassVar[str] = "This way to pay is not offered any more: choose another one."


class StatusUnknown(InvalidInput):
    """The shop has no such order status."""

    status: str

    code: ClassVar[str] = "status_unknown"
    sentence: ClassVar[str] = "The shop does not have this order status: choose another one."


class StatusFinal(Conflict):
    """The order was cancelled, or is to be placed so; ``status`` is the code of its status."""

    status: str

    code: ClassVar[str] = "status_final"
    sentence: ClassVar[str] = "A cancelled order cannot go on: only its money can be given back."


class PaymentTooLarge(Conflict):
    """More than is still to be paid."""

    amount: Money
    due: Money

    code: ClassVar[str] = "payment_too_large"
    sentence: ClassVar[str] = (
        "{amount} is more than the {due} still to be paid: correct it, or, if it has come in, "
        "record it as an overpayment."
    )


class DueChanged(Conflict):
    """Another amount is due by now than the one that was shown. Amounts are gross."""

    expected: Money
    current: Money

    code: ClassVar[str] = "due_changed"
    sentence: ClassVar[str] = (
        "{current} is due now, not {expected}, and nothing was charged: tell the customer first."
    )
    to_customer: ClassVar[str] = (
        "{current} is due now, not {expected}, and nothing was charged: check it, then pay again."
    )


class PaymentReferenceTaken(Conflict):
    """Another amount was recorded under this reference and payment method."""

    reference: str
    amount: Money

    code: ClassVar[str] = "payment_reference_taken"
    sentence: ClassVar[str] = (
        "{amount} is on record under '{reference}' already: give the other payment a reference "
        "of its own."
    )


class RefundTooLarge(Conflict):
    """More than was paid."""

    amount: Money
    paid: Money

    code: ClassVar[str] = "refund_too_large"
    sentence: ClassVar[str] = "{amount} cannot go back: only {paid} was paid."


class ChargeOpen(Conflict):
    """A charge was begun, and nobody knows yet whether it went through."""

    amount: Money
    payment_method: str

    code: ClassVar[str] = "charge_open"
    sentence: ClassVar[str] = (
        "A charge of {amount} may have gone through: wait until its outcome is known, or record "
        "what has come in."
    )


class IdempotencyKeyReused(Conflict):
    """The key was used before, to place another cart."""

    key: str

    code: ClassVar[str] = "idempotency_key_reused"
    sentence: ClassVar[str] = "This key has placed another cart: use a new key for each order."


class ImportRefused(InvalidInput):
    """The files have mistakes; nothing was imported.

    ``told`` are the problems, each with its file, line and field; ``more`` counts those not listed.
    """

    told: tuple[Message, ...]
    more: int = 0

    code: ClassVar[str] = "import_refused"
    sentence: ClassVar[str] = "Nothing was imported; correct these lines first:\n{listed}"

    @property
    def problems(self) -> tuple[str, ...]:
        """The problems in English: ``file:line: field: what is wrong``."""
        return tuple(str(each) for each in self.told)

    def details(self) -> dict[str, Any]:
        """The problems in English, and how many more there are."""
        return {"problems": self.problems, "more": self.more}

    def values(self) -> dict[str, Any]:
        """The problems, one in a line."""
        return {"listed": AND_MORE(listed=self.told, more=self.more) if self.more else self.told}


class ChangedByItself(Conflict):
    """Changes that were to be placed at once have changed something else. ``what`` says what."""

    what: tuple[Message, ...]

    code: ClassVar[str] = "changed_by_itself"
    sentence: ClassVar[str] = "{what}\nLook at the order again before it is placed."


class TotalChanged(Conflict):
    """The order would cost something else than what was agreed. Amounts are gross.

    ``causes`` say what has gone of it, as far as that is known: they are said first.
    """

    expected: Money
    current: Money
    causes: tuple[Message, ...] = ()

    code: ClassVar[str] = "total_changed"
    sentence: ClassVar[str] = (
        "The total is now {current}, not {expected}: tell the customer, then go on."
    )
    to_customer: ClassVar[str] = (
        "The total is now {current}, not {expected}: please check it, then order again."
    )

    @property
    def message(self) -> Message:
        """What it says, after its causes."""
        total = super().message
        return CAUSES_FIRST(causes=self.causes, total=total) if self.causes else total
