"""What carts in a list cost: asked for the entries that are shown, and for no others."""

from __future__ import annotations

from collections import defaultdict

from attrs import evolve

from backoffice_orders.model.cart import Cart
from backoffice_orders.model.draft_filter import NamedDraft
from backoffice_orders.model.ids import CartId, CustomerId
from backoffice_orders.model.listing import CartInfo
from backoffice_orders.model.page import Page, PageAfter, PageRequest
from backoffice_orders.model.pricing.price import price_with_gaps
from backoffice_orders.services.desk import Work
from backoffice_orders.services.kept_customers import kept_of
from backoffice_orders.services.price_book import load

# Of the customers and the products that a text finds, so many carts or orders are looked for.
NAMED = 10


def open_carts(
    work: Work,
    customer_id: CustomerId,
    page: PageAfter,
    *,
    besides: CartId | None = None,
    filled: bool = True,
) -> Page[CartInfo]:
    """A page of the customer's open carts but ``besides``, with totals.

    ``filled``: of those that hold something.
    """
    found = work.carts.open_of_customer(customer_id, page, filled=filled)
    return priced(work, found.without(lambda info: info.cart_id == besides))


def named_draft(work: Work, text: str) -> NamedDraft:
    """The drafts that a text may mean."""
    first = PageRequest(1, NAMED)
    customers, products = work.customers.search(text, first), work.catalog.search(text, first)
    kept = (kept_of(work, each).id for each in customers)
    return NamedDraft(text, tuple(dict.fromkeys(kept)), [each.id for each in products])


def with_links(work: Work, page: Page[CartInfo]) -> Page[CartInfo]:
    """A page of carts that say how long the links open which their customers were sent."""

    def told(info: CartInfo) -> CartInfo:
        links = (each for each in work.links.of_cart(info.cart_id) if each.pays_at(work.now))
        return evolve(info, sent_until=max((each.ends_at for each in links), default=None))

    return evolve(page, items=tuple(map(told, page)))


def priced(work: Work, page: Page[CartInfo]) -> Page[CartInfo]:
    """A page of carts with their totals, as of now; loaded together, customer by customer.

    One whose row cannot be read is left out.
    """
    carts = work.carts.many(info.cart_id for info in page)
    of_customers: dict[CustomerId | None, list[Cart]] = defaultdict(list)
    for cart in carts.values():
        of_customers[cart.customer_id].append(cart)
    listed = {info.cart_id: info for info in page}
    infos: dict[CartId, CartInfo] = {}
    for theirs in of_customers.values():
        loaded = load(work, theirs)
        name = loaded.customer.name if loaded.customer is not None else ""
        for cart in theirs:
            summary, gaps = price_with_gaps(cart, loaded.book(cart))
            total = None if gaps else summary.total.gross
            infos[cart.id] = listed[cart.id].priced(summary, total, name)
    return evolve(page, items=tuple(infos[cart_id] for cart_id in listed if cart_id in infos))
