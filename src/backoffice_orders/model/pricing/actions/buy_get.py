"""Buy so many, get so many for nothing, or for less."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import ClassVar

from attrs import field

from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.errors.vouchers import RuleProducts, RuleRefused
from backoffice_orders.model.fields import PERCENT, Whole, asked, exact
from backoffice_orders.model.pricing.actions.base import Action
from backoffice_orders.model.pricing.actions.target import cheapest_pieces
from backoffice_orders.model.pricing.discounts import Discount, PercentOff
from backoffice_orders.model.pricing.line import Pieces, PricedLine
from backoffice_orders.model.pricing.selection import Selection, matches
from backoffice_orders.model.pricing.situation import Situation
from backoffice_orders.model.values import frozen


@frozen
class BuyGet(Action):
    """For every ``buy`` pieces that are paid for, ``get`` more are ``percent`` cheaper.

    "Buy 2, get 1" makes one of three pieces free, and two of six or seven; "buy 3, get 2" one of
    four, and two of five. The cheapest pieces are the free ones. ``of`` says which products count,
    and ``free`` which ones are got where they are others (None: the same). ``at_most`` is how many
    times it is given in one cart. A piece that is got counts for nothing else.
    """

    kind: ClassVar[str] = "buy_get"
    title: ClassVar[str] = "Buy so many, get so many"

    buy: int = field(validator=Whole(1), metadata=asked("Buy"))
    get: int = field(default=1, validator=Whole(1), metadata=asked("Get"))
    percent: Decimal = field(
        default=Decimal(100),
        converter=exact,
        validator=PERCENT,
        metadata=asked("Percent off what is got"),
    )
    of: Selection = field(factory=Selection, metadata=asked("What is bought"))
    free: Selection | None = field(
        default=None, metadata=asked("What is got, if it is something else")
    )
    at_most: int | None = field(
        default=None, validator=Whole(1, none=True), metadata=asked("Times at most", 1)
    )

    def refusal(self, rule: CartRule, situation: Situation) -> RuleRefused | None:
        """``RuleProducts`` where too little is bought for even one piece."""
        if self._free_pieces(situation):
            return None
        bought = sum(line.quantity for line in situation.goods if matches(self.of, line))
        wanted = self.buy + 1 if self.free is None else self.buy
        return RuleProducts(rule.name, wanted, bought)

    def discounts(self, rule: CartRule, situation: Situation) -> Iterable[Discount]:
        """The percentage, off the pieces that are got."""
        yield PercentOff(self._free_pieces(situation), self.percent)

    def _free_pieces(self, situation: Situation) -> list[Pieces]:
        bought = [line for line in situation.goods if matches(self.of, line)]
        if self.free is None:
            return cheapest_pieces(bought, self._of_the_same(_number(bought)), situation)
        free = [line for line in situation.goods if matches(self.free, line)]
        return self._free_of_others(bought, free, situation)

    def _of_the_same(self, number: int) -> int:
        """How many of so many pieces are got, each of which is either bought or got."""
        times, rest = divmod(number, self.buy + self.get)
        if self.at_most is not None and times >= self.at_most:
            return self.at_most * self.get
        return times * self.get + max(rest - self.buy, 0)

    def _free_of_others(
        self, bought: Sequence[PricedLine], free: Sequence[PricedLine], situation: Situation
    ) -> list[Pieces]:
        """The most that can be got, where every piece is either bought or got."""
        both = {line.position for line in bought} & {line.position for line in free}
        only_free = _number([line for line in free if line.position not in both])
        most = needed = 0
        for times in range(1, self._limited(_number(bought) // self.buy) + 1):
            spare = _number(bought) - self.buy * times
            got = min(self.get * times, _number(free), only_free + spare)
            if got > most:
                most, needed = got, self.buy * times
        pieces = cheapest_pieces(free, most, situation)
        spare = _number(bought) - needed
        too_many = sum(each.number for each in pieces if each.line.position in both) - spare
        if too_many <= 0:
            return pieces
        # Others must be got instead of so many that have to be bought.
        others = [line for line in free if line.position not in both]
        shared = [line for line in free if line.position in both]
        return [
            *cheapest_pieces(others, most - spare, situation),
            *cheapest_pieces(shared, spare, situation),
        ]

    def _limited(self, times: int) -> int:
        return times if self.at_most is None else min(times, self.at_most)


def _number(lines: Sequence[PricedLine]) -> int:
    return sum(line.quantity for line in lines)
