"""What other systems are told: every topic with what it is about, and how it reads back."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any, TypeVar

import pytest
from attrs import evolve

from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.events import (
    BY_TOPIC,
    EVENTS,
    CartChanged,
    CartHandedOver,
    CartSent,
    CartStarted,
    CustomerChanged,
    CustomerCreated,
    CustomerErased,
    Event,
    OrderCancelled,
    OrderOverpaid,
    OrderPaid,
    OrderPlaced,
    OrderStatusChanged,
    PaymentRecorded,
    RefundRecorded,
    StockLow,
    UnknownEvent,
    VoucherChanged,
    VoucherCreated,
    VoucherRemoved,
    VoucherRestored,
    VoucherUsed,
)
from backoffice_orders.model.ids import CartRuleId, CustomerId, MessageId
from backoffice_orders.model.order import Order
from backoffice_orders.model.outbox import OutboxMessage
from backoffice_orders.model.pricing.actions.amount import Amount
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.services.event_documents import document_of, event_of
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, MOMENT, MUG, euros
from tests.checkout.samples import HOME, Shop

E = TypeVar("E", bound=Event)


class Told:
    """A consumer that remembers what it was told."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._all()

    def _all(self) -> list[Event]:
        messages: list[OutboxMessage] = []
        while not self._shop.office.events.deliver(EMPLOYEE, messages.append).idle:
            pass
        for message in messages:
            assert message.topic in BY_TOPIC, f"no class has the topic {message.topic}"
        events = [event_of(message) for message in messages]
        assert [event.key for event in events] == [message.key for message in messages]
        assert not [event for event in events if isinstance(event, UnknownEvent)]
        return events

    def of(self, kind: type[E]) -> list[E]:
        """What it was told since the last time, of this kind."""
        return [event for event in self._all() if isinstance(event, kind)]

    def one(self, kind: type[E]) -> E:
        """The one event of this kind since the last time."""
        (event,) = self.of(kind)
        return event

    def kinds(self) -> list[type[Event]]:
        """The kinds of all events since the last time."""
        return [type(event) for event in self._all()]


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def told(shop: Shop) -> Told:
    return Told(shop)


def placed(shop: Shop, cart: CartView, **decided: Any) -> Order:
    return shop.office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="invoice", **decided)


def test_a_cart_is_started_and_changed(shop: Shop, told: Told) -> None:
    john = shop.customer()
    view = shop.office.carts.start(EMPLOYEE, john.id)
    started = told.one(CartStarted)
    assert (started.cart_id, started.customer_id) == (view.cart.id, john.id)
    assert (started.actor_id, started.currency) == (EMPLOYEE.id, "EUR")
    view = shop.office.products.add(EMPLOYEE, view.cart.id, MUG.id, 2, version=view.version)
    changed = told.one(CartChanged)
    assert (changed.cart_id, changed.cart_version) == (view.cart.id, view.version)
    assert changed.changed == ("lines",)
    assert changed.action == shop.office.carts.history(EMPLOYEE, view.cart.id)[-1].action


def test_what_changes_nothing_is_no_news(shop: Shop, told: Told) -> None:
    view = shop.cart()
    told.kinds()
    line = view.cart.lines[0]
    shop.office.products.set_quantity(EMPLOYEE, view.cart.id, line.id, line.quantity)
    assert told.kinds() == []


def test_a_cart_that_is_sent_or_handed_over_tells_its_lines(shop: Shop, told: Told) -> None:
    view = shop.cart()
    shop.sent(view)
    sent = told.one(CartSent)
    assert (sent.total, sent.currency) == (Decimal("30.00"), "EUR")  # 2 x 12.00, and 6.00 delivery
    (line,) = sent.lines
    assert (line.kind, line.product_id, line.quantity) == ("product", MUG.id, 2)
    assert (line.name, line.net, line.gross) == (MUG.name, Decimal("20.00"), Decimal("24.00"))
    shop.office.finishing.hand_over(EMPLOYEE, view.cart.id)
    assert told.one(CartHandedOver).lines == sent.lines


def test_a_line_by_hand_tells_no_name(shop: Shop, told: Told) -> None:
    view = shop.cart()
    view = shop.office.products.add_custom(
        EMPLOYEE, view.cart.id, "Engraving for John Doe", euros("5.00")
    )
    placed(shop, view)
    by_hand = told.one(OrderPlaced).lines[-1]
    assert (by_hand.kind, by_hand.name, by_hand.product_id) == ("item", "", None)
    assert by_hand.net == Decimal("5.00")


def test_an_order_is_placed(shop: Shop, told: Told) -> None:
    view = shop.cart()
    told.kinds()
    order = placed(shop, view)
    event = told.one(OrderPlaced)
    assert (event.order_id, event.cart_id) == (order.id, order.cart_id)
    assert (event.reference, event.number) == (order.reference, order.number)
    assert (event.total, event.shipping) == (Decimal("30.00"), Decimal("6.00"))
    assert (event.paid, event.status) == (Decimal(0), order.status)
    assert [line.quantity for line in event.lines] == [2]


def test_a_status_and_money(shop: Shop, told: Told) -> None:
    order = placed(shop, shop.cart())
    told.kinds()
    office = shop.office
    office.orders.record_payment(EMPLOYEE, order.id, euros("10.00"))
    assert told.kinds() == [PaymentRecorded]
    office.orders.record_payment(EMPLOYEE, order.id, euros("20.00"))
    assert told.kinds() == [PaymentRecorded, OrderPaid]
    office.orders.record_payment(EMPLOYEE, order.id, euros("1.00"), overpayment=True)
    assert told.one(OrderOverpaid).amount == Decimal("1.00")
    office.orders.record_refund(EMPLOYEE, order.id, euros("1.00"))
    assert told.one(RefundRecorded).amount == Decimal("1.00")
    office.orders.change_status(EMPLOYEE, order.id, "shipped")
    changed = told.one(OrderStatusChanged)
    assert (changed.before, changed.after) == (order.status, "shipped")


def test_an_order_that_is_cancelled(shop: Shop, told: Told) -> None:
    order = placed(shop, shop.cart())
    placed_lines = told.one(OrderPlaced).lines
    shop.office.orders.change_status(EMPLOYEE, order.id, "cancelled")
    events = told.of(Event)
    assert [type(each) for each in events] == [OrderStatusChanged, OrderCancelled]
    assert isinstance(events[1], OrderCancelled)
    assert events[1].lines == placed_lines


def test_stock_that_gets_low(shop: Shop, told: Told) -> None:
    shop.office.setup.set_stock(EMPLOYEE, MUG.id, 5)
    placed(shop, shop.cart())
    low = told.one(StockLow)
    assert (low.product_id, low.combination_id, low.level) == (MUG.id, None, 3)


def test_customers_and_their_addresses(shop: Shop, told: Told) -> None:
    office = shop.office
    john = office.customers.create(
        EMPLOYEE, first_name="John", last_name="Doe", email="john@example.com"
    )
    assert told.one(CustomerCreated) == CustomerCreated(john.id, EMPLOYEE.id, guest=False)
    home = office.addresses.add(EMPLOYEE, john.id, HOME)
    office.addresses.edit(EMPLOYEE, home.id, evolve(HOME, city="Lyon", postcode="69001"))
    office.addresses.delete(EMPLOYEE, home.id)
    actions = [(each.action, each.changed) for each in told.of(CustomerChanged)]
    assert actions == [
        (f"address.{change}", ("addresses",)) for change in ("add", "edit", "delete")
    ]
    office.customers.set_active(EMPLOYEE, john.id, False)
    assert told.one(CustomerChanged).changed == ("active",)
    office.customers.erase(EMPLOYEE, john.id)
    assert told.kinds()[-1] is CustomerErased


def test_vouchers(shop: Shop, told: Told) -> None:
    office, view = shop.office, shop.cart()
    rule = office.vouchers.create(
        EMPLOYEE,
        name="Fifty",
        actions=[Amount(euros("50.00"), tax_included=True)],
        code="FIFTY",
        partial_use=True,
    )
    office.vouchers.set_enabled(EMPLOYEE, rule.id, False)
    office.vouchers.set_enabled(EMPLOYEE, rule.id, True)
    assert [each.enabled for each in told.of(VoucherChanged)] == [False, True]
    office.vouchers.grant(EMPLOYEE, view.cart.id, rule.id)
    order = placed(shop, view)
    events = told.of(Event)
    used = [each for each in events if isinstance(each, VoucherUsed)]
    rest = [each for each in events if isinstance(each, VoucherCreated)]
    assert [(each.rule_id, each.order_id) for each in used] == [(rule.id, order.id)]
    assert [each.customer_id for each in rest] == [order.customer_id]
    office.orders.change_status(EMPLOYEE, order.id, "cancelled")
    events = told.of(Event)
    assert [e.rule_id for e in events if isinstance(e, VoucherRemoved)] == [rest[0].rule_id]
    assert [e.rule_id for e in events if isinstance(e, VoucherRestored)] == [rule.id]


def test_what_was_never_used_is_not_restored(shop: Shop, told: Told) -> None:
    """An offer goes on to hold a rule of the shop's that is gone: there is nothing to count."""
    office = shop.office
    tenth = CartRule(CartRuleId("tenth"), "A tenth off", MOMENT, (Percentage(Decimal(10)),))
    office.setup.save(EMPLOYEE, tenth)
    view = shop.cart()
    office.offers.quote(EMPLOYEE, view.cart.id, shop.clock.now() + timedelta(days=3))
    office.setup.remove(EMPLOYEE, tenth)
    order = placed(shop, view)
    assert order.total == euros("27.60")  # 24.00 less a tenth, and 6.00
    office.orders.change_status(EMPLOYEE, order.id, "cancelled")
    events = told.of(Event)
    assert [each for each in events if isinstance(each, VoucherUsed | VoucherRestored)] == []


def test_nothing_is_told_of_what_is_refused(shop: Shop, told: Told) -> None:
    view = shop.cart()
    told.kinds()
    shop.office.setup.set_stock(EMPLOYEE, MUG.id, 1)
    with pytest.raises(Exception, match="Blue mug"):
        placed(shop, view)
    assert told.kinds() == []


def test_no_event_tells_who_somebody_is(shop: Shop) -> None:
    """Everything above in one story, looked at as it is stored."""
    view = shop.cart()
    shop.sent(view)
    order = placed(shop, view)
    shop.office.orders.change_status(EMPLOYEE, order.id, "cancelled")
    stored = shop.office.desk.read(EMPLOYEE, lambda work: work.outbox.pending())
    events = [str(message.payload) for message in stored if message.topic in BY_TOPIC]
    assert len(events) > 5
    for secret in ("John", "Doe", "example.com", "Rivoli"):
        assert not [text for text in events if secret in text]


def message(topic: str, payload: dict[str, Any]) -> OutboxMessage:
    return OutboxMessage(MessageId("m1"), topic, "k", MOMENT, payload)


JOHN = CustomerId("john")
LOW = StockLow(MUG.id, None, 3)


def test_every_event_has_a_topic_of_its_own() -> None:
    assert len(BY_TOPIC) == len(EVENTS)
    assert all(kind.topic for kind in EVENTS)


def test_what_a_newer_version_has_added_is_left_out() -> None:
    payload = {**document_of(LOW), "warehouse": "north"}
    assert event_of(message("stock.low", payload)) == LOW


def test_what_an_older_version_did_not_have_yet_takes_its_default() -> None:
    payload = document_of(CustomerCreated(JOHN, EMPLOYEE.id, guest=False))
    del payload["guest"]
    del payload["version"]
    assert event_of(message("customer.created", payload)) == CustomerCreated(JOHN, EMPLOYEE.id)


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        ("stock.low", {**document_of(LOW), "version": 2}),
        ("stock.high", document_of(LOW)),
        ("stock.low", {"version": 1, "level": "many"}),
    ],
    ids=["a newer version", "another topic", "what cannot be read"],
)
def test_what_is_not_known_here_is_given_as_it_is(topic: str, payload: dict[str, Any]) -> None:
    event = event_of(message(topic, payload))
    assert isinstance(event, UnknownEvent)
    assert (event.stored_topic, event.key, event.payload) == (topic, "k", payload)
