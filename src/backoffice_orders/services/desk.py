"""The desk: what every use case works on, and the transaction it runs in."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define, field, fields_dict

from backoffice_orders.model.actor import Actor
from backoffice_orders.model.answers import NO_ANSWERS, Answers
from backoffice_orders.model.audit import AuditEntry
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.errors.host import (
    OutcomeUnknown,
    PartMissing,
    StorageBusy,
    StorageFailed,
    TransactionMisused,
)
from backoffice_orders.model.ids import AuditId, CartId, MessageId
from backoffice_orders.model.messages import Sentence
from backoffice_orders.model.outbox import EVERYBODY, OFFICE, OFFICE_TOPICS, OutboxMessage
from backoffice_orders.model.page import LARGE_PAGE, Page, PageAfter
from backoffice_orders.model.reasons import described
from backoffice_orders.model.service import Service
from backoffice_orders.model.settings import ShopSettings
from backoffice_orders.model.shop import Concern, ShopScope
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.model.values import frozen
from backoffice_orders.on_demand import later
from backoffice_orders.ports.outside_services import NO_SERVICES, OutsideServices
from backoffice_orders.ports.unit_of_work import (
    Guard,
    Step,
    Store,
    TakesTurns,
    Transaction,
    UnitOfWork,
)
from backoffice_orders.serialization import known_rules
from backoffice_orders.serialization.rules import KnownRules
from backoffice_orders.services.current_attempt import attempt_at
from backoffice_orders.services.known_rules import KnownCartRules
from backoffice_orders.services.limited_calls import LimitedCalls, failures
from backoffice_orders.services.notices import Notice
from backoffice_orders.services.shared_customers import cart_rules_of, catalog_of
from backoffice_orders.services.shared_stock import stock_elsewhere_of, stock_of
from backoffice_orders.services.shop_marks import mark_of

if TYPE_CHECKING:
    from backoffice_orders.model.keyed_request import KeyedRequest
    from backoffice_orders.model.order_number import OrderNumber
    from backoffice_orders.ports.address_suggestions import AddressSuggestions
    from backoffice_orders.ports.checkout import Checkout
    from backoffice_orders.ports.clock import Clock
    from backoffice_orders.ports.contacts import ContactRules
    from backoffice_orders.ports.ids import Ids
    from backoffice_orders.ports.letters import Letters
    from backoffice_orders.ports.mail import Mail
    from backoffice_orders.ports.own_parts import OwnParts
    from backoffice_orders.ports.payments import PaymentProvider
    from backoffice_orders.ports.stock import Stock
    from backoffice_orders.ports.webhook_sender import WebhookSender

A_CHECKOUT = Sentence("part.checkout", "a checkout")
PASS_CHECKOUT = Sentence("part.pass_checkout", "pass one to BackOffice(checkout=…)")
A_WEBHOOK_SENDER = Sentence("part.webhook_sender", "a way out for webhooks")
PASS_WEBHOOK_SENDER = Sentence(
    "part.pass_webhook_sender", "pass one to BackOffice(webhook_sender=…)"
)
CONTACT_RULES = Sentence("part.contact_rules", "contact rules")
INSTALL_CONTACTS = Sentence(
    "part.install_contacts", "install backoffice-orders[contacts], or pass your own"
)

T = TypeVar("T")
logger: logging.Logger = logging.getLogger("backoffice_orders.stock")
retries_logger: logging.Logger = logging.getLogger("backoffice_orders.retries")
storage_logger: logging.Logger = logging.getLogger("backoffice_orders.storage")
# Each pause (seconds) lasts anything up to a limit that doubles: about five seconds in all, enough
# for some dozen employees who want the last piece at once.
_ATTEMPTS = 16
_FIRST_PAUSE = 0.02
_LONGEST_PAUSE = 1.0
# An attempt may itself wait for a lock: after so long (seconds) none is begun any more.
_LONGEST = 10.0
# A replica that keeps searches waiting for so long (seconds) and fails is left alone for a while.
_REPLICA_SLOW = 1.0
_REPLICA_RESTS = 30.0
_JOURNAL_AT_ONCE = 500
_MOST_TYPING = 16
ALL_SHIPPED = known_rules()
_KNOWN_ORDERS = "backoffice_orders.services.known_orders.KnownOrders"
_PORTS = tuple(fields_dict(UnitOfWork))
# A host's own parts, made for one transaction.
OwnPartsOf = Callable[[Transaction], "OwnParts"]
# What a new order is known by, chosen in the transaction that places it.
Numbers = Callable[[Transaction], "OrderNumber"]


@frozen(kw_only=True, eq=False)
class Work(UnitOfWork):
    """One use case at work: all ports, its actor, and its moment.

    Attributes:
        transaction: The transaction it runs in.
        actor: Who acts.
        now: The moment at which it began, for everything in it.
        ids: New identifiers.
        stock_is_elsewhere: Whether ``stock`` is in another system, and follows the commit.
        numbers: What new orders are known by, where the host chooses that.
        guards: What the host asks to be asked before a cart or an order is saved.
        services: What other systems are asked for.
        known: Which kinds of conditions and actions this office knows.
        given: Answers about carts that are not stored as they are, instead of the stored ones.
        notices: What is lost for good by this use case, and has to be said with its result.
    """

    transaction: Transaction
    actor: Actor
    now: datetime
    ids: Ids
    stock_is_elsewhere: bool = False
    numbers: Numbers | None = None
    guards: tuple[Guard, ...] = ()
    _contacts: ContactRules | None = None
    services: tuple[Service, ...] = ()
    known: KnownRules = ALL_SHIPPED
    given: dict[CartId, Answers] = field(factory=dict)
    notices: list[Notice] = field(factory=list)
    _entries: list[AuditEntry] = field(factory=list)
    _messages: list[OutboxMessage] = field(factory=list)
    _changed: set[str] = field(factory=set)

    @cached_property
    def settings(self) -> ShopSettings:
        """The shop's settings, read once."""
        return self.shops.settings()

    @property
    def contacts(self) -> ContactRules:
        """The rules of addresses, or ``PartMissing``."""
        return _plugged_in(self._contacts)

    def answers_about(self, cart_id: CartId) -> Answers:
        """What services of other systems have answered about a cart; nothing without any."""
        if not self.services:
            return NO_ANSWERS
        given = self.given.get(cart_id)
        return self.answers.of_cart(cart_id) if given is None else given

    def record(
        self,
        action: str,
        subject_type: SubjectType,
        subject: str,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
        *,
        version: int | None = None,
    ) -> None:
        """Leave an entry in the audit trail.

        Args:
            action: What was done.
            subject_type: Of what kind it is that it was done to.
            subject: The id of that.
            before: What was changed, as it was.
            after: What was changed, as it has become.
            version: What the subject has become.
        """
        self._changed.add(subject)
        self._entries.append(
            AuditEntry(
                id=AuditId(self.ids.new("audit")),
                at=self.now,
                actor_id=self.actor.id,
                action=action,
                subject_type=subject_type,
                subject=subject,
                before=before or {},
                after=after or {},
                actor_name=self.actor.name,
                version=version,
            )
        )
        self._write_some()

    def history(
        self,
        subject_type: SubjectType,
        subject: str,
        page: PageAfter = LARGE_PAGE,
        *,
        newest_first: bool = False,
    ) -> Page[AuditEntry]:
        """A page of what the audit trail says of one cart, order or customer."""
        self.write_journal()
        return self.audit.of_subject(subject_type, subject, page, newest_first=newest_first)

    def erase_history(self, subject_type: SubjectType, subject: str) -> None:
        """Empty what the audit trail says was changed; who did what and when stays."""
        self.write_journal()
        self.audit.erase(subject_type, subject)

    def emit(self, topic: str, key: str, payload: Mapping[str, Any]) -> None:
        """Put a domain event, or business of the office's own, into the outbox.

        It leaves after the commit, by ``events.deliver``.
        """
        self._changed.add(key)
        message_id = MessageId(self.ids.new("msg"))
        consumer = OFFICE if topic in OFFICE_TOPICS else EVERYBODY
        message = OutboxMessage(message_id, topic, key, self.now, payload, consumer=consumer)
        self._messages.append(message)
        self._write_some()

    def note_change(self, subject: str) -> None:
        """Count something as changed that neither the audit trail nor an event tells of."""
        self._changed.add(subject)

    @property
    def changes(self) -> bool:
        """Whether something was changed: the audit trail or an event tells of it, or a note."""
        return bool(self._changed)

    def write_journal(self) -> None:
        """Write what was recorded and emitted so far: together, not one by one."""
        if self._entries:
            self.audit.record(*self._entries)
            self._entries.clear()
        if self._messages:
            self.outbox.add(*self._messages)
            self._messages.clear()

    def _write_some(self) -> None:
        if len(self._entries) + len(self._messages) >= _JOURNAL_AT_ONCE:
            self.write_journal()


@define
class _Rest:
    """Until when (by the monotonic clock) something is left alone."""

    until: float = 0.0


@frozen
class Desk:
    """Everything that is plugged in, and a way to run a use case on it."""

    store: Store
    clock: Clock
    ids: Ids
    letters: Letters
    scope: ShopScope = ShopScope()
    replica: Store | None = None
    own: OwnPartsOf | None = None
    stock_elsewhere: Stock | None = None
    numbers: Numbers | None = None
    guards: tuple[Guard, ...] = ()
    contacts_port: ContactRules | None = None
    checkout_port: Checkout | None = None
    mail_port: Mail | None = None
    webhook_sender_port: WebhookSender | None = None
    payment_providers: tuple[PaymentProvider, ...] = ()
    services: OutsideServices = NO_SERVICES
    address_suggestions: AddressSuggestions | None = None
    known: KnownRules = field(default=ALL_SHIPPED, eq=False)
    catalogs: tuple[Path, ...] = ()
    # Consumers of events by name: handlers, or ``Consumer``s.
    consumers: Mapping[str, Any] = field(factory=dict, eq=False)
    calls: LimitedCalls = field(factory=LimitedCalls, eq=False)
    # What is asked while somebody types: however it hangs, orders do not wait for it.
    typing_calls: LimitedCalls = field(factory=lambda: LimitedCalls(_MOST_TYPING), eq=False)
    sleep: Callable[[float], None] = field(default=time.sleep, eq=False)
    _replica_rests: _Rest = field(factory=_Rest, init=False, eq=False)

    @property
    def contacts(self) -> ContactRules:
        """The rules of addresses, or ``PartMissing``."""
        return _plugged_in(self.contacts_port)

    @property
    def checkout(self) -> Checkout:
        """The front-office checkout, or ``PartMissing``."""
        if self.checkout_port is None:
            raise PartMissing(A_CHECKOUT(), PASS_CHECKOUT())
        return self.checkout_port

    @property
    def webhook_sender(self) -> WebhookSender:
        """The way out for webhooks, or ``PartMissing``."""
        if self.webhook_sender_port is None:
            raise PartMissing(A_WEBHOOK_SENDER(), PASS_WEBHOOK_SENDER())
        return self.webhook_sender_port

    @property
    def elsewhere(self) -> Stock | None:
        """The stock in another system, where there is one.

        It commits by itself: what is done to it within a transaction is done again where that
        begins anew, and stays done where that fails.
        """
        stock = self.stock_elsewhere
        return None if stock is None else stock_elsewhere_of(self.scope, stock)

    def provider(self, payment_method: str) -> PaymentProvider | None:
        """Who charges this payment method; None where the shop waits for the money."""
        for provider in self.payment_providers:
            if provider.payment_method == payment_method:
                return provider
        return None

    def read(self, actor: Actor, use_case: Callable[[Work], T]) -> T:
        """Run a use case that only looks."""
        return self._run(actor, use_case, read_only=True)

    def search(self, actor: Actor, use_case: Callable[[Work], T]) -> T:
        """Run a use case that searches, and may miss what was written a moment ago.

        It is asked of the replica, where there is one. What that refuses, because it does not know
        of it yet, say, or is away, is asked of the store. One that nobody hears of is not waited
        for with each search.
        """
        began = time.monotonic()
        if self.replica is not None and began >= self._replica_rests.until:
            try:
                return self._once(actor, use_case, read_only=True, store=self.replica)
            except StorageFailed as error:
                self._note_replica_failed(error, began)
            except BackOfficeError:
                pass  # the store says it, if it is so
        return self.read(actor, use_case)

    def _note_replica_failed(self, error: StorageFailed, began: float) -> None:
        storage_logger.warning("the replica: %s: %s", error.code, error.reason)
        moment = time.monotonic()
        if moment - began >= _REPLICA_SLOW:
            self._replica_rests.until = moment + _REPLICA_RESTS

    def write(self, actor: Actor, use_case: Callable[[Work], T]) -> T:
        """Run a use case in one transaction; when others were faster, again, a few times."""
        return self._run(actor, use_case, read_only=False)

    def write_in_turn(self, actor: Actor, use_case: Callable[[Work], T]) -> T:
        """``write``, but wait for others where the store can: see ``TakesTurns``."""
        return self._run(actor, use_case, read_only=False, store=self._store_in_turn)

    @cached_property
    def _store_in_turn(self) -> Store:
        # Asking whether it is one takes as long as a statement.
        return self.store.in_turn if isinstance(self.store, TakesTurns) else self.store

    def _run(
        self,
        actor: Actor,
        use_case: Callable[[Work], T],
        *,
        read_only: bool,
        store: Store | None = None,
    ) -> T:
        try:
            return self._tried(actor, use_case, read_only=read_only, store=store)
        except StorageFailed as error:
            # Without the traceback: what the driver says could name customers.
            storage_logger.log(logging.ERROR, "%s: %s", error.code, error.reason)
            raise

    def _tried(
        self,
        actor: Actor,
        use_case: Callable[[Work], T],
        *,
        read_only: bool,
        store: Store | None,
    ) -> T:
        began = time.monotonic()
        # Whoever is not too late does without tenacity, which takes longer than a statement.
        try:
            return self._once(actor, use_case, read_only=read_only, store=store)
        except StorageBusy:
            if time.monotonic() - began >= _LONGEST:
                raise
        # Whoever needs it waits anyway: it takes a while to import.
        from tenacity import (
            Retrying,
            retry_if_exception_type,
            stop_after_attempt,
            stop_after_delay,
            wait_random_exponential,
        )

        # Who was faster is done by now: at once, and then with pauses.
        name = getattr(use_case, "__qualname__", type(use_case).__name__)
        retries_logger.info("%s is tried again: the storage was busy", name)
        again = Retrying(
            retry=retry_if_exception_type(StorageBusy),
            stop=stop_after_attempt(_ATTEMPTS - 1) | stop_after_delay(_LONGEST),
            wait=wait_random_exponential(multiplier=_FIRST_PAUSE, max=_LONGEST_PAUSE),
            sleep=self.sleep,
            reraise=True,
        )
        try:
            result: T = again(self._once, actor, use_case, read_only=read_only, store=store)
        except StorageBusy:
            retries_logger.warning("%s was given up: the storage stayed busy", name)
            raise
        return result

    def _once(
        self,
        actor: Actor,
        use_case: Callable[[Work], T],
        *,
        read_only: bool,
        store: Store | None = None,
    ) -> T:
        transaction: Transaction | None = None
        committing = False
        attempt = None if read_only else attempt_at(self)
        marked: KeyedRequest | None = None
        try:
            store = self.store if store is None else store
            with store.transaction(self.scope, read_only=read_only) as unit:
                transaction = Transaction(unit, self.scope, read_only)
                work = self.work_in(transaction, actor)
                result = use_case(work)
                work.write_journal()
                if attempt is not None and work.changes:
                    marked = attempt.marked(work.requests, work.now, result)
                committing = True
            if attempt is not None and marked is not None:
                attempt.committed(marked, result)
        except BaseException as error:
            # Whether a commit that was broken off has happened, nobody knows: undo nothing then.
            broken_off = not isinstance(error, BackOfficeError) or isinstance(error, OutcomeUnknown)
            unknown = committing and broken_off
            if attempt is not None and unknown:
                attempt.outcome_unknown = True
            if transaction is not None and not unknown:
                _do_all(transaction.steps(committed=False))
            raise
        steps, on_commit = transaction.steps(committed=True), transaction.ports.on_commit
        if on_commit is None:
            _do_all(steps)
        elif steps:
            on_commit(lambda: _do_all(steps))
        return result

    def work_in(self, transaction: Transaction, actor: Actor) -> Work:
        """A use case's ports in a transaction: the host's own parts, and the store's.

        Raises:
            TransactionMisused: The host's parts are none, or two for one thing.
        """
        ports, guards = transaction.ports, self.guards
        elsewhere = self.elsewhere
        if self.own is not None:
            from backoffice_orders.ports.own_parts import OwnParts

            own = self.own(transaction)
            if not isinstance(own, OwnParts):
                raise TransactionMisused(f"own must return OwnParts, not {described(own)}")
            if own.stock is not None and elsewhere is not None:
                raise TransactionMisused("there are two stocks: own.stock and stock_elsewhere")
            ports, guards = own.over(ports), (*guards, *own.guards)
        parts = {name: getattr(ports, name) for name in _PORTS}
        parts["stock"] = stock_of(self.scope, ports.stock) if elsewhere is None else elsewhere
        marked = mark_of(self.scope, Concern.ORDERS, Concern.CART_RULES)
        rules = cart_rules_of(self.scope, ports.cart_rules)
        parts["cart_rules"] = KnownCartRules(rules, self.known, marked)
        parts["catalog"] = catalog_of(self.scope, ports.catalog)
        parts["orders"] = later(_KNOWN_ORDERS, ports.orders, self.known)
        return Work(
            **parts,
            transaction=transaction,
            actor=actor,
            now=self.clock.now(),
            ids=self.ids,
            stock_is_elsewhere=elsewhere is not None,
            numbers=self.numbers,
            guards=guards,
            contacts=self.contacts_port,
            services=self.services.plugged_in,
            known=self.known,
        )


def _plugged_in(contacts: ContactRules | None) -> ContactRules:
    if contacts is None:
        raise PartMissing(CONTACT_RULES(), INSTALL_CONTACTS())
    return contacts


def _do_all(steps: Sequence[Step]) -> None:
    """Do every step, whatever becomes of the others: the transaction is over, and so it stays."""
    for step in steps:
        try:
            step()
        except failures() as error:
            # Without the traceback: it could name customers.
            logger.warning("a step after a transaction failed: %s", type(error).__name__)
