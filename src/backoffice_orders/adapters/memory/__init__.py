"""Every port in plain Python: the fast double for tests, and the shortest example of each."""

from backoffice_orders.adapters.memory.payments import Behaviour, TestCards, TestPaymentPage
from backoffice_orders.adapters.memory.services import (
    TestPrices,
    TestRates,
    TestSuggestions,
    TestTaxes,
)
from backoffice_orders.adapters.memory.store import MemoryStore
from backoffice_orders.adapters.memory.world import (
    CollectedMail,
    CollectedWebhooks,
    FixedClock,
    LinkedCheckout,
    SequentialIds,
)

__all__ = [
    "Behaviour",
    "CollectedMail",
    "CollectedWebhooks",
    "FixedClock",
    "LinkedCheckout",
    "MemoryStore",
    "SequentialIds",
    "TestCards",
    "TestPaymentPage",
    "TestPrices",
    "TestRates",
    "TestSuggestions",
    "TestTaxes",
]
