"""What an employee sees of a cart: its prices, its stock, and what is still missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from attrs import evolve, field

from backoffice_orders.model.address import Address
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.customer import Customer, PriceDisplay
from backoffice_orders.model.customization import customize
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.customers import (
    AddressMissing,
    CountryUnavailable,
    CustomerInactive,
    CustomerIsErased,
    CustomerMissing,
)
from backoffice_orders.model.errors.finishing import CartClosed, CartEmpty, OfferExpired
from backoffice_orders.model.errors.products import (
    CustomizationInvalid,
    CustomizationRequired,
    MinimalQuantity,
    OutOfStock,
    ProductUnavailable,
)
from backoffice_orders.model.errors.services import ServiceError
from backoffice_orders.model.errors.shipping import (
    CarrierMissing,
    CarrierUnavailable,
    DeliveryDayUnavailable,
)
from backoffice_orders.model.frozen import frozen_mapping
from backoffice_orders.model.ids import CarrierId, CartId, LineId
from backoffice_orders.model.messages import Message
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.delivery_choice import (
    day_gone,
    days_to_choose,
    without_arrival,
)
from backoffice_orders.model.pricing.price import Gap, RulesOutcome, price_with_gaps
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.service import Service
from backoffice_orders.model.stock import (
    StockItem,
    Wanted,
    may_be_back_ordered,
    remaining,
    stock_items,
    wanted,
    wanted_of,
)
from backoffice_orders.model.values import frozen
from backoffice_orders.services.desk import Work
from backoffice_orders.services.notices import (
    RULE_APPLIED,
    RULE_APPLIED_NET,
    RULE_LEFT,
    Notice,
)
from backoffice_orders.services.price_book import Loaded, customer_of, load


@frozen
class Problem:
    """Something that keeps the order from going on. ``line_id`` where a line is to blame."""

    error: BackOfficeError = field(eq=False)
    line_id: LineId | None = None

    @property
    def code(self) -> str:
        """The error's stable code."""
        return self.error.code

    @property
    def message(self) -> Message:
        """What to do about it."""
        return self.error.message

    @property
    def sentence(self) -> str:
        """What to do about it, in English."""
        return str(self.error)


@frozen
class CartView:
    """A cart with everything the page shows of it.

    ``remaining`` says for every product line how many more pieces could be added.
    ``missing`` is empty when the order can be placed. ``shows_prices``: whether the customer is
    shown gross or net prices (``shows_prices.of(line.total)``). ``delivery_days`` are those that
    can be chosen with its delivery, the earliest first, by the shop's calendar; empty where there
    is no choice.
    """

    cart: Cart
    summary: Summary
    customer: Customer | None = None
    delivery_address: Address | None = None
    invoice_address: Address | None = None
    remaining: Mapping[LineId, int] = field(factory=dict, converter=frozen_mapping, hash=False)
    missing: tuple[Problem, ...] = ()
    notices: tuple[Notice, ...] = ()
    shows_prices: PriceDisplay = PriceDisplay.TAX_INCLUDED
    delivery_days: tuple[date, ...] = ()

    @property
    def version(self) -> int:
        """The cart's version, to give along with the next change."""
        return self.cart.version

    @property
    def ready(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


def view(work: Work, cart: Cart, notices: tuple[Notice, ...] = ()) -> CartView:
    """Load, price and check a cart."""
    return view_and_loaded(work, cart, notices)[0]


def view_and_loaded(
    work: Work, cart: Cart, notices: tuple[Notice, ...] = ()
) -> tuple[CartView, Loaded]:
    """The view of a cart, and what it was loaded with.

    What was ordered costs what it was ordered at.
    """
    loaded = load(work, [cart])
    if cart.order_id is not None:
        summary = work.orders.get(cart.order_id).summary
        return view_priced(cart, loaded, summary, (), notices), loaded
    seen = view_priced(cart, loaded, *price_with_gaps(cart, loaded.book(cart)), notices)
    return seen, loaded


def view_priced(
    cart: Cart,
    loaded: Loaded,
    summary: Summary,
    gaps: Sequence[Gap],
    notices: tuple[Notice, ...] = (),
) -> CartView:
    """The view of a cart from what was loaded, its prices, and what could not be priced.

    Of what was ordered nothing is missing, whatever is gone by now: its vouchers were used and its
    goods taken by the order itself. Nor can anything be chosen for it any more.
    """
    products, settings, levels = loaded.shared.products, loaded.shared.settings, loaded.levels
    taken = wanted_by(cart, summary, loaded)
    left = levels_after(levels, taken.pieces)
    book = loaded.book(cart)
    problems: list[Problem] = []
    days: tuple[date, ...] = ()
    if not cart.ordered:
        problems = obstacles(cart, summary, gaps, loaded, taken)
        days = delivery_days(summary, loaded, book)
        if day_gone(cart, summary, days):
            summary = without_arrival(summary)
    return CartView(
        cart=cart,
        summary=summary,
        customer=loaded.customer,
        delivery_address=_address(cart.delivery_address_id, loaded),
        invoice_address=_address(cart.invoice_address_id, loaded),
        remaining={
            line.id: remaining(product, line.combination_id, left, settings)
            if (product := products.get(line.product_id)) is not None
            and product.sells(line.combination_id)
            else 0
            for line in cart.lines
        },
        missing=tuple(problems),
        notices=notices,
        shows_prices=book.shows_prices,
        delivery_days=days,
    )


def delivery_days(summary: Summary, loaded: Loaded, book: PriceBook) -> tuple[date, ...]:
    """The days among which a cart that was priced with this book may choose, as it is ordered now.

    None where its delivery lets nobody choose; the earliest first, by the shop's calendar.
    """
    now = loaded.shared
    return days_to_choose(summary, book.carriers, now.moment, now.settings.time_zone)


def shows_prices(work: Work, cart_id: CartId) -> PriceDisplay:
    """Whether the customer of a cart is shown gross or net prices; nothing is priced."""
    customer, settings = customer_of(work, work.carts.get(cart_id).customer_id), work.settings
    group_ids = customer.group_ids[:1] if customer is not None else ()
    if not group_ids and settings.default_group_id is not None:
        group_ids = (settings.default_group_id,)
    return next(
        (each.shows_prices for each in work.customers.groups(group_ids)), PriceDisplay.TAX_INCLUDED
    )


def _address(address_id: object, loaded: Loaded) -> Address | None:
    return next((each for each in loaded.addresses.values() if each.id == address_id), None)


def wanted_by(cart: Cart, summary: Summary, loaded: Loaded) -> Wanted:
    """What the cart takes from stock, its gifts included."""
    units = list(cart.units())
    units += [
        (gift.product_id, gift.combination_id, gift.quantity)
        for gift in summary.gifts()
        if gift.product_id is not None
    ]
    return wanted(units, loaded.shared.products, loaded.shared.settings)


def levels_after(
    levels: Mapping[StockItem, int], taken: Mapping[StockItem, int]
) -> dict[StockItem, int]:
    """The stock levels that are left once this has been taken."""
    return {**levels, **{item: levels.get(item, 0) - count for item, count in taken.items()}}


def obstacles(
    cart: Cart,
    summary: Summary,
    gaps: Sequence[Gap],
    loaded: Loaded,
    taken: Wanted,
) -> list[Problem]:
    """What keeps the cart, which takes so much from stock, from being placed.

    In the order of the page.
    """
    problems: list[BackOfficeError] = []
    book = loaded.shared
    if loaded.customer is None:
        problems.append(CustomerMissing())
    else:
        try:
            loaded.customer.require_active()
        except (CustomerInactive, CustomerIsErased) as error:
            problems.append(error)
    if cart.expires_at is not None and cart.expires_at <= book.moment:
        problems.append(OfferExpired(cart.id, cart.expires_at))
    if cart.closed is not None:
        problems.append(CartClosed(cart.id, cart.closed.kind.value, cart.closed.reference))
    if cart.empty:
        problems.append(CartEmpty())
    of_services = [gap.error for gap in gaps if isinstance(gap.error, ServiceError)]
    of_whole = [gap.error for gap in gaps if gap.line_id is None]
    problems.extend(error for error in of_whole if error not in of_services)
    found = [Problem(error) for error in problems]
    of_lines = {gap.line_id: gap.error for gap in gaps if gap.line_id is not None}
    found.extend(_line_problems(cart, of_lines, loaded, taken))
    if summary.needs_shipping and _address(cart.delivery_address_id, loaded) is None:
        found.append(Problem(AddressMissing("delivery")))
    if _address(cart.invoice_address_id, loaded) is None:
        found.append(Problem(AddressMissing("invoice")))
    unanswered = any(each.service == Service.DELIVERY_RATES for each in of_services)
    if summary.needs_shipping and summary.shipping is None and not unanswered:
        delivery = loaded.book(cart)
        if delivery.delivery is not None and delivery.zone is None:
            found.append(Problem(CountryUnavailable(delivery.delivery_place.country)))
        else:
            found.append(Problem(CarrierMissing()))
    elif carrier_dropped(cart, summary):
        found.append(Problem(carrier_unavailable(cart, loaded.book(cart))))
    day = cart.delivery_day
    if day is not None and day_gone(
        cart, summary, delivery_days(summary, loaded, loaded.book(cart))
    ):
        found.append(Problem(DeliveryDayUnavailable(day)))
    return found + [Problem(error) for error in of_services]


def carrier_dropped(cart: Cart, summary: Summary) -> bool:
    """Whether the carrier that was chosen cannot deliver this cart (any more)."""
    return (
        cart.carrier_id is not None
        and summary.needs_shipping
        and cart.manual_delivery is None
        and Service.DELIVERY_RATES not in summary.estimates  # it may be one of those
        and all(option.carrier_id != cart.carrier_id for option in summary.delivery_options)
    )


def carrier_unavailable(cart: Cart, book: PriceBook) -> CarrierUnavailable:
    """That the chosen carrier cannot deliver this cart: by its name, where it still has one."""
    chosen = cart.carrier_id or CarrierId("")
    names = {**book.carrier_names, **{each.id: each.name for each in book.carriers}}
    return CarrierUnavailable(chosen, names.get(chosen, ""))


def _line_problems(
    cart: Cart,
    gaps: Mapping[LineId, BackOfficeError],
    loaded: Loaded,
    taken: Wanted,
) -> list[Problem]:
    settings, levels = loaded.shared.settings, loaded.levels
    short = taken.short(levels)
    problems = []
    for line in cart.lines:
        gap = gaps.get(line.id)
        if gap is not None:
            problems.append(Problem(gap, line.id))
            continue
        product = loaded.shared.products[line.product_id]
        try:
            product.require_orderable()
            product.require_quantity(line.combination_id, line.quantity)
            if product.customization_fields or line.customization.values:
                customize(product, line.customization.answers())
        except (
            ProductUnavailable,
            MinimalQuantity,
            CustomizationRequired,
            CustomizationInvalid,
        ) as error:
            problems.append(Problem(error, line.id))
            continue
        if short and not short.isdisjoint(stock_items(product, line.combination_id, settings)):
            problems.append(Problem(out_of_stock(cart, line.id, loaded, levels), line.id))
    problems.extend(
        Problem(gaps[custom.id], custom.id) for custom in cart.custom_lines if custom.id in gaps
    )
    return problems


def out_of_stock(
    cart: Cart, line_id: LineId, loaded: Loaded, levels: Mapping[StockItem, int]
) -> OutOfStock:
    """The error for a line that asks for too much: how many of it this cart can have."""
    line = cart.line(line_id)
    products, settings = loaded.shared.products, loaded.shared.settings
    product = products[line.product_id]
    others = tuple(each for each in cart.lines if each.id != line_id)
    rest = evolve(cart, lines=others)
    left = levels_after(levels, wanted(rest.units(), products, settings).pieces)
    count = max(remaining(product, line.combination_id, left, settings), 0)
    title = product.title(line.combination_id)
    return OutOfStock(product.id, line.combination_id, title, line.quantity, count)


def require_stock(
    cart: Cart, line_id: LineId, loaded: Loaded, levels: Mapping[StockItem, int]
) -> None:
    """Raise ``OutOfStock`` if this line asks for more than the cart can have."""
    line = cart.line(line_id)
    products, settings = loaded.shared.products, loaded.shared.settings
    product = products[line.product_id]
    if may_be_back_ordered(product, settings):
        return
    items = stock_items(product, line.combination_id, settings)
    wanted = wanted_of(items, cart.units(), products, settings)
    if any(levels.get(item, 0) < count for item, count in wanted.items()):
        raise out_of_stock(cart, line_id, loaded, levels)


def notices_between(
    before: Summary | RulesOutcome,
    after: Summary,
    shows: PriceDisplay = PriceDisplay.TAX_INCLUDED,
) -> tuple[Notice, ...]:
    """What came and went by itself when a cart changed; customers read what they are shown."""
    notices = []
    had = {rule.rule_id: rule for rule in before.rules}
    has = {rule.rule_id: rule for rule in after.rules}
    for rule_id, rule in has.items():
        if rule_id not in had:
            amount = rule.amount
            sentence = RULE_APPLIED_NET if shows is PriceDisplay.TAX_EXCLUDED else RULE_APPLIED
            said = sentence(rule=rule.name, gross=amount.gross, net=amount.net)
            notices.append(Notice(said, RULE_APPLIED.code))
    was_refused = {rule.rule_id for rule in before.refused_rules}
    refused = [rule for rule in after.refused_rules if rule.rule_id not in was_refused]
    notices.extend(Notice(rule.message) for rule in refused)
    gone = {*has, *(rule.rule_id for rule in after.refused_rules)}
    for rule_id, rule in had.items():
        if rule_id not in gone:
            notices.append(Notice(RULE_LEFT(rule=rule.name)))
    return tuple(notices)
