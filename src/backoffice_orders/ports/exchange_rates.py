"""The currencies the shop sells in."""

from typing import Protocol

from backoffice_orders.model.carrier import ExchangeRate


class ExchangeRates(Protocol):
    """Exchange rates from the shop's default currency. They belong to the concern TAXES."""

    def all(self) -> tuple[ExchangeRate, ...]:
        """All rates, by currency. The shop's own currency need not be among them."""
        ...

    def save(self, rate: ExchangeRate) -> None:
        """Store or replace a rate."""
        ...

    def remove(self, currency: str) -> None:
        """Take a currency's rate away; nothing where there is none."""
        ...
