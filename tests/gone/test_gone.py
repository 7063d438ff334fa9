"""Whatever a cart, an offer, a link or an order refers to vanishes, and work goes on."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from attrs import evolve
from moneyed import Money
from starlette.testclient import TestClient

from backoffice_orders.adapters.memory import MemoryStore
from backoffice_orders.console import console_app
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.carrier import ExchangeRate
from backoffice_orders.model.errors.base import BackOfficeError
from backoffice_orders.model.order import Order
from backoffice_orders.ports.unit_of_work import Store
from backoffice_orders.services.view import CartView
from backoffice_orders.testing.samples import EMPLOYEE, EXPRESS, MUG, euros
from tests.console.samples import Page
from tests.gone.kinds import KINDS, Desk, Kind


def kinds(*chosen: Kind) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("kind", chosen, ids=lambda kind: kind.name)


every_kind = kinds(*KINDS)


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk.open(store)


@pytest.fixture
def memory_desk() -> Desk:
    """Where the store does not matter."""
    return Desk.open(MemoryStore())


def named(view: CartView) -> list[str]:
    """The problems, each once."""
    return list(dict.fromkeys(problem.code for problem in view.missing))


def quote(desk: Desk) -> CartView:
    until = desk.shop.clock.now() + timedelta(days=3)
    return desk.shop.office.offers.quote(EMPLOYEE, desk.cart_id, until)


def placed(desk: Desk) -> Order:
    return desk.shop.office.finishing.place(
        EMPLOYEE, desk.cart_id, payment_method="bank_transfer", confirm_by_mail=True
    )


def refusal(desk: Desk) -> str:
    """The code with which placing is refused; "" if it is placed."""
    try:
        placed(desk)
    except BackOfficeError as error:
        return error.code
    return ""


def look_everywhere(desk: Desk, kind: Kind) -> None:
    """Everything that shows the cart, or something for it."""
    office, cart_id = desk.shop.office, desk.cart_id
    view = office.finishing.summary(EMPLOYEE, cart_id)
    assert str(view.summary.explain())
    assert [info.cart_id for info in office.carts.drafts(EMPLOYEE)] == [cart_id]
    office.shipping.options(EMPLOYEE, cart_id)
    office.vouchers.search(EMPLOYEE, "", cart_id=cart_id)
    office.vouchers.what_if(EMPLOYEE, cart_id)
    assert office.products.search(EMPLOYEE, MUG.name, cart_id=cart_id).items[0].choices
    office.carts.history(EMPLOYEE, cart_id)
    office.carts.copy(EMPLOYEE, cart_id)
    if view.cart.customer_id is not None and not kind.customer_gone:
        details = office.customers.details(EMPLOYEE, view.cart.customer_id)
        assert cart_id in {info.cart_id for info in details.carts}
        office.carts.basis(EMPLOYEE, view.cart.customer_id)
        office.customers.export(EMPLOYEE, view.cart.customer_id)


def change_everything_else(desk: Desk, kind: Kind) -> None:
    office, cart_id = desk.shop.office, desk.cart_id
    mugs = desk.view.cart.lines[0].id
    office.carts.add_note(EMPLOYEE, cart_id, "called again")
    office.carts.set_packaging(EMPLOYEE, cart_id, gift_wrapping=True)
    office.carts.set_messages(EMPLOYEE, cart_id, order_message="quickly, please")
    office.products.set_quantity(EMPLOYEE, cart_id, mugs, 3)
    if kind.still_sells:
        office.products.add(EMPLOYEE, cart_id, MUG.id)
    view = office.shipping.set_free(EMPLOYEE, cart_id, True)
    assert view.cart.lines[0].quantity == (4 if kind.still_sells else 3)


def test_a_carrier_that_cannot_deliver_any_more_is_called_by_its_name(desk: Desk) -> None:
    """Its name, while the shop knows it, and never its id."""
    office = desk.shop.office
    office.shipping.choose(EMPLOYEE, desk.cart_id, EXPRESS.id)
    office.setup.save(EMPLOYEE, evolve(EXPRESS, name="Speedy", max_weight=Decimal("0.001")))
    (problem,) = desk.view.missing
    assert problem.sentence == "Speedy cannot deliver this order: choose another delivery."
    desk.store.forget(EXPRESS.id)
    (problem,) = desk.view.missing
    assert problem.sentence == (
        "The chosen carrier cannot deliver this order: choose another delivery."
    )


@kinds(*(kind for kind in KINDS if kind.code))
def test_an_open_cart(desk: Desk, kind: Kind) -> None:
    kind.refer(desk)
    assert desk.view.ready
    kind.vanish(desk)
    view = desk.view
    assert named(view) == [kind.code]
    blamed = desk.last_line if kind.of_line else None
    assert {problem.line_id for problem in view.missing} == {blamed}
    look_everywhere(desk, kind)
    assert refusal(desk) == kind.code
    change_everything_else(desk, kind)
    assert named(desk.view) == ([] if kind.leaves else [kind.code])
    kind.mend(desk)
    assert desk.view.missing == ()
    assert refusal(desk) == ""


@kinds(*(kind for kind in KINDS if kind.of_line and not kind.code.startswith("customization")))
def test_a_line_that_is_to_blame_costs_nothing(memory_desk: Desk, kind: Kind) -> None:
    total = memory_desk.view.summary.total
    kind.refer(memory_desk)
    assert memory_desk.view.summary.total != total
    kind.vanish(memory_desk)
    assert memory_desk.view.summary.total == total


@kinds(*(kind for kind in KINDS if kind.leaves))
def test_what_leaves_by_itself_is_said_once(desk: Desk, kind: Kind) -> None:
    kind.refer(desk)
    kind.vanish(desk)
    view = desk.shop.office.carts.add_note(EMPLOYEE, desk.cart_id, "called")
    assert [notice.code for notice in view.notices] == [kind.code or "rule_gone"]
    again = desk.shop.office.carts.add_note(EMPLOYEE, desk.cart_id, "again")
    assert again.notices == ()
    assert (again.cart.rule_ids, again.cart.carrier_id) == ((), None)


def test_a_rule_that_is_gone_is_named_before_it_leaves(desk: Desk) -> None:
    (rule,) = (kind for kind in KINDS if kind.name == "rule")
    rule.refer(desk)
    rule.vanish(desk)
    assert [each.error_code for each in desk.view.summary.refused_rules] == ["rule_gone"]
    assert desk.view.summary.total.gross == euros("30.00")
    look_everywhere(desk, rule)
    desk.shop.office.vouchers.take_away(EMPLOYEE, desk.cart_id, desk.view.cart.rule_ids[0])
    assert refusal(desk) == ""


@kinds(*(kind for kind in KINDS if kind.offer_code))
def test_an_offer_of_what_cannot_be_had(desk: Desk, kind: Kind) -> None:
    kind.refer(desk)
    quote(desk)
    kind.vanish(desk)
    assert named(desk.view) == [kind.offer_code]
    look_everywhere(desk, kind)
    assert refusal(desk) == kind.offer_code
    change_everything_else(desk, kind)
    kind.mend(desk)
    assert desk.view.missing == ()
    assert refusal(desk) == ""


@kinds(*(kind for kind in KINDS if not kind.offer_code))
def test_an_offer_whose_prices_stand(desk: Desk, kind: Kind) -> None:
    kind.refer(desk)
    total = quote(desk).summary.total
    kind.vanish(desk)
    assert desk.view.missing == ()
    assert desk.view.summary.total == total
    look_everywhere(desk, kind)
    assert placed(desk).summary.total == total


@every_kind
def test_held_goods(desk: Desk, kind: Kind) -> None:
    kind.refer(desk)
    until = desk.shop.clock.now() + timedelta(days=3)
    desk.shop.office.offers.reserve(EMPLOYEE, desk.cart_id, until)
    kind.vanish(desk)
    change_everything_else(desk, kind)
    kind.mend(desk)
    assert desk.view.missing == ()
    assert refusal(desk) == ""


@every_kind
def test_a_customers_link(desk: Desk, kind: Kind) -> None:
    kind.refer(desk)
    office = desk.shop.office
    link = office.finishing.send(EMPLOYEE, desk.cart_id)
    kind.vanish(desk)
    visit = office.checkout.visit(link.id)
    assert visit.view is not None
    assert named(visit.view) == ([kind.code] if kind.code else [])
    mugs = visit.view.cart.lines[0].id
    version = visit.view.version
    if kind.code:
        with pytest.raises(BackOfficeError) as caught:
            office.checkout.place(
                link.id, "bank_transfer", expected_total=visit.view.summary.total.gross
            )
        assert caught.value.code == kind.code
    view = office.checkout.set_message(link.id, "quickly, please", version=version)
    view = office.checkout.set_quantity(link.id, mugs, 3, version=view.version)
    assert view.cart.lines[0].quantity == 3
    kind.mend(desk)
    if not kind.customer_gone:
        total = desk.view.summary.total.gross
        office.checkout.place(link.id, "bank_transfer", expected_total=total)


@every_kind
def test_a_placed_order(desk: Desk, kind: Kind) -> None:
    kind.refer(desk)
    order = placed(desk)
    kind.vanish(desk)
    office = desk.shop.office
    assert office.orders.get(EMPLOYEE, order.id) == order
    assert office.orders.by_reference(EMPLOYEE, order.reference) == order
    assert [info.total for info in office.orders.search(EMPLOYEE)] == [order.total]
    seen = office.carts.view(EMPLOYEE, order.cart_id)
    assert (seen.summary, seen.missing) == (order.summary, ())
    assert office.finishing.read_back(EMPLOYEE, order.cart_id)
    desk.shop.deliver()
    assert len(desk.shop.mail.messages) == 1
    if not kind.customer_gone:
        details = office.customers.details(EMPLOYEE, order.customer_id)
        assert details.spent == (order.total,)
        basis = office.carts.use_order(EMPLOYEE, order.id)
        assert basis.view.cart.lines[0].product_id == MUG.id
    office.orders.add_note(EMPLOYEE, order.id, "asked for the invoice")
    office.orders.record_payment(EMPLOYEE, order.id, order.total)
    office.orders.change_status(EMPLOYEE, order.id, "shipped")
    cancelled = office.orders.change_status(EMPLOYEE, order.id, "cancelled")
    assert cancelled.overpaid == order.total
    assert (cancelled.summary, cancelled.cart) == (order.summary, order.cart)


@every_kind
def test_the_pages_and_the_api_of_a_placed_order(memory_desk: Desk, kind: Kind) -> None:
    desk = memory_desk
    kind.refer(desk)
    order = placed(desk)
    kind.vanish(desk)
    office, page = desk.shop.office, Page(desk.shop)
    page.get(f"/cart/{order.cart_id}")
    page.get(f"/order/{order.id}")
    api = TestClient(console_app(office, lambda _: EMPLOYEE, secret="s" * 32))
    for path in ("", "/lines", "/delivery-options", "/advice"):
        answer = api.get(f"/api/carts/{order.cart_id}{path}")
        assert answer.status_code == 200, (path, answer.text)


@every_kind
def test_the_pages_and_the_api(memory_desk: Desk, kind: Kind) -> None:
    desk = memory_desk
    kind.refer(desk)
    link = desk.shop.office.finishing.send(EMPLOYEE, desk.cart_id)
    kind.vanish(desk)
    page = Page(desk.shop)
    shown = page.get(f"/cart/{desk.cart_id}")
    for problem in desk.view.missing:
        assert f'data-code="{problem.code}"' in shown
    page.get(f"/cart/{desk.cart_id}?products=mug&customers=do&vouchers=f")
    page.get("/")
    answer = desk.shop.browser().get(desk.shop.path(link))
    assert answer.status_code == 200
    console = console_app(desk.shop.office, lambda _: Actor.employee("ann", "Ann"), secret="s" * 32)
    api = TestClient(console)
    cart = api.get(f"/api/carts/{desk.cart_id}")
    assert cart.status_code == 200
    assert list(dict.fromkeys(each["code"] for each in cart.json()["missing"])) == (
        [kind.code] if kind.code else []
    )
    if not kind.customer_gone:
        assert api.get(f"/api/customers/{desk.view.cart.customer_id}").status_code == 200
        kind.mend(desk)
        order = placed(desk)
        page.get(f"/order/{order.id}")
        assert api.get(f"/api/orders/{order.id}").status_code == 200


def test_a_customer_writes_anew_on_what_has_lost_a_field(desk: Desk) -> None:
    (field,) = (kind for kind in KINDS if kind.name == "customization field")
    field.refer(desk)
    office = desk.shop.office
    link = office.finishing.send(EMPLOYEE, desk.cart_id)
    field.vanish(desk)
    line_id, texts = desk.last_line, {"engraving": "For me"}
    view = office.checkout.set_texts(link.id, line_id, texts, version=desk.view.version)
    assert view.missing == ()
    assert view.summary.lines[-1].customization == (("Engraving", "For me"),)


@kinds(*(kind for kind in KINDS if kind.name in {"tax group", "currency of a product"}))
def test_what_cannot_be_priced_is_found_and_says_why(desk: Desk, kind: Kind) -> None:
    kind.refer(desk)
    kind.vanish(desk)
    office, name = desk.shop.office, desk.view.cart.lines[-1].title
    (hit,) = office.products.search(EMPLOYEE, name, cart_id=desk.cart_id)
    (choice,) = hit.choices
    assert choice.refusal is not None
    assert choice.refusal.code == kind.code
    assert not choice.unit_price.gross
    with pytest.raises(BackOfficeError) as caught:
        office.products.add(EMPLOYEE, desk.cart_id, hit.product.id)
    assert caught.value.code == kind.code
    page = Page(desk.shop).get(f"/cart/{desk.cart_id}?products={name}")
    assert f'data-code="{kind.code}"' in page


def test_prices_in_a_currency_without_a_rate_are_taken_out_and_said(desk: Desk) -> None:
    office, cart_id = desk.shop.office, desk.cart_id
    desk.save(ExchangeRate("GBP", Decimal("0.80")))
    office.carts.set_currency(EMPLOYEE, cart_id, "GBP")
    office.products.add_custom(EMPLOYEE, cart_id, "Fitting", Money("40.00", "GBP"))
    office.products.set_price(
        EMPLOYEE, cart_id, desk.last_line, Money("7.00", "GBP"), tax_included=True, reason="sorry"
    )
    desk.store.forget("GBP")
    view = office.carts.set_currency(EMPLOYEE, cart_id, "EUR")
    assert view.summary.total.gross == euros("30.00")
    assert [notice.sentence.partition(",")[0] for notice in view.notices] == [
        "Blue mug was at 7.00 GBP",
        "1 x Fitting was at 40.00 GBP",
    ]


def test_a_new_cart_like_an_order_in_a_currency_without_a_rate(desk: Desk) -> None:
    (currency,) = (kind for kind in KINDS if kind.name == "currency of the cart")
    currency.refer(desk)
    order = placed(desk)
    currency.vanish(desk)
    view = desk.shop.office.carts.use_order(EMPLOYEE, order.id).view
    assert view.summary.total.gross == euros("30.00")
    assert [notice.code for notice in view.notices] == ["currency_unavailable"]


@kinds(*(kind for kind in KINDS if kind.of_line and not kind.code.startswith("customization")))
def test_what_cannot_be_priced_is_not_shown_as_free(memory_desk: Desk, kind: Kind) -> None:
    desk = memory_desk
    kind.refer(desk)
    link = desk.shop.office.finishing.send(EMPLOYEE, desk.cart_id)
    kind.vanish(desk)
    assert [line.priced for line in desk.view.summary.lines] == [True, False]
    letter = desk.shop.office.finishing.preview(EMPLOYEE, desk.cart_id)
    shown = (
        Page(desk.shop).get(f"/cart/{desk.cart_id}"),
        desk.shop.browser().get(desk.shop.path(link)).text,
        letter.html,
        letter.text,
    )
    for text in shown:
        assert "€0.00" not in text
        assert "€24.00" in text
