"""Orders: what a cart becomes when it is placed, and its life afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from attrs import evolve, field, frozen
from moneyed import Money

from backoffice_orders.model.address import Address
from backoffice_orders.model.cart import Cart, Note
from backoffice_orders.model.checks import frozen_mapping, not_negative, timestamp
from backoffice_orders.model.copies import copied
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.ids import ActorId, CartId, CustomerId, OrderId, PaymentId
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.stock import StockDemand


@frozen
class StatusChange:
    """The order reached a status: when (UTC), and by whom."""

    status: str
    at: datetime = field(validator=timestamp)
    by: ActorId
    comment: str = ""


@frozen
class Payment:
    """Money received. ``reference`` is the payment provider's or bank's."""

    id: PaymentId
    amount: Money = field(validator=not_negative)
    method: str
    at: datetime = field(validator=timestamp)
    reference: str = ""
    by: ActorId = ActorId("")


@frozen(slots=False)  # made in half the time, and copied fast
class Order:
    """A placed order. It keeps everything as it was: cart, prices, customer and addresses.

    ``reference`` is what people say on the phone, ``number`` counts the shop's orders from 1.
    ``cart`` and ``book`` priced again give ``summary``. ``demand`` is what it took from stock.
    ``refused_charges`` counts what payment providers have refused so far.
    Moments are in UTC.
    """

    id: OrderId
    reference: str
    number: int
    placed_at: datetime = field(validator=timestamp)
    placed_by: ActorId
    cart: Cart
    book: PriceBook
    summary: Summary
    customer: Customer
    delivery_address: Address | None
    invoice_address: Address | None
    payment_method: str
    demand: tuple[StockDemand, ...] = ()
    history: tuple[StatusChange, ...] = ()
    payments: tuple[Payment, ...] = ()
    payment_due: date | None = None
    message: str = ""
    notes: tuple[Note, ...] = ()
    tags: tuple[str, ...] = ()
    attributes: Mapping[str, str] = field(factory=dict, converter=frozen_mapping, hash=False)
    idempotency_key: str = ""
    refused_charges: int = 0
    version: int = 0

    @property
    def cart_id(self) -> CartId:
        """The cart it was."""
        return self.cart.id

    @property
    def customer_id(self) -> CustomerId:
        """Whose order it is."""
        return self.customer.id

    @property
    def currency(self) -> str:
        """The order's ISO 4217 currency."""
        return self.summary.currency

    @property
    def status(self) -> str:
        """The code of the latest status."""
        return self.history[-1].status

    @property
    def total(self) -> Money:
        """What the customer pays, gross."""
        return self.summary.total.gross

    @property
    def paid(self) -> Money:
        """What has been paid so far."""
        return sum((payment.amount for payment in self.payments), Money(0, self.currency))

    @property
    def due(self) -> Money:
        """What is still to be paid."""
        return self.total - self.paid

    def of_version(self, version: int) -> Order:
        """As it is stored under this version."""
        return copied(self, version=version)

    def with_status(self, change: StatusChange) -> Order:
        """With one more step in its history."""
        return evolve(self, history=(*self.history, change))

    def with_payment(self, payment: Payment) -> Order:
        """With money received."""
        return evolve(self, payments=(*self.payments, payment))


# Consonants only: no words by accident, and none of the letters that look like a digit.
REFERENCE_LETTERS = "CGHJKLMPQRWXZ"
REFERENCE_LENGTH = 9
_TRIPLES = [
    first + second + third
    for third in REFERENCE_LETTERS
    for second in REFERENCE_LETTERS
    for first in REFERENCE_LETTERS
]
# Without a factor in common with 13, so that multiplying by it shuffles all references.
_SHUFFLE = 6_700_417_931


def order_reference(number: int) -> str:
    """A readable reference for the shop's n-th order: nine letters, never twice.

    Numbers up to 13^9 (10,604,499,373) have references of their own; neighbours look nothing
    alike, so one misheard letter is not another customer's order.
    """
    size = len(REFERENCE_LETTERS) ** REFERENCE_LENGTH
    value = number * _SHUFFLE % size
    rest, first = divmod(value, len(_TRIPLES))
    third, second = divmod(rest, len(_TRIPLES))
    return "".join((_TRIPLES[first], _TRIPLES[second], _TRIPLES[third]))
