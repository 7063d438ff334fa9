"""The demo shop: its files, its employee, and the customer who calls."""

from __future__ import annotations

from pathlib import Path

from backoffice_orders.adapters.files import read_directory
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.ids import CustomerId
from backoffice_orders.services.importing import KINDS

DATA = Path(__file__).parent / "demo_shop"
PICTURES = Path(__file__).parent / "demo_pictures"
ANN = Actor.employee("ann", "Ann")
JOHN = CustomerId("john-doe")


def load_demo(office: BackOffice) -> None:
    """Load the demo shop into an empty store."""
    office.setup.load(ANN, read_directory(DATA, KINDS))
