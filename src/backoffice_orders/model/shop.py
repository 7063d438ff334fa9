"""Several shops in one installation: what each one sees."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from attrs import field

from backoffice_orders.model.frozen import frozen_mapping
from backoffice_orders.model.ids import MAIN_SHOP, ShopId
from backoffice_orders.model.values import frozen


class Concern(StrEnum):
    """What a shop can share with another one."""

    SETTINGS = "settings"
    CUSTOMERS = "customers"
    CATALOG = "catalog"
    STOCK = "stock"
    CART_RULES = "cart_rules"
    CARRIERS = "carriers"
    TAXES = "taxes"
    CARTS = "carts"
    ORDERS = "orders"


@frozen
class ShopScope:
    """Which shop is meant, and whose customers, catalog and so on it uses instead of its own.

    ``ShopScope("outlet", {Concern.CUSTOMERS: "main"})`` is a shop with its own everything but
    the customers, which are the main shop's.
    """

    shop_id: ShopId = MAIN_SHOP
    shared: Mapping[Concern, ShopId] = field(factory=dict, converter=frozen_mapping, hash=False)

    def owner(self, concern: Concern) -> ShopId:
        """The shop whose data of this kind is used."""
        return self.shared.get(concern, self.shop_id)
