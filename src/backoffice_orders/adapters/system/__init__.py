"""The machine's clock, and identifiers that nobody else makes."""

from backoffice_orders.adapters.system.clock import SystemClock
from backoffice_orders.adapters.system.ids import TimeOrderedIds

__all__ = ["SystemClock", "TimeOrderedIds"]
