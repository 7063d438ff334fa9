"""A phone call over HTTP that sees every section of the page, filled, empty and refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_DOWN, Decimal

from attrs import evolve
from moneyed import Money

from backoffice_orders.console import YES_NO, Choice, Column, LinkTo, OwnField
from backoffice_orders.model.actor import Actor, Permission
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.ceiling import Ceiling
from backoffice_orders.model.delivery_days import DeliveryDays
from backoffice_orders.model.fields import Day, Text, Whole
from backoffice_orders.model.ids import ActorId, CartId, CartRuleId, ProductId, WebhookId
from backoffice_orders.model.pricing.actions.percentage import Percentage
from backoffice_orders.model.pricing.conditions.minimum_amount import MinimumAmount
from backoffice_orders.model.webhook import Sent, Trouble
from backoffice_orders.testing.samples import (
    EMPLOYEE,
    EXPRESS,
    MOMENT,
    MUG,
    PLAQUE,
    POST,
    SHIRT,
    euros,
)
from tests.console.samples import Page, value

NEW = {"first_name": "Jane", "last_name": "Roe", "email": "jane@example.com"}
HOME = {"first_name": "J", "last_name": "R", "street": "1 Weg", "city": "Berlin", "use": "both"}


def states(page: Page) -> Iterator[tuple[str, str]]:
    """Each state of the page by a name, with its text."""
    yield from _customers(page)
    _, text, cart = page.press("/customers", **NEW)
    yield "a new customer", text
    yield from _products(page, cart)
    yield from _vouchers(page, cart)
    yield from _discounts(page, cart)
    yield from _addresses(page, cart)
    yield from _finishing(page, cart)
    yield from _order(page, cart)
    yield from _webhooks(page)
    yield from _lists(page)
    yield from _hosts_own(page)
    yield from _alone(page)


def _customers(page: Page) -> Iterator[tuple[str, str]]:
    yield "start", page.get("/")
    yield "nobody found", page.get("/?customers=nobody")
    john, off = page.shop.customer(), page.shop.customer("Off", "off@example.com")
    page.shop.office.customers.set_active(EMPLOYEE, off.id, False)
    yield "somebody found", page.get("/search/customers?q=doe")
    yield "no address", page.press("/customers", **NEW | {"email": "none"})[1]
    yield "nothing filled in", page.press("/customers", first_name="", last_name="", email="")[1]
    yield "an account already", page.press("/customers", **NEW | {"email": john.email})[1]
    _, text, cart = page.press("/start")
    yield "nobody's cart", text
    yield "drafts", page.get("/")
    yield "nobody to send to", page.press(f"{cart}/send", page.get(cart))[1]
    yield (
        "nobody to order for",
        page.press(f"{cart}/place", page.get(cart), payment_method="card", total="0.00")[1],
    )


def _products(page: Page, cart: str) -> Iterator[tuple[str, str]]:
    yield "nothing found", page.get(f"{cart}?products=nothing")
    yield "a few found", page.get(f"{cart}?products=e")
    add, shown = f"{cart}/add", page.get(cart)
    yield "which one", page.press(add, shown, product=SHIRT.id, quantity="1")[1]
    yield "no text", page.press(add, shown, product=PLAQUE.id, quantity="2")[1]
    yield "too few", page.press(add, shown, product=PLAQUE.id, quantity="1")[1]
    yield "too many", page.press(add, shown, product=MUG.id, quantity="100")[1]
    yield "no number", page.press(add, shown, product=MUG.id, quantity="many")[1]
    yield "added", page.press(add, shown, product=MUG.id, quantity="2")[1]
    listed = page.press(f"{cart}/add-lines", page.get(cart), lines="MUG-1 1\n4711 2")[1]
    yield "a list with a line to mend", listed
    page.press(f"{cart}/quantity", page.get(cart), line=value(listed, "line"), quantity="2")
    shown = page.get(cart)
    line = value(shown, "line")
    yield "quantity refused", page.press(f"{cart}/quantity", shown, line=line, quantity="100")[1]
    yield "price refused", page.press(f"{cart}/price", shown, line=line, price="1.2.3")[1]
    yield "a reason is needed", page.press(f"{cart}/price", shown, line=line, price="9")[1]
    yield "price set", page.press(f"{cart}/price", shown, line=line, price="9", reason="Old")[1]
    custom = {"name": "Engraving", "price": "5", "currency": "EUR", "quantity": "1"}
    yield "a fee", page.press(f"{cart}/add-custom", page.get(cart), kind="fee", **custom)[1]
    yield "no name", page.press(f"{cart}/add-custom", page.get(cart), **custom | {"name": ""})[1]
    yield "stale", page.press(f"{cart}/price", shown, line=line, price="8", reason="Old")[1]
    _, text, _ = page.press(f"{cart}/remove", page.get(cart), line=line)
    yield "removed", text
    undo = f"{cart}/undo"
    yield "undone", page.press(undo, text, entry=value(text, "entry"))[1]
    yield "cannot be undone", page.press(undo, page.get(cart), entry="none")[1]


def _vouchers(page: Page, cart: str) -> Iterator[tuple[str, str]]:
    office = page.shop.office
    ten = [Percentage(Decimal(10))]
    office.vouchers.create(EMPLOYEE, name="Sum", actions=ten, code="SUM", highlight=True)
    office.vouchers.create(
        EMPLOYEE,
        name="Big",
        actions=ten,
        code="BIG",
        conditions=[MinimumAmount(euros("500.00"), True)],
    )
    yield "no voucher found", page.get(f"{cart}?vouchers=nothing")
    found = page.get(f"{cart}?vouchers=b")
    yield "a voucher refused", found
    found = page.get(f"{cart}?vouchers=sum")
    yield "a voucher offered", found
    yield "vouchers tried", page.get(f"{cart}?what-if=1")
    yield "what would pay off", page.get(f"{cart}?advice=1")
    rule = value(found[found.index("vouchers-found") :], "rule")
    yield "granted", page.press(f"{cart}/grant", found, rule=rule)[1]
    yield "granted already", page.press(f"{cart}/grant", page.get(cart), rule=rule)[1]
    make = f"{cart}/create-voucher"
    for name, more in (
        ("no percentage", {"percentage.percent": "a lot"}),
        ("too much", {"percentage.percent": "200"}),
        ("no such gift", {"gift.product_id": "nothing"}),
        ("which gift", {"gift.product_id": "cotton"}),
        ("a gift", {"gift.product_id": "SHIRT-M"}),
        ("nothing", {}),
    ):
        yield name, page.press(make, page.get(cart), name="For you", currency="EUR", **more)[1]
    yield "a voucher looked at", page.get(f"/voucher/{rule}?cart={cart.rpartition('/')[2]}")
    yield "a voucher not saved", page.press(f"/voucher/{rule}", page.get("/"), mark="old")[1]
    yield "taken away", page.press(f"{cart}/take-away", page.get(cart), rule=rule)[1]


def _above_the_ceiling(page: Page, cart_id: CartId) -> str:
    """A discount that was within its ceiling, until there was more of its line."""
    office, most = page.shop.office, Ceiling(Decimal(90), euros("1.00"))
    tim = Actor(ActorId("tim"), "Tim", frozenset(Permission), most)
    line = office.carts.view(EMPLOYEE, cart_id).cart.lines[0]
    each = Money((Decimal(1) / line.quantity).quantize(Decimal("0.01"), ROUND_DOWN), "EUR")
    view = office.discounts.give(
        tim, cart_id, title="Jo", reason="goodwill", amount=each, line_id=line.id, each_piece=True
    )
    office.products.set_quantity(EMPLOYEE, cart_id, line.id, line.quantity + 1)
    text = page.get(f"/cart/{cart_id}")
    office.discounts.remove(EMPLOYEE, cart_id, view.cart.discounts[-1].id)
    office.products.set_quantity(EMPLOYEE, cart_id, line.id, line.quantity)
    return text


def _discounts(page: Page, cart: str) -> Iterator[tuple[str, str]]:
    office = page.shop.office
    give, terms = f"{cart}/give-discount", {"title": "Jo", "reason": "goodwill", "currency": "EUR"}
    for name, more in (
        ("no percentage off", {"kind": "percent", "value": "a lot"}),
        ("too much off", {"kind": "percent", "value": "200"}),
        ("nothing off", {"kind": "amount", "value": "0"}),
        ("each piece of the order", {"kind": "each_piece", "value": "1"}),
        ("no title", {"kind": "percent", "value": "1", "title": ""}),
        ("no such reason", {"kind": "percent", "value": "1", "reason": "none"}),
        ("a discount", {"kind": "percent", "value": "10"}),
    ):
        yield name, page.press(give, page.get(cart), **terms | more)[1]
    shown = page.get(cart)
    discount = value(shown, "discount")
    yield "its own", page.press(f"{cart}/allow-discount", shown, discount=discount)[1]
    yield "discount removed", page.press(f"{cart}/remove-discount", shown, discount=discount)[1]
    yield "above the ceiling", _above_the_ceiling(page, CartId(cart.rpartition("/")[2]))
    spring = CartRule(CartRuleId("spring"), "Sum", MOMENT, (Percentage(Decimal(1)),))
    office.setup.save(EMPLOYEE, spring)
    shown, refuse = page.get(cart), f"{cart}/refuse-rule"
    yield "no reason", page.press(refuse, shown, rule="spring", reason="")[1]
    yield "a rule refused", page.press(refuse, shown, rule="spring", reason="Jo")[1]
    yield "allowed again", page.press(f"{cart}/allow-rule", page.get(cart), rule="spring")[1]


def _addresses(page: Page, cart: str) -> Iterator[tuple[str, str]]:
    yield "still missing", page.get(cart)
    for country in ("US", "GB", "AE", "IE", "IN"):
        yield f"the form of {country}", page.get(f"{cart}?country={country}")
    shown = page.get(f"{cart}?country=DE")
    customer = value(shown, "customer")
    wrong = HOME | {"country": "DE", "postcode": "1", "phone": "12", "vat_number": "DE1"}
    yield "address refused", page.press(f"{cart}/address", shown, customer=customer, **wrong)[1]
    nothing = {"country": "US", "first_name": "", "last_name": "", "street": "", "city": ""}
    yield "address empty", page.press(f"{cart}/address", shown, customer=customer, **nothing)[1]
    home = HOME | {"country": "DE", "postcode": "10115"}
    _, text, _ = page.press(f"{cart}/address", page.get(cart), customer=customer, **home)
    yield "address saved", text
    edit = re.search(r"\?edit=([^#\"]+)", text)
    assert edit is not None
    yield "address edited", page.get(f"{cart}?edit={edit[1]}")
    _, text, _ = page.press(f"{cart}/shipping", page.get(cart), carrier=EXPRESS.id)
    yield "delivery chosen", text
    yield from _days(page, cart)
    yield "free", page.press(f"{cart}/free-shipping", text, free="yes")[1]
    by_hand = {"title": "Bike", "price": "4", "currency": "EUR"}
    text = page.get(cart)
    yield (
        "by hand, no reason",
        page.press(f"{cart}/manual-delivery", text, **by_hand | {"reason": ""})[1],
    )
    yield "by hand", page.press(f"{cart}/manual-delivery", text, **by_hand)[1]
    wishes = {"order_message": "Ring", "gift_wrapping": "1", "recycled": "1"}
    yield "wishes", page.press(f"{cart}/wishes", page.get(cart), **wishes)[1]


def _days(page: Page, cart: str) -> Iterator[tuple[str, str]]:
    """Days to choose from, until the shop closes."""
    office, to_choose = page.shop.office, DeliveryDays(choose_within=3)
    office.setup.save(EMPLOYEE, evolve(EXPRESS, days=to_choose))
    shown = page.get(cart)
    day = office.carts.view(EMPLOYEE, CartId(cart.rpartition("/")[2])).delivery_days[-1]
    yield "no such day", page.press(f"{cart}/shipping", shown, delivery_day="2001-01-01")[1]
    yield "a day chosen", page.press(f"{cart}/shipping", shown, delivery_day=f"{day}")[1]
    office.setup.save(EMPLOYEE, evolve(EXPRESS, days=evolve(to_choose, holidays=(day,))))
    yield "the day is gone", page.get(cart)
    lost = page.press(f"{cart}/shipping", page.get(cart), carrier=POST.id)[1]
    yield "the day is lost", lost
    office.setup.save(EMPLOYEE, EXPRESS)
    page.press(f"{cart}/shipping", lost, carrier=EXPRESS.id)


def _finishing(page: Page, cart: str) -> Iterator[tuple[str, str]]:
    for name, does, sent in (
        ("note", "note", {"note": "Call back"}),
        ("no note", "note", {"note": ""}),
        ("another language", "settings", {"currency": "EUR", "language": "de"}),
        ("no language", "settings", {"currency": "EUR", "language": " "}),
        ("no currency", "settings", {"currency": "XTS", "language": "de"}),
        ("offer", "quote", {"days": "14"}),
        ("no offer", "quote", {"days": "0"}),
        ("offer for ever", "quote", {"days": "365"}),
        ("no days", "quote", {"days": "some"}),
        ("reserved", "reserve", {"days": "2"}),
        ("handed to", "assign", {"to": "bob"}),
        ("a link made", "make-link", {}),
        ("sent", "send", {"note": "As we said"}),
        ("withdrawn", "withdraw", {}),
        ("handed over", "hand-over", {}),
        ("total changed", "place", {"payment_method": "card", "total": "1.00"}),
        ("no such method", "place", {"payment_method": "none", "total": "1.00"}),
    ):
        yield name, page.press(f"{cart}/{does}", page.get(cart), **sent)[1]
    yield "in stock no more", _out_of_stock(page, cart)


def _out_of_stock(page: Page, cart: str) -> str:
    page.shop.office.setup.set_stock(EMPLOYEE, ProductId("mug"), 1)
    shown = page.get(cart)
    page.shop.office.setup.set_stock(EMPLOYEE, ProductId("mug"), 10)
    return shown


def _order(page: Page, cart: str) -> Iterator[tuple[str, str]]:
    shown = page.get(cart)
    total, key = value(shown, "total"), value(shown, "key")
    _, text, order = page.press(
        f"{cart}/place", shown, payment_method="bank_transfer", total=total, key=key
    )
    yield "order", text
    for name, does, sent in (
        ("too much", "payment", {"amount": "9999", "currency": "EUR"}),
        ("no amount", "payment", {"amount": "-", "currency": "EUR"}),
        ("link to pay", "link", {}),
        ("confirmed again", "confirmation", {}),
        ("paid", "payment", {"amount": "10", "currency": "EUR", "reference": "r1"}),
        ("refused back", "refund", {"amount": "9999", "currency": "EUR"}),
        ("back", "refund", {"amount": "5", "currency": "EUR", "reference": "r2"}),
        ("shipped", "status", {"status": "shipped", "comment": "By post"}),
        ("no such status", "status", {"status": "lost"}),
        ("cancelled", "status", {"status": "cancelled"}),
        ("shipped after all", "status", {"status": "shipped"}),
        ("note", "note", {"note": "All well"}),
    ):
        yield name, page.press(f"{order}/{does}", page.get(order), **sent)[1]
    _, text, again = page.press("/start", text, customer=value(text, "customer"))
    yield "with previous orders", text
    yield "closed", page.press(f"{again}/close", page.get(again), reason="No")[1]
    yield "of a closed one", page.browser.get(again).text


def _lists(page: Page) -> Iterator[tuple[str, str]]:
    yield "all drafts", page.get("/drafts")
    yield "drafts like this", page.get("/drafts?drafts=jo&mine=1&until=2999-01-01")
    yield "no draft found", page.get("/drafts?drafts=nothing&offers=1&sent=1")
    yield "all orders", page.get("/orders")
    yield "no order found", page.get("/orders?orders=zzz&unpaid=1&from=2026-01-01")
    john = page.shop.office.customers.search(EMPLOYEE, "john").items[0]
    for what in ("carts", "orders"):
        yield f"his {what}", page.get(f"/customer/{john.id}/{what}")
    yield from _customer(page, f"/customer/{john.id}")
    for asked in ("", "?orders=jo", "?orders=zzz", "?status=shipped", "?from=never"):
        yield f"all orders {asked}", page.browser.get(f"/orders{asked}").text
    page.shop.show_net_prices()
    net = page.shop.cart(john)
    yield "net prices", page.get(f"/cart/{net.cart.id}")
    _, text, _ = page.press("/use-cart", page.get("/"), basis=net.cart.id)
    yield "an abandoned cart", text


def _hosts_own(page: Page) -> Iterator[tuple[str, str]]:
    """A host's own fields and columns."""
    fields = (
        OwnField("code", "Türcode", Text(20), required=True, section="customer"),
        OwnField("hints", "Hinweise", Text(200, lines=True), section="addresses"),
        OwnField("floor", "Etage", Whole(0, 60), section="shipping"),
        OwnField("by", "Bis", Day(), section="products"),
        OwnField("packing", "Karton", Choice({"box": "Kiste"})),
        OwnField("signed", "Unterschrift", YES_NO),
    )
    column = Column("Kreditlimit", lambda *_: LinkTo("/crm", "9,00"))
    own = {"fields": fields, "columns": {"orders": [column]}}
    page = Page(page.shop, page.actor, page.language, own)
    path = f"/cart/{page.shop.cart(page.shop.office.customers.list(EMPLOYEE)[0]).cart.id}"
    yield "a host's fields", page.get(path)
    wrong = {"own-floor": "61", "own-by": "2026-01-20"}
    yield "a host's field refused", page.press(f"{path}/own", page.get(path), **wrong)[1]
    typed = {"own-floor": "6", "own-by": "2026-01-20", "own-packing": "box", "own-signed": "yes"}
    yield "a host's fields filled", page.press(f"{path}/own", page.get(path), **typed)[1]
    yield "a host's columns", page.get("/orders")


def _customer(page: Page, path: str) -> Iterator[tuple[str, str]]:
    """The page of a customer, all of them, and the search of the top bar."""
    office = page.shop.office
    same = {**NEW, "email": "j@example.org", "phone": "+33142685300", "birthday": "1980-01-02"}
    yield "a new customer like another", page.press("/customers", **same)[1]
    yield "who is there already", page.press("/customers", **same | {"email": "k@example.org"})[1]
    yield "no such day", page.press("/customers", **same | {"birthday": "never"})[1]
    twin = office.customers.search(EMPLOYEE, same["email"])[0]
    for asked in ("", "?customers=jo&drafts=1", "?customers=nothing&kind=guest&unpaid=1"):
        yield f"all customers {asked}", page.get(f"/customers{asked}")
    shown = page.get(path)
    yield "a customer", shown
    yield "no e-mail", page.press(f"{path}/edit", shown, email="none")[1]
    yield "an address refused", page.press(f"{path}/address", shown, **HOME, country="DE")[1]
    yield "no paper", page.press(f"{path}/tax-exemption", shown, reason="Jo", vat_id="1")[1]
    yield "no note on them", page.press(f"{path}/note", shown, note="")[1]
    yield "who is the same", page.get(f"{path}/merge")
    yield "nobody like that", page.get(f"{path}/merge?customers=nothing")
    yield "what goes over", page.get(f"{path}/merge?other={twin.id}")
    yield "merged", page.press(f"{path}/merge", shown, other=twin.id)[1]
    for asked in ("", "?q=jo", "?q=nothing"):
        yield f"everything {asked}", page.get(f"/find{asked}")
    yield "in the top bar", page.get("/search/everything?q=jo")


def _webhooks(page: Page) -> Iterator[tuple[str, str]]:
    yield "no webhook", page.get("/webhooks")
    yield "no address of a webhook", page.press("/webhooks", url="none", topics="A", note="")[1]
    new = {"url": "https://crm.example/", "topics": "customer.*", "note": "CRM"}
    _, text, _ = page.press("/webhooks", **new)
    yield "its secret", text
    (hook,) = (f"/webhook/{each.id}" for each in page.shop.office.webhooks.list(EMPLOYEE))
    page.shop.customer("Kim", "kim@example.com")
    for trouble in (None, *Trouble):
        page.shop.webhooks.answer = Sent(200 if trouble is None else None, trouble, "so", 12)
        yield f"tested: {trouble}", page.press(f"{hook}/test", page.get(hook))[1]
    page.shop.office.events.deliver(EMPLOYEE)
    yield "it fails", page.get(hook)
    yield "only what failed", page.get(f"{hook}?failed=1")
    again, text = f"{hook}/replay", page.get(hook)
    yield "sent again", page.press(again, text, message=value(text, "message"))[1]
    yield "some days again", page.press(again, page.get(hook), **{"from": "2026-01-01"})[1]
    yield "not kept", page.press(again, page.get(hook), message="none")[1]
    yield "another secret", page.press(f"{hook}/secret", page.get(hook), overlap="1")[1]
    yield "two secrets", page.get(hook)
    yield "switched off", page.press(f"{hook}/change", page.get(hook), **new)[1]
    yield "off, not again", page.press(again, page.get(hook))[1]
    page.shop.office.webhooks.change(EMPLOYEE, WebhookId(hook.rpartition("/")[2]), active=True)
    page.shop.customer("Lou", "lou@example.com")
    page.shop.webhooks.answer = Sent(410, Trouble.GONE)
    page.shop.office.events.deliver(EMPLOYEE)
    yield "gone", page.get(hook)
    yield "all webhooks", page.get("/webhooks")
    yield "removed", page.press(f"{hook}/remove", page.get(hook))[1]


def _alone(page: Page) -> Iterator[tuple[str, str]]:
    nothing = ("/cart/none", "/order/none", "/webhook/none", "/customer/none/none")
    for path in (*nothing, "/search/none?q=x"):
        yield path, page.browser.get(path).text
    yield "an old form", page.press("/start", token="old")[1]
    nobody = evolve(page.actor, permissions=frozenset())
    yield "not allowed", Page(page.shop, nobody, page.language).browser.get("/").text
