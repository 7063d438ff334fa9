"""The page as a document at work: few keys, slow and lost lines, two desks, and the way back."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from attrs import define, field
from moneyed import Money
from playwright.sync_api import Browser, Page as Tab, expect

from backoffice_orders.commands import ANY_VERSION, SetMessages
from backoffice_orders.demo import ANN
from backoffice_orders.demo_server import demo_site, fill, open_demo
from backoffice_orders.model.actor import Actor
from backoffice_orders.model.ids import CartId, ProductId, ViewerId
from backoffice_orders.model.product import Product
from backoffice_orders.services.view import CartView
from backoffice_orders.services.watching import keep_open
from tests.browser.conftest import free_port, serving, slow_line
from tests.browser.holding import Held
from tests.browser.test_page import PHONE, Site, settled
from tests.browser.test_what_is_typed import CREATE, QUANTITY, opened, prepared

BOB = Actor.employee("bob", "Bob Roe")


@pytest.fixture(scope="module")
def desk(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One shop for all: each test has a cart of its own."""
    folder, port = tmp_path_factory.mktemp("desk"), free_port()
    office, links = open_demo(
        f"sqlite:///{folder / 'shop.db'}", f"http://127.0.0.1:{port}", folder / "mail"
    )
    fill(office, large=False, say=print)
    with serving(demo_site(office, links), port) as address:
        yield Site(office, address, chromium)


@define
class Keys:
    """A keyboard that counts what is pressed besides text."""

    tab: Tab
    pressed: list[str] = field(factory=list)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.pressed.append(key)
            self.tab.keyboard.press(key)

    def text(self, text: str) -> None:
        self.tab.keyboard.type(text)


def test_the_whole_call_needs_few_keys(desk: Site) -> None:
    tab = desk.tab()
    tab.goto(desk.address)
    keys = Keys(tab)
    keys.text("john doe")
    keys.press("Enter")
    expect(tab.get_by_role("heading", name="New order for John Doe")).to_be_visible()
    search = tab.locator("#products-query")
    for lines, product in enumerate(("novel", "cookbook"), start=1):
        expect(search).to_be_focused()
        keys.text(product)
        keys.press("Enter")
        expect(tab.locator(".lines .line")).to_have_count(lines)
    settled(tab)
    keys.press("Escape", "v")
    keys.text("welcome")
    keys.press("Enter")
    expect(tab.locator("#vouchers .results").first).to_contain_text("Welcome")
    settled(tab)
    if not tab.locator("#choose-delivery").input_value():
        keys.press("Escape", "a", "ArrowDown")
        settled(tab)
        keys.press("Tab", "ArrowDown")
        settled(tab)
    keys.press("Escape", "d", "ArrowDown")
    settled(tab)
    expect(tab.locator("[name=carrier]:checked")).to_be_focused()
    keys.press("p", "i", "Control+Enter")
    expect(tab.locator("#state")).to_be_visible()
    order = desk.order()
    assert [line.quantity for line in order.cart.lines] == [1, 1]
    assert [rule.name for rule in order.summary.rules if rule.code][:1] != []
    assert order.payment_method == "invoice"
    assert order.cart.carrier_id is not None
    assert len(keys.pressed) <= 40, keys.pressed
    tab.close()


def test_what_enter_takes_is_there_before_what_is_pressed_after_it(desk: Site) -> None:
    tab = opened(desk, prepared(desk), javascript=True)
    searches = Held(tab, re.compile("/search/vouchers"))
    tab.locator("#vouchers-query").fill("free home")
    tab.keyboard.press("Enter")
    tab.keyboard.press("Control+Enter")
    searches.let_go()
    expect(tab.locator("#state")).to_be_visible()
    names = [rule.name for rule in desk.order().summary.rules if rule.code]
    assert names == ["Free home delivery"]
    tab.close()


def test_nothing_is_finished_where_enter_has_found_nothing(desk: Site) -> None:
    tab = opened(desk, prepared(desk), javascript=True)
    searches = Held(tab, re.compile("/search/vouchers"))
    tab.locator("#vouchers-query").fill("welcone")
    tab.keyboard.press("Enter")
    tab.keyboard.press("Control+Enter")
    searches.let_go()
    expect(tab.locator("#vouchers-query")).to_be_focused()
    settled(tab)
    expect(tab.get_by_role("button", name=CREATE)).to_be_visible()
    tab.close()


def test_arrows_lead_through_what_was_found(desk: Site) -> None:
    tab = opened(desk, prepared(desk), javascript=True)
    search, found = tab.locator("#products-query"), tab.locator("#products-found .results > li")
    search.fill("mug")
    expect(found).to_have_count(3)
    search.press("ArrowDown")
    tab.keyboard.press("ArrowDown")
    assert found.nth(1).evaluate("each => each.contains(document.activeElement)")
    tab.keyboard.press("ArrowUp")
    tab.keyboard.press("ArrowUp")
    expect(search).to_be_focused()
    tab.close()


def test_half_typed_things_stay_when_something_else_is_saved(desk: Site) -> None:
    cart = prepared(desk)
    tab = opened(desk, cart, javascript=True)
    for summary in ("Add an address", "Add a new voucher"):
        tab.locator("summary", has_text=re.compile(f"^{summary}$")).click()
    tab.locator("#a-street").fill("1 rue Haute")
    tab.locator("#voucher-name").fill("For the wait")
    tab.locator("#internal-note").evaluate("each => each.closest('details').open = true")
    tab.locator("#internal-note").fill("Called twice")
    tab.get_by_label("Payment").select_option("cash")
    tab.get_by_label(QUANTITY).fill("2")
    tab.get_by_label(QUANTITY).press("Enter")
    settled(tab)
    expect(tab.locator("#a-street")).to_have_value("1 rue Haute")
    expect(tab.locator("#voucher-name")).to_have_value("For the wait")
    expect(tab.locator("#voucher-name")).to_be_visible()
    expect(tab.locator("#internal-note")).to_have_value("Called twice")
    expect(tab.get_by_label("Payment")).to_have_value("cash")
    assert desk.office.carts.view(ANN, cart.cart.id).cart.lines[0].quantity == 2
    tab.close()


def test_on_a_slow_line_at_a_phone_everything_is_done_in_order(desk: Site) -> None:
    cart = prepared(desk)
    tab = desk.tab(window=PHONE)
    tab.goto(f"{desk.address}/cart/{cart.cart.id}")
    create = tab.get_by_role("button", name=CREATE)
    expect(create).to_be_in_viewport(ratio=1)
    box = create.bounding_box()
    assert box is not None
    assert box["height"] >= 44

    slow_line(tab, f"**/cart/{cart.cart.id}/*", seconds=0.9)
    tab.get_by_label(QUANTITY).fill("3")
    tab.get_by_label("Gift wrapping").check()
    tab.get_by_label("Gift message").fill("For Jane")
    create.click()
    expect(tab.get_by_role("heading", name=re.compile("^Order "))).to_be_visible()
    order = desk.order()
    assert (order.cart.lines[0].quantity, order.cart.gift_wrapping) == (3, True)
    assert order.cart.gift_message == "For Jane"
    tab.close()


def test_what_cannot_be_added_keeps_its_hit_and_says_why_there(desk: Site) -> None:
    tab = opened(desk, prepared(desk), javascript=True)
    search, found = tab.locator("#products-query"), tab.locator("#products-found")
    search.fill("mug with")
    words = found.get_by_label(re.compile("Your words"))
    words.fill("For Jane")
    found.get_by_label("Quantity").first.fill("900")
    found.get_by_role("button", name=re.compile("^Add to the cart")).first.click()
    expect(tab.locator("#said.wrong, .wrong-text").first).to_be_visible()
    settled(tab)
    expect(search).to_have_value("mug with")
    expect(words).to_have_value("For Jane")
    expect(found.get_by_label("Quantity").first).to_have_value("900")
    tab.close()


def test_a_refusal_stands_at_its_field_and_the_page_does_not_move(desk: Site) -> None:
    tab = opened(desk, prepared(desk), javascript=True)
    quantity = tab.get_by_label(QUANTITY)
    quantity.scroll_into_view_if_needed()
    before = quantity.bounding_box()
    quantity.fill("5000")
    tab.keyboard.press("Tab")
    note = tab.locator(".line .wrong-text").first
    expect(note).to_be_in_viewport()
    settled(tab)
    after = tab.get_by_label(QUANTITY).bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) < 60
    expect(tab.get_by_label(QUANTITY)).to_have_value("5000")
    tab.close()


def change_elsewhere(desk: Site, cart_id: CartId, message: str) -> CartView:
    return desk.office.run(BOB, cart_id, ANY_VERSION, SetMessages(order_message=message))


def test_two_desks_see_each_others_changes_and_keep_their_own(desk: Site) -> None:
    cart = prepared(desk)
    tab = opened(desk, cart, javascript=True)
    keep_open(desk.office.desk, ViewerId("bob:his-page"), cart.cart.id, BOB, BOB.name, 60)
    expect(tab.locator("#here")).to_contain_text("Bob Roe")
    tab.get_by_label("Gift message").press_sequentially("For Ja")
    change_elsewhere(desk, cart.cart.id, "Ring twice")
    expect(tab.locator("#meanwhile")).to_contain_text("Bob Roe has changed the messages")
    expect(tab.get_by_label("Message with the order")).to_have_value("Ring twice")
    expect(tab.get_by_label("Gift message")).to_have_value("For Ja")
    expect(tab.get_by_label("Gift message")).to_be_focused()
    settled(tab)
    assert desk.office.carts.view(ANN, cart.cart.id).cart.gift_message == ""
    tab.get_by_label("Gift message").press("Tab")
    settled(tab)
    assert desk.office.carts.view(ANN, cart.cart.id).cart.gift_message == "For Ja"
    tab.close()


def test_a_change_that_does_not_touch_goes_through_and_the_other_is_said(desk: Site) -> None:
    cart = prepared(desk)
    tab = desk.tab()
    tab.route("**/live?*", lambda route: route.abort())
    tab.goto(f"{desk.address}/cart/{cart.cart.id}")
    change_elsewhere(desk, cart.cart.id, "Ring twice")
    tab.get_by_label(QUANTITY).fill("3")
    tab.keyboard.press("Tab")
    expect(tab.locator("#said[data-code=changed_meanwhile]")).to_contain_text(
        "Bob Roe has changed the messages"
    )
    assert desk.office.carts.view(ANN, cart.cart.id).cart.lines[0].quantity == 3
    tab.close()


def test_a_lost_line_is_said_and_what_waits_goes_on_by_itself(desk: Site) -> None:
    cart = prepared(desk)
    tab = opened(desk, cart, javascript=True)
    tab.context.set_offline(True)
    tab.get_by_label(QUANTITY).fill("3")
    tab.keyboard.press("Tab")
    tab.get_by_label("Gift wrapping").check()
    expect(tab.locator("#warning")).to_contain_text("The connection is lost")
    tab.context.set_offline(False)
    expect(tab.locator("#warning")).to_have_count(0)
    settled(tab)
    stored = desk.office.carts.view(ANN, cart.cart.id).cart
    assert (stored.lines[0].quantity, stored.gift_wrapping) == (3, True)
    tab.close()


def test_what_was_removed_comes_back_and_the_focus_stays_in_its_section(desk: Site) -> None:
    cart = prepared(desk)
    tab = opened(desk, cart, javascript=True)
    expect(tab.locator(".saved")).to_contain_text("Saved")
    tab.get_by_role("button", name=re.compile("^Remove Mug")).click()
    expect(tab.locator(".undo")).to_contain_text("removed")
    assert tab.evaluate("document.activeElement.closest('#products') !== null")
    tab.get_by_role("button", name="Undo", exact=True).click()
    expect(tab.locator(".lines .line")).to_have_count(1)
    assert desk.office.carts.view(ANN, cart.cart.id).cart.lines == cart.cart.lines
    tab.close()


def test_another_countrys_form_stays_while_a_colleague_changes_something(desk: Site) -> None:
    cart = prepared(desk)
    tab = opened(desk, cart, javascript=True)
    tab.locator("#address-form summary").click()
    tab.locator("#country").select_option("US")
    tab.locator("#a-state").select_option("NY")
    tab.locator("#a-city").fill("New York")
    settled(tab)
    change_elsewhere(desk, cart.cart.id, "Ring twice")
    expect(tab.get_by_label("Message with the order")).to_have_value("Ring twice")
    expect(tab.locator("#a-state")).to_have_value("NY")
    expect(tab.locator("#a-city")).to_have_value("New York")
    tab.close()


def test_a_line_that_goes_while_one_is_in_it_leaves_the_focus_in_its_section(desk: Site) -> None:
    """By a quantity of nothing, or as a colleague removes it."""
    cart = prepared(desk)
    office, cart_id = desk.office, cart.cart.id
    pen = Product(ProductId("pen"), "Pen", Money("2.00", "EUR"))
    office.setup.save(ANN, pen)
    office.setup.set_stock(ANN, pen.id, 5)
    office.products.add(ANN, cart_id, pen.id, 1)
    tab = opened(desk, cart, javascript=True)
    tab.get_by_label(re.compile("^Quantity of Mug")).fill("0")
    tab.keyboard.press("Tab")
    expect(tab.get_by_label(re.compile("^Quantity of Mug"))).to_have_count(0)
    expect(tab.locator("#products")).to_be_focused()
    tab.get_by_label(re.compile("^Quantity of Pen")).focus()
    office.products.remove(ANN, cart_id, office.carts.view(ANN, cart_id).cart.lines[0].id)
    expect(tab.get_by_label(re.compile("^Quantity of Pen"))).to_have_count(0)
    expect(tab.locator("#products")).to_be_focused()
    tab.close()
