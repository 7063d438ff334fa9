"""Tax groups with their rules."""

from typing import Protocol

from backoffice_orders.model.tax import TaxGroup


class TaxRules(Protocol):
    """What is taxed, where and how much."""

    def groups(self) -> tuple[TaxGroup, ...]:
        """All tax groups, by id."""
        ...

    def save_group(self, group: TaxGroup) -> None:
        """Store or replace a tax group."""
        ...
