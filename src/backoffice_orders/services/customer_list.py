"""The list of customers: whom a text, a filter and what they owe or have begun let through.

Whom a text finds is looked for first, then who owes something or has a draft, then the list of
all. What is left of the filter is asked of a page of these at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from backoffice_orders.model.caller import CallerQuery
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.customer_filter import CustomerFilter
from backoffice_orders.model.errors.customers import CustomerNotFound
from backoffice_orders.model.ids import CustomerId
from backoffice_orders.model.page import (
    LARGEST_PAGE,
    Page,
    PageAfter,
    PageRequest,
    after_id,
)
from backoffice_orders.model.text import query_words
from backoffice_orders.model.values import frozen
from backoffice_orders.services.desk import Work
from backoffice_orders.services.kept_customers import kept_of

# So many are looked at for a page: one may have fewer entries than it has place for, and go on.
_MOST_LOOKED_AT = 5 * LARGEST_PAGE
_Source = Callable[[PageAfter, Collection[CustomerId] | None], Page[CustomerId]]


@frozen
class Listing:
    """What a list of customers is asked for.

    ``owing``: only those of whose orders something is due. ``drafts``: only those whom an order in
    the making is for.
    """

    text: str = ""
    wanted: CustomerFilter = CustomerFilter()
    owing: bool = False
    drafts: bool = False


def list_customers(work: Work, asked: Listing, page: PageAfter) -> Page[Customer]:
    """See ``Customers.list``."""
    sources = _sources(work, asked)
    if query_words(asked.text):
        return _found(work, asked, sources, page)
    if sources:
        return _of_sources(work, asked.wanted, sources, page)
    return work.customers.listed(asked.wanted, page)


def _sources(work: Work, asked: Listing) -> list[_Source]:
    """Who else has to know the customer: of drafts there are fewer than of orders."""
    drafts = [work.carts.customers_with_drafts] if asked.drafts else []
    return [*drafts, *([work.orders.customers_owing] if asked.owing else [])]


def _known_to(sources: Iterable[_Source], ids: Collection[CustomerId]) -> set[CustomerId]:
    """Those whom all of the sources know, of a page's worth at most."""
    left = {*ids}
    for source in sources:
        left = {*source(PageAfter(size=LARGEST_PAGE), left)} if left else left
    return left


def _found(work: Work, asked: Listing, sources: list[_Source], page: PageAfter) -> Page[Customer]:
    """Those whom a text finds, best first: a page ends at the number of a hit."""
    begin = page.number() or 0
    number, met, query = begin // LARGEST_PAGE, begin, CallerQuery.of(asked.text)
    shown: dict[CustomerId, Customer] = {}
    while True:
        hits = work.customers.search(asked.text, PageRequest(number + 1, LARGEST_PAGE))
        left = [
            _stands_for(work, query, each) for each in hits.items[met - number * LARGEST_PAGE :]
        ]
        fitting = {each.id for each in left if each is not None and asked.wanted.fits(each)}
        known = _known_to(sources, fitting)
        for customer in left:
            met += 1
            if customer is not None and customer.id in known:
                shown[customer.id] = customer
            if len(shown) == page.size:
                last = met == number * LARGEST_PAGE + len(hits) and not hits.more
                return Page.until(tuple(shown.values()), "" if last else str(met))
        number += 1
        if not hits.more:
            return Page.until(tuple(shown.values()), "")
        if met - begin >= _MOST_LOOKED_AT:
            return Page.until(tuple(shown.values()), str(met))


def _stands_for(work: Work, query: CallerQuery, hit: Customer) -> Customer | None:
    """Whom a hit shows: whoever it was merged with, unless they are a hit themselves."""
    if hit.merged_into is None:
        return hit
    kept = kept_of(work, hit)
    there = query.rank(kept, work.addresses.of_customer(kept.id)) is not None
    return None if there else kept


def _of_sources(
    work: Work, wanted: CustomerFilter, sources: list[_Source], page: PageAfter
) -> Page[Customer]:
    """Those whom all of the sources know, by id."""
    first, *others = sources
    shown: list[Customer] = []
    ids, looked_at = first(page, None), 0
    while True:
        known = _known_to(others, ids.items) if others else {*ids.items}
        for id_ in ids:
            if id_ in known:
                shown += [each for each in _there(work, id_) if wanted.fits(each)]
            if len(shown) == page.size:
                last = id_ == ids.items[-1] and not ids.more
                return Page.until(tuple(shown), "" if last else after_id(id_))
        looked_at += len(ids)
        if not ids.more or looked_at >= _MOST_LOOKED_AT:
            return Page.until(tuple(shown), ids.next)
        ids = first(PageAfter(ids.next, LARGEST_PAGE), None)


def _there(work: Work, customer_id: CustomerId) -> list[Customer]:
    """The customer, if a host has not removed them."""
    try:
        return [work.customers.get(customer_id)]
    except CustomerNotFound:
        return []
