"""What an order costs more or less once it is another customer's, goes elsewhere, or the like.

The sums are those of ``difference(before, after)``: together they make what the total has changed.
"""

from __future__ import annotations

from collections.abc import Iterator

from moneyed import Money

from backoffice_orders.model.cart import Cart
from backoffice_orders.model.messages import Message, Sentence
from backoffice_orders.model.pricing.difference import ChangeKind, difference
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.services.notices import PRICE_CHANGED, Notice

WITH_CUSTOMER = Sentence(
    "price_changed.customer",
    "With this customer the order costs {after} instead of {before}:\n{changes}",
)
WITH_ADDRESS = Sentence(
    "price_changed.address",
    "With these addresses the order costs {after} instead of {before}:\n{changes}",
)
IN_CURRENCY = Sentence("price_changed.currency", "The order costs {after}; before it was {before}.")
_WHAT = {
    ChangeKind.PRICE: "prices",
    ChangeKind.QUANTITY: "prices",
    ChangeKind.ADDED: "prices",
    ChangeKind.REMOVED: "prices",
    ChangeKind.TAX: "taxes",
    ChangeKind.DISCOUNT: "discounts",
    ChangeKind.DELIVERY: "delivery",
    ChangeKind.WRAPPING: "wrapping",
}
_MORE = {
    "prices": Sentence("price_changed.prices_more", "prices {amount} more"),
    "taxes": Sentence("price_changed.taxes_more", "taxes {amount} more"),
    "discounts": Sentence("price_changed.discounts_less", "discounts {amount} less"),
    "delivery": Sentence("price_changed.delivery_more", "delivery {amount} more"),
    "wrapping": Sentence("price_changed.wrapping_more", "wrapping {amount} more"),
}
_LESS = {
    "prices": Sentence("price_changed.prices_less", "prices {amount} less"),
    "taxes": Sentence("price_changed.taxes_less", "taxes {amount} less"),
    "discounts": Sentence("price_changed.discounts_more", "discounts {amount} more"),
    "delivery": Sentence("price_changed.delivery_less", "delivery {amount} less"),
    "wrapping": Sentence("price_changed.wrapping_less", "wrapping {amount} less"),
}


def price_notice(before: Cart, after: Cart, was: Summary, now: Summary) -> Notice | None:
    """What a cart that was ``moved`` costs now, and why; None where it costs what it did.

    Args:
        before: The cart as it was.
        after: The cart as it is now.
        was: What it cost.
        now: What it costs.
    """
    old, new = was.total.gross, now.total.gross
    if old == new:
        return None
    if before.currency != after.currency:
        return Notice(IN_CURRENCY(after=new, before=old), PRICE_CHANGED)
    sentence = WITH_ADDRESS if before.customer_id == after.customer_id else WITH_CUSTOMER
    return Notice(sentence(after=new, before=old, changes=tuple(_changes(was, now))), PRICE_CHANGED)


def _changes(was: Summary, now: Summary) -> Iterator[Message]:
    """What has changed, each with its sum."""
    sums: dict[str, Money] = {}
    for change in difference(was, now).changes:
        what = _WHAT[change.kind]
        gross = change.amount.gross
        sums[what] = sums[what] + gross if what in sums else gross
    for what, amount in sums.items():
        if amount.amount:
            yield (_MORE if amount.amount > 0 else _LESS)[what](amount=abs(amount))
