"""The order said aloud, so that a customer on the phone can agree to it."""

from __future__ import annotations

from collections.abc import Iterator

from moneyed import Money

from backoffice_orders.model.address import Address
from backoffice_orders.model.customer import PriceDisplay
from backoffice_orders.model.messages import Message, Sentence
from backoffice_orders.model.pricing.summary_parts import LineKind, SummaryLine
from backoffice_orders.services.view import CartView

LINE = Sentence(
    "read_back.line",
    "{quantity} times {name}, {amount}.",
    "{quantity} {name}, {amount}.",
    "quantity",
)
GIFT = Sentence(
    "read_back.gift",
    "{quantity} times {name}, as a gift.",
    "{quantity} {name}, as a gift.",
    "quantity",
)
DISCOUNT = Sentence("read_back.discount", "{name} takes off {amount}.")
TO = Sentence("read_back.to", "It goes to {name}, {street}, {postcode} {city}.")
INVOICE_TO = Sentence("read_back.invoice_to", "The invoice goes to {name}, {street}, {city}.")
DELIVERY = Sentence("read_back.delivery", "Delivery: {name}, {amount}.")
FREE_DELIVERY = Sentence("read_back.free_delivery", "Delivery: {name}, free.")
ON_DAY = Sentence("read_back.on_day", "It arrives on {day}.")
WRAPPED = Sentence("read_back.wrapped", "It is wrapped as a gift.")
WRAPPED_FOR = Sentence("read_back.wrapped_for", "It is wrapped as a gift, {amount}.")
TAX = Sentence("read_back.tax", "To this comes {amount} of tax.")
TOTAL = Sentence("read_back.total", "That is {amount} in all. Is that right?")


def read_back(view: CartView) -> tuple[Message, ...]:
    """What is ordered, where it goes, how, and what it costs.

    Prices are net or gross as the customer is shown them; the total is gross. What is gone, and has
    no price, is not read: the cart cannot be ordered before it is removed.
    """
    return tuple(_sentences(view))


def _sentences(view: CartView) -> Iterator[Message]:
    summary, cart, shown = view.summary, view.cart, view.shows_prices
    for line in (each for each in summary.lines if each.priced):
        yield _line(line, shown.of(line.total))
    for discount in summary.manual_discounts:
        yield DISCOUNT(name=discount.title, amount=shown.of(discount.amount))
    gifts = {line.line_id for line in summary.gifts()}
    for rule in summary.rules:
        if not {share.line_id for share in rule.shares} <= gifts:  # a gift was named already
            yield DISCOUNT(name=rule.name, amount=shown.of(rule.amount))
    delivery, invoice = view.delivery_address, view.invoice_address
    if summary.needs_shipping and delivery is not None:
        yield _place(TO, delivery)
    if invoice is not None and (invoice != delivery or not summary.needs_shipping):
        yield _place(INVOICE_TO, invoice)
    shipping = summary.shipping
    if summary.needs_shipping and shipping is not None:
        amount = shown.of(shipping.price)
        said = DELIVERY if amount.amount else FREE_DELIVERY
        yield said(name=shipping.name, amount=amount)
        if shipping.arrives is not None and shipping.arrives == cart.delivery_day:
            yield ON_DAY(day=shipping.arrives)
    if cart.gift_wrapping:
        amount = shown.of(summary.wrapping)
        yield WRAPPED_FOR(amount=amount) if amount.amount else WRAPPED()
    if shown is PriceDisplay.TAX_EXCLUDED:
        yield TAX(amount=summary.total.gross - summary.total.net)
    yield TOTAL(amount=summary.total.gross)


def _line(line: SummaryLine, amount: Money) -> Message:
    said = GIFT if line.kind is LineKind.GIFT else LINE
    return said(quantity=line.quantity, name=line.called, amount=amount)


def _place(said: Sentence, address: Address) -> Message:
    return said(
        name=f"{address.first_name} {address.last_name}",
        street=", ".join(address.street.splitlines()),
        postcode=address.postcode,
        city=address.city,
    )
