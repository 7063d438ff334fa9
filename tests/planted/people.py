"""Faults of the shop's settings, its customers, and their addresses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

from backoffice_orders.model.caller import CallerQuery, caller_numbers, caller_words
from backoffice_orders.model.errors.customers import AddressNotFound, CustomerNotFound, EmailTaken
from backoffice_orders.model.errors.host import IdTaken, ShopNotSetUp
from backoffice_orders.model.ids import ShopId
from backoffice_orders.model.page import Page, PageAfter, PageRequest
from backoffice_orders.model.settings import ShopSettings
from backoffice_orders.model.text import words
from tests.planted.planting import (
    Fault,
    Instead,
    answering,
    backwards,
    by_counting,
    fault,
    in_ascii,
    items,
    keeping,
    nothing,
    only_first,
    raising,
    swallowing,
    through_float,
    to_the_second,
    wherever_it_ended,
    without,
    without_last,
)

EVERYTHING = PageRequest(1, 200)


def counted_faults(method: str) -> tuple[Fault, ...]:
    """What goes wrong with how many a list has: ``wanted`` and ``at_most`` are asked for."""
    return (
        fault(method, "counts one more", answering(lambda count: count + 1)),
        fault(method, "counts on", lambda do, self, wanted, at_most: do(wanted, 1000)),
        fault(
            method,
            "counts all of them",
            lambda do, self, wanted, at_most: do(type(wanted)(), at_most),
        ),
    )


def found_where(matches: Callable[[str, Any], bool]) -> Instead:
    """A search that finds by another rule."""

    def search(do: Any, self: Any, text: str, page: PageRequest, *a: Any, **k: Any) -> Any:
        everything = do("", EVERYTHING, *a, **k).items
        found = [each for each in everything if not words(text) or matches(text, each)]
        cut = found[page.offset : page.offset + page.size]
        return Page(tuple(cut), page.number, len(found) > page.offset + page.size)

    return search


def every(text: str, of: str, fits: Callable[[str, str], bool] = str.startswith) -> bool:
    """Whether every word of a text fits a word of another."""
    return all(any(fits(word, wanted) for word in of.split()) for wanted in text.split())


def name_of(customer: Any) -> str:
    return f"{customer.first_name} {customer.last_name} {customer.company} {customer.email}"


def sorted_by(key: Callable[[Any], Any]) -> Instead:
    return items(lambda found: sorted(found, key=key))


def page_two_is_one(do: Any, self: Any, text: str, page: PageRequest) -> Any:
    return attrs.evolve(do(text, PageRequest(1, page.size)), number=page.number)


def one_too_far(do: Any, self: Any, text: str, page: PageRequest) -> Any:
    found = do(text, page)
    return attrs.evolve(found, items=found.items[1:] if page.number > 1 else found.items)


def all_at_once(do: Any, self: Any, text: str, page: PageRequest) -> Any:
    return attrs.evolve(do(text, EVERYTHING), number=page.number)


def more_where_full(do: Any, self: Any, text: str, page: PageRequest) -> Any:
    found = do(text, page)
    return attrs.evolve(found, more=len(found) == page.size)


def nothing_by_signs(do: Any, self: Any, text: str, page: Any) -> Any:
    """A text without letters and digits is looked for among the numbers."""
    return do(text, page) if words(text) or not text.strip() else Page(())


def any_word(do: Any, self: Any, text: str, page: PageRequest) -> Any:
    found = {each.id: each for word in words(text) or [""] for each in do(word, EVERYTHING)}
    return Page(tuple(found.values())[: page.size])


def paged_faults(method: str) -> tuple[Fault, ...]:
    """What goes wrong with the pages of any search."""
    return (
        fault(method, "answers the first page for all", page_two_is_one),
        fault(method, "leaves out the first of the second page", one_too_far),
        fault(method, "ignores the size of the page", all_at_once),
        fault(method, "says more where the page is full", more_where_full),
        fault(method, "never says more", answering(lambda page: attrs.evolve(page, more=False))),
        fault(method, "always says more", answering(lambda page: attrs.evolve(page, more=True))),
        fault(method, "answers backwards", items(backwards)),
        fault(method, "leaves out the last", items(without_last)),
    )


def as_new(do: Any, self: Any, value: Any) -> Any:
    """``add`` that replaces what has the id."""
    try:
        return do(value)
    except IdTaken:
        return self.save(value)


def created(do: Any, self: Any, value: Any) -> Any:
    """``save`` that stores what is not there."""
    try:
        return do(value)
    except (CustomerNotFound, AddressNotFound):
        return self.add(value)


def remembering() -> Instead:
    """Answers what it has answered first, whatever has changed."""
    known: dict[Any, Any] = {}

    def instead(do: Any, self: Any, *a: Any, **k: Any) -> Any:
        key = (repr(a), repr(k))
        if key not in known:
            known[key] = do(*a, **k)
        return known[key]

    return instead


def twice_an_email(do: Any, self: Any, customer: Any) -> Any:
    try:
        return do(customer)
    except EmailTaken:
        return do(attrs.evolve(customer, guest=True))


def guests_too(do: Any, self: Any, customer: Any) -> Any:
    same = [each for each in self.search("", EVERYTHING) if each.email_key == customer.email_key]
    if same and same[0].id != customer.id:
        raise EmailTaken(customer.email, same[0].id)
    return do(customer)


def email_before_id(do: Any, self: Any, customer: Any) -> Any:
    owner = self.account(customer.email)
    if owner is not None and not customer.guest:
        raise EmailTaken(customer.email, owner.id)
    return do(customer)


def by_exact_email(do: Any, self: Any, email: str) -> Any:
    found = do(email)
    return found if found is not None and found.email == email else None


def guest_by_email(do: Any, self: Any, email: str) -> Any:
    everybody = self.search("", EVERYTHING)
    return do(email) or next((each for each in everybody if each.email == email.strip()), None)


def own_email_taken(do: Any, self: Any, customer: Any) -> Any:
    if not customer.guest and self.account(customer.email) is not None:
        raise EmailTaken(customer.email, customer.id)
    return do(customer)


def inactive_is_unknown(do: Any, self: Any, customer_id: Any) -> Any:
    found = do(customer_id)
    if not found.active:
        raise CustomerNotFound(customer_id)
    return found


def another_shop_is_named(do: Any, self: Any) -> Any:
    try:
        return do()
    except ShopNotSetUp:
        raise ShopNotSetUp(ShopId("main")) from None


SHOPS = (
    fault(
        "shops.settings",
        "answers defaults where there are none",
        lambda do, self: swallowing(do, self) or ShopSettings("?", "EUR", "FR"),
    ),
    fault(
        "shops.save",
        "keeps the first settings",
        lambda do, self, new: do(swallowing(self.settings, self) or new),
    ),
    fault("shops.save", "passes decimals through float", keeping(through_float)),
    fault("shops.save", "forgets the rounding", keeping(without("rounding"))),
    fault("shops.settings", "answers what it did first", remembering()),
    fault("shops.settings", "names another shop that is not set up", another_shop_is_named),
)


def past_the_moment(do: Any, self: Any, wanted: Any, page: Any) -> Any:
    """A page begins after the moment with which the one before has ended, whoever has it too."""
    after = page.moment_and_id()
    if after is not None:
        until = after[0] if wanted.created_until is None else min(wanted.created_until, after[0])
        return do(attrs.evolve(wanted, created_until=until), PageAfter("", page.size))
    return do(wanted, page)


def merged_with(do: Any, self: Any, customer_id: Any) -> Any:
    found = do(customer_id)
    return (swallowing(do, self, found.merged_into) or found) if found.merged_into else found


def out_of_the_group(do: Any, self: Any, group_id: Any) -> None:
    for each in self.search("", EVERYTHING):
        if group_id in each.group_ids:
            self.save(attrs.evolve(each, group_ids=()))
    do(group_id)


CUSTOMERS = (
    fault("customers.get", "answers None for an unknown id", swallowing),
    fault("customers.get", "raises KeyError", raising(KeyError("customer"))),
    fault("customers.get", "does not know who is switched off", inactive_is_unknown),
    fault("customers.get", "answers what it did first", remembering()),
    *counted_faults("customers.count"),
    fault("customers.account", "compares e-mail addresses exactly", by_exact_email),
    fault("customers.account", "finds guests", guest_by_email),
    fault("customers.account", "finds nobody", nothing),
    *paged_faults("customers.search"),
    fault("customers.search", "minds case", found_where(lambda t, c: every(t, name_of(c)))),
    fault(
        "customers.search",
        "minds accents",
        found_where(lambda t, c: every(t.casefold(), name_of(c).casefold())),
    ),
    fault(
        "customers.search",
        "finds the middle of a word",
        found_where(lambda t, c: all(w in " ".join(caller_words(c, ())) for w in words(t))),
    ),
    fault("customers.search", "finds one word of several", any_word),
    fault(
        "customers.search",
        "does not look at the e-mail address",
        found_where(lambda t, c: every(" ".join(words(t)), " ".join(words(c.name, c.company)))),
    ),
    fault(
        "customers.search",
        "does not look at the company",
        found_where(lambda t, c: every(" ".join(words(t)), " ".join(words(c.name, c.email)))),
    ),
    fault(
        "customers.search",
        "does not look at the first name",
        found_where(
            lambda t, c: every(" ".join(words(t)), " ".join(words(c.last_name, c.company, c.email)))
        ),
    ),
    fault(
        "customers.search",
        "does not look at phone numbers",
        found_where(lambda t, c: every(" ".join(words(t)), " ".join(caller_words(c, ())))),
    ),
    fault(
        "customers.search",
        "finds whole numbers only",
        found_where(
            lambda t, c: (
                every(" ".join(words(t)), " ".join(caller_words(c, ())))
                or not {*CallerQuery.of(t).numbers}.isdisjoint(caller_numbers(c, ()))
            )
        ),
    ),
    fault(
        "customers.search",
        "finds no names that are spaced otherwise",
        found_where(
            lambda t, c: every(" ".join(words(t)), " ".join(words(c.name, c.company, c.email)))
        ),
    ),
    fault(
        "customers.search",
        "finds whole words only",
        found_where(
            lambda t, c: every(" ".join(words(t)), " ".join(caller_words(c, ())), str.__eq__)
        ),
    ),
    fault(
        "customers.search",
        "finds nobody who is switched off",
        items(lambda found: [each for each in found if each.active]),
    ),
    fault(
        "customers.search",
        "finds no guests",
        items(lambda found: [each for each in found if not each.guest]),
    ),
    fault("customers.search", "sorts by id", sorted_by(lambda each: each.id)),
    fault("customers.search", "sorts by name alone", sorted_by(lambda each: each.sort_key)),
    fault(
        "customers.search",
        "sorts by first name",
        sorted_by(lambda each: (each.first_name, each.last_name)),
    ),
    fault(
        "customers.search",
        "finds nobody by an empty text",
        lambda do, self, text, page: do(text, page) if words(text) else Page(()),
    ),
    fault("customers.search", "answers what it did first", remembering()),
    fault("customers.add", "replaces who has the id", as_new),
    fault("customers.add", "gives one e-mail address to two accounts", twice_an_email),
    fault("customers.add", "refuses a guest's second e-mail address", guests_too),
    fault("customers.add", "names the e-mail address before the id", email_before_id),
    fault("customers.add", "forgets tags", keeping(without("tags"))),
    fault("customers.add", "forgets the birthday", keeping(without("birthday"))),
    fault("customers.add", "keeps ASCII alone", keeping(in_ascii)),
    fault("customers.add", "keeps moments to the second", keeping(to_the_second)),
    fault("customers.save", "stores who is not there", created),
    fault("customers.save", "does nothing", nothing),
    fault("customers.save", "takes the own e-mail address for another's", own_email_taken),
    fault("customers.save", "gives one e-mail address to two accounts", twice_an_email),
    fault(
        "customers.save",
        "keeps the first name as it was",
        lambda do, self, new: do(attrs.evolve(new, first_name=self.get(new.id).first_name)),
    ),
    fault("customers.groups", "answers backwards", items(backwards)),
    fault("customers.groups", "answers one", items(only_first)),
    fault("customers.save_group", "passes decimals through float", keeping(through_float)),
    fault("customers.remove_group", "does nothing", nothing),
    fault(
        "customers.remove_group",
        "removes all",
        lambda do, self, id_: [do(each.id) for each in self.all_groups()] and None,
    ),
    fault("customers.listed", "pages by counting", by_counting),
    fault("customers.listed", "begins anew after a place that is none", wherever_it_ended),
    fault("customers.listed", "skips the rest of a moment where a page ends", past_the_moment),
    fault(
        "customers.count", "counts one above what is asked for", lambda do, self, w, m: do(w, m + 1)
    ),
    fault("customers.account", "finds no empty address", lambda do, self, e: do(e) if e else None),
    fault(
        "customers.account",
        "minds spaces",
        lambda do, self, email: do(email) if email == email.strip() else None,
    ),
    fault(
        "customers.add",
        "lets any number of accounts have no address",
        lambda do, self, new: do(attrs.evolve(new, guest=True)) if not new.email else do(new),
    ),
    fault(
        "customers.search",
        "finds nobody who was merged",
        items(lambda found: [each for each in found if each.merged_into is None]),
    ),
    fault("customers.get", "answers whom somebody was merged with", merged_with),
    fault("customers.remove_group", "takes it away from its customers", out_of_the_group),
)


def with_the_unknown(do: Any, self: Any, ids: Any) -> Any:
    return {id_: do(ids).get(id_) for id_ in ids}


def without_deleted(do: Any, self: Any, id_: Any) -> Any:
    found = do(id_)
    if found.deleted:
        raise AddressNotFound(id_)
    return found


ADDRESSES = (
    fault("addresses.get", "does not know the deleted", without_deleted),
    fault("addresses.get", "raises LookupError", raising(LookupError("address"))),
    fault("addresses.many", "answers None for the unknown", with_the_unknown),
    fault(
        "addresses.many",
        "leaves out the deleted",
        answering(lambda found: {id_: each for id_, each in found.items() if not each.deleted}),
    ),
    fault("addresses.many", "answers one", answering(lambda found: dict([*found.items()][:1]))),
    fault(
        "addresses.of_customer",
        "answers the deleted too",
        lambda do, self, id_, **k: do(id_, with_deleted=True),
    ),
    fault("addresses.of_customer", "never answers the deleted", lambda do, self, id_, **k: do(id_)),
    fault("addresses.of_customer", "answers backwards", items(backwards)),
    fault(
        "addresses.of_customer",
        "answers all that are not deleted",
        lambda do, self, id_, **k: (*do(id_, **k), *do("cus_2", **k)),
    ),
    fault("addresses.add", "replaces what has the id", as_new),
    fault("addresses.add", "forgets the note", keeping(without("note"))),
    fault(
        "addresses.add",
        "joins the lines of the street",
        keeping(lambda each: attrs.evolve(each, street=each.street.replace("\n", " "))),
    ),
    fault("addresses.save", "stores what is not there", created),
    fault(
        "addresses.save",
        "gives it to another customer",
        lambda do, self, new: do(attrs.evolve(new, customer_id=self.get(new.id).customer_id)),
    ),
    fault("addresses.save", "does nothing", nothing),
    fault(
        "addresses.save",
        "brings back the deleted",
        keeping(lambda each: attrs.evolve(each, deleted=False)),
    ),
)
FAULTS: tuple[Fault, ...] = (*SHOPS, *CUSTOMERS, *ADDRESSES)
