"""Orders: what a cart becomes when it is placed, and its life afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from attrs import evolve, field
from moneyed import Money

from backoffice_orders.model.address import Address
from backoffice_orders.model.cart import Cart, Note
from backoffice_orders.model.checks import whole_minor_units
from backoffice_orders.model.copies import copied
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.fields import ID_OR_NONE, MOMENT, PERSONAL
from backoffice_orders.model.frozen import frozen_mapping
from backoffice_orders.model.ids import ActorId, CartId, CartRuleId, CustomerId, OrderId, PaymentId
from backoffice_orders.model.money import money_of_count
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.stock import StockDemand
from backoffice_orders.model.values import frozen


@frozen
class StatusChange:
    """The order reached a status: when (UTC), and by whom.

    ``cancels`` is what the status meant then, whatever becomes of the shop's statuses.
    """

    status: str
    at: datetime = field(validator=MOMENT)
    by: ActorId
    comment: str = field(default="", metadata=PERSONAL)
    cancels: bool = False


@frozen
class Payment:
    """Money that came in (above zero), or went back to the customer (below zero).

    ``amount`` is in the order's currency, in whole minor units. ``reference`` is the payment
    provider's or bank's name for it. ``charge_key`` names the charge that it came by.
    """

    id: PaymentId
    amount: Money = field(validator=whole_minor_units)
    method: str
    at: datetime = field(validator=MOMENT)
    reference: str = ""
    by: ActorId = ActorId("")
    charge_key: str = ""


@frozen
class OpenCharge:
    """A charge that was begun, and whose end is not known yet.

    ``amount`` is gross, in the order's currency; ``asked_at`` (UTC) is when the provider was
    asked for the money last.
    """

    key: str
    amount: Money = field(validator=whole_minor_units)
    method: str
    asked_at: datetime = field(validator=MOMENT)


@frozen
class PartialUse:
    """A voucher of which the order has used a part, and the voucher that was made of the rest.

    ``used`` is that part, in the order's currency; net or gross, as the voucher is.
    """

    rule_id: CartRuleId
    rest_id: CartRuleId
    used: Money = field(validator=whole_minor_units)


@frozen(slots=False)  # made in half the time, and copied fast
class Order:
    """A placed order. It keeps everything as it was: cart, prices, customer and addresses.

    ``reference`` is what people say on the phone, ``number`` counts the shop's orders from 1.
    ``cart`` and ``book`` priced again give ``summary``. ``demand`` is what it took from stock.
    ``charges`` counts the charges that were begun; ``open_charge`` is the one whose end is not
    known. ``payment_due`` is a day in the shop's time zone. ``moved_to`` is whose order it is
    since its customer was merged with another one. Moments are in UTC.
    """

    id: OrderId
    reference: str
    number: int
    placed_at: datetime = field(validator=MOMENT)
    placed_by: ActorId
    cart: Cart
    book: PriceBook
    summary: Summary
    customer: Customer
    delivery_address: Address | None
    invoice_address: Address | None
    payment_method: str
    demand: tuple[StockDemand, ...] = ()
    partial_uses: tuple[PartialUse, ...] = ()
    history: tuple[StatusChange, ...] = ()
    payments: tuple[Payment, ...] = ()
    payment_due: date | None = None
    message: str = field(default="", metadata=PERSONAL)
    notes: tuple[Note, ...] = field(default=(), metadata=PERSONAL)
    tags: tuple[str, ...] = field(default=(), metadata=PERSONAL)
    attributes: Mapping[str, str] = field(
        factory=dict, converter=frozen_mapping, hash=False, metadata=PERSONAL
    )
    idempotency_key: str = ""
    charges: int = 0
    open_charge: OpenCharge | None = None
    moved_to: CustomerId | None = field(default=None, validator=ID_OR_NONE)
    version: int = 0

    @property
    def cart_id(self) -> CartId:
        """The cart it was."""
        return self.cart.id

    @property
    def customer_id(self) -> CustomerId:
        """Whose order it is: who ordered it, or whom they were merged with since."""
        return self.moved_to or self.customer.id

    @property
    def currency(self) -> str:
        """The order's ISO 4217 currency."""
        return self.summary.currency

    @property
    def status(self) -> str:
        """The code of the latest status."""
        return self.history[-1].status

    @property
    def cancelled(self) -> bool:
        """Whether it has reached a status that cancels: nothing is to be paid any more."""
        return any(change.cancels for change in self.history)

    @property
    def total(self) -> Money:
        """What the customer pays, gross."""
        return self.summary.total.gross

    @property
    def paid(self) -> Money:
        """What was paid so far: what came in, less what went back."""
        return sum((payment.amount for payment in self.payments), self._nothing)

    def paid_by(self) -> tuple[tuple[str, Money], ...]:
        """``paid`` by the payment methods that it came by, their codes in the order of coming.

        What went back by another method than it had come by is taken from the last of them.
        """
        left = self.paid
        shares = []
        for method in dict.fromkeys(payment.method for payment in self.payments):
            by_it = (each.amount for each in self.payments if each.method == method)
            share = min(sum(by_it, self._nothing), left)
            if share > self._nothing:
                shares.append((method, share))
                left -= share
        return tuple(shares)

    @property
    def due(self) -> Money:
        """What is still to be paid, never below zero; nothing once it is cancelled."""
        return max(self._costs - self.paid, self._nothing)

    @property
    def unpaid(self) -> bool:
        """Whether anything is still to be paid."""
        return not self.cancelled and self.paid < self.total

    @property
    def overpaid(self) -> Money:
        """What the shop owes the customer: paid beyond what is to be paid, never below zero.

        A cancelled order costs nothing: all that is paid is owed.
        """
        return max(self.paid - self._costs, self._nothing)

    @property
    def _costs(self) -> Money:
        return self._nothing if self.cancelled else self.total

    @property
    def _nothing(self) -> Money:
        return money_of_count(0, self.currency)

    def of_version(self, version: int) -> Order:
        """As it is stored under this version."""
        return copied(self, version=version)

    def with_status(self, change: StatusChange) -> Order:
        """With one more step in its history."""
        return evolve(self, history=(*self.history, change))

    def with_payment(self, payment: Payment) -> Order:
        """With money that came in, or went back."""
        return evolve(self, payments=(*self.payments, payment))
