"""Orders of the past, taken over from another system: they are written down, not placed anew.

Nothing is taken from stock, no voucher is used, no rule of today applies, nobody is told. What an
order says of its prices holds; where it says nothing, today's prices do.
"""

from __future__ import annotations

from attrs import evolve
from moneyed import Money

from backoffice_orders.model.cart import (
    Cart,
    CartLine,
    CustomLine,
    CustomLineKind,
    ManualDelivery,
    PriceOverride,
)
from backoffice_orders.model.checks import require_currency
from backoffice_orders.model.customization import customize
from backoffice_orders.model.errors.base import FieldInvalid, FieldMissing
from backoffice_orders.model.errors.pricing import CurrencyUnavailable
from backoffice_orders.model.errors.products import ProductNotFound
from backoffice_orders.model.errors.shipping import CarrierUnavailable
from backoffice_orders.model.ids import DiscountId, LineId
from backoffice_orders.model.imports import OrderedLine, OrderEntry
from backoffice_orders.model.manual_discount import ManualDiscount
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.order import Order, StatusChange
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.keeping import kept_by_order
from backoffice_orders.model.pricing.price import price_with_gaps
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.settings import AS_ORDERED
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.services.desk import Work
from backoffice_orders.services.order_numbers import next_order
from backoffice_orders.services.placing import first_payments, payment_due
from backoffice_orders.services.price_book import load
from backoffice_orders.services.view import carrier_dropped

ANOTHER_TOTAL = Sentence(
    "reason.another_total", "lines and delivery come to {cost}, and cannot cost {total}"
)

BESIDES = Sentence("history.charged_besides", "Charged besides")
DISCOUNT = Sentence("history.discount", "Discount")
DELIVERY = Sentence("history.delivery", "Delivery")
WHY = Sentence("history.as_ordered", "as it was ordered")


def write_down(work: Work, entry: OrderEntry, cart: Cart) -> Order:
    """Write down an order of the past, at its own moment.

    Args:
        work: The running transaction; its moment is the order's.
        entry: What the order says of itself.
        cart: A new cart of its customer, with its addresses, and without lines yet.

    Raises:
        FieldMissing: There are no lines, or one has neither a product nor a name and a price.
        ProductNotFound: A line's product is unknown, and the line has no name and price itself.
        CarrierUnavailable: Today's price of its delivery is asked for, and there is none.
        FieldInvalid: The total cannot be reached from lines and delivery.
        CurrencyMismatch: A price is not in the order's currency.
        PaymentTooLarge: More was paid than it cost.
        PaymentMethodUnknown, StatusUnknown: The shop has no such thing.
    """
    known = f"history:{entry.reference}" if entry.reference else ""
    before = work.orders.by_idempotency_key(known) if known else None
    if before is not None:
        return before  # loaded again: what has happened stays as it was
    settings = work.settings
    method = settings.payment_method(entry.payment_method)
    chosen = settings.status(entry.status) if entry.status else None
    if not entry.lines:
        raise FieldMissing("lines")
    for line in entry.lines:
        cart = _with_line(work, cart, line)
    cart = _with_delivery(work, cart, entry)
    cart, whole, summary = _priced(work, cart, entry.total)
    status = chosen or settings.first_status(summary.total.gross)
    book, summary = kept_by_order(cart, whole, summary)
    loaded = load(work, [cart])
    assert loaded.customer is not None
    addresses = loaded.addresses
    order_id, called = next_order(work)
    stored = work.carts.add(cart)
    ordered = work.carts.save(stored.with_order(order_id, work.now))
    delivery, invoice = cart.delivery_address_id, cart.invoice_address_id
    order = work.orders.add(
        Order(
            id=order_id,
            reference=entry.reference or called.reference,
            number=called.number,
            placed_at=work.now,
            placed_by=work.actor.id,
            cart=ordered,
            book=book,
            summary=summary,
            customer=loaded.customer,
            delivery_address=addresses.get(delivery)
            if delivery and summary.needs_shipping
            else None,
            invoice_address=addresses.get(invoice) if invoice else None,
            payment_method=method.code,
            history=(StatusChange(status.code, work.now, work.actor.id, cancels=status.cancels),),
            payments=first_payments(work, entry.paid, "", summary, method, status),
            payment_due=payment_due(work, cart, method) if summary.total.gross else None,
            idempotency_key=known,
        )
    )
    facts = {"order_id": order.id, "reference": order.reference, "total": str(order.total.amount)}
    work.record("order.load", SubjectType.ORDER, order.id, {}, facts)
    return order


def _with_line(work: Work, cart: Cart, line: OrderedLine) -> Cart:
    line_id = LineId(work.ids.new("line"))
    price = line.unit_price
    if price is not None:
        require_currency("unit_price", price, cart.currency)
    product = None
    if line.product_id is not None:
        product = work.catalog.many([line.product_id]).get(line.product_id)
    if product is None:
        # Not sold any more, or never: its name and price are all that is left of it.
        if not line.name and line.product_id is not None:
            raise ProductNotFound(line.product_id)
        if not line.name or price is None:
            raise FieldMissing("unit_price" if line.name else "name")
        custom = CustomLine(
            id=line_id,
            kind=CustomLineKind.ITEM,
            name=line.name,
            unit_price=price,
            quantity=line.quantity,
            tax_included=True,
            tax_group_id=line.tax_group_id,
            virtual=False,
            by=work.actor.id,
        )
        return evolve(cart, custom_lines=(*cart.custom_lines, custom))
    product.chosen(line.combination_id)
    by_hand = None
    if price is not None:
        by_hand = PriceOverride(price, tax_included=True, reason=WHY(), by=work.actor.id)
    return cart.with_line(
        CartLine(
            id=line_id,
            product_id=product.id,
            quantity=line.quantity,
            combination_id=line.combination_id,
            customization=customize(product, line.customization),
            price_override=by_hand,
            title=product.title(line.combination_id),
        )
    )


def _with_delivery(work: Work, cart: Cart, entry: OrderEntry) -> Cart:
    cart = evolve(cart, carrier_id=entry.carrier_id)
    if entry.shipping is None:
        return cart
    require_currency("shipping", entry.shipping, cart.currency)
    carrier = None
    if entry.carrier_id is not None:
        carrier = work.carriers.many([entry.carrier_id]).get(entry.carrier_id)
    delivery = ManualDelivery(
        title=carrier.name if carrier is not None else DELIVERY(),
        price=entry.shipping,
        reason=WHY(),
        tax_included=True,
        tax_group_id=carrier.tax_group_id if carrier is not None else None,
        by=work.actor.id,
    )
    return evolve(cart, manual_delivery=delivery)


def _priced(work: Work, cart: Cart, total: Money | None) -> tuple[Cart, PriceBook, Summary]:
    """The cart at its prices, brought to the total by what was charged or given besides."""
    book = load(work, [cart]).book(cart)
    # When it has arrived is not known, and today's days do not say it.
    carriers = tuple(each.delivering_on(None) for each in book.carriers)
    # No other system has been asked about it, or is told what becomes of it.
    book = evolve(book, cart_rules=(), carriers=carriers, services=())
    summary = _summary(cart, book)
    if total is None:
        return cart, book, summary
    require_currency("total", total, cart.currency)
    rest = total - summary.total.gross
    if rest.amount > 0:
        fee = CustomLine(
            id=LineId(work.ids.new("line")),
            kind=CustomLineKind.FEE,
            name=BESIDES(),
            unit_price=rest,
            tax_included=True,
            by=work.actor.id,
        )
        cart = evolve(cart, custom_lines=(*cart.custom_lines, fee))
    elif rest.amount < 0:
        discount = ManualDiscount(
            id=DiscountId(work.ids.new("disc")),
            title=DISCOUNT(),
            reason=AS_ORDERED.code,
            by=work.actor.id,
            at=work.now,
            amount=-rest,
        )
        cart = evolve(cart, discounts=(discount,))
    summary = _summary(cart, book)
    if summary.total.gross != total:
        raise FieldInvalid("total", ANOTHER_TOTAL(cost=summary.total.gross, total=total))
    return cart, book, summary


def _summary(cart: Cart, book: PriceBook) -> Summary:
    summary, gaps = price_with_gaps(cart, book)
    for gap in gaps:
        if gap.line_id is not None or isinstance(gap.error, CurrencyUnavailable):
            raise gap.error
    if cart.carrier_id is not None and carrier_dropped(cart, summary):
        raise CarrierUnavailable(cart.carrier_id)  # what it cost is not known
    return summary
