"""Every method of every port of a unit of work, with arguments from pools so small that they meet.

A call is made of what ``Picks`` picks. What it needs of the store's state (a cart of the right
version, say) it reads from one of the stores: they agree, or else the test has ended already.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from attrs import evolve
from hypothesis import strategies as st

from backoffice_orders.model.address import Address
from backoffice_orders.model.answers import NO_ANSWERS, Answers, Refusal
from backoffice_orders.model.audit import AuditEntry
from backoffice_orders.model.carrier import Carrier, ExchangeRate, RangePrice
from backoffice_orders.model.cart import Cart, Channel, ClosedAs, Closing
from backoffice_orders.model.cart_rule import CartRule
from backoffice_orders.model.customer import Customer
from backoffice_orders.model.customer_email import CustomerEmail
from backoffice_orders.model.customer_filter import CustomerFilter
from backoffice_orders.model.customization import AttachedFile
from backoffice_orders.model.draft_filter import DraftFilter, NamedDraft
from backoffice_orders.model.errors.base import NotFound
from backoffice_orders.model.ids import (
    ActorId,
    AuditId,
    BrandId,
    CartId,
    CategoryId,
    CustomerId,
    EmailId,
    FileId,
    GroupId,
    LinkId,
    MessageId,
    OrderId,
    PriceRuleId,
    ProductId,
    SupplierId,
    ZoneId,
)
from backoffice_orders.model.indexed import IndexEntry
from backoffice_orders.model.keyed_request import KeyedRequest
from backoffice_orders.model.link import Link
from backoffice_orders.model.order import Order
from backoffice_orders.model.order_filter import EVERY_ORDER, Named, OrderFilter
from backoffice_orders.model.outbox import EVERYBODY, OutboxMessage, Subscription
from backoffice_orders.model.page import PageAfter, PageRequest, after_id, moment_and_id
from backoffice_orders.model.product import (
    Brand,
    CatalogPriceRule,
    Category,
    Product,
    SpecificPrice,
    Supplier,
)
from backoffice_orders.model.service import Service
from backoffice_orders.model.stock import StockDemand, StockItem
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.model.tax import Place, TaxRule
from backoffice_orders.model.viewer import Viewer
from backoffice_orders.model.webhook import Attempt, Trouble, Webhook
from backoffice_orders.ports.unit_of_work import UnitOfWork
from backoffice_orders.testing import samples
from backoffice_orders.testing.contracts.answers import answers
from backoffice_orders.testing.contracts.emails import email
from backoffice_orders.testing.contracts.links import link
from backoffice_orders.testing.contracts.requests import ANSWER, FIRST, SECOND, request
from backoffice_orders.testing.contracts.viewers import viewer
from backoffice_orders.testing.contracts.webhooks import attempt, webhook
from backoffice_orders.testing.samples import MOMENT

T = TypeVar("T")
ATTEMPTS = (FIRST, SECOND)
MOMENTS = tuple(MOMENT + timedelta(minutes=minutes) for minutes in range(4))
NAMES = ("Doe", "Dö", "do", "Muller-Doe", "")
TEXTS = (
    "",
    "d",
    "do",
    "doe mu",
    "müller",
    "mueller",
    "john d",
    "0142685",
    "75001 do",
    "code",
    "CODE-1",
    "m",
    "mug",
    "mug-1",
    "cus",
    "?",
    "X",
)
ORDER = samples.order()
CLOSED = Closing(ClosedAs.DISCARDED, MOMENT, ActorId("ann"))
ZONES = (samples.EUROPE.id, ZoneId("zone_1"), ZoneId("zone_2"))
PLACES = (Place("FR", "", "75001"), Place("DE", "by"), Place("FR", "75"), Place("XX"))
TAX_RULES = (
    *samples.STANDARD_TAX.rules,
    TaxRule("FR", (), postcode_from="75000", postcode_to="75999"),
    TaxRule("FR", (), state="75"),
    TaxRule("DE", (), state="BY"),
)


class Picks:
    """Picks what a call is made of."""

    def __init__(self, data: st.DataObject, work: UnitOfWork) -> None:
        self._data = data
        self._work = work

    def one(self, options: Sequence[T]) -> T:
        """One of these."""
        return self._data.draw(st.sampled_from(options))

    def some(self, options: Sequence[T], most: int = 3) -> list[T]:
        """Some of these, in any order, and the same ones several times."""
        return self._data.draw(st.lists(st.sampled_from(options), max_size=most))

    def id(self, kind: str) -> Any:
        """One of three ids of a kind."""
        return f"{kind}{self.one((1, 2, 3))}"

    def ids(self, kind: str) -> list[Any]:
        """Some of them."""
        return [f"{kind}{number}" for number in self.some((1, 2, 3))]

    def moment(self) -> datetime:
        """One of four minutes."""
        return self.one(MOMENTS)

    def page(self) -> PageRequest:
        """A small page."""
        return self.one((PageRequest(), PageRequest(1, 1), PageRequest(2, 1), PageRequest(1, 2)))

    def carts_after(self) -> PageAfter:
        """A small page of a list of carts."""
        moment, id_ = self.moment(), self.id("cart_")
        return PageAfter(self.one(("", moment_and_id(moment, id_), "made up")), self.one((1, 2, 5)))

    def draft_filter(self) -> DraftFilter:
        """Some of what can be asked of drafts."""
        text = self.one(TEXTS)
        named = NamedDraft(text, self.ids("cus_"), [*self.ids("prod_"), samples.MUG.id])
        return DraftFilter(
            self.one((None, NamedDraft(text), named)),
            assigned_to=self.one((None, ActorId("ann"), ActorId("bob"))),
            begun=self.one((False, True)),
            offers=self.one((False, True)),
            sent_at=self.one((None, *MOMENTS)),
            changed_from=self.one((None, *MOMENTS)),
            changed_until=self.one((None, *MOMENTS)),
        )

    def orders_after(self) -> PageAfter:
        """A small page of a list of orders."""
        return PageAfter(self.one(("", "1", "2", "3", "made up")), self.one((1, 2, 5)))

    def index_entries(self) -> list[IndexEntry]:
        """Some entries of an index, perhaps the same one several times."""
        return [
            IndexEntry(id_, self.one(NAMES), self.one(((), ("mug-1",), ("MUG 12", "x"))))
            for id_ in self.ids("")
        ]

    def customer(self) -> Customer:
        """A customer, perhaps with another one's e-mail address."""
        last = self.one(NAMES[:4])
        return samples.customer(
            self.id("cus_"),
            last_name=last,
            email=self.one(("a@example.com", "A@Example.com", "b@example.com")),
            guest=self.one((False, True)),
            company=self.one(NAMES),
            phone=self.one(("", "+33 1 42 68 53 00", "0142685300")),
            attributes=self.one(({}, {"crm": "1", "a": ""})),
            group_ids=self.ids("g"),
            created_at=self.moment(),
            merged_into=self.one((None, None, None, CustomerId("cus_9"))),
        )

    def customer_filter(self) -> CustomerFilter:
        """Customers of a kind, of a group, or of some time."""
        return CustomerFilter(
            guest=self.one((None, None, True, False)),
            group_id=self.one((None, None, GroupId(self.id("g")))),
            created_from=self.one((None, self.moment())),
            created_until=self.one((None, self.moment())),
        )

    def customers_after(self) -> PageAfter:
        """A page of a list of customers by ids."""
        after = self.one(("", after_id(self.id("cus_")), "made up"))
        return PageAfter(after, self.one((1, 2, 20)))

    def order_filter(self) -> OrderFilter:
        """Which orders are asked for."""
        named = Named(
            self.one(("", "ref", "REF2", "x")),
            self.one(((), ("cus_1",), ("cus_2", "cus_1"), ("none",))),
            self.one(((), ("mug",), ("none", "plaque"))),
        )
        return OrderFilter(
            self.one((None, named)),
            customer_id=self.one((None, None, CustomerId("cus_1"), CustomerId("cus_2"))),
            status=self.one((None, None, "awaiting_payment", "cancelled")),
            placed_by=self.one((None, None, ORDER.placed_by, ActorId("nobody"))),
            placed_from=self.one((None, None, MOMENT)),
            placed_until=self.one((None, None, MOMENT, MOMENT + timedelta(days=1))),
            unpaid=self.one((False, True)),
        )

    def address(self) -> Address:
        """An address, perhaps a deleted one."""
        return samples.address(
            self.id("addr_"),
            self.id("cus_"),
            city=self.one(NAMES[:2]),
            deleted=self.one((0, 1)) > 0,
        )

    def product(self) -> Product:
        """A product."""
        product = self.one(samples.PRODUCTS)
        name = f"{product.name} {self.one(NAMES)}".strip()
        active = self.one((True, True, False))
        return evolve(product, id=ProductId(self.id("p")), name=name, active=active)

    def demands(self) -> list[StockDemand]:
        """Demands, of one item several times perhaps."""
        return [
            StockDemand(self.item(), self.one((1, 2, 3, 7)), self.one((False, False, True)))
            for _ in range(self.one((1, 2, 3, 0)))
        ]

    def item(self) -> StockItem:
        """A product or a combination."""
        return StockItem(ProductId(self.one(("p1", "p2"))), self.one(("", "red")))

    def reference(self) -> str:
        """Who takes or holds."""
        return self.one(("o1", "o2", "c1"))

    def rule(self) -> CartRule:
        """A cart rule, perhaps with another one's code."""
        return samples.rule(
            self.id("rule_"),
            name=self.one(("Ten off", "ten OFF", "Émile's")),
            code=self.one(("", "CODE-1", "code-1", "CODE2")),
            enabled=self.one((True, True, False)),
            quantity=self.one((None, 1, 2)),
            quantity_per_customer=self.one((None, 1)),
            customer_id=self.one((None, CustomerId("cus_1"), CustomerId("cus_2"))),
            valid_from=self.one((None, None, *MOMENTS[:2])),
            valid_until=self.one((None, None, *MOMENTS[2:])),
        )

    def price_rule(self) -> CatalogPriceRule:
        """A price rule, about some products and categories."""
        return CatalogPriceRule(
            PriceRuleId(self.id("r")),
            product_ids=self.ids("p"),
            category_ids=self.ids("c"),
            percent=Decimal(self.one((5, 10))),
            group_id=self.one((None, None, GroupId("g1"))),
            country=self.one((None, None, "FR")),
            currency=self.one((None, None, "USD")),
            valid_from=self.one((None, None, *MOMENTS[:2])),
            valid_until=self.one((None, None, *MOMENTS[2:])),
        )

    def carrier(self) -> Carrier:
        """A carrier, with prices in some zones."""
        numbers = range(self.one((1, 2, 3, 0)))
        return evolve(
            self.one((samples.POST, samples.EXPRESS)),
            name=self.one(NAMES[:2]),
            active=self.one((True, True, False)),
            zone_ids=self.some(ZONES),
            group_ids=self.ids("g"),
            prices=[
                RangePrice(self.one(ZONES), Decimal(n), Decimal(n + 1), samples.euros("5.00"))
                for n in numbers
            ],
        )

    def cart(self) -> Cart:
        """A cart, at the version that is stored or another one."""
        id_, version = CartId(self.id("cart_")), self.one((None, None, None, 0, 1, 2))
        if version is None:
            version = self._version(lambda: self._work.carts.get(id_))
        return samples.cart(
            id_,
            customer_id=self.one((CustomerId("cus_1"), CustomerId("cus_2"), None)),
            updated_at=self.moment(),
            channel=self.one((Channel.BACK_OFFICE, Channel.STOREFRONT)),
            assigned_to=self.one((ActorId("ann"), ActorId("bob"), None)),
            order_id=self.one((None, None, OrderId("ord_1"))),
            order_message=self.one(("", "Grüße 🎁")),
            name=self.one(NAMES),
            expires_at=self.one((None, *MOMENTS)),
            lines=self.one(((), samples.cart().lines)),
            closed=self.one((None, None, None, CLOSED)),
            taken_from=self._taken_from(id_),
            version=version,
        )

    def _taken_from(self, id_: CartId) -> str:
        found = self._work.carts.many([id_]).get(id_)
        return found.taken_from if found is not None else ""

    def order(self) -> Order:
        """An order, perhaps with another one's keys."""
        stored = [each.order_id for each in self._work.orders.search(EVERY_ORDER, PageAfter())]
        id_ = self.one((*stored, OrderId(self.id("ord_"))))
        version = self.one((None, None, None, 0, 1, 2))
        if version is None:
            version = self._version(lambda: self._work.orders.get(id_))
        if self.one((True, False)):
            return self._with_its_own_keys(id_, version)
        number = self.one((1, 2, 3))
        return evolve(
            ORDER,
            id=id_,
            number=number,
            reference=self.one((f"REF{number}", f"ref{number}", "REF1")),
            cart=evolve(ORDER.cart, id=CartId(self.id("cart_"))),
            customer=evolve(ORDER.customer, id=CustomerId(self.id("cus_"))),
            idempotency_key=self.one(("", "k1", "k2")),
            version=version,
        )

    def _with_its_own_keys(self, id_: OrderId, version: int) -> Order:
        """An order that no other one stands in the way of."""
        number = 10 + ord(id_[-1])
        return evolve(
            ORDER,
            id=id_,
            number=number,
            reference=f"REF{number}",
            cart=evolve(ORDER.cart, id=CartId(f"cart_of_{id_}")),
            customer=evolve(ORDER.customer, id=CustomerId(self.id("cus_"))),
            idempotency_key="",
            version=version,
        )

    def _version(self, read: Callable[[], Cart | Order]) -> int:
        try:
            return read().version
        except NotFound:
            return 0

    def link(self) -> Link:
        """A link, perhaps used or withdrawn."""
        return evolve(
            link(self.one((1, 2, 3)), self.id("cart_")),
            created_at=self.moment(),
            expires_at=self.one((MOMENTS[1], MOMENTS[3])),
            used_at=self.one((None, *MOMENTS[:2])),
            withdrawn_at=self.one((None, *MOMENTS[:2])),
        )

    def webhook(self) -> Webhook:
        """A webhook, of the version that is stored or of another one."""
        new = webhook(self.one((1, 2, 3)))
        stored = {each.id: each.version for each in self._work.webhooks.all()}
        version = self.one((stored.get(new.id, 0), 0, 7))
        return evolve(new, version=version, note=self.one(NAMES[:3]))

    def attempt(self) -> Attempt:
        """An attempt, perhaps one that was logged before."""
        return attempt(
            self.one((1, 2)),
            self.one((1, 2, 3)),
            self.one(("k1", "k2")),
            at=self.moment(),
            trouble=self.one((None, Trouble.TIMEOUT)),
        )

    def email(self) -> CustomerEmail:
        """An e-mail, perhaps sent."""
        return evolve(
            email(self.one((1, 2, 3)), self.id("cart_")),
            written_at=self.moment(),
            sent_at=self.one((None, *MOMENTS[:2])),
        )

    def viewer(self) -> Viewer:
        """A page of a cart that is open, or was."""
        return evolve(viewer(self.one((1, 2, 3)), self.id("cart_")), until=self.moment())

    def request(self) -> KeyedRequest:
        """A request with a key, done or not."""
        return evolve(
            request(self.one((1, 2, 3)), self.one(ATTEMPTS)),
            begun_at=self.moment(),
            done=self.one((False, True)),
            answer=self.one((None, ANSWER)),
        )

    def answers(self) -> Answers:
        """What services have answered, perhaps nothing."""
        refused = Refusal("No such postcode.")
        return self.one(
            (
                NO_ANSWERS,
                answers(),
                answers().without(Service.DELIVERY_RATES),
                answers().having(Service.TAXES, refused, "dd44", self.moment()),
            )
        )

    def subject_type(self) -> SubjectType:
        """Mostly a cart."""
        return self.one((SubjectType.CART, SubjectType.CART, SubjectType.CUSTOMER))

    def entry(self) -> AuditEntry:
        """An entry, perhaps one that was recorded before."""
        return AuditEntry(
            AuditId(self.id("a")),
            self.moment(),
            ActorId("ann"),
            "cart.tag",
            self.subject_type(),
            self.id("cart_"),
            self.one(({}, {"n": [1, "é", None]})),
            self.one(({}, {"lines": {"mug": 2}, "ok": True, "price": 1.5})),
        )

    def message(self) -> OutboxMessage:
        """A message."""
        return OutboxMessage(
            MessageId(self.id("m")),
            "order.placed",
            self.one(("k1", "k2")),
            self.moment(),
            self.one(({}, {"order": "o1", "lines": [{"id": "l1"}]})),
            consumer=self.one((EVERYBODY, EVERYBODY, "crm", "wms")),
        )

    def consumer(self) -> str:
        """The name of a consumer, or of nobody yet."""
        return self.one(("crm", "wms", EVERYBODY))

    def subscription(self) -> Subscription:
        """What a consumer wants."""
        topics = self.one((("*",), ("order.*",), ("cart.*", "stock.low"), ()))
        return Subscription(self.one(("crm", "wms")), topics)

    def file(self) -> AttachedFile:
        """A file."""
        return AttachedFile(FileId(self.id("f")), "logo.png", "image/png", 1)


def nothing(_: Picks) -> tuple[Any, ...]:
    """No arguments."""
    return ()


def price(p: Picks, product_id: ProductId) -> SpecificPrice:
    """A specific price."""
    return SpecificPrice(
        product_id,
        percent=Decimal(p.one(("5", "12.50"))),
        customer_id=p.one((None, CustomerId("cus_1"), CustomerId("cus_2"))),
    )


def prices(p: Picks) -> tuple[Any, ...]:
    """A product, and all of its prices."""
    id_ = ProductId(p.id("p"))
    return id_, [price(p, id_) for _ in range(p.one((0, 1, 2, 3)))]


def some_customer(p: Picks) -> CustomerId | None:
    """A customer, or nobody."""
    return p.one((CustomerId("cus_1"), CustomerId("cus_2"), None))


CALLS: dict[str, Callable[[Picks], tuple[Any, ...]]] = {
    "shops.settings": nothing,
    "shops.save": lambda p: (evolve(samples.SETTINGS, name=p.one(NAMES[:3])),),
    "customers.get": lambda p: (p.id("cus_"),),
    "customers.account": lambda p: (p.one(("A@example.com ", "b@example.com", "", "c@x.org")),),
    "customers.search": lambda p: (p.one(TEXTS), p.page()),
    "customers.listed": lambda p: (p.customer_filter(), p.carts_after()),
    "customers.count": lambda p: (p.customer_filter(), p.one((1, 2, 100))),
    "customers.add": lambda p: (p.customer(),),
    "customers.save": lambda p: (p.customer(),),
    "customers.groups": lambda p: (p.ids("g"),),
    "customers.all_groups": nothing,
    "customers.save_group": lambda p: (
        evolve(samples.CUSTOMERS, id=GroupId(p.id("g")), name=p.one(NAMES[:3])),
    ),
    "customers.remove_group": lambda p: (p.id("g"),),
    "addresses.get": lambda p: (p.id("addr_"),),
    "addresses.many": lambda p: (p.ids("addr_"),),
    "addresses.of_customer": lambda p: (p.id("cus_"),),
    "addresses.add": lambda p: (p.address(),),
    "addresses.save": lambda p: (p.address(),),
    "catalog.many": lambda p: (p.ids("p"),),
    "catalog.search": lambda p: (p.one(TEXTS), p.page()),
    "catalog.specific_prices": lambda p: (p.ids("p"), some_customer(p)),
    "catalog.priced_for": lambda p: (p.id("cus_"),),
    "catalog.price_rules": lambda p: (
        p.ids("p"),
        p.ids("c"),
        p.moment(),
        p.ids("g"),
        p.some(("FR", "DE")),
        p.some(("USD", "EUR")),
    ),
    "catalog.parents": lambda p: (p.ids("c"),),
    "catalog.all_price_rules": nothing,
    "catalog.all_categories": nothing,
    "catalog.all_brands": nothing,
    "catalog.all_suppliers": nothing,
    "catalog.save_product": lambda p: (p.product(),),
    "catalog.save_specific_prices": prices,
    "catalog.save_price_rule": lambda p: (p.price_rule(),),
    "catalog.save_category": lambda p: (
        Category(CategoryId(p.id("c")), p.one(NAMES[:2]), p.one((None, p.id("c")))),
    ),
    "catalog.save_brand": lambda p: (Brand(BrandId(p.id("b")), p.one(NAMES[:2])),),
    "catalog.save_supplier": lambda p: (Supplier(SupplierId(p.id("s")), p.one(NAMES[:2])),),
    "catalog.all_specific_prices": lambda p: (p.id("p"),),
    "catalog.remove_product": lambda p: (p.id("p"),),
    "catalog.remove_price_rule": lambda p: (p.id("r"),),
    "catalog.remove_category": lambda p: (p.id("c"),),
    "catalog.remove_brand": lambda p: (p.id("b"),),
    "catalog.remove_supplier": lambda p: (p.id("s"),),
    "stock.levels": lambda p: (
        [p.item() for _ in range(p.one((1, 2, 0)))],
        p.one(("", "o1", "o2", "c1")),
    ),
    "stock.set_level": lambda p: (p.item(), p.one((5, 3, 0, -1))),
    "stock.receive": lambda p: (p.item(), p.one((1, 20))),
    "stock.take": lambda p: (p.reference(), p.demands()),
    "stock.give_back": lambda p: (p.reference(),),
    "stock.reserve": lambda p: (p.reference(), p.demands(), p.moment()),
    "stock.reserved": lambda p: (p.reference(),),
    "stock.confirm": lambda p: (p.reference(),),
    "stock.release": lambda p: (p.reference(),),
    "stock.release_lapsed": lambda p: (p.moment(),),
    "carts.get": lambda p: (p.id("cart_"),),
    "carts.taken_from": lambda p: (p.one(("b1", "b2", "")),),
    "carts.untouched": lambda p: (p.moment(), p.carts_after()),
    "carts.remove": lambda p: (p.id("cart_"),),
    "carts.add": lambda p: (evolve(p.cart(), taken_from=p.one(("", "", "b1", "b2"))),),
    "carts.save": lambda p: (p.cart(),),
    "carts.many": lambda p: (p.ids("cart_"),),
    "carts.of_customer": lambda p: (p.id("cus_"), p.carts_after()),
    "carts.open_of_customer": lambda p: (p.id("cus_"), p.carts_after()),
    "carts.drafts": lambda p: (p.draft_filter(), p.carts_after()),
    "carts.count_drafts": lambda p: (p.draft_filter(), p.one((1, 2, 100))),
    "carts.customers_with_drafts": lambda p: (
        p.customers_after(),
        p.one((None, p.ids("cus_"))),
    ),
    "cart_rules.get": lambda p: (p.id("rule_"),),
    "cart_rules.by_code": lambda p: (p.one(("CODE-1", " code-1", "code2", "", " ", "none")),),
    "cart_rules.for_cart": lambda p: (p.ids("rule_"), some_customer(p), p.moment()),
    "cart_rules.of_customer": lambda p: (p.id("cus_"),),
    "cart_rules.search": lambda p: (p.one(TEXTS), p.page()),
    "cart_rules.add": lambda p: (p.rule(),),
    "cart_rules.save": lambda p: (p.rule(),),
    "cart_rules.remove": lambda p: (p.id("rule_"),),
    "cart_rules.uses": lambda p: (p.ids("rule_"), some_customer(p)),
    "cart_rules.use": lambda p: (p.rule(), p.id("cus_"), p.id("ord_")),
    "cart_rules.count_for": lambda p: (p.ids("ord_"), p.id("cus_")),
    "cart_rules.give_back": lambda p: (p.id("ord_"), p.ids("rule_")),
    "carriers.countries": lambda p: (p.some(PLACES),),
    "carriers.delivering": lambda p: (p.some(ZONES), p.ids("g")),
    "carriers.many": lambda p: (p.some((samples.POST.id, samples.EXPRESS.id, "none")),),
    "carriers.any": nothing,
    "carriers.all_carriers": nothing,
    "carriers.all_zones": nothing,
    "carriers.all_countries": nothing,
    "carriers.save": lambda p: (p.carrier(),),
    "carriers.save_zone": lambda p: (evolve(samples.EUROPE, id=p.id("zone_")),),
    "carriers.save_country": lambda p: (
        evolve(
            p.one((samples.FRANCE, samples.GERMANY)),
            active=p.one((True, False)),
            states=p.one(({}, {"75": ZONES[1]}, {"75": ZONES[0], "BY": ZONES[2]})),
        ),
    ),
    "carriers.remove": lambda p: (p.one((samples.POST.id, samples.EXPRESS.id)),),
    "carriers.remove_zone": lambda p: (p.id("zone_"),),
    "carriers.remove_country": lambda p: (p.one(("FR", "DE", "XX")),),
    "tax_rules.groups": lambda p: (p.ids("tax_"), p.some(PLACES)),
    "tax_rules.all_groups": nothing,
    "tax_rules.save_group": lambda p: (
        evolve(samples.STANDARD_TAX, id=p.id("tax_"), rules=p.some(TAX_RULES)),
    ),
    "tax_rules.remove_group": lambda p: (p.id("tax_"),),
    "exchange_rates.rates": lambda p: (p.some(("USD", "JPY", "CHF")),),
    "exchange_rates.all_rates": nothing,
    "exchange_rates.save": lambda p: (
        ExchangeRate(p.one(("USD", "JPY")), Decimal(p.one(("1.1", "160.000")))),
    ),
    "exchange_rates.remove": lambda p: (p.one(("USD", "JPY", "CHF")),),
    "orders.get": lambda p: (p.id("ord_"),),
    "orders.by_reference": lambda p: (p.one(("REF1", " ref1", "Ref2", "none", "")),),
    "orders.of_cart": lambda p: (p.id("cart_"),),
    "orders.by_idempotency_key": lambda p: (p.one(("k1", "k2", "")),),
    "orders.many": lambda p: (p.ids("ord_"),),
    "orders.of_customer": lambda p: (p.id("cus_"), p.orders_after()),
    "orders.totals": lambda p: (p.id("cus_"),),
    "orders.search": lambda p: (p.order_filter(), p.orders_after()),
    "orders.count": lambda p: (p.order_filter(), p.one((1, 2, 100))),
    "orders.customers_owing": lambda p: (p.customers_after(), p.one((None, p.ids("cus_")))),
    "orders.next_number": nothing,
    "orders.add": lambda p: (p.order(),),
    "orders.save": lambda p: (p.order(),),
    "files.add": lambda p: (p.file(), p.one((b"", b"\x00\xff", b"text"))),
    "files.content": lambda p: (p.file(),),
    "files.remove": lambda p: (p.file(),),
    "search_index.put": lambda p: (p.one(("goods", "")), *p.index_entries()),
    "search_index.remove": lambda p: ("goods", *p.ids("")),
    "search_index.search": lambda p: ("goods", p.one(TEXTS), p.page()),
    "answers.of_cart": lambda p: (p.id("cart_"),),
    "answers.keep": lambda p: (p.id("cart_"), p.answers()),
    "carts.versions": lambda p: (p.ids("cart_"),),
    "viewers.keep": lambda p: (p.viewer(),),
    "viewers.of_carts": lambda p: (p.ids("cart_"),),
    "viewers.forget": lambda p: (p.moment(), p.one((0, 1, 5))),
    "requests.get": lambda p: (p.request().id,),
    "requests.put": lambda p: (p.request(), p.one((None, *ATTEMPTS))),
    "requests.forget_answers": lambda p: (),
    "requests.forget": lambda p: (p.moment(), p.one((0, 1, 5))),
    "links.add": lambda p: (p.link(),),
    "links.get": lambda p: (LinkId(p.id("link_")),),
    "links.of_cart": lambda p: (p.id("cart_"),),
    "links.withdraw": lambda p: (p.link(),),
    "links.use": lambda p: (p.link(),),
    "links.forget": lambda p: (p.moment(), p.one((0, 1, 5))),
    "emails.add": lambda p: (p.email(), p.one(("Hello", "Subject: x"))),
    "emails.get": lambda p: (EmailId(p.id("mail_")),),
    "emails.message": lambda p: (EmailId(p.id("mail_")),),
    "emails.of_cart": lambda p: (p.id("cart_"),),
    "emails.save": lambda p: (p.email(),),
    "emails.remove_of_cart": lambda p: (p.id("cart_"),),
    "emails.forget": lambda p: (p.moment(), p.one((0, 1, 5))),
    "audit.record": lambda p: tuple(p.entry() for _ in range(p.one((1, 2, 0)))),
    "audit.erase": lambda p: (p.subject_type(), p.id("cart_")),
    "audit.of_subject": lambda p: (
        p.subject_type(),
        p.id("cart_"),
        PageAfter(p.one(("", "", "made up")), p.one((1, 2, 5))),
    ),
    "audit.forget": lambda p: (p.moment(), p.one((0, 1, 5))),
    "outbox.add": lambda p: tuple(p.message() for _ in range(p.one((1, 2, 3, 0)))),
    "outbox.subscribe": lambda p: (p.subscription(),),
    "outbox.unsubscribe": lambda p: (p.consumer(),),
    "outbox.subscriptions": nothing,
    "outbox.distribute": lambda p: (p.one((1, 2, 5, 0, -1)),),
    "outbox.lengths": nothing,
    "outbox.of_keys": lambda p: (p.some(("k1", "k2", "k3")),),
    "outbox.remove": lambda p: (p.message(),),
    "outbox.forget": lambda p: (p.moment(), p.one((1, 2, 5, 0, -1))),
    "outbox.claim": lambda p: (p.consumer(), p.moment(), p.moment(), p.one((1, 2, 5, 0, -1))),
    "outbox.renew": lambda p: (p.consumer(), p.ids("m"), p.moment(), p.moment()),
    "outbox.release": lambda p: (p.consumer(), p.ids("m"), p.moment()),
    "outbox.delivered": lambda p: (
        p.consumer(),
        p.id("m"),
    ),
    "outbox.failed": lambda p: (p.consumer(), p.id("m"), "refused", p.moment()),
    "outbox.bury": lambda p: (p.consumer(), p.id("m"), "no such mailbox", p.moment()),
    "outbox.rewrite": lambda p: (p.message(),),
    "outbox.revive": lambda p: (
        p.consumer(),
        p.id("m"),
    ),
    "outbox.log": lambda p: (PageAfter(p.one(("", "", "made up")), p.one((1, 2, 5))),),
    "outbox.event": lambda p: (p.id("m"),),
    "webhooks.add": lambda p: (p.webhook(),),
    "webhooks.get": lambda p: (p.id("webhook_"),),
    "webhooks.all": nothing,
    "webhooks.save": lambda p: (p.webhook(),),
    "webhooks.remove": lambda p: (p.id("webhook_"),),
    "webhooks.log": lambda p: tuple(p.attempt() for _ in range(p.one((1, 2, 0)))),
    "webhooks.attempts": lambda p: (
        p.id("webhook_"),
        PageAfter(p.one(("", "", "made up")), p.one((1, 2, 5))),
    ),
    "webhooks.of_keys": lambda p: (p.some(("k1", "k2", "k3")),),
    "webhooks.erase": lambda p: (p.some(("k1", "k2", "k3")),),
    "webhooks.forget": lambda p: (p.moment(), p.one((0, 1, 5))),
    "outbox.pending": nothing,
    "outbox.dead": nothing,
}
