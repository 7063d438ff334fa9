"""Stock: how much is left, and taking from it without ever selling a piece twice."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from backoffice_orders.model.stock import Reservation, StockDemand, StockItem


class Stock(Protocol):
    """What is left of every item. An item that was never counted has a level of zero.

    A *reference* is the order or cart that pieces are taken or held for. All changes for one
    reference happen together or not at all, and doing one again changes nothing: a stock in
    another system can be asked twice when an answer got lost. Demands that name one item several
    times add up; together they may go below zero only where each of them may.

    The level is what can still be sold: held and taken pieces are gone from it. Every change
    is guarded by the store (``level >= quantity`` in the same statement that lowers it), never
    read first and written later. Items are changed in their own order, so that two callers
    cannot wait for each other.
    """

    def levels(self, items: Collection[StockItem], reference: str = "") -> Mapping[StockItem, int]:
        """The level of each item; below zero, so many pieces are owed.

        What ``reference`` itself holds counts as there: it is not lost to that cart or order.
        """
        ...

    def set_level(self, item: StockItem, level: int) -> None:
        """Count the item anew."""
        ...

    def receive(self, item: StockItem, pieces: int) -> None:
        """Add pieces to the level, in one step: nothing that others take meanwhile is lost."""
        ...

    def take(self, reference: str, demands: Sequence[StockDemand]) -> None:
        """Take pieces for good, instead of what the reference has held.

        A reference that has taken anything, or confirmed what it held, takes nothing more
        before it has given that back: then nothing changes, whatever is asked for. Nothing changes
        either where nothing is asked for: what is held stays held.

        Raises:
            OutOfStock: An item has too few, and the demand may not go below zero: the first such
                item of the demands. ``wanted`` is all that is asked for of it, ``remaining`` how
                many there are for this reference, with what it holds itself, zero at least;
                ``name`` is the product's id. Nothing is taken, and what was held stays held.
        """
        ...

    def give_back(self, reference: str) -> None:
        """Put back all that the reference has taken; nothing where it has taken nothing."""
        ...

    def reserve(self, reference: str, demands: Sequence[StockDemand], until: datetime) -> None:
        """Hold pieces until a moment (UTC), instead of what the reference has held before.

        Where nothing is asked for, nothing is held then. What it has taken is another matter, and
        stays taken.

        Raises:
            OutOfStock: As for ``take``.
        """
        ...

    def reserved(self, reference: str) -> tuple[Reservation, ...]:
        """What the reference holds, by item."""
        ...

    def confirm(self, reference: str) -> None:
        """Turn all that the reference holds into pieces taken for good, beside what it has taken.

        Nothing where it holds nothing.
        """
        ...

    def release(self, reference: str) -> None:
        """Put back all that the reference holds; nothing where it holds nothing."""
        ...

    def release_lapsed(self, now: datetime) -> tuple[str, ...]:
        """Put back everything held until ``now`` or earlier; the references, in their order.

        What they have taken stays taken.
        """
        ...
