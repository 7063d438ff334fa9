"""Create an order for a customer on the phone: from first letters to placed order.

Open a ``BackOffice`` on a store, and call its use cases section by section::

    office = BackOffice.sqlite("shop.db")
    ann = Actor.employee("ann", "Ann")
    hits = office.customers.search(ann, "do jo")

Everything a host needs is here; storage, contact rules and other adapters are in
``backoffice_orders.adapters`` and are imported only when they are used.
"""

from backoffice_orders.on_demand import provide

__version__ = "0.1.0"

# What is public, and where it stands, besides all errors and ids. Type checkers read
# ``__init__.pyi``.
_NAMES = {
    "backoffice_orders.adapters.memory": "MemoryStore",
    "backoffice_orders.adapters.sql": "SqlStore",
    "backoffice_orders.back_office": "BackOffice",
    "backoffice_orders.model.actor": "Actor Permission",
    "backoffice_orders.model.address": "Address AddressForm",
    "backoffice_orders.model.address_suggestion": "AddressSuggestion",
    "backoffice_orders.model.audit": "AuditEntry FieldChange",
    "backoffice_orders.model.bank": "BankAccount Transfer",
    "backoffice_orders.model.carrier": (
        "Carrier Country ExchangeRate OutOfRange PriceBasis RangePrice Zone"
    ),
    "backoffice_orders.model.cart": "Cart CartLine CustomLine CustomLineKind RuleRefusal",
    "backoffice_orders.model.cart_rule": "CartRule",
    "backoffice_orders.model.ceiling": "Ceiling",
    "backoffice_orders.model.customer": "Customer CustomerGroup PriceDisplay TaxExemption",
    "backoffice_orders.model.customization": "AttachedFile",
    "backoffice_orders.model.delivery_days": "DeliveryDays",
    "backoffice_orders.model.events": (
        "CartChanged CartHandedOver CartSent CartStarted CustomerChanged CustomerCreated "
        "CustomerErased CustomersMerged Event EventLine OrderCancelled OrderOverpaid OrderPaid "
        "OrderPlaced OrderStatusChanged PaymentRecorded RefundRecorded StockLow UnknownEvent "
        "VoucherChanged VoucherCreated VoucherRemoved VoucherRestored VoucherUsed "
        "WebhookSwitchedOff WebhookTested"
    ),
    "backoffice_orders.model.imports": "CartEntry Imported LineEntry Record RecordFile",
    "backoffice_orders.model.letter": "RenderedLetter",
    "backoffice_orders.model.link": "Link",
    "backoffice_orders.model.listing": "CartInfo OrderInfo",
    "backoffice_orders.model.manual_discount": "ManualDiscount",
    "backoffice_orders.model.messages": "Message Sentence money_text",
    "backoffice_orders.model.money": "Rounding RoundingMode RoundingType TaxedMoney",
    "backoffice_orders.model.order": "Order Payment",
    "backoffice_orders.model.order_number": "OrderNumber",
    "backoffice_orders.model.outbox": "OutboxMessage",
    "backoffice_orders.model.page": "Counted Page",
    "backoffice_orders.model.payment": "Charge ChargeResult ChargeStatus PaymentField",
    "backoffice_orders.model.payment_kind": "PaymentKind",
    "backoffice_orders.model.pricing.actions.amount": "Amount",
    "backoffice_orders.model.pricing.actions.base": "Action",
    "backoffice_orders.model.pricing.actions.buy_get": "BuyGet",
    "backoffice_orders.model.pricing.actions.delivery_percentage": "DeliveryPercentage",
    "backoffice_orders.model.pricing.actions.each_piece": "AmountOffEach",
    "backoffice_orders.model.pricing.actions.free_shipping": "FreeShipping",
    "backoffice_orders.model.pricing.actions.gift": "Gift",
    "backoffice_orders.model.pricing.actions.percentage": "Percentage",
    "backoffice_orders.model.pricing.actions.spend_steps": "SpendStep SpendSteps",
    "backoffice_orders.model.pricing.actions.target": "Target",
    "backoffice_orders.model.pricing.advice": "Advice",
    "backoffice_orders.model.pricing.book": "PriceBook",
    "backoffice_orders.model.pricing.conditions.base": "Condition",
    "backoffice_orders.model.pricing.conditions.carriers": "Carriers",
    "backoffice_orders.model.pricing.conditions.countries": "Countries",
    "backoffice_orders.model.pricing.conditions.customer_groups": "CustomerGroups",
    "backoffice_orders.model.pricing.conditions.minimum_amount": "MinimumAmount",
    "backoffice_orders.model.pricing.conditions.products": "Products",
    "backoffice_orders.model.pricing.cost": "Cost cost_of",
    "backoffice_orders.model.pricing.difference": "Change ChangeKind Difference difference",
    "backoffice_orders.model.pricing.discounts": (
        "AmountOff DeliveryPercentOff GiftGiven PercentOff"
    ),
    "backoffice_orders.model.pricing.explanation": "Explanation",
    "backoffice_orders.model.pricing.line": "Pieces PricedLine",
    "backoffice_orders.model.pricing.price": "price",
    "backoffice_orders.model.pricing.selection": "Selection",
    "backoffice_orders.model.pricing.situation": "Situation",
    "backoffice_orders.model.pricing.summary": "Summary",
    "backoffice_orders.model.pricing.summary_parts": "AppliedDiscount DeliveryOption SummaryLine",
    "backoffice_orders.model.pricing.what_if": "Trial WhatIf",
    "backoffice_orders.model.product": (
        "Brand CatalogPriceRule Category Combination CustomizationField CustomizationKind "
        "OutOfStockPolicy PackItem PackStock Product ProductCodes SpecificPrice Supplier"
    ),
    "backoffice_orders.model.settings": (
        "DiscountReason ManualDiscounts OrderStatus PaymentMethod QuantityPricesBy ShopSettings "
        "TaxAddress TaxSplit"
    ),
    "backoffice_orders.model.shop": "Concern",
    "backoffice_orders.model.stock": "StockCount StockItem",
    "backoffice_orders.model.tax": "Place TaxCombination TaxGroup TaxRate TaxRule",
    "backoffice_orders.model.webhook": "Attempt",
    "backoffice_orders.ports.own_parts": "OwnParts",
    "backoffice_orders.ports.unit_of_work": "Transaction",
    "backoffice_orders.services.carts": "Basis FromBasis",
    "backoffice_orders.services.checkout": "Visit",
    "backoffice_orders.services.command": "ANY_VERSION Command Merging refused_command",
    "backoffice_orders.services.commands.addresses": "AddressEntry",
    "backoffice_orders.services.commands.customers": "CustomerChanges",
    "backoffice_orders.services.commands.products": "FileUpload",
    "backoffice_orders.services.consumers": "Consumer",
    "backoffice_orders.services.customer_search": "CustomerDetails Glance",
    "backoffice_orders.services.emails": "EmailEntry EmailShown",
    "backoffice_orders.services.event_documents": "event_of",
    "backoffice_orders.services.events": "ConsumerState Delivered",
    "backoffice_orders.services.housekeeping": "Removed",
    "backoffice_orders.services.line_facts": "LineFacts",
    "backoffice_orders.services.many_lines": "LineNotAdded LinesAdded",
    "backoffice_orders.services.merging": "MergePreview",
    "backoffice_orders.services.other_moments": "PriceAt",
    "backoffice_orders.services.placing": "Placing",
    "backoffice_orders.services.product_search": "Choice ProductHit",
    "backoffice_orders.services.view": "CartView",
    "backoffice_orders.services.voucher_rules": "VoucherHit",
    "backoffice_orders.services.webhook_bodies": "ReceivedEvent received_event",
    "backoffice_orders.services.webhooks": "WebhookInfo WebhookSecret",
}

provide(__name__, _NAMES, "backoffice_orders.model.errors", "backoffice_orders.model.ids")
