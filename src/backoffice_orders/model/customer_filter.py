"""Which customers a list shows."""

from __future__ import annotations

from datetime import datetime

from attrs import field

from backoffice_orders.model.customer import Customer
from backoffice_orders.model.fields import ID_OR_NONE, MOMENT_OR_NONE
from backoffice_orders.model.ids import GroupId
from backoffice_orders.model.values import frozen


@frozen
class CustomerFilter:
    """Customers of whom all of this holds; what is None asks nothing.

    Those who were merged with another one are in no list. ``guest``: those without an account, or
    (False) those with one. Moments are in UTC; ``created_until`` is not included.
    """

    guest: bool | None = None
    group_id: GroupId | None = field(default=None, validator=ID_OR_NONE)
    created_from: datetime | None = field(default=None, validator=MOMENT_OR_NONE)
    created_until: datetime | None = field(default=None, validator=MOMENT_OR_NONE)

    def fits(self, customer: Customer) -> bool:
        """Whether a list with this filter shows the customer."""
        return (
            customer.merged_into is None
            and self.guest in (None, customer.guest)
            and (self.group_id is None or self.group_id in customer.group_ids)
            and (self.created_from is None or customer.created_at >= self.created_from)
            and (self.created_until is None or customer.created_at < self.created_until)
        )


EVERY_CUSTOMER = CustomerFilter()
