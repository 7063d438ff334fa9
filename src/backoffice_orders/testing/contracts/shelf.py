"""A filled shop for the generic suites: one or two of everything that a store keeps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal

from attrs import evolve

from backoffice_orders.model.audit import AuditEntry
from backoffice_orders.model.carrier import ExchangeRate
from backoffice_orders.model.customization import AttachedFile
from backoffice_orders.model.ids import (
    ActorId,
    AuditId,
    BrandId,
    CategoryId,
    CustomerId,
    FileId,
    MessageId,
    OrderId,
    PriceRuleId,
    ProductId,
    SupplierId,
)
from backoffice_orders.model.link import Purpose
from backoffice_orders.model.outbox import EVERYBODY, OutboxMessage, Subscription
from backoffice_orders.model.product import (
    Brand,
    CatalogPriceRule,
    Category,
    SpecificPrice,
    Supplier,
)
from backoffice_orders.model.shop import Concern
from backoffice_orders.model.stock import StockDemand, StockItem
from backoffice_orders.model.subjects import SubjectType
from backoffice_orders.model.webhook import Trouble
from backoffice_orders.ports.unit_of_work import UnitOfWork
from backoffice_orders.testing import samples
from backoffice_orders.testing.contracts.answers import answers
from backoffice_orders.testing.contracts.emails import MESSAGE, email
from backoffice_orders.testing.contracts.links import link
from backoffice_orders.testing.contracts.requests import ANSWER, request
from backoffice_orders.testing.contracts.viewers import viewer
from backoffice_orders.testing.contracts.webhooks import attempt, webhook
from backoffice_orders.testing.samples import MOMENT

Act = Callable[[UnitOfWork], object]

# Whose each port's data are: those of a concern, which a shop may share, or the shop's alone.
CONCERNS: Mapping[str, Concern | None] = {
    "shops": Concern.SETTINGS,
    "customers": Concern.CUSTOMERS,
    "addresses": Concern.CUSTOMERS,
    "catalog": Concern.CATALOG,
    "stock": Concern.STOCK,
    "cart_rules": Concern.CART_RULES,
    "carriers": Concern.CARRIERS,
    "tax_rules": Concern.TAXES,
    "exchange_rates": Concern.TAXES,
    "carts": Concern.CARTS,
    "files": Concern.CARTS,
    "links": Concern.CARTS,
    "emails": Concern.CARTS,
    "viewers": Concern.CARTS,
    "answers": Concern.CARTS,
    "orders": Concern.ORDERS,
    "requests": None,
    "audit": None,
    "outbox": None,
    "webhooks": None,
}
LATER = MOMENT + timedelta(hours=1)
CRM = "crm"
CUSTOMER, GUEST = CustomerId("cus_1"), CustomerId("cus_2")
FILE = AttachedFile(FileId("file_1"), "logo.png", "image/png", 3)
MUG, PEN = StockItem(ProductId("mug")), StockItem(ProductId("pen"), "red")
RULE = samples.rule("rule_1", quantity=2, quantity_per_customer=1, customer_id=CUSTOMER)
AUTOMATIC = samples.rule("rule_2", code="")
CART = samples.cart("cart_1", name="for Ann", taken_from="basket")
ORDER = samples.order("ord_1", 1, idempotency_key="key-1")


def entry(number: int, subject: str = "cart_1") -> AuditEntry:
    """An entry of the audit trail."""
    id_, after = AuditId(f"a{number}"), {"n": [number]}
    return AuditEntry(id_, MOMENT, ActorId("ann"), "cart.tag", SubjectType.CART, subject, {}, after)


def message(number: int, key: str = "k", consumer: str = CRM) -> OutboxMessage:
    """A message in a consumer's queue."""
    id_, payload = MessageId(f"m{number}"), {"order": f"o{number}"}
    return OutboxMessage(id_, "order.placed", key, MOMENT, payload, consumer=consumer)


def demand(item: StockItem, quantity: int) -> list[StockDemand]:
    """So many of an item."""
    return [StockDemand(item, quantity)]


def price(percent: str) -> SpecificPrice:
    """A specific price of the mug."""
    return SpecificPrice(MUG.product_id, percent=Decimal(percent))


def fill(work: UnitOfWork) -> None:
    """Write what the calls below are about."""
    work.shops.save(samples.SETTINGS)
    work.customers.add(samples.customer(CUSTOMER))
    work.customers.add(samples.customer(GUEST, guest=True))
    work.customers.save_group(samples.CUSTOMERS)
    work.addresses.add(samples.address("addr_1"))
    work.catalog.save_product(samples.MUG)
    johns = evolve(price("6"), customer_id=CUSTOMER)
    work.catalog.save_specific_prices(samples.MUG.id, [price("5"), johns])
    work.catalog.save_price_rule(CatalogPriceRule(PriceRuleId("pr_1"), percent=Decimal(5)))
    work.catalog.save_category(Category(CategoryId("c_1"), "Cups", CategoryId("c_0")))
    work.catalog.save_brand(Brand(BrandId("b_1"), "Brand"))
    work.catalog.save_supplier(Supplier(SupplierId("s_1"), "Supplier"))
    work.stock.set_level(MUG, 10)
    work.stock.set_level(PEN, 10)
    work.stock.take("taker", demand(MUG, 2))
    work.stock.reserve("holder", demand(MUG, 3), LATER)
    work.carts.add(CART)
    work.answers.keep(CART.id, answers())
    work.cart_rules.add(RULE)
    work.cart_rules.add(AUTOMATIC)
    work.cart_rules.use(RULE, GUEST, OrderId("ord_1"))
    last = samples.rule("rule_4", code="", quantity=1)
    work.cart_rules.add(last)
    work.cart_rules.use(last, GUEST, OrderId("ord_1"))
    work.carriers.save(samples.POST)
    work.carriers.save_zone(samples.EUROPE)
    work.carriers.save_country(samples.FRANCE)
    work.tax_rules.save_group(samples.STANDARD_TAX)
    work.exchange_rates.save(ExchangeRate("USD", Decimal("1.1")))
    work.orders.next_number()
    work.orders.add(ORDER)
    work.files.add(FILE, b"old")
    work.links.add(link(1))
    work.links.add(evolve(link(3), purpose=Purpose.PAY))
    work.emails.add(email(1), MESSAGE)
    work.viewers.keep(viewer(1))
    work.requests.put(evolve(request(1), done=True, answer=ANSWER), None)
    work.audit.record(entry(1))
    work.outbox.add(message(1), message(2, "other"), message(3, "third"))
    work.outbox.bury(CRM, MessageId("m3"), "no such mailbox", MOMENT)
    work.outbox.subscribe(Subscription("wms"))
    work.outbox.add(message(6, "event", EVERYBODY))
    work.outbox.distribute(1)
    work.outbox.delivered("wms", MessageId("m6"))
    work.outbox.add(message(7, "event", EVERYBODY))
    work.webhooks.add(webhook(1))
    work.webhooks.log(attempt(1), attempt(2, trouble=Trouble.GONE, status=410))
