"""All ports, for type checkers; see ``__init__.py``."""

from backoffice_orders.ports.address_suggestions import AddressSuggestions as AddressSuggestions
from backoffice_orders.ports.addresses import Addresses as Addresses
from backoffice_orders.ports.answers import Answers as Answers
from backoffice_orders.ports.audit import Audit as Audit
from backoffice_orders.ports.carriers import Carriers as Carriers
from backoffice_orders.ports.cart_rules import CartRules as CartRules
from backoffice_orders.ports.carts import Carts as Carts
from backoffice_orders.ports.catalog import Catalog as Catalog
from backoffice_orders.ports.checkout import Checkout as Checkout
from backoffice_orders.ports.clock import Clock as Clock
from backoffice_orders.ports.contacts import ContactRules as ContactRules
from backoffice_orders.ports.customers import Customers as Customers
from backoffice_orders.ports.delivery_rates import DeliveryRates as DeliveryRates
from backoffice_orders.ports.emails import Emails as Emails
from backoffice_orders.ports.exchange_rates import ExchangeRates as ExchangeRates
from backoffice_orders.ports.files import Files as Files
from backoffice_orders.ports.ids import Ids as Ids
from backoffice_orders.ports.letters import Letters as Letters
from backoffice_orders.ports.links import Links as Links
from backoffice_orders.ports.mail import Mail as Mail
from backoffice_orders.ports.orders import Orders as Orders
from backoffice_orders.ports.outbox import Outbox as Outbox
from backoffice_orders.ports.outside_services import OutsideServices as OutsideServices
from backoffice_orders.ports.own_parts import OwnParts as OwnParts
from backoffice_orders.ports.payments import (
    OnPages as OnPages,
    PaymentProvider as PaymentProvider,
)
from backoffice_orders.ports.price_service import PriceService as PriceService
from backoffice_orders.ports.requests import Requests as Requests
from backoffice_orders.ports.search_index import SearchIndex as SearchIndex
from backoffice_orders.ports.shops import Shops as Shops
from backoffice_orders.ports.stock import Stock as Stock
from backoffice_orders.ports.tax_rules import TaxRules as TaxRules
from backoffice_orders.ports.tax_service import TaxService as TaxService
from backoffice_orders.ports.unit_of_work import (
    Store as Store,
    Transaction as Transaction,
    UnitOfWork as UnitOfWork,
)
from backoffice_orders.ports.viewers import Viewers as Viewers
from backoffice_orders.ports.webhook_sender import WebhookSender as WebhookSender
from backoffice_orders.ports.webhooks import Webhooks as Webhooks

__all__: list[str]
