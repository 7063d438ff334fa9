"""The kinds of conditions and actions that are shipped.

A new kind is a module in ``conditions`` or ``actions``, and a line here.
"""

from __future__ import annotations

from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.pricing.actions.base import Action
from backoffice_orders.model.pricing.actions.buy_get import BuyGet
from backoffice_orders.model.pricing.actions.delivery_percentage import DeliveryPercentage
from backoffice_orders.model.pricing.actions.each_piece import AmountOffEach
from backoffice_orders.model.pricing.actions.free_shipping import FreeShipping
from backoffice_orders.model.pricing.actions.gift import Gift
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.actions.spend_steps import SpendSteps
from backoffice_orders.model.pricing.conditions.base import Condition
from backoffice_orders.model.pricing.conditions.carriers import Carriers
from backoffice_orders.model.pricing.conditions.countries import Countries
from backoffice_orders.model.pricing.conditions.customer_groups import CustomerGroups
from backoffice_orders.model.pricing.conditions.minimum_amount import MinimumAmount
from backoffice_orders.model.pricing.conditions.products import Products

# In the order in which forms offer them.
CONDITIONS: tuple[type[Condition], ...] = (
    MinimumAmount,
    Products,
    Countries,
    Carriers,
    CustomerGroups,
)
ACTIONS: tuple[type[Action], ...] = (
    Percentage,
    Amount,
    FreeShipping,
    Gift,
    AmountOffEach,
    BuyGet,
    DeliveryPercentage,
    SpendSteps,
)
