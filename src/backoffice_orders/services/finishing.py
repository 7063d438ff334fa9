"""Section 7, Finishing: look everything over, then place the order or hand it over."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import TypeVar

from attrs import evolve
from moneyed import Money

from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.cart import Cart
from backoffice_orders.model.errors.customers import CustomerMissing
from backoffice_orders.model.errors.discounts import DiscountAboveCeiling
from backoffice_orders.model.errors.finishing import (
    CartAlreadyOrdered,
    CartEmpty,
    ChangedByItself,
    IdempotencyKeyReused,
    StaleCart,
    TotalChanged,
)
from backoffice_orders.model.errors.host import OutcomeUnknown
from backoffice_orders.model.errors.services import ServiceError
from backoffice_orders.model.events import CartHandedOver, CartSent
from backoffice_orders.model.fields import MESSAGE
from backoffice_orders.model.ids import CartId
from backoffice_orders.model.letter import RenderedLetter
from backoffice_orders.model.link import Link, Purpose
from backoffice_orders.model.messages import Message
from backoffice_orders.model.order import Order
from backoffice_orders.model.pricing.advice import Advice, advice
from backoffice_orders.model.pricing.book import PriceBook
from backoffice_orders.model.pricing.price import Gap, price_with_gaps
from backoffice_orders.model.pricing.summary import Summary
from backoffice_orders.model.settings import OrderStatus, PaymentMethod
from backoffice_orders.model.stock import may_be_back_ordered
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.services.command import Command
from backoffice_orders.services.desk import Work
from backoffice_orders.services.editing import open_cart, require_allowed, run_now
from backoffice_orders.services.holding import require_for
from backoffice_orders.services.letters import cart_letter, order_letter, post
from backoffice_orders.services.links import (
    HAND_OVER_FOR,
    address_of,
    ends_at,
    give_out,
    pay_for,
    withdraw_all,
)
from backoffice_orders.services.outside_services import Asking, ask_about, with_answers
from backoffice_orders.services.placing import Placing, place, placed_before, require_total
from backoffice_orders.services.price_book import customer_of, load
from backoffice_orders.services.read_back import read_back
from backoffice_orders.services.section import Section
from backoffice_orders.services.telling import offered, tell
from backoffice_orders.services.view import (
    CartView,
    carrier_dropped,
    carrier_unavailable,
    view,
    view_and_loaded,
)

T = TypeVar("T")


class Finishing(Section):
    """Finish the order."""

    def summary(self, actor: Actor, cart_id: CartId) -> CartView:
        """Everything about the cart, its total, and what is still missing; ``CartNotFound``."""
        actor.require(Permission.READ_CART)
        return self._desk.read(actor, lambda work: view(work, work.carts.get(cart_id)))

    def advice(self, actor: Actor, cart_id: CartId) -> tuple[Advice, ...]:
        """Small changes that pay off, with their sums, the best first; ``CartNotFound``.

        A free delivery, a rule's minimum amount or a quantity price that is just missed. At most 24
        changes are priced for it: it is asked for when nothing changes, not at each keystroke. Of
        what is ordered nothing can be changed any more.
        """
        actor.require(Permission.READ_CART)

        def look(work: Work) -> tuple[Advice, ...]:
            seen, loaded = view_and_loaded(work, work.carts.get(cart_id))
            cart = seen.cart
            if cart.ordered:
                return ()
            left = {
                line.id: None
                if may_be_back_ordered(product, work.settings)
                else max(seen.remaining.get(line.id, 0), 0)
                for line in cart.lines
                if (product := loaded.shared.products.get(line.product_id)) is not None
            }
            return advice(cart, loaded.book(cart), left)

        return self._desk.read(actor, look)

    def ask_services(
        self, actor: Actor, cart_id: CartId, *, version: int | None = None
    ) -> CartView:
        """Ask services of other systems about the cart as it is: for prices, delivery and taxes.

        What they answer is kept beside the cart, whose version stays what it is. They are asked
        outside of any transaction, for ``ShopSettings.services_timeout_ms`` at most; where none is
        plugged in, or all have answered, nothing happens. The view's notices say what went wrong,
        and whether the total is another one now.

        Raises:
            CartNotFound, CartAlreadyOrdered, StaleCart, OfferExpired: The cart.
            TransactionMisused: It is called within another transaction.
            PermissionDenied: Without ``edit_cart``.
        """
        actor.require(Permission.EDIT_CART)
        return ask_about(self._desk, actor, cart_id, version)

    def payment_methods(self, actor: Actor) -> tuple[PaymentMethod, ...]:
        """The shop's payment methods."""
        actor.require(Permission.READ_CATALOG)
        return self._desk.read(actor, lambda work: work.settings.payment_methods)

    def statuses(self, actor: Actor) -> tuple[OrderStatus, ...]:
        """The statuses an order can be placed with."""
        actor.require(Permission.READ_CATALOG)
        return self._desk.read(
            actor, lambda work: tuple(each for each in work.settings.statuses if not each.cancels)
        )

    def place(
        self,
        actor: Actor,
        cart_id: CartId,
        *,
        payment_method: str,
        status: str | None = None,
        message: str = "",
        paid: Money | None = None,
        payment_reference: str = "",
        expected_total: Money | None = None,
        idempotency_key: str = "",
        version: int | None = None,
        confirm_by_mail: bool = False,
        commands: Sequence[Command] = (),
        shown_total: Money | None = None,
    ) -> Order:
        """Turn the cart into an order. It happens once per cart.

        Stock and voucher uses are taken, and the order, its audit entries and its events are
        written, all together or not at all.

        Args:
            actor: Who places it.
            cart_id: Which cart.
            payment_method: The code of one of the shop's payment methods.
            status: The code of the first status; None takes the shop's first, or its first that
                means paid where the order costs nothing.
            message: A message with the order; empty takes the cart's.
            paid: What has been paid, gross, in the order's currency. None is everything where
                the status means paid, and nothing otherwise.
            payment_reference: The bank's or provider's name for the payment.
            expected_total: What the customer agreed to pay, gross; another total is refused.
            idempotency_key: Names this attempt: repeated with the same key, the order that it
                made is returned.
            version: The version of the cart the actor has seen.
            confirm_by_mail: Whether the customer gets a letter about the order.
            commands: What is to be done with the cart before, in the same transaction.
            shown_total: What it cost, gross, before these commands: what the page had shown.

        Raises:
            ChangedByItself: By the commands, something else has gone.
            Whatever refuses one of the commands: nothing is changed or placed then.
            CartNotFound, CartAlreadyOrdered, StaleCart, OfferExpired: The cart.
            CustomerMissing, CustomerInactive, CustomerIsErased, CartEmpty, ProductUnavailable,
            MinimalQuantity, OutOfStock, AddressMissing, CountryUnavailable, CarrierMissing,
            CarrierUnavailable:
                What is still missing, the first in the order of the page.
            RuleUsedUp, RuleUsedUpByCustomer: Somebody has used a voucher at this moment.
            PaymentMethodUnknown, StatusUnknown, StatusFinal, CurrencyMismatch, AmountNegative,
            FieldInvalid, PaymentTooLarge, TotalChanged: What was decided here.
            ServiceFailed, ServiceRefused: A service of another system gave no answer.
            TotalAnswered: By its answer the order costs something else than before: nobody has
                seen that yet, unless ``expected_total`` says so.
            IdempotencyKeyReused: The key has placed another cart.
            PermissionDenied: Without ``place_order``; without ``record_payment``, where ``paid``
                or ``status`` says that money has come in.
        """
        placing = Placing(
            cart_id=cart_id,
            payment_method=payment_method,
            status=status,
            message=message,
            paid=paid,
            payment_reference=payment_reference,
            expected_total=expected_total,
            idempotency_key=idempotency_key,
            version=version,
            confirm_by_mail=confirm_by_mail,
            commands=commands,
            shown_total=shown_total,
        )
        return self.carry_out(actor, placing)

    def carry_out(self, actor: Actor, placing: Placing) -> Order:
        """Place what has been decided; raises as ``place``."""
        actor.require(Permission.PLACE_ORDER)
        require_allowed(actor, placing.commands)

        def attempt(asking: Asking) -> Order:
            asked = evolve(placing, asking=asking) if asking != placing.asking else placing
            try:
                return self._place(actor, asked)
            except OutcomeUnknown:
                return self._find_out(actor, asked)

        return with_answers(self._desk, actor, attempt, placing.expected_total)

    def _place(self, actor: Actor, placing: Placing) -> Order:
        try:
            return self._desk.write_in_turn(
                actor, lambda work: self._place_and_confirm(work, placing)
            )
        except (StaleCart, CartAlreadyOrdered, IdempotencyKeyReused):
            # Somebody was faster. If it was this very placing, its order is the answer.
            before = self._desk.read(actor, lambda work: placed_before(work, placing))
            if before is None:
                raise
            return before

    def _place_and_confirm(self, work: Work, placing: Placing) -> Order:
        work = placing.asking.begin(work)
        order = place(work, self._changed(work, placing))
        if order.payments and (placing.paid is not None or placing.status is not None):
            work.actor.require(Permission.RECORD_PAYMENT)
        # What is about to be charged is confirmed once it is paid.
        if placing.confirm_by_mail and not (placing.charged_next and order.due):
            letter = order_letter(work.settings, order)
            post(self._desk, work, letter, order.customer, order.cart_id)
        return order

    def _changed(self, work: Work, placing: Placing) -> Placing:
        _require_shown(work, placing.cart_id, placing.version, placing.shown_total)
        if not placing.commands:
            return placing
        changed = run_now(work, placing.cart_id, placing.version, placing.commands)
        surprises = tuple(each.message for each in changed.notices if not each.welcome)
        if surprises:
            raise ChangedByItself(surprises)
        return evolve(placing, version=changed.version)

    def _find_out(self, actor: Actor, placing: Placing) -> Order:
        """After a commit whose answer got lost: the order if it is there, or else try again."""

        def look(work: Work) -> Order | None:
            order = work.orders.of_cart(placing.cart_id)
            if order is None or order.placed_by != actor.id:
                return None
            return order if order.idempotency_key == placing.idempotency_key else None

        placed = self._desk.read(actor, look)
        if placed is not None:
            return placed
        return self._place(actor, placing)

    def hand_over(
        self,
        actor: Actor,
        cart_id: CartId,
        *,
        commands: Sequence[Command] = (),
        version: int | None = None,
        expected_total: Money | None = None,
        shown_total: Money | None = None,
    ) -> str:
        """The address (URL) where the employee finishes the cart in the front-office checkout.

        It opens once, within a quarter of an hour; the employee acts there for the customer,
        and the order remembers both. ``commands`` are run before, or nothing happens;
        ``expected_total`` is what it costs after them, gross, and ``shown_total`` what it cost
        before: another total is refused.

        Raises:
            CartNotFound, CartAlreadyOrdered, StaleCart, OfferExpired: The cart.
            CustomerMissing, CustomerInactive, CustomerIsErased, CartEmpty: It is not far enough.
            ServiceFailed, ServiceRefused, TotalAnswered, TotalChanged: As ``place``.
            DiscountAboveCeiling: A discount by hand has come to be above its ceiling.
            PartMissing: The host has not plugged in a checkout.
        """
        actor.require(Permission.HAND_OVER_CART)
        require_allowed(actor, commands)
        checkout = self._desk.checkout

        def hand_over(work: Work, seen: CartView) -> str:
            cart, summary = seen.cart, seen.summary
            link = give_out(work, cart, Purpose.HAND_OVER, HAND_OVER_FOR, actor, summary)
            url = address_of(checkout, link)
            work.record("cart.hand_over", SubjectType.CART, cart.id)
            tell(work, offered(CartHandedOver, work, cart, summary))
            return url

        return self._once_seen(
            actor, cart_id, version, commands, expected_total, shown_total, hand_over
        )

    def preview(self, actor: Actor, cart_id: CartId, *, note: str = "") -> RenderedLetter:
        """The letter that ``send`` would send, without its link.

        Raises:
            CartNotFound, CartAlreadyOrdered, OfferExpired: The cart.
            CustomerMissing, CustomerInactive, CustomerIsErased, CartEmpty: It is not far enough.
            FieldTooLong: The note.
            PartMissing: The host has not plugged in letters.
        """
        actor.require(Permission.READ_CART)
        text = MESSAGE.taken("note", note)

        def look(work: Work) -> RenderedLetter:
            seen = view(work, self._sendable(work, cart_id, None, ()))
            until = ends_at(work, seen.cart, pay_for(work))
            return self._desk.letters.render(cart_letter(work.settings, seen, "#", text, until))

        return self._desk.read(actor, look)

    def send(
        self,
        actor: Actor,
        cart_id: CartId,
        *,
        note: str = "",
        valid_for: timedelta | None = None,
        commands: Sequence[Command] = (),
        version: int | None = None,
        expected_total: Money | None = None,
        shown_total: Money | None = None,
    ) -> Link:
        """Send the pre-filled order to the customer, who checks, changes and pays it.

        The letter is written into the outbox, and leaves with the next ``events.deliver``.

        Args:
            actor: Who sends it.
            cart_id: Which cart; addresses and delivery may still be missing.
            note: The shop's word to the customer; empty takes the cart's.
            valid_for: How long the link holds; None is fourteen days, or as long as the shop
                holds anything (``ShopSettings.longest_hold_days``).
            commands: What is to be done with the cart before, in the same transaction.
            version: The version of the cart the actor has seen.
            expected_total: What it costs after the commands, gross; another total is refused.
            shown_total: As for ``place``.

        Raises:
            HoldTooLong: ``valid_for`` is longer than the shop holds anything.
            DiscountAboveCeiling: A discount by hand has come to be above its ceiling.
            FieldMissing, FieldInvalid: The shop or the customer has no usable e-mail address.
            PartMissing: The host has not plugged in letters or a checkout.
            ServiceFailed, ServiceRefused, TotalAnswered, TotalChanged: As ``place``.
            And what ``preview`` raises, and ``StaleCart``.
        """
        actor.require(Permission.SEND_CART)
        require_allowed(actor, commands)
        text = MESSAGE.taken("note", note)
        checkout = self._desk.checkout

        def send(work: Work, seen: CartView) -> Link:
            cart = seen.cart
            assert seen.customer is not None
            lasts = pay_for(work) if valid_for is None else valid_for
            require_for(work, "valid_for", lasts)
            link = give_out(work, cart, Purpose.PAY, lasts, actor, seen.summary)
            address = address_of(checkout, link)
            letter = cart_letter(work.settings, seen, address, text, link.expires_at)
            post(self._desk, work, letter, seen.customer, cart.id, link.id)
            work.record("cart.send", SubjectType.CART, cart.id, {}, {"to": seen.customer.email})
            tell(work, offered(CartSent, work, cart, seen.summary))
            return link

        return self._once_seen(actor, cart_id, version, commands, expected_total, shown_total, send)

    def make_link(
        self,
        actor: Actor,
        cart_id: CartId,
        *,
        valid_for: timedelta | None = None,
        commands: Sequence[Command] = (),
        version: int | None = None,
        expected_total: Money | None = None,
        shown_total: Money | None = None,
    ) -> str:
        """The address (URL) of a new link to the prepared order, to be sent by text or chat.

        It opens what the link of ``send`` opens; no e-mail is written.

        Args:
            actor: Who makes it.
            cart_id: Which cart; addresses and delivery may still be missing.
            valid_for: How long the link holds, as for ``send``.
            commands: What is to be done with the cart before, in the same transaction.
            version: The version of the cart the actor has seen.
            expected_total: As for ``send``.
            shown_total: As for ``place``.

        Raises:
            What ``send`` raises, but for what is about e-mail.
        """
        actor.require(Permission.SEND_CART)
        require_allowed(actor, commands)
        checkout = self._desk.checkout

        def make(work: Work, seen: CartView) -> str:
            lasts = pay_for(work) if valid_for is None else valid_for
            require_for(work, "valid_for", lasts)
            link = give_out(work, seen.cart, Purpose.PAY, lasts, actor, seen.summary)
            address = address_of(checkout, link)
            work.record("cart.make_link", SubjectType.CART, cart_id)
            return address

        return self._once_seen(actor, cart_id, version, commands, expected_total, shown_total, make)

    def read_back(self, actor: Actor, cart_id: CartId) -> tuple[Message, ...]:
        """What to say aloud before the order is placed, sentence by sentence; ``CartNotFound``.

        What is ordered, where it goes, how, and what it costs: what the customer then agrees to
        (``place(expected_total=...)``). ``Cart.language`` is the customer's.
        """
        actor.require(Permission.READ_CART)
        return self._desk.read(actor, lambda work: read_back(view(work, work.carts.get(cart_id))))

    def withdraw_links(self, actor: Actor, cart_id: CartId) -> int:
        """Take back every link to the cart; how many still held. ``CartNotFound``."""
        actor.require(Permission.SEND_CART)

        def withdraw(work: Work) -> int:
            work.carts.get(cart_id)
            count = withdraw_all(work, cart_id)
            if count:
                work.record("cart.withdraw_links", SubjectType.CART, cart_id, {}, {"links": count})
            return count

        return self._desk.write(actor, withdraw)

    def links(self, actor: Actor, cart_id: CartId) -> tuple[Link, ...]:
        """Every link that was given out for the cart, oldest first."""
        actor.require(Permission.READ_CART)
        return self._desk.read(actor, lambda work: work.links.of_cart(cart_id))

    def _once_seen(
        self,
        actor: Actor,
        cart_id: CartId,
        version: int | None,
        commands: Sequence[Command],
        expected_total: Money | None,
        shown_total: Money | None,
        use_case: Callable[[Work, CartView], T],
    ) -> T:
        """Do something with a cart as it is sent, if it costs what is expected (gross)."""

        def attempt(asking: Asking) -> T:
            def do(work: Work) -> T:
                work = asking.begin(work)
                _require_shown(work, cart_id, version, shown_total)
                seen = self._seen(work, cart_id, version, commands, asking)
                require_total(seen.summary, expected_total)
                return use_case(work, seen)

            return self._desk.write(actor, do)

        return with_answers(self._desk, actor, attempt, expected_total)

    def _seen(
        self,
        work: Work,
        cart_id: CartId,
        version: int | None,
        commands: Sequence[Command],
        asking: Asking,
    ) -> CartView:
        """The cart as it is sent, with what services of other systems say about it."""
        cart = self._sendable(work, cart_id, version, commands)
        asking.use(work, cart.id)
        seen, loaded = view_and_loaded(work, cart)
        asking.require(work, cart, loaded.book(cart), seen.summary)
        for problem in seen.missing:
            if isinstance(problem.error, ServiceError | DiscountAboveCeiling):
                raise problem.error
        return seen

    def _sendable(
        self, work: Work, cart_id: CartId, version: int | None, commands: Sequence[Command]
    ) -> Cart:
        if commands:
            version = run_now(work, cart_id, version, commands).version
        cart = open_cart(work, cart_id, version)
        customer = customer_of(work, cart.customer_id)
        if customer is None:
            raise CustomerMissing
        customer.require_active()
        if cart.empty:
            raise CartEmpty
        return cart


def _require_shown(
    work: Work, cart_id: CartId, version: int | None, shown_total: Money | None
) -> None:
    """Raise ``TotalChanged`` if the cart costs something else (gross) than a page has shown.

    With what has gone of it: that makes it cost something else.
    """
    if shown_total is None:
        return
    cart = open_cart(work, cart_id, version)
    book = load(work, [cart]).book(cart)
    summary, gaps = price_with_gaps(cart, book)
    try:
        require_total(summary, shown_total)
    except TotalChanged as changed:
        gone = _gone(cart, book, summary, gaps, dearer=changed.current > shown_total)
        causes = tuple(dict.fromkeys(gone))
        raise TotalChanged(changed.expected, changed.current, causes) from None


def _gone(
    cart: Cart, book: PriceBook, summary: Summary, gaps: Sequence[Gap], *, dearer: bool
) -> Iterator[Message]:
    """What has gone of a cart that may be why its total is another one, in the order of the page.

    A voucher that does not hold makes nothing cheaper.
    """
    yield from (gap.error.message for gap in gaps if not isinstance(gap.error, ServiceError))
    if dearer:
        yield from (rule.message for rule in summary.refused_rules)
    if carrier_dropped(cart, summary):
        yield carrier_unavailable(cart, book).message
