"""Two customers who are one: what was the other's becomes the kept one's."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from attrs import evolve

from backoffice_orders.model.cart import Cart
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.events import CustomersMerged
from backoffice_orders.model.ids import AddressId, CartId, CustomerId, OrderId
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.page import walked
from backoffice_orders.model.personal import ERASED
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.model.values import frozen
from backoffice_orders.services.desk import Work
from backoffice_orders.services.differences import differences
from backoffice_orders.services.kept_customers import kept_customer, kept_of, text_of
from backoffice_orders.services.telling import tell

SAME_CUSTOMER = Sentence("reason.same_customer", "it is the customer who is to be kept")
# What the kept one gets of the other where they have none.
_FILLED_IN = ("company", "phone", "vat_number", "birthday")
_NOTES = 1000  # as many as a customer can have


@frozen
class MergePreview:
    """What goes over when two customers are made one.

    Attributes:
        keep: Who stays, as they are.
        other: Whose everything goes over.
        merged: The kept one as they will be.
        orders: How many orders go over.
        carts: How many carts, those that were ordered too.
        addresses: How many addresses that the kept one has not.
        vouchers: How many vouchers of their own.
        prices: For how many products prices of their own.
    """

    keep: Customer
    other: Customer
    merged: Customer
    orders: int
    carts: int
    addresses: int
    vouchers: int
    prices: int


def merge_preview(work: Work, keep_id: CustomerId, other_id: CustomerId) -> MergePreview:
    """See ``Customers.merge_preview``."""
    keep, other = _both(work, keep_id, other_id)
    if keep.id == other.id:
        return MergePreview(keep, other, keep, 0, 0, 0, 0, 0)
    there = {text_of(each) for each in work.addresses.of_customer(keep.id)}
    return MergePreview(
        keep,
        other,
        _merged(keep, other),
        orders=work.orders.totals(other.id).count,
        carts=sum(1 for _ in walked(lambda page: work.carts.of_customer(other.id, page))),
        addresses=len({text_of(each) for each in work.addresses.of_customer(other.id)} - there),
        vouchers=len(work.cart_rules.of_customer(other.id)),
        prices=len(work.catalog.priced_for(other.id)),
    )


def _both(work: Work, keep_id: CustomerId, other_id: CustomerId) -> tuple[Customer, Customer]:
    if keep_id == other_id:
        raise FieldInvalid("other_id", SAME_CUSTOMER())
    keep, other = kept_customer(work, keep_id), kept_customer(work, other_id)
    keep.require_active()
    return keep, other


def merge_customers(work: Work, keep_id: CustomerId, other_id: CustomerId) -> Customer:
    """See ``Customers.merge``."""
    keep, other = _both(work, keep_id, other_id)
    if keep.id == other.id:
        return keep
    addresses = _move_addresses(work, keep, other)
    orders = _move_orders(work, keep, other)
    for rule in work.cart_rules.of_customer(other.id):
        work.cart_rules.save(evolve(rule, customer_id=keep.id))
    _move_prices(work, keep, other)
    carts = _move_carts(work, keep, other, addresses)
    there = {each.id for each in work.addresses.of_customer(keep.id)}
    merged = _with_usual_addresses(_merged(keep, other), other, addresses, there)
    work.customers.save(evolve(other, active=False, merged_into=keep.id))
    work.customers.save(merged)
    work.record("customer.merge", SubjectType.CUSTOMER, keep.id, *differences(keep, merged))
    work.record("customer.merge", SubjectType.CUSTOMER, other.id, {}, {"merged_into": keep.id})
    tell(work, CustomersMerged(keep.id, work.actor.id, other.id, orders, carts))
    return merged


def free_email(work: Work, customer: Customer) -> None:
    """Let a customer with an account have the e-mail address of one who was merged with them."""
    if customer.guest:
        return
    account = work.customers.account(customer.email)
    if account is None or account.id == customer.id:
        return
    if kept_of(work, account).id == customer.id:
        work.customers.save(evolve(account, guest=True))


def _merged(keep: Customer, other: Customer) -> Customer:
    filled = {name: getattr(keep, name) or getattr(other, name) for name in _FILLED_IN}
    filled = {name: value for name, value in filled.items() if value != ERASED}
    return evolve(
        keep,
        **filled,
        notes=tuple(dict.fromkeys((*keep.notes, *other.notes)))[:_NOTES],
        tags=tuple(dict.fromkeys((*keep.tags, *other.tags))),
        attributes={**other.attributes, **keep.attributes},
        merged=(*keep.merged, other.id, *other.merged),
    )


def _with_usual_addresses(
    merged: Customer,
    other: Customer,
    twins: Mapping[AddressId, AddressId],
    there: Collection[AddressId],
) -> Customer:
    """Where the kept one has no default address that is still there, the other's twin is theirs."""

    def one(now: AddressId | None, others: AddressId | None) -> AddressId | None:
        twin = twins.get(others) if others is not None else None
        return now if now in there or twin is None else twin

    return evolve(
        merged,
        default_delivery_id=one(merged.default_delivery_id, other.default_delivery_id),
        default_invoice_id=one(merged.default_invoice_id, other.default_invoice_id),
    )


def _move_addresses(work: Work, keep: Customer, other: Customer) -> Mapping[AddressId, AddressId]:
    """The kept one's twin of each address of the other: one that is there already, or a new one.

    An address stays its customer's, so that nobody can take one: the other's are deleted.
    """
    twins: dict[AddressId, AddressId] = {}
    there = {text_of(each): each.id for each in work.addresses.of_customer(keep.id)}
    for address in work.addresses.of_customer(other.id):
        twin = there.get(text_of(address))
        if twin is None:
            new = AddressId(work.ids.new("addr"))
            twin = work.addresses.add(evolve(address, id=new, customer_id=keep.id)).id
            there[text_of(address)] = twin
        twins[address.id] = twin
        work.addresses.save(evolve(address, deleted=True))
    return twins


def _move_prices(work: Work, keep: Customer, other: Customer) -> None:
    """Prices that were agreed with the other one are the kept one's, who keeps their own too."""
    for product_id in work.catalog.priced_for(other.id):
        theirs = (
            evolve(price, customer_id=keep.id) if price.customer_id == other.id else price
            for price in work.catalog.all_specific_prices(product_id)
        )
        # The same price for both was the same price twice.
        work.catalog.save_specific_prices(product_id, tuple(dict.fromkeys(theirs)))


def _move_orders(work: Work, keep: Customer, other: Customer) -> tuple[OrderId, ...]:
    listed = list(walked(lambda page: work.orders.of_customer(other.id, page)))
    for order in work.orders.many(info.order_id for info in listed).values():
        work.orders.save(evolve(order, moved_to=keep.id))
    ids = tuple(info.order_id for info in listed)
    if ids:
        work.cart_rules.count_for(ids, keep.guest_key)
    return ids


def _move_carts(
    work: Work, keep: Customer, other: Customer, addresses: Mapping[AddressId, AddressId]
) -> tuple[CartId, ...]:
    listed = list(walked(lambda page: work.carts.of_customer(other.id, page)))
    for cart in work.carts.many(info.cart_id for info in listed).values():
        work.carts.save(_moved(cart, keep.id, addresses))
        for link in work.links.of_cart(cart.id):
            if link.customer_id == other.id:
                work.links.withdraw(evolve(link, customer_id=keep.id))
    return tuple(info.cart_id for info in listed)


def _moved(cart: Cart, keep_id: CustomerId, addresses: Mapping[AddressId, AddressId]) -> Cart:
    """The cart as it is, for the kept one; an offer goes on to hold what it promised."""

    def twin(id_: AddressId | None) -> AddressId | None:
        return addresses.get(id_, id_) if id_ is not None else None

    return evolve(
        cart,
        customer_id=keep_id,
        delivery_address_id=twin(cart.delivery_address_id),
        invoice_address_id=twin(cart.invoice_address_id),
        quoted=cart.quoted and cart.quoted.moved_to(keep_id),
    )
