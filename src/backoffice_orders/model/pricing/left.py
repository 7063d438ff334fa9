"""What discounts have left of every line, and of every piece of it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple, Self

from backoffice_orders.model.money import allocate
from backoffice_orders.model.pricing.line import Pieces, PricedLine


class Lot(NamedTuple):
    """Some pieces of one line that have the same left of them; both amounts are of all of them.

    In minor units.
    """

    number: int
    net: int
    gross: int


class Left:
    """What is left of each line, by its position, in minor units. It is never changed.

    ``lots`` are the pieces of those lines of which some have been discounted more than others;
    all pieces of another line have the same left.
    """

    __slots__ = ("gross", "lots", "net")

    def __init__(
        self, net: list[int], gross: list[int], lots: dict[int, tuple[Lot, ...]] | None = None
    ) -> None:
        self.net = net
        self.gross = gross
        self.lots: dict[int, tuple[Lot, ...]] = {} if lots is None else lots

    @classmethod
    def of(cls, lines: Sequence[PricedLine]) -> Self:
        """Everything: no discount yet."""
        return cls([line.net for line in lines], [line.gross for line in lines])

    def with_line(self, line: PricedLine) -> Left:
        """The same, with one line more, of which everything is left."""
        return Left([*self.net, line.net], [*self.gross, line.gross], self.lots)

    def of_pieces(self, pieces: Pieces) -> tuple[int, int]:
        """What is left of some pieces, net and gross."""
        line, count = pieces
        if count == line.quantity:
            return self.net[line.position], self.gross[line.position]
        picked, _ = _pick(self._lots(line), count)
        return sum(lot.net for lot in picked), sum(lot.gross for lot in picked)

    def of_each(self, pieces: Sequence[Pieces]) -> tuple[list[int], list[int]]:
        """What is left of the pieces of each line: all net amounts, and all gross ones."""
        whole = [line.position for line, number in pieces if number == line.quantity]
        if len(whole) == len(pieces):
            net, gross = self.net, self.gross
            return [net[each] for each in whole], [gross[each] for each in whole]
        left = [self.of_pieces(each) for each in pieces]
        return [net for net, _ in left], [gross for _, gross in left]

    def without(
        self, pieces: Sequence[Pieces], nets: Sequence[int], grosses: Sequence[int]
    ) -> Left:
        """The same, with these amounts taken off these pieces; one entry for each line."""
        net, gross, lots = self.net[:], self.gross[:], self.lots
        for (line, count), net_off, gross_off in zip(pieces, nets, grosses, strict=True):
            if not net_off and not gross_off:
                continue
            position = line.position
            if count != line.quantity or position in lots:
                if lots is self.lots:
                    lots = dict(lots)
                picked, rest = _pick(self._lots(line), count)
                lots[position] = (*_reduced(picked, net_off, gross_off), *rest)
            net[position] -= net_off
            gross[position] -= gross_off
        return Left(net, gross, lots)

    def _lots(self, line: PricedLine) -> tuple[Lot, ...]:
        position = line.position
        whole = (Lot(line.quantity, self.net[position], self.gross[position]),)
        return self.lots.get(position, whole)


def _pick(lots: Sequence[Lot], count: int) -> tuple[list[Lot], list[Lot]]:
    """So many pieces, those that have the most left (gross), and the others."""
    picked, rest = [], []
    for lot in sorted(lots, key=lambda each: Decimal(each.gross) / each.number, reverse=True):
        wanted = min(count, lot.number)
        if wanted == lot.number:
            picked.append(lot)
        elif wanted:
            # The one who pays keeps the odd cent: what is picked gets the smaller share.
            sizes = (wanted, lot.number - wanted)
            net, gross = allocate(lot.net, sizes), allocate(lot.gross, sizes)
            picked.append(Lot(sizes[0], net[0], gross[0]))
            rest.append(Lot(sizes[1], net[1], gross[1]))
        else:
            rest.append(lot)
        count -= wanted
    return picked, rest


def _reduced(lots: Sequence[Lot], net_off: int, gross_off: int) -> list[Lot]:
    """The lots with these amounts taken off, spread by what is left of them."""
    nets, grosses = [lot.net for lot in lots], [lot.gross for lot in lots]
    new_nets = allocate(sum(nets) - net_off, nets)
    new_grosses = allocate(sum(grosses) - gross_off, grosses)
    return [
        Lot(lot.number, net, gross)
        for lot, net, gross in zip(lots, new_nets, new_grosses, strict=True)
    ]
