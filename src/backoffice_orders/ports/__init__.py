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
  are compared by code point, and told apart to the last letter. ``Page.next`` is the place where
  a page has ended, whatever becomes of the entry that stood there.
* Ids may be asked for by the thousand, and one transaction may write as many values.
* Infrastructure failures are raised as ``StorageFailed``, or ``StorageBusy`` where trying again
  can help.

Each is imported with its first use: what runs needs hardly any of them. Type checkers read
``__init__.pyi``.
"""

from backoffice_orders.on_demand import provide

_NAMES = {
    "backoffice_orders.ports.address_suggestions": "AddressSuggestions",
    "backoffice_orders.ports.addresses": "Addresses",
    "backoffice_orders.ports.answers": "Answers",
    "backoffice_orders.ports.audit": "Audit",
    "backoffice_orders.ports.carriers": "Carriers",
    "backoffice_orders.ports.cart_rules": "CartRules",
    "backoffice_orders.ports.carts": "Carts",
    "backoffice_orders.ports.catalog": "Catalog",
    "backoffice_orders.ports.checkout": "Checkout",
    "backoffice_orders.ports.clock": "Clock",
    "backoffice_orders.ports.contacts": "ContactRules",
    "backoffice_orders.ports.customers": "Customers",
    "backoffice_orders.ports.delivery_rates": "DeliveryRates",
    "backoffice_orders.ports.emails": "Emails",
    "backoffice_orders.ports.exchange_rates": "ExchangeRates",
    "backoffice_orders.ports.files": "Files",
    "backoffice_orders.ports.ids": "Ids",
    "backoffice_orders.ports.letters": "Letters",
    "backoffice_orders.ports.links": "Links",
    "backoffice_orders.ports.mail": "Mail",
    "backoffice_orders.ports.orders": "Orders",
    "backoffice_orders.ports.outbox": "Outbox",
    "backoffice_orders.ports.outside_services": "OutsideServices",
    "backoffice_orders.ports.payments": "OnPages PaymentProvider",
    "backoffice_orders.ports.price_service": "PriceService",
    "backoffice_orders.ports.requests": "Requests",
    "backoffice_orders.ports.search_index": "SearchIndex",
    "backoffice_orders.ports.shops": "Shops",
    "backoffice_orders.ports.stock": "Stock",
    "backoffice_orders.ports.tax_rules": "TaxRules",
    "backoffice_orders.ports.tax_service": "TaxService",
    "backoffice_orders.ports.own_parts": "OwnParts",
    "backoffice_orders.ports.unit_of_work": "Store Transaction UnitOfWork",
    "backoffice_orders.ports.viewers": "Viewers",
    "backoffice_orders.ports.webhook_sender": "WebhookSender",
    "backoffice_orders.ports.webhooks": "Webhooks",
}

provide(__name__, _NAMES)
