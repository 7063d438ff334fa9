"""The services of other systems that a host has plugged in."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from backoffice_orders.model.service import Service
from backoffice_orders.model.values import frozen

if TYPE_CHECKING:
    from backoffice_orders.ports.delivery_rates import DeliveryRates
    from backoffice_orders.ports.price_service import PriceService
    from backoffice_orders.ports.tax_service import TaxService


@frozen(slots=False)  # what is cached is found at once
class OutsideServices:
    """The services of other systems; None leaves the answer to the shop's own tables."""

    prices: PriceService | None = None
    delivery_rates: DeliveryRates | None = None
    taxes: TaxService | None = None

    @cached_property
    def plugged_in(self) -> tuple[Service, ...]:
        """Which there are, in the order in which they are asked."""
        return tuple(each for each in Service if getattr(self, each.value) is not None)


NO_SERVICES = OutsideServices()
