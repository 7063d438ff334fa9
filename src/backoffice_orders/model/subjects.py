"""What changes and events are about: ids of different kinds may be the same."""

from __future__ import annotations

from enum import StrEnum


class SubjectType(StrEnum):
    """Of what kind something is that was changed, or that has happened to it.

    A shop that numbers all it has may call a cart, its customer and an order ``1000``: an id says
    what is meant only together with its kind.
    """

    CART = "cart"
    ORDER = "order"
    CUSTOMER = "customer"
    PRODUCT = "product"
    VOUCHER = "voucher"
    WEBHOOK = "webhook"
    OUTBOX = "outbox"
    SHOP = "shop"


def key_of(kind: SubjectType, id_: str) -> str:
    """One text for both, as events are kept under: ``cart:cart_01JH``."""
    return f"{kind.value}:{id_}"
