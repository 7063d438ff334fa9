"""Taking a discount off the rows: amounts to the minor unit, shares that add up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from attrs import define, field

from backoffice_orders.model.cart import CartLine
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.ids import CartRuleId, CombinationId, LineId, ProductId
from backoffice_orders.model.money import allocate
from backoffice_orders.model.pricing.lines import (
    Groups,
    allocate_by_rate,
    by_rate,
    product_row,
    settle,
)
from backoffice_orders.model.pricing.row import Row
from backoffice_orders.model.pricing.shipping import Delivery
from backoffice_orders.model.pricing.situation import Situation
from backoffice_orders.model.questions import SHIPPING
from backoffice_orders.model.tax import Taxed


def gift_line_id(rule_id: CartRuleId, number: int = 1) -> LineId:
    """The id of the line that a rule's n-th gift is shown on."""
    return LineId(f"gift:{rule_id}" if number == 1 else f"gift:{rule_id}:{number}")


def _only(rate: Sequence[Sequence[int]], shares: Sequence[int]) -> list[int]:
    """The shares of the rows of one rate, and nothing for the others."""
    kept = [0] * len(shares)
    for kind in rate:
        for index in kind:
            kept[index] = shares[index]
    return kept


def _from_the_first(amount: int, limits: Sequence[int]) -> list[int]:
    """The amount in parts, each up to its limit, the first ones first."""
    parts = []
    for limit in limits:
        parts.append(min(amount, limit))
        amount -= parts[-1]
    return parts


@define(eq=False)
class Discounting:
    """What one rule takes off, collected while its actions run. Counts are minor units."""

    rule: CartRule
    situation: Situation
    shares: dict[LineId, tuple[int, int]] = field(factory=dict)
    free_shipping: bool = False
    gives: bool = False
    unused: Decimal = Decimal(0)

    @property
    def nothing(self) -> bool:
        """Whether it changes nothing in this situation: no amount, no gift, no free delivery."""
        if self.shares or self.gives:
            return False
        return not (self.free_shipping and self.situation.delivery_costs)

    def percent(self, rows: Sequence[Row], percent: Decimal) -> None:
        """Take a percentage off what is left of these rows."""
        if not rows:
            return
        groups = by_rate(rows, self.situation.minor)
        nets = [row.left_net for row in rows]
        grosses = [row.left_gross for row in rows]
        round_count = self.situation.minor.round_count
        net = round_count(sum(nets) * percent / 100)
        gross = round_count(sum(grosses) * percent / 100)
        net_shares = allocate_by_rate(groups, net, nets)
        self._take(rows, net_shares, allocate_by_rate(groups, gross, grosses))

    def percent_of_one_piece(self, rows: Sequence[Row], percent: Decimal) -> None:
        """Take a percentage off one piece of these rows, which have one unit price and tax.

        It comes off the first of them that has something left, and only the rest off others.
        """
        count = self.situation.minor.count
        net = count(rows[0].unit_net * percent / 100)
        gross = count(rows[0].unit_gross * percent / 100)
        nets = _from_the_first(net, [row.left_net for row in rows])
        self._take(rows, nets, _from_the_first(gross, [row.left_gross for row in rows]))

    def amount(
        self,
        rows: Sequence[Row],
        amount: Decimal,
        tax_included: bool,
        limit: Decimal | None = None,
    ) -> None:
        """Take an amount (cart's currency) off these rows, spread by what each has left.

        The discount never exceeds what is left, nor the ``limit``; ``unused`` remembers the
        rest.
        """
        minor = self.situation.minor
        nets = [row.left_net for row in rows]
        grosses = [row.left_gross for row in rows]
        available = sum(grosses) if tax_included else sum(nets)
        wanted = minor.count(amount)
        taken = min(wanted, available)
        if limit is not None:
            taken = min(taken, minor.count(limit))
        self.unused += minor.amount(wanted - taken)
        if not taken:
            return
        if taken == available:
            self._take(rows, nets, grosses)
            return
        groups = by_rate(rows, self.situation.minor)
        if tax_included:
            shares = allocate_by_rate(groups, taken, grosses)
            least = sum(nets) - (sum(grosses) - taken)
            net_shares = self._counterpart(rows, groups, shares, nets, least, Taxed.net)
            self._take(rows, net_shares, shares)
        else:
            shares = allocate_by_rate(groups, taken, nets)
            gross_shares = self._counterpart(rows, groups, shares, grosses, taken, Taxed.gross)
            self._take(rows, shares, gross_shares)

    def shipping(self) -> None:
        """Take the whole price of the delivery off, whatever it comes to in the end.

        Where a rule before has done so, nothing is left to take.
        """
        if not self.situation.delivery_freed:
            self.situation.delivery_freed = self.free_shipping = True

    def take_shipping(self, delivery: Delivery) -> None:
        """Book the delivery's price as this rule's discount."""
        if delivery.gross or delivery.net:
            self.shares[SHIPPING] = (delivery.net, delivery.gross)

    def gift(self, product_id: ProductId, combination_id: CombinationId | None) -> None:
        """Add one piece of a product, marked as this rule's gift, and take its price off."""
        situation = self.situation
        given = sum(row.gift_of == self.rule.id for row in situation.rows)
        line_id = gift_line_id(self.rule.id, given + 1)
        line = CartLine(line_id, product_id, 1, combination_id)
        row = product_row(line, situation.context)
        row.gift_of = self.rule.id
        row.reasons += (f"gift of {self.rule.name}",)
        settle([row], situation.minor)
        situation.rows.append(row)
        self.gives = True
        self._take([row], [row.left_net], [row.left_gross])

    def _counterpart(
        self,
        rows: Sequence[Row],
        groups: Groups,
        shares: Sequence[int],
        limits: Sequence[int],
        least: int,
        convert: Callable[[Taxed, Decimal], Decimal],
    ) -> list[int]:
        """The net of gross shares or the gross of net ones, at least so much in all.

        No share exceeds what its row has left (``limits``), so that nothing falls below zero.
        """
        exact = []
        for rate in groups:
            share = sum([shares[index] for kind in rate for index in kind])
            exact.append(convert(rows[rate[0][0]].taxed, Decimal(share)))
        counted = self.situation.minor.round_count(sum(exact, Decimal(0)))
        total = min(max(counted, least, 0), sum(limits))
        found = [0] * len(rows)
        for rate, part in zip(groups, allocate(total, exact), strict=True):
            for index, share in enumerate(allocate_by_rate([rate], part, _only(rate, shares))):
                found[index] += share
        missing = 0
        for index, limit in enumerate(limits):
            if found[index] > limit:
                missing += found[index] - limit
                found[index] = limit
        for index, limit in enumerate(limits):
            if not missing:
                break
            more = min(missing, limit - found[index])
            found[index] += more
            missing -= more
        return found

    def _take(self, rows: Sequence[Row], nets: Sequence[int], grosses: Sequence[int]) -> None:
        taken = self.shares
        for row, net, gross in zip(rows, nets, grosses, strict=True):
            if net or gross:
                row.left_net -= net
                row.left_gross -= gross
                before = taken.get(row.line_id)
                if before is not None:
                    net, gross = before[0] + net, before[1] + gross
                taken[row.line_id] = (net, gross)
