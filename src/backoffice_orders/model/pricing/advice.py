"""What the customer gains by a little more: each piece of advice is priced before it is given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_CEILING, Decimal
from functools import reduce
from typing import NamedTuple

from attrs import evolve
from moneyed import Money

from backoffice_orders.model.cart import Cart, CustomLine, CustomLineKind
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.errors.vouchers import RuleMinimumAmount
from backoffice_orders.model.ids import LineId, TaxGroupId
from backoffice_orders.model.messages import Message, Sentence
from backoffice_orders.model.money import money_of_count
from backoffice_orders.model.pricing.actions.spend_steps import SpendSteps
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.conditions.minimum_amount import MinimumAmount
from backoffice_orders.model.pricing.context import Context
from backoffice_orders.model.pricing.price import missing_to_free_delivery, price, why_refused
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.pricing.summary_parts import LineKind, SummaryLine
from backoffice_orders.model.pricing.unit_price import pieces_to_next_step
from backoffice_orders.model.service import Service
from backoffice_orders.model.values import frozen

FREE_DELIVERY = Sentence("advice.free_delivery", "delivery is free")
CHEAPER_DELIVERY = Sentence("advice.cheaper_delivery", "delivery costs {amount} less")
RULE_HOLDS = Sentence("advice.rule_holds", "“{rule}” takes off {amount}")
CHEAPER_PIECES = Sentence("advice.cheaper_pieces", "each piece costs {amount} less")
BOTH = Sentence("advice.both", "{one} and {other}")
GOAL = Sentence("advice.goal", "{amount} more in products: {gains}.")
LESS_IN_ALL = Sentence(
    "advice.less_in_all", "{pieces} more of {name}: {gains}. {amount} less in all."
)
ONLY_MORE = Sentence("advice.only_more", "{pieces} more of {name}: {gains}. Only {amount} more.")

# A change is small up to half of what is in the cart; so many lines and rules are looked at, and
# so much is tried, whatever the cart.
_SMALL = Decimal("0.5")
_MOST_LINES = 10
_MOST_RULES = 10
_MOST_TRIALS = 24
_SHOWN = 3
_LINES_PER_GOAL = 2
_ANYTHING = LineId("advice")


@frozen
class Advice:
    """A small change that pays off.

    Attributes:
        line_id: Of which line there would be more pieces; None is anything else in the shop.
        pieces: How many more.
        worth: What is added costs, gross, at the price it has now.
        difference: How much more, or (negative) less, is to be paid in all, gross.
        total: What would be to be paid then, gross.
        gains: What comes of it.
        message: The advice in words.
    """

    line_id: LineId | None
    pieces: int
    worth: Money
    difference: Money
    total: Money
    gains: tuple[Message, ...]
    message: Message

    @property
    def saving(self) -> Money:
        """How much less it costs than what is added is worth, gross."""
        return self.worth - self.difference


@frozen
class _Change:
    """Something to try; ``goal``: for the same gain as others of that number."""

    goal: int
    line: SummaryLine | None
    pieces: int
    worth: Money
    cart: Cart


def advice(
    cart: Cart, book: PriceBook, left: Mapping[LineId, int | None] | None = None
) -> tuple[Advice, ...]:
    """The small changes that pay off, the best first, three at most; nothing is changed.

    A free delivery or a rule's minimum amount that is just missed, and the next quantity price. At
    most 24 changes are priced, whatever is in the cart.

    Args:
        cart: The cart.
        book: What it is priced with.
        left: How many more pieces of each line can be had; None, or a line that is not there, is
            as many as one likes.
    """
    # Taxes that were answered are those of the cart as it is: tables make trials comparable.
    book = evolve(book, answers=book.answers.without(Service.TAXES))
    before = price(cart, book)
    best: dict[int, Advice] = {}
    goals: list[Advice] = []
    for tried, change in enumerate(_changes(cart, book, before, left or {})):
        if tried == _MOST_TRIALS:
            break
        found = _priced(change, before, price(change.cart, book))
        if found is None:
            continue
        if change.line is None:
            goals.append(found)
        elif change.goal not in best or best[change.goal].saving < found.saving:
            best[change.goal] = found
    told = sorted((*best.values(), *goals), key=lambda each: (-each.saving, each.pieces))
    # One way to a gain is enough, beside what anything else in the shop would do.
    ways = {
        (each.line_id is None, *(gain.code for gain in each.gains)): each for each in told[::-1]
    }
    return tuple(each for each in told if each in ways.values())[:_SHOWN]


def _priced(change: _Change, before: Summary, after: Summary) -> Advice | None:
    """The advice, if it pays off."""
    gains = tuple(_gains(change, before, after))
    difference = after.total.gross - before.total.gross
    if not gains or after.shipping is None is not before.shipping:
        return None
    if difference >= change.worth:
        return None
    line = change.line
    all_gains = reduce(lambda one, other: BOTH(one=one, other=other), gains)
    if line is None:
        message = GOAL(amount=change.worth, gains=all_gains)
    else:
        said = LESS_IN_ALL if difference.amount <= 0 else ONLY_MORE
        message = said(
            pieces=change.pieces,
            name=line.called,
            gains=all_gains,
            amount=abs(difference),
        )
    line_id = line.line_id if line is not None else None
    return Advice(
        line_id, change.pieces, change.worth, difference, after.total.gross, gains, message
    )


def _gains(change: _Change, before: Summary, after: Summary) -> Iterator[Message]:
    had = {rule.rule_id for rule in before.rules}
    for rule in after.rules:
        if rule.rule_id not in had and rule.amount.gross.amount > 0:
            yield RULE_HOLDS(rule=rule.name, amount=rule.amount.gross)
    cheaper = before.shipping_price.gross - after.shipping_price.gross
    if cheaper.amount > 0 and after.needs_shipping:
        free = not after.shipping_price.gross.amount
        yield FREE_DELIVERY() if free else CHEAPER_DELIVERY(amount=cheaper)
    if change.line is not None:
        now = after.line(change.line.line_id)
        if now is not None and now.unit_gross < change.line.unit_gross:
            less = money_of_count(change.line.unit_gross - now.unit_gross, after.currency)
            yield CHEAPER_PIECES(amount=less)


def _changes(
    cart: Cart, book: PriceBook, before: Summary, left: Mapping[LineId, int | None]
) -> Iterator[_Change]:
    own = {line.id for line in cart.lines}
    lines = [
        line for line in before.lines if line.line_id in own and line.priced and line.unit_gross > 0
    ]
    lines = lines[:_MOST_LINES]

    def more(goal: int, line: SummaryLine, pieces: int) -> Iterator[_Change]:
        can = left.get(line.line_id)
        worth = money_of_count(line.unit_gross * pieces, before.currency)
        if (can is None or pieces <= can) and worth.amount <= most:
            added = cart.with_quantity(line.line_id, line.quantity + pieces)
            yield _Change(goal, line, pieces, worth, added)

    most = before.products.gross.amount * _SMALL
    for goal, missing in enumerate(_missing(cart, book, before)):
        worth = missing.worth(lines, cart, book)
        if worth.amount > most:
            continue
        anything = CustomLine(
            _ANYTHING,
            CustomLineKind.ITEM,
            "-",
            worth,
            tax_included=True,
            tax_group_id=_tax_group_of(lines, book),
            virtual=False,
        )
        with_it = evolve(cart, custom_lines=(*cart.custom_lines, anything))
        yield _Change(goal, None, 1, worth, with_it)
        ways = sorted(lines, key=lambda line: missing.pieces_of(line) * line.unit_gross)
        for line in ways[:_LINES_PER_GOAL]:
            yield from more(goal, line, missing.pieces_of(line))
    for number, line in enumerate(lines):
        step = _next_step(line, cart, book)
        if step is not None:
            yield from more(1000 + number, line, step)


class _Missing(NamedTuple):
    """How much more there has to be, gross or net."""

    amount: Money
    tax_included: bool

    def pieces_of(self, line: SummaryLine) -> int:
        """How many pieces of a line are worth so much."""
        price = line.unit_price
        one = price.gross if self.tax_included else price.net
        return int((self.amount.amount / one.amount).to_integral_value(ROUND_CEILING))

    def worth(self, lines: Sequence[SummaryLine], cart: Cart, book: PriceBook) -> Money:
        """What it is gross, of goods that are taxed as the first line is; rounded up."""
        if self.tax_included:
            return self.amount
        context = Context.of(cart, book)
        gross = context.taxed(_tax_group_of(lines, book)).gross(self.amount.amount)
        count = (gross / context.minor.unit).to_integral_value(ROUND_CEILING)
        return context.minor.money(int(count))


def _tax_group_of(lines: Sequence[SummaryLine], book: PriceBook) -> TaxGroupId | None:
    """How the first product of a cart is taxed; None, untaxed, where it has none."""
    products = (book.products.get(line.product_id) for line in lines if line.product_id is not None)
    return next((each.tax_group_id for each in products if each is not None), None)


def _missing(cart: Cart, book: PriceBook, before: Summary) -> Iterator[_Missing]:
    """How much more there has to be for a free delivery, and for rules that do not hold yet."""
    to_free_delivery = missing_to_free_delivery(cart, book)
    if to_free_delivery is not None:
        yield _Missing(to_free_delivery, True)
    held = {rule.rule_id for rule in before.rules}
    by_hand = {each.rule_id for each in cart.refused_rules}
    open_rules = [
        rule for rule in book.cart_rules if rule.id not in held and rule.id not in by_hand
    ]
    for rule in open_rules[:_MOST_RULES]:
        why = why_refused(rule, cart, book)
        if isinstance(why, RuleMinimumAmount):
            yield _Missing(why.missing, _asks_gross(rule))


def _asks_gross(rule: CartRule) -> bool:
    """Whether the first minimum amount that the rule asks for is gross."""
    for part in (*rule.conditions, *rule.actions):
        if isinstance(part, MinimumAmount | SpendSteps):
            return part.tax_included
    return True


def _next_step(line: SummaryLine, cart: Cart, book: PriceBook) -> int | None:
    """How many pieces more reach the next quantity price of a line's product."""
    if line.kind is not LineKind.PRODUCT or line.product_id is None:
        return None
    product = book.products.get(line.product_id)
    if product is None:
        return None
    return pieces_to_next_step(cart.line(line.line_id), product, Context.of(cart, book))
