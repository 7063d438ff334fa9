"""How long pricing takes, beside a bare Decimal loop that does the same arithmetic.

Run ``python benchmarks/pricing.py``. The bare loop rounds per item, taxes every line, and
spreads percent and amount rules over the lines; it has no catalog, no conditions, no names and
no reasons. Both run in the same process, by turns; the best of many runs of each counts.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

from attrs import evolve

from backoffice_orders.model.cart import Cart, CartLine
from backoffice_orders.model.ids import LineId, ProductId
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.pricing.actions.base import Action
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.price import price
from backoffice_orders.testing.samples import MUG, POST, book, cart, euros, rule

CENT = Decimal("0.01")
TAX = Decimal("1.20")
SHIPPING = Decimal("5.00")
SIZES = ((1, 0), (10, 1), (100, 0), (100, 5), (300, 10), (1000, 20))
LIMITS = {(100, 5): 2.5, (1, 0): 20.0}


def unit_net(number: int) -> Decimal:
    return Decimal(1000 + number * 37 % 9000) / 100


def quantity(number: int) -> int:
    return 1 + number % 5


def off(number: int) -> tuple[str, Decimal]:
    return ("percent", Decimal(5)) if number % 2 == 0 else ("amount", Decimal("3.00"))


def action(kind: str, value: Decimal) -> Action:
    return Percentage(value) if kind == "percent" else Amount(euros(str(value)), True)


def shop(lines: int, rules: int) -> tuple[Cart, PriceBook]:
    """A cart of so many lines, and a book with so many rules that apply by themselves."""
    ids = [ProductId(f"p{number}") for number in range(lines)]
    products = {
        id_: evolve(MUG, id=id_, price=euros(str(unit_net(n)))) for n, id_ in enumerate(ids)
    }
    the_cart = cart(
        lines=tuple(CartLine(LineId(f"l{n}"), id_, quantity(n)) for n, id_ in enumerate(ids))
    )
    the_rules = tuple(
        rule(f"r{number:02}", code="", actions=(action(*off(number)),)) for number in range(rules)
    )
    return the_cart, book(products=products, cart_rules=the_rules, carriers=(POST,))


def bare(nets: list[Decimal], quantities: list[int], rules: list[tuple[str, Decimal]]) -> Decimal:
    """The same gross total by a loop over Decimals."""
    left_net, left_gross = [], []
    for net, count in zip(nets, quantities, strict=True):
        left_net.append(net.quantize(CENT, ROUND_HALF_UP) * count)
        left_gross.append((net * TAX).quantize(CENT, ROUND_HALF_UP) * count)
    discount = Decimal(0)
    for kind, value in rules:
        total_net, total_gross = sum(left_net, Decimal(0)), sum(left_gross, Decimal(0))
        if kind == "percent":
            taken_gross = (total_gross * value / 100).quantize(CENT, ROUND_HALF_UP)
            taken_net = (total_net * value / 100).quantize(CENT, ROUND_HALF_UP)
        else:
            taken_gross = min(value, total_gross)
            taken_net = (taken_gross / TAX).quantize(CENT, ROUND_HALF_UP)
        rest_net, rest_gross, last = taken_net, taken_gross, len(nets) - 1
        for index in range(last):
            share = (taken_gross * left_gross[index] / total_gross).quantize(CENT)
            left_gross[index] -= share
            rest_gross -= share
            share = (taken_net * left_net[index] / total_net).quantize(CENT)
            left_net[index] -= share
            rest_net -= share
        left_gross[last] -= rest_gross
        left_net[last] -= rest_net
        discount += taken_gross
    shipping_gross = (SHIPPING * TAX).quantize(CENT, ROUND_HALF_UP)
    return sum(left_gross, Decimal(0)) + shipping_gross


def best_of(runs: int, calls: int, *functions: Callable[[], object]) -> list[float]:
    """The best time of each function in seconds, measured by turns."""
    best = [float("inf")] * len(functions)
    for _ in range(runs):
        for index, function in enumerate(functions):
            start = time.perf_counter()
            for _ in range(calls):
                function()
            best[index] = min(best[index], (time.perf_counter() - start) / calls)
    return best


def main() -> int:
    print(f"{'lines':>6} {'rules':>6} {'bare loop':>12} {'price()':>12} {'ratio':>7}  limit")
    missed = 0
    per_cell = []
    for lines, rules in SIZES:
        the_cart, the_book = shop(lines, rules)
        nets = [unit_net(number) for number in range(lines)]
        counts = [quantity(number) for number in range(lines)]
        offs = [off(number) for number in range(rules)]
        total = price(the_cart, the_book).total.gross.amount
        expected = bare(nets, counts, offs)
        assert abs(total - expected) <= CENT * rules, (total, expected)
        floor, ours = best_of(
            max(20, 2000 // (lines * (rules + 1))),
            max(1, 300 // lines),
            partial(bare, nets, counts, offs),
            partial(price, the_cart, the_book),
        )
        limit = LIMITS.get((lines, rules))
        missed += limit is not None and ours / floor > limit
        wanted = f"{limit:g}" if limit is not None else ""
        print(
            f"{lines:>6} {rules:>6} {floor * 1e6:>9.1f} us {ours * 1e6:>9.1f} us "
            f"{ours / floor:>7.2f}  {wanted}"
        )
        per_cell.append(ours / (lines * (rules + 1)))
    small, large = per_cell[SIZES.index((100, 5))], per_cell[-1]
    print(f"per line and rule: 1,000 x 20 takes {large / small:.2f} times what 100 x 5 takes")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
