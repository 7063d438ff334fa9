"""The whole phone call in a real browser: by keyboard alone, without JavaScript, and by two."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from attrs import evolve, field, frozen
from moneyed import Money
from playwright.sync_api import Browser, Locator, Page as Tab, Request, ViewportSize, expect

from backoffice_orders.back_office import BackOffice
from backoffice_orders.demo import ANN, JOHN
from backoffice_orders.demo_server import demo_site, fill, open_demo
from backoffice_orders.i18n import LANGUAGES, Language
from backoffice_orders.model.carrier import Carrier
from backoffice_orders.model.ids import CarrierId, ProductId, ZoneId
from backoffice_orders.model.order import Order
from backoffice_orders.model.product import Product
from backoffice_orders.services.commands.addresses import AddressEntry
from tests.browser.conftest import free_port, require_accessible, serving
from tests.browser.holding import Held
from tests.console.reading import english_in

WIDE: ViewportSize = {"width": 1360, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 780}
ZOOMED: ViewportSize = {"width": 680, "height": 450}  # the wide window at 200 %


@frozen
class Site:
    """The demo shop, served."""

    office: BackOffice
    address: str
    chromium: Browser = field(repr=False)

    def tab(
        self,
        *,
        javascript: bool = True,
        dark: bool = False,
        window: ViewportSize = WIDE,
        language: str = "en",
    ) -> Tab:
        context = self.chromium.new_context(
            locale=language,
            viewport=window,
            device_scale_factor=2 if window is ZOOMED else 1,
            java_script_enabled=javascript,
            color_scheme="dark" if dark else "light",
        )
        tab = context.new_page()
        tab.set_default_timeout(10_000)
        tab.on("pageerror", lambda error: pytest.fail(str(error)))
        return tab

    def order(self) -> Order:
        """The newest order."""
        newest = self.office.orders.search(ANN).items[0]
        return self.office.orders.get(ANN, newest.order_id)


@pytest.fixture
def site(chromium: Browser, tmp_path: Path) -> Iterator[Site]:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    office, links = open_demo(f"sqlite:///{tmp_path / 'shop.db'}", base, tmp_path / "mail")
    fill(office, large=False, say=print)
    with serving(demo_site(office, links), port) as address:
        yield Site(office, address, chromium)


def tab_to(tab: Tab, target: Locator) -> None:
    """Press Tab until the target has the focus: it can be reached by keyboard."""
    for _ in range(120):
        if target.evaluate("each => each === document.activeElement"):
            return
        tab.keyboard.press("Tab")
    pytest.fail(f"{target} cannot be reached by the Tab key")


def typed(tab: Tab, label: str | re.Pattern[str], text: str) -> None:
    target = tab.get_by_role("textbox", name=label).first
    tab_to(tab, target)
    tab.keyboard.press("Control+A")
    tab.keyboard.type(text)


def pressed(tab: Tab, name: str | re.Pattern[str]) -> None:
    target = tab.get_by_role("button", name=name).first
    expect(target).to_be_visible()
    tab_to(tab, target)
    tab.keyboard.press("Enter")


def opened(tab: Tab, summary: str) -> None:
    target = tab.locator("summary", has_text=re.compile(f"^{summary}$")).first
    tab_to(tab, target)
    tab.keyboard.press("Enter")


def settled(tab: Tab) -> None:
    """The answer to the last form is on the page."""
    expect(tab.locator("main.busy")).to_have_count(0)


def chosen(tab: Tab, label: str, value: str) -> None:
    """Choose in a list by its arrow keys."""
    target = tab.get_by_label(label).first
    tab_to(tab, target)
    for _press in range(target.locator("option").count()):
        if target.input_value() == value:
            return
        tab.keyboard.press("ArrowDown")
    expect(target).to_have_value(value)


def require_language(tab: Tab, language: str) -> None:
    """Fail on what the page still says in English, and on a page wider than its window."""
    assert tab.locator("html").get_attribute("lang") == language
    if language != "en":
        assert english_in(tab.content(), language) == set()
    assert tab.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_phone_call_by_keyboard_alone(site: Site, language: str) -> None:
    reader = Language(language)
    _ = reader.text
    tab = site.tab(language=language)
    tab.goto(site.address)
    tab.keyboard.type("xenia")
    expect(tab.locator("#customers-found .soft")).to_be_visible()
    require_language(tab, language)
    opened(tab, _("Add a new customer"))
    for label, text in (
        (_("First name"), "Xenia"),
        (_("Last name"), "Zimmer"),
        (_("E-mail"), "xenia@example.com"),
    ):
        typed(tab, re.compile(f"^{label}"), text)
    pressed(tab, _("Save and choose"))
    expect(
        tab.get_by_role("heading", name=_("New order for {name}", name="Xenia Zimmer"))
    ).to_be_visible()

    expect(tab.locator("#products-query")).to_be_focused()
    for key in ("Escape", "3", "/"):
        tab.keyboard.press(key)
    tab.keyboard.type("hummingbird printed t")
    found = tab.locator("#products-found")
    # With the last letter it is the only one: before it there is a sweater, too.
    expect(found.locator(".results > li")).to_have_count(1)
    expect(found.get_by_text("Hummingbird printed t-shirt").first).to_be_visible()
    tab_to(tab, found.get_by_label(_("Combination")).first)
    tab.keyboard.press("ArrowDown")
    typed(tab, _("Quantity"), "2")
    left = found.locator(".left").first
    expect(left).to_have_text(re.compile(r"\d"))
    require_language(tab, language)
    pressed(tab, _("Add to the cart: {name}", name="Hummingbird printed t-shirt"))
    expect(tab.locator(".lines .line")).to_have_count(1)

    tab.locator("main").focus()
    tab.keyboard.press("/")
    tab.keyboard.type("mug with")
    expect(found.get_by_label(re.compile("Your words"))).to_be_visible()
    typed(tab, re.compile("Your words"), "For Jane")
    pressed(tab, _("Add to the cart: {name}", name="Mug with your own words"))
    expect(tab.locator(".lines")).to_contain_text("For Jane")

    opened(tab, _("Add a new voucher"))
    tab_to(tab, tab.locator("#voucher-name"))
    tab.keyboard.type("For the wait")
    typed(tab, _("Percent off"), "10")
    pressed(tab, _("Save and grant"))
    expect(tab.locator("#vouchers .results")).to_contain_text("For the wait")

    home, office = ("5 rue Haute", _("delivery and invoice")), ("9 quai Bas", _("delivery"))
    for street, use in (home, office):
        if street == office[0]:
            opened(tab, _("Add an address"))
        for name, text in (("street", street), ("city", "Paris"), ("postcode", "75004")):
            typed(tab, re.compile(f"^{reader.label(name)}"), text)
        radio = tab.get_by_role("radio", name=use, exact=True)
        tab_to(tab, tab.locator("[name=use]:checked"))
        for _press in range(3):
            if radio.is_checked():
                break
            tab.keyboard.press("ArrowDown")
        pressed(tab, _("Save the address"))
        expect(tab.locator("#addresses .two")).to_contain_text(street)

    tab.locator("main").focus()
    tab_to(tab, tab.locator("[name=free]:checked"))
    tab.keyboard.press("ArrowUp")
    settled(tab)
    expect(tab.get_by_text(_("Nothing is missing."))).to_be_visible()
    total = tab.locator("#total").inner_text()
    require_language(tab, language)
    chosen(tab, _("Payment"), "invoice")
    pressed(tab, _("Create the order, {amount}", amount="").strip(" ,،"))
    expect(tab.locator("#state")).to_be_visible()
    require_language(tab, language)

    order = site.order()
    assert order.customer.name == "Xenia Zimmer"
    assert [line.quantity for line in order.cart.lines] == [2, 1]
    assert order.cart.free_shipping
    assert reader.money(order.total) == total
    assert tab.inner_text("h1") == _("Order {reference}", reference=order.reference)
    assert order.delivery_address is not None
    assert order.invoice_address is not None
    streets = order.delivery_address.street, order.invoice_address.street
    assert streets == ("9 quai Bas", "5 rue Haute")
    assert [rule.name for rule in order.summary.rules] == ["For the wait"]
    assert order.payment_method == "invoice"
    tab.close()


def test_a_combination_that_is_chosen_brings_its_smallest_quantity(site: Site) -> None:
    sweater = site.office.products.details(ANN, ProductId("hummingbird-sweater")).product
    medium, large = sweater.combinations
    three = evolve(sweater, combinations=(medium, evolve(large, minimal_quantity=3)))
    site.office.setup.save(ANN, three)
    cart = site.office.carts.start(ANN, JOHN).cart.id
    tab = site.tab()
    tab.goto(f"{site.address}/cart/{cart}?products=sweater")
    ways = tab.locator("#c-hummingbird-sweater")
    quantity = tab.locator("#q-hummingbird-sweater")
    for way, least in ((large, "3"), (medium, "1"), (large, "3")):
        ways.select_option(way.id)
        expect(quantity).to_have_value(least)
    quantity.fill("4")
    ways.select_option(medium.id)
    expect(quantity).to_have_value("4")


def test_the_same_without_javascript(site: Site) -> None:
    tab = site.tab(javascript=False, window=PHONE)
    tab.goto(site.address)
    tab.get_by_label(re.compile("^Name, e-mail")).fill("xenia")
    tab.get_by_role("button", name="Search").click()
    assert "Nobody is found" in tab.inner_text("main")
    tab.locator("summary", has_text="Add a new customer").click()
    expect(tab.locator("#new-last_name")).to_have_value("xenia")  # what was searched for
    tab.locator("#new-first_name").fill("Xenia")
    tab.locator("#new-last_name").fill("Zimmer")
    tab.locator("#new-email").fill("xenia@example.com")
    tab.get_by_role("button", name="Save and choose").click()
    products = tab.locator("#products")
    products.get_by_label(re.compile("First letters of the name")).fill("hummingbird printed t")
    products.get_by_role("button", name="Search").click()
    tab.get_by_label("Combination").first.select_option(index=1)
    tab.get_by_label("Quantity", exact=True).first.fill("2")
    tab.get_by_role(
        "button", name=re.compile("Add to the cart.*Hummingbird printed t-shirt")
    ).click()
    products.get_by_label(re.compile("First letters of the name")).fill("mug with")
    products.get_by_role("button", name="Search").click()
    tab.get_by_label(re.compile("Your words")).fill("For Jane")
    tab.get_by_role("button", name=re.compile("Add to the cart.*Mug with your own words")).click()
    tab.locator("summary", has_text="Add a new voucher").click()
    tab.locator("#voucher-name").fill("For the wait")
    tab.get_by_label("Percent off", exact=True).fill("10")
    tab.get_by_role("button", name="Save and grant").click()
    for street, use in (("5 rue Haute", "both"), ("9 quai Bas", "delivery")):
        if use == "delivery":
            tab.locator("summary", has_text="Add an address").click()
        tab.locator("#a-street").fill(street)
        tab.locator("#a-city").fill("Paris")
        tab.locator("#a-postcode").fill("75004")
        tab.locator(f"[name=use][value={use}]").check()
        tab.get_by_role("button", name="Save the address").click()
    tab.locator("[name=free][value=yes]").check()
    tab.get_by_role("button", name="Set free shipping").click()
    tab.get_by_role("button", name=re.compile("Create the order")).click()
    assert "Order" in tab.inner_text("h1")
    order = site.order()
    assert (order.customer.name, order.cart.free_shipping) == ("Xenia Zimmer", True)
    assert [line.quantity for line in order.cart.lines] == [2, 1]
    tab.close()


def test_two_browsers_on_one_cart_lose_no_change(site: Site) -> None:
    john = site.office.customers.search(ANN, "john doe").items[0]
    cart = site.office.carts.start(ANN, john.id).cart
    product = site.office.products.search(ANN, "mug with").items[0].product
    site.office.products.add(
        ANN, cart.id, product.id, 1, customization={product.customization_fields[0].id: "x"}
    )
    one, two = site.tab(), site.tab()
    two.route("**/live?*", lambda route: route.abort())  # who hears of it is never stale
    for tab in (one, two):
        tab.goto(f"{site.address}/cart/{cart.id}")
    quantity = re.compile("Quantity of Mug")
    save = re.compile("^Set the quantity of Mug")
    one.get_by_label(quantity).fill("2")
    expect(one.get_by_role("button", name=save)).to_have_count(0)  # it saves itself
    one.get_by_label(quantity).press("Enter")
    expect(one.locator("main.busy")).to_have_count(0)
    two.get_by_label(quantity).fill("3")
    two.keyboard.press("Tab")
    expect(two.locator("#said[data-code=stale_cart]")).to_be_visible()
    assert site.office.carts.view(ANN, cart.id).cart.lines[0].quantity == 2
    expect(two.get_by_label(quantity)).to_have_value("3")  # what was typed
    two.get_by_role("button", name=save).click()  # it is there now
    expect(two.locator("#said[data-code=stale_cart]")).to_have_count(0)
    expect(two.get_by_role("button", name=save)).to_have_count(0)
    assert site.office.carts.view(ANN, cart.id).cart.lines[0].quantity == 3
    one.close()
    two.close()


def test_an_old_answer_never_overwrites_a_new_one(site: Site) -> None:
    tab = site.tab()
    tab.goto(site.address)
    old = Held(tab, re.compile(r"/search/.*[?&]q=jo(&|$)"))
    tab.keyboard.type("jo", delay=30)
    old.arrived()
    tab.keyboard.type("an", delay=30)
    expect(tab.locator("strong", has_text="Joan Dover")).to_be_visible()
    old.let_go("<p>an old answer</p>")
    tab.wait_for_timeout(200)
    assert "an old answer" not in tab.inner_text("main")
    expect(tab.locator("strong", has_text="Joan Dover")).to_be_visible()
    tab.close()


def test_a_late_answer_does_not_take_away_what_is_being_filled_in(site: Site) -> None:
    tab = site.tab()
    john = site.office.customers.search(ANN, "john doe").items[0]
    cart = site.office.carts.start(ANN, john.id).cart
    tab.goto(f"{site.address}/cart/{cart.id}")
    found = tab.locator("#products-found")
    tab.keyboard.press("/")
    tab.keyboard.type("humming")
    expect(found.get_by_text("Hummingbird printed t-shirt").first).to_be_visible()
    settled(tab)
    late = Held(tab, "**/search/**")
    tab.keyboard.type("b")
    quantity = found.get_by_label("Quantity").first
    quantity.fill("7")
    late.let_go()
    tab.wait_for_timeout(500)
    expect(quantity).to_have_value("7")
    tab.close()


def test_a_lost_connection_and_a_reload_lose_nothing(site: Site) -> None:
    tab = site.tab()
    john = site.office.customers.search(ANN, "john doe").items[0]
    cart = site.office.carts.start(ANN, john.id).cart
    tab.goto(f"{site.address}/cart/{cart.id}")
    note = tab.get_by_label("Message with the order")
    note.fill("Ring twice")
    tab.context.set_offline(True)
    note.blur()
    expect(tab.get_by_text("The connection is lost").first).to_be_visible()
    expect(note).to_have_value("Ring twice")
    tab.context.set_offline(False)
    expect(tab.get_by_text("The connection is lost")).to_have_count(0)
    tab.reload()
    expect(tab.get_by_label("Message with the order")).to_have_value("Ring twice")
    tab.close()


def test_a_form_that_has_expired_keeps_what_was_typed(site: Site) -> None:
    tab = site.tab()
    john = site.office.customers.search(ANN, "john doe").items[0]
    cart = site.office.carts.start(ANN, john.id).cart
    tab.goto(f"{site.address}/cart/{cart.id}")
    tab.evaluate(
        "document.querySelectorAll('[name=token]').forEach((each) => { each.value = 'x' })"
    )
    note = tab.get_by_label("Message with the order")
    note.fill("Ring twice")
    note.blur()
    expect(tab.get_by_text("This form has expired")).to_be_visible()
    expect(note).to_have_value("Ring twice")
    expect(tab.get_by_role("button", name="Save messages and packaging")).to_be_visible()
    tab.close()


def test_while_the_shop_is_restarted_nothing_typed_is_lost(site: Site) -> None:
    """A proxy in front of it answers by itself, and the page asks again."""
    tab = site.tab()
    cart = site.office.carts.start(ANN, JOHN).cart
    tab.goto(f"{site.address}/cart/{cart.id}")
    away = "<html><body><center><h1>502 Bad Gateway</h1></center></body></html>"
    tab.route("**/wishes", lambda route: route.fulfill(status=502, body=away), times=1)
    note = tab.get_by_label("Message with the order")
    note.fill("Ring twice")
    note.blur()
    expect(tab.get_by_text("The connection is lost").first).to_be_visible()
    expect(note).to_have_value("Ring twice")
    expect(tab.get_by_text("The connection is lost")).to_have_count(0)
    settled(tab)
    assert site.office.carts.view(ANN, cart.id).cart.order_message == "Ring twice"
    tab.close()


def test_a_login_is_shown_as_the_page_that_it_is(site: Site) -> None:
    """Whoever is not signed in any more is asked to, by the host: Django has a "main", too."""
    tab = site.tab()
    cart = site.office.carts.start(ANN, JOHN).cart
    tab.goto(f"{site.address}/cart/{cart.id}")
    login = '<div id="main"><form method="post"><input type="submit" value="Log in"></form></div>'
    tab.route("**/wishes", lambda route: route.fulfill(body=login, content_type="text/html"))
    tab.get_by_label("Message with the order").fill("Ring twice")
    tab.get_by_label("Message with the order").blur()
    expect(tab.get_by_role("button", name="Log in")).to_be_visible()
    expect(tab.locator("header.top")).to_have_count(0)
    tab.close()


def test_a_login_on_another_site_is_no_lost_connection(site: Site) -> None:
    tab = site.tab()
    cart = site.office.carts.start(ANN, JOHN).cart
    tab.goto(f"{site.address}/cart/{cart.id}")
    there = {"location": "https://login.example/in"}
    tab.route("**/cart/**", lambda route: route.fulfill(status=303, headers=there))
    tab.route("https://login.example/in", lambda route: route.fulfill(body="Please sign in"))
    tab.get_by_label("Message with the order").fill("Ring twice")
    tab.get_by_label("Message with the order").blur()
    expect(tab.get_by_text("Please sign in")).to_be_visible()
    tab.close()


@pytest.mark.parametrize("proxy", [False, True], ids=["the shop", "a proxy"])
def test_a_file_that_is_too_large_for_a_request_takes_nothing_away(
    site: Site, tmp_path: Path, proxy: bool
) -> None:
    picture = tmp_path / "large.png"
    picture.write_bytes(b"0" * 13_000_000)
    tab = site.tab()
    cart = site.office.carts.start(ANN, JOHN).cart
    tab.goto(f"{site.address}/cart/{cart.id}?products=mug with")
    if proxy:
        said = "<h1>413 Request Entity Too Large</h1>"
        tab.route("**/add", lambda route: route.fulfill(status=413, body=said))
    found = tab.locator("#products-found")
    found.get_by_label(re.compile("Your words")).fill("For Jane")
    found.get_by_label("Your picture").set_input_files(picture)
    found.get_by_role("button", name=re.compile("^Add to the cart")).click()
    expect(tab.get_by_role("alert")).to_have_text("Send less at once.")
    expect(found.get_by_label(re.compile("Your words"))).to_have_value("For Jane")
    tab.close()


def states(site: Site, tab: Tab, language: str = "en") -> Iterator[str]:
    """Go through the page's states, one after the other, naming each."""
    _ = Language(language).text
    tab.goto(site.address)
    yield "start"
    tab.goto(f"{site.address}/?customers=jo")
    tab.locator("summary", has_text=_("Add a new customer")).click()
    yield "customers"
    john = site.office.customers.search(ANN, "john doe").items[0]
    basis = site.office.carts.basis(ANN, john.id).carts[0]
    view = site.office.carts.use_cart(ANN, basis.cart_id).view
    cart = f"{site.address}/cart/{view.cart.id}"
    tab.goto(f"{cart}?products=mug&vouchers=wel")
    yield "cart"
    for summary in tab.locator("details > summary").all():
        summary.evaluate("each => each.click()")  # one that is open may lie above it
    yield "everything-open"
    tab.goto(f"{cart}?edit=john-home#address-form")
    yield "address"
    rule = site.office.vouchers.search(ANN, "wel").items[0].rule
    tab.goto(f"{site.address}/voucher/{rule.id}?cart={view.cart.id}")
    yield "voucher"
    tab.goto(cart)
    tab.locator(".line [name=quantity]").first.fill("100000")
    tab.locator(".line [name=quantity]").first.blur()
    tab.locator("#said").wait_for()
    yield "refused"
    tab.goto(cart)
    tab.locator("#choose-delivery").select_option(index=1)
    tab.locator("#choose-invoice").select_option(index=1)
    tab.get_by_text(_("Nothing is missing.")).wait_for()
    settled(tab)
    yield "ready"
    tab.locator("button.main[data-finish]").click()
    tab.locator("#state").wait_for()
    yield "order"
    for path, state in (
        ("/orders?unpaid=1", "orders"),
        ("/drafts", "drafts"),
        ("/customers", "all-customers"),
        (f"/customer/{john.id}", "customer"),
        ("/webhooks", "webhooks"),
        ("/cart/none", "not-found"),
    ):
        tab.goto(f"{site.address}{path}")
        yield state


@pytest.mark.parametrize(
    ("look", "language"),
    [
        ("light", "en"),
        ("dark", "en"),
        ("phone", "en"),
        ("zoomed", "en"),
        ("light", "ar"),
        ("phone", "ar"),
    ],
)
def test_accessible_and_within_its_window_in_every_state(
    site: Site, look: str, language: str, picture: Callable[..., None]
) -> None:
    window = {"phone": PHONE, "zoomed": ZOOMED}.get(look, WIDE)
    tab = site.tab(dark=look == "dark", window=window, language=language)
    called = look if language == "en" else f"{look}-{language}"
    for state in states(site, tab, language):
        tab.evaluate("window.scrollTo(0, 0)")
        picture(tab, f"{state}-{called}.jpg", type="jpeg", quality=60)
        # What a bar covers is no fault of what is below.
        for bar in tab.locator(".dock").all():
            bar.evaluate("each => { each.style.position = 'static' }")
        require_accessible(tab, state)
    tab.close()


def test_words_that_are_longer_than_the_window_are_broken(site: Site) -> None:
    word = "Donaudampfschifffahrtsgesellschaftskapitaenspatent"
    office = site.office
    anna = office.customers.create(ANN, first_name="Anna", last_name=word, email="a@example.com")
    home = AddressEntry("Anna", word, f"{word}strasse 1", "Paris", "FR", "75004")
    office.addresses.add(ANN, anna.id, home)
    product = Product(ProductId("word"), word, Money("12.00", "EUR"))
    carrier = Carrier(CarrierId("word"), word, free=True, zone_ids=(ZoneId("france"),))
    office.setup.save(ANN, product, carrier)
    office.setup.set_stock(ANN, product.id, 1)
    cart = office.carts.start(ANN, anna.id).cart.id
    office.products.add(ANN, cart, product.id, 1)
    tab = site.tab(window=PHONE)
    for path in (f"/cart/{cart}", f"/cart/{cart}?products=donau", f"/customer/{anna.id}"):
        tab.goto(f"{site.address}{path}")
        tab.evaluate("document.querySelectorAll('main details').forEach((d) => { d.open = true })")
        assert word in tab.locator("main").inner_text()
        over = tab.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert over <= 0, path
    tab.close()


def test_the_page_is_small(site: Site) -> None:
    tab = site.tab()
    finished: list[Request] = []
    tab.on("requestfinished", lambda request: finished.append(request))
    john = site.office.customers.search(ANN, "john doe").items[0]
    basis = site.office.carts.basis(ANN, john.id).carts[0]
    view = site.office.carts.use_cart(ANN, basis.cart_id).view
    tab.goto(f"{site.address}/cart/{view.cart.id}")
    tab.wait_for_function("performance.getEntriesByType('resource').length > 2")
    tab.wait_for_timeout(300)  # the last of them is told
    sizes = [each.sizes()["responseBodySize"] for each in finished]
    assert len(sizes) >= 3
    assert sum(sizes) < 60_000
    tab.close()
