"""The conditions of a list of drafts.

Drafts are few beside orders: housekeeping removes old ones. So the list is read from its index in
its order, and what a text may mean is looked for in one column of the open carts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select

from backoffice_orders.adapters.sql.schema import Schema
from backoffice_orders.model.draft_filter import DraftFilter, NamedDraft


def draft_conditions(schema: Schema, wanted: DraftFilter) -> Iterator[ColumnElement[bool]]:
    """What ``DraftFilter.fits`` asks, but for whether the cart is open and whose draft it is."""
    carts = schema.carts.c
    if wanted.named is not None:
        yield _named(schema, wanted.named)
    if wanted.begun:
        yield or_(carts.filled, carts.named)
    if wanted.offers:
        yield carts.offer
    if wanted.changed_from is not None:
        yield carts.updated_at >= wanted.changed_from
    if wanted.changed_until is not None:
        yield carts.updated_at < wanted.changed_until
    if wanted.sent_at is not None:
        # Few lists ask for it, and carts without a link do without it.
        from backoffice_orders.model.link import Purpose

        links = schema.links.c
        theirs = (links.shop_id == carts.shop_id) & (links.cart_id == carts.id)
        opens = (links.purpose == Purpose.PAY.value) & (links.ends_at > wanted.sent_at)
        yield select(links.id).where(theirs, opens).correlate(schema.carts).exists()


def _named(schema: Schema, named: NamedDraft) -> ColumnElement[bool]:
    carts, text = schema.carts.c, named.text.strip()

    def there(part: str) -> ColumnElement[bool]:
        # Both engines have it, and both compare by letter and case.
        without: ColumnElement[Any] = func.replace(carts.found_by, part, "")
        return without != carts.found_by

    meant = [there(part) for part in named.of_products]
    if named.parts:
        meant.append(and_(*map(there, named.parts)))
    if text:
        meant += [carts.id == text, carts.taken_from == text]
    if named.customer_ids:
        meant.append(carts.customer_id.in_(named.customer_ids))
    return or_(false(), *meant)
