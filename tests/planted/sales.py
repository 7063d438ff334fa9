"""Faults of carts, cart rules, orders, files and links."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs

from backoffice_orders.model.cart_rule import RuleUses
from backoffice_orders.model.errors.finishing import (
    CartAlreadyOrdered,
    CartNotFound,
    IdempotencyKeyReused,
    OrderNotFound,
    StaleCart,
)
from backoffice_orders.model.errors.host import IdTaken, StorageBusy
from backoffice_orders.model.errors.products import FileRefused
from backoffice_orders.model.errors.vouchers import (
    CodeTaken,
    RuleNotFound,
    RuleUsedUp,
    RuleUsedUpByCustomer,
)
from backoffice_orders.model.page import LARGE_PAGE, Page, PageAfter, PageRequest
from tests.planted.people import any_word, paged_faults, remembering, sorted_by
from tests.planted.planting import (
    Fault,
    answering,
    backwards,
    fault,
    items,
    keeping,
    nothing,
    only_first,
    raising,
    swallowing,
    through_float,
    to_the_second,
    twice,
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
    fault("carts.drafts", "answers everybody's", lambda do, self, who, page: do(None, page)),
    fault(
        "carts.drafts",
        "answers nobody's of everybody's",
        lambda do, self, who, page: do(who, page) if who else Page(()),
    ),
)


def same_code(do: Any, self: Any, rule: Any) -> Any:
    """Codes are not compared: a second one gets a letter more."""
    try:
        return do(rule)
    except CodeTaken:
        return do(attrs.evolve(rule, code=f"{rule.code}x"))


def exact_code(do: Any, self: Any, code: str) -> Any:
    found = do(code)
    if found.code != code:
        raise RuleNotFound(code)
    return found


def in_capitals(do: Any, self: Any, code: str) -> Any:
    found = do(code)
    if found.code.upper().strip() != code.upper().strip():
        raise RuleNotFound(code)
    return found


def no_code_is_one(do: Any, self: Any, code: str) -> Any:
    automatic = [each for each in self.search("", LARGE_RULES) if not each.code]
    return automatic[0] if not code and automatic else do(code)


def no_code_is_taken(do: Any, self: Any, rule: Any) -> Any:
    others = [each for each in self.search("", LARGE_RULES) if each.id != rule.id]
    if not rule.code and any(not each.code for each in others):
        raise CodeTaken("")
    return do(rule)


def all_limits_gone(do: Any, self: Any, rule: Any, *a: Any) -> Any:
    return do(attrs.evolve(rule, quantity=None, quantity_per_customer=None), *a)


def stored_limits(do: Any, self: Any, rule: Any, *a: Any) -> Any:
    return do(self.get(rule.id), *a)


def unknown_counts(do: Any, self: Any, rule: Any, *a: Any) -> Any:
    try:
        return do(rule, *a)
    except RuleNotFound:
        return None


def counted_again(do: Any, self: Any, rule: Any, customer: Any, order: Any) -> Any:
    do(rule, customer, order)
    free = attrs.evolve(rule, quantity=None, quantity_per_customer=None)
    do(free, customer, f"{order} again")


def one_more(do: Any, self: Any, rule: Any, *a: Any) -> Any:
    more = None if rule.quantity is None else rule.quantity + 1
    return do(attrs.evolve(rule, quantity=more), *a)


def one_more_each(do: Any, self: Any, rule: Any, *a: Any) -> Any:
    limit = rule.quantity_per_customer
    return do(attrs.evolve(rule, quantity_per_customer=limit and limit + 1), *a)


def uses_lost(do: Any, self: Any, rule: Any) -> Any:
    found = do(rule)
    for number in range(1, 10):
        self.give_back(f"o{number}")
    return found


def given_back_of(do: Any, self: Any, order: Any, keep: Any = ()) -> Any:
    return do(order, [*keep, "r2", "rule_2"])


LARGE_RULES = PageRequest(1, 200)


def rules_at_any_time(do: Any, self: Any, granted: Any, who: Any, at: Any) -> Any:
    moments = [at + timedelta(days=days) for days in (-400, -1, 0, 1, 400)]
    found = {each.id: each for m in moments for each in do(granted, who, m)}
    return tuple(found[id_] for id_ in sorted(found))


def rules_of_all(do: Any, self: Any, granted: Any, who: Any, at: Any) -> Any:
    everybody = [who, *(each.customer_id for each in self.search("", LARGE_RULES))]
    found = {each.id: each for one in everybody for each in do(granted, one, at)}
    return tuple(found[id_] for id_ in sorted(found))


RULES = (
    fault("cart_rules.for_cart", "minds no date", rules_at_any_time),
    fault("cart_rules.for_cart", "answers other customers' rules", rules_of_all),
    fault(
        "cart_rules.for_cart",
        "leaves out the customer's own",
        lambda do, self, g, who, at: do(g, None, at),
    ),
    fault(
        "cart_rules.for_cart",
        "answers all that has no code",
        lambda do, self, granted, *a: tuple(
            each
            for each in sorted(self.search("", LARGE_RULES), key=lambda r: r.id)
            if each.id in granted or not each.code
        ),
    ),
    fault(
        "cart_rules.get",
        "does not know the disabled",
        lambda do, self, id_: (
            do(id_) if do(id_).enabled else raising(RuleNotFound(id_))(do, self, "none")
        ),
    ),
    fault("cart_rules.by_code", "compares codes exactly", exact_code),
    fault("cart_rules.by_code", "compares codes without case alone", in_capitals),
    fault("cart_rules.by_code", "takes no code for one", no_code_is_one),
    fault("cart_rules.by_code", "answers None for an unknown code", swallowing),
    fault(
        "cart_rules.for_cart",
        "leaves out granted ones that are disabled",
        shown(lambda each: each.enabled),
    ),
    fault("cart_rules.for_cart", "leaves out automatic ones", shown(lambda each: each.code)),
    fault("cart_rules.for_cart", "leaves out granted ones", shown(lambda each: not each.code)),
    fault("cart_rules.for_cart", "answers backwards", items(backwards)),
    fault("cart_rules.of_customer", "leaves out the disabled", shown(lambda each: each.enabled)),
    fault("cart_rules.of_customer", "answers backwards", items(backwards)),
    fault("cart_rules.of_customer", "answers one", items(only_first)),
    *paged_faults("cart_rules.search"),
    fault("cart_rules.search", "leaves out the disabled", shown(lambda each: each.enabled)),
    fault("cart_rules.search", "finds one word of several", any_word),
    fault("cart_rules.search", "sorts by id", sorted_by(lambda each: each.id)),
    fault("cart_rules.search", "sorts by name alone", sorted_by(lambda each: each.name)),
    fault(
        "cart_rules.search",
        "does not look at codes",
        lambda do, self, text, page: attrs.evolve(
            do(text, page),
            items=tuple(
                each
                for each in do(text, page)
                if not text
                or any(w in each.search_words[:2] for w in [text.lower()])
                or each.name.lower().startswith(text.lower()[:3])
            ),
        ),
    ),
    fault("cart_rules.add", "gives one code to two rules", same_code),
    fault("cart_rules.add", "takes no code for one", no_code_is_taken),
    fault("cart_rules.add", "replaces what has the id", replaced),
    fault("cart_rules.add", "passes decimals through float", keeping(through_float)),
    fault("cart_rules.add", "forgets conditions", keeping(without("conditions"))),
    fault(
        "cart_rules.add",
        "forgets what it can be combined with",
        keeping(without("combinable_with")),
    ),
    fault("cart_rules.save", "gives one code to two rules", same_code),
    fault("cart_rules.save", "takes no code for one", no_code_is_taken),
    fault("cart_rules.save", "stores what is not there", stored_where_unknown),
    fault("cart_rules.save", "forgets uses", uses_lost),
    fault(
        "cart_rules.save",
        "keeps the customer as it was",
        lambda do, self, rule: do(attrs.evolve(rule, customer_id=self.get(rule.id).customer_id)),
    ),
    fault("cart_rules.remove", "does nothing", lambda do, self, id_: id_ != "none"),
    fault(
        "cart_rules.remove",
        "says so of what is not there",
        lambda do, self, id_: do(id_) or not self.uses([id_], None),
    ),
    fault(
        "cart_rules.remove",
        "removes what was used",
        lambda do, self, id_: [self.give_back(f"o{n}") for n in range(1, 20)] and do(id_),
    ),
    fault(
        "cart_rules.uses",
        "answers what was never used",
        lambda do, self, ids, who: {id_: do(ids, who).get(id_, RuleUses()) for id_ in ids},
    ),
    fault(
        "cart_rules.uses",
        "counts everybody's for the customer",
        answering(
            lambda found: {id_: RuleUses(each.total, each.total) for id_, each in found.items()}
        ),
    ),
    fault(
        "cart_rules.uses",
        "counts the customer's alone",
        answering(
            lambda found: {
                id_: RuleUses(each.by_customer, each.by_customer) for id_, each in found.items()
            }
        ),
    ),
    fault("cart_rules.uses", "answers one", answering(lambda found: dict([*found.items()][:1]))),
    fault("cart_rules.uses", "answers what it did first", remembering()),
    fault("cart_rules.use", "has no limits", all_limits_gone),
    fault("cart_rules.use", "goes by the stored limits", stored_limits),
    fault("cart_rules.use", "counts an order twice", counted_again),
    fault("cart_rules.use", "allows one more", one_more),
    fault("cart_rules.use", "allows each customer one more", one_more_each),
    fault("cart_rules.use", "uses what is not there", unknown_counts),
    fault("cart_rules.use", "does nothing", nothing),
    fault(
        "cart_rules.use",
        "says used up where a customer is",
        lambda do, self, *a: raising(RuleUsedUp("?", 1))(do, self, *a),
    ),
    fault(
        "cart_rules.use",
        "says a customer's where all are used up",
        lambda do, self, *a: raising(RuleUsedUpByCustomer("?", 1))(do, self, *a),
    ),
    fault("cart_rules.give_back", "does nothing", nothing),
    fault("cart_rules.give_back", "keeps none", lambda do, self, order, keep=(): do(order)),
    fault("cart_rules.give_back", "gives back one rule's", given_back_of),
    fault(
        "cart_rules.give_back",
        "keeps all where some are kept",
        lambda do, self, order, keep=(): None if keep else do(order),
    ),
    fault(
        "cart_rules.give_back",
        "gives back other orders' too",
        lambda do, self, order, keep=(): (
            [do(each, keep) for each in (order, "o1", "o2", "o3", "ord_1", "ord_2")] and None
        ),
    ),
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
    everything = self.search("", LARGE_PAGE).items
    return do(key) if key or not everything else self.get(everything[-1].order_id)


def contains(do: Any, self: Any, text: str, page: Any) -> Any:
    everything = do("", LARGE_PAGE).items
    found = [each for each in everything if text.strip().upper() in each.reference.upper()]
    return attrs.evolve(do(text, page), items=tuple(found[: page.size]))


def of_equal_case(do: Any, self: Any, text: str, page: Any) -> Any:
    found = do(text, page)
    return attrs.evolve(
        found, items=tuple(each for each in found if each.reference.startswith(text.strip()))
    )


def numbered_alike(do: Any, self: Any) -> Any:
    return max(do() - 1, 1)


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
    fault("orders.of_customer", "sorts by reference", sorted_by(lambda each: each.reference)),
    fault(
        "orders.of_customer",
        "answers everybody's",
        lambda do, self, id_, page: self.search("", page),
    ),
    fault(
        "orders.totals",
        "counts everybody's",
        lambda do, self, id_: attrs.evolve(do(id_), count=len(self.search("", LARGE_PAGE))),
    ),
    fault("orders.totals", "answers what it did first", remembering()),
    fault("orders.search", "finds the middle", contains),
    fault("orders.search", "minds case", of_equal_case),
    fault("orders.search", "finds everything", lambda do, self, text, page: do("", page)),
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
)
FILES = (
    fault("files.add", "keeps 64 KB", lambda do, self, file, content: do(file, content[:65_535])),
    fault(
        "files.add",
        "keeps text",
        lambda do, self, file, content: do(file, content.decode("utf-8", "replace").encode()),
    ),
    fault(
        "files.add",
        "cuts off spaces and zeros",
        lambda do, self, file, content: do(file, content.strip(b"\0 ")),
    ),
    fault(
        "files.add",
        "keeps the first",
        lambda do, self, file, content: do(file, swallowing(self.content, self, file) or content),
    ),
    fault("files.add", "does nothing", nothing),
    fault(
        "files.content",
        "answers nothing for the unknown",
        lambda do, self, file: swallowing(do, self, file) or b"",
    ),
    fault(
        "files.content",
        "takes an empty file for none",
        lambda do, self, file: (
            do(file)
            or raising(FileRefused("?", "?"))(self.content, self, attrs.evolve(file, id="none"))
        ),
    ),
    fault("files.content", "raises LookupError", raising(LookupError("file"))),
    fault("files.remove", "does nothing", nothing),
    fault(
        "files.remove",
        "minds the unknown",
        lambda do, self, file: do(file) if self.content(file) is not None else None,
    ),
)


def only_withdrawn(do: Any, self: Any, link: Any) -> Any:
    return do(attrs.evolve(self.get(link.id), withdrawn_at=link.withdrawn_at))


LINKS = (
    fault("links.get", "answers None for the unknown", swallowing),
    fault("links.get", "raises LookupError", raising(LookupError("link"))),
    fault(
        "links.add",
        "replaces what has the id",
        lambda do, self, link: (
            self.withdraw(link) or link if swallowing(self.get, self, link.id) else do(link)
        ),
    ),
    fault("links.add", "forgets permissions", keeping(without("permissions"))),
    fault("links.add", "forgets what was seen", keeping(without("seen"))),
    fault("links.of_cart", "answers backwards", items(backwards)),
    fault("links.of_cart", "sorts by id", sorted_by(lambda each: each.id)),
    fault("links.of_cart", "answers one", items(only_first)),
    fault("links.of_cart", "leaves out the withdrawn", shown(lambda each: not each.withdrawn_at)),
    fault("links.withdraw", "stores the moment alone", only_withdrawn),
    fault("links.withdraw", "does nothing", nothing),
    fault(
        "links.withdraw",
        "withdraws what is not there",
        lambda do, self, link: swallowing(do, self, link),
    ),
    fault(
        "links.withdraw",
        "stores what is not there",
        lambda do, self, link: (
            do(link) if swallowing(self.get, self, link.id) else self.add(link) and None
        ),
    ),
    fault("links.use", "can be used twice", lambda do, self, link: do(link) or True),
    fault("links.use", "never says that it was used", answering(lambda _: False)),
    fault(
        "links.use",
        "says so and does not store it",
        lambda do, self, link: self.get(link.id).used_at is None,
    ),
    fault(
        "links.use",
        "says no for what is not there",
        lambda do, self, link: bool(swallowing(do, self, link)),
    ),
    fault(
        "links.use",
        "stores the last use",
        lambda do, self, link: do(link) or bool(self.withdraw(link)),
    ),
)
ANSWERS = (
    fault("answers.of_cart", "answers what it did first", remembering()),
    fault(
        "answers.keep",
        "keeps the first",
        lambda do, self, id_, new: do(id_, self.of_cart(id_) or new),
    ),
    fault(
        "answers.keep", "does not forget", lambda do, self, id_, new: do(id_, new) if new else None
    ),
    fault(
        "answers.keep",
        "passes decimals through float",
        lambda do, self, id_, new: do(id_, through_float(new)),
    ),
    fault("answers.keep", "does nothing", nothing),
)
FAULTS: tuple[Fault, ...] = (*CARTS, *RULES, *ORDERS, *FILES, *LINKS, *ANSWERS)
