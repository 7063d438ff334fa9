"""Finding customers: by what a caller says, in lists, and everything about one."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial

from attrs import evolve
from moneyed import Money

from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.address import Address
from backoffice_orders.model.audit import AuditEntry
from backoffice_orders.model.customer import Customer, CustomerGroup
from backoffice_orders.model.customer_filter import CustomerFilter
from backoffice_orders.model.errors.customers import CustomerNotFound
from backoffice_orders.model.errors.finishing import OrderNotFound
from backoffice_orders.model.errors.host import RowUnreadable
from backoffice_orders.model.ids import CartId, CustomerId, GroupId
from backoffice_orders.model.listing import CartInfo, OrderInfo
from backoffice_orders.model.order_number import reference_key
from backoffice_orders.model.page import (
    FIRST_ENTRIES,
    LARGEST_PAGE,
    PAGE_SIZE,
    PAST_COUNTED,
    Counted,
    Page,
    PageAfter,
    PageRequest,
)
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.model.text import query_text
from backoffice_orders.model.values import frozen
from backoffice_orders.services.customer_list import Listing, list_customers
from backoffice_orders.services.desk import Work
from backoffice_orders.services.doubles import Told, doubles_of
from backoffice_orders.services.kept_customers import kept_customer, kept_of
from backoffice_orders.services.listing import open_carts
from backoffice_orders.services.order_references import order_called
from backoffice_orders.services.section import Section


@frozen
class CustomerDetails:
    """Everything about one customer that helps on the phone.

    ``orders`` and ``carts`` are the first of their lists, newest first; ``order_count`` is how
    many orders there are. ``spent`` is the gross total of the orders that were not cancelled, one
    amount per currency. Who may not look at orders or carts is told none; then ``order_count``
    is None.
    """

    customer: Customer
    groups: tuple[CustomerGroup, ...]
    addresses: tuple[Address, ...]
    orders: Page[OrderInfo]
    carts: Page[CartInfo]
    order_count: int | None
    spent: tuple[Money, ...]
    last_order_at: datetime | None


@frozen
class Glance:
    """What tells a customer from another one of the same name.

    ``places`` are the postcodes and cities of their addresses. ``last_order_at`` is in UTC; None
    where they have ordered nothing, or who asks may not look at orders.
    """

    customer_id: CustomerId
    places: tuple[str, ...]
    last_order_at: datetime | None


class CustomerSearch(Section):
    """Find customers; the part of ``Customers`` that changes none."""

    def search(self, actor: Actor, text: str, *, page: int = 1, size: int = 20) -> Page[Customer]:
        """Customers by whatever a caller says of themselves; see ``ports.customers``.

        First letters of any words of name, company or e-mail, however spaces and accents are
        typed; a phone number in any spelling, or its last digits; a VAT number; a postcode with a
        name; or the reference of an order, whose customer comes first then (with
        ``read_order``), above the ``size`` others. The best matches come first; switched-off
        customers are listed with ``active`` false.
        """
        actor.require(Permission.READ_CUSTOMER)
        request = PageRequest(page, size)
        by_reference = page == 1 and actor.may(Permission.READ_ORDER)

        def look(work: Work) -> Page[Customer]:
            found = work.customers.search(text, request)
            owner = _of_order(work, text) if by_reference else None
            first = () if owner is None else (owner,)
            kept = {each.id: each for each in map(partial(kept_of, work), (*first, *found))}
            return evolve(found, items=tuple(kept.values()))

        return self._desk.search(actor, look)

    def list(
        self,
        actor: Actor,
        text: str = "",
        *,
        guest: bool | None = None,
        group_id: GroupId | None = None,
        created_from: datetime | None = None,
        created_until: datetime | None = None,
        unpaid: bool = False,
        drafts: bool = False,
        after: str = "",
        size: int = PAGE_SIZE,
    ) -> Page[Customer]:
        """All customers, or some of them, page by page.

        The newest come first; of those whom a text finds the best matches, and of those with
        unpaid orders or drafts the lowest ids. Who was merged with another one is not listed. A
        page may have fewer entries than its size where few fit, and say that others follow.

        Args:
            actor: Who asks.
            text: Whatever a caller says of themselves, as in ``search``; all for an empty text.
            guest: Only those without an account, or (False) with one.
            group_id: Only those in this group.
            created_from: The first moment at which they were created.
            created_until: The moment before which they were.
            unpaid: Only those with orders of which something is due (with ``read_order``).
            drafts: Only those with an order in the making (with ``read_cart``).
            after: ``Page.next`` of the page before; empty for the first page.
            size: How many, 200 at most.

        Raises:
            FieldInvalid: A moment without a time zone, or an ``after`` that was made up.
            NotSupported: The host keeps the customers, and has no such list of them.
            PermissionDenied: Without ``read_customer``, or what a filter needs.
        """
        actor.require(Permission.READ_CUSTOMER)
        if unpaid:
            actor.require(Permission.READ_ORDER)
        if drafts:
            actor.require(Permission.READ_CART)
        wanted = CustomerFilter(guest, group_id, created_from, created_until)
        asked, page = Listing(text, wanted, unpaid, drafts), PageAfter(after, size)
        return self._desk.search(actor, lambda work: list_customers(work, asked, page))

    def count(
        self,
        actor: Actor,
        *,
        guest: bool | None = None,
        group_id: GroupId | None = None,
        created_from: datetime | None = None,
        created_until: datetime | None = None,
    ) -> Counted:
        """How many customers ``list`` shows: up to 10,000, and that there are more.

        Whom a text finds is not counted, nor who has unpaid orders or drafts.

        Args:
            actor: Who asks.
            guest: As in ``list``, and so are the others.
            group_id: Only those in this group.
            created_from: The first moment at which they were created.
            created_until: The moment before which they were.

        Raises:
            FieldInvalid: A moment without a time zone.
            PermissionDenied: Without ``read_customer``.
        """
        actor.require(Permission.READ_CUSTOMER)
        wanted = CustomerFilter(guest, group_id, created_from, created_until)
        found = self._desk.search(actor, lambda work: work.customers.count(wanted, PAST_COUNTED))
        return Counted.of(found)

    def glance(self, actor: Actor, customer_ids: Sequence[CustomerId]) -> tuple[Glance, ...]:
        """What tells some customers apart: where they live, and when they last ordered.

        In the order in which they are asked for, 200 at most.
        """
        actor.require(Permission.READ_CUSTOMER)
        orders = actor.may(Permission.READ_ORDER)

        def look(work: Work) -> tuple[Glance, ...]:
            return tuple(_glance(work, id_, orders) for id_ in [*customer_ids][:LARGEST_PAGE])

        return self._desk.search(actor, look)

    def doubles(
        self,
        actor: Actor,
        *,
        name: str = "",
        email: str = "",
        phone: str = "",
        postcode: str = "",
        customer_id: CustomerId | None = None,
    ) -> tuple[Customer, ...]:
        """Customers who may be the same as somebody, five at most.

        By the same e-mail address, the same phone number (theirs or one of their addresses'),
        or the same name and postcode.

        Args:
            actor: Who asks.
            name: First and last name, as they were said.
            email: Their e-mail address.
            phone: Their phone number, in any spelling.
            postcode: Where they live; it counts together with the name.
            customer_id: A customer of whom all is known that is kept; not one of the doubles.

        Raises:
            CustomerNotFound: There is none with this id.
        """
        actor.require(Permission.READ_CUSTOMER)
        told = Told(name.strip(), (email.strip(),), (phone.strip(),), (postcode.strip(),))

        def look(work: Work) -> tuple[Customer, ...]:
            if customer_id is None:
                return doubles_of(work, told, None)
            of = kept_customer(work, customer_id)
            known = told.and_of(of, work.addresses.of_customer(of.id))
            return doubles_of(work, known, of.id)

        return self._desk.search(actor, look)

    def history(
        self,
        actor: Actor,
        customer_id: CustomerId,
        *,
        after: str = "",
        size: int = LARGEST_PAGE,
        newest_first: bool = False,
    ) -> Page[AuditEntry]:
        """Who did what to the customer and their addresses, oldest first.

        Args:
            actor: Who asks.
            customer_id: Which customer.
            after: ``Page.next`` of the page before; empty for the first page.
            size: How many, 200 at most.
            newest_first: The other way round.

        Raises:
            CustomerNotFound: There is none with this id.
            FieldInvalid: ``after`` was made up.
        """
        actor.require(Permission.READ_CUSTOMER)
        page = PageAfter(after, size)

        def look(work: Work) -> Page[AuditEntry]:
            customer = kept_customer(work, customer_id)
            return work.history(SubjectType.CUSTOMER, customer.id, page, newest_first=newest_first)

        return self._desk.read(actor, look)

    def get(self, actor: Actor, customer_id: CustomerId) -> Customer:
        """One customer, or whom they were merged with; ``CustomerNotFound``."""
        actor.require(Permission.READ_CUSTOMER)
        return self._desk.read(actor, lambda work: kept_customer(work, customer_id))

    def details(
        self,
        actor: Actor,
        customer_id: CustomerId,
        *,
        besides: CartId | None = None,
        filled: bool = False,
    ) -> CustomerDetails:
        """Identity, groups, addresses, money spent, and the latest orders and open carts.

        Orders with ``read_order``, or with ``read_cart``, as a basis for new ones; carts with
        ``read_cart``.

        Args:
            actor: Who asks.
            customer_id: About whom.
            besides: A cart that is not to be listed, as one is at work on it.
            filled: List no carts in which there is nothing.

        Raises:
            CustomerNotFound: There is none with this id.
        """
        actor.require(Permission.READ_CUSTOMER)
        sees_carts = actor.may(Permission.READ_CART)
        sees_orders = sees_carts or actor.may(Permission.READ_ORDER)

        def look(work: Work, customer_id: CustomerId = customer_id) -> CustomerDetails:
            customer = kept_customer(work, customer_id)
            customer_id = customer.id
            first = PageAfter(size=FIRST_ENTRIES)
            orders, carts = Page[OrderInfo](()), Page[CartInfo](())
            totals = None
            if sees_orders:
                orders = work.orders.of_customer(customer_id, first)
                totals = work.orders.totals(customer_id)
            if sees_carts:
                carts = open_carts(work, customer_id, first, besides=besides, filled=filled)
            return CustomerDetails(
                customer=customer,
                groups=work.customers.groups(customer.group_ids),
                addresses=work.addresses.of_customer(customer_id),
                orders=orders,
                carts=carts,
                order_count=totals.count if totals else None,
                spent=totals.spent if totals else (),
                last_order_at=orders[0].placed_at if orders else None,
            )

        return self._desk.read(actor, look)


def _of_order(work: Work, reference: str) -> Customer | None:
    """The customer of the order with this reference, if there is one."""
    wanted = query_text(reference)
    if reference_key(wanted):
        with suppress(CustomerNotFound, OrderNotFound, RowUnreadable):
            return work.customers.get(order_called(work, wanted).customer_id)
    return None


def _glance(work: Work, customer_id: CustomerId, orders: bool) -> Glance:
    addresses = work.addresses.of_customer(customer_id)
    places = dict.fromkeys(f"{each.postcode} {each.city}".strip() for each in addresses)
    last = work.orders.of_customer(customer_id, PageAfter(size=1)).items if orders else ()
    return Glance(customer_id, tuple(filter(None, places)), last[0].placed_at if last else None)
