"""Create an order for a customer on the phone: from first letters to placed order.

Open a ``BackOffice`` on a store, and call its use cases section by section::

    office = BackOffice.sqlite("shop.db")
    ann = Actor.employee("ann", "Ann")
    hits = office.customers.search(ann, "do jo")

Everything a host needs is here; storage, contact rules and other adapters are in
``backoffice_orders.adapters`` and are imported only when they are used.
"""

from typing import TYPE_CHECKING, Any

from backoffice_orders.adapters.memory import (
    MemoryStore,
)
from backoffice_orders.back_office import (
    BackOffice,
)
from backoffice_orders.model.actor import (
    Actor,
    Permission,
)
from backoffice_orders.model.address import (
    Address,
    AddressForm,
)
from backoffice_orders.model.carrier import (
    Carrier,
    Country,
    ExchangeRate,
    OutOfRange,
    PriceBasis,
    RangePrice,
    Zone,
)
from backoffice_orders.model.cart import (
    Cart,
    CartLine,
    CustomLine,
    CustomLineKind,
)
from backoffice_orders.model.cart_rule import (
    CartRule,
)
from backoffice_orders.model.customer import (
    Customer,
    CustomerGroup,
    PriceDisplay,
    TaxExemption,
)
from backoffice_orders.model.errors.base import (
    BackOfficeError,
    Conflict,
    FieldInvalid,
    FieldMissing,
    FieldTooLong,
    InvalidInput,
    NotFound,
    PermissionDenied,
    TooManyTries,
)
from backoffice_orders.model.errors.customers import (
    AddressInvalid,
    AddressMissing,
    AddressNotFound,
    AddressOtherCustomer,
    CountryUnavailable,
    CustomerInactive,
    CustomerMissing,
    CustomerNotFound,
    EmailInvalid,
    EmailTaken,
    PhoneInvalid,
    VatNumberInvalid,
)
from backoffice_orders.model.errors.finishing import (
    CartAlreadyOrdered,
    CartEmpty,
    CartNotFound,
    ChangedByItself,
    ChargeOpen,
    HoldTooLong,
    IdempotencyKeyReused,
    ImportRefused,
    OfferExpired,
    OrderNotFound,
    PaymentMethodUnknown,
    PaymentReferenceTaken,
    PaymentTooLarge,
    RefundTooLarge,
    StaleCart,
    StatusFinal,
    StatusUnknown,
    TotalChanged,
)
from backoffice_orders.model.errors.host import (
    ConsumerUnknown,
    DatabaseNewer,
    DatabaseUnusable,
    ExtraMissing,
    HostTransactionLost,
    IdTaken,
    MailFailed,
    MessageNotDead,
    NotSupported,
    OutcomeUnknown,
    PartMissing,
    RefusedByHost,
    RowUnreadable,
    ShopNotSetUp,
    StorageBusy,
    StorageFailed,
    TransactionMisused,
)
from backoffice_orders.model.errors.links import (
    LinkExpired,
    LinkInvalid,
    LinkUsed,
    LinkWithdrawn,
)
from backoffice_orders.model.errors.payments import (
    PaymentPending,
    PaymentRefused,
    ProviderSilent,
)
from backoffice_orders.model.errors.pricing import (
    AmountNegative,
    CurrencyMismatch,
    CurrencyUnavailable,
    CurrencyUnknown,
    TaxGroupNotFound,
)
from backoffice_orders.model.errors.products import (
    CombinationNotFound,
    CombinationRequired,
    CustomizationInvalid,
    CustomizationRequired,
    FileRefused,
    LineFixed,
    LineNotFound,
    MinimalQuantity,
    OutOfStock,
    ProductNotFound,
    ProductUnavailable,
    QuantityInvalid,
    QuantityNotPositive,
    QuantityTooLarge,
    ReasonMissing,
)
from backoffice_orders.model.errors.services import (
    AnswerMissing,
    ServiceAnswerInvalid,
    ServiceError,
    ServiceFailed,
    ServiceRefused,
    TotalAnswered,
)
from backoffice_orders.model.errors.shipping import (
    CarrierMissing,
    CarrierUnavailable,
)
from backoffice_orders.model.errors.vouchers import (
    CodeTaken,
    RuleAlreadyApplied,
    RuleCarrier,
    RuleCountry,
    RuleCurrencyUnavailable,
    RuleCustomerGroup,
    RuleDisabled,
    RuleEmptyCart,
    RuleExpired,
    RuleGiftCustomization,
    RuleGiftMinimum,
    RuleGiftUnavailable,
    RuleGone,
    RuleInvalid,
    RuleKindUnknown,
    RuleMinimumAmount,
    RuleNotCombinable,
    RuleNotFound,
    RuleNotGranted,
    RuleNotStarted,
    RuleOnlyOneCode,
    RuleOnlyReduced,
    RuleOtherCustomer,
    RuleProducts,
    RuleRefused,
    RulesSwitchedOff,
    RuleTakesNothing,
    RuleUsed,
    RuleUsedUp,
    RuleUsedUpByCustomer,
)
from backoffice_orders.model.events import (
    CartChanged,
    CartHandedOver,
    CartSent,
    CartStarted,
    CustomerChanged,
    CustomerCreated,
    CustomerErased,
    Event,
    EventLine,
    OrderCancelled,
    OrderOverpaid,
    OrderPaid,
    OrderPlaced,
    OrderStatusChanged,
    PaymentRecorded,
    RefundRecorded,
    StockLow,
    UnknownEvent,
    VoucherChanged,
    VoucherCreated,
    VoucherRemoved,
    VoucherRestored,
    VoucherUsed,
)
from backoffice_orders.model.ids import (
    ActorId,
    AddressId,
    AuditId,
    BrandId,
    CarrierId,
    CartId,
    CartRuleId,
    CategoryId,
    CombinationId,
    CustomerId,
    FieldId,
    FileId,
    GroupId,
    LineId,
    LinkId,
    MessageId,
    OrderId,
    PaymentId,
    PriceRuleId,
    ProductId,
    ShopId,
    SupplierId,
    TaxGroupId,
    ZoneId,
)
from backoffice_orders.model.money import (
    Rounding,
    RoundingMode,
    RoundingType,
    TaxedMoney,
    money_text,
)
from backoffice_orders.model.order import (
    Order,
    OrderNumber,
    Payment,
)
from backoffice_orders.model.page import (
    Page,
)
from backoffice_orders.model.pricing.actions.amount import (
    Amount,
)
from backoffice_orders.model.pricing.actions.base import (
    Action,
)
from backoffice_orders.model.pricing.actions.free_shipping import (
    FreeShipping,
)
from backoffice_orders.model.pricing.actions.gift import (
    Gift,
)
from backoffice_orders.model.pricing.actions.percentage import (
    Percentage,
)
from backoffice_orders.model.pricing.actions.target import (
    Target,
)
from backoffice_orders.model.pricing.book import (
    PriceBook,
)
from backoffice_orders.model.pricing.conditions.base import (
    Condition,
)
from backoffice_orders.model.pricing.conditions.carriers import (
    Carriers,
)
from backoffice_orders.model.pricing.conditions.countries import (
    Countries,
)
from backoffice_orders.model.pricing.conditions.customer_groups import (
    CustomerGroups,
)
from backoffice_orders.model.pricing.conditions.minimum_amount import (
    MinimumAmount,
)
from backoffice_orders.model.pricing.conditions.products import (
    Products,
)
from backoffice_orders.model.pricing.explanation import (
    Explanation,
)
from backoffice_orders.model.pricing.price import (
    price,
)
from backoffice_orders.model.pricing.summary import (
    DeliveryOption,
    Summary,
    SummaryLine,
)
from backoffice_orders.model.pricing.what_if import (
    Trial,
    WhatIf,
)
from backoffice_orders.model.product import (
    CatalogPriceRule,
    Category,
    Combination,
    CustomizationField,
    CustomizationKind,
    OutOfStockPolicy,
    PackItem,
    PackStock,
    Product,
    ProductCodes,
    SpecificPrice,
)
from backoffice_orders.model.settings import (
    OrderStatus,
    PaymentMethod,
    QuantityPricesBy,
    ShopSettings,
    TaxAddress,
)
from backoffice_orders.model.shop import (
    Concern,
)
from backoffice_orders.model.tax import (
    Place,
    TaxCombination,
    TaxGroup,
    TaxRate,
    TaxRule,
)
from backoffice_orders.ports.unit_of_work import (
    OwnParts,
    Transaction,
)
from backoffice_orders.services.command import (
    ANY_VERSION,
    Command,
    refused_command,
)
from backoffice_orders.services.commands.addresses import (
    AddressEntry,
)
from backoffice_orders.services.commands.products import (
    FileUpload,
)
from backoffice_orders.services.consumers import (
    Consumer,
)
from backoffice_orders.services.event_documents import (
    event_of,
)
from backoffice_orders.services.view import (
    CartView,
)

if TYPE_CHECKING:
    from backoffice_orders.adapters.sql import SqlStore

__version__ = "0.1.0"

__all__ = [
    "ANY_VERSION",
    "Action",
    "Actor",
    "ActorId",
    "Address",
    "AddressEntry",
    "AddressForm",
    "AddressId",
    "AddressInvalid",
    "AddressMissing",
    "AddressNotFound",
    "AddressOtherCustomer",
    "Amount",
    "AmountNegative",
    "AnswerMissing",
    "AuditId",
    "BackOffice",
    "BackOfficeError",
    "BrandId",
    "Carrier",
    "CarrierId",
    "CarrierMissing",
    "CarrierUnavailable",
    "Carriers",
    "Cart",
    "CartAlreadyOrdered",
    "CartChanged",
    "CartEmpty",
    "CartHandedOver",
    "CartId",
    "CartLine",
    "CartNotFound",
    "CartRule",
    "CartRuleId",
    "CartSent",
    "CartStarted",
    "CartView",
    "CatalogPriceRule",
    "Category",
    "CategoryId",
    "ChangedByItself",
    "ChargeOpen",
    "CodeTaken",
    "Combination",
    "CombinationId",
    "CombinationNotFound",
    "CombinationRequired",
    "Command",
    "Concern",
    "Condition",
    "Conflict",
    "Consumer",
    "ConsumerUnknown",
    "Countries",
    "Country",
    "CountryUnavailable",
    "CurrencyMismatch",
    "CurrencyUnavailable",
    "CurrencyUnknown",
    "CustomLine",
    "CustomLineKind",
    "Customer",
    "CustomerChanged",
    "CustomerCreated",
    "CustomerErased",
    "CustomerGroup",
    "CustomerGroups",
    "CustomerId",
    "CustomerInactive",
    "CustomerMissing",
    "CustomerNotFound",
    "CustomizationField",
    "CustomizationInvalid",
    "CustomizationKind",
    "CustomizationRequired",
    "DatabaseNewer",
    "DatabaseUnusable",
    "DeliveryOption",
    "EmailInvalid",
    "EmailTaken",
    "Event",
    "EventLine",
    "ExchangeRate",
    "Explanation",
    "ExtraMissing",
    "FieldId",
    "FieldInvalid",
    "FieldMissing",
    "FieldTooLong",
    "FileId",
    "FileRefused",
    "FileUpload",
    "FreeShipping",
    "Gift",
    "GroupId",
    "HoldTooLong",
    "HostTransactionLost",
    "IdTaken",
    "IdempotencyKeyReused",
    "ImportRefused",
    "InvalidInput",
    "LineFixed",
    "LineId",
    "LineNotFound",
    "LinkExpired",
    "LinkId",
    "LinkInvalid",
    "LinkUsed",
    "LinkWithdrawn",
    "MailFailed",
    "MemoryStore",
    "MessageId",
    "MessageNotDead",
    "MinimalQuantity",
    "MinimumAmount",
    "NotFound",
    "NotSupported",
    "OfferExpired",
    "Order",
    "OrderCancelled",
    "OrderId",
    "OrderNotFound",
    "OrderNumber",
    "OrderOverpaid",
    "OrderPaid",
    "OrderPlaced",
    "OrderStatus",
    "OrderStatusChanged",
    "OutOfRange",
    "OutOfStock",
    "OutOfStockPolicy",
    "OutcomeUnknown",
    "OwnParts",
    "PackItem",
    "PackStock",
    "Page",
    "PartMissing",
    "Payment",
    "PaymentId",
    "PaymentMethod",
    "PaymentMethodUnknown",
    "PaymentPending",
    "PaymentRecorded",
    "PaymentReferenceTaken",
    "PaymentRefused",
    "PaymentTooLarge",
    "Percentage",
    "Permission",
    "PermissionDenied",
    "PhoneInvalid",
    "Place",
    "PriceBasis",
    "PriceBook",
    "PriceDisplay",
    "PriceRuleId",
    "Product",
    "ProductCodes",
    "ProductId",
    "ProductNotFound",
    "ProductUnavailable",
    "Products",
    "ProviderSilent",
    "QuantityInvalid",
    "QuantityNotPositive",
    "QuantityPricesBy",
    "QuantityTooLarge",
    "RangePrice",
    "ReasonMissing",
    "RefundRecorded",
    "RefundTooLarge",
    "RefusedByHost",
    "Rounding",
    "RoundingMode",
    "RoundingType",
    "RowUnreadable",
    "RuleAlreadyApplied",
    "RuleCarrier",
    "RuleCountry",
    "RuleCurrencyUnavailable",
    "RuleCustomerGroup",
    "RuleDisabled",
    "RuleEmptyCart",
    "RuleExpired",
    "RuleGiftCustomization",
    "RuleGiftMinimum",
    "RuleGiftUnavailable",
    "RuleGone",
    "RuleInvalid",
    "RuleKindUnknown",
    "RuleMinimumAmount",
    "RuleNotCombinable",
    "RuleNotFound",
    "RuleNotGranted",
    "RuleNotStarted",
    "RuleOnlyOneCode",
    "RuleOnlyReduced",
    "RuleOtherCustomer",
    "RuleProducts",
    "RuleRefused",
    "RuleTakesNothing",
    "RuleUsed",
    "RuleUsedUp",
    "RuleUsedUpByCustomer",
    "RulesSwitchedOff",
    "ServiceAnswerInvalid",
    "ServiceError",
    "ServiceFailed",
    "ServiceRefused",
    "ShopId",
    "ShopNotSetUp",
    "ShopSettings",
    "SpecificPrice",
    "SqlStore",
    "StaleCart",
    "StatusFinal",
    "StatusUnknown",
    "StockLow",
    "StorageBusy",
    "StorageFailed",
    "Summary",
    "SummaryLine",
    "SupplierId",
    "Target",
    "TaxAddress",
    "TaxCombination",
    "TaxExemption",
    "TaxGroup",
    "TaxGroupId",
    "TaxGroupNotFound",
    "TaxRate",
    "TaxRule",
    "TaxedMoney",
    "TooManyTries",
    "TotalAnswered",
    "TotalChanged",
    "Transaction",
    "TransactionMisused",
    "Trial",
    "UnknownEvent",
    "VatNumberInvalid",
    "VoucherChanged",
    "VoucherCreated",
    "VoucherRemoved",
    "VoucherRestored",
    "VoucherUsed",
    "WhatIf",
    "Zone",
    "ZoneId",
    "__version__",
    "event_of",
    "money_text",
    "price",
    "refused_command",
]


def __getattr__(name: str) -> Any:
    # What needs an extra is imported when it is asked for.
    if name == "SqlStore":
        from backoffice_orders.adapters.sql import SqlStore

        return SqlStore
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
