"""What the API gives: flat, plain, and described by its OpenAPI document."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from attrs import fields_dict
from moneyed import Money

from backoffice_orders.console.api.problems import plain
from backoffice_orders.model.address import Address, AddressDetails
from backoffice_orders.model.audit import AuditEntry
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.listing import CartInfo, OrderInfo
from backoffice_orders.model.messages import Message
from backoffice_orders.model.order import Order
from backoffice_orders.model.page import Page
from backoffice_orders.model.pricing.cost import Cost
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.pricing.summary_parts import AppliedDiscount, RefusedRule
from backoffice_orders.model.settings import DiscountReason
from backoffice_orders.model.told_changes import told_entry
from backoffice_orders.model.values import frozen
from backoffice_orders.serialization import to_json
from backoffice_orders.services.customers import CustomerDetails
from backoffice_orders.services.notices import Notice
from backoffice_orders.services.other_moments import PriceAt
from backoffice_orders.services.product_search import ProductHit
from backoffice_orders.services.view import CartView, Problem
from backoffice_orders.services.vouchers import VoucherHit


@frozen
class CustomerOut:
    """A customer."""

    id: str
    first_name: str
    last_name: str
    email: str
    company: str
    phone: str
    active: bool
    guest: bool

    @classmethod
    def of(cls, customer: Customer) -> CustomerOut:
        """From the model."""
        names = ("id", "first_name", "last_name", "email", "company", "phone", "active", "guest")
        return cls(*(getattr(customer, name) for name in names))


@frozen
class AddressOut(AddressDetails):
    """An address."""

    id: str
    name: str
    street: str
    postcode: str
    city: str
    state: str
    country: str

    @classmethod
    def of(cls, address: Address) -> AddressOut:
        """From the model."""
        return cls(**{name: getattr(address, name) for name in fields_dict(cls)})


@frozen
class CustomersOut:
    """A page of customers."""

    items: tuple[CustomerOut, ...]
    page: int
    more: bool


@frozen
class BasisOut:
    """A cart or an order in a list. ``total`` is gross.

    ``contents`` names the first ten things in it, ``further`` counts the lines after these.
    """

    id: str
    reference: str
    moment: datetime
    contents: str
    total: Money | None
    further: int
    customer: str
    status: str

    @classmethod
    def of_cart(cls, info: CartInfo) -> BasisOut:
        """An abandoned cart."""
        contents = _contents(info)
        return cls(
            info.cart_id,
            "",
            info.updated_at,
            contents,
            info.total,
            info.further,
            info.customer_name,
            "",
        )

    @classmethod
    def of_order(cls, info: OrderInfo) -> BasisOut:
        """A previous order."""
        return cls(
            info.order_id,
            info.reference,
            info.placed_at,
            _contents(info),
            info.total,
            info.further,
            info.customer_name,
            info.status,
        )


def _contents(info: CartInfo | OrderInfo) -> str:
    return ", ".join(f"{each.quantity} x {each.name}" for each in info.contents)


@frozen
class ClosedOut:
    """A cart that was closed: ``kind`` is ``discarded`` or ``ordered_elsewhere``."""

    id: str
    version: int
    kind: str
    reference: str

    @classmethod
    def of(cls, cart: Cart) -> ClosedOut:
        """From the model."""
        assert cart.closed is not None
        return cls(cart.id, cart.version, cart.closed.kind.value, cart.closed.reference)


@frozen
class ListOut:
    """A page of carts or orders. ``next`` is what the page after it is asked for by, or empty."""

    items: tuple[BasisOut, ...]
    next: str

    @classmethod
    def of_carts(cls, page: Page[CartInfo]) -> ListOut:
        """From the service."""
        return cls(tuple(map(BasisOut.of_cart, page)), page.next)

    @classmethod
    def of_orders(cls, page: Page[OrderInfo]) -> ListOut:
        """From the service."""
        return cls(tuple(map(BasisOut.of_order, page)), page.next)


@frozen
class ChangeOut:
    """A field that was changed, of the whole or (``part_id``) of one line.

    ``before`` and ``after`` are texts as they were, anything else as JSON, and empty for nothing.
    """

    field: str
    part_id: str
    before: str
    after: str


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else to_json(value)


@frozen
class EntryOut:
    """Who did what, and when."""

    at: datetime
    actor_id: str
    actor_name: str
    action: str
    sentence: Message
    version: int | None
    changes: tuple[ChangeOut, ...]


@frozen
class HistoryOut:
    """A page of a history. ``next`` is what the page after it is asked for by, or empty."""

    items: tuple[EntryOut, ...]
    next: str

    @classmethod
    def of(cls, page: Page[AuditEntry]) -> HistoryOut:
        """From the service."""
        entries = tuple(
            EntryOut(
                entry.at,
                entry.actor_id,
                entry.actor_name,
                entry.action,
                told_entry(entry),
                entry.version,
                tuple(
                    ChangeOut(each.field, each.part_id, _text(each.before), _text(each.after))
                    for each in entry.changes()
                ),
            )
            for entry in page
        )
        return cls(entries, page.next)


@frozen
class DetailsOut:
    """Everything about one customer that helps on the phone.

    ``carts`` and ``orders`` are the latest; the lists of both go on after ``carts_next`` and
    ``orders_next``.
    """

    customer: CustomerOut
    groups: tuple[str, ...]
    addresses: tuple[AddressOut, ...]
    carts: tuple[BasisOut, ...]
    orders: tuple[BasisOut, ...]
    carts_next: str
    orders_next: str
    order_count: int
    spent: tuple[Money, ...]

    @classmethod
    def of(cls, details: CustomerDetails) -> DetailsOut:
        """From the service."""
        return cls(
            CustomerOut.of(details.customer),
            tuple(group.name for group in details.groups),
            tuple(AddressOut.of(each) for each in details.addresses),
            tuple(map(BasisOut.of_cart, details.carts)),
            tuple(map(BasisOut.of_order, details.orders)),
            details.carts.next,
            details.orders.next,
            details.order_count,
            details.spent,
        )


@frozen
class LineOut:
    """A priced line; amounts are gross. ``remaining`` is how many more could be added."""

    id: str
    kind: str
    name: str
    options: str
    quantity: int
    unit_price: Money
    total: Money
    discount: Money
    remaining: int | None


@frozen
class RuleOut:
    """A cart rule that holds, and what it takes off, gross."""

    id: str
    name: str
    code: str
    amount: Money


@frozen
class DiscountOut:
    """A discount by hand, and what it takes off, gross.

    ``reason`` is the code of one of the shop's reasons; ``line_id`` is null for the order.
    """

    id: str
    title: str
    reason: str
    line_id: str | None
    amount: Money

    @classmethod
    def of(cls, discount: AppliedDiscount) -> DiscountOut:
        """From the model."""
        amount = discount.amount.gross
        return cls(discount.discount_id, discount.title, discount.reason, discount.line_id, amount)


@frozen
class RefusedRuleOut:
    """A cart rule that does not hold, or was refused by hand, and why."""

    id: str
    name: str
    code: str
    why: str
    sentence: Message

    @classmethod
    def of(cls, rule: RefusedRule) -> RefusedRuleOut:
        """From the model."""
        return cls(rule.rule_id, rule.name, rule.code, rule.error_code, rule.message)


@frozen
class ReasonOut:
    """A reason for discounts by hand."""

    code: str
    name: str


@frozen
class ReasonsOut:
    """The shop's reasons for discounts by hand."""

    items: tuple[ReasonOut, ...]

    @classmethod
    def of(cls, reasons: tuple[DiscountReason, ...]) -> ReasonsOut:
        """From the model."""
        return cls(tuple(ReasonOut(each.code, each.name) for each in reasons))


@frozen
class OptionOut:
    """A way of delivery, with its gross price."""

    carrier_id: str
    name: Message | str
    delay: str
    price: Money
    chosen: bool


@frozen
class TaxOut:
    """One tax rate of the order."""

    name: str
    base: Money
    amount: Money


@frozen
class SayingOut:
    """Something that is missing, or that has changed by itself."""

    code: str
    sentence: Message
    values: dict[str, object]
    line_id: str | None = None

    @classmethod
    def of(cls, said: Problem | Notice) -> SayingOut:
        """From the service. ``values`` are what the sentence is filled in with."""
        message = said.message
        line_id = said.line_id if isinstance(said, Problem) else None
        return cls(said.code, message, plain(message.values), line_id)


@frozen
class SumsOut:
    """A summary: the parts add up to the total. Gross, but for ``total_net``."""

    currency: str
    products: Money
    fees: Money
    discounts: Money
    shipping: Money
    wrapping: Money
    total: Money
    total_net: Money
    taxes: tuple[TaxOut, ...]

    @classmethod
    def of(cls, summary: Summary) -> SumsOut:
        """From the model."""
        return cls(
            summary.currency,
            summary.products.gross,
            summary.fees.gross,
            summary.discounts.gross,
            summary.shipping_price.gross,
            summary.wrapping.gross,
            summary.total.gross,
            summary.total.net,
            tuple(TaxOut(tax.name, tax.base, tax.amount) for tax in summary.taxes),
        )


def _lines(summary: Summary, remaining: Any) -> tuple[LineOut, ...]:
    return tuple(
        LineOut(
            line.line_id,
            line.kind.value,
            line.name,
            line.options,
            line.quantity,
            line.unit_price.gross,
            line.total.gross,
            line.discount.gross,
            remaining.get(line.line_id),
        )
        for line in summary.lines
    )


@frozen
class CartOut:
    """A cart with everything that the page shows of it.

    ``shows_prices`` is ``tax_included`` or ``tax_excluded``: what this customer is shown.
    ``estimates`` are ``prices``, ``delivery_rates`` and ``taxes``, as far as another system knows
    them and has not been asked about the cart as it is.
    """

    id: str
    version: int
    customer: CustomerOut | None
    language: str
    lines: tuple[LineOut, ...]
    discounts: tuple[DiscountOut, ...]
    rules: tuple[RuleOut, ...]
    refused_rules: tuple[RefusedRuleOut, ...]
    delivery_address: AddressOut | None
    invoice_address: AddressOut | None
    delivery_options: tuple[OptionOut, ...]
    free_shipping: bool
    sums: SumsOut
    missing: tuple[SayingOut, ...]
    notices: tuple[SayingOut, ...]
    ready: bool
    shows_prices: str
    estimates: tuple[str, ...]

    @classmethod
    def of(cls, view: CartView) -> CartOut:
        """From the service."""
        summary = view.summary
        return cls(
            view.cart.id,
            view.version,
            CustomerOut.of(view.customer) if view.customer else None,
            view.cart.language,
            _lines(summary, view.remaining),
            tuple(map(DiscountOut.of, summary.manual_discounts)),
            tuple(RuleOut(r.rule_id, r.name, r.code, r.amount.gross) for r in summary.rules),
            tuple(map(RefusedRuleOut.of, summary.refused_rules)),
            AddressOut.of(view.delivery_address) if view.delivery_address else None,
            AddressOut.of(view.invoice_address) if view.invoice_address else None,
            tuple(
                OptionOut(o.carrier_id, o.name, o.delay, o.price.gross, o.chosen)
                for o in summary.delivery_options
            ),
            view.cart.free_shipping,
            SumsOut.of(summary),
            tuple(map(SayingOut.of, view.missing)),
            tuple(map(SayingOut.of, view.notices)),
            view.ready,
            view.shows_prices.value,
            tuple(each.value for each in summary.estimates),
        )


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
            _lines(summary, {}),
            tuple(RuleOut(r.rule_id, r.name, r.code, r.amount.gross) for r in summary.rules),
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


@frozen
class ChoiceOut:
    """A product or one of its combinations, with its gross price and what is left.

    ``refusal`` is why it has no price now and cannot be added, empty where it can. ``chosen``:
    its number was typed whole, or it is the only choice.
    """

    combination_id: str | None
    label: str
    price: Money
    remaining: int
    minimal_quantity: int
    refusal: Message | str
    chosen: bool


@frozen
class ProductOut:
    """A product found."""

    id: str
    name: str
    reference: str
    choices: tuple[ChoiceOut, ...]

    @classmethod
    def of(cls, hit: ProductHit) -> ProductOut:
        """From the service."""
        return cls(
            hit.product.id,
            hit.product.name,
            hit.product.codes.reference,
            tuple(
                ChoiceOut(
                    each.combination_id,
                    each.label,
                    each.unit_price.gross,
                    each.remaining,
                    each.minimal_quantity,
                    each.refusal.message if each.refusal else "",
                    each is hit.chosen,
                )
                for each in hit.choices
            ),
        )


@frozen
class ProductsOut:
    """A page of products."""

    items: tuple[ProductOut, ...]
    page: int
    more: bool


@frozen
class VoucherOut:
    """A voucher found, and why it would not apply. ``highlight``: it is one to offer."""

    id: str
    name: str
    code: str
    granted: bool
    refusal: Message | str
    highlight: bool

    @classmethod
    def of(cls, hit: VoucherHit) -> VoucherOut:
        """From the service."""
        rule = hit.rule
        return cls(
            rule.id,
            rule.name,
            rule.code,
            hit.granted,
            hit.refusal.message if hit.refusal else "",
            rule.highlight,
        )


@frozen
class VouchersOut:
    """A page of vouchers."""

    items: tuple[VoucherOut, ...]
    page: int
    more: bool


@frozen
class OrderOut:
    """A placed order. ``overpaid`` is what the shop owes the customer."""

    id: str
    reference: str
    status: str
    payment_method: str
    placed_at: datetime
    placed_by: str
    customer: CustomerOut
    lines: tuple[LineOut, ...]
    discounts: tuple[DiscountOut, ...]
    rules: tuple[RuleOut, ...]
    sums: SumsOut
    paid: Money
    due: Money
    overpaid: Money

    @classmethod
    def of(cls, order: Order) -> OrderOut:
        """From the model."""
        return cls(
            order.id,
            order.reference,
            order.status,
            order.payment_method,
            order.placed_at,
            order.placed_by,
            CustomerOut.of(order.customer),
            _lines(order.summary, {}),
            tuple(map(DiscountOut.of, order.summary.manual_discounts)),
            tuple(RuleOut(r.rule_id, r.name, r.code, r.amount.gross) for r in order.summary.rules),
            SumsOut.of(order.summary),
            order.paid,
            order.due,
            order.overpaid,
        )


@frozen
class AddressOfLink:
    """Where a link leads to (URL)."""

    url: str


@frozen
class Sent:
    """The letter is in the outbox; its link holds until then."""

    expires_at: datetime
