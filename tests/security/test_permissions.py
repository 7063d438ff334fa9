"""An actor without permissions may do nothing; whoever may change something may see it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from inspect import getmembers, signature
from threading import Event

import pytest
from attrs import evolve, frozen
from starlette.testclient import TestClient

from backoffice_orders import commands
from backoffice_orders.back_office import BackOffice
from backoffice_orders.commands import ANY_VERSION, Command
from backoffice_orders.console import console_app
from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.address import Address
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.customization import AttachedFile
from backoffice_orders.model.errors.base import PermissionDenied
from backoffice_orders.model.errors.finishing import HoldTooLong
from backoffice_orders.model.errors.host import MailFailed
from backoffice_orders.model.ids import (
    ActorId,
    AuditId,
    CartId,
    CartRuleId,
    DiscountId,
    EmailId,
    FieldId,
    LineId,
    LinkId,
    MessageId,
    WebhookId,
)
from backoffice_orders.model.imports import CartEntry, LineEntry
from backoffice_orders.model.order import Order
from backoffice_orders.model.outbox import OutboxMessage
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.product import CustomizationField, CustomizationKind
from backoffice_orders.model.stock import StockCount
from backoffice_orders.services.placing import Placing
from backoffice_orders.services.products import FileUpload
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, EXPRESS, MOMENT, MUG, SETTINGS, euros
from tests.checkout.samples import BASE, HOME, Shop
from tests.console.samples import SECRET
from tests.dump import dump

NOBODY = Actor(ActorId("x"), "X")
PICTURE = CustomizationField(FieldId("picture"), "Picture", CustomizationKind.FILE)
DAY = timedelta(days=1)


@frozen
class World:
    """A shop with a cart at work, an order, a voucher, a link, a dead message, and a webhook."""

    shop: Shop
    cart: CartView
    order: Order
    paid: Order
    rule: CartRule
    double: Customer
    home: Address
    file: AttachedFile
    dead: MessageId
    webhook: WebhookId
    email: EmailId

    @property
    def office(self) -> BackOffice:
        return self.shop.office

    @property
    def id(self) -> CartId:
        return self.cart.cart.id

    @property
    def discount(self) -> DiscountId:
        return self.cart.cart.discounts[0].id

    @property
    def undoable(self) -> AuditId:
        entries = self.office.carts.history(EMPLOYEE, self.id, newest_first=True).items
        return next(each.id for each in entries if each.action == "products.set_quantity")

    @property
    def line(self) -> LineId:
        return self.cart.cart.lines[0].id


@pytest.fixture
def world() -> World:
    shop = Shop()
    office = shop.office
    office.setup.save(EMPLOYEE, evolve(MUG, customization_fields=(PICTURE,)))
    john = shop.customer()
    (home,) = office.addresses.list(EMPLOYEE, john.id)
    double = office.customers.create(
        EMPLOYEE, first_name="Jon", last_name="Do", email="jon@example.com"
    )
    placed = shop.cart(john)
    order = office.finishing.place(EMPLOYEE, placed.cart.id, payment_method="invoice")
    paid = office.finishing.place(
        EMPLOYEE, shop.cart(john).cart.id, payment_method="card", status="payment_accepted"
    )
    shop.deliver()
    view = office.carts.start(EMPLOYEE, john.id)
    upload = FileUpload("cat.png", "image/png", b"\x89PNG\r\n\x1a\n a cat")
    view = office.products.add(EMPLOYEE, view.cart.id, MUG.id, 2, customization={"picture": upload})
    for quantity in (1, 2):
        office.products.set_quantity(EMPLOYEE, view.cart.id, view.cart.lines[0].id, quantity)
    file = view.cart.lines[0].customization.values[0].file
    assert file is not None
    ten, five = (Percentage(Decimal(percent)) for percent in (10, 5))
    rule = office.vouchers.create(EMPLOYEE, name="Ten", actions=[ten], code="TEN")
    view = office.vouchers.create_and_grant(EMPLOYEE, view.cart.id, name="Five", actions=[five])
    loyal = CartRule(CartRuleId("loyal"), "Loyal", MOMENT, (five,), enabled=False)
    away = evolve(loyal, id=CartRuleId("away"))
    office.setup.save(EMPLOYEE, loyal, away)
    office.vouchers.refuse(EMPLOYEE, view.cart.id, away.id, "not for this one")
    ben = Actor.employee("ben", "Ben")
    view = office.discounts.give(
        ben, view.cart.id, title="Sorry", reason="goodwill", percent=Decimal(1)
    )
    office.finishing.send(EMPLOYEE, view.cart.id)
    (email,) = office.emails.of_cart(EMPLOYEE, view.cart.id)
    office.events.deliver(EMPLOYEE, _refused)
    dead, *_ = office.events.dead(EMPLOYEE)
    hook = office.webhooks.add(EMPLOYEE, "https://example.com/hook").webhook.id
    shop_and_carts = shop, view, order, paid, rule, double, home, file
    return World(*shop_and_carts, dead.id, hook, email.id)


def _refused(message: OutboxMessage) -> None:
    raise MailFailed("john@example.com", "550", permanent=True)


def _stopped() -> Event:
    stop = Event()
    stop.set()
    return stop


# Every use case that an actor is named for, with arguments that it takes.
CALLS: dict[str, Callable[[World, Actor], object]] = {
    "customers.search": lambda w, a: w.office.customers.search(a, "john"),
    "customers.get": lambda w, a: w.office.customers.get(a, w.order.customer.id),
    "customers.details": lambda w, a: w.office.customers.details(a, w.order.customer.id),
    "customers.create": lambda w, a: w.office.customers.create(
        a, first_name="Eve", last_name="Doe", email="eve@example.com"
    ),
    "customers.edit": lambda w, a: w.office.customers.edit(
        a, w.order.customer.id, first_name="Eve"
    ),
    "customers.make_account": lambda w, a: w.office.customers.make_account(a, w.order.customer.id),
    "customers.set_active": lambda w, a: w.office.customers.set_active(
        a, w.order.customer.id, False
    ),
    "customers.add_note": lambda w, a: w.office.customers.add_note(a, w.order.customer.id, "x"),
    "customers.set_tax_exemption": lambda w, a: w.office.customers.set_tax_exemption(
        a, w.order.customer.id, "resale", "X 1"
    ),
    "customers.list": lambda w, a: w.office.customers.list(a),
    "customers.count": lambda w, a: w.office.customers.count(a),
    "customers.glance": lambda w, a: w.office.customers.glance(a, [w.order.customer.id]),
    "customers.doubles": lambda w, a: w.office.customers.doubles(a, phone="+33142685300"),
    "customers.history": lambda w, a: w.office.customers.history(a, w.order.customer.id),
    "customers.merge_preview": lambda w, a: w.office.customers.merge_preview(
        a, w.order.customer.id, w.double.id
    ),
    "vouchers.of_customer": lambda w, a: w.office.vouchers.of_customer(a, w.order.customer.id),
    "customers.merge": lambda w, a: w.office.customers.merge(a, w.order.customer.id, w.double.id),
    "customers.export": lambda w, a: w.office.customers.export(a, w.order.customer.id),
    "customers.erase": lambda w, a: w.office.customers.erase(a, w.order.customer.id),
    "carts.start": lambda w, a: w.office.carts.start(a, w.order.customer.id),
    "carts.choose_customer": lambda w, a: w.office.carts.choose_customer(
        a, w.id, w.order.customer.id
    ),
    "carts.view": lambda w, a: w.office.carts.view(a, w.id),
    "carts.of_customer": lambda w, a: w.office.carts.of_customer(a, w.order.customer.id),
    "carts.discard": lambda w, a: w.office.carts.discard(a, w.id),
    "carts.close_ordered_elsewhere": lambda w, a: w.office.carts.close_ordered_elsewhere(
        a, w.id, "WEB-1"
    ),
    "carts.take_in": lambda w, a: w.office.carts.take_in(
        a, "basket-1", CartEntry(w.order.customer.id, (LineEntry(MUG.id),), w.order.placed_at)
    ),
    "carts.basis": lambda w, a: w.office.carts.basis(a, w.order.customer.id),
    "carts.use_cart": lambda w, a: w.office.carts.use_cart(a, w.id),
    "carts.use_order": lambda w, a: w.office.carts.use_order(a, w.order.id),
    "carts.copy": lambda w, a: w.office.carts.copy(a, w.id),
    "carts.count_drafts": lambda w, a: w.office.carts.count_drafts(a),
    "carts.drafts": lambda w, a: w.office.carts.drafts(a),
    "carts.assign": lambda w, a: w.office.carts.assign(a, w.id, ActorId("bob")),
    "carts.price_at": lambda w, a: w.office.carts.price_at(a, w.id, MOMENT),
    "carts.history": lambda w, a: w.office.carts.history(a, w.id),
    "carts.add_note": lambda w, a: w.office.carts.add_note(a, w.id, "x"),
    "carts.set_attributes": lambda w, a: w.office.carts.set_attributes(a, w.id, {"x": "y"}),
    "carts.set_currency": lambda w, a: w.office.carts.set_currency(a, w.id, "EUR"),
    "carts.set_expiry": lambda w, a: w.office.carts.set_expiry(a, w.id, w.shop.clock.now() + DAY),
    "carts.set_language": lambda w, a: w.office.carts.set_language(a, w.id, "fr"),
    "carts.set_messages": lambda w, a: w.office.carts.set_messages(a, w.id, order_message="x"),
    "carts.set_packaging": lambda w, a: w.office.carts.set_packaging(a, w.id, recycled=True),
    "carts.set_payment_terms": lambda w, a: w.office.carts.set_payment_terms(
        a, w.id, purchase_order_number="x"
    ),
    "carts.undo": lambda w, a: w.office.carts.undo(a, w.id, w.undoable),
    "carts.set_name": lambda w, a: w.office.carts.set_name(a, w.id, "for Ann"),
    "carts.set_tags": lambda w, a: w.office.carts.set_tags(a, w.id, ["x"]),
    "products.search": lambda w, a: w.office.products.search(a, "mug"),
    "products.price_of": lambda w, a: w.office.products.price_of(a, MUG.id),
    "products.details": lambda w, a: w.office.products.details(a, MUG.id),
    "products.add": lambda w, a: w.office.products.add(a, w.id, MUG.id, 1),
    "products.add_custom": lambda w, a: w.office.products.add_custom(a, w.id, "x", euros("1.00")),
    "products.add_lines": lambda w, a: w.office.products.add_lines(a, w.id, "MUG-1 1"),
    "products.facts": lambda w, a: w.office.products.facts(a, w.id),
    "products.file": lambda w, a: w.office.products.file(a, w.id, w.file.id),
    "products.remove": lambda w, a: w.office.products.remove(a, w.id, w.line),
    "products.set_customization": lambda w, a: w.office.products.set_customization(
        a, w.id, w.line, {"picture": w.file}
    ),
    "products.set_price": lambda w, a: w.office.products.set_price(
        a, w.id, w.line, euros("1.00"), tax_included=True, reason="x"
    ),
    "products.set_quantity": lambda w, a: w.office.products.set_quantity(a, w.id, w.line, 1),
    "vouchers.search": lambda w, a: w.office.vouchers.search(a, "ten"),
    "vouchers.what_if": lambda w, a: w.office.vouchers.what_if(a, w.id, [w.rule.id]),
    "vouchers.grant": lambda w, a: w.office.vouchers.grant(a, w.id, w.rule.id),
    "vouchers.grant_code": lambda w, a: w.office.vouchers.grant_code(a, w.id, "TEN"),
    "vouchers.take_away": lambda w, a: w.office.vouchers.take_away(
        a, w.id, w.cart.cart.rule_ids[0]
    ),
    "vouchers.refuse": lambda w, a: w.office.vouchers.refuse(a, w.id, CartRuleId("loyal"), "x"),
    "vouchers.allow_again": lambda w, a: w.office.vouchers.allow_again(a, w.id, CartRuleId("away")),
    "discounts.reasons": lambda w, a: w.office.discounts.reasons(a),
    "discounts.give": lambda w, a: w.office.discounts.give(
        a, w.id, title="Sorry", reason="goodwill", percent=Decimal(1)
    ),
    "discounts.change": lambda w, a: w.office.discounts.change(
        a, w.id, w.discount, percent=Decimal(2)
    ),
    "discounts.allow": lambda w, a: w.office.discounts.allow(a, w.id, w.discount),
    "discounts.remove": lambda w, a: w.office.discounts.remove(a, w.id, w.discount),
    "vouchers.create": lambda w, a: w.office.vouchers.create(
        a, name="Half", actions=[Percentage(Decimal(50))]
    ),
    "vouchers.create_and_grant": lambda w, a: w.office.vouchers.create_and_grant(
        a, w.id, name="Half", actions=[Percentage(Decimal(50))]
    ),
    "vouchers.get": lambda w, a: w.office.vouchers.get(a, w.rule.id),
    "vouchers.edit": lambda w, a: w.office.vouchers.edit(
        a, w.rule.id, name="Half", actions=[Percentage(Decimal(50))]
    ),
    "vouchers.set_enabled": lambda w, a: w.office.vouchers.set_enabled(a, w.rule.id, False),
    "addresses.countries": lambda w, a: w.office.addresses.countries(a),
    "addresses.suggest": lambda w, a: w.office.addresses.suggest(a, "rue de Rivoli", "FR"),
    "addresses.list": lambda w, a: w.office.addresses.list(a, w.order.customer.id),
    "addresses.add": lambda w, a: w.office.addresses.add(a, w.order.customer.id, HOME),
    "addresses.edit": lambda w, a: w.office.addresses.edit(a, w.home.id, HOME),
    "addresses.delete": lambda w, a: w.office.addresses.delete(a, w.home.id),
    "addresses.set_default": lambda w, a: w.office.addresses.set_default(
        a, w.home.id, delivery=True
    ),
    "addresses.choose": lambda w, a: w.office.addresses.choose(a, w.id, delivery=w.home.id),
    "addresses.save_and_choose": lambda w, a: w.office.addresses.save_and_choose(a, w.id, HOME),
    "shipping.options": lambda w, a: w.office.shipping.options(a, w.id),
    "shipping.choose": lambda w, a: w.office.shipping.choose(a, w.id, EXPRESS.id),
    "shipping.choose_day": lambda w, a: w.office.shipping.choose_day(a, w.id, None),
    "shipping.set_free": lambda w, a: w.office.shipping.set_free(a, w.id, True),
    "shipping.set_manual": lambda w, a: w.office.shipping.set_manual(
        a, w.id, "By bike", euros("1.00"), reason="x"
    ),
    "shipping.clear_manual": lambda w, a: w.office.shipping.clear_manual(a, w.id),
    "shipping.set_tax_exemption": lambda w, a: w.office.shipping.set_tax_exemption(a, w.id, "x"),
    "finishing.ask_services": lambda w, a: w.office.finishing.ask_services(a, w.id),
    "run": lambda w, a: w.office.run(a, w.id, ANY_VERSION),
    "finishing.advice": lambda w, a: w.office.finishing.advice(a, w.id),
    "finishing.summary": lambda w, a: w.office.finishing.summary(a, w.id),
    "finishing.payment_methods": lambda w, a: w.office.finishing.payment_methods(a),
    "finishing.statuses": lambda w, a: w.office.finishing.statuses(a),
    "finishing.place": lambda w, a: w.office.finishing.place(a, w.id, payment_method="invoice"),
    "finishing.carry_out": lambda w, a: w.office.finishing.carry_out(a, Placing(w.id, "invoice")),
    "finishing.hand_over": lambda w, a: w.office.finishing.hand_over(a, w.id),
    "finishing.preview": lambda w, a: w.office.finishing.preview(a, w.id),
    "finishing.send": lambda w, a: w.office.finishing.send(a, w.id),
    "finishing.withdraw_links": lambda w, a: w.office.finishing.withdraw_links(a, w.id),
    "finishing.make_link": lambda w, a: w.office.finishing.make_link(a, w.id),
    "finishing.read_back": lambda w, a: w.office.finishing.read_back(a, w.id),
    "finishing.links": lambda w, a: w.office.finishing.links(a, w.id),
    "emails.of_cart": lambda w, a: w.office.emails.of_cart(a, w.id),
    "emails.of_order": lambda w, a: w.office.emails.of_order(a, w.order.id),
    "emails.get": lambda w, a: w.office.emails.get(a, w.email),
    "emails.send_again": lambda w, a: w.office.emails.send_again(a, w.email),
    "emails.note_bounce": lambda w, a: w.office.emails.note_bounce(a, w.email, "gone"),
    "offers.quote": lambda w, a: w.office.offers.quote(a, w.id, w.shop.clock.now() + DAY),
    "offers.withdraw_quote": lambda w, a: w.office.offers.withdraw_quote(a, w.id),
    "offers.reserve": lambda w, a: w.office.offers.reserve(a, w.id, w.shop.clock.now() + DAY),
    "offers.release": lambda w, a: w.office.offers.release(a, w.id),
    "orders.get": lambda w, a: w.office.orders.get(a, w.order.id),
    "orders.by_reference": lambda w, a: w.office.orders.by_reference(a, w.order.reference),
    "orders.record_refund": lambda w, a: w.office.orders.record_refund(a, w.paid.id, euros("1.00")),
    "orders.count": lambda w, a: w.office.orders.count(a),
    "orders.search": lambda w, a: w.office.orders.search(a),
    "orders.of_customer": lambda w, a: w.office.orders.of_customer(a, w.order.customer.id),
    "orders.history": lambda w, a: w.office.orders.history(a, w.order.id),
    "orders.send_confirmation": lambda w, a: w.office.orders.send_confirmation(a, w.order.id),
    "orders.add_note": lambda w, a: w.office.orders.add_note(a, w.order.id, "x"),
    "order_payments.link": lambda w, a: w.office.order_payments.link(a, w.order.id),
    "order_payments.charge": lambda w, a: w.office.order_payments.charge(
        a, w.order.id, payment_method="card"
    ),
    "order_payments.ask": lambda w, a: w.office.order_payments.ask(a, w.order.id),
    "orders.change_status": lambda w, a: w.office.orders.change_status(a, w.order.id, "shipped"),
    "orders.record_payment": lambda w, a: w.office.orders.record_payment(
        a, w.order.id, euros("1.00")
    ),
    "housekeeping.run": lambda w, a: w.office.housekeeping.run(a),
    "events.deliver": lambda w, a: w.office.events.deliver(a, lambda _: None),
    "events.follow": lambda w, a: w.office.events.follow(a, lambda _: None, stop=_stopped()),
    "events.pending": lambda w, a: w.office.events.pending(a),
    "events.consumers": lambda w, a: w.office.events.consumers(a),
    "events.unsubscribe": lambda w, a: w.office.events.unsubscribe(a, "main"),
    "events.dead": lambda w, a: w.office.events.dead(a),
    "events.revive": lambda w, a: w.office.events.revive(a, w.dead),
    "webhooks.add": lambda w, a: w.office.webhooks.add(a, "https://example.com/new"),
    "webhooks.list": lambda w, a: w.office.webhooks.list(a),
    "webhooks.get": lambda w, a: w.office.webhooks.get(a, w.webhook),
    "webhooks.change": lambda w, a: w.office.webhooks.change(a, w.webhook, note="x"),
    "webhooks.remove": lambda w, a: w.office.webhooks.remove(a, w.webhook),
    "webhooks.rotate_secret": lambda w, a: w.office.webhooks.rotate_secret(a, w.webhook),
    "webhooks.deliveries": lambda w, a: w.office.webhooks.deliveries(a, w.webhook),
    "webhooks.replay": lambda w, a: w.office.webhooks.replay(a, w.webhook),
    "webhooks.test": lambda w, a: w.office.webhooks.test(a, w.webhook),
    "setup.settings": lambda w, a: w.office.setup.settings(a),
    "setup.save": lambda w, a: w.office.setup.save(a, SETTINGS),
    "setup.set_stock": lambda w, a: w.office.setup.set_stock(a, MUG.id, 99),
    "setup.set_specific_prices": lambda w, a: w.office.setup.set_specific_prices(a, MUG.id, []),
    "setup.load": lambda w, a: w.office.setup.load(a, []),
    "setup.count_stock": lambda w, a: w.office.setup.count_stock(a, [StockCount(MUG.id, 98)]),
    "setup.receive_stock": lambda w, a: w.office.setup.receive_stock(a, MUG.id, 5),
    "setup.remove": lambda w, a: w.office.setup.remove(a, EXPRESS),
    "setup.stock": lambda w, a: w.office.setup.stock(a, [MUG.id]),
    "setup.products": lambda w, a: w.office.setup.products(a, [MUG.id]),
    "setup.specific_prices": lambda w, a: w.office.setup.specific_prices(a, MUG.id),
    "setup.customer_groups": lambda w, a: w.office.setup.customer_groups(a),
    "setup.tax_groups": lambda w, a: w.office.setup.tax_groups(a),
    "setup.zones": lambda w, a: w.office.setup.zones(a),
    "setup.countries": lambda w, a: w.office.setup.countries(a),
    "setup.carriers": lambda w, a: w.office.setup.carriers(a),
    "setup.exchange_rates": lambda w, a: w.office.setup.exchange_rates(a),
    "setup.categories": lambda w, a: w.office.setup.categories(a),
    "setup.brands": lambda w, a: w.office.setup.brands(a),
    "setup.suppliers": lambda w, a: w.office.setup.suppliers(a),
    "setup.price_rules": lambda w, a: w.office.setup.price_rules(a),
    "setup.cart_rules": lambda w, a: w.office.setup.cart_rules(a),
}
# What a country's address form asks for is in no shop's data.
WITHOUT_ACTOR = {"addresses.form"}


def test_every_use_case_names_its_actor_and_is_tried_here() -> None:
    office = BackOffice.in_memory()
    found: dict[str, bool] = {}
    for section, each in vars(BackOffice).items():
        if not isinstance(each, cached_property) or section == "checkout":
            continue  # by the checkout, a link says who acts
        for name, method in getmembers(getattr(office, section), callable):
            if not name.startswith("_"):
                found[f"{section}.{name}"] = "actor" in signature(method).parameters
    assert {name for name, has_actor in found.items() if not has_actor} == WITHOUT_ACTOR
    assert {name for name, has_actor in found.items() if has_actor} | {"run"} == set(CALLS)


def test_every_command_needs_a_permission() -> None:
    for name in commands.__all__:
        kind = getattr(commands, name)
        if isinstance(kind, type) and issubclass(kind, Command) and kind is not Command:
            assert kind.permissions, f"{name} may be run by anybody"
            assert kind.action, name


GIVE_LINKS_OUT = {"finishing.hand_over", "finishing.make_link", "order_payments.link"}


@pytest.mark.parametrize("name", CALLS)
def test_a_bare_actor_may_do_nothing(world: World, name: str) -> None:
    before = dump(world.shop.store)
    with pytest.raises(PermissionDenied) as caught:
        CALLS[name](world, NOBODY)
    assert caught.value.actor_id == "x"
    assert dump(world.shop.store) == before
    told = CALLS[name](world, EMPLOYEE)
    # Whoever has a link's address acts as the customer: nothing else tells one on the way.
    assert (f"{BASE}/" in repr(told)) is (name in GIVE_LINKS_OUT)


def only(*permissions: Permission) -> Actor:
    return Actor(ActorId("tim"), "Tim", frozenset(permissions))


def besides(permission: Permission) -> Actor:
    """Somebody who may do everything but this."""
    return only(*(each for each in Permission if each is not permission))


def session(world: World, maker: Actor) -> LinkId:
    """The session of a cart that this employee has handed over to the checkout."""
    address = world.office.finishing.hand_over(maker, world.id)
    link_id = world.shop.links.link_id(address.rpartition("/")[2])
    return world.office.checkout.begin(link_id).id


def test_a_session_may_what_its_maker_may(world: World) -> None:
    checkout = world.office.checkout
    link_id = session(world, besides(Permission.PLACE_ORDER))
    seen = checkout.visit(link_id).view
    assert seen is not None
    total = seen.summary.total.gross
    with pytest.raises(PermissionDenied):
        checkout.place(link_id, "invoice", expected_total=total)
    link_id = session(world, besides(Permission.GRANT_VOUCHER))
    with pytest.raises(PermissionDenied):
        checkout.add_voucher(link_id, "TEN", version=seen.version)
    link_id = session(world, besides(Permission.EDIT_ADDRESS))
    with pytest.raises(PermissionDenied):
        checkout.save_address(link_id, HOME, version=seen.version)
    link_id = session(world, besides(Permission.EDIT_CART))
    with pytest.raises(PermissionDenied):
        checkout.set_quantity(link_id, world.line, 1, version=seen.version)
    assert world.office.carts.view(EMPLOYEE, world.id).cart == seen.cart
    link_id = session(world, EMPLOYEE)
    assert checkout.place(link_id, "invoice", expected_total=total).placed_by == EMPLOYEE.id


def test_who_only_hands_over_begins_a_session_that_only_looks(world: World) -> None:
    link_id = session(world, only(Permission.HAND_OVER_CART))
    visit = world.office.checkout.visit(link_id)
    assert visit.view is not None
    with pytest.raises(PermissionDenied):
        world.office.checkout.set_message(link_id, "x", version=visit.view.version)


def test_a_customer_may_the_same_whoever_has_sent_the_link(world: World) -> None:
    link = world.office.finishing.send(only(Permission.SEND_CART), world.id)
    visit = world.office.checkout.visit(link.id)
    assert visit.view is not None
    order = world.office.checkout.place(
        link.id, "invoice", expected_total=visit.view.summary.total.gross
    )
    assert order.placed_by == f"customer:{world.order.customer.id}"


@pytest.mark.parametrize(
    ("permission", "sees"),
    [
        (Permission.EDIT_CART, ["carts.view", "customers.details", "products.search"]),
        (Permission.READ_CART, ["carts.drafts", "customers.search", "vouchers.search"]),
        (Permission.PLACE_ORDER, ["orders.get", "carts.view"]),
        (Permission.RECORD_PAYMENT, ["orders.search"]),
        (Permission.EDIT_CUSTOMER, ["customers.search", "addresses.list"]),
        (Permission.MANAGE_SHOP, ["products.search", "setup.settings"]),
    ],
)
def test_whoever_may_change_something_may_see_it(
    world: World, permission: Permission, sees: list[str]
) -> None:
    for name in sees:
        CALLS[name](world, only(permission))


@pytest.mark.parametrize(
    ("permission", "hidden"),
    [
        (Permission.READ_CATALOG, ["customers.search", "carts.drafts", "orders.search"]),
        (Permission.READ_CUSTOMER, ["products.search", "carts.view", "orders.get"]),
        (Permission.READ_ORDER, ["customers.search", "carts.view", "orders.add_note"]),
        (Permission.READ_CART, ["carts.add_note", "orders.get", "finishing.send"]),
        (Permission.MANAGE_SHOP, ["customers.search", "orders.search", "carts.drafts"]),
    ],
)
def test_reading_one_thing_is_not_reading_all(
    world: World, permission: Permission, hidden: list[str]
) -> None:
    for name in hidden:
        with pytest.raises(PermissionDenied):
            CALLS[name](world, only(permission))


@pytest.mark.parametrize(
    "ask",
    [
        lambda w, a, cart_id: w.office.products.search(a, "mug", cart_id=cart_id),
        lambda w, a, cart_id: w.office.products.details(a, MUG.id, cart_id=cart_id),
        lambda w, a, cart_id: w.office.products.price_of(a, MUG.id, cart_id=cart_id),
        lambda w, a, cart_id: w.office.vouchers.search(a, "ten", cart_id=cart_id),
    ],
)
def test_what_is_said_for_a_cart_is_said_to_who_may_see_it(
    world: World, ask: Callable[[World, Actor, CartId | None], object]
) -> None:
    for permission in (Permission.READ_CATALOG, Permission.MANAGE_SHOP):
        ask(world, only(permission), None)
        for cart_id in (world.id, CartId("none")):  # nor is it told whether there is one
            with pytest.raises(PermissionDenied) as refused:
                ask(world, only(permission), cart_id)
            assert refused.value.permission == "read_cart"
    ask(world, only(Permission.READ_CART), world.id)


def opened_by(world: World, actor: Actor) -> TestClient:
    """The page, for this actor."""
    return TestClient(console_app(world.office, lambda _: actor, secret=SECRET), base_url=BASE)


def test_who_may_look_at_customers_alone_sees_nothing_of_what_they_have_ordered(
    world: World,
) -> None:
    john = world.order.customer.id
    may_see = [Permission.READ_CUSTOMER, Permission.EDIT_CUSTOMER]
    for actor in map(only, may_see):
        seen = world.office.customers.details(actor, john)
        assert (seen.orders.items, seen.carts.items) == ((), ())
        assert (seen.order_count, seen.spent, seen.last_order_at) == (None, (), None)
        browser = opened_by(world, actor)
        assert "<dt>Spent</dt>" not in browser.get(f"/customer/{john}").text
        answer = browser.get(f"/api/customers/{john}").json()
        assert (answer["orders"], answer["carts"], answer["order_count"]) == ([], [], None)
    seen = world.office.customers.details(only(*may_see, Permission.READ_ORDER), john)
    assert (len(seen.orders), seen.order_count, seen.carts.items) == (2, 2, ())
    # What a cart may be made from, as in ``carts.basis``.
    seen = world.office.customers.details(only(Permission.READ_CART), john)
    assert (len(seen.orders), [each.cart_id for each in seen.carts]) == (2, [world.id])


def test_money_that_has_come_in_is_recorded_by_who_may(world: World) -> None:
    seller = besides(Permission.RECORD_PAYMENT)
    place = world.office.finishing.place
    for said in ({"paid": euros("1.00")}, {"status": "payment_accepted"}):
        with pytest.raises(PermissionDenied):
            place(seller, world.id, payment_method="invoice", **said)
    assert place(seller, world.id, payment_method="invoice").paid == euros("0.00")


def test_nothing_is_held_for_longer_than_the_shop_does(world: World) -> None:
    office, now = world.office, world.shop.clock.now()
    last, too_late = now + 90 * DAY, now + 90 * DAY + timedelta(seconds=1)
    for hold in (office.offers.quote, office.offers.reserve, office.carts.set_expiry):
        with pytest.raises(HoldTooLong) as caught:
            hold(EMPLOYEE, world.id, too_late)
        assert caught.value.limit == 90
        hold(EMPLOYEE, world.id, last)
    for long in (90 * DAY + timedelta(seconds=1), 3000 * DAY):
        with pytest.raises(HoldTooLong):
            office.finishing.send(EMPLOYEE, world.id, valid_for=long)
    office.finishing.send(EMPLOYEE, world.id, valid_for=90 * DAY)


def test_how_long_the_shop_holds_something_is_a_setting(world: World) -> None:
    office, now = world.office, world.shop.clock.now()
    settings = office.setup.settings(EMPLOYEE)
    office.setup.save(EMPLOYEE, evolve(settings, longest_hold_days=3))
    with pytest.raises(HoldTooLong):
        office.offers.reserve(EMPLOYEE, world.id, now + 4 * DAY)
    office.offers.reserve(EMPLOYEE, world.id, now + 3 * DAY)
    # A link that holds for fourteen days otherwise.
    assert office.finishing.send(EMPLOYEE, world.id).expires_at == now + 3 * DAY


def test_held_prices_have_an_end(world: World) -> None:
    office = world.office
    office.offers.quote(EMPLOYEE, world.id, world.shop.clock.now() + DAY)
    editor = only(Permission.EDIT_CART)
    for until in (None, world.shop.clock.now() + 2 * DAY):
        with pytest.raises(PermissionDenied):
            office.carts.set_expiry(editor, world.id, until)
    office.setup.save(EMPLOYEE, evolve(MUG, price=euros("20.00")))
    view = office.carts.set_expiry(EMPLOYEE, world.id, None)
    assert view.cart.quoted is None
    assert view.summary.total.gross == euros("51.14")  # 2 x 24.00 less 1 % and 5 %, and 6.00


def test_the_page_answers_403_to_a_bare_actor(world: World) -> None:
    app = console_app(world.office, lambda _: NOBODY, secret=SECRET)
    browser = TestClient(app, base_url=BASE)
    for path in (
        "/",
        f"/cart/{world.id}",
        f"/order/{world.order.id}",
        "/search/customers?q=john",
        f"/search/products?q=mug&cart={world.id}",
        f"/api/carts/{world.id}",
        "/api/customers?q=john",
    ):
        answer = browser.get(path)
        assert (path, answer.status_code) == (path, 403)
        assert "John" not in answer.text


SHOWN = {
    "Send the order by e-mail": Permission.SEND_CART,
    "Proceed to checkout in the front office": Permission.HAND_OVER_CART,
    "Make an offer": Permission.HOLD_PRICES,
    "Reserve": Permission.HOLD_GOODS,
    "Add the note": Permission.EDIT_CART,
    "Create the order": Permission.PLACE_ORDER,
}


def test_the_page_shows_what_its_actor_may_do(world: World) -> None:
    def page(actor: Actor) -> str:
        app = console_app(world.office, lambda _: actor, secret=SECRET)
        answer = TestClient(app, base_url=BASE).get(f"/cart/{world.id}")
        assert answer.status_code == 200
        return answer.text

    everything, reading = page(EMPLOYEE), page(only(Permission.READ_CART))
    for button, permission in SHOWN.items():
        assert button in everything
        assert button not in reading
        assert button in page(only(permission))
        assert button not in page(besides(permission))
