"""Tax groups: which rates a product, carrier or fee is taxed with, and where."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum

from attrs import field, frozen

from backoffice_orders.model.checks import not_blank, not_negative
from backoffice_orders.model.ids import TaxGroupId


class TaxCombination(StrEnum):
    """How several rates work together: side by side, or each on top of the one before."""

    COMBINED = "combined"
    SUCCESSIVE = "successive"


@frozen
class TaxRate:
    """A named rate in percent: ``TaxRate("VAT 20%", 20)``."""

    name: str
    percent: Decimal = field(validator=not_negative)


@frozen
class TaxRule:
    """The rates of one country, or of one of its states or postcode ranges.

    ``postcode_from`` and ``postcode_to`` (both included) compare as the country's postcodes
    do: by number where both are numbers, else letter by letter, without spaces and case.
    """

    country: str
    rates: tuple[TaxRate, ...]
    state: str | None = None
    postcode_from: str | None = None
    postcode_to: str | None = None
    combination: TaxCombination = TaxCombination.COMBINED

    def matches(self, place: Place) -> bool:
        """Whether the rule is about this place."""
        if self.country != place.country:
            return False
        if self.state is not None and self.state != place.state:
            return False
        if self.postcode_from is None:
            return True
        first = _postcode_key(self.postcode_from)
        last = _postcode_key(self.postcode_to or self.postcode_from)
        return first <= _postcode_key(place.postcode) <= last

    @property
    def specificity(self) -> int:
        """Which rule wins where several match: postcode over state over country."""
        return 2 * (self.postcode_from is not None) + (self.state is not None)


@frozen
class TaxGroup:
    """The tax rules of one kind of goods ("standard", "books")."""

    id: TaxGroupId
    name: str = field(validator=not_blank)
    rules: tuple[TaxRule, ...] = ()

    def rule_for(self, place: Place) -> TaxRule | None:
        """The most specific rule for the place, the first of equals; None is untaxed."""
        best: TaxRule | None = None
        for rule in self.rules:
            if rule.matches(place) and (best is None or rule.specificity > best.specificity):
                best = rule
        return best


@frozen
class Place:
    """What taxes and carriers look at of an address."""

    country: str
    state: str = ""
    postcode: str = ""


def effective_rates(rule: TaxRule | None) -> tuple[tuple[TaxRate, Decimal], ...]:
    """Each rate with the percent of the *net* price it comes to.

    Combined rates stay as they are; a successive rate is charged on the price with the rates
    before it: 5 % then 9.975 % makes 5 and 10.47375.
    """
    if rule is None:
        return ()
    if rule.combination is TaxCombination.COMBINED:
        return tuple((rate, rate.percent) for rate in rule.rates)
    effective = []
    factor = Decimal(1)
    for rate in rule.rates:
        effective.append((rate, rate.percent * factor))
        factor *= 1 + rate.percent / 100
    return tuple(effective)


def total_percent(rates: Iterable[tuple[TaxRate, Decimal]]) -> Decimal:
    """What all rates together come to, in percent of the net price."""
    return sum((percent for _, percent in rates), Decimal(0))


def _postcode_key(postcode: str) -> tuple[int, int, str]:
    bare = re.sub(r"[\s\-]+", "", postcode).upper()
    return (0, int(bare), "") if bare.isdecimal() else (1, 0, bare)
