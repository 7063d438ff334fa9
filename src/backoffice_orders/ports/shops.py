"""The shop's settings."""

from typing import Protocol

from backoffice_orders.model.settings import ShopSettings


class Shops(Protocol):
    """Where the shop's settings are kept."""

    def settings(self) -> ShopSettings:
        """The shop's settings.

        Raises:
            ShopNotSetUp: None were ever saved. It names the shop whose settings are used.
        """
        ...

    def save(self, settings: ShopSettings) -> None:
        """Store or replace the settings."""
        ...
