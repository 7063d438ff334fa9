"""The addresses of links: signed, so that none can be guessed or changed."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from itsdangerous import BadSignature, Signer

from backoffice_orders.model.errors.links import LinkInvalid
from backoffice_orders.model.ids import MAIN_SHOP, LinkId, ShopId, from_path, in_path
from backoffice_orders.model.link import Link

MIN_KEY_LENGTH = 32
# Longer than any token of ours; what is longer is not even looked at.
MAX_TOKEN_LENGTH = 256


class SignedLinks:
    """The ``Checkout`` port for a checkout that is mounted at an address.

    A token is the link's id, which tells nothing but that there is one, and its signature, which
    is the shop's own. Time, purpose and withdrawal are the store's to know.

    Args:
        base: Where the checkout is mounted: ``https://shop.example/checkout``.
        keys: Secrets of at least 32 characters, the newest last: it signs, all are accepted. To
            rotate, append a new one, and drop the oldest once its links have expired.
        shop_id: Whose links these are; ``BackOffice`` says it.
    """

    def __init__(self, base: str, keys: Sequence[str], shop_id: ShopId = MAIN_SHOP) -> None:
        if not keys or any(len(key) < MIN_KEY_LENGTH for key in keys):
            raise ValueError(f"every key must have at least {MIN_KEY_LENGTH} characters")
        self._base = base.rstrip("/")
        self._keys = list(keys)
        salt = f"backoffice-orders link of {shop_id}".encode()
        self._signer = Signer(self._keys, salt=salt, digest_method=sha256)

    def of_shop(self, shop_id: ShopId) -> SignedLinks:
        """The links of one of the shops that sign with these keys."""
        return SignedLinks(self._base, self._keys, shop_id)

    def address(self, link: Link) -> str:
        return f"{self._base}/{'open' if link.opens_once else 'cart'}/{self.token(link.id)}"

    def token(self, link_id: LinkId) -> str:
        """The link's part of the address."""
        return self._signer.sign(in_path(link_id)).decode("ascii")

    def link_id(self, token: str) -> LinkId:
        """The id in a token, or ``LinkInvalid``."""
        if len(token) > MAX_TOKEN_LENGTH:
            raise LinkInvalid
        try:
            return LinkId(from_path(self._signer.unsign(token).decode("ascii")))
        except (BadSignature, UnicodeError) as error:
            raise LinkInvalid from error
