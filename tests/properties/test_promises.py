"""Pricing keeps its promises for any cart and book; and each promise can be broken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from decimal import Decimal
from itertools import count

import pytest
from attrs import evolve
from hypothesis import Phase, event, given, settings, strategies as st, target

from backoffice_orders.model.cart import Cart
from backoffice_orders.model.money import Rounding, RoundingMode, RoundingType
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.price import price
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.pricing.summary_parts import Counts, TaxLine
from backoffice_orders.model.settings import TaxSplit
from backoffice_orders.testing.strategies import priced
from tests.properties import promises
from tests.properties.dose import dose
from tests.properties.promises import PROMISES, Price, reached

SETTINGS = dose()
UNDONE = "refused for the delivery that it would leave"
Promise = Callable[[Price, Cart, PriceBook], None]


def examples(promise: Promise) -> st.SearchStrategy[tuple[Cart, PriceBook]]:
    if promise is promises.splitting_a_line_changes_nothing:
        modes = st.sampled_from(RoundingMode)
        return modes.flatmap(lambda mode: priced(Rounding(mode, RoundingType.TOTAL))).filter(
            lambda pair: pair[0].currency == "EUR"
        )
    return priced()


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_promise(promise: Promise) -> None:
    def holds(pair: tuple[Cart, PriceBook]) -> None:
        kinds = list(reached(price(*pair), pair[1]))
        for kind in kinds:
            event(kind)
        target(kinds.count(UNDONE), label=UNDONE)
        promise(price, *pair)

    holds.__name__ = promise.__name__  # what has failed is kept by it, and tried again
    SETTINGS(given(examples(promise))(holds))()


# How often a run of the promises must come by what is hard to get right, at the least.
REACHED = {
    UNDONE: 5,
    "refused, having looked at the delivery": 50,
    "applies, having looked at the delivery": 50,
    "refused, as it would take nothing": 20,
    "a gift that cannot be given": 5,
    "a gift": 8,
    "a part that is not used": 3,
    "a discount by hand": 20,
    "a discount by hand beside a rule": 10,
    "a rule refused by hand": 5,
    "several rates": 50,
    "nobody delivers": 15,
}


def test_a_run_reaches_what_is_hard_to_get_right() -> None:
    seen: Counter[str] = Counter()

    @settings(SETTINGS, phases=[Phase.generate], database=None, derandomize=True, max_examples=500)
    @given(priced())
    def run(pair: tuple[Cart, PriceBook]) -> None:
        seen.update(set(reached(price(*pair), pair[1])))

    run()
    assert {kind: seen[kind] for kind, least in REACHED.items() if seen[kind] < least} == {}


def total_off_by_one(cart: Cart, book: PriceBook) -> Summary:
    summary = price(cart, book)
    counts = summary.total_counts
    return evolve(summary, total_counts=Counts(counts.net, counts.gross + 1))


def tax_lost(cart: Cart, book: PriceBook) -> Summary:
    summary = price(cart, book)
    return evolve(summary, taxes=summary.taxes[1:])


def discounts_too_large(cart: Cart, book: PriceBook) -> Summary:
    """As if a discount were not limited to what is left."""
    summary = price(cart, book)
    lines = tuple(evolve(line, discount_gross=line.gross + 1) for line in summary.lines)
    return evolve(summary, lines=lines)


def first_line_pays_more(cart: Cart, book: PriceBook) -> Summary:
    """As if a remainder went to the first line, with the tax of its rate."""
    summary = price(cart, book)
    tax = TaxLine("first", Decimal(len(cart.lines[0].id if cart.lines else "")), "EUR", 1, 1)
    if cart.lines and cart.lines[0].id.endswith(("1", "2", "3", "4")):
        return evolve(summary, taxes=(*summary.taxes, tax))
    return summary


def without_what_looks(book: PriceBook, asked: Collection[str]) -> PriceBook:
    """As if these rules did not ask for anything of the delivery."""
    rules = [
        evolve(
            rule,
            conditions=tuple(each for each in rule.conditions if not each.looks_at_delivery),
        )
        if rule.id in asked
        else rule
        for rule in book.cart_rules
    ]
    return evolve(book, cart_rules=tuple(rules))


def parcel_of_the_undone(cart: Cart, book: PriceBook) -> Summary:
    """As if the parcel that a refused rule's discount would leave were charged all the same."""
    summary = price(cart, book)
    refused = {rule.rule_id for rule in summary.refused_rules}
    applied = price(cart, without_what_looks(book, refused))
    return evolve(summary, shipping=applied.shipping)


def applied_all_the_same(cart: Cart, book: PriceBook) -> Summary:
    """As if conditions about the delivery were not looked at again."""
    return price(cart, without_what_looks(book, {rule.id for rule in book.cart_rules}))


def gifts_beyond_the_stock(cart: Cart, book: PriceBook) -> Summary:
    return price(cart, evolve(book, stock=dict.fromkeys(book.stock, 99)))


def forgetful() -> Price:
    """As if pricing kept something from one call to the next."""
    calls = count()

    def drifting(cart: Cart, book: PriceBook) -> Summary:
        return evolve(price(cart, book), weight=Decimal(next(calls)))

    return drifting


def rounded_per_line(cart: Cart, book: PriceBook) -> Summary:
    rounding = evolve(book.settings.rounding, type=RoundingType.LINE)
    return price(cart, evolve(book, settings=evolve(book.settings, rounding=rounding)))


def gross_not_taxed_back(cart: Cart, book: PriceBook) -> Summary:
    """As if a gross price were taken for a net one."""
    lines = tuple(
        line
        if line.price_override is None
        else evolve(line, price_override=evolve(line.price_override, tax_included=False))
        for line in cart.lines
    )
    return price(evolve(cart, lines=lines), book)


def nothing_unused(cart: Cart, book: PriceBook) -> Summary:
    """As if every applied rule had something left."""
    summary = price(cart, book)
    rest = summary.total.gross * 0
    return evolve(summary, rules=tuple(evolve(rule, unused=rest) for rule in summary.rules))


def never_split(cart: Cart, book: PriceBook) -> Summary:
    """As if net and gross were always rounded each for itself."""
    return price(cart, evolve(book, settings=evolve(book.settings, tax_split=TaxSplit.PRESTASHOP)))


def gross_gives_way(cart: Cart, book: PriceBook) -> Summary:
    """As if a lawful split moved what the customer pays."""
    if book.settings.tax_split is not TaxSplit.LAWFUL:
        return price(cart, book)
    return total_off_by_one(cart, book)


def untold_discounts(cart: Cart, book: PriceBook) -> Summary:
    """As if discounts by hand were taken off and not told."""
    return evolve(price(cart, book), manual_discounts=())


def refusals_forgotten(cart: Cart, book: PriceBook) -> Summary:
    """As if nobody could refuse a rule."""
    return price(evolve(cart, refused_rules=()), book)


FAULTS: dict[Promise, Callable[[], Price]] = {
    promises.parts_add_up: lambda: total_off_by_one,
    promises.tax_per_rate_adds_up: lambda: tax_lost,
    promises.tax_is_that_rate_of_the_net: lambda: never_split,
    promises.how_it_splits_changes_no_price: lambda: gross_gives_way,
    promises.nothing_is_negative: lambda: discounts_too_large,
    promises.discounts_stay_within_their_base: lambda: discounts_too_large,
    promises.order_of_lines_does_not_matter: lambda: first_line_pays_more,
    promises.refused_rules_change_nothing: lambda: parcel_of_the_undone,
    promises.what_applies_holds: lambda: applied_all_the_same,
    promises.gifts_leave_enough: lambda: gifts_beyond_the_stock,
    promises.granting_and_taking_away_is_nothing: forgetful,
    promises.splitting_a_line_changes_nothing: lambda: rounded_per_line,
    promises.replay_is_the_identity: forgetful,
    promises.net_and_gross_shops_agree: lambda: gross_not_taxed_back,
    promises.amounts_are_whole_minor_units: lambda: nothing_unused,
    promises.discounts_by_hand_are_explained: lambda: untold_discounts,
    promises.what_is_refused_by_hand_is_as_if_it_were_not_there: lambda: refusals_forgotten,
}


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_the_promise_catches_a_planted_fault(promise: Promise) -> None:
    # Always the same carts, and enough of them: whether it is found is no matter of luck.
    @settings(
        SETTINGS,
        phases=[Phase.generate],
        report_multiple_bugs=False,
        database=None,
        derandomize=True,
        max_examples=5000,  # found after twenty to nine hundred
    )
    @given(examples(promise))
    def holds(pair: tuple[Cart, PriceBook]) -> None:
        promise(FAULTS[promise](), *pair)

    with pytest.raises(AssertionError):
        holds()
