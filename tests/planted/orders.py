"""Faults of orders."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import attrs

from backoffice_orders.model.errors.finishing import (
    CartAlreadyOrdered,
    IdempotencyKeyReused,
    OrderNotFound,
    StaleCart,
)
from backoffice_orders.model.errors.host import IdTaken
from backoffice_orders.model.order_filter import EVERY_ORDER, Named, OrderFilter
from backoffice_orders.model.page import LARGE_PAGE, PAGE_SIZE, Page
from tests.planted.carts import (
    counting_people,
    listed_faults,
    stored_where_unknown,
    whatever_the_version,
)
from tests.planted.people import counted_faults, remembering, sorted_by
from tests.planted.planting import (
    Fault,
    answering,
    fault,
    keeping,
    nothing,
    raising,
    swallowing,
    through_float,
    told_without,
    twice,
    wherever_it_ended,
    without,
)


def without_case(do: Any, self: Any, reference: str) -> Any:
    found = do(reference)
    if found.reference != reference.strip():
        raise OrderNotFound(reference)
    return found


def spaces_count(do: Any, self: Any, reference: str) -> Any:
    if reference != reference.strip():
        raise OrderNotFound(reference)
    return do(reference)


def allowing(*errors: type[Exception], **changes: Any) -> Any:
    """A key that is another order's is taken all the same: as if it were none."""

    def instead(do: Any, self: Any, order: Any) -> Any:
        try:
            return do(order)
        except errors:
            return do(attrs.evolve(order, **changes))

    return instead


def an_empty_key(do: Any, self: Any, key: str) -> Any:
    everything = self.search(EVERY_ORDER, LARGE_PAGE).items
    return do(key) if key or not everything else self.get(everything[-1].order_id)


def told_apart(**known: Any) -> Any:
    """A search that looks at something in its own way: ``known`` are filters by field."""

    def search(do: Any, self: Any, wanted: OrderFilter, page: Any) -> Any:
        changes = {name: change(getattr(wanted, name)) for name, change in known.items()}
        return do(attrs.evolve(wanted, **changes), page)

    return search


def named_apart(**known: Any) -> Any:
    """A search that looks at a text in its own way."""

    def search(do: Any, self: Any, wanted: OrderFilter, page: Any) -> Any:
        if wanted.named is None:
            return do(wanted, page)
        changes = {name: change(getattr(wanted.named, name)) for name, change in known.items()}
        return do(attrs.evolve(wanted, named=attrs.evolve(wanted.named, **changes)), page)

    return search


def contains(do: Any, self: Any, wanted: OrderFilter, page: Any) -> Any:
    text = wanted.named.reference_key if wanted.named else ""
    everything = do(attrs.evolve(wanted, named=None), LARGE_PAGE).items
    found = [each for each in everything if text in each.reference.upper()]
    return attrs.evolve(do(wanted, page), items=tuple(found[: page.size]))


def of_equal_case(do: Any, self: Any, wanted: OrderFilter, page: Any) -> Any:
    found = do(wanted, page)
    text = wanted.named.reference.strip() if wanted.named else ""
    return attrs.evolve(
        found, items=tuple(each for each in found if each.reference.startswith(text))
    )


def nothing_of(_: Any) -> tuple[()]:
    return ()


def no_wish(_: Any) -> None:
    return None


def an_hour_late(moment: Any) -> Any:
    return moment and moment + timedelta(hours=1)


def numbered_alike(do: Any, self: Any, *, gaps: bool = False) -> Any:
    return max(do(gaps=gaps) - 1, 1)


TOLD = (
    ("due", None),
    ("further", 0),
    ("customer_name", ""),
    ("payment_method", ""),
    ("reference", ""),
)


def or_any(method: str) -> Any:
    """It answers the newest order where it should find none."""

    def instead(do: Any, self: Any, key: str) -> Any:
        everything = self.search(EVERY_ORDER, LARGE_PAGE).items
        return do(key) or (self.get(everything[0].order_id) if key and everything else None)

    return instead


def by_the_beginning(do: Any, self: Any, reference: str) -> Any:
    try:
        return do(reference)
    except OrderNotFound:
        begun = self.search(OrderFilter(Named(reference)), LARGE_PAGE).items
        if not begun:
            raise
        return self.get(begun[0].order_id)


def sorted_by_moment(do: Any, self: Any, asked: Any, page: Any) -> Any:
    if page.after or page.size < PAGE_SIZE:
        return do(asked, page)
    return sorted_by(lambda each: -each.placed_at.timestamp())(do, self, asked, page)


def any_letter(do: Any, self: Any, wanted: OrderFilter, page: Any) -> Any:
    text = wanted.named.reference_key if wanted.named else ""
    if "_" not in text:
        return do(wanted, page)
    everything = do(attrs.evolve(wanted, named=None), LARGE_PAGE).items
    like = re.compile(re.escape(text).replace("_", "."))
    return Page(tuple(each for each in everything if like.match(each.reference.upper())))


def id_before_key(do: Any, self: Any, order: Any) -> Any:
    try:
        return do(order)
    except IdempotencyKeyReused:
        if swallowing(self.get, self, order.id):
            raise IdTaken("order", order.id) from None
        raise


def key_for_id(do: Any, self: Any, order: Any) -> Any:
    try:
        return do(order)
    except IdTaken:
        if order.idempotency_key:
            raise IdempotencyKeyReused(order.idempotency_key) from None
        raise


ORDERS = (
    fault("orders.get", "answers None for an unknown id", swallowing),
    fault("orders.get", "answers what it did first", remembering()),
    fault("orders.many", "answers one", answering(lambda found: dict([*found.items()][:1]))),
    fault(
        "orders.many",
        "raises for the unknown",
        lambda do, self, ids: {id_: self.get(id_) for id_ in ids},
    ),
    fault("orders.by_reference", "minds case", without_case),
    fault("orders.by_reference", "minds spaces", spaces_count),
    fault("orders.of_cart", "finds nothing", nothing),
    fault(
        "orders.of_cart",
        "raises for the unknown",
        lambda do, self, id_: do(id_) or raising(OrderNotFound(id_))(self.get, self, "none"),
    ),
    fault("orders.by_idempotency_key", "finds nothing", nothing),
    fault("orders.by_idempotency_key", "takes no key for one", an_empty_key),
    *listed_faults("orders.of_customer"),
    *listed_faults("orders.search"),
    *counted_faults("orders.count"),
    fault("orders.of_customer", "sorts by reference", sorted_by(lambda each: each.reference)),
    fault(
        "orders.of_customer",
        "answers everybody's",
        lambda do, self, id_, page: self.search(EVERY_ORDER, page),
    ),
    fault(
        "orders.totals",
        "counts everybody's",
        lambda do, self, id_: attrs.evolve(
            do(id_), count=len(self.search(EVERY_ORDER, LARGE_PAGE))
        ),
    ),
    fault("orders.totals", "answers what it did first", remembering()),
    fault("orders.search", "finds the middle", contains),
    fault("orders.search", "minds case", of_equal_case),
    fault("orders.search", "finds everything", told_apart(named=no_wish)),
    fault("orders.search", "does not look at customers", named_apart(customer_ids=nothing_of)),
    fault("orders.search", "does not look at products", named_apart(product_ids=nothing_of)),
    fault("orders.search", "looks at one customer", named_apart(customer_ids=lambda ids: ids[:1])),
    fault("orders.search", "does not look at the status", told_apart(status=no_wish)),
    fault("orders.search", "does not look at who placed it", told_apart(placed_by=no_wish)),
    fault("orders.search", "does not look at what is due", told_apart(unpaid=lambda _: False)),
    fault("orders.search", "begins an hour late", told_apart(placed_from=an_hour_late)),
    fault("orders.search", "ends an hour late", told_apart(placed_until=an_hour_late)),
    fault("orders.next_number", "begins with zero", answering(lambda number: number - 1)),
    fault("orders.next_number", "gives a number twice", numbered_alike),
    fault("orders.next_number", "leaves numbers out", twice),
    fault(
        "orders.add", "stores version 0", lambda do, self, order: attrs.evolve(do(order), version=0)
    ),
    fault(
        "orders.add",
        "makes two orders of one cart",
        lambda do, self, order: allowing(
            CartAlreadyOrdered, cart=attrs.evolve(order.cart, id="another")
        )(do, self, order),
    ),
    fault(
        "orders.add",
        "gives one key to two orders",
        allowing(IdempotencyKeyReused, idempotency_key="another key"),
    ),
    fault(
        "orders.add",
        "gives one reference or number to two orders",
        allowing(IdTaken, reference="ANOTHER", number=99),
    ),
    fault(
        "orders.add",
        "replaces what has the id",
        lambda do, self, order: allowing(
            IdTaken, id=f"{order.id} again", reference="AGAIN", number=98
        )(do, self, order),
    ),
    fault("orders.add", "forgets payments", keeping(without("payments"))),
    fault("orders.add", "forgets an open charge", keeping(without("open_charge"))),
    fault("orders.add", "forgets what it took from stock", keeping(without("demand"))),
    fault("orders.add", "passes decimals through float", keeping(through_float)),
    fault("orders.save", "overwrites whatever the version", whatever_the_version),
    fault("orders.save", "stores what is not there", stored_where_unknown),
    fault("orders.save", "does nothing", lambda do, self, order: order),
    fault("orders.save", "says not found where it is stale", raising(OrderNotFound("?"))),
    fault("orders.save", "says stale where it is busy", raising(StaleCart("?", 1, 2))),
    fault("orders.save", "counts two versions", lambda do, self, order: do(do(order))),
    fault(
        "orders.save",
        "gives one key to two orders",
        allowing(IdempotencyKeyReused, idempotency_key="another key"),
    ),
    fault(
        "orders.save",
        "gives one reference or number to two orders",
        allowing(IdTaken, reference="ANOTHER", number=99),
    ),
    fault(
        "orders.save",
        "forgets the history but for the last",
        keeping(lambda order: attrs.evolve(order, history=order.history[-1:])),
    ),
    fault("orders.of_cart", "answers any order", or_any("of_cart")),
    fault("orders.by_idempotency_key", "answers any order", or_any("by_idempotency_key")),
    fault("orders.by_reference", "finds by the beginning", by_the_beginning),
    *(
        fault(f"orders.{method}", f"does not tell {name}", told_without(name, nothing_told))
        for method in ("of_customer", "search")
        for name, nothing_told in TOLD
    ),
    fault("orders.of_customer", "sorts by moment", sorted_by_moment),
    fault("orders.search", "sorts by moment", sorted_by_moment),
    fault("orders.search", "takes _ for any letter", any_letter),
    fault("orders.customers_owing", "pages by counting", counting_people),
    fault("orders.customers_owing", "begins anew after what is no place", wherever_it_ended),
    fault(
        "orders.save",
        "takes a version that is still to come",
        lambda do, self, order: do(
            attrs.evolve(order, version=min(order.version, self.get(order.id).version))
        ),
    ),
    fault("orders.add", "names the id before the key", id_before_key),
    fault(
        "orders.save",
        "leaves it with the customer that it had",
        lambda do, self, order: do(attrs.evolve(order, moved_to=self.get(order.id).moved_to)),
    ),
    fault("orders.add", "names the key where the id is taken", key_for_id),
)
FAULTS: tuple[Fault, ...] = ORDERS
