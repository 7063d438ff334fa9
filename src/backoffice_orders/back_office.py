"""The one door a host opens: everything wired, one attribute per section of the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypedDict, Unpack, cast

from backoffice_orders.adapters.system import SystemClock, TimeOrderedIds
from backoffice_orders.extras import needs
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.errors.base import FieldInvalid
from backoffice_orders.model.fields import ID
from backoffice_orders.model.ids import MAIN_SHOP, CartId, ShopId
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.pricing.actions.base import Action
from backoffice_orders.model.pricing.conditions.base import Condition
from backoffice_orders.model.pricing.kinds import RuleKinds
from backoffice_orders.model.reasons import A_MAPPING, described, must_be
from backoffice_orders.model.shop import Concern, ShopScope
from backoffice_orders.on_demand import later
from backoffice_orders.ports.outside_services import OutsideServices
from backoffice_orders.ports.unit_of_work import Guard, Store
from backoffice_orders.serialization import known_rules
from backoffice_orders.serialization.rules import KnownRules
from backoffice_orders.services.arguments import checking
from backoffice_orders.services.command import Command, Version
from backoffice_orders.services.desk import ALL_SHIPPED, Desk, Numbers, OwnPartsOf
from backoffice_orders.services.editing import run
from backoffice_orders.services.handlers import Handler
from backoffice_orders.services.plugged_in import require_parts
from backoffice_orders.services.sharing import require_shared_together
from backoffice_orders.services.view import CartView

if TYPE_CHECKING:
    from backoffice_orders.model.letter import Letter, RenderedLetter
    from backoffice_orders.model.webhook import Sent
    from backoffice_orders.ports.address_suggestions import AddressSuggestions
    from backoffice_orders.ports.checkout import Checkout as CheckoutPort, CheckoutOfShops
    from backoffice_orders.ports.clock import Clock
    from backoffice_orders.ports.contacts import ContactRules
    from backoffice_orders.ports.delivery_rates import DeliveryRates
    from backoffice_orders.ports.ids import Ids
    from backoffice_orders.ports.letters import Letters
    from backoffice_orders.ports.mail import Mail
    from backoffice_orders.ports.payments import PaymentProvider
    from backoffice_orders.ports.price_service import PriceService
    from backoffice_orders.ports.stock import Stock
    from backoffice_orders.ports.tax_service import TaxService
    from backoffice_orders.ports.webhook_sender import WebhookSender
    from backoffice_orders.services.addresses import Addresses
    from backoffice_orders.services.carts import Carts
    from backoffice_orders.services.checkout import Checkout
    from backoffice_orders.services.consumers import Consumer
    from backoffice_orders.services.customers import Customers
    from backoffice_orders.services.discounts import Discounts
    from backoffice_orders.services.emails import Emails
    from backoffice_orders.services.events import Events
    from backoffice_orders.services.finishing import Finishing
    from backoffice_orders.services.health import Health
    from backoffice_orders.services.housekeeping import Housekeeping
    from backoffice_orders.services.offers import Offers
    from backoffice_orders.services.order_payments import OrderPayments
    from backoffice_orders.services.orders import Orders
    from backoffice_orders.services.products import Products
    from backoffice_orders.services.setup import Setup
    from backoffice_orders.services.shipping import Shipping
    from backoffice_orders.services.vouchers import Vouchers
    from backoffice_orders.services.webhooks import Webhooks

MAKES_NO_PARTS = Sentence(
    "reason.makes_no_parts", "it must make parts from a transaction, not be {given}"
)


class Parts(TypedDict, total=False):
    """What a back office is wired with besides its store; see ``BackOffice``."""

    shop: str
    shared: Mapping[Concern, ShopId] | None
    own: OwnPartsOf | None
    replica: Store | None
    stock_elsewhere: Stock | None
    numbers: Numbers | None
    guards: Sequence[Guard]
    clock: Clock | None
    ids: Ids | None
    contacts: ContactRules | None
    checkout: CheckoutPort | None
    letters: Letters | None
    catalogs: Sequence[Path]
    mail: Mail | None
    webhook_sender: WebhookSender | None
    payments: Sequence[PaymentProvider]
    taxes: TaxService | None
    delivery_rates: DeliveryRates | None
    prices: PriceService | None
    address_suggestions: AddressSuggestions | None
    consumers: Mapping[str, Handler | Consumer]
    conditions: Iterable[type[Condition]]
    actions: Iterable[type[Action]]


class BackOffice:
    """Creating orders for customers on the phone.

    Every use case is a method of one of the sections, takes the acting ``Actor`` first, runs
    in one transaction, and raises a subclass of ``BackOfficeError`` when it refuses. Close it
    when it is not needed any more, or use it in a ``with`` block.

    Attributes:
        desk: What is plugged in.
    """

    desk: Desk

    def __init__(
        self,
        store: Store,
        *,
        shop: str = MAIN_SHOP,
        shared: Mapping[Concern, ShopId] | None = None,
        replica: Store | None = None,
        own: OwnPartsOf | None = None,
        stock_elsewhere: Stock | None = None,
        numbers: Numbers | None = None,
        guards: Sequence[Guard] = (),
        clock: Clock | None = None,
        ids: Ids | None = None,
        contacts: ContactRules | None = None,
        checkout: CheckoutPort | None = None,
        letters: Letters | None = None,
        catalogs: Sequence[Path] = (),
        mail: Mail | None = None,
        webhook_sender: WebhookSender | None = None,
        payments: Sequence[PaymentProvider] = (),
        taxes: TaxService | None = None,
        delivery_rates: DeliveryRates | None = None,
        prices: PriceService | None = None,
        address_suggestions: AddressSuggestions | None = None,
        consumers: Mapping[str, Handler | Consumer] | None = None,
        conditions: Iterable[type[Condition]] = (),
        actions: Iterable[type[Action]] = (),
    ) -> None:
        """Open the back office on a store.

        Args:
            store: Where the data lives.
            shop: Which shop of the store.
            shared: What this shop shares with others: the concern, and whose data is used. Carts,
                orders and the customers that they name are shared together.
            replica: A copy of the store that follows it and may lag. Searches of customers,
                products and orders are asked of it: what was saved a moment ago may be missing in
                them, and nowhere else.
            own: Makes the ports that the host brings itself, from each transaction:
                ``lambda tx: OwnParts(catalog=MyCatalog(tx.connection))``. They take part in it.
            stock_elsewhere: A stock in another system, which commits by itself. Placing an order
                reserves from it under the order's id, confirms after the commit, and releases on
                failure.
            numbers: What a new order is known by: ``lambda tx: OrderNumber(7, "2026-0007")``.
                Without it, numbers are those of ``Orders.next_number``, and references are nine
                letters.
            guards: Asked in the transaction before a cart is saved or an order placed, with the
                actor, the action (as the audit trail calls it), what was there before (a
                ``CartView``, None for a new cart) and what shall be (a ``CartView``, or the
                ``Order``). A guard answers None, or the sentence of its refusal, which is raised
                as ``RefusedByHost``, or an error of its own.
            clock: The time; the machine's by default.
            ids: New identifiers; random and time-ordered by default.
            contacts: The rules of addresses; those of the extra ``contacts`` by default.
            checkout: Where carts are opened by the links that customers and employees get.
            letters: How letters to customers look; those of the extra ``mail`` by default.
            catalogs: The host's directories of ``.po`` files, for further languages and sentences
                of its own; letters and pages look at them before ours (docs/languages.md).
            mail: The way out for letters, for ``events.deliver``.
            webhook_sender: The way out for webhooks; HTTPS to public addresses by default.
            payments: Who charges which payment method; others wait for their money.
            taxes: Another system that knows which taxes are charged, instead of the tax groups.
            delivery_rates: Another system that knows who delivers, and for how much.
            prices: Another system that knows what products cost this customer.
            address_suggestions: Another system that knows which address is meant while it is typed.
            consumers: Who is given events by ``events.deliver``, by their names.
            conditions: The host's own conditions of cart rules, beside those that are shipped:
                attrs classes with a ``kind``. Rules with others are kept as they are, and refused.
            actions: The host's own actions of cart rules, likewise.

        Raises:
            FieldMissing, FieldTooLong, FieldInvalid: ``shop``, or what is ``shared``, is none, or
                cannot be shared without something else; a part is no object with the methods of
                its port, or cannot be called where it is to be; a condition or an action is no
                class of this sort, or its ``kind`` is taken.
        """
        scope = _scope(shop, shared)
        require_parts(
            store=store,
            replica=replica,
            stock_elsewhere=stock_elsewhere,
            numbers=numbers,
            guards=guards,
            clock=clock,
            ids=ids,
            contacts=contacts,
            checkout=checkout,
            letters=letters,
            mail=mail,
            webhook_sender=webhook_sender,
            payments=payments,
            taxes=taxes,
            delivery_rates=delivery_rates,
            prices=prices,
            address_suggestions=address_suggestions,
        )
        if own is not None and not callable(own):
            raise FieldInvalid("own", MAKES_NO_PARTS(given=described(own)))
        named = {}
        if consumers:
            from backoffice_orders.services.consumers import consumers_of

            named = dict(consumers_of(None, consumers))
        listed = tuple(catalogs)
        desk = Desk(
            store=store,
            clock=SystemClock() if clock is None else clock,
            ids=TimeOrderedIds() if ids is None else ids,
            scope=scope,
            replica=replica,
            own=own,
            stock_elsewhere=stock_elsewhere,
            numbers=numbers,
            guards=tuple(guards),
            contacts_port=_world_contacts() if contacts is None else contacts,
            checkout_port=_checkout_of(scope, checkout),
            letters=_OurLetters(listed) if letters is None else letters,
            catalogs=listed,
            mail_port=mail,
            webhook_sender_port=_OurSender() if webhook_sender is None else webhook_sender,
            payment_providers=tuple(payments),
            services=OutsideServices(prices, delivery_rates, taxes),
            address_suggestions=address_suggestions,
            known=_known(RuleKinds(conditions, actions)),
            consumers=named,
        )
        self.desk = desk

    # The sections of the page, each imported with its first use.

    @cached_property
    def customers(self) -> Customers:
        """Find, look at and create customers."""
        from backoffice_orders.services.customers import Customers

        return Customers(self.desk)

    @cached_property
    def carts(self) -> Carts:
        """Start a cart, resume one, or use an earlier cart or order as its basis."""
        from backoffice_orders.services.carts import Carts

        return Carts(self.desk)

    @cached_property
    def products(self) -> Products:
        """Search products, put them into the cart, set prices by hand."""
        from backoffice_orders.services.products import Products

        return Products(self.desk)

    @cached_property
    def discounts(self) -> Discounts:
        """Take something off a line or the order by hand."""
        from backoffice_orders.services.discounts import Discounts

        return Discounts(self.desk)

    @cached_property
    def vouchers(self) -> Vouchers:
        """Search cart rules, grant them, create them on the spot."""
        from backoffice_orders.services.vouchers import Vouchers

        return Vouchers(self.desk)

    @cached_property
    def addresses(self) -> Addresses:
        """Add, edit and choose addresses."""
        from backoffice_orders.services.addresses import Addresses

        return Addresses(self.desk)

    @cached_property
    def shipping(self) -> Shipping:
        """Choose the delivery, free shipping, a delivery by hand."""
        from backoffice_orders.services.shipping import Shipping

        return Shipping(self.desk)

    @cached_property
    def finishing(self) -> Finishing:
        """The summary; place the order, send it to the customer, or hand it over."""
        from backoffice_orders.services.finishing import Finishing

        return Finishing(self.desk)

    @cached_property
    def offers(self) -> Offers:
        """Hold a cart's prices, and keep its goods, until a date."""
        from backoffice_orders.services.offers import Offers

        return Offers(self.desk)

    @cached_property
    def checkout(self) -> Checkout:
        """What a customer may do by a link: check, change, pay."""
        from backoffice_orders.services.checkout import Checkout

        return Checkout(self.desk)

    @cached_property
    def emails(self) -> Emails:
        """E-mails to customers: who got what, and the same once more."""
        from backoffice_orders.services.emails import Emails

        return Emails(self.desk)

    @cached_property
    def order_payments(self) -> OrderPayments:
        """Let a placed order be paid: by a link, or by a provider on the phone."""
        from backoffice_orders.services.order_payments import OrderPayments

        return OrderPayments(self.desk)

    @cached_property
    def orders(self) -> Orders:
        """Statuses, payments and notes of placed orders."""
        from backoffice_orders.services.orders import Orders

        return Orders(self.desk)

    @cached_property
    def events(self) -> Events:
        """Deliver the domain events that the outbox holds."""
        from backoffice_orders.services.events import Events

        return Events(self.desk)

    @cached_property
    def webhooks(self) -> Webhooks:
        """Have other systems told of events at their addresses."""
        from backoffice_orders.services.webhooks import Webhooks

        return Webhooks(self.desk)

    @cached_property
    def housekeeping(self) -> Housekeeping:
        """Remove what nobody needs any more."""
        from backoffice_orders.services.housekeeping import Housekeeping

        return Housekeeping(self.desk)

    @cached_property
    def setup(self) -> Setup:
        """The shop's settings, catalog, carriers and taxes."""
        from backoffice_orders.services.setup import Setup

        return Setup(self.desk)

    @checking
    def run(self, actor: Actor, cart_id: CartId, version: Version, *commands: Command) -> CartView:
        """Run several commands on a cart in one transaction: all of them happen, or none does.

        ``office.run(ann, cart_id, view.version, AddProduct(mug.id, 2), GrantCode("SPRING"))``
        saves one version, leaves one entry in the audit trail, and prices the cart once.

        Args:
            actor: Who acts.
            cart_id: Which cart.
            version: The version that was seen; whoever wants to overwrite whatever is stored
                says ``ANY_VERSION``.
            commands: What is done (``backoffice_orders.commands``), in this order.

        Raises:
            FieldMissing: No version.
            CartNotFound, CartAlreadyOrdered, OfferExpired, StaleCart: The cart.
            RefusedByHost: A guard of the host's refuses it.
            And whatever the first command that is refused raises; ``refused_command(error)``
            says which that was.
        """
        return run(self.desk, actor, cart_id, version, *commands)

    @classmethod
    def in_memory(cls, **parts: Unpack[Parts]) -> Self:
        """A back office whose data is gone when the program ends."""
        from backoffice_orders.adapters.memory import MemoryStore

        return cls(MemoryStore(), **parts)

    @classmethod
    def sqlite(cls, path: str | Path, **parts: Unpack[Parts]) -> Self:
        """A back office on an SQLite file, made or brought up to date if need be.

        Raises:
            ExtraMissing: The extra ``sql`` is not installed.
            DatabaseUnusable: The file cannot be opened; the error says why and what to do.
            DatabaseNewer: A newer version of this package has changed its tables.
        """
        from backoffice_orders.adapters.sql import SqlStore

        return cls.owning(SqlStore.open_file(path), **parts)

    @classmethod
    def postgres(cls, url: str, **parts: Unpack[Parts]) -> Self:
        """A back office on a PostgreSQL database, whose tables are made or brought up to date.

        Args:
            url: Where it is: ``postgresql://user:password@host/database``.
            parts: What else is plugged in.

        Raises:
            ExtraMissing: The extra ``postgres`` is not installed.
            DatabaseUnusable: The database cannot be opened, or its tables cannot be made.
            DatabaseNewer: A newer version of this package has changed its tables.
        """
        with needs("postgres"):
            from backoffice_orders.adapters.sql import SqlStore

            return cls.owning(SqlStore.open(url), **parts)

    @classmethod
    def owning(cls, store: Store, **parts: Unpack[Parts]) -> Self:
        """A back office on a store that was opened for it alone.

        Where a part is refused, the store is closed; what is raised is as ``BackOffice`` says.
        """
        try:
            return cls(store, **parts)
        except BaseException:
            store.close()
            raise

    def health(self) -> Health:
        """Whether the storage answers and the shop is set up; it never raises an error of ours.

        It needs no actor, for it tells nothing of the shop.
        """
        from backoffice_orders.services.health import check

        return check(self.desk)

    def close(self) -> None:
        """Close the store's connections; the back office can not be used any more."""
        self.desk.store.close()
        if self.desk.replica is not None:
            self.desk.replica.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"BackOffice(shop={self.desk.scope.shop_id!r}, store={self.desk.store!r})"


def _known(kinds: RuleKinds) -> KnownRules:
    return known_rules(kinds) if kinds.own else ALL_SHIPPED


def _world_contacts() -> ContactRules | None:
    """Those of the extra ``contacts``, imported with their first use; None without it."""
    try:
        import backoffice_orders.adapters.contacts as contacts
    except ImportError:
        return None  # the first use case that needs them says what to install
    rules: ContactRules = later(f"{contacts.__name__}.WorldContactRules")
    return rules


class _OurLetters:
    """Letters from the extra ``mail``, loaded with the first one that is written."""

    def __init__(self, catalogs: tuple[Path, ...]) -> None:
        self._catalogs = catalogs

    def render(self, letter: Letter) -> RenderedLetter:
        return _jinja_letters(self._catalogs).render(letter)


def _scope(shop: str, shared: Mapping[Concern, ShopId] | None) -> ShopScope:
    """Which shop it is: a name that is mistyped would be an empty shop of its own."""
    ID.entered("shop", shop)
    sharing = {} if shared is None else shared
    if not isinstance(sharing, Mapping):
        raise FieldInvalid("shared", must_be(A_MAPPING(), sharing))
    for concern, whose in sharing.items():
        if concern not in [*Concern]:
            raise FieldInvalid("shared", must_be(Concern.__name__, concern))
        ID.entered("shared", whose)
    scope = ShopScope(ShopId(shop), sharing)
    require_shared_together(scope)
    return scope


def _checkout_of(scope: ShopScope, checkout: CheckoutPort | None) -> CheckoutPort | None:
    # Asked of the class: an object may answer to any name.
    if hasattr(type(checkout), "of_shop"):
        return cast("CheckoutOfShops", checkout).of_shop(scope.owner(Concern.CARTS))
    return checkout


class _OurSender:
    """HTTPS, imported with the first webhook."""

    def require_address(self, url: str) -> None:
        _https().require_address(url)

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Sent:
        return _https().post(url, headers, body)


@cache
def _https() -> WebhookSender:
    from backoffice_orders.adapters.webhooks import HttpSender

    return HttpSender()


@cache
def _jinja_letters(catalogs: tuple[Path, ...]) -> Letters:
    from backoffice_orders.adapters.mail import JinjaLetters

    return JinjaLetters(catalogs=catalogs)
