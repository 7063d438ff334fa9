"""Section 2, Basis: start a cart, resume one, or begin from an earlier one or an order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from attrs import evolve

from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.cart import Cart, CartLine, Channel, CustomLine
from backoffice_orders.model.draft_filter import DraftFilter
from backoffice_orders.model.entering import require_entered
from backoffice_orders.model.errors.discounts import DiscountNotTakenOver, NotTakenOver
from backoffice_orders.model.errors.pricing import CurrencyUnavailable
from backoffice_orders.model.fields import Text
from backoffice_orders.model.ids import (
    CarrierId,
    CartId,
    CustomerId,
    LineId,
    OrderId,
)
from backoffice_orders.model.listing import CartInfo, OrderInfo
from backoffice_orders.model.page import FIRST_ENTRIES, PAGE_SIZE, Page, PageAfter
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.model.values import frozen
from backoffice_orders.services import commands as page_commands
from backoffice_orders.services.basis import (
    LeftOut,
    take_over,
    without_the_gone,
    without_what_needs_more,
)
from backoffice_orders.services.cart_drafts import CartDrafts
from backoffice_orders.services.cart_files import with_own_files
from backoffice_orders.services.command import Command
from backoffice_orders.services.desk import Work
from backoffice_orders.services.editing import (
    open_cart,
    require_allowed,
    run_as_seen,
    run_now,
    save_and_view,
)
from backoffice_orders.services.guarding import ask_guards
from backoffice_orders.services.kept_customers import kept_customer, kept_id
from backoffice_orders.services.listing import open_carts
from backoffice_orders.services.notices import Notice
from backoffice_orders.services.other_moments import PriceAt, price_at
from backoffice_orders.services.price_book import customer_of, load
from backoffice_orders.services.telling import tell_started
from backoffice_orders.services.usual_addresses import addresses_of, usual_addresses
from backoffice_orders.services.view import CartView, view

if TYPE_CHECKING:  # imports are rare
    from backoffice_orders.model.imports import CartEntry

# What a cart is called in another system.
TAKEN_FROM = Text(255, required=True)


@frozen
class Basis:
    """What an order can begin from: the first of the customer's carts and orders, newest first.

    ``carts.next`` and ``orders.next`` are where ``Carts.of_customer`` and ``Orders.of_customer``
    go on.
    """

    carts: Page[CartInfo]
    orders: Page[OrderInfo]


@frozen
class FromBasis:
    """The new cart, and what is not in it although the basis had it."""

    view: CartView
    left_out: tuple[LeftOut, ...]


class Carts(CartDrafts):
    """Start, resume and copy carts; see also ``CartDrafts`` and ``CartDetails``."""

    def start(
        self,
        actor: Actor,
        customer_id: CustomerId | None = None,
        *,
        currency: str | None = None,
        language: str | None = None,
        attributes: Mapping[str, str] | None = None,
        commands: Sequence[Command] = (),
        reuse: bool = False,
    ) -> CartView:
        """A new cart for the chosen customer (or for nobody yet).

        A customer's only address is chosen at once.

        Args:
            actor: Who starts it.
            customer_id: For whom.
            currency: Its currency; None is the shop's.
            language: The language of what the customer reads; None is theirs, or the shop's.
            attributes: The host's own.
            commands: What is done with it in the same transaction: ``NewCustomer(...)``,
                ``AddProduct(...)``. There is a cart if none of them is refused.
            reuse: Go on with the actor's own cart for the same customer in which there is
                nothing yet, if there is one among the latest: so none pile up.

        Raises:
            CustomerNotFound, CustomerInactive, CustomerIsErased: They cannot be ordered for.
            CurrencyUnknown, CurrencyUnavailable: The shop does not sell in it.
            And what the commands raise.
        """
        actor.require(Permission.EDIT_CART)
        require_allowed(actor, commands)

        def start(work: Work) -> CartView:
            cart = _new_cart(work, currency, language)
            cart = evolve(cart, attributes=attributes or {})
            require_entered(cart)
            if customer_id is not None:
                cart = _for_customer(work, cart, customer_id, language)
            begun = _untouched(work, cart) if reuse else None
            if begun is not None:
                return run_now(work, begun.id, begun.version, commands)
            view = _store_new(work, cart, "cart.start")
            return run_now(work, view.cart.id, view.version, commands) if commands else view

        return self._desk.write(actor, start)

    def choose_customer(
        self, actor: Actor, cart_id: CartId, customer_id: CustomerId, *, version: int | None = None
    ) -> CartView:
        """Say whose cart it is.

        What belongs to somebody else leaves: addresses, personal vouchers, the tax exemption,
        terms of payment and links; an offer is made anew at this customer's prices. Notices
        say so.

        Raises:
            CustomerNotFound, CustomerInactive, CustomerIsErased: They cannot be ordered for.
            And all that ``view`` and ``edit`` raise.
            PermissionDenied: Its prices are held, and the actor is without ``hold_prices``.
        """
        return run_as_seen(
            self._desk, actor, cart_id, version, page_commands.ChooseCustomer(customer_id)
        )

    def view(self, actor: Actor, cart_id: CartId) -> CartView:
        """The cart with its prices, stock, and what is missing; ``CartNotFound``."""
        actor.require(Permission.READ_CART)
        return self._desk.read(actor, lambda work: view(work, work.carts.get(cart_id)))

    def price_at(self, actor: Actor, cart_id: CartId, moment: datetime | None = None) -> PriceAt:
        """What the cart as it is would have cost, or will cost, at a moment.

        Specific prices, catalog price rules, cart rules and offers are those of that moment. What
        has no dates is as it is today: products, taxes, carriers, exchange rates, what was used of
        vouchers. Services of other systems are not asked: ``missing`` names them.
        ``difference(before, after)`` explains two such summaries.

        Args:
            actor: Who asks.
            cart_id: Which cart.
            moment: The moment, with its time zone; None: now.

        Raises:
            CartNotFound: There is no such cart.
            FieldInvalid: The moment has no time zone, or is not in our times.
        """
        actor.require(Permission.READ_CART)
        return self._desk.read(
            actor, lambda work: price_at(work, work.carts.get(cart_id), moment or work.now)
        )

    def basis(
        self,
        actor: Actor,
        customer_id: CustomerId,
        *,
        besides: CartId | None = None,
        size: int = FIRST_ENTRIES,
    ) -> Basis:
        """The first of the customer's abandoned carts (but ``besides``) and of their orders.

        Raises:
            CustomerNotFound: There is none with this id.
        """
        actor.require(Permission.READ_CART)
        page = PageAfter(size=size)

        def look(work: Work) -> Basis:
            kept = kept_customer(work, customer_id).id
            carts = open_carts(work, kept, page, besides=besides)
            return Basis(carts, work.orders.of_customer(kept, page))

        return self._desk.read(actor, look)

    def of_customer(
        self, actor: Actor, customer_id: CustomerId, *, after: str = "", size: int = PAGE_SIZE
    ) -> Page[CartInfo]:
        """A customer's open carts that hold something, last changed first.

        Args:
            actor: Who asks.
            customer_id: Whose carts.
            after: ``Page.next`` of the page before; empty for the first page.
            size: How many, 200 at most.
        """
        actor.require(Permission.READ_CART)
        page = PageAfter(after, size)
        return self._desk.read(
            actor, lambda work: open_carts(work, kept_id(work, customer_id), page)
        )

    def use_cart(self, actor: Actor, cart_id: CartId) -> FromBasis:
        """Make an abandoned cart the working cart, with everything in it.

        Products that are gone from the catalog are left out and named. Where no address had been
        chosen yet, it is the one that a new cart of the customer begins with; an offer stays as
        it was made.

        Raises:
            CartNotFound, CartAlreadyOrdered, OfferExpired: It cannot be used.
            CustomerInactive, CustomerIsErased: Its customer is switched off.
        """
        actor.require(Permission.EDIT_CART)

        def use(work: Work) -> FromBasis:
            cart = open_cart(work, cart_id, None)
            customer = customer_of(work, cart.customer_id)
            if customer is not None:
                customer.require_active()
            kept, left_out = without_the_gone(work, cart)
            delivery, invoice = cart.delivery_address_id, cart.invoice_address_id
            if customer is not None and cart.quoted is None and not (delivery and invoice):
                usual = usual_addresses(work, customer)
                delivery, invoice = delivery or usual[0], invoice or usual[1]
            changed = evolve(
                kept,
                delivery_address_id=delivery,
                invoice_address_id=invoice,
                channel=Channel.BACK_OFFICE,
                started_by=cart.started_by or actor.id,
                assigned_to=actor.id,
                updated_at=work.now,
            )
            return FromBasis(save_and_view(work, cart, changed, "cart.use"), left_out)

        return self._desk.write(actor, use)

    def use_order(self, actor: Actor, order_id: OrderId) -> FromBasis:
        """A new cart like a previous order: products, texts, addresses and carrier.

        Everything is priced as of now. What cannot be had any more (not for sale, too little
        stock, another text needed) is left out or lowered, and named; prices and
        discounts by hand, lines outside of the catalog, a delivery by hand or for nothing, a tax
        exemption and vouchers are not taken over; all but vouchers are named.

        Raises:
            OrderNotFound: There is no such order.
            CustomerNotFound, CustomerInactive, CustomerIsErased: Its customer cannot be served.
        """
        actor.require(Permission.EDIT_CART)

        def use(work: Work) -> FromBasis:
            order = work.orders.get(order_id)
            old = order.cart
            delivery, invoice = addresses_of(work, order)
            cart = _new_cart(work, _sold_in(work, old.currency), old.language)
            cart = _for_customer(work, cart, order.customer_id, old.language)
            known = work.addresses.of_customer(order.customer_id)
            usable = {address.id for address in known}
            cart = evolve(
                cart,
                based_on_order=order.id,
                carrier_id=old.carrier_id or _shipped_by(order.summary),
                gift_wrapping=old.gift_wrapping,
                recycled_packaging=old.recycled_packaging,
                delivery_address_id=delivery if delivery in usable else cart.delivery_address_id,
                invoice_address_id=invoice if invoice in usable else cart.invoice_address_id,
            )
            loaded = load(work, [cart, old])
            cart, left_out = take_over(work, cart, old, loaded)
            return FromBasis(_store_new(work, cart, "cart.use_order"), left_out)

        return self._desk.write(actor, use)

    def copy(self, actor: Actor, cart_id: CartId) -> CartView:
        """A second draft with everything that the cart has, ordered or not; ``CartNotFound``.

        Notices name what is left out: products that are gone from the catalog; discounts by hand,
        which are given for one order; and prices, lines, deliveries and tax exemptions by hand
        that the actor may not grant.
        """
        actor.require(Permission.EDIT_CART)

        def copy(work: Work) -> CartView:
            old = work.carts.get(cart_id)
            kept, left_out = without_the_gone(work, old)
            kept, granted = without_what_needs_more(kept, actor)
            work.notices.extend(each.notice for each in left_out)
            work.notices.extend(
                Notice.of(DiscountNotTakenOver(each.title)) for each in old.discounts
            )
            work.notices.extend(Notice.of(NotTakenOver(each)) for each in granted)
            new_id = CartId(work.ids.new("cart"))
            cart = evolve(
                kept,
                discounts=(),
                id=new_id,
                lines=tuple(_copied_line(work, new_id, line) for line in kept.lines),
                custom_lines=tuple(_new_custom_id(work, line) for line in kept.custom_lines),
                created_at=work.now,
                updated_at=work.now,
                channel=Channel.BACK_OFFICE,
                started_by=actor.id,
                assigned_to=actor.id,
                copied_from=old.id,
                order_id=None,
                closed=None,
                taken_from="",
                expires_at=None,
                quoted=None,
                reserved_until=None,
                version=0,
            )
            return _store_new(work, cart, "cart.copy")

        return self._desk.write(actor, copy)

    def take_in(self, actor: Actor, reference: str, entry: CartEntry) -> FromBasis:
        """Take in a cart that was begun elsewhere, such as one abandoned in the storefront.

        The same reference again brings the cart up to date, until an employee goes on with it
        here or it has ended; then it stays as it is. What the catalog does not have is left out,
        and named.

        Args:
            actor: In whose name.
            reference: What the cart is called there; it is taken in once.
            entry: What it holds.

        Raises:
            CustomerNotFound, CustomerInactive, CustomerIsErased: Its customer cannot be served.
            AddressNotFound, AddressOtherCustomer: An address is unknown, or another customer's.
            CurrencyUnknown, CurrencyUnavailable: The shop does not sell in its currency.
            FieldMissing, FieldTooLong, FieldInvalid: The reference, or another field.
            QuantityNotPositive, QuantityTooLarge: A line's.
            RefusedByHost: A guard of the host refuses it.
            PermissionDenied: Without ``edit_cart``.
        """
        from backoffice_orders.services.closing import take_in

        actor.require(Permission.EDIT_CART)
        known_as = TAKEN_FROM.taken("reference", reference)

        def take(work: Work) -> FromBasis:
            cart, left_out = take_in(work, known_as, entry)
            return FromBasis(view(work, cart), left_out)

        return self._desk.write(actor, take)


def _new_cart(work: Work, currency: str | None, language: str | None) -> Cart:
    settings = work.settings
    cart = Cart(
        id=CartId(work.ids.new("cart")),
        currency=settings.currency,
        created_at=work.now,
        updated_at=work.now,
        language=language or settings.language,
        started_by=work.actor.id,
        assigned_to=work.actor.id,
    )
    if currency is None:
        return cart
    from backoffice_orders.services.commands.details import in_currency

    return in_currency(work, cart, currency)


def _untouched(work: Work, wanted: Cart) -> Cart | None:
    """The actor's cart like a new one that was never used, if there is one among the latest."""
    mine = DraftFilter(assigned_to=work.actor.id)
    latest = work.carts.drafts(mine, PageAfter(size=PAGE_SIZE))
    empty = [each.cart_id for each in latest if not each.contents and not each.name]
    for cart in work.carts.many(empty).values():
        same = evolve(wanted, id=cart.id, created_at=cart.created_at, updated_at=cart.updated_at)
        if cart == same.of_version(cart.version):
            return cart
    return None


def _for_customer(work: Work, cart: Cart, customer_id: CustomerId, language: str | None) -> Cart:
    from backoffice_orders.services.commands.customers import for_customer

    return for_customer(work, cart, customer_id, language)


def _sold_in(work: Work, currency: str) -> str:
    """The currency if the shop still sells in it, otherwise the shop's own, which is said."""
    if load(work, []).shared.sells_in(currency):
        return currency
    work.notices.append(Notice.of(CurrencyUnavailable(currency)))
    return work.settings.currency


def _store_new(work: Work, cart: Cart, action: str) -> CartView:
    ask_guards(work, action, lambda: None, lambda: view(work, cart, tuple(work.notices)))
    stored = work.carts.add(cart)
    customer = stored.customer_id or ""
    begun = {"customer_id": customer, "currency": stored.currency}
    work.record(action, SubjectType.CART, stored.id, {}, begun, version=stored.version)
    tell_started(work, stored, action)
    return view(work, stored, tuple(work.notices))


def _shipped_by(summary: Summary) -> CarrierId | None:
    return summary.shipping.carrier_id if summary.shipping is not None else None


def _copied_line(work: Work, cart_id: CartId, line: CartLine) -> CartLine:
    customization = with_own_files(work, cart_id, line.customization)
    return evolve(line, id=LineId(work.ids.new("line")), customization=customization)


def _new_custom_id(work: Work, line: CustomLine) -> CustomLine:
    return evolve(line, id=LineId(work.ids.new("line")))
