"""The letter leaves by the outbox, once, and its link opens the cart."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from backoffice_orders.back_office import BackOffice
from backoffice_orders.i18n import Language
from backoffice_orders.model.carrier import Carrier, RangePrice
from backoffice_orders.model.errors.base import FieldInvalid, FieldMissing
from backoffice_orders.model.errors.finishing import CartEmpty
from backoffice_orders.model.errors.links import LinkExpired, LinkInvalid, LinkUsed, LinkWithdrawn
from backoffice_orders.model.ids import LinkId
from backoffice_orders.model.link import Link, Purpose
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.tax import TaxRate, TaxRule
from backoffice_orders.services.command import ANY_VERSION
from backoffice_orders.services.commands.lines import SetQuantity
from backoffice_orders.services.commands.shipping import ChooseDelivery
from backoffice_orders.services.desk import Work
from backoffice_orders.testing.samples import (
    EMPLOYEE,
    EUROPE,
    EXPRESS,
    MUG,
    POST,
    STANDARD_TAX,
    euros,
    rule,
)
from tests.checkout.samples import Shop


def test_the_letter_is_in_the_outbox_until_it_is_delivered(shop: Shop) -> None:
    cart = shop.cart()
    link = shop.sent(cart)
    assert shop.mail.messages == []
    shop.deliver()
    (message,) = shop.mail.messages
    assert str(message["To"]) == "John Doe <john@example.com>"
    body = message.get_body(("plain",))
    assert body is not None
    assert shop.links.address(link) in body.get_content()
    shop.deliver()
    assert len(shop.mail.messages) == 1
    assert [e.action for e in shop.office.carts.history(EMPLOYEE, cart.cart.id)][-1] == "cart.send"


def test_the_preview_says_the_same_and_sends_nothing(shop: Shop) -> None:
    cart = shop.cart()
    preview = shop.office.finishing.preview(EMPLOYEE, cart.cart.id, note="Until tomorrow")
    assert "€30.00" in preview.text  # 2 x 12.00 gross and 6.00 of delivery
    assert "Until tomorrow" in preview.html
    shop.deliver()
    assert shop.mail.messages == []


def test_nothing_leaves_for_what_is_refused(shop: Shop) -> None:
    empty = shop.office.carts.start(EMPLOYEE, shop.customer().id)
    with pytest.raises(CartEmpty):
        shop.sent(empty)
    shop.deliver()
    assert shop.mail.messages == []


def test_a_customer_without_a_usable_address_cannot_be_written_to(shop: Shop) -> None:
    settings = shop.office.desk.read(EMPLOYEE, lambda work: work.settings)
    shop.office.setup.save(EMPLOYEE, evolve(settings, email=""))
    cart = shop.cart()
    with pytest.raises(FieldMissing):
        shop.sent(cart)
    assert shop.office.finishing.links(EMPLOYEE, cart.cart.id) == ()


def test_a_link_opens_its_cart_until_it_expires(shop: Shop) -> None:
    cart = shop.cart()
    link = shop.sent(cart)
    visit = shop.office.checkout.visit(link.id)
    assert visit.view is not None
    assert visit.view.cart.id == cart.cart.id
    shop.clock.advance(timedelta(days=14) - timedelta(seconds=1))
    shop.office.checkout.visit(link.id)
    shop.clock.advance(timedelta(seconds=1))
    with pytest.raises(LinkExpired):
        shop.office.checkout.visit(link.id)


def test_a_link_can_be_withdrawn(shop: Shop) -> None:
    cart = shop.cart()
    link = shop.sent(cart)
    assert shop.office.finishing.withdraw_links(EMPLOYEE, cart.cart.id) == 1
    assert shop.office.finishing.withdraw_links(EMPLOYEE, cart.cart.id) == 0
    with pytest.raises(LinkWithdrawn):
        shop.office.checkout.visit(link.id)


def test_a_link_ends_when_the_shop_places_the_cart(shop: Shop) -> None:
    cart = shop.cart()
    link = shop.sent(cart)
    shop.office.finishing.place(EMPLOYEE, cart.cart.id, payment_method="card")
    with pytest.raises(LinkWithdrawn):
        shop.office.checkout.visit(link.id)


def test_a_link_ends_when_the_cart_goes_to_another_customer(shop: Shop) -> None:
    cart = shop.cart()
    link = shop.sent(cart)
    jane = shop.customer("Jane", "jane@example.com")
    shop.office.carts.choose_customer(EMPLOYEE, cart.cart.id, jane.id)
    with pytest.raises(LinkWithdrawn):
        shop.office.checkout.visit(link.id)


def test_an_unknown_link_tells_nothing(shop: Shop) -> None:
    with pytest.raises(LinkInvalid):
        shop.office.checkout.visit(LinkId("link_999999"))


def test_a_hand_over_opens_once_and_the_order_remembers_both(shop: Shop) -> None:
    cart = shop.cart()
    url = shop.office.finishing.hand_over(EMPLOYEE, cart.cart.id)
    hand_over = shop.links.link_id(url.rpartition("/")[2])
    with pytest.raises(LinkUsed):
        shop.office.checkout.visit(hand_over)  # it has to be begun
    session = shop.office.checkout.begin(hand_over)
    assert session.purpose is Purpose.SESSION
    with pytest.raises(LinkUsed):
        shop.office.checkout.begin(hand_over)
    order = shop.office.checkout.place(session.id, "invoice", expected_total=euros("30.00"))
    assert order.placed_by == EMPLOYEE.id
    assert order.customer.name == "John Doe"


def test_what_has_changed_since_is_said(shop: Shop) -> None:
    cart = shop.cart()
    link = shop.sent(cart)
    shop.office.setup.save(EMPLOYEE, evolve(MUG, price=euros("20.00")))
    visit = shop.office.checkout.visit(link.id)
    # 10.00 net is 12.00 gross, 20.00 net is 24.00 gross.
    assert [(c.code, c.sentence) for c in visit.changes] == [
        ("price_changed", "Blue mug: 12.00 EUR → 24.00 EUR")
    ]


def test_a_dearer_delivery_is_said(shop: Shop) -> None:
    """The cheapest one is taken, which is Post; Express costs 9.00 net, which is 10.80 gross."""
    link = shop.sent(shop.cart())
    shop.office.setup.save(EMPLOYEE, post_for("7.00"))
    assert said(shop, link) == ["Delivery: 6.00 EUR → 8.40 EUR"]
    shop.office.setup.save(EMPLOYEE, post_for("10.00"))
    assert said(shop, link) == ["Delivery: Post → Express", "Delivery: 6.00 EUR → 10.80 EUR"]


def test_a_delivery_that_the_customer_has_chosen_is_not_said(shop: Shop) -> None:
    link = shop.sent(shop.cart())
    shop.office.checkout.run(link.id, ANY_VERSION, ChooseDelivery(EXPRESS.id))
    assert said(shop, link) == []


def test_another_delivery_that_nobody_has_chosen_is_said(shop: Shop) -> None:
    """Express, 9.00 net and 10.80 gross, is gone, so that Post stands in; then one by hand."""
    cart_id = shop.cart().cart.id
    link = shop.sent(shop.office.shipping.choose(EMPLOYEE, cart_id, EXPRESS.id))
    shop.office.setup.save(EMPLOYEE, evolve(EXPRESS, active=False))
    assert said(shop, link) == ["Delivery: Express → Post", "Delivery: 10.80 EUR → 6.00 EUR"]
    shop.office.setup.save(EMPLOYEE, EXPRESS)
    assert said(shop, link) == []
    shop.office.shipping.set_manual(EMPLOYEE, cart_id, "By bike", euros("13.00"), reason="heavy")
    assert said(shop, link) == ["Delivery: Express → By bike", "Delivery: 10.80 EUR → 13.00 EUR"]
    shop.office.checkout.run(link.id, ANY_VERSION, ChooseDelivery(POST.id))
    assert said(shop, link) == []


def test_another_delivery_at_the_same_price_is_said(shop: Shop) -> None:
    """Whoever was promised Express, for nothing, does not get Post without a word."""
    cart_id = shop.cart().cart.id
    shop.office.shipping.set_free(EMPLOYEE, cart_id, True)
    link = shop.sent(shop.office.shipping.choose(EMPLOYEE, cart_id, EXPRESS.id))
    shop.office.setup.save(EMPLOYEE, evolve(EXPRESS, active=False))
    assert said(shop, link) == ["Delivery: Express → Post"]


def test_what_the_delivery_of_other_pieces_costs_is_not_said(shop: Shop) -> None:
    """From 30.00 on it costs more: whoever has taken more knows."""
    cheap = RangePrice(EUROPE.id, Decimal(0), Decimal(30), euros("5.00"))
    dearer = RangePrice(EUROPE.id, Decimal(30), Decimal(1000), euros("7.00"))
    shop.office.setup.save(EMPLOYEE, evolve(POST, prices=(cheap, dearer)))
    cart = shop.cart()
    link = shop.sent(cart)
    four = SetQuantity(cart.cart.lines[0].id, 4)
    view = shop.office.checkout.run(link.id, ANY_VERSION, four)
    assert view.summary.shipping is not None
    assert view.summary.shipping.price.gross == euros("8.40")
    assert said(shop, link) == []


def test_what_a_voucher_takes_off_by_now_is_said(shop: Shop) -> None:
    """10 % of 24.00 is 2.40, 5 % is 1.20; net it is 2.00 and 1.00."""
    voucher = rule()
    shop.office.setup.save(EMPLOYEE, voucher)
    cart_id = shop.cart().cart.id
    shop.office.vouchers.grant(EMPLOYEE, cart_id, voucher.id)
    link = shop.sent(shop.office.carts.view(EMPLOYEE, cart_id))
    assert said(shop, link) == []
    shop.office.setup.save(EMPLOYEE, evolve(voucher, actions=(Percentage(Decimal(5)),)))
    assert said(shop, link) == ["Ten off rule_1: -2.40 EUR → -1.20 EUR"]
    shop.show_net_prices()
    assert said(shop, link) == ["Ten off rule_1: -2.00 EUR → -1.00 EUR"]


def test_what_a_discount_by_hand_takes_off_by_now_is_said(shop: Shop) -> None:
    """10 % of two mugs at 12.00 is 2.40; at 24.00 it is 4.80."""
    cart_id = shop.cart().cart.id
    reason = shop.office.setup.settings(EMPLOYEE).discount_reasons[0].code
    view = shop.office.discounts.give(
        EMPLOYEE, cart_id, title="Sorry", reason=reason, percent=Decimal(10)
    )
    link = shop.sent(view)
    shop.office.setup.save(EMPLOYEE, evolve(MUG, price=euros("20.00")))
    assert said(shop, link) == [
        "Blue mug: 12.00 EUR → 24.00 EUR",
        "Sorry: -2.40 EUR → -4.80 EUR",
    ]


def test_a_dearer_gift_wrapping_is_said(shop: Shop) -> None:
    """It is untaxed here: 2.00, then 5.00."""
    settings = shop.office.setup.settings(EMPLOYEE)
    shop.office.setup.save(EMPLOYEE, evolve(settings, gift_wrapping_price=euros("2.00")))
    cart_id = shop.cart().cart.id
    link = shop.sent(shop.office.carts.set_packaging(EMPLOYEE, cart_id, gift_wrapping=True))
    shop.office.setup.save(EMPLOYEE, evolve(settings, gift_wrapping_price=euros("5.00")))
    assert said(shop, link) == ["Gift wrapping: 2.00 EUR → 5.00 EUR"]


def test_what_has_changed_is_said_as_the_page_shows_it(shop: Shop) -> None:
    """A group that is shown net prices: the mug 10.00 and 11.00, ten per cent of 22.00 are 2.20."""
    shop.show_net_prices()
    link = shop.sent(shop.cart())
    shop.office.setup.save(EMPLOYEE, evolve(MUG, price=euros("11.00")), post_for("7.00"))
    shop.office.setup.save(EMPLOYEE, rule(code=""))
    changes = shop.office.checkout.visit(link.id).changes
    customer = Language("en", to_customer=True)
    assert [(each.code, customer.say(each.message)) for each in changes] == [
        ("price_changed", "Blue mug: €10.00 → €11.00"),
        ("price_changed", "Delivery: €5.00 → €7.00"),
        ("rule_applied", "Ten off rule_1: €2.20 less."),
    ]


def test_a_tax_alone_that_has_changed_is_said_gross(shop: Shop) -> None:
    """Net the mug is 10.00 at 20 % and at 10 %: 12.00 and 11.00 gross; Post 6.00 and 5.50."""
    shop.show_net_prices()
    link = shop.sent(shop.cart())
    rules = (TaxRule("FR", (TaxRate("TVA 10%", Decimal(10)),)),)
    shop.office.setup.save(EMPLOYEE, evolve(STANDARD_TAX, rules=rules))
    assert said(shop, link) == [
        "Blue mug: 12.00 EUR → 11.00 EUR",
        "Delivery: 6.00 EUR → 5.50 EUR",
    ]


def post_for(price: str) -> Carrier:
    prices = (RangePrice(EUROPE.id, Decimal(0), Decimal(1000), euros(price)),)
    return evolve(POST, prices=prices)


def said(shop: Shop, link: Link) -> list[str]:
    """What the customer is told that has changed."""
    return [each.sentence for each in shop.office.checkout.visit(link.id).changes]


def test_an_erased_customer_gets_no_letter_and_leaves_none(shop: Shop) -> None:
    customer = shop.customer()
    cart = shop.cart(customer)
    link = shop.sent(cart)
    jane = shop.cart(shop.customer("Jane", "jane@example.com"))
    shop.sent(jane)
    shop.office.customers.erase(EMPLOYEE, customer.id)
    shop.deliver()
    assert [str(each["To"]) for each in shop.mail.messages] == ["Jane Doe <jane@example.com>"]
    with pytest.raises(LinkWithdrawn):
        shop.office.checkout.visit(link.id)
    (kept,) = shop.office.finishing.links(EMPLOYEE, cart.cart.id)
    assert kept.seen is None


class _Own:
    """A host's own checkout, which says what is no address."""

    def __init__(self, says: Any) -> None:
        self.says = says

    def address(self, link: Link) -> Any:
        return self.says


@pytest.mark.parametrize(
    "says",
    [None, 7, "", "javascript:alert(1)", "https://shop.example/\r\nBcc: x", "//evil.example/"],
)
def test_what_is_no_address_is_written_to_nobody(says: Any) -> None:
    shop = Shop()
    office = BackOffice(shop.store, clock=shop.clock, checkout=_Own(says), mail=shop.mail)
    view = shop.cart()
    for give in (office.finishing.send, office.finishing.make_link, office.finishing.hand_over):
        with pytest.raises(TypeError, match="http"):
            give(EMPLOYEE, view.cart.id)
    shop.deliver()
    assert shop.mail.messages == []
    assert office.finishing.links(EMPLOYEE, view.cart.id) == ()
    assert office.carts.view(EMPLOYEE, view.cart.id).cart == view.cart


def test_a_letter_that_waits_is_not_sent_once_the_cart_is_somebody_elses(shop: Shop) -> None:
    john, jane = shop.customer(), shop.customer("Jane", "jane@example.com")
    cart = shop.cart(john)
    shop.sent(cart)
    office = shop.office
    assert [each.to for each in office.emails.of_cart(EMPLOYEE, cart.cart.id)] == [john.email]
    office.carts.choose_customer(EMPLOYEE, cart.cart.id, jane.id)
    assert office.emails.of_cart(EMPLOYEE, cart.cart.id) == ()
    assert john.email not in json.dumps(office.customers.export(EMPLOYEE, jane.id)["emails"])
    shop.deliver()
    assert shop.mail.messages == []


@pytest.mark.parametrize("email", ["@example.com", "a b@x", "jo"])
def test_an_address_that_a_host_has_stored_and_nobody_can_write_to(shop: Shop, email: str) -> None:
    cart = shop.cart()

    def spoil(work: Work) -> None:
        assert cart.cart.customer_id is not None
        work.customers.save(evolve(work.customers.get(cart.cart.customer_id), email=email))

    shop.office.desk.write(EMPLOYEE, spoil)
    with pytest.raises(FieldInvalid):
        shop.sent(cart)
