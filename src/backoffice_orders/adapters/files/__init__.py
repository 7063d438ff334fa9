"""Reading records from CSV, JSON and JSON Lines files."""

from backoffice_orders.adapters.files.reading import read_directory

__all__ = ["read_directory"]
