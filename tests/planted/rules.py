"""Faults of cart rules."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs

from backoffice_orders.model.cart_rule import RuleUses
from backoffice_orders.model.errors.vouchers import (
    CodeTaken,
    RuleNotFound,
    RuleUsedUp,
    RuleUsedUpByCustomer,
)
from backoffice_orders.model.page import PageRequest
from tests.planted.carts import replaced, shown, stored_where_unknown
from tests.planted.people import any_word, nothing_by_signs, paged_faults, remembering, sorted_by
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
    without,
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


def counted_for_the_last(do: Any, self: Any, rule: Any, customer: Any, order: Any) -> Any:
    do(rule, customer, order)
    self.count_for([order], customer)


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


def limit_before_order(do: Any, self: Any, rule: Any, *a: Any) -> Any:
    used = self.uses([rule.id], a[0]).get(rule.id)
    if used is not None and rule.quantity is not None and used.total >= rule.quantity:
        raise RuleUsedUp(rule.name, rule.quantity)
    return do(rule, *a)


def own_limit_first(do: Any, self: Any, rule: Any, *a: Any) -> Any:
    try:
        return do(rule, *a)
    except RuleUsedUp:
        used, limit = self.uses([rule.id], a[0])[rule.id], rule.quantity_per_customer
        if limit is not None and used.by_customer >= limit:
            raise RuleUsedUpByCustomer(rule.name, limit) from None
        raise


def limit_untold(do: Any, self: Any, *a: Any) -> Any:
    try:
        return do(*a)
    except (RuleUsedUp, RuleUsedUpByCustomer) as error:
        error.limit = 0
        raise


def not_used_up(do: Any, self: Any, granted: Any, who: Any, at: Any) -> Any:
    found = do(granted, who, at)
    uses = self.uses([each.id for each in found], None)
    return tuple(
        each
        for each in found
        if each.quantity is None or each.id not in uses or uses[each.id].total < each.quantity
    )


def not_used_up_by_customer(do: Any, self: Any, granted: Any, who: Any, at: Any) -> Any:
    found = do(granted, who, at)
    uses = self.uses([each.id for each in found], who)
    return tuple(
        each
        for each in found
        if each.id in granted
        or each.id not in uses
        or uses[each.id].by_customer < (each.quantity_per_customer or 99)
    )


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
    fault("cart_rules.search", "finds nothing by signs", nothing_by_signs),
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
    fault("cart_rules.use", "counts an order for who comes last", counted_for_the_last),
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
    fault("cart_rules.count_for", "does nothing", nothing),
    fault(
        "cart_rules.count_for",
        "counts one order's",
        lambda do, self, orders, customer: do(list(orders)[:1], customer),
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
    fault("cart_rules.use", "refuses an order that has the last use", limit_before_order),
    fault("cart_rules.use", "names the customer's limit first", own_limit_first),
    fault("cart_rules.use", "tells no limit", limit_untold),
    fault(
        "cart_rules.for_cart",
        "leaves out granted ones of other customers",
        lambda do, self, granted, who, at: tuple(
            each for each in do(granted, who, at) if each.customer_id in (None, who)
        ),
    ),
    fault("cart_rules.for_cart", "leaves out granted ones that are used up", not_used_up),
    fault("cart_rules.for_cart", "minds what the customer has used", not_used_up_by_customer),
)
FAULTS: tuple[Fault, ...] = RULES
