"""Carts that end without an order of ours, and carts that begin elsewhere."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve

from backoffice_orders.model.cart import Cart, CartLine, Channel, ClosedAs, Closing
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.customization import customize
from backoffice_orders.model.entering import require_entered
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.pricing import CurrencyUnavailable
from backoffice_orders.model.errors.products import ProductNotFound
from backoffice_orders.model.events import CartClosedEvent
from backoffice_orders.model.ids import AddressId, CartId, LineId
from backoffice_orders.model.imports import CartEntry, LineEntry
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.services.basis import LeftOut
from backoffice_orders.services.desk import Work
from backoffice_orders.services.differences import differences
from backoffice_orders.services.editing import require_version
from backoffice_orders.services.event_documents import document_of
from backoffice_orders.services.guarding import ask_guards
from backoffice_orders.services.kept_customers import kept_address, kept_customer
from backoffice_orders.services.links import withdraw_all
from backoffice_orders.services.price_book import load
from backoffice_orders.services.stock_elsewhere import give_up_hold
from backoffice_orders.services.view import view

_ACTIONS = {
    ClosedAs.DISCARDED: "cart.discard",
    ClosedAs.ORDERED_ELSEWHERE: "cart.close_ordered_elsewhere",
}

_TAKE_IN = "cart.take_in"


def close(
    work: Work,
    cart_id: CartId,
    version: int | None,
    kind: ClosedAs,
    *,
    reference: str = "",
    reason: str = "",
) -> Cart:
    """End a cart without an order of ours; closing it in the same way again changes nothing.

    Raises:
        CartNotFound, CartAlreadyOrdered, StaleCart: It cannot be closed.
        CartClosed: It was closed in another way.
        RefusedByHost: A guard of the host refuses it.
    """
    cart = work.carts.get(cart_id)
    closing = Closing(kind, work.now, work.actor.id, reference, reason)
    if cart.closed is not None and (cart.closed.kind, cart.closed.reference) == (kind, reference):
        return cart
    cart.require_open()
    require_version(work, cart, version)
    closed = evolve(cart, closed=closing, reserved_until=None, updated_at=work.now)
    require_entered(closed, cart)
    ask_guards(work, _ACTIONS[kind], lambda: view(work, cart), lambda: view(work, closed))
    withdraw_all(work, cart.id)
    if cart.reserved_until is not None:
        give_up_hold(work, cart.id)
    saved = work.carts.save(closed)
    work.record(
        _ACTIONS[kind], SubjectType.CART, saved.id, *differences(cart, saved), version=saved.version
    )
    event = CartClosedEvent(saved.id, saved.customer_id, work.actor.id, kind.value, reference)
    work.emit(event.topic, event.key, document_of(event))
    return saved


def take_in(work: Work, reference: str, entry: CartEntry) -> tuple[Cart, tuple[LeftOut, ...]]:
    """Store a cart of another system, or what has become of it there since.

    Once an employee goes on with it, or it has ended, it stays as it is here.

    Returns:
        The cart, and what could not be taken in.

    Raises:
        CustomerNotFound, CustomerInactive, CustomerIsErased: Its customer cannot be ordered for.
        AddressNotFound, AddressOtherCustomer: An address is unknown, or another customer's.
        CurrencyUnknown, CurrencyUnavailable: The shop does not sell in its currency.
        FieldInvalid, FieldTooLong: The reference, or another field.
        RefusedByHost: A guard of the host refuses it.
    """
    require_entered(entry)
    before = work.carts.taken_from(reference)
    if before is not None and _gone_on_with(work, before):
        return before, ()
    customer = kept_customer(work, entry.customer_id)
    customer.require_active()
    delivery = _address(work, entry.delivery_address_id, customer)
    invoice = _address(work, entry.invoice_address_id, customer)
    last_change = min(entry.updated_at, work.now)
    begun = before or Cart(
        id=CartId(work.ids.new("cart")),
        currency=work.settings.currency,
        created_at=last_change,
        updated_at=last_change,
        taken_from=reference,
    )
    cart = evolve(
        begun,
        currency=entry.currency or work.settings.currency,
        updated_at=last_change,
        customer_id=customer.id,
        language=customer.language,
        channel=Channel.STOREFRONT,
        delivery_address_id=delivery,
        invoice_address_id=invoice,
        lines=(),
    )
    if not load(work, [cart]).shared.sells_in(cart.currency):
        raise CurrencyUnavailable(cart.currency)
    cart, left_out = _with_lines(work, cart, entry.lines)
    require_entered(cart, before)
    ask_guards(
        work,
        _TAKE_IN,
        lambda: None if before is None else view(work, before),
        lambda: view(work, cart),
    )
    if before is None:
        stored = work.carts.add(cart)
        begun_as = {"customer_id": customer.id, "currency": stored.currency}
        work.record(_TAKE_IN, SubjectType.CART, stored.id, {}, begun_as, version=stored.version)
    else:
        stored = work.carts.save(cart)
        changed = differences(before, stored)
        work.record(_TAKE_IN, SubjectType.CART, stored.id, *changed, version=stored.version)
    return stored, left_out


def _gone_on_with(work: Work, cart: Cart) -> bool:
    """Whether a cart that was taken in is a matter of this office by now, or over."""
    if not cart.open or cart.channel is not Channel.STOREFRONT:
        return True
    return bool(work.links.of_cart(cart.id))  # somebody has shown it to the customer


def _address(work: Work, address_id: AddressId | None, customer: Customer) -> AddressId | None:
    return None if address_id is None else kept_address(work, address_id, customer)


def _with_lines(
    work: Work, cart: Cart, lines: Iterable[LineEntry]
) -> tuple[Cart, tuple[LeftOut, ...]]:
    """The cart with what is in the catalog, and the rest."""
    wanted = tuple(lines)
    products = work.catalog.many({line.product_id for line in wanted})
    left_out = []
    for line in wanted:
        product = products.get(line.product_id)
        name = product.name if product is not None else line.product_id
        try:
            if product is None:
                raise ProductNotFound(line.product_id)
            product.chosen(line.combination_id)
            name = product.title(line.combination_id)
            cart = cart.with_line(
                CartLine(
                    id=LineId(work.ids.new("line")),
                    product_id=product.id,
                    quantity=line.quantity,
                    combination_id=line.combination_id,
                    customization=customize(product, line.customization),
                    title=name,
                )
            )
        except BackOfficeError as error:
            left_out.append(LeftOut(name, line.quantity, error))
    return cart, tuple(left_out)
