"""Section 7: the order is placed here, or handed over; and goes on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from attrs import evolve
from moneyed import Money

from backoffice_orders.adapters.memory import FixedClock
from backoffice_orders.back_office import BackOffice
from backoffice_orders.i18n import Language
from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.errors.finishing import StaleCart
from backoffice_orders.model.ids import ActorId, CartId, OrderId
from backoffice_orders.model.link import Purpose
from backoffice_orders.model.order import Order
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.told_changes import told_entry
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, MUG, SETTINGS, euros
from tests.page.conftest import Refused


@pytest.fixture
def order(office: BackOffice, cart: CartView) -> Order:
    return office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="bank_transfer")


def remaining(office: BackOffice) -> int:
    return office.products.search(EMPLOYEE, "mug").items[0].remaining


def test_placed_with_reference_number_and_history(
    office: BackOffice, cart: CartView, clock: FixedClock
) -> None:
    order = office.finishing.place(
        EMPLOYEE, cart.cart.id, payment_method="card", status="payment_accepted", message="Hello"
    )
    assert (order.number, len(order.reference), order.message) == (1, 9, "Hello")
    assert [(s.status, s.by) for s in order.history] == [("payment_accepted", EMPLOYEE.id)]
    assert (order.total, order.paid, order.due) == (euros("30.00"), euros("30.00"), euros("0.00"))
    assert remaining(office) == 8
    assert office.orders.by_reference(EMPLOYEE, order.reference.lower()) == order


def test_an_ordered_cart_is_shown_as_it_was_ordered(office: BackOffice, cart: CartView) -> None:
    """Whatever has become of the voucher that it used up, the stock that it took, and the price."""
    cart_id = cart.cart.id
    office.vouchers.create_and_grant(
        EMPLOYEE, cart_id, name="Once", actions=[Percentage(Decimal(10))], code="ONCE"
    )
    placed = office.finishing.place(EMPLOYEE, cart_id, payment_method="card")
    office.setup.set_stock(EMPLOYEE, MUG.id, 0)
    office.setup.save(EMPLOYEE, evolve(MUG, price=euros("99.00")))
    seen = office.carts.view(EMPLOYEE, cart_id)
    assert seen.summary == placed.summary
    assert [each.code for each in seen.summary.rules] == ["ONCE"]
    assert seen.missing == ()


def test_once_per_cart(office: BackOffice, cart: CartView, refused: Refused) -> None:
    place, cart_id = office.finishing.place, cart.cart.id
    first = place(EMPLOYEE, cart_id, payment_method="card", idempotency_key="k1")
    assert place(EMPLOYEE, cart_id, payment_method="card", idempotency_key="k1") == first
    refused("cart_already_ordered", lambda: place(EMPLOYEE, cart_id, payment_method="card"))
    refused(
        "cart_already_ordered",
        lambda: place(EMPLOYEE, cart_id, payment_method="card", idempotency_key="k2"),
    )
    other = office.carts.copy(EMPLOYEE, cart_id)
    refused(
        "idempotency_key_reused",
        lambda: place(EMPLOYEE, other.cart.id, payment_method="card", idempotency_key="k1"),
    )
    assert remaining(office) == 8
    refused("cart_already_ordered", lambda: office.products.add(EMPLOYEE, cart_id, MUG.id, 1))


def test_refused_and_nothing_changed(
    office: BackOffice, john: Customer, cart: CartView, refused: Refused
) -> None:
    place, cart_id = office.finishing.place, cart.cart.id
    empty = office.carts.start(EMPLOYEE, john.id)
    nobodys = office.carts.start(EMPLOYEE)
    table: list[tuple[str, dict[str, object]]] = [
        ("cart_not_found", {"cart_id": CartId("nothing")}),
        ("customer_missing", {"cart_id": nobodys.cart.id}),
        ("cart_empty", {"cart_id": empty.cart.id}),
        ("payment_method_unknown", {"payment_method": "barter"}),
        ("status_unknown", {"status": "lost"}),
        ("status_final", {"status": "cancelled"}),
        ("currency_mismatch", {"paid": Money("1", "USD")}),
        ("amount_negative", {"paid": euros("-1")}),
        ("payment_too_large", {"paid": euros("30.01")}),
        ("total_changed", {"expected_total": euros("29.99")}),
        ("field_too_long", {"message": "x" * 2001}),
        ("stale_cart", {"version": 1}),
    ]
    for code, arguments in table:
        given: dict[str, Any] = {"cart_id": cart_id, "payment_method": "card", **arguments}
        refused(code, partial(place, EMPLOYEE, **given))
    assert office.carts.view(EMPLOYEE, cart_id) == cart
    assert office.orders.search(EMPLOYEE).items == ()
    assert remaining(office) == 10


def test_stock_that_went_meanwhile(office: BackOffice, cart: CartView, refused: Refused) -> None:
    office.setup.set_stock(EMPLOYEE, MUG.id, 1)
    view = office.carts.view(EMPLOYEE, cart.cart.id)
    assert [(p.code, p.line_id) for p in view.missing] == [("out_of_stock", cart.cart.lines[0].id)]
    refused(
        "out_of_stock",
        lambda: office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card"),
    )


def test_two_employees_on_one_cart(office: BackOffice, cart: CartView) -> None:
    bob = Actor.employee("bob", "Bob")
    seen = cart.version
    office.carts.set_language(bob, cart.cart.id, "fr", version=seen)
    with pytest.raises(StaleCart) as stale:
        office.products.add(EMPLOYEE, cart.cart.id, MUG.id, 1, version=seen)
    assert stale.value.changes == ("cart.set_language by bob",)
    assert office.carts.view(EMPLOYEE, cart.cart.id).cart.lines == cart.cart.lines


def test_who_has_changed_nothing_is_not_blamed(office: BackOffice, cart: CartView) -> None:
    """Bob changes the cart; Eve sends it, hands it over, and takes the links back."""
    bob, eve = Actor.employee("bob", "Bob"), Actor.employee("eve", "Eve")
    office.setup.save(EMPLOYEE, evolve(SETTINGS, email="shop@example.com"))
    cart_id, seen = cart.cart.id, cart.version
    office.finishing.send(eve, cart_id)
    office.carts.set_language(bob, cart_id, "fr", version=seen)
    office.finishing.send(eve, cart_id)
    office.finishing.hand_over(eve, cart_id)
    office.finishing.withdraw_links(eve, cart_id)
    with pytest.raises(StaleCart) as stale:
        office.products.add(EMPLOYEE, cart_id, MUG.id, 1, version=seen)
    assert stale.value.changes == ("cart.set_language by bob",)
    assert stale.value.by == ("Bob",)
    assert str(stale.value).startswith("Bob has changed this order meanwhile")


def test_everybody_who_has_changed_it_since_is_named(office: BackOffice, cart: CartView) -> None:
    """Only what came after the version that was seen, and everybody once."""
    bob, eve = Actor.employee("bob", "Bob"), Actor.employee("eve", "Eve")
    cart_id = cart.cart.id
    seen = office.carts.set_language(Actor.employee("tim", "Tim"), cart_id, "de").version
    for actor, language in ((bob, "fr"), (eve, "de"), (bob, "en")):
        office.carts.set_language(actor, cart_id, language)
    with pytest.raises(StaleCart, match=r"^Bob and Eve have changed this order meanwhile"):
        office.finishing.place(EMPLOYEE, cart_id, payment_method="card", version=seen)


def test_nobody_is_told_of_themselves_as_of_a_colleague(office: BackOffice, cart: CartView) -> None:
    """Ann has two tabs open."""
    office.carts.set_language(EMPLOYEE, cart.cart.id, "fr")
    with pytest.raises(StaleCart, match=r"^You have changed this order") as late:
        office.carts.set_language(EMPLOYEE, cart.cart.id, "de", version=cart.version)
    assert late.value.own
    office.carts.set_language(Actor.employee("bob", "Bob"), cart.cart.id, "es")
    with pytest.raises(StaleCart, match=r" and Bob have changed this order meanwhile") as late:
        office.carts.set_language(EMPLOYEE, cart.cart.id, "de", version=cart.version)
    assert not late.value.own


def test_a_version_that_never_was_blames_nobody(office: BackOffice, cart: CartView) -> None:
    with pytest.raises(StaleCart, match=r"^Somebody has changed this order meanwhile"):
        office.carts.set_language(EMPLOYEE, cart.cart.id, "fr", version=99)


def test_statuses_and_payments(office: BackOffice, order: Order, refused: Refused) -> None:
    pay = office.orders.record_payment
    paid = pay(EMPLOYEE, order.id, euros("10.00"), reference="bank-1")
    assert pay(EMPLOYEE, order.id, euros("10.00"), reference="bank-1") == paid
    assert (paid.paid, paid.due) == (euros("10.00"), euros("20.00"))
    refused("payment_too_large", lambda: pay(EMPLOYEE, order.id, euros("20.01")))
    refused("field_invalid", lambda: pay(EMPLOYEE, order.id, euros("0")))
    done = office.orders.change_status(EMPLOYEE, order.id, "payment_accepted", comment="all here")
    assert done.due == euros("0.00")
    assert [each.status for each in done.history] == ["awaiting_payment", "payment_accepted"]
    refused(
        "order_not_found", lambda: office.orders.change_status(EMPLOYEE, OrderId("x"), "shipped")
    )


def test_a_comment_alone_is_kept_with_the_status_there_is(office: BackOffice, order: Order) -> None:
    for _ in range(2):  # pressed twice
        office.orders.change_status(EMPLOYEE, order.id, "awaiting_payment", comment="called John")
    office.orders.change_status(EMPLOYEE, order.id, "awaiting_payment")
    history = office.orders.get(EMPLOYEE, order.id).history
    assert [(each.status, each.comment) for each in history] == [
        ("awaiting_payment", ""),
        ("awaiting_payment", "called John"),
    ]


def test_cancelling_gives_the_goods_back(
    office: BackOffice, order: Order, refused: Refused
) -> None:
    office.orders.change_status(EMPLOYEE, order.id, "cancelled")
    assert remaining(office) == 10
    refused("status_final", lambda: office.orders.change_status(EMPLOYEE, order.id, "shipped"))
    refused("status_final", lambda: office.orders.record_payment(EMPLOYEE, order.id, euros("1")))


def test_payment_terms(office: BackOffice, cart: CartView) -> None:
    office.carts.set_payment_terms(
        EMPLOYEE, cart.cart.id, purchase_order_number="PO-7", due_days=14
    )
    order = office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="invoice")
    assert order.payment_due == date(2026, 1, 29)
    assert order.cart.purchase_order_number == "PO-7"


@pytest.mark.parametrize(
    ("zone", "placed", "due"),
    [
        # It is the 16th in Paris already, and in Auckland for half a day; in Honolulu it is not.
        ("Europe/Paris", datetime(2026, 1, 15, 23, 30, tzinfo=UTC), date(2026, 1, 23)),
        ("Pacific/Auckland", datetime(2026, 1, 15, 11, 0, tzinfo=UTC), date(2026, 1, 23)),
        ("Pacific/Honolulu", datetime(2026, 1, 16, 9, 59, tzinfo=UTC), date(2026, 1, 22)),
        ("UTC", datetime(2026, 1, 15, 23, 30, tzinfo=UTC), date(2026, 1, 22)),
        # The clocks go forward on 29 March: seven days are seven dates, not 168 hours.
        ("Europe/Paris", datetime(2026, 3, 25, 22, 30, tzinfo=UTC), date(2026, 4, 1)),
    ],
)
def test_days_to_pay_are_counted_where_the_shop_is(
    office: BackOffice, cart: CartView, clock: FixedClock, zone: str, placed: datetime, due: date
) -> None:
    office.setup.save(EMPLOYEE, evolve(SETTINGS, time_zone=zone))
    clock.advance(placed - clock.now())
    order = office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="bank_transfer")
    assert order.payment_due == due


def test_an_offer_ends(
    office: BackOffice, cart: CartView, clock: FixedClock, refused: Refused
) -> None:
    office.carts.set_expiry(EMPLOYEE, cart.cart.id, clock.now() + timedelta(days=2))
    clock.advance(timedelta(days=2))
    refused(
        "offer_expired",
        lambda: office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card"),
    )


def test_handed_over_to_the_checkout(office: BackOffice, cart: CartView) -> None:
    url = office.finishing.hand_over(EMPLOYEE, cart.cart.id)
    (link,) = office.finishing.links(EMPLOYEE, cart.cart.id)
    assert url == f"https://shop.example/checkout/{link.id}"
    assert (link.purpose, link.created_by) == (Purpose.HAND_OVER, EMPLOYEE.id)
    assert office.carts.history(EMPLOYEE, cart.cart.id)[-1].action == "cart.hand_over"


def test_everything_leaves_a_trace(office: BackOffice, cart: CartView, order: Order) -> None:
    office.orders.add_note(EMPLOYEE, order.id, "packed by Ann")
    actions = [(e.action, e.actor_id) for e in office.carts.history(EMPLOYEE, cart.cart.id)]
    assert actions == [("cart.start", "ann"), ("products.add", "ann"), ("cart.ordered", "ann")]
    assert [e.action for e in office.orders.history(EMPLOYEE, order.id)] == [
        "order.place",
        "order.add_note",
    ]
    added = office.carts.history(EMPLOYEE, cart.cart.id)[1]
    assert added.before == {"lines": {}}
    (line,) = added.after["lines"].values()
    assert line["quantity"] == 2


def test_tags_notes_and_attributes_travel(office: BackOffice, cart: CartView) -> None:
    cart_id, line_id = cart.cart.id, cart.cart.lines[0].id
    office.carts.add_note(EMPLOYEE, cart_id, "calls back at noon")
    office.carts.set_tags(EMPLOYEE, cart_id, ["vip", "phone", "vip"])
    office.carts.set_attributes(EMPLOYEE, cart_id, {"campaign": "winter"})
    office.carts.set_attributes(EMPLOYEE, cart_id, {"shelf": "B7"}, line_id=line_id)
    order = office.finishing.place(EMPLOYEE, cart_id, payment_method="card")
    assert order.tags == ("vip", "phone")
    assert [note.text for note in order.notes] == ["calls back at noon"]
    assert dict(order.attributes) == {"campaign": "winter"}
    assert dict(order.cart.lines[0].attributes) == {"shelf": "B7"}


def test_permissions(office: BackOffice, cart: CartView, order: Order, refused: Refused) -> None:
    trainee = Actor(ActorId("tim"), "Tim")
    cart_id = office.carts.copy(EMPLOYEE, cart.cart.id).cart.id
    line_id = office.carts.view(EMPLOYEE, cart_id).cart.lines[0].id
    denied: dict[Permission, Callable[[Actor], object]] = {
        Permission.FREE_SHIPPING: lambda a: office.shipping.set_free(a, cart_id, True),
        Permission.OVERRIDE_PRICE: lambda a: office.products.set_price(
            a, cart_id, line_id, euros("1"), tax_included=True, reason="r"
        ),
        Permission.ADD_CUSTOM_LINE: lambda a: office.products.add_custom(
            a, cart_id, "x", euros("1")
        ),
        Permission.MANUAL_DELIVERY: lambda a: office.shipping.set_manual(
            a, cart_id, "x", euros("1"), reason="r"
        ),
        Permission.EXEMPT_FROM_TAX: lambda a: office.shipping.set_tax_exemption(a, cart_id, "r"),
        Permission.HAND_OVER_CART: lambda a: office.carts.assign(a, cart_id, ActorId("bob")),
        Permission.CREATE_CUSTOMER: lambda a: office.customers.create(
            a, first_name="A", last_name="B", email="ab@example.com"
        ),
        Permission.CHANGE_STATUS: lambda a: office.orders.change_status(a, order.id, "shipped"),
        Permission.RECORD_PAYMENT: lambda a: office.orders.record_payment(a, order.id, euros("1")),
        Permission.MANAGE_SHOP: lambda a: office.setup.set_stock(a, MUG.id, 99),
        Permission.PLACE_ORDER: lambda a: office.finishing.place(a, cart_id, payment_method="card"),
    }
    for permission, use_case in denied.items():
        refused("permission_denied", partial(use_case, trainee))
        allowed = Actor(ActorId("tim"), "Tim", frozenset({permission}))
        use_case(allowed)


def test_numbers_may_have_gaps_where_the_shop_wants_nobody_to_wait(
    office: BackOffice, cart: CartView
) -> None:
    gapless = office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card")
    settings = evolve(office.setup.settings(EMPLOYEE), order_number_gaps=True)
    office.setup.save(EMPLOYEE, settings)
    basis = office.carts.use_order(EMPLOYEE, gapless.id)
    order = office.finishing.place(EMPLOYEE, basis.view.cart.id, payment_method="card")
    assert order.number > gapless.number
    assert order.reference != gapless.reference
    assert office.orders.by_reference(EMPLOYEE, order.reference).id == order.id


def test_a_link_to_copy_opens_what_the_e_mail_opens_and_writes_none(
    office: BackOffice, cart: CartView
) -> None:
    address = office.finishing.make_link(EMPLOYEE, cart.cart.id, version=cart.version)
    (link,) = office.finishing.links(EMPLOYEE, cart.cart.id)
    assert (link.purpose, address.startswith("https://")) == (Purpose.PAY, True)
    assert link.seen == cart.summary
    entry = office.carts.history(EMPLOYEE, cart.cart.id, newest_first=True).items[0]
    assert str(told_entry(entry)) == "Ann has made a link for the customer"


def test_the_order_is_said_aloud_before_it_is_placed(office: BackOffice, cart: CartView) -> None:
    assert [str(each) for each in office.finishing.read_back(EMPLOYEE, cart.cart.id)] == [
        "2 times Blue mug, 24.00 EUR.",
        "It goes to John Doe, 1 rue de Rivoli, 75001 Paris.",
        "Delivery: Post, 6.00 EUR.",
        "That is 30.00 EUR in all. Is that right?",
    ]


@pytest.mark.parametrize(
    ("price", "said", "total"),
    [
        (None, "It is wrapped as a gift.", "30.00"),
        (Money("2.00", "EUR"), "It is wrapped as a gift, 2.00 EUR.", "32.00"),
    ],
)
def test_what_the_wrapping_costs_is_said(
    office: BackOffice, cart: CartView, price: Money | None, said: str, total: str
) -> None:
    settings = evolve(office.setup.settings(EMPLOYEE), gift_wrapping_price=price)
    office.setup.save(EMPLOYEE, settings)
    office.carts.set_packaging(EMPLOYEE, cart.cart.id, gift_wrapping=True)
    aloud = [str(each) for each in office.finishing.read_back(EMPLOYEE, cart.cart.id)]
    assert aloud[-2:] == [said, f"That is {total} EUR in all. Is that right?"]


def test_one_piece_is_said_as_one(office: BackOffice, cart: CartView) -> None:
    view = office.products.set_quantity(EMPLOYEE, cart.cart.id, cart.cart.lines[0].id, 1)
    said = office.finishing.read_back(EMPLOYEE, view.cart.id)[0]
    assert Language("en").say(said) == "1 Blue mug, €12.00."
