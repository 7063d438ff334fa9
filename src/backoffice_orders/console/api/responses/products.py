"""What can be added."""

from __future__ import annotations

from collections.abc import Mapping

from moneyed import Money

from backoffice_orders.console.api.responses.carts import CartOut
from backoffice_orders.model.ids import LineId
from backoffice_orders.model.messages import Message
from backoffice_orders.model.values import frozen
from backoffice_orders.services.line_facts import LineFacts, PackPart
from backoffice_orders.services.many_lines import LinesAdded
from backoffice_orders.services.product_search import ProductHit


@frozen
class ChoiceOut:
    """A product or one of its combinations, with its gross price and what is left.

    ``refusal`` is why it has no price now and cannot be added, empty where it can. ``chosen``:
    its number was typed whole, or it is the only choice. ``stock`` says in words what is left,
    null where nothing runs out; ``picture`` is an address, or empty.
    """

    combination_id: str | None
    label: str
    price: Money
    remaining: int
    minimal_quantity: int
    refusal: Message | str
    chosen: bool
    stock: Message | None
    picture: str


@frozen
class ProductOut:
    """A product found."""

    id: str
    name: str
    reference: str
    choices: tuple[ChoiceOut, ...]
    parts: tuple[PackPart, ...]

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
                    each.stock,
                    each.picture,
                )
                for each in hit.choices
            ),
            hit.parts,
        )


@frozen
class LineNotAddedOut:
    """A line of a list that was not added: as it was written, and why not."""

    text: str
    code: str
    sentence: Message


@frozen
class LinesAddedOut:
    """The cart, how many lines of a list were added, and those that were not."""

    cart: CartOut
    added: int
    not_added: tuple[LineNotAddedOut, ...]

    @classmethod
    def of(cls, done: LinesAdded) -> LinesAddedOut:
        """From the service."""
        wrong = tuple(
            LineNotAddedOut(each.text, each.error.code, each.message) for each in done.not_added
        )
        return cls(CartOut.of(done.view), done.added, wrong)


@frozen
class LineFactsOut:
    """What stands beside a line; ``usual_price`` is gross, null where its price is not changed."""

    line_id: str
    usual_price: Money | None
    changed_by: tuple[Message, ...]
    parts: tuple[PackPart, ...]
    stock: Message | None
    short: bool

    @classmethod
    def each_of(cls, facts: Mapping[LineId, LineFacts]) -> tuple[LineFactsOut, ...]:
        """From the service, line by line."""
        return tuple(
            cls(
                line_id,
                fact.usual_price.gross if fact.usual_price is not None else None,
                fact.changed_by,
                fact.parts,
                fact.stock,
                fact.short,
            )
            for line_id, fact in facts.items()
        )
