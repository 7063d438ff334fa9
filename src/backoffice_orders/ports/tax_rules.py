"""Tax groups with their rules."""

from collections.abc import Collection
from typing import Protocol

from backoffice_orders.model.ids import TaxGroupId
from backoffice_orders.model.tax import Place, TaxGroup


class TaxRules(Protocol):
    """What is taxed, where and how much."""

    def groups(
        self, group_ids: Collection[TaxGroupId], places: Collection[Place]
    ) -> tuple[TaxGroup, ...]:
        """Those of the groups that exist, by id.

        Each with the rules alone that are about one of these places (``TaxGroup.within``), in
        their order; a group that has none is still there.
        """
        ...

    def all_groups(self) -> tuple[TaxGroup, ...]:
        """All tax groups with all of their rules, by id: for those who set up the shop."""
        ...

    def save_group(self, group: TaxGroup) -> None:
        """Store or replace a tax group."""
        ...

    def remove_group(self, group_id: TaxGroupId) -> None:
        """Take a tax group away; nothing where there is none."""
        ...
