"""All commands, for type checkers; see ``__init__.py``."""

from backoffice_orders.services.commands.addresses import (
    ChooseAddresses as ChooseAddresses,
    SaveAddress as SaveAddress,
)
from backoffice_orders.services.commands.custom_lines import (
    AddCustomLine as AddCustomLine,
)
from backoffice_orders.services.commands.customers import (
    ChooseCustomer as ChooseCustomer,
    NewCustomer as NewCustomer,
)
from backoffice_orders.services.commands.details import (
    AddNote as AddNote,
    AssignTo as AssignTo,
    SetAttributes as SetAttributes,
    SetCurrency as SetCurrency,
    SetExpiry as SetExpiry,
    SetLanguage as SetLanguage,
    SetMessages as SetMessages,
    SetName as SetName,
    SetPackaging as SetPackaging,
    SetPaymentTerms as SetPaymentTerms,
    SetTags as SetTags,
)
from backoffice_orders.services.commands.discounts import (
    AllowDiscount as AllowDiscount,
    ChangeDiscount as ChangeDiscount,
    GiveDiscount as GiveDiscount,
    RemoveDiscount as RemoveDiscount,
)
from backoffice_orders.services.commands.lines import (
    RemoveLine as RemoveLine,
    SetCustomization as SetCustomization,
    SetPrice as SetPrice,
    SetQuantity as SetQuantity,
)
from backoffice_orders.services.commands.offers import (
    QuotePrices as QuotePrices,
    ReleaseGoods as ReleaseGoods,
    ReserveGoods as ReserveGoods,
    WithdrawQuote as WithdrawQuote,
)
from backoffice_orders.services.commands.products import (
    AddProduct as AddProduct,
)
from backoffice_orders.services.commands.shipping import (
    ChooseDelivery as ChooseDelivery,
    ChooseDeliveryDay as ChooseDeliveryDay,
    ClearManualDelivery as ClearManualDelivery,
    SetFreeShipping as SetFreeShipping,
    SetManualDelivery as SetManualDelivery,
    SetTaxExemption as SetTaxExemption,
)
from backoffice_orders.services.commands.undoing import (
    Undo as Undo,
)
from backoffice_orders.services.commands.vouchers import (
    AllowRuleAgain as AllowRuleAgain,
    CreateAndGrantRule as CreateAndGrantRule,
    GrantCode as GrantCode,
    GrantRule as GrantRule,
    RefuseRule as RefuseRule,
    TakeRuleAway as TakeRuleAway,
)
