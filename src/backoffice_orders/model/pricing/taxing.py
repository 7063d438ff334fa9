"""Tax on an amount: from net to gross and back, and which rate made which part."""

from __future__ import annotations

from decimal import Decimal

from attrs import frozen

from backoffice_orders.model.tax import TaxRate, total_percent


@frozen(cache_hash=True)
class Taxed:
    """The rates an amount is taxed with, each with what it comes to in percent of net.

    ``shares`` are (rate, effective percent, share of the net amount it is charged on).
    """

    shares: tuple[tuple[TaxRate, Decimal, Decimal], ...] = ()
    factor: Decimal = Decimal(1)

    @classmethod
    def at(cls, rates: tuple[tuple[TaxRate, Decimal], ...]) -> Taxed:
        """Taxed with these rates, each with its effective percent of the whole net amount."""
        if not rates:
            return UNTAXED
        shares = tuple((rate, percent, Decimal(1)) for rate, percent in rates)
        return cls(shares, 1 + total_percent(rates) / 100)

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


UNTAXED = Taxed()


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
