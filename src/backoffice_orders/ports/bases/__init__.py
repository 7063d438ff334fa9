"""Bases for the parts that a host brings: what a part does not do has an answer already.

Each class names the methods that are to be written; the others answer from these, or that there is
nothing, or raise ``NotSupported``. ``around`` replaces single methods of a part that is there.
"""

from backoffice_orders.ports.bases.base import Part, around
from backoffice_orders.ports.bases.catalog import ReadOnlyCatalog
from backoffice_orders.ports.bases.people import ReadOnlyAddresses, ReadOnlyCustomers
from backoffice_orders.ports.bases.stock import SimpleStock
from backoffice_orders.ports.bases.tables import (
    CarrierTable,
    FixedSettings,
    RateTable,
    TaxTable,
)

__all__ = [
    "CarrierTable",
    "FixedSettings",
    "Part",
    "RateTable",
    "ReadOnlyAddresses",
    "ReadOnlyCatalog",
    "ReadOnlyCustomers",
    "SimpleStock",
    "TaxTable",
    "around",
]
