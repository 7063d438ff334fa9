"""What people call the fields of forms, and what countries call postcode and state."""

from __future__ import annotations

from collections.abc import Mapping

from backoffice_orders.model.messages import label, label_of as label_of

_ADDRESS = (
    label("first_name", "First name"),
    label("last_name", "Last name"),
    label("street", "Street"),
    label("city", "City"),
    label("country", "Country"),
    label("postcode", "Postcode"),
    label("postal", "Postcode"),
    label("zip", "ZIP code"),
    label("pin", "PIN code"),
    label("eircode", "Eircode"),
    label("state", "State"),
    label("area", "Area"),
    label("county", "County"),
    label("department", "Department"),
    label("district", "District"),
    label("do_si", "Province or city"),
    label("emirate", "Emirate"),
    label("island", "Island"),
    label("oblast", "Region"),
    label("parish", "Parish"),
    label("prefecture", "Prefecture"),
    label("province", "Province"),
)
_OTHERS = (
    label("active", "Active"),
    label("amount", "Amount"),
    label("assigned_to", "Colleague in charge"),
    label("birthday", "Date of birth"),
    label("carrier_id", "Delivery"),
    label("code", "Code"),
    label("currency", "Currency"),
    label("customer_note", "Message to the customer"),
    label("delivery_address_id", "Delivery address"),
    label("email", "E-mail"),
    label("enabled", "Enabled"),
    label("expires_at", "Valid until"),
    label("free_shipping", "Free shipping"),
    label("gift", "Gift"),
    label("gift_message", "Gift message"),
    label("gift_wrapping", "Gift wrapping"),
    label("invoice_address_id", "Invoice address"),
    label("label", "Label"),
    label("language", "Language"),
    label("lines", "Lines"),
    label("name", "Name"),
    label("order_message", "Message to the shop"),
    label("payment_due_days", "Days until it is to be paid"),
    label("payment_method", "Payment method"),
    label("percent", "Percent"),
    label("price", "Price"),
    label("purchase_order_number", "Order number of the customer"),
    label("quantity", "Quantity"),
    label("reason", "Reason"),
    label("recycled", "Recycled packaging"),
    label("reference", "Reference"),
    label("reserved_until", "Reserved until"),
    label("status", "Status"),
    label("tags", "Labels"),
    label("tax_group_id", "Tax"),
    label("text", "Text"),
    label("title", "Title"),
    label("total", "Total"),
    label("unit_price", "Price for each"),
    label("valid_from", "Valid from"),
    label("valid_until", "Valid until"),
)
LABELS: Mapping[str, str] = {
    each.code.removeprefix("field."): each.text for each in (*_ADDRESS, *_OTHERS)
}
"""The English labels by the fields' names."""
