"""Faults of carts."""

from __future__ import annotations

from typing import Any

import attrs

from backoffice_orders.model.errors.finishing import (
    CartNotFound,
    OrderNotFound,
)
from backoffice_orders.model.errors.host import IdTaken, StorageBusy
from backoffice_orders.model.errors.vouchers import (
    RuleNotFound,
)
from backoffice_orders.model.page import Page, PageAfter
from tests.planted.people import counted_faults, remembering, sorted_by
from tests.planted.planting import (
    Fault,
    answering,
    backwards,
    by_counting,
    fault,
    items,
    keeping,
    raising,
    swallowing,
    through_float,
    to_the_second,
    told_without,
    wherever_it_ended,
    without,
    without_last,
)


def with_page(change: Any) -> Any:
    """A list that is asked for another page: the last of its arguments."""
    return lambda do, self, *a, **k: do(*a[:-1], change(a[-1]), **k)


def listed_faults(method: str) -> tuple[Fault, ...]:
    """What goes wrong with a list that goes on where a page has ended."""
    return (
        fault(method, "begins anew on every page", with_page(lambda p: PageAfter("", p.size))),
        fault(method, "ignores the size of the page", with_page(lambda p: PageAfter(p.after, 200))),
        fault(method, "ends with the first page", answering(lambda found: Page(found.items))),
        fault(
            method,
            "never ends",
            answering(lambda found: attrs.evolve(found, more=True, next=found.next or "x")),
        ),
        fault(method, "answers backwards", items(backwards)),
        fault(method, "leaves out the last", items(without_last)),
    )


def whatever_the_version(do: Any, self: Any, value: Any) -> Any:
    return do(attrs.evolve(value, version=self.get(value.id).version))


def stored_where_unknown(do: Any, self: Any, value: Any) -> Any:
    try:
        return do(value)
    except (CartNotFound, OrderNotFound, RuleNotFound):
        return self.add(value)


def replaced(do: Any, self: Any, value: Any) -> Any:
    try:
        return do(value)
    except IdTaken:
        if hasattr(value, "version"):
            value = attrs.evolve(value, version=self.get(value.id).version)
        return self.save(value)


def shown(change: Any) -> Any:
    return items(lambda found: [each for each in found if change(each)])


# What a list tells of a cart besides its id and moments.
TOLD = (
    ("name", ""),
    ("expires_at", None),
    ("customer_id", None),
    ("further", 0),
    ("started_by", None),
    ("assigned_to", None),
)


def counting_people(do: Any, self: Any, page: Any, among: Any = None) -> Any:
    return by_counting(lambda each: do(each, among), self, page)


CARTS = (
    fault("carts.get", "answers None for an unknown id", swallowing),
    fault(
        "carts.get",
        "does not know what was ordered",
        lambda do, self, id_: (
            do(id_) if not do(id_).ordered else raising(CartNotFound(id_))(do, self, "none")
        ),
    ),
    fault("carts.get", "answers what it did first", remembering()),
    fault("carts.many", "answers one", answering(lambda found: dict([*found.items()][:1]))),
    fault(
        "carts.many",
        "raises for the unknown",
        lambda do, self, ids: {id_: self.get(id_) for id_ in ids},
    ),
    fault(
        "carts.add", "stores version 0", lambda do, self, cart: attrs.evolve(do(cart), version=0)
    ),
    fault("carts.add", "replaces what has the id", replaced),
    fault("carts.add", "keeps moments to the second", keeping(to_the_second)),
    fault("carts.add", "passes decimals through float", keeping(through_float)),
    fault("carts.add", "forgets the offer's prices", keeping(without("quoted"))),
    fault("carts.add", "forgets custom lines", keeping(without("custom_lines"))),
    fault(
        "carts.add",
        "forgets the titles of lines",
        keeping(
            lambda cart: attrs.evolve(
                cart, lines=tuple(attrs.evolve(each, title="") for each in cart.lines)
            )
        ),
    ),
    fault("carts.save", "overwrites whatever the version", whatever_the_version),
    fault("carts.save", "stores what is not there", stored_where_unknown),
    fault("carts.save", "does nothing", lambda do, self, cart: cart),
    fault("carts.save", "counts two versions", lambda do, self, cart: do(do(cart))),
    fault(
        "carts.save",
        "returns the version before",
        lambda do, self, cart: attrs.evolve(do(cart), version=cart.version),
    ),
    fault("carts.save", "is busy where it is stale", raising(StorageBusy("cart"))),
    fault(
        "carts.save",
        "takes a version that is still to come",
        lambda do, self, cart: do(
            attrs.evolve(cart, version=min(cart.version, self.get(cart.id).version))
        ),
    ),
    *listed_faults("carts.of_customer"),
    *listed_faults("carts.open_of_customer"),
    *listed_faults("carts.drafts"),
    *counted_faults("carts.count_drafts"),
    fault(
        "carts.of_customer",
        "leaves out what was ordered",
        lambda do, self, id_, page: self.open_of_customer(id_, page),
    ),
    fault(
        "carts.open_of_customer",
        "answers ordered ones",
        lambda do, self, id_, page, **k: self.of_customer(id_, page),
    ),
    fault(
        "carts.open_of_customer",
        "answers empty ones where filled ones are wanted",
        lambda do, self, id_, page, **k: do(id_, page),
    ),
    fault(
        "carts.open_of_customer",
        "never answers empty ones",
        lambda do, self, id_, page, **k: do(id_, page, filled=True),
    ),
    fault("carts.open_of_customer", "sorts by id", sorted_by(lambda each: each.cart_id)),
    fault("carts.open_of_customer", "sorts by age", sorted_by(lambda each: each.created_at)),
    fault(
        "carts.drafts",
        "answers everybody's",
        lambda do, self, wanted, page: do(attrs.evolve(wanted, assigned_to=None), page),
    ),
    fault(
        "carts.drafts",
        "answers nobody's of everybody's",
        lambda do, self, wanted, page: do(wanted, page) if wanted.assigned_to else Page(()),
    ),
    *(
        each
        for method in ("of_customer", "open_of_customer", "drafts", "untouched")
        for each in (
            fault(f"carts.{method}", "pages by counting", by_counting),
            *(
                fault(f"carts.{method}", f"does not tell {name}", told_without(name, nothing_told))
                for name, nothing_told in TOLD
            ),
        )
    ),
    fault("carts.customers_with_drafts", "pages by counting", counting_people),
    fault("carts.customers_with_drafts", "begins anew after what is no place", wherever_it_ended),
    fault(
        "carts.customers_with_drafts",
        "looks at everybody where nobody is asked for",
        lambda do, self, page, among=None: do(page, among or None),
    ),
    fault(
        "carts.taken_from",
        "finds open ones alone",
        lambda do, self, ref: found if (found := do(ref)) and found.open else None,
    ),
    fault(
        "carts.save",
        "leaves the name",
        lambda do, self, cart: do(attrs.evolve(cart, name=self.get(cart.id).name)),
    ),
)
FAULTS: tuple[Fault, ...] = CARTS
