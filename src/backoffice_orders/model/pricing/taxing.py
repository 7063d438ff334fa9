"""Tax on an amount: from net to gross and back, and which rate made which part."""

from __future__ import annotations

from decimal import Decimal

from attrs import frozen

from backoffice_orders.model.ids import TaxGroupId
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.tax import TaxRate, effective_rates, total_percent


@frozen
class Taxed:
    """The rates an amount is taxed with, each with what it comes to in percent of net.

    ``shares`` are (rate, effective percent, share of the net amount it is charged on).
    """

    shares: tuple[tuple[TaxRate, Decimal, Decimal], ...] = ()
    factor: Decimal = Decimal(1)

    def gross(self, net: Decimal) -> Decimal:
        """The amount with its taxes."""
        return net * self.factor

    def net(self, gross: Decimal) -> Decimal:
        """The amount without its taxes."""
        return gross / self.factor


UNTAXED = Taxed()


def taxed(book: PriceBook, tax_group_id: TaxGroupId | None, exempt: bool) -> Taxed:
    """How the goods of a tax group are taxed at the place that decides the taxes."""
    group = book.tax_group(tax_group_id)
    if group is None or exempt or not book.settings.taxes_enabled:
        return UNTAXED
    rates = effective_rates(group.rule_for(book.tax_place))
    if not rates:
        return UNTAXED
    shares = tuple((rate, percent, Decimal(1)) for rate, percent in rates)
    return Taxed(shares, 1 + total_percent(rates) / 100)


def mixed(first_net: Decimal, first: Taxed, second_net: Decimal, second: Taxed) -> Taxed:
    """The taxes of a price made of two parts, a price and its ecotax."""
    total = first_net + second_net
    if not total or not second_net:
        return first
    shares = tuple(
        (rate, percent, share * part / total)
        for part, each in ((first_net, first), (second_net, second))
        for rate, percent, share in each.shares
    )
    factor = (first.gross(first_net) + second.gross(second_net)) / total
    return Taxed(shares, factor)
