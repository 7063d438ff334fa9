"""What pricing promises, as functions of a price function: so that a wrong one can be tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from attrs import evolve
from moneyed import Money

from backoffice_orders.model.cart import Cart, PriceOverride
from backoffice_orders.model.ids import LineId
from backoffice_orders.model.money import RoundingType, money_of_count
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.pricing.actions.buy_get import BuyGet
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.actions.target import Target, TargetedAction
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.conditions.carriers import Carriers
from backoffice_orders.model.pricing.conditions.minimum_amount import MinimumAmount
from backoffice_orders.model.pricing.difference import difference
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.pricing.summary_parts import LineKind
from backoffice_orders.model.rule_parts import RuleAction, RuleCondition
from backoffice_orders.model.settings import TaxSplit
from backoffice_orders.model.stock import demand
from backoffice_orders.model.tax import TaxCombination
from backoffice_orders.serialization import from_json, to_json
from backoffice_orders.testing.sums import check_sums

Price = Callable[[Cart, PriceBook], Summary]


def parts_add_up(price: Price, cart: Cart, book: PriceBook) -> None:
    """Lines, fees, discounts, shipping and wrapping are the total; shares the discounts."""
    check_sums(price(cart, book))


def tax_per_rate_adds_up(price: Price, cart: Cart, book: PriceBook) -> None:
    """The tax lines are gross minus net."""
    summary = price(cart, book)
    taxes = sum((tax.amount for tax in summary.taxes), Money(0, summary.currency))
    assert taxes == summary.total.tax


def tax_is_that_rate_of_the_net(price: Price, cart: Cart, book: PriceBook) -> None:
    """The net of a rate is what its gross makes of it, to half a minor unit of net.

    So the tax is off by half a unit with its own tax at the most; where several rates share one
    net amount, each of them by a unit.
    """
    book = evolve(book, settings=evolve(book.settings, tax_split=TaxSplit.LAWFUL))
    rules = [rule for group in book.tax_groups for rule in group.rules if len(rule.rates) > 1]
    if any(rule.combination is TaxCombination.SUCCESSIVE for rule in rules):
        return  # a rate is charged on the tax before it, too
    several = bool(rules)
    for tax in price(cart, book).taxes:
        share = tax.percent / 100
        most = Decimal(1) + share if several else (1 + share) / 2
        assert abs(tax.amount_count - tax.base_count * share) <= most


def how_it_splits_changes_no_price(price: Price, cart: Cart, book: PriceBook) -> None:
    """Every gross amount is the same, however it splits into net and tax."""
    lawful, other = (
        price(cart, evolve(book, settings=evolve(book.settings, tax_split=split)))
        for split in TaxSplit
    )
    assert [line.gross for line in lawful.lines] == [line.gross for line in other.lines]
    assert [line.discount_gross for line in lawful.lines] == [
        line.discount_gross for line in other.lines
    ]
    assert lawful.total_counts.gross == other.total_counts.gross


def nothing_is_negative(price: Price, cart: Cart, book: PriceBook) -> None:
    """No total, and nothing that is left of a line, is below zero."""
    summary = price(cart, book)
    for amount in (summary.total, summary.discounts, summary.shipping_price):
        assert amount.net.amount >= 0
        assert amount.gross.amount >= 0
    for line in summary.lines:
        assert line.payable.net.amount >= 0
        assert line.payable.gross.amount >= 0


def discounts_stay_within_their_base(price: Price, cart: Cart, book: PriceBook) -> None:
    """All discounts together are at most the goods and the delivery; fees are not touched."""
    summary = price(cart, book)
    most = summary.products + summary.shipping_price
    assert summary.discounts.gross <= most.gross
    assert summary.discounts.net <= most.net
    for line in summary.lines:
        assert line.discount.gross <= line.total.gross
        assert line.kind is not LineKind.FEE or not line.discount


def order_of_lines_does_not_matter(price: Price, cart: Cart, book: PriceBook) -> None:
    """Adding the lines the other way round gives the same totals and taxes.

    Where only the total is rounded, equal lines are shares of it that may differ by a minor unit,
    and so does what can be taken off one of them alone: there, all discounts are on the order.
    """
    if book.settings.rounding.type is RoundingType.TOTAL:
        on_the_order = tuple(each for each in cart.discounts if each.line_id is None)
        cart = evolve(cart, discounts=on_the_order)
    turned = evolve(cart, lines=cart.lines[::-1], custom_lines=cart.custom_lines[::-1])
    there, back = price(cart, book), price(turned, book)
    assert there.total == back.total
    assert there.taxes == back.taxes
    assert [rule.amount for rule in there.rules] == [rule.amount for rule in back.rules]


def refused_rules_change_nothing(price: Price, cart: Cart, book: PriceBook) -> None:
    """Without the rules that are refused, everything is the same."""
    summary = price(cart, book)
    refused = {rule.rule_id for rule in summary.refused_rules}
    kept = tuple(rule_id for rule_id in cart.rule_ids if rule_id not in refused)
    without = price(evolve(cart, rule_ids=kept), book)
    assert evolve(summary, refused_rules=()) == evolve(without, refused_rules=())


def what_applies_holds(price: Price, cart: Cart, book: PriceBook) -> None:
    """A rule that applies does something, and holds with the delivery that is charged."""
    summary = price(cart, book)
    rules = {rule.id: rule for rule in book.cart_rules}
    given = {str(line.reasons[-1]) for line in summary.gifts()}
    for applied in summary.rules:
        rule = rules[applied.rule_id]
        about_delivery = any(action.looks_at_delivery for action in rule.actions)
        waits = about_delivery and summary.shipping is None
        assert applied.net or applied.gross or waits or f"gift of {rule.name}" in given
        for condition in rule.conditions:
            assert not condition.looks_at_delivery or holds(condition, summary)


def holds(condition: RuleCondition, summary: Summary) -> bool:
    """Whether a condition about the delivery holds with the one that is charged."""
    if isinstance(condition, Carriers):
        return summary.shipping is not None and summary.shipping.carrier_id in condition.carrier_ids
    assert isinstance(condition, MinimumAmount)
    goods = [line for line in summary.lines if line.kind in (LineKind.PRODUCT, LineKind.ITEM)]
    worth = sum((line.total for line in goods), summary.shipping_price)
    if condition.tax_included:
        return worth.gross >= condition.amount
    # Net amounts are compared as they are before they are split: a unit for each piece.
    pieces = sum(line.quantity for line in goods)
    return worth.net + money_of_count(pieces, summary.currency) >= condition.amount


def reached(summary: Summary, book: PriceBook) -> Iterator[str]:
    """What is worth reaching in this example, for a run to say."""
    rules = {rule.id: rule for rule in book.cart_rules}
    for refused in summary.refused_rules:
        looking = [each for each in rules[refused.rule_id].conditions if each.looks_at_delivery]
        if looking:
            yield "refused, having looked at the delivery"
            if refused.error_code in _BY_DELIVERY and all(holds(each, summary) for each in looking):
                yield "refused for the delivery that it would leave"
        if refused.error_code.startswith("rule_gift"):
            yield "a gift that cannot be given"
        if refused.error_code == "rule_takes_nothing":
            yield "refused, as it would take nothing"
    for applied in summary.rules:
        if rules[applied.rule_id].looks_at_delivery:
            yield "applies, having looked at the delivery"
        if applied.unused is not None and rules[applied.rule_id].partial_use:
            yield "a part that is not used"
    if summary.given_by_hand:
        yield "a discount by hand"
        if summary.rules:
            yield "a discount by hand beside a rule"
    if any(refused.error_code == "rule_refused_by_hand" for refused in summary.refused_rules):
        yield "a rule refused by hand"
    if len(summary.taxes) > 1:
        yield "several rates"
    if summary.gifts():
        yield "a gift"
    if summary.needs_shipping and summary.shipping is None:
        yield "nobody delivers"


_BY_DELIVERY = {"rule_minimum_amount", "rule_carrier"}


def gifts_leave_enough(price: Price, cart: Cart, book: PriceBook) -> None:
    """What the gifts take, beside all that the cart takes of the same, is there."""
    gifts = [(line.product_id, None, 1) for line in price(cart, book).gifts() if line.product_id]
    taken = demand([*cart.units(), *gifts], book.products, book.settings)
    of_gifts = {each.item for each in demand(gifts, book.products, book.settings)}
    for each in taken:
        assert each.item not in of_gifts or each.quantity <= book.stock[each.item]


def granting_and_taking_away_is_nothing(price: Price, cart: Cart, book: PriceBook) -> None:
    """A voucher granted and taken away leaves the cart's prices as they were."""
    before = price(cart, book)
    for rule in book.cart_rules:
        if rule.code and rule.id not in cart.rule_ids:
            granted = cart.with_rule(rule.id)
            price(granted, book)
            assert price(granted.without_rule(rule.id), book) == before


def splitting_a_line_changes_nothing(price: Price, cart: Cart, book: PriceBook) -> None:
    """Two lines of the same unit price are one line, where only the total is rounded.

    But for rules about single pieces: a piece is a share of its line's rounded total.
    """
    assert book.settings.rounding.type is RoundingType.TOTAL
    whole = [rule for rule in book.cart_rules if not any(map(_about_pieces, rule.actions))]
    book = evolve(book, cart_rules=tuple(whole))
    parts = []
    for line in cart.lines:
        if line.quantity > 1:
            parts.append(evolve(line, quantity=1))
            parts.append(evolve(line, id=LineId(f"{line.id}b"), quantity=line.quantity - 1))
        else:
            parts.append(line)
    # Half of a line is another thing to give a discount on.
    cart = evolve(cart, discounts=tuple(each for each in cart.discounts if each.line_id is None))
    there, here = price(evolve(cart, lines=tuple(parts)), book), price(cart, book)
    assert there.total == here.total
    assert there.taxes == here.taxes


def _about_pieces(action: RuleAction) -> bool:
    if isinstance(action, TargetedAction):
        return action.target is Target.CHEAPEST or action.at_most is not None
    return isinstance(action, BuyGet)


def replay_is_the_identity(price: Price, cart: Cart, book: PriceBook) -> None:
    """Cart, book and summary read back equal, and the stored pair gives the stored summary."""
    summary = price(cart, book)
    stored = to_json(cart), to_json(book), to_json(summary)
    assert from_json(stored[0], Cart) == cart
    assert from_json(stored[1], PriceBook) == book
    assert from_json(stored[2], Summary) == summary
    again = price(from_json(stored[0], Cart), from_json(stored[1], PriceBook))
    assert again == summary
    assert to_json(again) == stored[2]


def net_and_gross_shops_agree(price: Price, cart: Cart, book: PriceBook) -> None:
    """A price given net, or as the gross that it makes, comes to the same within one unit."""
    net_cart, gross_cart = _priced_both_ways(cart, book)
    net, gross = price(net_cart, book), price(gross_cart, book)
    unit = Decimal(1) if net.currency == "JPY" else Decimal("0.01")
    unit = Decimal("0.001") if net.currency == "KWD" else unit
    for one, other in zip(net.lines, gross.lines, strict=True):
        if one.kind is LineKind.PRODUCT:
            quantity = one.quantity if book.settings.rounding.type is RoundingType.ITEM else 1
            assert abs(one.total.gross.amount - other.total.gross.amount) <= unit * quantity
            assert abs(one.total.net.amount - other.total.net.amount) <= unit * quantity


def _priced_both_ways(cart: Cart, book: PriceBook) -> tuple[Cart, Cart]:
    net_lines, gross_lines = [], []
    for line in cart.lines:
        product = book.products[line.product_id]
        group = book.tax_group(product.tax_group_id)
        rule = group.rule_for(book.tax_place) if group is not None else None
        factor = rule.taxed.factor if rule is not None else Decimal(1)
        net = product.price
        gross = Money(net.amount * factor, cart.currency)
        net_lines.append(evolve(line, price_override=PriceOverride(net, False, "net")))
        gross_lines.append(evolve(line, price_override=PriceOverride(gross, True, "gross")))
    plain = evolve(cart, custom_lines=(), rule_ids=())
    return evolve(plain, lines=tuple(net_lines)), evolve(plain, lines=tuple(gross_lines))


def amounts_are_whole_minor_units(price: Price, cart: Cart, book: PriceBook) -> None:
    """Every amount is one that can be paid, and what is not used up of a rule is kept."""
    summary = price(cart, book)
    rules = {rule.id: rule for rule in book.cart_rules}
    for applied in summary.rules:
        amounts = [each for each in rules[applied.rule_id].actions if isinstance(each, Amount)]
        others = [each for each in rules[applied.rule_id].actions if isinstance(each, Percentage)]
        if applied.unused is not None:
            assert applied.unused.amount > 0
            assert amounts
        if amounts and not others and applied.unused is not None:
            assert applied.unused.amount <= sum(each.amount.amount for each in amounts) + 1


def discounts_by_hand_are_explained(price: Price, cart: Cart, book: PriceBook) -> None:
    """Each is told with its title, and its amount is what its shares, or nothing, come to.

    Those on single lines come first, then those on the order, each in the order they were given.
    """
    summary = price(cart, book)
    in_turn = [each for each in cart.discounts if each.line_id is not None]
    in_turn += [each for each in cart.discounts if each.line_id is None]
    told = [each.discount_id for each in summary.manual_discounts]
    assert told == [each.id for each in in_turn]
    entries = {str(entry.label): entry.amount for entry in summary.explain()}
    nothing = summary.wrapping - summary.wrapping
    for each in summary.manual_discounts:
        assert entries[str(each.title)] == -each.amount
        assert sum((share.amount for share in each.shares), nothing) == each.amount
        assert each.amount.gross.amount >= 0
        own = {each.line_id} if each.line_id is not None else {line.id for line in cart.lines}
        own |= {line.id for line in cart.custom_lines} if each.line_id is None else set()
        assert {share.line_id for share in each.shares} <= own
    given = sum((each.amount for each in summary.manual_discounts), nothing)
    assert given == summary.given_by_hand
    changes = difference(price(evolve(cart, discounts=()), book), summary)
    assert sum((each.amount for each in changes.changes), nothing) == changes.total


def what_is_refused_by_hand_is_as_if_it_were_not_there(
    price: Price, cart: Cart, book: PriceBook
) -> None:
    """Without the rules that an employee has refused, everything costs the same."""
    refused = {each.rule_id for each in cart.refused_rules}
    rules = tuple(rule for rule in book.cart_rules if rule.id not in refused)
    without = price(evolve(cart, refused_rules=()), evolve(book, cart_rules=rules))
    assert evolve(price(cart, book), refused_rules=()) == evolve(without, refused_rules=())


PROMISES = (
    parts_add_up,
    tax_per_rate_adds_up,
    tax_is_that_rate_of_the_net,
    how_it_splits_changes_no_price,
    nothing_is_negative,
    discounts_stay_within_their_base,
    order_of_lines_does_not_matter,
    refused_rules_change_nothing,
    what_applies_holds,
    gifts_leave_enough,
    granting_and_taking_away_is_nothing,
    splitting_a_line_changes_nothing,
    replay_is_the_identity,
    net_and_gross_shops_agree,
    amounts_are_whole_minor_units,
    discounts_by_hand_are_explained,
    what_is_refused_by_hand_is_as_if_it_were_not_there,
)
