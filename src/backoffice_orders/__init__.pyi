"""The public names, for type checkers; see ``__init__.py``."""

from backoffice_orders.adapters.memory import (
    MemoryStore as MemoryStore,
)
from backoffice_orders.adapters.sql import (
    SqlStore as SqlStore,
)
from backoffice_orders.back_office import (
    BackOffice as BackOffice,
)
from backoffice_orders.model.actor import (
    Actor as Actor,
    Permission as Permission,
)
from backoffice_orders.model.address import (
    Address as Address,
    AddressForm as AddressForm,
)
from backoffice_orders.model.address_suggestion import (
    AddressSuggestion as AddressSuggestion,
)
from backoffice_orders.model.audit import (
    AuditEntry as AuditEntry,
    FieldChange as FieldChange,
)
from backoffice_orders.model.bank import (
    BankAccount as BankAccount,
    Transfer as Transfer,
)
from backoffice_orders.model.carrier import (
    Carrier as Carrier,
    Country as Country,
    ExchangeRate as ExchangeRate,
    OutOfRange as OutOfRange,
    PriceBasis as PriceBasis,
    RangePrice as RangePrice,
    Zone as Zone,
)
from backoffice_orders.model.cart import (
    Cart as Cart,
    CartLine as CartLine,
    CustomLine as CustomLine,
    CustomLineKind as CustomLineKind,
    RuleRefusal as RuleRefusal,
)
from backoffice_orders.model.cart_rule import (
    CartRule as CartRule,
)
from backoffice_orders.model.ceiling import (
    Ceiling as Ceiling,
)
from backoffice_orders.model.customer import (
    Customer as Customer,
    CustomerGroup as CustomerGroup,
    PriceDisplay as PriceDisplay,
    TaxExemption as TaxExemption,
)
from backoffice_orders.model.customization import (
    AttachedFile as AttachedFile,
)
from backoffice_orders.model.delivery_days import (
    DeliveryDays as DeliveryDays,
)
from backoffice_orders.model.errors.base import *
from backoffice_orders.model.errors.customers import *
from backoffice_orders.model.errors.discounts import *
from backoffice_orders.model.errors.emails import *
from backoffice_orders.model.errors.finishing import *
from backoffice_orders.model.errors.host import *
from backoffice_orders.model.errors.links import *
from backoffice_orders.model.errors.payments import *
from backoffice_orders.model.errors.pricing import *
from backoffice_orders.model.errors.products import *
from backoffice_orders.model.errors.requests import *
from backoffice_orders.model.errors.services import *
from backoffice_orders.model.errors.shipping import *
from backoffice_orders.model.errors.vouchers import *
from backoffice_orders.model.errors.webhooks import *
from backoffice_orders.model.events import (
    CartChanged as CartChanged,
    CartHandedOver as CartHandedOver,
    CartSent as CartSent,
    CartStarted as CartStarted,
    CustomerChanged as CustomerChanged,
    CustomerCreated as CustomerCreated,
    CustomerErased as CustomerErased,
    CustomersMerged as CustomersMerged,
    Event as Event,
    EventLine as EventLine,
    OrderCancelled as OrderCancelled,
    OrderOverpaid as OrderOverpaid,
    OrderPaid as OrderPaid,
    OrderPlaced as OrderPlaced,
    OrderStatusChanged as OrderStatusChanged,
    PaymentRecorded as PaymentRecorded,
    RefundRecorded as RefundRecorded,
    StockLow as StockLow,
    UnknownEvent as UnknownEvent,
    VoucherChanged as VoucherChanged,
    VoucherCreated as VoucherCreated,
    VoucherRemoved as VoucherRemoved,
    VoucherRestored as VoucherRestored,
    VoucherUsed as VoucherUsed,
    WebhookSwitchedOff as WebhookSwitchedOff,
    WebhookTested as WebhookTested,
)
from backoffice_orders.model.ids import *
from backoffice_orders.model.imports import (
    CartEntry as CartEntry,
    Imported as Imported,
    LineEntry as LineEntry,
    Record as Record,
    RecordFile as RecordFile,
)
from backoffice_orders.model.letter import (
    RenderedLetter as RenderedLetter,
)
from backoffice_orders.model.link import (
    Link as Link,
)
from backoffice_orders.model.listing import (
    CartInfo as CartInfo,
    OrderInfo as OrderInfo,
)
from backoffice_orders.model.manual_discount import (
    ManualDiscount as ManualDiscount,
)
from backoffice_orders.model.messages import (
    Message as Message,
    Sentence as Sentence,
    money_text as money_text,
)
from backoffice_orders.model.money import (
    Rounding as Rounding,
    RoundingMode as RoundingMode,
    RoundingType as RoundingType,
    TaxedMoney as TaxedMoney,
)
from backoffice_orders.model.order import (
    Order as Order,
    Payment as Payment,
)
from backoffice_orders.model.order_number import (
    OrderNumber as OrderNumber,
)
from backoffice_orders.model.outbox import (
    OutboxMessage as OutboxMessage,
)
from backoffice_orders.model.page import (
    Counted as Counted,
    Page as Page,
)
from backoffice_orders.model.payment import (
    Charge as Charge,
    ChargeResult as ChargeResult,
    ChargeStatus as ChargeStatus,
    PaymentField as PaymentField,
)
from backoffice_orders.model.payment_kind import (
    PaymentKind as PaymentKind,
)
from backoffice_orders.model.pricing.actions.amount import (
    Amount as Amount,
)
from backoffice_orders.model.pricing.actions.base import (
    Action as Action,
)
from backoffice_orders.model.pricing.actions.buy_get import (
    BuyGet as BuyGet,
)
from backoffice_orders.model.pricing.actions.delivery_percentage import (
    DeliveryPercentage as DeliveryPercentage,
)
from backoffice_orders.model.pricing.actions.each_piece import (
    AmountOffEach as AmountOffEach,
)
from backoffice_orders.model.pricing.actions.free_shipping import (
    FreeShipping as FreeShipping,
)
from backoffice_orders.model.pricing.actions.gift import (
    Gift as Gift,
)
from backoffice_orders.model.pricing.actions.percentage import (
    Percentage as Percentage,
)
from backoffice_orders.model.pricing.actions.spend_steps import (
    SpendStep as SpendStep,
    SpendSteps as SpendSteps,
)
from backoffice_orders.model.pricing.actions.target import (
    Target as Target,
)
from backoffice_orders.model.pricing.advice import (
    Advice as Advice,
)
from backoffice_orders.model.pricing.book import (
    PriceBook as PriceBook,
)
from backoffice_orders.model.pricing.conditions.base import (
    Condition as Condition,
)
from backoffice_orders.model.pricing.conditions.carriers import (
    Carriers as Carriers,
)
from backoffice_orders.model.pricing.conditions.countries import (
    Countries as Countries,
)
from backoffice_orders.model.pricing.conditions.customer_groups import (
    CustomerGroups as CustomerGroups,
)
from backoffice_orders.model.pricing.conditions.minimum_amount import (
    MinimumAmount as MinimumAmount,
)
from backoffice_orders.model.pricing.conditions.products import (
    Products as Products,
)
from backoffice_orders.model.pricing.cost import (
    Cost as Cost,
    cost_of as cost_of,
)
from backoffice_orders.model.pricing.difference import (
    Change as Change,
    ChangeKind as ChangeKind,
    Difference as Difference,
    difference as difference,
)
from backoffice_orders.model.pricing.discounts import (
    AmountOff as AmountOff,
    DeliveryPercentOff as DeliveryPercentOff,
    GiftGiven as GiftGiven,
    PercentOff as PercentOff,
)
from backoffice_orders.model.pricing.explanation import (
    Explanation as Explanation,
)
from backoffice_orders.model.pricing.line import (
    Pieces as Pieces,
    PricedLine as PricedLine,
)
from backoffice_orders.model.pricing.price import (
    price as price,
)
from backoffice_orders.model.pricing.selection import (
    Selection as Selection,
)
from backoffice_orders.model.pricing.situation import (
    Situation as Situation,
)
from backoffice_orders.model.pricing.summary import (
    Summary as Summary,
)
from backoffice_orders.model.pricing.summary_parts import (
    AppliedDiscount as AppliedDiscount,
    DeliveryOption as DeliveryOption,
    SummaryLine as SummaryLine,
)
from backoffice_orders.model.pricing.what_if import (
    Trial as Trial,
    WhatIf as WhatIf,
)
from backoffice_orders.model.product import (
    Brand as Brand,
    CatalogPriceRule as CatalogPriceRule,
    Category as Category,
    Combination as Combination,
    CustomizationField as CustomizationField,
    CustomizationKind as CustomizationKind,
    OutOfStockPolicy as OutOfStockPolicy,
    PackItem as PackItem,
    PackStock as PackStock,
    Product as Product,
    ProductCodes as ProductCodes,
    SpecificPrice as SpecificPrice,
    Supplier as Supplier,
)
from backoffice_orders.model.settings import (
    DiscountReason as DiscountReason,
    ManualDiscounts as ManualDiscounts,
    OrderStatus as OrderStatus,
    PaymentMethod as PaymentMethod,
    QuantityPricesBy as QuantityPricesBy,
    ShopSettings as ShopSettings,
    TaxAddress as TaxAddress,
    TaxSplit as TaxSplit,
)
from backoffice_orders.model.shop import (
    Concern as Concern,
)
from backoffice_orders.model.stock import (
    StockCount as StockCount,
    StockItem as StockItem,
)
from backoffice_orders.model.tax import (
    Place as Place,
    TaxCombination as TaxCombination,
    TaxGroup as TaxGroup,
    TaxRate as TaxRate,
    TaxRule as TaxRule,
)
from backoffice_orders.model.webhook import (
    Attempt as Attempt,
)
from backoffice_orders.ports.own_parts import (
    OwnParts as OwnParts,
)
from backoffice_orders.ports.unit_of_work import (
    Transaction as Transaction,
)
from backoffice_orders.services.carts import (
    Basis as Basis,
    FromBasis as FromBasis,
)
from backoffice_orders.services.checkout import (
    Visit as Visit,
)
from backoffice_orders.services.command import (
    ANY_VERSION as ANY_VERSION,
    Command as Command,
    Merging as Merging,
    refused_command as refused_command,
)
from backoffice_orders.services.commands.addresses import (
    AddressEntry as AddressEntry,
)
from backoffice_orders.services.commands.customers import (
    CustomerChanges as CustomerChanges,
)
from backoffice_orders.services.commands.products import (
    FileUpload as FileUpload,
)
from backoffice_orders.services.consumers import (
    Consumer as Consumer,
)
from backoffice_orders.services.customer_search import (
    CustomerDetails as CustomerDetails,
    Glance as Glance,
)
from backoffice_orders.services.emails import (
    EmailEntry as EmailEntry,
    EmailShown as EmailShown,
)
from backoffice_orders.services.event_documents import (
    event_of as event_of,
)
from backoffice_orders.services.events import (
    ConsumerState as ConsumerState,
    Delivered as Delivered,
)
from backoffice_orders.services.housekeeping import (
    Removed as Removed,
)
from backoffice_orders.services.line_facts import (
    LineFacts as LineFacts,
)
from backoffice_orders.services.many_lines import (
    LineNotAdded as LineNotAdded,
    LinesAdded as LinesAdded,
)
from backoffice_orders.services.merging import (
    MergePreview as MergePreview,
)
from backoffice_orders.services.other_moments import (
    PriceAt as PriceAt,
)
from backoffice_orders.services.placing import (
    Placing as Placing,
)
from backoffice_orders.services.product_search import (
    Choice as Choice,
    ProductHit as ProductHit,
)
from backoffice_orders.services.view import (
    CartView as CartView,
)
from backoffice_orders.services.voucher_rules import (
    VoucherHit as VoucherHit,
)
from backoffice_orders.services.webhook_bodies import (
    ReceivedEvent as ReceivedEvent,
    received_event as received_event,
)
from backoffice_orders.services.webhooks import (
    WebhookInfo as WebhookInfo,
    WebhookSecret as WebhookSecret,
)

__version__: str
__all__: list[str]
