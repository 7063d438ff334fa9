"""Bases for the parts that a host brings: what a part does not do has an answer already.

Each class names the methods that are to be written; the others answer from these, or that there is
nothing, or raise ``NotSupported``. ``around`` replaces single methods of a part that is there.

Each is imported with its first use. Type checkers read ``__init__.pyi``.
"""

from backoffice_orders.on_demand import provide

_NAMES = {
    "backoffice_orders.ports.bases.base": "Part around",
    "backoffice_orders.ports.bases.catalog": "ReadOnlyCatalog",
    "backoffice_orders.ports.bases.people": "ReadOnlyAddresses ReadOnlyCustomers",
    "backoffice_orders.ports.bases.stock": "SimpleStock",
    "backoffice_orders.ports.bases.tables": "CarrierTable FixedSettings RateTable TaxTable",
}

provide(__name__, _NAMES)
