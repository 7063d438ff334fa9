"""What can be added."""

from __future__ import annotations

from moneyed import Money

from backoffice_orders.model.messages import Message
from backoffice_orders.model.values import frozen
from backoffice_orders.services.product_search import ProductHit


@frozen
class ChoiceOut:
    """A product or one of its combinations, with its gross price and what is left.

    ``refusal`` is why it has no price now and cannot be added, empty where it can. ``chosen``:
    its number was typed whole, or it is the only choice.
    """

    combination_id: str | None
    label: str
    price: Money
    remaining: int
    minimal_quantity: int
    refusal: Message | str
    chosen: bool


@frozen
class ProductOut:
    """A product found."""

    id: str
    name: str
    reference: str
    choices: tuple[ChoiceOut, ...]

    @classmethod
    def of(cls, hit: ProductHit) -> ProductOut:
        """From the service."""
        return cls(
            hit.product.id,
            hit.product.name,
            hit.product.codes.reference,
            tuple(
                ChoiceOut(
                    each.combination_id,
                    each.label,
                    each.unit_price.gross,
                    each.remaining,
                    each.minimal_quantity,
                    each.refusal.message if each.refusal else "",
                    each is hit.chosen,
                )
                for each in hit.choices
            ),
        )
