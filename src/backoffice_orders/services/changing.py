"""Several changes of a cart at once, as a page sends them: all of them are made, or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from attrs import evolve, field, frozen
from moneyed import Money

from backoffice_orders.model.actor import Actor
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.ids import AddressId, CarrierId, CartId, LineId
from backoffice_orders.services.addresses import AddressEntry, Addresses
from backoffice_orders.services.carts import Carts
from backoffice_orders.services.desk import Desk, Work
from backoffice_orders.services.editing import CARRIER_DROPPED, open_cart
from backoffice_orders.services.notices import Notice
from backoffice_orders.services.products import Products
from backoffice_orders.services.shipping import Shipping
from backoffice_orders.services.view import CartView, notices_between, view
from backoffice_orders.services.vouchers import Vouchers

# One change: called with the actor, the cart's id, and its version.
Step = Callable[..., CartView]


@frozen
class LinePrice:
    """A gross unit price by hand and why, or (None) the catalog's again."""

    price: Money | None
    reason: str = ""


@frozen
class WrittenAddress:
    """An address to be added or corrected; see ``Addresses.save_and_choose``."""

    entry: AddressEntry
    replaces: AddressId | None = None
    delivery: bool | None = None
    invoice: bool | None = None


@frozen
class Changes:
    """What shall be different about a cart; None, and what is not named, stays as it is.

    A quantity of zero takes the line out. ``texts`` are by the ids of the product's fields.
    Names and meanings are otherwise those of ``Cart``.
    """

    quantities: Mapping[LineId, int] = field(factory=dict, hash=False)
    texts: Mapping[LineId, Mapping[str, str]] = field(factory=dict, hash=False)
    prices: Mapping[LineId, LinePrice] = field(factory=dict, hash=False)
    address: WrittenAddress | None = None
    delivery_address_id: AddressId | None = None
    invoice_address_id: AddressId | None = None
    carrier_id: CarrierId | None = None
    free_shipping: bool | None = None
    order_message: str | None = None
    customer_note: str | None = None
    gift_message: str | None = None
    gift_wrapping: bool | None = None
    recycled_packaging: bool | None = None
    currency: str | None = None
    language: str | None = None
    voucher_code: str | None = None


AS_IT_IS = Changes()


def change(
    desk: Desk, actor: Actor, cart_id: CartId, version: int | None, changes: Changes
) -> CartView:
    """Make all of these changes in one transaction, or none of them.

    The view's notices say what else changed by itself: rules that came or went, a delivery that
    is not to be had any more.

    Raises:
        Whatever the first change that is refused raises; ``refused_field`` says which it was.
        CartNotFound, CartAlreadyOrdered, OfferExpired, StaleCart: The cart.
    """

    def make(work: Work) -> CartView:
        before = view(work, open_cart(work, cart_id, version))
        after = before
        for name, step in _steps(desk.within(work), before.cart, changes):
            try:
                after = step(actor, cart_id, version=after.version)
            except BackOfficeError as error:
                error.add_note(name)
                raise
        lost = dict.fromkeys(work.notices)
        if changes.carrier_id is not None:
            lost.pop(CARRIER_DROPPED, None)
        return evolve(after, notices=(*_by_themselves(before, after), *lost))

    return desk.write(actor, make)


def refused_field(error: BackOfficeError) -> str:
    """The field of ``Changes`` that was refused, with ``:`` and the line's id; or nothing."""
    notes = getattr(error, "__notes__", ())
    return str(notes[-1]) if notes else ""


def _by_themselves(before: CartView, after: CartView) -> tuple[Notice, ...]:
    granted = set(after.cart.rule_ids) - set(before.cart.rule_ids)
    asked_for = tuple(rule for rule in after.summary.rules if rule.rule_id in granted)
    rules = (*before.summary.rules, *asked_for)
    return notices_between(evolve(before.summary, rules=rules), after.summary)


def _steps(desk: Desk, cart: Cart, changes: Changes) -> Iterator[tuple[str, Step]]:
    """The changes with the names of their fields, in an order in which none hinders another."""
    yield from _line_steps(Products(desk), cart, changes)
    addresses, shipping, carts = Addresses(desk), Shipping(desk), Carts(desk)
    written = changes.address
    if written is not None:
        yield (
            "address",
            partial(
                addresses.save_and_choose,
                entry=written.entry,
                replaces=written.replaces,
                delivery=written.delivery,
                invoice=written.invoice,
            ),
        )
    if changes.delivery_address_id is not None:
        yield "delivery", partial(addresses.choose, delivery=changes.delivery_address_id)
    if changes.invoice_address_id is not None:
        yield "invoice", partial(addresses.choose, invoice=changes.invoice_address_id)
    if changes.carrier_id is not None:
        yield "carrier", partial(shipping.choose, carrier_id=changes.carrier_id)
    if changes.free_shipping is not None:
        yield "free_shipping", partial(shipping.set_free, free=changes.free_shipping)
    for name in ("order_message", "customer_note", "gift_message"):
        text = getattr(changes, name)
        if text is not None:
            yield name, partial(carts.set_messages, **{name: text})
    if changes.gift_wrapping is not None:
        yield "gift_wrapping", partial(carts.set_packaging, gift_wrapping=changes.gift_wrapping)
    if changes.recycled_packaging is not None:
        yield "recycled", partial(carts.set_packaging, recycled=changes.recycled_packaging)
    if changes.currency is not None:
        yield "currency", partial(carts.set_currency, currency=changes.currency)
    if changes.language is not None:
        yield "language", partial(carts.set_language, language=changes.language)
    if changes.voucher_code is not None:
        yield "code", partial(Vouchers(desk).grant_code, code=changes.voucher_code)


def _line_steps(products: Products, cart: Cart, changes: Changes) -> Iterator[tuple[str, Step]]:
    def more(item: tuple[LineId, int]) -> bool:
        return item[1] > cart.any_line(item[0]).quantity

    for line_id, answers in changes.texts.items():
        step = partial(
            products.set_customization,
            line_id=line_id,
            customization=answers,
            keep_others=True,
        )
        yield f"text:{line_id}", step
    for line_id, price in changes.prices.items():
        step = partial(
            products.set_price,
            line_id=line_id,
            price=price.price,
            tax_included=True,
            reason=price.reason,
        )
        yield f"price:{line_id}", step
    # What one line gives back, another may need.
    for line_id, count in sorted(changes.quantities.items(), key=more):
        if count == 0:
            yield f"quantity:{line_id}", partial(products.remove, line_id=line_id)
        else:
            step = partial(products.set_quantity, line_id=line_id, quantity=count)
            yield f"quantity:{line_id}", step
