"""What the library needs from the world, one Protocol per concern; the docstrings are the contract.

Rules for every adapter:

* All methods may be called inside a transaction of ``Store.transaction`` only, and see its
  earlier writes. What the transaction does not commit never happened.
* Ids are unique within a shop. A method that is given an unknown id raises the error named
  in its docstring, or else does nothing; a method that takes several ids leaves unknown ones
  out of its answer.
* ``add`` stores what is new: where the id is there already it raises ``IdTaken``. ``save``
  replaces, or stores too where that is said. Of several errors, the one named first is raised.
* A method that raises an error of ours (``StorageFailed`` and its kinds excepted) has changed
  nothing, and the transaction goes on.
* What is stored is a copy: what somebody does afterwards to an object that was given to a store,
  or came from it, changes nothing that is stored.
* Lists are ordered as documented, ties broken by id, so that two adapters answer alike. Texts
  are compared by code point.
* Infrastructure failures are raised as ``StorageFailed``, or ``StorageBusy`` where trying again
  can help.
"""

from backoffice_orders.ports.address_suggestions import AddressSuggestions
from backoffice_orders.ports.addresses import Addresses
from backoffice_orders.ports.answers import Answers
from backoffice_orders.ports.audit import Audit
from backoffice_orders.ports.carriers import Carriers
from backoffice_orders.ports.cart_rules import CartRules
from backoffice_orders.ports.carts import Carts
from backoffice_orders.ports.catalog import Catalog
from backoffice_orders.ports.checkout import Checkout
from backoffice_orders.ports.clock import Clock
from backoffice_orders.ports.contacts import ContactRules
from backoffice_orders.ports.customers import Customers
from backoffice_orders.ports.delivery_rates import DeliveryRates
from backoffice_orders.ports.emails import Emails
from backoffice_orders.ports.exchange_rates import ExchangeRates
from backoffice_orders.ports.files import Files
from backoffice_orders.ports.ids import Ids
from backoffice_orders.ports.letters import Letters
from backoffice_orders.ports.links import Links
from backoffice_orders.ports.mail import Mail
from backoffice_orders.ports.orders import Orders
from backoffice_orders.ports.outbox import Outbox
from backoffice_orders.ports.outside_services import OutsideServices
from backoffice_orders.ports.payments import OnPages, PaymentProvider
from backoffice_orders.ports.price_service import PriceService
from backoffice_orders.ports.requests import Requests
from backoffice_orders.ports.search_index import SearchIndex
from backoffice_orders.ports.shops import Shops
from backoffice_orders.ports.stock import Stock
from backoffice_orders.ports.tax_rules import TaxRules
from backoffice_orders.ports.tax_service import TaxService
from backoffice_orders.ports.unit_of_work import OwnParts, Store, Transaction, UnitOfWork
from backoffice_orders.ports.viewers import Viewers
from backoffice_orders.ports.webhook_sender import WebhookSender
from backoffice_orders.ports.webhooks import Webhooks

__all__ = [
    "AddressSuggestions",
    "Addresses",
    "Answers",
    "Audit",
    "Carriers",
    "CartRules",
    "Carts",
    "Catalog",
    "Checkout",
    "Clock",
    "ContactRules",
    "Customers",
    "DeliveryRates",
    "Emails",
    "ExchangeRates",
    "Files",
    "Ids",
    "Letters",
    "Links",
    "Mail",
    "OnPages",
    "Orders",
    "Outbox",
    "OutsideServices",
    "OwnParts",
    "PaymentProvider",
    "PriceService",
    "Requests",
    "SearchIndex",
    "Shops",
    "Stock",
    "Store",
    "TaxRules",
    "TaxService",
    "Transaction",
    "UnitOfWork",
    "Viewers",
    "WebhookSender",
    "Webhooks",
]
