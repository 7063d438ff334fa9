"""A till for tests: lines with a price and a tax, rules, and the summary they make."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from attrs import evolve
from moneyed import Money

from backoffice_orders.model.cart import Cart, CartLine, PriceOverride
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.ids import CartId, CartRuleId, LineId, ProductId, TaxGroupId
from backoffice_orders.model.messages import Message
from backoffice_orders.model.money import Rounding, RoundingMode, RoundingType
from backoffice_orders.model.pricing.actions.base import Action
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.price import price
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.product import Product
from backoffice_orders.model.settings import ShopSettings
from backoffice_orders.model.tax import TaxGroup, TaxRate, TaxRule
from backoffice_orders.testing.samples import MOMENT


class Till:
    """Lines are priced net; ``tax`` percent is charged on all of them. Amounts in ``currency``."""

    def __init__(
        self,
        *nets: str,
        tax: str = "0",
        type: RoundingType = RoundingType.ITEM,
        mode: RoundingMode = RoundingMode.HALF_UP,
        currency: str = "EUR",
        quantities: tuple[int, ...] = (),
        shipping: str | None = None,
    ) -> None:
        group = TaxGroup(
            TaxGroupId("tax"), "Tax", (TaxRule("FR", (TaxRate(f"{tax}%", Decimal(tax)),)),)
        )
        products = [
            Product(ProductId(f"p{n}"), f"Product {n}", Money(net, currency), group.id)
            for n, net in enumerate(nets)
        ]
        counts = quantities or (1,) * len(nets)
        self.cart = Cart(
            CartId("cart"),
            currency,
            MOMENT,
            MOMENT,
            lines=tuple(
                CartLine(LineId(f"l{n}"), product.id, count)
                for n, (product, count) in enumerate(zip(products, counts, strict=True))
            ),
        )
        self.book = PriceBook(
            MOMENT,
            ShopSettings(
                "Shop",
                currency,
                "FR",
                rounding=Rounding(mode, type),
                standard_shipping=Money(shipping, currency) if shipping else None,
            ),
            products={product.id: product for product in products},
            tax_groups=(group,),
        )

    def at_gross(self, *grosses: str) -> Till:
        """The lines with these gross unit prices instead of their net ones."""
        lines = tuple(
            evolve(
                line,
                price_override=PriceOverride(Money(gross, self.cart.currency), True, "gross price"),
            )
            for line, gross in zip(self.cart.lines, grosses, strict=True)
        )
        self.cart = evolve(self.cart, lines=lines)
        return self

    def rule(self, *actions: Action, **more: Any) -> Till:
        """One more rule that applies by itself, after those before it."""
        number = len(self.book.cart_rules)
        age = MOMENT - timedelta(days=30 - number)
        rule = CartRule(CartRuleId(f"r{number}"), f"Rule {number}", age, actions, **more)
        self.book = evolve(self.book, cart_rules=(*self.book.cart_rules, rule))
        return self

    def ring_up(self) -> Summary:
        """The priced cart."""
        return price(self.cart, self.book)


def gross(summary: Summary) -> str:
    """The gross total as text."""
    return str(summary.total.gross.amount)


def net(summary: Summary) -> str:
    """The net total as text."""
    return str(summary.total.net.amount)


def said(*messages: str | Message) -> tuple[str, ...]:
    """Messages as English sentences."""
    return tuple(map(str, messages))
