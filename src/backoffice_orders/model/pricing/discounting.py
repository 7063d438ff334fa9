"""Taking a discount off the rows: amounts to the minor unit, shares that add up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from attrs import define, field

from backoffice_orders.model.cart import CartLine
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.ids import CartRuleId, CombinationId, LineId, ProductId
from backoffice_orders.model.money import allocate
from backoffice_orders.model.pricing.lines import allocate_by_rate, by_rate, product_row, settle
from backoffice_orders.model.pricing.row import Row
from backoffice_orders.model.pricing.shipping import Delivery
from backoffice_orders.model.pricing.situation import Situation
from backoffice_orders.model.tax import Taxed

SHIPPING = LineId("shipping")


def gift_line_id(rule_id: CartRuleId) -> LineId:
    """The id of the line that a rule's gift is shown on."""
    return LineId(f"gift:{rule_id}")


@define(eq=False)
class Discounting:
    """What one rule takes off, collected while its actions run. Counts are minor units."""

    rule: CartRule
    situation: Situation
    shares: dict[LineId, tuple[int, int]] = field(factory=dict)
    free_shipping: bool = False
    unused: Decimal = Decimal(0)

    def percent(self, rows: Sequence[Row], percent: Decimal) -> None:
        """Take a percentage off what is left of these rows."""
        if not rows:
            return
        groups = by_rate(rows)
        nets = [row.left_net for row in rows]
        grosses = [row.left_gross for row in rows]
        round_count = self.situation.minor.round_count
        net = round_count(sum(nets) * percent / 100)
        gross = round_count(sum(grosses) * percent / 100)
        net_shares = allocate_by_rate(groups, net, nets)
        self._take(rows, net_shares, allocate_by_rate(groups, gross, grosses))

    def percent_of_one_piece(self, row: Row, percent: Decimal) -> None:
        """Take a percentage off one piece of this row."""
        count = self.situation.minor.count
        net = min(count(row.unit_net * percent / 100), row.left_net)
        gross = min(count(row.unit_gross * percent / 100), row.left_gross)
        self._take([row], [net], [gross])

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
        groups = by_rate(rows)
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
        """Take the whole price of the delivery off, whatever it comes to in the end."""
        self.free_shipping = True

    def take_shipping(self, delivery: Delivery) -> None:
        """Book the delivery's price as this rule's discount."""
        if delivery.gross or delivery.net:
            self.shares[SHIPPING] = (delivery.net, delivery.gross)

    def gift(self, product_id: ProductId, combination_id: CombinationId | None) -> None:
        """Add one piece of a product, marked as this rule's gift, and take its price off."""
        situation = self.situation
        line = CartLine(gift_line_id(self.rule.id), product_id, 1, combination_id)
        row = product_row(line, situation.context)
        row.gift_of = self.rule.id
        row.reasons += (f"gift of {self.rule.name}",)
        settle([row], situation.minor)
        situation.rows.append(row)
        self._take([row], [row.left_net], [row.left_gross])

    def _counterpart(
        self,
        rows: Sequence[Row],
        groups: Sequence[Sequence[int]],
        shares: Sequence[int],
        limits: Sequence[int],
        least: int,
        convert: Callable[[Taxed, Decimal], Decimal],
    ) -> list[int]:
        """The net of gross shares or the gross of net ones, at least so much in all.

        No share exceeds what its row has left (``limits``), so that nothing falls below zero.
        """
        exact = [
            convert(rows[group[0]].taxed, Decimal(sum([shares[index] for index in group])))
            for group in groups
        ]
        counted = self.situation.minor.round_count(sum(exact, Decimal(0)))
        total = min(max(counted, least, 0), sum(limits))
        found = [0] * len(rows)
        for group, part in zip(groups, allocate(total, exact), strict=True):
            weights = [shares[index] for index in group]
            for index, share in zip(group, allocate(part, weights), strict=True):
                found[index] = share
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
