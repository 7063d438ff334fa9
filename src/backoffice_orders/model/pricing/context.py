"""What one pricing works with: the cart, the book, and what is looked up once and kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from attrs import define
from moneyed import Money

from backoffice_orders.model.answers import NO_ANSWERS, Answers, PriceOfLine
from backoffice_orders.model.cart import Cart, CartLine
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.ids import (
    CombinationId,
    LineId,
    ProductId,
    TaxGroupId,
)
from backoffice_orders.model.money import MinorUnits
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.settings import QuantityPricesBy
from backoffice_orders.model.tax import UNTAXED, Taxed, mixed


@define(eq=False)
class Context:
    """One pricing at work. Never leaves pricing.

    Lines ``beside`` those of the cart count for quantity prices, as if they were in it.
    ``answers`` are those of other systems that this pricing goes by. ``delivery_gaps`` and
    ``wrapping_gap`` note why no delivery, or the wrapping, can be priced. Equal taxes are one and
    the same ``Taxed`` object, so that rows can be grouped by it.
    """

    cart: Cart
    book: PriceBook
    minor: MinorUnits
    exempt: bool
    answers: Answers = NO_ANSWERS
    beside: Sequence[CartLine] = ()
    _pieces: dict[tuple[ProductId, CombinationId | None], int] | None = None
    delivery_gaps: Mapping[str, BackOfficeError] = MappingProxyType({})
    wrapping_gap: BackOfficeError | None = None

    @classmethod
    def of(
        cls,
        cart: Cart,
        book: PriceBook,
        answers: Answers = NO_ANSWERS,
        beside: Sequence[CartLine] = (),
    ) -> Context:
        """The context of a cart and its price book, going by these answers."""
        exempt = book.exempt or cart.tax_exemption is not None
        return cls(cart, book, book.minor_units(cart.currency), exempt, answers, beside)

    def amount(self, money: Money) -> Decimal:
        """An amount converted into the cart's currency, not rounded; ``CurrencyUnavailable``."""
        code = money.currency.code
        return money.amount if code == self.minor.currency else self.convert(money.amount, code)

    def convert(self, amount: Decimal, currency: str | None) -> Decimal:
        """An amount in a currency (None: the shop's own) converted into the cart's."""
        return self.book.convert(
            amount, currency or self.book.settings.currency, self.minor.currency
        )

    def limit(self, amount: Decimal, currency: str | None = None) -> Decimal:
        """An amount (None: of the shop's own currency) that others are compared with.

        One that is converted is a whole number of minor units, as every price is: what costs 19.99
        in the shop's own currency reaches 19.99 in every other.
        """
        source = currency or self.book.settings.currency
        if source == self.minor.currency:
            return amount
        return self.minor.amount(self.minor.count(self.convert(amount, source)))

    def taxed(self, tax_group_id: TaxGroupId | None) -> Taxed:
        """How the goods of a tax group are taxed at the place that decides the taxes."""
        return UNTAXED if self.exempt else self.book.taxed(tax_group_id)

    def taxed_of(self, line_id: LineId, tax_group_id: TaxGroupId | None) -> Taxed:
        """How one line is taxed: as was answered about it, or as its tax group is."""
        if self.answers.taxes is not None:
            answered = self.answered(line_id)
            if answered is not None:
                return answered
        return UNTAXED if self.exempt else self.book.taxed(tax_group_id)

    def answered(self, line_id: LineId) -> Taxed | None:
        """The taxes that were answered about a line, None where nothing was."""
        answer = self.answers.taxes
        line = answer.by_line.get(line_id) if answer is not None else None
        return None if line is None else self.book.alike(line.taxed)

    def price_of(self, line_id: LineId) -> PriceOfLine | None:
        """The price that was answered for a line, None where the shop's own holds."""
        answer = self.answers.prices
        line = answer.by_line.get(line_id) if answer is not None else None
        return None if line is None or line.price is None else line

    def mixed(self, first_net: Decimal, first: Taxed, second_net: Decimal, second: Taxed) -> Taxed:
        """The taxes of a price made of two parts, a price and its ecotax."""
        return self.book.alike(mixed(first_net, first, second_net, second))

    def pieces(self, line: CartLine) -> int:
        """How many pieces decide which quantity price holds for a line.

        Those of all lines, in the cart and beside it, that the shop counts together; a gift adds
        none.
        """
        combined = self.book.settings.quantity_prices_by is QuantityPricesBy.PRODUCT
        if self._pieces is None:
            self._pieces = {}
            for each in (*self.cart.lines, *self.beside):
                key = (each.product_id, None if combined else each.combination_id)
                self._pieces[key] = self._pieces.get(key, 0) + each.quantity
        key = (line.product_id, None if combined else line.combination_id)
        return self._pieces.get(key, line.quantity)
