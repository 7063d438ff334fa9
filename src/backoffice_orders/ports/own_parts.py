"""What a host brings itself for one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs

from backoffice_orders.model.values import frozen
from backoffice_orders.ports.unit_of_work import Guard, UnitOfWork

if TYPE_CHECKING:
    from backoffice_orders.ports.addresses import Addresses
    from backoffice_orders.ports.answers import Answers
    from backoffice_orders.ports.audit import Audit
    from backoffice_orders.ports.carriers import Carriers
    from backoffice_orders.ports.cart_rules import CartRules
    from backoffice_orders.ports.carts import Carts
    from backoffice_orders.ports.catalog import Catalog
    from backoffice_orders.ports.customers import Customers
    from backoffice_orders.ports.emails import Emails
    from backoffice_orders.ports.exchange_rates import ExchangeRates
    from backoffice_orders.ports.files import Files
    from backoffice_orders.ports.links import Links
    from backoffice_orders.ports.orders import Orders
    from backoffice_orders.ports.outbox import Outbox
    from backoffice_orders.ports.requests import Requests
    from backoffice_orders.ports.shops import Shops
    from backoffice_orders.ports.stock import Stock
    from backoffice_orders.ports.tax_rules import TaxRules
    from backoffice_orders.ports.viewers import Viewers
    from backoffice_orders.ports.webhooks import Webhooks


@frozen(kw_only=True, eq=False)
class OwnParts:
    """The ports that a host brings itself for one transaction; None takes the store's.

    ``guards`` are asked beside those of ``BackOffice(guards=...)``: here they can look something
    up in the transaction.
    """

    shops: Shops | None = None
    customers: Customers | None = None
    addresses: Addresses | None = None
    catalog: Catalog | None = None
    stock: Stock | None = None
    cart_rules: CartRules | None = None
    carriers: Carriers | None = None
    tax_rules: TaxRules | None = None
    exchange_rates: ExchangeRates | None = None
    carts: Carts | None = None
    answers: Answers | None = None
    files: Files | None = None
    orders: Orders | None = None
    links: Links | None = None
    emails: Emails | None = None
    viewers: Viewers | None = None
    requests: Requests | None = None
    audit: Audit | None = None
    outbox: Outbox | None = None
    webhooks: Webhooks | None = None
    guards: Sequence[Guard] = ()

    def over(self, stores: UnitOfWork) -> UnitOfWork:
        """The ports to work with: these, and the store's for those that are None."""
        own = {name: getattr(self, name) for name in OWN_PORTS}
        brought = {name: part for name, part in own.items() if part is not None}
        return attrs.evolve(stores, **brought) if brought else stores


# The ports among them, by their names in a unit of work too.
OWN_PORTS = tuple(name for name in attrs.fields_dict(OwnParts) if name != "guards")
