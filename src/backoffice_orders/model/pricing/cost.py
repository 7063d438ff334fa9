"""What does this cost: the price of a product for one cart's customer, before it is added."""

from __future__ import annotations

from decimal import Decimal

from backoffice_orders.model.cart import Cart, CartLine
from backoffice_orders.model.ids import CombinationId, LineId, ProductId
from backoffice_orders.model.messages import Message
from backoffice_orders.model.money import TaxedMoney, taxed_of_counts
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.context import Context
from backoffice_orders.model.pricing.lines import product_line
from backoffice_orders.model.values import frozen


@frozen
class Cost:
    """What some pieces of a product cost in the cart's currency, net and gross, before cart rules.

    ``unit_price`` is for one piece, to the minor unit; ``total`` for all of them, rounded as the
    shop rounds. ``weight`` (kg) is that of all of them. ``reduced``: a specific price or catalog
    price rule holds. ``reasons`` tell what made the unit price, step by step.
    """

    product_id: ProductId
    combination_id: CombinationId | None
    quantity: int
    unit_price: TaxedMoney
    total: TaxedMoney
    weight: Decimal = Decimal(0)
    reduced: bool = False
    reasons: tuple[Message, ...] = ()


def cost_of(
    cart: Cart,
    book: PriceBook,
    product_id: ProductId,
    combination_id: CombinationId | None = None,
    quantity: int = 1,
) -> Cost:
    """What these pieces would cost on a line of their own, beside what the cart holds already.

    Customer, place, currency and moment are the book's and the cart's. The pieces in the cart count
    for quantity prices, as they will once these are added. Prices are the shop's own: a price
    service is asked about lines that are in the cart.

    Args:
        cart: For which cart; one without lines asks for a visitor's price.
        book: Its price book, which has to know the product.
        product_id: Which product.
        combination_id: Which combination; None where the product has none.
        quantity: How many pieces, at least one.

    Raises:
        ProductNotFound, CombinationNotFound, CombinationRequired, TaxGroupNotFound,
        CurrencyUnavailable: It cannot be priced: what it refers to is not in the book.
        QuantityNotPositive: There is not even one piece.
    """
    wanted = CartLine(LineId(""), product_id, quantity, combination_id)
    context = Context.of(cart, book, beside=(wanted,))
    line, currency = product_line(wanted, context), cart.currency
    count = context.minor.count
    return Cost(
        product_id,
        combination_id,
        quantity,
        taxed_of_counts(count(line.unit_net), count(line.unit_gross), currency),
        taxed_of_counts(line.net, line.gross, currency),
        line.weight,
        line.reduced,
        line.reasons,
    )
