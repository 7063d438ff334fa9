"""The commands of the page's sections, each imported with its first use.

``backoffice_orders.commands`` has them all for hosts; a section of the page says
``commands.SetTags(...)``. Type checkers read ``__init__.pyi``.
"""

from backoffice_orders.on_demand import provide

_NAMES = {
    "backoffice_orders.services.commands.addresses": "ChooseAddresses SaveAddress",
    "backoffice_orders.services.commands.customers": "ChooseCustomer NewCustomer",
    "backoffice_orders.services.commands.custom_lines": "AddCustomLine",
    "backoffice_orders.services.commands.details": (
        "AddNote AssignTo SetAttributes SetCurrency SetExpiry SetLanguage SetMessages "
        "SetName SetPackaging SetPaymentTerms SetTags"
    ),
    "backoffice_orders.services.commands.discounts": (
        "AllowDiscount ChangeDiscount GiveDiscount RemoveDiscount"
    ),
    "backoffice_orders.services.commands.lines": "RemoveLine SetCustomization SetPrice SetQuantity",
    "backoffice_orders.services.commands.offers": (
        "QuotePrices ReleaseGoods ReserveGoods WithdrawQuote"
    ),
    "backoffice_orders.services.commands.products": "AddProduct",
    "backoffice_orders.services.commands.shipping": (
        "ChooseDelivery ChooseDeliveryDay ClearManualDelivery SetFreeShipping SetManualDelivery "
        "SetTaxExemption"
    ),
    "backoffice_orders.services.commands.undoing": "Undo",
    "backoffice_orders.services.commands.vouchers": (
        "AllowRuleAgain CreateAndGrantRule GrantCode GrantRule RefuseRule TakeRuleAway"
    ),
}

provide(__name__, _NAMES)
