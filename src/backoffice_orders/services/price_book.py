"""Loading the price book: the same number of queries however much is in the cart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from attrs import evolve, field

from backoffice_orders.model.address import Address
from backoffice_orders.model.answers import NO_ANSWERS, Answers
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.errors.customers import CustomerNotFound
from backoffice_orders.model.errors.host import RowUnreadable
from backoffice_orders.model.ids import AddressId, CartId, CustomerId, ProductId
from backoffice_orders.model.pricing import needs
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.stock import StockItem, all_stock_items, stock_items
from backoffice_orders.model.tax import Place
from backoffice_orders.model.values import frozen
from backoffice_orders.serialization.rules import KnownRules
from backoffice_orders.services.asking import Places, ask
from backoffice_orders.services.desk import Work


@frozen
class Loaded:
    """What one customer's carts are priced with, and what a view shows besides.

    ``shared`` is the carts' price book, but for their addresses if there are several carts.

    ``levels`` are the stock levels of everything in the carts and of the rules' gifts; what
    the cart holds itself counts as there, if it is one cart.
    """

    shared: PriceBook
    customer: Customer | None
    addresses: Mapping[AddressId, Address]
    levels: Mapping[StockItem, int]
    known: KnownRules
    answers: Mapping[CartId, Answers] = field(factory=dict)

    def book(self, cart: Cart) -> PriceBook:
        """The price book of one of the carts."""
        offer, book = cart.quoted, self.shared
        delivery, invoice = _places(cart, self.addresses)
        if book.delivery != delivery or book.invoice != invoice:
            book = evolve(book, delivery=delivery, invoice=invoice)
        if offer is not None and (cart.expires_at is None or book.moment < cart.expires_at):
            book = book.at_prices_of(_with_vouchers_of(book, self.known.book(offer)))
        if book.services:
            book = evolve(book, answers=self.answers[cart.id])
        return book


def _with_vouchers_of(book: PriceBook, offer: PriceBook) -> PriceBook:
    """The offer without vouchers that were removed since and can be used so many times only."""
    there = {rule.id for rule in book.cart_rules}
    rules = tuple(
        rule
        for rule in offer.cart_rules
        if rule.automatic or rule.quantity is None or rule.id in there
    )
    return offer if len(rules) == len(offer.cart_rules) else evolve(offer, cart_rules=rules)


def _places(cart: Cart, addresses: Mapping[AddressId, Address]) -> Places:
    """Where the cart goes to, and where its invoice goes to."""
    delivery = addresses.get(cart.delivery_address_id) if cart.delivery_address_id else None
    invoice = addresses.get(cart.invoice_address_id) if cart.invoice_address_id else None
    return (
        Place(delivery.country, delivery.state, delivery.postcode) if delivery else None,
        Place(invoice.country, invoice.state, invoice.postcode) if invoice else None,
    )


def customer_of(work: Work, customer_id: CustomerId | None) -> Customer | None:
    """The customer, None where there is none, or they are gone or cannot be read."""
    if customer_id is None:
        return None
    try:
        return work.customers.get(customer_id)
    except (CustomerNotFound, RowUnreadable):
        return None


def load(
    work: Work,
    carts: Sequence[Cart],
    more_rules: Iterable[CartRule] = (),
    more_products: Iterable[ProductId] = (),
    more_currencies: Iterable[str] = (),
    at: datetime | None = None,
) -> Loaded:
    """Load what these carts of one customer are priced with.

    What they refer to can be gone: it is left out, and pricing and the view say so.

    Args:
        work: The use case at work.
        carts: Carts of one customer, or of nobody.
        more_rules: Rules to know beside those that the carts already have.
        more_products: Products to know beside those in the carts.
        more_currencies: Currencies (ISO 4217) to convert into beside the carts' own.
        at: The moment (with its time zone) whose prices and rules they are, None for now. What
            other systems have answered is about now: of another moment, nothing is answered.
    """
    settings = work.settings
    moment = work.now if at is None else at.astimezone(UTC)
    customer_id = next((cart.customer_id for cart in carts if cart.customer_id), None)
    customer = customer_of(work, customer_id)
    address_ids = {
        address_id
        for cart in carts
        for address_id in (cart.delivery_address_id, cart.invoice_address_id)
        if address_id is not None
    }
    addresses = {
        id_: address
        for id_, address in work.addresses.many(address_ids).items()
        if not address.deleted
    }
    granted = {rule_id for cart in carts for rule_id in cart.rule_ids}
    granted |= {rule.id for cart in carts if cart.quoted for rule in cart.quoted.cart_rules}
    rules = {rule.id: rule for rule in work.cart_rules.for_cart(granted, customer_id, moment)}
    rules |= {rule.id: rule for rule in more_rules}
    gifts = needs.gifts(rules.values())
    product_ids = {line.product_id for cart in carts for line in cart.lines}
    product_ids |= {gift.product_id for gift in gifts} | set(more_products)
    products = work.catalog.many(product_ids)
    items = all_stock_items(products.values(), settings)
    ids = {cart.id for cart in carts}
    levels = work.stock.levels(items, ids.pop() if len(ids) == 1 else "")
    gift_items = {
        item
        for gift in gifts
        if gift.product_id in products
        for item in stock_items(products[gift.product_id], gift.combination_id, settings)
    }
    group_ids = customer.group_ids if customer is not None else ()
    if not group_ids and settings.default_group_id is not None:
        group_ids = (settings.default_group_id,)
    places = [_places(cart, addresses) for cart in carts]
    counted_as = customer.guest_key if customer is not None and rules else None
    answers = {}
    if work.services:
        answers = {
            cart.id: work.answers_about(cart.id) if at is None else NO_ANSWERS for cart in carts
        }
    asked = ask(
        work,
        carts,
        places,
        products.values(),
        rules.values(),
        group_ids,
        moment,
        answers.values(),
        more_currencies,
    )
    delivery, invoice = places[0] if len(carts) == 1 else (None, None)
    shared = PriceBook(
        moment=moment,
        settings=settings,
        customer_id=customer_id,
        group_ids=group_ids,
        groups=work.customers.groups(group_ids[:1]),
        tax_exemption=customer.tax_exemption if customer is not None else None,
        delivery=delivery,
        invoice=invoice,
        products=products,
        parent_categories=asked.parent_categories,
        specific_prices=work.catalog.specific_prices(product_ids, customer_id),
        price_rules=asked.price_rules,
        cart_rules=tuple(rules.values()),
        rule_uses=work.cart_rules.uses(rules.keys(), counted_as),
        stock={item: levels.get(item, 0) for item in gift_items},
        services=work.services,
        tax_groups=asked.tax_groups,
        carriers=asked.carriers,
        carriers_elsewhere=asked.carriers_elsewhere,
        carrier_names=asked.carrier_names,
        countries=asked.countries,
        exchange_rates=asked.exchange_rates,
    )
    return Loaded(shared, customer, addresses, levels, work.known, answers)
