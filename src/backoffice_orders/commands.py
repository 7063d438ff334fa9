"""All commands: what ``BackOffice.run`` does with a cart, put together as you like."""

from backoffice_orders.services.command import (
    ANY_VERSION,
    Command,
    Merging,
    Version,
    refused_command,
)
from backoffice_orders.services.commands.addresses import AddressEntry, ChooseAddresses, SaveAddress
from backoffice_orders.services.commands.custom_lines import AddCustomLine
from backoffice_orders.services.commands.customers import ChooseCustomer, NewCustomer
from backoffice_orders.services.commands.details import (
    AddNote,
    AssignTo,
    SetAttributes,
    SetCurrency,
    SetExpiry,
    SetLanguage,
    SetMessages,
    SetName,
    SetPackaging,
    SetPaymentTerms,
    SetTags,
)
from backoffice_orders.services.commands.discounts import (
    AllowDiscount,
    ChangeDiscount,
    GiveDiscount,
    RemoveDiscount,
)
from backoffice_orders.services.commands.lines import (
    RemoveLine,
    SetCustomization,
    SetPrice,
    SetQuantity,
)
from backoffice_orders.services.commands.offers import (
    QuotePrices,
    ReleaseGoods,
    ReserveGoods,
    WithdrawQuote,
)
from backoffice_orders.services.commands.products import AddProduct, FileUpload
from backoffice_orders.services.commands.shipping import (
    ChooseDelivery,
    ChooseDeliveryDay,
    ClearManualDelivery,
    SetFreeShipping,
    SetManualDelivery,
    SetTaxExemption,
)
from backoffice_orders.services.commands.undoing import Undo
from backoffice_orders.services.commands.vouchers import (
    AllowRuleAgain,
    CreateAndGrantRule,
    GrantCode,
    GrantRule,
    RefuseRule,
    TakeRuleAway,
)

__all__ = [
    "ANY_VERSION",
    "AddCustomLine",
    "AddNote",
    "AddProduct",
    "AddressEntry",
    "AllowDiscount",
    "AllowRuleAgain",
    "AssignTo",
    "ChangeDiscount",
    "ChooseAddresses",
    "ChooseCustomer",
    "ChooseDelivery",
    "ChooseDeliveryDay",
    "ClearManualDelivery",
    "Command",
    "CreateAndGrantRule",
    "FileUpload",
    "GiveDiscount",
    "GrantCode",
    "GrantRule",
    "Merging",
    "NewCustomer",
    "QuotePrices",
    "RefuseRule",
    "ReleaseGoods",
    "RemoveDiscount",
    "RemoveLine",
    "ReserveGoods",
    "SaveAddress",
    "SetAttributes",
    "SetCurrency",
    "SetCustomization",
    "SetExpiry",
    "SetFreeShipping",
    "SetLanguage",
    "SetManualDelivery",
    "SetMessages",
    "SetName",
    "SetPackaging",
    "SetPaymentTerms",
    "SetPrice",
    "SetQuantity",
    "SetTags",
    "SetTaxExemption",
    "TakeRuleAway",
    "Undo",
    "Version",
    "WithdrawQuote",
    "refused_command",
]
