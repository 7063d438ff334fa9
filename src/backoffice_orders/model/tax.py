"""Tax groups: which rates a product, carrier or fee is taxed with, and where."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from operator import attrgetter

from attrs import evolve, field

from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.fields import (
    COUNTRY,
    ID,
    NAME,
    Number,
    Text,
    Values,
    exact,
    in_a_tuple,
    in_capitals,
    written,
)
from backoffice_orders.model.ids import TaxGroupId
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.postcode import in_order, in_range
from backoffice_orders.model.values import frozen

BEFORE_FIRST = Sentence("reason.before_first", "it must not come before postcode_from")

_PART = Text(64, none=True)


class TaxCombination(StrEnum):
    """How several rates work together: side by side, or each on top of the one before."""

    COMBINED = "combined"
    SUCCESSIVE = "successive"


@frozen
class TaxRate:
    """A named rate in percent: ``TaxRate("VAT 20%", 20)``."""

    name: str = field(converter=written, validator=NAME)
    percent: Decimal = field(converter=exact, validator=Number(high=Decimal(1000)))


@frozen(cache_hash=True)
class Taxed:
    """The rates an amount is taxed with, each with what it comes to in percent of net.

    ``shares`` are (rate, effective percent, share of the net amount it is charged on). ``parts``
    are those of an amount whose parts are taxed each for itself, a price and its ecotax: (share of
    the net amount, how many of the rates are charged on it). Empty: all are charged on all of it.
    """

    shares: tuple[tuple[TaxRate, Decimal, Decimal], ...] = ()
    factor: Decimal = Decimal(1)
    parts: tuple[tuple[Decimal, int], ...] = ()

    @property
    def sort_key(self) -> tuple[tuple[Decimal, str, Decimal], ...]:
        """An order of taxes that does not depend on the order of a cart's lines."""
        return tuple((percent, rate.name, share) for rate, percent, share in self.shares)

    def gross(self, net: Decimal) -> Decimal:
        """The amount with its taxes."""
        return net * self.factor

    def net(self, gross: Decimal) -> Decimal:
        """The amount without its taxes."""
        return gross / self.factor

    def each_part(self) -> Sequence[tuple[Taxed, Decimal]]:
        """The taxes of its parts, each with its share of the net amount."""
        if not self.parts:
            return [(self, Decimal(1))]
        found, at = [], 0
        for share, rates in self.parts:
            own = self.shares[at : at + rates]
            found.append((_taxed([(rate, percent) for rate, percent, _ in own]), share))
            at += rates
        return found


UNTAXED = Taxed()
_parts_of = attrgetter("parts")


def in_parts(taxes: Iterable[Taxed]) -> bool:
    """Whether any of them are those of a price in parts, such as one with an ecotax."""
    return any(map(_parts_of, taxes))


def _taxed(rates: Collection[tuple[TaxRate, Decimal]]) -> Taxed:
    """An amount that is taxed with these rates, each with what it comes to in percent of net."""
    if not rates:
        return UNTAXED
    percent = sum((percent for _, percent in rates), Decimal(0))
    return Taxed(tuple((rate, own, Decimal(1)) for rate, own in rates), 1 + percent / 100)


def mixed(first_net: Decimal, first: Taxed, second_net: Decimal, second: Taxed) -> Taxed:
    """The taxes of a price made of two parts, a price and its ecotax.

    Parts of one rate are of that rate together, with all other goods of it.
    """
    total = first_net + second_net
    if not total or not second_net or first == second:
        return first
    both = ((first_net / total, first), (second_net / total, second))
    shares = tuple((rate, percent, part) for part, each in both for rate, percent, _ in each.shares)
    factor = (first.gross(first_net) + second.gross(second_net)) / total
    return Taxed(shares, factor, tuple((part, len(each.shares)) for part, each in both))


def _code_or_none(text: str | None) -> str | None:
    return in_capitals(text) or None if text is not None else None


@frozen
class TaxRule:
    """The rates of one country, or of one of its states or postcode ranges.

    ``country`` is an ISO 3166-1 alpha-2 code. ``postcode_from`` and ``postcode_to`` are both
    included, and may be beginnings of postcodes; see ``model.postcode.in_range``. With one of
    them alone, ``postcode_from`` stands for itself, and ``postcode_to`` for all up to it.
    """

    country: str = field(converter=in_capitals, validator=COUNTRY)
    rates: tuple[TaxRate, ...] = field(converter=in_a_tuple, validator=Values(TaxRate, 20))
    state: str | None = field(default=None, converter=_code_or_none, validator=_PART)
    postcode_from: str | None = field(default=None, converter=_code_or_none, validator=_PART)
    postcode_to: str | None = field(default=None, converter=_code_or_none, validator=_PART)
    combination: TaxCombination = TaxCombination.COMBINED

    def __attrs_post_init__(self) -> None:
        first, last = self.postcode_from or "", self.postcode_to or ""
        if last and not in_order(self.country, first, last):
            raise FieldInvalid("postcode_to", BEFORE_FIRST())

    def matches(self, place: Place) -> bool:
        """Whether the rule is about this place."""
        if self.country != place.country:
            return False
        if self.state is not None and self.state != place.state_code:
            return False
        return place.lies_in(self.postcode_from, self.postcode_to)

    @property
    def about(self) -> tuple[str, str | None, str | None, str | None]:
        """Where it holds: country, state, and the postcodes from and to."""
        return self.country, self.state, self.postcode_from, self.postcode_to

    @cached_property
    def taxed(self) -> Taxed:
        """How amounts are taxed by the rule.

        Combined rates stay as they are; a successive rate is charged on the price with the
        rates before it: 5 % then 9.975 % makes 5 and 10.47375.
        """
        rates = []
        before = Decimal(1)
        for rate in self.rates:
            rates.append((rate, rate.percent * before))
            if self.combination is TaxCombination.SUCCESSIVE:
                before *= 1 + rate.percent / 100
        return _taxed(rates)

    @property
    def specificity(self) -> int:
        """Which rule wins where several match: postcode over state over country."""
        ranged = self.postcode_from is not None or self.postcode_to is not None
        return 2 * ranged + (self.state is not None)


@frozen
class TaxGroup:
    """The tax rules of one kind of goods ("standard", "books")."""

    id: TaxGroupId = field(validator=ID)
    name: str = field(converter=written, validator=NAME)
    rules: tuple[TaxRule, ...] = field(
        default=(), converter=in_a_tuple, validator=Values(TaxRule, 100_000)
    )

    def rule_for(self, place: Place) -> TaxRule | None:
        """The most specific rule for the place, the first of equals; None is untaxed."""
        best: TaxRule | None = None
        for rule in self.rules:
            if rule.matches(place) and (best is None or rule.specificity > best.specificity):
                best = rule
        return best

    def within(self, places: Collection[Place]) -> TaxGroup:
        """The same group with the rules alone that are about one of these places."""
        rules = tuple(rule for rule in self.rules if any(map(rule.matches, places)))
        return self if len(rules) == len(self.rules) else evolve(self, rules=rules)


@frozen
class Place:
    """What taxes and carriers look at of an address."""

    country: str
    state: str = ""
    postcode: str = ""

    @property
    def state_code(self) -> str:
        """The state as tax rules name it, in capitals."""
        return self.state.upper()

    def lies_in(self, postcode_from: str | None, postcode_to: str | None) -> bool:
        """Whether its postcode is in a ``TaxRule``'s range; without any, it is."""
        last = postcode_to or postcode_from or ""
        return not last or in_range(self.country, self.postcode, postcode_from or "", last)
