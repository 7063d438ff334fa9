"""The front-office checkout."""

from typing import Protocol

from backoffice_orders.model.ids import ShopId
from backoffice_orders.model.link import Link


class Checkout(Protocol):
    """The checkout where a cart can be opened and paid: ours, or the host's own."""

    def address(self, link: Link) -> str:
        """The address (URL) that the link has in the checkout.

        Whoever has the address may do what the link is for: it must not be possible to guess
        it, and it must tell nothing about the cart. It begins with ``https://`` (or ``http://``),
        and has 2000 characters at most: customers get it by e-mail.
        """
        ...


class CheckoutOfShops(Protocol):
    """What a checkout has besides that tells shops apart: two may have links of one id."""

    def of_shop(self, shop_id: ShopId) -> Checkout:
        """The same checkout for the links of one shop: they open nothing of another one."""
        ...
