"""Taking a discount off the rows: amounts to the minor unit, shares that add up."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from attrs import define, field

from backoffice_orders.model.cart import CartLine
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.ids import CartRuleId, CombinationId, LineId, ProductId
from backoffice_orders.model.money import allocate
from backoffice_orders.model.pricing.lines import allocate_by_rate, product_row, settle
from backoffice_orders.model.pricing.row import Row
from backoffice_orders.model.pricing.situation import Situation

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
        nets = [row.left_net for row in rows]
        grosses = [row.left_gross for row in rows]
        net = self._round(sum(nets) * percent / 100)
        gross = self._round(sum(grosses) * percent / 100)
        self._take(rows, allocate_by_rate(rows, net, nets), allocate_by_rate(rows, gross, grosses))

    def one_piece(self, row: Row, percent: Decimal) -> None:
        """Take a percentage off one piece of this row."""
        net = self._round(row.unit_net * percent / 100 * 10**self.situation.minor.digits)
        gross = self._round(row.unit_gross * percent / 100 * 10**self.situation.minor.digits)
        self._take([row], [min(net, row.left_net)], [min(gross, row.left_gross)])

    def amount(self, rows: Sequence[Row], amount: Decimal, tax_included: bool) -> None:
        """Take an amount (cart's currency) off these rows, spread by what each has left.

        The discount never exceeds what is left; ``unused`` remembers the rest.
        """
        nets = [row.left_net for row in rows]
        grosses = [row.left_gross for row in rows]
        available = sum(grosses) if tax_included else sum(nets)
        wanted = self.situation.minor.count(amount)
        taken = min(wanted, available)
        self.unused = self.situation.minor.amount(wanted - taken)
        if not taken:
            return
        if taken == available:
            self._take(rows, nets, grosses)
        elif tax_included:
            shares = allocate_by_rate(rows, taken, grosses)
            exact = [row.taxed.net(Decimal(share)) for row, share in zip(rows, shares, strict=True)]
            other = self._within(exact, nets, sum(nets) - (sum(grosses) - taken))
            self._take(rows, other, shares)
        else:
            shares = allocate_by_rate(rows, taken, nets)
            exact = [
                row.taxed.gross(Decimal(share)) for row, share in zip(rows, shares, strict=True)
            ]
            self._take(rows, shares, self._within(exact, grosses, taken))

    def shipping(self) -> None:
        """Take the whole price of the delivery off."""
        self.free_shipping = True
        if not self.situation.shipping_is_free:
            self.situation.shipping_is_free = True
            delivery = self.situation.delivery
            if delivery is not None and delivery.gross:
                self.shares[SHIPPING] = (delivery.net, delivery.gross)

    def gift(self, product_id: ProductId, combination_id: CombinationId | None) -> None:
        """Add one piece of a product, marked as this rule's gift, and take its price off."""
        situation = self.situation
        line = CartLine(gift_line_id(self.rule.id), product_id, 1, combination_id)
        row = product_row(line, situation.book, situation.cart.currency, situation.exempt)
        row.gift_of = self.rule.id
        row.reasons += (f"gift of {self.rule.name}",)
        settle([row], situation.minor)
        situation.rows.append(row)
        self._take([row], [row.left_net], [row.left_gross])

    def _round(self, count: Decimal) -> int:
        return self.situation.minor.round_count(count)

    def _within(self, exact: Sequence[Decimal], limits: Sequence[int], least: int) -> list[int]:
        """The counterpart (net of gross, gross of net) of shares, never above the limits."""
        total = min(max(self._round(sum(exact, Decimal(0))), least, 0), sum(limits))
        shares = [
            min(share, limit) for share, limit in zip(allocate(total, exact), limits, strict=True)
        ]
        missing = total - sum(shares)
        for index, limit in enumerate(limits):
            more = min(missing, limit - shares[index])
            shares[index] += more
            missing -= more
        return shares

    def _take(self, rows: Sequence[Row], nets: Sequence[int], grosses: Sequence[int]) -> None:
        for row, net, gross in zip(rows, nets, grosses, strict=True):
            if net or gross:
                row.take_off(net, gross)
                before = self.shares.get(row.line_id, (0, 0))
                self.shares[row.line_id] = (before[0] + net, before[1] + gross)
