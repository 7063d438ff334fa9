"""The currencies the shop sells in."""

from collections.abc import Collection
from typing import Protocol

from backoffice_orders.model.carrier import ExchangeRate


class ExchangeRates(Protocol):
    """Exchange rates from the shop's default currency. They belong to the concern TAXES."""

    def rates(self, currencies: Collection[str]) -> tuple[ExchangeRate, ...]:
        """The rates of these currencies (ISO 4217), by currency; what has none is left out.

        The shop's own currency needs none.
        """
        ...

    def all_rates(self) -> tuple[ExchangeRate, ...]:
        """All rates, by currency: what a page offers, and what is set up."""
        ...

    def save(self, rate: ExchangeRate) -> None:
        """Store or replace a rate."""
        ...

    def remove(self, currency: str) -> None:
        """Take a currency's rate away; nothing where there is none."""
        ...
