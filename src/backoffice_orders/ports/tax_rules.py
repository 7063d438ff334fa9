"""Tax groups with their rules."""

from typing import Protocol

from backoffice_orders.model.ids import TaxGroupId
from backoffice_orders.model.tax import TaxGroup


class TaxRules(Protocol):
    """What is taxed, where and how much."""

    def groups(self) -> tuple[TaxGroup, ...]:
        """All tax groups, by id."""
        ...

    def save_group(self, group: TaxGroup) -> None:
        """Store or replace a tax group."""
        ...

    def remove_group(self, group_id: TaxGroupId) -> None:
        """Take a tax group away; nothing where there is none."""
        ...
