"""Lines outside of the catalog."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from moneyed import Money

from backoffice_orders.model.actor import Permission
from backoffice_orders.model.cart import Cart, CustomLine, CustomLineKind
from backoffice_orders.model.checks import require_currency
from backoffice_orders.model.errors.pricing import TaxGroupNotFound
from backoffice_orders.model.ids import LineId, TaxGroupId
from backoffice_orders.model.values import frozen
from backoffice_orders.services.command import Command
from backoffice_orders.services.desk import Work


@frozen
class AddCustomLine(Command):
    """Add a line outside of the catalog; see ``Products.add_custom``."""

    action: ClassVar[str] = "products.add_custom"
    permissions: ClassVar[tuple[Permission, ...]] = (Permission.ADD_CUSTOM_LINE,)

    name: str
    unit_price: Money
    quantity: int = 1
    kind: CustomLineKind = CustomLineKind.ITEM
    tax_included: bool = False
    tax_group_id: TaxGroupId | None = None
    weight: Decimal = Decimal(0)
    needs_shipping: bool = False

    def apply(self, work: Work, cart: Cart) -> Cart:
        """With the line."""
        require_currency("unit_price", self.unit_price, cart.currency)
        require_tax_group(work, self.tax_group_id)
        line = CustomLine(
            id=LineId(work.ids.new("line")),
            kind=self.kind,
            name=self.name,
            unit_price=self.unit_price,
            quantity=self.quantity,
            tax_included=self.tax_included,
            tax_group_id=self.tax_group_id,
            weight=self.weight,
            virtual=not self.needs_shipping,
            by=work.actor.id,
        )
        return cart.with_custom_line(line)


def require_tax_group(work: Work, tax_group_id: TaxGroupId | None) -> None:
    """Raise ``TaxGroupNotFound`` for a tax group that the shop does not have."""
    if tax_group_id is not None and not work.tax_rules.groups([tax_group_id], ()):
        raise TaxGroupNotFound(tax_group_id)
