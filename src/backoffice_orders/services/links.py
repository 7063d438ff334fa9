"""Giving out links by which a cart is opened, and opening carts by them."""

from __future__ import annotations

from datetime import datetime, timedelta

from attrs import evolve

from backoffice_orders.model.actor import Actor, Permission, is_customer
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.errors.base import InvalidInput
from backoffice_orders.model.errors.customers import CustomerMissing
from backoffice_orders.model.fields import WebAddress
from backoffice_orders.model.ids import CartId, LinkId
from backoffice_orders.model.link import Link, Purpose
from backoffice_orders.model.order import Order
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.ports.checkout import Checkout
from backoffice_orders.services.desk import Work

# What can be done by a link; prices, free deliveries and new vouchers are the shop's.
MAY = frozenset(
    {
        Permission.EDIT_ADDRESS,
        Permission.EDIT_CART,
        Permission.GRANT_VOUCHER,
        Permission.PLACE_ORDER,
    }
)
# Who opens them acts as the employee who has given them out.
_OF_EMPLOYEES = frozenset({Purpose.HAND_OVER, Purpose.SESSION})
_ADDRESS = WebAddress(2000, required=True)
PAY_FOR = timedelta(days=14)
HAND_OVER_FOR = timedelta(minutes=15)
SESSION_FOR = timedelta(hours=2)


def pay_for(work: Work) -> timedelta:
    """How long a customer's link opens the cart where nobody says else."""
    return min(PAY_FOR, timedelta(days=work.settings.longest_hold_days))


def ends_at(work: Work, cart: Cart, lasts: timedelta) -> datetime:
    """When (UTC) a link ends that lasts so long: with an offer, until that is ordered."""
    end = work.now + lasts
    if cart.expires_at is None or cart.ordered:
        return end
    return min(end, cart.expires_at)


def give_out(
    work: Work,
    cart: Cart,
    purpose: Purpose,
    lasts: timedelta,
    by: Actor,
    seen: Summary | None = None,
) -> Link:
    """A new link to a cart; see ``ends_at``.

    An employee who goes on by it may there what they may here, and no more.
    """
    if cart.customer_id is None:
        raise CustomerMissing
    link = Link(
        id=LinkId(work.ids.new("link")),
        cart_id=cart.id,
        customer_id=cart.customer_id,
        purpose=purpose,
        created_by=by.id,
        created_at=work.now,
        expires_at=ends_at(work, cart, lasts),
        seen=seen,
        permissions=by.permissions & MAY if purpose in _OF_EMPLOYEES else frozenset(),
        created_by_name=by.name if purpose in _OF_EMPLOYEES else "",
    )
    return work.links.add(link)


def opened(work: Work, link_id: LinkId) -> tuple[Link, Cart]:
    """The link and its cart, if the link holds at this moment.

    Raises:
        LinkInvalid, LinkExpired, LinkUsed, LinkWithdrawn: It does not.
    """
    link = work.links.get(link_id)
    link.require_open(work.now)
    cart = work.carts.get(link.cart_id)
    link.require_cart(cart)
    return link, cart


def is_theirs(link: Link, order: Order) -> bool:
    """Whether a link shows this order: it has placed it, or was given out to pay it.

    What a customer has placed stays theirs where they were merged with another one since.
    """
    if link.purpose is Purpose.PAY:
        return is_customer(order.placed_by)
    return link.purpose is Purpose.PAY_ORDER or order.placed_by == link.created_by


def shows_something(work: Work, link: Link) -> bool:
    """Whether a link shows its cart at this moment, or the order that this has become."""
    if link.ends_at <= work.now:
        return False
    cart = work.carts.get(link.cart_id)
    if cart.customer_id != link.customer_id:
        return False
    return cart.order_id is None or is_theirs(link, work.orders.get(cart.order_id))


def last_given(work: Work, cart_id: CartId, purpose: Purpose) -> Link | None:
    """The link that the actor gave out last for a purpose, None where it opens nothing now."""
    given = [
        link
        for link in work.links.of_cart(cart_id)
        if link.purpose is purpose and link.created_by == work.actor.id
    ]
    if not given or (given[-1].used_at is not None and given[-1].opens_once):
        return None
    return given[-1] if shows_something(work, given[-1]) else None


def withdraw_all(work: Work, cart_id: CartId) -> int:
    """Take back every link of a cart that still holds; how many they were."""
    count = 0
    for link in work.links.of_cart(cart_id):
        if link.withdrawn_at is None:
            work.links.withdraw(evolve(link, withdrawn_at=work.now))
            count += 1
    return count


def address_of(checkout: Checkout, link: Link) -> str:
    """The address that a link has, which a customer is sent and a browser opens.

    Raises:
        TypeError: The checkout is a host's own, and what it says is none: it is not written to
            anybody, and nothing is changed.
    """
    address: object = checkout.address(link)
    try:
        _ADDRESS.entered("address", address)
    except InvalidInput as error:
        raise TypeError("the checkout's address() must return an http(s) address") from error
    return str(address)
