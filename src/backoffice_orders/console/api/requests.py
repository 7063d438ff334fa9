"""What the API takes."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from moneyed import Money

from backoffice_orders.model.rule_parts import RuleAction, RuleCondition
from backoffice_orders.model.values import frozen


@frozen
class NewCustomer:
    """A customer to create."""

    first_name: str
    last_name: str
    email: str
    company: str = ""
    phone: str = ""
    guest: bool = False


@frozen
class CustomerChanges:
    """What changes of a customer; what is left out stays as it is."""

    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    company: str | None = None
    phone: str | None = None
    vat_number: str | None = None
    language: str | None = None


@frozen
class NewCart:
    """A cart to begin."""

    customer_id: str | None = None
    currency: str | None = None
    language: str | None = None


@frozen
class CartBasis:
    """An abandoned cart, or a previous order, to begin from: one of them."""

    cart_id: str | None = None
    order_id: str | None = None


@frozen
class TakenLine:
    """So many of a product in a cart elsewhere; ``texts`` by the ids of the product's fields."""

    product_id: str
    quantity: int = 1
    combination_id: str | None = None
    texts: dict[str, str] | None = None


@frozen
class TakenIn:
    """A cart that was begun elsewhere, as it was left at a moment; ``reference`` names it there."""

    reference: str
    customer_id: str
    lines: tuple[TakenLine, ...]
    updated_at: datetime
    currency: str | None = None


@frozen
class NewClosing:
    """Close a cart: with the ``reference`` of its order elsewhere, or without, to discard it."""

    version: int
    reference: str = ""
    reason: str = ""


@frozen
class NewLine:
    """A product to add. ``texts`` are the customer's answers by the id of their field."""

    product_id: str
    version: int
    quantity: int = 1
    combination_id: str | None = None
    texts: dict[str, str] | None = None


@frozen
class Quantity:
    """How many of a line; none takes it out."""

    quantity: int
    version: int


@frozen
class Grant:
    """A voucher to grant, by its id or its code."""

    version: int
    rule_id: str | None = None
    code: str | None = None


@frozen
class Refusal:
    """Why a rule that applies by itself shall not apply to this cart."""

    reason: str
    version: int


@frozen
class NewDiscount:
    """A discount by hand: so many percent, or an amount, off a line or (none) off the order.

    ``each_piece``: the amount is for each piece of the line; ``tax_included``: it is gross.
    """

    title: str
    reason: str
    version: int
    percent: Decimal | None = None
    amount: Money | None = None
    line_id: str | None = None
    each_piece: bool = False
    tax_included: bool = True


@frozen
class DiscountChanges:
    """What changes of a discount by hand; what is left out stays as it is."""

    version: int
    title: str | None = None
    reason: str | None = None
    percent: Decimal | None = None
    amount: Money | None = None
    each_piece: bool | None = None
    tax_included: bool | None = None


@frozen
class NewVoucher:
    """A voucher to create for the cart's customer, for one use, and to grant at once.

    Without a ``code`` one is made up. ``partial_use``: what is left of an amount becomes a new one.
    """

    version: int
    name: str
    actions: tuple[RuleAction, ...]
    conditions: tuple[RuleCondition, ...] = ()
    code: str = ""
    description: str = ""
    valid_until: datetime | None = None
    partial_use: bool = False


@frozen
class ChosenCustomer:
    """Whose order it is."""

    customer_id: str
    version: int


@frozen
class ChosenAddresses:
    """Where to deliver, and where to send the invoice."""

    version: int
    delivery_address_id: str | None = None
    invoice_address_id: str | None = None


@frozen
class ChosenCarrier:
    """Who delivers."""

    carrier_id: str
    version: int


@frozen
class FreeShippingChoice:
    """Whether the delivery is free."""

    free: bool
    version: int


@frozen
class Messages:
    """Texts on the order; those that are left out stay."""

    version: int
    order_message: str | None = None
    customer_note: str | None = None
    gift_message: str | None = None


@frozen
class Sending:
    """A word to go along with the pre-filled order."""

    version: int
    note: str = ""


@frozen
class Version:
    """The version of the cart that was seen."""

    version: int


@frozen
class NewOrder:
    """How to place the cart. ``expected_total`` is gross, in the cart's currency."""

    payment_method: str
    idempotency_key: str
    version: int
    status: str | None = None
    expected_total: Money | None = None
    message: str = ""
    confirm_by_mail: bool = False


@frozen
class NewStatus:
    """The order's next status."""

    status: str
    comment: str = ""


@frozen
class NewPayment:
    """Money received, in the order's currency; ``method`` None is the order's payment method.

    ``overpayment`` records it even if it is more than what is due, or the order was cancelled.
    """

    amount: Money
    reference: str = ""
    method: str | None = None
    overpayment: bool = False


@frozen
class NewRefund:
    """Money given back, above zero, in the order's currency; ``method`` as for a payment."""

    amount: Money
    reference: str = ""
    method: str | None = None
