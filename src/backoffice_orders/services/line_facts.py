"""What stands beside a line or a product found: its parts, its stock, its old price."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from backoffice_orders.model.ids import CombinationId, LineId, ProductId
from backoffice_orders.model.messages import Message, Sentence
from backoffice_orders.model.money import TaxedMoney
from backoffice_orders.model.pricing.summary_parts import LineKind, SummaryLine
from backoffice_orders.model.pricing.unit_price import (
    CHANGES,
    FIXED,
    OF_PRICE_RULE,
    OFF_AMOUNT,
    OFF_PERCENT,
)
from backoffice_orders.model.pricing.usual import usual_prices
from backoffice_orders.model.product import Product
from backoffice_orders.model.stock import may_be_back_ordered
from backoffice_orders.model.values import frozen
from backoffice_orders.services.price_book import Loaded
from backoffice_orders.services.view import CartView

LEFT = Sentence("stock.left", "{count} left", "{count} left", "count")
NONE_LEFT = Sentence("stock.none_left", "none left")
ON_ORDER = Sentence("stock.on_order", "{count} on order", "{count} on order", "count")
OFF_BY_PERCENT = Sentence("price.off_by_percent", "{source} -{percent} %")
OFF = Sentence("price.off", "{source}")
CAN_BE_ORDERED = Sentence("stock.can_be_ordered", "none left, can be ordered")


@frozen
class PackPart:
    """So many pieces of something in one pack; ``name`` is what people call it."""

    name: str
    quantity: int


@frozen
class LineFacts:
    """What a page shows beside a line.

    ``usual_price`` is what one piece would cost without what has changed its price, where that is
    more or less, and ``changed_by`` says what has changed it. ``stock`` says in words what is left,
    None for what no stock is counted of. ``counted``: no more can be ordered than there is.
    ``short``: there is less than the line asks for, and no more can be ordered.
    """

    usual_price: TaxedMoney | None = None
    changed_by: tuple[Message, ...] = ()
    parts: tuple[PackPart, ...] = ()
    stock: Message | None = None
    counted: bool = True
    short: bool = False


def stock_said(
    product: Product, remaining: int, *, back_order: bool, in_cart: bool = False
) -> Message | None:
    """What is left of a product, in plain words; None for a download, which never runs out.

    Args:
        product: What it is.
        remaining: How many more can be had beside what the cart holds; below zero, so many are
            missing.
        back_order: Whether more can be ordered than there are.
        in_cart: Whether the cart holds some.
    """
    if product.virtual:
        return None
    if remaining > 0:
        return LEFT(count=remaining)
    if not back_order:
        return NONE_LEFT()
    if in_cart and remaining < 0:
        return ON_ORDER(count=-remaining)
    return CAN_BE_ORDERED()


def parts_of(product: Product, products: Mapping[ProductId, Product]) -> tuple[PackPart, ...]:
    """What a pack holds, by name; what is not sold any more is left out."""
    return tuple(
        PackPart(_title(products[part.product_id], part.combination_id), part.quantity)
        for part in product.pack
        if part.product_id in products
    )


def _title(product: Product, combination_id: CombinationId | None) -> str:
    return product.title(combination_id if product.sells(combination_id) else None)


def part_ids(products: Mapping[ProductId, Product]) -> set[ProductId]:
    """The products that packs among these hold, and that are not among them."""
    held = {part.product_id for product in products.values() for part in product.pack}
    return held - products.keys()


def _in_short(reason: Message) -> Message:
    """What has changed a price, without by how much: the old one stands beside it."""
    if reason.code not in {FIXED.code, OFF_AMOUNT.code, OFF_PERCENT.code}:
        return reason
    source = reason.values["source"]
    if isinstance(source, Message) and source.code == OF_PRICE_RULE.code:
        source = source.values["rule"]
    if reason.code == OFF_PERCENT.code:
        return OFF_BY_PERCENT(source=source, percent=reason.values["percent"])
    return OFF(source=source)


def facts_of(
    view: CartView, loaded: Loaded, more: Mapping[ProductId, Product]
) -> dict[LineId, LineFacts]:
    """The facts of every line of a cart's summary.

    Args:
        view: The cart as it is shown.
        loaded: What it was priced with.
        more: Products that packs hold, and that the cart does not.
    """
    products = {**more, **loaded.shared.products}
    usual = usual_prices(view.cart, loaded.book(view.cart), view.summary)
    facts = {}
    for line in view.summary.lines:
        product = products.get(line.product_id) if line.product_id is not None else None
        if product is None:
            facts[line.line_id] = LineFacts(counted=False)
            continue
        before = usual.get(line.line_id)
        reasons = line.reasons if before else ()
        changes = tuple(_in_short(each) for each in reasons if each.code in CHANGES)
        shown = LineFacts(before, changes, parts_of(product, products))
        if line.kind is LineKind.PRODUCT:
            shown = _with_stock(shown, line, product, view.remaining.get(line.line_id, 0), loaded)
        facts[line.line_id] = shown
    return facts


def _with_stock(
    facts: LineFacts, line: SummaryLine, product: Product, remaining: int, loaded: Loaded
) -> LineFacts:
    back_order = may_be_back_ordered(product, loaded.shared.settings)
    return evolve(
        facts,
        stock=stock_said(product, remaining, back_order=back_order, in_cart=line.quantity > 0),
        counted=not (back_order or product.virtual),
        short=remaining < 0 and not back_order,
    )
