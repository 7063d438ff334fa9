"""Whatever happens to an order's money, in any order: all of it is on record, once.

The table that this runs over is in ``docs/payments.md``.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import evolve
from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from backoffice_orders.adapters.memory import Behaviour, MemoryStore, TestCards
from backoffice_orders.adapters.sql import SqlStore
from backoffice_orders.back_office import BackOffice
from backoffice_orders.model.errors.finishing import (
    ChargeOpen,
    PaymentReferenceTaken,
    PaymentTooLarge,
    RefundTooLarge,
    StatusFinal,
)
from backoffice_orders.model.errors.links import LinkWithdrawn
from backoffice_orders.model.errors.payments import PaymentPending, PaymentRefused
from backoffice_orders.model.order import Order
from backoffice_orders.model.outbox import OutboxMessage
from backoffice_orders.model.settings import PaymentMethod
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.testing.samples import EMPLOYEE, euros
from tests.checkout.samples import Shop

TOTAL = Decimal(30)
NOTHING = Decimal(0)
AMOUNTS = st.sampled_from(["5.00", "10.00", "30.00", "40.00"])
# What is refused changes nothing of the money on record: the invariants see to it.
REFUSALS = (
    ChargeOpen,
    LinkWithdrawn,
    PaymentPending,
    PaymentReferenceTaken,
    PaymentRefused,
    PaymentTooLarge,
    RefundTooLarge,
    StatusFinal,
)
TEXTS = st.sampled_from(["", "order 1", "test-ord"])


class MoneyOfAnOrder(RuleBasedStateMachine):
    """John's order of 30.00, two providers, a bank, and an employee.

    ``bank`` is what came in and went back by other ways than a provider; the providers know
    themselves what they have taken.
    """

    def __init__(self) -> None:
        super().__init__()
        self.shop = Shop(self.store())
        self.cards, self.wallet = self.shop.cards, TestCards("wallet")
        desk = self.shop.office.desk
        self.office = BackOffice(
            self.shop.store,
            clock=self.shop.clock,
            ids=desk.ids,
            checkout=self.shop.links,
            mail=self.shop.mail,
            payments=[self.cards, self.wallet],
        )
        shop = desk.read(EMPLOYEE, lambda work: work.settings)
        methods = (*shop.payment_methods, PaymentMethod("wallet", "Wallet"))
        self.office.setup.save(EMPLOYEE, evolve(shop, payment_methods=methods))
        self.link = self.shop.sent(self.shop.cart()).id
        self.bank = NOTHING
        self.cancelled = False
        self.events: list[OutboxMessage] = []
        self.most_overpaid = NOTHING

    def store(self) -> Store:
        """Where it is kept."""
        return MemoryStore()

    # What is seen

    @property
    def order(self) -> Order:
        """As it is on record."""
        (found,) = self.office.orders.search(EMPLOYEE).items
        return self.office.orders.get(EMPLOYEE, found.order_id)

    @property
    def charged(self) -> Decimal:
        """What the providers have taken."""
        taken = (*self.cards.charged.values(), *self.wallet.charged.values())
        return sum((money.amount for money in taken), NOTHING)

    @property
    def costs(self) -> Decimal:
        """What the customer has to pay in all."""
        return NOTHING if self.cancelled else TOTAL

    # What can happen

    @initialize(silent=st.sampled_from(Behaviour), answers=st.booleans())
    def placed_by_the_customer(self, silent: Behaviour, answers: bool) -> None:
        """The order is placed with a card, which does as it likes."""
        self._pressed(
            silent,
            answers,
            lambda: self.office.checkout.place(self.link, "card", expected_total=euros("30.00")),
        )

    @rule(
        method=st.sampled_from(["card", "wallet"]),
        behaviour=st.sampled_from(Behaviour),
        answers=st.booleans(),
    )
    def pay(self, method: str, behaviour: Behaviour, answers: bool) -> None:
        """The customer presses the button that pays."""
        self._pressed(behaviour, answers, lambda: self.office.checkout.pay(self.link, method))

    @rule(behaviour=st.sampled_from(Behaviour), answers=st.booleans())
    def place_again(self, behaviour: Behaviour, answers: bool) -> None:
        """The customer sends the page from before once more."""
        self._pressed(
            behaviour,
            answers,
            lambda: self.office.checkout.place(self.link, "card", expected_total=euros("30.00")),
        )

    @rule(amount=AMOUNTS, text=TEXTS, overpayment=st.booleans())
    def transfer(self, amount: str, text: str, overpayment: bool) -> None:
        """The employee records what the bank has got."""
        before = self.order
        with suppress(*REFUSALS):
            after = self.office.orders.record_payment(
                EMPLOYEE,
                before.id,
                euros(amount),
                method="bank_transfer",
                reference=text,
                overpayment=overpayment,
            )
            if after == before:
                assert (euros(amount), text) in [(p.amount, p.reference) for p in before.payments]
            else:
                self.bank += Decimal(amount)
            if not overpayment and after != before:
                assert after.overpaid == before.overpaid

    @rule(amount=AMOUNTS)
    def refund(self, amount: str) -> None:
        """The employee gives money back."""
        before = self.order
        with suppress(*REFUSALS):
            self.office.orders.record_refund(EMPLOYEE, before.id, euros(amount))
            self.bank -= Decimal(amount)
            assert Decimal(amount) <= before.paid.amount

    @rule(status=st.sampled_from(["payment_accepted", "shipped"]))
    def go_on(self, status: str) -> None:
        """The employee takes the order further; all of it is there, they say."""
        before = self.order
        with suppress(*REFUSALS):
            after = self.office.orders.change_status(EMPLOYEE, before.id, status)
            assert not before.cancelled
            self.bank += after.paid.amount - before.paid.amount
            assert after.paid.amount in {before.paid.amount, TOTAL}

    @rule(status=st.sampled_from(["cancelled", "refunded"]))
    def end(self, status: str) -> None:
        """The employee cancels the order, or gives everything back."""
        before = self.order
        with suppress(*REFUSALS):
            after = self.office.orders.change_status(EMPLOYEE, before.id, status)
            self.cancelled = True
            if status == "refunded" and before.status != "refunded":
                self.bank -= before.paid.amount
                assert not after.paid
            assert not after.due

    @rule(answers=st.booleans(), minutes=st.sampled_from([1, 20, 45]))
    def time_goes_by(self, answers: bool, minutes: int) -> None:
        """The outbox asks the providers, who may be silent."""
        self.cards.answers = self.wallet.answers = answers
        self.shop.clock.advance(timedelta(minutes=minutes))
        self.office.events.deliver(EMPLOYEE, self.events.append)

    # What holds

    @invariant()
    @precondition(lambda self: hasattr(self, "link") and self.office.orders.search(EMPLOYEE).items)
    def what_is_known_is_on_record(self) -> None:
        """Whatever came in is recorded, but for a charge whose answer is still to come."""
        order = self.order
        unknown = self.charged + self.bank - order.paid.amount
        assert unknown in {
            NOTHING,
            order.open_charge.amount.amount if order.open_charge else NOTHING,
        }
        assert order.due.amount == max(self.costs - order.paid.amount, NOTHING)
        assert order.overpaid.amount == max(order.paid.amount - self.costs, NOTHING)
        keys = [payment.charge_key for payment in order.payments if payment.charge_key]
        assert len(keys) == len(set(keys))
        self.most_overpaid = max(self.most_overpaid, order.overpaid.amount)

    def teardown(self) -> None:
        """In the end everything is known, and what was too much was said."""
        if not self.office.orders.search(EMPLOYEE).items:
            return
        self.cards.answers = self.wallet.answers = True
        for _ in range(30):
            self.shop.clock.advance(timedelta(hours=7))
            self.office.events.deliver(EMPLOYEE, self.events.append)
        assert self.office.events.pending(EMPLOYEE) == ()
        assert self.order.open_charge is None
        assert self.order.paid.amount == self.charged + self.bank
        self.what_is_known_is_on_record()
        said = [e.payload["amount"] for e in self.events if e.topic == "order.overpaid"]
        assert max(map(Decimal, said), default=NOTHING) == self.most_overpaid

    def _pressed(self, behaviour: Behaviour, answers: bool, press: Callable[[], Order]) -> None:
        """Press a button: nothing is ever taken but what is truly still to be paid."""
        for provider in (self.cards, self.wallet):
            provider.behaviour, provider.answers = behaviour, answers
        charged, missing = self.charged, max(self.costs - self.charged - self.bank, NOTHING)
        with suppress(*REFUSALS):
            press()
        assert self.charged - charged in {NOTHING, missing}


class MoneyOfAnOrderInSql(MoneyOfAnOrder):
    """The same on SQLite."""

    def store(self) -> Store:
        self._directory = TemporaryDirectory()
        self._sql = SqlStore.open(f"sqlite:///{Path(self._directory.name) / 'shop.db'}")
        return self._sql

    def teardown(self) -> None:
        super().teardown()
        self._sql.close()
        self._directory.cleanup()


TestInMemory = MoneyOfAnOrder.TestCase
TestInMemory.settings = settings(max_examples=100, stateful_step_count=20, deadline=None)
TestOnSqlite = MoneyOfAnOrderInSql.TestCase
TestOnSqlite.settings = settings(
    max_examples=5,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
