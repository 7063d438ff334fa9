"""What people call the permissions: the end of "you need the permission to"."""

from __future__ import annotations

from collections.abc import Mapping

from backoffice_orders.model.messages import Sentence

PERMISSIONS: Mapping[str, Sentence] = {
    "read_catalog": Sentence("permission.read_catalog", "look at the catalog"),
    "read_customer": Sentence("permission.read_customer", "look at customers"),
    "read_cart": Sentence("permission.read_cart", "look at carts"),
    "read_order": Sentence("permission.read_order", "look at orders"),
    "create_customer": Sentence("permission.create_customer", "create customers"),
    "edit_customer": Sentence("permission.edit_customer", "change customers"),
    "merge_customers": Sentence("permission.merge_customers", "merge customers"),
    "erase_customer": Sentence("permission.erase_customer", "erase customers"),
    "edit_address": Sentence("permission.edit_address", "change addresses"),
    "edit_cart": Sentence("permission.edit_cart", "change carts"),
    "create_voucher": Sentence("permission.create_voucher", "create vouchers"),
    "grant_voucher": Sentence("permission.grant_voucher", "grant vouchers"),
    "override_price": Sentence("permission.override_price", "set prices by hand"),
    "give_discount": Sentence("permission.give_discount", "give discounts by hand"),
    "allow_discount": Sentence("permission.allow_discount", "allow higher discounts"),
    "add_custom_line": Sentence("permission.add_custom_line", "add lines outside of the catalog"),
    "free_shipping": Sentence("permission.free_shipping", "give free shipping"),
    "manual_delivery": Sentence("permission.manual_delivery", "set a delivery by hand"),
    "exempt_from_tax": Sentence("permission.exempt_from_tax", "exempt from tax"),
    "hold_prices": Sentence("permission.hold_prices", "hold prices"),
    "hold_goods": Sentence("permission.hold_goods", "hold goods"),
    "send_cart": Sentence("permission.send_cart", "send carts to customers"),
    "hand_over_cart": Sentence("permission.hand_over_cart", "hand carts over to the checkout"),
    "close_cart": Sentence("permission.close_cart", "close carts"),
    "place_order": Sentence("permission.place_order", "place orders"),
    "edit_order": Sentence("permission.edit_order", "change orders"),
    "change_status": Sentence("permission.change_status", "change the status of orders"),
    "record_payment": Sentence("permission.record_payment", "record payments"),
    "manage_shop": Sentence("permission.manage_shop", "set up the shop"),
    "manage_webhooks": Sentence("permission.manage_webhooks", "manage webhooks"),
    "housekeeping": Sentence("permission.housekeeping", "remove what nobody needs any more"),
}
