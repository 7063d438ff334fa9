"""A filled shop for the generic suites: one or two of everything that a store keeps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal

from attrs import evolve

from backoffice_orders.model.audit import AuditEntry
from backoffice_orders.model.carrier import ExchangeRate
from backoffice_orders.model.customization import AttachedFile
from backoffice_orders.model.errors.host import NotSupported
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
from backoffice_orders.testing.features import FEATURES
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


FIVE_PERCENT = CatalogPriceRule(PriceRuleId("pr_1"), percent=Decimal(5))
JOHNS = evolve(price("6"), customer_id=CUSTOMER)
LAST = samples.rule("rule_4", code="", quantity=1)
# What is written to each port, in this order.
_SHELF: Mapping[str, tuple[Act, ...]] = {
    "shops": (lambda w: w.shops.save(samples.SETTINGS),),
    "customers": (
        lambda w: w.customers.add(samples.customer(CUSTOMER, group_ids=(samples.CUSTOMERS.id,))),
        lambda w: w.customers.add(samples.customer(GUEST, guest=True)),
        lambda w: w.customers.save_group(samples.CUSTOMERS),
    ),
    "addresses": (lambda w: w.addresses.add(samples.address("addr_1")),),
    "catalog": (
        lambda w: w.catalog.save_product(samples.MUG),
        lambda w: w.catalog.save_specific_prices(samples.MUG.id, [price("5"), JOHNS]),
        lambda w: w.catalog.save_price_rule(FIVE_PERCENT),
        lambda w: w.catalog.save_category(Category(CategoryId("c_1"), "Cups", CategoryId("c_0"))),
        lambda w: w.catalog.save_brand(Brand(BrandId("b_1"), "Brand")),
        lambda w: w.catalog.save_supplier(Supplier(SupplierId("s_1"), "Supplier")),
    ),
    "stock": (
        lambda w: w.stock.set_level(MUG, 10),
        lambda w: w.stock.set_level(PEN, 10),
        lambda w: w.stock.take("taker", demand(MUG, 2)),
        lambda w: w.stock.reserve("holder", demand(MUG, 3), LATER),
    ),
    "carts": (lambda w: w.carts.add(CART),),
    "answers": (lambda w: w.answers.keep(CART.id, answers()),),
    "cart_rules": (
        lambda w: w.cart_rules.add(RULE),
        lambda w: w.cart_rules.add(AUTOMATIC),
        lambda w: w.cart_rules.use(RULE, GUEST, OrderId("ord_1")),
        lambda w: w.cart_rules.add(LAST),
        lambda w: w.cart_rules.use(LAST, GUEST, OrderId("ord_1")),
    ),
    "carriers": (
        lambda w: w.carriers.save(samples.POST),
        lambda w: w.carriers.save_zone(samples.EUROPE),
        lambda w: w.carriers.save_country(samples.FRANCE),
    ),
    "tax_rules": (lambda w: w.tax_rules.save_group(samples.STANDARD_TAX),),
    "exchange_rates": (lambda w: w.exchange_rates.save(ExchangeRate("USD", Decimal("1.1"))),),
    "orders": (
        lambda w: w.orders.next_number(),
        lambda w: w.orders.add(ORDER),
    ),
    "files": (lambda w: w.files.add(FILE, b"old"),),
    "links": (
        lambda w: w.links.add(link(1)),
        lambda w: w.links.add(evolve(link(3), purpose=Purpose.PAY)),
    ),
    "emails": (lambda w: w.emails.add(email(1), MESSAGE),),
    "viewers": (lambda w: w.viewers.keep(viewer(1)),),
    "requests": (lambda w: w.requests.put(evolve(request(1), done=True, answer=ANSWER), None),),
    "audit": (lambda w: w.audit.record(entry(1)),),
    "outbox": (
        lambda w: w.outbox.add(message(1), message(2, "other"), message(3, "third")),
        lambda w: w.outbox.bury(CRM, MessageId("m3"), "no such mailbox", MOMENT),
        lambda w: w.outbox.subscribe(Subscription("wms")),
        lambda w: w.outbox.add(message(6, "event", EVERYBODY)),
        lambda w: w.outbox.distribute(1),
        lambda w: w.outbox.delivered("wms", MessageId("m6")),
        lambda w: w.outbox.add(message(7, "event", EVERYBODY)),
    ),
    "webhooks": (
        lambda w: w.webhooks.add(webhook(1)),
        lambda w: w.webhooks.log(attempt(1), attempt(2, trouble=Trouble.GONE, status=410)),
    ),
}


def fill(work: UnitOfWork) -> bool:
    """Write what the calls below are about, but for what the store says that it does not do.

    Returns whether all of it is there.

    Raises:
        NotSupported: A part keeps nothing at all, so that there is nothing to ask. A store without
            files has everything else.
    """
    whole = True
    for port, acts in _SHELF.items():
        unsupported = []
        for act in acts:
            try:
                act(work)
            except NotSupported as error:
                unsupported.append(error)
        if len(unsupported) == len(acts) and port not in FEATURES:
            raise unsupported[0]
        whole = whole and not unsupported
    return whole
