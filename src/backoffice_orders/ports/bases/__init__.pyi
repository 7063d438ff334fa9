"""All bases, for type checkers; see ``__init__.py``."""

from backoffice_orders.ports.bases.base import (
    Part as Part,
    around as around,
)
from backoffice_orders.ports.bases.catalog import ReadOnlyCatalog as ReadOnlyCatalog
from backoffice_orders.ports.bases.people import (
    ReadOnlyAddresses as ReadOnlyAddresses,
    ReadOnlyCustomers as ReadOnlyCustomers,
)
from backoffice_orders.ports.bases.stock import SimpleStock as SimpleStock
from backoffice_orders.ports.bases.tables import (
    CarrierTable as CarrierTable,
    FixedSettings as FixedSettings,
    RateTable as RateTable,
    TaxTable as TaxTable,
)
