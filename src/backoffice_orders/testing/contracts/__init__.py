"""One contract suite per port: pytest classes to subclass for an adapter of your own.

Every class asks for a fixture ``store`` that yields an empty, migrated ``Store``::

    class TestMyCarts(CartsContract):
        @pytest.fixture
        def store(self) -> Store:
            return MyStore()
"""

from backoffice_orders.testing.contracts.addresses import AddressesContract
from backoffice_orders.testing.contracts.answers import AnswersContract
from backoffice_orders.testing.contracts.carts import CartsContract
from backoffice_orders.testing.contracts.catalog import CatalogContract
from backoffice_orders.testing.contracts.contacts import ContactRulesContract
from backoffice_orders.testing.contracts.customer_side import (
    CheckoutContract,
    LettersContract,
    PaymentProviderContract,
)
from backoffice_orders.testing.contracts.customers import CustomersContract
from backoffice_orders.testing.contracts.distribution import DistributionContract
from backoffice_orders.testing.contracts.durable import DurableContract
from backoffice_orders.testing.contracts.emails import EmailsContract
from backoffice_orders.testing.contracts.ids import ClockContract, IdsContract
from backoffice_orders.testing.contracts.journal import AuditContract
from backoffice_orders.testing.contracts.links import LinksContract
from backoffice_orders.testing.contracts.mail import MailContract
from backoffice_orders.testing.contracts.orders import OrdersContract
from backoffice_orders.testing.contracts.outbox import OutboxContract
from backoffice_orders.testing.contracts.pages import PagesContract
from backoffice_orders.testing.contracts.reference import (
    CarriersContract,
    ExchangeRatesContract,
    FilesContract,
    ShopsContract,
    TaxRulesContract,
)
from backoffice_orders.testing.contracts.requests import RequestsContract
from backoffice_orders.testing.contracts.round_trips import RoundTripsContract
from backoffice_orders.testing.contracts.rules import CartRulesContract
from backoffice_orders.testing.contracts.search_index import SearchIndexContract
from backoffice_orders.testing.contracts.services import (
    AddressSuggestionsContract,
    DeliveryRatesContract,
    PriceServiceContract,
    TaxServiceContract,
)
from backoffice_orders.testing.contracts.shops import SharingContract
from backoffice_orders.testing.contracts.stock import StockContract
from backoffice_orders.testing.contracts.store import StoreContract
from backoffice_orders.testing.contracts.transactions import TransactionsContract
from backoffice_orders.testing.contracts.viewers import ViewersContract
from backoffice_orders.testing.contracts.webhook_sender import WebhookSenderContract
from backoffice_orders.testing.contracts.webhooks import WebhooksContract

__all__ = [
    "AddressSuggestionsContract",
    "AddressesContract",
    "AnswersContract",
    "AuditContract",
    "CarriersContract",
    "CartRulesContract",
    "CartsContract",
    "CatalogContract",
    "CheckoutContract",
    "ClockContract",
    "ContactRulesContract",
    "CustomersContract",
    "DeliveryRatesContract",
    "DistributionContract",
    "DurableContract",
    "EmailsContract",
    "ExchangeRatesContract",
    "FilesContract",
    "IdsContract",
    "LettersContract",
    "LinksContract",
    "MailContract",
    "OrdersContract",
    "OutboxContract",
    "PagesContract",
    "PaymentProviderContract",
    "PriceServiceContract",
    "RequestsContract",
    "RoundTripsContract",
    "SearchIndexContract",
    "SharingContract",
    "ShopsContract",
    "StockContract",
    "StoreContract",
    "TaxRulesContract",
    "TaxServiceContract",
    "TransactionsContract",
    "ViewersContract",
    "WebhookSenderContract",
    "WebhooksContract",
]
