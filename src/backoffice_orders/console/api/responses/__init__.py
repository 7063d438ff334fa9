"""What the API gives: flat, plain, and described by its OpenAPI document."""

from backoffice_orders.console.api.responses.carts import (
    AddressOfLink as AddressOfLink,
    CartOut as CartOut,
    LinkOut as LinkOut,
    SayingOut as SayingOut,
)
from backoffice_orders.console.api.responses.customers import (
    AddressOut as AddressOut,
    CustomerListOut as CustomerListOut,
    CustomerOut as CustomerOut,
    DetailsOut as DetailsOut,
    MergePreviewOut as MergePreviewOut,
)
from backoffice_orders.console.api.responses.lists import (
    BasesOut as BasesOut,
    BasisOut as BasisOut,
    ChangeOut as ChangeOut,
    ClosedOut as ClosedOut,
    DeliveriesOut as DeliveriesOut,
    EntryOut as EntryOut,
    HistoryOut as HistoryOut,
    ListOut as ListOut,
)
from backoffice_orders.console.api.responses.orders import (
    OrderOut as OrderOut,
)
from backoffice_orders.console.api.responses.prices import (
    CostOut as CostOut,
    PriceAtOut as PriceAtOut,
)
from backoffice_orders.console.api.responses.products import (
    ChoiceOut as ChoiceOut,
    LineFactsOut as LineFactsOut,
    LinesAddedOut as LinesAddedOut,
    ProductOut as ProductOut,
)
from backoffice_orders.console.api.responses.sums import (
    CartLineOut as CartLineOut,
    DiscountOut as DiscountOut,
    FileOut as FileOut,
    LineOut as LineOut,
    OptionOut as OptionOut,
    RefusedRuleOut as RefusedRuleOut,
    RuleOut as RuleOut,
    SumsOut as SumsOut,
    TaxOut as TaxOut,
)
from backoffice_orders.console.api.responses.vouchers import (
    TrialOut as TrialOut,
    VoucherDetailsOut as VoucherDetailsOut,
    VoucherOut as VoucherOut,
    WhatIfOut as WhatIfOut,
)
