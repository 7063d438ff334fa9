"""What discounts have left of every line, and of every piece of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from operator import sub
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


class Picked(NamedTuple):
    """Some pieces of some lines, and what is left of them, in minor units.

    All by the place among them: each line's position, and what its pieces have left. ``positions``
    is None for all lines of the cart. ``lots`` are the picked ones and the others of those lines
    of which not all pieces have the same left, or not all are picked.
    """

    positions: Sequence[int] | None
    nets: Sequence[int]
    grosses: Sequence[int]
    lots: Mapping[int, tuple[Sequence[Lot], Sequence[Lot]]]


class Left:
    """What is left of each line, by its position, in minor units. It is never changed.

    ``lots`` are the pieces of those lines of which some have been discounted more than others;
    all pieces of another line have the same left.
    """

    __slots__ = ("gross", "lots", "net")

    def __init__(
        self, net: list[int], gross: list[int], lots: dict[int, tuple[Lot, ...]] | None = None
    ) -> None:
        self.net: list[int] = net
        self.gross: list[int] = gross
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

    def whole(self, positions: Sequence[int] | None) -> Picked:
        """All pieces of the lines at these positions; None: of all lines."""
        net, gross = self.net, self.gross
        places = range(len(net)) if positions is None else positions
        lots = {
            index: _pick(self.lots[position], sum(lot.number for lot in self.lots[position]))
            for index, position in enumerate(places if self.lots else ())
            if position in self.lots
        }
        if positions is None:
            return Picked(None, net, gross, lots)
        return Picked(
            positions, [net[each] for each in positions], [gross[each] for each in positions], lots
        )

    def picked(self, pieces: Sequence[Pieces]) -> Picked:
        """These pieces; one entry for each line."""
        positions = [line.position for line, _ in pieces]
        nets = [self.net[each] for each in positions]
        grosses = [self.gross[each] for each in positions]
        lots = {}
        for index, (line, count) in enumerate(pieces):
            if count != line.quantity or line.position in self.lots:
                lots[index] = chosen, _ = _pick(self._lots(line), count)
                nets[index] = sum(lot.net for lot in chosen)
                grosses[index] = sum(lot.gross for lot in chosen)
        return Picked(positions, nets, grosses, lots)

    def without(self, picked: Picked, nets: Sequence[int], grosses: Sequence[int]) -> Left:
        """The same, with these amounts taken off what was picked."""
        positions, lots = picked.positions, self.lots
        if positions is None:
            net, gross = [*map(sub, self.net, nets)], [*map(sub, self.gross, grosses)]
        else:
            net, gross = [*self.net], [*self.gross]
            for position, net_off, gross_off in zip(positions, nets, grosses, strict=True):
                net[position] -= net_off
                gross[position] -= gross_off
        if picked.lots:
            lots = dict(lots)
            for index, (chosen, rest) in picked.lots.items():
                if nets[index] or grosses[index]:
                    reduced = _reduced(chosen, nets[index], grosses[index])
                    position = index if positions is None else positions[index]
                    lots[position] = (*reduced, *rest)
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
