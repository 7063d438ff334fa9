"""The cart: an order in the making. Every change returns a new cart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from attrs import evolve, field
from moneyed import Money

from backoffice_orders.model.copies import copied
from backoffice_orders.model.customer import TaxExemption
from backoffice_orders.model.customization import AttachedFile, Customization
from backoffice_orders.model.errors.discounts import DiscountNotFound
from backoffice_orders.model.errors.finishing import CartAlreadyOrdered, CartClosed, OfferExpired
from backoffice_orders.model.errors.products import LineNotFound
from backoffice_orders.model.errors.vouchers import RuleNotGranted, RuleNotRefused
from backoffice_orders.model.fields import (
    AGREED_CASH,
    ATTRIBUTES,
    CALLED,
    DAY_OR_NONE,
    KEPT,
    KEY,
    LANGUAGE,
    MESSAGE,
    MOMENT,
    MOMENT_OR_NONE,
    NAME,
    NAME_OR_EMPTY,
    NOTE,
    NUMBER,
    NUMBERED,
    PERSONAL,
    QUANTITY,
    REASON,
    REASONED,
    TAGS,
    Values,
    asked,
    asked_of_person,
    exact,
    language_tag,
    named,
    require_quantity,
    written,
    written_each,
)
from backoffice_orders.model.frozen import frozen_mapping
from backoffice_orders.model.ids import (
    ActorId,
    AddressId,
    CarrierId,
    CartId,
    CartRuleId,
    CombinationId,
    CustomerId,
    DiscountId,
    LineId,
    OrderId,
    ProductId,
    TaxGroupId,
)
from backoffice_orders.model.manual_discount import ManualDiscount
from backoffice_orders.model.messages import Name, label
from backoffice_orders.model.money import is_currency
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.settings import DUE_DAYS
from backoffice_orders.model.values import frozen


class Channel(StrEnum):
    """Where a cart was begun."""

    STOREFRONT = "storefront"
    BACK_OFFICE = "back_office"


class CustomLineKind(StrEnum):
    """An item counts among the products and can be discounted; a fee stands on its own."""

    ITEM = "item"
    FEE = "fee"


label("customlinekind.item", "an item or a service")
label("customlinekind.fee", "a fee")


@frozen
class PriceOverride:
    """A unit price set by an employee, in the cart's currency, and why."""

    price: Money = field(validator=AGREED_CASH, metadata=asked("Price per piece"))
    tax_included: bool = field(metadata=asked("Tax included"))
    reason: Name = field(converter=named, validator=REASONED, metadata=asked_of_person("Why"))
    by: ActorId = ActorId("")


@frozen
class CartLine:
    """So many of one product, combination and customization.

    ``title`` is what they were called when the line was made: it names them should they
    disappear from the catalog.
    """

    id: LineId
    product_id: ProductId
    quantity: int = field(validator=QUANTITY)
    combination_id: CombinationId | None = None
    customization: Customization = Customization()
    price_override: PriceOverride | None = None
    attributes: Mapping[str, str] = field(
        factory=dict,
        converter=frozen_mapping,
        validator=ATTRIBUTES,
        hash=False,
        metadata=PERSONAL,
    )
    title: str = field(default="", eq=False)

    def sells_the_same_as(self, other: CartLine) -> bool:
        """Whether the two can be one line with the sum of their quantities."""
        return (
            self.product_id == other.product_id
            and self.combination_id == other.combination_id
            and self.customization == other.customization
            and self.price_override == other.price_override
            and self.attributes == other.attributes
        )


@frozen
class CustomLine:
    """Something that is not in the catalog: a service, or a fee. ``unit_price`` is per piece."""

    id: LineId
    kind: CustomLineKind = field(metadata=asked("What it is"))
    name: Name = field(converter=named, validator=CALLED, metadata=asked_of_person("Name"))
    unit_price: Money = field(validator=AGREED_CASH, metadata=asked("Price per piece"))
    quantity: int = field(default=1, validator=QUANTITY, metadata=asked("Quantity"))
    tax_included: bool = field(default=False, metadata=asked("Tax included"))
    tax_group_id: TaxGroupId | None = field(default=None, metadata=asked("Tax"))
    weight: Decimal = field(
        default=Decimal(0), converter=exact, validator=NUMBER, metadata=asked("Weight")
    )
    virtual: bool = field(default=True, metadata=asked("Nothing to be sent"))
    by: ActorId = ActorId("")


@frozen
class ManualDelivery:
    """A delivery made by hand: its title, its price in the cart's currency, and why."""

    title: Name = field(converter=named, validator=CALLED, metadata=asked_of_person("Title"))
    price: Money = field(validator=AGREED_CASH, metadata=asked("Price"))
    reason: Name = field(converter=named, validator=REASONED, metadata=asked_of_person("Why"))
    tax_included: bool = field(default=False, metadata=asked("Tax included"))
    tax_group_id: TaxGroupId | None = field(default=None, metadata=asked("Tax"))
    by: ActorId = ActorId("")


@frozen
class RuleRefusal:
    """That a cart rule which applies by itself does not apply to this cart: by whom and why.

    ``name`` is what the rule was called then; ``at`` is in UTC.
    """

    rule_id: CartRuleId
    name: str = field(converter=written, validator=NAME)
    reason: str = field(
        converter=written, validator=REASON, metadata=asked_of_person("Why not for this order")
    )
    by: ActorId
    at: datetime = field(validator=MOMENT)

    @property
    def id(self) -> CartRuleId:
        """The rule's id: it is refused once."""
        return self.rule_id


@frozen
class Note:
    """An internal note: who wrote it, when (UTC) and what."""

    at: datetime = field(validator=MOMENT)
    by: ActorId
    text: str = field(converter=written, validator=NOTE, metadata=PERSONAL)


class ClosedAs(StrEnum):
    """What has become of a cart that was not ordered here.

    DISCARDED: nothing, nobody wants it any more. ORDERED_ELSEWHERE: another system, such as the
    storefront, has made an order of it.
    """

    DISCARDED = "discarded"
    ORDERED_ELSEWHERE = "ordered_elsewhere"


@frozen
class Closing:
    """That a cart was closed without an order of ours: as what, when (UTC), by whom and why.

    ``reference`` is what the order is called in the system that has it.
    """

    kind: ClosedAs
    at: datetime = field(validator=MOMENT)
    by: ActorId
    reference: str = field(default="", converter=written, validator=NUMBERED)
    reason: str = field(default="", converter=written, validator=MESSAGE, metadata=PERSONAL)


@frozen(slots=False)  # made in half the time, and copied fast
class Cart:
    """Lines, vouchers, addresses, delivery and everything else that becomes the order.

    ``name`` is what employees call a draft ("for Ann, Tuesday"); no customer reads it.
    ``carrier_id`` is the employee's or customer's choice; None lets the shop choose.
    ``delivery_day`` is the day, by the shop's calendar, on which it is to arrive; None is as soon
    as possible. ``rule_ids`` are the granted rules, in the order they were granted; rules that
    apply by themselves are not listed, and ``refused_rules`` are those of them that do not apply to
    this cart. ``discounts`` are those by hand, in the order they were given. ``version`` counts the
    stored changes and guards against overwriting somebody else's. ``order_id`` is set once the cart
    has been placed: it cannot change any more. ``expires_at`` ends an offer, and ``quoted`` holds
    its prices until then; its goods are held from stock until ``reserved_until``. ``closed`` is how
    it has ended without an order of ours, and ``taken_from`` what it is called in the system that
    it was taken in from, which never changes. All moments are in UTC.
    """

    id: CartId
    currency: str = field(validator=is_currency)
    created_at: datetime = field(validator=MOMENT)
    updated_at: datetime = field(validator=MOMENT)
    customer_id: CustomerId | None = None
    language: str = field(default="en", converter=language_tag, validator=LANGUAGE)
    channel: Channel = Channel.BACK_OFFICE
    lines: tuple[CartLine, ...] = field(default=(), validator=Values(CartLine, 10_000))
    custom_lines: tuple[CustomLine, ...] = field(default=(), validator=Values(CustomLine, 1000))
    rule_ids: tuple[CartRuleId, ...] = ()
    refused_rules: tuple[RuleRefusal, ...] = field(default=(), validator=Values(RuleRefusal, 1000))
    discounts: tuple[ManualDiscount, ...] = field(
        default=(), validator=Values(ManualDiscount, 1000)
    )
    delivery_address_id: AddressId | None = None
    invoice_address_id: AddressId | None = None
    carrier_id: CarrierId | None = None
    delivery_day: date | None = field(default=None, validator=DAY_OR_NONE)
    free_shipping: bool = False
    manual_delivery: ManualDelivery | None = None
    tax_exemption: TaxExemption | None = None
    gift_wrapping: bool = False
    gift_message: str = field(default="", converter=written, validator=MESSAGE, metadata=PERSONAL)
    recycled_packaging: bool = False
    order_message: str = field(default="", converter=written, validator=MESSAGE, metadata=PERSONAL)
    customer_note: str = field(default="", converter=written, validator=MESSAGE, metadata=PERSONAL)
    notes: tuple[Note, ...] = field(default=(), validator=Values(Note, 1000), metadata=PERSONAL)
    name: str = field(default="", converter=written, validator=NAME_OR_EMPTY, metadata=PERSONAL)
    tags: tuple[str, ...] = field(
        default=(), converter=written_each, validator=TAGS, metadata=PERSONAL
    )
    attributes: Mapping[str, str] = field(
        factory=dict,
        converter=frozen_mapping,
        validator=ATTRIBUTES,
        hash=False,
        metadata=PERSONAL,
    )
    purchase_order_number: str = field(
        default="", converter=written, validator=NUMBERED, metadata=PERSONAL
    )
    payment_due_days: int | None = field(default=None, validator=DUE_DAYS)
    started_by: ActorId | None = None
    assigned_to: ActorId | None = None
    based_on_order: OrderId | None = None
    copied_from: CartId | None = None
    expires_at: datetime | None = field(default=None, validator=MOMENT_OR_NONE)
    quoted: PriceBook | None = field(default=None, repr=False, hash=False, metadata=KEPT)
    reserved_until: datetime | None = field(default=None, validator=MOMENT_OR_NONE)
    order_id: OrderId | None = None
    closed: Closing | None = None
    taken_from: str = field(default="", validator=KEY)
    version: int = 0

    @property
    def empty(self) -> bool:
        """Whether there is nothing to order. Fees alone are nothing."""
        return not self.lines and not any(
            line.kind is CustomLineKind.ITEM for line in self.custom_lines
        )

    @property
    def ordered(self) -> bool:
        """Whether it has been placed."""
        return self.order_id is not None

    @property
    def open(self) -> bool:
        """Whether it has neither been placed nor closed."""
        return self.order_id is None and self.closed is None

    def require_open(self) -> None:
        """Raise ``CartAlreadyOrdered`` once it has been placed, ``CartClosed`` once closed."""
        if self.order_id is not None:
            raise CartAlreadyOrdered(self.id, self.order_id)
        if self.closed is not None:
            raise CartClosed(self.id, self.closed.kind.value, self.closed.reference)

    def require_unexpired(self, now: datetime) -> None:
        """Raise ``OfferExpired`` where an offer's date has passed."""
        if self.expires_at is not None and self.expires_at <= now:
            raise OfferExpired(self.id, self.expires_at)

    def of_version(self, version: int) -> Cart:
        """As it is stored under this version."""
        return copied(self, version=version)

    def with_order(self, order_id: OrderId, at: datetime) -> Cart:
        """As it is once this order has been made of it, at a moment in UTC."""
        return copied(self, order_id=order_id, updated_at=at)

    def product_ids(self) -> tuple[ProductId, ...]:
        """The distinct products of its lines."""
        return tuple(dict.fromkeys(line.product_id for line in self.lines))

    def files(self) -> tuple[AttachedFile, ...]:
        """The files that are attached to its lines."""
        return tuple(file for line in self.lines for file in line.customization.files())

    def line(self, line_id: LineId) -> CartLine:
        """The product line with this id, or ``LineNotFound``."""
        for line in self.lines:
            if line.id == line_id:
                return line
        raise LineNotFound(line_id)

    def any_line(self, line_id: LineId) -> CartLine | CustomLine:
        """The product or custom line with this id, or ``LineNotFound``."""
        for line in self.custom_lines:
            if line.id == line_id:
                return line
        return self.line(line_id)

    def same_line(self, line: CartLine) -> CartLine | None:
        """The line that ``line`` would be added to."""
        product_id = line.product_id
        same = [each for each in self.lines if each.product_id == product_id]
        return next((each for each in same if each.sells_the_same_as(line)), None)

    def discounted(self, line_id: LineId) -> bool:
        """Whether a discount by hand was given on this very line."""
        return any(each.line_id == line_id for each in self.discounts)

    def with_line(self, line: CartLine) -> Cart:
        """With the line added: a new one, or more of the one that sells the same."""
        same = self.same_line(line)
        if same is None:
            require_quantity(line.quantity)
            return evolve(self, lines=(*self.lines, line))
        return self.with_quantity(same.id, same.quantity + line.quantity)

    def with_quantity(self, line_id: LineId, quantity: int) -> Cart:
        """With another quantity on a product or custom line, but not on another like it."""
        require_quantity(quantity)
        for line in self.custom_lines:
            if line.id == line_id:
                return self._with_custom(line_id, lambda each: evolve(each, quantity=quantity))
        changed = evolve(self.line(line_id), quantity=quantity)
        lines = (changed if line.id == line_id else line for line in self.lines)
        return evolve(self, lines=tuple(lines))

    def with_changed_line(self, line_id: LineId, change: Callable[[CartLine], CartLine]) -> Cart:
        """With one product line changed; lines that have become the same are joined.

        But for those with a discount by hand, which was given on so many pieces.
        """
        changed = change(self.line(line_id))
        lines: list[CartLine] = []
        for line in self.lines:
            if line.id == line_id:
                lines.append(changed)
            elif line.sells_the_same_as(changed) and not (
                self.discounts and (self.discounted(line.id) or self.discounted(line_id))
            ):
                changed = evolve(changed, quantity=changed.quantity + line.quantity)
                lines = [changed if each.id == line_id else each for each in lines]
            else:
                lines.append(line)
        lines = [changed if each.id == line_id else each for each in lines]
        return evolve(self, lines=tuple(lines))

    def _with_custom(self, line_id: LineId, change: Callable[[CustomLine], CustomLine]) -> Cart:
        lines = (change(line) if line.id == line_id else line for line in self.custom_lines)
        return evolve(self, custom_lines=tuple(lines))

    def with_custom_line(self, line: CustomLine) -> Cart:
        """With a service, item or fee that is not in the catalog."""
        require_quantity(line.quantity)
        return evolve(self, custom_lines=(*self.custom_lines, line))

    def without_line(self, line_id: LineId) -> Cart:
        """Without a product or custom line, and without the discounts by hand on it."""
        self.any_line(line_id)
        return self.with_only(
            tuple(line for line in self.lines if line.id != line_id),
            tuple(line for line in self.custom_lines if line.id != line_id),
        )

    def with_only(self, lines: tuple[CartLine, ...], custom_lines: tuple[CustomLine, ...]) -> Cart:
        """With these of its lines alone, and the discounts by hand on them and on the order."""
        ids = {None, *(line.id for line in lines), *(line.id for line in custom_lines)}
        kept = tuple(each for each in self.discounts if each.line_id in ids)
        return evolve(self, lines=lines, custom_lines=custom_lines, discounts=kept)

    def discount(self, discount_id: DiscountId) -> ManualDiscount:
        """The discount by hand with this id, or ``DiscountNotFound``."""
        for discount in self.discounts:
            if discount.id == discount_id:
                return discount
        raise DiscountNotFound(discount_id)

    def with_discount(self, discount: ManualDiscount) -> Cart:
        """With a discount by hand, as the last of them; it replaces the one with its id."""
        others = tuple(each for each in self.discounts if each.id != discount.id)
        return evolve(self, discounts=(*others, discount))

    def without_discount(self, discount_id: DiscountId) -> Cart:
        """Without a discount by hand, or ``DiscountNotFound``."""
        gone = self.discount(discount_id)
        return evolve(self, discounts=tuple(each for each in self.discounts if each is not gone))

    def with_rule(self, rule_id: CartRuleId) -> Cart:
        """With a rule granted; granting it again changes nothing.

        Where it applied by itself when it was refused, it is not refused any more.
        """
        if rule_id in self.rule_ids:
            return self
        refused = tuple(each for each in self.refused_rules if each.rule_id != rule_id)
        return evolve(self, rule_ids=(*self.rule_ids, rule_id), refused_rules=refused)

    def without_rule(self, rule_id: CartRuleId) -> Cart:
        """With a granted rule taken away, or ``RuleNotGranted``."""
        if rule_id not in self.rule_ids:
            raise RuleNotGranted(rule_id)
        return evolve(self, rule_ids=tuple(each for each in self.rule_ids if each != rule_id))

    def with_refusal(self, refusal: RuleRefusal) -> Cart:
        """With a rule that applies by itself refused; the latest reason stands.

        Where it had a code when it was granted, it is not granted any more.
        """
        others = tuple(each for each in self.refused_rules if each.rule_id != refusal.rule_id)
        granted = tuple(each for each in self.rule_ids if each != refusal.rule_id)
        return evolve(self, rule_ids=granted, refused_rules=(*others, refusal))

    def without_refusal(self, rule_id: CartRuleId) -> Cart:
        """With a refused rule allowed again, or ``RuleNotRefused``."""
        others = tuple(each for each in self.refused_rules if each.rule_id != rule_id)
        if len(others) == len(self.refused_rules):
            raise RuleNotRefused(rule_id)
        return evolve(self, refused_rules=others)

    def units(self) -> Iterator[tuple[ProductId, CombinationId | None, int]]:
        """Product, combination and quantity of every product line."""
        for line in self.lines:
            yield line.product_id, line.combination_id, line.quantity
