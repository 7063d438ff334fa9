"""Who has carts open."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from backoffice_orders.model.ids import CartId
from backoffice_orders.model.viewer import Viewer


class Viewers(Protocol):
    """Open pages of carts, whichever process serves them."""

    def keep(self, viewer: Viewer) -> None:
        """Store a page that is open, or replace it."""
        ...

    def of_carts(self, cart_ids: Iterable[CartId]) -> tuple[Viewer, ...]:
        """The pages of these carts, those that have ended too, by their ids."""
        ...

    def forget(self, before: datetime, limit: int) -> int:
        """Remove pages that have ended before a moment (UTC), the earliest first.

        Returns:
            How many were removed: ``limit`` at most, and fewer only where there are no more;
            of a limit below one, none.
        """
        ...
