"""The customer's side: what a link allows to see, to change, and to pay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from attrs import evolve, field
from moneyed import Money

from backoffice_orders.model.actor import Actor, customer_actor_id
from backoffice_orders.model.address import Address
from backoffice_orders.model.address_suggestion import AddressSuggestion
from backoffice_orders.model.card_numbers import require_no_card
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.customer import PriceDisplay
from backoffice_orders.model.errors.base import PermissionDenied
from backoffice_orders.model.errors.customers import AddressNotFound
from backoffice_orders.model.errors.links import LinkUsed, LinkWithdrawn
from backoffice_orders.model.errors.payments import PaymentPending, PaymentRefused
from backoffice_orders.model.errors.products import LineFixed
from backoffice_orders.model.ids import (
    ActorId,
    AddressId,
    CarrierId,
    CartId,
    CartRuleId,
    LineId,
    LinkId,
)
from backoffice_orders.model.labels import DELIVERY, GIFT_WRAPPING
from backoffice_orders.model.link import Link, Purpose
from backoffice_orders.model.messages import Name, Sentence
from backoffice_orders.model.money import TaxedMoney
from backoffice_orders.model.order import Order
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.pricing.summary_parts import LineKind
from backoffice_orders.model.product import CustomizationField, CustomizationKind
from backoffice_orders.model.settings import PaymentMethod, ShopSettings
from backoffice_orders.model.values import frozen
from backoffice_orders.services.addresses import Addresses
from backoffice_orders.services.charging import charge, news_of, pay_otherwise
from backoffice_orders.services.command import Command, Version, blamed, seen_version
from backoffice_orders.services.commands.addresses import AddressEntry, ChooseAddresses, SaveAddress
from backoffice_orders.services.commands.details import SetMessages
from backoffice_orders.services.commands.lines import RemoveLine, SetCustomization, SetQuantity
from backoffice_orders.services.commands.shipping import ChooseDelivery, ChooseDeliveryDay
from backoffice_orders.services.commands.vouchers import GrantCode, TakeRuleAway
from backoffice_orders.services.desk import Work
from backoffice_orders.services.editing import require_allowed, run_now
from backoffice_orders.services.finishing import Finishing
from backoffice_orders.services.links import (
    MAY,
    SESSION_FOR,
    address_of,
    give_out,
    is_theirs,
    opened,
)
from backoffice_orders.services.notices import Notice
from backoffice_orders.services.placing import Placing
from backoffice_orders.services.section import Section
from backoffice_orders.services.view import CartView, notices_between, view

# What is the customer's to decide; all else is the shop's.
_OWN = (
    ChooseAddresses,
    ChooseDelivery,
    ChooseDeliveryDay,
    GrantCode,
    RemoveLine,
    SaveAddress,
    SetCustomization,
    SetMessages,
    SetQuantity,
    TakeRuleAway,
)

PRICE_CHANGED = Sentence("price_changed", "{name}: {before} → {now}")


@frozen
class Visit:
    """What the link's holder sees: the cart, or the order that it became here.

    ``changes`` say what differs from what the shop had sent: prices and vouchers. ``texts`` are
    the text fields of the products, with what is written in them; ``countries`` those that the
    shop sells to.
    """

    link: Link
    settings: ShopSettings
    view: CartView | None
    order: Order | None
    addresses: tuple[Address, ...] = ()
    payment_methods: tuple[PaymentMethod, ...] = ()
    changes: tuple[Notice, ...] = ()
    texts: Mapping[LineId, Sequence[tuple[CustomizationField, str]]] = field(factory=dict)
    countries: tuple[str, ...] = ()


class Checkout(Section):
    """Check, change and pay a cart by a link.

    Every method takes the link's id, and raises ``LinkInvalid``, ``LinkExpired``, ``LinkUsed``
    or ``LinkWithdrawn`` if the link does not hold; then what its section of the page raises.
    The link decides the cart: nothing of another cart or customer can be reached.
    """

    def begin(self, link_id: LinkId) -> Link:
        """Use up a link that opens once; returns the link of the session that it begins."""

        def begin(work: Work) -> Link:
            link, cart = opened(work, link_id)
            if not link.opens_once:
                return link
            if not work.links.use(evolve(link, used_at=work.now)):
                raise LinkUsed
            return give_out(work, cart, Purpose.SESSION, SESSION_FOR, _actor_of(link), link.seen)

        return self._desk.write(_NOBODY, begin)

    def look_at(self, link_id: LinkId) -> None:
        """Whether the link opens, without using it up; raises what is wrong with it."""
        self._desk.read(_NOBODY, lambda work: opened(work, link_id))

    def visit(self, link_id: LinkId) -> Visit:
        """Everything the holder sees. That a customer has opened their link is written down."""

        def look(work: Work) -> Visit:
            link, cart = opened(work, link_id)
            if link.opens_once:
                raise LinkUsed  # it has to be begun first
            settings = work.settings
            if cart.order_id is not None:
                order = work.orders.get(cart.order_id)
                if not is_theirs(link, order):
                    raise LinkWithdrawn
                return Visit(link, settings, None, order, payment_methods=settings.payment_methods)
            seen = view(work, cart)
            return Visit(
                link,
                settings,
                seen,
                None,
                work.addresses.of_customer(link.customer_id),
                settings.payment_methods,
                _changes(link.seen, seen) if link.seen is not None else (),
                _texts(work, cart),
                tuple(each.code for each in work.carriers.all_countries() if each.active),
            )

        visit = self._desk.read(_NOBODY, look)
        if visit.link.used_at is None and visit.link.purpose in _CUSTOMERS:
            self._desk.write(_NOBODY, lambda work: _note_opened(work, link_id))
        return visit

    def accent(self) -> str:
        """The shop's colour, ``#rrggbb``; empty for none. Anybody may see it."""
        return self._desk.read(_NOBODY, lambda work: work.settings.accent)

    def watcher(self, link_id: LinkId) -> tuple[Actor, CartId, ShopSettings, str]:
        """Who has a link's page open, of which cart and shop, in which language."""

        def look(work: Work) -> tuple[Actor, CartId, ShopSettings, str]:
            link, cart = opened(work, link_id)
            if link.opens_once:
                raise LinkUsed
            return _actor_of(link), cart.id, work.settings, cart.language

        return self._desk.read(_NOBODY, look)

    def run(self, link_id: LinkId, version: Version, *commands: Command) -> CartView:
        """Run several commands, or none of them: what the page's fields say.

        Raises:
            LineNotFound: A quantity of what is not one of the products.
            LineFixed: Another quantity of a product whose price was made by hand.
            PermissionDenied: Of what is the shop's to decide.
        """
        actor, link = self._holder(link_id)
        seen = seen_version(version)
        require_allowed(actor, commands)

        def make(work: Work) -> CartView:
            _require_own(work, link, commands)
            return run_now(work, link.cart_id, seen, commands)

        return self._desk.write(actor, make)

    def ask(self, link_id: LinkId) -> CartView:
        """Ask services of other systems about the cart; see ``Finishing.ask_services``."""
        actor, link = self._holder(link_id)
        return Finishing(self._desk).ask_services(actor, link.cart_id)

    def set_quantity(
        self, link_id: LinkId, line_id: LineId, quantity: int, *, version: int
    ) -> CartView:
        """Order more or less of a product; none takes it out.

        What the shop has added besides its products is the shop's to change: ``LineNotFound``;
        so is how many there are at a price made by hand: ``LineFixed``.
        """
        command = SetQuantity(line_id, quantity) if quantity else RemoveLine(line_id)
        return self.run(link_id, version, command)

    def set_texts(
        self, link_id: LinkId, line_id: LineId, texts: Mapping[str, str], *, version: int
    ) -> CartView:
        """Change what is written on a product; what is not in ``texts`` stays, files too."""
        return self.run(link_id, version, SetCustomization(line_id, texts, keep_others=True))

    def add_voucher(self, link_id: LinkId, code: str, *, version: int) -> CartView:
        """Use a voucher by its code."""
        return self.run(link_id, version, GrantCode(code))

    def remove_voucher(self, link_id: LinkId, rule_id: CartRuleId, *, version: int) -> CartView:
        """Do without a voucher."""
        return self.run(link_id, version, TakeRuleAway(rule_id))

    def choose_delivery(self, link_id: LinkId, carrier_id: CarrierId, *, version: int) -> CartView:
        """Choose who delivers."""
        return self.run(link_id, version, ChooseDelivery(carrier_id))

    def choose_delivery_day(self, link_id: LinkId, day: date | None, *, version: int) -> CartView:
        """Choose the day on which it arrives, or (None) as soon as possible."""
        return self.run(link_id, version, ChooseDeliveryDay(day))

    def choose_addresses(
        self, link_id: LinkId, delivery: AddressId, invoice: AddressId, *, version: int
    ) -> CartView:
        """Choose among the customer's own addresses."""
        return self.run(link_id, version, ChooseAddresses(delivery, invoice))

    def save_address(
        self,
        link_id: LinkId,
        entry: AddressEntry,
        *,
        version: int,
        replaces: AddressId | None = None,
        delivery: bool | None = None,
        invoice: bool | None = None,
    ) -> CartView:
        """Add an address, or correct one of the customer's, as ``Addresses.save_and_choose``."""
        return self.run(link_id, version, SaveAddress(entry, replaces, delivery, invoice))

    def suggest_addresses(
        self, link_id: LinkId, text: str, country: str
    ) -> tuple[str, tuple[AddressSuggestion, ...]]:
        """The page's language, and addresses that may be meant; see ``Addresses.suggest``.

        Raises:
            CartAlreadyOrdered: Nothing is to be typed any more.
        """

        def look(work: Work) -> tuple[Actor, str]:
            link, cart = opened(work, link_id)
            if link.opens_once:
                raise LinkUsed
            cart.require_open()
            return _actor_of(link), cart.language

        actor, language = self._desk.read(_NOBODY, look)
        found = Addresses(self._desk).suggest(actor, text, country, language=language)
        return language, found

    def set_message(self, link_id: LinkId, message: str, *, version: int) -> CartView:
        """Leave a message to the shop."""
        return self.run(link_id, version, SetMessages(order_message=message))

    def place(
        self,
        link_id: LinkId,
        payment_method: str,
        *,
        expected_total: Money,
        version: int | None = None,
        token: str = "",
        commands: Sequence[Command] = (),
    ) -> Order:
        """Place the order; where a provider charges the payment method, pay it too.

        Pressed again, or after an answer got lost, it returns the one order, and the one
        payment.

        Args:
            link_id: The link.
            payment_method: One of the shop's.
            expected_total: What the page said it costs, gross.
            version: The version of the cart that was seen.
            token: What the provider's field has given, where it has one.
            commands: What the page's fields say besides, as for ``run``.

        Raises:
            TotalChanged: It costs something else by now; nothing was placed.
            CardNumberRefused: A card's number was given as a token: nothing was placed.
            LinkWithdrawn: Somebody else has placed it by a link of theirs: nothing is charged.
            PaymentElsewhere: The order is placed; the customer pays at the provider's page.
            PaymentRefused: The order is placed and waits for its payment.
            PaymentPending: The order is placed; whether it is paid is not known yet.
        """
        require_no_card("payment_token", token)
        actor, link = self._holder(link_id)

        def look(work: Work) -> ShopSettings:
            _require_own(work, link, commands)
            return work.settings

        shop = self._desk.read(actor, look)
        placing = Placing(
            cart_id=link.cart_id,
            payment_method=payment_method,
            expected_total=expected_total,
            idempotency_key=f"checkout:{link.cart_id}",
            version=version,
            confirm_by_mail=bool(shop.email),
            charged_next=self._desk.provider(payment_method) is not None,
            commands=commands,
        )
        order = Finishing(self._desk).carry_out(actor, placing)
        if not is_theirs(link, order):
            raise LinkWithdrawn
        return self._charged(actor, link, order, order.payment_method, token)

    def pay(
        self,
        link_id: LinkId,
        payment_method: str,
        token: str = "",
        *,
        expected_due: Money | None = None,
    ) -> Order:
        """Pay what is still due of the order that this link has placed, or is for.

        Where it was to be charged at once, and was not, the customer may choose a payment method
        that nobody charges (a transfer): the order has that one from then on, and is confirmed.
        ``expected_due`` is what the page said is due, gross: another amount is not charged.

        Raises:
            LinkWithdrawn: There is no such order.
            PaymentMethodUnknown: It is none of the shop's, or cannot be chosen any more.
            DueChanged, CurrencyMismatch: Something else is due by now; nothing was charged.
            CardNumberRefused, PaymentElsewhere, PaymentRefused, PaymentPending: As for ``place``.
        """
        require_no_card("payment_token", token)
        actor, link = self._holder(link_id)

        def find(work: Work) -> Order | None:
            return work.orders.of_cart(link.cart_id)

        order = self._desk.read(actor, find)
        if order is None or not is_theirs(link, order) or order.cancelled:
            raise LinkWithdrawn
        if self._desk.provider(payment_method) is None:
            return pay_otherwise(self._desk, actor, order, payment_method, expected_due)
        return self._charged(actor, link, order, payment_method, token, expected_due)

    def returned(self, link_id: LinkId) -> PaymentRefused | PaymentPending | None:
        """Ask what has become of a payment at a provider's page, for who comes back from there.

        Returns what to tell them where it is refused, or not known yet: that stays open.
        """
        actor, link = self._holder(link_id)
        order = self._desk.read(actor, lambda work: work.orders.of_cart(link.cart_id))
        if order is None or not is_theirs(link, order):
            return None
        return news_of(self._desk, actor, order)

    def _charged(
        self,
        actor: Actor,
        link: Link,
        order: Order,
        payment_method: str,
        token: str,
        expected: Money | None = None,
    ) -> Order:
        """The order, paid if something is due and somebody charges the payment method."""
        provider = self._desk.provider(payment_method)
        if provider is None or not order.due:
            return order
        port = self._desk.checkout_port
        return_to = address_of(port, link) if port is not None else ""
        return charge(self._desk, actor, order, provider, token, return_to, expected)

    def _holder(self, link_id: LinkId) -> tuple[Actor, Link]:
        def look(work: Work) -> Link:
            link, _ = opened(work, link_id)
            if link.opens_once:
                raise LinkUsed
            return link

        link = self._desk.read(_NOBODY, look)
        return _actor_of(link), link


# Links that customers open themselves.
_CUSTOMERS = frozenset({Purpose.PAY, Purpose.PAY_ORDER})
_NOBODY = Actor(ActorId("checkout"), "Checkout")


def _actor_of(link: Link) -> Actor:
    """The customer, or the employee who acts for them."""
    if link.purpose in {Purpose.HAND_OVER, Purpose.SESSION}:
        name = link.created_by_name or link.created_by
        return Actor(link.created_by, name, link.permissions)
    name = customer_actor_id(link.customer_id)
    return Actor(name, name, MAY)


def _note_opened(work: Work, link_id: LinkId) -> None:
    """That a customer has opened their link: the first time counts."""
    link, _ = opened(work, link_id)
    work.links.use(evolve(link, used_at=work.now))


def _require_own(work: Work, link: Link, commands: Sequence[Command]) -> None:
    """Raise unless the link's holder may change all of this."""
    cart = work.carts.get(link.cart_id)
    for command in commands:
        with blamed(command):
            _require_theirs(work, link, cart, command)


def _require_theirs(work: Work, link: Link, cart: Cart, command: Command) -> None:
    if not isinstance(command, _OWN) or (
        isinstance(command, SetMessages) and command != SetMessages(command.order_message)
    ):
        raise PermissionDenied(_actor_of(link).id, command.action)
    if isinstance(command, SetQuantity | RemoveLine) and cart.order_id is None:
        line = cart.line(command.line_id)
        quantity = command.quantity if isinstance(command, SetQuantity) else 0
        if line.price_override is not None and quantity != line.quantity:
            raise LineFixed(line.id)
    for address_id in _addresses_named(command):
        theirs = work.addresses.of_customer(link.customer_id)
        if all(each.id != address_id for each in theirs):
            raise AddressNotFound(address_id)


def _addresses_named(command: Command) -> tuple[AddressId, ...]:
    """The addresses that there are by now which a command is about."""
    named: tuple[AddressId | None, ...] = ()
    if isinstance(command, SaveAddress):
        named = (command.replaces,)
    elif isinstance(command, ChooseAddresses):
        named = (command.delivery, command.invoice)
    return tuple(each for each in named if each is not None)


def _texts(work: Work, cart: Cart) -> dict[LineId, list[tuple[CustomizationField, str]]]:
    products = work.catalog.many(cart.product_ids())
    return {
        line.id: [
            (each, line.customization.text_of(each.id))
            for each in products[line.product_id].customization_fields
            if each.kind is CustomizationKind.TEXT
        ]
        for line in cart.lines
        if line.product_id in products
    }


def _changes(seen: Summary, shown: CartView) -> tuple[Notice, ...]:
    """What has changed by itself since the shop has sent the cart."""
    changes: list[Notice] = []
    now, shows = shown.summary, shown.shows_prices
    before = {line.line_id: line for line in seen.lines}
    for line in now.lines:
        was = before.get(line.line_id)
        if was is None or not line.priced:
            continue
        if line.kind is LineKind.GIFT or was.quantity != line.quantity:
            continue
        changes.extend(_price_changed(line.name, was.unit_price, line.unit_price, shows))
    changes.extend(_delivery_changed(seen, shown))
    if _pieces(seen) == _pieces(now):
        for name, amount, amount_now in _amounts_of_all(seen, shown):
            changes.extend(_price_changed(name, amount, amount_now, shows))
    changes.extend(notices_between(seen, now, shows))
    return tuple(changes)


def _delivery_changed(seen: Summary, shown: CartView) -> Iterator[Notice]:
    """That another carrier delivers by now, which nobody has chosen."""
    was, now = seen.shipping, shown.summary.shipping
    if was is None or now is None or was.carrier_id == now.carrier_id or was.name == now.name:
        return
    if now.carrier_id is None or now.carrier_id != shown.cart.carrier_id:
        yield Notice(PRICE_CHANGED(name=DELIVERY(), before=was.name, now=now.name))


def _price_changed(
    name: Name, was: TaxedMoney, now: TaxedMoney, shows: PriceDisplay
) -> Iterator[Notice]:
    """What something costs now, if it is not what it did, as the page shows its price.

    Gross for those who are shown net prices too, where its tax alone has changed.
    """
    if was.gross == now.gross:
        return
    if shows.of(was) == shows.of(now):
        shows = PriceDisplay.TAX_INCLUDED
    yield Notice(PRICE_CHANGED(name=name, before=shows.of(was), now=shows.of(now)))


def _amounts_of_all(
    seen: Summary, shown: CartView
) -> Iterator[tuple[Name, TaxedMoney, TaxedMoney]]:
    """What is taken off and added for the same pieces, then and now, as far as it is in both.

    Not the delivery, where the customer has chosen another one.
    """
    now = shown.summary
    discounts = {each.discount_id: each.amount for each in seen.manual_discounts}
    for discount in now.manual_discounts:
        if discount.discount_id in discounts:
            yield discount.title, -discounts[discount.discount_id], -discount.amount
    rules = {rule.rule_id: rule.amount for rule in seen.rules}
    for rule in now.rules:
        if rule.rule_id in rules:
            yield rule.name, -rules[rule.rule_id], -rule.amount
    was, shipping = seen.shipping, now.shipping
    if was is not None and shipping is not None:
        other = was.carrier_id != shipping.carrier_id
        if not (other and shipping.carrier_id == shown.cart.carrier_id is not None):
            yield DELIVERY(), was.price, shipping.price
    if seen.wrapping is not None and now.wrapping is not None:
        yield GIFT_WRAPPING(), seen.wrapping, now.wrapping


def _pieces(summary: Summary) -> dict[LineId, int]:
    return {line.line_id: line.quantity for line in summary.lines}
