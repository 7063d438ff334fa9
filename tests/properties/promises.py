"""What pricing promises, as functions of a price function: so that a wrong one can be tried."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from attrs import evolve
from moneyed import Money

from backoffice_orders.model.cart import Cart, CartLine, PriceOverride
from backoffice_orders.model.ids import LineId
from backoffice_orders.model.money import RoundingType
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.summary import LineKind, Summary
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
    """Adding the lines the other way round gives the same totals and taxes."""
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
    assert evolve(summary, refused_rules=()) == without


def granting_and_taking_away_is_nothing(price: Price, cart: Cart, book: PriceBook) -> None:
    """A voucher granted and taken away leaves the cart's prices as they were."""
    before = price(cart, book)
    for rule in book.cart_rules:
        if rule.code and rule.id not in cart.rule_ids:
            granted = cart.with_rule(rule.id)
            price(granted, book)
            assert price(granted.without_rule(rule.id), book) == before


def splitting_a_line_changes_nothing(price: Price, cart: Cart, book: PriceBook) -> None:
    """Two lines of the same unit price are one line, where only the total is rounded."""
    assert book.settings.rounding.type is RoundingType.TOTAL
    whole = evolve(cart, lines=tuple(_by_hand(line) for line in cart.lines))
    parts = []
    for line in whole.lines:
        if line.quantity > 1:
            parts.append(evolve(line, quantity=1))
            parts.append(evolve(line, id=LineId(f"{line.id}b"), quantity=line.quantity - 1))
        else:
            parts.append(line)
    there, here = price(evolve(whole, lines=tuple(parts)), book), price(whole, book)
    assert there.total == here.total
    assert there.taxes == here.taxes


def _by_hand(line: CartLine) -> CartLine:
    # A quantity decides which specific price holds: with a price by hand it does not.
    price = line.price_override
    if price is None:
        price = PriceOverride(Money("3.3333", "EUR"), False, "to be split")
    return evolve(line, price_override=price)


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


PROMISES = (
    parts_add_up,
    tax_per_rate_adds_up,
    nothing_is_negative,
    discounts_stay_within_their_base,
    order_of_lines_does_not_matter,
    refused_rules_change_nothing,
    granting_and_taking_away_is_nothing,
    splitting_a_line_changes_nothing,
    replay_is_the_identity,
    net_and_gross_shops_agree,
    amounts_are_whole_minor_units,
)
